"""The one door to pypdf: the raw pages of a PDF, or an error that names what is wrong with it."""

import logging
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import Destination

from practice_search.documents.formats.magic import read_head, what_it_is
from practice_search.documents.raw import OutlineEntry, RawPage, RawReport, TypeRun
from practice_search.errors import (
    DamagedError,
    EncryptedError,
    OtherFormatError,
    TooBigError,
    UnreadableFileError,
)

__all__ = ["CHARACTERS_AT_MOST", "PAGES_AT_MOST", "check_is_pdf", "read_pdf"]

PAGES_AT_MOST = 20_000
"""More pages than any report has: a page tree that refers to itself, or another bomb."""

CHARACTERS_AT_MOST = 500_000
"""More than any page has: one that is full of words has some 6,000."""

# pypdf logs each oddity of a file; what matters to a person comes as an error or a lost page.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

# A font has no other mark that is always there (ISO 32000-2, 9.8.1).
_BOLD = re.compile(r"bold|black|heavy|[-,]bd\b|semibd|\.b$", re.IGNORECASE)


def check_is_pdf(path: Path) -> None:
    """Look at the first bytes of a file.

    Raises:
        EmptyFileError: it has none.
        OtherFormatError: they are those of something else; the message says of what.
        UnreadableFileError: the system refuses.

    """
    what = what_it_is(read_head(path))
    if what != "a PDF":
        raise OtherFormatError(
            f"{path.name} is no PDF but {what}. Put the PDF itself in its place."
        )


def read_pdf(
    path: Path,
    *,
    hard: Collection[int] = (),
    watch: Callable[[int, int], None] = lambda *_: None,
) -> RawReport:
    """Read all pages of a PDF in reading order, as pypdf's plain mode gives them.

    A page that cannot be read is kept with ``text=None``, so that the others are not lost.

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
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted(path)
        count = len(reader.pages)
    except EncryptedError:
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise _encrypted(path) from error
    except NotImplementedError as error:
        # Encryption with certificates or DRM, or else a filter that pypdf does not know.
        raise (_encrypted(path) if b"/Encrypt" in path.read_bytes() else _damaged(path)) from error
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
    except MemoryError as error:
        raise TooBigError(
            f"{path.name} needs more memory than a report ever should. Print it to a new PDF."
        ) from error
    except Exception as error:  # a broken PDF can raise anything from pypdf
        raise _damaged(path) from error
    if not count:
        raise _damaged(path)
    if count > PAGES_AT_MOST:
        raise TooBigError(
            f"{path.name} says that it has {count} pages; at most {PAGES_AT_MOST} are read. "
            "Split it, if it really is a report."
        )
    labels = _printed_labels(reader, count)
    pages = []
    for number in range(1, count + 1):
        watch(number, count)
        if number in hard:
            pages.append(RawPage(number=number, label=labels[number - 1], text=None))
        else:
            pages.append(_read_page(reader, number, labels[number - 1]))
    return RawReport(
        pages=tuple(pages), outline=tuple(_outline(reader, count)), title=_title(reader)
    )


def _read_page(reader: pypdf.PdfReader, number: int, label: str | None) -> RawPage:
    """Read one page, and what its text is set in."""
    runs: list[TypeRun] = []
    length = 0

    def note(
        text: str,
        cm: list[float],
        tm: list[float],
        font: Mapping[str, object] | None,
        size: float,
    ) -> None:
        nonlocal length
        if not text:
            return
        length += len(text)
        # The vertical unit vector of text space under both matrices (ISO 32000-2, 9.4.4).
        points = abs(size) * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        points = round(points, 1) if math.isfinite(points) else 0.0
        bold = bool(_BOLD.search(str((font or {}).get("/BaseFont", ""))))
        if runs and runs[-1][1:] == (points, bold):
            runs.pop()
        runs.append(TypeRun(length, points, bold))

    try:
        # Never extraction_mode="layout": it tears two-column pages apart.
        text = reader.pages[number - 1].extract_text(visitor_text=note)
    except Exception:  # noqa: BLE001  # seen: ValueError, DeprecationError, RecursionError, ...
        return RawPage(number=number, label=label, text=None)
    if len(text) > CHARACTERS_AT_MOST:
        return RawPage(number=number, label=label, text=None)
    return RawPage(number=number, label=label, text=text, type_runs=tuple(runs))


def _printed_labels(reader: pypdf.PdfReader, count: int) -> list[str | None]:
    """Return the labels the PDF itself declares (ISO 32000-2, 12.4.2), else None a page."""
    try:
        if "/PageLabels" in reader.root_object:
            labels = list(reader.page_labels)
            return [*labels, *[None] * count][:count]
    except Exception:  # noqa: BLE001, S110  # a broken label tree costs the labels, not the report
        pass
    return [None] * count


def _outline(reader: pypdf.PdfReader, count: int) -> Iterator[OutlineEntry]:
    """Yield the headings that the PDF declares (ISO 32000-2, 12.3.3) and that lead to a page."""
    try:
        waiting: list[tuple[int, Any]] = [(0, reader.outline)]
        while waiting:
            level, item = waiting.pop()
            if isinstance(item, list):
                waiting += [(level + 1, part) for part in reversed(item)]
            elif isinstance(item, Destination):
                number = reader.get_destination_page_number(item)
                title = str(item.title or "").strip()
                if title and number is not None and 0 <= number < count:
                    yield OutlineEntry(level=level, title=title, page=number + 1)
    except Exception:  # noqa: BLE001  # a broken outline costs the headings, not the report
        return


def _title(reader: pypdf.PdfReader) -> str:
    try:
        return str((reader.metadata and reader.metadata.title) or "").strip()
    except Exception:  # noqa: BLE001  # broken metadata cost a guess
        return ""


def _encrypted(path: Path) -> EncryptedError:
    return EncryptedError(
        f"{path.name} opens only with a password or a certificate. "
        "Save a copy without one and put it in its place."
    )


def _damaged(path: Path) -> DamagedError:
    return DamagedError(f"{path.name} is damaged. Download or copy it again.")
