"""A report cut into passages: nothing lost, nothing twice, and each says where it stands."""

from itertools import pairwise

import pytest
from babel import Locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_search.documents.cleaning import clean_pages
from practice_search.documents.passages import (
    WORDS_AIMED_AT,
    WORDS_AT_MOST,
    cut_passages,
    passage_text,
)
from practice_search.records import Page, Span

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
    for spans in cut_passages(pages, language=language):
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
    for spans in cut_passages(pages, language=language):
        numbers = [span.page for span in spans]
        assert numbers in ([numbers[0]], [numbers[0], numbers[0] + 1])


@over_reports
@enough
def test_nothing_is_lost_or_twice(pages: list[Page], language: str) -> None:
    """Every sign of every page stands in exactly one passage, in reading order."""
    passages = cut_passages(pages, language=language)
    read = "".join("".join(texts_of(pages, passages)).split())
    assert read == "".join("".join(page.text for page in pages).split())
    spans = [span for passage in passages for span in passage]
    for one, other in pairwise(spans):
        assert (one.page, one.end) <= (other.page, other.start)


@over_reports
@enough
def test_no_passage_is_too_long(pages: list[Page], language: str) -> None:
    """Whatever a report is made of, its passages stay short enough to be read and compared."""
    for spans in cut_passages(pages, language=language):
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
    passages = cut_passages(pages, language="en")
    assert [word_count(pages, spans) for spans in passages] == words


def test_prose_is_cut_near_the_length_aimed_at() -> None:
    """Sentences of fifteen words make passages of eight sentences."""
    pages = report(" ".join([prose(15)] * 20))
    passages = cut_passages(pages, language="en")
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
    passages = cut_passages(pages, language="en")
    assert [word_count(pages, spans) for spans in passages] == words


@pytest.mark.parametrize("marks", ['""', "“”", "«»", "()", "„”"])
def test_a_long_quotation_is_cut_at_its_sentences(marks: str) -> None:
    """Pages between quotation marks, or after one that never closes, are cut at full stops."""
    sentence = "First Oslo nr. 5 Oslo nr. 5 Oslo nr. 5\nOslo nr. 5 last."
    quoted = marks[0] + " ".join([sentence] * 40)
    for text in (quoted, quoted + marks[1]):
        pages = report(text)
        texts = texts_of(pages, cut_passages(pages, language="en"))
        assert len(texts) > 3
        for cut in texts:
            assert cut.strip(marks).startswith("First")
            assert cut.strip(marks).endswith("last.")


def test_a_table_is_cut_at_line_ends() -> None:
    """A list or table without full stops is cut between its lines, never inside one."""
    rows = [f"region {number} has two shelters with beds" for number in range(200)]
    pages = report("\n".join(rows))
    texts = texts_of(pages, cut_passages(pages, language="en"))
    assert len(texts) > 5
    assert [row for text in texts for row in text.split("\n")] == rows


@pytest.mark.parametrize("pages", [[], report(""), report("", "", "")])
def test_a_report_without_text_has_no_passage(pages: list[Page]) -> None:
    """Where there is nothing to read there is no passage."""
    assert cut_passages(pages, language="en") == []


def test_a_sentence_runs_over_a_page_break() -> None:
    """A passage over a page break names both pages, and its words on each of them."""
    pages = report("Two pages. The police and the", "shelter meet every week. They plan.")
    assert cut_passages(pages, language="en") == [
        (Span(page=1, start=0, end=29), Span(page=2, start=0, end=35))
    ]


