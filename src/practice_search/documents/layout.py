"""What the lines of a report are to each other: headings, footnotes, tables of contents, body.

Told by the outline that the file declares, by type sizes, and by what the lines look like.
"""

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from practice_search.documents.furniture import letters_of
from practice_search.documents.raw import OutlineEntry, TypeRun
from practice_search.records import Role

__all__ = ["Heading", "Layout", "Line", "Region", "large_lines", "lay_out", "page_lines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page: ``start`` and ``end`` in its text, and what it is set in, if that is known.

    ``size`` is the largest type that a fifth of its letters are set in: small capitals have two.
    """

    start: int
    end: int
    text: str
    size: float | None
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading and where it stands; ``level`` counts from 1, and ``end`` is the end of its line.

    A heading that the outline declares but no line shows stands before the first line of its page.
    """

    page: int
    start: int
    end: int
    level: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Lines of one page, one after the other, that have the same role."""

    page: int
    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The regions of a report, which hold all of its words, and its headings, in reading order."""

    regions: tuple[Region, ...]
    headings: tuple[Heading, ...]


def lay_out(pages: Sequence[Sequence[Line]], *, outline: Sequence[OutlineEntry] = ()) -> Layout:
    """Divide the pages of a report into regions, and find the headings outside of its contents.

    Args:
        pages: the lines of each page that have words.
        outline: the headings that the file declares.

    """
    headings = _find_headings(pages, outline)
    regions = tuple(_find_regions(pages, headings))
    contents = [region for region in regions if region.role is Role.CONTENTS]
    return Layout(
        regions=regions,
        headings=tuple(
            heading
            for heading in headings
            if not any(
                region.page == heading.page and region.start <= heading.start < region.end
                for region in contents
            )
        ),
    )


def page_lines(text: str, runs: Sequence[TypeRun]) -> list[Line]:
    """Return the lines of a page that have words; ``runs`` say what its text is set in."""
    ends = [run.end for run in runs]
    lines = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            letters: Counter[float] = Counter()
            bold = 0
            for at in range(bisect_right(ends, start), len(runs)):
                piece = text[max(start, ends[at - 1] if at else 0) : min(end, ends[at])]
                count = len(piece.replace(" ", ""))
                letters[runs[at].size] += count
                bold += count * runs[at].bold
                if ends[at] >= end:
                    break
            total = letters.total()
            sizes = [size for size, count in letters.items() if count >= total / 5]
            lines.append(
                Line(
                    start=start,
                    end=end,
                    text=line,
                    size=max(sizes, default=0.0) or None,
                    bold=bold > 0.8 * total > 0,
                )
            )
        start = end + 1
    return lines


def _body_size(pages: Sequence[Sequence[Line]]) -> float | None:
    """Return the size that most letters of the report are set in."""
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page:
            if line.size:
                counts[line.size] += sum(map(str.isalpha, line.text))
    return max(counts, key=counts.__getitem__) if counts else None


def large_lines(pages: Sequence[Sequence[Line]]) -> list[frozenset[str]]:
    """Return the lines of each page that are set in larger type than the body, as `letters_of`."""
    least = _LARGER * (_body_size(pages) or math.inf)
    return [
        frozenset(letters_of(line.text) for line in page if (line.size or 0.0) >= least)
        for page in pages
    ]


# Headings

_LARGER = 1.15  # than the body: a heading
_SMALLER = 0.93  # than the body: a footnote
_HEADING_WORDS = 20  # at most
_BOLD_AT_MOST = 0.3  # of all lines: where more of them are bold, that tells nothing
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*|[IVXLC]{1,6}|[A-Z])[.)]?\s+")
_LETTER = re.compile(r"[^\W\d_]")


