"""What the words of a text show of why it was typed: help, greeting, insult, and which language.

The phrases stand in ``asking_words.toml``, by language.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from practice_search.index.full_text import words

__all__ = ["WORD_FEATURES", "language_of_words", "word_features"]

WORD_FEATURES = ("help", "greeting", "insult", "question mark")
"""What `word_features` returns, in its order."""

_Kind = Literal["help", "alone", "greeting", "insult"]

_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ`"))  # "I'm", "im"
# What others said, as victims are quoted in reports, is no cry of who types it.
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»]{0,400}[\"“”„«»]")


def word_features(text: str) -> tuple[float, float, float, float]:
    """Return what the words show, as `WORD_FEATURES` names it, each from 0 to 1.

    Whether somebody needs help; which share of the words greets, and insults; and whether there is
    a question mark at the end.
    """
    words = _words(_QUOTED.sub(" ", text))
    return (
        float(bool(_found(words, "help") or _found(words, "alone"))),
        _share(words, "greeting"),
        _share(words, "insult"),
        float(text.rstrip(' "”“»)').endswith("?")),
    )


def language_of_words(text: str) -> str | None:
    """Return the language (BCP 47) whose phrases stand in a text, None where that is not one."""
    words = _words(text)
    spoken = Counter(
        language
        for kind in get_args(_Kind)
        for phrase in _found(words, kind)
        for language in _phrases(kind)[phrase]
        for _ in phrase.split()
    )
    match spoken.most_common(2):
        case [(language, _)]:
            return language
        case [(language, most), (_, next_most)] if most > next_most:
            return language
    return None


def _share(words: str, kind: _Kind) -> float:
    """Return how much of the words is phrases of a kind, each word once."""
    rest = words
    for phrase in sorted(_found(words, kind), key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", " ")
    length = len(words.split())
    return (length - len(rest.split())) / max(length, 1)


def _found(words: str, kind: _Kind) -> list[str]:
    """Return the phrases of a kind that stand in the words."""
    if kind == "alone":
        return [phrase for phrase in _phrases(kind) if f" {phrase} " == words]
    return [phrase for phrase in _phrases(kind) if f" {phrase} " in words]


def _words(text: str) -> str:
    """Return the folded words, a space before and after each."""
    return f" {' '.join(words(text.translate(_APOSTROPHES)))} "


@cache
def _phrases(kind: _Kind) -> Mapping[str, Collection[str]]:
    """Return the phrases of a kind, each with the languages that it is in."""
    text = files(__package__).joinpath("asking_words.toml").read_text("utf-8")
    languages: dict[str, set[str]] = {}
    for language, said in tomllib.loads(text).items():
        for phrase in said[kind]:
            languages.setdefault(_words(phrase).strip(), set()).add(language)
    return languages
