"""Real Word documents: what a reader of them sees is read, and nothing else."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from practice_search.documents.formats.word import read_word
from practice_search.documents.raw import OutlineEntry, RawReport
from tests.documents.formats.test_every_format import changed, saved, texts, unzipped, zipped

FILE = "Raport 2024 – ordine de protecție.docx"
NORWEGIAN = "Krisesenteret er åpent hele døgnet."
ROMANIAN = "Ordinul de protecție se emite imediat."
POLISH = "Niebieska Karta chroni całą rodzinę."
BULGARIAN = "Заповедта за защита се издава незабавно."
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00"
    b"IEND\xaeB`\x82"
)
WORDPROCESSING = nsdecls("w", "r", "wp", "a")
COMPATIBILITY = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def add_xml(document: Document, body: str) -> None:
    """Add what python-docx has no function for, as XML, at the end of a document."""
    root = parse_xml(f"<w:body {WORDPROCESSING} {COMPATIBILITY}>{body}</w:body>")
    for element in list(root):
        document.element.body.insert_element_before(element, "w:sectPr")


def run(text: str) -> str:
    """Return the XML of a run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    """Return the XML of a paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def add_notes(document: Document, kind: str, notes: dict[str, str]) -> None:
    """Add a part with footnotes or endnotes."""
    xml = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>' for number, text in notes.items()
    )
    part = Part(
        PackURI(f"/word/{kind}s.xml"),
        {"footnote": CONTENT_TYPE.WML_FOOTNOTES, "endnote": CONTENT_TYPE.WML_ENDNOTES}[kind],
        f"<w:{kind}s {WORDPROCESSING}>{xml}</w:{kind}s>".encode(),
        document.part.package,
    )
    document.part.relate_to(
        part, {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}[kind]
    )


@pytest.fixture(scope="module")
def report() -> bytes:
    """Return a document with headings, paragraphs, a list, a table and a picture."""
    document = docx.Document()
    document.core_properties.title = "Bune practici  împotriva violenței"
    document.add_heading("Krisesentre", level=1)
    document.add_paragraph(NORWEGIAN)
    document.add_paragraph("")
    document.add_heading("Ordine de protecție", level=2)
    document.add_paragraph(ROMANIAN)
    document.add_paragraph(POLISH, style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(
        table.rows, [("Țara", "An", "Ordine"), ("România", "2019", "7986")], strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_picture(io.BytesIO(PNG))
    document.add_paragraph(BULGARIAN)
    section = document.sections[0]
    section.header.paragraphs[0].text = "Confidential draft"
    section.footer.paragraphs[0].text = "Page 7"
    return saved(document)


def read(content: bytes | Document, place: Path) -> RawReport:
    """Write a file and read it."""
    path = place / FILE
    path.write_bytes(content if isinstance(content, bytes) else saved(content))
    return read_word(path)


WHOLE = [
    "Krisesentre",
    NORWEGIAN,
    "Ordine de protecție",
    ROMANIAN,
    POLISH,
    "Țara | An | Ordine",
    "România | 2019 | 7986",
    BULGARIAN,
]


def test_a_document_is_read_in_order(report: bytes, tmp_path: Path) -> None:
    """Paragraphs, items and rows are there and numbered; header, footer and blanks are not."""
    raw = read(report, tmp_path)
    assert texts(raw) == WHOLE
    assert raw.title == "Bune practici împotriva violenței"
    assert raw.outline == (
        OutlineEntry(level=1, title="Krisesentre", page=1),
        OutlineEntry(level=2, title="Ordine de protecție", page=3),
    )


def test_a_document_that_nobody_has_named_has_no_title(tmp_path: Path) -> None:
    """What a library makes up as a title is none."""
    document = docx.Document()
    document.add_paragraph(NORWEGIAN)
    assert read(document, tmp_path).title == ""
    parts = unzipped(saved(document))
    del parts["docProps/core.xml"]
    raw = read(zipped(parts), tmp_path)
    assert (raw.title, texts(raw)) == ("", [NORWEGIAN])


@pytest.mark.parametrize(
    ("style", "level"),
    [
        pytest.param(
            '<w:style w:type="paragraph" w:styleId="Titlu1"><w:name w:val="Titlu 1"/>'
            '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>',
            1,
            id="outline level of a style",
        ),
        pytest.param(
            '<w:style w:type="paragraph" w:styleId="Overskrift3"><w:name w:val="heading 3"/>'
            "</w:style>",
            3,
            id="Word's own style under its Norwegian id",
        ),
        pytest.param(
            '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Capitol">'
            '<w:name w:val="Capitol verde"/><w:basedOn w:val="Heading2"/></w:style>',
            2,
            id="a style made from a heading",
        ),
        pytest.param(
            '<w:style w:type="paragraph" w:customStyle="1" w:styleId="Quote2"><w:name w:val="Q"/>'
            '<w:basedOn w:val="Heading2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>',
            None,
            id="a style made from a heading that is none",
        ),
        pytest.param(
            '<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/>'
            '<w:basedOn w:val="Loop"/></w:style>',
            None,
            id="a style made from itself",
        ),
    ],
)
def test_headings_are_known_in_every_language(
    style: str, level: int | None, tmp_path: Path
) -> None:
    """A heading is one by what its style does, not by what it is called on the screen."""
    document = docx.Document()
    document.styles.element.append(parse_xml(style.replace(">", f" {nsdecls('w')}>", 1)))
    style_id = style.partition('styleId="')[2].partition('"')[0]
    add_xml(document, paragraph("Cadrul legal", f'<w:pStyle w:val="{style_id}"/>'))
    raw = read(document, tmp_path)
    expected = () if level is None else (OutlineEntry(level=level, title="Cadrul legal", page=1),)
    assert raw.outline == expected


def test_a_paragraph_can_be_a_heading_by_itself(tmp_path: Path) -> None:
    """An outline level of its own is stronger than that of its style."""
    document = docx.Document()
    add_xml(document, paragraph("Anexa", '<w:outlineLvl w:val="3"/>'))
    add_xml(document, paragraph("Text", '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'))
    assert read(document, tmp_path).outline == (OutlineEntry(level=4, title="Anexa", page=1),)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        pytest.param(
            f"<w:p>{run('Ordinul durează ')}<w:del>"
            "<w:r><w:delText>trei</w:delText></w:r></w:del>"
            f"<w:ins>{run('cinci')}</w:ins>{run(' zile.')}</w:p>",
            ["Ordinul durează cinci zile."],
            id="tracked changes",
        ),
        pytest.param(
            f"<w:p><w:moveFrom>{run('Mutat.')}</w:moveFrom></w:p>{paragraph('Rămas.')}"
            f"<w:p><w:moveTo>{run('Mutat.')}</w:moveTo></w:p>",
            ["Rămas.", "Mutat."],
            id="moved text",
        ),
        pytest.param(
            f"<w:p>{run('Se ')}<w:hyperlink w:anchor='x'>{run('lenken')}</w:hyperlink>"
            f"<w:fldSimple w:instr='PAGE'>{run(' 7')}</w:fldSimple><w:r><w:instrText>REF a"
            f"</w:instrText></w:r>{run('.')}</w:p>",
            ["Se lenken 7."],
            id="links and fields",
        ),
        pytest.param(
            f"<w:sdt><w:sdtContent>{paragraph('În control.')}</w:sdtContent></w:sdt>"
            f"<w:p><w:sdt><w:sdtContent>{run('Og her.')}</w:sdtContent></w:sdt></w:p>",
            ["În control.", "Og her."],
            id="content controls",
        ),
        pytest.param(
            f"<w:p>{run('Widać')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>ukryte</w:t></w:r>"
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>.</w:t></w:r></w:p>',
            ["Widać."],
            id="hidden text",
        ),
        pytest.param(
            "<w:p><w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>post</w:t><w:tab/><w:t>nå</w:t><w:br/>"
            "<w:t>Neste</w:t></w:r></w:p>",
            ["e-post\tnå\nNeste"],
            id="signs",
        ),
        pytest.param(
            f"<w:p>{run('Krisetelefon:')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
            "<w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>"
            f"{paragraph('116 006')}{paragraph('Døgnåpent')}</w:txbxContent></wps:txbx></wps:wsp>"
            "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
            f"<v:textbox><w:txbxContent>{paragraph('116 006')}</w:txbxContent></v:textbox></w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
            ["Krisetelefon:", "116 006", "Døgnåpent"],
            id="text box",
        ),
        pytest.param(
            f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{paragraph('Gammel boks')}"
            "</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
            ["Gammel boks"],
            id="text box of an old Word",
        ),
    ],
)
def test_what_a_reader_sees_is_read(xml: str, expected: list[str], tmp_path: Path) -> None:
    """Text is read once, wherever it stands, and what does not show is not."""
    document = docx.Document()
    add_xml(document, xml)
    assert texts(read(document, tmp_path)) == expected


def test_notes_follow_the_paragraph_that_they_belong_to(tmp_path: Path) -> None:
    """Footnotes and endnotes are paragraphs of their own, below the right heading."""
    document = docx.Document()
    add_notes(document, "footnote", {"2": "Legea 217/2003.", "7": "Never referred to."})
    add_notes(document, "endnote", {"2": "CETS nr. 210."})
    for kind, text in (("footnote", ROMANIAN), ("endnote", NORWEGIAN)):
        add_xml(
            document,
            f'<w:p>{run(text)}<w:r><w:{kind}Reference w:id="2"/></w:r></w:p>',
        )
    assert texts(read(document, tmp_path)) == [
        ROMANIAN,
        "Legea 217/2003.",
        NORWEGIAN,
        "CETS nr. 210.",
    ]


def test_a_diagram_is_read(tmp_path: Path) -> None:
    """The words of a SmartArt diagram follow the paragraph that it stands in."""
    document = docx.Document()
    data = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in ("Politi", "Lege"))
    part = Part(
        PackURI("/word/diagrams/data1.xml"),
        CONTENT_TYPE.DML_DIAGRAM_DATA,
        f"<dgm xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>{data}</dgm>".encode(),
        document.part.package,
    )
    relationship = document.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)
    add_xml(
        document,
        f"<w:p>{run('Samarbeid:')}<w:r><w:drawing><dgm:relIds "
        "xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram' "
        f"r:dm='{relationship}'/></w:drawing></w:r></w:p>",
    )
    assert texts(read(document, tmp_path)) == ["Samarbeid:", "Politi", "Lege"]


def test_a_table_for_layout_is_read_cell_after_cell(tmp_path: Path) -> None:
    """Prose and headings in a table stay paragraphs; merged cells are read once."""
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "Target group"
    prose = " ".join([NORWEGIAN] * 20)
    table.cell(0, 1).text = prose
    table.cell(0, 1).add_paragraph(prose)
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Results"
    table.cell(2, 0).paragraphs[0].text = "Step one"
    table.cell(2, 0).paragraphs[0].style = "Heading 2"
    table.cell(2, 1).text = POLISH
    raw = read(document, tmp_path)
    assert texts(raw) == ["Target group", prose, prose, "Results", "Step one", POLISH]
    assert raw.outline == (OutlineEntry(level=2, title="Step one", page=5),)


def test_the_strict_format_is_read(report: bytes, tmp_path: Path) -> None:
    """A document saved as "Strict Open XML" is read like any other."""
    strict = {
        name: part.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
            b"http://purl.oclc.org/ooxml/wordprocessingml/",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        )
        for name, part in unzipped(report).items()
    }
    assert texts(read(zipped(strict), tmp_path)) == WHOLE


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_documents_with_macros_and_templates_are_read(
    report: bytes, kind: str, tmp_path: Path
) -> None:
    """Their text is that of a document."""
    content = changed(
        report, "[Content_Types].xml", CONTENT_TYPE.WML_DOCUMENT_MAIN.encode(), kind.encode()
    )
    assert texts(read(content, tmp_path)) == WHOLE


def without_picture(report: bytes) -> bytes:
    """Return a document whose picture is missing."""
    return zipped({n: p for n, p in unzipped(report).items() if not n.startswith("word/media")})


def broken_picture(report: bytes) -> bytes:
    """Return a document whose picture has lost some bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in unzipped(report).items():
            archive.writestr(name, part)
    return out.getvalue().replace(PNG, bytes(len(PNG)))


@pytest.mark.parametrize("change", [without_picture, broken_picture])
def test_a_picture_is_not_needed(
    change: Callable[[bytes], bytes], report: bytes, tmp_path: Path
) -> None:
    """A picture that is broken or missing costs none of the text."""
    assert texts(read(change(report), tmp_path)) == WHOLE
