"""reports.csv changed by a program: what was meant is changed, and not a byte of the rest."""

import csv
import io
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.errors import ReportsCsvError, UnknownValueError
from practice_search.metadata.reports_csv.cells import COLUMNS, canonical
from practice_search.metadata.reports_csv.editing import edit_reports_csv, rename_in_reports_csv
from practice_search.metadata.reports_csv.reading import ReportsCsv, read_reports_csv
from practice_search.metadata.reports_csv.rewriting import rewrite
from practice_search.metadata.reports_csv.rows import Row

NEW = b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where reports.csv lies in a corpus."""
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus" / "reports.csv"


@pytest.fixture(autouse=True)
def no_litter(path: Path) -> Iterator[None]:
    """Let no test leave a lock or a draft in the corpus."""
    yield
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".")] == []


# What is written


def test_the_first_word_makes_the_file(path: Path) -> None:
    """Where there is no reports.csv yet, one is made as Excel opens it with all its letters."""
    edit_reports_csv(path, "norge.pdf", {"title": "Ut av volden, på norsk", "country": "norway"})
    assert path.read_bytes() == NEW + ('norge.pdf,,"Ut av volden, på norsk",,,,NO,,,,\r\n'.encode())


@pytest.mark.parametrize("content", [b"", b"\r\n", b"# For the office\r\n"])
def test_a_file_without_columns_gets_them(content: bytes, path: Path) -> None:
    """An empty file, or one with remarks alone, is filled and keeps what it has."""
    path.write_bytes(content)
    edit_reports_csv(path, "a.pdf", {"year": "2020"}, pages="3")
    assert path.read_bytes().endswith(
        NEW.removeprefix(b"\xef\xbb\xbf") + b"a.pdf,3,,,2020,,,,,,\r\n"
    )
    assert content in path.read_bytes()


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        ("country", "Norway; Sweden", "NO SE"),
        ("countries", "no, se no", "NO SE"),
        ("country", "None", "none"),
        ("pillar", "Integrated policies", "policies"),
        ("pillars", "none", "none"),
        ("language", "Romanian", "ro"),
        ("article", "Art. 52; 53", "52 53"),
        ("kind", "Self-Reported", "self-reported"),
        ("year", " 2020 ", "2020"),
        ("Title", " A  title\n of two lines", "A title of two lines"),
        ("publisher", "Bufdir, Oslo", '"Bufdir, Oslo"'),
        ("source", "=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_codes_are_written(column: str, value: str, cell: str, path: Path) -> None:
    """However a person spells a value or a column, the table has its code, and text on one line."""
    edit_reports_csv(path, "a.pdf", {column: value})
    assert cell in path.read_text("utf-8-sig").splitlines()[1]
    assert path.read_text("utf-8-sig").splitlines()[1].replace(cell, "").strip(",") == "a.pdf"


@pytest.mark.parametrize(
    ("before", "pages", "value", "after"),
    [
        pytest.param("12-19 SE", "14", "NO", "12-13 SE|14 NO|15-19 SE", id="inside"),
        pytest.param("12-19 SE", "12", "NO", "12 NO|13-19 SE", id="at the beginning"),
        pytest.param("12-19 SE", "18-19", "NO", "12-17 SE|18-19 NO", id="at the end"),
        pytest.param("12-19 SE", "12-19", "NO", "12-19 NO", id="the same range"),
        pytest.param("12-19 SE", "10-13", "NO", "12-13 NO|14-19 SE|10-11 NO", id="before and in"),
        pytest.param("12-19 SE", "18-25", "NO", "12-17 SE|18-19 NO|20-25 NO", id="in and after"),
        pytest.param("12-13 SE", "1-20", "NO", "12-13 NO|1-11 NO|14-20 NO", id="around"),
        pytest.param("1-4 SE|6-9 RO", "3-7", "NO", "1-2 SE|3-4 NO|6-7 NO|8-9 RO|5 NO", id="two"),
        pytest.param("12-19 SE", "20", "NO", "12-19 SE|20 NO", id="beside"),
        pytest.param("12-19 SE", "14", "", "12-13 SE|15-19 SE", id="taken back inside"),
        pytest.param("12-19 SE", "12-19", "", "", id="taken back"),
        pytest.param("12-19 SE", "1-30", "", "", id="taken back around"),
        pytest.param("12-19 SE", "14-16", "SE", "12-19 SE", id="said already"),
        pytest.param("12-19 Sweden", "14-16", "SE", "12-19 Sweden", id="said in other words"),
        pytest.param("12-19 SE NO", "14-16", "NO SE", "12-19 SE NO", id="said in another order"),
        pytest.param("12-19 SE", "30", "", "12-19 SE", id="nothing to take back"),
        pytest.param("2 SE", "2", "none", "2 none", id="none"),
        pytest.param("", "7-7", "NO", "7 NO", id="the first chapter"),
    ],
)
def test_the_pages_that_are_meant(
    before: str, pages: str, value: str, after: str, path: Path
) -> None:
    """The pages that are edited say the new value, and the others what they said."""

    def rows(cells: str) -> str:
        said = [cell.split(" ", 1) for cell in cells.split("|") if cell]
        return "".join(f"a.pdf,{pages},{value}\n" for pages, value in said)

    path.write_text(f"file,pages,countries\nz.pdf,,RO\n{rows(before)}b.pdf,,RO\n")
    edit_reports_csv(path, "a.pdf", {"country": value}, pages=pages)
    first, last = ("z.pdf,,RO\n", "b.pdf,,RO\n")
    new = rows(after)
    expected = first + last + new if not before else first + new + last
    assert path.read_text() == f"file,pages,countries\n{expected}"


def test_the_other_cells_go_with_each_part(path: Path) -> None:
    """Where a range is split, each part keeps what else its row says, and all notes."""
    path.write_text("title,pages,file,who,countries\nOslo,12-19,a.pdf,Kari,SE\n")
    edit_reports_csv(path, "a.pdf", {"country": "NO"}, pages="14")
    assert path.read_text() == (
        "title,pages,file,who,countries\n"
        "Oslo,12-13,a.pdf,Kari,SE\nOslo,14,a.pdf,Kari,NO\nOslo,15-19,a.pdf,Kari,SE\n"
    )
    edit_reports_csv(path, "a.pdf", {"country": "", "title": ""}, pages="14")
    assert "\n,14,a.pdf,Kari,\n" in path.read_text()


def test_parts_of_the_same_pages_become_one_row(path: Path) -> None:
    """Chapters that overlap are not split into two rows for the same pages."""
    path.write_text(
        "file,pages,countries,pillars,who\n"
        "a.pdf,12-16,SE,,Kari\na.pdf,14-19,,policies,Ola\na.pdf,12-13,,prevention,\n"
    )
    edit_reports_csv(path, "a.pdf", {"country": "NO"}, pages="14-16")
    assert path.read_text() == (
        "file,pages,countries,pillars,who\n"
        "a.pdf,12-13,SE,prevention,Kari\na.pdf,14-16,NO,policies,Kari; Ola\n"
        "a.pdf,17-19,,policies,Ola\n"
    )


def test_the_row_of_the_report_comes_before_its_chapters(path: Path) -> None:
    """A new row stands with the others of its file, that of the whole report first."""
    path.write_text("file,pages,year\na.pdf,,2020\nb.pdf,3,2021\nb.pdf,1,2022\nc.pdf,,2023\n\n,,\n")
    edit_reports_csv(path, "b.pdf", {"year": "2019"})
    edit_reports_csv(path, "b.pdf", {"year": "2018"}, pages="2")
    edit_reports_csv(path, "d.pdf", {"year": "2017"})
    assert path.read_text().splitlines()[1:] == [
        "a.pdf,,2020", "b.pdf,,2019", "b.pdf,3,2021", "b.pdf,1,2022", "b.pdf,2,2018",
        "c.pdf,,2023", "d.pdf,,2017", "", ",,",
    ]  # fmt: skip


def test_only_what_is_meant_changes(path: Path) -> None:
    """Remarks, quotation marks, spaces, formulas and line ends stay as somebody typed them."""
    before = (
        '\ufeff# By Kari; "May, 3\r\n "file" ;\'extra\';pages;year\r\n'.replace(
            ' "file" ', '"file"'
        )
        + '"b.pdf";"=1+1";;"2020"\n'
        + "a.pdf ; +47 22 ;3;2021;;\r\n"
        + '"# by Excel\r\ntwo lines";;;\r\n;;;;\r\n\r'
        + '"a.pdf";"-1 ""quoted"";\r\n@x";;'
    )
    path.write_bytes(before.encode())
    edit_reports_csv(path, "a.pdf", {"year": "1999"})
    assert path.read_bytes().decode() == (
        before.rpartition('"a.pdf"')[0] + 'a.pdf;"-1 ""quoted"";\r\n@x";;1999'
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_missing_column_is_added(delimiter: str, encoding: str, path: Path) -> None:
    """A table from before there were articles gets the column when it is needed."""
    lines = ["file,year,Îngrijire", 'b.pdf,2020,"1;2,3"', "a.pdf,2021"]
    text = "\n".join(lines).replace(",", delimiter).replace(f"2{delimiter}3", "2,3")
    path.write_bytes(text.encode(encoding))
    edit_reports_csv(path, "a.pdf", {"article": "52"}, pages="")
    header, rest = text.split("\n", 1)
    assert path.read_bytes().decode(encoding) == (
        f"{header},articles\n{rest},,52".replace(",articles", f"{delimiter}articles").replace(
            "2021,,52", f"2021{delimiter}{delimiter}52"
        )
    )
    assert path.read_bytes()[:2] == text.encode(encoding)[:2]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r\n\r\n"])
def test_taking_back_restores_the_bytes(end: str, path: Path) -> None:
    """A chapter's row that has nothing left to say is gone, as if it had never been there."""
    before = f"file,pages,countries\r\na.pdf,2-3,NO\r\nb.pdf,,RO{end}".encode()
    path.write_bytes(before)
    for file, pages in (("a.pdf", "7"), ("b.pdf", "1-9"), ("c.pdf", "4")):
        edit_reports_csv(path, file, {"country": "SE"}, pages=pages)
        assert path.read_bytes() != before
        edit_reports_csv(path, file, {"country": ""}, pages=pages)
        assert path.read_bytes() == before


