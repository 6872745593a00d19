"""What a person has said of the reports: ``reports.csv`` beside the PDFs.

A row with an empty ``pages`` cell speaks of the whole report, one with ``12-19`` of a chapter; for
the pages of a chapter, its cells take the place of the report's where they are filled. A cell
may hold several values, separated by spaces, commas or semicolons. A line whose first cell begins
with # is a remark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from practice_search.errors import ReportsCsvError, UnknownValueError
from practice_search.metadata.reports_csv.cells import (
    COLUMNS,
    nearest_column,
    parse_kind_cell,
    parse_several,
    parse_year,
)
from practice_search.metadata.reports_csv.file_names import FileNames
from practice_search.metadata.reports_csv.page_ranges import parse_pages, write_pages
from practice_search.metadata.reports_csv.records import Record
from practice_search.metadata.reports_csv.rows import Row, contradictions
from practice_search.metadata.reports_csv.table import Table
from practice_search.records import Claim, Origin
from practice_search.terms import FILTERABLE, Facet

__all__ = ["REPORTS_CSV", "ReportsCsv", "read_reports_csv", "read_table"]

REPORTS_CSV = "reports.csv"
"""How the table is called in the folder of the reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsCsv:
    """All rows by file, and the faults of those that cannot be used.

    A file with a faulty row is left as it is in the index: nothing is half-applied. ``name`` is
    that of the table itself, ``names`` the files that are there.
    """

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    name: str = field(default="reports.csv", compare=False, repr=False)
    names: FileNames = field(default_factory=FileNames, compare=False, repr=False)

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
        row = self.report_row(file)
        return tuple(
            claim for facet in Row.COLUMNS for claim in _claims(facet, [row], Origin.STATED)
        )

    def page_claims(self, file: str, page: int) -> tuple[Claim, ...]:
        """Return what is stated of one page: by its chapters, else by the report's row."""
        chapters = [row for row in self.rows.get(file, ()) if row.covers(page)]
        report = [self.report_row(file)]
        return tuple(
            claim
            for facet in FILTERABLE
            for claim in _claims(facet, chapters, Origin.CORRECTED)
            or _claims(facet, report, Origin.STATED)
        )

    def beyond(self, file: str, page_count: int) -> str:
        """Say which rows of a file speak of pages that it does not have; empty if none does."""
        return " ".join(
            f"{self.name}, line {row.line}: column pages: {write_pages(*row.reach)}, but {file} "
            f"has {_pages(page_count)}. Correct the range, or take the row out."
            for row in self.rows.get(file, ())
            if row.reach[1] > page_count
        )

    def nearest(self, file: str) -> str:
        """Return the file of the folder that a row probably means; empty if there is none."""
        return self.names.nearest(file)


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _claims(facet: Facet, rows: Iterable[Row], origin: Origin) -> list[Claim]:
    values = dict.fromkeys(value for row in rows for value in row.values(facet))
    return [Claim(facet=facet, value=value, origin=origin) for value in values]


def read_reports_csv(path: Path) -> ReportsCsv:
    """Read ``reports.csv`` as Excel, LibreOffice or an editor writes it; none is an empty one.

    Raises:
        ReportsCsvError: not UTF-8, quotation marks that do not pair, no ``file`` column, or a
            column name with a typing error.

    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise ReportsCsvError(f"{path} cannot be read ({error.strerror}).") from error
    return read_table(Table.parse(data, path), path, FileNames.below(path.parent))


def read_table(table: Table, path: Path, names: FileNames) -> ReportsCsv:
    """Read a table as ``reports.csv``.

    Args:
        table: its text.
        path: where it lies or shall lie, for the messages.
        names: the files of which it may speak.

    Raises:
        ReportsCsvError: no ``file`` column, or a column name with a typing error.

    """
    if not table.names and all(r.is_remark or not r.text.strip() for r in table.records):
        return ReportsCsv(name=path.name, names=names)
    _check_header(path, table.names)
    rows: dict[str, list[Row]] = {}
    faults: dict[str, list[str]] = {}
    for record in table.rows:
        file = names.resolve(table.value(record, "file"))
        try:
            rows.setdefault(file, []).append(_row(table, record, file))
        except UnknownValueError as error:
            faults.setdefault(file, []).append(f"{path.name}, line {record.line}: {error}")
    for file, said in rows.items():
        if found := contradictions(said):
            faults.setdefault(file, []).extend(f"{path.name}, {each}" for each in found)
    return ReportsCsv(
        rows={file: tuple(said) for file, said in rows.items() if file not in faults},
        faults={file: " ".join(said) for file, said in faults.items()},
        name=path.name,
        names=names,
    )


def _check_header(path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        near = nearest_column(name, [column for column in COLUMNS if column not in names])
        if name not in COLUMNS and near:
            raise ReportsCsvError(f"{path}: the column {name!r} should be called {near!r}.")
        if name and names.count(name) > 1:
            raise ReportsCsvError(f"{path}: two columns are called {name!r}. Keep one.")
    if "file" not in names:
        raise ReportsCsvError(f"{path}: the first line must name the columns: {','.join(COLUMNS)}.")


def _row(table: Table, record: Record, file: str) -> Row:
    values = record.values
    cells = dict(zip(table.names, values, strict=False))
    if any(values[len(table.names) :]):
        raise UnknownValueError(
            "the row has more cells than there are columns. "
            "Put a cell with commas inside in quotation marks."
        )
    if not file:
        raise UnknownValueError("column file: the cell is empty. Name the PDF.")
    first, last = parse_pages(cells.get("pages", "")) or (None, None)
    return Row(
        file=file,
        first=first,
        last=last,
        title=cells.get("title", ""),
        publisher=cells.get("publisher", ""),
        year=parse_year(cells.get("year", "")),
        languages=parse_several("languages", cells.get("languages", "")),
        countries=parse_several("countries", cells.get("countries", "")),
        pillars=parse_several("pillars", cells.get("pillars", "")),
        source=cells.get("source", ""),
        kind=parse_kind_cell(cells.get("kind", "")),
        articles=parse_several("articles", cells.get("articles", "")),
        line=record.line,
    )
