"""The questions over the starter corpus say what is so."""

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from practice_search.documents.reading import read_raw, tidy
from practice_search.terms import parse_language

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"


def _questions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


FILES = sorted((ROOT / "benchmarks/questions").glob("*.jsonl"))
QUESTIONS = _questions(ROOT / "benchmarks/questions/starter.jsonl")
ANSWERS = [answer for question in QUESTIONS for answer in question["answers"]]


@pytest.mark.parametrize("report", sorted({answer["report"] for answer in ANSWERS}))
def test_each_quotation_stands_on_its_page(report: str) -> None:
    """The words are those of the page as it is read here, but for line ends."""
    pages = tidy(CORPUS / report, read_raw(CORPUS / report)).pages
    wrong = []
    for answer in ANSWERS:
        if answer["report"] == report:
            text = " ".join(pages[number - 1].text for number in answer["pages"])
            if answer["quotation"] not in " ".join(text.split()):
                wrong.append((answer["pages"], answer["quotation"]))
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_questions_are_complete(path: Path) -> None:
    """Each has what the format asks for, and either answers or what is missing."""
    questions = _questions(path)
    assert len({question["id"] for question in questions}) == len(questions)
    for question in questions:
        check_question(question)


def check_question(question: dict[str, Any]) -> None:
    """Hold one question against the format."""
    fields = {"id", "question", "language", "style", "asker", "answers"}
    assert set(question) == fields | ({"missing"} if not question["answers"] else set())
    assert question["language"] == parse_language(question["language"])
    assert question["style"] in {"natural", "keywords", "misspelt", "undiacritic"}
    assert question["asker"] in {"practitioner", "analyst"}
    places = [(answer["report"], *answer["pages"]) for answer in question["answers"]]
    assert len(set(places)) == len(places)
    if question["style"] == "undiacritic":
        marks = map(unicodedata.category, unicodedata.normalize("NFD", question["question"]))
        assert "Mn" not in marks


def test_there_are_enough_of_each_kind() -> None:
    """In seven languages, answered in the same and in another one, and not answered at all."""
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question["question"].casefold() for question in QUESTIONS}) == len(QUESTIONS)
    answered = Counter(q["language"] for q in QUESTIONS if q["answers"])
    unanswered = Counter(q["language"] for q in QUESTIONS if not q["answers"])
    assert len(answered) == 7
    assert min(answered.values()) >= 20
    assert answered.total() >= 150
    assert unanswered.total() >= 60