def test_nothing_is_taken_back_from_no_table(path: Path) -> None:
    """Where there is no reports.csv, taking back what nobody has said does not make one."""
    edit_reports_csv(path, "a.pdf", {"country": "", "title": " "})
    edit_reports_csv(path, "a.pdf", {"country": ""}, pages="3")
    assert not path.exists()


def test_the_row_of_a_report_stays_though_it_is_empty(path: Path) -> None:
    """A report that somebody has listed remains so; nothing is taken back where nothing is said."""
    path.write_text("file,year,title\na.pdf,2020,\n")
    edit_reports_csv(path, "a.pdf", {"year": "", "title": "", "article": ""})
    edit_reports_csv(path, "b.pdf", {"year": ""})
    assert path.read_text() == "file,year,title\na.pdf,,\n"


@pytest.mark.parametrize("file", ["#1.pdf", " a.pdf", "å#,;\"'.pdf", "sub/# 2.pdf", "=1.pdf"])
@pytest.mark.parametrize("listed", [True, False], ids=["in the folder", "not there"])
def test_file_names_of_every_kind(file: str, path: Path, *, listed: bool) -> None:
    """A name that looks like a remark, or has spaces and delimiters, still names its file."""
    if listed:
        (path.parent / file).parent.mkdir(exist_ok=True)
        (path.parent / file).touch()
    for year in ("2020", "2021"):
        edit_reports_csv(path, file, {"year": year})
        edit_reports_csv(path, file, {"year": year}, pages="3")
    assert read_reports_csv(path).rows == {
        file: (Row(file=file, year=2021), Row(file=file, first=3, last=3, year=2021))
    }


