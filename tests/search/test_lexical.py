"""Which of a question's words a passage has, in its own language."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from practice_search.documents.passages import Cut
from practice_search.index.catalogue import Catalogue
from practice_search.index.full_text import full_text
from practice_search.index.token_vectors import PassageVectors
from practice_search.records import Claim, Origin, Page, Report, Role, Span
from practice_search.search.lexical import Lexical, WordsFound, phrase
from practice_search.search.question import read_question
from practice_search.terms import Facet, Format

ENGLISH = [
    f"{place} has a shelter against violence; the women of the town know it."
    for place in "Oslo Bergen Vardø Narvik Molde Bodø Tromsø Hamar Skien Moss Halden".split()
]
OTHERS = [
    ("en", "GREVIO read Law 217/2003 and the reports of the country."),
    ("ro", "Legea 217/2003, citită de GREVIO, este numită și the law."),
    ("bg", "ГРЕВИО прочете закон 217 за защита на пострадалите от полицията."),
    (None, "Law 2004, said the archivists."),
]


@pytest.fixture(scope="module")
def small(small_index: Path) -> Iterator[Catalogue]:
    """Return the catalogue of the small library."""
    with closing(Catalogue.open(small_index)) as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Return a catalogue in which some words are in every English passage."""
    texts = [*(("en", text) for text in ENGLISH), *OTHERS]
    with closing(Catalogue.open_or_create(tmp_path_factory.mktemp("large"))) as catalogue:
        write(catalogue, texts)
        yield catalogue


def write(catalogue: Catalogue, texts: Sequence[tuple[str | None, str]]) -> None:
    """Add a report with a passage a page, in given languages."""
    report = Report(
        id=0, file="report.txt", fingerprint="", format=Format.TEXT, title="", publisher="",
        year=None, source="", kind=None, page_count=0, passage_count=0, claims=(),
    )  # fmt: skip
    spans = [(Span(page=n, start=0, end=len(text)),) for n, (_, text) in enumerate(texts, start=1)]
    with catalogue.writing():
        catalogue.add_report(
            report,
            recipe="",
            stated="",
            note="",
            pages=[Page(number=n, label=None, text=t) for n, (_, t) in enumerate(texts, start=1)],
            cuts=[Cut(spans=span, role=Role.BODY, headings=()) for span in spans],
            passage_claims=[
                (Claim(facet=Facet.LANGUAGE, value=language, origin=Origin.STATED),)
                if language
                else ()
                for language, _ in texts
            ],
            full_texts=[full_text(text, language) for language, text in texts],
            encoder="none",
            vectors=PassageVectors(
                whole=np.zeros((len(texts), 2), dtype=np.float32),
                own=np.zeros((len(texts), 2), dtype=np.float32),
                tokens=[np.zeros((0, 2), dtype=np.float32)] * len(texts),
                sentences=[np.zeros((0, 2), dtype=np.float32)] * len(texts),
            ),
            sentence_ends=[[]] * len(texts),
        )


def lexical(catalogue: Catalogue, question: str) -> Lexical:
    """Return the words of a question as a person types it."""
    return Lexical(catalogue, read_question(question).words)


def compared(catalogue: Catalogue, question: str) -> dict[str, WordsFound]:
    """Return what the words say of each passage, by its text."""
    stems = catalogue.stems(range(1, 100))
    texts = {passage.id: passage.text for passage in catalogue.passages(list(stems))}
    found = lexical(catalogue, question).compare(stems)
    return {texts[i]: words for i, words in found.items()}


def passages_with(catalogue: Catalogue, question: str) -> dict[str, tuple[str, ...]]:
    """Return the beginnings of the passages that have words of a question, with these."""
    return {
        text.split()[0]: found.words
        for text, found in compared(catalogue, question).items()
        if found.words
    }


def matching(catalogue: Catalogue, question: str) -> list[str]:
    """Return the beginnings of the passages that the full text finds, the best first."""
    ids = catalogue.matching_ids(lexical(catalogue, question).expression(), allowed=None, limit=50)
    return [passage.text.split()[0] for passage in catalogue.passages(ids)]


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("protectie", "Ordinul"),
        ("PROTECŢIEI", "Ordinul"),
        ("ordine", "Ordinul"),
        ("victimă", "Ordinul"),
        ("politistii", "Ordinul"),
        ("kommunene", "Krisesenteret"),
        ("verktoy", "Krisesenteret"),
        ("VERKTØY", "Krisesenteret"),
        ("voldsutsatt", "Krisesenteret"),
        ("shelters", "This"),
        ("describing", "This"),
        ("teacher's", "Romanian"),
        ("strategies", "Romanian"),
    ],
)
def test_a_word_is_found_however_it_is_typed(small: Catalogue, typed: str, beginning: str) -> None:
    """Without diacritics and in another inflection, it leads to the passage that has it."""
    (word, *_) = read_question(typed).words
    assert passages_with(small, typed) == {beginning: (word,)}
    assert matching(small, typed)[0] == beginning


def test_each_passage_is_compared_in_its_own_language(small: Catalogue) -> None:
    """One question with words of three languages meets each of them where it belongs."""
    question = "victimele kommunenes pupil"
    assert passages_with(small, question) == {
        "Ordinul": ("victimele",),
        "Krisesenteret": ("kommunenes",),
        "Romanian": ("pupil",),
    }
    assert {found.mark for found in compared(small, question).values()} == {
        "ro_", "nb_", "en_",
    }  # fmt: skip


def test_short_words_are_no_reason(small: Catalogue) -> None:
    """That a passage has "at" or "the" is not told to a reader as why it was found."""
    assert passages_with(small, "the age of ten at lessons") == {"Romanian": ("lessons",)}


