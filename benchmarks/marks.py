"""Measure how exactly quoted sentences are marked on the pages of PDFs.

    python benchmarks/marks.py [FOLDER ...] [--pages 12]

Each sentence of the passages of some pages is marked by itself, and what lies under the marks is
read back from the PDF, letter by letter: its middle must lie in a rectangle. These words are
compared with those of the sentence. The reading back shares nothing with the marking: it takes the
rectangles alone, turns the page by its own sums, and compares letters without case, accents and
punctuation. A word is exact when all of its letters are marked, on both sides of a line end. A
false mark is a word of the page that the sentence does not have; or that is marked in a part that
is no word of the sentence; or that two sentences of the page have marked; or a word of up to three
letters that stands beside other words than in the sentence, for such words stand everywhere. The
goals are 98 % of the words, and no false mark.

The results by folder are kept in ``results/marks.json``.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from unicodedata import normalize

import pypdfium2
from machine import machine
from rapidfuzz.distance import Indel

from practice_search.documents.page_image import Rectangle, mark_rectangles
from practice_search.documents.passages import passage_text
from practice_search.documents.sentences import sentence_bounds
from practice_search.errors import ReportError
from practice_search.index.intake import LANGUAGE_UNKNOWN, Intake, take_in
from practice_search.records import Page, Span

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results") / "marks.json"
GOAL = 0.98
"""The share of words that are marked exactly."""

_SEED = 7
_SHORT = 3  # letters
_SHOWN = 5  # sentences with faults that are printed of each report, with --faults


@dataclass(kw_only=True)
class Count:
    """What was counted of one report, or of several."""

    pages: int = 0
    sentences: int = 0
    words: int = 0
    exact: int = 0
    false: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Count") -> None:
        """Add what was counted elsewhere."""
        self.pages += other.pages
        self.sentences += other.sentences
        self.words += other.words
        self.exact += other.exact
        self.false += other.false
        self.seconds += other.seconds

    def row(self) -> dict[str, float]:
        """Return what is kept: counts, the share of exact words, and seconds a sentence."""
        return {
            "pages": self.pages,
            "sentences": self.sentences,
            "words": self.words,
            "exact": self.exact,
            "share": round(self.exact / self.words, 4) if self.words else 1.0,
            "false": self.false,
            "seconds a sentence": round(self.seconds / max(self.sentences, 1), 4),
        }


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the page: which word of the page it is in, and its middle as it is shown."""

    word: int
    text: str
    x: float
    y: float


def plain(text: str) -> str:
    """Return the letters and digits alone, without accents and case, ligatures in parts."""
    return "".join(filter(str.isalnum, normalize("NFKD", text.casefold())))


def page_letters(path: Path, number: int) -> list[Letter]:
    """Read a page letter by letter, with places in points from the upper left as it is shown."""
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[number - 1]
        shown = page.get_textpage()
        left, bottom, right, top = page.get_bbox()
        letters, word, blank = [], 0, True
        for at in range(shown.count_chars()):
            text = chr(pypdfium2.raw.FPDFText_GetUnicode(shown, at))
            word += blank and not text.isspace()
            blank = text.isspace()
            if not plain(text):
                continue
            x0, y0, x1, y1 = shown.get_charbox(at)
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            match page.get_rotation():
                case 90:
                    x, y = y - bottom, x - left
                case 180:
                    x, y = right - x, y - bottom
                case 270:
                    x, y = top - y, right - x
                case _:
                    x, y = x - left, top - y
            letters.append(Letter(word, plain(text), x, y))
        return letters


def marked_letters(letters: Sequence[Letter], rectangles: Sequence[Rectangle]) -> list[int]:
    """Return which letters lie under rectangles."""
    return [
        at
        for at, letter in enumerate(letters)
        if any(r.left <= letter.x <= r.right and r.top <= letter.y <= r.bottom for r in rectangles)
    ]


def compare(said: str, letters: Sequence[Letter], marked: Sequence[int]) -> tuple[int, set[int]]:
    """Return how many words of a sentence are marked exactly, and the words marked falsely.

    Words that are marked whole count in any order, for a page can be read in several.
    """
    quoted = [word for word in map(plain, said.split()) if word]
    under = {
        word: "".join(letters[at].text for at in places)
        for word, places in groupby(marked, lambda at: letters[at].word)
    }
    same = Counter(quoted) & Counter(under.values())
    left = Counter(quoted) - same
    quoted_left = [word for word in quoted if _take(left, word)]
    left = Counter(under.values()) - same
    under_left = {word: text for word, text in under.items() if _take(left, text)}
    # What is left may be divided otherwise, but not taken from the middle of other words.
    sizes = Counter(letter.word for letter in letters for _ in letter.text)
    false = {word for word, text in under_left.items() if len(text) < sizes[word]}
    whole = {word: text for word, text in under_left.items() if word not in false}
    blocks = Indel.opcodes("".join(quoted_left), "".join(whole.values())).as_matching_blocks()
    in_quoted = {block.a + step for block in blocks for step in range(block.size)}
    in_marked = {block.b + step for block in blocks for step in range(block.size)}
    exact = same.total() + sum(in_quoted.issuperset(place) for place in _places(quoted_left))
    false.update(
        word
        for word, place in zip(whole, _places(whole.values()), strict=True)
        if not in_marked.issuperset(place)
    )
    return exact, false


def _places(words: Iterable[str]) -> Iterator[range]:
    """Say where each word stands when all are written as one."""
    at = 0
    for word in words:
        yield range(at, at + len(word))
        at += len(word)


