"""reports.csv as spreadsheets and people write it: what is said is read, what is wrong is named."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.errors import ReportsCsvError
from practice_search.metadata.reports_csv.cells import COLUMNS
from practice_search.metadata.reports_csv.reading import ReportsCsv, read_reports_csv
from practice_search.metadata.reports_csv.rows import Row
from practice_search.records import Claim, Origin
from practice_search.terms import Facet, Kind

HEADER = "file,pages,title,publisher,year,languages,countries,pillars,source,kind,articles\n"

Read = Callable[[str | bytes], ReportsCsv]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return what writes a reports.csv and reads it."""

    def write_and_read(content: str | bytes) -> ReportsCsv:
        path = tmp_path / "reports.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_reports_csv(path)

    return write_and_read


def stated(facet: Facet, *values: str, origin: Origin = Origin.STATED) -> list[Claim]:
    """Return claims that a person makes."""
    return [Claim(facet=facet, value=value, origin=origin) for value in values]


def full_row(**other: object) -> Row:
    """Return the row that the tests of formats write, with every cell filled."""
    cells: dict[str, object] = {
        "file": "norge.pdf",
        "title": "Krisesentre i Norge; del 1",
        "publisher": "Bufdir, Oslo",
        "year": 2023,
        "languages": ("nb", "nn"),
        "countries": ("NO", "IS"),
        "pillars": ("protection", "prosecution"),
        "source": "https://example.org/a?b=1,2",
        "kind": Kind.MONITORING,
        "articles": ("23", "52"),
    }
    return Row(**{**cells, **other})  # type: ignore[arg-type]


FULL = (
    'norge.pdf{0}{0}"Krisesentre i Norge; del 1"{0}"Bufdir, Oslo"{0}2023{0}nb nn{0}NO IS{0}'
    'protection prosecution{0}"https://example.org/a?b=1,2"{0}monitoring body{0}23 52'
)


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode(), id="plain"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="BOM"),
        pytest.param(lambda text: b"\xff\xfe" + text.encode("utf-16-le"), id="UTF-16"),
        pytest.param(lambda text: b"\xfe\xff" + text.encode("utf-16-be"), id="UTF-16 BE"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_what_programs_write(
    delimiter: str, line_end: str, encode: Callable[[str], bytes], read: Read
) -> None:
    """Excel, LibreOffice and editors on any system write the same file differently."""
    lines = [delimiter.join(COLUMNS), FULL.format(delimiter), delimiter * 10, ""]
    content = encode(line_end.join(lines))
    assert read(content) == ReportsCsv(rows={"norge.pdf": (full_row(),)})


def test_a_file_without_the_column_of_articles(read: Read) -> None:
    """A table that was written before there was such a column is read as it was."""
    before = HEADER.replace(",articles", "") + "a.pdf,,T,P,2020,nb,NO,policies,s,press\n"
    (row,) = read(before).rows["a.pdf"]
    assert row == Row(
        file="a.pdf",
        title="T",
        publisher="P",
        year=2020,
        languages=("nb",),
        countries=("NO",),
        pillars=("policies",),
        source="s",
        kind=Kind.PRESS,
    )


def test_remarks_are_skipped(read: Read) -> None:
    """A line that begins with # says nothing, whatever quotation marks or commas it has."""
    described = read(
        '# Checked, in May by "A, 12" B\n#\nfile,title\n'
        'a.pdf,A\n # spaces before\n"# saved\nby Excel, once",\n#,"open\nb.pdf,#B\n'
    )
    assert described == ReportsCsv(
        rows={"a.pdf": (Row(file="a.pdf", title="A"),), "b.pdf": (Row(file="b.pdf", title="#B"),)}
    )
    assert [described.report_row(file).line for file in ("a.pdf", "b.pdf")] == [4, 9]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("countries", "NO", "countries", ("NO",)),
        ("countries", "NO RO  ES", "countries", ("NO", "RO", "ES")),
        ("countries", '"NO,RO, ES"', "countries", ("NO", "RO", "ES")),
        ("countries", "NO;RO ;ES;", "countries", ("NO", "RO", "ES")),
        ("countries", "NO RO NO", "countries", ("NO", "RO")),
        ("countries", "norway", "countries", ("NO",)),
        ("countries", "Norway; United Kingdom; uk", "countries", ("NO", "GB")),
        ("countries", "Norway Romania", "countries", ("NO", "RO")),
        ("countries", "Bosnia and Herzegovina", "countries", ("BA",)),
        ("countries", '"NO\nRO"', "countries", ("NO", "RO")),
        ("countries", "EU INT", "countries", ("EU", "INT")),
        ("languages", "Romanian, en".join('""'), "languages", ("ro", "en")),
        ("languages", "no", "languages", ("nb",)),
        ("languages", "Norwegian Bokmål;Norwegian Nynorsk", "languages", ("nb", "nn")),
        ("pillars", "Prevention POLICIES", "pillars", ("prevention", "policies")),
        ("pillars", "Integrated policies;protection", "pillars", ("policies", "protection")),
        ("countries", "None", "countries", ("none",)),
        ("pillars", " none ", "pillars", ("none",)),
        ("articles", "none", "articles", ("none",)),
        ("articles", '"52;Article 53;Art. 7, 052"', "articles", ("52", "53", "7")),
        ("kind", "Self-Reported", "kind", Kind.SELF_REPORTED),
        ("kind", " press ", "kind", Kind.PRESS),
        ("year", " 1999 ", "year", 1999),
        ("title", '"He said ""no"""', "title", 'He said "no"'),
        ("title", 'A "safe" house', "title", 'A "safe" house'),
        ("title", '"Line one\nline two"', "title", "Line one\nline two"),
        ("title", "One\u2028two\x0cthree\x85four", "title", "One\u2028two\x0cthree\x85four"),
        ("title", "  În afară  ", "title", "În afară"),
    ],
)
def test_cells(column: str, cell: str, field: str, value: object, read: Read) -> None:
    """A cell holds a code or a name, or several, however a person sets them apart."""
    row = read(f"file,{column}\na.pdf,{cell}\nb.pdf,\n")
    assert row == ReportsCsv(
        rows={
            "a.pdf": (Row(file="a.pdf", **{field: value}),),  # type: ignore[arg-type]
            "b.pdf": (Row(file="b.pdf"),),
        }
    )


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("7", 7, 7),
        ("12-19", 12, 19),
        ("12–19", 12, 19),
        ("12 - 19", 12, 19),
        ("5-5", 5, 5),
        ("99999", 99999, 99999),
    ],
)
def test_page_ranges(cell: str, first: int, last: int, read: Read) -> None:
    """A chapter is one page or a range, with a hyphen or a dash."""
    (row,) = read(f"file,pages\na.pdf,{cell}\n").rows["a.pdf"]
    assert (row.first, row.last) == (first, last)
    assert [page for page in (first - 1, first, last, last + 1) if row.covers(page)] == (
        [first, last]
    )


