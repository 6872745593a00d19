"""The vectors of a text's words and sentences beside that of the whole, kept in few bytes.

A passage keeps about 70 of them in four bits a number: 14 KB where float32 would take 110.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["PassageVectors", "QuestionVectors", "pack", "unit", "unpack"]

_LEVELS = 16  # of four bits
_OUTLIERS = 0.99  # of the numbers of a vector lie within its scale; the rest are cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageVectors:
    """Unit vectors of passages: ``whole``, (n, d), and of each ``tokens``, (its tokens, d).

    ``own``, (n, d), are those of its own words as read in their context, without the context;
    ``sentences`` are those of its sentences, (its sentences, d).
    """

    whole: npt.NDArray[np.float32]
    own: npt.NDArray[np.float32]
    tokens: Sequence[npt.NDArray[np.float32]]
    sentences: Sequence[npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionVectors:
    """Unit vectors of a question: ``whole``, (d,), and ``tokens``, (k, d), with their weights."""

    whole: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]


def unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return vectors, (k, d), each of length 1; one without a direction stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-9)
    of_length_1: npt.NDArray[np.float32] = vectors / lengths
    return of_length_1


def pack(vectors: npt.NDArray[np.float32]) -> bytes:
    """Write vectors, (k, d), as a float16 scale each and then four bits a number."""
    if not len(vectors):
        return b""
    half = (_LEVELS - 1) / 2
    scales = np.quantile(np.abs(vectors), _OUTLIERS, axis=1) / half
    scales = np.maximum(scales, np.finfo(np.float16).tiny).astype("<f2")
    levels = np.rint(vectors / scales[:, None].astype(np.float32) + half)
    levels = np.clip(levels, 0, _LEVELS - 1).astype(np.uint8)
    if levels.shape[1] % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    return scales.tobytes() + (levels[:, ::2] << 4 | levels[:, 1::2]).tobytes()


def unpack(blocks: Sequence[bytes], dimension: int) -> list[npt.NDArray[np.float32]]:
    """Read what `pack` wrote of several texts, each as (its tokens, dimension)."""
    width = (dimension + 1) // 2
    counts = [len(block) // (2 + width) for block in blocks]
    scales = np.frombuffer(
        b"".join(b[: 2 * n] for b, n in zip(blocks, counts, strict=True)), dtype="<f2"
    )
    pairs = np.frombuffer(
        b"".join(b[2 * n :] for b, n in zip(blocks, counts, strict=True)), dtype=np.uint8
    )
    numbers = _PAIRS[pairs.reshape(-1, width)].reshape(-1, 2 * width)[:, :dimension]
    numbers = numbers * scales[:, None].astype(np.float32)
    return np.split(numbers, np.cumsum(counts)[:-1]) if counts else []


_PAIRS = np.array([[byte >> 4, byte & 15] for byte in range(256)], dtype=np.float32) - np.float32(
    (_LEVELS - 1) / 2
)
