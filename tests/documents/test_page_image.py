"""A page as a picture, or a reason why there is none."""

import io
import json
import struct
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import RectangleObject

from practice_search.documents import page_image
from practice_search.documents.page_image import Rectangle, mark_rectangles, render_page
from practice_search.documents.reading import read_raw, tidy
from practice_search.errors import PageNotShownError
from practice_search.records import Page, Span

FILE = "rapport for året.pdf"
MARKED = """
#set page(width: 8cm, height: 10cm, header: [Running header])
#set text(lang: "en", hyphenate: true)
#set par(justify: true)
One.
#pagebreak()
Two.
#pagebreak()
Three.
#pagebreak()
Above: institutional cooperation between multidisciplinary organisations.
#v(3cm)
Below: the shelter works with the police of the district.
"""


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a PDF of three A4 pages, the second without a mark."""
    path = tmp_path_factory.mktemp("pages") / FILE
    path.write_bytes(typst.compile("Første side\n#pagebreak()\n#pagebreak()\nSiste side".encode()))
    return path


def size(png: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG, from its header (ISO/IEC 15948, 11.2.2)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(("dpi", "width", "height"), [(110, 909, 1286), (36, 298, 421)])
def test_a_page_is_a_picture(report: Path, dpi: int, width: int, height: int) -> None:
    """An A4 page is a PNG of its size in inches times the dots an inch."""
    for number in (1, 2, 3):
        assert size(render_page(report, number, dpi=dpi)) == pytest.approx((width, height), abs=1)


def test_each_page_is_itself(report: Path) -> None:
    """The picture is that of the page asked for, counted from 1."""
    first, blank, last = (render_page(report, number, dpi=36) for number in (1, 2, 3))
    assert first != last
    assert len(blank) < min(len(first), len(last))


def test_a_huge_page_makes_no_huge_picture(report: Path, tmp_path: Path) -> None:
    """A page that says it is a hundred metres high is drawn small enough for a screen."""
    writer = pypdf.PdfWriter(clone_from=report)
    writer.pages[0].mediabox = RectangleObject((0, 0, 300_000, 280_000))
    path = tmp_path / FILE
    writer.write(path)
    width, height = size(render_page(path, 1))
    assert 3000 < width < 5000
    assert 2800 < height < width


def test_pictures_from_several_threads(report: Path) -> None:
    """Several people can look at pages at once, and each sees the right one."""
    alone = [render_page(report, number, dpi=36) for number in (1, 2, 3)]
    with ThreadPoolExecutor(8) as threads:
        together = threads.map(lambda number: render_page(report, number, dpi=36), [1, 2, 3] * 16)
    assert list(together) == alone * 16


def test_one_page_is_drawn_at_a_time(report: Path) -> None:
    """A page waits while another is drawn, because two at once now and then end the whole app."""
    with ThreadPoolExecutor(1) as thread:
        with page_image._pdfium:
            waiting = thread.submit(render_page, report, 1, dpi=36)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        assert waiting.result() == render_page(report, 1, dpi=36)


@pytest.mark.parametrize("number", [4, 1000, 0, -1])
def test_a_page_that_does_not_exist(report: Path, number: int) -> None:
    """A page beyond the end is not another page."""
    with pytest.raises(PageNotShownError, match=rf"^Page {number} of {FILE} cannot be shown: .*"):
        render_page(report, number)


def locked(path: Path) -> None:
    """Set a password without which the file does not open."""
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)


@pytest.mark.parametrize(
    "break_it",
    [
        pytest.param(Path.unlink, id="gone"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(999)), id="damaged"),
        pytest.param(lambda path: path.write_bytes(b"<html>404</html>"), id="web page"),
        pytest.param(locked, id="password"),
    ],
)
def test_a_file_that_cannot_be_shown(
    break_it: Callable[[Path], object], report: Path, tmp_path: Path
) -> None:
    """A file that has vanished or broken since it was indexed gives a reason, not a crash."""
    path = tmp_path / FILE
    path.write_bytes(report.read_bytes())
    assert render_page(path, 1, dpi=36)
    break_it(path)
    with pytest.raises(PageNotShownError, match=rf"^Page 1 of {FILE} .* index the corpus again\.$"):
        render_page(path, 1)


def marked_rows(png: bytes) -> set[int]:
    """Return the rows of pixels in which something is marked."""
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    yellow = (picture[..., 0] > 200) & (picture[..., 0] - picture[..., 2] > 60)
    return set(np.flatnonzero(yellow.any(axis=1)).tolist())


def test_the_words_of_a_passage_are_marked_where_they_stand(tmp_path: Path) -> None:
    """Whoever opens the page sees which lines the passage is.

    The clean text is not what the page shows: its header is gone, and the divided word is whole.
    """
    path = tmp_path / FILE
    path.write_bytes(typst.compile(MARKED.encode()))
    page = tidy(path, read_raw(path)).pages[3]
    assert "cooperation between" in " ".join(page.text.split())
    assert "Running header" not in page.text
    above = page.text.index("Above")
    below = page.text.index("Below")
    plain = render_page(path, 4, dpi=72)
    assert marked_rows(plain) == set()
    rows = {
        name: marked_rows(
            render_page(path, 4, dpi=72, marks=(page, [Span(page=4, start=start, end=end)]))
        )
        for name, start, end in (
            ("above", above, below),
            ("below", below, len(page.text)),
        )
    }
    assert rows["above"]
    assert rows["below"]
    assert max(rows["above"]) < min(rows["below"])
    assert min(rows["above"]) > 20  # the margin of 27 points holds the header in its upper part


def test_words_that_the_page_does_not_show_are_not_marked(report: Path) -> None:
    """A page that has changed is shown without marks rather than with wrong ones."""
    page = Page(number=1, label=None, text="Something that stands nowhere on it, not at all.")
    span = Span(page=1, start=0, end=len(page.text))
    assert marked_rows(render_page(report, 1, dpi=72, marks=(page, [span]))) == set()
    assert mark_rectangles(report, 1, (page, [span])) == []


def pdf(path: Path, text: str, *, width: str = "8cm", columns: int = 1) -> Path:
    """Write a PDF whose words are divided at line ends, with a running head and a page number."""
    path.write_bytes(
        typst.compile(
            f"""#set page(width: {width}, height: 9cm, margin: 1cm, columns: {columns},
                header: [Working with the police], numbering: "1")
            #set text(size: 8pt, lang: "en", hyphenate: true)
            #set par(justify: true)
            {text}""".encode()
        )
    )
    return path


def clean(path: Path) -> tuple[Page, ...]:
    """Read a PDF as the index does."""
    return tidy(path, read_raw(path)).pages


def span_of(page: Page, words: str, *, nth: int = 0) -> Span:
    """Find words in the clean text of a page, over line ends."""
    text = " ".join(page.text.split())
    assert len(text) == len(page.text), "blanks stand by themselves"
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(page=page.number, start=start, end=start + len(words))


def words_under(path: Path, number: int, rectangles: Sequence[Rectangle]) -> list[str]:
    """Read the words of a page letter by letter, those whose middle lies in a rectangle."""
    with pypdfium2.PdfDocument(path) as file:
        page = file[number - 1]
        shown, height = page.get_textpage(), page.get_height()
        letters = []
        for at in range(shown.count_chars()):
            letter = chr(pypdfium2.raw.FPDFText_GetUnicode(shown, at))
            left, bottom, right, top = shown.get_charbox(at)
            x, y = (left + right) / 2, height - (bottom + top) / 2
            if letter.isspace():
                letters.append(" ")
            elif letter.isalnum() and any(
                r.left <= x <= r.right and r.top <= y <= r.bottom for r in rectangles
            ):
                letters.append(letter)
        return "".join(letters).replace("\ufb03", "ffi").replace("\ufb01", "fi").split()


def marked_words(path: Path, page: Page, *spans: Span) -> list[str]:
    """Return the words that are marked, as the page shows them."""
    return words_under(path, page.number, mark_rectangles(path, page.number, (page, spans)))


def letters_of(words: str) -> list[str]:
    """Return words without punctuation."""
    return "".join(c for c in words if c.isalnum() or c.isspace()).split()


DIVIDED = "Institutional cooperation between multidisciplinary organisations protects survivors."


def test_a_word_divided_at_a_line_end_is_marked_on_both_lines(tmp_path: Path) -> None:
    """Of a word that goes on in the next line, both halves are marked, and nothing else."""
    path = pdf(tmp_path / FILE, f"Before it. {DIVIDED} After it.", width="5cm")
    (page,) = clean(path)
    with pypdfium2.PdfDocument(path) as file:
        assert "\ufffe" in file[0].get_textpage().get_text_range(), "a word is divided"
    for words in (DIVIDED, *DIVIDED.split()):
        assert marked_words(path, page, span_of(page, words)) == letters_of(words)


def test_marks_keep_to_their_column(tmp_path: Path) -> None:
    """In two columns each sentence has its own words marked, also where it goes on in the other."""
    sentences = [
        f"Practice {number} joins shelter, police and court of district {number * 7}."
        for number in range(1, 41)
    ]
    path = pdf(tmp_path / FILE, " ".join(sentences), width="12cm", columns=2)
    page = clean(path)[0]
    here = [sentence for sentence in sentences if sentence in " ".join(page.text.split())]
    assert len(here) > 25
    columns = set()
    for sentence in here:
        rectangles = mark_rectangles(path, 1, (page, [span_of(page, sentence)]))
        assert words_under(path, 1, rectangles) == letters_of(sentence)
        columns.add(tuple(sorted({r.left > 170 for r in rectangles})))
        assert all(r.right - r.left < 170 for r in rectangles)
    assert columns == {(False,), (True,), (False, True)}


def test_the_clean_text_may_have_another_order(tmp_path: Path) -> None:
    """Columns or boxes that are read in another order than PDFium's are marked all the same."""
    first = "Shelters and police of the district agree on one plan for each woman."
    second = "A court issues the order within a day, and the police serve it at once."
    path = pdf(tmp_path / FILE, f"{first}\n\n{second}")
    page = Page(number=1, label=None, text=f"{second} {first}")
    for sentence in (first, second):
        assert marked_words(path, page, span_of(page, sentence)) == letters_of(sentence)


