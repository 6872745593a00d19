"""A second reader of PDFs beside pypdf: PDFium reads some files and pages that pypdf cannot."""

from collections.abc import Callable, Collection
from pathlib import Path

import pypdfium2

from practice_search.documents.formats.pdf import CHARACTERS_AT_MOST, PAGES_AT_MOST, check_is_pdf
from practice_search.documents.raw import RawPage, RawReport
from practice_search.errors import DamagedError, EncryptedError, TooBigError, UnreadableFileError

__all__ = ["read_pdf_again"]

_PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD


def read_pdf_again(
    path: Path,
    *,
    hard: Collection[int] = (),
    watch: Callable[[int, int], None] = lambda *_: None,
) -> RawReport:
    """Read all pages of a PDF with PDFium, which does not tell what it is set in.

    Args:
        path: the file.
        hard: pages, from 1, that are not tried: an earlier attempt did not come back.
        watch: hears which page of how many comes next.

    Raises:
        EmptyFileError, OtherFormatError, UnreadableFileError: as `check_is_pdf`.
        EncryptedError: a password is needed.
        TooBigError: it has more than `PAGES_AT_MOST` pages.
        DamagedError: no page can be found in it.

    """
    check_is_pdf(path)
    damaged = f"{path.name} is damaged. Download or copy it again."
    try:
        with pypdfium2.PdfDocument(path) as pdf:
            count = len(pdf)
            if count > PAGES_AT_MOST:
                raise TooBigError(f"{path.name} has {count} pages. Split it.")
            if not count:
                raise DamagedError(damaged)
            pages = []
            for number in range(1, count + 1):
                watch(number, count)
                text = None if number in hard else _page_text(pdf, number)
                label = pdf.get_page_label(number - 1) or None
                pages.append(RawPage(number=number, label=label, text=text))
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_NEEDED:
            raise EncryptedError(
                f"{path.name} opens only with a password. "
                "Save a copy without one and put it in its place."
            ) from error
        raise DamagedError(damaged) from error
    return RawReport(pages=tuple(pages))


def _page_text(pdf: pypdfium2.PdfDocument, number: int) -> str | None:
    try:
        page = pdf[number - 1]
        shown = page.get_textpage()
        if shown.count_chars() > CHARACTERS_AT_MOST:
            return None
        text = shown.get_text_range()
        page.close()
    except pypdfium2.PdfiumError:
        return None
    # PDFium marks a hyphen at a line end with U+FFFE, or U+0002 in older versions.
    return str(text).replace("\r\n", "\n").replace("\ufffe", "-\n").replace("\x02", "-\n")
