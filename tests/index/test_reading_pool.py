"""A report that hangs, crashes or eats memory costs itself alone, and nothing is left running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import psutil
import pytest

from practice_search.errors import (
    DamagedError,
    PracticeSearchError,
    TimedOutError,
    TooBigError,
)
from practice_search.index.intake import take_in
from practice_search.index.reading_pool import Pending, ReadingPool
from practice_search.index.reading_process import Progress
from tests.conftest import NORWAY, WritePdf
from tests.fuzz import pdf_of, pdf_stream

WORDS = "The shelters of each town work with the police."
PAGE = b"BT /F 12 Tf 72 700 Td (%s) Tj ET\n" % WORDS.encode()

# Half a million operators: PDFium takes a tenth of a second for them, pypdf many seconds.
SLOW_FOR_THE_FIRST = pdf_stream(PAGE + b"1 0 0 1 0 0 cm\n" * 1_000_000, packed=True)

# Each form draws the next one twice: no reader comes to the end of a hundred.
ENDLESS = PAGE + b"/X100 Do"
FORMS = {
    number: pdf_stream(
        b"/X%d Do /X%d Do" % (number + 1, number + 1) if number < 199 else PAGE,
        b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>"
        b"/XObject<</X%d %d 0 R>>>>" % (number + 1, number + 1),
    )
    for number in range(100, 200)
}
DRAWS_FORMS = b"/XObject<</X100 100 0 R>>"

# A few kilobytes that unpack to more than any report needs.
BOMB = pdf_stream(b"BT /F 9 Tf [" + b"(word )-9" * 4_000_000 + b"] TJ ET", packed=True)

IMPATIENT = 0.5  # pypdf by itself gives up on forms without end after two seconds or three
SECONDS = 2.0  # of processor time a page: a hundred times what an honest one of these tests needs


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    """Return a pool of one process whose pages may take two seconds."""
    with ReadingPool(1, seconds_a_page=SECONDS) as pool:
        yield pool


def endless_pdf(path: Path, pages: int = 1) -> Path:
    """Write a report whose first page no reader comes to the end of."""
    path.write_bytes(pdf_of([ENDLESS, *[PAGE] * (pages - 1)], objects=FORMS, resources=DRAWS_FORMS))
    return path


def texts(pending: Pending) -> list[str]:
    """Return the text of each page."""
    return [page.text for page in pending.result().pages]


def children() -> set[psutil.Process]:
    """Return the processes that this one has started and that still run."""
    return set(psutil.Process().children(recursive=True))


def when_at(page: int, act: Callable[[], None]) -> Callable[[Progress], None]:
    """Return a watch that acts once, when the first reader has come to a page."""
    waiting = [act]

    def watch(progress: Progress) -> None:
        if waiting and progress.page >= page:
            waiting.pop()()

    return watch


def test_a_report_reads_as_it_does_without_a_process(
    tmp_path: Path, write_pdf: WritePdf, pool: ReadingPool
) -> None:
    """The process changes nothing about pages, passages and claims."""
    path = write_pdf(tmp_path / "a.pdf", NORWAY)
    pending = pool.read(path, languages=["nb"], ocr=False)
    assert pending.result() == take_in(path, languages=["nb"], ocr=False)
    assert pending.done
    assert pending.memory > 10 << 20


@pytest.mark.parametrize(
    "name",
    [
        'it\'s “a” "report".pdf',
        "two\nlines.pdf",
        "\N{RIGHT-TO-LEFT MARK}تقرير.pdf",
        "x" * 246 + ".pdf",
        os.fsdecode(b"caf\xe9.pdf"),
        " .pdf",
    ],
)
def test_any_file_name_can_be_read_and_be_told_of(
    tmp_path: Path, pool: ReadingPool, name: str
) -> None:
    """Quotes, line ends, marks, 250 characters and bytes that are no UTF-8 reach the process."""
    path = tmp_path / name
    path.write_bytes(pdf_of([PAGE]))
    assert texts(pool.read(path, ocr=False)) == [WORDS]
    path.write_bytes(b"%PDF-1.7\n" + bytes(300))
    with pytest.raises(DamagedError) as caught:
        pool.read(path, ocr=False).result()
    assert str(caught.value).startswith(name)


def test_a_process_reads_one_report_after_the_other(tmp_path: Path, pool: ReadingPool) -> None:
    """Starting one takes a second, so it is not done for each report, even after a failure."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PAGE]))
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7\n")
    pool.read(path, ocr=False).result()
    before = children()
    with pytest.raises(DamagedError):
        pool.read(broken, ocr=False).result()
    assert texts(pool.read(path, ocr=False)) == [WORDS]
    assert children() == before
    assert before


