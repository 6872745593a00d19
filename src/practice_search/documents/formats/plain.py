"""Plain text: its encoding is found out, and its blank lines part the paragraphs."""

import re
from pathlib import Path

from practice_search.documents.formats.blocks import Block, report_of
from practice_search.documents.formats.decoding import decode
from practice_search.documents.formats.magic import read_head, what_it_is
from practice_search.documents.raw import RawReport
from practice_search.errors import OtherFormatError, TooBigError, UnreadableFileError

__all__ = ["read_plain"]

# The Bible has 4 MB.
_BYTES_AT_MOST = 32 << 20
_LINE_END = re.compile("\r\n?|[\x0b\x85\u2028]")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n|[\f\u2029]")
# A longer line was not wrapped: then each line is a paragraph.
_LINE_AT_MOST = 200


def read_plain(path: Path) -> RawReport:
    """Read the paragraphs of a text file, from 1: what blank lines part, or overlong lines.

    Raises:
        EmptyFileError, UnreadableFileError: as `read_head`.
        OtherFormatError: it is no text; the message says what it is.
        TooBigError: no report has so much text.

    """
    what = what_it_is(read_head(path))
    try:
        if path.stat().st_size > _BYTES_AT_MOST:
            raise TooBigError(
                f"{path.name} is too long for a report (more than {_BYTES_AT_MOST >> 20} MB of "
                "text). Divide it, or put the report itself in its place."
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
    text = decode(content) if what == "something else" else None
    if text is None:
        raise OtherFormatError(
            f"{path.name} is no plain text but {what}. Put the text itself in its place, or name "
            "the file by what it is."
        )
    return report_of(map(Block, _paragraphs(text)))


def _paragraphs(text: str) -> list[str]:
    blocks = _PARAGRAPH_END.split(_LINE_END.sub("\n", text.lstrip("\ufeff")))
    lines = (_lines(block) for block in blocks)
    return [paragraph for block in lines for line in block if (paragraph := line.strip())]


def _lines(block: str) -> list[str]:
    lines = block.split("\n")
    return lines if max(map(len, lines)) > _LINE_AT_MOST else [block]
