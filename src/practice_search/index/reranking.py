"""A cross-encoder, which reads question and passage together, where one is asked for.

It is slower than all the rest, and none comes with the installation (R. Nogueira, K. Cho, "Passage
re-ranking with BERT", arXiv:1901.04085).
"""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Self

from practice_search.errors import EncoderError
from practice_search.index.embedding import quiet_and_offline

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

__all__ = ["Reranker"]


class Reranker:
    """A cross-encoder on this machine; safe to use from several threads."""

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model
        self._turn = Lock()

    @classmethod
    def load(cls, name: str) -> Self:
        """Load a cross-encoder from this machine, by its name or folder.

        Raises:
            EncoderError: there is no such model here, or it is broken.

        """
        local = quiet_and_offline()
        from sentence_transformers import CrossEncoder  # noqa: PLC0415  # torch takes seconds

        try:
            return cls(CrossEncoder(name, device="cpu", local_files_only=local))
        except Exception as error:  # a hub, a file system and a format can each fail in many ways
            raise EncoderError(
                f"There is no cross-encoder {name!r} on this machine, or it is broken. Name a "
                "folder with one, or leave --reranker away."
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers a question, the higher the better."""
        with self._turn:
            scores = self._model.predict(
                [(question, text) for text in texts], show_progress_bar=False
            )
        return [float(score) for score in scores]