def test_many_reports_at_once_each_get_their_own_pages(tmp_path: Path) -> None:
    """Two processes share ten reports, and no report gets what is another's."""
    paths = [tmp_path / f"{number}.pdf" for number in range(10)]
    for number, path in enumerate(paths):
        path.write_bytes(pdf_of([PAGE.replace(b"town", b"town%d" % number)] * (number + 1)))
    before = children()
    with ReadingPool(2) as pool:
        pendings = [pool.read(path, ocr=False) for path in paths]
        assert [texts(pending) for pending in pendings] == [
            [WORDS.replace("town", f"town{number}")] * (number + 1) for number in range(10)
        ]
        assert len(children() - before) == 2
    assert children() == before


def test_a_page_that_hangs_the_first_reader_is_left_to_the_second(
    tmp_path: Path, pool: ReadingPool
) -> None:
    """A drawing of a million operators on one page costs no word of the report."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PAGE, SLOW_FOR_THE_FIRST, PAGE]))
    intake = pool.read(path, ocr=False).result()
    assert [page.text for page in intake.pages] == [WORDS] * 3
    assert intake.note == ""


def test_a_reader_that_hangs_on_page_after_page_is_asked_no_more(tmp_path: Path) -> None:
    """Seven such pages are not waited for seven times: the second reader reads the report."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([*[SLOW_FOR_THE_FIRST] * 7, PAGE]))
    tries: list[int] = []
    with ReadingPool(1, seconds_a_page=SECONDS / 2) as pool:
        pending = pool.read(path, ocr=False)
        intake = pending.result(watch=lambda progress: tries.append(progress.page))
    assert [page.text for page in intake.pages] == [WORDS] * 8
    assert max(tries[: tries.index(4)]) == 3
    assert 5 not in tries[: tries.index(4)]


def test_a_page_that_hangs_both_readers_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """A page without end costs itself alone."""
    with ReadingPool(1, seconds_a_page=IMPATIENT) as pool:
        intake = pool.read(endless_pdf(tmp_path / "a.pdf", pages=3), ocr=False).result()
    assert [page.text for page in intake.pages] == ["", WORDS, WORDS]
    assert intake.note == "Not searchable, damaged pages: 1."


def test_a_report_without_end_is_told_and_its_siblings_are_read(tmp_path: Path) -> None:
    """The error says that it was the time, and what to do; what is read beside it is whole."""
    good = tmp_path / "good.pdf"
    good.write_bytes(pdf_of([PAGE]))
    with ReadingPool(2, seconds_a_page=IMPATIENT) as pool:
        endless = pool.read(endless_pdf(tmp_path / "endless.pdf"), ocr=False)
        siblings = [pool.read(good, ocr=False) for _ in range(5)]
        with pytest.raises(TimedOutError, match=r"endless\.pdf takes longer .* split it"):
            endless.result()
        assert [texts(sibling) for sibling in siblings] == [[WORDS]] * 5


def test_a_report_that_eats_memory_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    """A bomb ends its process before the machine swaps; the error says that it was the memory."""
    bomb, good = tmp_path / "bomb.pdf", tmp_path / "good.pdf"
    bomb.write_bytes(pdf_of([BOMB]))
    good.write_bytes(pdf_of([PAGE]))
    assert bomb.stat().st_size < 200_000
    with ReadingPool(1, memory=400 << 20) as pool:
        pending = pool.read(bomb, ocr=False)
        with pytest.raises(TooBigError, match=r"bomb\.pdf needs more memory .* split it"):
            pending.result()
        assert pending.memory > 400 << 20
        assert texts(pool.read(good, ocr=False)) == [WORDS]


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of addresses there")
def test_a_file_larger_than_the_memory_is_told_at_once(tmp_path: Path, pool: ReadingPool) -> None:
    """What would need more than the process may reserve is refused, and nothing swaps."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    os.truncate(path, 8 << 30)  # it takes no room on the disk
    pending = pool.read(path, ocr=False)
    with pytest.raises(TooBigError, match=r"a\.pdf needs more memory .* Print it"):
        pending.result()
    assert pending.memory < 2 << 30


def test_a_report_of_thousands_of_pages_comes_through(tmp_path: Path, pool: ReadingPool) -> None:
    """What a process has to say of 2,000 pages is more than a pipe holds, and nobody waits."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PAGE] * 2000))
    assert texts(pool.read(path, ocr=False)) == [WORDS] * 2000


