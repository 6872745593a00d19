"""Whose practice a passage is about: countries, each with its evidence and how sure it is.

Evidence is ranked, not counted: a chapter heading; a law or body of one country; a name that begins
the text; a name that comes again; a name in passing, an adjective, a town; and at the end the
country of the report as a whole, or else of its language. Where bodies and treaties of several
states are all that is named, it is ``INT`` or ``EU``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from babel.languages import get_official_languages

from practice_search.metadata.country.evidence import Rank, Weight, weigh
from practice_search.metadata.country.forms import country_of_language
from practice_search.metadata.country.report import (
    MOST,
    Finding,
    Ground,
    Home,
    Read,
    home_of,
    in_headings,
    states,
)
from practice_search.metadata.evidence import PassageText
from practice_search.records import Claim, Origin
from practice_search.terms import Facet, country_name, language_name

__all__ = ["PROBABILITY", "CountryClaims", "country_claims", "country_findings"]

PROBABILITY: dict[Ground, tuple[float, float]] = {
    Ground.HEADING: (0.97, 0.85),
    Ground.INSTITUTION: (0.9, 0.85),
    Ground.SUBJECT: (0.97, 0.85),
    Ground.OFFICE: (0.95, 0.85),
    Ground.REPEATED: (0.97, 0.85),
    Ground.OPENING: (0.89, 0.5),
    Ground.NAME: (0.95, 0.65),
    Ground.ADJECTIVE: (0.82, 0.75),
    Ground.PLACE: (0.9, 0.7),
    Ground.MANY: (0.96, 0.75),
    Ground.REPORT: (0.87, 0.6),
    Ground.REPORT_OF_MANY: (0.97, 0.8),
    Ground.LANGUAGE: (0.89, 0.8),
}
"""How often a claim is right: by what it rests on, alone and where another country is named too.

Counted by ``python benchmarks/countries.py --documents FOLDER`` over labelled passages, 428 of them
of real documents. Of evidence that these hold fewer than ten times, the number is lower than what
the few would say: about that of the kinds beside it.
"""

_SURE_ENOUGH = 0.5
_GROUNDS = {
    Rank.INSTITUTION: Ground.INSTITUTION,
    Rank.SUBJECT: Ground.SUBJECT,
    Rank.OFFICE: Ground.OFFICE,
    Rank.REPEATED: Ground.REPEATED,
    Rank.OPENING: Ground.OPENING,
    Rank.NAME: Ground.NAME,
    Rank.ADJECTIVE: Ground.ADJECTIVE,
    Rank.PLACE: Ground.PLACE,
    Rank.PEOPLE: Ground.PLACE,
}
_WIDE = frozenset(("es", "fr", "pt", "de", "nl"))
"""Each is the language of many people in more than one state, and so tells of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryClaims:
    """The countries of a report, and those of each of its passages in the same order."""

    report: tuple[Claim, ...]
    passages: tuple[tuple[Claim, ...], ...]


def country_claims(passages: Sequence[PassageText], *, title: str, publisher: str) -> CountryClaims:
    """Say whose practice each passage is about, and the report as a whole.

    A passage gets five at most, the strongest evidence first, and only what is more likely right
    than not; one that is not ranked gets those that a heading names.
    """
    home, findings = country_findings(passages, title=title, publisher=publisher)
    return CountryClaims(
        report=tuple(_claim(finding, None) for finding in home.findings),
        passages=tuple(
            tuple(
                _claim(finding, passage)
                for finding in found
                if _probability(finding) >= _SURE_ENOUGH
            )
            for passage, found in zip(passages, findings, strict=True)
        ),
    )


def country_findings(
    passages: Sequence[PassageText], *, title: str, publisher: str
) -> tuple[Home, list[tuple[Finding, ...]]]:
    """Do the work of `country_claims`, and say what kind of evidence each claim rests on."""
    headings = cache(in_headings)  # a chapter's passages share them
    read = [
        Read(
            passage=passage,
            weights=weigh(passage.text, passage.language) if passage.ranked else (),
            headings=headings(passage.headings, passage.language),
        )
        for passage in passages
    ]
    home = home_of(read, title=title, publisher=publisher)
    return home, [_findings(one, home) for one in read]


def _findings(read: Read, home: Home) -> tuple[Finding, ...]:
    if any(finding.ground is Ground.HEADING for finding in read.headings):
        return _under_headings(read)
    if not read.passage.ranked:
        return ()
    named = states(read.weights)
    own = home.own or _of_language(read.passage, home)
    bodies = [w for w in read.weights if w.many and w.rank > Rank.PEOPLE]
    subjects = _subjects(named, examples=own is None)
    if (
        len(subjects) > MOST
        or (home.many is not None and _is_in_passing(subjects, bodies))
        or _is_foreign(read.passage, subjects, own)
    ):
        subjects = []
    if of_many := _of_many(read, subjects, bodies, own, home):
        return (replace(of_many, rivalled=own is not None or bool(named)),)
    if subjects:
        chosen = {w.country for w in subjects}
        rivalled = any(w.country not in chosen for w in named)
        return tuple(_named(w, _GROUNDS[w.rank], rivalled=rivalled) for w in subjects)
    last = own or home.many
    if last is not None and len(named) <= MOST:
        return (replace(last, rivalled=any(w.country != last.country for w in named)),)
    return ()


