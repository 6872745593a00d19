"""A table as text: what of it means something, and every character that has to survive an edit.

Excel, LibreOffice and editors write the same table differently. Their way is kept: encoding, byte
order mark, delimiter, line ends, remarks, empty lines, and the spelling of each row.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from practice_search.errors import ReportsCsvError, UnknownValueError
from practice_search.metadata.reports_csv.records import (
    Record,
    find_delimiter,
    find_header,
    read_records,
)

__all__ = ["Table"]

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}  # "Unicode text"
_SAVE_AGAIN = (
    "Save it again: in Excel as 'CSV UTF-8 (comma delimited)'. In LibreOffice, tick 'Edit filter "
    "settings' and choose the character set Unicode (UTF-8)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All records of a file in order; ``names`` are those of the columns, empty without a header.

    ``bom`` is the byte order mark; ``encoding`` is that of the rest, in Python's words.
    """

    records: tuple[Record, ...] = ()
    names: tuple[str, ...] = ()
    delimiter: str = ","
    line_end: str = "\r\n"
    encoding: str = "utf-8"
    bom: bytes = codecs.BOM_UTF8  # without it Excel takes UTF-8 for an older encoding

    @classmethod
    def parse(cls, data: bytes, path: Path) -> Self:
        """Take a file apart; one without a byte is a table that has everything before it.

        Raises:
            ReportsCsvError: not UTF-8 (or UTF-16 with its byte order mark), or quotation marks
                that do not pair; the message names ``path`` and the line.

        """
        if not data:
            return cls()
        marks = (codecs.BOM_UTF8, *_UTF_16)
        bom = next((mark for mark in marks if data.startswith(mark)), b"")
        encoding = _UTF_16.get(bom, "utf-8")
        try:
            text = data[len(bom) :].decode(encoding)
        except UnicodeDecodeError as error:
            raise _wrong_encoding(path, data[len(bom) :], error) from error
        delimiter = find_delimiter(text)
        records = tuple(read_records(text, delimiter, path))
        ends = [re.sub(r".*[^\r\n]", "", record.text, flags=re.DOTALL) for record in records]
        header = find_header(records)
        return cls(
            records=records,
            names=tuple(header.values) if header else (),
            delimiter=delimiter,
            line_end=next((end for end in ends if end in ("\r\n", "\r", "\n")), "\r\n"),
            encoding=encoding,
            bom=bom,
        )

    @property
    def rows(self) -> Iterator[Record]:
        """The records that say something: no header, no remark, nothing empty."""
        said = (r for r in self.records if not r.is_remark and not r.is_empty)
        next(said, None)
        return said

    def value(self, record: Record, name: str) -> str:
        """Return what a record has in a column, empty where it or the column ends before."""
        return dict(zip(self.names, record.values, strict=False)).get(name, "")

    def encode(self) -> bytes:
        """Return the bytes of the file.

        Raises:
            UnknownValueError: a cell holds half a character, as broken file names do.

        """
        text = "".join(record.text for record in self.records)
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UnknownValueError(
                f"{text[error.start : error.end]!r} is no letter that a file can hold. Leave it "
                "out, or rename the file in which it stands."
            ) from error

    # Change

    def row(self, cells: Sequence[str]) -> Record:
        """Write a row of these cells."""
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator="\r\n").writerow(cells)
        line = text.getvalue().removesuffix("\r\n") + self.line_end
        return Record(text=line, cells=tuple(cells))

    def with_values(self, record: Record, values: Mapping[str, str]) -> Record:
        """Return a record with other values in some columns; its other cells stay."""
        cells = [*record.cells, *[""] * (len(self.names) - len(record.cells))]
        for name, value in values.items():
            cells[self.names.index(name)] = value
        return self.row(cells)

    def with_records(self, records: Sequence[Record]) -> Self:
        """Return the table with other records; whether its last line has an end stays as it is."""
        open_end = bool(self.records) and not self.records[-1].text.endswith(("\r", "\n"))
        ended = [
            r if r.text.endswith(("\r", "\n")) else replace(r, text=r.text + self.line_end)
            for r in records
        ]
        if open_end and ended:
            ended[-1] = replace(ended[-1], text=re.sub(r"(\r\n|\r|\n)\Z", "", ended[-1].text))
        return replace(self, records=tuple(ended))

    def with_columns(self, names: Sequence[str]) -> Self:
        """Return the table with these columns too, at its right; with a header if it has none."""
        added = [name for name in names if name not in self.names]
        if not added:
            return self
        header = find_header(self.records)
        table = replace(self, names=(*self.names, *added))
        if header is None:
            return table.with_records([*self.records, table.row(table.names)])
        text = header.text.rstrip("\r\n")
        wider = replace(
            header,
            text=self.delimiter.join([text, *added]) + header.text[len(text) :],
            cells=(*header.cells, *added),
        )
        return replace(table, records=tuple(wider if r is header else r for r in self.records))


def _wrong_encoding(path: Path, data: bytes, error: UnicodeDecodeError) -> ReportsCsvError:
    """Say where the first letter stands that is not in the encoding."""
    before = data[: error.start].decode(error.encoding)
    line = len(re.findall(r"\r\n|\r|\n", before)) + 1
    column = _column_at(len(before), data.decode(error.encoding, errors="replace"), path)
    letters = re.split(r"[\r\n]", before)[-1][-20:]
    after = f"what follows {letters!r}" if letters else "the first letter"
    encoding = "UTF-8" if error.encoding == "utf-8" else "UTF-16"
    return ReportsCsvError(
        f"{path}, line {line}{column}: {after} is not in {encoding}. {_SAVE_AGAIN}"
    )


def _column_at(place: int, text: str, path: Path) -> str:
    """Name the column of a character, where that can be told."""
    delimiter = find_delimiter(text)
    try:
        records = list(read_records(text, delimiter, path))
    except ReportsCsvError:
        return ""
    header = find_header(records)
    start = 0
    for record in records:
        if start <= place < start + len(record.text):
            if header is None or record is header or record.is_remark:
                return ""
            left = csv.reader([record.text[: place - start]], delimiter=delimiter)
            index = max(len(next(left, [])), 1) - 1
            return f", column {header.values[index]}" if index < len(header.cells) else ""
        start += len(record.text)
    return ""
