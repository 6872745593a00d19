"""One report from file to clean pages, whatever it is written in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from practice_search.documents.alignment import carry_type
from practice_search.documents.cleaning import clean_pages, drop_invisible
from practice_search.documents.formats.magic import read_head, what_it_is
from practice_search.documents.formats.pdf import read_pdf
from practice_search.documents.formats.pdfium import read_pdf_again
from practice_search.documents.formats.plain import read_plain
from practice_search.documents.formats.slides import read_slides
from practice_search.documents.formats.web import read_web
from practice_search.documents.formats.word import read_word
from practice_search.documents.layout import Layout, Line, large_lines, lay_out, page_lines
from practice_search.documents.ocr import recognise
from practice_search.documents.page_image import render_page
from practice_search.documents.raw import RawPage, RawReport
from practice_search.documents.second_opinion import better_pages
from practice_search.errors import (
    DamagedError,
    EncryptedError,
    NoTextError,
    OtherFormatError,
    PageNotShownError,
    ReportError,
    TimedOutError,
)
from practice_search.records import Page
from practice_search.terms import Format

__all__ = [
    "FORMATS",
    "Reader",
    "Reading",
    "Trial",
    "Watch",
    "read_picture",
    "read_pictures",
    "read_raw",
    "tidy",
]

FORMATS = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".dotx": Format.DOCX,
    ".pptx": Format.PPTX,
    ".pptm": Format.PPTX,
    ".ppsx": Format.PPTX,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".txt": Format.TEXT,
}
"""What a file is by the end of its name."""

_READERS = {
    Format.DOCX: read_word,
    Format.PPTX: read_slides,
    Format.HTML: read_web,
    Format.TEXT: read_plain,
}

# At 300 both engines read as well and take twice as long (benchmarks/ocr.py).
_OCR_DPI = 200


class Reader(StrEnum):
    """What may be at work on a page."""

    FIRST = "reading"
    SECOND = "reading again"
    OCR = "recognising"
    REST = "cutting"


Trial = tuple[Reader, int]
"""A reader and the page, from 1, that it is at; 0 while it opens the file."""

Watch = Callable[[Reader, int, int], None]
"""Hears which reader comes to which page of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A report as clean pages; ``lost`` ones could not be read, ``blank`` ones have no text."""

    format: Format
    pages: tuple[Page, ...]
    lines: tuple[tuple[Line, ...], ...]
    layout: Layout
    lost: tuple[int, ...]
    blank: tuple[int, ...]
    title: str

    @property
    def note(self) -> str:
        """A sentence on what cannot be searched, empty when there is nothing."""
        unit = f"{self.format.unit}s"
        parts = [
            f"{what}: {_page_list(numbers)}"
            for what, numbers in (
                (f"damaged {unit}", self.lost),
                (f"{unit} without text, perhaps pictures or scans", self.blank),
            )
            if numbers
        ]
        return f"Not searchable, {'; '.join(parts)}." if parts else ""


def read_raw(
    path: Path, *, hard: Collection[Trial] = (), watch: Watch = lambda *_: None
) -> RawReport:
    """Read a file by the format that its name ends in.

    A PDF is read by pypdf and again by PDFium; of each page the better text is taken.

    Args:
        path: the file.
        hard: readers and pages that are left out, because an earlier attempt did not come back.
        watch: hears each step.

    Raises:
        OtherFormatError: there is no reader for it, or it is not what its name says.
        ReportError: it cannot be read.

    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise OtherFormatError(
            f"{path.name} is {what_it_is(read_head(path))}, which is not read here. Save it as a "
            "PDF or a Word document and put that in its place."
        )
    if kind is not Format.PDF:
        watch(Reader.FIRST, 0, 1)
        return _READERS[kind](path)
    first = _attempt(read_pdf, Reader.FIRST, path, hard, watch)
    if isinstance(first, EncryptedError):
        raise first
    second = _attempt(read_pdf_again, Reader.SECOND, path, hard, watch)
    if isinstance(first, ReportError):
        if isinstance(second, ReportError):
            raise first
        return second
    if isinstance(second, ReportError) or len(second.pages) != len(first.pages):
        return first
    return replace(first, pages=tuple(better_pages(first.pages, second.pages)))


