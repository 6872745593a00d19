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

from practice_search.documents.formats.pdf import check_is_pdf, read_pdf
from practice_search.documents.reading import read_raw, tidy
from practice_search.errors import DamagedError, OtherFormatError, UnreadableFileError

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
    pages = read_pdf(path).pages
    assert [(page.number, page.label, page.text) for page in pages] == [
        (1, "i", "Preface"),
        (2, "ii", "Contents"),
        (3, "1", "Chapter"),
    ]


def test_what_a_page_is_set_in(tmp_path: Path) -> None:
    """Each run of type is known by its size in points and by being bold or not."""
    path = tmp_path / "type.pdf"
    path.write_bytes(
        typst.compile(b"#set text(size: 10pt)\n#text(size: 18pt)[Large]\n\nplain *strong*")
    )
    (page,) = read_pdf(path).pages
    assert page.text is not None
    starts = [0, *(run.end for run in page.type_runs)]
    runs = {
        page.text[start : run.end].strip(): (run.size, run.bold)
        for start, run in zip(starts, page.type_runs, strict=False)
    }
    assert runs == {"Large": (18.0, False), "plain": (10.0, False), "strong": (10.0, True)}
    assert page.type_runs[-1].end == len(page.text)


def test_the_outline_leads_to_pages(tmp_path: Path) -> None:
    """The headings that a PDF declares come with their depth and page, and so does its title."""
    path = tmp_path / "outline.pdf"
    path.write_bytes(
        typst.compile(b'#set document(title: "A report")\n= One\n== One A\n#pagebreak()\n= Two')
    )
    report = read_pdf(path)
    assert [(entry.level, entry.title, entry.page) for entry in report.outline] == [
        (1, "One", 1),
        (2, "One A", 1),
        (1, "Two", 2),
    ]
    assert report.title == "A report"


@pytest.mark.parametrize(
    "broken", [NumberObject(7), DictionaryObject({NameObject("/First"): NumberObject(1)})]
)
def test_a_broken_outline_costs_no_page(broken: PdfObject, labelled: bytes, tmp_path: Path) -> None:
    """Pages are read whatever the outline of a PDF says."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(labelled))
    writer.root_object[NameObject("/Outlines")] = broken
    path = tmp_path / "outline.pdf"
    writer.write(path)
    assert [page.text for page in read_pdf(path).pages] == ["Preface", "Contents", "Chapter"]


def test_a_pdf_without_labels(with_labels: Callable[[PdfObject | None], Path]) -> None:
    """Where a PDF says nothing of printed numbers, none is made up."""
    assert [page.label for page in read_pdf(with_labels(None)).pages] == [None, None, None]


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
    path = with_labels(labels)
    pages = tidy(path, read_raw(path)).pages
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
    with pytest.raises(OtherFormatError, match=r"^inside\.pdf is no PDF"):
        check_is_pdf(path)


def test_the_header_says_nothing_of_the_rest(tmp_path: Path) -> None:
    """The quick look accepts what the reading then refuses."""
    path = tmp_path / "header.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    check_is_pdf(path)
    with pytest.raises(DamagedError, match=r"^header\.pdf is damaged"):
        read_pdf(path)


def test_a_missing_file(tmp_path: Path) -> None:
    """The quick look says so when a file is not there."""
    with pytest.raises(UnreadableFileError, match=r"^gone\.pdf cannot be opened"):
        check_is_pdf(tmp_path / "gone.pdf")
