"""The order of the hits: nearest as a whole first, then by how well each word finds its like.

The vectors of whole passages choose the candidates, and those of their words order them: for each
word of the question the nearest one of the passage counts (late interaction; Khattab and Zaharia,
"ColBERT", arXiv:2004.12832), the more the rarer it is.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from practice_search.filters import Filters
from practice_search.index.catalogue import Catalogue
from practice_search.index.token_vectors import QuestionVectors
from practice_search.index.vectors import VectorIndex
from practice_search.records import Hit

__all__ = ["late_scores", "rank_passages"]

_CANDIDATES = 300  # of 800 to 2,000 passages, in other languages too, as good as all of them


def rank_passages(
    catalogue: Catalogue,
    vectors: VectorIndex,
    question: QuestionVectors,
    *,
    filters: Filters,
    limit: int,
) -> list[Hit]:
    """Return the ``limit`` passages that are nearest to a question among those allowed.

    The filters come before the ranking: what they leave out takes no other passage's place.

    Args:
        catalogue: the catalogue, inside a snapshot that ``vectors`` were refreshed to.
        vectors: the vectors of that snapshot.
        question: its vectors.
        filters: what to restrict to.
        limit: how many hits at most.

    """
    with catalogue.reading():
        nearest = vectors.search(
            question.whole,
            allowed=catalogue.allowed_ids(filters),
            limit=max(limit, _CANDIDATES),
        )
        ids = [passage_id for passage_id, _ in nearest]
        tokens = catalogue.token_vectors(
            ids, encoder=vectors.encoder, dimension=len(question.whole)
        )
        scores = dict(nearest)
        if tokens is not None and len(question.tokens):
            scores = dict(zip(ids, late_scores(question, tokens).tolist(), strict=True))
        ids = sorted(ids, key=lambda passage_id: (-scores[passage_id], passage_id))[:limit]
        passages = catalogue.passages(ids)
        reports = {r.id: r for r in catalogue.reports(p.report_id for p in passages)}
    return [
        Hit(passage=passage, report=reports[passage.report_id], score=scores[passage.id], rank=rank)
        for rank, passage in enumerate(passages, start=1)
    ]


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