def test_a_passage_with_more_of_the_words_lacks_less(small: Catalogue) -> None:
    """What a passage lacks is a share of the question, the smaller the more words it has."""
    for question in ("pupils and teachers", "pupils, teachers and a committee"):
        found = compared(small, question)
        (with_words, without) = (
            next(words for text, words in found.items() if text.startswith(beginning))
            for beginning in ("Romanian", "This")
        )
        assert 0 < with_words.missing < without.missing <= 1
    assert compared(small, "zzzzz")[next(iter(found))].missing == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("polise", "police"),
        ("shletter", "shelter"),
        ("comittie", "committee"),
        ("krisesentreet", "krisesenteret"),
        ("risikon", "risikoen"),
        ("protecite", "protectie"),
        ("protețcie", "protectie"),
    ],
)
def test_a_typing_error_finds_the_word_that_was_meant(
    small: Catalogue, typed: str, meant: str
) -> None:
    """A word that no report has is taken for the nearest that one has, and is told as that."""
    ((found,),) = passages_with(small, typed).values()
    assert found == meant
    assert matching(small, typed) == matching(small, meant) != []


@pytest.mark.parametrize("typed", ["thq", "ofg", "zzzzzzzz", "plise5", "xolice", "polise1"])
def test_what_is_near_to_nothing_stays_as_it_is(small: Catalogue, typed: str) -> None:
    """A short word, a number and a word unlike all others are not taken for something else."""
    assert passages_with(small, typed) == {}
    assert matching(small, typed) == []


def test_a_number_is_never_taken_for_another(large: Catalogue) -> None:
    """A law that no report names is not answered with the law of the year before."""
    assert matching(large, "2004") == ["Law"]
    assert matching(large, "2005") == matching(large, "21700") == []


def test_a_word_that_a_report_has_is_not_corrected(large: Catalogue) -> None:
    """A rare word that is like a frequent one is still the rare one."""
    assert "read" in passages_with(large, "read")["GREVIO"]
    assert matching(large, "Molde") == ["Molde"]
    assert passages_with(large, "Halden") == {"Halden": ("Halden",)}


@pytest.mark.parametrize("typed", ["217/2003", "Law no. 217", "Legea 217", "нов закон 217"])
def test_a_number_is_found_in_every_language(large: Catalogue, typed: str) -> None:
    """The number of a law leads to it, whatever the language of the question and the report."""
    assert {"217"} <= {word for words in passages_with(large, typed).values() for word in words}
    assert {"GREVIO", "Legea", "ГРЕВИО"} <= set(matching(large, typed))


@pytest.mark.parametrize("typed", ["What is GREVIO", "Ce este GREVIO?", "хора от GREVIO"])
def test_an_acronym_is_found_in_every_language(large: Catalogue, typed: str) -> None:
    """A body that is known by its letters is found in the reports of all countries."""
    assert {"GREVIO", "Legea"} <= set(matching(large, typed))


def test_bulgarian_is_found_by_the_beginnings_of_its_words(large: Catalogue) -> None:
    """Where there is no stemmer, a word meets its forms all the same."""
    assert passages_with(large, "полиция, пострадалата") == {"ГРЕВИО": ("полиция", "пострадалата")}


def test_a_passage_of_unknown_language_is_found_by_its_words(large: Catalogue) -> None:
    """Where nobody knows the language, beginnings of words do."""
    assert passages_with(large, "archivist") == {"Law": ("archivist",)}
    assert matching(large, "archivist") == ["Law"]


@pytest.mark.parametrize(
    "question",
    ["WHO PLANS THE SAFETY OF WOMEN?", "ORDINUL DE PROTECȚIE", "KRISESENTERET", "POLICE 24"],
)
def test_a_question_in_capitals_is_an_ordinary_question(small: Catalogue, question: str) -> None:
    """Who types with the caps lock on finds what others find."""
    shouted = {text: len(found) for text, found in passages_with(small, question).items()}
    spoken = {text: len(found) for text, found in passages_with(small, question.lower()).items()}
    assert shouted == spoken
    assert shouted
    assert matching(small, question) == matching(small, question.lower())


@pytest.mark.parametrize("question", ["the of and a", "og i på", "zzzzzzzz", "violence", "9 99"])
def test_words_that_tell_nothing_are_no_error(
    small: Catalogue, large: Catalogue, question: str
) -> None:
    """A question of words that are in every sentence, or in none, is no error."""
    for catalogue in (small, large):
        assert len(matching(catalogue, question)) <= len(compared(catalogue, question))
        assert all(0 <= found.missing <= 1 for found in compared(catalogue, question).values())


def test_a_word_that_is_in_every_passage_finds_none(large: Catalogue) -> None:
    """In a library about violence, that word alone tells no passage from another."""
    assert lexical(large, "violence").expression() == ""
    assert lexical(large, "violence in Oslo").expression()
    assert matching(large, "violence in Oslo") == ["Oslo"]


def test_a_word_that_is_usual_elsewhere_leads_nowhere(large: Catalogue) -> None:
    """An English word in a Romanian report is rare, and no reason to find it."""
    assert large.counts_of_terms(["ro_the", "ro_law"]) == {"ro_the": 1, "ro_law": 1}
    assert matching(large, "the law") == ["GREVIO"]


def test_quoted_words_must_stand_together(large: Catalogue) -> None:
    """The words of a phrase stand in its order, with nothing between them."""
    for typed, count in ((("shelter", "against"), 11), (("against", "shelter"), 0)):
        assert len(large.matching_ids(phrase(typed), allowed=None, limit=50)) == count
