"""What is asked, and what it is restricted to."""

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from practice_search.errors import UnknownValueError
from practice_search.filters import Filters, Years
from practice_search.records import FacetCount
from practice_search.terms import FILTERABLE, NONE, OF_REPORTS, Facet
from practice_search.ui.parts import facet_word

__all__ = ["ask_within", "linked_filters", "narrow", "question_form"]

_ALWAYS_SEEN = (Facet.PILLAR, Facet.COUNTRY)


def question_form(counts: list[FacetCount], linked: Filters) -> tuple[str, Filters]:
    """Draw question and filters; the filters stand in the address, the question never does."""
    chosen: dict[str, list[str]] = {}  # by facet

    def choose(place: DeltaGenerator, facet: Facet) -> None:
        passages = {c.value or NONE: c.passages for c in counts if c.facet is facet}
        before = linked.facets().get(facet, frozenset())
        passages |= {value: 0 for value in before if value not in passages}
        chosen[facet] = place.multiselect(
            facet.capitalize(),
            sorted(passages, key=partial(_order, facet)),
            default=sorted(before),
            format_func=partial(_counted, facet, passages),
            placeholder="Any",
        )

    with st.form("ask", border=False):
        question = st.text_input(
            "Your question",
            placeholder="For example: who convenes the risk-assessment meeting?",
            max_chars=2000,
        )
        for column, facet in zip(st.columns(2), _ALWAYS_SEEN, strict=True):
            choose(column, facet)
        opened = any(facet not in _ALWAYS_SEEN for facet in linked.facets())
        with st.expander("Article, language, report, kind of source, year", expanded=opened):
            for facets in ((Facet.ARTICLE, Facet.LANGUAGE), (Facet.REPORT, Facet.KIND)):
                for column, facet in zip(st.columns(2), facets, strict=True):
                    choose(column, facet)
            chosen[Facet.YEAR] = _choose_years(counts, linked)
        st.form_submit_button("Ask", type="primary")
    filters = Filters.from_query(chosen)
    if filters != linked:
        st.query_params.from_dict(filters.to_query())
        st.rerun()  # so that the counts are those of these filters
    return question.strip(), filters


def _choose_years(counts: list[FacetCount], linked: Filters) -> list[str]:
    """Draw a range of years, and return it unless it is all of them."""
    carried = {int(c.value) for c in counts if c.facet is Facet.YEAR and c.value}
    before = linked.to_query().get(Facet.YEAR, [])
    if len(carried) < 2:  # nothing to choose, but what a link says must be seen
        words = f"Only reports of {', '.join(before)}"
        return before if before and st.checkbox(words, value=True) else []
    first, last = min(carried), max(carried)
    named = [years for years in linked.years if first <= years.last and years.first <= last]
    value = (first, last)
    if named:
        value = (
            max(first, min(years.first for years in named)),
            min(last, max(years.last for years in named)),
        )
    chosen = st.slider("Year of the report", first, last, value)
    if chosen == value:
        return before
    return [] if chosen == (first, last) else [str(Years(*chosen))]


def _order(facet: Facet, value: str) -> tuple[bool, int, str]:
    """Sort by name, articles by number, and what carries none last."""
    number = int(value) if facet is Facet.ARTICLE and value != NONE else 0
    return value == NONE, number, facet_word(facet, value)


def _counted(facet: Facet, passages: Mapping[str, int], value: str) -> str:
    return f"{facet_word(facet, value)} ({passages[value]})"


def linked_filters() -> Filters:
    """Read the filters of the address that the app was opened with."""
    try:
        return Filters.from_query(
            {name: st.query_params.get_all(name) for name in (*FILTERABLE, *OF_REPORTS)}
        )
    except UnknownValueError as error:
        st.html(f"<p>A filter in the address was left out. {escape(str(error))}</p>")
        return Filters()


def narrow(filters: Filters, facet: Facet, value: str) -> None:
    """Ask the same again with one filter set to one value; the others stay."""
    ask_within(Filters.from_query(filters.to_query() | {facet.value: [value]}))


def ask_within(filters: Filters) -> None:
    """Ask the same again with these filters."""
    st.query_params.from_dict(filters.to_query())
    st.rerun()
