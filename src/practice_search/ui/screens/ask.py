"""Ask in your own words: sentences that answer come first, the nearest passages below them."""

import streamlit as st

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.asking.reading import Asking
from practice_search.errors import IndexNotFoundError, PracticeSearchError, QueryError
from practice_search.filters import Filters
from practice_search.library import Library
from practice_search.records import FacetCount, Hit, Loosening
from practice_search.terms import Facet
from practice_search.ui.answer_view import draw_answer
from practice_search.ui.filter_form import ask_within, linked_filters, narrow, question_form
from practice_search.ui.follow_ups import draw_follow_ups
from practice_search.ui.help_note import help_first
from practice_search.ui.hit_card import hit_card
from practice_search.ui.parts import index_folder, open_library, problem_list, say
from practice_search.ui.summary import draw_summary

__all__ = ["show"]


def show() -> None:
    """Draw the screen."""
    st.title("What works against gender-based violence?")
    st.write(
        "Ask in your own language. The answer is quoted from the reports of this library, with "
        "its page; nothing of what you ask leaves this machine or is kept."
    )
    try:
        library = open_library()
        filters = linked_filters()
        counts = library.facet_counts(filters=filters)
        problems = library.problems()
    except IndexNotFoundError:
        _say_empty()
        return
    except PracticeSearchError as error:
        say(error)
        return

    question, filters = question_form(counts, filters)
    if not any(count.passages for count in counts):
        _say_empty()
    elif question:
        _answer(library, question, filters, counts)
    problem_list(problems)


def _answer(library: Library, question: str, filters: Filters, counts: list[FacetCount]) -> None:
    try:
        with st.spinner("Reading the nearest passages"):
            answer = library.answer(question, filters=filters)
    except QueryError as error:
        say(error)
        return
    except PracticeSearchError as error:
        say("The question could not be asked.", error)
        return
    if answer.asking not in (Asking.QUESTION, Asking.STATEMENT):
        help_first(answer.asking, question, filters)
        if answer.hits:
            with st.expander("What the reports say on these words"):
                _found(library, answer, filters, counts)
        return
    if not answer.hits:
        _loosen(library.loosen(question, filters=filters), filters)
        return
    _found(library, answer, filters, counts)


def _found(
    library: Library, answer: Answer | Refusal, filters: Filters, counts: list[FacetCount]
) -> None:
    draw_answer(library, answer)
    draw_summary(library, answer)
    draw_follow_ups(library, answer, filters, counts)
    _passages(library, answer.hits, filters)


def _passages(library: Library, hits: tuple[Hit, ...], filters: Filters) -> None:
    st.header("The nearest passages")
    st.caption(
        "The nearest first, found by meaning and by words. Near is not the same as right: read "
        "the page before you rely on it."
    )
    for hit in hits:
        if hit_card(library, hit):
            narrow(filters, Facet.REPORT, hit.report.file)


def _loosen(looser: list[Loosening], filters: Filters) -> None:
    st.header("No passage fits all that was asked for")
    if not looser:
        st.write("Take several of the filters away, or choose other values, and ask again.")
        return
    st.write("Leave away one of these, and ask again:")
    for one in looser:
        words = f"{one.what} (passages without it: {one.passages})"
        if one.facet is None:
            say(words)
        elif st.button(words, key=f"without-{one.facet}"):
            ask_within(filters.without(one.facet))


def _say_empty() -> None:
    st.header("This library is still empty")
    st.write(
        "Put PDF reports into the folder corpus and index them; they can be searched as soon as "
        "each one is done. In a terminal:"
    )
    st.code(f"practice-search index corpus --index {index_folder()}", language=None)


if __name__ == "__main__":
    show()
