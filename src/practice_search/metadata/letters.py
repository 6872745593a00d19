"""Letters as words are compared: without case, and without the marks that people leave out."""

import unicodedata
from functools import cache, lru_cache

__all__ = ["fold", "plain"]

# What does not come apart into a letter and its accent, but is typed without it.
_PLAIN = str.maketrans("łøđıŁØĐ", "lodilod")


def fold(text: str) -> str:
    """Return a text without case and diacritics, letter for letter: no offset changes."""
    return "".join(map(_fold_letter, text))


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """Return a word without case and diacritics, also those written beside it: fewer letters."""
    if word.isascii():
        return word.lower()
    return "".join(letter for letter in fold(word) if not unicodedata.combining(letter))


@cache
def _fold_letter(letter: str) -> str:
    if unicodedata.combining(letter):
        return letter
    folded = unicodedata.normalize("NFD", letter)[0].translate(_PLAIN).casefold()
    return folded if len(folded) == 1 else letter
