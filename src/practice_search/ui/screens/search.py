"""Ask in your own words, and read the passages that are nearest."""

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from practice_search.errors import (
    IndexNotFoundError,
    PracticeSearchError,
    QueryError,
    UnknownValueError,
)
from practice_search.filters import Filters, Years
from practice_search.library import Library
from practice_search.records import FacetCount, Loosening
from practice_search.terms import FILTERABLE, NONE, OF_REPORTS, Facet
from practice_search.ui.parts import (
    facet_word,
    hit_card,
    index_folder,
    open_library,
    problem_list,
)

__all__ = ["show"]


def show() -> None:
    """Draw the screen."""
    st.title("What works against gender-based violence?")
    st.write(
        "Ask in your own language. The passages come from the reports of this library, with "
        "their page; nothing of what you ask leaves this machine or is kept."
    )
    try:
        library = open_library()
        filters = _linked_filters()
        counts = library.facet_counts(filters=filters)
        problems = library.problems()
    except IndexNotFoundError:
        _say_empty()
        return
    except PracticeSearchError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        return

    question, filters = _form(counts, filters)
    if not any(count.passages for count in counts):
        _say_empty()
    elif question:
        _hits(library, question, filters)
    problem_list(problems)


def _form(counts: list[FacetCount], linked: Filters) -> tuple[str, Filters]:
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

    with st.form("search", border=False):
        question = st.text_input(
            "Your question",
            placeholder="For example: who convenes the risk-assessment meeting?",
            max_chars=2000,
        )
        for column, facet in zip(st.columns(len(FILTERABLE)), FILTERABLE, strict=True):
            choose(column, facet)
        opened = any(facet in linked.facets() for facet in OF_REPORTS)
        with st.expander("Report, kind of source and year", expanded=opened):
            for column, facet in zip(st.columns(2), (Facet.REPORT, Facet.KIND), strict=True):
                choose(column, facet)
            chosen[Facet.YEAR] = _choose_years(counts, linked)
        st.form_submit_button("Search", type="primary")
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


def _linked_filters() -> Filters:
    """Read the filters of the address that the app was opened with."""
    try:
        return Filters.from_query(
            {name: st.query_params.get_all(name) for name in (*FILTERABLE, *OF_REPORTS)}
        )
    except UnknownValueError as error:
        st.html(f"<p>A filter in the address was left out. {escape(str(error))}</p>")
        return Filters()


def _hits(library: Library, question: str, filters: Filters) -> None:
    try:
        with st.spinner("Searching"):
            hits = library.search(question, filters=filters)
    except QueryError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        return
    except PracticeSearchError as error:
        st.html(f"<p>The search could not be run. {escape(str(error))}</p>")
        return
    if not hits:
        _say_what_to_loosen(library.loosen(question, filters=filters))
        return
    st.subheader("The nearest passages")
    st.caption(
        "The nearest first, found by meaning and by words. Near is not the same as right: read "
        "the page before you rely on it."
    )
    for hit in hits:
        if hit_card(library, hit):
            st.query_params.from_dict(filters.to_query() | {Facet.REPORT.value: [hit.report.file]})
            st.rerun()


def _say_what_to_loosen(looser: list[Loosening]) -> None:
    st.subheader("No passage fits all that was asked for")
    if not looser:
        st.write("Take several of the filters away, or choose other values, and search again.")
        return
    items = "".join(
        f"<li>{escape(one.what)} (passages without it: {one.passages})</li>" for one in looser
    )
    st.html(f"<p>Leave away one of these, and search again:</p><ul>{items}</ul>")


def _say_empty() -> None:
    st.subheader("This library is still empty")
    st.write(
        "Put PDF reports into the folder corpus and index them; they can be searched as soon as "
        "each one is done. In a terminal:"
    )
    st.code(f"practice-search index corpus --index {index_folder()}", language=None)


if __name__ == "__main__":
    show()
