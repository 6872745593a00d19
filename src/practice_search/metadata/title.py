"""The title of a report: the large type of its cover, else what its file says, or how it opens."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain, dropwhile, pairwise, takewhile
from pathlib import PurePosixPath

from practice_search.metadata.evidence import SHORT_PAGE, Line, are_apart, claim_from, word_count
from practice_search.metadata.imprint_words import INSTITUTION, date_pattern
from practice_search.records import Claim, Origin
from practice_search.terms import Facet

__all__ = ["guess_title"]

_LARGE = 1.2
"""Type so many times the size of most of the text is large; on real reports, 1.3 and more."""
_SUBTITLE = 1.4
"""A subtitle is larger still than the names of authors below a title."""
_SAME = 0.1
"""Sizes that differ by so much of themselves are one: capitals may be set a little smaller."""
_FULL_LINE = 45
"""A line of fewer characters ends where the title does, and not at the edge of the page."""
_MOST_WORDS = 25

_CONTENTS = (
    "contents|table of contents|contenido|índice|indice|cuprins|innhold|innhald|"
    "innholdsfortegnelse|indhold|innehåll|spis treści|съдържание|sumário|inhalt|sommaire|obsah|"
    "turinys|saturs|sisukord|foreword|preface|acknowledge?ments|introduction|summary|"
    "executive summary|prólogo|prefacio|agradecimientos|introducción|resumen|prefață|cuvânt înainte"
    "|introducere|forord|sammendrag|innledning|wstęp|przedmowa|предговор|увод|prefácio|introdução|"
    "resumo|vorwort|avant-propos|note|nota|notă"
)
_NO_TITLE = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\S+\.(?:org|com|net|eu|int|no|ro|es|pl|bg|pt)(?:/\S*)?"
    rf"|(?:{_CONTENTS})[.:]?|.*(?:©|\bISBN\b|\bISSN\b|\bDistr\.).*"
    r"|(?:.*\s)?[a-z]{1,4}(?:/[a-z\d.]+)+/\d\S*",  # headed with its symbol: "A/HRC/35/30"
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:[IVX]+|\d+|[A-Z])[.)] ?\S")  # a heading below the title: "I. Scope"
_WORD = re.compile(r"[^\W\d_]+")

_METADATA_PREFIX = re.compile(r"Microsoft (?:Word|PowerPoint|Excel) - ", re.IGNORECASE)
_EXTENSION = re.compile(
    r"\.(?:indd?|docx?|pdf|qxp|qxd|pptx?|xlsx?|rtf|od[tp]|pages|pub|p65|cdr|ai|eps|tmp|html?|txt)$",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r".*powerpoint.*|.*\bunknown\b.*|.*\ufffd.*|.*þÿ.*|[\[<{].*|.*https?://.*"
    r"|(?:untitled|layout|document|dokument|documento|presentation|slide|page|book|scan|cover|"
    r"template|sin título|fără titlu|uten navn|bez tytułu|без заглавие)\W*(?:\w{0,4})"
    r"|(?:click|type|enter|insert)\b.*\btitle\b.*",
    re.IGNORECASE,
)


def guess_title(pages: Sequence[Sequence[Line]], *, metadata_title: str, file: str) -> Claim | None:
    """Take the large type of the cover, else what the file calls itself, else how it opens.

    ``pages`` are the lines of all pages, also of those without words; the name of ``file`` is the
    last resort.
    """
    written = [of_page for of_page in pages if of_page]
    running = _running(written)
    if large := _large_title(written, running):
        return large
    opening = _opening(pages[0], running) if pages else None
    called = _clean_metadata(metadata_title)
    if opening and _folded(called) in _folded(opening.value):
        return opening  # metadata often break off in the middle of a title
    if called and (shown := _on_page(written, called)):
        return shown
    value, basis = (called, "metadata of the file") if called else (_readable(file), "file name")
    if not value:
        return None
    return Claim(facet=Facet.TITLE, value=value, origin=Origin.GUESSED, basis=basis)


def _running(pages: Sequence[Sequence[Line]]) -> set[tuple[str, float | None]]:
    """Return the lines that stand on more than half of four or more pages, in one size.

    They are headers and marks; the title may be one too, but in another size.
    """
    seen = Counter(chain.from_iterable({(line.text, line.size) for line in p} for p in pages))
    return {line for line, times in seen.items() if len(pages) >= 4 and times > len(pages) / 2}


def _own(lines: Sequence[Line], running: Collection[tuple[str, float | None]]) -> list[Line]:
    """Return the lines that stand on this page and not on most."""
    return [line for line in lines if (line.text, line.size) not in running]


def _large_title(
    pages: Sequence[Sequence[Line]], running: Collection[tuple[str, float | None]]
) -> Claim | None:
    usual: Counter[float] = Counter()
    for line in chain.from_iterable(pages):
        if line.size:
            usual[line.size] += len(line.text)
    if not usual:
        return None
    body = usual.most_common(1)[0][0]
    for of_page in pages[:3]:
        own = _own(of_page, running)
        sizes = sorted({line.size for line in own if line.size}, reverse=True)
        for size in takewhile(lambda size: size >= _LARGE * body, sizes):
            start = next(k for k, line in enumerate(own) if line.size == size)
            parts = [_block(own[start:])]
            for _ in range(2):
                parts += _subtitle(parts, own[start + sum(map(len, parts)) :], _SUBTITLE * body)
            if not _is_mark(parts[0]) and _is_title(parts):
                return _claim(parts, "large type on page")
        if word_count(of_page) > SHORT_PAGE:
            return None  # a page of text: the title does not come after it
    return None


def _block(lines: Sequence[Line]) -> list[Line]:
    """Take the lines in the type of the first, up to a heading: "I. Introduction", "Contents"."""
    size = lines[0].size or 0
    rest = takewhile(
        lambda line: (
            line.size is not None
            and abs(line.size - size) <= _SAME * size
            and not _NUMBERED.match(line.text)
            and not _is_none(line.text)
        ),
        lines[1:],
    )
    return [lines[0], *rest]


def _subtitle(
    parts: Sequence[Sequence[Line]], after: Sequence[Line], least: float
) -> list[list[Line]]:
    """Return the lines of large type that go on from the title, all of one size, if any do."""
    if not after or not after[0].size or after[0].size < least:
        return []
    last = parts[-1][-1]
    if last.page.text[last.end : after[0].start].strip() or _is_none(after[0].text):
        return []
    block = _block(after)
    text = _joined(block)
    # Names of people are all capitals; what describes a report has plain words.
    words = _WORD.findall(text)
    plain = any(map(str.islower, words)) or (text.isupper() and len(words) > 3)
    body = INSTITUTION.search(" ".join(text.split()[:3]))
    return [block] if plain and not body and _is_title([*parts, block]) else []


def _is_title(parts: Sequence[Sequence[Line]]) -> bool:
    text = " ".join(map(_joined, parts))
    return (
        2 <= len(text.split()) <= _MOST_WORDS
        and _letters(text) >= max(6, len(text) / 2)
        and not _is_none(parts[0][0].text)
    )


def _is_none(text: str) -> bool:
    """Whether a line is something else: an address, a date, the heading of the contents."""
    return bool(_NO_TITLE.fullmatch(text) or date_pattern().fullmatch(text))


def _is_mark(block: Sequence[Line]) -> bool:
    """Whether it is a mark and no word of a title: "UN WOMEN", "30", "R E P O R T"."""
    text = _joined(block)
    few = _letters(text) < max(4, 2 * len(text.split()))
    return few or (text.isupper() and len(text) <= 8)


def _joined(block: Sequence[Line]) -> str:
    return " ".join(word for line in block for word in line.text.split())


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _claim(parts: Sequence[Sequence[Line]], basis: str) -> Claim:
    first, last = parts[0][0], parts[-1][-1]
    value = ""
    for text in map(_joined, parts):
        goes_on = not value or value[-1] in ":\u2013\u2014-?!." or text[0].islower()
        value = f"{value}{'' if goes_on else ':'} {text}".strip()
    marks = "*\u2020\u2021 "  # they lead to a footnote
    return claim_from(
        first.page,
        first.start,
        first.start + len(first.page.text[first.start : last.end].rstrip(marks)),
        facet=Facet.TITLE,
        value=value.rstrip(marks),
        basis=basis,
    )


def _opening(lines: Sequence[Line], running: Collection[tuple[str, float | None]]) -> Claim | None:
    """Take the first line of page 1 with those it runs over into, where it is no sentence."""
    own = list(dropwhile(lambda line: not _letters(line.text), _own(lines, running)))
    block = own[:1]
    for line, below in pairwise(own):
        heading = _NUMBERED.match(below.text) or _is_none(below.text)
        if len(line.text) < _FULL_LINE or are_apart(line, below) or heading:
            break
        block.append(below)
    starts = bool(block) and (block[0].text[0].isupper() or not block[0].text[0].isalpha())
    if starts and _is_title([block]) and block[-1].text[-1] not in ".,;:":
        return _claim([block], "first lines of page")
    return None


def _clean_metadata(title: str) -> str:
    """Return the title that the file's metadata give, empty when a program has filled it in."""
    text = _EXTENSION.sub("", _METADATA_PREFIX.sub("", _printable(title))).strip()
    few = _letters(text) < max(6, len(text) / 2)
    junk = _JUNK.fullmatch(text) or "_" in text or few
    return "" if junk or not 2 <= len(text.split()) <= 40 else text


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _on_page(pages: Sequence[Sequence[Line]], title: str) -> Claim | None:
    """Find the title of the metadata on a first page, in any case and over any line ends."""
    pattern = re.compile(r"\s+".join(map(re.escape, title.split())), re.IGNORECASE)
    for page in [of_page[0].page for of_page in pages[:3]]:
        if match := pattern.search(page.text):
            return claim_from(
                page,
                *match.span(),
                facet=Facet.TITLE,
                value=" ".join(match[0].split()),
                basis="metadata of the file, and page",
            )
    return None


def _readable(file: str) -> str:
    """Write a file name as words: "FactSheet30_Rev-1.pdf" is "Fact Sheet 30 Rev 1"."""
    name = PurePosixPath(file).stem.replace("%20", " ")
    name = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])|(?<=[a-z]{2})(?=\d)", " ", name)
    name = _printable(re.sub(r"[_+.]|(?<!\d)-|-(?!\d)", " ", name))
    return name[:1].upper() + name[1:]
