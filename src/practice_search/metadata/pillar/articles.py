"""Which articles of the Istanbul Convention a passage cites, and not those of other laws.

The law that is named decides, after the article or before it; then what the passage cites
otherwise; then what its report mostly cites. Where nothing decides, nothing is found.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain
from operator import attrgetter
from typing import TypedDict

from practice_search.metadata.evidence import PassageText
from practice_search.metadata.letters import fold
from practice_search.metadata.pillar.convention import articles
from practice_search.metadata.pillar.instruments import (
    ABBREVIATED,
    CONNECTED,
    DEFINED,
    EXPRESSION,
    INSTRUMENT,
    NUMBERS,
    OURS,
    SENTENCE,
)
from practice_search.terms import ARTICLES

__all__ = ["Citation", "cited_articles"]

_MOST = 15  # more in one expression are the whole of a chapter, or no articles
_FEWEST = 2  # citations that are the Convention's for sure, before a report's others are
_NEAR = 60  # characters between a law and an article of it that follows
_JOINED = 12  # characters between two expressions of one law: " and ", " or in "
_ACCORDING = (
    "line with", "accordance", "conform", "compl", "pursuant", "required", "implement", "under",
    "transpos", "meet", "temeiul", "tråd med", "samsvar", "conformidad", "zgodn", "съответстви",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article cited: ``PassageText.text[start:end]`` are the words, of all of a range.

    Of one cited in a heading alone ``start`` and ``end`` are -1, and ``heading`` is its text.
    """

    article: str
    start: int
    end: int
    heading: str = ""


class _Law(Enum):
    OURS = "ours"
    THEIRS = "theirs"
    BARE = "bare"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    law: _Law


@dataclass(slots=True)
class _Cited:
    """Articles cited in one expression, and whether they are the Convention's, once decided."""

    numbers: tuple[int, ...]
    start: int
    end: int
    sentence: tuple[int, int]
    law_first: bool  # as the language has it
    ours: bool | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage's text or a heading, with the laws that it names and the articles it cites."""

    text: str
    named: Sequence[_Named]
    cited: Sequence[_Cited]


def cited_articles(passages: Sequence[PassageText]) -> list[list[Citation]]:
    """Return the articles of the Convention that each passage of one report cites.

    Each article once a passage: where its text cites it first, or else its innermost heading.
    A report that never names the Convention cites none of its articles, and neither do tables of
    contents, reference lists and figures, though what they say counts for the report.
    """
    headings = dict.fromkeys(chain.from_iterable(p.headings for p in passages))
    whole = [*(p.text for p in passages), *headings]
    if not any(map(OURS.search, whole)):
        return [[] for _ in passages]
    introduced = _introduced(whole)
    read = [_read(text, **introduced) for text in whole]
    decided = [cited.ours for of in read for cited in of.cited]
    mostly = decided.count(True) >= max(_FEWEST, decided.count(False))
    above = dict(zip(headings, read[len(passages) :], strict=True))
    return [
        _citations(body, {h: above[h] for h in reversed(passage.headings)}, mostly=mostly)
        if passage.ranked
        else []
        for passage, body in zip(passages, read, strict=False)
    ]


def _citations(body: _Read, headings: Mapping[str, _Read], *, mostly: bool) -> list[Citation]:
    """Return each article of the Convention once; ``mostly`` decides where nothing else does."""
    found: dict[str, Citation] = {}
    for heading, read in [("", body), *headings.items()]:
        for cited in read.cited:
            if cited.ours or (cited.ours is None and mostly):
                start, end = (-1, -1) if heading else (cited.start, cited.end)
                for number in map(str, cited.numbers):
                    citation = Citation(article=number, start=start, end=end, heading=heading)
                    found.setdefault(number, citation)
    return list(found.values())


class _Introduced(TypedDict):
    """Whether "IC" is explained, and whether "the Convention" is the Istanbul Convention."""

    abbreviated: bool
    bare_is_ours: bool


def _introduced(texts: Iterable[str]) -> _Introduced:
    """Tell by what a report says that it calls so first, or else by what it names most."""
    abbreviated, calls = False, None
    counts: Counter[_Law] = Counter()
    for text in texts:
        for name in INSTRUMENT.finditer(text):
            law = _Law(name.lastgroup)
            if law not in (_Law.OURS, _Law.THEIRS):
                continue
            counts[law] += 1
            if definition := DEFINED.match(text, name.end()):
                if definition["convention"]:
                    calls = calls or law
                elif law is _Law.OURS:
                    abbreviated = True
    mostly = counts[_Law.OURS] > counts[_Law.THEIRS]
    return {"abbreviated": abbreviated, "bare_is_ours": calls is _Law.OURS if calls else mostly}


