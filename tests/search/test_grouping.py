"""Hits that are worth reading: nothing twice, and no report fills the list."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from practice_search.search.grouping import Candidate, Group, group_passages

WORDS = frozenset(f"en_{letter}" for letter in "abcdefghij")


def candidate(number: int, *, report: int = 1, stems: frozenset[str] | None = None) -> Candidate:
    """Return a passage that says what no other one does, or what is given."""
    own = frozenset({f"en_{number}"}) if stems is None else stems
    return Candidate(id=number, report_id=report, stems=own)


def ids(groups: list[Group]) -> list[tuple[list[int], list[int]]]:
    """Return of each group the ids in reading order, and those of the copies."""
    return [
        ([one.id for one in sorted([g.main, *g.beside], key=lambda c: c.id)],
         [one.id for one in g.copies])
        for g in groups
    ]  # fmt: skip


def mains(groups: list[Group]) -> list[int]:
    """Return the ids of the passages that stand for their groups."""
    return [group.main.id for group in groups]


_ranked = st.lists(
    st.builds(
        lambda number, stems: Candidate(id=number, report_id=number // 8, stems=stems),
        st.integers(0, 40),
        st.frozensets(st.sampled_from(sorted(WORDS)), max_size=6),
    ),
    unique_by=lambda one: one.id,
    max_size=25,
)


def test_neighbours_are_read_in_order() -> None:
    """A passage right before and one right after the hit are read with it, in reading order."""
    groups = group_passages([candidate(number) for number in (5, 6, 4, 8)], limit=10)
    assert ids(groups) == [([4, 5, 6], []), ([8], [])]
    assert mains(groups) == [5, 8]
    assert [one.id for one in groups[0].beside] == [4, 6]


def test_a_hit_does_not_grow_over_pages() -> None:
    """Only what stands right beside the hit joins it: a neighbour's neighbour is another hit."""
    groups = group_passages([candidate(number) for number in (5, 6, 7, 8)], limit=10)
    assert ids(groups) == [([5, 6], []), ([7, 8], [])]


def test_the_end_of_one_report_is_not_beside_the_next() -> None:
    """Passages of two reports are no neighbours, whatever their numbers."""
    groups = group_passages([candidate(5), candidate(6, report=2)], limit=10)
    assert mains(groups) == [5, 6]


def test_the_same_passage_in_two_editions_is_one_hit() -> None:
    """What hardly differs stands behind one hit; what differs more is another one."""
    edition = candidate(20, report=2, stems=WORDS - {"en_a"} | {"en_z"})
    shorter = candidate(30, report=3, stems=WORDS - {"en_a"})
    other = candidate(40, report=4, stems=frozenset(sorted(WORDS)[:7]))
    groups = group_passages([candidate(1, stems=WORDS), edition, shorter, other], limit=10)
    assert ids(groups) == [([1], [20, 30]), ([40], [])]


def test_passages_without_words_are_not_the_same() -> None:
    """Where nothing is known of the words, nothing is folded away."""
    nothing: frozenset[str] = frozenset()
    ranked = [candidate(10 * n, report=n, stems=nothing) for n in range(1, 5)]
    assert mains(group_passages(ranked, limit=10)) == [10, 20, 30, 40]


def test_further_hits_of_a_report_give_way_to_those_of_others() -> None:
    """After three hits of one report come those of others that are near, and then the rest."""
    ranked = [candidate(10 * n) for n in range(1, 6)]
    ranked += [candidate(1000, report=2), candidate(2000, report=3)]
    groups = group_passages(ranked, limit=10)
    assert mains(groups) == [10, 20, 30, 1000, 2000, 40, 50]


def test_what_is_far_behind_takes_no_place() -> None:
    """A report that answers alone fills the list, and does not give way to what is unlike."""
    ranked = [candidate(10 * n) for n in range(1, 9)]
    ranked += [candidate(1000, report=2), candidate(2000, report=3)]
    assert mains(group_passages(ranked, limit=4)) == [10, 20, 30, 40]
    assert mains(group_passages(ranked, limit=5)) == [10, 20, 30, 1000, 2000]


def test_places_that_are_left_are_filled_from_further_behind() -> None:
    """Where much is folded, the list is as long as was asked for all the same."""
    copies = [candidate(10 * n, report=n, stems=WORDS) for n in range(1, 7)]
    others = [candidate(1000 * n, report=100 + n) for n in range(1, 7)]
    groups = group_passages([*copies, *others], limit=3)
    assert ids(groups) == [([10], [20, 30, 40, 50, 60]), ([1000], []), ([2000], [])]


@given(ranked=_ranked, limit=st.integers(1, 30))
def test_nothing_is_shown_twice_and_no_more_than_asked_for(
    ranked: list[Candidate], limit: int
) -> None:
    """Each passage stands in one hit at most, and the best one comes first."""
    groups = group_passages(ranked, limit=limit)
    shown = Counter(one for g in groups for one in (g.main, *g.beside, *g.copies))
    assert set(shown) <= set(ranked)
    assert not shown or max(shown.values()) == 1
    assert len(groups) <= limit
    assert mains(groups)[:1] == [one.id for one in ranked[:1]]
    for group in groups:
        assert all(one.stands_beside(group.main) for one in group.beside)
        assert all(one.says_the_same_as(group.main) for one in group.copies)
        assert [one.id for one in group.beside] == sorted(one.id for one in group.beside)


@given(ranked=_ranked, more=st.integers(0, 5))
def test_nothing_is_lost_where_there_is_room(ranked: list[Candidate], more: int) -> None:
    """With places enough, every passage stands in a hit."""
    groups = group_passages(ranked, limit=max(1, len(ranked) + more))
    shown = [one.id for g in groups for one in (g.main, *g.beside, *g.copies)]
    assert sorted(shown) == sorted(one.id for one in ranked)


@given(ranked=_ranked, limit=st.integers(1, 30))
def test_hits_keep_their_rank_but_for_the_further_ones(ranked: list[Candidate], limit: int) -> None:
    """The first three hits of each report stand in order, and so do those behind them."""
    rank = {one.id: place for place, one in enumerate(ranked)}
    near = {one.id for one in ranked[: 2 * limit]}
    of_report: Counter[int] = Counter()
    first: list[int] = []
    further: list[int] = []
    far: list[int] = []
    for group in group_passages(ranked, limit=limit):
        of_report[group.main.report_id] += 1
        is_first = of_report[group.main.report_id] <= 3
        part = far if group.main.id not in near else first if is_first else further
        part.append(rank[group.main.id])
    for part in (first, further, far):
        assert part == sorted(part)
    shown = [rank[i] for i in mains(group_passages(ranked, limit=limit))]
    assert shown == [*first, *further, *far]


@given(ranked=_ranked, limit=st.integers(1, 30))
def test_a_list_is_as_long_as_there_are_hits(ranked: list[Candidate], limit: int) -> None:
    """Folding and spreading leave no place empty that another passage could take."""
    everything = group_passages(ranked, limit=max(1, len(ranked)))
    assert len(group_passages(ranked, limit=limit)) == min(limit, len(everything))