CHAPTERS = HEADER + (
    "c.pdf,,A compendium,CoE,2022,en,EU,policies,,notes,7\n"
    "c.pdf,2-3,,,,,NO,protection,,,\n"
    "c.pdf,3-4,,,,ro,NO,,,,51 52\n"
    "c.pdf,4-5,,,,,,none,,,52 51\n"
    "d.pdf,5,,,,,ES,,,,none\n"
)


@pytest.mark.parametrize(
    ("file", "page", "pillars", "countries", "articles", "languages"),
    [
        pytest.param("c.pdf", 1, "policies", "EU", "7", "en", id="outside the chapters"),
        pytest.param("c.pdf", 2, "+protection", "+NO", "7", "en", id="chapter, rest inherited"),
        pytest.param("c.pdf", 3, "+protection", "+NO", "+51 52", "+ro", id="two that agree"),
        pytest.param("c.pdf", 4, "+none", "+NO", "+51 52", "+ro", id="two in another order"),
        pytest.param("c.pdf", 5, "+none", "EU", "+52 51", "en", id="none, rest inherited"),
        pytest.param("c.pdf", 6, "policies", "EU", "7", "en", id="after the chapters"),
        pytest.param("d.pdf", 5, "", "+ES", "+none", "", id="report without a row"),
        pytest.param("d.pdf", 6, "", "", "", "", id="page of a report without a row"),
        pytest.param("e.pdf", 1, "", "", "", "", id="file that is not named"),
    ],
)
def test_a_chapter_corrects_the_report(
    file: str, page: int, pillars: str, countries: str, articles: str, languages: str, read: Read
) -> None:
    """A page carries what its chapters say (+), and what the report says where they are silent."""
    cells = {
        Facet.PILLAR: pillars,
        Facet.COUNTRY: countries,
        Facet.ARTICLE: articles,
        Facet.LANGUAGE: languages,
    }
    assert list(read(CHAPTERS).page_claims(file, page)) == [
        claim
        for facet, cell in cells.items()
        for claim in stated(
            facet,
            *cell.removeprefix("+").split(),
            origin=Origin.CORRECTED if cell.startswith("+") else Origin.STATED,
        )
    ]


