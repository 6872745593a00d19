"""Write into ``reports.csv`` what a person says from a command or the app.

All that is not spoken of stays as it is, to the byte: remarks, order, columns of one's own.
"""

from collections.abc import Mapping
from pathlib import Path

from practice_search.errors import ReportsCsvError, UnknownValueError
from practice_search.metadata.reports_csv.cells import canonical, find_column, is_same
from practice_search.metadata.reports_csv.change import TableEdit, file_cell
from practice_search.metadata.reports_csv.file_names import FileNames
from practice_search.metadata.reports_csv.page_ranges import Reach, common, gaps, parse_pages
from practice_search.metadata.reports_csv.reading import ReportsCsv, read_table
from practice_search.metadata.reports_csv.rewriting import rewrite
from practice_search.metadata.reports_csv.table import Table

__all__ = ["edit_reports_csv", "rename_in_reports_csv"]


def edit_reports_csv(
    path: Path,
    file: str,
    changes: Mapping[str, str],
    *,
    pages: str = "",
    page_count: int | None = None,
) -> None:
    """Say something of a report or of some of its pages; the file is made if it is not there.

    Where the pages are part of a range that has a row, the range is split: they say the new value,
    the others what they said before, and the other cells of the row go with each part.

    Args:
        path: ``reports.csv``.
        file: the report, by its path inside the folder with forward slashes.
        changes: the new cells by column, whose name may be in the singular; an empty one takes
            back what was said before.
        pages: a page or a range, such as "7" or "12-19"; empty for the whole report.
        page_count: how many pages the report has, where that is known.

    Raises:
        UnknownValueError: there is no such column, value or page; the message names the nearest
            one, and nothing was written.
        ReportsCsvError: ``reports.csv`` cannot be used or written; it is as it was.

    """
    cells = _cells(changes)
    reach = parse_pages(pages.strip())
    if reach and page_count is not None and reach[1] > page_count:
        raise UnknownValueError(
            f"column pages: {pages.strip()}, but {file} has {page_count} pages. "
            "Name pages that it has."
        )
    names = FileNames.below(path.parent, also=[file])

    def change(data: bytes) -> bytes:
        table = Table.parse(data, path)
        before = read_table(table, path, names)
        edited = TableEdit(table, names, file, reach, cells).table()
        new = data if edited is table else edited.encode()
        after = read_table(Table.parse(new, path), path, names)
        fault = after.faults.get(file, "")
        if page_count is not None:
            fault = fault or after.beyond(file, page_count)
        if fault := fault or _harm(before, after, {file}):
            raise ReportsCsvError(f"{fault} Nothing was changed: correct that first.")
        if not _says(after, file, reach, cells):
            raise UnknownValueError(
                f"{file} or what you say of it has a character that means something else in "
                f"{path.name}, such as # at its beginning or a backslash. Nothing was changed: "
                "write it otherwise."
            )
        return new

    rewrite(path, change)


def rename_in_reports_csv(path: Path, names: Mapping[str, str]) -> None:
    """Let rows follow reports that were renamed, all at once.

    Args:
        path: ``reports.csv``; where there is none, there is nothing to do.
        names: the new path inside the folder by the old one.

    Raises:
        UnknownValueError: a new name cannot be written.
        ReportsCsvError: ``reports.csv`` cannot be used or written, or has rows of a new name
            already; it is as it was.

    """
    known = FileNames.below(path.parent, also=[*names, *names.values()])

    def change(data: bytes) -> bytes:
        table = Table.parse(data, path)
        before = read_table(table, path, known)
        renamed = {
            id(record): table.with_values(record, {"file": file_cell(names[file])})
            for record in table.rows
            if (file := known.resolve(table.value(record, "file"))) in names
        }
        if not renamed:
            return data
        edited = table.with_records([renamed.get(id(r), r) for r in table.records])
        new = edited.encode()
        after = read_table(Table.parse(new, path), path, known)
        fault = _harm(before, after, {*names, *names.values()})
        for old_name, new_name in names.items():
            if old_name in before.rows:
                fault = fault or after.faults.get(new_name, "")
        if fault:
            raise ReportsCsvError(f"{fault} Nothing was changed: correct that first.")
        return new

    rewrite(path, change)


def _cells(changes: Mapping[str, str]) -> dict[str, str]:
    """Check what is to be written, and write it as codes."""
    cells: dict[str, str] = {}
    for name, value in changes.items():
        column = find_column(name)
        cell = canonical(column, value)
        if cells.setdefault(column, cell) != cell:
            raise UnknownValueError(f"column {column}: two values at once. Give it once.")
    return cells


def _harm(before: ReportsCsv, after: ReportsCsv, meant: set[str]) -> str:
    """Say which other file would be read in another way, such as by a cell beyond the columns."""
    for file in before.rows.keys() | before.faults.keys() | after.rows.keys() | after.faults.keys():
        same = before.rows.get(file) == after.rows.get(file)
        if file not in meant and not (same and (file in before.faults) == (file in after.faults)):
            return before.faults.get(file) or after.faults.get(file) or f"{file} would change."
    return ""


def _says(after: ReportsCsv, file: str, reach: Reach | None, cells: Mapping[str, str]) -> bool:
    """Whether what was to be said can be read."""
    if reach is None:
        rows = [after.report_row(file)]
    else:
        rows = [row for row in after.rows.get(file, ()) if row.first and common(row.reach, reach)]
        if any(cells.values()) and [*gaps(reach, [row.reach for row in rows])]:
            return False
    return all(
        is_same(column, " ".join(row.cell(column)), cell)
        for row in rows
        for column, cell in cells.items()
    )
