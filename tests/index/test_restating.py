"""A person has the last word: what reports.csv says outranks every guess, and is never lost."""

import os
from pathlib import Path

import pytest

from practice_search import Filters, Library
from practice_search.errors import (
    Fault,
    IndexLockedError,
    PracticeSearchError,
    ReportsCsvError,
    UnknownValueError,
)
from practice_search.index.writer_lock import writer_lock
from practice_search.records import Origin, Passage, Status
from practice_search.terms import Facet
from tests.conftest import WritePdf, build, statuses

# As many sentences a page as make one passage.
PAGES = [
    "In Norway the crisis centre gives women who flee from violence a safe place to live. " * 8,
    "In Romania the police officer issues the provisional protection order on the spot. " * 9,
    "In Spain pupils learn at school that respect has no gender, and teachers are trained. " * 8,
]


@pytest.fixture
def corpus(tmp_path: Path, write_pdf: WritePdf) -> Path:
    """Return a folder with one report, each page about another country and pillar."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_pdf(folder / "three.pdf", PAGES)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return where the index is to be made."""
    return tmp_path / "index"


def state(corpus: Path, rows: str) -> None:
    """Write reports.csv."""
    (corpus / "reports.csv").write_text(f"file,pages,countries,pillars\n{rows}", encoding="utf-8")


def passages(index: Path) -> dict[int, Passage]:
    """Return the first passage of each page."""
    with Library.open(index) as library:
        hits = library.search("violence", limit=100, grouped=False)
    first: dict[int, Passage] = {}
    for hit in sorted(hits, key=lambda hit: -hit.passage.id):
        first[hit.passage.spans[0].page] = hit.passage
    return first


def countries(index: Path) -> dict[int, tuple[str, ...]]:
    """Return the countries claimed of each page."""
    return {page: passage.countries for page, passage in sorted(passages(index).items())}


def test_each_page_has_its_own_country_and_pillar(corpus: Path, index: Path) -> None:
    """What nobody has described is guessed by passage, with the words that show it."""
    build(corpus, index)
    found = passages(index)
    assert countries(index) == {1: ("NO",), 2: ("RO",), 3: ("ES",)}
    assert "protection" in found[1].pillars
    assert "prosecution" in found[2].pillars
    assert "prevention" in found[3].pillars
    with Library.open(index) as library:
        (report,) = library.reports()
        for passage in found.values():
            for claim in passage.claims:
                assert claim.origin is Origin.GUESSED
                assert claim.basis
                if claim.evidence:
                    text = library.page(report, claim.evidence.page).text
                    assert text[claim.evidence.start : claim.evidence.end].strip()
                if claim.facet in (Facet.PILLAR, Facet.COUNTRY):
                    assert claim.probability is not None
                    assert 0.5 <= claim.probability < 1


def test_corrected_outranks_stated_outranks_guessed(corpus: Path, index: Path) -> None:
    """A row of the pages comes before the row of the report, and that before every guess."""
    state(corpus, "three.pdf,,SE,policies\nthree.pdf,2,MD,none\n")
    build(corpus, index)
    found = passages(index)
    assert countries(index) == {1: ("SE",), 2: ("MD",), 3: ("SE",)}
    assert [found[page].pillars for page in (1, 2, 3)] == [("policies",), (), ("policies",)]
    origins = [{c.origin for c in found[p].claims if c.facet is Facet.COUNTRY} for p in (1, 2)]
    assert origins == [{Origin.STATED}, {Origin.CORRECTED}]
    with Library.open(index) as library:
        for filters, pages in (
            (Filters(countries=["NO", "RO", "ES"]), set()),
            (Filters(pillars=["none"]), {2}),
            (Filters(countries=["SE"], pillars=["policies"]), {1, 3}),
        ):
            hits = library.search("violence", filters=filters, limit=100, grouped=False)
            assert {hit.passage.spans[0].page for hit in hits} == pages


