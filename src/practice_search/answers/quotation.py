"""Words of a report that can be cited, since they stand on that page, character for character."""

from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass
from typing import Self

from practice_search.errors import QuotationError
from practice_search.records import Located, Page, Passage, Span

__all__ = ["Quotation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Located):
    """Words of a passage: ``text`` is what the pages say at ``spans``, always.

    A line end stands between two pages. ``pages`` are those of the report in the catalogue, against
    which the words are proved; they are not kept.

    Raises:
        QuotationError: the pages do not say so there, or it lies outside the passage.

    """

    text: str
    spans: tuple[Span, ...]
    pages: InitVar[Sequence[Page]]

    def __post_init__(self, pages: Sequence[Page]) -> None:
        if self.passage.report_id != self.report.id:
            raise QuotationError(f"A passage of another report was quoted as {self.report.file}.")
        said = "\n".join(self._said_at(span, pages) for span in self.spans)
        if said != self.text or not said.strip():
            raise QuotationError(
                f"{self.report.file}, {self.place}: the words to be quoted do not stand there. "
                "Index the corpus again."
            )

    def _said_at(self, span: Span, pages: Sequence[Page]) -> str:
        inside = any(
            span.page == whole.page and whole.start <= span.start < span.end <= whole.end
            for whole in self.passage.spans
        )
        page = next((page for page in pages if page.number == span.page), None)
        if not inside or page is None or span.end > len(page.text):
            raise QuotationError(
                f"{self.report.file}, page {span.page}: characters {span.start} to {span.end} do "
                "not belong to the passage that is quoted. Index the corpus again."
            )
        return page.text[span.start : span.end]

    @classmethod
    def of(cls, located: Located, bounds: tuple[int, int], *, pages: Sequence[Page]) -> Self:
        """Quote part of a passage.

        Args:
            located: the passage and its report.
            bounds: from which character of ``passage.text`` to which; white space at both ends is
                left out.
            pages: at least those of the report that the passage stands on.

        Raises:
            QuotationError: the pages say something else there, or nothing.

        """
        start, end = bounds
        said = located.passage.text[start:end]
        start += len(said) - len(said.lstrip())
        return cls(
            passage=located.passage,
            report=located.report,
            text=said.strip(),
            spans=tuple(_spans(located.passage, start, start + len(said.strip()))),
            pages=pages,
        )

    @property
    def place(self) -> str:
        """Where the words stand, as `Located.place` says it of a passage."""
        return self._place_of(self.spans)

    @property
    def language(self) -> str | None:
        """The language of the passage (BCP 47), None where it is not known."""
        return self.passage.language

    @property
    def words(self) -> str:
        """The text in one line, as it is printed within a sentence."""
        return " ".join(self.text.split())

    @property
    def reference(self) -> str:
        """What a citation needs: publisher, title, year, place and file."""
        report = self.report
        year = f" ({report.year})" if report.year else ""
        publisher = f"{report.publisher}: " if report.publisher else ""
        return f"{publisher}{report.title}{year}, {self.place}. File: {report.file}"


def _spans(passage: Passage, start: int, end: int) -> Iterator[Span]:
    """Yield where part of a passage's text stands on its pages."""
    begin = 0
    for span in passage.spans:
        length = span.end - span.start
        first, last = max(start, begin), min(end, begin + length)
        if first < last:
            yield Span(
                page=span.page, start=span.start + first - begin, end=span.start + last - begin
            )
        begin += length + 1  # a page break reads as a line end
