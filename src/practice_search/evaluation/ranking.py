"""How well a library answers questions whose pages are known, in the field's own measures.

The unit is the page: a person opens one and reads. Hit@k is the share of questions with a right
page among the first k (Success@k), MRR the mean of one over the rank of the first (Voorhees,
TREC-8), and nDCG@10 also counts the others, the later the less (Järvelin and Kekäläinen, 2002). All
are computed by ir-measures (MacAvaney et al., arXiv:2111.13466); the intervals by resampling
questions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from practice_search.errors import QuestionsError
from practice_search.evaluation.intervals import Interval, interval
from practice_search.evaluation.questions import Place, Question
from practice_search.library import Library
from practice_search.terms import Facet

__all__ = [
    "MEASURES",
    "Evaluated",
    "evaluate",
    "evaluate_ranking",
    "evaluate_run",
    "summarise",
]

MEASURES = ("hit@1", "hit@5", "nDCG@10", "MRR")
"""In the order of `Evaluated.values`."""

_IR_MEASURES = dict(zip(MEASURES, (Success @ 1, Success @ 5, nDCG @ 10, RR), strict=True))
_DEPTH = 100  # passages a question: more than enough for ten pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """How one question went: its measures, and what kind of question it is."""

    id: str
    groups: tuple[str, ...]
    values: tuple[float, ...]


def evaluate(
    library: Library,
    questions: Iterable[Question],
    *,
    watch: Callable[[int], None] = lambda _: None,
) -> list[Evaluated]:
    """Search for each question that has an answer, and measure at which rank its pages come.

    Args:
        library: the open index.
        questions: those without an answer are passed over.
        watch: hears how many are done.

    Raises:
        QuestionsError: no question has an answer, or one names a report that is not indexed.

    """

    def find(question: str) -> list[Place]:
        return [page for hit in library.search(question, limit=_DEPTH) for page in hit.pages]

    spoken = {report.file: report.values(Facet.LANGUAGE) for report in library.reports()}
    return evaluate_ranking(find, spoken, questions, watch=watch)


def evaluate_ranking(
    find: Callable[[str], Iterable[Place]],
    spoken: Mapping[str, Sequence[str]],
    questions: Iterable[Question],
    *,
    watch: Callable[[int], None] = lambda _: None,
) -> list[Evaluated]:
    """Measure any way of finding pages as `evaluate` does.

    Args:
        find: returns pages for a question, the best first; a page that comes again is passed over.
        spoken: the languages of each report.
        questions: as for `evaluate`.
        watch: as for `evaluate`.

    Raises:
        QuestionsError: as for `evaluate`.

    """
    asked = [question for question in questions if question.pages]
    if not asked:
        raise QuestionsError("None of the questions has an answer, so there is nothing to measure.")
    for question in asked:
        for report, _ in question.pages:
            if report not in spoken:
                raise QuestionsError(
                    f"Question {question.id} is answered by {report}, which is not in this index. "
                    "Name the index of the corpus that the questions are about."
                )
    run: list[ScoredDoc] = []
    for done, question in enumerate(asked, start=1):
        pages = dict.fromkeys(_page_id(*page) for page in find(question.text))
        run += [ScoredDoc(question.id, page, float(-rank)) for rank, page in enumerate(pages)]
        watch(done)
    qrels = [Qrel(question.id, _page_id(*page), 1) for question in asked for page in question.pages]
    values = _measured(qrels, run)
    return [
        Evaluated(id=question.id, groups=_groups(question, spoken), values=values[question.id])
        for question in asked
    ]


def _page_id(report: str, page: int) -> str:
    return f"{report}#{page}"


def _groups(question: Question, spoken: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    languages = {language for report, _ in question.pages for language in spoken[report]}
    same = question.language in languages
    answered = question.language if same else "/".join(sorted(languages))
    return (
        "all",
        "same language" if same else "other language",
        f"{question.language} → {answered}",
        *([question.style] if question.style else []),
    )


def evaluate_run(qrels: Path, run: Path) -> list[Evaluated]:
    """Measure a ranking of any program against judgements, both in TREC's formats.

    Raises:
        QuestionsError: a file cannot be read, or has no question in common with the other.

    """
    try:
        values = _measured(
            list(ir_measures.read_trec_qrels(str(qrels))), list(ir_measures.read_trec_run(str(run)))
        )
    except (OSError, ValueError) as error:
        raise QuestionsError(f"{qrels} or {run} is not in TREC's format ({error}).") from error
    if not values:
        raise QuestionsError(f"{qrels} judges no question.")
    return [Evaluated(id=i, groups=("all",), values=v) for i, v in values.items()]


def _measured(qrels: list[Qrel], run: list[ScoredDoc]) -> dict[str, tuple[float, ...]]:
    """Return the measures of each question that is judged; one without a ranking has zeros."""
    found: dict[str, dict[str, float]] = {qrel.query_id: {} for qrel in qrels}
    names = {measure: name for name, measure in _IR_MEASURES.items()}
    for metric in ir_measures.iter_calc(list(_IR_MEASURES.values()), qrels, run):
        if metric.query_id in found:
            found[metric.query_id][names[metric.measure]] = metric.value
    return {i: tuple(v.get(name, 0.0) for name in MEASURES) for i, v in found.items()}


def summarise(evaluated: Sequence[Evaluated]) -> dict[str, tuple[int, tuple[Interval, ...]]]:
    """Return of each group how many questions it has, and the mean of each measure."""
    groups: dict[str, list[tuple[float, ...]]] = {}
    for one in evaluated:
        for group in one.groups:
            groups.setdefault(group, []).append(one.values)
    return {
        group: (len(values), tuple(interval(column, fmean) for column in zip(*values, strict=True)))
        for group, values in groups.items()
    }
