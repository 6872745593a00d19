"""A report cut into passages: nothing lost, nothing twice, and each says where it stands."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_search.documents.cleaning import clean_pages
from practice_search.documents.layout import Heading, Layout, Region, page_lines
from practice_search.documents.passages import (
    WORDS_AIMED_AT,
    WORDS_AT_MOST,
    Cut,
    cut_passages,
    passage_text,
)
from practice_search.records import Page, Role, Span

WORDS_BOUND = WORDS_AIMED_AT + WORDS_AT_MOST // 2
"""The longest passage there can be, in words.

What is added to a passage, a sentence or a piece of an overlong one, has u <= WORDS_AT_MOST words.
It is added to b words only if b + u lies no further from WORDS_AIMED_AT than b does, that is if
2b + u <= 2 * WORDS_AIMED_AT. So b + u <= WORDS_AIMED_AT + u / 2, which is at most this.
"""

_WORDS = (
    "the", "shelter", "police", "Article", "12", "(1)", "24/7", "art.", "nr.", "bl.a.", "a)", "§",
    "krisesenter", "voldsutsatte", "og", "víctimas", "núm.", "prevención", "violență", "ordin",
    "насилие", "полиция", "ნაძალადობა", "შეფარება", "العنف", "الحماية", "บ้านพัก", "家庭暴力。",
    "妇女", "e\u0301tat", "«", "»", "–", "•", "\u200c", "½", "Ð", "ß",
)  # fmt: skip
_LANGUAGES = ("en", "nb", "ro", "es", "pl", "bg", "ka", "ar", "th", "zh", "xx")

_words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=30).map(" ".join)
_sentences = st.builds(
    str.__add__, _words, st.sampled_from([".", "!", "?", "…", ";", "。", "؟", ""])
)
_unpunctuated = st.builds(
    lambda word, count, end: end.join([word] * count),
    st.sampled_from(["row", "насилие", "12", "妇女"]),
    st.integers(150, 700),
    st.sampled_from([" ", "\n", " 1 2 3\n"]),
)
_page_parts = st.lists(
    st.tuples(_sentences | _unpunctuated, st.sampled_from([" ", " ", "\n", "\n\n"])), max_size=12
)
_page_texts = _page_parts.map(lambda parts: "".join(map("".join, parts)))


def report(*texts: str) -> list[Page]:
    """Return pages with these texts, as they come from a PDF."""
    return [
        Page(number=number, label=None, text=text)
        for number, text in enumerate(clean_pages(texts), start=1)
    ]


_reports = st.lists(_page_texts | st.just("") | st.text(max_size=200), max_size=6).map(
    lambda texts: report(*texts)
)
over_reports = given(pages=_reports, language=st.sampled_from(_LANGUAGES))
enough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)


def prose(words: int, *, word: str = "word") -> str:
    """Return a sentence of so many words."""
    return " ".join(["First", *[word] * (words - 2), "last."])


def plain(pages: list[Page]) -> Layout:
    """Return the layout of a report that is all body and has no headings."""
    return Layout(
        regions=tuple(
            Region(page=page.number, start=0, end=len(page.text), role=Role.BODY)
            for page in pages
            if page.text
        ),
        headings=(),
    )


def cut(pages: list[Page], *, language: str = "en") -> list[tuple[Span, ...]]:
    """Cut a report that is all body."""
    return [found.spans for found in cut_passages(pages, language=language, layout=plain(pages))]


def texts_of(pages: list[Page], passages: list[tuple[Span, ...]]) -> list[str]:
    """Return the words of passages."""
    return [passage_text(pages, spans) for spans in passages]


def word_count(pages: list[Page], spans: tuple[Span, ...]) -> int:
    """Return how many words a passage has."""
    return len(passage_text(pages, spans).split())


@over_reports
@enough
def test_spans_hold_the_words(pages: list[Page], language: str) -> None:
    """A span points at words of its page, from their first letter to their last."""
    for spans in cut(pages, language=language):
        parts = []
        for span in spans:
            text = pages[span.page - 1].text
            assert 0 <= span.start < span.end <= len(text)
            parts.append(text[span.start : span.end])
        assert all(part == part.strip() for part in parts)
        assert passage_text(pages, spans) == "\n".join(parts)


@over_reports
@enough
def test_one_page_break_at_most(pages: list[Page], language: str) -> None:
    """A passage stands on one page, or on a page and the next."""
    for spans in cut(pages, language=language):
        numbers = [span.page for span in spans]
        assert numbers in ([numbers[0]], [numbers[0], numbers[0] + 1])


@over_reports
@enough
def test_nothing_is_lost_or_twice(pages: list[Page], language: str) -> None:
    """Every sign of every page stands in exactly one passage, in reading order."""
    passages = cut(pages, language=language)
    read = "".join("".join(texts_of(pages, passages)).split())
    assert read == "".join("".join(page.text for page in pages).split())
    spans = [span for passage in passages for span in passage]
    for one, other in pairwise(spans):
        assert (one.page, one.end) <= (other.page, other.start)


@over_reports
@enough
def test_no_passage_is_too_long(pages: list[Page], language: str) -> None:
    """Whatever a report is made of, its passages stay short enough to be read and compared."""
    for spans in cut(pages, language=language):
        assert word_count(pages, spans) <= WORDS_BOUND


@pytest.mark.parametrize(
    ("before", "words"),
    [
        pytest.param(WORDS_BOUND - WORDS_AT_MOST, [WORDS_BOUND], id="the longest there can be"),
        pytest.param(
            WORDS_BOUND - WORDS_AT_MOST + 1,
            [WORDS_BOUND - WORDS_AT_MOST + 1, WORDS_AT_MOST],
            id="one word more is too many",
        ),
    ],
)
def test_a_long_sentence_joins_only_a_few_words(before: int, words: list[int]) -> None:
    """A sentence is added as long as stopping before it is not nearer to the length aimed at."""
    pages = report(f"{prose(before)} {prose(WORDS_AT_MOST)}")
    passages = cut(pages)
    assert [word_count(pages, spans) for spans in passages] == words


def test_prose_is_cut_near_the_length_aimed_at() -> None:
    """Sentences of fifteen words make passages of eight sentences."""
    pages = report(" ".join([prose(15)] * 20))
    passages = cut(pages)
    assert [word_count(pages, spans) for spans in passages] == [120, 120, 60]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param([WORDS_AT_MOST], [WORDS_AT_MOST], id="long, but whole"),
        pytest.param([WORDS_AT_MOST + 1], [120, 81], id="too long"),
        pytest.param([360], [120, 120, 120], id="far too long"),
        pytest.param([70, 90, 60], [160, 60], id="at the nearest line end"),
        pytest.param([10, 250], [120, 140], id="no line end is near"),
    ],
)
def test_a_run_without_an_end_is_cut(lines: list[int], words: list[int]) -> None:
    """What has no full stops is cut at the end of a line, or else where the words are enough."""
    pages = report("\n".join(" ".join(["word"] * count) for count in lines))
    passages = cut(pages)
    assert [word_count(pages, spans) for spans in passages] == words


@pytest.mark.parametrize("marks", ['""', "“”", "«»", "()", "„”"])
def test_a_long_quotation_is_cut_at_its_sentences(marks: str) -> None:
    """Pages between quotation marks, or after one that never closes, are cut at full stops."""
    sentence = "First Oslo nr. 5 Oslo nr. 5 Oslo nr. 5\nOslo nr. 5 last."
    quoted = marks[0] + " ".join([sentence] * 40)
    for text in (quoted, quoted + marks[1]):
        pages = report(text)
        texts = texts_of(pages, cut(pages))
        assert len(texts) > 3
        for part in texts:
            assert part.strip(marks).startswith("First")
            assert part.strip(marks).endswith("last.")


def test_a_table_is_cut_at_line_ends() -> None:
    """A list or table without full stops is cut between its lines, never inside one."""
    rows = [f"region {number} has two shelters with beds" for number in range(200)]
    pages = report("\n".join(rows))
    texts = texts_of(pages, cut(pages))
    assert len(texts) > 5
    assert [row for text in texts for row in text.split("\n")] == rows


@pytest.mark.parametrize("pages", [[], report(""), report("", "", "")])
def test_a_report_without_text_has_no_passage(pages: list[Page]) -> None:
    """Where there is nothing to read there is no passage."""
    assert cut(pages) == []


def test_a_sentence_runs_over_a_page_break() -> None:
    """A passage over a page break names both pages, and its words on each of them."""
    pages = report("Two pages. The police and the", "shelter meet every week. They plan.")
    assert cut(pages) == [(Span(page=1, start=0, end=29), Span(page=2, start=0, end=35))]


def test_a_page_break_ends_no_sentence() -> None:
    """Wherever the cut falls, a sentence that goes on on the next page stays in one passage."""
    for words in range(WORDS_AIMED_AT - 30, WORDS_AIMED_AT + 5):
        pages = report(f"{prose(words)} The police and the", f"shelter meet here. {prose(words)}")
        texts = texts_of(pages, cut(pages))
        assert sum("The police and the\nshelter meet here." in text for text in texts) == 1


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        pytest.param(["one", "sentence over", "three pages."], [[1, 2], [3]], id="three pages"),
        pytest.param(["It goes", "", "on."], [[1], [3]], id="blank page between"),
        pytest.param(["", "It starts late", "and ends."], [[2, 3]], id="blank page first"),
        pytest.param(["It ends.", ""], [[1]], id="blank page last"),
    ],
)
def test_pages_of_a_passage(texts: list[str], numbers: list[list[int]]) -> None:
    """A sentence over more than one page break is cut at a break, and no page is named in vain."""
    passages = cut(report(*texts))
    assert [[span.page for span in spans] for spans in passages] == numbers


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Under art. 5 of the law each shelter must open at night."),
        ("ro", "Legea nr. 217 din\n2003, art. 5 alin. (1) lit. a) și pct. 3 o spune."),
        ("nb", "Dette omfatter bl.a. kommunen, jf. § 5 og kap. 3 nr.\n217 i loven."),
    ],
)
def test_a_sentence_stays_whole(language: str, sentence: str) -> None:
    """Wherever the cut falls, a sentence with abbreviations and line ends is in one passage."""
    for words in range(WORDS_AIMED_AT - 30, WORDS_AIMED_AT + 5):
        pages = report(f"{prose(words)} {sentence} {prose(words)}")
        texts = texts_of(pages, cut(pages, language=language))
        assert sum(sentence in text for text in texts) == 1


def test_a_long_report_is_cut_at_its_paragraphs() -> None:
    """A long report of short paragraphs keeps each of them whole, from the first to the last."""
    paragraphs = [f"Number {n} of {prose(87)}" for n in range(100)]
    pages = report(*["\n\n".join(paragraphs[n : n + 10]) for n in range(0, 100, 10)])
    assert texts_of(pages, cut(pages)) == paragraphs


# Reports that are not all body.


@st.composite
def _laid_out(draw: st.DrawFn) -> tuple[list[Page], Layout]:
    """Draw a report whose lines have any role, and headings at the beginning of some lines."""
    pages = draw(_reports)
    regions: list[Region] = []
    headings: list[Heading] = []
    roles = st.sampled_from([Role.BODY, Role.BODY, Role.BODY, Role.FOOTNOTE, Role.CONTENTS])
    for page in pages:
        for line in page_lines(page.text, ()):
            role = draw(roles)
            last = regions[-1] if regions else None
            start = line.start
            if last and last.page == page.number and last.role is role:
                start = regions.pop().start
            regions.append(Region(page=page.number, start=start, end=line.end, role=role))
            if draw(st.integers(0, 3)) == 0:
                level, title = draw(st.integers(1, 3)), draw(st.sampled_from("ABC"))
                headings.append(
                    Heading(
                        page=page.number, start=line.start, end=line.end, level=level, title=title
                    )
                )
    return pages, Layout(regions=tuple(regions), headings=tuple(headings))


over_layouts = given(
    drawn=_laid_out(), language=st.sampled_from(_LANGUAGES), at_most=st.sampled_from([1, 2, 3, 40])
)


@over_layouts
@enough
def test_each_word_of_each_region_stands_in_one_passage(
    drawn: tuple[list[Page], Layout], language: str, at_most: int
) -> None:
    """Whatever its lines are to each other, no word of a report is lost, or found twice."""
    pages, layout = drawn
    cuts = cut_passages(pages, language=language, layout=layout, pages_at_most=at_most)
    spans = sorted(
        (span for found in cuts for span in found.spans), key=lambda span: (span.page, span.start)
    )
    for one, other in pairwise(spans):
        assert (one.page, one.end) <= (other.page, other.start)
    read = "".join(pages[span.page - 1].text[span.start : span.end] for span in spans)
    assert "".join(read.split()) == "".join("".join(page.text for page in pages).split())
    firsts = [(found.spans[0].page, found.spans[0].start) for found in cuts]
    assert firsts == sorted(firsts)


@over_layouts
@enough
def test_a_passage_mixes_nothing(
    drawn: tuple[list[Page], Layout], language: str, at_most: int
) -> None:
    """A passage has one role, one span a page, and few pages, and reaches over no contents."""
    pages, layout = drawn
    for found in cut_passages(pages, language=language, layout=layout, pages_at_most=at_most):
        numbers = [span.page for span in found.spans]
        assert numbers == sorted(set(numbers))
        assert len(numbers) <= at_most
        for span in found.spans:
            held = [
                r for r in layout.regions if r.page == span.page and r.start <= span.start < r.end
            ]
            assert [region.role for region in held] == [found.role]
            assert span.end <= held[0].end
        first, last = found.spans[0], found.spans[-1]
        assert not any(
            region.role is Role.CONTENTS
            and (first.page, first.end) <= (region.page, region.start) < (last.page, last.start)
            for region in layout.regions
        )


@over_layouts
@enough
def test_headings_lead_to_a_passage(
    drawn: tuple[list[Page], Layout], language: str, at_most: int
) -> None:
    """A heading before the passage or one that it begins with leads to it, and none twice."""
    pages, layout = drawn
    for found in cut_passages(pages, language=language, layout=layout, pages_at_most=at_most):
        place, last = (found.spans[0].page, found.spans[0].start), found.spans[-1]
        before = [h for h in layout.headings if (h.page, h.start) <= place]
        assert len(set(found.headings)) == len(found.headings)
        begun = [h for h in layout.headings if (h.page, h.start) < (last.page, last.end)]
        assert bool(found.headings) == bool(before)
        assert not before or any(h.title in found.headings for h in begun[len(before) - 1 :])


def laid_out(*lines_of_pages: list[tuple[str, Role | int]]) -> tuple[list[Page], Layout]:
    """Return a report of lines, each with its role or, for a heading, its level."""
    pages: list[Page] = []
    regions: list[Region] = []
    headings: list[Heading] = []
    for number, lines in enumerate(lines_of_pages, start=1):
        start = 0
        for text, what in lines:
            end = start + len(text)
            role = what if isinstance(what, Role) else Role.BODY
            if regions and regions[-1].page == number and regions[-1].role is role:
                last = regions.pop()
                regions.append(Region(page=number, start=last.start, end=end, role=role))
            else:
                regions.append(Region(page=number, start=start, end=end, role=role))
            if not isinstance(what, Role):
                headings.append(Heading(page=number, start=start, end=end, level=what, title=text))
            start = end + 1
        text = "\n".join(text for text, _ in lines)
        pages.append(Page(number=number, label=None, text=text))
    return pages, Layout(regions=tuple(regions), headings=tuple(headings))


def told(pages: list[Page], cuts: list[Cut]) -> list[tuple[Role, str]]:
    """Return role and words of each passage."""
    return [(found.role, passage_text(pages, found.spans)) for found in cuts]


BODY, FOOTNOTE, CONTENTS = Role.BODY, Role.FOOTNOTE, Role.CONTENTS


def test_a_sentence_runs_on_past_the_footnotes() -> None:
    """The footnotes of a page come between its last line and the next page, and part nothing."""
    pages, layout = laid_out(
        [("The police and the", BODY), ("1 See the law.", FOOTNOTE)],
        [("shelter meet every week.", BODY), ("2 Ibid.", FOOTNOTE)],
    )
    assert told(pages, cut_passages(pages, language="en", layout=layout)) == [
        (BODY, "The police and the\nshelter meet every week."),
        (FOOTNOTE, "1 See the law."),
        (FOOTNOTE, "2 Ibid."),
    ]


def test_nothing_runs_on_over_a_table_of_contents() -> None:
    """What stands before the contents and what comes after are two passages."""
    pages, layout = laid_out(
        [("A word before", BODY), ("Shelters ..... 3", CONTENTS)],
        [("Police ..... 9", CONTENTS), ("Shelters are open.", BODY)],
    )
    assert told(pages, cut_passages(pages, language="en", layout=layout)) == [
        (BODY, "A word before"),
        (CONTENTS, "Shelters ..... 3"),
        (CONTENTS, "Police ..... 9"),
        (BODY, "Shelters are open."),
    ]


@pytest.mark.parametrize(("words", "count"), [(39, 2), (38, 1)])
def test_a_heading_begins_a_passage(words: int, count: int) -> None:
    """A new chapter begins a new passage, unless the one before would be a scrap."""
    pages, layout = laid_out(
        [("Shelters", 1), (prose(words), BODY), ("Police", 1), (prose(20), BODY)]
    )
    cuts = cut_passages(pages, language="en", layout=layout)
    assert len(cuts) == count
    assert [found.headings for found in cuts] == [("Shelters",), ("Police",)][:count]
    if count == 2:
        assert told(pages, cuts)[1][1].startswith("Police\nFirst")


@pytest.mark.parametrize("left", [1, 8, 9, 30])
def test_the_last_words_of_a_page_stay_with_their_section(left: int) -> None:
    """What is left before the next page's heading is not taken for that section's beginning."""
    pages, layout = laid_out(
        [("Shelters", 1), (prose(119), BODY), (prose(left), BODY), ("1 A. Author", FOOTNOTE)],
        [("Police", 1), (prose(20), BODY)],
    )
    cuts = [found for found in cut_passages(pages, language="en", layout=layout)
            if found.role is BODY]  # fmt: skip
    assert [found.headings for found in cuts][-1] == ("Police",)
    assert {found.spans[0].page for found in cuts[:-1]} == {1}
    assert [len(found.spans) for found in cuts] == [1] * (2 if left <= 8 else 3)


def test_a_title_on_a_page_of_its_own_leads_to_the_next() -> None:
    """A chapter's title page is no passage by itself."""
    pages, layout = laid_out([("Protection", 1)], [("Shelters", 2), (prose(20), BODY)])
    (found,) = cut_passages(pages, language="en", layout=layout)
    assert [span.page for span in found.spans] == [1, 2]


