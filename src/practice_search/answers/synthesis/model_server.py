"""A language model on this machine or the local network, asked over the chat protocol of OpenAI.

Ollama, llama.cpp and others serve it (``POST {address}/chat/completions``). It is the second door
to the network, and leads to the neighbourhood alone: loopback (RFC 1122, RFC 4291), private
(RFC 1918, RFC 4193) and link-local addresses (RFC 3927, RFC 4291). What a name leads to is looked
up before each request and the request goes to the very address that was checked, so that a name
which changes its mind (DNS rebinding) takes no question outside. No proxy, no redirect.

httpx2 is imported with the first question: nothing is loaded where no server is named.
"""

import contextlib
import ipaddress
import socket
import time
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, Field, ValidationError

from practice_search.errors import ModelServerError

if TYPE_CHECKING:
    import httpx2

__all__ = ["ModelServer"]

_LOCAL = tuple(
    map(
        ipaddress.ip_network,
        "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 "
        "::1/128 fc00::/7 fe80::/10".split(),
    )
)
"""Not ``is_private`` of Python: that has networks which lead elsewhere, such as Teredo's."""

_BYTES_AT_MOST = 256 * 1024
_TOKENS_AT_MOST = 1000
_OK = 200
_CHECK = (
    "Check the address and the model: Ollama's address is http://127.0.0.1:11434/v1, that of "
    "llama.cpp http://127.0.0.1:8080/v1."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelServer:
    """A chat server near by: its address, the name of its model, and how long it may take.

    ``seconds`` bound one question from its sending to the last byte of the answer; only the system
    may look a host name up for longer.
    """

    address: str
    model: str
    seconds: float = 60.0

    @classmethod
    def at(cls, address: str, model: str, *, seconds: float = 60.0) -> Self:
        """Name a server; it is not asked anything yet.

        Args:
            address: what comes before ``/chat/completions``, such as http://127.0.0.1:11434/v1.
            model: the name by which the server knows the model.
            seconds: for one question.

        Raises:
            ModelServerError: the address is none, cannot be found, or leads outside.

        """
        server = cls(address=address.strip().rstrip("/"), model=model.strip(), seconds=seconds)
        if not server.model:
            raise ModelServerError("No model is named. Name one that the server has.")
        _near(_parts(server.address))
        return server

    @classmethod
    def named(cls, address: str | None, model: str | None) -> Self | None:
        """Name the server that an admin may have named; None where nothing is.

        Raises:
            ModelServerError: as `at`, or only one of the two is named.

        """
        if not address and not model:
            return None
        if not address or not model:
            raise ModelServerError(
                "Name both: the address of the language model's server, and the model there."
            )
        return cls.at(address, model)

    def complete(self, system: str, user: str) -> str:
        """Return what the model writes, as it wrote it: text that nobody has checked.

        Args:
            system: what it is to do.
            user: what it is to do it with.

        Raises:
            ModelServerError: the server leads outside, is not there, takes too long, or answers
                with something other than a text of reasonable size.

        """
        parts = _parts(self.address)
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "temperature": 0,
            "stream": False,
            "max_tokens": _TOKENS_AT_MOST,
        }
        with _Deadline(self.seconds) as deadline:
            return _text(self._post(parts, body, deadline))

    def _post(self, parts: SplitResult, body: dict[str, Any], deadline: "_Deadline") -> bytes:
        import httpx2  # noqa: PLC0415  # see above

        failed: Exception | None = None
        received = b""
        for near in _near(parts):
            host = f"[{near}]" if ":" in near else near
            url = f"{parts.scheme}://{host}:{_port(parts)}{parts.path}/chat/completions"
            try:
                received = self._exchange(url, parts, body, deadline)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failed = error  # the next address of the same name may be the one it listens on
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
                failed = error
                break
            else:
                failed = None
                break
        # What was cut off may look complete.
        if deadline.passed or isinstance(failed, httpx2.TimeoutException):
            raise ModelServerError(
                f"The model at {self.address} did not answer within {self.seconds:g} seconds. "
                "Take a smaller model, or a quicker machine."
            ) from None
        if failed:
            # It may hold words of the server, which have no place in a message or a log.
            raise ModelServerError(
                f"The model at {self.address} cannot be asked ({type(failed).__name__}). "
                f"See that it is running. {_CHECK}"
            ) from None
        return received

    def _exchange(
        self, url: str, parts: SplitResult, body: dict[str, Any], deadline: "_Deadline"
    ) -> bytes:
        import httpx2  # noqa: PLC0415  # see above

        with (
            httpx2.Client(
                # The environment may name certificates to trust (SSL_CERT_FILE), and no proxy.
                verify=httpx2.create_ssl_context(trust_env=True),
                trust_env=False,
                follow_redirects=False,
                timeout=deadline.left,
                headers={"User-Agent": "practice-search", "Accept-Encoding": "identity"},
            ) as client,
            client.stream(
                "POST",
                url,
                json=body,
                headers={"Host": parts.netloc},
                extensions={"trace": deadline.watch, "sni_hostname": parts.hostname},
            ) as response,
        ):
            return self._receive(response)

    def _receive(self, response: "httpx2.Response") -> bytes:
        if response.status_code != _OK:
            raise ModelServerError(
                f"The server at {self.address} answers {response.status_code}. {_CHECK}"
            )
        if response.headers.get("content-encoding", "identity") != "identity":
            raise ModelServerError(
                f"The server at {self.address} sends what was not asked for. {_CHECK}"
            )
        received = bytearray()
        for chunk in response.iter_raw():
            received += chunk
            if len(received) > _BYTES_AT_MOST:
                raise ModelServerError(
                    f"The server at {self.address} sends far more than a short text. {_CHECK}"
                )
        return bytes(received)


