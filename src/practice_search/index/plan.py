"""What a run has to do: a corpus as it lies there, compared with what the index holds."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from practice_search.documents.reading import FORMATS
from practice_search.errors import Fault, UnreadableFileError
from practice_search.records import Outcome, Report, Status

__all__ = ["Found", "Plan", "failed", "find_files", "fingerprint", "make_plan"]

# Read by no reader here; each is told of, so that nobody waits for it in vain.
_LOOKS_LIKE_A_REPORT = frozenset(
    ".doc .dot .rtf .odt .ott .pages .wpd .ppt .pps .odp .key .epub .mht .mhtml .xps .djvu .ps"
    " .tif .tiff .zip .rar .7z".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file as it lies in the corpus; ``file`` and ``fingerprint`` as in `Report`."""

    file: str
    path: Path
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done; each file of the corpus stands in ``outcomes`` or in ``found``."""

    outcomes: dict[str, Outcome]
    """Settled without reading the file."""
    found: list[Found]
    """To be looked at one by one."""
    moved: dict[int, str]
    """Report id to its new file name."""
    removed: list[Report]

    @property
    def files(self) -> set[str]:
        """All files of the corpus."""
        return {*self.outcomes, *(found.file for found in self.found)}


def make_plan(
    corpus: Path, reports: Sequence[Report], *, watch: Callable[[str, int, int], None]
) -> Plan:
    """Compare the files of a corpus with the reports of an index, by content.

    Args:
        corpus: the folder.
        reports: what the index holds.
        watch: hears which file is looked at, its number, and how many there are.

    """
    known = {report.fingerprint: report for report in reports}
    by_file = {report.file: report for report in reports}
    outcomes: dict[str, Outcome] = {}
    found: list[Found] = []
    closed: list[str] = []

    def refused(error: OSError) -> None:
        folder = Path(error.filename)
        name = _name(folder, corpus)
        closed.append(f"{name}/")
        message = str(UnreadableFileError.of(folder, error))
        outcomes[name] = failed(name, Fault.UNREADABLE, message, earlier=None)

    paths = list(find_files(corpus, refused=refused))
    for number, path in enumerate(paths, start=1):
        file = _name(path, corpus)
        watch(file, number, len(paths))
        try:
            found.append(Found(file=file, path=path, fingerprint=fingerprint(path)))
        except UnreadableFileError as error:
            outcomes[file] = failed(file, error.fault, str(error), earlier=by_file.get(file))
    unreadable = set(outcomes)
    unreadable |= {file for file in by_file if file.startswith(tuple(closed))}

    goes_by: dict[str, str] = {}  # fingerprint to file: the known name, else the first
    for pdf in found:
        report = known.get(pdf.fingerprint)
        if pdf.fingerprint not in goes_by or (report and report.file == pdf.file):
            goes_by[pdf.fingerprint] = pdf.file
    for pdf in found:
        if (twin := goes_by[pdf.fingerprint]) != pdf.file:
            reason = f"Same content as {twin}, which is searched in its place. Remove one."
            outcomes[pdf.file] = Outcome(
                file=pdf.file, status=Status.DUPLICATE, fault=Fault.DUPLICATE, reason=reason
            )
    found = [pdf for pdf in found if pdf.file not in outcomes]

    # A file that now holds other content keeps its report until the new content is read.
    replaced = {pdf.file for pdf in found if pdf.fingerprint not in known}
    return Plan(
        outcomes=outcomes,
        found=found,
        moved={
            known[pdf.fingerprint].id: pdf.file
            for pdf in found
            if pdf.fingerprint in known and known[pdf.fingerprint].file != pdf.file
        },
        removed=[
            report
            for report in reports
            if report.fingerprint not in goes_by and report.file not in replaced | unreadable
        ],
    )


def failed(file: str, fault: Fault, reason: str, *, earlier: Report | None) -> Outcome:
    """Return the outcome of a file that cannot be taken in; what was indexed of it stays."""
    if earlier is not None:
        reason += " What was indexed of it before stays searchable."
    reason = reason.encode(errors="backslashreplace").decode()  # as in `_name`
    return Outcome(file=file, status=Status.FAILED, fault=fault, reason=reason)


def find_files(
    corpus: Path, *, refused: Callable[[OSError], None] = lambda _: None
) -> Iterator[Path]:
    """Yield the files of a corpus that are reports, or that a person may take for some, by name.

    Hidden files and folders are none, nor what a browser saves beside a web page, nor the locks of
    documents that are open in an office program.

    Args:
        corpus: the folder.
        refused: hears of each folder that the system does not let be read.

    """
    found = []
    for folder, folders, files in os.walk(corpus, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".") and not _beside(name)]
        found += [
            Path(folder, name)
            for name in files
            if not name.startswith((".", "~$"))
            and Path(name).suffix.lower() in {*FORMATS, *_LOOKS_LIKE_A_REPORT}
        ]
    yield from sorted(found)


def _beside(folder: str) -> bool:
    """Whether a browser keeps the pictures of a saved web page in it."""
    return folder.endswith(("_files", "-filer", "_archivos", "_fișiere", "_pliki"))


def _name(path: Path, corpus: Path) -> str:
    """Return a path inside the corpus as text; bytes that are no text stand as escapes."""
    return path.relative_to(corpus).as_posix().encode(errors="backslashreplace").decode()


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        UnreadableFileError: the system does not let it be read.

    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFileError.of(path, error) from error