def test_a_page_break_ends_no_sentence() -> None:
    """Wherever the cut falls, a sentence that goes on on the next page stays in one passage."""
    for words in range(WORDS_AIMED_AT - 30, WORDS_AIMED_AT + 5):
        pages = report(f"{prose(words)} The police and the", f"shelter meet here. {prose(words)}")
        texts = texts_of(pages, cut_passages(pages, language="en"))
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
    passages = cut_passages(report(*texts), language="en")
    assert [[span.page for span in spans] for spans in passages] == numbers


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Under art. 5 of the law each shelter must open at night."),
        ("en", "See paras. 12 and 13 of the report, approx. 40 pages long."),
        ("en", "Law No. 217 of 2003, vol. 3, pp. 12-19, protects e.g. women."),
        ("ro", "Legea nr. 217 din 2003, art. 5 alin. (1) lit. a) și pct. 3 o spune."),
        ("nb", "Dette omfatter bl.a. kommunen, jf. § 5 og kap. 3 nr. 217 i loven."),
        ("es", "Lo dice la Ley Orgánica núm. 3 de 2007, art. 5, n.º 217 y pág. 12."),
        ("pl", "Mówi o tym art. 5 ust. 2 ustawy nr. 217 oraz poz. 1493 wykazu."),
        ("en", "Legea nr. 217, jf. § 5, núm. 3 and ust. 2 in a language not stated."),
        ("en", "\n3. The third item of the list opens each shelter at night."),
        ("ro", "\n(a) Fiecare adăpost primește femei și copii zi și noapte."),
    ],
)
def test_an_abbreviation_ends_no_sentence(language: str, sentence: str) -> None:
    """Wherever the cut falls, a sentence with the abbreviations of laws stays in one passage."""
    for words in range(WORDS_AIMED_AT - 30, WORDS_AIMED_AT + 5):
        pages = report(f"{prose(words)} {sentence} {prose(words)}")
        texts = texts_of(pages, cut_passages(pages, language=language))
        assert sum(sentence.strip() in text for text in texts) == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The shelters opened under art.\n5 of the law of\n2018."),
        ("en", "The right to shelter stands in Article 12\n(a) of the law."),
        ("ro", "Adăposturile există prin Legea nr.\n217 din\n2003."),
        ("es", "Los centros abrieron por la Ley núm.\n3 de\n2007."),
        ("nb", "Krisesentrene åpnet bl.a.\ni Oslo etter loven av\n2009."),
    ],
)
def test_a_line_end_ends_no_sentence(language: str, sentence: str) -> None:
    """A sentence is one wherever its lines end, even with a number at the beginning of a line."""
    for words in range(WORDS_AIMED_AT - 30, WORDS_AIMED_AT + 5):
        pages = report(f"{prose(words)} {sentence} {prose(words)}")
        texts = texts_of(pages, cut_passages(pages, language=language))
        assert sum(sentence in text for text in texts) == 1


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The law is new.", " Women know it."),
        ("nb", "Loven er ny.", " Øvrighetene kjenner den."),
        ("bg", "Законът е нов.", " Жените го знаят."),
        ("ka", "კანონი ახალია.", " ქალებმა ეს კარგად იციან."),
        ("ar", "هل القانون جديد؟", " نعم هو جديد."),
        ("zh", "这 是 法律。", "妇女 都 知道 这 个 法律。"),
        ("en", "The law is of\n2018.", " Women know it well."),
        ("en", "The list ends here.", "\n2. Another item begins."),
        ("en", "The list ends here.", "\n(a) Another item begins."),
        ("en", "A paragraph ends.", "\n\nand one begins in lower case."),
    ],
)
def test_a_sentence_ends_where_it_ends(language: str, first: str, second: str) -> None:
    """A passage can begin with any sentence, in scripts with and without capitals."""
    pages = report(f"{prose(WORDS_AIMED_AT - 3)} {first}{second} {prose(WORDS_AIMED_AT)}")
    texts = texts_of(pages, cut_passages(pages, language=language))
    assert texts[0].endswith(first)
    assert texts[1].startswith(second.strip())


def test_a_long_report_is_cut_at_its_paragraphs() -> None:
    """A long report of short paragraphs keeps each of them whole, from the first to the last."""
    paragraphs = [f"Number {n} of {prose(87)}" for n in range(100)]
    pages = report(*["\n\n".join(paragraphs[n : n + 10]) for n in range(0, 100, 10)])
    assert texts_of(pages, cut_passages(pages, language="en")) == paragraphs


def test_every_language_that_can_be_stated_ends_sentences() -> None:
    """Whichever language reports.csv states for a report, it can be cut."""
    pages = report(f"{prose(100)} {prose(100)}".replace(".", "!"))
    for language in map(str, Locale("en").languages):
        passages = cut_passages(pages, language=language)
        assert [word_count(pages, spans) for spans in passages] == [100, 100]
