"""`practice-search ask`, as a person or a program uses it in a terminal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from practice_search import Answer, Library, Refusal
from practice_search.answers.asking.calm_words import calm_words
from practice_search.answers.asking.reading import Asking
from practice_search.cli import app
from practice_search.helplines import helplines
from tests.answers.chat_server import ChatServer

QUESTION = "Cât durează ordinul de protecție provizoriu?"
NONSENSE = "At what temperature does lead boil?"
HELP = "m-a bătut din nou, unde pot să merg"


def ask(index: Path, *arguments: str) -> Result:
    """Run the command inside this process."""
    return CliRunner().invoke(app, ["ask", *arguments, "--index", str(index)])


def in_one_line(text: str) -> str:
    """Return what was printed, however it is wrapped."""
    return " ".join(text.split())


def test_the_command_gives_the_answer_of_the_library(
    answering_index: Path, answering: Library
) -> None:
    """As JSON: words, place and reference of each quotation, and how sure they are."""
    answer = answering.answer(QUESTION)
    assert isinstance(answer, Answer)
    printed = json.loads(ask(answering_index, QUESTION, "--json").stdout)
    assert printed["answered"] == ("perhaps" if answer.perhaps else "yes")
    assert printed["probability"] == pytest.approx(answer.probability, abs=0.001)
    assert [
        (one["text"], one["file"], one["spans"][0]["page"], one["reference"])
        for one in printed["quotations"]
    ] == [
        (one.text, one.report.file, one.spans[0].page, one.reference) for one in answer.quotations
    ]


def test_a_person_reads_words_and_reference(answering_index: Path, answering: Library) -> None:
    """Each quotation stands between quotation marks, with report, page and file below."""
    answer = answering.answer(QUESTION)
    assert isinstance(answer, Answer)
    shown = in_one_line(ask(answering_index, QUESTION).stdout)
    for number, quotation in enumerate(answer.quotations, start=1):
        assert f"{number}. “{quotation.words}”" in shown
        assert in_one_line(quotation.reference) in shown


def test_a_refusal_says_why_and_what_was_searched(
    answering_index: Path, answering: Library
) -> None:
    """In the terminal and as JSON; what is nearest is shown as what does not answer."""
    refusal = answering.answer(NONSENSE)
    assert isinstance(refusal, Refusal)
    shown = in_one_line(ask(answering_index, NONSENSE).stdout)
    assert "No answer was found in these reports." in shown
    assert "Searched: 4 reports" in shown
    for reason in refusal.reasons:
        assert str(reason) in shown
    printed = json.loads(ask(answering_index, NONSENSE, "--json").stdout)
    assert printed["answered"] == "no"
    assert sorted(printed["searched"]) == sorted(report.file for report in refusal.searched)
    assert [one["text"] for one in printed["nearest"]] == [one.text for one in refusal.nearest]


def test_helplines_come_first(answering_index: Path) -> None:
    """Who asks for help reads, in the language used, whom to call in the country named."""
    shown = in_one_line(ask(answering_index, HELP, "--country", "RO").stdout)
    said = calm_words(Asking.HELP, HELP, country="RO")
    assert said
    assert said.language == "ro"
    assert shown.startswith(in_one_line(said.text))
    lines = helplines("RO")
    assert lines
    numbers = [shown.index(line.number) for line in lines]
    assert all(place < shown.find("File:") for place in numbers) or "File:" not in shown
    printed = json.loads(ask(answering_index, HELP, "--country", "RO", "--json").stdout)
    assert [line["number"] for line in printed["helplines"]] == [line.number for line in lines]
    assert "--country" in ask(answering_index, HELP).stdout  # how to see those of a country


def test_countries_are_compared(answering_index: Path) -> None:
    """The same question of each country by itself, under its name."""
    asked = ("Who helps victims of violence?", "--compare", "NO", "--compare", "Romania")
    shown = ask(answering_index, *asked).stdout
    assert shown.index(" Norway ") < shown.index(" Romania ")
    printed = json.loads(ask(answering_index, *asked, "--json").stdout)
    assert list(printed) == ["NO", "RO"]


def test_a_model_near_by_adds_a_checked_summary(answering_index: Path) -> None:
    """What the quotations do not say is struck out; where no server is, only the summary lacks."""
    wrong = "The order lasts ninety-nine days, says the King of Spain [1]."
    with ChatServer() as server:
        server.says(wrong)
        named = ("--model-server", server.address, "--model", "small", "--json")
        printed = json.loads(ask(answering_index, QUESTION, *named).stdout)
    assert printed["quotations"]
    (sentence,) = printed["summary"]["sentences"]
    assert sentence["objection"]
    gone = json.loads(ask(answering_index, QUESTION, *named).stdout)
    assert gone["quotations"] == printed["quotations"]
    assert gone["summary"]["trouble"]


@pytest.mark.parametrize(
    "named",
    [
        ("--model-server", "http://93.184.215.14/v1", "--model", "small"),
        ("--model-server", "http://127.0.0.1:9/v1"),
        ("--model", "small"),
    ],
)
def test_a_server_that_may_not_be_asked_is_refused_first(
    answering_index: Path, named: tuple[str, ...]
) -> None:
    """A public address, or half of a name, is told before anything is sent."""
    result = ask(answering_index, QUESTION, *named)
    assert result.exit_code == 1
    assert "“" not in result.stdout
    assert result.stderr
