"""The weights that turn evidence into probabilities: readable, and made from labelled passages.

Logistic regressions, one for the pillars together and one for the articles. ``weights.json`` holds
them, with and without what the encoder adds; ``vectors.safetensors`` what the encoder makes of the
descriptions. Both are written by ``python benchmarks/pillars.py train``, never by hand.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from practice_search.metadata.evidence import PassageText
from practice_search.metadata.pillar.features import (
    ARTICLE_FEATURES,
    ARTICLE_WORD_FEATURES,
    PILLAR_FEATURES,
    PILLAR_WORD_FEATURES,
    Likeness,
    Vectors,
    Words,
    article_features,
    article_word_features,
    pillar_features,
    pillar_word_features,
)
from practice_search.terms import Pillar

__all__ = [
    "Models",
    "Weights",
    "installed",
    "probabilities",
    "trained_encoder",
    "vectors",
    "weights",
]

_Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic regression: a weight a feature, and an intercept a pillar, or one in all."""

    features: Mapping[str, float]
    intercepts: Sequence[float]

    def logits(self, rows: _Floats, names: Sequence[str]) -> _Floats:
        """Return the logits of (n, pillars or articles, features), named in their order."""
        by_feature = np.array([self.features[name] for name in names])
        intercepts = np.array(self.intercepts)
        return np.asarray(rows @ by_feature + intercepts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """All models: with what the encoder adds, and by words alone."""

    pillars: Weights
    articles: Weights
    pillars_by_words: Weights
    articles_by_words: Weights


def probabilities(
    models: Models, passages: Sequence[PassageText], words: Sequence[Words], like: Likeness | None
) -> tuple[_Floats, _Floats]:
    """Return how likely passages are on each pillar, (n, 4), and on each article, (n, articles).

    Without likenesses the words alone are weighed.
    """
    if like is None:
        pillars = models.pillars_by_words.logits(
            pillar_word_features(passages, words), PILLAR_WORD_FEATURES
        )
        of_articles = models.articles_by_words.logits(
            article_word_features(words), ARTICLE_WORD_FEATURES
        )
    else:
        pillars = models.pillars.logits(pillar_features(passages, words, like), PILLAR_FEATURES)
        of_articles = models.articles.logits(
            article_features(words, like, pillars), ARTICLE_FEATURES
        )
    return _probability(pillars), _probability(of_articles)


def _probability(logits: _Floats) -> _Floats:
    return np.asarray(1 / (1 + np.exp(-logits)))


@cache
def installed() -> Models:
    """Return the models that the program is installed with."""
    return Models(
        pillars=weights("pillars"),
        articles=weights("articles"),
        pillars_by_words=weights("pillars by words"),
        articles_by_words=weights("articles by words"),
    )


@cache
def weights(model: str) -> Weights:
    """Return a model by its name in ``weights.json``: "pillars", "articles by words" ..."""
    said = _said()["models"][model]
    intercepts = said["intercepts"]
    return Weights(
        features=said["weights"],
        intercepts=[intercepts[pillar] for pillar in Pillar]
        if isinstance(intercepts, dict)
        else [intercepts],
    )


def trained_encoder() -> str:
    """Return the identity of the encoder that `vectors` were made with."""
    return str(_said()["encoder"])


@cache
def vectors() -> Vectors:
    """Return what the encoder makes of the descriptions, and the directions learned with it."""
    tensors = load(files(__package__).joinpath("vectors.safetensors").read_bytes())
    return Vectors(**{name: tensor.astype(np.float32) for name, tensor in tensors.items()})


@cache
def _said() -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    said: dict[str, dict[str, dict[str, dict[str, float]]]] = json.loads(
        files(__package__).joinpath("weights.json").read_text("utf-8")
    )
    return said
