"""Whom to call, at the foot of each screen."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import opened, shown


@pytest.fixture(params=["ask", "reports"])
def screen(
    request: pytest.FixtureRequest, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> AppTest:
    """Return the app on each of its screens."""
    screen = opened(small_index, monkeypatch)
    if request.param == "reports":
        screen.switch_page("src/practice_search/ui/screens/reports.py").run()
    return screen


def choose(screen: AppTest, country: str) -> str:
    """Choose a country, and return what the screen says then."""
    (box,) = [box for box in screen.selectbox if box.label.startswith("Country in which")]
    box.set_value(country).run()
    assert not screen.exception
    return shown(screen)


def test_no_number_but_112_before_a_country_is_chosen(screen: AppTest) -> None:
    """The country is never guessed, and a number never stands without one."""
    text = shown(screen)
    assert "call 112" in text
    assert not re.search(r"\b(0800|116 0|1888|016)\b", text)


def test_a_country_has_its_numbers_with_their_source(screen: AppTest) -> None:
    """Each with the country, who runs it, when it was last checked and where."""
    text = choose(screen, "NO")
    for words in ("tel:116006", "Norway", "Day and night, every day, free", "Oslo Crisis Centre",
                  "Last checked against a source of 2023", "www.krisesenter.com",
                  "by whoever runs it or by the state", "tel:112"):  # fmt: skip
        assert words in text
    assert "0800 500 333" not in text
    text = choose(screen, "RO")
    assert "0800 500 333" in text
    assert "116 006" not in text


def test_what_is_not_sure_is_said(screen: AppTest) -> None:
    """An undated source, unknown hours and a number given by others are named as such."""
    text = choose(screen, "IS")
    for words in ("561 1205", "The source has no date", "The source does not say when it is open",
                  "by others: check it first"):  # fmt: skip
        assert words in text


def test_a_country_without_a_known_line_says_so(screen: AppTest) -> None:
    """There is still the emergency number."""
    text = choose(screen, "HU")
    assert "No helpline of Hungary is known here." in text
    assert "Hungary. In danger now: call" in text
    assert "tel:112" in text
