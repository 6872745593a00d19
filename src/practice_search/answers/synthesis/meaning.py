"""Whether quotations may mean what a sentence says, as far as the encoder can tell.

Three questions are put to it. Is each quotation about the same as the sentence: has their cosine,
or that with one sentence of it, the height that two quotations of one question have? Are the words
of the sentence found in the quotations: of those that are found least, a quarter, is the mean
cosine with what is nearest to each as high as in a translation? Does the nearest sentence of a
quotation deny if, and only if, this one does?

``benchmarks/meaning.py``, quotations of the questions to the starter corpus; below the threshold
are:

==================================  =========  ==================  =======================
about the same                      threshold  answers to one      answers to different
                                               question            questions, of one field
==================================  =========  ==================  =======================
both in English                     .82        1.5 % of 205        80 % of 41,990
both in another language            .85        1.2 % of 85         74 % of 8,836
in two languages                    .78        1.1 % of 963        57 % of 126,424
==================================  =========  ==================  =======================

==================================  =========  ==================  =======================
words found                         threshold  translations        other pairs of these
==================================  =========  ==================  =======================
guides to the Convention, en es     .50        3.4 % of 594        98 % of 2,938
nb ro
==================================  =========  ==================  =======================

A sentence with one word changed is another matter: of 17 that were made so for the benchmark
("Shelters in Norway are dangerous"), 13 are found out and 4 are not ("Children are violent", of a
quotation that has both words), while 13 faithful ones pass. That is a hint, and no entailment.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from practice_search.answers.quotation import Quotation
from practice_search.answers.synthesis.polarity import negates
from practice_search.documents.sentences import sentence_bounds
from practice_search.index.embedding import DEFAULT_ENCODER, Encoder

__all__ = ["least_found", "objections_by_meaning", "same_subject"]

_ENGLISH, _ALIKE, _ACROSS = 0.82, 0.85, 0.78
_FOUND = 0.50
_LEAST = 4  # the part of the words that counts is one in so many


def objections_by_meaning(
    sentence: str, language: str | None, cited: Sequence[Quotation], encoder: Encoder
) -> Iterator[str]:
    """Yield what speaks against a sentence, each as an English sentence.

    Only of the default encoder is it known how near is near; with another one, only what the
    nearest sentence denies is looked at.

    Args:
        sentence: without the numbers of its quotations.
        language: its BCP 47 subtag, None where it is not known.
        cited: the quotations that it is said to rest on, one at least.
        encoder: compares them.

    """
    parts = [_sentences(quotation) for quotation in cited]
    texts = [sentence, *(q.words for q in cited), *(part for some in parts for part in some)]
    languages = [language, *(q.language for q in cited)]
    languages += [q.language for q, some in zip(cited, parts, strict=True) for _ in some]
    embedded = encoder.embed_passages(texts, languages=languages)
    near = embedded.whole @ embedded.whole[0]
    known = encoder.name == DEFAULT_ENCODER
    agree = False
    begin = 1 + len(cited)
    for place, (quotation, some) in enumerate(zip(cited, parts, strict=True), start=1):
        of_parts = near[begin : begin + len(some)]
        begin += len(some)
        nearness = max(float(near[place]), float(of_parts.max()))
        if known and not same_subject(nearness, language, quotation.language):
            yield "It is about something else than a quotation that it names."
        nearest = some[int(np.argmax(of_parts))]
        one, other = negates(sentence, language), negates(nearest, quotation.language)
        agree = agree or one is None or other is None or one == other
    if not agree:
        yield "It denies what its quotations say, or says what they deny."
    words = encoder.embed_question(sentence).tokens
    there = np.concatenate(embedded.tokens[1 : 1 + len(cited)])
    if known and least_found(words, there) < _FOUND:
        yield "It says something that does not seem to stand in its quotations."


def same_subject(nearness: float, one: str | None, other: str | None) -> bool:
    """Whether a cosine of the default encoder is that of texts about the same, in two languages."""
    if one != other or one is None:
        return nearness >= _ACROSS
    return nearness >= (_ENGLISH if one == "en" else _ALIKE)


def least_found(words: npt.NDArray[np.float32], there: npt.NDArray[np.float32]) -> float:
    """Return how near those words are that are farthest from all others, a quarter of them.

    Args:
        words: unit vectors of the tokens of a sentence, as of a question.
        there: those of what it is held against, as of a passage.

    """
    if not len(words) or not len(there):
        return 0.0
    nearest = np.sort((words @ there.T).max(axis=1))
    return float(nearest[: max(1, len(nearest) // _LEAST)].mean())


def _sentences(quotation: Quotation) -> list[str]:
    words = quotation.words
    bounds = sentence_bounds(words, quotation.language or "en")
    return [words[start:end] for start, end in bounds if words[start:end].strip()]
