"""How the system spells the files of a corpus, and which of them a person may have meant."""

import difflib
import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Self

__all__ = ["FileNames"]


@dataclass(frozen=True, slots=True)
class FileNames:
    """The files below a folder, by their paths inside it with forward slashes."""

    spellings: Mapping[str, str] = field(default_factory=dict)
    """The path as the system has it, by that path and by its composed letters."""

    @classmethod
    def below(cls, folder: Path, *, also: Iterable[str] = ()) -> Self:
        """Look into a folder; ``also`` names files that are known though they may be gone."""
        files = [
            (Path(parent) / name).relative_to(folder).as_posix()
            for parent, _, names in os.walk(folder)
            for name in names
        ]
        known = [*also, *files]
        spellings = {_composed(file): file for file in known}
        return cls(spellings | {file: file for file in known})

    def resolve(self, cell: str) -> str:
        """Return the file that a cell names.

        "é" may be one character there and two on the disk, as on macOS; a path may have been
        copied from Windows or a terminal.
        """
        file = cell.replace("\\", "/").removeprefix("./")
        return self.spellings.get(file, self.spellings.get(_composed(file), file))

    def nearest(self, file: str) -> str:
        """Return the file that was probably meant by a name that is not there; empty if none."""
        if file in self.spellings:
            return ""
        known = {_key(path): path for path in self.spellings.values() if _is_report(path)}
        ends = {PurePosixPath(key).name: path for key, path in known.items()}
        wanted = _key(file)
        last = PurePosixPath(wanted).name
        # Moved to another folder, mistyped, or both.
        if last in ends:
            return ends[last]
        for word, among in ((wanted, known), (last, ends)):
            for near in difflib.get_close_matches(word, among, n=1, cutoff=0.75):
                return among[near]
        return ""


def _composed(file: str) -> str:
    return unicodedata.normalize("NFC", file)


def _key(file: str) -> str:
    return _composed(file).casefold()


def _is_report(file: str) -> bool:
    path = PurePosixPath(file)
    hidden = path.name.startswith((".", "~$"))
    return bool(path.suffix) and path.suffix.casefold() != ".csv" and not hidden