@pytest.mark.parametrize("listed", [True, False], ids=["in the folder", "not there"])
def test_the_row_of_a_name_in_other_letters(path: Path, *, listed: bool) -> None:
    """Where macOS writes "é" as two characters and the table as one, the row is still found."""
    composed = "España/protección.pdf"
    file = unicodedata.normalize("NFD", composed)
    if listed:
        (path.parent / file).parent.mkdir()
        (path.parent / file).touch()
    path.write_text(f"file,year\n{composed},2020\n", encoding="utf-8")
    edit_reports_csv(path, file, {"year": "2021"})
    assert path.read_text(encoding="utf-8") == f"file,year\n{composed},2021\n"


# What is refused


@pytest.mark.parametrize(
    ("changes", "pages", "says"),
    [
        ({"country": "Norwy"}, "", r"column countries: There is no country 'Norwy'. Nearest: NO"),
        ({"country": "NO none"}, "", "'none' stands beside other values"),
        ({"pillar": "protecton"}, "", "Nearest: protection"),
        ({"kind": "oficial"}, "", "Nearest: official"),
        ({"article": "99"}, "", "column articles: There is no article '99'"),
        ({"year": "23"}, "", "column year: '23' is no year such as 2024."),
        ({"piller": "none"}, "", "There is no column 'piller'. Nearest: pillars. The columns are"),
        ({"pages": "3"}, "", "There is no column 'pages'."),
        ({"file": "b.pdf"}, "", "There is no column 'file'."),
        ({"country": "NO", "countries": "SE"}, "", "column countries: two values at once."),
        ({"country": "NO"}, "two", "'two' is no page range such as 7 or 12-19."),
        ({"country": "NO"}, "9-7", "'9-7' is no page range"),
        ({"country": "NO"}, "9-12", "column pages: 9-12, but a.pdf has 11 pages."),
        ({"year": "2020", "country": "Norwy"}, "", "Norwy"),
        ({"title": "half a \ud83d character"}, "", "is no letter that a file can hold"),
    ],
)
@pytest.mark.parametrize("content", [None, "file,pages,countries\na.pdf,,IS\n"])
def test_a_wrong_word_is_not_written(
    content: str | None, changes: dict[str, str], pages: str, says: str, path: Path
) -> None:
    """What cannot be is answered with what is nearest, and nothing is written, not even in part."""
    if content:
        path.write_text(content)
    with pytest.raises(UnknownValueError) as raised:
        edit_reports_csv(path, "a.pdf", changes, pages=pages, page_count=11)
    assert says in str(raised.value)
    assert path.exists() == bool(content)
    assert not content or path.read_text() == content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("file,pages,year\na.pdf,3,23\n", "line 2: column year: '23' is no year"),
        ("file,pages,year\na.pdf,x,2020\n", "line 2: column pages: 'x' is no page range"),
        ("file,pages,year\na.pdf,,2020\na.pdf,,2021\n", "line 3: column pages: a second row"),
        ("file,pages,year\na.pdf,4,2020\na.pdf,4,2021\n", "line 3: column pages: a second row"),
        ("file,pages,year\na.pdf,12,2020\n", "line 2: column pages: 12, but a.pdf has 11 pages."),
        ("file,pages,year\nb.pdf,,2020,52\n", "line 2: the row has more cells than there are"),
        ('file,pages,year\na.pdf,,"x\n', "the quotation marks do not pair"),
        ("file,pages,yaer\na.pdf,,2020\n", "should be called 'year'"),
        ("file,title\na.pdf,año\n", "line 2, column title: what follows 'a.pdf,a'"),
    ],
)
def test_a_faulty_table_is_left_alone(content: str, says: str, path: Path) -> None:
    """What is wrong already is named first; a program does not write on top of it."""
    path.write_bytes(content.encode("cp1252"))
    with pytest.raises(ReportsCsvError) as raised:
        edit_reports_csv(path, "a.pdf", {"article": "52"}, pages="4", page_count=11)
    assert says in str(raised.value)
    assert path.read_bytes() == content.encode("cp1252")


