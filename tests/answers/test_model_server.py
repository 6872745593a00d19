"""A language model near by: what counts as near, and that nothing else is ever asked."""

import logging
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_search.answers.synthesis.model_server import ModelServer
from practice_search.errors import ModelServerError
from tests.answers.chat_server import ChatServer

QUESTION = "Who convenes the meeting on Ioana's case?"
PUBLIC = "93.184.216.34"


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    """Return a server that does nothing yet."""
    with ChatServer() as server:
        yield server


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have every host name lead to these addresses."""

    def look_up(_host: str, port: int, *_: object, **__: object) -> list[tuple[Any, ...]]:
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_model_is_asked_over_the_chat_protocol(chat: ChatServer) -> None:
    """The request is that of OpenAI's chat completions, without sampling and without streaming."""
    chat.says("Yes. [1]")
    server = ModelServer.at(f"{chat.address}/", " qwen3:4b ")
    assert server.complete("Sum up.", QUESTION) == "Yes. [1]"
    ((path, headers, body),) = chat.asked
    assert path == "/v1/chat/completions"
    assert headers["Host"] == f"127.0.0.1:{chat.port}"
    assert body.pop("max_tokens") > 0
    assert body == {
        "model": "qwen3:4b",
        "temperature": 0,
        "stream": False,
        "messages": [
            {"role": "system", "content": "Sum up."},
            {"role": "user", "content": QUESTION},
        ],
    }


