"""The one door to trafilatura: the text of a saved web page without what stands around it."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import trafilatura
from lxml import etree, html

from practice_search.documents.formats.blocks import Block, report_of, row_blocks
from practice_search.documents.formats.decoding import decode
from practice_search.documents.formats.magic import format_by_content, read_head, what_it_is
from practice_search.documents.raw import RawReport
from practice_search.errors import (
    DamagedError,
    NoTextError,
    OtherFormatError,
    ReportError,
    TooBigError,
    UnreadableFileError,
)
from practice_search.terms import Format

__all__ = ["read_web"]

# It logs each page that it finds nothing in; what matters to a person comes as an error.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# trafilatura takes no more.
_BYTES_AT_MOST = 20_000_000
_DECLARED = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_DECLARED_WITHIN = 4096  # browsers look at 1024 bytes, but those who save pages put things before

# What is no text of the page: what works in it, leads away from it, or is to be filled in.
_LEFT_OUT = (
    "script", "style", "noscript", "template", "head", "nav", "svg", "canvas", "iframe", "object",
    "audio", "video", "map", "select", "textarea", "button", "input", "dialog",
)  # fmt: skip
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = ("td", "th")

# Where trafilatura finds no more than one of these, it has missed the text.
_CHARACTERS_AT_LEAST = 250
_SHARE_AT_LEAST = 0.1

# Signs that no page holds otherwise, printable so that they survive, and no letters.
_DIGITS = [chr(code) for code in range(0x4DC0, 0x4E00)]
_MARKS = re.compile("[\u4dc0-\u4dff]+")
_MARK = re.compile("[\u4dc0-\u4dff]{4}")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")

# A page with no more text than this may be an error page or a form.
_LITTLE_TEXT = 600
_REFUSAL = re.compile(
    r"\b(40[0-9]|41[0-9]|429|50[0-9])\b|not found|access denied|unauthori[sz]ed|"
    r"just a moment|attention required|are you a robot|captcha|enable (javascript|cookies)|"
    r"(sign|log) ?in\b|session (has )?expired|ikke funnet|finnes ikke|logg inn|"
    r"nu a fost g[aă]sit|autentificare|nie (została )?znalezion|zaloguj|не е намерен|"
    r"no encontrad|iniciar sesi[oó]n|nicht gefunden|anmelden|introuvable|non trovat",
    re.IGNORECASE,
)


def read_web(path: Path) -> RawReport:
    """Read the main text of a saved HTML page in order: paragraphs, headings, items, table rows.

    A page in which no main text can be told from the rest is read as a whole.

    Raises:
        EmptyFileError, UnreadableFileError: as `read_head`.
        OtherFormatError: it is no web page, or the page of an error or a login.
        NoTextError: a script would have to load its text.
        TooBigError: no report has so much of it.
        DamagedError: nothing can be made of it.

    """
    content = _content(path)
    try:
        return _read(path, content)
    except ReportError:
        raise
    except Exception as error:  # broken HTML should raise nothing from lxml, but who knows
        raise DamagedError(f"{path.name} is damaged. Save or copy it again.") from error


def _content(path: Path) -> bytes:
    head = read_head(path)
    what = what_it_is(head)
    if format_by_content(head) is not Format.HTML and what != "something else":
        raise _other(path, what)
    try:
        if path.stat().st_size > _BYTES_AT_MOST:
            raise TooBigError(
                f"{path.name} is too big for a web page. Save it again without its pictures inside."
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error


def _read(path: Path, content: bytes) -> RawReport:
    text = decode(content, declared=_declared_encoding(content))
    if text is None:
        raise _other(path, "something else")
    tree = _tree(text)
    if tree is None:
        return RawReport(pages=())
    title = _title(tree)
    has_script = tree.find(".//script") is not None
    has_password = tree.find(".//input[@type='password']") is not None
    blocks = _main_blocks(tree)
    if not blocks and has_script:
        raise NoTextError(
            f"{path.name} has no text: a script would load it. "
            "Open the page in a browser, wait until it shows, and print it to a PDF."
        )
    refusal = _refusal(blocks, title)
    if _length(blocks) <= _LITTLE_TEXT and (refusal or has_password):
        raise OtherFormatError(
            f"{path.name} is no report but a page that says {refusal or 'Log in'!r}. "
            "Open the report in a browser, and save or print it from there."
        )
    return report_of(blocks, title=title)


def _declared_encoding(content: bytes) -> str:
    head = content[:_DECLARED_WITHIN]
    found = _DECLARED.search(head) or _XML_DECLARED.search(head)
    return found[1].decode("ascii") if found else ""


def _tree(text: str) -> html.HtmlElement | None:
    """Parse a page, or return None if nothing is in it; none of our marks is either."""
    # The parser would believe what the page says of its encoding, were it not told another.
    content = _MARKS.sub("", text).encode("utf-8", errors="replace")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(content, parser=parser)
    except etree.ParserError:
        return None


def _title(tree: html.HtmlElement) -> str:
    shared = tree.find(".//meta[@property='og:title']")
    title = "" if shared is None else shared.get("content", "").strip()
    return title or (tree.findtext(".//title") or "").strip()


def _refusal(blocks: list[Block], title: str) -> str:
    """Return what sounds like an error or a login in the title, the headings or the first words."""
    headings = (block.text for block in blocks if block.level)
    texts = (title, *headings, *(block.text for block in blocks[:1]))
    return next((" ".join(text.split()) for text in texts if _REFUSAL.search(text)), "")


def _main_blocks(tree: html.HtmlElement) -> list[Block]:
    """Return the blocks that are the main text, or all if little can be told from the rest.

    trafilatura finds the main text, but loses some of its headings and tables. So the structure is
    read here, and it is given the page with a mark on every block, to see which of them it keeps.
    """
    for heading in tree.iter(*_HEADINGS):
        etree.strip_tags(heading, "button")  # it opens what stands below the heading
    etree.strip_elements(tree, etree.Comment, *_LEFT_OUT, with_tail=False)
    blocks = list(_blocks(tree))
    main = _with_headings(blocks, kept=set(_MARK.findall(_main_text(tree))))
    enough = max(_CHARACTERS_AT_LEAST, _length(blocks) * _SHARE_AT_LEAST)
    if _length(main) < enough:
        main = blocks
    return [Block(_MARKS.sub("", block.text), block.level) for block in main]


def _main_text(tree: html.HtmlElement) -> str:
    try:
        document = trafilatura.bare_extraction(tree, favor_recall=True, include_comments=False)
    except Exception:  # noqa: BLE001  # whatever it cannot read has no main text
        return ""
    body = getattr(document, "body", None)
    return "" if body is None else "".join(body.itertext())


def _with_headings(blocks: list[Block], *, kept: set[str]) -> list[Block]:
    """Return the blocks whose marks were kept, and the headings above them."""
    marks: set[str] = set()
    is_kept: list[bool] = []
    for block in blocks:
        # Preformatted text has its mark on the first of its paragraphs only.
        marks = set(_MARK.findall(block.text)) or marks
        is_kept.append(bool(marks & kept))
    main: list[Block] = []
    below: Block | None = None
    for block, keep in zip(reversed(blocks), reversed(is_kept), strict=True):
        below = block if keep or _leads_to(block, below) else None
        main += [below] if below else []
    return main[::-1]


def _leads_to(block: Block, below: Block | None) -> bool:
    """Whether a block is a heading of what comes right below it."""
    if block.level is None or below is None:
        return False
    return below.level is None or block.level < below.level


def _length(blocks: list[Block]) -> int:
    return sum(len(_MARKS.sub("", block.text)) for block in blocks)


def _blocks(tree: html.HtmlElement) -> Iterator[Block]:
    """Yield the blocks of a page, and put a mark before each of them in the tree and the block."""
    walk = _Walk()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            walk.enter(element.tag)
            element.text = walk.take(element.text)
        else:
            walk.leave(element.tag)
            element.tail = walk.take(element.tail)
        yield from walk.finished()


class _Walk:
    """Where a walk through a page is: in which block, which preformatted text, which table rows."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._level: int | None = None
        self._preformatted = 0
        self._rows: list[list[list[Block]]] = []
        self._finished: list[Block] = []
        self._marked = 0

    def finished(self) -> list[Block]:
        """Return the blocks that have been finished since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def enter(self, tag: str) -> None:
        """Begin an element."""
        if tag not in _INLINE:
            self._end_block(line_end=tag == "br")
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "tr":
            self._rows.append([[]])
        elif tag in _CELLS and self._rows:
            self._rows[-1].append([])

    def leave(self, tag: str) -> None:
        """End an element."""
        if tag not in _INLINE and tag != "br":
            self._end_block()
        if tag in _HEADINGS:
            self._level = None
        elif tag == "pre":
            self._preformatted -= 1
        elif tag == "tr":
            row = row_blocks(self._rows.pop())
            self._target().extend(row)

    def take(self, text: str | None) -> str | None:
        """Add to the current block, and return the text, marked if a block begins with it."""
        if not text:
            return text
        if not self._preformatted:
            text = re.sub(r"\s+", " ", text)
        if not self._texts and text.strip():
            self._marked += 1
            text = _mark(self._marked) + text.lstrip()
        if self._texts or text.strip():
            self._texts.append(text)
        return text

    def _end_block(self, *, line_end: bool = False) -> None:
        """Finish a block, unless it is but the first line end after its text."""
        if line_end and self._texts and self._texts[-1] != "\n":
            self._texts.append("\n")
            return
        paragraphs = _BLANK_LINE.split("".join(self._texts))
        lines = ([line.strip() for line in paragraph.split("\n")] for paragraph in paragraphs)
        texts = ("\n".join(filter(None, paragraph)) for paragraph in lines)
        self._target().extend(Block(text, self._level) for text in texts if text)
        self._texts = []

    def _target(self) -> list[Block]:
        return self._rows[-1][-1] if self._rows else self._finished


def _mark(number: int) -> str:
    """Write a number in our signs."""
    digits = ((number >> shift) % len(_DIGITS) for shift in (18, 12, 6, 0))
    return "".join(_DIGITS[digit] for digit in digits)


def _other(path: Path, what: str) -> OtherFormatError:
    return OtherFormatError(
        f"{path.name} is no web page but {what}. Put the page itself in its place, saved as HTML."
    )
