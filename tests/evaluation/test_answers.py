"""How often answers and refusals are right, measured as docs/answers.md says."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from practice_search.cli import app
from practice_search.evaluation.answers import (
    ANSWER_MEASURES,
    Answered,
    risk_by_coverage,
    says_gold,
    summarise_answers,
)
from practice_search.evaluation.questions import Gold


def one(
    *, answerable: bool = True, chosen: bool = True, refused: bool = False, sure: float = 0.9
) -> Answered:
    """Return how a question was answered."""
    return Answered(
        id="", answerable=answerable, page=answerable, chosen=chosen and answerable,
        refused=refused, perhaps=False, probability=sure,
    )  # fmt: skip


answers = st.lists(
    st.builds(
        one,
        answerable=st.booleans(),
        chosen=st.booleans(),
        refused=st.booleans(),
        sure=st.sampled_from([0.1, 0.3, 0.5, 0.9]),
    ),
    min_size=1,
    max_size=30,
)


@given(answers)
def test_risk_rises_from_nothing_to_that_of_answering_all(answered: list[Answered]) -> None:
    """Coverage grows to 1, where the risk is the share of all that are wrong."""
    curve = risk_by_coverage(answered)
    coverages = [coverage for coverage, _ in curve]
    assert coverages == sorted(set(coverages))
    assert curve[-1] == (1.0, sum(not each.right for each in answered) / len(answered))
    assert all(0 <= risk <= 1 for _, risk in curve)


def test_better_probabilities_make_a_smaller_area() -> None:
    """Whoever is surer where the answer is right risks less than whoever is surer where not."""
    good = [one(sure=0.9), one(answerable=False, sure=0.1)]
    bad = [one(sure=0.1), one(answerable=False, sure=0.9)]
    area = ANSWER_MEASURES["area of risk"]
    assert area(good) < area(bad)


def test_each_measure_counts_what_it_says() -> None:
    """Of four questions with an answer two are hit, one of them refused; one refusal is right."""
    answered = [
        one(),
        one(refused=True),
        one(chosen=False),
        one(chosen=False),
        one(answerable=False, refused=True),
        one(answerable=False),
    ]
    means = {name: i.mean for name, i in summarise_answers(answered).items()}
    assert means["quotation hit"] == pytest.approx(2 / 4)
    assert means["and answered"] == pytest.approx(1 / 4)
    assert means["refusal precision"] == pytest.approx(1 / 2)
    assert means["refusal recall"] == pytest.approx(1 / 2)
    assert means["sure and right"] == pytest.approx(1 / 4)


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("The order lasts five days, counted in hours.", True),
        ("lasts five", True),
        ("and it lasts five days", True),
        ("The order is issued by the police.", False),
    ],
)
def test_half_of_the_words_of_a_reader_are_enough(words: str, right: bool) -> None:
    """The words that a reader chose may run over two sentences, or stand within one."""
    gold = Gold(report="", pages=frozenset({1}), quotation="lasts five days")
    assert says_gold(words, gold) is right


def test_the_command_measures_answers_too(small_index: Path, tmp_path: Path) -> None:
    """Questions with words that answer, and one without, give all the measures."""
    questions = [
        {"id": "1", "question": "Cât durează ordinul de protecție provizoriu?", "language": "ro",
         "answers": [{"report": "romania.pdf", "pages": [1], "quotation": "cinci zile"}]},
        {"id": "2", "question": "At what temperature does lead boil?", "language": "en",
         "answers": []},
    ]  # fmt: skip
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    result = CliRunner().invoke(app, ["evaluate", str(path), "--index", str(small_index), "--json"])
    assert result.exit_code == 0, result.output
    measured = json.loads(result.stdout)["answers"]
    assert measured.keys() <= ANSWER_MEASURES.keys()
    assert measured["refusal recall"]["mean"] in (0, 1)
    assert measured["quotation hit"]["mean"] == 1
    table = CliRunner().invoke(app, ["evaluate", str(path), "--index", str(small_index)])
    assert "refusal precision" in table.stdout
