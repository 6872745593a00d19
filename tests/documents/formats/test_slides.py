"""Real presentations: each slide with its notes, in the order people read it."""

from pathlib import Path

import pptx
import pytest
from pptx.enum.shapes import MSO_SHAPE
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Cm

from practice_search.documents.formats.slides import read_slides
from practice_search.documents.raw import OutlineEntry, RawReport
from tests.documents.formats.test_every_format import changed, saved, texts, unzipped, zipped

FILE = "Presentasjon – Přehled.pptx"
TITLE_AND_CONTENT, TITLE_ONLY, BLANK = 1, 5, 6


def read(content: bytes | Presentation, place: Path) -> RawReport:
    """Write a file and read it."""
    path = place / FILE
    path.write_bytes(content if isinstance(content, bytes) else saved(content))
    return read_slides(path)


def add_slide(presentation: Presentation, layout: int, title: str = "") -> Slide:
    """Add a slide, with its title where its layout has one."""
    slide: Slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if slide.shapes.title is not None:
        slide.shapes.title.text_frame.text = title
    return slide


def add_box(slide: Slide, left: float, top: float, text: str) -> None:
    """Add a text box, its place in centimetres."""
    box = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(8), Cm(2))
    box.text_frame.text = text


@pytest.fixture(scope="module")
def talk() -> bytes:
    """Return a presentation of three slides, the second of them blank."""
    presentation = pptx.Presentation()
    presentation.core_properties.title = "Krisesentre i Norge"
    first = add_slide(presentation, TITLE_AND_CONTENT, "Krisesentrene\ner åpne")
    first.placeholders[1].text_frame.text = "Døgnåpent\nGratis"
    notes = first.notes_slide.notes_text_frame
    assert notes is not None
    notes.text = "Si noe om våre tall fra Østfold."
    add_slide(presentation, BLANK)
    third = add_slide(presentation, TITLE_ONLY, "Ordine de protecție")
    table = third.shapes.add_table(2, 2, Cm(2), Cm(6), Cm(10), Cm(3)).table
    for column, cells in enumerate([("An", "2019"), ("Ordine", "7986")]):
        for row, text in enumerate(cells):
            table.cell(row, column).text = text
    return saved(presentation)


WHOLE = [
    "Krisesentrene\ner åpne\n\nDøgnåpent\nGratis\n\nSi noe om våre tall fra Østfold.",
    "",
    "Ordine de protecție\n\nAn | Ordine\n2019 | 7986",
]


def test_a_presentation_is_read(talk: bytes, tmp_path: Path) -> None:
    """Every slide is there under its number, also a blank one; the notes stand below it."""
    raw = read(talk, tmp_path)
    assert texts(raw) == WHOLE
    assert raw.title == "Krisesentre i Norge"
    assert raw.outline == (
        OutlineEntry(level=1, title="Krisesentrene er åpne", page=1),
        OutlineEntry(level=1, title="Ordine de protecție", page=3),
    )


def test_a_slide_is_read_as_people_read_it(tmp_path: Path) -> None:
    """The title comes first, then what stands above, then from left to right."""
    presentation = pptx.Presentation()
    slide = add_slide(presentation, TITLE_ONLY, "Pomoc")
    add_box(slide, 2, 12, "na dole")
    add_box(slide, 12, 5, "po prawej")
    add_box(slide, 2, 5.2, "po lewej")
    add_box(slide, 2, 0, "nad tytułem")
    assert texts(read(presentation, tmp_path)) == [
        "Pomoc\n\nnad tytułem\n\npo lewej\n\npo prawej\n\nna dole"
    ]


def test_grouped_shapes_stay_together(tmp_path: Path) -> None:
    """A group is read as one, inside it as the slide is; drawn shapes have text too."""
    presentation = pptx.Presentation()
    slide = add_slide(presentation, BLANK)
    group = slide.shapes.add_group_shape()
    for top, text in ((8, "Съд"), (3, "Полиция")):
        shape = group.shapes.add_shape(MSO_SHAPE.OVAL, Cm(2), Cm(top), Cm(4), Cm(2))
        shape.text_frame.text = text
    add_box(slide, 12, 5, "Жертва")
    assert texts(read(presentation, tmp_path)) == ["Полиция\n\nСъд\n\nЖертва"]


