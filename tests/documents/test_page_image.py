"""A page as a picture, or a reason why there is none."""

import io
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pypdf
import pytest
import typst
from PIL import Image
from pypdf.generic import RectangleObject

from practice_search.documents import page_image
from practice_search.documents.page_image import render_page
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
            render_page(path, 4, dpi=72, marks=(page, Span(page=4, start=start, end=end)))
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
    assert marked_rows(render_page(report, 1, dpi=72, marks=(page, span))) == set()
