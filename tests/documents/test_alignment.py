"""A word keeps the type it was set in, whatever cleaning did around it."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.documents.alignment import carry_type, common_blocks
from practice_search.documents.cleaning import clean_pages
from practice_search.documents.raw import TypeRun

_texts = st.text(st.sampled_from("aab b\n-\ufb01насი1"), max_size=40)
_styles = st.sampled_from([(8.0, False), (10.0, False), (10.0, True), (14.0, True)])


@st.composite
def _set_texts(draw: st.DrawFn) -> tuple[str, tuple[TypeRun, ...]]:
    """Draw a text and the runs that cover it, no two neighbours alike."""
    text = draw(_texts.filter(bool))
    ends = sorted(draw(st.sets(st.integers(1, len(text)), max_size=5)) | {len(text)})
    runs: list[TypeRun] = []
    for end in ends:
        run = TypeRun(end, *draw(_styles))
        if runs and runs[-1][1:] == run[1:]:
            runs.pop()
        runs.append(run)
    return text, tuple(runs)


def _by_character(runs: Sequence[TypeRun], length: int) -> list[tuple[float, bool]]:
    """Return size and weight of each character."""
    return [next((run.size, run.bold) for run in runs if at < run.end) for at in range(length)]


@given(old=_texts, new=_texts)
def test_what_is_called_common_is_common(old: str, new: str) -> None:
    """Each block stands in both texts, and the blocks follow each other in both."""
    old_end = new_end = 0
    for old_start, new_start, length in common_blocks(old, new):
        assert length > 0
        assert old[old_start : old_start + length] == new[new_start : new_start + length]
        assert old_start >= old_end
        assert new_start >= new_end
        old_end, new_end = old_start + length, new_start + length
    assert old_end <= len(old)
    assert new_end <= len(new)


@given(text=_texts, lost=st.sets(st.integers(0, 40)))
def test_all_that_was_not_lost_is_common(text: str, lost: set[int]) -> None:
    """Where characters were only left out, everything that stayed is found again."""
    new = "".join(c for at, c in enumerate(text) if at not in lost)
    assert sum(length for *_, length in common_blocks(text, new)) == len(new)


@given(drawn=_set_texts())
def test_a_text_that_stays_keeps_its_runs(drawn: tuple[str, tuple[TypeRun, ...]]) -> None:
    """What cleaning left as it was is set as it was."""
    text, runs = drawn
    assert carry_type(runs, text, text) == runs


@given(drawn=_set_texts(), new=_texts)
@settings(deadline=None)
def test_the_runs_cover_the_new_text(drawn: tuple[str, tuple[TypeRun, ...]], new: str) -> None:
    """Every character of the new text is set in a type of the old one, and runs are maximal."""
    old, runs = drawn
    carried = carry_type(runs, old, new)
    if not set(old) & set(new):
        assert carried == ()
        return
    ends = [run.end for run in carried]
    assert ends == sorted(set(ends))
    assert ends[-1] == len(new)
    assert {run[1:] for run in carried} <= {run[1:] for run in runs}
    assert all(one[1:] != other[1:] for one, other in pairwise(carried))
    was, now = _by_character(runs, len(old)), _by_character(carried, len(new))
    for old_start, new_start, length in common_blocks(old, new):
        assert now[new_start : new_start + length] == was[old_start : old_start + length]


def test_a_heading_stays_large_when_the_page_is_cleaned() -> None:
    """Spaces, ligatures and hyphens change around the heading, and its size goes with its words."""
    heading, body = "  Shelters  and  o\ufb03ces\n", "protec-\ntion of women"
    raw = heading + body
    runs = (TypeRun(len(heading), 16.0, True), TypeRun(len(raw), 10.0, False))
    (clean,) = clean_pages([raw])
    assert clean == "Shelters and offices\nprotection\nof women"
    end = clean.index("protection")
    assert carry_type(runs, raw, clean) == (
        TypeRun(end, 16.0, True),
        TypeRun(len(clean), 10, False),
    )


def test_what_was_put_in_is_set_like_what_stands_before_it() -> None:
    """A letter that stands for a ligature is as large as the word it is in."""
    runs = (TypeRun(1, 16.0, False), TypeRun(2, 10.0, False))
    assert carry_type(runs, "ab", "xayyb") == (TypeRun(4, 16.0, False), TypeRun(5, 10.0, False))


@pytest.mark.parametrize(("old", "new"), [("abcdef", "abcdef"), ("abcdef", "abc def")])
def test_runs_that_end_early_do_for_the_rest(old: str, new: str) -> None:
    """Where a reader tells the type of the first words only, the rest is set like them."""
    assert carry_type((TypeRun(3, 10.0, False),), old, new) == (TypeRun(len(new), 10.0, False),)


@pytest.mark.parametrize(
    ("runs", "old", "new"),
    [
        pytest.param((), "text", "text", id="type not told"),
        pytest.param((TypeRun(4, 10.0, False),), "text", "", id="nothing left"),
        pytest.param((TypeRun(4, 10.0, False),), "text", "abc", id="nothing in common"),
        pytest.param((TypeRun(1, 10.0, False),), "", "abc", id="nothing before"),
    ],
)
def test_where_nothing_is_known_nothing_is_said(
    runs: tuple[TypeRun, ...], old: str, new: str
) -> None:
    """A text of which the type is not known has no runs."""
    assert carry_type(runs, old, new) == ()


def test_a_page_that_is_far_too_long_is_not_compared() -> None:
    """A page of a million characters costs no time or memory, only its type sizes."""
    text = "ab " * 400_000
    assert list(common_blocks(text, text)) == []
    assert carry_type((TypeRun(len(text), 10.0, False),), text, text) == ()
