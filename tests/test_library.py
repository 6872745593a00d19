"""The front door: `Library` as a program uses it."""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search import Filters, Library, Pillar
from practice_search.errors import (
    EmptyQuestionError,
    LimitError,
    PageNotShownError,
    UnknownValueError,
)
from practice_search.library import LIMIT_AT_MOST
from practice_search.records import CoverageCell, Hit
from practice_search.terms import FILTERABLE, NONE, OF_REPORTS, Facet, Kind
from tests.conftest import COMPENDIUM, NORWAY, ROMANIA, WritePdf, build


@pytest.fixture(scope="module")
def library(small_index: Path) -> Library:
    """Return the small library, open."""
    return Library.open(small_index)


def test_a_question_finds_its_page_in_another_language(library: Library) -> None:
    """Asked in Romanian, the English page on shelters and the police comes first among English."""
    hits = library.search(
        "Cum lucrează adăposturile cu poliția?", filters=Filters(languages={"en"})
    )
    assert hits[0].report.title == "A compendium"
    assert hits[0].passage.text.find("Shelter staff in Norway") >= 0
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_passage_is_the_text_of_its_spans(library: Library) -> None:
    """What a hit quotes stands on its page, character for character."""
    hits = library.search("violence", limit=100, grouped=False)
    assert {hit.report.file for hit in hits} == {"norge.pdf", "romania.pdf", "compendium.pdf"}
    for hit in hits:
        texts = [
            library.page(hit.report, span.page).text[span.start : span.end]
            for span in hit.passage.spans
        ]
        assert "\n".join(texts) == hit.passage.text


VARIED = {
    "norge.pdf": NORWAY,
    "romania.pdf": ROMANIA,
    "compendium.pdf": COMPENDIUM,
    "bulgaria.pdf": ["Полицията издава заповед за незабавна защита. Центровете помагат."],
    "spain.pdf": ["La unidad de coordinación valora el riesgo. La policía acompaña a la mujer."],
    "two.pdf": ["Politiet og skolen snakker sammen. Poliția și școala vorbesc împreună."],
    "undated.pdf": ["Judges hear the victim by video, in a room apart. A lawyer sits beside her."],
    "nobody's.pdf": ["The women of the village meet on Mondays. They drink tea, and no man is in."],
}
VARIED_CSV = """\
file,pages,year,kind,languages,countries,pillars,articles
norge.pdf,,2023,evaluation,nb,NO,protection prosecution,
romania.pdf,,2024,official,ro,RO,prosecution,52
compendium.pdf,,2022,notes,en,,,
compendium.pdf,2,,,,NO,protection,23
compendium.pdf,3,,,,RO,prevention,
bulgaria.pdf,,2020,monitoring body,bg,BG,protection prosecution,
spain.pdf,,2023,,es,ES,policies,
two.pdf,,2019,official,nb ro,,,
two.pdf,1,,,,NO RO,prevention policies,23 52
undated.pdf,,,self-reported,en,none,none,none
"""
QUESTIONS = ("who helps women exposed to violence?", "Cum lucrează poliția cu școala?", "shelter")


@pytest.fixture(scope="module")
def varied(
    tmp_path_factory: pytest.TempPathFactory, write_pdf: WritePdf, other_encoder: Path
) -> Iterator[Library]:
    """Return a library of more reports, some with several values of a facet and some with none.

    What a filter lets through does not depend on the encoder, so a small one asks quickly.
    """
    folder = tmp_path_factory.mktemp("varied")
    corpus = folder / "corpus"
    corpus.mkdir()
    for file, pages in VARIED.items():
        write_pdf(corpus / file, pages)
    (corpus / "reports.csv").write_text(VARIED_CSV, encoding="utf-8")
    build(corpus, folder / "index", encoder=str(other_encoder))
    with Library.open(folder / "index") as library:
        yield library


@pytest.fixture(scope="module")
def everything(varied: Library) -> dict[str, list[Hit]]:
    """Return what each question finds without a filter: every passage, the nearest first."""
    found = {q: varied.search(q, limit=LIMIT_AT_MOST, grouped=False) for q in QUESTIONS}
    for facet in (Facet.PILLAR, Facet.COUNTRY, Facet.ARTICLE, Facet.KIND, Facet.YEAR):
        assert {bool(values(hit, facet)) for hit in found[QUESTIONS[0]]} == {True, False}
    return found


def _some(*values: str) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(values), min_size=1)


