"""How often quotations answer, and refusals are right.

A question is answered if a sentence that readers chose is among those quoted. A refusal is right
if nothing answers (precision: of all refusals; recall: of all questions that nothing answers).
Whoever answers only the surer questions is wrong less often: the area under the curve of risk over
coverage says how well the probabilities order them, the less the better (El-Yaniv and Wiener,
"On the foundations of noise-free selective classification", JMLR 2010; Geifman and El-Yaniv,
arXiv:1705.08500).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import isnan, nan
from statistics import fmean

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.quotation import Quotation
from practice_search.evaluation.intervals import Interval, interval
from practice_search.evaluation.questions import Gold, Question
from practice_search.library import Library

__all__ = [
    "ANSWER_MEASURES",
    "Answered",
    "evaluate_answers",
    "risk_by_coverage",
    "says_gold",
    "summarise_answers",
]

_SAID = 0.5  # of the words that a reader chose: they may run over two sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How one question was answered.

    ``answerable`` says whether anything answers it; ``page`` whether a right page is among the
    hits, ``chosen`` whether a right sentence is among those quoted or shown as nearest, and
    ``refused`` and ``perhaps`` what was said of them; ``probability`` is that of the answer.
    """

    id: str
    answerable: bool
    page: bool
    chosen: bool
    refused: bool
    perhaps: bool
    probability: float

    @property
    def right(self) -> bool:
        """Whether the quotations answer."""
        return self.answerable and self.chosen


def evaluate_answers(
    library: Library,
    questions: Iterable[Question],
    *,
    watch: Callable[[int], None] = lambda _: None,
) -> list[Answered]:
    """Ask each question, also those that nothing answers.

    Args:
        library: the open index.
        questions: with the words that answer them.
        watch: hears how many are done.

    """
    answered = []
    for done, question in enumerate(questions, start=1):
        answered.append(_answered(question, library.answer(question.text)))
        watch(done)
    return answered


def _answered(question: Question, said: Answer | Refusal) -> Answered:
    refused = isinstance(said, Refusal)
    quotations = said.nearest if isinstance(said, Refusal) else said.quotations
    return Answered(
        id=question.id,
        answerable=bool(question.answers),
        page=any(not question.pages.isdisjoint(hit.pages) for hit in said.hits),
        chosen=any(_is_gold(one, question.answers) for one in quotations),
        refused=refused,
        perhaps=isinstance(said, Answer) and said.perhaps,
        probability=said.probability,
    )


def _is_gold(quotation: Quotation, answers: Iterable[Gold]) -> bool:
    pages = {span.page for span in quotation.spans}
    return any(
        gold.report == quotation.report.file
        and not pages.isdisjoint(gold.pages)
        and says_gold(quotation.words, gold)
        for gold in answers
    )


def says_gold(words: str, gold: Gold) -> bool:
    """Whether words in one line hold half or more of those that a reader chose, or lie in them."""
    if not gold.quotation or gold.quotation in words or words in gold.quotation:
        return True
    match = SequenceMatcher(None, words, gold.quotation, autojunk=False).find_longest_match()
    return match.size >= _SAID * len(gold.quotation)


def risk_by_coverage(answered: Sequence[Answered]) -> list[tuple[float, float]]:
    """Return coverage and risk, both from 0 to 1, when ever less sure questions are answered.

    Questions with the same probability are answered together.
    """
    surest = sorted(answered, key=lambda one: -one.probability)
    curve = []
    wrong = 0
    for count, one in enumerate(surest, start=1):
        wrong += not one.right
        if count == len(surest) or surest[count].probability < one.probability:
            curve.append((count / len(surest), wrong / count))
    return curve


def _area(answered: Sequence[Answered]) -> float:
    area, before = 0.0, 0.0
    for coverage, risk in risk_by_coverage(answered):
        area += (coverage - before) * risk
        before = coverage
    return area


def _share(of: Iterable[bool]) -> float:
    values = list(of)
    return fmean(values) if values else nan


ANSWER_MEASURES: Mapping[str, Callable[[Sequence[Answered]], float]] = {
    "quotation hit": lambda a: _share(one.chosen for one in a if one.answerable),
    "with the page": lambda a: _share(one.chosen for one in a if one.answerable and one.page),
    "and answered": lambda a: _share(one.chosen and not one.refused for one in a if one.answerable),
    "refusal precision": lambda a: _share(not one.answerable for one in a if one.refused),
    "refusal recall": lambda a: _share(one.refused for one in a if not one.answerable),
    "sure and right": lambda a: _share(one.right for one in a if not one.refused | one.perhaps),
    "area of risk": _area,
}
"""By name: of the answerable questions, those with a right sentence among the quoted or nearest,
the same where a right page was found, and those with one among the quoted; precision and recall of
refusals; how many of the answers without a "perhaps" are right; and the area under the curve of
risk over coverage."""


def summarise_answers(answered: Sequence[Answered]) -> dict[str, Interval]:
    """Return each measure for which there are questions of the kind."""
    return {
        name: interval(answered, measure)
        for name, measure in ANSWER_MEASURES.items()
        if not isnan(measure(answered))
    }
