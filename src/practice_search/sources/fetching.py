"""From the list of public documents to reports in the corpus, each with its row."""

import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from practice_search.documents.formats.magic import format_by_content, read_head, what_it_is
from practice_search.documents.reading import FORMATS
from practice_search.errors import (
    CorpusError,
    EmptyFileError,
    NameTakenError,
    ReportsCsvError,
    SourceError,
    UnwantedContentError,
)
from practice_search.metadata.reports_csv.editing import edit_reports_csv
from practice_search.metadata.reports_csv.reading import REPORTS_CSV, ReportsCsv, read_reports_csv
from practice_search.sources.download import Part, download
from practice_search.sources.listing import Source
from practice_search.terms import Format

__all__ = ["BYTES_AT_MOST", "FetchStatus", "Fetched", "fetch_sources", "fetched_file"]

BYTES_AT_MOST = 200_000_000
"""No document is larger, unless a person says otherwise."""

_BETWEEN = 1.0  # seconds from one document to the next


class FetchStatus(StrEnum):
    """What became of a document."""

    FETCHED = "fetched"
    HERE = "here"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of a document; ``file`` is its path inside the corpus, empty after a failure."""

    name: str
    status: FetchStatus
    file: str = ""
    reason: str = ""


def fetch_sources(
    wanted: Iterable[Source],
    corpus: Path,
    *,
    at_most: int = BYTES_AT_MOST,
    watch: Callable[[str, int, int | None], None] = lambda *_: None,
    pause: Callable[[float], None] = time.sleep,
) -> Generator[Fetched, None, None]:
    """Download documents one after the other, each with its row in ``reports.csv``.

    What is here is not asked for again. A document that fails is named, and the next one follows;
    what came of it is kept and gone on with the next time.

    Args:
        wanted: the documents.
        corpus: the folder that they go to.
        at_most: how many bytes each may have.
        watch: hears the document, how many bytes of it are here, and of how many if that is known.
        pause: waits for so many seconds.

    Raises:
        CorpusError: the folder is not there, cannot be written to, or another run fetches into it.
        ReportsCsvError: ``reports.csv`` cannot be used; nothing was downloaded.

    """
    if not corpus.is_dir():
        raise CorpusError(f"There is no folder {corpus}. Make it, or name another with --corpus.")
    lock = corpus / ".fetch.lock"
    try:
        with FileLock(lock, timeout=0):
            try:
                yield from _fetch_all(wanted, corpus, at_most, watch, pause)
            finally:
                lock.unlink(missing_ok=True)
    except Timeout:
        raise CorpusError(f"Another run is fetching into {corpus}. Wait until it ends.") from None
    except OSError as error:
        raise CorpusError(
            f"{corpus} cannot be written to ({error.strerror}). What was fetched is kept; make "
            "room or allow writing, and run the same command again."
        ) from error


def _fetch_all(
    wanted: Iterable[Source],
    corpus: Path,
    at_most: int,
    watch: Callable[[str, int, int | None], None],
    pause: Callable[[float], None],
) -> Generator[Fetched, None, None]:
    asked = False
    for source in wanted:
        stated = read_reports_csv(corpus / REPORTS_CSV)
        if file := fetched_file(source, corpus, stated):
            yield Fetched(name=source.name, status=FetchStatus.HERE, file=file)
            continue
        if asked:
            pause(_BETWEEN)
        try:
            _refuse_taken_name(source, corpus)
            asked = True
            file = _fetch(source, corpus, stated, at_most, watch, pause)
        except (SourceError, ReportsCsvError) as error:
            yield Fetched(name=source.name, status=FetchStatus.FAILED, reason=str(error))
        else:
            yield Fetched(name=source.name, status=FetchStatus.FETCHED, file=file)


def fetched_file(source: Source, corpus: Path, stated: ReportsCsv) -> str:
    """Return the file of the corpus that came from this address; empty if there is none."""
    return next(
        (
            file
            for file in stated.rows
            if stated.report_row(file).source == source.address and (corpus / file).is_file()
        ),
        "",
    )


def _refuse_taken_name(source: Source, corpus: Path) -> None:
    for ending in FORMATS:
        if (corpus / f"{source.name}{ending}").exists():
            raise NameTakenError(
                f"{source.name}{ending} is in {corpus} already, and {REPORTS_CSV} does not say "
                f"that it came from {source.address}. Say so there (column source) if it did; "
                "else rename that file."
            )


def _fetch(
    source: Source,
    corpus: Path,
    stated: ReportsCsv,
    at_most: int,
    watch: Callable[[str, int, int | None], None],
    pause: Callable[[float], None],
) -> str:
    part = Part(corpus / f".{source.name}.part")
    download(
        source.address,
        part,
        at_most=at_most,
        watch=lambda size, total: watch(source.name, size, total),
        pause=pause,
    )
    try:
        file = f"{source.name}{_ending(source, part.path)}"
    except UnwantedContentError:
        part.discard()
        raise
    row = stated.report_row(file)
    # The row comes first: a file without one would be taken for somebody else's the next time.
    # What a person wrote in it before stays.
    edit_reports_csv(
        corpus / REPORTS_CSV,
        file,
        {column: cell for column, cell in _cells(source).items() if cell and not row.cell(column)},
    )
    part.move_to(corpus / file)
    return file


def _ending(source: Source, path: Path) -> str:
    """Return how the name of a document must end, by what it holds."""
    try:
        head = read_head(path)
    except EmptyFileError:
        raise UnwantedContentError(f"{source.address} is empty. Try again later.") from None
    kind = format_by_content(head)
    if kind is None:
        raise UnwantedContentError(
            f"{source.address} is {what_it_is(head)}, which is not read here. Open it in a "
            "browser, and save as a PDF what you need of it."
        )
    if source.copy and kind is Format.HTML:
        raise UnwantedContentError(
            f"{source.address} is the page of a site for documents, not the document. Open it in "
            "a browser, and look for the original on its publisher's site."
        )
    return next(ending for ending, its in FORMATS.items() if its is kind)


def _cells(source: Source) -> dict[str, str]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "year": str(source.year or ""),
        "languages": " ".join(source.languages),
        "countries": " ".join(source.countries),
        "pillars": " ".join(source.pillars),
        "source": source.address,
    }
