"""Where countries are named in a text: by name, adjective, town, law or body.

Words are compared in small letters and without marks; where that would take one word for another
(the novel, "roman", for the Romanian, "român"), the table of forms asks for the very letters.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from practice_search.metadata.country.forms import (
    HEAD,
    TOKEN,
    Form,
    Kind,
    country_data,
    table,
)
from practice_search.metadata.letters import plain

__all__ = ["Mention", "Words", "mentions"]

_GAP = re.compile(r"[\s.,'’/°„“”\"«»()\-\u2010\u2011]{0,3}")
"""What stands between the words of one name: "Legea nr. 217/2003", "Istanbul-konvensjonen"."""
_LONG_CODE = 4
_CAPITALS = 3
# Before a name at the head of a sentence, these are no first names: "In Jordan".
_SMALL_WORDS = frozenset(
    "in from for the both across within unlike outside throughout under since while like and by "
    "pentru din catre desde por para fra for fran till til dans pour nach aus".split()
)


@dataclass(frozen=True)
class Words:
    """The words of a text."""

    text: str

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each word starts and ends in the text."""
        return [match.span() for match in TOKEN.finditer(self.text)]

    @cached_property
    def folded(self) -> list[str]:
        """Each word in small letters without marks."""
        return [plain(word) for word in TOKEN.findall(self.text)]

    def __getitem__(self, index: int) -> str:
        start, end = self.places[index]
        return self.text[start:end]

    def __len__(self) -> int:
        return len(self.places)

    def between(self, first: int, second: int) -> str:
        """Return what stands between two words."""
        return self.text[self.places[first][1] : self.places[second][0]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A country is named by the words ``first`` to ``last`` of `Words`.

    ``country`` may be ``EU`` or ``INT`` as well; only these are named by a ``BODY``.
    """

    country: str
    kind: Kind
    first: int
    last: int


def mentions(words: Words, language: str | None) -> list[Mention]:
    """Find where countries are named, in order; ``language`` is that of the text, if known.

    Of words that overlap, the longest count: "Northern Ireland" names no Ireland.
    """
    found: list[Mention] = []
    after = 0
    for index in range(len(words)):
        if index < after:
            continue
        for form in _forms_at(words.folded[index]):
            last = index + len(form.rest)
            if last < len(words) and _stands(form, words, index, language):
                country = _country(form, words, index)
                if country is not None:
                    found.append(Mention(country, form.kind, index, last))
                after = last + 1
                break
    return found


def _forms_at(word: str) -> Sequence[Form]:
    forms = table()
    found = forms.starts.get(word, ())
    if begun := forms.beginnings.get(word[:HEAD]):
        found = (*found, *(form for beginning, form in begun if word.startswith(beginning)))
    return found


def _stands(form: Form, words: Words, first: int, language: str | None) -> bool:
    """Whether a form stands at a place, as this language writes it."""
    if form.languages is not None and language is not None and language not in form.languages:
        return False
    if form.capital and not words[first][0].isupper():
        return False
    for index, part in enumerate(form.rest, start=first + 1):
        there = words.folded[index]
        may_go_on = form.begins and index == first + len(form.rest)
        if not (there.startswith(part) if may_go_on else there == part):
            return False
        if not _GAP.fullmatch(words.between(index - 1, index)):
            return False
    return not form.written or _is_written(form.written, words, first)


def _is_written(written: str, words: Words, first: int) -> bool:
    """Whether the very letters stand there; of a short code, not among words all in capitals."""
    word = words[first]
    if not written.isupper():
        return word.lower() == written
    if word != written or words.text.startswith("$", words.places[first][1]):
        return False
    around = [words[i] for i in (first - 1, first + 1) if 0 <= i < len(words)]
    shouted = any(len(other) > _CAPITALS and other.isupper() for other in around)
    return len(written) >= _LONG_CODE or not shouted


def _country(form: Form, words: Words, index: int) -> str | None:
    """Return the country, unless the word is here a person's name, or of a place elsewhere."""
    if form.rest or form.kind not in (Kind.NAME, Kind.PLACE):
        return form.country
    word = words.folded[index]
    if word in _persons() and _beside_a_name(words, index):
        return None
    for other, country in _elsewhere().get(word, ()):
        if other in words.text:
            return country
    return form.country


def _beside_a_name(words: Words, index: int) -> bool:
    """Whether a word with a capital stands beside it: "Jordan Peterson", but not "In Jordan"."""
    for other in (index - 1, index + 1):
        if not 0 <= other < len(words) or words.between(*sorted((index, other))) != " ":
            continue
        word = words[other]
        is_name = word[0].isupper() and len(word) > 2 and not word.isupper()
        if is_name and not (other < index and words.folded[other] in _SMALL_WORDS):
            return True
    return False


@cache
def _persons() -> frozenset[str]:
    return frozenset(map(plain, country_data()["traps"]["persons"]))


@cache
def _elsewhere() -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in country_data()["traps"]["elsewhere"]:
        found[plain(row["name"])].extend((word, row["country"]) for word in row["words"])
    return found