def _find_headings(
    pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry]
) -> list[Heading]:
    """Find all headings, in reading order.

    The outline is taken where the report has one and its lines show it; else lines set in larger
    type than the body, the larger the higher, and below them those in bold.
    """
    declared = [_declared(pages, entry) for entry in outline]
    shown = [heading for heading in declared if heading.end]
    found = list(_by_type(pages))
    # An outline of one entry or two names the file, or its parts when several were put together.
    if (len(shown) >= 3 or not found) and len(shown) >= len(declared) / 2:
        found = declared
    return sorted(found, key=lambda heading: (heading.page, heading.start))


def _declared(pages: Sequence[Sequence[Line]], entry: OutlineEntry) -> Heading:
    """Find the lines of a page that show a title of the outline."""
    title = " ".join(entry.title.split())
    wanted = letters_of(title)
    lines = pages[entry.page - 1]
    for first in range(len(lines)):
        shown = ""
        for last in range(first, min(first + 4, len(lines))):
            shown += letters_of(lines[last].text)
            if not wanted.startswith(shown):  # the page may number what the outline does not
                shown = letters_of(_NUMBERING.sub("", lines[last].text)) if last == first else ""
            if not shown or not wanted.startswith(shown):
                break
            # A title that runs on into the text would take the text for a heading.
            if shown == wanted:
                return Heading(
                    page=entry.page,
                    start=lines[first].start,
                    end=lines[last].end,
                    level=entry.level,
                    title=title,
                )
    return Heading(page=entry.page, start=0, end=0, level=entry.level, title=title)


def _by_type(pages: Sequence[Sequence[Line]]) -> Iterator[Heading]:
    """Find lines in larger type than the body, or in bold where the body is not."""
    body = _body_size(pages)
    if body is None:
        return
    lines = [line for page in pages for line in page]
    bold_tells = sum(line.bold for line in lines) < _BOLD_AT_MOST * len(lines)
    found = []
    for number, page in enumerate(pages, start=1):
        for size, run in _runs_of_headings(page, body, bold_tells=bold_tells):
            title = " ".join(" ".join(line.text for line in run).split())
            if len(title.split()) <= _HEADING_WORDS and len(_LETTER.findall(title)) > 2:
                found.append((number, run[0].start, run[-1].end, size, title))
    sizes = sorted({size for *_, size, _ in found}, reverse=True)
    for number, start, end, size, title in found:
        level = sizes.index(size) + 1
        yield Heading(page=number, start=start, end=end, level=level, title=title)


def _runs_of_headings(
    page: Sequence[Line], body: float, *, bold_tells: bool
) -> Iterator[tuple[float, list[Line]]]:
    """Yield lines that follow each other and are set alike, as no body is; and their rank."""

    def rank(line: Line) -> float:
        size = line.size or 0.0
        if size >= _LARGER * body:
            return round(size)
        return body if line.bold and bold_tells and size >= _SMALLER * body else 0.0

    for size, group in groupby(page, key=rank):
        run = list(group)
        if size:
            yield size, run


# Regions

# Often "1See", for the mark was raised. A letter alone, "a shelter", "i Oslo", is a word.
_MARK = re.compile(r"\W{0,2}(\d{1,3}|[*†‡§]|[a-z](?=[.)\]]))\W{0,2}(\s|\b|(?=[^\W\d_a-z]))")

_LEADER = re.compile(r"(\.\s?){4,}\s*\d{0,4}$|…+\s*\d{1,4}$")
_ENTRY = re.compile(r"^(?=.*[^\W\d_]{3}).*\D\s(\d{1,4}|[ivxl]{1,6})$")
_ENTRIES_AT_LEAST = 4
_LINES_AN_ENTRY = 2.5  # an entry may be of several lines
_FALLS = 0.2  # of its numbers at most: more in a table of figures, one where lists of tables begin
_TITLE_WORDS = 4  # at most
_FIRST_PAGES = 12
_ENTRY_WORDS = 12  # at most
_AGAIN = 2  # pages at most: what stands on more is a question that is put to each country


