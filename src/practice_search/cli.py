"""The command line: the same verbs as `Library`, and nothing that it does not do."""

import dataclasses
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from practice_search.errors import PracticeSearchError
from practice_search.filters import Filters
from practice_search.index.build import Step
from practice_search.library import Library
from practice_search.records import Hit, Outcome, Status
from practice_search.terms import Facet

__all__ = ["app"]

app = typer.Typer(
    help="Find good practice against gender-based violence in PDF reports, on this machine alone.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)

_IndexOption = Annotated[Path, typer.Option("--index", help="The index folder.")]
_JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]

_STYLES = {Status.FAILED: "red", Status.DUPLICATE: "yellow", Status.UNCHANGED: "dim"}


@app.command("index")
def _index(
    corpus: Annotated[Path, typer.Argument(help="The folder of PDFs.")] = Path("corpus"),
    index: _IndexOption = Path("index"),
    encoder: Annotated[
        str | None,
        typer.Option(help="A sentence-transformers model: its folder, or its name."),
    ] = None,
    as_json: _JsonOption = False,
) -> None:
    """Bring the index in line with a folder of PDFs; what has not changed is left alone."""
    counts: Counter[Status] = Counter()
    with _speaking_plainly(), _progress_bars() as watch:
        for outcome in Library.build(corpus, index, encoder=encoder, watch=watch):
            counts[outcome.status] += 1
            _print_json(outcome) if as_json else _out.print(_outcome_line(outcome))
    if not as_json:
        _out.print(", ".join(f"{n} {status}" for status, n in counts.items()) + ".")
    if counts.keys() <= {Status.FAILED, Status.DUPLICATE}:
        raise typer.Exit(1)


@app.command("search")
def _search(
    question: Annotated[str, typer.Argument(help="In your own words, in your own language.")],
    pillar: Annotated[
        list[str] | None,
        typer.Option(help="prevention, protection, prosecution or policies; may be repeated."),
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(help="ISO 3166-1 code or English name, EU or INT; may be repeated."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Of the passage, such as en or ro; may be repeated.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many passages at most.")] = 10,
    index: _IndexOption = Path("index"),
    as_json: _JsonOption = False,
) -> None:
    """Find the passages nearest to a question."""
    with _speaking_plainly():
        filters = Filters(pillars=pillar or (), countries=country or (), languages=language or ())
        with Library.open(index) as library:
            hits = library.search(question, filters=filters, limit=limit)
        if as_json:
            _print_json(hits)
        elif not hits:
            _out.print(
                "No passage carries these filters. See what there is: practice-search reports"
                if filters
                else "The index holds no passage yet."
            )
        for hit in () if as_json else hits:
            _print_hit(hit)


@app.command("reports")
def _reports(
    index: _IndexOption = Path("index"),
    as_json: _JsonOption = False,
) -> None:
    """List the reports in the index, and the files that could not be taken in."""
    with _speaking_plainly():
        with Library.open(index) as library:
            reports, problems = library.reports(), library.problems()
        if as_json:
            _print_json({"reports": reports, "problems": problems})
            return
        table = Table()
        for heading in ("File", "Title", "Year", "Pillars", "Countries", "Languages", "Pages"):
            table.add_column(heading, overflow="fold")  # a name cut short names no file
        for report in reports:
            facets = (" ".join(report.values(facet)) or "-" for facet in Facet)
            year, pages = str(report.year or "-"), str(report.page_count)
            table.add_row(escape(report.file), escape(report.title), year, *facets, pages)
        _out.print(table)
        for problem in problems:
            _out.print(f"[yellow]{escape(problem.file)}[/]: {escape(problem.reason)}")


def _outcome_line(outcome: Outcome) -> str:
    style = _STYLES.get(outcome.status, "green")
    size = f" {outcome.pages} pages, {outcome.passages} passages." if outcome.passages else ""
    reason = f" {escape(outcome.reason)}" if outcome.reason else ""
    return f"[{style}]{outcome.status:<9}[/] {escape(outcome.file)}{size}{reason}"


def _print_hit(hit: Hit) -> None:
    facets = [", ".join(hit.passage.values(facet)) or f"no {facet} stated" for facet in Facet]
    pages = " and ".join(
        f"{span.page} (printed {label})" if label and label != str(span.page) else str(span.page)
        for span, label in zip(hit.passage.spans, hit.passage.page_labels, strict=True)
    )
    _out.print(f"[bold]{hit.rank}. {escape(hit.report.title)}[/], page {pages}")
    _out.print(f"[dim]{escape(hit.report.file)} | {' | '.join(facets)} | {hit.score:.3f}[/]")
    _out.print(escape(hit.passage.text.replace("\n", " ")) + "\n")


def _print_json(value: object) -> None:
    def plain(record: object) -> object:
        if dataclasses.is_dataclass(record) and not isinstance(record, type):
            return dataclasses.asdict(record)
        raise TypeError

    typer.echo(json.dumps(value, default=plain, ensure_ascii=False))


@contextmanager
def _speaking_plainly() -> Iterator[None]:
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


@contextmanager
def _progress_bars() -> Iterator[Callable[[Step], None]]:
    """Show which file of how many a run is at, and how far inside it; only in a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bars:
        files = bars.add_task("files", total=None)
        inside = bars.add_task("", total=None, visible=False)

        def watch(step: Step) -> None:
            bars.update(
                files,
                description=f"{step.doing} {escape(step.file)}",
                completed=step.number - 1,
                total=step.files,
            )
            bars.update(
                inside,
                description="passages",
                completed=step.done,
                total=step.total,
                visible=bool(step.total),
            )

        yield watch
