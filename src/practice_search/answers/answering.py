"""From the hits of a question to an answer or a refusal.

Two logistic regressions decide (`weights`): one which sentences answer best, by what speaks for
each (`sentences`); the other whether they answer at all, by the evidence (`evidence`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from practice_search.answers.answer import Answer, Reason, Refusal
from practice_search.answers.asking.reading import Asking
from practice_search.answers.evidence import EVIDENCE, Evidence
from practice_search.answers.expectation import (
    Expectation,
    figures,
    has_number,
    has_time,
    named_countries,
)
from practice_search.answers.quotation import Quotation
from practice_search.answers.sentences import (
    FEATURES,
    Sentence,
    describe_sentences,
    sentences_of,
)
from practice_search.answers.weights import Weights, weights
from practice_search.index.embedding import Encoder
from practice_search.index.full_text import words
from practice_search.index.token_vectors import QuestionVectors
from practice_search.records import Hit, Located, Page, Report
from practice_search.terms import country_name

__all__ = [
    "ANSWERED",
    "REFUSED_BELOW",
    "SURE_FROM",
    "Decided",
    "Weighed",
    "answer_question",
    "decide",
    "weigh",
]

_OF_THE_BEST = ("it speaks of another country", "it speaks of another year")
_QUOTED = 4  # sentences at most
_FAR_BEHIND = 3.0  # in log odds: how far a further sentence may be behind the best
_ALIKE = 0.7  # of the words of both (Jaccard): one of them is enough

SURE_FROM = 0.55
"""How likely it must be that the quotations answer, for an answer without a "perhaps"."""
REFUSED_BELOW = 0.35
"""Less likely than this, and nothing is claimed to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What is asked for, the sentences of the nearest passages, and the evidence.

    ``described`` are their features, (n, `practice_search.answers.sentences.FEATURES`).
    """

    expected: Expectation
    sentences: list[Sentence]
    described: npt.NDArray[np.float64]
    evidence: Evidence


def weigh(
    question: str,
    vectors: QuestionVectors,
    encoder: Encoder,
    hits: Sequence[Hit],
    *,
    scores: npt.NDArray[np.float64],
    countries: Collection[str],
) -> Weighed | None:
    """Say of each sentence of the nearest hits how well it answers; None where there is none.

    Args:
        question: its words.
        vectors: its vectors.
        encoder: what they are of.
        hits: the best first.
        scores: of all passages that were compared without filters.
        countries: those that it is restricted to (ISO 3166-1): a passage on several has sentences
            on the others too, which are left out.

    """
    sentences = [one for one in sentences_of(hits) if _is_within(one, countries)]
    if not sentences:
        return None
    expected = Expectation.of(question)
    return Weighed(
        expected=expected,
        sentences=sentences,
        described=describe_sentences(sentences, expected, vectors, encoder),
        evidence=Evidence.of(question, expected, hits, scores=scores),
    )


def _is_within(sentence: Sentence, countries: Collection[str]) -> bool:
    named = named_countries(sentence.text) if countries else frozenset()
    return not named or not named.isdisjoint(countries)


def answer_question(
    question: str,
    asking: Asking,
    weighed: Weighed | None,
    hits: Sequence[Hit],
    *,
    measured: bool,
    pages: Callable[[Report], Sequence[Page]],
    searched: Callable[[], Sequence[Report]],
) -> Answer | Refusal:
    """Choose the sentences that answer, and say so, or perhaps, or that nothing does.

    Args:
        question: as typed.
        asking: what it is.
        weighed: what `weigh` says of its hits.
        hits: the best first.
        measured: whether the weights were learned with the encoder that is used; with another one,
            nothing is surer than "perhaps", and nothing is refused.
        pages: returns the pages of a report, against which quotations are proved.
        searched: returns the reports that were searched.

    Raises:
        QuotationError: the pages do not say what the passages do; the index is damaged.

    """
    if weighed is None:
        return Refusal(
            question=question, asking=asking, reasons=(Reason("No passage is near."),), nearest=(),
            probability=0.0, searched=tuple(searched()), hits=tuple(hits),
        )  # fmt: skip
    decided = decide(weighed, weights("sentence"), weights("answered"))
    likely = decided.probability
    if not measured:
        likely = min(max(likely, REFUSED_BELOW), SURE_FROM - 0.01)
    quotations = tuple(_quotations([weighed.sentences[p] for p in decided.chosen], pages))
    doubts = tuple(_doubts(weighed, quotations))
    if not measured:
        doubts += (_OTHER_ENCODER,)
    if likely < REFUSED_BELOW:
        return Refusal(
            question=question,
            asking=asking,
            reasons=doubts or (_FAR,),
            nearest=quotations,
            probability=likely,
            searched=tuple(searched()),
            hits=tuple(hits),
        )
    perhaps = likely < SURE_FROM
    return Answer(
        question=question,
        asking=asking,
        quotations=quotations,
        probability=likely,
        perhaps=perhaps,
        doubts=(doubts or (_FAR,)) if perhaps else (),
        differing=_differ(weighed.expected, quotations),
        hits=tuple(hits),
    )


ANSWERED = (
    *EVIDENCE,
    "what its best sentence is worth",
    "and is in another language",  # so that its words are less alike, for the same meaning
    *_OF_THE_BEST,
)
"""What decides whether quotations answer: the evidence, and some features of the best sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is quoted, and whether it answers.

    ``chosen`` are places in ``Weighed.sentences``, the best first; ``features`` those that decide,
    by `ANSWERED`; ``probability`` how often quotations with such features answer.
    """

    chosen: list[int]
    features: tuple[float, ...]
    probability: float


def decide(weighed: Weighed, of_sentences: Weights, of_answers: Weights) -> Decided:
    """Choose the sentences that answer best, and say how likely it is that they do."""
    odds = of_sentences.log_odds(weighed.described)
    chosen = _choose(weighed.sentences, odds)
    best = dict(zip(FEATURES, weighed.described[chosen[0]].tolist(), strict=True))
    languages = {weighed.evidence.language, weighed.sentences[chosen[0]].passage.language} - {None}
    features = (
        *weighed.evidence.features,
        float(odds[chosen[0]]),
        float(len(languages) > 1),
        *(best[name] for name in _OF_THE_BEST),
    )
    log_odds = of_answers.log_odds(np.array([features]))[0]
    return Decided(chosen=chosen, features=features, probability=float(1 / (1 + np.exp(-log_odds))))


def _choose(sentences: Sequence[Sentence], odds: npt.NDArray[np.float64]) -> list[int]:
    """Choose the sentences that answer, by their places, the best first; not the same twice.

    Args:
        sentences: at least one.
        odds: the log odds that each answers, (n,).

    """
    chosen: list[int] = []
    order = np.argsort(-odds, kind="stable").tolist()
    for place in order:
        if odds[place] < odds[order[0]] - _FAR_BEHIND or len(chosen) == _QUOTED:
            break
        if not any(_alike(sentences[place].text, sentences[other].text) for other in chosen):
            chosen.append(place)
    return chosen


def _alike(one: str, other: str) -> bool:
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= _ALIKE * len(first | second)


def _quotations(
    chosen: Sequence[Sentence], pages: Callable[[Report], Sequence[Page]]
) -> list[Quotation]:
    """Quote sentences, report by report; those that follow each other as one."""
    runs: list[tuple[Located, list[tuple[int, int]]]] = []
    for sentence in chosen:
        for located, bounds in runs:
            if located.passage.id == sentence.passage.id and any(
                sentence.bounds[1] == start or end == sentence.bounds[0] for start, end in bounds
            ):
                bounds.append(sentence.bounds)
                break
        else:
            located = Located(passage=sentence.passage, report=sentence.hit.report)
            runs.append((located, [sentence.bounds]))
    reports = {located.report.id: located.report for located, _ in runs}
    said = {number: pages(report) for number, report in reports.items()}
    order = list(reports)
    runs.sort(key=lambda run: order.index(run[0].report.id))
    return [
        Quotation.of(
            located,
            (min(start for start, _ in bounds), max(end for _, end in bounds)),
            pages=said[located.report.id],
        )
        for located, bounds in runs
    ]


_OTHER_ENCODER = Reason("How often answers are right was not measured with this encoder.")
_FAR = Reason("The sentences that come nearest do not clearly say what was asked.")


def _doubts(weighed: Weighed, quotations: Sequence[Quotation]) -> list[Reason]:
    expected, evidence = weighed.expected, weighed.evidence
    doubts = []
    if evidence.countries:
        names = tuple(map(country_name, evidence.countries))
        doubts.append(Reason("None of the nearest passages speaks of {}.", names))
    if evidence.figures:
        doubts.append(Reason("{} stands in none of the nearest passages.", evidence.figures))
    if expected.number and not any(has_number(one.text) for one in quotations):
        doubts.append(Reason("A number is asked for, and the nearest sentences have none."))
    if expected.time and not any(has_time(one.text) for one in quotations):
        doubts.append(Reason("A time is asked for, and the nearest sentences have none."))
    return doubts


def _differ(expected: Expectation, quotations: Sequence[Quotation]) -> bool:
    """Whether a number is asked for, and two reports on a country in common name none in common."""
    if not expected.number:
        return False
    named = [(one, figures(one.text)) for one in quotations if has_number(one.text)]
    return any(
        one.report.id != other.report.id
        and not set(one.passage.countries).isdisjoint(other.passage.countries)
        and mine.isdisjoint(theirs)
        for (one, mine), (other, theirs) in combinations(named, 2)
    )