def test_several_stated_values_are_shared_out(corpus: Path, index: Path) -> None:
    """Where a report is said to be on several countries, each passage takes those it speaks of."""
    state(corpus, "three.pdf,,NO RO SE,\n")
    build(corpus, index)
    assert countries(index) == {1: ("NO",), 2: ("RO",), 3: ("NO", "RO", "SE")}
    assert {c.origin for c in passages(index)[1].claims if c.facet is Facet.COUNTRY} == {
        Origin.STATED
    }


def test_a_correction_is_in_the_index_at_once(corpus: Path, index: Path) -> None:
    """Neither report nor encoder is needed for it, and taking it back restores the guess."""
    build(corpus, index)
    before = countries(index)
    with Library.open(index) as library:
        report = corpus / "three.pdf"
        hidden = report.rename(corpus / "away")
        (outcome,) = library.correct(
            "three.pdf", {"country": "Sweden", "pillar": "policies"}, pages="2-3"
        )
        hidden.rename(report)
        assert outcome.status is Status.UPDATED
        hits = library.search(
            "violence", filters=Filters(countries=["SE"]), limit=100, grouped=False
        )
        assert {hit.passage.spans[0].page for hit in hits} == {2, 3}
        assert countries(index) == {1: ("NO",), 2: ("SE",), 3: ("SE",)}
        assert library.correct("three.pdf", {"country": "SE"}, pages="2-3") == []
        library.correct("three.pdf", {"country": ""}, pages="2-3")
        assert countries(index) == before
        library.correct("three.pdf", {"title": "Three", "kind": "evaluation", "year": "2020"})
        (described,) = library.reports()
        assert (described.title, described.kind, described.year) == ("Three", "evaluation", 2020)
    # Under another title, its passages are embedded anew by the next run, and by no later one.
    assert statuses(build(corpus, index)) == {"three.pdf": Status.UPDATED}
    assert statuses(build(corpus, index)) == {"three.pdf": Status.UNCHANGED}


@pytest.mark.parametrize(
    ("file", "changes", "pages", "says"),
    [
        ("three.pdf", {"country": "Norwy"}, "2", r"Nearest: NO \(Norway\)"),
        ("three.pdf", {"piller": "policies"}, "2", "pillar"),
        ("three.pdf", {"country": "NO"}, "3-9", "3 pages"),
        ("three.pdf", {"country": "NO"}, "two", "page range"),
        ("tree.pdf", {"country": "NO"}, "2", "three.pdf"),
    ],
)
def test_a_wrong_correction_changes_nothing(
    corpus: Path, index: Path, file: str, changes: dict[str, str], pages: str, says: str
) -> None:
    """What cannot be is answered with what is nearest, before anything is written."""
    state(corpus, "three.pdf,1,IS,\n")
    build(corpus, index)
    before, text = countries(index), (corpus / "reports.csv").read_bytes()
    with Library.open(index) as library, pytest.raises(UnknownValueError, match=says):
        library.correct(file, changes, pages=pages)
    assert countries(index) == before
    assert (corpus / "reports.csv").read_bytes() == text


def test_a_correction_during_a_run_waits_for_the_next(corpus: Path, index: Path) -> None:
    """While another run writes the index, what was said is kept and taken over later."""
    build(corpus, index)
    with Library.open(index) as library:
        with writer_lock(index), pytest.raises(IndexLockedError):
            library.correct("three.pdf", {"country": "SE"}, pages="1")
        assert statuses(build(corpus, index)) == {"three.pdf": Status.UPDATED}
    assert countries(index)[1] == ("SE",)


