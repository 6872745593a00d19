"""What a file is by its first bytes, whatever its name says."""

from pathlib import Path

from practice_search.errors import EmptyFileError, UnreadableFileError
from practice_search.terms import Format

__all__ = ["HEAD_BYTES", "format_by_content", "read_head", "what_it_is"]

HEAD_BYTES = 8192
"""So much is read of a file: the names of the first members of an Office file lie in it."""

_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # RFC 8118 lets the header stand a little inside

_WEB_PAGE = "a web page, perhaps the error page of a download"
_BEGINNINGS = {
    b"<!doctype html": _WEB_PAGE,
    b"<html": _WEB_PAGE,
    b"<!--": _WEB_PAGE,
    b"version https://git-lfs": "a Git LFS pointer in place of the file itself",
    b"pk\x05\x06": "an empty ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF text",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif87a": "a picture",
    b"gif89a": "a picture",
    b"ii*\x00": "a picture",
    b"mm\x00*": "a picture",
    b"mime-version:": "a web page saved as one file (MHTML)",
    b"from: <saved by": "a web page saved as one file (MHTML)",
    b"bplist00": "a web page saved by Safari as an archive",
    b"<?xml": "an XML file",
    b"%!ps": "a PostScript file",
    b"rar!": "a RAR file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"\x1f\x8b": "a compressed file",
}
# What stands in the first members of a ZIP file, in the clear.
_ZIP = b"PK\x03\x04"
_OFFICE_MARK = b"[Content_Types].xml"
_INSIDE_OFFICE = {
    b"word/": "a Word document",
    b"ppt/": "a PowerPoint presentation",
    b"xl/": "an Excel workbook",
}
_FORMATS = {
    "a PDF": Format.PDF,
    "a Word document": Format.DOCX,
    "a PowerPoint presentation": Format.PPTX,
    _WEB_PAGE: Format.HTML,
}
_INSIDE_ZIP = {
    b"mimetypeapplication/vnd.oasis.opendocument": "an OpenDocument file",
    b"mimetypeapplication/epub": "an e-book",
}


def read_head(path: Path) -> bytes:
    """Return the first `HEAD_BYTES` bytes of a file, or as many as it has.

    Raises:
        EmptyFileError: it has none.
        UnreadableFileError: the system refuses.

    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
    if not head:
        raise EmptyFileError(f"{path.name} is empty. Download or copy it again.")
    return head


def what_it_is(head: bytes) -> str:
    """Name what begins with these bytes, with its article, as in "the file is ..."."""
    if _PDF in head[:_PDF_WITHIN]:
        return "a PDF"
    if head.startswith(_ZIP):
        inside = _INSIDE_OFFICE if _OFFICE_MARK in head else _INSIDE_ZIP
        return next((name for mark, name in inside.items() if mark in head), "a ZIP or Office file")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<?xml") and b"<html" in start:
        return _WEB_PAGE
    if start[4:8] == b"ftyp":
        return "a video or sound"
    return next(
        (name for magic, name in _BEGINNINGS.items() if start.startswith(magic)), "something else"
    )


def format_by_content(head: bytes) -> Format | None:
    """Return the format of what begins with these bytes, None where that is none of those read.

    Plain text cannot be told by its beginning.
    """
    return _FORMATS.get(what_it_is(head))
