"""The ask screen on reports full of markup, on odd ones, and on none."""

from pathlib import Path

import pytest
import typst

from tests.conftest import WritePdf, build
from tests.ui.conftest import ask, expander, htmls, opened, shown


@pytest.fixture(scope="module")
def odd_index(tmp_path_factory: pytest.TempPathFactory, write_pdf: WritePdf) -> Path:
    """Return the index of a report that nobody has described, and of one that is full of markup."""
    corpus = tmp_path_factory.mktemp("odd") / "corpus"
    corpus.mkdir()
    source = """
    = Protection
    == Shelters
    The shelter staff plan the safety of each woman together with the police of the district.
    = Prevention
    Teachers talk with pupils about respect, and begin when the children are ten years old.
    == Men
    Men who use violence meet a therapist.
    """
    (corpus / "r.pdf").write_bytes(typst.compile(source.encode()))
    write_pdf(corpus / "x.pdf", ["A passage with ![](http://x.y) and <script>alert(1)</script>."])
    (corpus / "<img src=x>.pdf").touch()
    (corpus / "reports.csv").write_text("file,title,year\nx.pdf,<b>Bold</b> :smile: $x$,2020\n")
    build(corpus, corpus.with_name("index"))
    return corpus.with_name("index")


def test_headings_guesses_and_recognised_text_are_shown_as_such(
    odd_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above a passage stand the headings that lead to it, and what nobody has stated is a guess."""
    text = shown(ask(opened(odd_index, monkeypatch), "safety of women in shelters"))
    for known in ("Protection › Shelters", "English (guessed)", "Protection (guessed)",
                  "No country known", "kind of source unknown", "What is guessed, and why",
                  "of 100 such guesses about"):  # fmt: skip
        assert known in text


def test_text_from_reports_is_shown_and_never_run(
    odd_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Markup in a title, a file name, a passage or a quotation stands there as it is written."""
    screen = ask(opened(odd_index, monkeypatch), "Which passage has a script?")
    escaped = "![](http://x.y) and &lt;script&gt;alert(1)&lt;/script&gt;."
    assert sum(escaped in text for text in htmls(screen.main)) >= 2  # quotation and passage
    text = shown(screen)
    assert "&lt;b&gt;Bold&lt;/b&gt; :smile: $x$" in text
    assert "&lt;img src=x&gt;.pdf" in text
    assert "<script>" not in text
    assert "<img src=x>" not in text
    rendered = [*screen.markdown, *screen.caption, *screen.header, *screen.expander]
    assert ":smile:" not in str([(one.label if one.type == "expander" else one.value)
                                 for one in rendered])  # fmt: skip


def test_a_year_that_a_link_names_is_seen_and_can_be_taken_away(
    odd_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where all reports are of one year, so that there is none to choose."""
    screen = opened(odd_index, monkeypatch, year="1990-1995")
    assert "No passage fits" in shown(ask(screen, "shelter"))
    assert screen.checkbox[0].label == "Only reports of 1990-1995"
    screen.checkbox[0].uncheck()
    assert "shelter staff plan" in shown(ask(screen, "shelter"))


def test_an_empty_library_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is indexed the screen is calm and helpful."""
    screen = opened(tmp_path / "none", monkeypatch)
    assert not screen.exception
    assert "This library is still empty" in shown(screen)
    assert "practice-search index corpus" in shown(screen)


def test_an_index_that_is_none_is_told_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that holds something else is named."""
    (tmp_path / "catalogue.sqlite").write_text("a diary" * 1000)
    screen = opened(tmp_path, monkeypatch)
    assert not screen.exception
    assert "is no index of practice-search" in shown(screen)


def test_a_failed_report_is_listed_with_its_reason(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People see which file cannot be searched, and why."""
    screen = opened(small_index, monkeypatch)
    problems = expander(screen, "Files with something that cannot be searched (1)")
    assert "broken.pdf" in htmls(problems)[0]
    assert "a web page" in htmls(problems)[0]
