"""Cut a report into passages: whole sentences, about 120 words, under the headings that rule them.

Body, footnotes, tables of contents and reference lists never share a passage, nor do two chapters.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from practice_search.documents.layout import Heading, Layout, Region
from practice_search.documents.sentences import sentence_bounds
from practice_search.records import Page, Role, Span

__all__ = ["WORDS_AIMED_AT", "WORDS_AT_MOST", "Cut", "cut_passages", "passage_text"]

WORDS_AIMED_AT = 120
"""A passage is closed once the next sentence would lead further from this than stopping."""

WORDS_AT_MOST = 200
"""A longer sentence is none, but a table, a list, or what an unpaired quotation mark has joined."""

_PAGES = 2  # printed ones that a passage touches at most
_WORDS_UNDER_A_HEADING = 40  # a shorter passage goes on under the next heading of the same page
_WORDS_LEFT = 8  # so few at the end of a section, such as "Sources", belong to what stands before

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where a passage stands, its role, and the headings that lead to it, the outermost first."""

    spans: tuple[Span, ...]
    role: Role
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """Regions that are read one after the other as one text; ``starts`` says where each begins."""

    regions: tuple[Region, ...]
    text: str
    starts: tuple[int, ...]

    def place(self, position: int) -> int:
        """Return which of the regions a place in the text belongs to."""
        return bisect_right(self.starts, position) - 1

    def page(self, position: int) -> int:
        """Return the page of a place in the text."""
        return self.regions[self.place(position)].page


def passage_text(pages: Sequence[Page], spans: Sequence[Span]) -> str:
    """Return the words of spans; a page break reads as a line end. ``pages`` in order, from 1."""
    return "\n".join(pages[span.page - 1].text[span.start : span.end] for span in spans)


def cut_passages(
    pages: Sequence[Page],
    *,
    language: str,
    layout: Layout,
    pages_at_most: int = _PAGES,
) -> list[Cut]:
    """Cut the pages of one report into passages, in reading order, each with one span a page.

    Every word of the report stands in exactly one passage.

    Args:
        pages: all pages of the report, in order.
        language: the BCP 47 subtag whose rules end a sentence.
        layout: the regions of its pages, which hold all of its words, and its headings.
        pages_at_most: how many pages a passage may touch; more where a page is a paragraph.

    """
    path = _HeadingPath(layout.headings)
    cuts = []
    for flow in _flows(pages, layout.regions):
        for start, end in _passages(flow, language, path.bounds_in(flow), pages_at_most):
            spans = _spans(flow, start, end)
            cuts.append(
                Cut(
                    spans=spans,
                    role=flow.regions[0].role,
                    headings=path.of(spans),
                )
            )
    return sorted(cuts, key=lambda cut: (cut.spans[0].page, cut.spans[0].start))


