"""Ways to ask on: the same only of a pillar or a country, and of several countries at once."""

from collections.abc import Iterable, Sequence

import streamlit as st

from practice_search.answers.answer import Answer, Refusal
from practice_search.errors import PracticeSearchError
from practice_search.filters import Filters
from practice_search.library import Library
from practice_search.records import FacetCount
from practice_search.terms import Facet, country_name
from practice_search.ui.abreast import abreast
from practice_search.ui.answer_view import draw_answer
from practice_search.ui.filter_form import narrow
from practice_search.ui.parts import facet_word, say

__all__ = ["draw_follow_ups"]

_NARROWER = 6  # buttons at most
_COMPARED_AT_MOST = 4


def draw_follow_ups(
    library: Library, answer: Answer | Refusal, filters: Filters, counts: Iterable[FacetCount]
) -> None:
    """Draw ways to ask the same of less, and of several countries side by side."""
    narrower = list(_narrower(answer, filters))
    if narrower:
        st.caption("Ask the same only of")
        with st.container(horizontal=True):
            for facet, value in narrower:
                if st.button(facet_word(facet, value), key=f"only-{facet}-{value}"):
                    narrow(filters, facet, value)
    countries = [
        count.value
        for count in counts
        if count.facet is Facet.COUNTRY and count.value and count.passages
    ]
    if len(countries) > 1:
        _compare(library, answer.question, filters, countries)


def _narrower(answer: Answer | Refusal, filters: Filters) -> Iterable[tuple[Facet, str]]:
    """Return pillars and countries that some of the hits are about and others are not."""
    found = dict.fromkeys(
        (facet, value)
        for facet in (Facet.PILLAR, Facet.COUNTRY)
        if facet not in filters.facets()
        for hit in answer.hits
        for value in hit.passage.values(facet)
    )
    several = {facet for facet, _ in found if sum(other is facet for other, _ in found) > 1}
    return [one for one in found if one[0] in several][:_NARROWER]


@st.fragment
def _compare(library: Library, question: str, filters: Filters, countries: Sequence[str]) -> None:
    """Ask the same of each country that is chosen, and draw the answers side by side."""
    chosen = st.multiselect(
        "Compare countries",
        sorted(countries, key=country_name),
        format_func=country_name,
        placeholder="Choose two or more",
        max_selections=_COMPARED_AT_MOST,
    )
    if len(chosen) < 2:
        return
    try:
        with st.spinner("Asking of each country"):
            answers = library.compare(question, chosen, filters=filters)
    except PracticeSearchError as error:
        say(error)
        return
    places = abreast(len(answers), key="compared")
    for place, (country, answer) in zip(places, answers.items(), strict=True):
        with place:
            draw_answer(library, answer, country=country)
