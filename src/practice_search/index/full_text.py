"""Words as the full text knows them: folded, and reduced to stems. The one door to PyStemmer.

Folding lets "protectie", "protecție" and "PROTECŢIE" meet. Stems are those of Snowball (M. Porter,
2001) for the language of the passage; a language without a stemmer is cut after some letters.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from threading import Lock

import Stemmer

__all__ = [
    "UNKNOWN",
    "FullText",
    "acronym",
    "fold",
    "full_text",
    "is_exact",
    "marker",
    "stem",
    "typed_words",
    "words",
]

UNKNOWN = "und"
"""BCP 47 for a language that is not known."""

_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take for another one with a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_SNOWBALL = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hu": "hungarian", "hy": "armenian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_CUT = 6  # letters, where there is no stemmer

_busy = Lock()  # a stemmer cannot be used by two threads at one time


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """What of a passage is searched by words.

    ``plain`` are its folded words in their order, for quoted phrases; ``stems`` are the mark of its
    language, its stems, and its acronyms.
    """

    plain: str
    stems: str


def full_text(text: str, language: str | None) -> FullText:
    """Return what is searched of a passage in a language (BCP 47), None if it is not known."""
    stems = [marker(language)]
    for word in typed_words(text):
        stems += (stem(part, language) for part in words(word))
        if name := acronym(word):
            stems.append(name)
    return FullText(plain=" ".join(words(text)), stems=" ".join(stems))


def fold(text: str) -> str:
    """Return a text in lower case and without diacritics: "Ordinul de protecție" as typed."""
    lower = unicodedata.normalize("NFKD", text).casefold()  # "№" is "No" before it is "no"
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of a text; of "217/2003" the two numbers."""
    return _WORD.findall(fold(text))


def typed_words(text: str) -> list[str]:
    """Return the words of a text as typed, also where marks are stored apart from letters."""
    composed = unicodedata.normalize("NFC", text)
    return _WORD.findall("".join(c for c in composed if not unicodedata.combining(c)))


def marker(language: str | None) -> str:
    """Return what stands in the stems of every passage of a language."""
    return f"{language or UNKNOWN}_"


def stem(word: str, language: str | None) -> str:
    """Return the stem of a folded word, marked with its language; a number is the same in all."""
    if is_exact(word):
        return word
    name = _SNOWBALL.get(language or "")
    if not name:
        return marker(language) + word[:_CUT]
    with _busy:
        return f"{marker(language)}{_stemmer(name).stemWord(word)}"


def is_exact(word: str) -> bool:
    """Whether a word, folded or a stem, is the same in all languages: a number or an acronym."""
    return word.startswith("_") or any(map(str.isdigit, word))


def acronym(word: str) -> str:
    """Return the mark of a word in capitals such as GREVIO; of any other word, nothing."""
    return f"_{fold(word)}" if word.isupper() and len(word) > 1 else ""


@cache
def _stemmer(name: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(name)
