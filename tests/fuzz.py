"""Read PDFs that were spoilt at random, and see that each costs itself alone.

    python tests/fuzz.py
    python tests/fuzz.py --corpus FOLDER --count 2000 --seed 1 --jobs 2 --keep kept

Each file of the run depends on the seed and its number alone. Among them a file as it was is read
again and again. The run fails, and keeps the file in the folder that ``--keep`` names, when an
error has no name or was a fault of this program, when a file is not done long after the limits of
the pool, or when the file as it was reads otherwise than at first.
"""

import argparse
import io
import re
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import pypdf
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from practice_search.errors import Fault, ReportError
from practice_search.index.intake import Intake
from practice_search.index.reading_pool import Pending, ReadingPool

__all__ = [
    "CORPUS",
    "MUTATORS",
    "WHOLE",
    "Mutant",
    "Run",
    "load",
    "main",
    "mutants",
    "pdf_of",
    "pdf_stream",
]

CORPUS = Path(__file__).parent.parent / "corpus"
WHOLE = CORPUS / "norway.pdf"
SECONDS_A_PAGE = 4.0
MEMORY = 1 << 30
HANGS_AFTER = 400.0  # pages left out, readers left out and slow starts add up to less

# Real PDFs from nothing


def pdf_stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """Return a stream object; ``entries`` go into its dictionary."""
    if packed:
        content, entries = zlib.compress(content, 9), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def pdf_of(
    pages: Sequence[bytes], *, objects: dict[int, bytes] | None = None, resources: bytes = b""
) -> bytes:
    """Return a PDF with one page a content stream; its font is called F.

    Args:
        pages: content streams, as operators or as `pdf_stream` makes them.
        objects: others, from number 10,000.
        resources: beside the font, for every page.

    """
    first = 10
    numbers = range(first, first + 2 * len(pages), 2)
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        **(objects or {}),
    }
    for number, page in zip(numbers, pages, strict=True):
        bodies[number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>%s>>>>" % (number + 1, resources)
        )
        bodies[number + 1] = page if page.startswith(b"<<") else pdf_stream(page)
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (max(bodies) + 1, table)
    return bytes(out)


# Spoiling: each takes a file, and others to borrow from

Mutator = Callable[[Random, bytes, Sequence[bytes]], bytes]

_OBJECT = re.compile(rb"\b(\d+) 0 obj\b(.*?)\bendobj\b", re.DOTALL)
_STREAM = re.compile(rb"\bstream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBER = re.compile(
    rb"/(Length|Count|Size|Prev|First|N|Index|W|Columns|Predictor|Rotate|FirstChar|LastChar)"
    rb"[ \[]*(-?\d+)"
)
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_ODD_NUMBERS = (-1, 0, 1, 255, 65_536, 2**31 - 1, 2**31, 2**63, 10**12, 10**30)
_ENCODINGS = (
    b"/WinAnsiEncoding", b"/MacRomanEncoding", b"/StandardEncoding", b"/Identity-H", b"/Identity-V",
    b"/UniJIS-UTF16-H", b"/GBK-EUC-H", b"/PDFDocEncoding", b"/None",
)  # fmt: skip
_FILTERS = (
    b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/ASCIIHexDecode", b"/RunLengthDecode",
    b"/DCTDecode", b"/JBIG2Decode", b"/Crypt",
)  # fmt: skip
_ENCRYPTION = (
    b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%s>/U<%s>>>/ID[<00><00>]"
    % (b"00" * 32, b"11" * 32),
    b"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -44/O<>/U<>/OE<>/UE<>/Perms<>>>",
    b"/Encrypt<</Filter/Adobe.PubSec/V 4>>",
    b"/Encrypt 1 0 R",
)


def _cut_off(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: rng.randrange(len(data))]


