"""Real files, whole and broken: a report is read, or a person learns what is wrong with it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import NameObject, StreamObject

from practice_search.documents.layout import Layout
from practice_search.documents.reading import Reading, read_raw, tidy
from practice_search.errors import (
    DamagedError,
    EmptyFileError,
    EncryptedError,
    NoTextError,
    OtherFormatError,
    ReportError,
    UnreadableFileError,
)
from practice_search.terms import Format

FILE = "Raport 2024 – ordine de protecție.pdf"
TEXTS = (
    "Shelter staff work with the police.",
    "",
    "Krisesenteret er åpent hele døgnet.",
    "Ordinul de protecție se emite imediat.",
)

Change = Callable[[pypdf.PdfWriter], object]


@pytest.fixture(scope="session")
def report() -> bytes:
    """Return a PDF with the pages of `TEXTS`."""
    pages = "\n#pagebreak()\n".join(TEXTS)
    return bytes(typst.compile(f"#set page(width: 8cm, height: 6cm)\n{pages}".encode()))


def read_report(path: Path) -> Reading:
    """Read a file as the index does."""
    return tidy(path, read_raw(path))


def rewritten(pdf: bytes, change: Change) -> bytes:
    """Return a PDF with something changed in it."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(_: bytes) -> bytes:
    """Return a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def encrypt(*, user: str, owner: str, algorithm: str) -> Change:
    """Return the change that sets passwords."""
    return lambda writer: writer.encrypt(user, owner, algorithm=algorithm)


def certified(pdf: bytes) -> bytes:
    """Return the PDF as one that is encrypted for those who have a certificate."""
    locked = rewritten(pdf, encrypt(user="u", owner="o", algorithm="AES-256"))
    return locked.replace(b"/Standard", b"/Adobe.PubSec")


def damage_pages(*numbers: int) -> Change:
    """Return the change after which these pages cannot be decoded."""

    def change(writer: pypdf.PdfWriter) -> None:
        for number in numbers:
            stream = StreamObject()
            stream.set_data(b"BT ET")
            stream[NameObject("/Filter")] = NameObject("/NoSuchFilter")
            writer.pages[number - 1][NameObject("/Contents")] = stream

    return change


def drawing(_: bytes) -> bytes:
    """Return a PDF whose two pages are pictures."""
    return bytes(typst.compile(b"#rect()\n#pagebreak()\n#circle()"))


def no_pages(_: bytes) -> bytes:
    """Return a PDF without a page."""
    out = io.BytesIO()
    pypdf.PdfWriter().write(out)
    return out.getvalue()


def first(fraction: float) -> Callable[[bytes], bytes]:
    """Return what a broken download leaves of a file."""
    return lambda pdf: pdf[: int(len(pdf) * fraction)]


def constant(content: bytes) -> Callable[[bytes], bytes]:
    """Return other content than the report's."""
    return lambda _: content


def test_a_report_is_read(report: bytes, tmp_path: Path) -> None:
    """Every page of a good PDF is there, counted from 1, and blank ones are named."""
    path = tmp_path / FILE
    path.write_bytes(report)
    reading = read_report(path)
    assert [(page.number, page.text) for page in reading.pages] == list(enumerate(TEXTS, start=1))
    assert (reading.lost, reading.blank) == ((), (2,))
    assert reading.note == "Not searchable, pages without text, perhaps pictures or scans: 2."


def test_a_word_divided_by_the_typesetter_is_whole(tmp_path: Path) -> None:
    """A word that a real typesetter divided at a line end is read as one word."""
    path = tmp_path / FILE
    text = "Institutional cooperation between multidisciplinary organisations. "
    style = '#set page(width: 8cm)\n#set text(lang: "en", hyphenate: true)\n#set par(justify: true)'
    path.write_bytes(typst.compile(f"{style}\n{text * 6}".encode()))
    assert "-\n" in pypdf.PdfReader(path).pages[0].extract_text().replace("\u00ad", "-")
    assert " ".join(read_report(path).pages[0].text.split()) == (text * 6).strip()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_report_with_an_owner_password_is_read(
    report: bytes, algorithm: str, tmp_path: Path
) -> None:
    """A PDF that only forbids changes is read like any other."""
    path = tmp_path / FILE
    path.write_bytes(rewritten(report, encrypt(user="", owner="owner", algorithm=algorithm)))
    assert tuple(page.text for page in read_report(path).pages) == TEXTS


