"""Build the starter corpus: every typst report here becomes a PDF, and its rows in reports.csv.

    python corpus/sources/build.py

Needs the ``typst`` package (``pip install .[corpus]``). The fonts are the ones inside that package
and the time of creation is fixed, so the same sources give the same bytes on every machine.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typst

SOURCES = Path(__file__).resolve().parent
CORPUS = SOURCES.parent
TABLE = CORPUS / "reports.csv"
TEMPLATE = "template.typ"

CREATED = 1_793_491_200  # 1 November 2026, 00:00 UTC, in every PDF
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]  # archival, and readable by screen readers

COLUMNS = (
    "file",
    "pages",
    "title",
    "publisher",
    "year",
    "languages",
    "countries",
    "pillars",
    "source",
    "kind",
    "articles",
)
PUBLISHER = "practice-search"
KIND = "notes"


class BuildError(Exception):
    """A report that cannot be built; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a report, with the pages it covers."""

    title: str
    countries: tuple[str, ...]
    pillars: tuple[str, ...]
    articles: tuple[int, ...]
    first: int
    last: int

    @property
    def pages(self) -> str:
        """The pages as the table writes them: ``3`` or ``3-5``."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Report:
    """One compiled report: its PDF, what it says about itself, and its sections in order."""

    source: str
    pdf: bytes
    page_count: int
    title: str
    language: str
    year: int
    countries: tuple[str, ...]
    pillars: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def file(self) -> str:
        """The name of the PDF in the corpus folder."""
        return Path(self.source).with_suffix(".pdf").name

    def rows(self) -> list[dict[str, str]]:
        """Return the report's own row, then one row a section."""
        common = {
            "file": self.file,
            "publisher": PUBLISHER,
            "year": str(self.year),
            "languages": self.language,
            "source": f"{SOURCES.name}/{self.source}",
            "kind": KIND,
        }
        whole = {
            "title": self.title,
            "countries": " ".join(self.countries),
            "pillars": " ".join(self.pillars),
        }
        return [
            common | whole,
            *(
                common
                | {
                    "pages": section.pages,
                    "title": section.title,
                    "countries": " ".join(section.countries),
                    "pillars": " ".join(section.pillars),
                    "articles": " ".join(map(str, section.articles)),
                }
                for section in self.sections
            ),
        ]


def compile_report(path: Path) -> Report:
    """Compile one source; a typst error or warning is a BuildError."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(path, root=SOURCES, font_paths=fonts, ignore_system_fonts=True)
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=STANDARDS, timestamp=CREATED
        )
        marks = json.loads(compiler.query("metadata", field="value"))
    except typst.TypstError as error:
        raise BuildError(f"{path.name}: {error.diagnostic.strip()}") from error
    if warnings:
        raise BuildError(f"{path.name}: " + "; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise BuildError(f"{path.name}: typst gave no PDF")
    return _read_marks(path.name, pdf, marks)


def _read_marks(name: str, pdf: bytes, marks: Iterable[Any]) -> Report:
    """Read what the template left in the document, in the order of the document."""
    report: dict[str, Any] | None = None
    sections: list[Section] = []
    for mark in marks:
        match mark:
            case {"kind": "report"}:
                report = mark
            case {"kind": "practice-start", "page": int(page)}:
                section = Section(
                    title=mark["title"].strip(),
                    countries=tuple(mark["countries"]),
                    pillars=tuple(mark["pillars"]),
                    articles=tuple(mark["articles"]),
                    first=page,
                    last=page,
                )
                sections.append(section)
            case {"kind": "section-end", "page": int(page)} if sections:
                sections[-1] = replace(sections[-1], last=page)
            case _:
                pass
    if report is None:
        raise BuildError(f"{name}: it does not use the template's report function")
    return Report(
        source=name,
        pdf=pdf,
        page_count=report["pages"],
        title=report["title"],
        language=report["language"],
        year=report["year"],
        countries=tuple(report["countries"]),
        pillars=tuple(report["pillars"]),
        sections=tuple(sections),
    )


def merge_table(text: str, reports: Sequence[Report]) -> str:
    """Return the table with the rows of these reports renewed and all else as it was.

    A column this program does not know keeps its values, in the renewed rows too: they are found
    again by file and title. The separator stays the one in use.
    """
    separator = ";" if text.partition("\n")[0].count(";") > 1 else ","
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    header = lines[0] if lines else []
    names = [name.strip().lower() for name in header]
    for column in COLUMNS:
        if column not in names:
            names.append(column)
            header = [*header, column]
    at = {name: names.index(name) for name in COLUMNS}

    own = {report.file for report in reports}
    kept: list[list[str]] = []
    remembered: dict[tuple[str, str], list[str]] = {}
    place: int | None = None
    for line in lines[1:]:
        cells = line + [""] * (len(header) - len(line))
        if cells[at["file"]].strip() not in own:
            kept.append(line)
            continue
        place = len(kept) if place is None else place
        remembered[cells[at["file"]].strip(), cells[at["title"]].strip()] = cells

    renewed: list[list[str]] = []
    for row in (row for report in reports for row in report.rows()):
        cells = list(remembered.get((row["file"], row["title"]), [""] * len(header)))
        for column in COLUMNS:
            cells[at[column]] = row.get(column, "")
        renewed.append(cells)

    place = len(kept) if place is None else place
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([header, *kept[:place], *renewed, *kept[place:]])
    return out.getvalue()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file in one step; a reader sees the old bytes or the new ones, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def main() -> int:
    """Build every report; the exit status is 1 if one of them failed."""
    try:
        table = TABLE.read_bytes().decode("utf-8-sig") if TABLE.exists() else ""
    except UnicodeDecodeError:
        print(f"{TABLE.name} is not UTF-8; save it as CSV UTF-8 and run again", file=sys.stderr)
        return 1
    reports: list[Report] = []
    failures = 0
    for path in sorted(SOURCES.glob("*.typ")):
        if path.name == TEMPLATE:
            continue
        try:
            report = compile_report(path)
        except BuildError as error:
            failures += 1
            print(error, file=sys.stderr)
            continue
        write_atomically(CORPUS / report.file, report.pdf)
        reports.append(report)
        print(f"{report.file}: {report.page_count} pages, {len(report.pdf):,} bytes")

    write_atomically(TABLE, merge_table(table, reports).encode("utf-8-sig"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
