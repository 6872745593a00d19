"""A real https server on this machine, with a certificate of its own."""

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme


@dataclass
class Answer:
    """What the server says to one request; of a body it can break off in the middle."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks_after: int | None = None
    length: bool = True


class Site:
    """Answers by path, the last of them again and again, and what was asked."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.certificate = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.certificate))
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, Message]] = []
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost", "rm.coe.int", "anes.gov.ro").configure_cert(self._context)
        self._server = ThreadingHTTPServer(("localhost", 0), self._handler())
        self._server.socket = self._context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def address(self, path: str) -> str:
        """Return the address of a path on this server."""
        return f"https://localhost:{self.port}{path}"

    def serve(self, path: str, *answers: Answer) -> str:
        """Say what comes at a path, and return its address."""
        self.answers[path] = list(answers)
        return self.address(path)

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [path for path, _ in self.asked]

    def next_answer(self, path: str) -> Answer:
        """Return what comes now at a path."""
        answers = self.answers.get(path, [Answer(status=404)])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                """Answer, as RFC 9110 has it where a range is asked for."""
                with site._lock:
                    site.at_once += 1
                    site.most_at_once = max(site.most_at_once, site.at_once)
                    site.asked.append((self.path, self.headers))
                    answer = site.next_answer(self.path)
                try:
                    self._send(answer)
                finally:
                    with site._lock:
                        site.at_once -= 1

            def _send(self, answer: Answer) -> None:
                status, body, headers = answer.status, answer.body, dict(answer.headers)
                edition = headers.get("ETag") or headers.get("Last-Modified")
                asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                if asked and status == 200 and edition == self.headers.get("If-Range"):
                    start, whole = int(asked[1]), len(body)
                    status = 206 if start < whole else 416
                    body = body[start:]
                    span = f"{start}-{whole - 1}" if body else "*"
                    headers["Content-Range"] = f"bytes {span}/{whole}"
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if answer.length:
                    self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body[: answer.breaks_after])
                self.close_connection = True

        return Handler


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a server that this machine trusts for the length of a test."""
    site = Site(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(site.certificate))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    yield site
    site.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return an empty folder of reports."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


@pytest.fixture
def way_out(site: Site) -> Iterator[str]:
    """Return a proxy, as offices have one, behind which every address is that server."""
    listener = socket.create_server(("localhost", 0))

    def pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def serve(client: socket.socket) -> None:
        with client, socket.create_connection(("localhost", site.port)) as server:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=(server, client))
            back.start()
            pump(client, server)
            back.join()

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:  # the listener is closed
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://localhost:{listener.getsockname()[1]}"
    listener.close()
