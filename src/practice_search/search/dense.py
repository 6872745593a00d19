"""Dense ranking: the passages whose vectors are nearest to the question's, inside the filters."""

import numpy as np
import numpy.typing as npt

from practice_search.filters import Filters
from practice_search.index.catalogue import Catalogue
from practice_search.index.vectors import VectorIndex
from practice_search.records import Hit

__all__ = ["rank_dense"]


def rank_dense(
    catalogue: Catalogue,
    vectors: VectorIndex,
    question: npt.NDArray[np.float32],
    *,
    filters: Filters,
    limit: int,
) -> list[Hit]:
    """Return the ``limit`` passages nearest to a question among those that the filters allow.

    The filters come before the ranking, so the hits are the same as those of brute force over
    the allowed passages.

    Args:
        catalogue: the catalogue, inside a snapshot that ``vectors`` were refreshed to.
        vectors: the vectors of that snapshot.
        question: its unit vector, (dimension,).
        filters: what to restrict to.
        limit: how many hits at most.

    """
    with catalogue.reading():
        nearest = vectors.search(question, allowed=catalogue.allowed_ids(filters), limit=limit)
        scores = dict(nearest)
        passages = catalogue.passages(list(scores))
        reports = {r.id: r for r in catalogue.reports(p.report_id for p in passages)}
    return [
        Hit(passage=passage, report=reports[passage.report_id], score=scores[passage.id], rank=rank)
        for rank, passage in enumerate(passages, start=1)
    ]
