"""Answers that can be cited, or that nothing in the reports answers."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search import Answer, Filters, Library, Refusal
from practice_search.answers.asking.reading import Asking
from practice_search.answers.expectation import named_countries
from practice_search.answers.synthesis.model_server import ModelServer
from practice_search.errors import EmptyQuestionError, UnknownValueError
from tests.answers.conftest import SHELTERS_2015, SHELTERS_2024
from tests.conftest import build

LENGTH_OF_AN_ORDER = "Cât durează ordinul de protecție provizoriu?"


def shown(answer: Answer | Refusal) -> str:
    """Return the words of all that is quoted."""
    quoted = answer.nearest if isinstance(answer, Refusal) else answer.quotations
    return " ".join(quotation.words for quotation in quoted)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (LENGTH_OF_AN_ORDER, "cinci zile"),
        ("How long does the Romanian provisional protection order last?", "cinci zile"),
        (
            "¿Cuántos albergues para víctimas de violencia doméstica había en Finlandia en 2024?",
            "29 shelters",
        ),
    ],
)
def test_the_sentence_that_answers_is_quoted(answering: Library, question: str, words: str) -> None:
    """In whatever language it is asked, the quotations hold the words that answer."""
    answer = answering.answer(question)
    assert isinstance(answer, Answer)
    assert words in shown(answer)
    assert answer.asking is Asking.QUESTION


WORDS = ["ordin", "politi", "krisesenter", "2024", "shelters", "hvem", "many", "Portugal", "-vold"]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join))
def test_whatever_is_asked_each_quotation_stands_on_its_page(
    answering: Library, question: str
) -> None:
    """One to four sentences, report by report, that stand there; and a probability is one."""
    try:
        answer = answering.answer(question)
    except EmptyQuestionError:
        assert set(question.split()) == {"-vold"}
        return
    assert 0 <= answer.probability <= 1
    quoted = answer.nearest if isinstance(answer, Refusal) else answer.quotations
    assert len(quoted) <= 4
    for quotation in quoted:
        said = [
            answering.page(quotation.report, span.page).text[span.start : span.end]
            for span in quotation.spans
        ]
        assert "\n".join(said) == quotation.text
        assert quotation.text == quotation.text.strip()
    files = [quotation.report.file for quotation in quoted]
    assert sorted(files, key=list(dict.fromkeys(files)).index) == files
    assert answering.answer(question) == answer


@pytest.mark.parametrize(
    "question", ["At what temperature does lead boil?", "Hvem vant VM i fotball i 1994?"]
)
def test_what_no_report_speaks_of_is_refused(answering: Library, question: str) -> None:
    """The refusal says why, what is nearest, and which reports were searched."""
    refusal = answering.answer(question)
    assert isinstance(refusal, Refusal)
    assert refusal.reasons
    assert refusal.nearest
    assert {report.file for report in refusal.searched} == {
        "romania.pdf", "norway.pdf", "shelters-2024.pdf", "shelters-2015.pdf",
    }  # fmt: skip


def test_a_country_that_nothing_speaks_of_is_named(answering: Library) -> None:
    """Numbers of another country are never given without a word for those that were asked for."""
    answer = answering.answer("How many shelters are there in Mongolia?")
    assert isinstance(answer, Refusal) or answer.perhaps
    reasons = answer.reasons if isinstance(answer, Refusal) else answer.doubts
    assert any("Mongolia" in str(reason) for reason in reasons)


def test_different_numbers_are_shown_both_and_said_to_differ(answering: Library) -> None:
    """Two reports on one country with other numbers are quoted both, each with its year."""
    answer = answering.answer("How many shelters for victims does Finland have?")
    assert isinstance(answer, Answer)
    assert answer.differing
    assert SHELTERS_2024 in shown(answer)
    assert SHELTERS_2015 in shown(answer)
    assert {2024, 2015} <= {quotation.report.year for quotation in answer.quotations}


def test_filters_hold_for_an_answer(answering: Library) -> None:
    """Only what they allow is quoted, and said to have been searched."""
    answer = answering.answer(LENGTH_OF_AN_ORDER, filters=Filters(reports={"norway.pdf"}))
    quoted = answer.nearest if isinstance(answer, Refusal) else answer.quotations
    assert {quotation.report.file for quotation in quoted} == {"norway.pdf"}
    if isinstance(answer, Refusal):
        assert [report.file for report in answer.searched] == ["norway.pdf"]


def test_where_the_filters_allow_nothing_nothing_is_searched(answering: Library) -> None:
    """It is a refusal without quotations, and not an error."""
    refusal = answering.answer(LENGTH_OF_AN_ORDER, filters=Filters(years={"1999"}))
    assert isinstance(refusal, Refusal)
    assert not refusal.nearest
    assert not refusal.hits
    assert not refusal.searched


def test_each_country_is_asked_by_itself(answering: Library) -> None:
    """The answers come by country in the order asked, each from passages on it."""
    answers = answering.compare("Who helps victims of violence?", ["Norway", "ro"])
    assert list(answers) == ["NO", "RO"]
    for country, answer in answers.items():
        quoted = answer.nearest if isinstance(answer, Refusal) else answer.quotations
        assert quoted
        assert all(country in quotation.passage.countries for quotation in quoted)
        for quotation in quoted:
            named = named_countries(quotation.text)
            assert country in named or not named
    with pytest.raises(UnknownValueError, match="Nowhere"):
        answering.compare("Who helps?", ["Nowhere"])


@pytest.mark.parametrize(
    ("typed", "asking"), [("Hello!", Asking.GREETING), ("du er en idiot", Asking.INSULT)]
)
def test_who_asks_nothing_is_not_searched_for(
    answering: Library, typed: str, asking: Asking
) -> None:
    """A greeting or an insult finds nothing, and quotes nothing."""
    refusal = answering.answer(typed)
    assert isinstance(refusal, Refusal)
    assert refusal.asking is asking
    assert not refusal.hits
    assert not refusal.searched


def test_a_cry_for_help_is_told_and_given_to_no_model(answering: Library) -> None:
    """It is searched as well, but never passed on to a language model."""
    answer = answering.answer("he hit me again, where can I go")
    assert answer.asking is Asking.HELP
    assert answer.hits
    asked = Answer(
        question=answer.question, asking=answer.asking, quotations=(), probability=1.0,
        perhaps=False, doubts=(), differing=False, hits=answer.hits,
    )  # fmt: skip
    closed = ModelServer.at("http://127.0.0.1:9/v1", "none")
    assert answering.synthesise(asked, closed) is None


def test_with_an_encoder_that_was_not_measured_nothing_is_sure(
    small_corpus: Path, other_encoder: Path, tmp_path: Path
) -> None:
    """It quotes what is nearest with a "perhaps" and says why; it refuses nothing."""
    build(small_corpus, tmp_path / "index", encoder=str(other_encoder))
    with Library.open(tmp_path / "index") as library:
        for question in (LENGTH_OF_AN_ORDER, "At what temperature does lead boil?"):
            answer = library.answer(question)
            assert isinstance(answer, Answer)
            assert answer.perhaps
            assert any("this encoder" in str(doubt) for doubt in answer.doubts)


def test_related_passages_are_others(answering: Library) -> None:
    """Of the passages like one, none is that passage; what another report says of it is first."""
    (hit, *_) = answering.search(SHELTERS_2024)
    related = answering.related(hit.passage, limit=3)
    assert len(related) == 3
    assert hit.passage.id not in {one.passage.id for one in related}
    assert related[0].report.file == "shelters-2015.pdf"
