"""Which characters of a page as it is shown are those of words quoted from its clean text.

The two differ: running heads are gone, divided words are whole, columns and boxes may come in
another order. So they are compared letter by letter, in any order, and whole words are returned.
"""

import heapq
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise, takewhile
from unicodedata import category, normalize

from rapidfuzz.distance import Indel

from practice_search.records import Page, Span

__all__ = ["LETTERS_AT_MOST", "quoted_characters"]

LETTERS_AT_MOST = 20_000
"""On a page; a full one has some 6,000."""

_SHARE_FOUND = 0.5  # of a span or a word, for it to be marked: less is not what is quoted
_UNFOUND_AT_MOST = 3  # letters at an end of a word that is marked all the same
_SEED = 12  # letters, some three words, that the texts have in common wherever they stand
_REPEATS_AT_MOST = 40  # of a seed on a page; what comes more often, such as dots, tells no place
_NEAR = 300  # letters beside what was found, among which the rest is sought

_WORD = re.compile(r"\S+")


class _Letters:
    """What is compared of a text: no blanks, hyphens, accents or case, and ligatures in parts.

    ``at`` says where each letter stands in the text, and ``word`` in the how manieth word.
    """

    def __init__(self, text: str) -> None:
        self.at: list[int] = []
        self.word: list[int] = []
        letters: list[str] = []
        word, blank = 0, True
        for at, character in enumerate(text):
            word += blank and not character.isspace()
            blank = character.isspace()
            for letter in _plain(character):
                letters.append(letter)
                self.at.append(at)
                self.word.append(word)
        self.text = "".join(letters)

    def words(self) -> Iterator[range]:
        """Yield the letters of one word after the other."""
        begun = 0
        for _, letters in groupby(self.word):
            end = begun + sum(1 for _ in letters)
            yield range(begun, end)
            begun = end


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return a character as it is compared: as none, one or several."""
    return "".join(
        letter
        for letter in normalize("NFKD", character.casefold())
        if category(letter) not in {"Mn", "Pd"} and category(letter)[0] not in "CZ"
    )


def quoted_characters(shown: str, page: Page, spans: Sequence[Span]) -> set[int]:
    """Return which characters of the text that is shown belong to the words of the spans.

    Args:
        shown: the text of the page as the PDF has it; nothing is found in one that is far longer
            than a page.
        page: the clean page.
        spans: of the clean page; one of which less than half is found is left out.

    """
    old, new = _Letters(shown), _Letters(page.text)
    found = _found(old, new) if len(new.at) <= LETTERS_AT_MOST else {}
    quoted: set[int] = set()
    for span in spans:
        letters = range(bisect_left(new.at, span.start), bisect_left(new.at, span.end))
        mine = {old.at[found[n]] for n in letters if n in found}
        others = {old.at[o] for n, o in found.items() if n not in letters}
        if sum(n in found for n in letters) >= _SHARE_FOUND * len(letters):
            quoted.update(_whole_words(shown, mine, others))
    return quoted


def _whole_words(shown: str, mine: Collection[int], others: Collection[int]) -> Iterator[int]:
    """Yield the characters of words that are meant, and a few at their ends that were not found.

    If there are more, they were cleaned away; a number is that of a footnote.
    """
    for word in _WORD.finditer(shown):
        meant = [at for at in range(*word.span()) if at in mine]
        if not meant:
            continue
        yield from (at for at in range(meant[0], meant[-1] + 1) if at not in others)
        for side in (range(meant[0] - 1, word.start() - 1, -1), range(meant[-1] + 1, word.end())):
            free = takewhile(lambda at: at not in others and not shown[at].isdigit(), side)
            rest = list(free)
            if sum(shown[at].isalpha() for at in rest) <= _UNFOUND_AT_MOST:
                yield from rest


def _found(old: _Letters, new: _Letters) -> dict[int, int]:
    """Say of the letters of the new text which ones of the old they are, as far as can be told."""
    found: dict[int, int] = {}
    for o, n, length in _common_runs(old.text, new.text):
        found.update(zip(range(n, n + length), range(o, o + length), strict=True))
    _find_between(found, old.text, new.text)
    _drop_strays(found, old, new)
    _complete_words(found, old, new)
    _find_lone_words(found, old, new)
    return found


def _common_runs(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """Yield what both have in common, wherever it stands, the longest first, and each letter once.

    It is Wise's greedy string tiling (1993). Of a sentence that comes twice, each is matched with
    the one that has the same words around it, and where these are alike too, with the one in order.
    """
    runs = [(-length, n, o) for o, n, length in _longest_runs(old, new)]
    heapq.heapify(runs)
    old_taken, new_taken = bytearray(len(old)), bytearray(len(new))
    while runs:
        negative, n, o = heapq.heappop(runs)
        length = -negative
        taken = [step for step in range(length) if old_taken[o + step] or new_taken[n + step]]
        if not taken:
            old_taken[o : o + length] = new_taken[n : n + length] = b"\1" * length
            yield o, n, length
            continue
        for before, after in pairwise([-1, *taken, length]):
            if after - before > _SEED:
                heapq.heappush(runs, (before + 1 - after, n + before + 1, o + before + 1))


def _longest_runs(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """Yield each run of `_SEED` letters or more in both texts that cannot be made longer."""
    starts: dict[str, list[int]] = defaultdict(list)
    for o in range(len(old) - _SEED + 1):
        starts[old[o : o + _SEED]].append(o)
    reached: dict[int, int] = {}  # in the new text, by how far the two places are apart
    for n in range(len(new) - _SEED + 1):
        places = starts.get(new[n : n + _SEED], [])
        for o in places if len(places) <= _REPEATS_AT_MOST else []:
            if n < reached.get(n - o, 0):
                continue
            start, end = 0, _SEED
            while min(o, n) + start > 0 and old[o + start - 1] == new[n + start - 1]:
                start -= 1
            while max(o + end - len(old), n + end - len(new)) < 0 and old[o + end] == new[n + end]:
                end += 1
            reached[n - o] = n + end
            yield o + start, n + start, end - start


def _find_between(found: dict[int, int], old: str, new: str) -> None:
    """Seek what is left between two finds among what is left beside them, in order."""
    taken = set(found.values())
    for gap in _in_a_row([n for n in range(len(new)) if n not in found]):
        before, after = found.get(gap.start - 1, len(old)), found.get(gap.stop, -1)
        behind = range(before + 1, min(before + 1 + _NEAR, len(old)))
        ahead = range(after - 1, max(after - 1 - _NEAR, -1), -1)
        free = {place for side in (behind, ahead) for place in _up_to(taken, side)}
        window = sorted(free, key=lambda place: (place < before < len(old), place))
        sought = [*gap] if len(gap) <= 2 * _NEAR else [*gap[:_NEAR], *gap[-_NEAR:]]
        pieces = "".join(old[o] for o in window), "".join(new[n] for n in sought)
        for a, b, size in Indel.opcodes(*pieces).as_matching_blocks():
            pairs = dict(zip(sought[b : b + size], window[a : a + size], strict=True))
            found.update(pairs)
            taken.update(pairs.values())


def _up_to(taken: Collection[int], places: range) -> Iterator[int]:
    return takewhile(lambda place: place not in taken, places)


def _in_a_row(numbers: Iterable[int]) -> Iterator[range]:
    """Join numbers that follow each other."""
    for _, pairs in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in pairs]
        yield range(row[0], row[-1] + 1)


def _drop_strays(found: dict[int, int], old: _Letters, new: _Letters) -> None:
    """Drop the letters of words, on either side, of which too little is found."""
    sizes = Counter(old.word), Counter(new.word)
    hits = Counter(old.word[o] for o in found.values()), Counter(new.word[n] for n in found)
    for n, o in list(found.items()):
        words = old.word[o], new.word[n]
        if any(h[w] < _SHARE_FOUND * s[w] for w, h, s in zip(words, hits, sizes, strict=True)):
            del found[n]


def _complete_words(found: dict[int, int], old: _Letters, new: _Letters) -> None:
    """Add the letters of words that another place, where they were strays, had taken."""
    taken = set(found.values())
    letters = range(len(new.text))
    for step, missing in ((1, letters), (-1, reversed(letters))):
        for n in missing:
            o = found.get(n - step, -2) + step
            if (
                n not in found
                and o in range(len(old.text))
                and o not in taken
                and old.text[o] == new.text[n]
                and old.word[o] == old.word[o - step]
                and new.word[n] == new.word[n - step]
            ):
                found[n] = o
                taken.add(o)


def _find_lone_words(found: dict[int, int], old: _Letters, new: _Letters) -> None:
    """Find whole words, in order, of which no letter is found: cells of a table, a title."""
    taken = set(found.values())
    old_words = [word for word in old.words() if taken.isdisjoint(word)]
    new_words = [word for word in new.words() if found.keys().isdisjoint(word)]
    words = (
        [old.text[word.start : word.stop] for word in old_words],
        [new.text[word.start : word.stop] for word in new_words],
    )
    for a, b, size in Indel.opcodes(*words).as_matching_blocks():
        for o, n in zip(old_words[a : a + size], new_words[b : b + size], strict=True):
            found.update(zip(n, o, strict=True))
