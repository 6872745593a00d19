"""The command line: the same verbs as `Library`, and nothing that it does not do."""

import dataclasses
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
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
from practice_search.index.reading_pool import JOBS
from practice_search.library import Library
from practice_search.records import Hit, Outcome, Report, Status
from practice_search.terms import FILTERABLE

__all__ = ["app"]

app = typer.Typer(
    help="Find good practice against gender-based violence in reports, on this machine alone.",
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
    corpus: Annotated[Path, typer.Argument(help="The folder of reports.")] = Path("corpus"),
    index: _IndexOption = Path("index"),
    encoder: Annotated[
        str | None,
        typer.Option(help="A sentence-transformers model: its folder, or its name."),
    ] = None,
    jobs: Annotated[int, typer.Option(help="How many reports are read at once.", min=1)] = JOBS,
    ocr: Annotated[
        bool, typer.Option(help="Recognise pages that are pictures, if an engine is installed.")
    ] = True,
    as_json: _JsonOption = False,
) -> None:
    """Bring the index in line with a folder of reports; what has not changed is left alone."""
    counts: Counter[Status] = Counter()
    with _speaking_plainly(), _progress_bars() as watch:
        for outcome in Library.build(
            corpus, index, encoder=encoder, jobs=jobs, ocr=ocr, watch=watch
        ):
            counts[outcome.status] += 1
            _print_json(outcome) if as_json else _out.print(_outcome_line(outcome))
    if not as_json:
        _out.print(", ".join(f"{n} {status}" for status, n in counts.items()) + ".")
        if counts[Status.FAILED]:
            _out.print("See what to do about each: practice-search doctor")
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
    only_problems: Annotated[
        bool, typer.Option("--problems", help="Only what could not be taken in, and why.")
    ] = False,
    index: _IndexOption = Path("index"),
    as_json: _JsonOption = False,
) -> None:
    """List the reports in the index, and the files that could not be taken in."""
    with _speaking_plainly():
        with Library.open(index) as library:
            reports, problems = library.reports(), library.problems()
        if as_json:
            listed = {"problems": problems} if only_problems else {"reports": reports}
            _print_json(listed | {"problems": problems})
            return
        if not only_problems:
            _out.print(_report_table(reports))
        elif not problems:
            _out.print("Every file could be read, and every page has text.")
        for problem in problems:
            _out.print(
                f"[yellow]{escape(problem.file)}[/] ({problem.fault}): {escape(problem.reason)}"
            )


def _report_table(reports: Sequence[Report]) -> Table:
    table = Table()
    for heading in ("File", "Title", "Year", "Pillars", "Countries", "Languages", "Pages"):
        table.add_column(heading, overflow="fold")  # a name cut short names no file
    for report in reports:
        facets = (" ".join(report.values(facet)) or "-" for facet in FILTERABLE)
        year, pages = str(report.year or "-"), str(report.page_count)
        table.add_row(escape(report.file), escape(report.title), year, *facets, pages)
    return table


@app.command("doctor")
def _doctor(index: _IndexOption = Path("index"), as_json: _JsonOption = False) -> None:
    """Say what is wrong with the corpus and the index, and what to do about it."""
    with _speaking_plainly():
        with Library.open(index) as library:
            findings = library.findings()
        if as_json:
            _print_json(findings)
            return
        for ailment, group in groupby(findings, key=lambda finding: finding.ailment):
            _out.print(f"[bold]{ailment.value.capitalize()}[/]")
            for finding in group:
                _out.print(
                    f"  [yellow]{escape(', '.join(finding.files))}[/]: {escape(finding.what)}"
                )
        _out.print("Nothing is wrong." if not findings else f"{len(findings)} findings.")


def _outcome_line(outcome: Outcome) -> str:
    style = _STYLES.get(outcome.status, "green")
    size = f" {outcome.pages} pages, {outcome.passages} passages." if outcome.passages else ""
    reason = f" {escape(outcome.reason)}" if outcome.reason else ""
    return f"[{style}]{outcome.status:<9}[/] {escape(outcome.file)}{size}{reason}"


def _print_hit(hit: Hit) -> None:
    facets = [", ".join(hit.passage.values(facet)) or f"no {facet} known" for facet in FILTERABLE]
    marks = ["recognised on a picture"] if hit.passage.ocr else []
    _out.print(f"[bold]{hit.rank}. {escape(hit.report.title)}[/], {escape(hit.place)}")
    _out.print(
        f"[dim]{escape(hit.report.file)} | {' | '.join(facets + marks)} | {hit.score:.3f}[/]"
    )
    if hit.passage.headings:
        _out.print(f"[dim]{escape(' › '.join(hit.passage.headings))}[/]")
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