def _find_regions(pages: Sequence[Sequence[Line]], headings: Sequence[Heading]) -> Iterator[Region]:
    """Divide each page into its table of contents, its footnotes, and its body, in reading order.

    Footnotes are what stands at the end of a page in smaller type than the body and has a mark;
    a table of contents is lines that end in page numbers which hardly ever fall, or, on the first
    pages, lines that stand on a later page again.
    """
    body = _body_size(pages)
    by_page: dict[int, list[Heading]] = defaultdict(list)
    for heading in headings:
        by_page[heading.page].append(heading)
    seen: dict[str, set[int]] = defaultdict(set)
    for number, page in enumerate(pages, start=1):
        for title in (*(line.text for line in page), *(h.title for h in by_page[number])):
            seen[letters_of(title)].add(number)
    for number, lines in enumerate(pages, start=1):
        roles = [Role.BODY] * len(lines)
        for at in range(_first_footnote(lines, body), len(lines)):
            roles[at] = Role.FOOTNOTE
        for at in _contents(lines, len(pages)):
            roles[at] = Role.CONTENTS
        if number <= _FIRST_PAGES:
            for at in _announced(lines, number, seen):
                roles[at] = Role.CONTENTS
        if Role.CONTENTS in roles[1:]:  # its title, "Contents", stands above it
            above = roles.index(Role.CONTENTS, 1) - 1
            if len(lines[above].text.split()) <= _TITLE_WORDS:
                roles[above] = Role.CONTENTS
        for role, group in groupby(zip(roles, lines, strict=True), key=lambda pair: pair[0]):
            run = [line for _, line in group]
            yield Region(page=number, start=run[0].start, end=run[-1].end, role=role)


def _first_footnote(lines: Sequence[Line], body: float | None) -> int:
    """Return where the footnotes of a page begin; its end where there are none."""
    if body is None:
        return len(lines)
    first = len(lines)
    while first and (lines[first - 1].size or body) <= _SMALLER * body:
        first -= 1
    if not first:
        return len(lines)  # a whole page in small type is an annex
    while first < len(lines) and not _MARK.match(lines[first].text):
        first += 1
    return first


def _contents(lines: Sequence[Line], page_count: int) -> list[int]:
    """Return which lines belong to a table of contents."""
    entries: list[int] = []
    chosen: set[int] = set()
    last = falls = 0

    def close() -> None:
        span = entries[-1] - entries[0] + 1 if entries else 0
        if (
            len(entries) >= _ENTRIES_AT_LEAST
            and span <= _LINES_AN_ENTRY * len(entries)
            and falls <= _FALLS * len(entries)
        ):
            chosen.update(range(entries[0], entries[-1] + 1))

    for at, line in enumerate(lines):
        text = line.text.strip()
        if _LEADER.search(text):
            page = last
        elif match := _ENTRY.match(text):
            page = int(match[1]) if match[1].isdigit() else last
            if page > 2 * page_count + 20:  # a number that no page has is a figure
                close()
                entries, last, falls = [], 0, 0
                continue
        else:
            continue
        if entries and at - entries[-1] > 4:
            close()
            entries, last, falls = [], 0, 0
        falls += page < last
        entries.append(at)
        last = page
    close()
    return sorted(chosen)


def _announced(lines: Sequence[Line], number: int, seen: Mapping[str, set[int]]) -> list[int]:
    """Return the lines of a run of which most stand on a later page again: contents unnumbered."""
    again = []
    for at, line in enumerate(lines):
        pages = seen[letters_of(line.text)]
        first, *later = sorted(pages)
        if (
            2 <= len(line.text.split()) <= _ENTRY_WORDS
            and first == number
            and 1 <= len(later) <= _AGAIN
            and not line.text.lstrip()[0].islower()  # a summary that the chapters say again
        ):
            again.append(at)
    runs: list[list[int]] = []
    for at in again:
        if runs and at - runs[-1][-1] <= 3:
            runs[-1].append(at)
        else:
            runs.append([at])
    chosen: list[int] = []
    for run in runs:
        length = run[-1] - run[0] + 1
        if len(run) > _ENTRIES_AT_LEAST and len(run) >= length / 2:
            chosen += range(run[0], run[-1] + 1)
    return chosen
