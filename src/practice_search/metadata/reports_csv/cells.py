"""What a cell of ``reports.csv`` may hold, and how it is written when a program writes it."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from practice_search.errors import UnknownValueError
from practice_search.terms import (
    NONE,
    Kind,
    parse_article,
    parse_country,
    parse_kind,
    parse_language,
    parse_pillar,
)

__all__ = [
    "COLUMNS",
    "canonical",
    "find_column",
    "is_same",
    "nearest_column",
    "parse_kind_cell",
    "parse_several",
    "parse_year",
]

COLUMNS = (
    "file", "pages", "title", "publisher", "year", "languages", "countries", "pillars", "source",
    "kind", "articles",
)  # fmt: skip

_SEVERAL: Mapping[str, Callable[[str], str]] = {
    "languages": parse_language,
    "countries": parse_country,
    "pillars": parse_pillar,
    "articles": parse_article,
}
_SINGULARS = {
    "language": "languages", "country": "countries", "pillar": "pillars", "article": "articles",
}  # fmt: skip
_MAY_BE_NONE = ("countries", "pillars", "articles")


@lru_cache(maxsize=10_000)  # the same few cells, row after row
def parse_several(column: str, cell: str) -> tuple[str, ...]:
    """Return the codes of all values in a cell, each once; `NONE` alone where there is none.

    Raises:
        UnknownValueError: no such value, or "none" beside another one; the message names the
            column and the nearest values.

    """
    values: dict[str, None] = {}
    try:
        for part in filter(None, map(str.strip, re.split(r"[;,]", cell))):
            try:
                values[_one(column, part)] = None
            except UnknownValueError:
                words = part.split()
                if len(words) == 1:
                    raise
                values |= dict.fromkeys(_one(column, word) for word in words)
        if NONE in values and len(values) > 1:
            raise UnknownValueError(
                f"{NONE!r} stands beside other values. Write it alone, or leave it out."
            )
    except UnknownValueError as error:
        raise UnknownValueError(f"column {column}: {error}") from None
    return tuple(values)


def _one(column: str, word: str) -> str:
    if column in _MAY_BE_NONE and word.casefold() == NONE:
        return NONE
    return _SEVERAL[column](word)


def parse_kind_cell(cell: str) -> Kind | None:
    """Return the kind of source, None for an empty cell.

    Raises:
        UnknownValueError: no such kind; the message names the column and all kinds.

    """
    try:
        return parse_kind(cell) if cell else None
    except UnknownValueError as error:
        raise UnknownValueError(f"column kind: {error}") from None


def parse_year(cell: str) -> int | None:
    """Return the year, None for an empty cell.

    Raises:
        UnknownValueError: it is no year of this century or the last.

    """
    if not cell:
        return None
    if not re.fullmatch(r"(19|20)\d\d", cell):
        raise UnknownValueError(f"column year: {cell!r} is no year such as 2024.")
    return int(cell)


def canonical(column: str, cell: str) -> str:
    """Write the value of a cell as codes, and free text on one line.

    Raises:
        UnknownValueError: there is no such value; the message names column and nearest values.

    """
    cell = " ".join(cell.split())
    if column in _SEVERAL:
        return " ".join(parse_several(column, cell))
    if column == "kind":
        return parse_kind_cell(cell) or ""
    if column == "year":
        return str(parse_year(cell) or "")
    return cell


def is_same(column: str, one: str, other: str) -> bool:
    """Whether two cells say the same, in whatever spelling and order; a wrong one never does."""
    try:
        cells = [canonical(column, one), canonical(column, other)]
    except UnknownValueError:
        return False
    ordered = [" ".join(sorted(cell.split())) if column in _SEVERAL else cell for cell in cells]
    return ordered[0] == ordered[1]


def nearest_column(name: str, among: Iterable[str]) -> str:
    """Return the column whose name was probably meant; empty if there is none."""
    near = difflib.get_close_matches(name.casefold(), list(among), n=1, cutoff=0.75)
    return near[0] if near else ""


def find_column(name: str) -> str:
    """Return the column of what can be said of a report, named in the singular or the plural.

    Raises:
        UnknownValueError: there is no such column; the message names the nearest one.

    """
    wanted = name.strip().casefold()
    words = {column: column for column in COLUMNS[2:]} | _SINGULARS
    if wanted in words:
        return words[wanted]
    near = nearest_column(wanted, words)
    hint = f" Nearest: {words[near]}." if near else ""
    raise UnknownValueError(
        f"There is no column {name!r}.{hint} The columns are {', '.join(COLUMNS[2:])}."
    )
