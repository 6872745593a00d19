"""Weights of features, readable in ``weights.json``: a logistic regression is all there is to them.

`benchmarks/answers.py train` writes them; docs/answers.md says how well they do.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

__all__ = ["Weights", "weights"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A weight for each feature by its name, and what is added."""

    of: Mapping[str, float]
    bias: float

    def log_odds(self, features: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the log odds of rows of features, (n, features), in the order of ``of``."""
        odds: npt.NDArray[np.float64] = features @ np.array([*self.of.values()]) + self.bias
        return odds


@cache
def weights(kind: str) -> Weights:
    """Return the weights of "sentence" or "answered"."""
    text = files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    return Weights(**json.loads(text)[kind])
