"""What a guess rests on: the lines of a page, and a claim that shows the words it was read from."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, repeat

from practice_search.records import Claim, Origin, Page, Span
from practice_search.terms import Facet

__all__ = [
    "SHORT_PAGE",
    "Line",
    "PassageText",
    "are_apart",
    "claim_from",
    "opening_pages",
    "page_lines",
    "word_count",
]

SHORT_PAGE = 100
"""A page of fewer words is a cover or a title page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: ``page.text[start:end]``, and its type size where it is known."""

    page: Page
    start: int
    end: int
    size: float | None

    @property
    def text(self) -> str:
        """Its words, without the blanks around them."""
        return self.page.text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class PassageText:
    """A passage before it has an id: its words, one piece a span, and what is known of them.

    ``ranked`` is false for tables of contents, reference lists and figures.
    """

    spans: tuple[Span, ...]
    pieces: tuple[str, ...]
    headings: tuple[str, ...]
    language: str | None
    ranked: bool = True

    @cached_property
    def text(self) -> str:
        """Its words; a page break reads as a line end."""
        return "\n".join(self.pieces)

    def span(self, start: int, end: int) -> Span:
        """Return where ``text[start:end]`` stands; of words over a page break, the first part."""
        for span, piece in zip(self.spans, self.pieces, strict=True):
            if start < len(piece):
                return Span(
                    page=span.page,
                    start=span.start + start,
                    end=span.start + min(end, len(piece)),
                )
            start, end = start - len(piece) - 1, end - len(piece) - 1
        raise IndexError(start)


def page_lines(page: Page, sizes: Sequence[float | None]) -> list[Line]:
    r"""Return the lines of a page; ``sizes`` are of all ``page.text.split("\n")``, or fewer."""
    found, start = [], 0
    for text, size in zip(page.text.split("\n"), chain(sizes, repeat(None)), strict=False):
        if text.strip():
            before = len(text) - len(text.lstrip())
            found.append(Line(page, start + before, start + len(text.rstrip()), size))
        start += len(text) + 1
    return found


def are_apart(line: Line, below: Line) -> bool:
    """Whether a blank line stands between two lines of a page."""
    return "\n\n" in line.page.text[line.end : below.start]


def word_count(lines: Sequence[Line]) -> int:
    """Count the words of a page."""
    return sum(len(line.text.split()) for line in lines)


def opening_pages(
    pages: Sequence[Sequence[Line]], *, words: int, at_least: int = 0
) -> Sequence[Sequence[Line]]:
    """Return the pages before which fewer words stand: with paragraphs for pages, several."""
    before = list(accumulate(map(word_count, pages), initial=0))[:-1]
    return pages[: max(at_least, bisect_left(before, words))]


def claim_from(page: Page, start: int, end: int, *, facet: Facet, value: str, basis: str) -> Claim:
    """Guess a value from ``page.text[start:end]``; ``basis`` ends in "page", without its number."""
    return Claim(
        facet=facet,
        value=value,
        origin=Origin.GUESSED,
        evidence=Span(page=page.number, start=start, end=end),
        basis=f"{basis} {page.number}",
    )
