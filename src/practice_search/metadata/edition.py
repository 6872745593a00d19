"""What a report says of itself: its title, its publisher and the year in which it was published.

Each is a guess by general rules over the first pages and the last ones, and shows the words that
it rests on. A year or an institution that is merely spoken of is none: where the report does not
state them, there is no claim, and the date on which a file was made is never taken for either.
"""

from collections.abc import Sequence
from itertools import chain, repeat

from practice_search.metadata.evidence import Line, opening_pages, page_lines
from practice_search.metadata.imprint import guess_publisher, guess_year
from practice_search.metadata.title import guess_title
from practice_search.records import Claim, Page, Span

__all__ = ["edition_claims"]

_FRONT, _FRONT_WORDS, _BACK = 6, 500, 2
"""An imprint stands on the first pages with text or in the first words, or on the last pages."""


def edition_claims(
    pages: Sequence[Page],
    sizes: Sequence[Sequence[float | None]],
    *,
    metadata_title: str,
    file: str,
) -> tuple[Claim, ...]:
    r"""Guess title, publisher and year: at most one claim for each, in this order.

    ``pages`` are all pages, clean; ``sizes[i][k]`` is the type size in points of line ``k`` of
    ``pages[i].text.split("\n")``, None or missing where the format does not tell. ``file`` is the
    path inside the corpus, the last resort for a title.
    """
    lines = list(map(page_lines, pages, chain(sizes, repeat(()))))
    written = [of_page for of_page in lines if of_page]
    front = opening_pages(written, words=_FRONT_WORDS, at_least=_FRONT)
    imprints = [*front, *written[max(len(front), len(written) - _BACK) :]]
    title = guess_title(lines, metadata_title=metadata_title, file=file)
    if title and title.evidence:  # a law is named with its year: "Marriages Act, 2022"
        front = [_outside(title.evidence, of_page) for of_page in front]
    claims = (title, guess_publisher(imprints, front), guess_year(imprints, front))
    return tuple(filter(None, claims))


def _outside(span: Span, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are no part of the span."""
    return [
        line
        for line in lines
        if not (line.page.number == span.page and span.start <= line.start and line.end <= span.end)
    ]