# Each facet restricts or does not: of all seven at once little is left, and of none everything.
_filters = st.fixed_dictionaries(
    {},
    optional={
        "pillars": _some(*Pillar, NONE),
        "countries": _some("NO", "RO", "ES", "BG", "FR", NONE),
        "articles": _some("23", "52", "9", NONE),
        "languages": _some("en", "nb", "ro", "es", "bg", "fr", NONE),
        "kinds": _some(*Kind, NONE),
        "years": _some("2023", "2022-2023", "2024-", "-2020", "1999", NONE),
        "reports": _some(*VARIED, NONE),
    },
).map(lambda named: Filters(**named))


_AXES = (Facet.PILLAR, Facet.COUNTRY)


def values(hit: Hit, facet: Facet) -> tuple[str, ...]:
    """Return what a passage carries of a facet, or its report where that is said of it."""
    report = hit.report
    match facet:
        case Facet.KIND:
            return (report.kind.value,) if report.kind else ()
        case Facet.YEAR:
            return (str(report.year),) if report.year else ()
        case Facet.REPORT:
            return (report.file,)
        case _:
            return hit.passage.values(facet)


def carries(hit: Hit, filters: Filters, *, but: Facet | None = None) -> bool:
    """Say by hand whether a passage is one that the filters allow."""
    return all(
        facet is but or wanted & set(values(hit, facet) or (NONE,))
        for facet, wanted in filters.facets().items()
    )


@settings(deadline=None)
@given(filters=_filters, question=st.sampled_from(QUESTIONS), limit=st.integers(1, 12))
def test_filtered_search_equals_filtering_everything(
    varied: Library,
    everything: dict[str, list[Hit]],
    filters: Filters,
    question: str,
    limit: int,
) -> None:
    """A filter never loses a passage that ranks below the first hits, and lets no other through."""
    expected = [hit.passage.id for hit in everything[question] if carries(hit, filters)]
    hits = varied.search(question, filters=filters, limit=limit, grouped=False)
    assert [hit.passage.id for hit in hits] == expected[:limit]


@settings(deadline=None)
@given(filters=_filters)
def test_counts_say_what_choosing_a_value_would_give(
    varied: Library, everything: dict[str, list[Hit]], filters: Filters
) -> None:
    """A facet is counted under the filters on the others, with zeros, and those without a value."""
    hits = everything[QUESTIONS[0]]
    counts = varied.facet_counts(filters=filters)
    for facet in (*FILTERABLE, *OF_REPORTS):
        counted = {c.value: c for c in counts if c.facet is facet}
        known = {value for hit in hits for value in values(hit, facet)}
        assert set(counted) == known | {None} | (set(Pillar) if facet is Facet.PILLAR else set())
        under = [hit for hit in hits if carries(hit, filters, but=facet)]
        for value, count in counted.items():
            carrying = [h for h in under if (value or NONE) in (values(h, facet) or (NONE,))]
            assert count.passages == len(carrying)
            said_of = [h.report if facet in OF_REPORTS else h.passage for h in carrying if value]
            assert count.guessed == sum(one.guessed(facet) for one in said_of)


@settings(deadline=None)
@given(filters=_filters, split=st.sampled_from([None, Facet.YEAR, Facet.LANGUAGE]))
def test_coverage_equals_counting_by_hand(
    varied: Library, everything: dict[str, list[Hit]], filters: Filters, split: Facet | None
) -> None:
    """Each pillar meets each country, gaps and passages without either included."""
    hits = [hit for hit in everything[QUESTIONS[0]] if carries(hit, filters)]
    expected: dict[tuple[str | None, ...], list[Hit]] = defaultdict(list)
    for hit in hits:
        for pillar in hit.passage.pillars or (None,):
            for country in hit.passage.countries or (None,):
                for part in (values(hit, split) if split else ()) or (None,):
                    expected[pillar, country, part].append(hit)
    cells = varied.coverage(filters=filters, split=split)
    found: dict[tuple[str | None, ...], CoverageCell] = {
        (cell.pillar, cell.country, cell.split): cell for cell in cells
    }
    assert len(found) == len(cells)
    for key, cell in found.items():
        inside = expected.get(key, [])
        assert cell.passages == len(inside)
        assert cell.reports == len({hit.report.id for hit in inside})
        assert cell.guessed == sum(
            hit.passage.guessed(Facet.PILLAR) or hit.passage.guessed(Facet.COUNTRY)
            for hit in inside
        )
        assert cell.by_guesses_alone == (0 < len(inside) == cell.guessed)
        strongest = [hit.report.kind for hit in inside if hit.report.kind]
        if strongest:
            assert cell.kinds[0][0] == min(strongest, key=list(Kind).index)
    wanted = filters.facets()
    for key in expected:
        allowed = [wanted.get(facet, {v or NONE}) for facet, v in zip(_AXES, key, strict=False)]
        if all((value or NONE) in values for value, values in zip(key, allowed, strict=False)):
            assert key in found
    if not filters:
        assert {cell.pillar for cell in cells} == {*Pillar, None}
        assert {"NO", "RO", None} <= {cell.country for cell in cells}


