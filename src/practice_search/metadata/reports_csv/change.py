"""Where a change goes in ``reports.csv``: which rows are changed, split, added, taken out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from practice_search.errors import UnknownValueError
from practice_search.metadata.reports_csv.cells import COLUMNS, is_same
from practice_search.metadata.reports_csv.file_names import FileNames
from practice_search.metadata.reports_csv.page_ranges import (
    Reach,
    common,
    gaps,
    parse_pages,
    write_pages,
)
from practice_search.metadata.reports_csv.records import Record
from practice_search.metadata.reports_csv.table import Table

__all__ = ["TableEdit", "file_cell"]

_SAID = COLUMNS[2:]  # what is said of the pages of a file


def file_cell(file: str) -> str:
    """Write a file name so that it is neither taken for a remark nor loses a space."""
    return f"./{file}" if file.startswith(("#", " ", "./")) else file


@dataclass(slots=True)
class _Part:
    """A record; of a row of the file in question also its pages, and whether it is new."""

    record: Record
    mine: bool = False
    reach: Reach | None = None
    new: bool = False


class TableEdit:
    """One change of a table."""

    def __init__(
        self,
        table: Table,
        names: FileNames,
        file: str,
        reach: Reach | None,
        cells: Mapping[str, str],
    ) -> None:
        self.before = table
        self.names = names
        self.file = file
        self.reach = reach
        self.cells = cells
        said = [column for column, cell in cells.items() if cell]
        if said and not table.names:
            said = [*COLUMNS]
        elif said:
            said += ["file", *["pages"] * (reach is not None)]
        self.wide = table.with_columns(said)

    def table(self) -> Table:
        """Return the table with the change in it."""
        rows = {id(record) for record in self.wide.rows}
        parts = [self._part(record, id(record) in rows) for record in self.wide.records]
        after = self._of_report(parts) if self.reach is None else self._of_pages(parts, self.reach)
        records = [part.record for part in after]
        return self.before if records == [*self.before.records] else self.wide.with_records(records)

    def _part(self, record: Record, is_row: bool) -> _Part:
        file = self.names.resolve(self.wide.value(record, "file")) if is_row else None
        if file != self.file:
            return _Part(record)
        try:
            return _Part(record, mine=True, reach=parse_pages(self.wide.value(record, "pages")))
        except UnknownValueError:  # a fault of the file, of which reading it will tell
            return _Part(record, mine=True, reach=(0, 0))

    def _of_report(self, parts: list[_Part]) -> list[_Part]:
        mine = [place for place, part in enumerate(parts) if part.mine]
        for place in mine:
            if parts[place].reach is None:
                parts[place].record = self._changed(parts[place].record)
                return parts
        if any(self.cells.values()):
            place = mine[0] if mine else _end(parts)
            parts.insert(place, _Part(self._new(""), mine=True, new=True))
        return parts

    def _of_pages(self, parts: list[_Part], reach: Reach) -> list[_Part]:
        after: list[_Part] = []
        for part in parts:
            after += self._split(part, reach)
        after = self._merged(after)
        place = max((n for n, part in enumerate(after, start=1) if part.mine), default=_end(after))
        if any(self.cells.values()):
            there = [part.reach for part in after if part.reach]
            new = [self._new(write_pages(*gap)) for gap in gaps(reach, there)]
            after[place:place] = [_Part(record, mine=True, new=True) for record in new]
        return after

    def _split(self, part: _Part, reach: Reach) -> Iterator[_Part]:
        """Yield the parts of a row: before the pages, on them, after them."""
        here = common(part.reach, reach) if part.reach else None
        changed = self._changed(part.record)
        if here is None or part.reach is None or changed is part.record:
            yield part
            return
        first, last = part.reach
        pieces = {
            (first, here[0] - 1): part.record,
            here: changed,
            (here[1] + 1, last): part.record,
        }
        for piece, record in pieces.items():
            if piece[0] <= piece[1] and not self._is_blank(record):
                yield self._piece(record, piece, whole=piece == part.reach)

    def _piece(self, record: Record, reach: Reach, *, whole: bool) -> _Part:
        if not whole:
            record = self.wide.with_values(record, {"pages": write_pages(*reach)})
        return _Part(record, mine=True, reach=reach, new=True)

    def _merged(self, parts: list[_Part]) -> list[_Part]:
        """Put a new part into an earlier row of the same pages: two such rows would be a fault."""
        after: list[_Part] = []
        by_reach: dict[Reach, _Part] = {}
        for part in parts:
            earlier = by_reach.get(part.reach) if part.reach else None
            if earlier and (part.new or earlier.new) and self._agree(earlier.record, part.record):
                earlier.record = self._both(earlier.record, part.record)
                continue
            if part.reach:
                by_reach.setdefault(part.reach, part)
            after.append(part)
        return after

    def _agree(self, one: Record, other: Record) -> bool:
        """Whether two rows of the same pages do not contradict each other; else that is told."""
        pairs = ((name, self.wide.value(one, name), self.wide.value(other, name)) for name in _SAID)
        return all(not mine or not its or is_same(name, mine, its) for name, mine, its in pairs)

    def _both(self, one: Record, other: Record) -> Record:
        """Put two rows together: cells that are read agree, those of one's own are joined."""
        cells = []
        names = [*self.wide.names, *[""] * len(other.cells)]
        for name, mine, its in zip_longest(names, one.cells, other.cells, fillvalue=""):
            own = name not in COLUMNS and mine.strip() and its.strip() and mine != its
            cells.append(f"{mine}; {its}" if own else mine if mine.strip() else its)
        return self.wide.row(cells[: max(len(one.cells), len(other.cells))])

    def _changed(self, record: Record) -> Record:
        """Return the record with the new cells; itself where it says all that already."""
        new = {
            column: cell
            for column, cell in self.cells.items()
            if not is_same(column, self.wide.value(record, column), cell)
        }
        return self.wide.with_values(record, new) if new else record

    def _new(self, pages: str) -> Record:
        values = {"file": file_cell(self.file), "pages": pages, **self.cells}
        return self.wide.row([values.get(name, "") for name in self.wide.names])

    def _is_blank(self, record: Record) -> bool:
        names = self.wide.names
        return not any(
            value
            for index, value in enumerate(record.values)
            if index >= len(names) or names[index] not in ("file", "pages")
        )


def _end(parts: Sequence[_Part]) -> int:
    """Find the place behind all that is written; a spreadsheet may leave empty rows there."""
    written = (n for n, part in enumerate(parts, start=1) if not part.record.is_empty)
    return max(written, default=0)
