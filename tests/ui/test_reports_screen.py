"""The screen of reports, run as the app runs it: what is known, and a person's last word."""

import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import practice_search.ui.screens.reports as screen_module
from practice_search import Library
from practice_search.terms import Kind
from practice_search.ui.parts import INDEX_VARIABLE

CSV = "reports.csv"


@pytest.fixture
def corpus(tmp_path: Path, small_corpus: Path, small_index: Path) -> Path:
    """Return a copy of the small library that may be changed: the corpus beside its index."""
    shutil.copytree(small_index, tmp_path / "index")
    return Path(shutil.copytree(small_corpus, tmp_path / "corpus"))


@pytest.fixture
def screen(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the screen as it opens."""
    monkeypatch.setenv(INDEX_VARIABLE, str(corpus.with_name("index")))
    return AppTest.from_file(str(screen_module.__file__), default_timeout=120).run()


def shown(screen: AppTest) -> str:
    """Return all that the screen says in its own words."""
    return "\n".join(str(element.proto.body) for element in screen.get("html"))


def choose(screen: AppTest, file: str, facet: str = "country") -> AppTest:
    """Choose a report, and what of it is to be corrected."""
    screen.selectbox(key="report").set_value(file).run()
    if len(screen.selectbox) > 1:
        screen.selectbox[1].set_value(facet).run()
    assert not screen.exception
    return screen


def press(screen: AppTest, label: str) -> AppTest:
    """Press a button of the form."""
    next(button for button in screen.button if button.label == label).click().run()
    assert not screen.exception
    return screen


def test_it_shows_who_says_what(screen: AppTest) -> None:
    """Each value stands with the person or the words that it rests on."""
    choose(screen, "norge.pdf")
    text = shown(screen)
    assert "Krisesentre i Norge" in text
    assert "a person said so of the report" in text
    choose(screen, "compendium.pdf")
    assert "a person said so of page 2" in shown(screen)


def test_a_correction_is_written_shown_and_searched(screen: AppTest, corpus: Path) -> None:
    """What is said of some pages stands in reports.csv, on the screen and in the index at once."""
    choose(screen, "compendium.pdf")
    screen.text_input[0].set_value("3-4")
    screen.multiselect[0].set_value(["SE", "NO"])
    press(screen, "Save")
    assert "Saved in reports.csv" in shown(screen)
    assert "a person said so of page 4" in shown(screen)
    assert "compendium.pdf,4,,,,,SE NO" in (corpus / CSV).read_text("utf-8-sig")
    with Library.open(corpus.with_name("index")) as library:
        hits = [
            hit
            for hit in library.search("ministries", limit=100, grouped=False)
            if "SE" in hit.passage.countries
        ]
        assert {hit.passage.spans[0].page for hit in hits} == {3}  # one passage on both pages

    press(screen, "Go back to what is guessed")
    assert "a person said so of page 4" not in shown(screen)


def test_the_kind_of_source_is_corrected(screen: AppTest, corpus: Path) -> None:
    """What holds of the report as a whole has no pages to ask for."""
    choose(screen, "romania.pdf", "kind")
    assert not screen.text_input
    screen.selectbox[2].set_value(Kind.PRESS)
    press(screen, "Save")
    with Library.open(corpus.with_name("index")) as library:
        kinds = {report.file: report.kind for report in library.reports()}
    assert kinds["romania.pdf"] is Kind.PRESS


def test_a_wrong_page_is_answered_and_nothing_written(screen: AppTest, corpus: Path) -> None:
    """A page beyond the end is told with the page that is the last."""
    before = (corpus / CSV).read_bytes()
    choose(screen, "compendium.pdf")
    screen.text_input[0].set_value("3-40")
    screen.multiselect[0].set_value(["SE"])
    press(screen, "Save")
    assert "4 pages" in shown(screen)
    screen.multiselect[0].set_value([])
    press(screen, "Save")
    assert "nothing was saved" in shown(screen)
    assert (corpus / CSV).read_bytes() == before


def test_a_broken_reports_csv_is_told(screen: AppTest, corpus: Path) -> None:
    """The screen still shows what the index knows when reports.csv cannot be used."""
    (corpus / CSV).write_bytes("file,title\nnorge.pdf,Krisesentre på norsk\n".encode("cp1252"))
    choose(screen, "norge.pdf")
    assert "UTF-8" in shown(screen)
    assert "Krisesentre i Norge" in shown(screen)


def test_readers_from_elsewhere_cannot_correct(screen: AppTest) -> None:
    """An app that is served to other machines shows what is known, and no form."""
    address = st.get_option("server.address")
    st.config.set_option("server.address", "0.0.0.0")  # noqa: S104  # what the test is about
    try:
        choose(screen, "norge.pdf")
        assert "Krisesentre i Norge" in shown(screen)
        assert not screen.button
    finally:
        st.config.set_option("server.address", address)


def test_an_empty_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to choose, and no trace of an error."""
    monkeypatch.setenv(INDEX_VARIABLE, str(tmp_path))
    screen = AppTest.from_file(str(screen_module.__file__), default_timeout=120).run()
    assert not screen.exception
    assert not screen.selectbox
