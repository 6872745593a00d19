"""One document over https, in parts if need be: the one place that talks to the network.

It asks as RFC 9110 lets a patient client ask: what is here already is not sent again (Range, with
If-Range so that two editions are never mixed), and a server that wants to be left alone for a
while (Retry-After) is.
"""

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path

import httpx2

from practice_search.errors import (
    NotServedError,
    SourceError,
    UnreachableError,
    UnwantedContentError,
)

__all__ = ["Part", "download"]

_USER_AGENT = f"practice-search/{version('practice-search')} (one document, asked for by a person)"
_TRIES = 4
_WAIT_AT_MOST = 60.0  # seconds; who wants a longer pause is left to another day
_TIMEOUT = httpx2.Timeout(60.0, connect=15.0)
_REDIRECTS = 5

_OK, _PARTIAL, _RANGE_BEYOND = 200, 206, 416
_COME_BACK_LATER = (429, 500, 502, 503, 504)
_ELSEWHERE = "Look for the document on its publisher's site, and put it into the corpus by hand."


class _TryAgainError(Exception):
    """This attempt failed; another one may not."""

    def __init__(self, reason: SourceError, *, after: float | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.after = after


@dataclass(frozen=True, slots=True)
class Part:
    """What is here of a document, with a note of which edition of it that is."""

    path: Path

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    @property
    def size(self) -> int:
        """How many bytes are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    def request_headers(self, address: str) -> dict[str, str]:
        """Return what asks for the rest alone, if it is certain to be the rest of this."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not self.size or note.get("address") != address or not note.get("edition"):
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": note["edition"]}

    def start(self, address: str, headers: Mapping[str, str]) -> None:
        """Begin anew with what a response with these headers sends."""
        tag = headers.get("etag", "")
        # RFC 9110, 13.1.5: a weak tag does not say that the bytes are the same.
        edition = tag if tag.startswith('"') else headers.get("last-modified", "")
        if headers.get("content-encoding", "identity") != "identity":
            edition = ""
        self.path.write_bytes(b"")
        note = {"address": address, "edition": edition}
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def discard(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def move_to(self, target: Path) -> None:
        """Give the whole document its name; nobody ever sees a part of it there."""
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        self.path.replace(target)
        self._note.unlink(missing_ok=True)


def download(
    address: str,
    part: Part,
    *,
    at_most: int,
    watch: Callable[[int, int | None], None] = lambda *_: None,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Bring a document here, going on where an earlier attempt stopped.

    Args:
        address: where it is, over https alone; also a redirect is followed only there.
        part: where it goes; after an error it holds what came, for the next time.
        at_most: how many bytes.
        watch: hears how many bytes are here, and of how many where the server says so.
        pause: waits for so many seconds.

    Raises:
        UnreachableError: the server cannot be reached, or breaks off again and again.
        NotServedError: the server has nothing there, or sends elsewhere than to https.
        UnwantedContentError: it is larger than ``at_most``; nothing is kept.
        OSError: it cannot be written here.

    """
    for tried in range(1, _TRIES + 1):
        try:
            _attempt(address, part, at_most, watch)
        except _TryAgainError as error:
            after = 2.0**tried if error.after is None else error.after
            if tried == _TRIES or after > _WAIT_AT_MOST:
                raise error.reason from error
            pause(after)
        else:
            return


def _attempt(
    address: str, part: Part, at_most: int, watch: Callable[[int, int | None], None]
) -> None:
    with httpx2.Client(
        headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity"},
        timeout=_TIMEOUT,
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        event_hooks={"request": [_check_https]},
    ) as client:
        try:
            with client.stream("GET", address, headers=part.request_headers(address)) as response:
                if _prepare(address, part, response):
                    _receive(part, response, at_most, watch)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise UnreachableError(
                f"{_host(address)} cannot be reached ({error}). Check that this machine may go "
                "online, and try again later."
            ) from error
        except (httpx2.TooManyRedirects, httpx2.InvalidURL) as error:
            raise NotServedError(f"{address} leads nowhere ({error}). {_ELSEWHERE}") from error
        except httpx2.RequestError as error:
            reason = UnreachableError(
                f"{_host(address)} broke off ({error}). What came is kept: run the same command "
                "again to go on."
            )
            raise _TryAgainError(reason) from error


def _check_https(request: httpx2.Request) -> None:
    if request.url.scheme != "https":
        raise NotServedError(
            f"{request.url} is not https, and nothing was asked of it. {_ELSEWHERE}"
        )


def _prepare(address: str, part: Part, response: httpx2.Response) -> bool:
    """Make the part ready for what comes; False where it is whole already."""
    status = response.status_code
    sent = response.headers.get("content-range", "")
    if status == _OK:
        part.start(address, response.headers)
        return True
    if status == _PARTIAL and re.match(rf"bytes {part.size}-", sent):
        return True
    if status == _RANGE_BEYOND and sent == f"bytes */{part.size}":
        return False
    if status in (_PARTIAL, _RANGE_BEYOND):  # not what was asked for; ask for all of it
        part.discard()
        reason: SourceError = NotServedError(
            f"{address} sends other parts than asked for. {_ELSEWHERE}"
        )
        raise _TryAgainError(reason, after=0)
    said = f"{_host(address)} answers {status} {response.reason_phrase}"
    if status in _COME_BACK_LATER:
        reason = UnreachableError(f"{said}: it is busy or broken. Try again later.")
        raise _TryAgainError(reason, after=_retry_after(response.headers))
    raise NotServedError(f"{said} for {address}. {_ELSEWHERE}")


def _receive(
    part: Part,
    response: httpx2.Response,
    at_most: int,
    watch: Callable[[int, int | None], None],
) -> None:
    size = part.size
    length = response.headers.get("content-length", "")
    total = size + int(length) if length.isdecimal() else None
    with part.path.open("ab") as file:
        for chunk in [] if (total or 0) > at_most else response.iter_bytes():
            size += len(chunk)
            if size > at_most:
                break
            file.write(chunk)
            watch(size, total)
    if max(size, total or 0) > at_most:
        part.discard()
        raise UnwantedContentError(
            f"{response.url} is larger than {at_most / 1e6:,.0f} MB. Allow more with --at-most, "
            "or leave it."
        )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks for, as a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("retry-after", "")
    if said.isdecimal():
        return float(said)
    try:
        then = parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, (then - datetime.now(UTC)).total_seconds())


def _host(address: str) -> str:
    return httpx2.URL(address).host
