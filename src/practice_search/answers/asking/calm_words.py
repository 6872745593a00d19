"""What is said to a person who did not ask a question, in that person's language.

The sentences stand in ``calm_words.toml``. Nothing of the text is kept or logged.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from practice_search.answers.asking.asking_words import language_of_words
from practice_search.answers.asking.reading import Asking
from practice_search.helplines import emergency
from practice_search.metadata.language import identify_language

__all__ = ["CalmWords", "calm_languages", "calm_words"]

_OTHERWISE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalmWords:
    """Some sentences, and the language (BCP 47) that they are in."""

    text: str
    language: str


def calm_words(
    asking: Asking, text: str, *, country: str | None, otherwise: str | None = None
) -> CalmWords | None:
    """Return what to say to who typed a text, None where it is to be searched.

    Args:
        asking: what the text is.
        text: as typed; its language is answered in.
        country: where the person is (ISO 3166-1), whose emergency number is named; None where
            that is not known.
        otherwise: the language to speak where the text is too short to tell, such as that of the
            screen; English where there is none, or no words in it.

    """
    if asking in (Asking.QUESTION, Asking.STATEMENT):
        return None
    language = _language(text) or _spoken(otherwise) or _OTHERWISE
    said = _said()[language]
    known = emergency(country) if country else None
    number = " / ".join(known.numbers) if known else said["anywhere"]
    return CalmWords(text=said[asking].format(emergency=number), language=language)


def calm_languages() -> list[str]:
    """Return the languages (BCP 47) that there are words in."""
    return sorted(_said())


def _language(text: str) -> str | None:
    return language_of_words(text) or _spoken(identify_language(text, among=[*_said(), "nn"]))


def _spoken(language: str | None) -> str | None:
    """Return a language that there are words in for one that may have none."""
    language = "nb" if language in ("nn", "no") else language
    return language if language in _said() else None


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files(__package__).joinpath("calm_words.toml").read_text("utf-8"))
