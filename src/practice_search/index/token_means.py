"""What the tokens of a language have in common, whatever they mean, and how it is taken off.

An encoder of many languages puts texts of one language near each other. Taking part of that off
lets a passage in another language compete; after J. Libovický, R. Rosa, A. Fraser, "On the language
neutrality of pre-trained multilingual representations" (2020). The means come from the labelled
passages, which speak of the same subjects in all languages (``benchmarks/token_means.py``).
"""

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

__all__ = ["MEANS", "QUESTIONS", "TokenMeans"]

MEANS = "token_means.safetensors"
QUESTIONS = "questions"
"""What the mean of the tokens of questions is called among the languages."""

_OF_LANGUAGE, _OF_ALL = 0.5, 0.5  # so much is taken off


@dataclass(frozen=True, slots=True)
class TokenMeans:
    """The mean token vector of each language, (d,), and that of questions; none where unknown."""

    by_language: dict[str, npt.NDArray[np.float32]] = field(default_factory=dict)

    @classmethod
    def of_default_encoder(cls) -> Self:
        """Return those that were measured with the default encoder."""
        read = load(files(__package__).joinpath(MEANS).read_bytes())
        return cls({name: mean.astype(np.float32) for name, mean in read.items()})

    def take_off_passage(
        self, tokens: npt.NDArray[np.float32], language: str | None
    ) -> npt.NDArray[np.float32]:
        """Return the token vectors of a passage, (k, d), with less of its language in them."""
        if not self.by_language:
            return tokens
        languages = [m for name, m in self.by_language.items() if name != QUESTIONS]
        of_all = np.mean(languages, axis=0)
        of_language = self.by_language.get(language or "", of_all)
        return _unit(tokens - _OF_LANGUAGE * (of_language - of_all) - _OF_ALL * of_all)

    def take_off_question(self, tokens: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the token vectors of a question, (k, d), with less in them of what all have."""
        if QUESTIONS not in self.by_language:
            return tokens
        return _unit(tokens - _OF_ALL * self.by_language[QUESTIONS])


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    unit: npt.NDArray[np.float32] = vectors / (
        np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-9)
    )
    return unit