def test_the_report_is_described_by_its_own_row(read: Read) -> None:
    """Title, publisher and the like of a report are those of its row without pages."""
    described = read(CHAPTERS)
    assert described.report_row("c.pdf").title == "A compendium"
    assert list(described.report_claims("c.pdf")) == [
        *stated(Facet.PILLAR, "policies"),
        *stated(Facet.COUNTRY, "EU"),
        *stated(Facet.ARTICLE, "7"),
        *stated(Facet.LANGUAGE, "en"),
        *stated(Facet.KIND, "notes"),
        *stated(Facet.TITLE, "A compendium"),
        *stated(Facet.PUBLISHER, described.report_row("c.pdf").publisher),
        *stated(Facet.YEAR, str(described.report_row("c.pdf").year)),
    ]
    for file in ("d.pdf", "e.pdf"):
        assert described.report_row(file) == Row(file=file)
        assert described.report_claims(file) == ()


def test_what_is_said_of_a_file_can_be_compared(read: Read) -> None:
    """A change in any row of a file shows, and a change in another file's row does not."""
    before = read(CHAPTERS)
    other_chapter = read(CHAPTERS.replace(",ro,", ",bg,"))
    assert other_chapter.stated("c.pdf") != before.stated("c.pdf")
    assert other_chapter.stated("d.pdf") == before.stated("d.pdf")
    assert before.stated("e.pdf") == ReportsCsv().stated("e.pdf")
    assert before.stated("d.pdf") != ReportsCsv().stated("d.pdf")
    moved = read(CHAPTERS.replace("c.pdf,,", "# A remark\n\nc.pdf,,"))
    assert moved.stated("d.pdf") == before.stated("d.pdf")


@pytest.mark.parametrize(
    "content", ["", "\n\n", "\ufeff", " \r\n ", HEADER, HEADER + ",,,,\n\n", "# x\n"]
)
def test_a_file_that_says_nothing(content: str, read: Read) -> None:
    """An empty reports.csv, or one with nothing but column names, says nothing of any report."""
    assert read(content) == ReportsCsv()


def test_a_missing_file_says_nothing(tmp_path: Path) -> None:
    """A corpus needs no reports.csv."""
    assert read_reports_csv(tmp_path / "reports.csv") == ReportsCsv()


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("pillars", "protecton", "There is no pillar 'protecton'. Nearest: protection"),
        ("pillars", "protection provision", "There is no pillar 'provision'."),
        ("countries", "Rumania", "There is no country 'Rumania'. Nearest: RO (Romania)"),
        ("countries", "NO;Swedn", "There is no country 'Swedn'. Nearest: SE (Sweden)"),
        ("languages", "spansh", "There is no language 'spansh'. Nearest: es (Spanish)"),
        (
            "articles",
            "82",
            "There is no article '82'. The Istanbul Convention has Articles 1 to 81",
        ),
        ("countries", "NO none", "'none' stands beside other values. Write it alone"),
        ("pillars", "none;policies", "'none' stands beside other values. Write it alone"),
        ("articles", "none 7", "'none' stands beside other values. Write it alone"),
        ("kind", "oficial", "There is no kind of source 'oficial'. Nearest: official"),
        ("year", "23", "'23' is no year such as 2024."),
        ("year", "2023-24", "'2023-24' is no year such as 2024."),
        ("year", "1823", "'1823' is no year such as 2024."),
        ("pages", "19-12", "'19-12' is no page range such as 7 or 12-19."),
        ("pages", "0", "'0' is no page range such as 7 or 12-19."),
        ("pages", "Dec-19", "A spreadsheet may have made a date of it: format the column as text."),
        ("pages", "7; 9", "'7; 9' is no page range such as 7 or 12-19."),
        ("pages", "123456", "'123456' is no page range such as 7 or 12-19."),
    ],
)
def test_a_fault_names_its_place(column: str, cell: str, says: str, read: Read) -> None:
    """A person finds the cell that is wrong, and may read what was meant; other files are fine."""
    described = read(f'file,title,{column}\n\nb.pdf,"Two\nlines",\na.pdf,,{cell}\n')
    assert described.rows == {"b.pdf": (Row(file="b.pdf", title="Two\nlines"),)}
    assert set(described.faults) == {"a.pdf"}
    assert described.faults["a.pdf"].startswith(f"reports.csv, line 5: column {column}: ")
    assert says in described.faults["a.pdf"]
    assert described.report_row("a.pdf") == Row(file="a.pdf")