def misplaced(around: str, letters: Sequence[Letter], marked: Sequence[int]) -> set[int]:
    """Return short marked words with other words on both sides than in the sentence.

    Args:
        around: the sentence, with the word before it and the word behind it.
        letters: all letters of the page.
        marked: which of them lie under marks.

    """
    text_around = plain(around)
    found = {letters[at].word for at in marked}
    words = [
        (word, "".join(letter.text for letter in group))
        for word, group in groupby(letters, lambda letter: letter.word)
    ]
    # The number of a line, or of a note, may stand in between.
    words = [(word, text) for word, text in words if word in found or not text.isdigit()]
    return {
        word
        for (_, before), (word, text), (_, after) in zip(
            [(0, "^"), *words], words, [*words[1:], (0, "$")], strict=False
        )
        if word in found and len(text) <= _SHORT and len(found) > 1
        if before + text not in text_around and text + after not in text_around
    }


def _take(left: Counter[str], word: str) -> bool:
    if left[word] > 0:
        left[word] -= 1
        return True
    return False


def sentences(intake: Intake) -> Iterator[tuple[Span, ...]]:
    """Yield the sentences of all passages, each with a span a page."""
    for passage in intake.passages:
        spans = passage.cut.spans
        text = passage_text(intake.pages, spans)
        for start, end in sentence_bounds(text, passage.language or LANGUAGE_UNKNOWN):
            offset, parts = 0, []
            for span in spans:
                length = span.end - span.start
                first, last = max(start, offset) - offset, min(end, offset + length) - offset
                if first < last:
                    begin = span.start + first
                    parts.append(Span(page=span.page, start=begin, end=span.start + last))
                offset += length + 1
            yield tuple(parts)


def measure_page(path: Path, page: Page, spans: Sequence[Span]) -> Count:
    """Mark each span of a page by itself, and read back what is marked."""
    count = Count(pages=1)
    letters = page_letters(path, page.number)
    owner: dict[int, Span] = {}
    for span in spans:
        said = page.text[span.start : span.end]
        begun = time.perf_counter()
        rectangles = mark_rectangles(path, page.number, (page, [span]))
        count.seconds += time.perf_counter() - begun
        marked = marked_letters(letters, rectangles)
        exact, false = compare(said, letters, marked)
        before, after = page.text[: span.start].split()[-1:], page.text[span.end :].split()[:1]
        false |= misplaced(" ".join([*before, said, *after]), letters, marked)
        false |= {letters[at].word for at in marked if owner.setdefault(at, span) is not span}
        words = sum(bool(plain(word)) for word in said.split())
        count.sentences += 1
        count.words += words
        count.exact += exact
        count.false += len(false)
        if exact < words or false:
            under = "".join(
                (" " if at and letters[at].word != letters[at - 1].word else "") + letters[at].text
                for at in marked
            )
            names = ["".join(x.text for x in letters if x.word == word) for word in sorted(false)]
            count.faults.append(
                f"page {page.number}, {exact} of {words} words\n"
                f"      quoted: {' '.join(said.split())}\n      marked: {under.strip()}\n"
                f"      false:  {', '.join(names)}"
            )
    return count


def measure_report(path: Path, *, pages_at_most: int) -> Count:
    """Measure some pages of a report, chosen by chance, with all of their sentences.

    Raises:
        ReportError: it cannot be read.

    """
    intake = take_in(path, ocr=False)
    by_page: dict[int, list[Span]] = {}
    for spans in sentences(intake):
        for span in spans:
            by_page.setdefault(span.page, []).append(span)
    numbers = sorted(by_page)
    chosen = random.Random(_SEED).sample(numbers, min(pages_at_most, len(numbers)))  # noqa: S311
    count = Count()
    for number in sorted(chosen):
        of_page = measure_page(path, intake.pages[number - 1], by_page[number])
        count.add(of_page)
        count.faults += of_page.faults
    return count


def measure(folder: Path, *, pages_at_most: int, faults: bool) -> dict[str, object]:
    """Measure all PDFs of a folder, and print a table."""
    print(f"{folder}\n{'':48} pages sentences   words   exact  false  s each")
    total, files = Count(), {}
    for path in sorted(folder.rglob("*.pdf")):
        name = path.relative_to(folder).as_posix()
        try:
            count = measure_report(path, pages_at_most=pages_at_most)
        except ReportError as error:
            print(f"{name[:48]:48} {error}")
            continue
        total.add(count)
        files[name] = count.row()
        print(_line(name, count), flush=True)
        for fault in count.faults[: _SHOWN if faults else 0]:
            print(f"    {fault}")
    print(_line("all", total), flush=True)
    return {"all": total.row(), "files": files}


def _line(name: str, count: Count) -> str:
    row = count.row()
    return (
        f"{name[:48]:48} {count.pages:5} {count.sentences:9} {count.words:7} "
        f"{row['share']:7.2%} {count.false:6} {row['seconds a sentence']:7.3f}"
    )


def main() -> None:
    """Measure the folders that the command line names, and keep the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="*", default=[ROOT / "corpus"])
    parser.add_argument("--pages", type=int, default=12, help="of each report at most")
    parser.add_argument("--faults", action="store_true", help="print sentences with faults")
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for folder in asked.folders:
        measured = measure(folder, pages_at_most=asked.pages, faults=asked.faults)
        results[folder.resolve().name] = (
            machine("pypdf", "pypdfium2", "rapidfuzz") | {"pages at most": asked.pages} | measured
        )
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