def test_faults_of_other_files_are_no_hindrance(path: Path) -> None:
    """A wrong row of one report does not keep a person from correcting another."""
    path.write_text("file,pages,year\nb.pdf,,23\na.pdf,,2020\n,,2020\n")
    edit_reports_csv(path, "a.pdf", {"year": "2021"})
    assert path.read_text() == "file,pages,year\nb.pdf,,23\na.pdf,,2021\n,,2020\n"


def test_a_wrong_cell_can_be_corrected(path: Path) -> None:
    """Who says anew what was wrong has mended it."""
    path.write_text("file,pages,year\na.pdf,,23\n")
    edit_reports_csv(path, "a.pdf", {"year": "2023"})
    assert path.read_text() == "file,pages,year\na.pdf,,2023\n"


@pytest.mark.parametrize("changes", [{"title": "# one"}, {"title": "#"}])
def test_what_would_be_a_remark_is_not_written(changes: dict[str, str], path: Path) -> None:
    """A title that begins with # is refused where the title is the first column."""
    path.write_text("title,file\nA,a.pdf\n")
    with pytest.raises(UnknownValueError, match="such as # at its beginning"):
        edit_reports_csv(path, "a.pdf", changes)
    assert path.read_text() == "title,file\nA,a.pdf\n"


# Renamed reports


