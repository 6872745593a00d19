"""The records of a text with delimiters: rows, remarks and empty lines."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from practice_search.errors import ReportsCsvError

__all__ = ["Record", "find_delimiter", "find_header", "read_records"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row, remark or empty line: as it stands in the file, and its cells with their spaces.

    ``line`` is that on which it begins, from 1; 0 for one that is not in the file yet.
    """

    text: str
    cells: tuple[str, ...]
    line: int = 0

    @property
    def is_remark(self) -> bool:
        """Whether its first cell begins with #."""
        return bool(self.cells) and self.cells[0].strip().startswith("#")

    @property
    def is_empty(self) -> bool:
        """Whether no cell has anything in it."""
        return not any(map(str.strip, self.cells))

    @property
    def values(self) -> list[str]:
        """The cells as they are meant: without spaces around them, each line ended by LF."""
        return [re.sub(r"\r\n?", "\n", cell.strip()) for cell in self.cells]


def find_header(records: Iterable[Record]) -> Record | None:
    """Return the record that names the columns: the first that is neither remark nor empty."""
    return next((r for r in records if not r.is_remark and not r.is_empty), None)


def find_delimiter(text: str) -> str:
    """Find the delimiter by the names of the columns."""
    lines = (line.strip("\r\n ") for line in _LINE.findall(text))
    header = next((s for s in lines if s.strip() and not s.startswith(("#", '"#'))), "")
    return max(",;\t", key=header.count)


def read_records(text: str, delimiter: str, path: Path) -> Iterator[Record]:
    """Yield the records of a text, whose own texts make up all of it.

    Raises:
        ReportsCsvError: quotation marks that do not pair; the message names ``path`` and line.

    """
    lines = _LINE.findall(text)
    at = 0
    while at < len(lines):
        used = 1
        cells = [lines[at].rstrip("\r\n")]
        # A remark that was typed in an editor pairs no quotation marks.
        if not cells[0].lstrip(" ").startswith("#"):
            # Strict, because an open quotation mark would otherwise swallow all rows after it.
            rest = (lines[i] for i in range(at, len(lines)))
            reader = csv.reader(rest, delimiter=delimiter, strict=True)
            try:
                cells = next(reader)
            except csv.Error as error:
                raise ReportsCsvError(
                    f"{path}, line {at + 1}: the quotation marks do not pair ({error}). "
                    'Put a cell in a pair of them, and write each one inside as "".'
                ) from error
            used = reader.line_num
        yield Record(text="".join(lines[at : at + used]), cells=tuple(cells), line=at + 1)
        at += used