class _HeadingPath:
    """Which headings rule a place."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._headings = headings
        self._places = [(heading.page, heading.start) for heading in headings]
        self._paths: list[tuple[str, ...]] = []
        open_headings: list[Heading] = []
        for heading in headings:
            open_headings = [h for h in open_headings if h.level < heading.level] + [heading]
            titles = [h.title for h in open_headings]
            # A half-title repeats the title on the cover.
            self._paths.append(tuple(dict.fromkeys(titles)))

    def of(self, spans: Sequence[Span]) -> tuple[str, ...]:
        """Return the titles that rule the first words of a passage which are no heading."""
        page, start, last = spans[0].page, spans[0].start, spans[-1]
        at = bisect_right(self._places, (page, start))
        while at and at < len(self._places) and self._places[at] < (last.page, last.end):
            above, below = self._headings[at - 1], self._headings[at]
            directly_below = above.page == below.page and below.start <= above.end + 1
            if (above.page, above.start) < (page, start) or not directly_below:
                break
            if below.level <= above.level:
                break
            at += 1
        return self._paths[at - 1] if at else ()

    def bounds_in(self, flow: _Flow) -> list[tuple[int, int]]:
        """Return where headings begin and end in a flow."""
        bounds = []
        for offset, region in zip(flow.starts, flow.regions, strict=True):
            first = bisect_left(self._places, (region.page, region.start))
            last = bisect_left(self._places, (region.page, region.end))
            for heading in self._headings[first:last]:
                into = offset - region.start
                bounds.append((heading.start + into, min(heading.end, region.end) + into))
        return bounds


def _flows(pages: Sequence[Page], regions: Sequence[Region]) -> Iterator[_Flow]:
    """Join what is read on over a page break: body to body, over the footnotes between them."""
    body: list[Region] = []
    for region in regions:
        if region.role is Role.BODY:
            # A page without text in between may be a picture of some.
            if body and region.page != body[-1].page + 1:
                yield _flow(pages, body)
                body = []
            body.append(region)
        else:
            yield _flow(pages, [region])
            if region.role is not Role.FOOTNOTE and body:
                yield _flow(pages, body)
                body = []
    if body:
        yield _flow(pages, body)


def _flow(pages: Sequence[Page], regions: Sequence[Region]) -> _Flow:
    texts = [pages[region.page - 1].text[region.start : region.end] for region in regions]
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text) + 1)
    return _Flow(regions=tuple(regions), text="\n".join(texts), starts=tuple(starts))


def _passages(
    flow: _Flow, language: str, headings: Sequence[tuple[int, int]], pages_at_most: int
) -> Iterator[tuple[int, int]]:
    """Yield runs of sentences; what is left over of a section goes to the run before it."""
    before: tuple[int, int] | None = None
    for run, ends_section in _runs(flow, language, headings, pages_at_most):
        if before and ends_section and _is_left_over(flow, before, run):
            before = (before[0], run[1])
            continue
        if before:
            yield before
        before = run
    if before:
        yield before


def _runs(
    flow: _Flow, language: str, headings: Sequence[tuple[int, int]], pages_at_most: int
) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield runs of about `WORDS_AIMED_AT` words, and whether their section ends with them.

    A heading begins a new one.
    """
    heading_starts = [start for start, _ in headings]
    current: tuple[int, int] | None = None
    words, has_text = 0, False  # of the current run; a title alone has no text
    for start, end in _units(flow, language, headings, pages_at_most):
        more, is_text = _words(flow.text, start, end), start not in heading_starts
        if current is None:
            current, words, has_text = (start, end), more, is_text
            continue
        further_off = words + more - WORDS_AIMED_AT > WORDS_AIMED_AT - words
        too_far = flow.place(end - 1) - flow.place(current[0]) >= pages_at_most
        at = bisect_right(heading_starts, start)
        new_heading = bool(at) and heading_starts[at - 1] >= current[1]
        # A scrap of a chapter goes on under the next heading, but not into another page's section.
        next_page = pages_at_most <= _PAGES and flow.page(start) > flow.page(current[1] - 1)
        section_over = new_heading and (words >= _WORDS_UNDER_A_HEADING or (next_page and has_text))
        if further_off or too_far or section_over:
            yield current, section_over
            current, words, has_text = (start, end), more, is_text
        else:
            current, words, has_text = (current[0], end), words + more, has_text or is_text
    if current is not None:
        yield current, True


def _is_left_over(flow: _Flow, before: tuple[int, int], run: tuple[int, int]) -> bool:
    """Whether a run is the last few words of a section, and belongs to what stands before."""
    return (
        _words(flow.text, *run) <= _WORDS_LEFT
        and flow.page(before[0]) == flow.page(run[1] - 1)
        and _words(flow.text, before[0], run[1]) <= WORDS_AT_MOST
    )


def _units(
    flow: _Flow, language: str, headings: Sequence[tuple[int, int]], pages_at_most: int
) -> Iterator[tuple[int, int]]:
    """Yield headings and sentences, trimmed, cut where they are overlong."""
    text = flow.text
    cuts = sorted({0, *(place for bounds in headings for place in bounds), len(text)})
    for begun, ended in pairwise(cuts):
        for a, b in sentence_bounds(text[begun:ended], language):
            start, end = begun + a, begun + b
            too_far = flow.place(max(start, end - 1)) - flow.place(start) >= pages_at_most
            inside = [s for s in flow.starts if too_far and start < s < end]
            for piece in pairwise([start, *inside, end]):
                for unit in _cut_overlong(text, *piece):
                    trimmed = _trimmed(text, *unit)
                    if trimmed:
                        yield trimmed


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


def _spans(flow: _Flow, start: int, end: int) -> tuple[Span, ...]:
    """Turn a run of a flow's text into spans, one for each region that has words in it."""
    spans = []
    for at in range(flow.place(start), flow.place(end - 1) + 1):
        region, offset = flow.regions[at], flow.starts[at]
        length = region.end - region.start
        piece = _trimmed(flow.text, max(start, offset), min(end, offset + length))
        if piece:
            into = region.start - offset
            spans.append(Span(page=region.page, start=piece[0] + into, end=piece[1] + into))
    return tuple(spans)