def _read(text: str, *, abbreviated: bool, bare_is_ours: bool) -> _Read:
    """Find the laws and the articles in a text, and decide whose they are where it says so."""
    sentences = [0, *(m.end() for m in SENTENCE.finditer(text)), len(text)]
    cited = [
        _Cited(
            numbers,
            match.start(),
            match.end(),
            (
                max(end for end in sentences if end <= match.start()),
                min(end for end in sentences if end >= match.end()),
            ),
            match["before"] is not None,
        )
        for match in EXPRESSION.finditer(text)
        if (numbers := _numbers(match["after"] or match["before"]))
    ]
    if not cited:
        return _Read(text, (), ())
    found = [_Named(*m.span(), _Law(m.lastgroup)) for m in INSTRUMENT.finditer(text)]
    if abbreviated:
        found += [_Named(*m.span(), _Law.OURS) for m in ABBREVIATED.finditer(text)]
    last = _Law.OURS if bare_is_ours else _Law.THEIRS  # what "the Convention" is
    named = []
    for name in sorted(found, key=attrgetter("start")):
        if name.law in (_Law.OURS, _Law.THEIRS):
            last = name.law
        named.append(replace(name, law=last) if name.law is _Law.BARE else name)
    read = _Read(text, named, cited)
    for at in reversed(range(len(cited))):  # what stands beside it, for the next to be known
        cited[at].ours = _first(read, at, (_by_title, _by_law_beside, _by_next))
    for at, one in enumerate(cited):  # what stands before it
        if one.ours is None:
            one.ours = _first(read, at, (_by_law_before, _by_passage))
    return read


def _numbers(written: str) -> tuple[int, ...]:
    """Return the numbers of an expression with ranges written out, none where one cannot be."""
    numbers: list[int] = []
    for match in NUMBERS.finditer(written):
        number = int(match["number"])
        first = numbers[-1] + 1 if match["link"] and numbers else number
        if number not in ARTICLES or first > number:
            return ()
        numbers += range(first, number + 1)
    return tuple(dict.fromkeys(numbers)) if len(numbers) <= _MOST else ()


def _first(
    read: _Read, at: int, ways: Iterable[Callable[[_Read, int], bool | None]]
) -> bool | None:
    return next((ours for way in ways if (ours := way(read, at)) is not None), None)


def _by_title(read: _Read, at: int) -> bool | None:
    """Tell by the article's official title, where it stands beside it as in a heading."""
    cited = read.cited[at]
    article = articles().get(str(cited.numbers[0]))
    if article is None or len(cited.numbers) > 1:
        return None
    title = _plain(article.title)
    width = len(title) + 12
    after = _plain(read.text[cited.end : cited.end + width]).startswith(title)
    before = _plain(read.text[max(0, cited.start - width) : cited.start]).endswith(title)
    return True if after or before else None


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))


def _before(read: _Read, at: int) -> _Named | None:
    """Return the law that the sentence names last before the article."""
    cited = read.cited[at]
    names = [n for n in read.named if cited.sentence[0] <= n.start and n.end <= cited.start]
    return names[-1] if names else None


def _by_law_beside(read: _Read, at: int) -> bool | None:
    """Tell by the law named right before it, or after it with nothing but its name between."""
    cited, text = read.cited[at], read.text
    stop = min([cited.sentence[1], *(c.start for c in read.cited[at + 1 : at + 2])])
    after = next((n for n in read.named if cited.end <= n.start < stop), None)
    if after and not cited.law_first and CONNECTED.fullmatch(text, cited.end, after.start):
        return after.law is _Law.OURS
    before = _before(read, at)
    if before and not text[before.end : cited.start].strip(" \n,:('’s"):
        return before.law is _Law.OURS  # "CEDAW, article 2", "Konvencijos 48 straipsnis"
    return None


def _by_next(read: _Read, at: int) -> bool | None:
    """Tell by the next that it is joined to, whose law is named: "Article 5 and Article 7 of"."""
    this = read.cited[at]
    for then in read.cited[at + 1 : at + 2]:
        gap = read.text[this.end : then.start]
        named = any(this.end <= n.start and n.end <= then.start for n in read.named)
        if then.start < this.sentence[1] and len(gap) < _JOINED and not named:
            return then.ours
    return None


def _by_law_before(read: _Read, at: int) -> bool | None:
    """Tell by the treaty that the sentence names before it, or another law that is near it."""
    before = _before(read, at)
    if before is None:
        return None
    if before.law is not _Law.LAW:
        return before.law is _Law.OURS
    gap = read.text[before.end : read.cited[at].start]
    return False if len(gap) < _NEAR and not any(word in gap for word in _ACCORDING) else None


def _by_passage(read: _Read, at: int) -> bool | None:
    """Tell by what the passage cites or names before."""
    decided = [c.ours for c in read.cited[:at] if c.ours is not None]
    if decided:
        return decided[-1]
    start = read.cited[at].sentence[0]
    treaties = [n.law for n in read.named if n.end <= start and n.law is not _Law.LAW]
    return treaties[-1] is _Law.OURS if treaties else None