def test_each_page_has_its_part_of_a_sentence(tmp_path: Path) -> None:
    """A sentence that goes on over the page is marked on both, without the head and the number."""
    path = pdf(
        tmp_path / FILE,
        "Above it. The team meets each week and #pagebreak() reads all new cases. Below it.",
    )
    above, below = clean(path)
    parts = (above, "The team meets each week and"), (below, "reads all new cases.")
    for page, part in parts:
        assert marked_words(path, page, span_of(page, part)) == letters_of(part)


def test_of_sentences_that_are_alike_the_one_meant_is_marked(tmp_path: Path) -> None:
    """A sentence that stands on the page three times is marked where it is quoted."""
    again = "The police serve the order."
    path = pdf(
        tmp_path / FILE,
        f"In Norway it is so. {again} In Romania a judge comes first. {again}\n\n"
        f"Elsewhere nobody knows. {again}",
    )
    (page,) = clean(path)
    tops = []
    for nth in range(3):
        span = span_of(page, again, nth=nth)
        assert marked_words(path, page, span) == letters_of(again)
        whole = Span(page=1, start=page.text.rindex(".", 0, span.start) - 5, end=span.end)
        assert marked_words(path, page, whole)[-5:] == letters_of(again)
        rectangle = mark_rectangles(path, 1, (page, [span]))[0]
        tops.append((round(rectangle.top), rectangle.left))
    assert tops == sorted(set(tops))


