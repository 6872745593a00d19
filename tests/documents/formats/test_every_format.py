"""What all formats but PDF promise alike: a file is read, or a person learns what is wrong with it.

PDF, which two libraries read, is in ``test_reading.py``; what only one format has, beside this.
"""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx.presentation import Presentation
from pptx.util import Cm

from practice_search.documents.raw import RawReport
from practice_search.documents.reading import read_raw
from practice_search.errors import (
    DamagedError,
    EmptyFileError,
    EncryptedError,
    OtherFormatError,
    ReportError,
    TooBigError,
    UnreadableFileError,
)

STEM = "Raport 2024 – ordine de protecție"
OFFICE = (".docx", ".pptx")
FORMATS = (*OFFICE, ".html", ".txt")
HEADING = "Krisesentre"
TEXT = "Ordinul de protecție se emite imediat."
SLIDES = 3

Parts = dict[str, bytes]
Changes = list[tuple[int, int]]

CHANGES = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=20)


def saved(document: Document | Presentation) -> bytes:
    """Return the file that a document or a presentation makes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def unzipped(content: bytes) -> Parts:
    """Return the members of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts) -> bytes:
    """Return a ZIP file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return an Office file in which one part says something else."""
    parts = unzipped(content)
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    return zipped(parts)


def broken(content: bytes, changes: Changes, lost: int) -> bytes:
    """Return a file with some bytes changed and the last ones lost."""
    left = bytearray(content)
    for position, byte in changes:
        left[position % len(content)] = byte
    return bytes(left[: max(0, len(content) - lost)])


def texts(report: RawReport) -> list[str | None]:
    """Return the paragraphs or slides of a report."""
    assert [page.number for page in report.pages] == list(range(1, len(report.pages) + 1))
    return [page.text for page in report.pages]


def check_anything(path: Path, content: bytes) -> None:
    """Expect of a file of any content that it is read or refused, and nothing else."""
    path.write_bytes(content)
    outcome: RawReport | str
    try:
        outcome = read_raw(path)
    except ReportError as error:
        outcome = str(error)
    if isinstance(outcome, str):
        assert outcome.startswith(f"{path.name} ")
        return
    found = texts(outcome)
    if path.suffix == ".pptx":  # broken and blank slides are kept
        assert len(found) <= SLIDES
    else:
        assert all(found)
    "".join([outcome.title, *filter(None, found)]).encode()  # a lone surrogate could not be stored


