"""Questions whose pages and words are known, as benchmarks/questions/README.md describes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from practice_search.errors import QuestionsError

__all__ = ["Gold", "Place", "Question", "read_questions"]

Place = tuple[str, int]
"""A page: the file of its report, and its number from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Words of a report that answer, on one page or over two; empty where only pages are known."""

    report: str
    pages: frozenset[int]
    quotation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and every place that answers it; none if nothing does."""

    id: str
    text: str
    language: str
    style: str
    answers: tuple[Gold, ...]

    @property
    def pages(self) -> frozenset[Place]:
        """The pages that answer it."""
        return frozenset((gold.report, page) for gold in self.answers for page in gold.pages)


def read_questions(path: Path) -> list[Question]:
    """Read questions, one JSON object a line, as benchmarks/questions/README.md describes them.

    Raises:
        QuestionsError: the file cannot be read, or a line is no question; the message names it.

    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path} cannot be read ({error}).") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise QuestionsError(
                f"{path}, line {number}: no question ({type(error).__name__}: {error}). Each line "
                'is a JSON object with "id", "question", "language" and "answers", and each of '
                'these has "report" and "pages".'
            ) from error
    if len({question.id for question in questions}) < len(questions):
        raise QuestionsError(f"{path}: two questions have the same id. Give each its own.")
    return questions


def _question(said: Mapping[str, object]) -> Question:
    answers = said["answers"]
    if not isinstance(answers, list):
        raise TypeError("answers is no list")
    return Question(
        id=str(said["id"]),
        text=str(said["question"]),
        language=str(said["language"]),
        style=str(said.get("style", "")),
        answers=tuple(
            Gold(
                report=str(answer["report"]),
                pages=frozenset(int(page) for page in answer["pages"]),
                quotation=str(answer.get("quotation", "")),
            )
            for answer in answers
        ),
    )
