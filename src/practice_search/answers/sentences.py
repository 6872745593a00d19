"""The sentences of the nearest passages, and what speaks for each that it answers the question.

Each is embedded by itself, so that its own words are compared with those of the question (late
interaction, as for passages; see `practice_search.search.ranking`), and not those around it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from statistics import fmean

import numpy as np
import numpy.typing as npt

from practice_search.answers.expectation import (
    Expectation,
    figures,
    has_number,
    has_time,
    named_countries,
    years,
)
from practice_search.documents.sentences import sentence_bounds
from practice_search.index.embedding import Encoder
from practice_search.index.full_text import UNKNOWN, is_exact, words
from practice_search.index.token_vectors import QuestionVectors
from practice_search.records import Hit, Passage
from practice_search.search.ranking import late_scores

__all__ = ["FEATURES", "Sentence", "describe_sentences", "sentences_of"]

FEATURES = (
    "its words have their like",
    "alike as a whole",
    "its passage is behind the first",
    "it is behind the best of its passage",
    "what it says beyond the question",
    "its length",
    "figures among its words",
    "it lacks the number asked for",
    "it lacks the time asked for",
    "it lacks the figures of the question",
    "it speaks of another country",
    "it speaks of another year",
)
"""In the order of the columns that `describe_sentences` returns."""

_NO_ANSWER = re.compile(r"(?:://\S*|\?)\s*\Z")  # a source with its address, or a question
_BULLET = re.compile(r"(?:(?<=\s)|\A)[•▪●■◦‣∙](?=\s)|(?<=\n)[-–](?=\s)")
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_]{2}[.!?])\d{1,3}\s+")  # "such plans.78 Importantly"
_PASSAGES = 8  # more bring hardly a sentence that answers, and take time
_WORDS_OF_HEADING = 25
_NEW_IN_HEADING = 0.15  # of its words, beside those of the headings above it
_WORDS_AT_MOST = 120  # more is no sentence, but a table or a list without full stops


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a hit: ``bounds`` are two places in the text of one of its passages."""

    hit: Hit
    passage: Passage
    bounds: tuple[int, int]

    @property
    def text(self) -> str:
        """Its words in one line."""
        start, end = self.bounds
        return " ".join(self.passage.text[start:end].split())


def sentences_of(hits: Iterable[Hit]) -> list[Sentence]:
    """Return the sentences of the first hits, and of the passages beside them."""
    read = ((hit, passage) for hit in hits for passage in (hit.passage, *hit.beside))
    return [
        Sentence(hit=hit, passage=passage, bounds=bounds)
        for hit, passage in islice(read, _PASSAGES)
        for bounds in _bounds(passage, hit.report.title)
    ]


def _bounds(passage: Passage, title: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences and items of lists stand; neither headings nor whole tables answer."""
    above = set(words(" ".join((*passage.headings, title))))
    for begin, end in sentence_bounds(passage.text, passage.language or UNKNOWN):
        start = _after_headings(passage, begin)
        for first, after in pairwise([start, *_parts(passage.text, start, end), end]):
            said = words(passage.text[first:after])
            new = sum(word not in above for word in said)
            heading = new <= _NEW_IN_HEADING * len(said) and len(said) <= _WORDS_OF_HEADING
            if (
                not heading
                and len(said) <= _WORDS_AT_MOST
                and not _NO_ANSWER.search(passage.text, first, after)
            ):
                yield first, after


def _parts(text: str, start: int, end: int) -> list[int]:
    """Return where items of a list begin, and what comes after the mark of a footnote."""
    items = [match.start() for match in _BULLET.finditer(text, start, end)]
    notes = [
        match.end()
        for match in _FOOTNOTE_MARK.finditer(text, start, end)
        if text[match.end() : end][:1].isupper()
    ]
    return sorted({*items, *notes} - {start})


def _after_headings(passage: Passage, start: int) -> int:
    """Return where a sentence goes on that begins with the headings above it, as one line."""
    for heading in passage.headings:
        words_of_it = r"\s+".join(map(re.escape, heading.split()))
        if match := re.compile(rf"\s*{words_of_it}\s*\n").match(passage.text, start):
            start = match.end()
    return start


def describe_sentences(
    sentences: Sequence[Sentence],
    expected: Expectation,
    vectors: QuestionVectors,
    encoder: Encoder,
) -> npt.NDArray[np.float64]:
    """Return what speaks for each sentence, (n, `FEATURES`).

    Args:
        sentences: at least one, as `sentences_of` returns them.
        expected: what the question asks for.
        vectors: those of the question.
        encoder: what they are of.

    """
    embedded = encoder.embed_passages(
        [sentence.text for sentence in sentences],
        languages=[sentence.passage.language for sentence in sentences],
        pooled=False,
    )
    late = late_scores(vectors, embedded.tokens)
    best: dict[int, float] = {}
    for sentence, score in zip(sentences, late.tolist(), strict=True):
        passage = sentence.passage.id
        best[passage] = max(score, best.get(passage, -1.0))
    first = max(sentence.hit.score for sentence in sentences)
    return np.array(
        [
            (
                score,
                float(whole @ vectors.whole),
                sentence.hit.score - first,
                score - best[sentence.passage.id],
                _beyond(tokens, vectors),
                np.log1p(len(words(sentence.text))),
                fmean(map(is_exact, words(sentence.text))),
                expected.number and not has_number(sentence.text),
                expected.time and not has_time(sentence.text),
                bool(expected.figures) and expected.figures.isdisjoint(figures(sentence.text)),
                _of_another_country(sentence, expected),
                _of_another_year(sentence, expected),
            )
            for sentence, score, whole, tokens in zip(
                sentences, late.tolist(), embedded.whole, embedded.tokens, strict=True
            )
        ],
        dtype=np.float64,
    )


def _of_another_country(sentence: Sentence, expected: Expectation) -> bool:
    """Whether it speaks of others than the question, or neither it nor its passage of those."""
    passage = sentence.passage
    if not expected.countries:
        return False
    if named := named_countries(sentence.text):
        return named.isdisjoint(expected.countries)
    if not expected.countries.isdisjoint(passage.countries):
        return False
    around = " ".join((sentence.hit.report.title, *passage.headings, passage.text))
    return expected.countries.isdisjoint(named_countries(around))


def _of_another_year(sentence: Sentence, expected: Expectation) -> bool:
    """Whether it names years, and none of those that the question names."""
    named = years(figures(sentence.text)) if expected.years else frozenset()
    return bool(named) and named.isdisjoint(expected.years)


def _beyond(tokens: npt.NDArray[np.float32], question: QuestionVectors) -> float:
    """Return how alike to the question that half of a sentence is that is least alike.

    A heading repeats the question, an answer goes on from it.
    """
    if not len(tokens) or not len(question.tokens):
        return 0.0
    nearest = np.sort((tokens @ question.tokens.T).max(axis=1))
    return float(nearest[: max(1, len(nearest) // 2)].mean())