def test_rows_follow_renamed_reports(path: Path) -> None:
    """All rows of all renamed reports follow at once, also where two change places."""
    path.write_bytes(
        b'# a.pdf\r\nfile;pages;title;who\r\na.pdf;;A;"x"\r\n./b.pdf;;B;\r\n'
        b'a.pdf;2;;"=y"\r\n"c.pdf";;C;a.pdf\r\nd.pdf;zz;;'
    )
    rename_in_reports_csv(path, {"a.pdf": "b.pdf", "b.pdf": "a.pdf", "d.pdf": "2024/#d, 1.pdf"})
    assert path.read_bytes() == (
        b"# a.pdf\r\nfile;pages;title;who\r\nb.pdf;;A;x\r\na.pdf;;B;\r\n"
        b'b.pdf;2;;=y\r\n"c.pdf";;C;a.pdf\r\n2024/#d, 1.pdf;zz;;'
    )


def test_a_rename_meets_rows_of_the_new_name(path: Path) -> None:
    """Two sets of rows are not put together: a person is told, and nothing is changed."""
    before = "file,year\na.pdf,2020\nb.pdf,2021\n"
    path.write_text(before)
    with pytest.raises(ReportsCsvError, match="line 3: column pages: a second row for the whole"):
        rename_in_reports_csv(path, {"a.pdf": "b.pdf"})
    assert path.read_text() == before


def test_a_rename_without_rows(path: Path) -> None:
    """Where nothing is said of a report there is nothing to do."""
    rename_in_reports_csv(path, {"a.pdf": "b.pdf"})
    assert not path.exists()
    path.write_text("file\nc.pdf\n")
    rename_in_reports_csv(path, {"a.pdf": "b.pdf"})
    assert path.read_text() == "file\nc.pdf\n"


# All or nothing