def test_damaged_pages_cost_only_themselves(report: bytes, tmp_path: Path) -> None:
    """The good pages of a partly damaged PDF are read, and the others are named."""
    path = tmp_path / FILE
    path.write_bytes(rewritten(report, damage_pages(1, 3)))
    reading = read_report(path)
    assert [page.text for page in reading.pages] == ["", "", "", TEXTS[3]]
    assert (reading.lost, reading.blank) == ((1, 3), (2,))
    assert reading.note == (
        "Not searchable, damaged pages: 1, 3; pages without text, perhaps pictures or scans: 2."
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), ""),
        ((7,), "7"),
        ((1, 2), "1-2"),
        ((1, 4, 5, 6, 9), "1, 4-6, 9"),
        ((2, 4, 6), "2, 4, 6"),
    ],
)
def test_a_note_names_pages_as_people_do(numbers: tuple[int, ...], said: str) -> None:
    """Many pages without text make a short note."""
    note = Reading(
        format=Format.PDF,
        pages=(),
        lines=(),
        layout=Layout(regions=(), headings=()),
        lost=numbers,
        blank=(),
        title="",
    ).note
    assert note == (f"Not searchable, damaged pages: {said}." if said else "")


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        pytest.param(constant(b""), EmptyFileError, "is empty. Download", id="empty"),
        pytest.param(
            constant(b"<!DOCTYPE html>\n<title>404 Not Found</title>"),
            OtherFormatError,
            "but a web page, perhaps the error page of a download. Put the PDF itself",
            id="error page",
        ),
        pytest.param(
            constant(b"\xef\xbb\xbf\r\n  <HTML><body>Sign in</body></HTML>"),
            OtherFormatError,
            "but a web page, perhaps the error page of a download. Put the PDF itself",
            id="sign-in page",
        ),
        pytest.param(
            constant(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"),
            OtherFormatError,
            "but a Git LFS pointer in place of the file itself. Put the PDF itself",
            id="Git LFS pointer",
        ),
        pytest.param(
            zipped, OtherFormatError, "but a ZIP or Office file. Put the PDF itself", id="zip"
        ),
        pytest.param(
            constant(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
            OtherFormatError,
            "but an old Office file. Put the PDF itself",
            id="old Office",
        ),
        pytest.param(
            constant(rb"{\rtf1\ansi Report}"), OtherFormatError, "but an RTF text. Put", id="RTF"
        ),
        pytest.param(
            constant(b"\x89PNG\r\n\x1a\n" + bytes(20)), OtherFormatError, "but a picture", id="PNG"
        ),
        pytest.param(
            constant(b"\xff\xd8\xff\xe0" + bytes(20)), OtherFormatError, "but a picture", id="JPEG"
        ),
        pytest.param(
            constant(b"Notes on the report, to be scanned."),
            OtherFormatError,
            "but something else. Put the PDF itself",
            id="text",
        ),
        pytest.param(first(0.1), DamagedError, "is damaged. Download", id="only its start"),
        pytest.param(first(0.99), DamagedError, "is damaged. Download", id="without its end"),
        pytest.param(
            constant(b"%PDF-1.7\n" + bytes(range(256)) * 12),
            DamagedError,
            "is damaged. Download",
            id="garbage after the header",
        ),
        pytest.param(constant(b"%PDF-"), DamagedError, "is damaged. Download", id="header only"),
        pytest.param(no_pages, DamagedError, "is damaged. Download", id="no page"),
        pytest.param(
            lambda pdf: rewritten(pdf, damage_pages(1, 2, 3, 4)),
            DamagedError,
            "is damaged: none of its pages can be read. Download",
            id="all pages damaged",
        ),
        pytest.param(
            lambda pdf: rewritten(pdf, encrypt(user="u", owner="o", algorithm="AES-256")),
            EncryptedError,
            "opens only with a password or a certificate. Save a copy without one",
            id="password, AES",
        ),
        pytest.param(
            lambda pdf: rewritten(pdf, encrypt(user="u", owner="o", algorithm="RC4-128")),
            EncryptedError,
            "opens only with a password or a certificate. Save a copy without one",
            id="password, RC4",
        ),
        pytest.param(
            certified,
            EncryptedError,
            "opens only with a password or a certificate. Save a copy without one",
            id="certificate",
        ),
        pytest.param(
            drawing,
            NoTextError,
            "has no text layer: its pages are pictures. Run a text recognition",
            id="pictures",
        ),
    ],
)
def test_a_file_that_cannot_be_read(
    make: Callable[[bytes], bytes],
    error: type[ReportError],
    says: str,
    report: bytes,
    tmp_path: Path,
) -> None:
    """A person learns which file it is, what is wrong with it, and what to do."""
    path = tmp_path / FILE
    path.write_bytes(make(report))
    with pytest.raises(ReportError) as raised:
        read_report(path)
    assert type(raised.value) is error
    assert str(raised.value).startswith(f"{FILE} ")
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(Path.mkdir, "directory", id="folder of that name"),
        pytest.param(lambda path: path.symlink_to(path), "symbolic links", id="link to itself"),
        pytest.param(lambda path: path.symlink_to("gone"), "No such file", id="dangling link"),
        pytest.param(lambda _: None, "No such file", id="vanished"),
    ],
)
def test_a_file_that_the_system_refuses(
    make: Callable[[Path], None], says: str, tmp_path: Path
) -> None:
    """A person learns what the system says of a file that it does not open."""
    path = tmp_path / FILE
    make(path)
    with pytest.raises(UnreadableFileError) as raised:
        read_report(path)
    assert str(raised.value).startswith(f"{FILE} cannot be opened (")
    assert says in str(raised.value)
    assert str(raised.value).endswith("Check that it is there and that you may read it.")