def word_document() -> bytes:
    """Return a Word document with headings, a list, a table, a picture, a header and a footer."""
    picture = io.BytesIO()
    Image.new("1", (1, 1)).save(picture, "PNG")
    document = docx.Document()
    document.core_properties.title = HEADING
    document.add_heading(HEADING, level=1)
    document.add_paragraph("")
    document.add_paragraph(TEXT)
    document.add_heading("Ordine", level=2)
    document.add_paragraph("Gratis", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2019", "7986"
    document.add_picture(picture)
    document.sections[0].header.paragraphs[0].text = "Confidential draft"
    document.sections[0].footer.paragraphs[0].text = "Page 7"
    return saved(document)


def presentation() -> bytes:
    """Return a presentation: a slide with speaker notes, a blank one, and one with a table."""
    show = pptx.Presentation()
    show.core_properties.title = HEADING
    title_and_content, blank = show.slide_layouts[1], show.slide_layouts[6]
    first, _, third = (show.slides.add_slide(x) for x in (title_and_content, blank, blank))
    for placeholder, text in zip(first.placeholders, (HEADING, TEXT), strict=True):
        placeholder.text_frame.text = text
    notes = first.notes_slide.notes_text_frame
    assert notes is not None
    notes.text = "Si noe om våre tall fra Østfold."
    table = third.shapes.add_table(1, 2, Cm(2), Cm(6), Cm(10), Cm(3)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "2019", "7986"
    return saved(show)


@pytest.fixture(scope="module")
def reports() -> dict[str, bytes]:
    """Return a whole file of each format."""
    page = (
        f"<!DOCTYPE html><html><head><title>{HEADING}</title></head><body><h1>{HEADING}</h1>"
        f"<p>{TEXT}</p><table><tr><td>2019</td><td>7986</td></tr></table></body></html>"
    )
    return {
        ".docx": word_document(),
        ".pptx": presentation(),
        ".html": page.encode(),
        ".txt": f"{HEADING}\n\n{TEXT}\n\n2019 | 7986\n".encode(),
    }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the same file may be written again and again."""
    return tmp_path_factory.mktemp("broken") / STEM


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_report_says_the_same_in_every_format(
    suffix: str, reports: dict[str, bytes], tmp_path: Path
) -> None:
    """Headings, text and rows of tables are found, whatever a report is written in."""
    path = tmp_path / f"{STEM}{suffix}"
    path.write_bytes(reports[suffix])
    found = "\n".join(filter(None, texts(read_raw(path))))
    assert HEADING in found
    assert TEXT in found
    assert "2019 | 7986" in found


def refusal(content: bytes, suffix: str, place: Path) -> ReportError:
    """Return the error that names a file and says why it is not read."""
    path = place / f"{STEM}{suffix}"
    path.write_bytes(content)
    with pytest.raises(ReportError) as raised:
        read_raw(path)
    assert str(raised.value).startswith(f"{path.name} ")
    return raised.value


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("make", [Path.mkdir, lambda _: None], ids=["folder", "vanished"])
def test_a_file_that_the_system_refuses(
    make: Callable[[Path], None], suffix: str, tmp_path: Path
) -> None:
    """A person learns that the file cannot be opened."""
    path = tmp_path / f"{STEM}{suffix}"
    make(path)
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read_raw(path)


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file(suffix: str, tmp_path: Path) -> None:
    """A person learns that nothing has arrived, and what to do."""
    error = refusal(b"", suffix, tmp_path)
    assert type(error) is EmptyFileError
    assert "is empty. Download" in str(error)


def check_is_other(error: ReportError, suffix: str, what: str) -> None:
    """Expect that a person learns what a file is, what it is not, and what to do."""
    wanted = {
        ".docx": "Word document as its name says",
        ".pptx": "PowerPoint presentation as its name says",
        ".html": "web page",
        ".txt": "plain text",
    }[suffix]
    itself = {".docx": "Word document", ".pptx": "PowerPoint presentation", ".html": "page"}
    assert type(error) is OtherFormatError
    assert f" is no {wanted} but {what}. " in str(error)
    assert f"Put the {itself.get(suffix, 'text')} itself in its place" in str(error)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("a PDF", b"%PDF-1.7\n%%EOF"),
        ("an old Office file", OLE),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(99)),
        ("an RTF text", rb"{\rtf1 Raport}"),
        ("a web page saved as one file (MHTML)", b"From: <Saved by Blink>\nMIME-Version: 1.0"),
        ("an XML file", b'<?xml version="1.0"?><rss/>'),
        ("something else", bytes(range(256)) * 9),
    ],
    ids=["PDF", "old Office", "PNG", "RTF", "MHTML", "XML", "binary"],
)
def test_a_file_that_no_format_here_has(
    what: str, content: bytes, suffix: str, tmp_path: Path
) -> None:
    """A person learns which file it is, what it is in truth, and what to do."""
    check_is_other(refusal(content, suffix, tmp_path), suffix, what)


@pytest.mark.parametrize(
    ("suffix", "other"), [(s, o) for s in FORMATS for o in (*OFFICE, ".html") if s != o]
)
def test_a_report_under_the_name_of_another_format(
    suffix: str, other: str, reports: dict[str, bytes], tmp_path: Path
) -> None:
    """A person learns what a file is in truth, and where it may come from."""
    what = {
        ".docx": "a Word document",
        ".pptx": "a PowerPoint presentation",
        ".html": "a web page, perhaps the error page of a download",
    }[other]
    check_is_other(refusal(reports[other], suffix, tmp_path), suffix, what)


@pytest.mark.parametrize("suffix", OFFICE)
@pytest.mark.parametrize(
    ("what", "name", "content"),
    [
        ("a ZIP file", "photo.jpg", b"\xff\xd8\xff"),
        ("an OpenDocument file", "mimetype", b"application/vnd.oasis.opendocument.text"),
    ],
    ids=["ZIP", "OpenDocument"],
)
def test_a_zip_file_that_is_no_office_file(
    what: str, name: str, content: bytes, suffix: str, tmp_path: Path
) -> None:
    """Office files are ZIP files; a person learns which other one it is."""
    check_is_other(refusal(zipped({name: content}), suffix, tmp_path), suffix, what)


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [(".docx", b"wordprocessingml.document"), (".pptx", b"presentationml.presentation")],
)
def test_a_workbook(suffix: str, kind: bytes, reports: dict[str, bytes], tmp_path: Path) -> None:
    """A person learns that an Office file is one of Excel, which is not read."""
    content = changed(
        reports[suffix], "[Content_Types].xml", kind + b".main", b"spreadsheetml.sheet.main"
    )
    check_is_other(refusal(content, suffix, tmp_path), suffix, "an Excel workbook")


MAIN = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml"}


def password(_: bytes, _main: str) -> bytes:
    """Return what Office makes of a file with a password."""
    return OLE + "EncryptedPackage".encode("utf-16-le") + bytes(96)


def locked(content: bytes, _: str) -> bytes:
    """Return a ZIP file that says that its members have a password."""
    marked = bytearray(content)
    start = marked.index(b"PK\x01\x02")
    while start != -1:
        marked[start + 8] |= 1
        start = marked.find(b"PK\x01\x02", start + 4)
    return bytes(marked)


def cut_off(content: bytes, _: str) -> bytes:
    """Return what a broken download leaves of a file."""
    return content[: len(content) * 9 // 10]


def broken_xml(content: bytes, main: str) -> bytes:
    """Return an Office file whose main part has no end."""
    parts = unzipped(content)
    return zipped(parts | {main: parts[main][:-20]})


def without_main(content: bytes, main: str) -> bytes:
    """Return an Office file without its main part."""
    return zipped({name: part for name, part in unzipped(content).items() if name != main})


def entities(content: bytes, main: str) -> bytes:
    """Return an Office file of a few bytes whose entities would fill the memory."""
    lines = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    bomb = f'<!DOCTYPE b [<!ENTITY a0 "lol">{lines}]><b>&a9;</b>'
    return zipped(unzipped(content) | {main: bomb.encode("utf-16")})


@pytest.mark.parametrize("suffix", OFFICE)
@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (password, EncryptedError, "opens only with a password. Save a copy without one"),
        (locked, EncryptedError, "opens only with a password. Save a copy without one"),
        (cut_off, DamagedError, "is damaged. Download"),
        (broken_xml, DamagedError, "is damaged. Download"),
        (without_main, DamagedError, "is damaged. Download"),
        (entities, TooBigError, "would unpack to more than a report ever has"),
    ],
)
def test_an_office_file_that_cannot_be_read(
    make: Callable[[bytes, str], bytes],
    error: type[ReportError],
    says: str,
    suffix: str,
    reports: dict[str, bytes],
    tmp_path: Path,
) -> None:
    """A person learns which file it is, what is wrong with it, and what to do."""
    raised = refusal(make(reports[suffix], MAIN[suffix]), suffix, tmp_path)
    assert type(raised) is error
    assert says in str(raised)


@pytest.mark.parametrize("suffix", OFFICE)
def test_a_zip_bomb_is_refused_before_it_fills_the_memory(
    suffix: str, reports: dict[str, bytes], tmp_path: Path
) -> None:
    """A small file that would unpack to huge parts is not unpacked."""
    half = b" " * (33 << 20)
    path = tmp_path / f"{STEM}{suffix}"
    path.write_bytes(zipped(unzipped(reports[suffix]) | {MAIN[suffix]: half, "more.xml": half}))
    tracemalloc.start()
    with pytest.raises(TooBigError, match="would unpack to more than a report ever has"):
        read_raw(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 << 20


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".docx", b"PK\x03\x04"),
        (".pptx", b"PK\x03\x04"),
        (".html", b"<!DOCTYPE html><p>"),
        (".txt", TEXT.encode()),
    ],
    ids=FORMATS,
)
@given(
    content=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-16")),
    started=st.booleans(),
)
@settings(deadline=None)
def test_any_bytes(suffix: str, start: bytes, content: bytes, started: bool, place: Path) -> None:
    """Whatever bytes a file has, it is read, or refused with a reason."""
    check_anything(place.with_suffix(suffix), start + content if started else content)


@pytest.mark.parametrize("suffix", FORMATS)
@given(changes=CHANGES, lost=st.just(0) | st.integers(0, 400))
@settings(deadline=None, max_examples=50)
def test_broken_bytes(
    suffix: str, changes: Changes, lost: int, reports: dict[str, bytes], place: Path
) -> None:
    """Whichever bytes of a file are lost or changed, it is read, or refused."""
    check_anything(place.with_suffix(suffix), broken(reports[suffix], changes, lost))


PARTS = {
    ".docx": [
        "word/document.xml",
        "word/document.xml",
        "word/styles.xml",
        "word/_rels/document.xml.rels",
        "_rels/.rels",
        "[Content_Types].xml",
        "docProps/core.xml",
    ],
    ".pptx": [
        "ppt/presentation.xml",
        "ppt/slides/slide1.xml",
        "ppt/slides/slide3.xml",
        "ppt/notesSlides/notesSlide1.xml",
        "ppt/_rels/presentation.xml.rels",
        "ppt/slides/_rels/slide1.xml.rels",
        "[Content_Types].xml",
    ],
}
NEW = {
    ".docx": [b"w:p", b'w:val="-1"', b"<w:tbl/>"],
    ".pptx": [b"p:sp", b'x="-1"', b"<a:p/>"],
}


@pytest.mark.parametrize("suffix", OFFICE)
@given(data=st.data(), position=st.integers(0, 1 << 20), length=st.integers(0, 40))
@settings(deadline=None, max_examples=100)
def test_broken_xml(
    suffix: str,
    data: st.DataObject,
    position: int,
    length: int,
    reports: dict[str, bytes],
    place: Path,
) -> None:
    """Whatever the XML in a good ZIP file says, it is read, or refused."""
    parts = unzipped(reports[suffix])
    name = data.draw(st.sampled_from(PARTS[suffix]))
    new = data.draw(st.sampled_from([b"", b"x", b"9", b"&", b"<", b"\xff", *NEW[suffix]]))
    start = position % len(parts[name])
    parts[name] = parts[name][:start] + new + parts[name][start + length :]
    check_anything(place.with_suffix(suffix), zipped(parts))
