"""The vectors of words, kept in few bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from practice_search.index.token_vectors import pack, unpack

_numbers = st.floats(-1, 1, width=32)
_texts = st.integers(1, 9).flatmap(
    lambda dimension: st.lists(
        st.integers(0, 5).flatmap(
            lambda count: arrays.arrays(np.float32, (count, dimension), elements=_numbers)
        ),
        max_size=5,
    ).map(lambda texts: (dimension, texts))
)


@given(drawn=_texts)
def test_what_is_packed_is_unpacked_nearly(drawn: tuple[int, list[np.ndarray]]) -> None:
    """Each text has as many vectors as before, and no number lies further off than its step."""
    dimension, texts = drawn
    read = unpack([pack(text) for text in texts], dimension)
    assert [one.shape for one in read] == [text.shape for text in texts]
    for one, text in zip(read, texts, strict=True):
        for kept, vector in zip(one, text, strict=True):
            inside = np.abs(vector) <= np.quantile(np.abs(vector), 0.99)
            step = 2 * np.abs(vector).max() / 15
            assert np.abs(kept - vector)[inside] == pytest.approx(0, abs=float(step) * 0.51 + 1e-4)


def test_a_vector_of_a_word_keeps_its_direction_in_four_bits() -> None:
    """Of 384 numbers, as the encoder gives them, 194 bytes say nearly all."""
    vectors = np.random.default_rng(7).normal(size=(70, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    block = pack(vectors)
    assert len(block) == 70 * (2 + 192)
    (read,) = unpack([block], 384)
    cosines = (read * vectors).sum(axis=1) / np.linalg.norm(read, axis=1)
    assert cosines.min() > 0.99