@pytest.mark.parametrize("error", [PermissionError(13, "in use"), OSError(28, "No space left")])
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_the_system_refuses(
    call: str, error: OSError, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a table that is open in Excel, is told, and the old table stays whole."""

    def refuse(*_: object) -> None:
        raise error

    path.write_text("file,year\na.pdf,2020\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(ReportsCsvError) as raised:
            edit_reports_csv(path, "a.pdf", {"year": "2021"})
    assert f"cannot be written ({error.strerror}), and nothing was changed" in str(raised.value)
    assert "Close it where it is open" in str(raised.value)
    assert path.read_text() == "file,year\na.pdf,2020\n"


_KILLED = """
import os, signal, sys
from pathlib import Path
from practice_search.metadata.reports_csv.editing import edit_reports_csv
os.{call} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
edit_reports_csv(Path(sys.argv[1]), "a.pdf", {{"year": "2021"}})
"""


@pytest.mark.skipif(os.name == "nt", reason="needs a signal that cannot be caught")
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_writer_that_is_killed(call: str, path: Path) -> None:
    """Who is killed before the end leaves the old table whole, and the next writer goes on."""
    path.write_text("file,year\na.pdf,2020\n")
    command = [sys.executable, "-c", _KILLED.format(call=call), str(path)]
    assert subprocess.run(command, check=False, timeout=120).returncode == -signal.SIGKILL
    assert path.read_text() == "file,year\na.pdf,2020\n"
    edit_reports_csv(path, "a.pdf", {"year": "2022"})
    assert path.read_text() == "file,year\na.pdf,2022\n"


@pytest.mark.skipif(os.name == "nt", reason="modes of Unix")
def test_permissions_and_links_are_kept(path: Path, tmp_path: Path) -> None:
    """Who could read the table still can, and a link still leads to it."""
    real = tmp_path / "office.csv"
    real.write_text("file,year\na.pdf,2020\n")
    real.chmod(0o664)
    path.symlink_to(real)
    edit_reports_csv(path, "a.pdf", {"year": "2021"})
    assert path.is_symlink()
    assert real.read_text() == "file,year\na.pdf,2021\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o664
    assert {*tmp_path.iterdir()} == {path.parent, real}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs what is closed")
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_what_is_closed_stays_so(closed: str, path: Path) -> None:
    """A table or folder that is closed to a person is not replaced behind their back."""
    path.write_text("file,year\na.pdf,2020\n")
    target = path if closed == "file" else path.parent
    target.chmod(0o400 if closed == "file" else 0o500)
    try:
        with pytest.raises(ReportsCsvError, match=r"Permission denied.*nothing was changed"):
            edit_reports_csv(path, "a.pdf", {"year": "2021"})
        assert path.read_text() == "file,year\na.pdf,2020\n"
    finally:
        target.chmod(0o700)


@pytest.mark.parametrize("place", ["reports.csv", "missing/reports.csv"])
def test_no_place_for_a_file(place: str, path: Path) -> None:
    """A folder in its place, or none around it, is told as the system tells it."""
    path.mkdir()
    with pytest.raises(ReportsCsvError, match=r"cannot be written.*nothing was changed"):
        edit_reports_csv(path.parent / place, "a.pdf", {"year": "2021"})


def test_many_writers_at_once(path: Path) -> None:
    """What several people say at the same moment is all kept."""
    files = [f"{number}.pdf" for number in range(12)]

    def write(file: str) -> None:
        for page in range(1, 4):
            edit_reports_csv(path, file, {"year": "2020"}, pages=str(page))

    threads = [threading.Thread(target=write, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {file: len(rows) for file, rows in read_reports_csv(path).rows.items()} == (
        dict.fromkeys(files, 3)
    )


def test_a_spreadsheet_writes_meanwhile(path: Path) -> None:
    """What another program has saved since the table was read is not lost: the change is redone."""
    path.write_text("a")
    seen: list[bytes] = []

    def change(old: bytes) -> bytes:
        seen.append(old)
        if len(seen) == 1:
            path.write_text("b")
        return old + b"!"

    rewrite(path, change)
    assert seen == [b"a", b"b"]
    assert path.read_text() == "b!"


def test_a_program_that_writes_on_and_on(path: Path) -> None:
    """Where there is no moment of rest, a person is told, and that program's table stays."""

    def change(old: bytes) -> bytes:
        path.write_bytes(old + b"+")
        return b"mine"

    with pytest.raises(ReportsCsvError, match=r"nothing was changed\. Try again later."):
        rewrite(path, change)
    assert set(path.read_bytes()) == {ord("+")}


def test_what_is_said_already_is_not_written(path: Path) -> None:
    """A table that says so already is not touched, not even its date."""
    path.write_text("file,countries\na.pdf,Norway\n")
    os.utime(path, (1, 1))
    edit_reports_csv(path, "a.pdf", {"country": "NO"})
    assert path.stat().st_mtime == 1


# Every table, every change

FILES = ["a.pdf", "sub/b, c.pdf", "Ț é.pdf"]
PAGES = range(1, 16)
GROUPS = (["countries", "title"], ["pillars", "articles", "languages"])
CELLS = {
    "countries": ["NO", "Norway", "SE RO", "Romania; Sweden", "none"],
    "pillars": ["prevention", "Protection policies", "none"],
    "articles": ["52", "Art. 7", "none"],
    "languages": ["nb", "Romanian, en"],
    "title": ["A; b, c", 'Say "x"', "=1+1", "+2", "two\nlines", "@x\t-", "#"],
    "who": ["Kari", "Ola; 3, 4", '"', "=cmd", "line\nline"],
}


@dataclass(frozen=True)
class Typed:
    """A record as somebody typed it, and what it is about."""

    text: str
    file: str = ""
    reach: tuple[int, int] | None = None
    said: tuple[tuple[str, str], ...] = ()


@st.composite
def tables(draw: Callable[..., Any]) -> tuple[list[Typed], str, bool]:
    """Draw the records of a good table with its header first, its encoding, and a last line end."""
    delimiter = draw(st.sampled_from(",;\t"))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    own = draw(st.sampled_from([[], ["who"], ["who", ""]]))
    columns = ["pages", "countries", "pillars", "title", *own]
    columns += draw(st.sampled_from([[], ["articles"], ["languages", "articles", "year"]]))
    columns = ["file", *draw(st.permutations(columns))]

    def typed(file: str, reach: tuple[int, int] | None, said: dict[str, str]) -> Typed:
        pages = "" if reach is None else f"{reach[0]}-{reach[1]}"
        cells = {"file": file, "pages": pages, **said}
        quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, quoting=quoting)
        row = [cells.get(column, "") for column in columns]
        if draw(st.booleans()):  # short, as editors leave it
            while row and not row[-1]:
                row.pop()
        writer.writerow(row)
        return Typed(text.getvalue().removesuffix("\r\n") + end, file, reach, tuple(said.items()))

    def cells_of(group: list[str]) -> dict[str, str]:
        there = [column for column in [*group, *own] if column in CELLS and column in columns]
        chosen = draw(st.lists(st.sampled_from(there), unique=True)) if there else []
        return {column: draw(st.sampled_from(CELLS[column])) for column in chosen}

    rows: list[Typed] = []
    for file in draw(st.lists(st.sampled_from(FILES), unique=True)):
        if draw(st.booleans()):
            rows.append(typed(file, None, cells_of(GROUPS[0] + GROUPS[1])))
        taken: set[tuple[int, int]] = set()
        for group in GROUPS:
            cuts = sorted(draw(st.sets(st.sampled_from(PAGES), max_size=6)))
            for reach in zip(cuts[::2], cuts[1::2], strict=False):
                if reach not in taken:
                    taken.add(reach)
                    rows.append(typed(file, reach, cells_of(group)))
    others = ['# remark, "of; one' + end, end, delimiter * 3 + end, '"# two' + end + 'lines"' + end]
    rows += [Typed(text) for text in draw(st.lists(st.sampled_from(others), max_size=4))]
    header = Typed(delimiter.join(columns) + end)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return [header, *draw(st.permutations(rows))], encoding, draw(st.booleans())