def _parts(address: str) -> SplitResult:
    """Take an address apart that holds nothing but scheme, host, port and path."""
    try:
        parts = urlsplit(address)
        _port(parts)
    except ValueError as error:
        raise ModelServerError(f"The model server's address cannot be read. {_CHECK}") from error
    if "@" in parts.netloc:  # not repeated: it holds a password
        raise ModelServerError(
            "The model server's address holds a name or password. Leave them out: a server that "
            "asks for one is not supported."
        )
    plain = address.isascii() and address.isprintable() and " " not in address
    wrong = parts.query or parts.fragment or "\\" in address or not plain
    if parts.scheme not in ("http", "https") or not parts.hostname or wrong:
        raise ModelServerError(f"{address!r} is no address of a model server. {_CHECK}")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _near(parts: SplitResult) -> list[str]:
    """Return the addresses that a host name has now, all of them near by."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ModelServerError(
            f"The model server's host {host!r} cannot be found. {_CHECK}"
        ) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not _is_near(address):
            raise ModelServerError(
                f"The model server's host {host!r} has the address {address}, which is not on this "
                "machine or the local network. Questions must not leave it: name a server with a "
                "loopback, private or link-local address, such as http://127.0.0.1:11434/v1."
            )
    if not addresses:
        raise ModelServerError(f"The model server's host {host!r} has no address. {_CHECK}")
    return addresses


def _is_near(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in _LOCAL if network.version == ip.version)


class _Deadline:
    """Cuts a connection off when its time is over, however busily the other side sends.

    A limit for each read would let a server go on for ever, one byte after the other.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()

    @property
    def left(self) -> float:
        """The seconds that are left, a moment at least."""
        return max(self._end - time.monotonic(), 0.001)

    @property
    def passed(self) -> bool:
        """Whether none is."""
        return time.monotonic() >= self._end

    def watch(self, event: str, said: dict[str, Any]) -> None:
        """Hear of what the client does (httpx2's extension "trace"), and so of its socket."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = said["return_value"].get_extra_info("socket")
            if self.passed:
                self._cut()

    def _cut(self) -> None:
        if self._socket:
            with contextlib.suppress(OSError):  # it is closed already
                # Of the base class: that of TLS takes its state away from who is reading.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: tuple[_Choice, ...] = Field(min_length=1)


def _text(received: bytes) -> str:
    """Return the text of a chat completion."""
    try:
        return _Completion.model_validate_json(received).choices[0].message.content
    except ValidationError:
        # The error quotes what was received, which has no place in a log.
        raise ModelServerError(
            f"The model server answers with something other than a chat completion. {_CHECK}"
        ) from None
