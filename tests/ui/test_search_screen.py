"""The search screen, run as the app runs it."""

import re
import shutil
from pathlib import Path

import pytest
import typst
from streamlit.testing.v1 import AppTest

from practice_search import Library
from practice_search.ui.parts import INDEX_VARIABLE
from tests.conftest import WritePdf, build

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def screen(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the app as it opens on the small library."""
    return opened(small_index, monkeypatch)


def opened(index: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Open the app on an index."""
    monkeypatch.setenv(INDEX_VARIABLE, str(index))
    return AppTest.from_file(str(APP), default_timeout=120).run()


def ask(screen: AppTest, question: str) -> AppTest:
    """Type a question and send it."""
    screen.text_input[0].set_value(question)
    screen.button[0].click().run()
    assert not screen.exception
    return screen


def shown(screen: AppTest) -> str:
    """Return all that the screen says."""
    kinds = ("title", "subheader", "markdown", "caption", "html", "code")
    return "\n".join(str(e.value if hasattr(e, "value") else e.proto.body)
                     for kind in kinds for e in screen.get(kind))  # fmt: skip


def test_hits_show_passage_report_page_and_what_is_stated(
    screen: AppTest, small_index: Path
) -> None:
    """The screen shows the hits of the library, each with what a citation needs."""
    question = "Cum lucrează adăposturile cu poliția?"
    text = shown(ask(screen, question))
    with Library.open(small_index) as library:
        hits = library.search(question)
    plain = re.sub(r"</?strong>", "", text)
    positions = [plain.find(hit.passage.text) for hit in hits]
    assert positions == sorted(positions)
    assert positions[0] > 0
    for words in ("Krisesentre i Norge, page 1", "Testforlaget", "2023", "evaluation", "Norway"):
        assert words in text


def test_headings_guesses_and_recognised_text_are_shown_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above a passage stand the headings that lead to it, and what nobody has stated is a guess."""
    corpus = tmp_path / "corpus"
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
    build(corpus, tmp_path / "index")
    text = shown(ask(opened(tmp_path / "index", monkeypatch), "safety of women in shelters"))
    for words in ("Protection › Shelters", "English (guessed)", "Protection (guessed)",
                  "No country known", "kind of source unknown", "What is guessed, and why",
                  "of 100 such guesses about"):  # fmt: skip
        assert words in text


def test_filters_offer_what_reports_csv_says_and_restrict(screen: AppTest) -> None:
    """Each value stands with its number of passages; a choice leaves its passages alone."""
    labels = {box.label: box.options for box in screen.multiselect}
    assert set(labels) == {"Pillar", "Country", "Article", "Language", "Report", "Kind"}
    names = [option.split(" (")[0] for option in labels["Country"]]
    assert names == ["Norway", "Romania", "Unclassified"]
    assert len(labels["Pillar"]) == 5
    screen.multiselect[3].select("ro")
    text = shown(ask(screen, "police"))
    assert "Ordine de protecție" in text
    assert "A compendium" not in text
    assert dict(screen.query_params) == {"language": "ro"}


def test_a_link_brings_back_the_filters_and_never_the_question(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address holds the filters; what was asked is not in it."""
    monkeypatch.setenv(INDEX_VARIABLE, str(small_index))
    screen = AppTest.from_file(str(APP), default_timeout=120)
    screen.query_params["country"] = ["NO"]
    screen.query_params["pillar"] = ["nonsense"]
    screen.run()
    assert "A filter in the address was left out" in shown(screen)
    screen.query_params["pillar"] = ["protection"]
    screen = ask(screen.run(), "shelter")
    assert "A compendium" in shown(screen)
    assert "shelter" not in str(screen.query_params)


def test_a_page_is_shown_on_request(screen: AppTest) -> None:
    """Beside each passage its page can be looked at."""
    ask(screen, "krisesenter")
    assert not screen.get("image")
    screen.toggle[0].set_value(True).run()
    assert len(screen.get("image")) == 1


def test_an_empty_library_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is indexed the screen is calm and helpful."""
    screen = opened(tmp_path / "none", monkeypatch)
    assert not screen.exception
    assert "This library is still empty" in shown(screen)
    assert "practice-search index corpus" in shown(screen)


def test_no_hits_say_why(screen: AppTest) -> None:
    """Filters that nothing carries together are named, and what to leave away."""
    screen.multiselect[0].select("prevention")
    screen.multiselect[1].select("NO")
    told = shown(ask(screen, "police"))
    assert "No passage fits all that was asked for" in told
    assert "the filter on pillar (passages without it: 2)" in told


def test_an_index_that_is_none_is_told_without_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that holds something else is named."""
    (tmp_path / "catalogue.sqlite").write_text("a diary" * 1000)
    screen = opened(tmp_path, monkeypatch)
    assert not screen.exception
    assert "is no index of practice-search" in shown(screen)


def test_a_failed_report_is_listed_with_its_reason(screen: AppTest) -> None:
    """People see which file cannot be searched, and why."""
    labels = [expander.label for expander in screen.expander]
    assert "Files with something that cannot be searched (1)" in labels
    assert "broken.pdf" in shown(screen)
    assert "a web page" in shown(screen)


def test_a_question_without_words_is_answered_calmly(screen: AppTest) -> None:
    """No stack trace for a slip of the keyboard."""
    assert "at least one word" in shown(ask(screen, "???"))


def test_text_from_reports_is_shown_and_never_run(
    tmp_path: Path, small_corpus: Path, write_pdf: WritePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Markup in a title, a file name or a passage stands there as it is written."""
    corpus = Path(shutil.copytree(small_corpus, tmp_path / "corpus"))
    write_pdf(corpus / "x.pdf", ["A passage with <script>alert(1)</script> and ![](http://x.y)."])
    (corpus / "<img src=x>.pdf").touch()
    (corpus / "reports.csv").write_text("file,title\nx.pdf,<b>Bold</b> :smile: $x$\n")
    build(corpus, tmp_path / "index")
    text = shown(ask(opened(tmp_path / "index", monkeypatch), "script passage"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; and ![](http://x.y)." in text
    assert "&lt;b&gt;Bold&lt;/b&gt; :smile: $x$" in text
    assert "&lt;img src=x&gt;.pdf" in text
    assert "<script>" not in text
    assert "<img src=x>" not in text


def test_a_year_that_a_link_names_is_seen_and_can_be_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write_pdf: WritePdf
) -> None:
    """Also where all reports are of one year, so that there is none to choose."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_pdf(corpus / "a.pdf", ["Shelter staff work with the police. They plan together."])
    (corpus / "reports.csv").write_text("file,year\na.pdf,2020\n", encoding="utf-8")
    build(corpus, tmp_path / "index")
    monkeypatch.setenv(INDEX_VARIABLE, str(tmp_path / "index"))
    screen = AppTest.from_file(str(APP), default_timeout=120)
    screen.query_params["year"] = "1990-1995"
    screen.run()
    assert "No passage fits" in shown(ask(screen, "shelter"))
    assert screen.checkbox[0].label == "Only reports of 1990-1995"
    screen.checkbox[0].uncheck()
    assert "Shelter staff work" in shown(ask(screen, "shelter"))


def test_more_from_a_report_leaves_the_others_out(screen: AppTest) -> None:
    """The button of a hit asks the same question of its report alone."""
    ask(screen, "shelter staff and the police")
    next(b for b in screen.button if b.key and b.key.startswith("more-")).click().run()
    assert not screen.exception
    file = dict(screen.query_params)["report"]
    assert file in ("norge.pdf", "compendium.pdf", "romania.pdf"), file
    assert screen.text_input[0].value == "shelter staff and the police"
