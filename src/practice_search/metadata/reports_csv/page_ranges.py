"""Ranges of pages: as people write them, what two have in common, and what none covers."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from practice_search.errors import UnknownValueError

__all__ = ["Reach", "common", "gaps", "in_words", "parse_pages", "write_pages"]

Reach: TypeAlias = tuple[int, int]
"""The first and the last page, from 1."""


def parse_pages(cell: str) -> Reach | None:
    """Return the first and last page of a range such as "7" or "12-19", None for an empty cell.

    Raises:
        UnknownValueError: it is no page range.

    """
    if not cell:
        return None
    match = re.fullmatch(r"(\d{1,5})(?:\s*[-\N{EN DASH}]\s*(\d{1,5}))?", cell)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise UnknownValueError(
            f"column pages: {cell!r} is no page range such as 7 or 12-19. "
            "(A spreadsheet may have made a date of it: format the column as text.)"
        )
    return first, last


def write_pages(first: int, last: int) -> str:
    """Write a page range: "7", "12-19"."""
    return str(first) if first == last else f"{first}-{last}"


def in_words(reach: Reach) -> str:
    """Name a page range in a sentence: "page 7", "pages 12-19"."""
    return f"{'page' if reach[0] == reach[1] else 'pages'} {write_pages(*reach)}"


def common(one: Reach, other: Reach) -> Reach | None:
    """Return the pages that both ranges have, None if there are none."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def gaps(reach: Reach, there: Iterable[Reach]) -> Iterator[Reach]:
    """Yield the parts of a range that none of the others has."""
    first, last = reach
    for start, end in sorted(there):
        if first < start:
            yield first, min(start - 1, last)
        first = max(first, end + 1)
        if first > last:
            return
    yield first, last
