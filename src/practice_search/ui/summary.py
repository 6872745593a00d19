"""What a language model near by sums up of the quotations, where one is named and asked for."""

import os
from html import escape

import streamlit as st

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.asking.reading import Asking
from practice_search.answers.synthesis.model_server import ModelServer
from practice_search.answers.synthesis.synthesising import Synthesis, SynthesisSentence
from practice_search.errors import ModelServerError, PracticeSearchError
from practice_search.library import MODEL_SERVER_VARIABLE, MODEL_VARIABLE, Library
from practice_search.ui.parts import PROSE, lang_of, say

__all__ = ["draw_summary"]


@st.fragment
def draw_summary(library: Library, answer: Answer | Refusal) -> None:
    """Offer a summary where a language model is named; never of a cry for help.

    It is made when it is asked for: a model may take a minute, in which the pages of a quotation
    could not be looked at.
    """
    if isinstance(answer, Refusal) or answer.asking is Asking.HELP:
        return
    address, model = (os.environ.get(name) for name in (MODEL_SERVER_VARIABLE, MODEL_VARIABLE))
    try:
        server = ModelServer.named(address, model)
    except ModelServerError as error:
        say("There is no summary by a language model.", error)
        return
    if server is None:
        return
    asked = st.button("Have a language model sum this up", key="sum-up")
    if not asked:
        say(f"The question and these quotations are then sent to {server.address}.")
        return
    try:
        with st.spinner("The language model sums up the quotations"):
            synthesis = library.synthesise(answer, server)
    except PracticeSearchError as error:
        say(error)
        return
    if synthesis:
        _draw_synthesis(synthesis)


def _draw_synthesis(synthesis: Synthesis) -> None:
    sentences = " ".join(map(_sentence, synthesis.sentences))
    st.html(
        "<p><strong>Summary by a language model, from the quotations above</strong><br>"
        "<small>What they do not support is struck out.</small></p>"
        + (f'<p{lang_of(synthesis.language)} style="{PROSE}">{sentences}</p>' if sentences else "")
        + (f"<p><small>{escape(synthesis.trouble)}</small></p>" if synthesis.trouble else "")
    )


def _sentence(sentence: SynthesisSentence) -> str:
    if sentence.objection:
        why = f'<small lang="en">({escape(sentence.objection)})</small>'
        return f"<s>{escape(sentence.text)}</s> {why}"
    marks = "".join(f"[{number}]" for number in sentence.cited)
    return f"{escape(sentence.text)} {marks}"