def _flip_bits(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    out = bytearray(data)
    for _flip in range(2 ** rng.randrange(10)):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _range(rng: Random, data: bytes) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(len(data), start + 2 ** rng.randrange(16))


def _drop_range(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _range(rng, data)
    return data[:start] + data[end:]


def _double_range(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _range(rng, data)
    return data[:end] + data[start:end] * rng.randrange(1, 4) + data[end:]


def _put(data: bytes, match: re.Match[bytes], new: bytes, group: int | str = 0) -> bytes:
    return data[: match.start(group)] + new + data[match.end(group) :]


def _some(rng: Random, pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes] | None:
    matches = list(pattern.finditer(data))
    return rng.choice(matches) if matches else None


def _borrow_object(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    mine, theirs = _some(rng, _OBJECT, data), _some(rng, _OBJECT, rng.choice(others))
    return _put(data, mine, theirs[2], 2) if mine and theirs else data


def _odd_number(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    match = _some(rng, _NUMBER, data)
    return _put(data, match, b"%d" % rng.choice(_ODD_NUMBERS), 2) if match else data


def _loop(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Let an object refer to itself, or all its references to one."""
    referring = [match for match in _OBJECT.finditer(data) if _REFERENCE.search(match[2])]
    if not referring:
        return data
    match = rng.choice(referring)
    to = match[1] if rng.random() < 0.7 else b"%d" % rng.randrange(1, 50)
    return _put(data, match, _REFERENCE.sub(to + b" 0 R", match[2]), 2)


def _loop_pages(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    match = _some(rng, re.compile(rb"(\d+) 0 obj[^>]*?/Kids *\[([^\]]*)\]"), data)
    if not match:
        return data
    times = rng.choice((1, 2, 300))
    return _put(data, match, b"%s %s 0 R " % (match[2] * times, match[1]), 2)


def _bomb(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Put in place of an object a stream that is far larger or deeper than it looks."""
    match = _some(rng, _OBJECT, data)
    if not match:
        return data
    bombs = (
        *_packed_bombs(),
        b"[" * 100_000,
        pdf_stream(b"[" * 50_000 + b"<<" * 50_000),
        pdf_stream(
            b"/A Do /A Do",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %s 0 R>>>>"
            % match[1],
        ),
        pdf_stream(b"1 0 %s 9" % match[1], b"/Type/ObjStm/N 2/First 4/Extends %s 0 R" % match[1]),
    )
    return _put(data, match, b"\n" + rng.choice(bombs) + b"\n", 2)


@cache
def _packed_bombs() -> tuple[bytes, ...]:
    once = zlib.compress(bytes(90_000_000), 9)
    return (
        pdf_stream(b" " * 200_000_000, packed=True),
        pdf_stream(once, b"/Filter/FlateDecode"),
        pdf_stream(zlib.compress(once, 9), b"/Filter[/FlateDecode/FlateDecode]"),
        pdf_stream(b"BT /F1 9 Tf " + b"[(a)-9]TJ " * 300_000 + b"ET", packed=True),
        pdf_stream(b"BT /F1 9 Tf [" + b"(a)-9" * 400_000 + b"]TJ ET", packed=True),
        pdf_stream(b"1 0 0 1 0 0 cm " * 300_000, packed=True),
        pdf_stream(
            b"1 begincodespacerange<0000><ffff>endcodespacerange\n"
            + b"1 beginbfrange<0000><ffff><0041>endbfrange\n" * 3000,
            packed=True,
        ),
    )


def _swap_encoding(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    names = rng.choice((_ENCODINGS, _FILTERS))
    match = _some(rng, re.compile(b"|".join(names)), data)
    if not match:
        return data.replace(b"/ToUnicode", b"/ToNothing")
    return _put(data, match, rng.choice(names))


def _lock(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    match = _some(rng, re.compile(rb"/Root\b"), data)
    return _put(data, match, rng.choice(_ENCRYPTION) + b"/Root") if match else data


def _spoil_table(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    match = _some(rng, re.compile(rb"(\d{10}) \d{5} n|startxref\s+(\d+)"), data)
    if not match:
        return data
    group = 1 if match[1] else 2
    return _put(data, match, b"%010d" % rng.randrange(len(data)), group)


def _inside(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Spoil what a packed stream holds: the content of a page, a font, a table of objects."""
    match = _some(rng, _STREAM, data)
    if not match:
        return data
    try:
        content = zlib.decompress(match[1])
    except zlib.error:
        return data
    if not content:
        return data
    simple = (_cut_off, _flip_bits, _drop_range, _double_range, _odd_number, _swap_words)
    content = rng.choice(simple)(rng, content, others)
    new = zlib.compress(content, 9)
    # As long as it was, so that what follows stays in its place.
    return _put(data, match, new.ljust(len(match[1]), b"\0"), 1)


def _swap_words(rng: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    words = data.split(b" ")
    for _swap in range(8):
        one, other = rng.randrange(len(words)), rng.randrange(len(words))
        words[one], words[other] = words[other], words[one]
    return b" ".join(words)


MUTATORS: dict[str, Mutator] = {
    "cut off": _cut_off,
    "bits flipped": _flip_bits,
    "range dropped": _drop_range,
    "range doubled": _double_range,
    "object of another file": _borrow_object,
    "odd number": _odd_number,
    "loop": _loop,
    "loop of pages": _loop_pages,
    "bomb": _bomb,
    "other encoding": _swap_encoding,
    "encrypted": _lock,
    "table spoilt": _spoil_table,
    "inside a stream": _inside,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A spoilt file: ``name`` says which of the run it is, ``how`` what was done to what."""

    name: str
    how: str
    content: bytes


def load(folder: Path, *, pages: int) -> dict[str, bytes]:
    """Return the PDFs of a folder by name, longer ones cut to so many pages from their middle."""
    found = {}
    for path in sorted(folder.glob("*.pdf")):
        reader = pypdf.PdfReader(path)
        count = len(reader.pages)
        if not pages or count <= pages:
            found[path.name] = path.read_bytes()
            continue
        writer = pypdf.PdfWriter()
        start = (count - pages) // 2
        writer.append(path, pages=(start, start + pages), import_outline=False)
        out = io.BytesIO()
        writer.write(out)
        found[path.name] = out.getvalue()
    return found


def mutants(files: dict[str, bytes], *, seed: int, count: int) -> Iterator[Mutant]:
    """Yield spoilt files, always the same ones for the same files and seed."""
    names, contents = list(files), list(files.values())
    for number in range(count):
        rng = Random(f"{seed} {number}")  # noqa: S311  # no secret
        which = rng.randrange(len(names))
        data, done = contents[which], []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            what = rng.choice(list(MUTATORS))
            data = MUTATORS[what](rng, data, contents) or b"%PDF-"
            done.append(what)
        yield Mutant(f"{seed}-{number}.pdf", f"{names[which]}: {', '.join(done)}", data)


# The run


@dataclass(slots=True)
class Run:
    """What became of the files of a run."""

    outcomes: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    seconds: list[tuple[float, str]] = field(default_factory=list)
    memory: list[tuple[int, str]] = field(default_factory=list)

    def go(
        self,
        spoilt: Iterator[Mutant],
        whole: Path,
        *,
        jobs: int,
        keep: Path,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        """Read all; whatever must not be is a trouble, and its file is kept.

        Args:
            spoilt: the files.
            whole: what is read among them again and again.
            jobs: how many are read at once.
            keep: the folder for files that make trouble.
            watch: hears of each file that is done.

        """
        with (
            tempfile.TemporaryDirectory() as folder,
            ReadingPool(jobs, seconds_a_page=SECONDS_A_PAGE, memory=MEMORY) as pool,
        ):
            expected = pool.read(whole, ocr=False).result()
            running: list[tuple[Mutant | None, float, Pending]] = []
            for number, mutant in enumerate(spoilt):
                if number % 10 == 0:
                    running.append((None, time.monotonic(), pool.read(whole, ocr=False)))
                path = Path(folder) / mutant.name
                path.write_bytes(mutant.content)
                running.append((mutant, time.monotonic(), pool.read(path, ocr=False)))
                while len(running) > jobs + 1:
                    self._settle(running, expected, keep, watch)
            while running:
                self._settle(running, expected, keep, watch)

    def _settle(
        self,
        running: list[tuple[Mutant | None, float, Pending]],
        expected: Intake,
        keep: Path,
        watch: Callable[[], None],
    ) -> None:
        """Wait for one of those that are running, and say what became of it."""
        while True:
            for item in running:
                mutant, began, pending = item
                seconds = time.monotonic() - began
                if not pending.done and seconds < HANGS_AFTER:
                    continue
                running.remove(item)
                if mutant:
                    self.seconds.append((seconds, f"{mutant.name} ({mutant.how})"))
                    self.memory.append((pending.memory, f"{mutant.name} ({mutant.how})"))
                    trouble = self._trouble(mutant, pending)
                    watch()
                else:
                    trouble = _sibling_trouble(pending, expected)
                if trouble:
                    self._keep(mutant, running, trouble, keep)
                return
            time.sleep(0.01)

    def _trouble(self, mutant: Mutant, pending: Pending) -> str:
        if not pending.done:
            self.outcomes["HANGS"] += 1
            return "hangs"
        try:
            intake = pending.result()
        except ReportError as error:
            self.outcomes[error.fault] += 1
            if notes := getattr(error, "__notes__", None):
                self.outcomes["FAULT OF THIS PROGRAM"] += 1
                return "\n".join(notes)
            return "" if mutant.name in str(error) else f"does not name its file: {error}"
        except Exception as error:  # noqa: BLE001  # just what must not be
            self.outcomes["CRASHES"] += 1
            return repr(error)
        self.outcomes[Fault.PARTLY_READ if intake.note else "read"] += 1
        return ""

    def _keep(
        self,
        mutant: Mutant | None,
        running: Sequence[tuple[Mutant | None, float, Pending]],
        trouble: str,
        keep: Path,
    ) -> None:
        """Keep the file that makes trouble; where a sibling was lost, those read beside it."""
        guilty = [mutant] if mutant else [other for other, *_ in running if other]
        keep.mkdir(parents=True, exist_ok=True)
        for one in guilty:
            (keep / one.name).write_bytes(one.content)
        who = ", ".join(f"{one.name} ({one.how})" for one in guilty)
        self.troubles.append(f"{who}: {trouble}")

    def table(self) -> Table:
        """Return what became of how many files, the slowest and the hungriest."""
        table = Table("outcome", "files")
        for outcome, count in self.outcomes.most_common():
            table.add_row(str(outcome), str(count))
        table.add_section()
        for seconds, what in sorted(self.seconds, reverse=True)[:3]:
            table.add_row(f"{seconds:.1f} s", what)
        for memory, what in sorted(self.memory, reverse=True)[:3]:
            table.add_row(f"{memory >> 20} MiB", what)
        return table


def _sibling_trouble(pending: Pending, expected: Intake) -> str:
    if not pending.done:
        return "a sibling hangs"
    try:
        same = pending.result() == expected
    except Exception as error:  # noqa: BLE001  # just what must not be
        return f"a sibling was lost: {error!r}"
    return "" if same else "a sibling reads otherwise than at first"


def main() -> int:
    """Run the command line; return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="the folder with whole PDFs")
    parser.add_argument("--count", type=int, default=2000, help="how many files (2000)")
    parser.add_argument("--seed", type=int, default=1, help="another one makes other files (1)")
    parser.add_argument("--jobs", type=int, default=2, help="how many are read at once (2)")
    parser.add_argument(
        "--pages", type=int, default=5, help="longer PDFs are cut to so many pages; 0: not (5)"
    )
    parser.add_argument("--keep", type=Path, help="the folder for files that make trouble")
    options = parser.parse_args()
    console = Console()
    files = load(options.corpus, pages=options.pages)
    if not files:
        parser.error(f"there is no PDF in {options.corpus}")
    keep = options.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    run, code = Run(), 0
    columns = (TextColumn("{task.completed} of {task.total}"), TimeElapsedColumn(),
               TextColumn("left"), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=options.count)
        try:
            run.go(
                mutants(files, seed=options.seed, count=options.count),
                WHOLE,
                jobs=options.jobs,
                keep=keep,
                watch=lambda: progress.advance(task),
            )
        except KeyboardInterrupt:
            code = 130
    console.print(run.table())
    for trouble in run.troubles:
        console.print(trouble, markup=False)
    if run.troubles:
        console.print(f"{len(run.troubles)} troubles; their files are in {keep}", markup=False)
        return code or 1
    return code


if __name__ == "__main__":
    sys.exit(main())
