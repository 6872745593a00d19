"""Running headers and footers are left out of what a report says, and nothing else is."""

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practice_search.documents.furniture import drop_furniture, drop_line_numbers, letters_of

_TOWNS = (
    "Alba Bihor Cluj Deva Eger Focșani Galați Huși Iași Jibou Kaunas Lugoj Mediaș Năsăud Orhei "
    "Pitești Roman Sibiu Tulcea Uzdin Vaslui Zalău Åmot Bergen Drammen Elverum Florø Gjøvik Hamar "
    "Kirkenes Larvik Molde Narvik Oslo Porsgrunn Røros Skien Tromsø Vadsø Ålesund"
).split()

_LINES = (
    "Annual report", "Annual report 1", "Annual report 2", "Annual report 3", "Article",
    "Article 7",
    "1", "2", "3", "4", "5", "i", "ii", "iii", "iv", "Chapter of shelters", "one", "two", "", " ",
    "2 | Network", "3 | Network", "насилие", "civil",
)  # fmt: skip
_pages = st.lists(st.lists(st.sampled_from(_LINES), max_size=7).map("\n".join), max_size=9)


def body(number: int) -> str:
    """Return six lines that no other page has."""
    town = _TOWNS[number]
    places = ("street", "school", "court", "hotel", "market", "station")
    return "\n".join(f"In {town} the shelter is near the {place}" for place in places)


def bodies(count: int) -> list[str]:
    """Return so many pages of text that has no header."""
    return [body(number) for number in range(count)]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param("Annual report", "", id="header"),
        pytest.param("", "Ministry of Justice", id="footer"),
        pytest.param("", "{n}", id="page number"),
        pytest.param("", "– {n} –", id="page number between dashes"),
        pytest.param("", "Page {n} of 40", id="page number of pages"),
        pytest.param("Annual report {n}", "", id="header with page number"),
        pytest.param("{n} | Network of shelters | May 2024", "", id="header with year too"),
        pytest.param("Annual report", "Ministry\n{n}", id="header, footer, and page number"),
        pytest.param("Annual report\nof the network\nof shelters\n2024", "", id="four lines"),
        pytest.param("Annual report\n2024", "{n}", id="title and year"),
        pytest.param("ГОДИШЕН ДОКЛАД", "{n}", id="Cyrillic"),
        pytest.param("წლიური ანგარიში {n}", "", id="no capitals"),
    ],
)
def test_what_runs_over_all_pages_goes(above: str, below: str) -> None:
    """A search finds no running header, no footer, and no page number."""
    pages = [
        "\n".join(filter(None, [above.format(n=n + 5), body(n), below.format(n=n + 5)]))
        for n in range(8)
    ]
    assert drop_furniture(pages) == bodies(8)


def test_roman_page_numbers_go() -> None:
    """The pages before the introduction are numbered i, ii, iii."""
    romans = "i ii iii iv v vi vii viii ix x xi xii".split()
    pages = [f"{body(n)}\n{roman}" for n, roman in enumerate(romans)]
    assert drop_furniture(pages) == bodies(12)


def test_pages_that_face_each_other_have_headers_of_their_own() -> None:
    """Left pages show the publisher, right pages the title, and both go."""
    pages = [
        f"{n} Network of shelters\n{body(n)}" if n % 2 else f"Annual report {n}\n{body(n)}"
        for n in range(10)
    ]
    assert drop_furniture(pages) == bodies(10)


def test_pages_before_and_after_may_lack_the_header() -> None:
    """A cover without header and a blank page change nothing for the others."""
    pages = ["Shelters in the North", "", *(f"Annual report\n{body(n)}\n{n}" for n in range(6))]
    assert drop_furniture(pages) == ["Shelters in the North", "", *bodies(6)]


@pytest.mark.parametrize("header", ["Chapter 4: Shelters", "Shelters at night"])
@pytest.mark.parametrize("at", [[10, 11, 12, 13], [10, 12, 14, 16]], ids=["run", "right pages"])
def test_a_chapter_has_its_own_header(header: str, at: list[int]) -> None:
    """A header of a few pages of a long report goes too, if they follow each other."""
    pages = [f"{header}\n{body(n)}" if n in at else body(n) for n in range(40)]
    assert drop_furniture(pages) == bodies(40)


def test_a_heading_that_returns_now_and_then_stays() -> None:
    """What stands at the top of one page in ten is a heading of each chapter."""
    pages = [f"Recommendations\n{body(n)}" if n % 10 == 0 else body(n) for n in range(40)]
    assert drop_furniture(pages) == pages


def test_a_numbered_heading_in_large_type_stays() -> None:
    """A compendium with one practice a page keeps their headings, and loses its page numbers."""
    pages = [f"Practice {n + 1}\n{body(n)}\nNetwork report {n + 1}" for n in range(6)]
    large = [frozenset({letters_of(f"PRACTICE {n + 1}")}) for n in range(6)]
    kept = drop_furniture(pages, large=large)
    assert kept == [f"Practice {n + 1}\n{body(n)}" for n in range(6)]


@pytest.mark.parametrize("gap", [" ", "\n"], ids=["one line", "two lines"])
def test_the_headings_of_a_law_stay(gap: str) -> None:
    """Articles are numbered by their own count, not by the page."""
    articles = [3, 7, 9, 15, 16, 21, 29, 30]
    pages = [f"Article{gap}{article}\n{body(n)}" for n, article in enumerate(articles)]
    assert drop_furniture(pages) == pages


