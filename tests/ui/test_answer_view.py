"""How an answer is drawn, whatever it holds: each made here from words that stand in reports."""

from dataclasses import replace

from practice_search import Library
from practice_search.answers.answer import Answer, Reason, Refusal
from practice_search.answers.asking.reading import Asking
from practice_search.answers.quotation import Quotation
from practice_search.records import Located
from tests.answers.quoting import quoting
from tests.ui.conftest import Draw, expander, htmls, quoted, shown

SHELTER = "Shelter staff in Norway work with the police."
POLICE = "Politiet vurderer risikoen for ny partnervold med et fast verktøy."
ORDER = "Ordinul de protecție provizoriu este emis de polițist."


def answer_of(
    *quotations: Quotation, doubts: tuple[Reason, ...] = (), differ: bool = False
) -> Answer:
    """Return an answer of these quotations."""
    return Answer(
        question="Who does what?", asking=Asking.QUESTION, quotations=quotations, probability=0.9,
        perhaps=bool(doubts), doubts=doubts, differing=differ, hits=(),
    )  # fmt: skip


def refusal_of(library: Library, *reasons: Reason) -> Refusal:
    """Return a refusal with a sentence that is near."""
    return Refusal(
        question="Who does what?", asking=Asking.QUESTION, reasons=reasons, probability=0.1,
        nearest=(quoting(library)(ORDER),), searched=tuple(library.reports()), hits=(),
    )  # fmt: skip


def test_countries_stand_side_by_side(draw: Draw, library: Library) -> None:
    """Quotations on one country each are sorted by it, and keep the numbers of the answer."""
    screen = draw(answer_of(*map(quoting(library), (SHELTER, ORDER, POLICE))))
    norway, romania = screen.columns
    assert "<h3>Norway</h3>" in htmls(norway)[0]
    assert quoted(norway) == [SHELTER, POLICE]
    assert "<h3>Romania</h3>" in htmls(romania)[0]
    assert quoted(romania) == [ORDER]
    assert ["[1]" in htmls(norway)[1], "[3]" in htmls(norway)[2], "[2]" in htmls(romania)[1]] == [
        True, True, True,
    ]  # fmt: skip


def test_what_cannot_be_compared_stands_one_below_the_other(draw: Draw, library: Library) -> None:
    """One country alone, or words on none, leave the quotations in their order."""
    shelter, police, order = map(quoting(library), (SHELTER, POLICE, ORDER))
    passage = replace(order.passage, claims=())
    nowhere = Quotation.of(
        Located(passage=passage, report=order.report),
        (0, len(ORDER)),
        pages=[library.page(order.report, 1)],
    )
    for quotations in ((shelter, police), (shelter, nowhere)):
        screen = draw(answer_of(*quotations))
        assert not screen.columns
        assert quoted(screen.main) == [quotation.words for quotation in quotations]
    assert "No country known" in htmls(screen.main)[-1]


def test_a_doubtful_answer_says_why(draw: Draw, library: Library) -> None:
    """What speaks against it stands between the verdict and the quotations."""
    doubts = (Reason("None of the nearest passages speaks of {}.", ("<b>Brazil</b>",)),)
    quotation = quoting(library)(ORDER)
    screen = draw(answer_of(quotation, doubts=doubts, differ=True))
    assert screen.header[0].value == "Perhaps these sentences answer"
    assert "speaks of &lt;b&gt;Brazil&lt;/b&gt;." in htmls(screen.main)[0]
    assert "different numbers" in htmls(screen.main)[1]
    assert "%" not in shown(screen)
    assert draw(answer_of(quotation)).header[0].value == "From the reports"


def test_a_refusal_says_why_and_what_was_searched(draw: Draw, library: Library) -> None:
    """What is nearest is behind a word to click on, since it does not answer."""
    screen = draw(refusal_of(library, Reason("A number is asked for."), Reason("There is none.")))
    assert screen.header[0].value == "No answer was found in these reports"
    assert "A number is asked for. There is none." in htmls(screen.main)[0]
    for words in ("Reports searched: 3", "Krisesentre i Norge", "Ordine de protecție"):
        assert words in htmls(screen.main)[1]
    nearest = expander(screen, "The nearest sentences, which do not seem to answer")
    assert quoted(nearest) == quoted(screen.main) == [ORDER]


def test_a_quotation_is_in_its_language_with_what_a_citation_needs(
    draw: Draw, library: Library
) -> None:
    """Report, page, publisher, year and kind of source stand below the words."""
    text = htmls(draw(answer_of(quoting(library)(POLICE))).main)[0]
    for words in ('lang="nb"', f"“{POLICE}”", "[1] <strong>Krisesentre i Norge, page 2</strong>",
                  "Testforlaget · 2023 · evaluation · Norway"):  # fmt: skip
        assert words in text
