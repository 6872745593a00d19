"""One writer an index at a time; a second one is told who the first is."""

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from practice_search.errors import IndexLockedError, NotAnIndexError

__all__ = ["writer_lock"]

_LOCK = "writer.lock"  # released by the system, also when its holder is killed
_HOLDER = "writer.json"


@contextlib.contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Be the one writer of an index folder, which is made if it is not there.

    Raises:
        IndexLockedError: another process is; the message says which, and since when.
        NotAnIndexError: the folder cannot be written.

    """
    holder = folder / _HOLDER
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise IndexLockedError(
            f"{folder} is being written by {_read_holder(holder)}. Wait until that run ends; "
            "searching goes on meanwhile."
        ) from None
    except OSError as error:
        raise NotAnIndexError(
            f"{folder} cannot be written ({error.strerror}). Name another folder with --index."
        ) from error
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        who = {"process": os.getpid(), "machine": socket.gethostname(), "since": since}
        holder.write_text(json.dumps(who), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read_holder(path: Path) -> str:
    try:
        who: Mapping[str, object] = json.loads(path.read_text(encoding="utf-8"))
        return f"process {who['process']} on {who['machine']} since {who['since']}"
    except (OSError, ValueError, KeyError):
        return "another run"
