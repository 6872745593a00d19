"""The app in a real browser: what a person sees, and what leaves the machine (nothing)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import APP, PATIENCE, Visit, visiting

QUESTION = "Cum lucrează adăposturile cu poliția?"


@pytest.fixture(scope="module")
def served(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Serve the app on the small library, and open it."""
    with visiting(APP, small_index, tmp_path_factory.mktemp("served") / "log") as visit:
        yield visit


@pytest.fixture
def visit(served: Visit) -> Visit:
    """Return the app as it opens."""
    served.requests.clear()
    served.page.goto(served.address)
    expect(served.page.get_by_label("Your question")).to_be_visible(timeout=PATIENCE)
    served.settle()
    return served


def test_a_question_leads_to_the_passage_and_its_page(visit: Visit) -> None:
    """A practitioner asks in Romanian, reads the English passage, and looks at the page."""
    visit.page.get_by_label("Country", exact=True).fill("Norway")
    visit.page.get_by_role("option", name="Norway").click()
    visit.page.keyboard.press("Escape")
    visit.ask(QUESTION)
    card = (
        visit.page.locator("[data-testid=stVerticalBlock]")
        .filter(has=visit.page.get_by_role("heading", name="A compendium, page"))
        .last
    )
    words = card.locator("blockquote")
    expect(words).to_contain_text("Shelter staff in Norway work with the police.")
    assert words.get_attribute("lang") == "en"
    card.get_by_text("Show page").click()
    expect(visit.page.get_by_role("img", name="of A compendium")).to_be_visible()
    assert visit.page.url == f"{visit.address}?country=NO"


def test_nothing_leaves_the_machine_and_no_question_is_written_down(visit: Visit) -> None:
    """Every request goes to localhost; the question is in no address and no log."""
    visit.ask(QUESTION)
    stays_inside(visit, "adăposturile", "ad%C4%83posturile")


def test_a_cry_for_help_is_met_calmly_and_written_down_nowhere(visit: Visit) -> None:
    """The numbers come first in the window, what the reports say is shut, and nothing is kept."""
    visit.page.goto(f"{visit.address}?country=RO")
    visit.page.set_viewport_size({"width": 360, "height": 900})
    visit.type("m-a lovit din nou, unde pot să merg")
    calm = visit.page.locator("p[lang=ro]")
    expect(calm).to_be_in_viewport(timeout=PATIENCE)
    number = visit.page.get_by_role("link", name="0800 500 333")
    expect(number).to_be_visible()
    said = visit.page.get_by_text("What the reports say on these words")
    expect(said).to_be_visible()
    expect(visit.page.get_by_role("heading", name="The nearest passages")).to_be_hidden()
    places = [one.bounding_box() for one in (calm, number, said)]
    assert [box["y"] for box in places if box] == sorted(box["y"] for box in places if box)
    visit.page.set_viewport_size({"width": 1100, "height": 900})
    assert visit.page.url == f"{visit.address}?country=RO"
    stays_inside(visit, "lovit", "merg")


def stays_inside(visit: Visit, *typed: str) -> None:
    """Check that the browser asked for nothing elsewhere, and that no typed word is kept."""
    assert len(visit.requests) > 5
    assert visit.elsewhere == []
    # Files of the app itself may have a word in their names.
    asked = [re.sub(r"/static/.*", "", url) for url in visit.requests]
    everything = "\n".join([*asked, visit.page.url, visit.page.title(), visit.log.read_text()])
    assert [word for word in typed if word in everything] == []


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


def test_countries_are_compared_where_there_is_room(visit: Visit) -> None:
    """On a wide window their answers stand side by side, else one below the other."""
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    visit.ask(QUESTION)
    box = visit.page.get_by_label("Compare countries")
    box.click()  # a list that somebody chooses from shuts when the window is scrolled
    for name in ("Norway", "Romania"):
        box.fill(name)
        visit.page.get_by_role("option", name=name).click()
    visit.page.keyboard.press("Escape")
    compared = visit.page.locator(".st-key-compared-abreast")
    columns = compared.get_by_test_id("stColumn")
    expect(columns.nth(1).get_by_role("heading", name="Romania")).to_be_visible(timeout=PATIENCE)
    for width in (1280, 700, 320):
        visit.page.set_viewport_size({"width": width, "height": 900})
        norway, romania = (columns.nth(place).bounding_box() for place in (0, 1))
        assert norway
        assert romania
        assert (norway["y"] == romania["y"]) == (width == 1280)
        assert min(norway["width"], romania["width"]) > (500 if width > 700 else 250)
        assert visit.page.evaluate("document.scrollingElement.scrollWidth") <= width
    visit.page.set_viewport_size({"width": 1100, "height": 900})
