"""What the one door to pypdf gives of real PDFs: pages in order, with their printed numbers."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
import typst
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from practice_search.documents.pdf import RawPage, check_is_pdf, read_raw_pages
from practice_search.documents.reading import read_report
from practice_search.errors import DamagedPdfError, NotAPdfError, UnreadableFileError

_SOURCE = """
#set page(width: 8cm, height: 6cm, numbering: "i", footer: none)
Preface
#pagebreak()
Contents
#pagebreak()
#counter(page).update(1)
#set page(numbering: "1")
Chapter
"""


@pytest.fixture(scope="session")
def labelled() -> bytes:
    """Return a PDF whose pages are printed as i, ii and 1."""
    return bytes(typst.compile(_SOURCE.encode()))


@pytest.fixture
def with_labels(labelled: bytes, tmp_path: Path) -> Callable[[PdfObject | None], Path]:
    """Return what writes that PDF with another tree of labels, or with none."""

    def write(labels: PdfObject | None) -> Path:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(labelled))
        if labels is None:
            del writer.root_object["/PageLabels"]
        else:
            writer.root_object[NameObject("/PageLabels")] = labels
        path = tmp_path / "labels.pdf"
        writer.write(path)
        return path

    return write


def tree(*ranges: tuple[int, dict[str, PdfObject]]) -> PdfObject:
    """Return a tree of page labels (ISO 32000-2, 12.4.2)."""
    numbers = ArrayObject()
    for start, label in ranges:
        numbers += [
            NumberObject(start),
            DictionaryObject({NameObject(f"/{key}"): value for key, value in label.items()}),
        ]
    return DictionaryObject({NameObject("/Nums"): numbers})


def test_pages_have_their_printed_labels(labelled: bytes, tmp_path: Path) -> None:
    """A page is known by its place in the file and by the number printed on it."""
    path = tmp_path / "labelled.pdf"
    path.write_bytes(labelled)
    assert read_raw_pages(path) == [
        RawPage(number=1, label="i", text="Preface"),
        RawPage(number=2, label="ii", text="Contents"),
        RawPage(number=3, label="1", text="Chapter"),
    ]


def test_a_pdf_without_labels(with_labels: Callable[[PdfObject | None], Path]) -> None:
    """Where a PDF says nothing of printed numbers, none is made up."""
    assert [page.label for page in read_raw_pages(with_labels(None))] == [None, None, None]


@pytest.mark.parametrize(
    ("labels", "read"),
    [
        pytest.param(
            tree((0, {"P": TextStringObject("Annex ă-"), "S": NameObject("/D")})),
            ["Annex ă-1", "Annex ă-2", "Annex ă-3"],
            id="prefix",
        ),
        pytest.param(
            tree((0, {"S": NameObject("/A"), "St": NumberObject(3)})), ["C", "D", "E"], id="letters"
        ),
        pytest.param(
            tree((0, {}), (2, {"S": NameObject("/R")})), [None, None, "I"], id="unprinted"
        ),
        pytest.param(
            tree((0, {"P": TextStringObject(" A\n\x07\x1b[31m ")})), ["A [31m"] * 3, id="controls"
        ),
        pytest.param(NumberObject(7), ["1", "2", "3"], id="no tree"),
        pytest.param(
            DictionaryObject({NameObject("/Nums"): NumberObject(7)}), ["1", "2", "3"], id="no list"
        ),
        pytest.param(tree((0, {"S": ArrayObject()})), [None, None, None], id="no style"),
    ],
)
def test_unusual_labels(
    labels: PdfObject, read: list[str | None], with_labels: Callable[[PdfObject | None], Path]
) -> None:
    """A label is one clean line or none, and a broken tree of labels costs no page."""
    pages = read_report(with_labels(labels)).pages
    assert [page.label for page in pages] == read
    assert [page.text for page in pages] == ["Preface", "Contents", "Chapter"]


@pytest.mark.parametrize("before", [b"", b"\n\n", b"X" * 1000])
def test_a_header_may_stand_a_little_inside(before: bytes, labelled: bytes, tmp_path: Path) -> None:
    """A PDF with something before its header, as some servers send it, counts as a PDF."""
    path = tmp_path / "inside.pdf"
    path.write_bytes(before + labelled)
    check_is_pdf(path)


def test_a_header_far_inside_is_none(labelled: bytes, tmp_path: Path) -> None:
    """A file that only contains a PDF somewhere, such as an e-mail, is no PDF."""
    path = tmp_path / "inside.pdf"
    path.write_bytes(b"X" * 1100 + labelled)
    with pytest.raises(NotAPdfError, match=r"^inside\.pdf is no PDF"):
        check_is_pdf(path)


def test_the_header_says_nothing_of_the_rest(tmp_path: Path) -> None:
    """The quick look accepts what the reading then refuses."""
    path = tmp_path / "header.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    check_is_pdf(path)
    with pytest.raises(DamagedPdfError, match=r"^header\.pdf is damaged"):
        read_raw_pages(path)


def test_a_missing_file(tmp_path: Path) -> None:
    """The quick look says so when a file is not there."""
    with pytest.raises(UnreadableFileError, match=r"^gone\.pdf cannot be opened"):
        check_is_pdf(tmp_path / "gone.pdf")
