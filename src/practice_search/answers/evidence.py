"""What speaks for and against that the nearest passages answer a question at all.

A score alone cannot tell: the nearest passage is near, whether it answers or not. Evidence is how
it stands out from all that was compared, how well the best sentence fits, and what the question
names - a country, a year - that nothing near speaks of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from practice_search.answers.expectation import Expectation, figures, named_countries
from practice_search.index.full_text import words
from practice_search.metadata.language import identify_language
from practice_search.records import Hit

__all__ = ["EVIDENCE", "Evidence"]

EVIDENCE = (
    "the best passage stands out",
    "a figure of the question is nowhere near",
    "a country of the question is nowhere near",
    "a number is asked for",
    "the length of the question",
)
"""In the order of `Evidence.features`."""

_NEAR = 4  # hits in which what the question names is looked for
_FEWEST = 20  # passages, for their scores to have a distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found out about a question and its nearest passages.

    ``figures`` and ``countries`` are those of the question that nothing near speaks of;
    ``language`` is the question's (BCP 47), None where its words do not tell.
    """

    features: tuple[float, ...]
    language: str | None
    figures: tuple[str, ...]
    countries: tuple[str, ...]

    @classmethod
    def of(
        cls,
        question: str,
        expected: Expectation,
        hits: Sequence[Hit],
        *,
        scores: npt.NDArray[np.float64],
    ) -> Self:
        """Gather the evidence.

        Args:
            question: its words.
            expected: what it asks for.
            hits: at least one, the best first.
            scores: of all passages that were compared without filters.

        """
        near = [passage for hit in hits[:_NEAR] for passage in hit.passages]
        said = [" ".join((*passage.headings, passage.text)) for passage in near]
        said += [f"{hit.report.title} {hit.report.year or ''}" for hit in hits[:_NEAR]]
        absent = expected.figures.difference(*map(figures, said)) if expected.figures else ()
        countries = expected.countries.difference(*(passage.countries for passage in near))
        if countries:
            countries = countries.difference(*map(named_countries, said))
        return cls(
            features=(
                _stands_out(max(hit.score for hit in hits), scores),
                float(bool(absent)),
                float(bool(countries)),
                float(expected.number),
                float(np.log1p(len(words(question)))),
            ),
            language=identify_language(question),
            figures=tuple(sorted(absent)),
            countries=tuple(sorted(countries)),
        )


def _stands_out(score: float, scores: npt.NDArray[np.float64]) -> float:
    """Return by how many standard deviations a score lies above those of the whole index."""
    if len(scores) < _FEWEST:
        return 0.0
    return float((score - scores.mean()) / (scores.std() + 1e-6))