def test_all_faults_of_a_file_are_named(read: Read) -> None:
    """A person mends all rows of a file at once, and none of them is half applied."""
    described = read(
        "file,pages,year,countries\na.pdf,,2020,NO\na.pdf,2,,Rumania\nb.pdf,,2021,\na.pdf,x,,\n"
    )
    assert set(described.rows) == {"b.pdf"}
    fault = described.faults["a.pdf"]
    assert "line 3: column countries:" in fault
    assert "line 5: column pages:" in fault


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("a.pdf,,NO,\n./a.pdf,,SE,\n", "4: column pages: a second row for the whole of a.pdf, "),
        ("a.pdf,,NO,\na.pdf,,,x\n", "after that in line 3. Keep one."),
        ("a.pdf,7,NO,\na.pdf,7-7,NO,\n", "4: column pages: a second row for page 7 of a.pdf"),
        ("a.pdf,2-5,NO,\na.pdf,4-6,SE,\n", "4: column countries: 'SE' for pages 4-6, but line 3"),
        ("a.pdf,4-6,NO,\na.pdf,2-5,SE,\n", "has 'NO' for pages 4-6, and both speak of page 4."),
        ("a.pdf,1-9,NO,\na.pdf,3,,\na.pdf,9,none,\n", "5: column countries: 'none' for page 9"),
        ("a.pdf,1-9,NO SE,\na.pdf,3,SE,\n", "Let them say the same, or have no page in common."),
        ("a.pdf,1-9,,x\na.pdf,3,SE,y\n", "4: column title: 'y' for page 3, but line 3 has 'x'"),
    ],
)
def test_rows_that_contradict_each_other(rows: str, says: str, read: Read) -> None:
    """Nobody has to guess which of two rows holds: both are named, and the file has neither."""
    described = read(f"file,pages,countries,title\nb.pdf,,NO,\n{rows}")
    assert set(described.faults) == {"a.pdf"}
    assert says in described.faults["a.pdf"]
    assert described.faults["a.pdf"].startswith("reports.csv, line ")
    assert set(described.rows) == {"b.pdf"}


def test_rows_that_agree_may_share_pages(read: Read) -> None:
    """Chapters may overlap, or lie in one another, where they say the same or fill other cells."""
    rows = "a.pdf,1-9,NO SE,\na.pdf,5,SE NO,\na.pdf,8-12,,x\na.pdf,13,RO,y\n"
    described = read(f"file,pages,countries,title\n{rows}")
    assert not described.faults
    assert len(described.rows["a.pdf"]) == 4


def test_pages_that_a_report_does_not_have(read: Read) -> None:
    """A chapter beyond the last page is named with line, range and length of the report."""
    described = read("file,pages,title\na.pdf,,A\na.pdf,9-11,B\na.pdf,12-19,C\na.pdf,30,D\n")
    assert described.beyond("a.pdf", 30) == ""
    assert described.beyond("b.pdf", 1) == ""
    assert described.beyond("a.pdf", 11) == (
        "reports.csv, line 4: column pages: 12-19, but a.pdf has 11 pages. Correct the range, or "
        "take the row out. reports.csv, line 5: column pages: 30, but a.pdf has 11 pages. Correct "
        "the range, or take the row out."
    )


