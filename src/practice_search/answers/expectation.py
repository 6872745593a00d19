"""What a question asks for, as far as its words say it: a number, a time, and which figures."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

from practice_search.index.full_text import is_exact, words
from practice_search.metadata.country.forms import Kind
from practice_search.metadata.country.names import Words, mentions

__all__ = ["Expectation", "figures", "has_number", "has_time", "named_countries", "years"]

_YEAR = re.compile(r"(19|20)\d\d")
_SOURCE_MARK = re.compile(r"\[\d{1,3}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a sentence must have to answer, or speak of.

    ``number`` and ``time`` say that the question asks for one, in one of the languages of
    ``question_words.toml``; ``figures`` are those that it names itself, ``years`` among them, and
    ``countries`` those (ISO 3166-1).
    """

    number: bool
    time: bool
    figures: frozenset[str]
    countries: frozenset[str]

    @classmethod
    def of(cls, question: str) -> Self:
        """Read off what a question asks for; "how long" asks for a time, not for a number."""
        folded = f" {' '.join(words(question))} "
        time = _has(folded, "time") or folded.startswith(
            tuple(f" {expression} " for expression in _expressions("when"))
        )
        return cls(
            number=_has(folded, "number") and not time,
            time=time,
            figures=figures(question),
            countries=named_countries(question),
        )

    @property
    def years(self) -> frozenset[str]:
        """The years that the question names."""
        return years(self.figures)


def figures(text: str) -> frozenset[str]:
    """Return the words of a text that hold a digit, without marks of sources such as "[4]"."""
    found = words(_SOURCE_MARK.sub(" ", text))
    return frozenset(filter(is_exact, found))


def years(figures: Iterable[str]) -> frozenset[str]:
    """Return those of some figures that are years."""
    return frozenset(filter(_YEAR.fullmatch, figures))


def has_number(text: str) -> bool:
    """Whether a text has a number, in figures that are no year or in words."""
    found = figures(text)
    return len(found) > len(years(found)) or not _words_for_numbers().isdisjoint(words(text))


def has_time(text: str) -> bool:
    """Whether a text has a year, or a number that may be one of days or months."""
    return bool(years(figures(text))) or has_number(text)


def named_countries(text: str) -> frozenset[str]:
    """Return the countries that a text names (ISO 3166-1), in any language."""
    named = mentions(Words(text), None)
    return frozenset(mention.country for mention in named if mention.kind is not Kind.BODY)


def _has(folded: str, kind: str) -> bool:
    return any(f" {expression} " in folded for expression in _expressions(kind))


@cache
def _expressions(kind: str) -> frozenset[str]:
    languages = (entry for entry in _data().values() if kind in entry)
    return frozenset(expression for entry in languages for expression in entry[kind])


@cache
def _words_for_numbers() -> frozenset[str]:
    return frozenset(" ".join(_data()["words_for_numbers"].values()).split())


@cache
def _data() -> Mapping[str, Any]:
    text = files(__package__).joinpath("question_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