def test_a_name_is_tried_at_all_its_addresses(
    chat: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Localhost is ::1 first on many machines, where Ollama does not listen."""
    chat.says("Yes. [1]")
    server = ModelServer.at(f"http://localhost:{chat.port}/v1", "m")
    leads_to(monkeypatch, "127.77.0.1", "127.0.0.1")
    assert server.complete("Sum up.", QUESTION) == "Yes. [1]"
    assert chat.asked[0][1]["Host"] == f"localhost:{chat.port}"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.8.9.10", "10.1.2.3", "172.16.0.1", "172.31.255.254", "192.168.1.20",
        "169.254.7.7", "[::1]", "[fc00::1]", "[fd12:3456::7]", "[fe80::1]",
        "[::ffff:192.168.1.20]", "localhost", "2130706433",
    ],
)  # fmt: skip
def test_what_is_near(host: str) -> None:
    """Loopback, private and link-local addresses are, whichever way they are written."""
    assert ModelServer.at(f"http://{host}:11434/v1", "m").model == "m"


@pytest.mark.parametrize(
    "host",
    [
        PUBLIC, "8.8.8.8", "172.32.0.1", "100.64.0.1", "192.0.2.1", "224.0.0.1",
        "0.0.0.0",  # noqa: S104  # nothing is bound to it
        "255.255.255.255", "[::]", "[2606:4700::1111]", "[::ffff:8.8.8.8]", "[64:ff9b::808:808]",
        "[2002:808:808::1]", "[2001:0:808:808::1]", "[2001:db8::1]", "134744072",
    ],
)  # fmt: skip
def test_what_is_not_near(host: str) -> None:
    """All else is refused, also what leads elsewhere through a tunnel or translator."""
    with pytest.raises(ModelServerError, match=r"must not leave it: name a server"):
        ModelServer.at(f"http://{host}/v1", "m")


@given(st.ip_addresses())
def test_near_is_nothing_that_the_world_can_reach(address: IPv4Address | IPv6Address) -> None:
    """No address that is global by IANA's registries is taken."""
    host = f"[{address}]" if address.version == 6 else str(address)
    try:
        ModelServer.at(f"http://{host}", "m")
    except ModelServerError:
        return
    assert not ip_address(getattr(address, "ipv4_mapped", None) or address).is_global


@pytest.mark.parametrize(
    "address",
    [
        "", "127.0.0.1:11434", "ftp://127.0.0.1", "file:///etc/passwd", "http://", "http:///v1",
        "https://127.0.0.1:99999", "http://127.0.0.1/v1?key=x", "http://127.0.0.1/v1#x",
        "http://127.0.0.1\\x.example", "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y",
        "http://[::1", "javascript:alert(1)", "http://bücher.local", "http://\u0661\u0662.1",
    ],
)  # fmt: skip
def test_what_is_no_address(address: str) -> None:
    """Only http or https, a host, perhaps a port and a path; the error shows how one looks."""
    with pytest.raises(ModelServerError, match=r"http://127\.0\.0\.1:11434/v1"):
        ModelServer.at(address, "m")


def test_credentials_are_refused_and_not_repeated() -> None:
    """A password in an address would be in logs and screens."""
    with pytest.raises(ModelServerError, match="Leave them out") as raised:
        ModelServer.at("http://ana:geheim@127.0.0.1/v1", "m")
    assert "geheim" not in str(raised.value)


def test_a_model_must_be_named() -> None:
    """A server has many."""
    with pytest.raises(ModelServerError, match="Name one"):
        ModelServer.at("http://127.0.0.1/v1", " ")


def test_a_host_that_is_not_found_is_named() -> None:
    """``.invalid`` never is (RFC 6761)."""
    with pytest.raises(ModelServerError, match=r"'model\.invalid' cannot be found"):
        ModelServer.at("http://model.invalid/v1", "m")


@pytest.mark.parametrize("outside", [PUBLIC, "::ffff:93.184.216.34", "2606:4700::1111"])
def test_one_address_outside_is_enough(monkeypatch: pytest.MonkeyPatch, outside: str) -> None:
    """A name that leads here and elsewhere leads elsewhere."""
    leads_to(monkeypatch, "127.0.0.1", outside)
    with pytest.raises(ModelServerError, match="must not leave it"):
        ModelServer.at("http://model.example/v1", "m")


def test_a_name_that_changes_its_mind_takes_no_question_outside(
    chat: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up for each question, and what was checked is what is connected to."""
    chat.says("Yes. [1]")
    leads_to(monkeypatch, "127.0.0.1")
    server = ModelServer.at(f"http://model.example:{chat.port}/v1", "m")
    connected: list[object] = []
    connect = socket.create_connection

    def noted(address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
        connected.append(address[0])
        return connect(address, *args, **options)

    monkeypatch.setattr(socket, "create_connection", noted)
    assert server.complete("Sum up.", QUESTION) == "Yes. [1]"
    assert connected == ["127.0.0.1"]
    leads_to(monkeypatch, PUBLIC)
    with pytest.raises(ModelServerError, match="must not leave it"):
        server.complete("Sum up.", QUESTION)
    assert connected == ["127.0.0.1"]
    assert len(chat.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(chat: ChatServer, status: int) -> None:
    """Not even to where the question came from."""
    for target in (f"http://{PUBLIC}/v1/chat/completions", f"{chat.address}/elsewhere"):
        chat.asked.clear()
        chat.sends(b"", status=status, headers={"Location": target})
        with pytest.raises(ModelServerError, match=f"answers {status}"):
            ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)
        assert len(chat.asked) == 1


def test_no_proxy_gets_the_question(chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says of proxies."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    chat.says("Yes. [1]")
    assert ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION) == "Yes. [1]"


def test_no_log_has_the_question(chat: ChatServer, caplog: pytest.LogCaptureFixture) -> None:
    """Nor the answer, however much is logged; nor do errors."""
    with caplog.at_level(logging.DEBUG):
        chat.says("Ioana's case. [1]")
        ModelServer.at(chat.address, "m").complete("Sum up Ioana.", QUESTION)
        chat.sends(b'{"choices": "Ioana"}')
        with pytest.raises(ModelServerError) as raised:
            ModelServer.at(chat.address, "m").complete("Sum up Ioana.", QUESTION)
    assert caplog.records
    assert "Ioana" not in caplog.text
    assert "Ioana" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><h1>It works!</h1>", "other than a chat completion"),
        (b"", "other than a chat completion"),
        (b'{"choices": [{"message": {"content": "Yes', "other than a chat completion"),
        (b'{"choices": []}', "other than a chat completion"),
        (b'{"choices": [{"message": {"content": null}}]}', "other than a chat completion"),
        (b'{"choices": [{"message": {"content": ["x"]}}]}', "other than a chat completion"),
        (b'{"choices": [{"text": "Yes"}]}', "other than a chat completion"),
        (b'{"error": {"message": "model not found"}}', "other than a chat completion"),
        (b"[" * 200_000, "other than a chat completion"),
        (b'{"choices": [{"message": {"content": "\xff\xfe"}}]}', "other than a chat completion"),
        (b"x" * 300_000, "far more than a short text"),
    ],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_chat_completion(chat: ChatServer, body: bytes, said: str) -> None:
    """Web pages, broken JSON, other schemas and heaps of bytes are told as what they are."""
    chat.sends(body)
    with pytest.raises(ModelServerError, match=said):
        ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)


@pytest.mark.parametrize("status", [201, 204, 400, 401, 404, 429, 500, 503])
def test_any_other_status_is_named(chat: ChatServer, status: int) -> None:
    """With what to check."""
    chat.sends(b"", status=status)
    with pytest.raises(ModelServerError, match=f"answers {status}. Check the address"):
        ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)


def test_what_is_packed_is_not_unpacked(chat: ChatServer) -> None:
    """A few bytes of gzip can be gigabytes."""
    chat.sends(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    with pytest.raises(ModelServerError, match="not asked for"):
        ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)


@pytest.mark.parametrize(
    "begin",
    [
        b"HTTP/1.1 ",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b'HTTP/1.1 200 OK\r\n\r\n{"choices": [{"message": {"content": "Yes. [1]"}}]}',
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: ",
    ],
)
def test_the_deadline_is_for_all_of_it(chat: ChatServer, begin: bytes) -> None:
    """A server that always has one more byte to send is cut off, in headers and body alike."""
    chat.trickles(begin)
    with pytest.raises(ModelServerError, match=r"did not answer within 0\.3 seconds"):
        ModelServer.at(chat.address, "m", seconds=0.3).complete("Sum up.", QUESTION)


def test_silence_ends_too(chat: ChatServer) -> None:
    """A server that takes the question and never answers."""
    chat.writes(b"")
    with pytest.raises(ModelServerError, match="Take a smaller model"):
        ModelServer.at(chat.address, "m", seconds=0.2).complete("Sum up.", QUESTION)


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\ngarbage\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\xff" * 100,
        b"",
    ],
    ids=range(7),
)
def test_what_is_no_http(chat: ChatServer, sent: bytes) -> None:
    """Broken chunks, lengths and headers, another protocol, or nothing."""
    chat.writes(sent)
    chat.over.set()
    with pytest.raises(ModelServerError, match="cannot be asked"):
        ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)


def test_an_endless_stream_is_cut_off_by_its_size(chat: ChatServer) -> None:
    """Chunk after chunk, as quickly as it goes."""

    def stream(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not chat.over.is_set():
            handler.wfile.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")

    chat.behaviour = stream
    with pytest.raises(ModelServerError, match="far more than a short text"):
        ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)


def test_a_server_that_is_not_running() -> None:
    """The error says to see that it is."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ModelServerError, match="See that it is running"):
        ModelServer.at(f"http://127.0.0.1:{port}/v1", "m").complete("Sum up.", QUESTION)


def test_a_certificate_is_checked(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over https the server must be who it says, by its name though it is reached by address."""
    import trustme  # noqa: PLC0415  # only this test needs it

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with ChatServer() as chat:
        chat._server.socket = context.wrap_socket(
            chat._server.socket, server_side=True, do_handshake_on_connect=False
        )
        chat.says("Yes. [1]")
        server = ModelServer.at(f"https://localhost:{chat.port}/v1", "m")
        other = ModelServer.at(f"https://127.0.0.1:{chat.port}/v1", "m")
        with pytest.raises(ModelServerError, match="cannot be asked"):
            server.complete("Sum up.", QUESTION)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert server.complete("Sum up.", QUESTION) == "Yes. [1]"
        with pytest.raises(ModelServerError, match="cannot be asked"):
            other.complete("Sum up.", QUESTION)
        chat.trickles(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        with pytest.raises(ModelServerError, match="did not answer within"):
            ModelServer.at(server.address, "m", seconds=0.5).complete("Sum up.", QUESTION)
        assert len(chat.asked) == 2


def test_no_thread_is_left_behind(chat: ChatServer) -> None:
    """The clock of a question stops with it."""
    chat.says("Yes. [1]")
    ModelServer.at(chat.address, "m").complete("Sum up.", QUESTION)
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]


def test_nothing_is_loaded_before_the_first_question() -> None:
    """Who names no server pays nothing for it."""
    script = (
        "import sys; from practice_search.answers.synthesis.model_server import ModelServer;"
        "ModelServer.at('http://127.0.0.1:1/v1', 'm'); assert 'httpx2' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
