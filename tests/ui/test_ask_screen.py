"""The ask screen, run as the app runs it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from practice_search import Filters, Library
from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.quotation import Quotation
from tests.ui.conftest import ask, expander, htmls, opened, passages, quoted, shown

QUESTION = "Cum lucrează adăposturile cu poliția?"
HELP = "m-a lovit din nou, unde pot să merg"
BEHIND = "What the reports say on these words"


@pytest.fixture
def screen(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the app as it opens on the small library."""
    return opened(small_index, monkeypatch)


def press(screen: AppTest, key: str) -> AppTest:
    """Press the first button whose key begins so."""
    next(b for b in screen.button if b.key and b.key.startswith(key)).click().run()
    assert not screen.exception
    return screen


def sentences(answer: Answer | Refusal) -> Sequence[Quotation]:
    """Return what is quoted, whether it answers or not."""
    return answer.quotations if isinstance(answer, Answer) else answer.nearest


def words(answer: Answer | Refusal) -> list[str]:
    """Return what is quoted, as it is read."""
    return [quotation.words for quotation in sentences(answer)]


def test_the_answer_of_the_library_comes_first_then_its_hits(
    screen: AppTest, library: Library
) -> None:
    """Quotations with report and page, then the passages, each with what a citation needs."""
    text = shown(ask(screen, QUESTION))
    answer = library.answer(QUESTION)
    assert quoted(screen.main) == words(answer)
    assert passages(screen.main) == ["\n".join(p.text for p in hit.passages) for hit in answer.hits]
    for quotation in sentences(answer):
        assert f"{quotation.report.title}, {quotation.place}" in text
    assert screen.header[-1].value == "The nearest passages"
    for known in ("Krisesentre i Norge, page 1", "Testforlaget", "2023", "evaluation", "Norway"):
        assert known in text
    assert not screen.query_params


@pytest.mark.parametrize("question", [QUESTION, "What is the capital of Mongolia?"])
def test_what_speaks_against_an_answer_is_said(
    screen: AppTest, library: Library, question: str
) -> None:
    """A refusal says why and what was searched, a doubtful answer why it is doubtful."""
    text = shown(ask(screen, question))
    answer = library.answer(question)
    for reason in answer.reasons if isinstance(answer, Refusal) else answer.doubts:
        assert str(reason) in text
    if isinstance(answer, Refusal):
        assert "No answer was found in these reports" in text
        assert "Reports searched: 3" in text


