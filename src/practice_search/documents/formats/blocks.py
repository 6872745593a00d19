"""Paragraphs of formats that have no pages, and the report that they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from practice_search.documents.raw import OutlineEntry, RawPage, RawReport

__all__ = ["CELL_GAP", "Block", "report_of", "row_blocks"]

CELL_GAP = " | "
"""What stands between two cells of a row."""

# A row of more characters than this holds prose: it is a page layout, or a form with its answers.
_ROW_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row; ``level`` from 1 where it is a heading."""

    text: str
    level: int | None = None


def row_blocks(cells: Sequence[Sequence[Block]]) -> list[Block]:
    """Make one block of a table row, its cells side by side.

    The blocks of a row that is a layout rather than data, with a heading or much text in it, stay
    as they are, cell after cell.
    """
    blocks = [block for cell in cells for block in cell]
    texts = ["\n".join(block.text for block in cell) for cell in cells]
    row = CELL_GAP.join(filter(None, texts))
    layout = len(row) > _ROW_AT_MOST or any(block.level for block in blocks)
    filled = sum(map(bool, texts))
    return blocks if layout or filled < 2 else [Block(row)]


def report_of(blocks: Iterable[Block], *, title: str = "") -> RawReport:
    """Make a report of blocks, numbered from 1; their headings are its outline."""
    numbered = list(enumerate(blocks, start=1))
    return RawReport(
        pages=tuple(RawPage(number=number, text=block.text) for number, block in numbered),
        outline=tuple(
            OutlineEntry(level=block.level, title=" ".join(block.text.split()), page=number)
            for number, block in numbered
            if block.level
        ),
        title=" ".join(title.split()),
    )
