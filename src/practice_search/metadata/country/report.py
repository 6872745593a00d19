"""The countries of a report as a whole, and those that its headings name.

A report is about the countries of its title; failing that, about the one that most of its passages
name, or that publishes it. The United Nations or the Council of Europe as a publisher make it
international.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from practice_search.metadata.country.evidence import Rank, Weight, weigh
from practice_search.metadata.country.forms import country_of_language
from practice_search.metadata.evidence import PassageText

__all__ = ["MOST", "Finding", "Ground", "Home", "Read", "home_of", "in_headings", "states"]

MOST = 5
"""What names more countries than this is about none of them."""

_FEWEST, _FEWEST_OF_MANY = 2, 5
_MAJORITY = 0.6
"""Of the passages that name a country, so many must name the report's."""
_SOME, _MANY, _MOST = 0.1, 0.3, 0.5
"""Of all passages, so many must name it: the more, the more the publisher speaks against it."""


class Ground(StrEnum):
    """What a claim of a country rests on, the strongest first."""

    HEADING = "heading"
    INSTITUTION = "law, service or body"
    SUBJECT = "name that begins the text"
    OFFICE = "office of administration"
    REPEATED = "name that comes again"
    OPENING = "name that begins a sentence"
    NAME = "name in passing"
    ADJECTIVE = "adjective"
    PLACE = "town, region or people"
    MANY = "bodies and treaties of several states"
    REPORT = "the report's own country"
    REPORT_OF_MANY = "an international report"
    LANGUAGE = "language of one country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A country that something is about, and why.

    ``rivalled`` says whether other evidence speaks of another country; ``weight`` holds the words
    of the passage, where the country is named there; ``basis`` is for people.
    """

    country: str
    ground: Ground
    basis: str
    rivalled: bool = False
    weight: Weight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A passage, what it says of countries, and what the headings over it name."""

    passage: PassageText
    weights: tuple[Weight, ...]
    headings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The countries of a report; or ``INT`` or ``EU``, as ``many``, where it is of no one."""

    findings: tuple[Finding, ...] = ()
    many: Finding | None = None

    @property
    def own(self) -> Finding | None:
        """The one country of the report."""
        return self.findings[0] if len(self.findings) == 1 else None


def states(weights: Iterable[Weight], *, least: Rank = Rank.PEOPLE) -> list[Weight]:
    """Return the weights of states, as opposed to the European Union and international bodies."""
    return [w for w in weights if not w.many and w.rank >= least]


def in_headings(headings: Sequence[str], language: str | None) -> tuple[Finding, ...]:
    """Return the countries that the innermost heading names of those that name any.

    Where none names a state: ``EU`` or ``INT``, if the innermost heading of all names their bodies.
    """
    many: tuple[Finding, ...] = ()
    for heading in reversed(headings):
        weights = weigh(heading, language)
        basis = f'under the heading "{" ".join(heading.split())}"'
        named = states(weights, least=Rank.PLACE)
        if 0 < len(named) <= MOST:
            return tuple(
                Finding(country=w.country, ground=Ground.HEADING, basis=basis) for w in named
            )
        bodies = [w.country for w in weights if w.many and w.rank > Rank.PEOPLE]
        if bodies and heading is headings[-1]:
            many = (Finding(country=bodies[0], ground=Ground.MANY, basis=basis),)
    return many


def home_of(read: Sequence[Read], *, title: str, publisher: str) -> Home:
    """Say what countries a report is about."""
    in_title, in_publisher = weigh(title, None), weigh(publisher, None)
    if named := _own_of(in_title, "title"):
        return Home(findings=named)
    named = _own_of(in_publisher, "publisher")
    many = _of_many(in_publisher, "publisher") or _of_many(in_title, "title")
    least = _MOST if named else _MANY if many else _SOME
    if dominant := _dominant(read, least=least):
        return Home(findings=(dominant,))
    if named:
        return Home(findings=named)
    return Home(many=many or _mostly_of_many(read))


def _of_many(weights: Iterable[Weight], where: str) -> Finding | None:
    bodies = [w.country for w in weights if w.many and w.rank > Rank.PEOPLE]
    return _international(bodies[0], where) if bodies else None


def _international(country: str, where: str) -> Finding:
    basis = f"the report is international ({where})"
    return Finding(country=country, ground=Ground.REPORT_OF_MANY, basis=basis)


def _mostly_of_many(read: Sequence[Read]) -> Finding | None:
    """Return ``INT`` or ``EU`` where many passages name their bodies and no state.

    Only of passages in English and other languages that tell no country: in a national report on a
    treaty, the language does.
    """
    ranked = [one for one in read if one.passage.ranked]
    votes = Counter(
        next(w.country for w in one.weights if w.many)
        for one in ranked
        if any(w.many for w in one.weights)
        and not states(one.weights)
        and country_of_language(one.passage.language or "") is None
    )
    if votes.total() < max(_FEWEST_OF_MANY, _MANY * len(ranked)):
        return None
    return _international(votes.most_common(1)[0][0], "what it names")


def _own_of(weights: Iterable[Weight], where: str) -> tuple[Finding, ...]:
    named = states(weights)
    return tuple(_own(w.country, where) for w in named) if len(named) <= MOST else ()


def _own(country: str, where: str) -> Finding:
    basis = f"the report's own country ({where})"
    return Finding(country=country, ground=Ground.REPORT, basis=basis)


def _dominant(read: Sequence[Read], *, least: float) -> Finding | None:
    """Return the country that most of the passages name that name any."""
    ranked = [one for one in read if one.passage.ranked]
    votes: Counter[str] = Counter()
    for one in ranked:
        named = [w.country for w in states(one.weights)]
        under = {f.country for f in one.headings if f.ground is Ground.HEADING}
        votes.update(under or named[:1])
    if not votes:
        return None
    country, count = votes.most_common(1)[0]
    if count < max(_FEWEST, _MAJORITY * votes.total(), least * len(ranked)):
        return None
    return _own(country, f"named in {count} of {len(ranked)} passages")