@pytest.mark.parametrize(
    ("named", "nearest"),
    [
        ("rapport nasjonal 2023.pdf", "nordic/Rapport nasjonal 2023.pdf"),
        ("nordic/Raport nasjonal 2023.pdf", "nordic/Rapport nasjonal 2023.pdf"),
        ("Rapport-nasjonal-2023.pdf", "nordic/Rapport nasjonal 2023.pdf"),
        ("evaluare.docx", "evaluare.pdf"),
        ("evaluare.pdf", ""),
        ("something else.pdf", ""),
        ("reports.pdf", ""),
    ],
)
def test_the_nearest_file_is_proposed(named: str, nearest: str, read: Read, tmp_path: Path) -> None:
    """Who mistypes a file, or has moved it, learns which one is probably meant."""
    for file in ("nordic/Rapport nasjonal 2023.pdf", "evaluare.pdf", ".evaluare.part"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    assert read(f"file\n{named}\n").nearest(named) == nearest


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param("a.pdf,Safe, sound and free,2020\n", id="a comma that is not quoted"),
        pytest.param("a.pdf,Safe,2020,,,x\n", id="a cell far to the right"),
    ],
)
def test_more_cells_than_columns(rest: str, read: Read) -> None:
    """A row whose cells have slipped is a fault, not a report with a wrong year."""
    described = read(f"file,title,year\n{rest}b.pdf,Title,2021\n")
    assert described.rows == {"b.pdf": (Row(file="b.pdf", title="Title", year=2021),)}
    assert described.faults == {
        "a.pdf": "reports.csv, line 2: the row has more cells than there are columns. "
        "Put a cell with commas inside in quotation marks."
    }


def test_empty_cells_beyond_the_columns(read: Read) -> None:
    """Empty columns that a spreadsheet adds at the right are no fault."""
    described = read("file,year,,\na.pdf,2020,,,,\n")
    assert described == ReportsCsv(rows={"a.pdf": (Row(file="a.pdf", year=2020),)})


def test_fewer_cells_than_columns(read: Read) -> None:
    """Cells that are left off at the end of a row are empty, wherever the columns stand."""
    described = read("title,file,year\nA title,a.pdf\nAnother\n")
    assert described.rows == {"a.pdf": (Row(file="a.pdf", title="A title"),)}
    assert described.faults == {
        "": "reports.csv, line 3: column file: the cell is empty. Name the PDF."
    }


def test_columns_in_another_order_and_others(read: Read) -> None:
    """Columns are known by their names; a person may add some of their own."""
    described = read("year, file ,remarks\n2020,a.pdf,to check\n")
    assert described == ReportsCsv(rows={"a.pdf": (Row(file="a.pdf", year=2020),)})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("file,pilars\n", "the column 'pilars' should be called 'pillars'."),
        ("File,year\n", "the column 'File' should be called 'file'."),
        ("file,country\n", "the column 'country' should be called 'countries'."),
        ("file;titel\n", "the column 'titel' should be called 'title'."),
        ("file,year,year\n", "two columns are called 'year'. Keep one."),
        ("title,year\nA,2020\n", "the first line must name the columns: file,pages,title,"),
        ("a.pdf,2020\n", "the first line must name the columns: file,pages,title,"),
        (",,\n", "the first line must name the columns: file,pages,title,"),
        ('file,title\na.pdf,"Open\nb.pdf,B\nc.pdf,C\n', "line 2: the quotation marks do not pair"),
        ('file,title\na.pdf,"A" b\n', "line 2: the quotation marks do not pair"),
    ],
)
def test_a_file_that_cannot_be_used(
    content: str | bytes, says: str, read: Read, tmp_path: Path
) -> None:
    """Where no row can be trusted the whole file is refused, and a person learns why."""
    with pytest.raises(ReportsCsvError) as raised:
        read(content)
    assert str(raised.value).startswith(str(tmp_path / "reports.csv"))
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "file,title\na.pdf,Ţara\n".encode("cp1250"),
            "line 2, column title: what follows 'a.pdf,'",
        ),
        ("file;title;year\r\n\r\na.pdf;Año;\r\n".encode("cp1252"), "line 3, column title: "),
        ('file,title,source\na.pdf,"x\nx",año\n'.encode("cp1252"), "line 3, column source: "),
        ('file,title\n"x, y.pdf","one, año"\n'.encode("cp1252"), "line 2, column title: "),
        ("title,file\nx,é.pdf\n".encode("cp1252"), "line 2, column file: what follows 'x,'"),
        ("file,année\na.pdf,x\n".encode("cp1252"), "line 1: what follows 'file,ann' is not"),
        ("# année\nfile\na.pdf\n".encode("cp1252"), "line 1: what follows '# ann' is not"),
        ("é.pdf\n".encode("cp1252"), "line 1: the first letter is not in UTF-8."),
        (
            "file,title\né.pdf,x\n".encode("cp1252"),
            "column file: the first letter is not in UTF-8.",
        ),
        ('file,title\na.pdf,"año'.encode("cp1252"), "line 2: what follows"),
        ("file,title\na.pdf,x".encode("utf-16") + b"\x00", "is not in UTF-16."),
    ],
)
def test_the_first_letter_in_another_encoding(
    content: bytes, says: str, read: Read, tmp_path: Path
) -> None:
    """A person learns where letters are not in UTF-8, and how to save the table again."""
    with pytest.raises(ReportsCsvError) as raised:
        read(content)
    assert str(raised.value).startswith(str(tmp_path / "reports.csv") + ", line ")
    assert says in str(raised.value)
    assert "Save it again: in Excel as 'CSV UTF-8 (comma delimited)'." in str(raised.value)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """A person learns what the system says of a reports.csv that it does not open."""
    path = tmp_path / "reports.csv"
    path.mkdir()
    with pytest.raises(ReportsCsvError, match=r"reports\.csv cannot be read \(Is a directory\)"):
        read_reports_csv(path)


