"""Change a file that people hold dear: it has all of its old content or all of its new one."""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from practice_search.errors import ReportsCsvError

__all__ = ["rewrite"]

_PATIENCE = 10.0  # seconds that another writer may take
_TRIES = 5


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Replace the content of a file at once; one that is not there is like an empty one.

    Of two writers the second waits for the first. A program that knows of no lock, such as a
    spreadsheet, is noticed by what it has written: then the change is made again, to that.

    Args:
        path: the file; a link leads to the one that is changed.
        change: from the old content to the new one; what it raises leaves everything as it was.

    Raises:
        ReportsCsvError: the system does not let it be written, or another program goes on
            writing it; nothing was changed.

    """
    target = Path(os.path.realpath(path))
    try:
        target.parent.stat()  # else the lock would make the folder
        with _alone(target.with_name(f".{target.name}.lock")):
            for _ in range(_TRIES):
                old = _content(target)
                new = change(old)
                if new == old or _replaced(target, old, new):
                    return
    except Timeout:
        pass
    except OSError as error:
        raise ReportsCsvError(
            f"{path} cannot be written ({error.strerror}), and nothing was changed. Close it where "
            "it is open, in Excel for example, and check that you may write to it and its folder."
        ) from error
    raise ReportsCsvError(
        f"{path} is being written by another program all the time, and nothing was changed. "
        "Try again later."
    )


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock, and leave no file behind: who waits for one that is gone makes a new one."""
    lock = FileLock(path, timeout=_PATIENCE)
    with lock:
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows removes it when the lock is released
                path.unlink()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _replaced(path: Path, old: bytes, new: bytes) -> bool:
    """Put the new content in the place of the old one, unless that has changed meanwhile."""
    there = path.exists()
    if there and not os.access(path, os.W_OK):  # else a folder that is open would let it go
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)  # of a writer that was killed
    try:
        with draft.open("xb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if there:
            shutil.copymode(path, draft)
        if _content(path) != old:
            return False
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _keep(path.parent)
    return True


def _keep(folder: Path) -> None:
    """Let the new name outlive a power cut, where a system offers that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
