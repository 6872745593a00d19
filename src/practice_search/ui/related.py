"""The passages nearest to a passage, from all reports: other ways in which the same is done."""

from html import escape

import streamlit as st

from practice_search.errors import PracticeSearchError
from practice_search.library import Library
from practice_search.records import Hit
from practice_search.ui.parts import PROSE, WRAP, lang_of, say

__all__ = ["related_passages"]


@st.fragment
def related_passages(library: Library, hit: Hit) -> None:
    """List passages of the whole library that are near to a hit, when they are asked for."""
    if not st.toggle("Related passages", key=f"related-{hit.passage.id}"):
        return
    try:
        with st.spinner("Looking for passages like this one"):
            near = library.related(hit.passage)
    except PracticeSearchError as error:
        say(error)
        return
    shown = {passage.id for passage in hit.passages}
    items = "".join(_item(other) for other in near if other.passage.id not in shown)
    if not items:
        say("There is no other passage.")
        return
    st.html(f'<ul style="{WRAP}">{items}</ul>')


def _item(hit: Hit) -> str:
    """Return report, place and the sentence that is nearest; all of it where none is known."""
    _, nearest, whole = hit.around_nearest
    lang = lang_of(hit.passage.language)
    return (
        f'<li style="margin: 0.4rem 0"><strong>{escape(hit.report.title)}, '
        f"{escape(hit.place)}</strong>"
        f'<p{lang} style="{PROSE}">{escape(nearest or whole)}</p></li>'
    )