def test_coverage_is_split_by_year_or_language_alone(library: Library) -> None:
    """Another facet is refused, with those that there are."""
    with pytest.raises(UnknownValueError, match="by year or by language"):
        library.coverage(split=Facet.KIND)


def test_an_open_library_sees_what_is_indexed_later(tmp_path: Path, write_pdf: WritePdf) -> None:
    """Nobody has to open the library again after a report was added or removed."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    write_pdf(corpus / "a.pdf", ["Police officers assess the risk."])
    build(corpus, index)
    with Library.open(index) as library:
        assert len(library.search("risk")) == 1
        write_pdf(corpus / "b.pdf", ["Teachers talk about respect in schools."])
        build(corpus, index)
        assert library.search("lessons for pupils")[0].report.file == "b.pdf"
        (corpus / "a.pdf").unlink()
        build(corpus, index)
        assert [hit.report.file for hit in library.search("risk")] == ["b.pdf"]


def test_many_threads_may_ask_at_once(library: Library) -> None:
    """All sessions of the app share one library, and each gets its own answer."""
    questions = ["police", "skole", "ordin de protecție", "krisesenter"] * 5
    alone = [[hit.passage.id for hit in library.search(q)] for q in questions[:4]]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda q: [h.passage.id for h in library.search(q)], questions))
    assert together == alone * 5


@pytest.mark.parametrize("question", ["", "   \n", "?!…", "🙂🙂"])
def test_a_question_without_words_is_refused(library: Library, question: str) -> None:
    """There is nothing to search for, and the person is told so."""
    with pytest.raises(EmptyQuestionError, match="at least one word"):
        library.search(question)


@pytest.mark.parametrize(
    "question", ["x" * 100_000, "a OR b) AND \"c' --;", "политика şi \x00 forebygging", "52"]
)
def test_an_odd_question_is_searched_all_the_same(library: Library, question: str) -> None:
    """Length, syntax, mixed languages and control characters break nothing."""
    assert library.search(question, limit=3)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_out_of_range_is_refused(library: Library, limit: int) -> None:
    """The error names the range."""
    with pytest.raises(LimitError, match="between 1 and 1000"):
        library.search("police", limit=limit, grouped=False)


def test_a_page_is_shown_only_from_the_pdf_that_was_indexed(
    tmp_path: Path, small_corpus: Path, write_pdf: WritePdf
) -> None:
    """A page of a PDF that has changed or gone is not shown as if it were the quoted one."""
    corpus = Path(shutil.copytree(small_corpus, tmp_path / "corpus"))
    build(corpus, tmp_path / "index")
    with Library.open(tmp_path / "index") as library:
        report = next(r for r in library.reports() if r.file == "norge.pdf")
        assert library.page_image(report, 1).startswith(b"\x89PNG")
        with pytest.raises(PageNotShownError, match="Page 9"):
            library.page_image(report, 9)
        write_pdf(corpus / "norge.pdf", ["Something else."])
        with pytest.raises(PageNotShownError, match="has changed"):
            library.page_image(report, 1)
        (corpus / "norge.pdf").unlink()
        with pytest.raises(PageNotShownError, match="not in the corpus"):
            library.page_image(report, 1)


def test_an_index_and_its_corpus_may_move_together(tmp_path: Path, small_corpus: Path) -> None:
    """A project folder that is copied elsewhere still finds its PDFs."""
    old = tmp_path / "old"
    shutil.copytree(small_corpus, old / "corpus")
    build(old / "corpus", old / "index")
    new = old.rename(tmp_path / "new")
    before = Path.cwd()
    os.chdir(new)
    try:
        with Library.open("index") as library:
            assert library.page_image(library.reports()[0], 1)
    finally:
        os.chdir(before)