def test_merged_cells_and_line_breaks_are_read_once(tmp_path: Path) -> None:
    """A cell over several columns counts once, and a line break is a line end."""
    presentation = pptx.Presentation()
    table = add_slide(presentation, BLANK).shapes.add_table(2, 2, Cm(0), Cm(0), Cm(9), Cm(3)).table
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(0, 0).text = "Tilbud\vi kommunen"
    table.cell(1, 1).text = "45"
    assert texts(read(presentation, tmp_path)) == ["Tilbud\ni kommunen\n45"]


def test_the_furniture_of_slides_is_left_out(tmp_path: Path) -> None:
    """Date, footer and slide number are no text of the slide."""
    presentation = pptx.Presentation()
    slide = add_slide(presentation, TITLE_ONLY, "Tall")
    for index, kind in enumerate(("dt", "ftr", "sldNum")):
        box = slide.shapes.add_textbox(Cm(0), Cm(0), Cm(5), Cm(1))
        box.text_frame.text = "1. mai 2024"
        properties = box._element.nvSpPr.find(".//{*}nvPr")
        properties.append(
            parse_xml(
                '<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
                f'type="{kind}" idx="{index + 10}"/>'
            )
        )
    assert texts(read(presentation, tmp_path)) == ["Tall"]


def test_a_diagram_is_read(tmp_path: Path) -> None:
    """The words of a SmartArt diagram are text of the slide."""
    presentation = pptx.Presentation()
    slide = add_slide(presentation, TITLE_ONLY, "Samarbeid")
    data = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in ("Politi", "Lege"))
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        CONTENT_TYPE.DML_DIAGRAM_DATA,
        presentation.part.package,
        f"<d xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'>{data}</d>".encode(),
    )
    frame = slide.shapes.add_table(1, 1, Cm(0), Cm(5), Cm(9), Cm(3))._element
    diagram = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    graphic = frame.graphic.graphicData
    graphic.set("uri", diagram)
    graphic.remove(graphic.tbl)
    graphic.append(
        parse_xml(
            f'<dgm:relIds xmlns:dgm="{diagram}" xmlns:r="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships" '
            f'r:dm="{slide.part.relate_to(part, RELATIONSHIP_TYPE.DIAGRAM_DATA)}"/>'
        )
    )
    assert texts(read(presentation, tmp_path)) == ["Samarbeid\n\nPoliti\nLege"]


@pytest.mark.parametrize("title", ["PowerPoint-Präsentation", "Prezentare PowerPoint", ""])
def test_a_presentation_that_nobody_has_named_has_no_title(title: str, tmp_path: Path) -> None:
    """What PowerPoint makes up as a title is none."""
    presentation = pptx.Presentation()
    presentation.core_properties.title = title
    assert read(presentation, tmp_path).title == ""


def test_a_show_that_starts_by_itself_is_read(talk: bytes, tmp_path: Path) -> None:
    """A .ppsx file under the other name is a presentation too."""
    content = changed(
        talk,
        "[Content_Types].xml",
        b"presentationml.presentation.main",
        b"presentationml.slideshow.main",
    )
    assert texts(read(content, tmp_path)) == WHOLE


def test_a_broken_slide_costs_only_itself(talk: bytes, tmp_path: Path) -> None:
    """The other slides are read, under their numbers."""
    content = changed(talk, "ppt/slides/slide1.xml", b'type="title"', b'type="nonsense"')
    assert texts(read(content, tmp_path)) == [None, *WHOLE[1:]]


def test_a_film_of_any_size_does_no_harm(talk: bytes, tmp_path: Path) -> None:
    """What is no text is not unpacked."""
    film = {"ppt/media/film.mp4": bytes(100 << 20)}
    assert texts(read(zipped(unzipped(talk) | film), tmp_path)) == WHOLE
