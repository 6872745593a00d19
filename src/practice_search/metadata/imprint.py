"""The imprint of a report: who published it, and in which year.

Each rule yields what a page states, in reading order; the surest rule that finds something decides.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from practice_search.metadata.evidence import (
    SHORT_PAGE,
    Line,
    are_apart,
    claim_from,
    opening_pages,
    word_count,
)
from practice_search.metadata.imprint_words import (
    ANY_YEAR,
    CAPITAL,
    INSTITUTION,
    LIBRARY_ENTRY,
    LIBRARY_PLACE,
    NAME_GOES_ON,
    PICTURE,
    PUBLICATION_DATE,
    PUBLISHER_LABEL,
    YEAR,
    copyright_pattern,
    date_pattern,
    edition_pattern,
    name_end_pattern,
    place_pattern,
)
from practice_search.records import Claim, Page
from practice_search.terms import Facet

__all__ = ["guess_publisher", "guess_year"]

_COVER_WORDS = 60
"""Pages before which fewer words stand are a cover and its back."""
_FULL_LINE = 55
"""A line of more characters may go on in the next one."""

_ARTICLE = re.compile(r"[\s:,]*(?:by\s+)?(?:[Tt]he\s+)?")
# What United Nations publications and documents are headed with; a document's date follows "Distr."
_UNITED_NATIONS = re.compile(
    r"(United Nations)(?: publications?$| [AECS](?:/[A-Z\d.]+){2,})", re.IGNORECASE
)
_DISTRIBUTION = re.compile(r"Distr\.\s?:?\s?\w+")
_BAR = re.compile(r"\s+[\u00b7\u2022|\u2013\u2014]\s+|$")

_Rule = Callable[[Sequence[Line]], Iterator[Claim | None]]


def guess_publisher(
    imprints: Sequence[Sequence[Line]], front: Sequence[Sequence[Line]]
) -> Claim | None:
    """Take the surest statement: by name, copyright, library, standing formula, place.

    ``imprints`` are the lines of the pages on which an imprint may stand, ``front`` those of the
    first pages without the title.
    """
    rules = (_named_publisher, _copyright_holder, _library_publisher, _standing_formula)
    return _first(rules, imprints) or _first([_above_place], front[:3])


def guess_year(imprints: Sequence[Sequence[Line]], front: Sequence[Sequence[Line]]) -> Claim | None:
    """Take the surest statement: copyright, publication, document, library, place, cover.

    The pages are those for ``guess_publisher``.
    """
    rules = (_copyright_year, _stated_year, _document_year, _library_year)
    covers = opening_pages(front, words=_COVER_WORDS, at_least=3)
    return _first(rules, imprints) or _first([_year_after_place], covers) or _cover_year(front)


def _first(rules: Sequence[_Rule], pages: Sequence[Sequence[Line]]) -> Claim | None:
    found = (claim for rule in rules for of_page in pages for claim in rule(of_page))
    return next(filter(None, found), None)


# Statements that name the publisher, the year, or both


def _in_prose(lines: Sequence[Line], k: int) -> bool:
    """Whether the line goes on from a full one before it, and so is part of a sentence."""
    if k == 0:
        return False
    before = lines[k - 1]
    full = len(before.text) > _FULL_LINE and before.text[-1] not in ".:;!?"
    return full and not are_apart(before, lines[k]) and not PUBLISHER_LABEL.match(before.text)


def _copyright(line: Line) -> re.Match[str] | None:
    """Find whose copyright it is since when; that of a photograph says nothing of the report."""
    match = copyright_pattern().search(line.text)
    if match is None:
        return None
    picture = PICTURE.search(line.text[: match.end("years") + 10])
    number = "/" in line.text[match.start() : match.end("years") + 1]  # "© UNICEF/UN0123/2019"
    return None if picture or number else match


def _library_entry(lines: Sequence[Line]) -> tuple[Line, re.Match[str]] | None:
    """Find the entry of a national library: "Chișinău : Cartier, 2024"."""
    if not any("ISBN" in line.text for line in lines):
        return None
    for line in lines:
        if match := LIBRARY_ENTRY.search(line.text):
            before = line.page.text[: line.start + match.start("body")]
            if LIBRARY_PLACE.search(before):
                return line, match
    return None


# Publisher


def _publisher(page: Page, start: int, end: int, basis: str) -> Claim:
    value = " ".join(page.text[start:end].split())
    return claim_from(page, start, end, facet=Facet.PUBLISHER, value=value, basis=basis)


def _named_publisher(lines: Sequence[Line]) -> Iterator[Claim | None]:
    for k, line in enumerate(lines):
        if (match := PUBLISHER_LABEL.match(line.text)) and not _in_prose(lines, k):
            start = line.start + match.end()
            basis = "publisher named on page"
            if start == line.end and k + 1 < len(lines):  # the label stands above the name
                below = lines[k + 1]
                yield _body(below.page, below.start, below.end, lines[k + 2 :], basis)
            else:
                yield _body(line.page, start, line.end, lines[k + 1 :], basis)


def _copyright_holder(lines: Sequence[Line]) -> Iterator[Claim | None]:
    for k, line in enumerate(lines):
        match = _copyright(line)
        if match and (match["before"] or match["after"]):
            start, end = match.span("before" if match["before"] else "after")
            yield _body(
                line.page,
                line.start + start,
                line.start + end,
                lines[k + 1 :] if end == len(line.text) else [],
                "copyright line on page",
            )


def _body(page: Page, start: int, end: int, below: Sequence[Line], basis: str) -> Claim | None:
    """Read the name of a body, over a line end into the lines below where it must go on."""
    if below and NAME_GOES_ON.search(page.text[start:end]):
        end = below[0].end
    if article := _ARTICLE.match(page.text[start:end]):
        start += article.end()
    text = page.text[start:end]
    if following := name_end_pattern().search(text):
        text = text[: following.start()]
    name = text.rstrip(" \n,.:-\u2013")
    named = CAPITAL.match(name) and not date_pattern().match(page.text, start)
    if not named or len(name.split()) > 14 or sum(map(str.isalpha, name)) < 2 or "/" in name:
        return None
    return _publisher(page, start, start + len(name), basis)


def _library_publisher(lines: Sequence[Line]) -> Iterator[Claim | None]:
    if found := _library_entry(lines):
        line, match = found
        start, end = match.span("body")
        yield _publisher(line.page, line.start + start, line.start + end, "library entry on page")


def _standing_formula(lines: Sequence[Line]) -> Iterator[Claim | None]:
    for line in lines:
        if match := _UNITED_NATIONS.match(line.text):
            yield _publisher(line.page, line.start, line.start + match.end(1), "imprint on page")


def _above_place(lines: Sequence[Line]) -> Iterator[Claim | None]:
    """Take the body that stands in a line of its own above place and year."""
    for line, place in pairwise(lines):
        known = INSTITUTION.search(line.text)
        short = len(line.text.split()) <= 10 and line.text[0].isupper() and line.text[-1] != "."
        if known and short and place_pattern().fullmatch(place.text):
            yield _publisher(line.page, line.start, line.end, "above place and year, page")


# Year


def _year(page: Page, start: int, end: int, basis: str) -> Claim | None:
    """Claim the last year that stands in these words, if one may be a year of publication."""
    years = ANY_YEAR.findall(page.text[start:end])
    year = int(years[-1]) if years else 0
    if not 1900 <= year <= datetime.now(UTC).year + 1:
        return None
    return claim_from(page, start, end, facet=Facet.YEAR, value=str(year), basis=basis)


def _copyright_year(lines: Sequence[Line]) -> Iterator[Claim | None]:
    for line in lines:
        if match := _copyright(line):
            start, end = line.start + match.start("sign"), line.start + match.end("years")
            yield _year(line.page, start, end, "copyright line on page")


def _stated_year(lines: Sequence[Line]) -> Iterator[Claim | None]:
    for k, line in enumerate(lines):
        for pattern in (PUBLICATION_DATE, edition_pattern()):
            if (match := pattern.match(line.text)) and not _in_prose(lines, k):
                end = line.start + match.end()
                yield _year(line.page, line.start, end, "publication stated on page")


def _document_year(lines: Sequence[Line]) -> Iterator[Claim | None]:
    """Read the date of a United Nations document, which follows its distribution."""
    for k, line in enumerate(lines):
        if match := _DISTRIBUTION.search(line.text):
            start = line.start + match.start()
            for later in lines[k : k + 4]:
                date = date_pattern().search(later.text)
                if date and later.start + date.start() > line.start:
                    end = later.start + date.end()
                    yield _year(line.page, start, end, "date of the document on page")
                    return


def _library_year(lines: Sequence[Line]) -> Iterator[Claim | None]:
    if found := _library_entry(lines):
        line, match = found
        start, end = line.start + match.start("body"), line.start + match.end()
        yield _year(line.page, start, end, "library entry on page")


def _year_after_place(lines: Sequence[Line]) -> Iterator[Claim | None]:
    for line in lines:
        if place_pattern().fullmatch(line.text):
            yield _year(line.page, line.start, line.end, "place and year on page")


def _cover_year(front: Sequence[Sequence[Line]]) -> Claim | None:
    """Take a date that has a line to itself on the cover, if there is no second one."""
    claims = list(filter(None, _cover_dates(front)))
    return claims[0] if len({claim.value for claim in claims}) == 1 else None


def _cover_dates(front: Sequence[Sequence[Line]]) -> Iterator[Claim | None]:
    for of_page in opening_pages(front, words=_COVER_WORDS):
        short = word_count(of_page) < SHORT_PAGE
        if not short and of_page is not front[0]:
            continue
        # A second figure by itself makes them the numbers along a chart's axis.
        alone = short and sum(line.text.strip("%").isdigit() for line in of_page) == 1
        for line in of_page if short else of_page[:15]:
            for start, end in _parts(line):
                text = line.page.text[start:end]
                if date_pattern().fullmatch(text) or (alone and YEAR.fullmatch(text)):
                    yield _year(line.page, start, end, "date on page")


def _parts(line: Line) -> Iterator[tuple[int, int]]:
    """Divide a line at what sets a date apart: "Ministry of Justice · March 2014"."""
    start = line.start
    for bar in _BAR.finditer(line.text):
        yield start, line.start + bar.start()
        start = line.start + bar.end()
