"""A page as a picture, made by PDFium, with quoted words marked on it, exact to the word."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from practice_search.documents.quoted_letters import LETTERS_AT_MOST, quoted_characters
from practice_search.errors import PageNotShownError
from practice_search.records import Page, Span

__all__ = ["Marks", "Rectangle", "mark_rectangles", "render_page"]

Marks = tuple[Page, Sequence[Span]]
"""The clean page, and the spans of it that are quoted."""

# A page may be declared metres wide, and a picture of it would fill the memory.
_PIXELS_AT_MOST = 4000

_MARK = (255, 236, 130)
_MARGIN = (0.6, 1.2)  # points that a mark reaches over its words, at the sides, above and below

_DOTS = 64  # a point, and _FAR points are measured, because PDFium tells places in whole dots
_FAR = 1000

# PDFium is not thread-safe, and every session of the app is a thread of one process.
_pdfium = Lock()


class Rectangle(NamedTuple):
    """A part of a page as it is shown, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


def render_page(path: Path, number: int, *, dpi: int = 110, marks: Marks | None = None) -> bytes:
    """Return page ``number`` (from 1) of a PDF as a PNG, ``dpi`` dots an inch, fewer if it is huge.

    Args:
        path: the PDF.
        number: the page, from 1.
        dpi: dots an inch.
        marks: the clean page and spans of it, whose words are marked where they are found.

    Raises:
        PageNotShownError: the file is gone or damaged, or has no such page.

    """
    with _opened(path, number) as page:
        scale = min(dpi / 72, _PIXELS_AT_MOST / max(page.get_size()))
        picture = page.render(scale=scale).to_pil()
        if marks:
            picture = _marked(picture, _rectangles(page, marks), scale)
        png = BytesIO()
        picture.save(png, format="PNG")
    return png.getvalue()


def mark_rectangles(path: Path, number: int, marks: Marks) -> list[Rectangle]:
    """Return what `render_page` marks, without its margin: a rectangle for each run on a line.

    Args:
        path: the PDF.
        number: the page, from 1.
        marks: the clean page and spans of it; there is no rectangle for words that are not found.

    Raises:
        PageNotShownError: the file is gone or damaged, or has no such page.

    """
    with _opened(path, number) as page:
        return _rectangles(page, marks)


@contextmanager
def _opened(path: Path, number: int) -> Iterator[pypdfium2.PdfPage]:
    try:
        with _pdfium, pypdfium2.PdfDocument(path) as pdf:
            yield pdf[number - 1]
    except (OSError, pypdfium2.PdfiumError) as error:
        raise PageNotShownError(
            f"Page {number} of {path.name} cannot be shown: the file is gone, damaged or shorter "
            "than when it was indexed. Put it back, or index the corpus again."
        ) from error


def _marked(picture: Image.Image, places: Iterable[Rectangle], scale: float) -> Image.Image:
    """Lay a colour over rectangles as a marker pen does: what is dark stays dark."""
    overlay = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(overlay)
    x, y = _MARGIN
    for left, top, right, bottom in places:
        corners = (left - x, top - y, right + x, bottom + y)
        pen.rectangle([round(scale * corner) for corner in corners], fill=_MARK)
    return ImageChops.multiply(picture.convert("RGB"), overlay)


def _rectangles(page: pypdfium2.PdfPage, marks: Marks) -> list[Rectangle]:
    shown = page.get_textpage()
    if not 0 < shown.count_chars() <= LETTERS_AT_MOST:
        return []
    # Character by character: read as a whole, the text leaves some out and counts in UTF-16.
    places = range(shown.count_chars())
    text = "".join(chr(raw.FPDFText_GetUnicode(shown, at)) for at in places)
    quoted = quoted_characters(text, *marks)
    if not quoted:
        return []
    seen = _seen(page, shown, text)
    others = [seen[at].box for at in seen if at not in quoted and text[at].isalnum()]
    return list(_joined([seen[at] for at in sorted(quoted) if at in seen], others))


class _Character(NamedTuple):
    """A character that is seen: its box, and by how many quarters to the right its line turns."""

    box: Rectangle
    turn: int

    @property
    def line(self) -> Rectangle:
        """The box as it would be if its line ran from left to right."""
        left, top, right, bottom = self.box
        match self.turn:
            case 1:
                return Rectangle(top, -right, bottom, -left)
            case 2:
                return Rectangle(-right, -bottom, -left, -top)
            case 3:
                return Rectangle(-bottom, left, -top, right)
            case _:
                return self.box


def _seen(
    page: pypdfium2.PdfPage, shown: pypdfium2.PdfTextPage, text: str
) -> dict[int, _Character]:
    """Return the characters of a page that are seen, where they are on the page as it is shown."""
    width, height = page.get_size()
    canvas = (0, 0, round(width * _DOTS), round(height * _DOTS), 0)
    corner, right, up = (
        np.array(pypdfium2.PdfPosConv(page, canvas).to_bitmap(*place)) / _DOTS
        for place in ((0, 0), (_FAR, 0), (0, _FAR))
    )
    as_shown = np.array([right - corner, up - corner]) / _FAR
    places = [
        at
        for at, character in enumerate(text)
        if not character.isspace() and raw.FPDFText_IsGenerated(shown, at) != 1
    ]
    corners = np.array([shown.get_charbox(at) for at in places]).reshape(-1, 2, 2) @ as_shown
    boxes = np.sort(corners + corner, axis=1).reshape(-1, 4)
    angles = np.array([-raw.FPDFText_GetCharAngle(shown, at) for at in places])
    along = np.stack([np.cos(angles), np.sin(angles)], axis=1) @ as_shown
    turns = np.round(2 * np.arctan2(along[:, 1], along[:, 0]) / np.pi).astype(int) % 4
    return {
        at: _Character(Rectangle(*box), turn)
        for at, box, turn in zip(places, boxes.tolist(), turns.tolist(), strict=True)
        if max(box[0], 0) < min(box[2], width) and max(box[1], 0) < min(box[3], height)
    }


def _joined(characters: Sequence[_Character], others: Sequence[Rectangle]) -> Iterator[Rectangle]:
    """Join the boxes of characters that follow each other on a line, over no others."""
    boxes = np.array(others).reshape(-1, 4)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    run: _Character | None = None
    for character in characters:
        if run and (longer := _longer(run, character)) and not _lie_in(longer.box, middles):
            run = longer
            continue
        if run:
            yield run.box
        run = character
    if run:
        yield run.box


def _longer(run: _Character, character: _Character) -> _Character | None:
    """Return a run on a line with the character that follows it there, if it does."""
    before, after = run.line, character.line
    height = max(before.bottom - before.top, after.bottom - after.top)
    gap = after.left - before.right
    apart = max(before.top, after.top) - min(before.bottom, after.bottom)
    if run.turn != character.turn or not -height / 2 < gap < 3 * height or apart > height / 5:
        return None
    (left, top, right, bottom), box = run.box, character.box
    return _Character(
        Rectangle(
            min(left, box.left), min(top, box.top), max(right, box.right), max(bottom, box.bottom)
        ),
        run.turn,
    )


def _lie_in(box: Rectangle, points: npt.NDArray[np.float64]) -> bool:
    """Whether one of the points lies in a rectangle."""
    inside = (points > box[:2]) & (points < box[2:])
    return bool(inside.all(axis=1).any())
