"""What a run has to do: a corpus as it lies there, compared with what the index holds."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from practice_search.errors import UnreadableFileError
from practice_search.records import Outcome, Report, Status

__all__ = ["Found", "Plan", "failed", "find_pdfs", "fingerprint", "make_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A PDF as it lies in the corpus; ``file`` and ``fingerprint`` as in `Report`."""

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
    """Compare the PDFs of a corpus with the reports of an index, by content.

    Args:
        corpus: the folder.
        reports: what the index holds.
        watch: hears which file is looked at, its number, and how many there are.

    """
    known = {report.fingerprint: report for report in reports}
    by_file = {report.file: report for report in reports}
    outcomes: dict[str, Outcome] = {}
    found: list[Found] = []
    paths = list(find_pdfs(corpus))
    for number, path in enumerate(paths, start=1):
        file = _name(path, corpus)
        watch(file, number, len(paths))
        try:
            found.append(Found(file=file, path=path, fingerprint=fingerprint(path)))
        except UnreadableFileError as error:
            outcomes[file] = failed(file, str(error), earlier=by_file.get(file))
    unreadable = set(outcomes)

    goes_by: dict[str, str] = {}  # fingerprint to file: the known name, else the first
    for pdf in found:
        report = known.get(pdf.fingerprint)
        if pdf.fingerprint not in goes_by or (report and report.file == pdf.file):
            goes_by[pdf.fingerprint] = pdf.file
    for pdf in found:
        if (twin := goes_by[pdf.fingerprint]) != pdf.file:
            reason = f"Same content as {twin}, which is searched in its place. Remove one."
            outcomes[pdf.file] = Outcome(file=pdf.file, status=Status.DUPLICATE, reason=reason)
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


def failed(file: str, reason: str, *, earlier: Report | None) -> Outcome:
    """Return the outcome of a file that cannot be taken in; what was indexed of it stays."""
    if earlier is not None:
        reason += " What was indexed of it before stays searchable."
    return Outcome(file=file, status=Status.FAILED, reason=reason)


def find_pdfs(corpus: Path) -> Iterator[Path]:
    """Yield the PDFs of a corpus by name; hidden files and folders are none of its reports."""
    for path in sorted(corpus.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(corpus).parts)
        if path.suffix.lower() == ".pdf" and not hidden and not path.is_dir():
            yield path


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
