"""A page as a picture, made by PDFium, with the words of a passage marked on it."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from threading import Lock

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from practice_search.documents.alignment import common_blocks
from practice_search.errors import PageNotShownError
from practice_search.records import Page, Span

__all__ = ["render_page"]

# A page may be declared metres wide, and a picture of it would fill the memory.
_PIXELS_AT_MOST = 4000

_MARK = (255, 236, 130)
_SHARE_FOUND = 0.5  # of the words, for them to be marked: fewer are not those of the passage

# PDFium is not thread-safe, and every session of the app is a thread of one process.
_pdfium = Lock()

_Box = tuple[float, float, float, float]  # left, bottom, right and top, in points


def render_page(
    path: Path, number: int, *, dpi: int = 110, marks: tuple[Page, Span] | None = None
) -> bytes:
    """Return page ``number`` (from 1) of a PDF as a PNG, ``dpi`` dots an inch, fewer if it is huge.

    Args:
        path: the PDF.
        number: the page, from 1.
        dpi: dots an inch.
        marks: the clean page and a span of it, whose words are marked where they are found.

    Raises:
        PageNotShownError: the file is gone or damaged, or has no such page.

    """
    try:
        with _pdfium, pypdfium2.PdfDocument(path) as pdf:
            page = pdf[number - 1]
            scale = min(dpi / 72, _PIXELS_AT_MOST / max(page.get_size()))
            bitmap = page.render(scale=scale)
            picture = bitmap.to_pil()
            if marks:
                to_bitmap = bitmap.get_posconv(page).to_bitmap
                corners = [
                    (to_bitmap(left, top), to_bitmap(right, bottom))
                    for left, bottom, right, top in _lines(_boxes(page.get_textpage(), *marks))
                ]
                picture = _marked(picture, corners)
            png = BytesIO()
            picture.save(png, format="PNG")
    except (OSError, pypdfium2.PdfiumError) as error:
        raise PageNotShownError(
            f"Page {number} of {path.name} cannot be shown: the file is gone, damaged or shorter "
            "than when it was indexed. Put it back, or index the corpus again."
        ) from error
    return png.getvalue()


def _boxes(shown: pypdfium2.PdfTextPage, page: Page, span: Span) -> list[_Box]:
    """Find the characters of a span on the page, by what clean text and page have in common."""
    text = shown.get_text_range()
    places = [
        old + at
        for old, new, length in common_blocks(text, page.text)
        for at in range(length)
        if span.start <= new + at < span.end and not text[old + at].isspace()
    ]
    if len(places) < _SHARE_FOUND * len("".join(page.text[span.start : span.end].split())):
        return []
    index = pypdfium2.raw.FPDFText_GetCharIndexFromTextIndex
    return [shown.get_charbox(i) for place in places if (i := index(shown, place)) >= 0]


def _lines(boxes: Sequence[_Box]) -> Iterator[_Box]:
    """Join the boxes of characters that follow each other on a line."""
    line: _Box | None = None
    for box in boxes:
        height = box[3] - box[1]
        if (
            line
            and box[1] < line[3]
            and box[3] > line[1]
            and -1 <= box[0] - line[2] < 3 * height + 3
        ):
            line = (line[0], min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
            continue
        if line:
            yield line
        line = box
    if line:
        yield line


def _goes_on(line: _Box, box: _Box) -> bool:
    gap, height = box[0] - line[2], box[3] - box[1]
    return box[1] < line[3] and box[3] > line[1] and -1 <= gap < 3 * height + 3


def _marked(
    picture: Image.Image, corners: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> Image.Image:
    """Lay a colour over rectangles as a marker pen does: what is dark stays dark."""
    overlay = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(overlay)
    for one, other in corners:
        left, right = sorted((one[0], other[0]))
        top, bottom = sorted((one[1], other[1]))
        pen.rectangle((left - 1, top - 2, right + 1, bottom + 2), fill=_MARK)
    return ImageChops.multiply(picture.convert("RGB"), overlay)
