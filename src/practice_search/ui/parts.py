"""Parts that screens are made of.

Whatever comes from a PDF or from reports.csv is escaped: it is shown as it is written, never run
as HTML or Markdown.
"""

import os
from collections.abc import Iterable
from html import escape
from pathlib import Path

import streamlit as st

from practice_search.errors import PageNotShownError
from practice_search.index.catalogue import CATALOGUE
from practice_search.library import RERANKER_VARIABLE, Library
from practice_search.metadata.pillar.convention import articles
from practice_search.records import Claim, Hit, Located, Origin, Passage, Problem
from practice_search.terms import (
    FILTERABLE,
    NONE,
    Facet,
    Format,
    Pillar,
    article_words,
    country_name,
    language_name,
)

__all__ = [
    "INDEX_VARIABLE",
    "claim_reason",
    "facet_word",
    "hit_card",
    "index_folder",
    "may_manage",
    "open_library",
    "problem_list",
    "quick_exit",
]

INDEX_VARIABLE = "PRACTICE_SEARCH_INDEX"
"""The environment variable that names the index folder; ``index`` by default."""

_EXIT_TO = "https://www.wikipedia.org/"

# After the GOV.UK Design System's "Exit this page": a link that works without JavaScript, and
# Shift three times; never Esc, which stops the very page load. The page is blanked at once, and
# its history entry replaced.
_quick_exit = st.components.v2.component(
    "practice_search_quick_exit",
    html=f'<a class="leave" href="{_EXIT_TO}" rel="nofollow noreferrer"'
    ' title="Leaves this page at once. Pressing Shift three times does the same.">'
    "Leave this page</a>",
    css="""
    .leave {
        position: fixed; top: 0.6rem; right: 1rem; z-index: 1000000; padding: 0.55rem 1rem;
        border-radius: 0.3rem; background: #8c2f1d; color: #ffffff; font-weight: 600;
        text-decoration: none; font-family: system-ui, sans-serif; font-size: 1rem;
    }
    @media (max-width: 640px) { .leave { padding: 0.3rem 0.6rem; font-size: 0.9rem; } }
    .leave:hover { background: #6e2416; }
    .leave:focus-visible { outline: 3px solid #1f2a30; outline-offset: 2px; }
    """,
    js="""
    export default function ({ parentElement }) {
        const link = parentElement.querySelector(".leave");
        const leave = () => {
            document.body.style.display = "none";
            document.title = "";
            window.location.replace(link.href);
        };
        link.onclick = (event) => { event.preventDefault(); leave(); };
        let presses = [];
        const count = (event) => {
            const now = Date.now();
            presses = event.key === "Shift" ? [...presses.filter((t) => now - t < 3000), now] : [];
            if (presses.length === 3) leave();
        };
        window.addEventListener("keydown", count);
        return () => window.removeEventListener("keydown", count);
    }
    """,
)


_WRAP = "overflow-wrap: anywhere"  # reports print web addresses that are wider than a phone


def quick_exit() -> None:
    """Draw the link that leaves the app at once; it comes first for keyboards and readers."""
    _quick_exit(key="quick_exit")


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


def hit_card(library: Library, hit: Hit) -> bool:
    """Draw one hit: report, page, what is known of it and how surely, the passage, its pages.

    Return whether more of its report was asked for.
    """
    passage, report = hit.passage, hit.report
    kind = report.kind or "kind of source unknown"
    about = [
        report.publisher,
        str(report.year or ""),
        f"{kind} (guessed)" if report.guessed(Facet.KIND) else kind,
        *(_facet_words(passage, facet) for facet in FILTERABLE),
    ]
    if passage.ocr:
        about.append("recognised on a picture, may have wrong letters")
    languages = passage.values(Facet.LANGUAGE)
    lang = f' lang="{escape(languages[0])}"' if languages else ""
    path = " › ".join(passage.headings)
    kind_claims = [claim for claim in report.claims if claim.facet is Facet.KIND]
    with st.container(border=True):
        st.html(
            f'<h3 style="padding: 0; {_WRAP}">{escape(report.title)}, {escape(hit.place)}</h3>'
            f"<p><small>{escape(' · '.join(filter(None, about)))}</small></p>"
            + (f'<p style="{_WRAP}"{lang}><small>{escape(path)}</small></p>' if path else "")
            + f'<blockquote{lang} style="margin: 0; {_WRAP}">{_text(hit)}</blockquote>'
            + f"<p><small>{escape(' '.join((hit.why, *map(_also, hit.copies))))}</small></p>"
            + _reasons([*kind_claims, *passage.claims])
        )
        _page_viewer(library, hit)
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


@st.fragment
def _page_viewer(library: Library, hit: Hit) -> None:
    """Show the pages of a hit when they are asked for, without running the search again."""
    if hit.report.format is not Format.PDF:
        return
    for span in hit.passage.spans:
        if st.toggle(f"Show page {span.page}", key=f"page-{hit.passage.id}-{span.page}"):
            try:
                picture = library.page_image(hit.report, span.page, mark=span)
            except PageNotShownError as error:
                st.html(f"<p>{escape(str(error))}</p>")
            else:
                st.image(
                    picture,
                    alt=f"Page {span.page} of {hit.report.title}; the passage quoted above is "
                    "marked on it.",
                )


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
