"""Where the characters of one text stand in another that was made from it, or of the same page."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from practice_search.documents.raw import TypeRun

__all__ = ["carry_type", "common_blocks"]

# The comparison takes memory and time by the product of the lengths; a full page has some 6,000.
_LENGTH_AT_MOST = 20_000


def common_blocks(old: str, new: str) -> Iterator[tuple[int, int, int]]:
    """Yield what two texts have in common, in order: start in old, start in new, and length.

    It is the longest common subsequence (Indel distance); nothing of texts that are far longer
    than a page.
    """
    if max(len(old), len(new)) <= _LENGTH_AT_MOST:
        for block in Indel.opcodes(old, new).as_matching_blocks():
            if block.size:
                yield block.a, block.b, block.size


def carry_type(runs: Sequence[TypeRun], old: str, new: str) -> tuple[TypeRun, ...]:
    """Say what a text is set in, knowing it of the text that it was made from.

    Args:
        runs: those of ``old``; what stands after the last of them is set like it.
        old: the text before.
        new: the text now; a character that was put in is set like the one before it.

    """
    if not runs:
        return ()
    ends = [run.end for run in runs[:-1]]  # the last one reaches as far as the text
    carried: list[TypeRun] = []

    def extend(end: int, run: TypeRun) -> None:
        if carried and carried[-1][1:] == run[1:]:
            carried.pop()
        carried.append(TypeRun(end, run.size, run.bold))

    for old_start, new_start, length in common_blocks(old, new):
        if carried:
            extend(new_start, carried[-1])
        position = old_start
        while position < old_start + length:
            at = bisect_right(ends, position)
            stop = min(ends[at] if at < len(ends) else len(old), old_start + length)
            extend(new_start + stop - old_start, runs[at])
            position = stop
    if carried:
        extend(len(new), carried[-1])
    return tuple(carried)
