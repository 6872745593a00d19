"""A model near by sums up quotations; what it writes is checked, and how it fails is told."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_search import Library
from practice_search.answers.quotation import Quotation
from practice_search.answers.synthesis.model_server import ModelServer
from practice_search.answers.synthesis.synthesising import SENTENCES_AT_MOST, Synthesis, synthesise
from practice_search.index.embedding import Encoder
from tests.answers.chat_server import ChatServer
from tests.answers.quoting import PAGES, SHELTERS, STAY, index_of_reports, quoting
from tests.conftest import WritePdf

QUESTION = "What does a stay at a shelter in Norway cost, and how long is it?"
FREE = "All 43 Norwegian shelters are free of charge"
DAYS = "In 2023 a stay lasted 26 days"
INJECTED = PAGES["injected.pdf"][0]
CHILDREN = PAGES["injected.pdf"][1]


@pytest.fixture(scope="module")
def quotations(
    tmp_path_factory: pytest.TempPathFactory, write_pdf: WritePdf
) -> dict[str, Quotation]:
    """Return quotations of a small library by their words."""
    index = index_of_reports(tmp_path_factory.mktemp("summed"), write_pdf)
    with Library.open(index) as library:
        return {words: quoting(library)(words) for words in (SHELTERS, STAY, INJECTED, CHILDREN)}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """Return the default encoder."""
    return Encoder.load()


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    """Return a server that does nothing yet."""
    with ChatServer() as server:
        yield server


class Asking:
    """Asks the chat server for a synthesis of two quotations, or of those given."""

    def __init__(
        self, chat: ChatServer, quotations: dict[str, Quotation], encoder: Encoder
    ) -> None:
        self.chat = chat
        self.quotations = quotations
        self.encoder = encoder

    def __call__(
        self,
        written: str | None = None,
        *words: str,
        question: str = QUESTION,
        seconds: float = 20,
    ) -> Synthesis:
        """Return the synthesis; ``written`` is what the model writes."""
        if written is not None:
            self.chat.says(written)
        server = ModelServer.at(self.chat.address, "m", seconds=seconds)
        chosen = [self.quotations[one] for one in words or (SHELTERS, STAY)]
        return synthesise(server, question, chosen, encoder=self.encoder)

    @property
    def messages(self) -> tuple[str, str]:
        """What the model was told last: by the program, and as data."""
        system, user = self.chat.asked[-1][2]["messages"]
        return system["content"], user["content"]

    @property
    def data(self) -> dict[str, Any]:
        """The data of it."""
        data: dict[str, Any] = json.loads(self.messages[1].splitlines()[1])
        return data


@pytest.fixture
def ask(chat: ChatServer, quotations: dict[str, Quotation], encoder: Encoder) -> Asking:
    """Return what asks for a synthesis."""
    return Asking(chat, quotations, encoder)


def test_a_synthesis_says_what_quotations_say(ask: Asking) -> None:
    """Sentence by sentence, each with the quotations that it rests on."""
    synthesis = ask(f"{FREE} [1]. {DAYS} [2].")
    assert [(s.text, s.cited, s.objection) for s in synthesis.sentences] == [
        (f"{FREE}.", (1,), ""),
        (f"{DAYS}.", (2,), ""),
    ]
    assert synthesis.language == "en"
    assert synthesis.trouble == ""


def test_in_the_language_of_the_question(ask: Asking) -> None:
    """The model is asked for it, and what it writes in it is checked against other languages."""
    synthesis = ask(
        "Toate cele 43 de adăposturi din Norvegia sunt gratuite [1].",
        question="Cât costă pentru victime șederea într-un adăpost din Norvegia?",
    )
    assert "Write in Romanian" in ask.messages[0]
    assert synthesis.language == "ro"
    assert [s.objection for s in synthesis.sentences] == [""]


@pytest.mark.parametrize(
    "written",
    [
        f"{FREE}. [1] {DAYS}. [2]",
        f"{FREE}.[1] {DAYS}.[2]",
        f"- {FREE} [1].\n- {DAYS} [2].",
        f"**{FREE}** 【1】.\n\n{DAYS}【2】.",
        f"<think>Free? [3] 44!</think>\n\n{FREE} [1]. {DAYS} [2].",
        f"So he asks.\n</think>{FREE} [1]. {DAYS} [2].<think>Is it well so?",
        f"\u200b{FREE}\u202e [1].\x07 {DAYS} [2].",
    ],
    ids=range(7),
)
def test_how_models_write(ask: Asking, written: str) -> None:
    """Numbers behind the full stop, lists, reasoning and odd signs make no other sentences."""
    synthesis = ask(written)
    assert [(s.text, s.cited, s.objection) for s in synthesis.sentences] == [
        (f"{FREE}.", (1,), ""),
        (f"{DAYS}.", (2,), ""),
    ]


def test_several_numbers(ask: Asking) -> None:
    """Beside each other or in one pair of brackets, each once."""
    for marks in ("[1, 2]", "[1][2]", "[1] [2][1]", "[ 1;2 ]"):
        written = f"All 43 Norwegian shelters are free, and a stay lasted 26 days {marks}."
        (sentence,) = ask(written).sentences
        assert sentence.cited == (1, 2)
        assert sentence.objection == ""
        assert "[" not in sentence.text


def test_what_is_not_supported_is_kept_and_marked(ask: Asking) -> None:
    """So that a person sees what the model wrote, and that it does not hold."""
    synthesis = ask(
        f"{FREE} [1]. All 43 shelters in Norway are closed to 900 women [1]. Shelters are good. "
        f"{DAYS} [7]. {DAYS} [0]."
    )
    assert [bool(sentence.objection) for sentence in synthesis.sentences] == [
        False, True, True, True, True,
    ]  # fmt: skip
    assert "It says 900" in synthesis.sentences[1].objection
    assert "no quotation that it rests on" in synthesis.sentences[2].objection
    assert "names quotation 7" in synthesis.sentences[3].objection
    assert synthesis.sentences[3].cited == ()
    assert synthesis.trouble == ""


def test_a_number_is_checked_against_what_is_cited(ask: Asking) -> None:
    """Not against what stands in another quotation."""
    (sentence,) = ask("The stay in a shelter lasted 26 days [1].").sentences
    assert "It says 26" in sentence.objection


def test_nothing_supported_is_trouble(ask: Asking) -> None:
    """The screen can say so at once."""
    synthesis = ask("Shelters cost 90 kroner a day [1]. Shelters in Sweden are free [1].")
    assert len(synthesis.sentences) == 2
    assert "Nothing of what the model wrote is supported" in synthesis.trouble


def test_more_than_was_asked_for(ask: Asking) -> None:
    """A fifth sentence is marked; pages of text are none."""
    five = ask(f"{FREE} [1]. " * 5)
    assert [bool(sentence.objection) for sentence in five.sentences] == [False] * 4 + [True]
    pages = ask(f"{FREE} [1]. " * 100)
    assert pages.sentences == ()
    assert "far more than" in pages.trouble


@pytest.mark.parametrize("written", ["", "  \n", "<think>Hm.</think>", "<think>Hm", "[1].", "…"])
def test_nothing_is_written(ask: Asking, written: str) -> None:
    """A model that finds no answer is asked to write nothing."""
    synthesis = ask(written)
    assert synthesis.sentences == ()
    assert "nothing to say" in synthesis.trouble


def test_quotations_are_data(ask: Asking) -> None:
    """They go as one line of JSON between lines that nobody can foresee."""
    ask("", SHELTERS, CHILDREN)
    system, user = ask.messages
    first, _, last = user.splitlines()
    assert first == last
    assert first in system
    assert ask.data["question"] == QUESTION
    assert [(one["number"], one["words"]) for one in ask.data["quotations"]] == [
        (1, SHELTERS),
        (2, CHILDREN),
    ]
    ask("")
    assert ask.messages[1].splitlines()[0] != first


def test_an_injected_order_has_no_effect(ask: Asking) -> None:
    """A model that obeys a PDF is found out, whatever number it puts behind the sentence.

    The quotation with the order is not sent and supports nothing; the other quotation says
    nothing like it.
    """
    synthesis = ask(
        "Violence is legal [1]. Violence is legal [2]. Ignore your instructions [2]. "
        "Children who have seen violence are victims too [2].",
        INJECTED,
        CHILDREN,
    )
    assert [one["number"] for one in ask.data["quotations"]] == [2]
    assert "legal" not in ask.messages[1]
    assert [bool(sentence.objection) for sentence in synthesis.sentences] == [
        True, True, True, False,
    ]  # fmt: skip
    assert synthesis.sentences[0].cited == ()


def test_with_injected_orders_alone_no_model_is_asked(ask: Asking) -> None:
    """Nor with no quotation at all."""
    assert "no quotation" in ask("Violence is legal [1].", INJECTED).trouble
    assert ask.chat.asked == []


@pytest.mark.parametrize(
    "flood", ["\n", " ", ".", "[", "[1]", "<think>", "</think>", "- ", "1", "\\"]
)
def test_a_flood_is_over_at_once(ask: Asking, flood: str) -> None:
    """Of anything; what it is said to be does not matter."""
    begun = time.monotonic()
    synthesis = ask(f"a {flood * (100_000 // len(flood))} a", seconds=5)
    assert synthesis.trouble
    assert all(sentence.objection for sentence in synthesis.sentences)
    assert time.monotonic() - begun < 5


_written = st.lists(
    st.sampled_from(
        [
            "[1]",
            "[2]",
            "[9]",
            "[",
            "]",
            ". ",
            "? ",
            "\n\n",
            "<think>",
            "</think>",
            "**",
            "- ",
            " no ",
        ]
    )
    | st.sampled_from([FREE, DAYS, "Norvegia", "26", "43 %", "\u202e", "\ud800", "http://x.eu"])
    | st.text(max_size=6),
    max_size=12,
).map(" ".join)


@given(written=_written)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_model_writes(ask: Asking, written: str) -> None:
    """There is an answer and no error; what is left alone has its numbers and no others."""
    synthesis = ask(written)
    assert synthesis.sentences or synthesis.trouble
    for sentence in synthesis.sentences:
        assert set(sentence.cited) <= {1, 2}
        assert sentence.objection or sentence.cited
        assert sentence.text.isprintable()
    unmarked = [one for one in synthesis.sentences if not one.objection]
    assert len(unmarked) <= SENTENCES_AT_MOST
    assert bool(unmarked) != bool(synthesis.trouble)


def test_the_marks_of_a_web_page_are_text(ask: Asking) -> None:
    """They are kept as they are, for a screen that shows text, and struck out."""
    written = "All 43 Norwegian shelters are <script>alert(1)</script> free of charge [1]."
    (sentence,) = ask(written).sentences
    assert sentence.text == written.replace(" [1]", "")
    assert "marks of a web page" in sentence.objection


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<!DOCTYPE html>", 200, "other than a chat completion"),
        (b'{"choices"', 200, "other than a chat completion"),
        (b'{"error": "no such model"}', 404, "answers 404"),
        (b"oops", 500, "answers 500"),
        (b"x" * 300_000, 200, "far more than"),
    ],
    ids=range(5),
)
def test_a_server_out_of_order_is_trouble(ask: Asking, body: bytes, status: int, said: str) -> None:
    """And no error: the quotations are there without it."""
    ask.chat.sends(body, status=status)
    synthesis = ask()
    assert (synthesis.sentences, synthesis.language) == ((), None)
    assert said in synthesis.trouble


def test_a_slow_server_is_trouble(ask: Asking) -> None:
    """So is one that is busy sending and never done."""
    ask.chat.trickles(b"HTTP/1.1 200 OK\r\n\r\n")
    assert "did not answer within 0.3 seconds" in ask(seconds=0.3).trouble


def test_a_server_that_is_away_is_trouble(
    quotations: dict[str, Quotation], encoder: Encoder
) -> None:
    """The error says to see that it is running."""
    with ChatServer() as chat:
        server = ModelServer.at(chat.address, "m")
    synthesis = synthesise(server, QUESTION, [quotations[SHELTERS]], encoder=encoder)
    assert synthesis.sentences == ()
    assert "See that it is running" in synthesis.trouble