def test_who_needs_help_sees_first_whom_to_call(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calm words in their language, then the lines of the country of the filter; all else is shut.

    What was typed stands in no address.
    """
    screen = ask(opened(small_index, monkeypatch, country="RO"), HELP)
    texts = htmls(screen.main)
    calm = next(place for place, text in enumerate(texts) if 'lang="ro"' in text)
    assert calm == 0
    assert "tel:0800500333" in texts[1]
    assert quoted(expander(screen, BEHIND)) == quoted(screen.main)
    assert passages(expander(screen, BEHIND)) == passages(screen.main) != []
    assert [box.value for box in screen.selectbox] == ["RO", None]
    assert dict(screen.query_params) == {"country": "RO"}

    screen.query_params["country"] = "NO"
    screen.run()
    assert [box.value for box in screen.selectbox] == ["NO", None]
    assert "tel:116006" in htmls(screen.main)[1]


def test_a_country_is_never_guessed_from_a_cry_for_help(screen: AppTest) -> None:
    """Without a filter there is no number but 112, until a country is chosen."""
    ask(screen, HELP)
    assert "112" in htmls(screen.main)[0]
    assert "0800" not in "".join(htmls(screen.main)[:2])
    screen.selectbox[0].set_value("RO").run()
    assert "tel:0800500333" in htmls(screen.main)[1]


@pytest.mark.parametrize(("text", "language"), [("hello", "en"), ("Bună ziua", "ro")])
def test_what_is_no_question_gets_calm_words_alone(
    screen: AppTest, text: str, language: str
) -> None:
    """A greeting and an insult are answered in their language, and searched for nowhere."""
    ask(screen, text)
    said = htmls(screen.main)[0]
    assert f'<p lang="{language}">' in said
    assert "!" not in said
    assert not screen.header
    assert BEHIND not in [one.label for one in screen.expander]
    assert not passages(screen.main)


def test_one_click_asks_the_same_of_less(screen: AppTest, library: Library) -> None:
    """A country among the hits becomes the filter, and the question is asked again."""
    press(ask(screen, QUESTION), "only-country-")
    (chosen,) = dict(screen.query_params).values()
    filters = Filters(countries={str(chosen)})
    assert screen.text_input[0].value == QUESTION
    assert quoted(screen.main) == words(library.answer(QUESTION, filters=filters))
    assert not [b for b in screen.button if b.key and b.key.startswith("only-country-")]


def test_countries_are_compared(screen: AppTest, library: Library) -> None:
    """The same is asked of each country that is chosen, and each answer stands below its name."""
    ask(screen, QUESTION)
    before = quoted(screen.main)
    (box,) = (box for box in screen.multiselect if box.label == "Compare countries")
    box.set_value(["RO", "NO"]).run()
    answers = library.compare(QUESTION, ["RO", "NO"])
    compared = [words(answer) for answer in answers.values()]
    assert quoted(screen.main) == [*before, *compared[0], *compared[1]]
    texts = "".join(htmls(screen.main))
    assert 0 < texts.find("<h3>Romania</h3>") < texts.find("<h3>Norway</h3>")


def test_related_passages_are_listed_on_request(screen: AppTest, library: Library) -> None:
    """With report, place and nearest sentence, from the whole library."""
    ask(screen, QUESTION)
    hit = library.search(QUESTION)[0]
    screen.toggle(key=f"related-{hit.passage.id}").set_value(True).run()
    listed = next(text for text in htmls(screen.main) if text.startswith("<ul"))
    shown_with_it = {passage.id for passage in hit.passages}
    near = [one for one in library.related(hit.passage) if one.passage.id not in shown_with_it]
    places = [listed.find(f"{one.report.title}, {one.place}") for one in near]
    assert places == sorted(places)
    assert places[0] > 0
    assert near[0].around_nearest[1] in listed


def test_filters_offer_what_reports_csv_says_and_restrict(screen: AppTest) -> None:
    """Each value stands with its number of passages; a choice leaves its passages alone."""
    boxes = {box.label: box for box in screen.multiselect}
    assert set(boxes) == {"Pillar", "Country", "Article", "Language", "Report", "Kind"}
    names = [option.split(" (")[0] for option in boxes["Country"].options]
    assert names == ["Norway", "Romania", "Unclassified"]
    assert len(boxes["Pillar"].options) == 5
    boxes["Language"].select("ro")
    text = shown(ask(screen, "police"))
    assert "Ordine de protecție" in text
    assert "A compendium" not in text
    assert dict(screen.query_params) == {"language": "ro"}


def test_a_link_brings_back_the_filters_and_never_the_question(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address holds the filters; what was asked is not in it."""
    screen = opened(small_index, monkeypatch, country="NO", pillar="nonsense")
    assert "A filter in the address was left out" in shown(screen)
    screen.query_params["pillar"] = ["protection"]
    screen = ask(screen.run(), "shelter")
    assert "A compendium" in shown(screen)
    assert "shelter" not in str(screen.query_params)


def test_pages_are_shown_on_request(screen: AppTest) -> None:
    """Below each quotation and each passage its page can be looked at."""
    ask(screen, "krisesenter")
    pages = [toggle for toggle in screen.toggle if toggle.label.startswith("Show page")]
    assert len(pages) == len(quoted(screen.main)) + len(passages(screen.main))
    before = len(screen.get("bidi_component"))
    pages[0].set_value(True).run()
    assert len(screen.get("bidi_component")) == before + 1


def test_no_hits_say_why_and_one_click_loosens(
    small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filters that nothing carries together are named; each can be left away at once."""
    screen = ask(opened(small_index, monkeypatch, pillar="prevention", country="NO"), "police")
    assert "No passage fits all that was asked for" in shown(screen)
    (pillar,) = (one for one in screen.button if one.key == "without-pillar")
    assert pillar.label == "the filter on pillar (passages without it: 2)"
    press(screen, "without-pillar")
    assert dict(screen.query_params) == {"country": "NO"}
    assert passages(screen.main)


def test_a_question_without_words_is_answered_calmly(screen: AppTest) -> None:
    """No stack trace for a slip of the keyboard."""
    assert "at least one word" in shown(ask(screen, "???"))


def test_more_from_a_report_leaves_the_others_out(screen: AppTest) -> None:
    """The button of a hit asks the same question of its report alone."""
    press(ask(screen, QUESTION), "more-")
    file = dict(screen.query_params)["report"]
    assert file in ("norge.pdf", "compendium.pdf", "romania.pdf"), file
    assert screen.text_input[0].value == QUESTION
