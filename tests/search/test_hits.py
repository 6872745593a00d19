"""What is found, why, and what could be left away where nothing is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from practice_search import Filters, Library
from practice_search.errors import EmptyQuestionError, LimitError, UnknownValueError
from practice_search.index.full_text import words
from practice_search.records import Hit, Loosening, Span
from practice_search.terms import NONE, Facet, Kind, language_name
from tests.conftest import COMPENDIUM, NORWAY, ROMANIA, WritePdf, build

SENTENCES = {
    sentence
    for text in (*NORWAY, *ROMANIA, *COMPENDIUM)
    for sentence in re.split(r"(?<=\.) ", text)
}

FIRST_EDITION = [
    "Each shelter keeps a room for a mother who comes at night with her children and a bag.",
    "The register of courts is closed in summer. Letters wait for the clerk until September.",
]
SECOND_EDITION = [FIRST_EDITION[0].replace("a bag", "one bag"), "Teachers paint the school."]


@pytest.fixture(scope="module")
def library(small_index: Path) -> Iterator[Library]:
    """Return the small library, open."""
    with Library.open(small_index) as library:
        yield library


@pytest.fixture(scope="module")
def everything(library: Library) -> list[Hit]:
    """Return each passage of the small library by itself."""
    hits = library.search("violence", limit=1000, grouped=False)
    assert len(hits) == sum(report.passage_count for report in library.reports())
    return hits


def holds(text: str, phrase: str) -> bool:
    """Say by hand whether folded words stand together in a text."""
    return f" {' '.join(words(phrase))} " in f" {' '.join(words(text))} "


def has(hit: Hit, facet: Facet) -> set[str]:
    """Return what a passage or its report carries of a facet, by hand."""
    report = hit.report
    of_report = {
        Facet.KIND: {str(report.kind)} if report.kind else set(),
        Facet.YEAR: {str(report.year)} if report.year else set(),
        Facet.REPORT: {report.file},
    }
    return of_report.get(facet, set(hit.passage.values(facet))) or {NONE}


def fits(hit: Hit, filters: Filters, *, but: Facet | None = None) -> bool:
    """Say by hand whether the filters allow a hit, one of them left open."""
    facets = filters.facets().items()
    return all(facet is but or wanted & has(hit, facet) for facet, wanted in facets)


_filters = st.builds(
    Filters,
    countries=st.sets(st.sampled_from(["NO", "RO", "FR", NONE]), max_size=2),
    languages=st.sets(st.sampled_from(["en", "nb", "fr"]), max_size=2),
    kinds=st.sets(st.sampled_from([Kind.NOTES, Kind.EVALUATION, Kind.PRESS, NONE]), max_size=2),
    years=st.sets(st.sampled_from(["2022", "2023-", "-2010", "2020-2023"]), max_size=2),
    reports=st.sets(st.sampled_from(["norge.pdf", "compendium.pdf"]), max_size=1),
)
_phrases = st.sets(
    st.sampled_from(
        ["police", "the police", "ordinul de protectie", "ROMÂNIAN", "er gratis", "a", "de ordinul"]
    ),
    max_size=2,
)
_here = settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def typed_with(word: str, required: set[str], excluded: set[str]) -> str:
    """Return a question as a person types it who requires and excludes phrases."""
    marks = [*(f'"{phrase}"' for phrase in required), *(f'-"{phrase}"' for phrase in excluded)]
    return " ".join([word, *sorted(marks)])


@_here
@given(filters=_filters, required=_phrases, excluded=_phrases)
@example(filters=Filters(), required={"ordinul de protectie"}, excluded=set())
@example(filters=Filters(kinds=["notes"]), required=set(), excluded={"the police"})
def test_what_is_found_is_what_fits(
    library: Library,
    everything: list[Hit],
    filters: Filters,
    required: set[str],
    excluded: set[str],
) -> None:
    """Every passage that fits can be found, and no other one is."""
    question = typed_with("violence", required, excluded)
    fitting = {
        hit.passage.id
        for hit in everything
        if fits(hit, filters)
        and all(holds(hit.passage.text, phrase) for phrase in required)
        and not any(holds(hit.passage.text, phrase) for phrase in excluded)
    }
    hits = library.search(question, filters=filters, limit=100, grouped=False)
    assert {hit.passage.id for hit in hits} == fitting
    assert len(hits) == len(fitting)


@settings(_here, max_examples=60)  # these ask the encoder for nothing
@given(filters=_filters, required=_phrases, excluded=_phrases)
@example(filters=Filters(countries=["FR"]), required={"police"}, excluded=set())
def test_what_could_be_left_away_is_counted(
    library: Library,
    everything: list[Hit],
    filters: Filters,
    required: set[str],
    excluded: set[str],
) -> None:
    """Each restriction is told with how many passages there are without it, the most first."""
    looser = library.loosen(typed_with("violence", required, excluded), filters=filters)
    with_words = [
        hit
        for hit in everything
        if all(holds(hit.passage.text, phrase) for phrase in required)
        and not any(holds(hit.passage.text, phrase) for phrase in excluded)
    ]
    counts: dict[Facet | None, int] = {
        facet: sum(fits(hit, filters, but=facet) for hit in with_words)
        for facet in filters.facets()
    }
    if required or excluded:
        counts[None] = sum(fits(hit, filters) for hit in everything)
    assert {one.facet: one.passages for one in looser} == {f: n for f, n in counts.items() if n}
    assert [one.passages for one in looser] == sorted(counts.values(), reverse=True)[: len(looser)]


def test_a_filter_that_leaves_nothing_is_named(library: Library) -> None:
    """A person reads what to leave away, in words."""
    filters = Filters(countries=["NO"], languages=["ro"])
    assert library.search('violence "police"', filters=filters) == []
    assert library.loosen('violence "police"', filters=filters) == [
        Loosening(facet=Facet.LANGUAGE, passages=1)
    ]
    (marks,) = library.loosen('violence "nobody wrote this"')
    assert (marks.what, marks.passages) == ("the quotation marks and -words", 4)
    assert library.loosen("violence") == []


@pytest.mark.parametrize(
    "typed",
    [
        "„ordinul de protecție”",
        '"ordinul de protectie" norge police',
        "«ORDINUL DE PROTECŢIE»",
        'shelters and the police "Ordinul"',
    ],
)
def test_quoted_words_stand_in_every_hit(library: Library, typed: str) -> None:
    """With diacritics or without, nothing else is found, however near."""
    (hit,) = library.search(typed)
    assert "Ordinul de protecție" in hit.passage.text


def test_words_that_do_not_stand_together_are_not_found(library: Library) -> None:
    """Two words of one passage in another order are no quotation of it."""
    assert library.search('"protecție ordinul"') == []
    assert len(library.search("protecție ordinul")) == 3


def test_excluded_words_stand_in_no_hit(library: Library) -> None:
    """What would come first is left out if it has the word."""
    question = "shelter staff and the police"
    with_it = library.search(question, limit=100, grouped=False)
    without = library.search(f"{question} -norway", limit=100, grouped=False)
    assert "Norway" in with_it[0].passage.text
    assert [hit.passage.id for hit in without] == [hit.passage.id for hit in with_it[1:]]


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("kommunenes tilbud", "In Norwegian Bokmål; near in meaning, and has kommunenes, tilbud."),
        ("protectia victimelor", "In Romanian; near in meaning, and has protectia, victimelor."),
        ("polise and the shelters", "In English; near in meaning, and has police, shelters."),
        ("zzzzz", "; near in meaning, without a word of the question."),
    ],
)
def test_a_hit_says_why_it_is_there(library: Library, question: str, why: str) -> None:
    """Its language is named, and the words of the question that it has."""
    hit = library.search(question)[0]
    assert hit.why.endswith(why)
    (language,) = hit.passage.values(Facet.LANGUAGE)
    assert hit.why.startswith(f"In {language_name(language)}; ")


@pytest.mark.parametrize(
    ("question", "file", "page", "sentence"),
    [
        ("free telephone line", "romania.pdf", 2, "Linia telefonică gratuită"),
        ("How long does the protection order last?", "romania.pdf", 1, ""),
        ("Hvordan vurderer politiet risikoen?", "norge.pdf", 2, "Politiet vurderer"),
        ("El refugio es gratuito", "norge.pdf", 1, ""),
        ("Who watches over the national strategy?", "compendium.pdf", 4, ""),
    ],
)
def test_the_nearest_sentence_and_its_page_come_first(
    library: Library, question: str, file: str, page: int, sentence: str
) -> None:
    """A reader is led to the sentence that answers, and to the page that it stands on."""
    hit = next(hit for hit in library.search(question, grouped=False) if hit.report.file == file)
    assert hit.nearest
    start, end = hit.nearest
    nearest = hit.passage.text[start:end].strip()
    assert nearest.startswith(sentence)
    assert hit.pages[0] == (file, page)
    assert nearest in library.page(hit.report, page).text


@settings(_here, max_examples=6)
@given(question=st.sampled_from(sorted(SENTENCES)))
def test_each_hit_marks_one_whole_sentence(library: Library, question: str) -> None:
    """What is marked in a passage is a sentence of it; asked as a question, it marks itself."""
    hits = library.search(question, limit=100, grouped=False)
    for hit in hits:
        assert hit.nearest
        start, end = hit.nearest
        nearest = hit.passage.text[start:end].strip()
        assert nearest in SENTENCES
        assert set(hit.pages) == {(hit.report.file, span.page) for span in hit.passage.spans}
        file, page = hit.pages[0]
        assert file == hit.report.file
        assert nearest in library.page(hit.report, page).text
    marked = hits[0].passage.text[slice(*hits[0].nearest or ())].strip()
    assert marked == question


@settings(_here, max_examples=60)
@given(lengths=st.lists(st.integers(1, 9), min_size=1, max_size=4), data=st.data())
def test_a_sentence_is_found_on_its_page(
    everything: list[Hit], lengths: list[int], data: st.DataObject
) -> None:
    """Wherever a passage begins on its pages, each of its sentences is told with the right one."""
    spans = []
    places = []
    for page, length in enumerate(lengths, start=7):
        start = data.draw(st.integers(0, 20))
        spans.append(Span(page=page, start=start, end=start + length))
        places += [page] * length + [0]  # a line end between two pages is no place for a sentence
    passage = replace(
        everything[0].passage,
        spans=tuple(spans),
        text="\n".join("x" * length for length in lengths),
    )
    for place, page in enumerate(places):
        if page:
            hit = replace(everything[0], passage=passage, nearest=(place, place + 1))
            assert hit.pages[0] == (hit.report.file, page)
            assert sorted(number for _, number in hit.pages) == [span.page for span in spans]


def test_passages_beside_a_hit_are_read_with_it(library: Library, everything: list[Hit]) -> None:
    """The two passages of one report are one hit with all its pages, unless each is wanted."""
    question = "shelter staff and the police"
    grouped = library.search(question)
    (hit,) = (hit for hit in grouped if hit.report.file == "compendium.pdf")
    assert "Shelter staff in Norway" in hit.passage.text
    (beside,) = hit.beside
    assert "Romanian teachers" in beside.text
    assert [page for _, page in hit.pages] == [2, 1, 3, 4]
    assert len(grouped) == 3

    single = library.search(question, grouped=False)
    assert {hit.passage.id for hit in single} == {hit.passage.id for hit in everything}
    assert not any(hit.beside or hit.copies for hit in single)
    for hits in (grouped, single):
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_two_editions_are_one_hit(tmp_path: Path, write_pdf: WritePdf) -> None:
    """The same passage in two reports is read once, and both places are told."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    pages = {"first.pdf": FIRST_EDITION[:1], "second.pdf": SECOND_EDITION[:1]}
    for file, texts in pages.items():
        write_pdf(corpus / file, texts)
    write_pdf(corpus / "other.pdf", [FIRST_EDITION[1], SECOND_EDITION[1]])
    (corpus / "reports.csv").write_text("file,languages\n*.pdf,en\n", encoding="utf-8")
    build(corpus, index)
    with Library.open(index) as library:
        hit, other = library.search("a room for a mother and children at night")
        apart = library.search("a room for a mother and children at night", grouped=False)
    assert other.report.file == "other.pdf"
    (copy,) = hit.copies
    assert {hit.report.file, copy.report.file} == set(pages)
    assert hit.pages == ((hit.report.file, 1), (copy.report.file, 1))
    assert copy.place == "page 1"
    assert len(apart) == 3


