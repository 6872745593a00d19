"""What Word and PowerPoint files have in common: a ZIP file of XML, checked before it is opened."""

import io
import mmap
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from lxml import etree

from practice_search.documents.formats.magic import read_head, what_it_is
from practice_search.errors import (
    DamagedError,
    EncryptedError,
    OtherFormatError,
    TooBigError,
    UnreadableFileError,
)

__all__ = ["OfficeKind", "damaged", "diagram_paragraphs", "open_office"]


class OfficeKind(StrEnum):
    """What an Office file is, in words."""

    WORD = "a Word document"
    SLIDES = "a PowerPoint presentation"
    WORKBOOK = "an Excel workbook"

    @property
    def noun(self) -> str:
        """The word without its article."""
        return self.partition(" ")[2]


# XML in the memory takes several times as much; the longest reports have a few MB of it.
_XML_AT_MOST = 64 << 20

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_CONTENT_TYPES = "[Content_Types].xml"
_OPENXML = b"application/vnd.openxmlformats-officedocument."
# Documents with macros, templates and shows that start by themselves are read like any other.
_MAIN_TYPES = {
    OfficeKind.WORD: (
        _OPENXML + b"wordprocessingml.document.main+xml",
        _OPENXML + b"wordprocessingml.template.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
        b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ),
    OfficeKind.SLIDES: (
        _OPENXML + b"presentationml.presentation.main+xml",
        _OPENXML + b"presentationml.slideshow.main+xml",
        _OPENXML + b"presentationml.template.main+xml",
        b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
        b"application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
    ),
    OfficeKind.WORKBOOK: (
        _OPENXML + b"spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        b"application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    ),
}
# ISO/IEC 29500 Strict names the same things otherwise; the libraries know the Transitional names.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def open_office(path: Path, kind: OfficeKind) -> io.BytesIO:
    """Return the XML of an Office file as a smaller Office file, without pictures and films.

    So a picture that is broken, missing or huge does no harm to the text.

    Raises:
        EmptyFileError, UnreadableFileError: as `read_head`.
        EncryptedError: a password is needed.
        OtherFormatError: it is something other than ``kind``; the message says what.
        DamagedError: the ZIP file is broken.
        TooBigError: it would unpack to far more than a report ever has.

    """
    head = read_head(path)
    if head.startswith(_OLE):
        raise _encrypted(path) if _has_encrypted_package(path) else _other(path, kind, head=head)
    if not head.startswith(_ZIP):
        raise _other(path, kind, head=head)
    try:
        with zipfile.ZipFile(path) as archive:
            return _xml_only(path, archive, kind)
    except (DamagedError, EncryptedError, OtherFormatError, TooBigError):
        raise
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
    except Exception as error:  # a broken ZIP or XML file can raise anything
        raise damaged(path) from error


def damaged(path: Path) -> DamagedError:
    """Say that a file is broken beyond reading."""
    return DamagedError(f"{path.name} is damaged. Download or copy it again.")


def diagram_paragraphs(data: etree.ElementBase) -> Iterator[str]:
    """Yield the texts of a SmartArt diagram from its data part, in the order of their entry."""
    for paragraph in data.iter(f"{_DRAWING}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{_DRAWING}t")).strip()
        if text:
            yield text


def _has_encrypted_package(path: Path) -> bool:
    """Look for the stream that holds what a password protects ([MS-OFFCRYPTO], 2.3.4.4)."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as ole:
            return ole.find("EncryptedPackage".encode("utf-16-le")) != -1
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error


def _xml_only(path: Path, archive: zipfile.ZipFile, kind: OfficeKind) -> io.BytesIO:
    members = {m.filename: m for m in archive.infolist() if _is_xml(m.filename)}
    # zipfile never unpacks more of a member than the ZIP file says that it has.
    if sum(m.file_size for m in archive.infolist() if _is_xml(m.filename)) > _XML_AT_MOST:
        raise _too_big(path)
    if any(member.flag_bits & 1 for member in members.values()):
        raise _encrypted(path)
    if _CONTENT_TYPES not in members:
        raise _other(path, kind, what=_package_kind(archive))
    parts = {name: archive.read(member) for name, member in members.items()}
    # In UTF-16 every other byte is none.
    if any(b"<!ENTITY" in part.replace(b"\0", b"") for part in parts.values()):
        raise _too_big(path)
    is_kind = _content_kind(parts[_CONTENT_TYPES])
    if is_kind is not kind:
        raise _other(path, kind, what=is_kind or "another kind of ZIP file")
    return _zipped(_harmonised(parts, kind))


def _is_xml(name: str) -> bool:
    # Word keeps the data of add-ins in customXml: it is none of the text.
    return name.lower().endswith((".xml", ".rels")) and not name.startswith("customXml/")


def _package_kind(archive: zipfile.ZipFile) -> str:
    """Name a ZIP file that is no Office file by the member that such formats begin with."""
    try:
        with archive.open("mimetype") as member:
            mimetype = member.read(100)
    except KeyError:
        return "a ZIP file"
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        return "an OpenDocument file"
    return "an e-book" if mimetype.startswith(b"application/epub") else "a ZIP file"


def _content_kind(content_types: bytes) -> OfficeKind | None:
    kinds = (k for k, types in _MAIN_TYPES.items() if any(t in content_types for t in types))
    return next(kinds, None)


def _harmonised(parts: Mapping[str, bytes], kind: OfficeKind) -> dict[str, bytes]:
    """Return the parts as the libraries expect them, whichever program has written them."""
    parts = {name: _STRICT.sub(_TRANSITIONAL, part) for name, part in parts.items()}
    plain, *variants = _MAIN_TYPES[kind]
    for variant in variants:
        parts[_CONTENT_TYPES] = parts[_CONTENT_TYPES].replace(variant, plain)
    return {
        name: _without_dangling(name, part, parts) if name.endswith(".rels") else part
        for name, part in parts.items()
    }


def _without_dangling(name: str, rels: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Leave out of a list of relationships what leads to no part: the libraries stumble over it."""
    folder = posixpath.dirname(posixpath.dirname(name))
    root = etree.fromstring(rels, etree.XMLParser(resolve_entities=False, no_network=True))
    for relationship in list(root):
        target = posixpath.join("/", folder, relationship.get("Target") or "")
        external = relationship.get("TargetMode") == "External"
        if not external and posixpath.normpath(target).lstrip("/") not in parts:
            root.remove(relationship)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content


def _zipped(parts: Mapping[str, bytes]) -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    content.seek(0)
    return content


def _other(path: Path, kind: OfficeKind, *, head: bytes = b"", what: str = "") -> OtherFormatError:
    return OtherFormatError(
        f"{path.name} is no {kind.noun} as its name says but {what or what_it_is(head)}. "
        f"Put the {kind.noun} itself in its place, saved as {path.suffix}."
    )


def _encrypted(path: Path) -> EncryptedError:
    return EncryptedError(
        f"{path.name} opens only with a password. Save a copy without one and put it in its place."
    )


def _too_big(path: Path) -> TooBigError:
    return TooBigError(
        f"{path.name} would unpack to more than a report ever has: perhaps it is made to do harm. "
        "Open it where you trust it, and save a copy or a PDF of it."
    )
