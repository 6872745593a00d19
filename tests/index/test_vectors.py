"""The vector index ranks exactly, and its file is a cache that may be lost."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.index.vectors import VectorIndex

DIMENSION = 8


def unit_vectors(count: int, seed: int) -> npt.NDArray[np.float32]:
    """Return random unit vectors, (count, DIMENSION)."""
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def filled(ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]) -> VectorIndex:
    """Return an index that holds these vectors."""
    index = VectorIndex(encoder="one", dimension=DIMENSION)
    index.add(ids, vectors)
    return index


@settings(deadline=None)
@given(
    ids=st.lists(st.integers(1, 2**40), min_size=1, max_size=60, unique=True),
    data=st.data(),
    seed=st.integers(0, 2**32 - 1),
    limit=st.integers(1, 70),
)
def test_filtered_search_equals_brute_force(
    ids: list[int], data: st.DataObject, seed: int, limit: int
) -> None:
    """Whatever is allowed, the hits are the best of it, all of them, in order."""
    vectors = unit_vectors(len(ids), seed)
    query = unit_vectors(1, seed + 1)[0]
    # Ids that are not in the index may be allowed too: they are nowhere among the hits.
    allowed = data.draw(st.none() | st.lists(st.sampled_from([*ids, 0]), unique=True))
    index = filled(np.array(ids), vectors)

    found = index.search(
        query,
        allowed=None if allowed is None else np.array(allowed, dtype=np.int64),
        limit=limit,
    )

    scores = dict(zip(ids, (vectors @ query).tolist(), strict=True))
    kept = [i for i in ids if allowed is None or i in allowed]
    best = sorted(kept, key=lambda i: (-scores[i], i))[:limit]
    assert [i for i, _ in found] == best
    assert [score for _, score in found] == pytest.approx([scores[i] for i in best], abs=1e-5)


def test_equal_scores_are_ordered_by_id() -> None:
    """The same search gives the same order, however the vectors came in."""
    same = np.repeat(unit_vectors(1, 0), 3, axis=0)
    found = filled(np.array([30, 10, 20]), same).search(same[0], allowed=None, limit=3)
    assert [i for i, _ in found] == [10, 20, 30]


def test_the_file_brings_back_what_was_written(tmp_path: Path) -> None:
    """A cache gives the same hits as the index that wrote it."""
    ids, vectors = np.array([5, 2, 9]), unit_vectors(3, 1)
    index = filled(ids, vectors)
    index.remove(np.array([2]))
    path = tmp_path / "vektörs.faiss"
    index.write(path)
    again = VectorIndex.read(path, encoder="one", dimension=DIMENSION)
    assert sorted(again.ids.tolist()) == [5, 9]
    assert again.search(vectors[2], allowed=None, limit=2) == index.search(
        vectors[2], allowed=None, limit=2
    )
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "cut", "longer"])
def test_a_damaged_cache_is_an_empty_one(tmp_path: Path, damage: str) -> None:
    """A cache that is not whole is never trusted, and never an error."""
    path = tmp_path / "vectors.faiss"
    filled(np.array([1, 2]), unit_vectors(2, 1)).write(path)
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(
            {"empty": b"", "text": b"hello", "cut": whole[:-20], "longer": whole + b"x"}[damage]
        )
    assert VectorIndex.read(path, encoder="one", dimension=DIMENSION).ids.size == 0


def test_the_cache_of_another_encoder_is_not_used(tmp_path: Path) -> None:
    """Vectors of two encoders are never compared."""
    path = tmp_path / "vectors.faiss"
    filled(np.array([1]), unit_vectors(1, 1)).write(path)
    assert VectorIndex.read(path, encoder="two", dimension=DIMENSION).ids.size == 0
    assert VectorIndex.read(path, encoder="one", dimension=4).ids.size == 0