@st.composite
def edits(draw: Callable[..., Any]) -> tuple[str, dict[str, str], tuple[int, int] | None]:
    """Draw what somebody says of a file."""
    columns = draw(
        st.lists(st.sampled_from(["countries", "pillars", "articles", "title"]), min_size=1)
    )
    changes = {column: draw(st.sampled_from(["", *CELLS[column]])) for column in columns}
    first, last = sorted((draw(st.sampled_from(PAGES)), draw(st.sampled_from(PAGES))))
    return draw(st.sampled_from(FILES)), changes, draw(st.sampled_from([None, (first, last)]))


Model = dict[tuple[str, int, str], frozenset[str]]


def model(described: ReportsCsv) -> Model:
    """Return what is said by file, page (0: the whole report) and column, text on one line."""
    said: Model = {}
    for file in FILES:
        for row in described.rows.get(file, ()):
            pages = [0] if row.first is None else [page for page in PAGES if row.covers(page)]
            for page in pages:
                for column in COLUMNS[2:]:
                    if values := frozenset(" ".join(v.split()) for v in row.cell(column)):
                        assert said.setdefault((file, page, column), values) == values
    return said


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a reports.csv may be written again and again."""
    return tmp_path_factory.mktemp("csv") / "reports.csv"


def without_end(text: str) -> str:
    """Return a text whose last line has no end."""
    return re.sub(r"(\r\n|\r|\n)\Z", "", text)


def overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Whether two rows speak of a page in common, or both of the whole report."""
    if one is None or other is None:
        return one is other
    return max(one[0], other[0]) <= min(one[1], other[1])


