"""What the tests of the app share: it run in this process, and served to a real browser."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect, sync_playwright
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from practice_search import Library
from practice_search.answers.answer import Answer, Refusal
from practice_search.ui.parts import INDEX_VARIABLE

ROOT = Path(__file__).parents[2]
APP = ROOT / "app.py"
PATIENCE = 120_000  # milliseconds, for the first question loads the encoder
_CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


def opened(index: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    """Open the app on an index in this process, with filters in its address."""
    monkeypatch.setenv(INDEX_VARIABLE, str(index))
    screen = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in query.items():
        screen.query_params[name] = value
    return screen.run()


def ask(screen: AppTest, question: str) -> AppTest:
    """Type a question and send it."""
    screen.text_input[0].set_value(question)
    screen.button[0].click().run()
    assert not screen.exception
    return screen


def shown(screen: AppTest) -> str:
    """Return all that the screen says."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "html", "code")
    return "\n".join(str(e.value if hasattr(e, "value") else e.proto.body)
                     for kind in kinds for e in screen.get(kind))  # fmt: skip


def htmls(place: Block) -> list[str]:
    """Return what a place of the screen says in HTML of our own, in the order of the screen."""
    return [str(element.proto.body) for element in place.get("html")]


def quoted(place: Block) -> list[str]:
    """Return the sentences that are quoted, as they are read, in the order of the screen."""
    return [words[1:-1] for words in _blockquotes(place) if words.startswith("“")]


def passages(place: Block) -> list[str]:
    """Return the words of the passages, as they are read, in the order of the screen."""
    return [words for words in _blockquotes(place) if not words.startswith("“")]


def _blockquotes(place: Block) -> list[str]:
    found = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", "\n".join(htmls(place)), re.DOTALL)
    return [unescape(re.sub(r"</?strong>", "", words).replace("<br>", "\n")) for words in found]


def expander(screen: AppTest, label: str) -> Block:
    """Return the expander with this label."""
    (found,) = (one for one in screen.expander if one.label == label)
    return found


@pytest.fixture(scope="module")
def library(small_index: Path) -> Iterator[Library]:
    """Return the small library, open: what the screen shows is compared with what it says."""
    with Library.open(small_index) as library:
        yield library


Draw = Callable[[Answer | Refusal], AppTest]


@pytest.fixture
def draw(library: Library) -> Draw:
    """Return what draws an answer, and what sums it up, on a screen of their own."""

    def run(answer: Answer | Refusal) -> AppTest:
        screen = AppTest.from_function(
            _drawn, default_timeout=60, kwargs={"library": library, "answer": answer}
        ).run()
        assert not screen.exception
        return screen

    return run


def _drawn(library: "Library", answer: "Answer | Refusal") -> None:
    # Streamlit runs this text by itself, without what stands above it.
    from practice_search.ui.answer_view import draw_answer  # noqa: PLC0415
    from practice_search.ui.summary import draw_summary  # noqa: PLC0415

    draw_answer(library, answer)
    draw_summary(library, answer)


@dataclass
class Visit:
    """One browser page on a running app, and each address that it asked for."""

    page: Page
    address: str
    log: Path
    requests: list[str] = field(default_factory=list)

    def type(self, text: str) -> None:
        """Type a text into the field of questions and send it."""
        self.page.get_by_label("Your question").fill(text)
        self.page.get_by_role("button", name="Ask", exact=True).click()

    def ask(self, question: str) -> None:
        """Type a question, send it, and wait for what was found."""
        self.type(question)
        found = self.page.get_by_role("heading", name="The nearest passages")
        expect(found).to_be_visible(timeout=PATIENCE)
        self.settle()

    def settle(self) -> None:
        """Wait until all is drawn; what is drawn later shuts a list that somebody chooses from."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)

    @property
    def elsewhere(self) -> list[str]:
        """The addresses outside the app that were asked for."""
        inside = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(inside)]


@contextmanager
def visiting(script: Path, index: Path, log: Path) -> Iterator[Visit]:
    """Serve a script from its own process, and open it in headless Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Install Chromium: the app is tested in a real browser."
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true",
             f"--server.port={port}"],
            cwd=ROOT, env=os.environ | {INDEX_VARIABLE: str(index)},
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=_CHROMIUM)
            page = browser.new_page(viewport={"width": 1100, "height": 900})
            visit = Visit(page=page, address=f"http://localhost:{port}/", log=log)
            # The one address outside is where the quick exit leads; it is answered here.
            page.context.route(
                "https://**", lambda route: route.fulfill(body="<title>elsewhere</title>")
            )
            page.on("request", lambda request: visit.requests.append(request.url))
            page.on("websocket", lambda opened: visit.requests.append(opened.url))
            _open_when_ready(visit, server)
            yield visit
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _open_when_ready(visit: Visit, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, visit.log.read_text()
        try:
            visit.page.goto(visit.address)
        except Error:  # refused until the server listens
            visit.page.wait_for_timeout(200)
        else:
            return
    pytest.fail(visit.log.read_text())
