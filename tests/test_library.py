"""The front door: `Library` as a program uses it."""

import os
import shutil
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_search import Filters, Library, Pillar
from practice_search.errors import (
    EmptyQuestionError,
    LimitError,
    PageNotShownError,
    UnknownValueError,
)
from practice_search.records import CoverageCell, Hit, Passage
from practice_search.terms import FILTERABLE, NONE, Facet, Kind
from tests.conftest import WritePdf, build


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


_filters = st.builds(
    Filters,
    pillars=st.sets(st.sampled_from([*Pillar, NONE]), max_size=3),
    countries=st.sets(st.sampled_from(["NO", "RO", "ES", "INT", NONE]), max_size=3),
    articles=st.sets(st.sampled_from(["23", "52", NONE]), max_size=1),
    languages=st.sets(st.sampled_from(["en", "nb", "ro", "bg", NONE]), max_size=3),
)


_AXES = (Facet.PILLAR, Facet.COUNTRY)


def carries(passage: Passage, filters: Filters, *, but: Facet | None = None) -> bool:
    """Say by hand whether a passage is one that the filters allow."""
    return all(
        facet is but or wanted & set(passage.values(facet) or (NONE,))
        for facet, wanted in filters.facets().items()
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=_filters, limit=st.integers(1, 12))
def test_filtered_search_equals_filtering_everything(
    library: Library, filters: Filters, limit: int
) -> None:
    """A filter never loses a passage that ranks below the first hits, and lets no other through."""
    question = "who helps women exposed to violence?"
    everything = library.search(question, limit=1000, grouped=False)
    expected = [hit.passage.id for hit in everything if carries(hit.passage, filters)]
    hits = library.search(question, filters=filters, limit=limit, grouped=False)
    assert [hit.passage.id for hit in hits] == expected[:limit]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=_filters)
def test_counts_say_what_choosing_a_value_would_give(library: Library, filters: Filters) -> None:
    """A facet is counted under the filters on the others, with zeros, and those without a value."""
    everything = [hit.passage for hit in library.search("violence", limit=1000, grouped=False)]
    counts = library.facet_counts(filters=filters)
    for facet in FILTERABLE:
        counted = {c.value: c.passages for c in counts if c.facet is facet}
        known = {value for passage in everything for value in passage.values(facet)}
        assert set(counted) == known | {None} | (set(Pillar) if facet is Facet.PILLAR else set())
        under = [passage for passage in everything if carries(passage, filters, but=facet)]
        for value, passages in counted.items():
            carrying = [p for p in under if (value or NONE) in (p.values(facet) or (NONE,))]
            assert passages == len(carrying)
    for count in counts:
        assert 0 <= count.guessed <= count.passages


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=_filters, split=st.sampled_from([None, Facet.YEAR, Facet.LANGUAGE]))
def test_coverage_equals_counting_by_hand(
    library: Library, filters: Filters, split: Facet | None
) -> None:
    """Each pillar meets each country, gaps and passages without either included."""
    hits = [
        h
        for h in library.search("violence", limit=1000, grouped=False)
        if carries(h.passage, filters)
    ]

    def parts(hit: Hit) -> tuple[str | None, ...]:
        by_year = (str(hit.report.year),) if hit.report.year else ()
        return {
            None: (None,),
            Facet.YEAR: by_year or (None,),
            Facet.LANGUAGE: hit.passage.values(Facet.LANGUAGE) or (None,),
        }[split]

    expected: dict[tuple[str | None, ...], list[Hit]] = defaultdict(list)
    for hit in hits:
        for pillar in hit.passage.pillars or (None,):
            for country in hit.passage.countries or (None,):
                for part in parts(hit):
                    expected[pillar, country, part].append(hit)
    cells = library.coverage(filters=filters, split=split)
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
