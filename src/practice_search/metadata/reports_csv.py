"""What a person has said of the reports: ``reports.csv`` beside the PDFs.

A row with an empty ``pages`` cell speaks of the whole report, one with ``12-19`` of a chapter; for
the pages of a chapter, its cells take the place of the report's where they are filled. A cell
may hold several values, separated by spaces, commas or semicolons.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from practice_search.errors import ReportsCsvError, UnknownValueError
from practice_search.records import Claim, Origin
from practice_search.terms import (
    FILTERABLE,
    Facet,
    Kind,
    parse_country,
    parse_kind,
    parse_language,
    parse_pillar,
)

__all__ = ["COLUMNS", "ReportsCsv", "Row", "read_reports_csv"]

COLUMNS = (
    "file", "pages", "title", "publisher", "year", "languages", "countries", "pillars", "source",
    "kind",
)  # fmt: skip

_Value = TypeVar("_Value", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; ``first`` and ``last`` page are None when it speaks of the whole report."""

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

    def covers(self, page: int) -> bool:
        """Whether the row is that of a chapter which has this page."""
        return self.first is not None and self.last is not None and self.first <= page <= self.last

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return the cell of one facet."""
        by_facet = {
            Facet.PILLAR: self.pillars,
            Facet.COUNTRY: self.countries,
            Facet.LANGUAGE: self.languages,
            Facet.TITLE: (self.title,) if self.title else (),
            Facet.PUBLISHER: (self.publisher,) if self.publisher else (),
            Facet.YEAR: (str(self.year),) if self.year else (),
        }
        return by_facet[facet]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsCsv:
    """All rows by file, and the faults of those that cannot be used.

    A file with a faulty row is left as it is in the index: nothing is half-applied.
    """

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def stated(self, file: str) -> str:
        """Return all that is said of a file as one text, to compare with an earlier one."""
        return repr(self.rows.get(file, ()))

    def report_row(self, file: str) -> Row:
        """Return the row of the whole report; an empty one where nobody has written it."""
        rows = self.rows.get(file, ())
        return next((row for row in rows if row.first is None), Row(file=file))

    def languages(self, file: str) -> tuple[str, ...]:
        """Return all languages that are stated of a report or of a chapter of it."""
        rows = self.rows.get(file, ())
        return tuple(dict.fromkeys(language for row in rows for language in row.languages))

    def report_claims(self, file: str) -> tuple[Claim, ...]:
        """Return what is stated of the report as a whole."""
        return _claims(Facet, [self.report_row(file)])

    def page_claims(self, file: str, page: int) -> tuple[Claim, ...]:
        """Return what is stated of one page: by its chapters, else by the report's row."""
        chapters = [row for row in self.rows.get(file, ()) if row.covers(page)]
        return _claims(FILTERABLE, chapters, instead=self.report_row(file))


def _claims(
    facets: Iterable[Facet], rows: list[Row], *, instead: Row | None = None
) -> tuple[Claim, ...]:
    claims = []
    for facet in facets:
        values = dict.fromkeys(value for row in rows for value in row.values(facet))
        if not values and instead is not None:
            values = dict.fromkeys(instead.values(facet))
        claims += [Claim(facet=facet, value=value, origin=Origin.STATED) for value in values]
    return tuple(claims)


