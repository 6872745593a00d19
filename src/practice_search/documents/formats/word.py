"""The one door to python-docx: the paragraphs of a Word document as a reader sees them."""

import re
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from practice_search.documents.formats.blocks import Block, report_of, row_blocks
from practice_search.documents.formats.office import (
    OfficeKind,
    damaged,
    diagram_paragraphs,
    open_office,
)
from practice_search.documents.raw import RawReport
from practice_search.errors import ReportError

__all__ = ["read_word"]

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT_BOX = qn("w:txbxContent")
_NOTE_REFERENCES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_NOTES = {"footnotes": qn("w:footnote"), "endnotes": qn("w:endnote")}
_OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES, _CHOICE = f"{_COMPATIBILITY}AlternateContent", f"{_COMPATIBILITY}Choice"
# What was deleted or moved away while changes were tracked, what fields are made from, how a word
# is pronounced, and what things look like.
_NOT_SHOWN = {
    qn(f"w:{name}")
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr")
}
_TEXTS = {qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}

# Word calls its own styles so in files of every language; on the screen it translates the name.
_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
_BODY_TEXT = 9  # the outline level of what is no heading (ISO/IEC 29500-1, 17.3.1.20)
_MADE_UP_TITLE = "Word Document"  # python-docx writes it


def read_word(path: Path) -> RawReport:
    """Read the paragraphs of a .docx file in order, from 1; blank ones are left out.

    A table row is one paragraph; text boxes, diagrams and notes follow the paragraph that they
    are anchored in. Insertions of tracked changes are read, deletions are not.

    Raises:
        EmptyFileError, UnreadableFileError, OtherFormatError, EncryptedError, TooBigError: as
            `open_office`.
        DamagedError: no document can be found in it.

    """
    content = open_office(path, OfficeKind.WORD)
    try:
        document = docx.Document(content)
        blocks = _Reader(document).blocks(document.element.body)
        return report_of(blocks, title=_title(document))
    except ReportError:
        raise
    except Exception as error:  # broken XML can raise anything from python-docx
        raise damaged(path) from error


def _title(document: Document) -> str:
    package = document.part.package
    if package is None or RELATIONSHIP_TYPE.CORE_PROPERTIES not in {
        relationship.reltype for relationship in package.rels.values()
    }:
        return ""
    title = document.core_properties.title
    return "" if title == _MADE_UP_TITLE else title


class _Reader:
    """Walks through the XML of one document."""

    def __init__(self, document: Document) -> None:
        self._part = document.part
        self._levels = _style_levels(document.styles.element)
        self._notes = {
            (kind, note.get(qn("w:id"))): note
            for kind, tag in _NOTES.items()
            for relationship in document.part.rels.values()
            if relationship.reltype == _OFFICE_RELATIONSHIPS + kind
            for note in parse_xml(relationship.target_part.blob).iter(tag)
        }

    def blocks(self, parent: BaseOxmlElement) -> list[Block]:
        """Return the paragraphs and table rows of the body, a cell, a text box or a note."""
        blocks: list[Block] = []
        for element in _nearest(parent, _PARAGRAPH, _TABLE):
            blocks += (
                self._paragraph(element) if element.tag == _PARAGRAPH else self._table(element)
            )
        return blocks

    def _table(self, table: BaseOxmlElement) -> Iterator[Block]:
        for row in _nearest(table, _ROW):
            yield from row_blocks([self.blocks(cell) for cell in _nearest(row, _CELL)])

    def _paragraph(self, paragraph: BaseOxmlElement) -> list[Block]:
        aside: list[Block] = []
        text = "".join(self._inline(paragraph, aside)).strip()
        return [Block(text, self._level(paragraph)), *aside] if text else aside

    def _inline(self, parent: BaseOxmlElement, aside: list[Block]) -> Iterator[str]:
        """Yield the text of a paragraph, and put into ``aside`` what stands beside it."""
        for element in _shown(parent):
            if element.tag in _TEXTS:
                yield element.text or ""
            elif element.tag in _SIGNS:
                yield _SIGNS[element.tag]
            elif element.tag == _TEXT_BOX:
                aside += self.blocks(element)
            elif element.tag == _DIAGRAM:
                aside += self._diagram(element)
            elif element.tag in _NOTE_REFERENCES:
                aside += self._note(element)
            else:
                yield from self._inline(element, aside)

    def _note(self, reference: BaseOxmlElement) -> list[Block]:
        # Taken out, so that it is read once, and a note that refers to itself has an end.
        note = self._notes.pop((_NOTE_REFERENCES[reference.tag], reference.get(qn("w:id"))), None)
        return [] if note is None else self.blocks(note)

    def _diagram(self, reference: BaseOxmlElement) -> Iterator[Block]:
        relationship = self._part.rels.get(reference.get(qn("r:dm")))
        if relationship is not None and not relationship.is_external:
            yield from map(Block, diagram_paragraphs(parse_xml(relationship.target_part.blob)))

    def _level(self, paragraph: BaseOxmlElement) -> int | None:
        own = _number(paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
        if own is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            return None if style is None else self._levels.get(style.get(qn("w:val")))
        return own + 1 if own < _BODY_TEXT else None


def _shown(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yield the children that a reader of the document sees."""
    for element in parent:
        if element.tag == _ALTERNATIVES:
            # The same thing for newer and for older programs: one of them is enough.
            choice = element.find(_CHOICE)
            yield from _shown(element[-1:] if choice is None else choice)
        elif element.tag not in _NOT_SHOWN and not _hidden(element):
            yield element


def _hidden(run: BaseOxmlElement) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _nearest(parent: BaseOxmlElement, *tags: str) -> Iterator[BaseOxmlElement]:
    """Yield what has one of the tags, also inside content controls and the like, but not nested."""
    for element in _shown(parent):
        if element.tag in tags:
            yield element
        else:
            yield from _nearest(element, *tags)


def _style_levels(styles: BaseOxmlElement) -> dict[str, int]:
    """Return the heading level, from 1, of each style that has one or is based on one that has."""
    by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
    return {
        style_id: level
        for style_id in by_id
        if style_id is not None and (level := _style_level(style_id, by_id)) is not None
    }


def _style_level(style_id: str, by_id: dict[str, BaseOxmlElement]) -> int | None:
    seen: set[str] = set()
    while style_id in by_id and style_id not in seen:
        seen.add(style_id)
        style = by_id[style_id]
        own = _number(style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
        if own is not None:
            return own + 1 if own < _BODY_TEXT else None
        name = style.find(qn("w:name"))
        heading = _HEADING_NAME.fullmatch("" if name is None else name.get(qn("w:val"), ""))
        if heading:
            return int(heading[1])
        base = style.find(qn("w:basedOn"))
        style_id = "" if base is None else base.get(qn("w:val"), "")
    return None


def _number(element: BaseOxmlElement | None) -> int | None:
    value = "" if element is None else element.get(qn("w:val"), "")
    return int(value) if value.isascii() and value.isdigit() else None
