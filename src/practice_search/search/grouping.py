"""Ranked passages as hits that are worth reading: nothing twice, and no report fills the list.

Passages that say the same stand behind one hit, a passage right before or after it joins it, and
of a report that has several hits the further ones give way to those of others that are near.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

__all__ = ["Candidate", "Group", "group_passages"]

_ALIKE = 0.8  # of the words of both (Jaccard): the same passage in two editions
_PER_REPORT = 3  # hits, before those of others come
_WINDOW = 2  # times as many as are asked for: the others that are near


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage by its ids, and the stems of its words; in a report, ids follow each other."""

    id: int
    report_id: int
    stems: frozenset[str]

    def stands_beside(self, other: "Candidate") -> bool:
        """Whether one of the two follows the other."""
        return self.report_id == other.report_id and abs(self.id - other.id) == 1

    def says_the_same_as(self, other: "Candidate") -> bool:
        """Whether hardly a word is different."""
        shorter, longer = sorted((len(self.stems), len(other.stems)))
        if shorter < _ALIKE * longer:  # so they cannot be, and need not be compared
            return False
        common = len(self.stems & other.stems)
        return 0 < common >= _ALIKE * (shorter + longer - common)


@dataclass(slots=True)
class Group:
    """A passage, those beside it in reading order, and those elsewhere that say the same."""

    main: Candidate
    beside: list[Candidate] = field(default_factory=list)
    copies: list[Candidate] = field(default_factory=list)

    def takes(self, candidate: Candidate) -> bool:
        """Take a passage in, if it belongs here."""
        if candidate.stands_beside(self.main):
            self.beside = sorted([*self.beside, candidate], key=lambda one: one.id)
        elif candidate.says_the_same_as(self.main):
            self.copies.append(candidate)
        else:
            return False
        return True


def group_passages(ranked: Iterable[Candidate], *, limit: int) -> list[Group]:
    """Return at most ``limit`` groups, the best first; each candidate stands in one at most.

    Args:
        ranked: the best first.
        limit: how many groups.

    """
    groups: list[Group] = []
    rest = iter(ranked)
    near = list(islice(rest, _WINDOW * limit))
    _gather(near, groups, at_most=len(near))
    groups = _spread(groups)
    _gather(rest, groups, at_most=limit)
    return groups[:limit]


def _gather(candidates: Iterable[Candidate], groups: list[Group], *, at_most: int) -> None:
    for candidate in candidates:
        if any(group.takes(candidate) for group in groups):
            continue
        if len(groups) >= at_most:
            return
        groups.append(Group(main=candidate))


def _spread(groups: Sequence[Group]) -> list[Group]:
    """Put the further hits of each report behind all the others."""
    of_report: Counter[int] = Counter()
    first: list[Group] = []
    further: list[Group] = []
    for group in groups:
        of_report[group.main.report_id] += 1
        (first if of_report[group.main.report_id] <= _PER_REPORT else further).append(group)
    return first + further
