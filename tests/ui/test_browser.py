"""The app in a real browser: what a person sees, and what leaves the machine (nothing)."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from practice_search.ui.parts import INDEX_VARIABLE

ROOT = Path(__file__).parents[2]
QUESTION = "Cum lucrează adăposturile cu poliția?"
PATIENCE = 120_000  # milliseconds, for the first question loads the encoder


@dataclass
class Visit:
    """One browser page on a running app, and each address that it asked for."""

    page: Page
    address: str
    log: Path
    requests: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question and send it."""
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_role("button", name="Search").click()
        expect(self.page.get_by_text("The nearest passages")).to_be_visible(timeout=PATIENCE)


@pytest.fixture(scope="module")
def served(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Serve the app from its own process, and open it in headless Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Install Chromium: the app is tested in a real browser."
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("served") / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true",
             f"--server.port={port}"],
            cwd=ROOT, env=os.environ | {INDEX_VARIABLE: str(small_index)},
            stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                      "--disable-component-update", "--disable-sync", "--no-first-run"],
            )  # fmt: skip
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
        except Exception:  # noqa: BLE001  # refused until the server listens
            visit.page.wait_for_timeout(200)
        else:
            return
    pytest.fail(visit.log.read_text())


@pytest.fixture
def visit(served: Visit) -> Visit:
    """Return the app as it opens."""
    served.requests.clear()
    served.page.goto(served.address)
    expect(served.page.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
    return served


def test_a_question_leads_to_the_passage_and_its_page(visit: Visit) -> None:
    """A practitioner asks in Romanian, reads the English passage, and looks at the page."""
    visit.page.get_by_label("Language").fill("English")
    visit.page.get_by_role("option", name="English").click()
    visit.page.keyboard.press("Escape")
    visit.ask(QUESTION)
    first = visit.page.locator("blockquote").first
    expect(first).to_contain_text("Shelter staff in Norway work with the police.")
    assert first.get_attribute("lang") == "en"
    expect(visit.page.get_by_role("heading", name="A compendium, page").first).to_be_visible()
    visit.page.get_by_text("Show page").first.click()
    expect(visit.page.get_by_role("img", name="of A compendium").first).to_be_visible()
    assert "language=en" in visit.page.url


def test_nothing_leaves_the_machine_and_no_question_is_written_down(visit: Visit) -> None:
    """Every request goes to localhost; the question is in no address and no log."""
    visit.ask(QUESTION)
    assert len(visit.requests) > 5
    inside = (visit.address, visit.address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(inside)] == []
    everything = "\n".join([*visit.requests, visit.page.url, visit.log.read_text()])
    assert "adăposturile" not in everything
    assert "ad%C4%83posturile" not in everything


@pytest.mark.parametrize("way", ["click", "shift"])
def test_the_quick_exit_leaves_at_once(visit: Visit, way: str) -> None:
    """A click, or Shift three times, leads elsewhere; going back does not bring the app back."""
    visit.ask(QUESTION)
    before = visit.page.evaluate("history.length")
    if way == "click":
        visit.page.get_by_role("link", name="Leave this page").click()
    else:
        for _ in range(3):
            visit.page.keyboard.press("Shift")
    visit.page.wait_for_url("https://www.wikipedia.org/")
    expect(visit.page).to_have_title("elsewhere")
    assert visit.page.evaluate("history.length") == before


def test_it_works_on_a_phone_without_sideways_scrolling(visit: Visit) -> None:
    """At 320 pixels nothing is cut off."""
    visit.page.set_viewport_size({"width": 320, "height": 640})
    visit.ask(QUESTION)
    width = visit.page.evaluate("document.scrollingElement.scrollWidth")
    visit.page.set_viewport_size({"width": 1100, "height": 900})
    assert width <= 320
