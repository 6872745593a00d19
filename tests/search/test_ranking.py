"""The order of the hits."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from practice_search import Filters, Library
from practice_search.index.catalogue import CATALOGUE
from practice_search.index.token_vectors import QuestionVectors
from practice_search.search.ranking import late_scores

_numbers = st.floats(-1, 1, width=32)


@given(
    question=arrays.arrays(np.float32, (3, 4), elements=_numbers),
    passages=st.lists(
        st.integers(0, 4).flatmap(lambda n: arrays.arrays(np.float32, (n, 4), elements=_numbers)),
        max_size=5,
    ),
)
def test_each_word_takes_its_nearest(question: np.ndarray, passages: list[np.ndarray]) -> None:
    """The score is the weighted mean, over the question's words, of their best likeness."""
    weights = np.array([1, 2, 5], dtype=np.float32)
    vectors = QuestionVectors(whole=question[0], tokens=question, weights=weights)
    for score, tokens in zip(late_scores(vectors, passages), passages, strict=True):
        best = [max((float(word @ token) for token in tokens), default=-1) for word in question]
        assert score == pytest.approx(np.average(best, weights=weights), abs=1e-5)


def test_a_filtered_search_is_brute_force_over_what_is_allowed(small_index: Path) -> None:
    """What the filters leave out changes nothing about the order of the rest."""
    question = "Who plans the safety of women together with the police?"
    with Library.open(small_index) as library:
        everything = library.search(question, limit=100, grouped=False)
        for filters in (Filters(languages=["en"]), Filters(countries=["NO"], languages=["nb"])):
            wanted = [
                hit.passage.id
                for hit in everything
                if all(
                    not values or values & set(hit.passage.values(facet))
                    for facet, values in filters.facets().items()
                )
            ]
            assert wanted
            hits = library.search(question, filters=filters, limit=100, grouped=False)
            assert [hit.passage.id for hit in hits] == wanted


def test_words_decide_where_whole_passages_are_alike(small_index: Path) -> None:
    """A question in one language finds the passage in another that tells it."""
    for question, told in (
        ("How long does the order of the police last?", "cinci zile"),
        ("Hvem leder den nasjonale strategien?", "committee of ministries"),
    ):
        with Library.open(small_index) as library:
            best = library.search(question)[0]
        assert told in best.passage.text


def test_an_index_without_vectors_of_words_is_searched_by_whole_passages(
    small_index: Path, tmp_path: Path
) -> None:
    """Where an earlier version has indexed, a search still answers until the next run."""
    index = shutil.copytree(small_index, tmp_path / "index")
    with contextlib.closing(sqlite3.connect(index / CATALOGUE)) as database, database:
        database.execute("DELETE FROM token_vectors")
    with Library.open(index) as library:
        hits = library.search("shelter staff and the police", limit=3)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "Shelter staff in Norway" in hits[0].passage.text
