"""The page viewer and the copy button in a real browser, on a screen that has nothing else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ui.conftest import PATIENCE, Visit, visiting

COPIED = '"Shelter staff in Norway work with the police."\n<b>A compendium</b>, page 2'
SCREEN = f"""
import streamlit as st
from practice_search.records import Span
from practice_search.ui.copy_button import copy_button
from practice_search.ui.page_viewer import page_viewer
from practice_search.ui.parts import open_library

st.session_state.runs = st.session_state.get("runs", 0) + 1
st.html(f"<p>Run {{st.session_state.runs}}.</p>")
library = open_library()
report = next(r for r in library.reports() if r.file == "compendium.pdf")
pages = {{2: [Span(page=2, start=0, end=46)], 3: [Span(page=3, start=0, end=44)]}}
page_viewer(library, report, pages, key="viewer")
copy_button({COPIED!r}, key="copy")
"""


@pytest.fixture(scope="module")
def corpus(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small corpus beside a copy of its index, to be harmed by a test."""
    folder = tmp_path_factory.mktemp("viewed")
    shutil.copytree(small_index, folder / "index")
    return Path(shutil.copytree(small_index.with_name("corpus"), folder / "corpus"))


@pytest.fixture(scope="module")
def served(corpus: Path) -> Iterator[Visit]:
    """Serve the screen from its own process, and open it in headless Chromium."""
    script = corpus.with_name("screen.py")
    script.write_text(SCREEN, encoding="utf-8")
    with visiting(script, corpus.with_name("index"), corpus.with_name("log")) as visit:
        yield visit


@pytest.fixture
def page(served: Visit) -> Page:
    """Return the screen as it opens."""
    served.requests.clear()
    served.page.goto(served.address)
    expect(served.page.get_by_text("Show pages 2 to 3")).to_be_visible(timeout=PATIENCE)
    return served.page


def opened(page: Page) -> Locator:
    """Ask for the page, and return its picture."""
    page.get_by_text("Show pages 2 to 3").click()
    picture = page.get_by_role("img", name="Page 2 of A compendium; the words quoted above")
    expect(picture).to_be_visible()
    return picture


def says(page: Page, words: str) -> None:
    """Wait until the viewer says which page it shows, and in which size."""
    expect(page.get_by_role("status").filter(has_text="Page")).to_have_text(words)


def test_pages_are_turned_by_buttons(page: Page) -> None:
    """One reads on before and behind the words quoted, to either end and not beyond."""
    opened(page)
    says(page, "Page 2 of 4, 100 %")
    page.get_by_role("button", name="Next page").click()
    says(page, "Page 3 of 4, 100 %")
    expect(page.get_by_role("img", name="marked on it.")).to_be_visible()
    page.get_by_role("button", name="Next page").press("Enter")
    says(page, "Page 4 of 4, 100 %")
    expect(page.get_by_role("img", name="Page 4 of A compendium.")).to_be_visible()
    further = page.get_by_role("button", name="Next page")
    expect(further).to_have_attribute("aria-disabled", "true")
    expect(further).to_be_focused()
    further.press("Enter")
    page.get_by_role("button", name="Previous page").click()
    says(page, "Page 3 of 4, 100 %")
    expect(page.get_by_text("Run 1.")).to_be_visible()  # nothing else of the screen ran again


def test_pages_are_turned_and_sized_by_keys(page: Page) -> None:
    """Inside the frame the arrow keys turn pages, + and - change the size, quickly pressed too."""
    opened(page)
    page.get_by_role("region", name="The page").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    says(page, "Page 4 of 4, 100 %")
    page.keyboard.press("ArrowLeft")
    says(page, "Page 3 of 4, 100 %")
    page.keyboard.press("+")
    page.keyboard.press("+")
    says(page, "Page 3 of 4, 150 %")
    page.keyboard.press("-")
    says(page, "Page 3 of 4, 125 %")
    expect(page.get_by_role("region", name="The page")).to_be_focused()


def test_a_larger_page_is_drawn_anew(page: Page) -> None:
    """At three times the size there are three times the dots, in a frame that is moved inside."""
    picture = opened(page)
    small = picture.evaluate("img => img.naturalWidth")
    for size in (125, 150, 200, 250, 300):
        page.get_by_role("button", name="Larger").click()
        says(page, f"Page 2 of 4, {size} %")
    page.wait_for_function(
        """([img, dots]) => img.naturalWidth > dots
            && img.parentElement.scrollWidth > 2.9 * img.parentElement.clientWidth""",
        arg=[picture.element_handle(), 2.9 * small],
    )
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")


def test_the_pdf_opens_at_the_page(page: Page, served: Visit, corpus: Path) -> None:
    """The whole PDF is served by the app itself, and shown rather than saved."""
    opened(page)
    page.get_by_role("button", name="Next page").click()
    link = page.get_by_role("link", name="Open the PDF at this page")
    says(page, "Page 3 of 4, 100 %")
    address = link.get_attribute("href") or ""
    assert address.startswith("/media/")
    assert address.endswith(".pdf#page=3")
    assert "noopener" in (link.get_attribute("rel") or "")
    answer = page.request.get(served.address.rstrip("/") + address)
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" not in answer.headers.get("content-disposition", "")
    assert answer.body() == (corpus / "compendium.pdf").read_bytes()
    assert served.elsewhere == []


@pytest.mark.parametrize("way", ["clipboard", "selection"])
def test_words_are_copied_as_they_stand(page: Page, way: str) -> None:
    """Copying works by keyboard, says so, and works where the newer way is not allowed."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('something else')")
    if way == "selection":
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    button = page.get_by_role("button", name="Copy with reference")
    button.press("Enter")
    expect(page.get_by_text("Copied")).to_be_visible()
    expect(button).to_be_focused()
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    assert page.evaluate("navigator.clipboard.readText()") == COPIED


def test_a_page_that_is_gone_is_told_calmly(page: Page, corpus: Path) -> None:
    """A PDF that went away since it was indexed gives a sentence, not a crash."""
    (corpus / "compendium.pdf").rename(corpus / "away")
    try:
        page.get_by_text("Show pages 2 to 3").click()
        expect(page.get_by_text("compendium.pdf is not in the corpus now")).to_be_visible()
    finally:
        (corpus / "away").rename(corpus / "compendium.pdf")