def value_of(column: str, cell: str) -> frozenset[str]:
    """Return the values that a cell stands for."""
    text = canonical(column, cell)
    return frozenset([text] if column == "title" else text.split()) - {""}


@given(table=tables(), changes=st.lists(edits(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_every_edit_changes_what_it_names_and_nothing_else(
    table: tuple[list[Typed], str, bool],
    changes: list[tuple[str, dict[str, str], tuple[int, int] | None]],
    place: Path,
) -> None:
    """Whatever the table, after each edit every page says what it should and all else is kept."""
    typed, encoding, ended = table
    text = "".join(record.text for record in typed)
    place.write_bytes((text if ended else without_end(text)).encode(encoding))
    said = model(read_reports_csv(place))
    touched: list[Typed] = []
    for file, cells, reach in changes:
        pages = "" if reach is None else f"{reach[0]}-{reach[1]}"
        edit_reports_csv(place, file, cells, pages=pages)
        once = place.read_bytes()
        edit_reports_csv(place, file, cells, pages=pages)
        assert place.read_bytes() == once

        for page in [0] if reach is None else range(reach[0], reach[1] + 1):
            for column, cell in cells.items():
                said.pop((file, page, column), None)
                if values := value_of(column, cell):
                    said[file, page, column] = values
        described = read_reports_csv(place)
        assert not described.faults
        assert model(described) == said
        split = [r for r in typed if r.file == file and overlap(r.reach, reach)]
        # A part of what is split may join a row of its pages.
        touched += [
            r for r in typed if r.file == file and any(overlap(r.reach, s.reach) for s in split)
        ]

    now = place.read_bytes().decode(encoding)
    assert place.read_bytes()[:2] == "".join([text, " "]).encode(encoding)[:2]
    at = 0
    for record in typed:
        if record not in touched:
            # A column may be added to the first one, and the last one that stays has the last end.
            kept = without_end(record.text)
            at = now.index(kept, at) + len(kept)
    for record in touched:  # what somebody has noted in a column of their own is never lost
        for column, cell in record.said:
            assert column != "who" or cell.replace('"', '""').split("\n")[0] in now


@given(table=tables(), edit=edits())
@settings(deadline=None, max_examples=60)
def test_taking_back_leaves_what_is_said_elsewhere(
    table: tuple[list[Typed], str, bool],
    edit: tuple[str, dict[str, str], tuple[int, int] | None],
    place: Path,
) -> None:
    """What is taken back is open again on its pages, and said as before on all others."""
    typed, encoding, _ = table
    place.write_bytes("".join(record.text for record in typed).encode(encoding))
    file, cells, reach = edit
    pages = "" if reach is None else f"{reach[0]}-{reach[1]}"
    before = model(read_reports_csv(place))
    edit_reports_csv(place, file, cells, pages=pages)
    edit_reports_csv(place, file, dict.fromkeys(cells, ""), pages=pages)
    meant = [0] if reach is None else range(reach[0], reach[1] + 1)
    assert model(read_reports_csv(place)) == {
        key: values
        for key, values in before.items()
        if not (key[0] == file and key[1] in meant and key[2] in cells)
    }
