"""The tree of errors is the one that is drawn, and each error says what it means."""

import inspect
import re
from collections.abc import Iterator

import pytest

from practice_search import errors
from practice_search.errors import PracticeSearchError


def drawn_tree() -> dict[str, str]:
    """Return the parent of each class as drawn in the docstring of the module."""
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│├└─ ]*)([A-Z]\w+Error)\b", line):
            depth = len(match[1]) // 4
            above[depth:] = [match[2]]
            parents[match[2]] = above[depth - 1] if depth else "Exception"
    return parents


def tree(root: type[Exception]) -> Iterator[type[Exception]]:
    """Yield a class and all below it."""
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


CLASSES = [cls for cls in tree(PracticeSearchError) if cls.__module__ == errors.__name__]


def test_the_tree_is_the_one_drawn() -> None:
    """Who catches a class of the drawing catches what is drawn below it, and nothing else."""
    assert {cls.__name__: [base.__name__ for base in cls.__bases__] for cls in CLASSES} == {
        name: [parent] for name, parent in drawn_tree().items()
    }


def test_every_error_of_the_package_is_in_the_tree() -> None:
    """No room raises an error of its own that is not in the drawing."""
    assert set(tree(PracticeSearchError)) == set(CLASSES)
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    assert defined == {cls.__name__ for cls in CLASSES} == set(errors.__all__) - {"Fault"}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_error_says_in_one_sentence_what_it_means(cls: type[Exception]) -> None:
    """The docstring of an error is one sentence of its own."""
    assert re.fullmatch(r"[A-Z](?:[^.!?]|[.!?](?=\S))*\.", cls.__dict__["__doc__"] or "")
