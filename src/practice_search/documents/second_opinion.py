"""A second opinion on the pages of a PDF, where two readers have read them.

Where they agree on the letters of a page but not on its words ("contai ned"), the words tell which
of them is wrong.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from practice_search.documents.alignment import carry_type
from practice_search.documents.cleaning import split_ligatures
from practice_search.documents.raw import RawPage

__all__ = ["better_pages"]

_WORD = re.compile(r"\w+")

# How alike the letters of a page must be for its words to be compared: the same reading order.
_SAME_LETTERS = 0.9
# How many words the other reader must get right for its page to be taken.
_WORDS_BETTER = 3


def better_pages(first: Sequence[RawPage], second: Sequence[RawPage]) -> list[RawPage]:
    """Choose for each page the reader that reads it better; ``first`` where both are as good.

    A page that ``first`` lost or found empty is taken from ``second``. Else a word that one reader
    alone gives, nowhere in the report the other, counts against it: "contai" and "ned" against
    "contained". What it is set in stays what ``first`` says.
    """
    first_words, second_words = _words(first), _words(second)
    chosen = []
    for one, two in zip(first, second, strict=True):
        if one.text is None or not one.text.strip():
            chosen.append(replace(one, text=two.text or one.text, type_runs=()))
        elif two.text and _reads_better(two.text, second_words, one.text, first_words):
            runs = carry_type(one.type_runs, one.text, two.text)
            chosen.append(replace(one, text=two.text, type_runs=runs))
        else:
            chosen.append(one)
    return chosen


def _reads_better(
    text: str, words: frozenset[str], other: str, other_words: frozenset[str]
) -> bool:
    alone, other_alone = _count_outside(text, other_words), _count_outside(other, words)
    if other_alone - alone < _WORDS_BETTER:
        return False
    letters, other_letters = _letters(text), _letters(other)
    return Indel.normalized_similarity(letters, other_letters) >= _SAME_LETTERS


def _words(pages: Iterable[RawPage]) -> frozenset[str]:
    return frozenset(
        word for page in pages for word in _WORD.findall(split_ligatures(page.text or ""))
    )


def _count_outside(text: str, words: frozenset[str]) -> int:
    return sum(word not in words for word in _WORD.findall(split_ligatures(text)))


def _letters(text: str) -> str:
    return "".join(_WORD.findall(split_ligatures(text))).casefold()
