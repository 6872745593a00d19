"""The one door to pypdfium2: a page as a picture."""

from io import BytesIO
from pathlib import Path
from threading import Lock

import pypdfium2

from practice_search.errors import PageNotShownError

__all__ = ["render_page"]

# A page may be declared metres wide, and a picture of it would fill the memory.
_PIXELS_AT_MOST = 4000

# PDFium is not thread-safe, and every session of the app is a thread of one process.
_pdfium = Lock()


def render_page(path: Path, number: int, *, dpi: int = 110) -> bytes:
    """Return page ``number`` (from 1) of a PDF as a PNG, ``dpi`` dots an inch, fewer if it is huge.

    Raises:
        PageNotShownError: the file is gone or damaged, or has no such page.

    """
    try:
        with _pdfium, pypdfium2.PdfDocument(path) as pdf:
            picture = BytesIO()
            page = pdf[number - 1]
            scale = min(dpi / 72, _PIXELS_AT_MOST / max(page.get_size()))
            page.render(scale=scale).to_pil().save(picture, format="PNG")
    except (OSError, pypdfium2.PdfiumError) as error:
        raise PageNotShownError(
            f"Page {number} of {path.name} cannot be shown: the file is gone, damaged or shorter "
            "than when it was indexed. Put it back, or index the corpus again."
        ) from error
    return picture.getvalue()