def test_an_unknown_report_is_told_with_the_nearest(library: Library) -> None:
    """A typing error in a file name is answered with the right one, not with zero hits."""
    with pytest.raises(UnknownValueError, match=r"no report norje\.pdf .* Is it norge\.pdf\?"):
        library.search("violence", filters=Filters(reports=["norge.pdf", "norje.pdf"]))
    with pytest.raises(UnknownValueError, match=r"no report zz .* practice-search reports"):
        library.search("violence", filters=Filters(reports=["zz"]))
    hits = library.search("violence", filters=Filters(reports="norge.pdf"))
    assert [hit.report.file for hit in hits] == ["norge.pdf"]


@pytest.mark.parametrize(
    "typed",
    [
        '" OR 1=1 --',
        "NEAR(a b)",
        "stems:*",
        "a AND (b",
        '"NEAR(a b)"',
        '"stems:*" -plain:^x',
        "'; DROP TABLE passages; --",
        'shelter "police',
        "police\0shelter",
        "\udcff police",
        "police ﾞ -ﾞ",
        "½ m² №5",
        "x" * 10_000,
        "police " * 2_000,
        " ".join(f"w{number}" for number in range(1_500)),
        '"police" ' * 1_500,
        " ".join(f'"w{number}" -x{number}' for number in range(700)),
        '"' + "police " * 1_400 + '"',
    ],
    ids=lambda typed: repr(typed[:20]),
)
def test_whatever_is_typed_is_answered(library: Library, typed: str) -> None:
    """Signs of a database, half pairs of marks and whole chapters are questions like any other."""
    hits = library.search(typed, filters=Filters(languages=["en", "nb", "ro"]))
    assert all(hit.rank == place for place, hit in enumerate(hits, start=1))
    assert hits or library.loosen(typed)[0] == Loosening(facet=None, passages=4)


@_here
@given(
    typed=st.lists(
        st.sampled_from(['"', "-", "“", " ", "*", "^", ":", "(", ")", "police", "AND", "NEAR", "{"])
        | st.text(max_size=3)
    ).map("".join)
)
def test_nothing_that_can_be_typed_breaks_a_search(library: Library, typed: str) -> None:
    """A question is answered, or it is said that it is empty."""
    try:
        hits = library.search(typed)
    except EmptyQuestionError:
        assert "-" in typed or not words(typed)
        return
    assert hits or library.loosen(typed)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_out_of_range_is_told(library: Library, limit: int) -> None:
    """How many hits there can be is said in numbers."""
    with pytest.raises(LimitError, match="between 1 and 1000"):
        library.search("violence", limit=limit)
