"""From the text that a PDF gives to the text that its page shows: small pure functions.

Each one leaves clean text as it is, and loses no letter.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from practice_search.documents.furniture import drop_furniture, drop_line_numbers

__all__ = [
    "clean_pages",
    "collapse_space",
    "drop_invisible",
    "hyphenated_words",
    "join_hyphens",
    "mend_full_stops",
    "split_ligatures",
    "whole_words",
]

# Only the Latin presentation forms: normalising everything (NFKC) would change figures and signs.
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st",
}  # fmt: skip

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
# Cf holds two signs that Persian, Arabic and Indic spelling needs.
_JOINERS = {"\u200c", "\u200d"}

_HYPHENS = ("-", "\u2010")
_LAST_WORD = re.compile(r"\w+$")
_FIRST_WORD = re.compile(r"\w+")
# Not "opplærings- og kompetansetiltak": that hyphen stands for a word part, wherever the line ends.
_CONJUNCTIONS = frozenset(
    "and or og eller och und oder y e o u ou et i lub oraz și si sau ir ar и или".split()
)
_HYPHENATED = re.compile(r"(?=\b(\w+)[-\u2010\u2011](\w+))")  # overlapping: every neighbouring pair


def split_ligatures(text: str) -> str:
    """Write ligatures as the letters they stand for: "of\N{LATIN SMALL LIGATURE FI}ce" "office"."""
    return text.translate(_LIGATURES)


def mend_full_stops(text: str) -> str:
    """Turn U+FFFD after a word into the full stop it stands for, and drop it elsewhere.

    One widely used handbook has ten thousand of them: "ends here\ufffd Next" is "ends here. Next",
    and a run of them is a dotted leader in a table of contents.
    """
    text = re.sub("(?<=\\w)\ufffd(?=\\s|$)", ".", text)
    return text.replace("\ufffd", "")


def drop_invisible(text: str) -> str:
    """Drop control, format, private-use and unassigned characters and lone surrogates.

    Line feeds stay; tabs and other line ends become spaces and line feeds. A soft hyphen at a line
    end or between figures is one that shows, so it becomes a hyphen there.
    """
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    text = re.sub("\u00ad(?= *\n)|(?<=\\d)\u00ad(?=\\d)", "-", text)
    return "".join(
        c for c in text if c == "\n" or c in _JOINERS or unicodedata.category(c) not in _INVISIBLE
    )


def collapse_space(text: str) -> str:
    """Make every run of spaces one, trim lines, and leave at most one blank line together."""
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def hyphenated_words(texts: Iterable[str]) -> frozenset[str]:
    """Collect what a report writes with a hyphen inside a line, in lower case, pair by pair.

    "State-of-the-art" is evidence for "state-of", "of-the" and "the-art".
    """
    return frozenset(
        f"{before}-{after}".casefold()
        for text in texts
        for before, after in _HYPHENATED.findall(text)
    )


def whole_words(texts: Iterable[str]) -> frozenset[str]:
    """Collect the words of a report, in lower case."""
    return frozenset(word.casefold() for text in texts for word in _FIRST_WORD.findall(text))


def join_hyphens(
    text: str, *, keep: frozenset[str] = frozenset(), words: frozenset[str] = frozenset()
) -> str:
    r"""Join a word that was divided at a line end, if it goes on in lower case.

    "protec-\ntion of" is "protection\nof": the line ends after the word instead. A word of
    ``keep`` (`hyphenated_words` of the whole report) keeps its hyphen: "follow-\nup" is
    "follow-up"; so do a web address and what follows capitals or figures, "EU-\nfunded". With a
    space before it, "par -\nticipation", the hyphen may be a dash: that is joined only if the
    report has the word elsewhere, in ``words`` (`whole_words` of it).
    """
    lines: list[str] = []
    for line in text.split("\n"):
        head = lines[-1].rstrip(" ") if lines else ""
        start = head.rsplit(" ", 1)[-1]
        end, _, rest = line.lstrip(" ").partition(" ")
        if start in _HYPHENS:
            head = _close_up(head, end, words)
            start = head.rsplit(" ", 1)[-1]
        before, after = _LAST_WORD.search(start[:-1]), _FIRST_WORD.match(end)
        if start[-1:] not in _HYPHENS or not before or not after or not _goes_on(end[0], after[0]):
            lines.append(line)
            continue
        whole = f"{before[0]}-{after[0]}".casefold()
        compound = not before[0][-1].islower()  # "EU-\nfunded", "12-\nmonth"
        stays = whole in keep or compound or "://" in start or start.startswith("www.")
        lines[-1] = (head if stays else head[:-1]) + end
        if rest and end.endswith(_HYPHENS):  # no line may end in a hyphen that did not before
            lines[-1] += f" {rest}"
        elif rest:
            lines.append(rest)
    return "\n".join(lines)


def _close_up(head: str, end: str, words: frozenset[str]) -> str:
    """Take the space out of "par -" if "ticipation" follows and makes a word of the report."""
    before, after = _LAST_WORD.search(head[:-2]), _FIRST_WORD.match(end)
    if before and after and (before[0] + after[0]).casefold() in words:
        return head[:-2] + head[-1]
    return head


def _goes_on(first: str, word: str) -> bool:
    return first.islower() and word not in _CONJUNCTIONS


def clean_pages(
    texts: Iterable[str], *, printed: bool = True, large: Sequence[Collection[str]] = ()
) -> list[str]:
    """Clean the pages of one report; the report as a whole is the evidence for its words.

    Args:
        texts: what the reader gives, a page each.
        printed: whether these are pages, which have headers, footers and hyphens at line ends.
        large: which lines of each page are headings by their type, as in `drop_furniture`.

    """
    pages = [
        collapse_space(mend_full_stops(drop_invisible(split_ligatures(text)))) for text in texts
    ]
    while printed:
        bare = drop_furniture(map(drop_line_numbers, pages), large=large)
        bare = [collapse_space(text) for text in bare]
        keep, words = hyphenated_words(bare), whole_words(bare)
        joined = [collapse_space(join_hyphens(text, keep=keep, words=words)) for text in bare]
        # A word that was joined is evidence too, and other lines may stand at an edge now.
        if joined == pages:
            break
        pages = joined
    return pages
