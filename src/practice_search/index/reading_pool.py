"""Reading in child processes: a report that hangs, crashes or eats memory costs itself alone.

A process that does not come back from a page is ended, and another one reads the report without
that page; each process is used again and again, since starting one takes a second.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import CancelledError, Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

import psutil

from practice_search import errors
from practice_search.documents.reading import Reader, Trial
from practice_search.errors import (
    DamagedError,
    PracticeSearchError,
    ReportError,
    TimedOutError,
    TooBigError,
)
from practice_search.index.intake import Intake
from practice_search.index.reading_process import (
    GREETING,
    Failure,
    Progress,
    Reply,
    Request,
    given_up,
    reply_of,
    request_line,
)

__all__ = ["JOBS", "Pending", "ReadingPool"]

JOBS = min(4, os.cpu_count() or 1)
"""How many reports are read at once, if nothing else is said."""

_PROCESS = "from practice_search.index.reading_process import main; main()"

# Seconds of processor time, so that a busy or sleeping machine makes no report look hopeless.
_SECONDS_A_PAGE = 30.0
_SECONDS_A_PICTURE = 180.0
_PAGES_A_STEP = 500  # a step for all of these together may take as long again as one for a page
_PAGES_A_READER = 40  # as long as a reader may take for all pages together
_WAITING = 4.0  # times as long on the clock: then the disk or the network does not answer
_SECONDS_TO_START = 120.0
_TICK = 0.1

_MEMORY_AT_MOST = 2 << 30
_ADDRESSES_AT_MOST = 6 << 30  # libraries reserve far more than they use
_MEMORY_TO_START_AFRESH = 700 << 20

_PAGES_LEFT_OUT = 3  # a reader that does not come back from more of them is left out itself


class Pending:
    """A report that is being read, or waits for it."""

    def __init__(self, job: "_Job") -> None:
        self._job = job

    @property
    def memory(self) -> int:
        """The most memory that its process was seen to use, in bytes."""
        return self._job.memory

    @property
    def done(self) -> bool:
        """Whether there is a result, or an error."""
        return self._job.future.done()

    def result(self, *, watch: Callable[[Progress], None] = lambda _: None) -> Intake:
        """Wait for it.

        Args:
            watch: hears, in this thread, how far it has come.

        Raises:
            ReportError: it cannot be read.
            PracticeSearchError: no report can be read here at all.
            CancelledError: the pool was closed.

        """
        shown = None
        while not wait([self._job.future], timeout=0.2).done:
            progress = self._job.progress
            if progress is not None and progress is not shown:
                watch(progress)
                shown = progress
        return self._job.future.result()


class ReadingPool:
    """Child processes that read reports, at most ``jobs`` at once. Closing ends them all.

    Args:
        jobs: how many processes there may be; one is started when there is work for it.
        seconds_a_page: how much processor time a page may take.
        memory: how many bytes a process may use.
        addresses: how many bytes a process may reserve.

    """

    def __init__(
        self,
        jobs: int = JOBS,
        *,
        seconds_a_page: float = _SECONDS_A_PAGE,
        memory: int = _MEMORY_AT_MOST,
        addresses: int = _ADDRESSES_AT_MOST,
    ) -> None:
        self._limits = _Limits(seconds_a_page, memory, addresses)
        self._at_most = jobs
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._workers: list[_Worker] = []
        self._unfinished = 0
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, whatever they are at: they write nothing that could be lost."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        with contextlib.suppress(Empty):
            while job := self._jobs.get_nowait():
                job.future.cancel()
                job.future.set_running_or_notify_cancel()  # before that, it is not done for `wait`
        for worker in self._workers:
            self._jobs.put(None)
            worker.end()
        for worker in self._workers:
            worker.join()

    def read(self, path: Path, *, languages: Collection[str] = (), ocr: bool = True) -> Pending:
        """Begin to read a report as `take_in` does; it waits where all processes are busy."""
        job = _Job(Request(path=str(path.absolute()), languages=tuple(languages), ocr=ocr, hard=()))
        with self._lock:
            if self._closed:
                raise CancelledError
            self._jobs.put(job)
            self._unfinished += 1
            if len(self._workers) < min(self._unfinished, self._at_most):
                worker = _Worker(self._jobs, self._limits)
                self._workers.append(worker)
                worker.start()
        job.future.add_done_callback(self._finished)
        return Pending(job)

    def _finished(self, _: Future[Intake]) -> None:
        with self._lock:
            self._unfinished -= 1


@dataclass(frozen=True, slots=True)
class _Limits:
    seconds_a_page: float
    memory: int
    addresses: int


@dataclass(slots=True, eq=False)
class _Job:
    """A report to read, and what is known of it meanwhile."""

    request: Request
    future: Future[Intake] = field(default_factory=Future)
    progress: Progress | None = None
    pages: int = 0
    memory: int = 0

    def heard(self, progress: Progress) -> None:
        self.progress = progress
        self.pages = max(self.pages, progress.pages)


class _Gone(Exception):  # noqa: N818  # no error of the program: what became of a process
    """A process did not come back from a page."""

    def __init__(self, why: type[ReportError], at: Trial | None) -> None:
        super().__init__(why, at)
        self.why = why
        self.at = at


class _Worker(threading.Thread):
    """A thread that has one report after the other read by a process of its own.

    It is a daemon: a program that ends without closing the pool takes thread and process along.
    """

    def __init__(self, jobs: "SimpleQueue[_Job | None]", limits: _Limits) -> None:
        super().__init__(name="reading", daemon=True)
        self._jobs = jobs
        self._limits = limits
        self._process: _Process | None = None
        self._lock = threading.Lock()
        self._ended = False

    def end(self) -> None:
        """End the process at once, and start none any more."""
        with self._lock:
            self._ended = True
            if self._process:
                self._process.kill()

    def run(self) -> None:
        while job := self._jobs.get():
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                intake = self._read(job)
            except BaseException as error:  # noqa: BLE001  # raised again for who waits for it
                job.future.set_exception(error)
            else:
                job.future.set_result(intake)
        self._drop_process()

    def _read(self, job: _Job) -> Intake:
        path = Path(job.request.path)
        hard: frozenset[Trial] = frozenset()
        first: _Gone | None = None
        while True:
            process, is_new = self._some_process()
            try:
                return process.read(job, replace(job.request, hard=tuple(hard)))
            except DamagedError as error:
                # With a reader or page left out nothing else was found: that is why.
                raise (given_up(path, first.why) if first else error) from first
            except _Gone as gone:
                if self._ended:
                    raise CancelledError from gone
                if gone.at is None and not is_new:
                    continue  # it had ended before it heard of this report
                harder = _leave_out(hard, gone.at, job.pages)
                if harder is None:
                    raise given_up(path, gone.why) from gone
                first, hard = first or gone, harder
            finally:
                if not process.usable:
                    self._drop_process()

    def _some_process(self) -> "tuple[_Process, bool]":
        """Return a process that hears, and whether it is a new one."""
        if self._process:
            return self._process, False
        with self._lock:
            if self._ended:
                raise CancelledError
            self._process = _Process(self._limits)
        try:
            self._process.wait_for_greeting()
        except PracticeSearchError:
            self._drop_process()
            if self._ended:
                raise CancelledError from None
            raise
        return self._process, True

    def _drop_process(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.close()


def _leave_out(hard: frozenset[Trial], at: Trial | None, pages: int) -> frozenset[Trial] | None:
    """Say what the next attempt leaves out beside ``hard``; None if there is no use in one."""
    if at is None:
        return None
    reader, page = at
    if reader is Reader.REST:
        return None
    many = sum(who is reader for who, _ in hard) >= _PAGES_LEFT_OUT
    if reader is Reader.OCR:
        return hard | ({(reader, number) for number in range(1, pages + 1)} if many else {at})
    if many or at in hard:
        page = 0
    return None if (reader, page) in hard else hard | {(reader, page)}


class _Process:
    """One child process; only `kill` may be called from another thread."""

    def __init__(self, limits: _Limits) -> None:
        self.usable = True
        self._limits = limits
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        try:
            self._child = subprocess.Popen(  # noqa: S603  # this program itself
                [sys.executable, "-P", "-c", _PROCESS, str(limits.addresses)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
            )
        except OSError as error:
            self._complaints.close()
            raise _not_started(str(error)) from error

    def wait_for_greeting(self) -> None:
        """Wait until it hears requests.

        Raises:
            PracticeSearchError: it does not start.

        """
        timer = threading.Timer(_SECONDS_TO_START, self.kill)
        timer.daemon = True
        timer.start()
        try:
            if self._child.stdout and self._child.stdout.readline() == GREETING:
                return
        finally:
            timer.cancel()
            timer.join()
        self.usable = False
        self.kill()
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip().splitlines()
        raise _not_started(said[-1] if said else "it does not answer")

    def kill(self) -> None:
        """End it at once, and what it has started."""
        if self._child.poll() is not None:
            return
        helpers: list[psutil.Process] = []
        with contextlib.suppress(psutil.Error):
            helpers = psutil.Process(self._child.pid).children(recursive=True)
        self._child.kill()
        for helper in helpers:
            with contextlib.suppress(psutil.Error):
                helper.kill()

    def close(self) -> None:
        """End it and leave nothing of it."""
        self.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout, self._complaints):
            if pipe:
                with contextlib.suppress(OSError):  # what it never heard is still to be written
                    pipe.close()

    def read(self, job: _Job, request: Request) -> Intake:
        """Read one report.

        Raises:
            ReportError: it cannot be read.
            _Gone: the process has ended, or was ended because it took too much.

        """
        job.progress = None
        watch = _Watch(self._child.pid, job, self._limits, self.kill)
        watch.start()
        answer: Failure | Intake | None = None
        try:
            for reply in self._replies(request):
                if isinstance(reply, Progress):
                    job.heard(reply)
                else:
                    answer = reply
                    break
        finally:
            self.usable = watch.end() and answer is not None
        if isinstance(answer, Intake):
            return answer
        if answer:
            error: ReportError = getattr(errors, answer.error)(answer.message)
            if answer.trace:
                error.add_note(answer.trace)
            raise error
        raise watch.gone()

    def _replies(self, request: Request) -> Iterator[Reply]:
        stdin, stdout = self._child.stdin, self._child.stdout
        if not stdin or not stdout:
            return
        try:
            stdin.write(request_line(request))
            stdin.flush()
        except OSError:  # it has ended
            return
        for line in stdout:
            if line.endswith(b"\n"):
                yield reply_of(line)


def _not_started(why: str) -> PracticeSearchError:
    return PracticeSearchError(
        f"No report can be read: the process that reads them does not start ({why}). "
        "Install practice-search again."
    )


class _Watch(threading.Thread):
    """Ends a process when a page takes too long or too much memory."""

    def __init__(self, pid: int, job: _Job, limits: _Limits, kill: Callable[[], None]) -> None:
        super().__init__(name="watching a reader", daemon=True)
        self._pid = pid
        self._job = job
        self._limits = limits
        self._kill = kill
        self._done = threading.Event()
        self._why: type[ReportError] | None = None
        self._reader_at_fault = False
        self._memory = 0

    def end(self) -> bool:
        """Watch no longer; return whether the process is fit for another report."""
        self._done.set()
        self.join()
        with contextlib.suppress(psutil.Error):
            self._memory = psutil.Process(self._pid).memory_info().rss
        self._job.memory = max(self._job.memory, self._memory)
        return self._why is None and self._memory <= _MEMORY_TO_START_AFRESH

    def gone(self) -> _Gone:
        """Say why the process has ended, and at which page."""
        at = self._job.progress
        page = 0 if at is None or self._reader_at_fault else at.page
        return _Gone(self._why or DamagedError, (at.reader, page) if at else None)

    def run(self) -> None:
        with contextlib.suppress(psutil.Error):  # it has ended
            self._watch(psutil.Process(self._pid))

    def _watch(self, child: psutil.Process) -> None:
        at = self._job.progress
        began = reader_began = _processor_time(child)
        waited = 0.0
        while not self._done.wait(_TICK):
            now = _processor_time(child)
            memory = child.memory_info().rss
            self._job.memory = max(self._job.memory, memory)
            if self._job.progress is not at:
                if not at or not self._job.progress or at.reader is not self._job.progress.reader:
                    reader_began = now
                at, began, waited = self._job.progress, now, 0.0
            # Counted and not read off the clock, which goes on while the machine sleeps.
            waited += _TICK
            limit = self._seconds(at)
            if memory > self._limits.memory:
                self._why = TooBigError
            elif now - began > limit or waited > _WAITING * limit:
                self._why = TimedOutError
            elif now - reader_began > _PAGES_A_READER * limit:
                self._why = TimedOutError
                self._reader_at_fault = True
            if self._why:
                self._kill()
                return

    def _seconds(self, at: Progress | None) -> float:
        """Return how much processor time a step may take."""
        if at and at.reader is Reader.OCR:
            return _SECONDS_A_PICTURE
        if at and at.page:
            return self._limits.seconds_a_page
        return self._limits.seconds_a_page * (1 + self._job.pages / _PAGES_A_STEP)


def _processor_time(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
