"""The order of the hits: by meaning, by how well each word finds its like, and by the words.

The vectors of whole passages and the full text choose the candidates. The vectors of their words
order them: for each word of the question the nearest one of the passage counts (late interaction;
Khattab and Zaharia, "ColBERT", arXiv:2004.12832), the more the rarer it is. A passage loses a
little for each word of the question that it lacks and the best passage of its language has. So the
words order the passages of one language, and say nothing between two: the passages of the asker's
own have more of them, and are not more often right.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from practice_search.filters import Filters
from practice_search.index.catalogue import Catalogue
from practice_search.index.reranking import Reranker
from practice_search.index.token_vectors import QuestionVectors
from practice_search.index.vectors import VectorIndex
from practice_search.records import Hit, Located
from practice_search.search.grouping import Candidate, Group, group_passages
from practice_search.search.lexical import Lexical, WordsFound, restrictions
from practice_search.search.question import Asked

__all__ = ["Ranking", "find_hits", "late_scores"]

_NEAREST = 300  # of 800 to 2,000 passages, in other languages too, as good as all of them
_BY_WORDS = 100  # candidates more
_MISSING = 0.15  # what the words that are not there cost, at most
_RERANKED = 20  # more take a cross-encoder seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The hits of a search, and the scores of all passages that were compared."""

    hits: list[Hit]
    scores: npt.NDArray[np.float64]


def find_hits(
    catalogue: Catalogue,
    vectors: VectorIndex,
    asked: Asked,
    question: QuestionVectors,
    *,
    filters: Filters,
    limit: int,
    grouped: bool,
    reranker: Reranker | None,
) -> Ranking:
    """Return the ``limit`` hits that are nearest to a question among those allowed.

    The filters come before the ranking: what they leave out takes no other passage's place.

    Args:
        catalogue: the catalogue, inside a snapshot that ``vectors`` were refreshed to.
        vectors: the vectors of that snapshot.
        asked: the question.
        question: its vectors.
        filters: what to restrict to.
        limit: how many hits at most.
        grouped: whether passages that belong together are one hit; see `group_passages`.
        reranker: what has the last word on the order of the first hits.

    """
    with catalogue.reading():
        allowed = catalogue.allowed_ids(filters, **restrictions(asked))
        nearest = vectors.search(question.whole, allowed=allowed, limit=max(limit, _NEAREST))
        lexical = Lexical(catalogue, asked.words)
        expression = lexical.expression()
        best = by_words = catalogue.matching_ids(expression, allowed=None, limit=_BY_WORDS)
        if allowed is not None:
            by_words = catalogue.matching_ids(expression, allowed=allowed, limit=_BY_WORDS)
        scores = _by_meaning(catalogue, vectors.encoder, question, dict(nearest), by_words)
        stems = catalogue.stems({*scores, *best})
        words = lexical.compare(stems)
        fewest = _fewest_missing(words[i] for i in best)
        for i, found in words.items():
            if i in scores and found.mark in fewest:
                scores[i] -= _MISSING * max(0, found.missing - fewest[found.mark])
        ids = sorted(scores, key=lambda i: (-scores[i], i))
        if reranker:
            ids[:_RERANKED] = _reranked(catalogue, reranker, asked, ids[:_RERANKED])
        reports = catalogue.reports_of(ids)
        ranked = (  # made one by one, since few of them are looked at
            Candidate(id=i, report_id=reports[i], stems=frozenset(stems.get(i, ()))) for i in ids
        )
        groups = (
            group_passages(ranked, limit=limit)
            if grouped
            else [Group(main=candidate) for candidate in islice(ranked, limit)]
        )
        return Ranking(
            hits=_hits(catalogue, vectors.encoder, groups, question, scores, words),
            scores=np.fromiter(scores.values(), np.float64),
        )


def _by_meaning(
    catalogue: Catalogue,
    encoder: str,
    question: QuestionVectors,
    nearest: dict[int, float],
    others: Iterable[int],
) -> dict[int, float]:
    """Score by late interaction the nearest passages and others, by id.

    Where there are no vectors of words, the nearest alone have the score that they come with.
    """
    ids = list(dict.fromkeys([*nearest, *others]))
    tokens = catalogue.token_vectors(ids, encoder=encoder, dimension=len(question.whole))
    if tokens is None or not len(question.tokens):
        return nearest
    return dict(zip(ids, late_scores(question, tokens).tolist(), strict=True))


def _fewest_missing(best: Iterable[WordsFound]) -> dict[str, float]:
    """Return of each language what the passage lacks that has most of the words."""
    fewest: dict[str, float] = {}
    for found in best:
        fewest[found.mark] = min(found.missing, fewest.get(found.mark, math.inf))
    return fewest


def _reranked(
    catalogue: Catalogue, reranker: Reranker, asked: Asked, ids: Sequence[int]
) -> list[int]:
    passages = catalogue.passages(ids)
    judged = reranker.scores(asked.text, [passage.text for passage in passages])
    order = sorted(zip(judged, passages, strict=True), key=lambda pair: -pair[0])
    return [passage.id for _, passage in order]


def _hits(
    catalogue: Catalogue,
    encoder: str,
    groups: Sequence[Group],
    question: QuestionVectors,
    scores: Mapping[int, float],
    words: Mapping[int, WordsFound],
) -> list[Hit]:
    """Fetch what a person reads of the groups."""
    shown = [one.id for group in groups for one in (group.main, *group.beside, *group.copies)]
    passages = {passage.id: passage for passage in catalogue.passages(shown)}
    reports = {r.id: r for r in catalogue.reports(p.report_id for p in passages.values())}
    sentences = catalogue.sentences(
        [group.main.id for group in groups], encoder=encoder, dimension=len(question.whole)
    )

    def located(one: Candidate) -> Located:
        return Located(passage=passages[one.id], report=reports[one.report_id])

    return [
        Hit(
            passage=passages[group.main.id],
            report=reports[group.main.report_id],
            score=scores[group.main.id],
            rank=rank,
            words=words[group.main.id].words if group.main.id in words else (),
            nearest=_nearest_sentence(question, *sentences[group.main.id])
            if group.main.id in sentences
            else None,
            beside=tuple(passages[one.id] for one in group.beside),
            copies=tuple(map(located, group.copies)),
        )
        for rank, group in enumerate(groups, start=1)
    ]


def _nearest_sentence(
    question: QuestionVectors, ends: Sequence[int], vectors: npt.NDArray[np.float32]
) -> tuple[int, int] | None:
    if not len(ends):
        return None
    nearest = int(np.argmax(vectors @ question.whole))
    return (ends[nearest - 1] if nearest else 0), ends[nearest]


def late_scores(
    question: QuestionVectors, passages: Sequence[npt.NDArray[np.float32]]
) -> npt.NDArray[np.float32]:
    """Return how well the words of a question find their like in each passage, at most 1.

    Args:
        question: its token vectors, (k, d), and their weights.
        passages: the token vectors of each passage, (its tokens, d); one without any scores -1.

    """
    scores = np.full(len(passages), -1.0, dtype=np.float32)
    with_words = [place for place, tokens in enumerate(passages) if len(tokens)]
    if not with_words or not len(question.tokens):
        return scores
    likeness = np.concatenate([passages[place] for place in with_words]) @ question.tokens.T
    starts = np.cumsum([0, *(len(passages[place]) for place in with_words[:-1])])
    best = np.maximum.reduceat(likeness, starts, axis=0)
    scores[with_words] = best @ question.weights / question.weights.sum()
    return scores
