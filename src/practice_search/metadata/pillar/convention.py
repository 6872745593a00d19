"""What a machine knows of the Istanbul Convention: its articles, and the words that speak of them.

The knowledge stands in ``convention.toml``, beside its sources and how a term is read.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from practice_search.metadata.letters import plain
from practice_search.terms import Pillar

__all__ = [
    "Article",
    "Convention",
    "TermHit",
    "articles",
    "convention",
    "find_field_words",
    "find_terms",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article of the Convention, its number as text; the mappings are by BCP 47 language.

    ``pillars`` has its chapter's first. ``about`` describes what practices under it look like;
    ``terms`` speak of its subject, and ``weak`` ones do so only beside others.
    """

    number: str
    title: str
    pillars: tuple[Pillar, ...]
    about: Mapping[str, str]
    terms: Mapping[str, Sequence[str]]
    weak: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """The articles by number, and what is outside them.

    ``none`` describes, by a name and by language, what reports speak of beside the response to
    violence; ``field`` has, by language, words that show a text to be about violence at all.
    """

    articles: Mapping[str, Article]
    none: Mapping[str, Mapping[str, str]]
    field: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermHit:
    """A term of an article found: ``text[start:end]`` are the words."""

    article: str
    start: int
    end: int
    weak: bool


@cache
def convention() -> Convention:
    """Return what ``convention.toml`` says, read once."""
    data = tomllib.loads(files(__package__).joinpath("convention.toml").read_text("utf-8"))
    return Convention(
        articles={number: _article(number, of) for number, of in data["articles"].items()},
        none=data["other"]["none"],
        field=data["other"]["field"],
    )


def _article(number: str, of: Mapping[str, Any]) -> Article:
    return Article(
        number=number,
        title=of["title"],
        pillars=tuple(map(Pillar, of["pillars"])),
        about=of["about"],
        terms=of.get("terms", {}),
        weak=of.get("weak", {}),
    )


def articles() -> Mapping[str, Article]:
    """Return the articles that practices come under, by number."""
    return convention().articles


def find_terms(text: str, language: str | None) -> list[TermHit]:
    """Return the terms of articles in a text, in the order of their starts.

    They are sought in ``language`` (BCP 47) and in English, in Nynorsk in Bokmål too; in all
    languages where it is None or none that the articles know. Of terms within each other only
    the longest counts: a "provisional protection order" is no "protection order". Terms of
    several articles give a hit for each.
    """
    return [
        TermHit(article=article, start=start, end=end, weak=weak)
        for start, end, marks in _longest(_terms(_known(language)).find(text))
        for article, weak in marks
    ]


def find_field_words(text: str, language: str | None) -> list[tuple[int, int]]:
    """Return where words stand that show a text to be about violence; languages as for terms."""
    return [(start, end) for start, end, _ in _longest(_field(_known(language)).find(text))]


# A letter may be written as itself and a combining accent after it.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
# What may stand between two words of a term: "multi-agency", "d'acogida", "SARA:SV", a line end.
_BETWEEN = re.compile(
    "[\\s\u00ad\u2010-\u2015'\u2018-\u201f\u00ab\u00bb\"\u201e:/-]{1,6}|(?<=\\d)[.] ?"
)
_TERM_WORD = re.compile(r"[^\W_]+\*?")

_Mark = tuple[str, bool]  # an article, and whether the term is weak for it


@dataclass(slots=True)
class _Node:
    """A place in the tree of terms: which words may follow, and the marks of a term ending here."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    stems: dict[str, "_Node"] = field(default_factory=dict)
    shortest: int = 99
    marks: set[_Mark] = field(default_factory=set)

    def add(self, term: str, mark: _Mark) -> None:
        node = self
        for word in _TERM_WORD.findall(term):
            if word.endswith("*"):
                stem = plain(word[:-1])
                node.shortest = min(node.shortest, len(stem))
                node = node.stems.setdefault(stem, _Node())
            else:
                acronym = len(word) > 1 and word.isupper()
                node = node.words.setdefault(word if acronym else plain(word), _Node())
        node.marks.add(mark)

    def next(self, word: str, key: str) -> Iterable["_Node"]:
        """Yield what follows: ``key`` is the word folded, ``word`` may be an acronym."""
        if found := self.words.get(key):
            yield found
        if word != key and (found := self.words.get(word)):
            yield found
        for length in range(self.shortest, len(key) + 1):
            if found := self.stems.get(key[:length]):
                yield found

    def find(self, text: str) -> list[tuple[int, int, set[_Mark]]]:
        """Return every term in the text: where it stands, and its marks."""
        words = [(m[0], plain(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]
        found = []
        for first, (_, _, start, _) in enumerate(words):
            nodes: list[_Node] = [self]
            for at in range(first, len(words)):
                word, key, begin, end = words[at]
                if at > first and not _BETWEEN.fullmatch(text, words[at - 1][3], begin):
                    break
                nodes = [after for node in nodes for after in node.next(word, key)]
                if not nodes:
                    break
                if marks := set().union(*(node.marks for node in nodes)):
                    found.append((start, end, marks))
        return found


def _longest(
    found: Sequence[tuple[int, int, set[_Mark]]],
) -> Iterable[tuple[int, int, list[_Mark]]]:
    """Leave out what stands within something longer; an article is weak only where it must be."""
    reached = 0
    for start, end, marks in sorted(found, key=lambda one: (one[0], -one[1])):
        if end > reached:
            reached = end
            yield start, end, sorted(m for m in marks if not (m[1] and (m[0], False) in marks))


@cache
def _known(language: str | None) -> str | None:
    """Return the language if anything is known in it."""
    return language if language in convention().field else None


@cache
def _spoken(language: str | None) -> tuple[str, ...]:
    match language:
        case None:
            return tuple(convention().field)
        case "nn":
            return ("en", "nn", "nb")
        case _:
            return ("en", language)


@cache
def _terms(language: str | None) -> _Node:
    root = _Node()
    for article in articles().values():
        for weak, lists in ((False, article.terms), (True, article.weak)):
            for spoken in _spoken(language):
                for term in lists.get(spoken, ()):
                    root.add(term, (article.number, weak))
    return root


@cache
def _field(language: str | None) -> _Node:
    root = _Node()
    for spoken in _spoken(language):
        for term in convention().field.get(spoken, ()):
            root.add(term, ("", False))
    return root
