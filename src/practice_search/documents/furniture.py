"""What a page shows and does not say: running headers and footers, page and line numbers."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

__all__ = ["drop_furniture", "drop_line_numbers", "letters_of"]

_EDGE = 2  # lines at the top and at the bottom in which it is sought
_SHARE = 0.3  # of the pages
_PAGES_AT_LEAST = 3
_RUN, _OF = 4, 8  # or a chapter's own header: on four of eight pages that follow each other

_LINES_COUNTED = 5
_RUNNING = 0.2  # of them
_LINE_NUMBER = re.compile(r"(?:^|\s+)(\d{1,5})\s*$")
_NUMBER = re.compile(r"\d{1,5}")
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_Line = tuple[str, int]  # what two pages must share: the line, and its number less the page's


def drop_furniture(pages: Iterable[str], *, large: Sequence[Collection[str]] = ()) -> list[str]:
    """Drop running headers and footers from the pages of a report, and page numbers.

    A line is one of them if it stands at the edge of many pages word for word, or with a number
    that rises with the page: "Annual report 17", "18". A heading such as "Article 7" has a number
    too, but one that goes its own way, and stays; so does "Practice 7" at the head of every page
    if it is set in large type. Pages that are all alike count once.

    Args:
        pages: the text of each page.
        large: the lines of each page that are set in larger type than its text, as
            `letters_of` writes them, where that is known.

    """
    lines = [text.split("\n") for text in pages]

    def keys(page: Sequence[str], at: int, index: int) -> Iterator[_Line]:
        is_large = bool(large) and letters_of(page[at]) in large[index]
        return (key for key in _keys(page, at, index) if not (is_large and "#" in key[0]))

    while True:
        texts = ["\n".join(page).strip("\n") for page in lines]
        first = {text: index for index, text in reversed(list(enumerate(texts)))}
        counted = sorted(first.values())
        where: dict[_Line, list[int]] = defaultdict(list)
        for index in counted:
            page = lines[index]
            for key in {key for at in _edge(page) for key in keys(page, at, index)}:
                where[key].append(index)
        running = {key for key, at in where.items() if _is_running(at, len(counted))}
        dropped = False
        for index, page in enumerate(lines):
            like = first[texts[index]]  # pages that are alike stay so
            gone = {at for at in _edge(page) if not running.isdisjoint(keys(page, at, like))}
            if gone:
                dropped = True
                lines[index] = [line for at, line in enumerate(page) if at not in gone]
        if not dropped:
            return texts


def letters_of(line: str) -> str:
    """Write a line so that it can be told again however it is cleaned: letters and digits alone."""
    return "".join(filter(str.isalnum, line.casefold()))


def drop_line_numbers(page: str) -> str:
    """Drop the numbers that a draft counts its lines with, at the end of each.

    They are numbers if five lines or more that follow each other end in numbers that do too, and
    some begin in lower case, as running text does: a table of contents has such numbers, a list
    of articles, and a column of years.
    """
    lines = page.split("\n")
    ends = [int(match[1]) if (match := _LINE_NUMBER.search(line)) else None for line in lines]
    counted = [(at, end) for at, end in enumerate(ends) if end is not None]
    for _, group in groupby(counted, key=lambda pair: pair[0] - pair[1]):
        run = [at for at, _ in group]
        running = sum(lines[at].lstrip()[:1].islower() for at in run)
        if len(run) >= _LINES_COUNTED and running >= _RUNNING * len(run):
            for at in run:
                lines[at] = _LINE_NUMBER.sub("", lines[at])
    return "\n".join(lines)


def _edge(lines: Sequence[str]) -> list[int]:
    """Return where the first and last lines with words stand."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return sorted({*filled[:_EDGE], *filled[-_EDGE:]})


def _keys(page: Sequence[str], at: int, index: int) -> Iterator[_Line]:
    """Yield how a line may be told on another page: as it is, or by one number that follows."""
    plain = page[at].strip().casefold()
    below = page[at + 1].strip() if at + 1 < len(page) else ""
    if _NUMBER.fullmatch(below):  # a heading of two lines, "Article" and "7"
        yield f"{plain}\n#", int(below) - index
        yield f"{plain}\n{below}", 0  # or a header of two lines, "Annual report" and "2024"
    elif len(plain) >= 4 or any(character.isalpha() for character in plain):
        yield plain, 0
    for match in _NUMBER.finditer(plain):
        yield f"{plain[: match.start()]}#{plain[match.end() :]}", int(match[0]) - index
    if _ROMAN.fullmatch(plain):
        yield "#roman", _roman(plain) - index


def _roman(text: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in text.casefold()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _is_running(indices: Sequence[int], pages: int) -> bool:
    if len(indices) >= max(_PAGES_AT_LEAST, _SHARE * pages):
        return True
    return any(
        last - first < _OF for first, last in zip(indices, indices[_RUN - 1 :], strict=False)
    )