@pytest.mark.parametrize(
    "written",
    [r"spain\informe final.pdf", "./spain/informe final.pdf", r".\spain\informe final.pdf"],
)
def test_paths_of_other_systems(written: str, read: Read) -> None:
    """A path that was copied from Windows or a terminal names the same file."""
    assert set(read(f"file\n{written}\n").rows) == {"spain/informe final.pdf"}


@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("in_row", ["NFC", "NFD"])
def test_letters_of_file_names_on_other_systems(
    on_disk: str, in_row: str, read: Read, tmp_path: Path
) -> None:
    """A row names its file also where macOS writes "é" as two characters and the row as one."""
    name = "España/protección și ajutor.pdf"
    file = unicodedata.normalize(on_disk, name)  # type: ignore[arg-type]
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).touch()
    listed = [
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    ]
    row = unicodedata.normalize(in_row, name)  # type: ignore[arg-type]
    described = read(f"file,year\n{row},2020\ngone é.pdf,2021\n")
    assert set(described.rows) == {*listed, "gone é.pdf"}
    assert described.report_row(listed[0]).year == 2020


def test_two_files_whose_names_look_alike(read: Read, tmp_path: Path) -> None:
    """Where the system tells two spellings of a name apart, each file has its own row."""
    spellings = ["caf\u00e9.pdf", "cafe\u0301.pdf"]
    for file in spellings:
        (tmp_path / file).touch()
    told_apart = len(list(tmp_path.iterdir())) == 2
    described = read("file,year\n" + "".join(f"{file},2020\n" for file in spellings))
    assert list(described.rows) == (spellings if told_apart else [])
    assert len(described.faults) == (0 if told_apart else 1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a reports.csv may be written again and again."""
    return tmp_path_factory.mktemp("csv") / "reports.csv"


_cells = st.sampled_from(
    [
        "a.pdf",
        "b.pdf",
        "NO",
        "nb",
        "protection",
        "2020",
        "7",
        "7-9",
        "x",
        '"',
        '""',
        "\n",
        ";",
        "\t",
    ]
)
_contents = st.lists(_cells | st.text(max_size=5) | st.just(","), max_size=40).map("".join)


@given(content=_contents.map(str.encode) | st.binary(max_size=60), with_header=st.booleans())
@settings(deadline=None)
def test_anything(content: bytes, *, with_header: bool, place: Path) -> None:
    """Whatever stands in reports.csv, each file has rows or a fault, or the whole is refused."""
    place.write_bytes(HEADER.encode() * with_header + content)
    try:
        described = read_reports_csv(place)
    except ReportsCsvError:
        return
    assert not set(described.rows) & set(described.faults)
    assert all(row.file == file for file, rows in described.rows.items() for row in rows)
    assert all(rows for rows in described.rows.values())
    assert all(fault.startswith("reports.csv") for fault in described.faults.values())


def test_titles_that_differ_in_blanks_are_the_same(read: Read) -> None:
    """A tab or a second blank in a cell contradicts nothing."""
    assert not read("file,pages,title\na.pdf,1-3,One\ttwo\na.pdf,2,One  two\n").faults
