"""Semantic search over documents about good practice against gender-based violence."""

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.quotation import Quotation
from practice_search.errors import PracticeSearchError
from practice_search.filters import Filters
from practice_search.library import Library
from practice_search.records import Hit
from practice_search.terms import Pillar

__all__ = [
    "Answer",
    "Filters",
    "Hit",
    "Library",
    "Pillar",
    "PracticeSearchError",
    "Quotation",
    "Refusal",
]
