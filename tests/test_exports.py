"""``__all__`` is the list of what a module offers, and it is complete in every module."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

import practice_search

MODULES = [
    "practice_search",
    *(m.name for m in pkgutil.walk_packages(practice_search.__path__, "practice_search.")),
]


def source(module: str) -> Path:
    """Return the file of a module, which is read and not run: some modules start the app."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


def defined(tree: ast.Module) -> Iterator[str]:
    """Yield the names of classes, functions, constants and type aliases of a module."""
    for statement in tree.body:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module imports from elsewhere."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom | ast.Import):
            yield from (alias.asname or alias.name for alias in statement.names)


def exported(tree: ast.Module) -> list[str]:
    """Return ``__all__``, empty where there is none."""
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                names: list[str] = ast.literal_eval(value)
                return names
    return []


def test_every_file_is_a_module() -> None:
    """No file of the package is out of reach for an import, or for the tests below."""
    files = {path.resolve() for path in Path(practice_search.__path__[0]).rglob("*.py")}
    assert {source(module).resolve() for module in MODULES} == files


@pytest.mark.parametrize("module", MODULES)
def test_exports_are_complete(module: str) -> None:
    """What a module defines without an underscore is in its ``__all__``, and all of that exists."""
    path = source(module)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = {name for name in defined(tree) if not name.startswith("_")}
    names = exported(tree)
    if path.name == "__init__.py":  # a front door offers what it takes from the rooms
        assert set(names) == public | set(imported(tree))
    else:
        assert set(names) == public
    assert len(names) == len(set(names))


def test_the_front_door_is_what_the_readme_needs() -> None:
    """What a program needs to search is imported from the package itself."""
    for name in ("Filters", "Hit", "Library", "Pillar", "PracticeSearchError"):
        assert name in practice_search.__all__
        assert getattr(practice_search, name).__module__.startswith("practice_search.")