def read_reports_csv(path: Path) -> ReportsCsv:
    """Read ``reports.csv`` as Excel, LibreOffice or an editor writes it; none is an empty one.

    Raises:
        ReportsCsvError: not UTF-8, quotation marks that do not pair, no ``file`` column, or a
            column name with a typing error.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ReportsCsv()
    except UnicodeDecodeError as error:
        raise ReportsCsvError(
            f"{path} is not in UTF-8. Save it again as 'CSV UTF-8 (comma delimited)'."
        ) from error
    except OSError as error:
        raise ReportsCsvError(f"{path} cannot be read ({error.strerror}).") from error
    if not text.strip():
        return ReportsCsv()
    lines = _lines(path, text)
    _, names = next(lines, (1, []))
    _check_header(path, names)

    spellings = _spellings(path.parent)
    rows: dict[str, list[Row]] = {}
    faults: dict[str, list[str]] = {}
    for line, values in lines:
        cells = dict(zip(names, values, strict=False))
        file = cells.get("file", "").replace("\\", "/").removeprefix("./")
        file = spellings.get(file, spellings.get(_composed(file), file))
        try:
            if any(values[len(names) :]):
                raise UnknownValueError(
                    "the row has more cells than there are columns. "
                    "Put a cell with commas inside in quotation marks."
                )
            rows.setdefault(file, []).append(_row(file, cells))
        except UnknownValueError as error:
            faults.setdefault(file, []).append(f"{path.name}, line {line}: {error}")
    for file, said in rows.items():
        if sum(row.first is None for row in said) > 1:
            faults.setdefault(file, []).append(
                f"{path.name} has two rows for the whole of {file}. Keep one."
            )
    return ReportsCsv(
        rows={file: tuple(said) for file, said in rows.items() if file not in faults},
        faults={file: " ".join(said) for file, said in faults.items()},
    )


def _lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the line on which it begins."""
    header = text.lstrip().splitlines()[0]
    delimiter = max(",;\t", key=header.count)
    # Strict, because an open quotation mark would otherwise swallow all the rows after it.
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for values in reader:
            if any(map(str.strip, values)):
                yield line, [value.strip() for value in values]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ReportsCsvError(
            f"{path}, line {line}: the quotation marks do not pair ({error}). "
            'Put a cell in a pair of them, and write each one inside as "".'
        ) from error


def _spellings(corpus: Path) -> dict[str, str]:
    """Find how the system spells a file: "é" may be one character there, or two as on macOS."""
    files = [path.relative_to(corpus).as_posix() for path in corpus.rglob("*")]
    return {_composed(file): file for file in files} | {file: file for file in files}


def _composed(file: str) -> str:
    return unicodedata.normalize("NFC", file)


def _check_header(path: Path, names: list[str]) -> None:
    for name in names:
        missing = [column for column in COLUMNS if column not in names]
        near = difflib.get_close_matches(name.casefold(), missing, n=1, cutoff=0.75)
        if name not in COLUMNS and near:
            raise ReportsCsvError(f"{path}: the column {name!r} should be called {near[0]!r}.")
        if name and names.count(name) > 1:
            raise ReportsCsvError(f"{path}: two columns are called {name!r}. Keep one.")
    if "file" not in names:
        raise ReportsCsvError(f"{path}: the first line must name the columns: {','.join(COLUMNS)}.")


def _row(file: str, cells: Mapping[str, str]) -> Row:
    if not file:
        raise UnknownValueError("column file: the cell is empty. Name the PDF.")
    first, last = _pages(cells.get("pages", ""))
    return Row(
        file=file,
        first=first,
        last=last,
        title=cells.get("title", ""),
        publisher=cells.get("publisher", ""),
        year=_year(cells.get("year", "")),
        languages=_several(cells, "languages", parse_language),
        countries=_several(cells, "countries", parse_country),
        pillars=_several(cells, "pillars", parse_pillar),
        source=cells.get("source", ""),
        kind=_kind(cells.get("kind", "")),
    )


def _several(
    cells: Mapping[str, str], column: str, parse: Callable[[str], _Value]
) -> tuple[_Value, ...]:
    values: dict[_Value, None] = {}
    try:
        for part in filter(None, map(str.strip, re.split(r"[;,]", cells.get(column, "")))):
            try:
                values[parse(part)] = None
            except UnknownValueError:
                words = part.split()
                if len(words) == 1:
                    raise
                values |= dict.fromkeys(map(parse, words))
    except UnknownValueError as error:
        raise UnknownValueError(f"column {column}: {error}") from None
    return tuple(values)


def _kind(cell: str) -> Kind | None:
    try:
        return parse_kind(cell) if cell else None
    except UnknownValueError as error:
        raise UnknownValueError(f"column kind: {error}") from None


def _pages(cell: str) -> tuple[int | None, int | None]:
    if not cell:
        return None, None
    match = re.fullmatch(r"(\d{1,5})(?:\s*[-\N{EN DASH}]\s*(\d{1,5}))?", cell)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise UnknownValueError(
            f"column pages: {cell!r} is no page range such as 7 or 12-19. "
            "(A spreadsheet may have made a date of it: format the column as text.)"
        )
    return first, last


def _year(cell: str) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"(19|20)\d\d", cell):
        raise UnknownValueError(f"column year: {cell!r} is no year such as 2024.")
    return int(cell)
