"""Files that were spoilt at random each cost themselves alone: a few of what tests/fuzz.py does."""

from pathlib import Path

from tests.fuzz import CORPUS, MUTATORS, WHOLE, Run, load, mutants

COUNT = 40


def test_spoilt_files_each_have_a_named_outcome_and_harm_no_sibling(tmp_path: Path) -> None:
    """Whatever is wrong with a PDF is told in a word, and the reports beside it are whole."""
    files = load(CORPUS, pages=3)
    spoilt = list(mutants(files, seed=1, count=COUNT))
    run = Run()
    run.go(iter(spoilt), WHOLE, jobs=2, keep=tmp_path / "kept")
    assert run.troubles == []
    assert run.outcomes.total() == COUNT
    assert len(run.outcomes) > 2  # some could be read, others could not


def test_a_run_can_be_made_again() -> None:
    """The same seed spoils the same files, so that a fault that was found is found again."""
    files = load(CORPUS, pages=1)
    one, again = (list(mutants(files, seed=7, count=30)) for _ in range(2))
    assert one == again
    assert one != list(mutants(files, seed=8, count=30))


def test_every_way_of_spoiling_changes_a_real_report() -> None:
    """None of the ways has quietly stopped to spoil anything."""
    files = load(CORPUS, pages=3)
    done = {
        mutant.how.split(": ")[1]
        for mutant in mutants(files, seed=2, count=200)
        if "," not in mutant.how and mutant.content != files[mutant.how.split(": ")[0]]
    }
    assert done == MUTATORS.keys()
