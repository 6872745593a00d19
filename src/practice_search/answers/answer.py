"""What comes of a question: quotations that answer it, or that nothing does and what is nearest."""

from dataclasses import dataclass

from practice_search.answers.asking.reading import Asking
from practice_search.answers.quotation import Quotation
from practice_search.records import Hit, Report

__all__ = ["Answer", "Reason", "Refusal"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is doubtful: a sentence with ``{}`` where ``names`` belong."""

    sentence: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.sentence.format(", ".join(self.names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Quotations that answer a question, report by report, the best first.

    ``probability`` is how often such quotations answer, from 0 to 1, as measured in
    docs/answers.md; where it is not high, ``perhaps`` is true and ``doubts`` say why. ``differing``
    says that a number was asked for and reports give different ones. ``hits`` are the nearest
    passages, as of a search.
    """

    question: str
    asking: Asking
    quotations: tuple[Quotation, ...]
    probability: float
    perhaps: bool
    doubts: tuple[Reason, ...]
    differing: bool
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """That nothing answers, and why; ``nearest`` is what comes nearest, and does not answer.

    ``probability`` is how often such quotations answer after all. ``searched`` are the reports that
    the filters allow. A greeting or an insult is not searched for: then all of these are empty.
    """

    question: str
    asking: Asking
    reasons: tuple[Reason, ...]
    nearest: tuple[Quotation, ...]
    probability: float
    searched: tuple[Report, ...]
    hits: tuple[Hit, ...]