def test_words_of_the_running_head_are_not_marked(tmp_path: Path) -> None:
    """A quotation that says the same as the head of the page is marked in the text."""
    path = pdf(
        tmp_path / FILE, "One. #pagebreak() Two. #pagebreak() Working with the police helps."
    )
    page = clean(path)[2]
    (rectangle,) = mark_rectangles(path, 3, (page, [span_of(page, "Working with the police")]))
    assert rectangle.bottom > 29, "the margin of 1 cm holds the head"
    assert words_under(path, 3, [rectangle]) == "Working with the police".split()


def test_several_quotations_are_marked_at_once(tmp_path: Path) -> None:
    """An answer can quote a page more than once; what stands between is left alone."""
    path = pdf(
        tmp_path / FILE, "One is here. Two is not. Three is here. Four is not. Five is here."
    )
    (page,) = clean(path)
    spans = [span_of(page, f"{number} is here.") for number in ("One", "Three", "Five")]
    assert marked_words(path, page, *spans) == "One is here Three is here Five is here".split()
    rows = marked_rows(render_page(path, 1, dpi=72, marks=(page, spans)))
    assert rows


@pytest.mark.parametrize("word", ["office", "first", "finds", "coordinated", "a", "1.500", "für"])
def test_one_word_is_marked_whole_and_alone(tmp_path: Path, word: str) -> None:
    """Ligatures, soft hyphens, one letter and other scripts' letters make no difference."""
    path = pdf(
        tmp_path / FILE,
        "The first office, a co-?ordi-?nated one, finds help #emph[für] alle: 1.500 women.",
    )
    (page,) = clean(path)
    assert marked_words(path, page, span_of(page, word)) == letters_of(word)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_marks_turn_with_the_page(tmp_path: Path, turn: int) -> None:
    """On a page that is shown turned, the marks lie where the words then are."""
    upright = pdf(tmp_path / FILE, "Before it. The words that are quoted. After it.")
    turned = tmp_path / "turned.pdf"
    writer = pypdf.PdfWriter(clone_from=upright)
    writer.pages[0].rotate(turn)
    writer.pages[0].cropbox = writer.pages[0].mediabox
    width, height = map(float, writer.pages[0].mediabox[2:])
    writer.write(turned)
    (page,) = clean(upright)
    marks = (page, [span_of(page, "The words that are quoted.")])
    ((left, top, right, bottom),) = mark_rectangles(upright, 1, marks)
    expected = {
        90: (height - bottom, left, height - top, right),
        180: (width - right, height - bottom, width - left, height - top),
        270: (top, width - right, bottom, width - left),
    }
    (rectangle,) = mark_rectangles(turned, 1, marks)
    assert rectangle == pytest.approx(expected[turn], abs=0.1)


VOCABULARY = (
    "a", "the", "of", "police", "shelter", "multidisciplinary", "cooperation", "first", "office",
    "the police", "2,500", "organisation", "organisations", "violence",
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_run_of_words_is_marked_exactly(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever words a page has, in columns or not: those quoted are marked, and no others."""
    words = " ".join(
        data.draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=60))
    ).split()
    columns = data.draw(st.integers(1, 2))
    path = pdf(
        tmp_path_factory.mktemp("any") / FILE, f"#{json.dumps(' '.join(words))}", columns=columns
    )
    page = Page(number=1, label=None, text=" ".join(words))
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    start, quoted = len(" ".join([*words[:first], ""])), " ".join(words[first:last])
    span = Span(page=1, start=start, end=start + len(quoted))
    assert page.text[span.start : span.end] == quoted
    assert marked_words(path, page, span) == letters_of(quoted)
