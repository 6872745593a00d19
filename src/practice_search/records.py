"""The values that travel between the rooms: small, frozen, complete."""

from dataclasses import dataclass
from enum import StrEnum

from practice_search.terms import Facet, Kind, Pillar

__all__ = [
    "Claim",
    "FacetCount",
    "Hit",
    "Origin",
    "Outcome",
    "Page",
    "Passage",
    "Problem",
    "Report",
    "Span",
    "Status",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where words stand: ``page.text[start:end]`` is the text, always.

    ``page`` counts from 1 as in the PDF; ``start`` and ``end`` count characters (code points).
    """

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The clean text of one page; ``label`` is the page number as printed, where there is one."""

    number: int
    label: str | None
    text: str


class Origin(StrEnum):
    """Who makes a claim."""

    STATED = "stated"
    """A person has said so in reports.csv."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value of one facet, and who says so."""

    facet: Facet
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One PDF in its edition, as reports.csv describes it.

    ``file`` is the path inside the corpus with forward slashes; ``fingerprint`` the SHA-256 of
    its bytes in hexadecimal.
    """

    id: int
    file: str
    fingerprint: str
    title: str
    publisher: str
    year: int | None
    source: str
    kind: Kind | None
    page_count: int
    passage_count: int
    claims: tuple[Claim, ...]

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return what is claimed of the report as a whole in one facet."""
        return tuple(claim.value for claim in self.claims if claim.facet is facet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one report, in one span or, over a page break, two."""

    id: int
    report_id: int
    spans: tuple[Span, ...]
    text: str
    page_labels: tuple[str | None, ...]
    claims: tuple[Claim, ...]

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return what is claimed of the passage in one facet."""
        return tuple(claim.value for claim in self.claims if claim.facet is facet)

    @property
    def pillars(self) -> tuple[Pillar, ...]:
        """The pillars claimed of the passage."""
        return tuple(Pillar(value) for value in self.values(Facet.PILLAR))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries claimed of the passage (ISO 3166-1 alpha-2, ``EU``, ``INT``)."""
        return self.values(Facet.COUNTRY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found, its report, and how near it is: ``score`` is a cosine, ``rank`` from 1.

    Cosines of one encoder compare with each other; they are no probabilities.
    """

    passage: Passage
    report: Report
    score: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many passages carry a value; ``value`` is None for those that carry none."""

    facet: Facet
    value: str | None
    passages: int


class Status(StrEnum):
    """What became of a file in a run."""

    INDEXED = "indexed"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file: every file of the corpus gets exactly one."""

    file: str
    status: Status
    reason: str = ""
    pages: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file that the last run could not take in, or took in without some pages, and why."""

    file: str
    reason: str
