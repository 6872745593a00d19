"""What a reader gives of a file before anything is cleaned: the same for every format."""

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["OutlineEntry", "RawPage", "RawReport", "TypeRun"]


class TypeRun(NamedTuple):
    """A run of one type: where it ends in the text, its size in points, and whether it is bold."""

    end: int
    size: float
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One page, or the slide or paragraph in its place; ``text`` is None when it cannot be read.

    ``type_runs`` say in order what ``text`` is set in; empty where the format does not tell.
    """

    number: int
    label: str | None = None
    text: str | None
    type_runs: tuple[TypeRun, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """One heading that the file itself declares: ``level`` from 1, and the page it leads to."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawReport:
    """All pages in order, the declared headings, and what the file's metadata call it."""

    pages: tuple[RawPage, ...]
    outline: tuple[OutlineEntry, ...] = ()
    title: str = ""
