"""Measure how many pages a second are read, and how much memory a process needs for each file.

    python benchmarks/reading.py FOLDER
    python benchmarks/reading.py FOLDER --jobs 2 --json

Reading is everything up to the passages, without recognition of pictures and without embedding.
The baseline, measured in the same run, is pypdf's ``extract_text`` alone, in one process: it gives
neither type sizes nor a second opinion, cleans nothing and cuts nothing. The goals are those for
two cores: 45 pages a second with two processes, and less than 500 MB for each file. Processor
seconds are given beside those of the clock, since a shared machine has slow hours; pages a
processor second times the cores is what an idle machine reads.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import psutil
import pypdf

from practice_search.errors import ReportError
from practice_search.index.reading_pool import ReadingPool

__all__ = ["GOAL_BYTES", "GOAL_PAGES", "Result", "main", "measure", "peaks"]

GOAL_PAGES = 45.0  # a second, with two processes
GOAL_BYTES = 500_000_000

BASELINE = "pypdf alone"

# Reads one file in a new process, of which the system keeps how much it needed at most; where it
# does not, the pool's look ten times a second must do.
_PEAK = """
import sys
from pathlib import Path
from practice_search.errors import ReportError
from practice_search.index.reading_pool import ReadingPool
pool = ReadingPool(1)
pending = pool.read(Path(sys.argv[1]), ocr=False)
try:
    pending.result()
except ReportError:
    pass
pool.close()
try:
    import resource
    unit = 1 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit)
except ImportError:
    print(pending.memory)
"""


@dataclass(frozen=True, slots=True)
class Result:
    """How long a way of reading took for all files."""

    way: str
    pages: int
    seconds: float
    processor_seconds: float

    @property
    def pages_a_second(self) -> float:
        """Return the pages a second on the clock."""
        return self.pages / self.seconds

    @property
    def pages_a_processor_second(self) -> float:
        """Return the pages a second of one core."""
        return self.pages / self.processor_seconds


def measure(way: str, read: Callable[[], int]) -> Result:
    """Measure one way; ``read`` returns how many pages it has read."""
    sys.stderr.write(f"reading with {way} ...\n")
    began, processor = time.perf_counter(), _processor_time()
    pages = read()
    return Result(way, pages, time.perf_counter() - began, max(_processor_time() - processor, 1e-9))


def _processor_time() -> float:
    """Return the processor time of this process and of those that it has waited for."""
    times = psutil.Process().cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def pypdf_alone(files: Sequence[Path]) -> int:
    """Read all files as the baseline does; what it cannot read does not count."""
    pages = 0
    for file in files:
        try:
            for page in pypdf.PdfReader(file).pages:
                page.extract_text()
                pages += 1
        except Exception as error:  # noqa: BLE001  # a broken PDF can raise anything from pypdf
            sys.stderr.write(f"{file.name}: {error!r}\n")
    return pages


def through_the_pool(files: Sequence[Path], jobs: int) -> int:
    """Read all files as an index run does, with the start of the processes."""
    pages = 0
    with ReadingPool(jobs) as pool:
        for pending in [pool.read(file, ocr=False) for file in files]:
            try:
                pages += len(pending.result().pages)
            except ReportError as error:
                sys.stderr.write(f"{error}\n")
    return pages


def peaks(files: Sequence[Path]) -> Iterator[tuple[str, int]]:
    """Yield how many bytes a fresh process needs at most, file by file."""
    for number, file in enumerate(files, start=1):
        sys.stderr.write(f"memory for file {number} of {len(files)} ...\n")
        done = subprocess.run(  # noqa: S603  # this program itself
            [sys.executable, "-c", _PEAK, str(file)], check=True, stdout=subprocess.PIPE
        )
        yield file.name, int(done.stdout)


def main() -> int:
    """Run the command line; return 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the folder with the PDFs")
    parser.add_argument("--jobs", type=int, default=2, help="the processes, beside one (2)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.pdf"))
    if not files:
        parser.error(f"there is no PDF in {options.folder}")
    results = [measure(BASELINE, partial(pypdf_alone, files))]
    for jobs in sorted({1, options.jobs}):
        way = f"{jobs} process{'es' if jobs > 1 else ''}"
        results.append(measure(way, partial(through_the_pool, files, jobs)))
    memory = dict(peaks(files))
    fast = results[-1].pages_a_second >= GOAL_PAGES
    small = max(memory.values()) < GOAL_BYTES
    if options.json:
        summary = {
            "results": [
                asdict(result) | {"pages_a_second": result.pages_a_second} for result in results
            ],
            "peak_bytes": memory,
            "cores": os.cpu_count(),
            "load": psutil.getloadavg()[0],
            "goals_met": {"pages_a_second": fast, "peak_bytes": small},
        }
        sys.stdout.write(json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
    else:
        _print(results, memory, fast=fast, small=small)
    return 0 if fast and small else 1


def _print(results: Sequence[Result], memory: dict[str, int], *, fast: bool, small: bool) -> None:
    lines = [
        f"{os.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}",
        f"{'way':14}{'pages':>7}{'seconds':>9}{'pages/s':>9}{'pages/processor s':>19}",
    ]
    lines += [
        f"{result.way:14}{result.pages:7}{result.seconds:9.1f}{result.pages_a_second:9.1f}"
        f"{result.pages_a_processor_second:19.1f}"
        for result in results
    ]
    lines += ["", "most memory of a process"]
    lines += [
        f"{peak / 1e6:7.0f} MB  {name}"
        for name, peak in sorted(memory.items(), key=lambda item: -item[1])
    ]
    lines += [
        "",
        f"{GOAL_PAGES:.0f} pages/s: {'met' if fast else 'MISSED'}",
        f"{GOAL_BYTES / 1e6:.0f} MB: {'met' if small else 'MISSED'}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
