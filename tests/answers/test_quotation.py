"""Words can be quoted only if the page says so, character for character."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_search import Library, Quotation
from practice_search.errors import QuotationError
from practice_search.records import Hit, Page, Span


@pytest.fixture(scope="module")
def quoted(small_index: Path) -> tuple[Hit, list[Page]]:
    """Return a hit of the small library, and the pages of its report."""
    with Library.open(small_index) as library:
        hit = library.search("Hvem vurderer risikoen?")[0]
        return hit, [library.page(hit.report, n + 1) for n in range(hit.report.page_count)]


def test_a_quotation_is_what_its_page_says(quoted: tuple[Hit, list[Page]]) -> None:
    """Text, place and reference are those of the page, and white space at its ends is left out."""
    hit, pages = quoted
    end = hit.passage.text.index(".") + 2
    quotation = Quotation.of(hit, (0, end), pages=pages)
    (span,) = quotation.spans
    assert quotation.text == hit.passage.text[: end - 1]
    assert quotation.text == pages[span.page - 1].text[span.start : span.end]
    assert quotation.place == f"page {span.page}"
    assert quotation.reference == (
        f"Testforlaget: Krisesentre i Norge (2023), page {span.page}. File: norge.pdf"
    )
    assert quotation.language == "nb"


@given(data=st.data())
def test_no_quotation_can_be_forged(quoted: tuple[Hit, list[Page]], data: st.DataObject) -> None:
    """Other words, another place or other pages make no quotation, however little they differ."""
    hit, pages = quoted
    whole = hit.passage.spans[0]
    text = hit.passage.text[: whole.end - whole.start]  # of the first page
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip():
        with pytest.raises(QuotationError):
            Quotation.of(hit, (start, end), pages=pages)
        return
    true = Quotation.of(hit, (start, end), pages=pages)
    (span,) = true.spans
    place = data.draw(st.integers(0, len(true.text) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]))
    forged_text = true.text[:place] + letter + true.text[place + 1 :]
    moved = data.draw(st.integers(-5, 5))
    forged_span = Span(page=span.page, start=span.start + moved, end=span.end + moved)
    forged_page = replace(pages[span.page - 1], text=forged_text)
    for changed_text, changed_span, changed_pages in (
        (forged_text, span, pages),
        (true.text + letter, span, pages),
        (true.text, forged_span, pages),
        (true.text, replace(span, page=span.page + 1), pages),
        (true.text, span, []),
        (true.text, span, [forged_page]),
    ):
        said = next((p.text for p in changed_pages if p.number == changed_span.page), "")
        really = said[max(changed_span.start, 0) : max(changed_span.end, 0)] == changed_text
        inside = any(
            changed_span.page == one.page
            and one.start <= changed_span.start
            and changed_span.end <= one.end
            for one in hit.passage.spans
        )
        if really and inside:
            continue  # nothing was changed, or the same words stand there again
        with pytest.raises(QuotationError):
            Quotation(
                passage=hit.passage, report=hit.report, text=changed_text, spans=(changed_span,),
                pages=changed_pages,
            )  # fmt: skip


def test_words_of_another_report_are_not_quoted_as_its_own(
    small_index: Path, quoted: tuple[Hit, list[Page]]
) -> None:
    """A passage is quoted under the report that it stands in, and no other."""
    hit, pages = quoted
    with Library.open(small_index) as library:
        other = next(report for report in library.reports() if report.id != hit.report.id)
    with pytest.raises(QuotationError, match=other.file):
        Quotation.of(replace(hit, report=other), (0, 20), pages=pages)
