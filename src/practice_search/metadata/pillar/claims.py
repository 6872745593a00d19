"""Guess the pillars and articles of passages, with the words that show them and a probability.

A passage may be on several pillars or on none. What a probability means is measured: of a hundred
claims with .8, about eighty are right (``benchmarks/pillars.py``).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

import numpy as np
import numpy.typing as npt

from practice_search.metadata.evidence import PassageText
from practice_search.metadata.pillar.convention import TermHit, articles
from practice_search.metadata.pillar.features import Words, likeness, read_words
from practice_search.metadata.pillar.model import (
    installed,
    probabilities,
    trained_encoder,
    vectors,
)
from practice_search.records import Claim, Origin, Span
from practice_search.terms import Facet, Pillar, article_words

__all__ = ["CITED", "CLAIMED_FROM", "pillar_claims", "report_pillars"]

_Floats = npt.NDArray[np.floating]

CLAIMED_FROM = 0.45
"""The probability from which on a pillar or an article is claimed: of the passages of real reports
that are about none, fewer than one in twenty get one."""

CITED = 0.95
"""The probability that an article is the passage's where the passage cites it."""

_WORDS_SHOWN = 4
_SHARE_OF_ANY = 0.15  # of the passages that are on any pillar, for it to be one of the report
_SHARE_OF_ALL = 0.05  # a constitution is on none for its few passages on courts


def pillar_claims(
    passages: Sequence[PassageText], embedded: _Floats, *, encoder: str
) -> list[tuple[Claim, ...]]:
    """Guess the pillars and articles of all passages of one report, in order.

    Args:
        passages: all of them; those that are not ranked are on none.
        embedded: the unit vectors of those that are ranked, (ranked passages, dimension), of their
            own words as read in their context.
        encoder: the identity of the encoder; with another than the weights were made for, the
            words alone are weighed.

    """
    ranked = [passage for passage in passages if passage.ranked]
    if not ranked:
        return [() for _ in passages]
    words = read_words(ranked)
    like = likeness(vectors(), embedded) if encoder == trained_encoder() else None
    by_pillar, by_article = probabilities(installed(), ranked, words, like)
    found = iter(
        [
            (
                *_of_pillars(passage, found, of_pillar, like.articles[at] if like else None),
                *_of_articles(passage, found, of_article, by_meaning=like is not None),
            )
            for at, (passage, found, of_pillar, of_article) in enumerate(
                zip(ranked, words, by_pillar, by_article, strict=True)
            )
        ]
    )
    return [next(found) if passage.ranked else () for passage in passages]


def _of_pillars(
    passage: PassageText, words: Words, probabilities: _Floats, likenesses: _Floats | None
) -> Iterable[Claim]:
    for pillar, probability in zip(Pillar, probabilities, strict=True):
        if probability >= CLAIMED_FROM:
            own = _articles_of(pillar)
            reasons, evidence = _shown(passage, words, own)
            if not reasons and likenesses is not None:
                reasons = [f"its meaning, near to {_nearest(likenesses, own)}"]
            yield _claim(Facet.PILLAR, pillar, probability, reasons, evidence)


def _of_articles(
    passage: PassageText, words: Words, probabilities: _Floats, *, by_meaning: bool
) -> Iterable[Claim]:
    by_article = dict(zip(articles(), probabilities, strict=True))
    by_article |= {citation.article: CITED for citation in words.cited}
    for number, probability in by_article.items():
        if probability >= CLAIMED_FROM:
            reasons, evidence = _shown(passage, words, {number})
            if not reasons and by_meaning:
                reasons = [f"its meaning, near to {articles()[number].title}"]
            yield _claim(Facet.ARTICLE, number, probability, reasons, evidence)


def _claim(
    facet: Facet, value: str, probability: float, reasons: Sequence[str], evidence: Span | None
) -> Claim:
    return Claim(
        facet=facet,
        value=value,
        origin=Origin.GUESSED,
        evidence=evidence,
        basis="; ".join(reasons) or "its words as a whole",
        probability=round(float(probability), 3),
    )


def _shown(
    passage: PassageText, words: Words, own: AbstractSet[str]
) -> tuple[list[str], Span | None]:
    """Return what in a passage speaks for some articles, in words, and where the first stands."""
    reasons, evidence = [], None
    cited = [citation for citation in words.cited if citation.article in own]
    if cited:
        numbers = dict.fromkeys(citation.article for citation in cited)
        reasons.append(f"cites {article_words([*numbers])}")
    strong = [hit for hit in words.terms if hit.article in own and not hit.weak]
    above = [hit for hit in words.above if hit.article in own and not hit.weak]
    places = [(c.start, c.end) for c in cited if c.start >= 0]
    places += [(hit.start, hit.end) for hit in strong]
    if places:
        evidence = passage.span(*places[0])
    if strong:
        reasons.append("its words: " + _quoted(passage.text, strong))
    if above:
        reasons.append("its headings: " + _quoted("  ".join(passage.headings), above))
    return reasons, evidence


@cache
def _articles_of(pillar: Pillar) -> frozenset[str]:
    return frozenset(n for n, article in articles().items() if pillar in article.pillars)


def _quoted(text: str, hits: Sequence[TermHit]) -> str:
    words = [" ".join(text[hit.start : hit.end].split()) for hit in hits]
    first = {word.casefold(): word for word in reversed(words)}
    shown = [first[key] for key in dict.fromkeys(map(str.casefold, words))]
    return ", ".join(f'"{word}"' for word in shown[:_WORDS_SHOWN])


def _nearest(likenesses: _Floats, own: AbstractSet[str]) -> str:
    """Name the article among some whose description a passage is nearest to."""
    near = sorted(zip(likenesses, articles().values(), strict=True), key=lambda one: -one[0])
    article = next(article for _, article in near if article.number in own)
    return f"{article.title} (Article {article.number})"


def report_pillars(passages: Sequence[Sequence[Claim]]) -> tuple[Claim, ...]:
    """Claim for a report the pillars that a good part of its passages on any pillar is on."""
    counts: Counter[str] = Counter()
    on_any = 0
    for claims in passages:
        values = {claim.value for claim in claims if claim.facet is Facet.PILLAR}
        counts.update(values)
        on_any += bool(values)
    return tuple(
        Claim(
            facet=Facet.PILLAR,
            value=pillar,
            origin=Origin.GUESSED,
            basis=f"{counts[pillar]} of its {len(passages)} passages",
        )
        for pillar in Pillar
        if counts[pillar]
        and counts[pillar] >= max(_SHARE_OF_ANY * on_any, _SHARE_OF_ALL * len(passages))
    )