def test_a_heading_is_no_part_of_a_sentence() -> None:
    """A heading without a full stop does not pull the sentence below it along."""
    pages, layout = laid_out([("Shelters", 1), (prose(119), BODY), (prose(120), BODY)])
    cuts = cut_passages(pages, language="en", layout=layout)
    assert [word_count(pages, found.spans) for found in cuts] == [120, 120]


def test_headings_lead_from_the_outermost_to_the_innermost() -> None:
    """Each passage tells its part, chapter and section; a half-title is not said twice."""
    pages, layout = laid_out(
        [("Report", 1)],
        [("Report", 1), (prose(60), BODY)],
        [("Shelters", 2), (prose(60), BODY), ("Beds", 4), (prose(60), BODY)],
        [("Food", 3), (prose(60), BODY), ("Police", 2), (prose(60), BODY)],
        [(prose(120), BODY)],
        [("Shelters", 1), ("Shelters", 2), (prose(60), BODY)],
    )
    assert [found.headings for found in cut_passages(pages, language="en", layout=layout)] == [
        ("Report",),
        ("Report", "Shelters"),
        ("Report", "Shelters", "Beds"),
        ("Report", "Shelters", "Food"),
        ("Report", "Police"),
        ("Report", "Police"),
        ("Shelters",),
    ]


