"""What the words themselves say: which of a question's words a passage has, and how rare they are.

Each passage is compared with the question stemmed in its own language (BM25; Robertson and
Zaragoza, 2009), so that nobody need know which language the question is in: words of another one
are not found, and count for little.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from practice_search.index.catalogue import Catalogue
from practice_search.index.full_text import UNKNOWN, acronym, fold, is_exact, marker, stem
from practice_search.search.question import Asked

__all__ = ["Lexical", "WordsFound", "phrase", "restrictions"]

_SATURATION = 1.2  # k1 of BM25: how soon a word that comes again counts no more
_PASSAGES_OF_A_LANGUAGE = 10  # fewer do not tell which words are usual in it
_COMMON = 0.2  # of the passages of a language: a more frequent word finds none
_LETTERS_TO_CORRECT = 4  # a shorter word has too many neighbours
_LETTERS_FOR_TWO = 8  # and in a longer one, two letters may be wrong
_LETTERS_SHOWN = 4  # shorter words say nothing about why a passage was found


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsFound:
    """Which words of a question a passage has, and what those weigh that it lacks.

    ``mark`` is that of its language; ``words`` are as typed, or as they were probably meant,
    without short ones; ``missing`` is the weight of all words that its language has in this
    library and the passage has not, as a share of the question.
    """

    mark: str
    words: tuple[str, ...]
    missing: float


def phrase(words: Iterable[str]) -> str:
    """Return the full-text expression for folded words that stand together."""
    return f'plain : "{" ".join(words)}"'


def restrictions(asked: Asked) -> dict[str, list[str]]:
    """Return what a question requires and excludes as full-text expressions, by these words."""
    return {
        "required": list(map(phrase, asked.required)),
        "excluded": list(map(phrase, asked.excluded)),
    }


class Lexical:
    """The words of one question in the languages of a library."""

    def __init__(self, catalogue: Catalogue, typed: Sequence[str]) -> None:
        self._catalogue = catalogue
        self._shouted = len(typed) > 2 and all(word.isupper() for word in typed)
        self._languages = [*catalogue.languages(), UNKNOWN]
        self._folded = {word: fold(word) for word in typed}
        self._acronyms = catalogue.counts_of_terms(filter(None, map(acronym, typed))).keys()
        self._counts = self._count()
        unknown = [word for word in typed if not any(map(self._counts.get, self._terms(word)))]
        if unknown:
            meant = {word: self._nearest(self._folded[word]) for word in unknown}
            self._folded = {meant.get(w, w): meant.get(w, f) for w, f in self._folded.items()}
            self._counts = self._count()

    def _count(self) -> dict[str, int]:
        terms = {term for word in self._folded for term in self._terms(word)}
        marks = map(marker, self._languages)
        return self._catalogue.counts_of_terms({*terms, *marks})

    def _terms(self, typed: str) -> list[str]:
        return [self._term(typed, language) for language in self._languages]

    def _terms_in(self, language: str) -> list[str]:
        return [self._term(typed, language) for typed in self._folded]

    def _term(self, typed: str, language: str) -> str:
        name = "" if self._shouted else acronym(typed)
        return name if name in self._acronyms else stem(self._folded[typed], language)

    def _nearest(self, word: str) -> str:
        """Return the word of the library that was probably meant, or the word itself."""
        if len(word) < _LETTERS_TO_CORRECT or is_exact(word):
            return word
        wrong = 2 if len(word) >= _LETTERS_FOR_TWO else 1
        known = self._catalogue.words_from(word[0])
        near = {
            other: distance
            for other in known
            if (distance := OSA.distance(word, other, score_cutoff=wrong)) <= wrong
        }
        return min(near, key=lambda other: (near[other], -known[other], other), default=word)

    def expression(self) -> str:
        """Return the full-text expression that finds passages with any word that is not common.

        Numbers and acronyms are looked for in all languages, words only in those where they are
        as usual as in any: in Romanian reports, "on" and "the" are rare words.
        """
        usual = {
            language: sum(self._share(term, language) for term in self._terms_in(language))
            for language in self._languages
        }
        telling = {
            term
            for language in self._languages
            for term in self._terms_in(language)
            if 0 < self._share(term, language) <= _COMMON or self._counts.get(term) == 1
            if is_exact(term) or 2 * usual[language] > max(usual.values())
        }
        return f"stems : ({' OR '.join(sorted(telling))})" if telling else ""

    def _share(self, term: str, language: str) -> float:
        """Return in which share of the passages of a language a term stands."""
        return self._counts.get(term, 0) / (self._size(language) + _PASSAGES_OF_A_LANGUAGE)

    def _size(self, language: str) -> int:
        return self._counts.get(marker(language), 0)

    def compare(self, stems: Mapping[int, Sequence[str]]) -> dict[int, WordsFound]:
        """Return, by the ids of passages with these stems, what the words say for each."""
        weights = {
            mark: self._weights(mark.removesuffix("_")) for mark in {s[0] for s in stems.values()}
        }
        return {i: _found(s[0], Counter(s), weights[s[0]]) for i, s in stems.items()}

    def _weights(self, language: str) -> dict[str, tuple[str, float, bool]]:
        """Return of each word its term, its share of the question, and whether it is known here."""
        size = self._size(language)
        rarity: dict[str, tuple[str, float, bool]] = {}
        for typed in self._folded:
            term = self._term(typed, language)
            count = self._counts.get(term, 0)
            idf = math.log1p((max(size, count) - count + 0.5) / (count + 0.5))
            rarity[typed] = term, idf, count > 0
        total = sum(idf for _, idf, _ in rarity.values())
        return {typed: (term, idf / total, known) for typed, (term, idf, known) in rarity.items()}


def _found(
    mark: str, counts: Counter[str], weights: Mapping[str, tuple[str, float, bool]]
) -> WordsFound:
    words: list[str] = []
    missing = 0.0
    for typed, (term, weight, known) in weights.items():
        if counts[term] and (is_exact(term) or len(typed) >= _LETTERS_SHOWN):
            words.append(typed)
        if known:
            missing += weight * _SATURATION / (counts[term] + _SATURATION)
    return WordsFound(mark=mark, words=tuple(words), missing=missing)
