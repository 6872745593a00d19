"""How what the commands give looks in a terminal, and as JSON or CSV."""

import csv
import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NoReturn

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from practice_search.errors import PracticeSearchError
from practice_search.evaluation.intervals import Interval
from practice_search.evaluation.ranking import MEASURES, Evaluated
from practice_search.index.build import Step
from practice_search.records import CoverageCell, Hit, Loosening, Outcome, Report, Status
from practice_search.sources.fetching import Fetched, FetchStatus
from practice_search.sources.listing import Source
from practice_search.terms import FILTERABLE, NONE, Facet, Kind, article_words, country_name

__all__ = [
    "answers_table",
    "counting_bar",
    "coverage_table",
    "download_bars",
    "measures_table",
    "out",
    "print_coverage_csv",
    "print_fetched",
    "print_hit",
    "print_json",
    "print_measures_csv",
    "print_no_hits",
    "print_outcome",
    "print_source",
    "progress_bars",
    "report_table",
    "speaking_plainly",
]

out = Console(soft_wrap=True, highlight=False)
"""The standard output, with markup."""
_err = Console(stderr=True, soft_wrap=True, highlight=False)

_GAP = "[dim]-[/]"
_STYLES = {Status.FAILED: "red", Status.DUPLICATE: "yellow", Status.UNCHANGED: "dim"}
_FETCH_STYLES = {FetchStatus.FAILED: "red", FetchStatus.HERE: "dim"}


def report_table(reports: Sequence[Report]) -> Table:
    """Return reports as a table, a row each."""
    table = Table(box=SIMPLE_HEAD)
    facets = (Facet.YEAR, Facet.KIND, Facet.PILLAR, Facet.COUNTRY, Facet.LANGUAGE)
    table.add_column("Report", overflow="fold", min_width=20)
    for heading in (*(facet.capitalize() for facet in facets), "Pages"):
        table.add_column(heading, overflow="fold")  # a name cut short names no file
    for report in reports:
        known = (
            " ".join(report.values(facet)) + " ?" * report.guessed(facet) or "-" for facet in facets
        )
        name = f"{escape(report.file)}\n[dim]{escape(report.title)}[/]"
        table.add_row(name, *known, str(report.page_count))
    if any(report.guessed(facet) for report in reports for facet in facets):
        table.caption = "A question mark: guessed."
    return table


def coverage_table(cells: Sequence[CoverageCell], by: str | None) -> Table:
    """Return coverage as a table: a row a country and split, a column a pillar."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Country", overflow="fold", min_width=13)
    if by:
        table.add_column(by.capitalize())
    for pillar in dict.fromkeys(cell.pillar for cell in cells):
        heading = pillar.title if pillar else "No pillar"
        table.add_column(heading, justify="right", min_width=max(map(len, heading.split())))
    rows: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        country = country_name(cell.country) if cell.country else "No country"
        rows.setdefault((country, cell.split or "-"), []).append(_coverage_words(cell))
    for (country, split), words in rows.items():
        if not by or set(words) != {_GAP}:  # a country has no report in most of the languages
            table.add_row(country, *([split] if by else []), *words)
    return table


def _coverage_words(cell: CoverageCell) -> str:
    if not cell.passages:
        return _GAP
    mark = " ?" if cell.by_guesses_alone else ""
    strongest = f"\n[dim]{cell.strongest}[/]" if cell.strongest else ""
    return f"{cell.passages} in {cell.reports}{mark}{strongest}"


def measures_table(summary: Mapping[str, tuple[int, tuple[Interval, ...]]]) -> Table:
    """Return how well questions are answered as a table: a row a group, a column a measure."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("", overflow="fold", min_width=14)
    for heading in ("Questions", *MEASURES):
        table.add_column(heading, justify="right")
    for group, (count, intervals) in summary.items():
        means = (f"{i.mean:.2f}\n[dim]{i.low:.2f}-{i.high:.2f}[/]" for i in intervals)
        table.add_row(escape(group), str(count), *means)
    return table


def answers_table(measures: Mapping[str, Interval]) -> Table:
    """Return how often answers and refusals are right as a table: a row a measure."""
    table = Table(box=SIMPLE_HEAD)
    table.add_column("Answers", overflow="fold", min_width=14)
    table.add_column("", justify="right")
    for name, one in measures.items():
        table.add_row(name, f"{one.mean:.2f}\n[dim]{one.low:.2f}-{one.high:.2f}[/]")
    return table


def print_measures_csv(evaluated: Iterable[Evaluated]) -> None:
    """Print the measures of each question as CSV, a row a question."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["id", *MEASURES])
    table.writerows([one.id, *(f"{value:.4f}" for value in one.values)] for one in evaluated)


def print_coverage_csv(cells: Sequence[CoverageCell]) -> None:
    """Print coverage as CSV, a row a cell."""
    kinds = [*Kind, None]
    table = csv.writer(sys.stdout, lineterminator="\n")
    counts = ("passages", "guessed", "reports")
    table.writerow(
        ["country", "name", "pillar", "split", *counts, *(kind or "unknown kind" for kind in kinds)]
    )
    for cell in cells:
        by_kind = dict(cell.kinds)
        table.writerow(
            [
                cell.country or NONE,
                country_name(cell.country) if cell.country else "",
                cell.pillar or NONE,
                cell.split or "",
                cell.passages,
                cell.guessed,
                cell.reports,
                *(by_kind.get(kind, 0) for kind in kinds),
            ]
        )


def print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Print what became of a file in one line."""
    if as_json:
        print_json(outcome)
        return
    style = _STYLES.get(outcome.status, "green")
    size = f" {outcome.pages} pages, {outcome.passages} passages." if outcome.passages else ""
    reason = f" {escape(outcome.reason)}" if outcome.reason else ""
    out.print(f"[{style}]{outcome.status:<9}[/] {escape(outcome.file)}{size}{reason}")


