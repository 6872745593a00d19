"""The values that travel between the rooms: small, frozen, complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from practice_search.errors import Fault
from practice_search.terms import NONE, Facet, Format, Kind, Pillar, language_name

__all__ = [
    "Ailment",
    "Claim",
    "CoverageCell",
    "FacetCount",
    "Finding",
    "Hit",
    "Located",
    "Loosening",
    "Origin",
    "Outcome",
    "Page",
    "Passage",
    "Problem",
    "Report",
    "Role",
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
    """The clean text of one page, or of the slide or paragraph that stands in its place.

    ``label`` is the page number as printed, where there is one; ``ocr`` says that the text was
    recognised on a picture, and may hold wrong letters.
    """

    number: int
    label: str | None
    text: str
    ocr: bool = False


class Origin(StrEnum):
    """Who makes a claim: of one facet, only those of the highest origin rule."""

    CORRECTED = "corrected"
    """A person has said so in reports.csv of these very pages."""
    STATED = "stated"
    """A person has said so in reports.csv of the report as a whole."""
    GUESSED = "guessed"
    """The program has read it off the report; a person may know better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value of one facet, who says so, and what it rests on.

    ``evidence`` is where the words stand that it was read from, None where it rests on something
    else; ``basis`` says in a few words on what: "large type on page 1", "file name".
    ``probability`` is how often such a guess is right, from 0 to 1; None where it is not known,
    and for what a person has said. The value `practice_search.terms.NONE` denies all others.
    """

    facet: Facet
    value: str
    origin: Origin
    evidence: Span | None = None
    basis: str = ""
    probability: float | None = None


def _values(claims: tuple[Claim, ...], facet: Facet) -> tuple[str, ...]:
    return tuple(c.value for c in claims if c.facet is facet and c.value != NONE)


def _guessed(claims: tuple[Claim, ...], facet: Facet) -> bool:
    return any(c.facet is facet and c.origin is Origin.GUESSED for c in claims)


class Role(StrEnum):
    """What a passage is to its report; contents and references are not ranked by a search."""

    BODY = "body"
    FOOTNOTE = "footnote"
    CONTENTS = "table of contents"
    REFERENCES = "reference list"
    FIGURES = "figures"
    """Numbers of a table, labels of a chart."""

    @property
    def ranked(self) -> bool:
        """Whether a search may find it by its meaning."""
        return self not in (Role.CONTENTS, Role.REFERENCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report in its edition, as reports.csv or else its own first pages describe it.

    ``file`` is the path inside the corpus with forward slashes; ``fingerprint`` the SHA-256 of
    its bytes in hexadecimal.
    """

    id: int
    file: str
    fingerprint: str
    format: Format
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
        return _values(self.claims, facet)

    def guessed(self, facet: Facet) -> bool:
        """Whether no person has said what is claimed of the report in one facet."""
        return _guessed(self.claims, facet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one report: one span a page, the pages following each other.

    ``headings`` lead to it, the outermost first; ``ocr`` says that some of it was recognised on a
    picture.
    """

    id: int
    report_id: int
    role: Role
    headings: tuple[str, ...]
    spans: tuple[Span, ...]
    text: str
    page_labels: tuple[str | None, ...]
    ocr: bool
    claims: tuple[Claim, ...]

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return what is claimed of the passage in one facet."""
        return _values(self.claims, facet)

    def guessed(self, facet: Facet) -> bool:
        """Whether no person has said what is claimed of the passage in one facet."""
        return _guessed(self.claims, facet)

    @property
    def pillars(self) -> tuple[Pillar, ...]:
        """The pillars claimed of the passage."""
        return tuple(Pillar(value) for value in self.values(Facet.PILLAR))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries claimed of the passage (ISO 3166-1 alpha-2, ``EU``, ``INT``)."""
        return self.values(Facet.COUNTRY)

    @property
    def language(self) -> str | None:
        """The first language claimed of the passage (BCP 47), None where none is known."""
        return next(iter(self.values(Facet.LANGUAGE)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A passage and the report that it stands in."""

    passage: Passage
    report: Report

    @property
    def place(self) -> str:
        """Where it stands, in words: "page 7 (printed 5) and page 8", "paragraphs 12-15"."""
        return self._place_of(self.passage.spans)

    def _place_of(self, spans: Sequence[Span]) -> str:
        unit = self.report.format.unit
        if len(spans) > 2:
            return f"{unit}s {spans[0].page}-{spans[-1].page}"
        labels = {
            span.page: label
            for span, label in zip(self.passage.spans, self.passage.page_labels, strict=True)
        }
        return " and ".join(
            f"{unit} {page} (printed {label})" if label and label != str(page) else f"{unit} {page}"
            for page in (span.page for span in spans)
            for label in [labels.get(page)]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Located):
    """A passage found, and why: ``rank`` counts from 1.

    ``score`` says how near it is, the higher the nearer; it is no probability, and says nothing
    beside that of another search. ``words`` are those of the question, as typed, that the
    passage has; ``nearest`` is the sentence that is nearest in meaning, as two places in
    ``passage.text``, None where an earlier version of this program has indexed. ``beside`` are the
    passages right before and after it that were found as well, in reading order; ``copies`` say
    the same elsewhere.
    """

    score: float
    rank: int
    words: tuple[str, ...]
    nearest: tuple[int, int] | None
    beside: tuple[Passage, ...]
    copies: tuple[Located, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passage and those beside it, in reading order."""
        return tuple(sorted((self.passage, *self.beside), key=lambda passage: passage.id))

    @property
    def around_nearest(self) -> tuple[str, str, str]:
        """The words of the passage before its nearest sentence, that sentence, and those after."""
        text, (start, end) = self.passage.text, self.nearest or (0, 0)
        return text[:start], text[start:end], text[end:]

    @property
    def why(self) -> str:
        """Why it is there, in words: its language, and the words of the question that it has."""
        languages = " and ".join(map(language_name, self.passage.values(Facet.LANGUAGE)))
        language = f"In {languages}" if languages else "In a language that is not known"
        if not self.words:
            return f"{language}; near in meaning, without a word of the question."
        return f"{language}; near in meaning, and has {', '.join(self.words)}."

    @property
    def pages(self) -> tuple[tuple[str, int], ...]:
        """File and page of all that it holds: the page of the nearest sentence comes first."""
        here = [span.page for span in self.passage.spans]
        if self.nearest:
            first = self._page_of(self.nearest[0])
            here.sort(key=lambda page: page != first)
        here += [span.page for passage in self.beside for span in passage.spans]
        pages = [(self.report.file, page) for page in here]
        pages += [(c.report.file, span.page) for c in self.copies for span in c.passage.spans]
        return tuple(dict.fromkeys(pages))

    def _page_of(self, place: int) -> int:
        """Return the page on which a character of the passage stands."""
        for span in self.passage.spans:
            place -= span.end - span.start + 1  # a page break reads as a line end
            if place < 0:
                break
        return span.page


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosening:
    """How many passages a search could find without one of its restrictions.

    ``facet`` is the filter that is left open; None for the words that must stand in a passage or
    must not.
    """

    facet: Facet | None
    passages: int

    @property
    def what(self) -> str:
        """What to leave away, in words."""
        return f"the filter on {self.facet}" if self.facet else "the quotation marks and -words"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many passages carry a value, and of how many it is guessed.

    ``value`` is None for the passages that carry none.
    """

    facet: Facet
    value: str | None
    passages: int
    guessed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """How much there is on one pillar in one country, of one year or language where asked for.

    ``pillar`` and ``country`` are None for passages that carry none. ``guessed`` counts the
    passages that no person has placed here; ``kinds`` how many reports of each kind of source, the
    strongest first, None for those of unknown kind.
    """

    pillar: Pillar | None
    country: str | None
    split: str | None
    passages: int
    guessed: int
    kinds: tuple[tuple[Kind | None, int], ...]

    @property
    def reports(self) -> int:
        """How many reports the passages stand in."""
        return sum(count for _, count in self.kinds)

    @property
    def strongest(self) -> Kind | None:
        """The strongest kind of source among the reports; None where none is known."""
        return next((kind for kind, _ in self.kinds if kind), None)

    @property
    def by_guesses_alone(self) -> bool:
        """Whether nobody has confirmed that there is anything."""
        return 0 < self.passages == self.guessed


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
    fault: Fault | None = None
    reason: str = ""
    pages: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file that the last run could not take in, or took in without some pages, and why."""

    file: str
    fault: Fault
    reason: str


class Ailment(StrEnum):
    """What may be wrong with a corpus and its index, the gravest first."""

    OUT_OF_DATE = "the index is older than the corpus"
    UNREAD = "files that are not searched"
    PARTLY_READ = "reports that are searched in part"
    PICTURES = "text recognised on pictures"
    ALIKE = "reports that say the same"
    UNDESCRIBED = "reports without title or year"

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """Return where a fault belongs."""
        match fault:
            case Fault.PARTLY_READ:
                return cls(cls.PARTLY_READ)
            case Fault.DUPLICATE:
                return cls(cls.ALIKE)
            case _:
                return cls(cls.UNREAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, the files that it is about, and what to do."""

    ailment: Ailment
    files: tuple[str, ...]
    what: str