def test_a_process_that_the_system_ends_costs_no_page(tmp_path: Path) -> None:
    """When the machine's memory runs out a process dies amid a page: that is read again."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PAGE, SLOW_FOR_THE_FIRST, PAGE]))
    before = children()
    with ReadingPool(1) as pool:
        killed: list[psutil.Process] = []

        def kill() -> None:
            killed.extend(children() - before)
            for process in killed:
                process.kill()

        intake = pool.read(path, ocr=False).result(watch=when_at(2, kill))
        assert killed
    assert [page.text for page in intake.pages] == [WORDS] * 3


def test_a_process_that_ends_between_two_reports_costs_none(tmp_path: Path) -> None:
    """The report that comes next is not blamed for it."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PAGE]))
    before = children()
    with ReadingPool(1) as pool:
        pool.read(path, ocr=False).result()
        (process,) = children() - before
        process.kill()
        assert texts(pool.read(path, ocr=False)) == [WORDS]


def test_closing_ends_what_is_read_and_what_waits(tmp_path: Path) -> None:
    """A run that is broken off waits for no page, and leaves no process."""
    path = endless_pdf(tmp_path / "a.pdf")
    before = children()
    with ReadingPool(2) as pool:
        pendings = [pool.read(path, ocr=False) for _ in range(5)]

        def close() -> None:
            began = time.monotonic()
            pool.close()
            assert time.monotonic() - began < 5

        with pytest.raises(CancelledError):
            pendings[0].result(watch=when_at(1, close))
        for pending in pendings[1:]:
            with pytest.raises(CancelledError):
                pending.result()
        with pytest.raises(CancelledError):
            pool.read(path, ocr=False)
    assert children() == before


def test_a_process_that_cannot_start_is_told_and_not_the_reports_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation with a broken library says which, once for each report, and goes on."""
    (tmp_path / "pydantic.py").write_text("raise ImportError('pydantic is for another Python')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([PAGE]))
    with ReadingPool(2) as pool:
        for pending in [pool.read(path, ocr=False) for _ in range(3)]:
            with pytest.raises(PracticeSearchError, match=r"does not start .*another Python"):
                pending.result()
        monkeypatch.delenv("PYTHONPATH")
        assert texts(pool.read(path, ocr=False)) == [WORDS]


# Says its children's ids as soon as one is at the endless page, and then waits for that. Ctrl-C
# counts even where these tests run in the background of a shell that has it ignored.
PROGRAM = """
import signal, sys
from pathlib import Path
import psutil
from practice_search.index.reading_pool import ReadingPool
signal.signal(signal.SIGINT, signal.default_int_handler)
def watch(progress):
    if progress.page:
        print(*[child.pid for child in psutil.Process().children()], flush=True)
pool = ReadingPool(1)
with pool if sys.argv[2] == "closing" else sys.stdin:
    pool.read(Path(sys.argv[1]), ocr=False).result(watch=watch)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("how", ["closing", "not closing"])
def test_the_processes_end_with_the_program(
    tmp_path: Path, number: signal.Signals, how: str
) -> None:
    """Ctrl-C or the death of the program ends an endless page within seconds, closed or not.

    On Linux that holds even amid a call that lets no thread of the reader run: it is halted here.
    """
    path = endless_pdf(tmp_path / "a.pdf")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as program:
        assert program.stdout
        readers = [psutil.Process(int(pid)) for pid in program.stdout.readline().split()]
        if sys.platform == "linux" and number is signal.SIGKILL:
            for reader in readers:
                reader.suspend()
        if number is signal.SIGINT:
            os.killpg(program.pid, number)  # as a terminal does
        else:
            program.send_signal(number)
        _, alive = psutil.wait_procs(readers, timeout=10)
        _, complaints = program.communicate(timeout=10)
    assert readers
    assert not alive
    assert program.returncode in (-number, 1)
    last = complaints.decode().strip().splitlines()[-1:]
    assert last == (["KeyboardInterrupt"] if number is signal.SIGINT else [])
