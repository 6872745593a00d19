"""Why somebody typed what stands in the question field: to search, or to be heard.

Most of it is a question or search words. But a person who is exposed to violence may type there
too, and must not be answered by a list of reports. A multinomial logistic regression weighs what
the encoder and a few lists of words (`asking_words`) make of the text. ``asking.json`` and
``asking.safetensors`` hold its weights; both are written by ``python benchmarks/asking.py train``,
never by hand.

Nothing of the text is kept or logged.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from practice_search.answers.asking.asking_words import WORD_FEATURES, word_features

__all__ = [
    "HELP_FROM",
    "REPLY_FROM",
    "Asking",
    "AskingWeights",
    "asking_encoder",
    "read_asking",
    "sort_out",
]

HELP_FROM = 0.2
"""How likely it must be that somebody asks for help.

Low, for the mistakes differ: to show helplines above the hits of a question costs a glance."""
REPLY_FROM = 0.7
"""How likely a greeting or an insult must be: else it is searched, as what may be a question."""


class Asking(StrEnum):
    """What a typed text is: the first two are searched."""

    QUESTION = "question"
    STATEMENT = "statement"
    """A statement, or keywords."""
    GREETING = "greeting"
    """Or thanks, a goodbye, a question about the program."""
    INSULT = "insult"
    HELP = "help"
    """Somebody is in danger or despair, fears to do harm, or asks for such a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingWeights:
    """A logistic regression over the encoder's vector and `WORD_FEATURES`.

    ``intercepts`` are (askings,), ``words`` (askings, features), ``meaning`` (askings, dimension);
    the askings are in the order of `Asking`.
    """

    intercepts: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]
    meaning: npt.NDArray[np.float32]

    def probabilities(self, text: str, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return how likely each `Asking` is, (askings,), the sum being 1."""
        features = np.array(word_features(text))
        logits = self.intercepts + self.words @ features + self.meaning @ vector
        odds = np.exp(logits - logits.max())
        return np.asarray(odds / odds.sum())


def read_asking(text: str, vector: npt.NDArray[np.float32] | None) -> Asking:
    """Tell why a text was typed; where in doubt, as a question.

    Args:
        text: as typed.
        vector: what the encoder named by `asking_encoder` makes of the text as a question, a unit
            vector (384,). With another encoder None: then the words alone decide, and a cry for
            help that none of the lists knows is searched.

    """
    if not any(map(str.isalnum, text)):
        return Asking.QUESTION
    if vector is None:
        return _by_words(text)
    return sort_out(_installed().probabilities(text, vector))


def sort_out(probabilities: npt.NDArray[np.float64]) -> Asking:
    """Decide by the probabilities of each `Asking`, (askings,), and by what a mistake costs."""
    likely = dict(zip(Asking, probabilities.tolist(), strict=True))
    if likely[Asking.HELP] >= HELP_FROM:
        return Asking.HELP
    for reply in (Asking.GREETING, Asking.INSULT):
        if likely[reply] >= REPLY_FROM:
            return reply
    return max(Asking.QUESTION, Asking.STATEMENT, key=likely.__getitem__)


def _by_words(text: str) -> Asking:
    needs_help, greets, insults, asks = word_features(text)
    if needs_help:
        return Asking.HELP
    if greets >= REPLY_FROM:
        return Asking.GREETING
    if insults >= REPLY_FROM / 2:  # "you are an idiot"
        return Asking.INSULT
    return Asking.QUESTION if asks else Asking.STATEMENT


def asking_encoder() -> str:
    """Return the identity of the encoder whose vectors `read_asking` understands."""
    return str(_said()["encoder"])


@cache
def _installed() -> AskingWeights:
    said = _said()
    return AskingWeights(
        intercepts=np.array([said["intercepts"][asking] for asking in Asking]),
        words=np.array(
            [[said["words"][name][asking] for name in WORD_FEATURES] for asking in Asking]
        ),
        meaning=load(files(__package__).joinpath("asking.safetensors").read_bytes())["meaning"],
    )


@cache
def _said() -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads(
        files(__package__).joinpath("asking.json").read_text("utf-8")
    )
    return said
