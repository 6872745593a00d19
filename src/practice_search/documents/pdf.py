"""The one door to pypdf: the raw text of each page, or an error that names what is wrong."""

import logging
from dataclasses import dataclass
from pathlib import Path

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError

from practice_search.errors import (
    DamagedPdfError,
    EmptyFileError,
    EncryptedPdfError,
    NotAPdfError,
    UnreadableFileError,
)

__all__ = ["RawPage", "check_is_pdf", "read_raw_pages"]

# pypdf logs each oddity of a file; what matters to a person comes as an error or a lost page.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# What other files begin with, and what to call them (RFC 8118 lets %PDF- stand a little inside).
_HEADER = b"%PDF-"
_HEADER_WITHIN = 1024
_OTHER_FORMATS = {
    b"<!doctype": "a web page, perhaps the error page of a download",
    b"<html": "a web page, perhaps the error page of a download",
    b"version https://git-lfs": "a Git LFS pointer in place of the file itself",
    b"pk\x03\x04": "a ZIP or Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF text",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """What pypdf gives for one page; ``text`` is None when the page could not be read."""

    number: int
    label: str | None
    text: str | None


def check_is_pdf(path: Path) -> None:
    """Look at the first bytes of a file.

    Raises:
        EmptyFileError: it has none.
        NotAPdfError: they are those of something else; the message says of what.
        UnreadableFileError: the system refuses.

    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER_WITHIN)
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
    if not head:
        raise EmptyFileError(f"{path.name} is empty. Download or copy it again.")
    if _HEADER in head:
        return
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    what = next(
        (name for magic, name in _OTHER_FORMATS.items() if start.startswith(magic)),
        "something else",
    )
    raise NotAPdfError(f"{path.name} is no PDF but {what}. Put the PDF itself in its place.")


def read_raw_pages(path: Path) -> list[RawPage]:
    """Read all pages of a PDF in reading order, as pypdf's plain mode gives them.

    A page that cannot be read is kept with ``text=None``, so that the others are not lost.

    Raises:
        EmptyFileError, NotAPdfError, UnreadableFileError: as `check_is_pdf`.
        EncryptedPdfError: a password is needed.
        DamagedPdfError: no page can be found in it.

    """
    check_is_pdf(path)
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted(path)
        count = len(reader.pages)
        labels = _printed_labels(reader)
    except EncryptedPdfError:
        raise
    except (FileNotDecryptedError, DependencyError, NotImplementedError) as error:
        # What pypdf does not implement of opening a file is encryption with certificates or DRM.
        raise _encrypted(path) from error
    except Exception as error:  # a broken PDF can raise anything from pypdf
        raise _damaged(path) from error
    if not count:
        raise _damaged(path)
    return [
        RawPage(number=i + 1, label=labels[i], text=_page_text(reader, i)) for i in range(count)
    ]


def _page_text(reader: pypdf.PdfReader, index: int) -> str | None:
    try:
        # Never extraction_mode="layout": it tears two-column pages apart.
        return reader.pages[index].extract_text()
    except Exception:  # noqa: BLE001  # seen: ValueError, DeprecationError, RecursionError, ...
        return None


def _printed_labels(reader: pypdf.PdfReader) -> list[str | None]:
    """Return the labels the PDF itself declares (ISO 32000-2, 12.4.2), else None a page."""
    if "/PageLabels" not in reader.root_object:
        return [None] * len(reader.pages)
    try:
        return list(reader.page_labels)
    except Exception:  # noqa: BLE001  # a broken label tree costs the labels, not the report
        return [None] * len(reader.pages)


def _encrypted(path: Path) -> EncryptedPdfError:
    return EncryptedPdfError(
        f"{path.name} opens only with a password or a certificate. "
        "Save a copy without one and put it in its place."
    )


def _damaged(path: Path) -> DamagedPdfError:
    return DamagedPdfError(f"{path.name} is damaged. Download or copy it again.")
