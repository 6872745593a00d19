"""Parts that screens are made of.

Whatever comes from a PDF or from reports.csv is escaped: it is shown as it is written, never run
as HTML or Markdown.
"""

import os
from html import escape
from pathlib import Path

import streamlit as st

from practice_search.index.catalogue import CATALOGUE
from practice_search.library import RERANKER_VARIABLE, Library
from practice_search.metadata.pillar.convention import articles
from practice_search.records import Claim, Origin, Passage, Problem, Report
from practice_search.terms import (
    NONE,
    Facet,
    Pillar,
    article_words,
    country_name,
    language_name,
)

__all__ = [
    "INDEX_VARIABLE",
    "PROSE",
    "WRAP",
    "about_report",
    "claim_reason",
    "facet_word",
    "index_folder",
    "lang_of",
    "may_manage",
    "open_library",
    "problem_list",
    "say",
]

INDEX_VARIABLE = "PRACTICE_SEARCH_INDEX"
"""The environment variable that names the index folder; ``index`` by default."""

WRAP = "overflow-wrap: anywhere"
"""The style of words from reports, which print web addresses that are wider than a phone."""

PROSE = f"margin: 0; max-width: 62ch; {WRAP}"
"""The style of what is read in whole sentences: some 70 characters a line."""


def index_folder() -> Path:
    """Return the folder of the index that the app serves."""
    return Path(os.environ.get(INDEX_VARIABLE, "index"))


def may_manage() -> bool:
    """Whether who uses the app may correct reports: who sits at the machine that serves it."""
    return st.get_option("server.address") in ("localhost", "127.0.0.1", "::1")


def open_library() -> Library:
    """Return the open library that all sessions share; it follows what is committed.

    Raises:
        IndexNotFoundError: nothing has been indexed there yet.
        IndexProblemError: the folder cannot be used as an index.

    """
    folder = index_folder()
    catalogue = folder / CATALOGUE
    # An index that was deleted and built again is another file under the same name.
    return _library(str(folder.resolve()), catalogue.stat().st_ino if catalogue.exists() else 0)


@st.cache_resource(show_spinner=False, max_entries=1, on_release=lambda library: library.close())
def _library(folder: str, inode: int) -> Library:  # noqa: ARG001  # part of the cache's key
    return Library.open(folder, reranker=os.environ.get(RERANKER_VARIABLE))


def facet_word(facet: Facet, value: str) -> str:
    """Return the word for people of a facet's value."""
    if value == NONE:
        return "Unclassified"
    match facet:
        case Facet.PILLAR:
            return Pillar(value).title
        case Facet.COUNTRY:
            return country_name(value)
        case Facet.LANGUAGE:
            return language_name(value)
        case Facet.ARTICLE:
            known = articles().get(value)
            return article_words([value]) + (f", {known.title}" if known else "")
        case _:
            return value


def about_report(report: Report, passage: Passage) -> list[str]:
    """Return in words what a reader weighs a report by, and how its words came off the page."""
    kind = report.kind or "kind of source unknown"
    words = [
        report.publisher or "",
        str(report.year or ""),
        f"{kind} (guessed)" if report.guessed(Facet.KIND) else kind,
        "recognised on a picture, may have wrong letters" if passage.ocr else "",
    ]
    return list(filter(None, words))


def lang_of(language: str | None) -> str:
    """Return the attribute that tells a browser, and what reads aloud, which language it is."""
    return f' lang="{escape(language)}"' if language else ""


def say(*sentences: object) -> None:
    """Draw sentences as one paragraph; nothing where there is none."""
    if sentences:
        st.html(f'<p style="{PROSE}">{escape(" ".join(map(str, sentences)))}</p>')


def claim_reason(claim: Claim) -> str:
    """Return in words what a claim rests on, and how often such a guess is right."""
    match claim.origin:
        case Origin.CORRECTED:
            said = "a person said so of these pages"
        case Origin.STATED:
            said = "a person said so of the report"
        case Origin.GUESSED:
            said = "guessed"
    said = ": ".join(filter(None, (said, claim.basis)))
    if claim.probability is not None:
        said += f" (of 100 such guesses about {100 * claim.probability:.0f} are right)"
    return said


def problem_list(problems: list[Problem]) -> None:
    """Draw the files that cannot be searched, wholly or in part, and what to do about each."""
    if not problems:
        return
    with st.expander(f"Files with something that cannot be searched ({len(problems)})"):
        items = "".join(
            f"<li><strong>{escape(problem.file)}</strong>, {escape(problem.fault)}: "
            f"{escape(problem.reason)}</li>"
            for problem in problems
        )
        st.html(f"<ul>{items}</ul>")