def _under_headings(read: Read) -> tuple[Finding, ...]:
    """Return the countries of the heading, with the words of the passage that name them too."""
    by_country = {w.country: w for w in states(read.weights, least=Rank.PLACE)}
    under = {finding.country for finding in read.headings}
    rivalled = any(
        w.rank >= Rank.REPEATED and country not in under for country, w in by_country.items()
    )
    return tuple(
        replace(finding, rivalled=rivalled, weight=by_country.get(finding.country))
        for finding in read.headings
    )


def _subjects(named: Sequence[Weight], *, examples: bool) -> list[Weight]:
    """Return the countries that a passage is about, of those that it names, the strongest first.

    ``examples`` says that each sentence may be about another one: "In Benin, ... In Togo, ...".
    """
    # Where only people meet, of several countries, it is about none of these more than another.
    if not named or (named[0].rank is Rank.PEOPLE and len(named) > 1):
        return []
    top = named[0]
    chosen = [top]
    for weight in named[1:]:
        listed = bool(weight.lists & top.lists) and weight.rank >= Rank.ADJECTIVE
        as_often = weight.rank >= Rank.REPEATED and weight.count * 2 >= top.count
        example = examples and weight.rank is Rank.OPENING
        if listed or as_often or example or weight.rank >= Rank.SUBJECT:
            chosen.append(weight)
    return chosen


def _is_in_passing(subjects: Sequence[Weight], bodies: Sequence[Weight]) -> bool:
    """Whether an international report names a country for an example or as an address only."""
    if not subjects or subjects[0].rank >= Rank.OPENING:
        return False
    return bool(bodies) or subjects[0].rank <= Rank.PLACE


def _is_foreign(passage: PassageText, subjects: Sequence[Weight], own: Finding | None) -> bool:
    """Whether a national report names only other countries, and none of them as its subject."""
    if own is None or not subjects or subjects[0].rank >= Rank.REPEATED:
        return False
    if any(w.country == own.country for w in subjects):
        return False
    if own.ground is Ground.REPORT:
        return True
    if subjects[0].early:
        return False
    return passage.language not in get_official_languages(subjects[0].country, regional=True)


def _of_many(
    read: Read,
    subjects: Sequence[Weight],
    bodies: Sequence[Weight],
    own: Finding | None,
    home: Home,
) -> Finding | None:
    """Return ``INT`` or ``EU`` where a passage is about bodies or treaties of several states.

    National reports name them too: but in an international one, it takes a heading, the first
    words, many states, or more mentions than one and than of states; and a report whose own country
    is known is never about them.
    """
    if own is not None and own.ground is Ground.REPORT:
        return None
    if read.headings and (not subjects or subjects[0].rank < Rank.REPEATED):
        return read.headings[0]
    if subjects or not bodies:
        return None
    named = states(read.weights)
    count, of_states = sum(w.count for w in bodies), sum(w.count for w in named)
    opens = bodies[0].rank is Rank.SUBJECT and not named
    if home.many is not None or opens or len(named) > MOST or count > max(1, of_states):
        return _named(bodies[0], Ground.MANY, rivalled=False)
    return None


def _of_language(passage: PassageText, home: Home) -> Finding | None:
    """Return the country of a passage's language, where nothing is known of the report."""
    if home.findings or home.many or passage.language is None or passage.language in _WIDE:
        return None
    country = country_of_language(passage.language)
    if country is None:
        return None
    basis = f"written in {language_name(passage.language)}"
    return Finding(country=country, ground=Ground.LANGUAGE, basis=basis)


def _named(weight: Weight, ground: Ground, *, rivalled: bool) -> Finding:
    quoted = ", ".join(f'"{word}"' for word in weight.words)
    return Finding(
        country=weight.country,
        ground=ground,
        basis=f"names {country_name(weight.country)}: {quoted}",
        rivalled=rivalled,
        weight=weight,
    )


def _probability(finding: Finding) -> float:
    return PROBABILITY[finding.ground][finding.rivalled]


def _claim(finding: Finding, passage: PassageText | None) -> Claim:
    evidence = None
    if passage is not None and finding.weight is not None:
        evidence = passage.span(finding.weight.start, finding.weight.end)
    return Claim(
        facet=Facet.COUNTRY,
        value=finding.country,
        origin=Origin.GUESSED,
        evidence=evidence,
        basis=finding.basis,
        probability=_probability(finding),
    )
