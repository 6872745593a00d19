"""The rows of ``reports.csv`` as values, and where two of them contradict each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from practice_search.metadata.reports_csv.cells import COLUMNS
from practice_search.metadata.reports_csv.page_ranges import Reach, in_words
from practice_search.terms import Facet, Kind

__all__ = ["Row", "contradictions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; ``first`` and ``last`` page are None when it speaks of the whole report.

    Countries, pillars and articles are `NONE` alone where a person says that there are none.
    ``line`` is that of the file on which the row begins, from 1.
    """

    COLUMNS: ClassVar[Mapping[Facet, str]] = {
        Facet.PILLAR: "pillars",
        Facet.COUNTRY: "countries",
        Facet.ARTICLE: "articles",
        Facet.LANGUAGE: "languages",
        Facet.KIND: "kind",
        Facet.TITLE: "title",
        Facet.PUBLISHER: "publisher",
        Facet.YEAR: "year",
    }

    file: str
    first: int | None = None
    last: int | None = None
    title: str = ""
    publisher: str = ""
    year: int | None = None
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    source: str = ""
    kind: Kind | None = None
    articles: tuple[str, ...] = ()
    line: int = field(default=0, compare=False, repr=False)

    @property
    def reach(self) -> Reach:
        """First and last page; 0 and 0 for the row of the whole report."""
        return self.first or 0, self.last or 0

    def covers(self, page: int) -> bool:
        """Whether the row is that of a chapter which has this page."""
        return self.first is not None and self.last is not None and self.first <= page <= self.last

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return the cell of one facet."""
        return self.cell(self.COLUMNS[facet])

    def cell(self, column: str) -> tuple[str, ...]:
        """Return the values in the cell of one column; free text is one of them."""
        value: str | int | tuple[str, ...] | None = getattr(self, column)
        if isinstance(value, tuple):
            return value
        return (str(value),) if value else ()


def contradictions(rows: Iterable[Row]) -> list[str]:
    """Say which rows of one file speak of the same pages twice, or in two ways."""
    said = list(rows)
    return [*_twice(said), *_disagreements(said)]


def _twice(rows: Iterable[Row]) -> Iterator[str]:
    """Tell the rows that speak of the same pages as an earlier one, or of the whole too."""
    before: dict[Reach, Row] = {}
    for row in rows:
        if row is not (other := before.setdefault(row.reach, row)):
            what = "the whole" if row.first is None else in_words(row.reach)
            yield (
                f"line {row.line}: column pages: a second row for {what} of {row.file}, "
                f"after that in line {other.line}. Keep one."
            )


def _disagreements(rows: Iterable[Row]) -> Iterator[str]:
    """Tell the cells that contradict another row's on a page of which both speak."""
    chapters = sorted((row for row in rows if row.first is not None), key=lambda row: row.reach)
    for index, one in enumerate(chapters, start=1):
        for other in chapters[index:]:
            if other.reach[0] > one.reach[1]:
                break
            if other.reach != one.reach:
                earlier, later = sorted((one, other), key=lambda row: row.line)
                yield from _contradictions(earlier, later, page=other.reach[0])


def _contradictions(earlier: Row, later: Row, *, page: int) -> Iterator[str]:
    for column in COLUMNS[2:]:
        before, said = earlier.cell(column), later.cell(column)
        if before and said and set(map(_plain, before)) != set(map(_plain, said)):
            yield (
                f"line {later.line}: column {column}: {' '.join(said)!r} for "
                f"{in_words(later.reach)}, but line {earlier.line} has {' '.join(before)!r} "
                f"for {in_words(earlier.reach)}, and both speak of page {page}. "
                "Let them say the same, or have no page in common."
            )


def _plain(value: str) -> str:
    """Return a value with one blank where it has several, or a line end."""
    return " ".join(value.split())
