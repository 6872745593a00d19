"""The one door to faiss: exact nearest vectors among allowed ids, and their cache on disk.

Inner product over unit vectors is the cosine. The file is a faiss index (IDMap2 over Flat) with
the encoder's identity in a trailer; it is a cache, so whatever is odd about it means: make it anew.
"""

import contextlib
import os
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

__all__ = ["VectorIndex"]

_TRAILER = b"\npractice-search vectors 1 "


class VectorIndex:
    """Vectors by passage id; equal scores are ordered by id, so that a search can be repeated."""

    def __init__(self, *, encoder: str, dimension: int) -> None:
        self.encoder = encoder
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def read(cls, path: Path, *, encoder: str, dimension: int) -> "VectorIndex":
        """Read the cache of one encoder; an empty index if it is missing, another's or damaged."""
        vectors = cls(encoder=encoder, dimension=dimension)
        # Read through Python, since faiss cannot open every path that Windows allows.
        with contextlib.suppress(OSError, RuntimeError), path.open("rb") as file:
            index = faiss.read_index(faiss.PyCallbackIOReader(file.read))
            fits = isinstance(index, faiss.IndexIDMap2) and index.d == dimension
            if fits and file.read() == _TRAILER + encoder.encode():
                vectors._index = index
        return vectors

    def write(self, path: Path) -> None:
        """Write the cache; readers see the old file or the new one, never a part."""
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            writer = faiss.PyCallbackIOWriter(file.write)
            faiss.write_index(self._index, writer)
            del writer  # it buffers until it goes
            file.write(_TRAILER + self.encoder.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    @property
    def ids(self) -> npt.NDArray[np.int64]:
        """The passage ids that have a vector here, in no particular order."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def add(self, ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.floating]) -> None:
        """Add vectors, (len(ids), dimension), under ids that are not here yet."""
        self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), ids)

    def remove(self, ids: npt.NDArray[np.int64]) -> None:
        """Forget ids."""
        self._index.remove_ids(ids)

    def search(
        self, query: npt.NDArray[np.float32], *, allowed: npt.NDArray[np.int64] | None, limit: int
    ) -> list[tuple[int, float]]:
        """Return the ``limit`` nearest (id, cosine) among the allowed ids, the nearest first.

        Args:
            query: a unit vector, (dimension,).
            allowed: the ids to rank, all of them if None.
            limit: how many at most.

        """
        size = self._index.ntotal if allowed is None else min(len(allowed), self._index.ntotal)
        if not size:
            return []
        options = faiss.SearchParameters()
        if allowed is not None:
            options.sel = selector = faiss.IDSelectorBatch(allowed)  # noqa: F841  # kept alive
        scores, ids = self._index.search(query[None, :], min(limit, size), params=options)
        found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))
