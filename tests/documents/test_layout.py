"""What a page shows by size, place and look: headings, footnotes, tables of contents, body."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.documents.layout import Layout, Line, large_lines, lay_out, page_lines
from practice_search.documents.raw import OutlineEntry, TypeRun
from practice_search.index.intake import Intake, take_in
from practice_search.records import Role

BODY = 10.0
SMALL = 8.0
TITLES = (
    "Shelters in town", "Police and courts", "Prevention at school", "Law and policy",
    "Money for shelters", "Concluding words",
)  # fmt: skip

Styled = tuple[str, float | None, bool]


def page(*lines: str | Styled) -> list[Line]:
    """Return the lines of a page, set like the body unless their size and weight are given."""
    made: list[Line] = []
    for line in lines:
        text, size, bold = (line, BODY, False) if isinstance(line, str) else line
        start = made[-1].end + 1 if made else 0
        made.append(Line(start=start, end=start + len(text), text=text, size=size, bold=bold))
    return made


def small(*texts: str) -> list[Styled]:
    """Return lines in small type."""
    return [(text, SMALL, False) for text in texts]


def prose(topic: str) -> list[str]:
    """Return lines of running text that no other topic has."""
    return [f"the {word} of {topic} was told to all who" for word in ("aim", "cost", "use", "end")]


def of_role(pages: Sequence[Sequence[Line]], layout: Layout, role: Role) -> list[str]:
    """Return the lines that stand in regions of a role."""
    return [
        line.text
        for region in layout.regions
        if region.role is role
        for line in pages[region.page - 1]
        if region.start <= line.start < region.end
    ]


def titles(layout: Layout) -> list[tuple[int, str]]:
    """Return level and title of each heading."""
    return [(heading.level, heading.title) for heading in layout.headings]


_lines = st.tuples(
    st.sampled_from(
        ("Shelters in town", "Police 4", "Courts 9", "Law .......... 12", "1 See the law.",
         "* note", "12", "a shelter is open", "— —", "насилие", "Annex … 3", "Schools 2", "i Oslo")
    ),
    st.sampled_from([None, 8.0, 10.0, 10.0, 14.0]),
    st.booleans(),
)  # fmt: skip
_reports = st.lists(st.lists(_lines, max_size=12).map(lambda lines: page(*lines)), max_size=5)
_entries = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(["Shelters in town", "Police", "Police 4", "—"])),
    max_size=5,
)


@given(pages=_reports, entries=_entries, data=st.data())
@settings(deadline=None)
def test_every_line_stands_in_one_region_in_order(
    pages: list[list[Line]], entries: list[tuple[int, str]], data: st.DataObject
) -> None:
    """No line is lost or read twice, whatever it is taken for."""
    numbers = st.integers(1, len(pages) or 1)
    outline = [
        OutlineEntry(level=level, title=title, page=data.draw(numbers))
        for level, title in (entries if pages else [])
    ]
    layout = lay_out(pages, outline=outline)
    held = [
        (region.page, line)
        for region in layout.regions
        for line in pages[region.page - 1]
        if region.start <= line.start and line.end <= region.end
    ]
    assert held == [(number, line) for number, lines in enumerate(pages, 1) for line in lines]
    places = [(heading.page, heading.start) for heading in layout.headings]
    assert places == sorted(places)
    assert all(heading.level >= 1 and heading.title for heading in layout.headings)


@given(
    text=st.text(st.sampled_from("ab \n\u00a0насилие1"), max_size=60),
    ends=st.sets(st.integers(1, 70), max_size=6),
)
def test_page_lines_are_the_lines_with_words(text: str, ends: set[int]) -> None:
    """A line of a page is found where it stands, wherever its type changes."""
    runs = [TypeRun(end, 8.0 + end % 3, bool(end % 2)) for end in sorted(ends)]
    lines = page_lines(text, runs)
    assert [line.text for line in lines] == [line for line in text.split("\n") if line.strip()]
    assert all(text[line.start : line.end] == line.text for line in lines)
    assert {line.size for line in lines} <= {None, 8.0, 9.0, 10.0}


def test_page_lines_take_the_largest_type_that_counts() -> None:
    """A footnote mark makes no line small, and small capitals leave a heading as large as it is."""
    text = "plain text with a mark1\nSHELTERS\nbold, all of it\n\nno type told"
    ends = [text.index("1"), text.index("\n"), text.index("HELTERS"), text.index("\nbold"),
            text.index("\n\n")]  # fmt: skip
    styles = [(10.0, False), (6.0, False), (14.0, False), (11.0, False), (10.0, True)]
    runs = [TypeRun(end, *style) for end, style in zip(ends, styles, strict=True)]
    assert [(line.size, line.bold) for line in page_lines(text, runs)] == [
        (10.0, False), (11.0, False), (10.0, True), (None, False),
    ]  # fmt: skip


OUTLINE = [
    OutlineEntry(level=1, title="1 Shelters in town", page=1),
    OutlineEntry(level=2, title="1.1  Money\nfor shelters", page=2),
    OutlineEntry(level=1, title="2 Police", page=3),
]


def test_headings_are_those_that_the_outline_declares() -> None:
    """Spaces, points and line ends differ between outline and page, and the heading is found."""
    pages = [
        page("before it", "1. SHELTERS in town", *prose("a")),
        page(
            ("Pull quote here", 20.0, True), *prose("b"), "1.1 Money", "for shelters", *prose("c")
        ),
        page("2. Police", *prose("d"), "2. Police and others"),
    ]
    layout = lay_out(pages, outline=OUTLINE)
    assert titles(layout) == [
        (1, "1 Shelters in town"), (2, "1.1 Money for shelters"), (1, "2 Police"),
    ]  # fmt: skip
    shown = [
        [line.text for line in pages[h.page - 1] if h.start <= line.start and line.end <= h.end]
        for h in layout.headings
    ]
    assert shown == [["1. SHELTERS in town"], ["1.1 Money", "for shelters"], ["2. Police"]]


@pytest.mark.parametrize("number", ["1 ", "1. ", "2.1 ", "IV. ", "A) "])
def test_the_page_may_number_what_the_outline_does_not(number: str) -> None:
    """LaTeX prints "1 Shelters in town" and declares "Shelters in town"."""
    names = ("Shelters in town", "Money for shelters", "Police")
    pages = [page(*prose(name), f"{number}{name}", *prose(name[::-1])) for name in names]
    entries = [OutlineEntry(level=1, title=name, page=n) for n, name in enumerate(names, 1)]
    found = lay_out(pages, outline=entries).headings
    assert [h.title for h in found] == list(names)
    for heading, lines in zip(found, pages, strict=True):
        assert (heading.start, heading.end) in {(line.start, line.end) for line in lines}


def test_a_declared_heading_that_no_line_shows_rules_its_page() -> None:
    """A heading drawn as a picture stands before the first line of its page."""
    pages = [page(title, *prose(title)) for title in TITLES[:4]]
    pages[1] = page(*prose("picture"))
    outline = [OutlineEntry(level=1, title=t, page=n) for n, t in enumerate(TITLES[:4], start=1)]
    layout = lay_out(pages, outline=outline)
    assert titles(layout) == [(1, title) for title in TITLES[:4]]
    assert (layout.headings[1].start, layout.headings[1].end) == (0, 0)


@pytest.mark.parametrize(
    "outline",
    [
        pytest.param([], id="none"),
        pytest.param([OutlineEntry(level=1, title="Cover.indd", page=1)], id="a file name"),
        pytest.param(
            [OutlineEntry(level=1, title=f"Slide {n}", page=1) for n in range(9)], id="unseen"
        ),
    ],
)
def test_without_an_outline_headings_are_told_by_size_and_weight(
    outline: list[OutlineEntry],
) -> None:
    """The larger the type, the higher the heading; below them stands what is bold."""
    pages = [
        page(("Annual report", 22.0, False), *prose("a")),
        page(("Shelters", 14.0, False), ("in town", 14.0, False), *prose("b")),
        page(("Beds", BODY, True), *prose("c"), ("Police", 14.0, False), *prose("d")),
    ]
    assert titles(lay_out(pages, outline=outline)) == [
        (1, "Annual report"), (2, "Shelters in town"), (3, "Beds"), (2, "Police"),
    ]  # fmt: skip


def test_lines_are_large_beside_a_body_only() -> None:
    """Where nothing is known of the type, as with a file that only PDFium reads, no line is."""
    assert large_lines([page(("Practice 7", 20.0, False), *prose("a"))]) == [{"practice7"}]
    assert large_lines([page_lines("Practice 7\nIt began in Cluj.", ())]) == [set()]


def test_bold_tells_nothing_where_much_is_bold() -> None:
    """In a report that is set in bold, a bold line is a line."""
    lines: list[str | Styled] = [(line, BODY, True) for line in prose("a") + prose("b")]
    assert lay_out([page(*lines)]).headings == ()


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([("word " * 21, 14.0, False)], id="a quotation in large type"),
        pytest.param([("12", 20.0, False)], id="a large number"),
        pytest.param([("24 %", BODY, True)], id="a bold number"),
        pytest.param([("Source: the ministry", SMALL, True)], id="bold but small"),
    ],
)
def test_what_is_large_or_bold_is_not_always_a_heading(lines: list[str | Styled]) -> None:
    """Pull quotes, figures and captions head nothing."""
    assert lay_out([page(*prose("a"), *lines, *prose("b"))]).headings == ()


def test_a_report_without_type_sizes_is_all_body() -> None:
    """A text file has no headings and no footnotes that could be told."""
    pages = [page(*((line, None, False) for line in prose("a")), ("1 See.", None, False))]
    layout = lay_out(pages)
    assert layout.headings == ()
    assert len(of_role(pages, layout, Role.BODY)) == 5


@pytest.mark.parametrize(
    "mark", ["1 ", "12 ", "3. ", "(4) ", "[5] ", "* ", "† ", "a) ", "1", "*"], ids=repr
)
def test_small_type_with_a_mark_at_the_end_of_a_page_is_a_footnote(mark: str) -> None:
    """Footnotes are told from the text above them, with the lines that they go on for."""
    notes = small(f"{mark}See the law on shelters,", "which is new.")
    pages = [page(*prose("a"), *notes), page(*prose("b"))]
    assert of_role(pages, lay_out(pages), Role.FOOTNOTE) == [text for text, *_ in notes]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([*small("1 See the law."), *prose("z")], id="not at the end"),
        pytest.param(["1 See the law."], id="as large as the body"),
        pytest.param(small("Source: the ministry"), id="no mark"),
        pytest.param(small("a shelter is open", "i Oslo", "y otras"), id="words of one letter"),
    ],
)
def test_other_lines_are_no_footnotes(lines: list[str | Styled]) -> None:
    """What stands elsewhere, in the type of the body, or without a mark is body."""
    pages = [page(*prose("a"), *lines), page(*prose("b"))]
    assert of_role(pages, lay_out(pages), Role.FOOTNOTE) == []


@pytest.mark.parametrize("first", ["1 Which towns have a shelter?", "Annex"])
def test_a_page_that_is_all_in_small_type_has_no_footnotes(first: str) -> None:
    """An annex in small type is read like the rest of the report."""
    annex = small(first, "2 Who pays for it?", "3 How many beds has it?")
    pages = [page(*prose("a")), page(*annex), page(*prose("b"))]
    assert of_role(pages, lay_out(pages), Role.FOOTNOTE) == []


def _chapters(count: int = 12) -> list[list[Line]]:
    return [page(*prose(f"chapter {chr(97 + number)}")) for number in range(count)]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([f"{t} ......... {n}" for n, t in enumerate(TITLES, 3)], id="leaders"),
        pytest.param([f"{t} . . . . . . {n}" for n, t in enumerate(TITLES, 3)], id="spaced"),
        pytest.param([f"{t} …… {n}" for n, t in enumerate(TITLES, 3)], id="ellipses"),
        pytest.param([f"{t} ........." for t in TITLES], id="numbers in a column of their own"),
        pytest.param([f"{t} {n}" for n, t in enumerate(TITLES, 3)], id="plain numbers"),
        pytest.param(
            ["Foreword iii", "Summary iv", *(f"{t} {n}" for n, t in enumerate(TITLES, 1))],
            id="roman numbers before",
        ),
        pytest.param(
            [p for n, t in enumerate(TITLES, 3) for p in (f"{t}, and what", f"was done {n}")][1:],
            id="entries of two lines",
        ),
        pytest.param(
            [*(f"{t} {n}" for n, t in enumerate(TITLES, 3)), "Table of beds 4", "Table of calls 7"],
            id="then a list of tables",
        ),
    ],
)  # fmt: skip
def test_a_table_of_contents_is_told_by_its_page_numbers(entries: list[str]) -> None:
    """A search finds chapters, not the lines that announce them."""
    pages = [page("Contents", *entries), *_chapters()]
    found = of_role(pages, lay_out(pages), Role.CONTENTS)
    assert found == ["Contents", *entries]


def test_a_table_of_contents_without_numbers_is_told_by_its_headings() -> None:
    """Contents of a web page printed as PDF have no page numbers, but their lines return."""
    pages = [page("Contents", *TITLES), *(page(title, *prose(title)) for title in TITLES)]
    layout = lay_out(pages)
    assert of_role(pages, layout, Role.CONTENTS) == ["Contents", *TITLES]


def test_a_summary_that_the_chapters_say_again_is_no_table_of_contents() -> None:
    """Recommendations of the summary that return word for word, line for line, are read."""
    summary = [line for title in TITLES for line in (f"On {title} we ask", *prose(title))]
    pages = [page(*summary), *(page(f"On {title} we ask", *prose(title)) for title in TITLES)]
    assert of_role(pages, lay_out(pages), Role.CONTENTS) == []


def test_headings_of_a_table_of_contents_are_none() -> None:
    """The bold lines of the contents lead to no passage."""
    entries: list[Styled] = [(f"{t} ....... {n}", BODY, True) for n, t in enumerate(TITLES, 2)]
    pages = [page(*entries), *(page((t, BODY, True), *prose(t), *prose(t[::-1])) for t in TITLES)]
    assert titles(lay_out(pages)) == [(1, title) for title in TITLES]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [f"{c} {n}" for c, n in zip("Oslo Bergen Molde Bodø Hamar Narvik".split(),
                                        [9, 3, 12, 5, 2, 7], strict=True)],
            id="figures",
        ),
        pytest.param(
            [f"{c} {n}" for c, n in zip("Oslo Bergen Molde Bodø Hamar Narvik Voss Alta".split(),
                                        [3, 9, 12, 15, 2, 7, 1, 8], strict=True)],
            id="figures that rise for a while",
        ),
        pytest.param([f"{t} {n}" for n, t in enumerate(TITLES, 300)], id="beyond the last page"),
        pytest.param([f"{t} {n}" for n, t in enumerate(TITLES[:3], 3)], id="three lines"),
        pytest.param([f"{t} {n} %" for n, t in enumerate(TITLES, 3)], id="percentages"),
        pytest.param(list(map(str, range(3, 12))), id="numbers alone"),
        pytest.param(
            [line for n in range(3, 9) for line in (f"{TITLES[n - 3]} {n}", *prose(TITLES[n - 3]))],
            id="lines of prose between",
        ),
    ],
)  # fmt: skip
def test_numbers_at_line_ends_are_not_always_contents(lines: list[str]) -> None:
    """A table of figures and a text that ends its lines in numbers are read."""
    pages = [page(*lines), *_chapters()]
    assert of_role(pages, lay_out(pages), Role.CONTENTS) == []


def test_questions_that_are_put_to_each_country_are_no_contents() -> None:
    """Profiles of countries that answer the same questions are read, questions and answers."""
    questions = [f"{title}: since when, and for whom?" for title in TITLES]
    pages = [
        page(country, *(line for q in questions for line in (q, f"In {country}, for all: {q[:9]}")))
        for country in "Albania Bosnia Croatia Denmark Estonia Finland".split()
    ]
    assert of_role(pages, lay_out(pages), Role.BODY) == [line.text for p in pages for line in p]


# Real PDFs, from the file to its passages.

TakeIn = Callable[[str], Intake]

_TOWNS = "Alba Bergen Cluj Drammen Eger Florø Galați Hamar Iași Jibou Kaunas Larvik".split()
_SENTENCES = (
    "The shelter in {} opens at night and on every weekend.",
    "Officers in {} assess the risk with a fixed tool before they leave.",
    "A social worker from {} calls each woman on the next day.",
    "The court of {} issues the order within five days.",
    "Teachers in {} talk with pupils about respect from the age of ten.",
)
_REFERENCES = "\n\n".join(
    f"Smith, {letter}. ({2004 + n}). Shelters in {_TOWNS[n]}. Oxford University Press, vol. {n}, "
    f"pp. {n}2-{n}9."
    for n, letter in enumerate("ABCDEFGHIJKL")
)


def _text(chapter: int, sentences: int = 30) -> str:
    return " ".join(
        _SENTENCES[(chapter + n) % 5].format(_TOWNS[(5 * chapter + n + n // 12) % 12])
        for n in range(sentences)
    )


@pytest.fixture(scope="session")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> TakeIn:
    """Return what sets a report with typst and takes it in."""

    def take(source: str) -> Intake:
        path: Path = tmp_path_factory.mktemp("report") / "report.pdf"
        path.write_bytes(typst.compile(source.encode()))
        return take_in(path, ocr=False)

    return take


def _report(settings: str, contents: str, titles: Iterable[str]) -> str:
    chapters = "\n".join(
        f"= {title}\n{_text(n)}#footnote[On {_TOWNS[n]}, the law of the year {2000 + n} is new.] "
        f"{_text(n + 6)}\n"
        for n, title in enumerate(titles)
    )
    return (
        '#set page(width: 14cm, height: 18cm, numbering: "1", header: [Annual report of the '
        "network])\n#set text(size: 10pt, hyphenate: true)\n#set par(justify: true)\n"
        f"#show heading: set text(size: 14pt)\n{settings}\n{contents}\n{chapters}\n"
        f"= References\n{_REFERENCES}\n"
    )


@pytest.mark.parametrize(
    ("settings", "notes"),
    [
        pytest.param("", 5, id="outline"),
        pytest.param("#set heading(bookmarked: false)", 5, id="no outline"),
        # The fifth stands under the first column, in the middle of what is read.
        pytest.param("#set page(columns: 2)\n#set text(size: 8pt)", 4, id="two columns"),
    ],
)
def test_a_report_is_told_apart(taken_in: TakeIn, settings: str, notes: int) -> None:
    """Of a whole report, the chapters are found under their headings, and nothing else is."""
    titles = TITLES[:5]
    source = _report(settings, "#outline()\n#pagebreak()", titles)
    taken = taken_in(source)
    roles: dict[Role, list[str]] = {role: [] for role in Role}
    headings: list[tuple[str, ...]] = []
    for passage in taken.passages:
        roles[passage.cut.role].append(taken.text(passage).text)
        if passage.cut.role is Role.BODY and passage.cut.headings not in headings:
            headings.append(passage.cut.headings)
    text = {role: " ".join(" ".join(texts).split()) for role, texts in roles.items()}
    assert "Annual report of the network" not in " ".join(text.values())
    assert all(title in text[Role.CONTENTS] for title in titles)
    assert all(f"the law of the year {2000 + n}" in text[Role.FOOTNOTE] for n in range(notes))
    assert text[Role.BODY].count("law of the year") == 5 - notes
    assert text[Role.REFERENCES].count("Oxford University Press") == 12
    assert "Oxford" not in text[Role.BODY]
    for number, title in enumerate(titles):
        assert f"{title} {_text(number, 2)}" in text[Role.BODY]
        assert any(path[-1:] == (title,) for path in headings)
