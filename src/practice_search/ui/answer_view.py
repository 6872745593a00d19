"""An answer or a refusal: the quotations with their pages, and what is doubtful about them."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.quotation import Quotation
from practice_search.library import Library
from practice_search.records import Span
from practice_search.terms import Facet, country_name
from practice_search.ui.abreast import abreast
from practice_search.ui.copy_button import copy_button
from practice_search.ui.page_viewer import page_viewer
from practice_search.ui.parts import PROSE, WRAP, about_report, lang_of, say

__all__ = ["draw_answer"]

_NAMED_AT_MOST = 3  # countries of a passage; the passages below name all


def draw_answer(library: Library, answer: Answer | Refusal, *, country: str | None = None) -> None:
    """Draw quotations that answer, or that nothing does, why, and what is nearest.

    Args:
        library: the open library.
        answer: what to draw.
        country: the one that was asked of, where several answers stand side by side.

    """
    key = f"answer-{country}" if country else "answer"
    if country:
        st.html(
            f"<h3>{escape(country_name(country))}</h3>"
            f'<p style="{PROSE}"><strong>{escape(_verdict(answer))}</strong></p>'
        )
    else:
        st.header(_verdict(answer))
    if isinstance(answer, Refusal):
        say(*answer.reasons)
        if answer.searched:
            titles = "".join(f"<li>{escape(report.title)}</li>" for report in answer.searched)
            st.html(
                f"<details><summary>Reports searched: {len(answer.searched)}</summary>"
                f'<ul style="{WRAP}">{titles}</ul></details>'
            )
        if answer.nearest:
            with st.expander("The nearest sentences, which do not seem to answer"):
                _draw_all(library, answer.nearest, key)
        return
    say(*answer.doubts)
    if answer.differing:
        say("The reports give different numbers. Mind the country and the year.")
    if country:
        _draw_all(library, answer.quotations, key)
    else:
        _draw_by_country(library, answer.quotations, key)


def _verdict(answer: Answer | Refusal) -> str:
    if isinstance(answer, Refusal):
        return "No answer was found in these reports"
    return "Perhaps these sentences answer" if answer.perhaps else "From the reports"


def _draw_all(library: Library, quotations: Sequence[Quotation], key: str) -> None:
    for number, quotation in enumerate(quotations, start=1):
        _draw_quotation(library, number, quotation, key)


def _draw_by_country(library: Library, quotations: Sequence[Quotation], key: str) -> None:
    """Draw quotations side by side where each speaks of one country, and they of several."""
    countries = {quotation.passage.countries for quotation in quotations}
    if len(countries) == 1 or any(len(names) != 1 for names in countries):
        _draw_all(library, quotations, key)
        return
    numbered = sorted(
        enumerate(quotations, start=1),
        key=lambda one: [other.passage.countries for other in quotations].index(
            one[1].passage.countries
        ),
    )
    groups = [
        (country, list(group))
        for (country,), group in groupby(numbered, key=lambda one: one[1].passage.countries)
    ]
    for column, (country, group) in zip(abreast(len(groups), key=key), groups, strict=True):
        with column:
            st.html(f"<h3>{escape(country_name(country))}</h3>")
            for number, quotation in group:
                _draw_quotation(library, number, quotation, key)


def _draw_quotation(library: Library, number: int, quotation: Quotation, key: str) -> None:
    report = quotation.report
    about = " · ".join([*about_report(report, quotation.passage), _countries(quotation)])
    first = quotation.spans[0]
    here = f"{key}-{quotation.passage.id}-{first.page}-{first.start}"
    with st.container(border=True, gap="xsmall"):
        st.html(
            f'<blockquote{lang_of(quotation.language)} style="{PROSE}">'
            f"“{escape(quotation.words)}”</blockquote>"
            f'<p style="margin: 0.4rem 0 0; {WRAP}"><small>[{number}] '
            f"<strong>{escape(report.title)}, {escape(quotation.place)}</strong>"
            f"<br>{escape(about)}</small></p>"
        )
        copy_button(f"“{quotation.words}”\n{quotation.reference}", key=f"{here}-copy")
        pages: dict[int, list[Span]] = {}
        for span in quotation.spans:
            pages.setdefault(span.page, []).append(span)
        page_viewer(library, report, pages, key=f"{here}-page")


def _countries(quotation: Quotation) -> str:
    countries = quotation.passage.countries
    if not countries:
        return "No country known"
    names = f"{len(countries)} countries"
    if len(countries) <= _NAMED_AT_MOST:
        names = ", ".join(map(country_name, countries))
    return f"{names} (guessed)" if quotation.passage.guessed(Facet.COUNTRY) else names