def print_hit(hit: Hit) -> None:
    """Print a hit: report, page, what is known of it, and the passage."""
    facets = [_facet_words(hit, facet) for facet in FILTERABLE]
    kind = hit.report.kind or "unknown kind of source"
    facets.append(f"{kind}{' (guessed)' * hit.report.guessed(Facet.KIND)}")
    marks = ["recognised on a picture"] if hit.passage.ocr else []
    out.print(f"[bold]{hit.rank}. {escape(hit.report.title)}[/], {escape(hit.place)}")
    out.print(f"[dim]{escape(hit.report.file)} | {' | '.join(facets + marks)}[/]")
    if hit.passage.headings:
        out.print(f"[dim]{escape(' › '.join(hit.passage.headings))}[/]")
    before, nearest, after = map(escape, hit.around_nearest)
    texts = [
        f"{before}[bold]{nearest}[/]{after}" if passage is hit.passage else escape(passage.text)
        for passage in hit.passages
    ]
    out.print("\n".join(texts).replace("\n", " "))
    why = [hit.why]
    why += [f"Also in {copy.report.file}, {copy.place}." for copy in hit.copies]
    out.print(f"[dim]{escape(' '.join(why))}[/]\n")


def print_no_hits(looser: Sequence[Loosening]) -> None:
    """Say that nothing can be found, and what to leave away."""
    if not looser:
        out.print(
            "No passage fits, and none would with one filter less. See what there is: "
            "practice-search reports"
        )
        return
    out.print("No passage fits all that was asked for. Passages there would be without")
    for one in looser:
        out.print(f"  {one.what}: {one.passages}")


def _facet_words(hit: Hit, facet: Facet) -> str:
    values = hit.passage.values(facet)
    if not values:
        return f"no {facet} known"
    words = article_words(values) if facet is Facet.ARTICLE else ", ".join(values)
    return f"{words}{' (guessed)' * hit.passage.guessed(facet)}"


def print_source(source: Source, file: str) -> None:
    """Print a public document: what it is, where it is, and whether it is in the corpus."""
    year = f" ({source.year})" if source.year else ""
    note = f" - {source.note}" if source.note else ""
    known = (source.countries, source.pillars, source.languages)
    facets = " | ".join(" ".join(values) for values in known if values)
    state = [f"address seen to work on {source.seen}" if source.seen else "address not tried"]
    state += ["copy on a site for documents of all kinds"] * source.copy
    here = f" | in the corpus as {escape(file)}" if file else ""
    out.print(f"[bold]{source.name}[/] {escape(source.title + year)}")
    out.print(f"  {escape(source.publisher + note)}")
    out.print(f"  [dim]{facets} | {', '.join(state)}{here}[/]")
    out.print(f"  [dim]{escape(source.address)}[/]\n")


def print_fetched(fetched: Fetched, *, as_json: bool) -> None:
    """Print what became of a public document in one line."""
    if as_json:
        print_json(fetched)
        return
    style = _FETCH_STYLES.get(fetched.status, "green")
    out.print(
        f"[{style}]{fetched.status:<7}[/] {fetched.file or fetched.name} {escape(fetched.reason)}"
    )


def print_json(value: object) -> None:
    """Print records as one line of JSON."""

    def plain(record: object) -> object:
        if dataclasses.is_dataclass(record) and not isinstance(record, type):
            return dataclasses.asdict(record)
        if isinstance(record, date):
            return record.isoformat()
        raise TypeError

    typer.echo(json.dumps(value, default=plain, ensure_ascii=False))


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Tell a person what is wrong and what to do, without a stack trace."""
    try:
        yield
    except PracticeSearchError as error:
        _stop(f"[red]{escape(str(error))}[/]", 1)
    except KeyboardInterrupt:
        _stop("Stopped. What was finished is kept; run the same command to go on.", 130)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise typer.Exit(0) from None


def _stop(message: str, status: int) -> NoReturn:
    _err.print(message)
    raise typer.Exit(status) from None


def _bars(*columns: ProgressColumn) -> Progress:
    """Return bars that are shown only in a terminal, and gone when all is done."""
    return Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal)


@contextmanager
def download_bars(count: int) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show which of how many documents is coming, and how much of it; only in a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with _bars(*columns) as bars:
        task = bars.add_task("", total=None)
        seen: set[str] = set()

        def watch(name: str, size: int, total: int | None) -> None:
            if name not in seen:
                seen.add(name)
                bars.reset(task, total=total)
            words = f"{name} ({len(seen)} of {count})"
            bars.update(task, description=words, completed=size, total=total)

        yield watch


@contextmanager
def counting_bar(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how much of one thing is done, and how long the rest takes; only in a terminal."""
    with _bars() as bars:
        task = bars.add_task(doing, total=total)
        yield lambda done: bars.update(task, completed=done)


@contextmanager
def progress_bars() -> Iterator[Callable[[Step], None]]:
    """Show which file of how many a run is at, and how far inside it; only in a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with _bars(*columns) as bars:
        files = bars.add_task("files", total=None)
        inside = bars.add_task("", total=None, visible=False)

        def watch(step: Step) -> None:
            bars.update(
                files,
                description=escape(step.file),
                completed=step.number - 1,
                total=step.files,
            )
            bars.update(
                inside,
                description=step.doing,
                completed=step.done,
                total=step.total,
                visible=bool(step.total),
            )

        yield watch
