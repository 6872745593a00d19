"""The starter corpus: well-set PDFs, built from their sources, with what is said of them."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from practice_search.metadata.reports_csv.reading import read_reports_csv
from practice_search.terms import Kind, Pillar

CORPUS = Path(__file__).parents[1] / "corpus"
REPORTS = sorted(CORPUS.glob("*.pdf"))
TABLE = read_reports_csv(CORPUS / "reports.csv")
LANGUAGES = {"en", "ro", "nb", "es", "pl", "bg", "lt"}

over_reports = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)


@over_reports
def test_a_report_is_tagged_and_has_title_language_outline_and_labels(path: Path) -> None:
    """A screen reader and a reference need these (PDF/UA-1, ISO 14289)."""
    reader = PdfReader(path)
    catalogue: Any = reader.root_object
    row = TABLE.report_row(path.name)
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].partition("-")[0] in row.languages
    assert reader.metadata is not None
    assert reader.metadata.title == row.title
    assert reader.outline
    assert "/PageLabels" in catalogue
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


@over_reports
def test_the_first_page_says_what_it_is(path: Path) -> None:
    """Notes of this project, as of when, from which sources, and no substitute for them."""
    first = " ".join(PdfReader(path).pages[0].extract_text().split())
    assert len(re.findall(r"practice- ?search", first)) >= 2
    assert "2026" in first
    assert "112" in first


@over_reports
def test_each_section_has_its_row_and_its_sources(path: Path) -> None:
    """``reports.csv`` tells of report and sections, whose numbers in brackets lead to sources."""
    pages = [page.extract_text() for page in PdfReader(path).pages]
    report, *sections = TABLE.rows[path.name]
    assert report.first is None
    assert report.kind is Kind.NOTES
    assert sections
    for section in sections:
        assert section.kind is Kind.NOTES
        assert section.countries
        assert section.pillars
        assert section.first is not None
        assert section.last is not None
        text = "\n".join(pages[section.first - 1 : section.last])
        cited = set(map(int, re.findall(r"\[(\d+)\]", text)))
        listed = set(map(int, re.findall(r"^\s*(\d+)\.\s", text, flags=re.MULTILINE)))
        assert cited <= listed
        assert listed
    covered = {page for s in sections for page in range(s.first or 0, (s.last or 0) + 1)}
    assert covered | set(range(1, min(covered))) == set(range(1, len(pages) + 1))
    assert not TABLE.faults
    assert not TABLE.beyond(path.name, len(pages))


def test_the_corpus_speaks_seven_languages_of_all_pillars() -> None:
    """What a person meets in the first minute is in her language, and the field is covered."""
    rows = [row for path in REPORTS for row in TABLE.rows[path.name]]
    assert {language for row in rows for language in row.languages} == LANGUAGES
    assert {pillar for row in rows for pillar in row.pillars} == set(Pillar)
    assert len({country for row in rows for country in row.countries}) >= 27
    assert set(TABLE.rows) == {path.name for path in REPORTS}


@pytest.mark.parametrize("name", ["moldova", "convention-nb", "bulgaria"])
def test_the_same_sources_give_the_same_bytes(name: str) -> None:
    """What lies in the corpus is what its sources say, to the byte."""
    build = runpy.run_path(str(CORPUS / "sources" / "build.py"))
    report = build["compile_report"](CORPUS / "sources" / f"{name}.typ")
    assert report.pdf == (CORPUS / f"{name}.pdf").read_bytes()
