"""One hit: its report, what is known of it and how surely, the passage, and ways to read on."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from practice_search.library import Library
from practice_search.records import Claim, Hit, Located, Origin, Passage, Span
from practice_search.terms import FILTERABLE, Facet, article_words
from practice_search.ui.page_viewer import page_viewer
from practice_search.ui.parts import PROSE, WRAP, about_report, claim_reason, facet_word, lang_of
from practice_search.ui.related import related_passages

__all__ = ["hit_card"]


def hit_card(library: Library, hit: Hit) -> bool:
    """Draw one hit: report, page, what is known of it and how surely, the passage, its pages.

    Return whether more of its report was asked for.
    """
    passage, report = hit.passage, hit.report
    about = [
        *about_report(report, passage),
        *(_facet_words(passage, facet) for facet in FILTERABLE),
    ]
    lang = lang_of(passage.language)
    why = " ".join((hit.why, *map(_also, hit.copies)))
    path = " › ".join(passage.headings)
    kind_claims = [claim for claim in report.claims if claim.facet is Facet.KIND]
    with st.container(border=True, gap="xsmall"):
        st.html(
            f'<h3 style="margin: 0; padding: 0; {WRAP}">{escape(report.title)}, '
            f"{escape(hit.place)}</h3>"
            f'<p style="margin: 0.3rem 0"><small>{escape(" · ".join(about))}</small></p>'
            + (
                f'<p style="margin: 0.3rem 0; {WRAP}"{lang}><small>{escape(path)}</small></p>'
                if path
                else ""
            )
            + f'<blockquote{lang} style="{PROSE}">{_text(hit)}</blockquote>'
            + f'<p style="margin: 0.4rem 0 0"><small>{escape(why)}</small></p>'
            + _reasons([*kind_claims, *passage.claims])
        )
        quoted: dict[int, list[Span]] = {}
        for span in (span for shown in (passage, *hit.beside) for span in shown.spans):
            quoted.setdefault(span.page, []).append(span)
        page_viewer(library, report, quoted, key=f"page-{passage.id}")
        related_passages(library, hit)
        return st.button("More from this report", key=f"more-{passage.id}", type="tertiary")


def _text(hit: Hit) -> str:
    """Return the words of a hit, the sentence that is nearest in bold type."""
    before, nearest, after = map(escape, hit.around_nearest)
    return "<br>".join(
        f"{before}<strong>{nearest}</strong>{after}"
        if passage is hit.passage
        else escape(passage.text)
        for passage in hit.passages
    )


def _also(copy: Located) -> str:
    return f"The same is in {copy.report.title}, {copy.place}."


def _facet_words(passage: Passage, facet: Facet) -> str:
    values = passage.values(facet)
    if not values:
        return f"No {facet.value} known"
    words = ", ".join(facet_word(facet, value) for value in values)
    if facet is Facet.ARTICLE:  # their titles stand among the reasons
        words = article_words(values)
    return f"{words} (guessed)" if passage.guessed(facet) else words


def _reasons(claims: Iterable[Claim]) -> str:
    """Say behind a word to click on what each guess rests on."""
    items = "".join(
        f"<li>{escape(facet_word(claim.facet, claim.value))}, {escape(claim_reason(claim))}</li>"
        for claim in claims
        if claim.origin is Origin.GUESSED
    )
    if not items:
        return ""
    summary = "<summary><small>What is guessed, and why</small></summary>"
    return f"<details>{summary}<ul>{items}</ul></details>"
