"""The one door to python-pptx: what stands on each slide, and what its speaker was to say."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame

from practice_search.documents.formats.blocks import CELL_GAP
from practice_search.documents.formats.office import (
    OfficeKind,
    damaged,
    diagram_paragraphs,
    open_office,
)
from practice_search.documents.raw import OutlineEntry, RawPage, RawReport
from practice_search.errors import ReportError

__all__ = ["read_slides"]

_FURNITURE = {
    PP_PLACEHOLDER.DATE,
    PP_PLACEHOLDER.FOOTER,
    PP_PLACEHOLDER.HEADER,
    PP_PLACEHOLDER.SLIDE_NUMBER,
}
# Shapes whose tops are no further apart than this stand in one row: a quarter of an inch, in EMU.
_SAME_ROW = 914400 // 4
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"


def read_slides(path: Path) -> RawReport:
    """Read the slides of a .pptx file, from 1: title, shapes in reading order, speaker notes.

    Blank lines part the shapes. A slide that cannot be read is kept with ``text=None``, and one
    without text with ``""``.

    Raises:
        EmptyFileError, UnreadableFileError, OtherFormatError, EncryptedError, TooBigError: as
            `open_office`.
        DamagedError: no slide can be found in it.

    """
    content = open_office(path, OfficeKind.SLIDES)
    try:
        presentation = pptx.Presentation(content)
        slides = list(enumerate(presentation.slides, start=1))
        title = _file_title(presentation)
    except ReportError:
        raise
    except Exception as error:  # broken XML can raise anything from python-pptx
        raise damaged(path) from error
    titles = ((number, _title(slide)) for number, slide in slides)
    return RawReport(
        pages=tuple(RawPage(number=number, text=_slide_text(slide)) for number, slide in slides),
        outline=tuple(OutlineEntry(level=1, title=t, page=number) for number, t in titles if t),
        title=title,
    )


def _file_title(presentation: Presentation) -> str:
    title = " ".join(presentation.core_properties.title.split())
    # So a file is called that nobody has named: "Presentation", "PowerPoint-Präsentation".
    unnamed = "powerpoint" in title.casefold() or title == "Presentation"
    return "" if unnamed else title


def _title(slide: Slide) -> str:
    try:
        title = slide.shapes.title
        return "" if title is None else " ".join(title.text_frame.text.split())
    except Exception:  # noqa: BLE001  # the slide's text tells of what is wrong with it
        return ""


def _slide_text(slide: Slide) -> str | None:
    try:
        title = slide.shapes.title
        rest = [shape for shape in slide.shapes if title is None or shape != title]
        texts = [] if title is None else list(_shape_texts(title))
        texts += [text for shape in _in_reading_order(rest) for text in _shape_texts(shape)]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            texts.append(_frame_text(slide.notes_slide.notes_text_frame))
    except Exception:  # noqa: BLE001  # a broken slide costs only itself
        return None
    return "\n\n".join(filter(None, texts))


def _in_reading_order(shapes: Iterable[BaseShape]) -> list[BaseShape]:
    """Sort shapes from top to bottom, and those in one row from left to right."""
    rows: list[tuple[int, list[BaseShape]]] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        top = shape.top or 0
        if not rows or top - rows[-1][0] > _SAME_ROW:
            rows.append((top, []))
        rows[-1][1].append(shape)
    return [shape for _, row in rows for shape in sorted(row, key=lambda shape: shape.left or 0)]


def _shape_texts(shape: BaseShape) -> Iterator[str]:
    if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
        return
    if isinstance(shape, GroupShape):
        for inner in _in_reading_order(shape.shapes):
            yield from _shape_texts(inner)
    elif isinstance(shape, GraphicFrame):
        yield _table_text(shape.table) if shape.has_table else _diagram_text(shape)
    elif shape.has_text_frame:
        yield _frame_text(shape.text_frame)  # type: ignore[attr-defined]  # as has_text_frame says


def _frame_text(frame: TextFrame) -> str:
    # python-pptx gives a vertical tab for a line break inside a paragraph.
    return frame.text.replace("\v", "\n").strip()


def _table_text(table: Table) -> str:
    rows = (
        [_frame_text(cell.text_frame) for cell in row.cells if not cell.is_spanned]
        for row in table.rows
    )
    return "\n".join(filter(None, (CELL_GAP.join(filter(None, row)) for row in rows)))


def _diagram_text(frame: GraphicFrame) -> str:
    texts: list[str] = []
    element: Any = frame.element
    for reference in element.iter(_DIAGRAM):
        texts += diagram_paragraphs(
            parse_xml(frame.part.related_part(reference.get(_DIAGRAM_DATA)).blob)
        )
    return "\n".join(texts)