def test_a_passage_that_begins_with_several_headings_is_under_all_of_them() -> None:
    """A part, its chapter and its section printed one below the other all lead to the text."""
    pages, layout = laid_out(
        [("Protection", 1), ("Shelters", 2), (prose(60), BODY), ("Police", 1), ("Courts", 1)],
        [(prose(60), BODY)],
    )
    assert [found.headings for found in cut_passages(pages, language="en", layout=layout)] == [
        ("Protection", "Shelters"), ("Police",),
    ]  # fmt: skip


def test_words_before_the_first_heading_have_none() -> None:
    """What stands on the cover is under no heading."""
    pages, layout = laid_out([(prose(60), BODY), ("Shelters", 1), (prose(60), BODY)])
    assert [found.headings for found in cut_passages(pages, language="en", layout=layout)] == [
        (), ("Shelters",),
    ]  # fmt: skip


def test_a_heading_that_no_line_shows_leads_to_its_page() -> None:
    """Where the outline names what is a picture on the page, the page is under it."""
    pages = report(prose(120), prose(120))
    headings = (Heading(page=2, start=0, end=0, level=1, title="Shelters"),)
    layout = Layout(regions=plain(pages).regions, headings=headings)
    assert [found.headings for found in cut_passages(pages, language="en", layout=layout)] == [
        (), ("Shelters",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "passages"),
    [pytest.param(10, [12, 12, 6], id="short"), pytest.param(90, [1] * 30, id="long")],
)
def test_paragraphs_that_stand_for_pages_share_a_passage(words: int, passages: list[int]) -> None:
    """In a format without pages, a passage takes as many paragraphs as it needs."""
    pages = report(*[f"{prose(words)}" for _ in range(30)])
    cuts = cut_passages(pages, language="en", layout=plain(pages), pages_at_most=40)
    assert [len(found.spans) for found in cuts] == passages


def test_no_more_paragraphs_than_are_allowed_share_a_passage() -> None:
    """A list of single words is cut before a passage has too many places."""
    pages = report(*["Word."] * 100)
    cuts = cut_passages(pages, language="en", layout=plain(pages), pages_at_most=40)
    assert [len(found.spans) for found in cuts] == [40, 40, 20]
