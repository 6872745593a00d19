"""What a text says of each country: the names in it, ranked by what stands around them.

A country is no subject where it is held against another ("unlike in Sweden"), where it pays
("Norway Grants") or where the word is a language ("translated into Romanian"), and hardly one where
only people come from there ("Norwegian experts"). The words around are in ``countries.toml``.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from practice_search.metadata.country.forms import Kind, country_data
from practice_search.metadata.country.names import Mention, Words, mentions
from practice_search.metadata.letters import plain

__all__ = ["Rank", "Weight", "weigh"]

# No stop after one or two letters, or an ordinal: "г.", "nr.", "19. juni".
_STOP = re.compile(r"(?:[!?;:•]|(?<!\b\w)(?<!\b\w\w)\.)\s|\n\s*\n|\n\s*[•–\-]")
_FAR, _NEAR = 6, 3
"""Words before a name within which "funded by" and "unlike" still speak of it."""
_OPENING = 3
"""Words that a sentence may have before the name it begins with: "In the Republic of"."""
_CONTEXT = 12
_AFTER = 4
_COMMA = re.compile(r"\s*[,/\u2013-]\s*")
_RUNS_ON = re.compile(r"[\s-]+")


class Rank(IntEnum):
    """How strongly a text speaks of a country, the weakest first."""

    RULED_OUT = 0
    """Only as a language, a donor, or for comparison."""
    PEOPLE = 1
    """Only people come from there: "Norwegian experts"."""
    PLACE = 2
    ADJECTIVE = 3
    NAME = 4
    OPENING = 5
    """A sentence further down begins with it."""
    REPEATED = 6
    OFFICE = 7
    """What administration is called in that country only."""
    SUBJECT = 8
    """The text begins with it: "In Norway, ..."."""
    INSTITUTION = 9
    """A law, service or body that there is in that country only."""


_RANKS = {
    Kind.INSTITUTION: Rank.INSTITUTION,
    Kind.OFFICE: Rank.OFFICE,
    Kind.NAME: Rank.NAME,
    Kind.ADJECTIVE: Rank.ADJECTIVE,
    Kind.PLACE: Rank.PLACE,
    Kind.BODY: Rank.NAME,
}
_MAY_OPEN = (Rank.NAME, Rank.ADJECTIVE, Rank.PLACE)
_MAY_REPEAT = (Rank.NAME, Rank.ADJECTIVE, Rank.OPENING)


@dataclass(frozen=True, slots=True)
class Weight:
    """How strongly a text speaks of one country.

    ``count`` is how often, but for where it is ruled out. ``text[start:end]`` are the words that
    decided, ``words`` the first few different ones; ``lists`` the numbers of the lists of countries
    in which it stands; ``early`` says whether the first sentence names it.
    """

    country: str
    rank: Rank
    count: int
    start: int
    end: int
    words: tuple[str, ...]
    lists: frozenset[int]
    early: bool

    @property
    def many(self) -> bool:
        """Whether it stands for several states."""
        return self.country in ("EU", "INT")


@dataclass(frozen=True, slots=True)
class _Ranked:
    mention: Mention
    rank: Rank
    in_list: int | None


def weigh(text: str, language: str | None) -> tuple[Weight, ...]:
    """Weigh all countries that a text names, the strongest first; those ruled out as well."""
    words = Words(text)
    found: dict[str, list[_Ranked]] = defaultdict(list)
    before: Mention | None = None
    context: Rank | None = None
    for number, group in enumerate(_lists(words, mentions(words, language))):
        if not (before and context is Rank.RULED_OUT and _goes_on(words, before, group[0])):
            context = _context(words, group, after=before.last if before else -1)
        before = group[-1]
        for mention in group:
            rank = _rank(words, mention, group, context)
            in_list = number if len(group) > 1 else None
            found[mention.country].append(_Ranked(mention, rank, in_list))
    weights = [_weight(words, ranked) for ranked in found.values()]
    return tuple(sorted(weights, key=lambda w: (-w.rank, -w.count, w.start)))


def _rank(words: Words, mention: Mention, group: Sequence[Mention], context: Rank | None) -> Rank:
    if mention.kind is Kind.INSTITUTION:
        return Rank.INSTITUTION
    if context is not None:
        return context
    rank = _RANKS[mention.kind]
    if rank is Rank.NAME and len(group) == 1 and _is_address(words, mention):
        rank = Rank.PLACE
    is_model = rank is Rank.ADJECTIVE and _begins(_following(words, group[-1].last), "models")
    if rank in _MAY_OPEN and not is_model:
        return _opened(words, group[0].first) or rank
    return rank


def _weight(words: Words, found: Sequence[_Ranked]) -> Weight:
    best = max(found, key=lambda one: (one.rank, -one.mention.first))
    standing = [one for one in found if one.rank > Rank.PEOPLE]
    rank = best.rank
    if rank in _MAY_REPEAT and sum(one.rank > Rank.PLACE for one in standing) > 1:
        rank = Rank.REPEATED
    start, end = _place(words, best.mention)
    quoted = []
    for one in (best, *(standing or found)):
        first, last = _place(words, one.mention)
        quoted.append(" ".join(words.text[first:last].split()))
    return Weight(
        country=best.mention.country,
        rank=rank,
        count=len(standing),
        start=start,
        end=end,
        words=tuple(dict.fromkeys(quoted))[:3],
        lists=frozenset(one.in_list for one in standing if one.in_list is not None),
        early=bool(standing) and not _stops(words, 0, standing[0].mention.first),
    )


def _place(words: Words, mention: Mention) -> tuple[int, int]:
    return words.places[mention.first][0], words.places[mention.last][1]


def _lists(words: Words, found: Sequence[Mention]) -> list[list[Mention]]:
    """Join the mentions of a list: "Romania, Norway and Spain", but not "In Norway, Spain is"."""
    lists: list[list[Mention]] = []
    run: list[Mention] = []
    is_list = False
    for mention in found:
        link = _link(words, run[-1], mention) if run else None
        if link is None:
            lists.extend([run] if is_list else [[one] for one in run])
            run, is_list = [mention], False
        else:
            run.append(mention)
            is_list = is_list or link
    lists.extend([run] if is_list else [[one] for one in run])
    return lists


def _link(words: Words, first: Mention, second: Mention) -> bool | None:
    """Whether an "and" stands between, or only a comma; None where they are no list."""
    between = words.folded[first.last + 1 : second.first]
    gap = words.between(first.last, second.first)
    if not between:
        return False if _COMMA.fullmatch(gap) else None
    joined = (
        len(between) <= _NEAR
        and any(word in _conjunctions() for word in between)
        and all(word in _conjunctions() | _beside_conjunctions() for word in between)
    )
    return True if joined and not _stops(words, first.last, second.first) else None


def _goes_on(words: Words, before: Mention, after: Mention) -> bool:
    """Whether a list of languages goes on: "in Polish, Romanian and Arabic"."""
    both = before.kind is after.kind is Kind.ADJECTIVE
    return both and _link(words, before, after) is not None


def _stops(words: Words, first: int, second: int) -> bool:
    """Whether a sentence ends between two words."""
    return _STOP.search(words.text, words.places[first][1], words.places[second][0]) is not None


def _opened(words: Words, first: int) -> Rank | None:
    """Say whether the text begins with the name or all but, or else a sentence further down."""
    for index in range(first, max(-1, first - _OPENING - 1), -1):
        if index == 0:
            return Rank.SUBJECT
        if _stops(words, index - 1, index):
            return Rank.OPENING
    return None


def _is_address(words: Words, mention: Mention) -> bool:
    """Whether a town stands before it: "Lund, Sweden"."""
    if mention.first == 0 or words.between(mention.first - 1, mention.first) != ", ":
        return False
    return words[mention.first - 1].istitle()


def _context(words: Words, group: Sequence[Mention], *, after: int) -> Rank | None:
    """Return what the words around make of a mention or of a list of them, if anything.

    ``after`` is the last word of the mention before it: "unlike in Sweden, Norway has" is said of
    the first.
    """
    first, last = group[0], group[-1]
    before = _before(words, first.first, after=after)
    following = _following(words, last.last)
    if (
        _ends(before, "comparison", within=_NEAR)
        or _ends(before, "donor", within=_FAR)
        or _ends(before, "funds_before")
        or _begins(following, "funds")
        or (last.kind is Kind.PLACE and _begins(following, "papers"))
    ):
        return Rank.RULED_OUT
    if _ends(before, "origin"):
        return Rank.PEOPLE
    if last.kind is not Kind.ADJECTIVE:
        return None
    if (
        _ends(before, "language_before")
        or (_ends(before, "language_alone") and _stands_alone(words, last.last))
        or _begins(following, "language_after")
    ):
        return Rank.RULED_OUT
    of_people = _begins(following, "people") or _ends(before, "people_before")
    return Rank.PEOPLE if of_people else None


def _before(words: Words, first: int, *, after: int) -> list[str]:
    """Return the words of the sentence before a name, folded."""
    index = first
    while index > max(after + 1, first - _CONTEXT):
        if _stops(words, index - 1, index):
            break
        index -= 1
    return words.folded[index:first]


def _following(words: Words, last: int) -> list[str]:
    """Return the words after a name, folded, up to a comma or stop."""
    index = last
    while index + 1 < min(len(words), last + _AFTER):
        if not _RUNS_ON.fullmatch(words.between(index, index + 1)):
            break
        index += 1
    return words.folded[last + 1 : index + 1]


def _stands_alone(words: Words, last: int) -> bool:
    """Whether a stop, a comma or "and" follows."""
    if last + 1 >= len(words) or words.between(last, last + 1).strip():
        return True
    return words.folded[last + 1] in _conjunctions()


def _ends(before: Sequence[str], cue: str, *, within: int = 0) -> bool:
    """Whether one of the phrases ends at most so many words before the name."""
    phrases = _cues()[cue]
    for end in range(len(before), max(0, len(before) - within - 1), -1):
        for phrase in phrases.get(before[end - 1], ()):
            if tuple(before[max(0, end - len(phrase)) : end]) == phrase:
                return True
    return False


def _begins(following: Sequence[str], cue: str) -> bool:
    """Whether one of the phrases stands right after the name."""
    phrases = _cues()[cue].get(following[0], ()) if following else ()
    return any(tuple(following[: len(phrase)]) == phrase for phrase in phrases)


_Phrases = Mapping[str, Sequence[tuple[str, ...]]]
_AFTER_THE_NAME = ("funds", "papers", "people", "models", "language_after")


@cache
def _cues() -> Mapping[str, _Phrases]:
    """Return the phrases around a name by the word that is next to it."""
    return {
        cue: _by_word(phrases, 0 if cue in _AFTER_THE_NAME else -1)
        for cue, phrases in country_data()["around"].items()
    }


def _by_word(phrases: Iterable[str], next_to_it: int) -> _Phrases:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for phrase in phrases:
        folded = tuple(map(plain, phrase.replace("-", " ").split()))
        found[folded[next_to_it]].append(folded)
    return found


@cache
def _conjunctions() -> frozenset[str]:
    return frozenset(map(plain, country_data()["around"]["conjunctions"]))


@cache
def _beside_conjunctions() -> frozenset[str]:
    return frozenset(map(plain, country_data()["around"]["beside_conjunctions"]))
