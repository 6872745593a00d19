"""How well a library answers, in the field's own measures."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from practice_search import Library
from practice_search.cli import app
from practice_search.errors import QuestionsError
from practice_search.evaluation.questions import read_questions
from practice_search.evaluation.ranking import (
    MEASURES,
    Evaluated,
    evaluate,
    evaluate_run,
    summarise,
)

STARTER = Path(__file__).parents[2] / "benchmarks/questions/starter.jsonl"


def question(name: str, text: str, language: str, *pages: tuple[str, int]) -> dict[str, Any]:
    """Return a question as it stands in a file."""
    answers = [{"report": report, "pages": [page]} for report, page in pages]
    return {"id": name, "question": text, "language": language, "answers": answers}


def write(path: Path, *questions: dict[str, Any]) -> Path:
    """Write a file of questions."""
    path.write_text("".join(json.dumps(one) + "\n" for one in questions), encoding="utf-8")
    return path


def test_the_rank_of_the_right_page_is_measured(small_index: Path, tmp_path: Path) -> None:
    """Found first it is 1 in each measure; where only a wrong page is called right, less."""
    text = "Shelter staff in Norway work with the police."
    path = write(
        tmp_path / "q.jsonl",
        question("right", text, "en", ("compendium.pdf", 2)),
        question("wrong", text, "ro", ("romania.pdf", 2)),
        question("none", text, "en"),
    )
    with Library.open(small_index) as library:
        evaluated = evaluate(library, read_questions(path))
    by_id = {one.id: one for one in evaluated}
    assert set(by_id) == {"right", "wrong"}
    measured = dict(zip(MEASURES, by_id["wrong"].values, strict=True))
    assert measured["hit@1"] == 0
    assert 0 < measured["MRR"] < 1
    assert by_id["right"].groups == ("all", "same language", "en → en")
    assert by_id["wrong"].groups == ("all", "same language", "ro → ro")
    compendium = dict(zip(MEASURES, by_id["right"].values, strict=True))
    assert compendium["hit@5"] == 1
    assert compendium["MRR"] >= 0.25


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nothing", "line 2"),
        ("[]", "line 2"),
        ('{"id": "b", "question": "?", "language": "en"}', "answers"),
        ('{"id": "b", "question": "?", "language": "en", "answers": [{"report": "x"}]}', "pages"),
        (json.dumps(question("a", "?", "en")), "same id"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str, said: str) -> None:
    """Who writes questions of her own learns which line to mend."""
    path = write(tmp_path / "q.jsonl", question("a", "?", "en"))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(QuestionsError, match=said):
        read_questions(path)


@pytest.mark.parametrize(
    ("pages", "said"), [([("norway.pdf", 1)], r"norway\.pdf"), ([], "nothing to measure")]
)
def test_questions_about_another_corpus_are_refused(
    small_index: Path, tmp_path: Path, pages: list[tuple[str, int]], said: str
) -> None:
    """A score of nought would only mean that the index is the wrong one."""
    questions = read_questions(write(tmp_path / "q.jsonl", question("a", "x", "en", *pages)))
    with Library.open(small_index) as library, pytest.raises(QuestionsError, match=said):
        evaluate(library, questions)


def test_the_questions_of_the_project_are_read() -> None:
    """The file that comes with the project has the format that the command reads."""
    questions = read_questions(STARTER)
    assert sum(bool(one.pages) for one in questions) >= 150


def test_a_run_in_trecs_format_is_measured(tmp_path: Path) -> None:
    """Other programs' rankings go through the same measures."""
    (tmp_path / "qrels").write_text("1 0 a 1\n1 0 b 1\n2 0 c 1\n3 0 d 1\n")
    (tmp_path / "run").write_text("1 Q0 a 1 9 x\n1 Q0 b 2 8 x\n2 Q0 e 1 9 x\n2 Q0 c 2 8 x\n")
    by_id = {one.id: one.values for one in evaluate_run(tmp_path / "qrels", tmp_path / "run")}
    assert by_id["1"] == pytest.approx((1, 1, 1, 1))
    assert by_id["2"] == pytest.approx((0, 1, 0.6309, 0.5), abs=1e-3)
    assert sum(by_id["3"]) == 0
    with pytest.raises(QuestionsError, match="TREC"):
        evaluate_run(tmp_path / "qrels", tmp_path / "no run")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_interval_holds_the_mean(values: list[float]) -> None:
    """The mean is that of the questions, and lies in its interval."""
    evaluated = [Evaluated(id=str(n), groups=("all",), values=(v,)) for n, v in enumerate(values)]
    ((count, (interval,)),) = summarise(evaluated).values()
    assert count == len(values)
    assert interval.mean == pytest.approx(sum(values) / len(values))
    assert interval.low - 1e-9 <= interval.mean <= interval.high + 1e-9


def test_the_command_prints_groups_and_questions(small_index: Path, tmp_path: Path) -> None:
    """A table for a person, CSV by question, JSON for a program."""
    text = "Who works together with the police?"
    path = write(tmp_path / "q.jsonl", question("one", text, "en", ("compendium.pdf", 2)))

    def run(*options: str) -> str:
        result = CliRunner().invoke(
            app, ["evaluate", str(path), "--index", str(small_index), *options]
        )
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "same language" in run()
    assert run("--each").splitlines()[0] == "id,hit@1,hit@5,nDCG@10,MRR"
    assert json.loads(run("--json"))["all"]["questions"] == 1
    assert CliRunner().invoke(app, ["evaluate"]).exit_code == 1