def _attempt(
    read: Callable[..., RawReport],
    reader: Reader,
    path: Path,
    hard: Collection[Trial],
    watch: Watch,
) -> RawReport | ReportError:
    if (reader, 0) in hard:
        return DamagedError(f"{path.name} cannot be opened. Print it to a new PDF.")
    watch(reader, 0, 1)
    try:
        return read(
            path,
            hard={page for who, page in hard if who is reader},
            watch=lambda number, count: watch(reader, number, count),
        )
    except ReportError as error:
        return error


def read_pictures(
    path: Path,
    raw: RawReport,
    *,
    language: str,
    hard: Collection[Trial] = (),
    watch: Watch = lambda *_: None,
) -> RawReport:
    """Recognise the text of those pages of a PDF that have none, and mark it.

    Args:
        path: the PDF.
        raw: what was read of it.
        language: the BCP 47 subtag of what is written on the pictures.
        hard: as in `read_raw`.
        watch: hears each step.

    """
    pages = []
    for page in raw.pages:
        if (page.text or "").strip() or (Reader.OCR, page.number) in hard:
            pages.append(page)
            continue
        watch(Reader.OCR, page.number, len(raw.pages))
        text = read_picture(path, page.number, language=language)
        pages.append(replace(page, text=text, ocr=True) if text else page)
    return replace(raw, pages=tuple(pages))


def read_picture(path: Path, number: int, *, language: str) -> str:
    """Recognise one page, from 1, of a PDF; empty where nothing can be recognised on it."""
    try:
        picture = render_page(path, number, dpi=_OCR_DPI)
        return recognise(picture, language=language).strip()
    except (PageNotShownError, DamagedError, TimedOutError):
        return ""


def tidy(path: Path, raw: RawReport) -> Reading:
    """Clean what was read, and find out what its lines are to each other.

    Raises:
        DamagedError: no page could be read.
        NoTextError: no page has text, and none is damaged.

    """
    kind = FORMATS[path.suffix.lower()]
    texts = clean_pages(
        (page.text or "" for page in raw.pages),
        printed=kind is Format.PDF,
        large=large_lines([page_lines(page.text or "", page.type_runs) for page in raw.pages]),
    )
    lost = tuple(page.number for page in raw.pages if page.text is None)
    if not any(texts):
        raise _nothing_in(path, raw.pages, kind)
    lines = [
        tuple(page_lines(text, carry_type(page.type_runs, page.text or "", text)))
        for page, text in zip(raw.pages, texts, strict=True)
    ]
    return Reading(
        format=kind,
        pages=tuple(
            Page(number=page.number, label=_clean_label(page.label), text=text, ocr=page.ocr)
            for page, text in zip(raw.pages, texts, strict=True)
        ),
        lines=tuple(lines),
        layout=lay_out(lines, outline=raw.outline),
        lost=lost,
        blank=tuple(
            page.number
            for page, text in zip(raw.pages, texts, strict=True)
            if page.text is not None and not text
        ),
        title=raw.title,
    )


def _nothing_in(path: Path, pages: Sequence[RawPage], kind: Format) -> ReportError:
    if any(page.text is None for page in pages):
        return DamagedError(
            f"{path.name} is damaged: none of its pages can be read. Download or copy it again."
        )
    if kind is Format.PDF:
        return NoTextError(
            f"{path.name} has no text layer: its pages are pictures. Run a text recognition over "
            "it, ask its publisher for a searchable copy, or install practice-search[ocr]."
        )
    return NoTextError(f"{path.name} holds no text. Look whether it is the right file.")


def _clean_label(label: str | None) -> str | None:
    return " ".join(drop_invisible(label or "").split()) or None


def _page_list(numbers: tuple[int, ...]) -> str:
    """Write page numbers as people do: 1, 4-6, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