def test_the_heading_of_a_law_stays_under_a_header() -> None:
    """Of two lines at the top, the one that runs goes, and the article stays."""
    articles = [3, 7, 9, 15, 16, 21, 29, 30]
    pages = [f"Law No. 217\nArticle\n{a}\n{body(n)}\n{n}" for n, a in enumerate(articles)]
    assert drop_furniture(pages) == [f"Article\n{a}\n{body(n)}" for n, a in enumerate(articles)]


def test_a_report_of_pages_that_are_all_alike_loses_nothing() -> None:
    """The same form, page after page, is what the report says."""
    pages = [f"Form A\n{body(0)}\nSigned"] * 12
    assert drop_furniture(pages) == pages


def test_pages_that_are_alike_lose_what_the_others_show_to_run() -> None:
    """A page that stands in the report twice has its header no less."""
    pages = [f"Annual report\n{body(n)}" for n in (0, 0, 1, 2, 3)]
    assert drop_furniture(pages) == [body(n) for n in (0, 0, 1, 2, 3)]


@given(page=st.lists(st.sampled_from(_LINES), max_size=7).map("\n".join), other=st.text())
def test_one_page_or_two_lose_nothing(page: str, other: str) -> None:
    """Two pages are too few to tell what runs."""
    for pages in ([], [page], [page, other], [page, page]):
        assert drop_furniture(pages) == [text.strip("\n") for text in pages]


def test_a_line_inside_the_pages_stays() -> None:
    """What returns in the middle of each page is said there."""
    pages = [f"{body(n)}\nThe hotline is free.\n{body(n + 20)}" for n in range(10)]
    assert drop_furniture(pages) == pages


_LONG = "Annual report\ni\nAnnual report\nAnnual report\nAnnual report\niv\nAnnual report"


@given(pages=_pages)
@example([_LONG, "ii", "", "Annual report\niv", _LONG])
@settings(deadline=None)
def test_only_lines_at_an_edge_that_repeat_are_lost(pages: list[str]) -> None:
    """Lines go whole, from the edge of a page, and none that only two pages have a like of."""
    kept = drop_furniture(pages)
    assert len(kept) == len(pages)
    likes: Counter[str] = Counter()
    for page in set(pages):
        likes.update({_like(line) for line in page.split("\n")})
    for page, text in zip(pages, kept, strict=True):
        lines = iter(page.split("\n"))
        lost = Counter(page.split("\n"))
        for line in text.split("\n") if text else []:
            assert line in lines, "what stays is in its order"
            lost[line] -= 1
        assert all(likes[_like(line)] >= 3 for line in lost.elements() if line.strip())


@given(pages=_pages)
@example(["Annual report\nii", "iii", *["Annual report\nAnnual report\nAnnual report\niv"] * 2])
@settings(deadline=None)
def test_once_is_enough(pages: list[str]) -> None:
    """A header of several lines goes at once, and a page without one stays as it is."""
    once = drop_furniture(pages)
    assert drop_furniture(once) == once


def _like(line: str) -> str:
    """Return what lines have in common that differ by a page number."""
    bare = "".join("#" if c.isdigit() else c for c in line.strip().casefold())
    return "#" if bare in {"i", "ii", "iii", "iv", "civil"} else bare


_DRAFT = (
    "The shelter in the town is open at night,", "and the police bring women there when",
    "they need it. A social worker calls each", "of them on the next day and offers",
    "advice.", "", "Courts decide within five days.",
)  # fmt: skip


@pytest.mark.parametrize("first", [1, 98, 1204])
def test_the_line_numbers_of_a_draft_go(first: int) -> None:
    """A draft for comment counts its lines, and its sentences read without the numbers."""
    page = "\n".join(f"{line} {n}".strip() for n, line in enumerate(_DRAFT, start=first))
    assert drop_line_numbers(page) == "\n".join(_DRAFT)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("Shelters 4\nPolice 5\nCourts 6\nSchools 7\nAnnex 8", id="contents"),
        pytest.param("\n".join(f"Article {n}" for n in range(1, 9)), id="articles"),
        pytest.param("\n".join(map(str, range(2015, 2025))), id="years"),
        pytest.param("In 2015 we had 3\nand then 4\nand then 5\nand then 6", id="four lines"),
        pytest.param("of them 12\nwere 14\nin town 15\nand 17\nat sea 18\nnow 40", id="figures"),
        pytest.param("No number here\nand none here", id="none"),
    ],
)
def test_other_numbers_at_line_ends_stay(page: str) -> None:
    """Page numbers of a table of contents, articles, years and figures count no lines."""
    assert drop_line_numbers(page) == page


@given(
    lines=st.lists(
        st.builds(
            "{} {}".format,
            st.sampled_from(["the shelter", "Police", "and", "2024", "", "насилие"]),
            st.sampled_from(["", "1", "2", "3", "4", "5", "6", "7", "x"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_only_a_number_at_the_end_of_a_line_is_lost(lines: list[str]) -> None:
    """Every line stays, and all of it save a last number."""
    page = "\n".join(lines)
    once = drop_line_numbers(page)
    for line, kept in zip(lines, once.split("\n"), strict=True):
        assert line.startswith(kept)
        lost = line[len(kept) :].strip()
        assert lost.isdigit() if kept != line else not lost


@given(
    lines=st.lists(st.sampled_from(["the shelter", "Police and courts", "and so"]), min_size=5),
    first=st.integers(1, 300),
)
def test_numbers_that_count_lines_leave_clean_lines(lines: list[str], first: int) -> None:
    """A numbered page is the page without numbers, or stays as it is where no text runs."""
    page = "\n".join(f"{line} {n}" for n, line in enumerate(lines, start=first))
    runs = sum(line[0].islower() for line in lines) >= len(lines) / 5
    assert drop_line_numbers(page) == ("\n".join(lines) if runs else page)
