"""A real chat server on this machine, which behaves well or as badly as a test wants it to."""

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

__all__ = ["Behaviour", "ChatServer"]

Behaviour = Callable[[BaseHTTPRequestHandler], None]


class ChatServer:
    """Serves while it is open; keeps what it was asked, and what is told to go on until its end."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str], dict[str, Any]]] = []
        self.over = threading.Event()
        self.behaviour: Behaviour = lambda _: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port: int = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def says(self, text: str) -> None:
        """Answer as a chat server does, with this text of the model."""
        message = {"role": "assistant", "content": text}
        self.sends(json.dumps({"choices": [{"index": 0, "message": message}]}).encode())

    def sends(
        self, body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        """Answer with these bytes."""

        def behaviour(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in (headers or {}).items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.behaviour = behaviour

    def writes(self, sent: bytes) -> None:
        """Write these very bytes, HTTP or not, and hang up once the test is over."""

        def behaviour(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(sent)
            self.over.wait()

        self.behaviour = behaviour

    def trickles(self, begin: bytes) -> None:
        """Send this, and then a byte now and then for as long as the test lasts."""

        def behaviour(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(begin)
            while not self.over.wait(0.02):
                handler.wfile.write(b" ")

        self.behaviour = behaviour

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        chat = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_POST(self) -> None:
                """Behave as told; who hangs up on it does it no harm."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                chat.asked.append((self.path, dict(self.headers), json.loads(body)))
                self.close_connection = True
                try:
                    chat.behaviour(self)
                except OSError:
                    return

        return Handler
