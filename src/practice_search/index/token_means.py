"""What the tokens of a language have in common, whatever they mean, and how it is taken off.

An encoder of many languages puts texts of one language near each other. Taking part of that off
lets a passage in another language compete; after J. Libovický, R. Rosa, A. Fraser, "On the language
neutrality of pre-trained multilingual representations" (2020). The means come from the labelled
passages, which speak of the same subjects in all languages (``benchmarks/token_means.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Self

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from practice_search.index.token_vectors import unit

__all__ = ["MEANS", "QUESTIONS", "TokenMeans"]

MEANS = "token_means.safetensors"
QUESTIONS = "questions"
"""What the mean of the tokens of questions is called among the languages."""

_OF_LANGUAGE, _OF_ALL = 0.5, 0.5  # so much is taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenMeans:
    """What is taken off token vectors, each (d,); nothing where an encoder was not measured.

    ``of_passages`` is by language, and ``of_others`` serves those that are not among them.
    """

    of_passages: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    of_others: npt.NDArray[np.float32] | None = None
    of_questions: npt.NDArray[np.float32] | None = None

    @classmethod
    def of_default_encoder(cls) -> Self:
        """Return what the default encoder's vectors were measured to have in common."""
        read = load(files(__package__).joinpath(MEANS).read_bytes())
        means = {name: mean.astype(np.float32) for name, mean in read.items()}
        questions = means.pop(QUESTIONS)
        of_all = np.mean(list(means.values()), axis=0)
        return cls(
            of_passages={
                language: _OF_LANGUAGE * (mean - of_all) + _OF_ALL * of_all
                for language, mean in means.items()
            },
            of_others=_OF_ALL * of_all,
            of_questions=_OF_ALL * questions,
        )

    def take_off_passage(
        self, tokens: npt.NDArray[np.float32], language: str | None
    ) -> npt.NDArray[np.float32]:
        """Return the token vectors of a passage, (k, d), with less of its language in them."""
        common = self.of_passages.get(language or "", self.of_others)
        return tokens if common is None else unit(tokens - common)

    def take_off_question(self, tokens: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the token vectors of a question, (k, d), with less in them of what all have."""
        return tokens if self.of_questions is None else unit(tokens - self.of_questions)
