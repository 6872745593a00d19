"""What speaks for a pillar or an article in a passage, as numbers that a model can weigh.

Three kinds of evidence: words (the terms of the articles, and articles that are cited),
descriptions (how near the passage is to what `convention` says of each article, and of what is
none of it), and meaning (how near it is to what labelled passages of a pillar have in common: a
direction in the encoder's space). The last two need the encoder that `Vectors` were made with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from practice_search.metadata.evidence import PassageText
from practice_search.metadata.pillar.articles import Citation, cited_articles
from practice_search.metadata.pillar.convention import (
    TermHit,
    articles,
    find_field_words,
    find_terms,
)
from practice_search.terms import Pillar

__all__ = [
    "ARTICLE_FEATURES",
    "ARTICLE_WORD_FEATURES",
    "PILLAR_FEATURES",
    "PILLAR_WORD_FEATURES",
    "Likeness",
    "Vectors",
    "Words",
    "article_features",
    "article_word_features",
    "likeness",
    "pillar_features",
    "pillar_word_features",
    "read_words",
]

_Floats = npt.NDArray[np.floating]

PILLAR_WORD_FEATURES = ("terms", "weak terms", "terms of other pillars", "words of the field")
PILLAR_FEATURES = (
    *PILLAR_WORD_FEATURES, "descriptions", "descriptions of other things", "meaning",
    "meaning of the other pillars", "meaning of any pillar",
)  # fmt: skip
ARTICLE_WORD_FEATURES = ("terms", "weak terms", "terms of other articles")
ARTICLE_FEATURES = (*ARTICLE_WORD_FEATURES, "description", "nearest description", "pillar")

_A_SECOND_PILLAR = 0.5  # what a term counts for a pillar that its article serves besides
_NEAREST = 3  # descriptions that are averaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The terms, citations and words of the field that stand in a passage or above it."""

    terms: tuple[TermHit, ...]
    above: tuple[TermHit, ...]
    """In the headings, which are one text with blanks between them."""
    cited: tuple[Citation, ...]
    field: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """What one encoder makes of the descriptions, and the directions learned with it.

    ``articles`` (articles, d) and ``none`` (other things, d) are means over the languages;
    ``directions`` (5, d) and ``offsets`` (5,) give a logit for each pillar, and for any at all.
    """

    articles: _Floats
    none: _Floats
    directions: _Floats
    offsets: _Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How like passages are to descriptions, in standard deviations, and their logits of meaning.

    ``articles`` (n, articles), ``none`` (n, other things), ``meaning`` (n, 5).
    """

    articles: _Floats
    none: _Floats
    meaning: _Floats


def read_words(passages: Sequence[PassageText]) -> list[Words]:
    """Find the words of passages, all of one report."""
    cited = cited_articles(passages)
    return [
        Words(
            terms=tuple(find_terms(passage.text, passage.language)),
            above=tuple(find_terms("  ".join(passage.headings), passage.language)),
            cited=tuple(citations),
            field=len(find_field_words(passage.text, passage.language)),
        )
        for passage, citations in zip(passages, cited, strict=True)
    ]


def likeness(vectors: Vectors, passages: _Floats) -> Likeness:
    """Compare the unit vectors of passages, (n, d), with the descriptions and directions.

    A passage is nearer to every text in its own language, so its likenesses are measured from
    their own mean.
    """
    to_articles, to_none = passages @ vectors.articles.T, passages @ vectors.none.T
    together = np.concatenate([to_articles, to_none], axis=1)
    mean, spread = together.mean(axis=1, keepdims=True), together.std(axis=1, keepdims=True)
    return Likeness(
        articles=(to_articles - mean) / spread,
        none=(to_none - mean) / spread,
        meaning=passages @ vectors.directions.T + vectors.offsets,
    )


def pillar_word_features(passages: Sequence[PassageText], words: Sequence[Words]) -> _Floats:
    """Return (n, 4 pillars, `PILLAR_WORD_FEATURES`)."""
    rows = np.zeros((len(words), len(Pillar), len(PILLAR_WORD_FEATURES)))
    for row, passage, found in zip(rows, passages, words, strict=True):
        strong = _term_weights(passage, found, weak=False)
        weak = _term_weights(passage, found, weak=True)
        row[:] = np.stack(
            [
                np.log1p(strong),
                np.log1p(weak),
                np.log1p(strong.sum() - strong),
                np.full(len(Pillar), np.log1p(found.field)),
            ],
            axis=1,
        )
    return rows


def pillar_features(
    passages: Sequence[PassageText], words: Sequence[Words], like: Likeness
) -> _Floats:
    """Return (n, 4 pillars, `PILLAR_FEATURES`)."""
    first = _first_pillars()
    nearest = np.stack(
        [_nearest(like.articles[:, first == pillar]) for pillar in range(len(Pillar))], axis=1
    )
    meaning = like.meaning[:, : len(Pillar)]
    others = np.stack(
        [np.delete(meaning, pillar, axis=1).max(axis=1) for pillar in range(len(Pillar))], axis=1
    )
    shape = meaning.shape
    alike = np.stack(
        [
            nearest,
            np.broadcast_to(_nearest(like.none)[:, None], shape),
            meaning,
            others,
            np.broadcast_to(like.meaning[:, -1:], shape),
        ],
        axis=2,
    )
    return np.concatenate([pillar_word_features(passages, words), alike], axis=2)


def article_word_features(words: Sequence[Words]) -> _Floats:
    """Return (n, articles, `ARTICLE_WORD_FEATURES`)."""
    numbers = {number: at for at, number in enumerate(articles())}
    rows = np.zeros((len(words), len(numbers), len(ARTICLE_WORD_FEATURES)))
    for row, found in zip(rows, words, strict=True):
        for hit in (*found.terms, *found.above):
            row[numbers[hit.article], int(hit.weak)] += 1
        for citation in found.cited:
            if citation.article in numbers:
                row[numbers[citation.article], 0] += 1
        row[:, 2] = row[:, 0].sum() - row[:, 0]
    return np.asarray(np.log1p(rows))


def article_features(words: Sequence[Words], like: Likeness, pillar_logits: _Floats) -> _Floats:
    """Return (n, articles, `ARTICLE_FEATURES`); ``pillar_logits`` are (n, 4 pillars)."""
    ranks = (-like.articles).argsort(axis=1).argsort(axis=1)
    alike = np.stack([like.articles, 1 / (1 + ranks), pillar_logits[:, _first_pillars()]], axis=2)
    return np.concatenate([article_word_features(words), alike], axis=2)


def _term_weights(passage: PassageText, found: Words, *, weak: bool) -> _Floats:
    """Count the different terms for each pillar: a term that comes twice says nothing new.

    The number of an article that is cited is a term of it.
    """
    above = "  ".join(passage.headings)
    weights: dict[str, _Floats] = {}
    if not weak:
        weights = {citation.article: _serves(citation.article) for citation in found.cited}
    for text, hits in ((passage.text, found.terms), (above, found.above)):
        for hit in hits:
            if hit.weak == weak:
                term = text[hit.start : hit.end].casefold()
                served = _serves(hit.article)
                weights[term] = np.maximum(weights.get(term, served), served)
    return np.sum(list(weights.values()), axis=0) if weights else np.zeros(len(Pillar))


def _first_pillars() -> npt.NDArray[np.intp]:
    """Return the place of each article's first pillar among the pillars, (articles,)."""
    return np.array([list(Pillar).index(article.pillars[0]) for article in articles().values()])


@cache  # shared by all who ask, and changed by none
def _serves(article: str) -> _Floats:
    known = articles().get(article)
    pillars = known.pillars if known else ()
    return np.array(
        [
            1.0 if pillars[:1] == (pillar,) else _A_SECOND_PILLAR * (pillar in pillars)
            for pillar in Pillar
        ]
    )


def _nearest(likenesses: _Floats) -> _Floats:
    return np.asarray(np.sort(likenesses, axis=1)[:, -_NEAREST:].mean(axis=1))