@pytest.fixture(scope="module")
def plain_report(report: bytes) -> bytes:
    """Return the report with its objects in the open, where a changed byte changes them."""
    return rewritten(report, lambda _: None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the same file may be written again and again."""
    return tmp_path_factory.mktemp("broken") / FILE


def attempt(path: Path) -> Reading | str:
    """Read a file, or return what a person is told instead."""
    try:
        return read_report(path)
    except ReportError as error:
        return str(error)


def check_anything(path: Path, content: bytes) -> None:
    """Expect of a file of any content that it is read or refused, and nothing else."""
    path.write_bytes(content)
    outcome = attempt(path)
    if isinstance(outcome, str):
        assert outcome.startswith(f"{FILE} ")
    else:
        assert any(page.text for page in outcome.pages)
        for page in outcome.pages:
            f"{page.label} {page.text}".encode()  # a lone surrogate could not be stored


@given(content=st.binary(max_size=600), header=st.sampled_from([b"", b"%PDF-1.7\n", b"%PDF-2.0 "]))
@settings(deadline=None)
def test_random_bytes(content: bytes, header: bytes, place: Path) -> None:
    """Whatever bytes a file has, it is read, or refused with a reason."""
    check_anything(place, header + content)


@given(
    changes=st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(0, 255)), max_size=20),
    lost=st.just(0) | st.integers(0, 400),
)
@pytest.mark.parametrize("which", ["report", "plain_report"])
@settings(deadline=None)
def test_broken_bytes(
    which: str,
    changes: list[tuple[int, int]],
    lost: int,
    request: pytest.FixtureRequest,
    place: Path,
) -> None:
    """Whichever bytes of a PDF are lost or changed, it is read, or refused with a reason."""
    content = bytearray(request.getfixturevalue(which))
    for position, byte in changes:
        content[position % len(content)] = byte
    check_anything(place, bytes(content[: len(content) - lost]))
