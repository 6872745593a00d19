"""A child process that reads one report after the other, so that none of them harms the rest.

It hears a request on its standard input and answers on its standard output, one JSON value a line.
It is a program of its own and no ``multiprocessing``, which would run the caller's main script
again in each child, a notebook or the app included.
"""

import contextlib
import ctypes
import gc
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from pydantic import TypeAdapter

from practice_search.documents.reading import Reader, Trial
from practice_search.errors import DamagedError, ReportError, TimedOutError, TooBigError
from practice_search.index.intake import Intake, take_in

__all__ = [
    "GREETING",
    "Failure",
    "Progress",
    "Reply",
    "Request",
    "given_up",
    "main",
    "reply_line",
    "reply_of",
    "request_line",
    "request_of",
]

GREETING = b"ready\n"
"""What the process says first: it has started, and hears requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `take_in` is to be called with."""

    path: str
    languages: tuple[str, ...]
    ocr: bool
    hard: tuple[Trial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The reader has come to a page of so many."""

    reader: Reader
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The report cannot be read: the name of the error and what it says.

    ``trace`` is empty unless it was a fault of this program, and says then where.
    """

    error: str
    message: str
    trace: str = ""


Reply = Progress | Failure | Intake

_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


# Not pydantic's own JSON: it cannot write a file name that is no UTF-8 (a lone surrogate).
def request_line(request: Request) -> bytes:
    """Write a request as a line."""
    return json.dumps(_REQUEST.dump_python(request, mode="json")).encode() + b"\n"


def request_of(line: bytes) -> Request:
    """Read a request from its line."""
    return _REQUEST.validate_python(json.loads(line))


def reply_line(reply: Reply) -> bytes:
    """Write a reply as a line."""
    return json.dumps(_REPLY.dump_python(reply, mode="json")).encode() + b"\n"


def reply_of(line: bytes) -> Reply:
    """Read a reply from its line."""
    return _REPLY.validate_python(json.loads(line))


def given_up(path: Path, why: type[ReportError]) -> ReportError:
    """Return what to tell a person of a report that costs too much, or a process its life."""
    said = {
        TimedOutError: "takes longer to read than a report ever should",
        TooBigError: "needs more memory than a report ever should",
        DamagedError: "is damaged so that reading it breaks off",
    }[why]
    return why(f"{path.name} {said}. Print it to a new PDF, or split it.")


def main() -> None:
    """Serve requests until the standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and ends this process
    _limit_addresses(int(sys.argv[1]))
    _end_with_parent()
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_hear, args=(requests,), daemon=True).start()
    with _own_output() as out:
        _say(out, GREETING)
        # Reading makes millions of small objects, and looking through them again and again costs a
        # tenth of the time; what is left of a report goes when it is done.
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        while True:
            reply = _serve(request_of(requests.get()), out)
            _say(out, reply_line(reply))
            gc.collect()


def _hear(requests: SimpleQueue[bytes]) -> None:
    """Pass requests on, and end with the parent, even in the middle of a page."""
    with open(0, "rb", closefd=False) as lines:
        for line in lines:
            requests.put(line)
    os._exit(0)


def _serve(request: Request, out: BinaryIO) -> Failure | Intake:
    path = Path(request.path)
    try:
        return take_in(
            path,
            languages=request.languages,
            ocr=request.ocr,
            hard=frozenset(request.hard),
            watch=lambda reader, page, pages: _say(
                out, reply_line(Progress(reader=reader, page=page, pages=pages))
            ),
        )
    except ReportError as error:
        return Failure(error=type(error).__name__, message=str(error))
    except MemoryError:
        return Failure(error=TooBigError.__name__, message=str(given_up(path, TooBigError)))
    except Exception as fault:  # noqa: BLE001  # it costs this report alone, and is told
        return Failure(
            error=DamagedError.__name__,
            message=f"{path.name} meets a fault of this program ({type(fault).__name__}). "
            "Print it to a new PDF; if that does not help, tell who maintains this program.",
            trace=traceback.format_exc(),
        )


def _say(out: BinaryIO, line: bytes) -> None:
    out.write(line)
    out.flush()


@contextlib.contextmanager
def _own_output() -> Iterator[BinaryIO]:
    """Keep the standard output for replies: what a library prints goes nowhere."""
    with open(os.dup(1), "wb") as out:  # noqa: PTH123  # a descriptor, no path
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield out


def _end_with_parent() -> None:
    """Have Linux end this process with the parent, even amid a call that lets no thread run.

    The parent is, to be exact, the thread that has started this process, which goes after it.
    """
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _limit_addresses(limit: int) -> None:
    """Make an allocation beyond the limit fail in this process, where the system can do that."""
    try:
        import resource  # noqa: PLC0415  # not on Windows, where the parent's watch must do
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
