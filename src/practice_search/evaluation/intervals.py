"""Means over questions, and how far they would swing with other questions of the kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

__all__ = ["Interval", "interval"]

_RESAMPLES = 1000
_CONFIDENCE = 0.95

_One = TypeVar("_One")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure over questions, and the interval in which it lies in 95 of 100 resamples."""

    mean: float
    low: float
    high: float


def interval(sample: Sequence[_One], figure: Callable[[Sequence[_One]], float]) -> Interval:
    """Return a figure and its bootstrap interval (Efron, 1979); the same again for the same."""
    random = np.random.default_rng(len(sample))
    drawn = random.integers(len(sample), size=(_RESAMPLES, len(sample)))
    figures = [figure([sample[place] for place in places]) for places in drawn.tolist()]
    low, high = np.nanquantile(figures, [(1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2])
    return Interval(mean=float(figure(sample)), low=float(low), high=float(high))
