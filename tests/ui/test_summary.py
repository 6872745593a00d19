"""What a language model sums up, asked for on the screen; a real server speaks for the model."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from practice_search import Library
from practice_search.answers.answer import Answer
from practice_search.answers.asking.reading import Asking
from practice_search.library import MODEL_SERVER_VARIABLE, MODEL_VARIABLE
from tests.answers.chat_server import ChatServer
from tests.answers.quoting import quoting
from tests.ui.conftest import Draw, htmls, quoted, shown

SHELTER = "Shelter staff in Norway work with the police."
BUTTON = "Have a language model sum this up"


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    """Return a server that the app is told of."""
    with ChatServer() as server:
        monkeypatch.setenv(MODEL_SERVER_VARIABLE, server.address)
        monkeypatch.setenv(MODEL_VARIABLE, "small")
        yield server


@pytest.fixture
def answer(library: Library) -> Answer:
    """Return an answer of one quotation."""
    return Answer(
        question="Who works with the police?", asking=Asking.QUESTION, probability=0.9,
        quotations=(quoting(library)(SHELTER),), perhaps=False, doubts=(), differing=False, hits=(),
    )  # fmt: skip


def sum_up(screen: AppTest) -> str:
    """Ask for the summary, and return it; the quotations still stand, and come first."""
    (button,) = (one for one in screen.button if one.label == BUTTON)
    button.click().run()
    assert not screen.exception
    assert quoted(screen.main) == [SHELTER]
    assert SHELTER in htmls(screen.main)[0]
    return htmls(screen.main)[-1]


def test_what_the_quotations_do_not_support_is_struck_out(
    draw: Draw, answer: Answer, chat: ChatServer
) -> None:
    """Each sentence with the number of its quotation, or with what speaks against it."""
    chat.says(
        "Shelter staff in Norway work with the police [1]. There were <b>4,000</b> of them [1]. "
        "They are paid [7]."
    )
    text = sum_up(draw(answer))
    assert "Shelter staff in Norway work with the police. [1]" in text
    assert "<s>There were &lt;b&gt;4,000&lt;/b&gt; of them.</s>" in text
    assert "<s>They are paid.</s>" in text
    assert "quotation 7, which the model was not given" in text
    assert len(chat.asked) == 1


def test_nothing_is_sent_before_it_is_asked_for(
    draw: Draw, answer: Answer, chat: ChatServer
) -> None:
    """Who decides sees where question and quotations would go."""
    text = htmls(draw(answer).main)[-1]
    assert f"sent to {chat.address}" in text
    assert not chat.asked


def test_a_server_that_is_away_costs_the_summary_alone(
    draw: Draw, answer: Answer, chat: ChatServer
) -> None:
    """The trouble is told in a sentence."""
    screen = draw(answer)
    chat.sends(b"out of order", status=500)
    assert "500" in sum_up(screen)


@pytest.mark.parametrize(
    ("address", "model", "trouble"),
    [
        ("http://8.8.8.8/v1", "small", "8.8.8.8"),
        ("http://127.0.0.1:1/v1", "", "Name both"),
        ("no address", "small", "There is no summary by a language model."),
    ],
)
def test_a_wrong_name_is_told_and_nothing_offered(
    draw: Draw,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    model: str,
    trouble: str,
) -> None:
    """An address outside the neighbourhood, too."""
    monkeypatch.setenv(MODEL_SERVER_VARIABLE, address)
    monkeypatch.setenv(MODEL_VARIABLE, model)
    screen = draw(answer)
    assert trouble in shown(screen)
    assert quoted(screen.main) == [SHELTER]
    assert not screen.button


def test_no_model_and_no_word_of_it_where_none_is_named(
    draw: Draw, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an addition, off by default."""
    monkeypatch.delenv(MODEL_SERVER_VARIABLE, raising=False)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    screen = draw(answer)
    assert not screen.button
    assert "language model" not in shown(screen)


def test_a_cry_for_help_is_never_passed_on(draw: Draw, answer: Answer, chat: ChatServer) -> None:
    """Not even when the reports have something to say on its words."""
    assert not draw(replace(answer, asking=Asking.HELP)).button
    assert not chat.asked
