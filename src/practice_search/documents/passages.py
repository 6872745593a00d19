"""Cut a report into passages: whole sentences, about 120 words, at most one page break inside."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import sentencex

from practice_search.records import Page, Span

__all__ = ["WORDS_AIMED_AT", "WORDS_AT_MOST", "cut_passages", "passage_text"]

WORDS_AIMED_AT = 120
"""A passage is closed once the next sentence would lead further from this than stopping."""

WORDS_AT_MOST = 200
"""A longer sentence is none, but a table, a list, or what an unpaired quotation mark has joined."""

_WORD = re.compile(r"\S+")
_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
_ENUMERATOR = re.compile(r"\(?(\d{1,3}|[a-z]|[ivxlc]{1,5})[.)]", re.IGNORECASE)


def passage_text(pages: Sequence[Page], spans: Sequence[Span]) -> str:
    """Return the words of spans; a page break reads as a line end. ``pages`` in order, from 1."""
    return "\n".join(pages[span.page - 1].text[span.start : span.end] for span in spans)


def cut_passages(pages: Sequence[Page], *, language: str) -> list[tuple[Span, ...]]:
    """Cut the pages of one report into passages, each of one span or, over a page break, two.

    Every word of the report stands in exactly one passage, in reading order.

    Args:
        pages: all pages of the report, in order.
        language: the BCP 47 subtag whose rules end a sentence.

    """
    # Sentences go on over page breaks, so they are sought in the report as one text.
    text = "\n".join(page.text for page in pages)
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page.text) + 1)

    passages: list[tuple[Span, ...]] = []
    current: tuple[int, int] | None = None
    for start, end in _units(text, starts, language):
        if current is None:
            current = (start, end)
            continue
        before, after = _words(text, *current), _words(text, current[0], end)
        further_off = after - WORDS_AIMED_AT > WORDS_AIMED_AT - before
        if further_off or _pages_touched(starts, current[0], end) > 2:
            passages.append(_spans(text, starts, *current))
            current = (start, end)
        else:
            current = (current[0], end)
    if current is not None:
        passages.append(_spans(text, starts, *current))
    return passages


def _units(text: str, starts: list[int], language: str) -> Iterator[tuple[int, int]]:
    """Yield sentences, trimmed, cut where they are overlong or cross two page breaks."""
    for start, end in _sentences(text, language):
        too_far = _pages_touched(starts, start, end) > 2
        cuts = [start, *(s for s in starts if too_far and start < s < end), end]
        for piece in pairwise(cuts):
            for unit in _cut_overlong(text, *piece):
                trimmed = _trimmed(text, *unit)
                if trimmed:
                    yield trimmed


def _sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield sentences so that each begins where the last one ends: none of the text is left out."""
    # A line that begins with "2018." is no item of a list: the segmenter must not see where lines
    # end, only where paragraphs do.
    unwrapped = _LINE_END.sub(" ", text)
    begun = last = position = 0
    for piece in sentencex.segment(language, unwrapped):
        # The pieces follow each other in the text, but some blank lines between them are lost.
        start = unwrapped.index(piece, position)
        if start > begun and not _goes_on(text[last:start], text[start : start + len(piece)]):
            yield begun, start
            begun = start
        last, position = start, start + len(piece)
    yield begun, len(text)


def _goes_on(before: str, piece: str) -> bool:
    """Whether a sentence goes on after a full stop: "alin. | (1)", "approx. | 40", "3. | The".

    The segmenter knows few of the abbreviations of laws. In the middle of a line a sentence begins
    with a capital, or in a script that has none.
    """
    white = before[len(before.rstrip()) :] + piece[: len(piece) - len(piece.lstrip())]
    if not white:
        return before.endswith(".")
    if _ENUMERATOR.fullmatch(before.strip()):
        return True
    first = next(filter(str.isalnum, piece), "")
    return "\n" not in white and (first.isdigit() or first != first.title())


def _cut_overlong(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a run of more than `WORDS_AT_MOST` words near `WORDS_AIMED_AT`.

    An unpaired quotation mark makes the segmenter take pages for one sentence, so a full stop
    before a capital is sought first; a table has line ends at least.
    """
    while _words(text, start, end) > WORDS_AT_MOST:
        words = [match.end() for match in _WORD.finditer(text, start, end)]
        near = words[WORDS_AIMED_AT // 2 : WORDS_AT_MOST]
        stops = [e for e in near if text[e - 1] in ".!?" and text[e:end].lstrip()[:1].isupper()]
        line_ends = [e for e in near if text[e] == "\n"]
        aim = words[WORDS_AIMED_AT - 1]
        cut = min(stops or line_ends, key=lambda e: abs(e - aim), default=aim)
        yield start, cut
        start = cut
    yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(kept)


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


def _page_index(starts: list[int], position: int) -> int:
    return bisect_right(starts, position) - 1


def _pages_touched(starts: list[int], start: int, end: int) -> int:
    return _page_index(starts, end - 1) - _page_index(starts, start) + 1


def _spans(text: str, starts: list[int], start: int, end: int) -> tuple[Span, ...]:
    """Turn a run of the report's text into spans, one a page that has words in it."""
    first, last = _page_index(starts, start), _page_index(starts, end - 1)
    spans = []
    for index in range(first, last + 1):
        page_end = starts[index + 1] - 1 if index + 1 < len(starts) else len(text)
        piece = _trimmed(text, max(start, starts[index]), min(end, page_end))
        if piece:
            offset = starts[index]
            spans.append(Span(page=index + 1, start=piece[0] - offset, end=piece[1] - offset))
    return tuple(spans)