def test_corrections_survive_rebuild_rename_and_new_edition(
    corpus: Path, index: Path, tmp_path: Path, write_pdf: WritePdf
) -> None:
    """The index is thrown away, the PDF renamed, its content replaced: what was said stays said."""
    state(corpus, "# checked in May\nthree.pdf,2,MD,\n")
    build(corpus, index)
    build(corpus, tmp_path / "another")
    assert countries(tmp_path / "another")[2] == ("MD",)

    (corpus / "2024").mkdir()
    (corpus / "three.pdf").rename(corpus / "2024" / "three countries.pdf")
    assert statuses(build(corpus, index)) == {"2024/three countries.pdf": Status.UPDATED}
    assert countries(index)[2] == ("MD",)
    assert "# checked in May" in (corpus / "reports.csv").read_text(encoding="utf-8")
    assert statuses(build(corpus, index)) == {"2024/three countries.pdf": Status.UNCHANGED}

    second = [PAGES[0].replace("the crisis centre", "a crisis centre"), *PAGES[1:]]
    write_pdf(corpus / "2024" / "three countries.pdf", second)
    assert statuses(build(corpus, index)) == {"2024/three countries.pdf": Status.INDEXED}
    assert countries(index)[2] == ("MD",)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that is closed")
def test_a_rename_that_reports_csv_cannot_follow_stops_the_run(corpus: Path, index: Path) -> None:
    """Rather than lose what was said, nothing is done, and the person is told."""
    state(corpus, "three.pdf,2,MD,\n")
    build(corpus, index)
    (corpus / "three.pdf").rename(corpus / "drei.pdf")
    corpus.chmod(0o500)
    try:
        with pytest.raises(ReportsCsvError):
            build(corpus, index)
        assert countries(index)[2] == ("MD",)
    finally:
        corpus.chmod(0o700)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("three.pdf,12-19,NO,\n", "line 2: column pages: 12-19"),
        ("three.pdf,1-2,NO,\nthree.pdf,2-3,SE,\n", "line 3"),
        ("three.pdf,1,NO,\nthree.pdf,1,NO,\n", "line 3"),
        ("three.pdf,1,Norwegen,\n", "line 2: column countries"),
        ("three.pdf,1,NO none,\n", "line 2: column countries"),
    ],
)
def test_a_wrong_row_leaves_the_report_as_it_was(
    corpus: Path, index: Path, rows: str, says: str
) -> None:
    """Row and column are named, and the library goes on with what it had."""
    state(corpus, "three.pdf,1,IS,\n")
    build(corpus, index)
    before = countries(index)
    state(corpus, rows)
    outcome = build(corpus, index)["three.pdf"]
    assert (outcome.status, outcome.fault) == (Status.FAILED, Fault.ROW)
    assert says in outcome.reason
    assert outcome.reason.endswith("stays searchable.")
    assert countries(index) == before


def test_windows_1250_is_named_with_line_and_column(corpus: Path, index: Path) -> None:
    """A file saved in an old encoding is not guessed at; the library goes on with what it had."""
    state(corpus, "three.pdf,1,IS,\n")
    build(corpus, index)
    text = "file,title\nthree.pdf,Trei țări\n".replace("ț", "ţ")
    (corpus / "reports.csv").write_bytes(text.encode("cp1250"))
    with pytest.raises(ReportsCsvError, match=r"line 2.*title.*UTF-8"):
        build(corpus, index)
    assert countries(index)[1] == ("IS",)


def test_a_row_for_a_misspelt_file_names_the_nearest(corpus: Path, index: Path) -> None:
    """Who wrote a row for a file that is not there learns which one may be meant."""
    state(corpus, "tree.pdf,1,IS,\n")
    outcome = build(corpus, index)["tree.pdf"]
    assert outcome.fault is Fault.MISSING
    assert "three.pdf" in outcome.reason


def test_errors_are_of_this_package(corpus: Path, index: Path) -> None:
    """A correction to a library without its corpus is a plain error."""
    build(corpus, index)
    corpus.rename(corpus.with_name("gone"))
    with Library.open(index) as library, pytest.raises(PracticeSearchError):
        library.correct("three.pdf", {"country": "SE"})
