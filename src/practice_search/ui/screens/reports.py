"""What is known of each report and how surely, and a person's last word on it."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from practice_search.errors import IndexNotFoundError, PracticeSearchError
from practice_search.library import Library
from practice_search.metadata.reports_csv.page_ranges import in_words
from practice_search.metadata.reports_csv.rows import Row
from practice_search.records import Report, Status
from practice_search.terms import ARTICLES, NONE, Facet, Kind, Pillar, countries, languages
from practice_search.ui.parts import claim_reason, facet_word, may_manage, open_library

__all__ = ["show"]

_SAID = "what became of a correction"

_OF_PAGES = (Facet.COUNTRY, Facet.PILLAR, Facet.ARTICLE, Facet.LANGUAGE)
_OF_REPORTS = (Facet.KIND, Facet.TITLE, Facet.PUBLISHER, Facet.YEAR)
_CHOICES: dict[Facet, Callable[[], Sequence[str]]] = {
    Facet.COUNTRY: lambda: [*countries(), NONE],
    Facet.PILLAR: lambda: [*Pillar, NONE],
    Facet.ARTICLE: lambda: [*map(str, ARTICLES), NONE],
    Facet.LANGUAGE: languages,
}


def show() -> None:
    """Draw the screen."""
    st.title("Reports")
    try:
        library = open_library()
        reports = library.reports()
    except IndexNotFoundError:
        st.write("This library is still empty.")
        return
    except PracticeSearchError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        return
    by_file = {report.file: report for report in reports}
    file = st.selectbox(
        "Report",
        by_file,
        format_func=lambda file: f"{by_file[file].title} ({file})",
        placeholder="Choose a report",
        index=None,
        key="report",
    )
    if file is None:
        return
    report = by_file[file]
    try:
        rows = library.rows(report)
    except PracticeSearchError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        rows = ()
    _known(report, rows)
    if said := st.session_state.pop(_SAID, ""):
        st.html(f"<p role='status'>{escape(said)}</p>")
    if may_manage():
        _correction(library, report)


def _known(report: Report, said: Sequence[Row]) -> None:
    """Show what is claimed of the report as a whole, and what people have said of its pages."""
    st.subheader("What is known of it")
    rows = "".join(
        f"<tr><th scope='row'>{escape(claim.facet.capitalize())}</th>"
        f"<td>{escape(facet_word(claim.facet, claim.value))}</td>"
        f"<td>{escape(claim_reason(claim))}</td></tr>"
        for claim in sorted(report.claims, key=lambda claim: list(Facet).index(claim.facet))
    )
    rows += "".join(
        f"<tr><th scope='row'>{escape(facet.capitalize())}</th>"
        f"<td>{escape(', '.join(facet_word(facet, value) for value in row.values(facet)))}</td>"
        f"<td>a person said so of {in_words(row.reach)}</td></tr>"
        for row in said
        if row.first is not None
        for facet in _OF_PAGES
        if row.values(facet)
    )
    st.html(
        "<style>table.known :is(th, td) {text-align: left; vertical-align: top;"
        " padding: 0.2rem 0.8rem 0.2rem 0;}</style>"
        "<table class='known'><thead><tr><th scope='col'>What</th><th scope='col'>Value</th>"
        f"<th scope='col'>Who says so, and why</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _correction(library: Library, report: Report) -> None:
    """Draw the form that writes reports.csv."""
    st.subheader("Correct it")
    st.write(
        "What you say here is kept in reports.csv beside the reports, and outranks every guess. "
        "Say it of the whole report, or of some of its pages."
    )
    facet = st.selectbox("What", [*_OF_PAGES, *_OF_REPORTS], format_func=str.capitalize)
    with st.form(f"correct-{report.id}-{facet}"):
        pages = ""
        if facet in _OF_PAGES:
            pages = st.text_input(
                "Pages", placeholder="12-19", help="Such as 7 or 12-19. Empty: the whole report."
            )
        value = _value_field(facet)
        save = st.form_submit_button("Save", type="primary")
        forget = st.form_submit_button("Go back to what is guessed")
    if save and not value:
        st.html("<p>Nothing was chosen, so nothing was saved.</p>")
    elif save or forget:
        _write(library, report, facet, value if save else "", pages)


def _value_field(facet: Facet) -> str:
    """Ask for a cell of reports.csv."""
    if facet in _CHOICES:
        chosen = st.multiselect(
            facet.capitalize(),
            _CHOICES[facet](),
            format_func=lambda value: facet_word(facet, value),
            placeholder="Choose one or several",
        )
        return " ".join(chosen)
    if facet is Facet.KIND:
        return (
            st.selectbox("Kind of source", list(Kind), index=None, placeholder="Choose one") or ""
        )
    return st.text_input(facet.capitalize(), max_chars=500).strip()


def _write(library: Library, report: Report, facet: Facet, value: str, pages: str) -> None:
    try:
        outcomes = library.correct(report.file, {facet.value: value}, pages=pages)
    except PracticeSearchError as error:
        st.html(f"<p role='alert'>{escape(str(error))}</p>")
        return
    failed = [outcome.reason for outcome in outcomes if outcome.status is Status.FAILED]
    st.session_state[_SAID] = " ".join(failed) or "Saved in reports.csv, and searched so at once."
    st.rerun()


if __name__ == "__main__":
    show()
