"""The commands that are verbs of `Library`."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from practice_search.cli.options import IndexOption, JsonOption, RerankerOption, filtered
from practice_search.cli.printing import (
    coverage_table,
    out,
    print_coverage_csv,
    print_hit,
    print_json,
    print_no_hits,
    print_outcome,
    progress_bars,
    report_table,
    speaking_plainly,
)
from practice_search.errors import UnknownValueError
from practice_search.filters import Filters
from practice_search.index.reading_pool import JOBS
from practice_search.library import Library
from practice_search.records import Status
from practice_search.terms import Facet

__all__ = ["app"]

app = typer.Typer(
    help="Find good practice against gender-based violence in reports, on this machine alone.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command("index")
def _index(
    corpus: Annotated[Path, typer.Argument(help="The folder of reports.")] = Path("corpus"),
    index: IndexOption = Path("index"),
    encoder: Annotated[
        str | None,
        typer.Option(help="A sentence-transformers model: its folder, or its name."),
    ] = None,
    jobs: Annotated[int, typer.Option(help="How many reports are read at once.", min=1)] = JOBS,
    ocr: Annotated[
        bool, typer.Option(help="Recognise pages that are pictures, if an engine is installed.")
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Bring the index in line with a folder of reports; what has not changed is left alone."""
    counts: Counter[Status] = Counter()
    with speaking_plainly(), progress_bars() as watch:
        for outcome in Library.build(
            corpus, index, encoder=encoder, jobs=jobs, ocr=ocr, watch=watch
        ):
            counts[outcome.status] += 1
            print_outcome(outcome, as_json=as_json)
    if not as_json:
        out.print(", ".join(f"{n} {status}" for status, n in counts.items()) + ".")
        if counts[Status.FAILED]:
            out.print("See what to do about each: practice-search doctor")
    if counts.keys() <= {Status.FAILED, Status.DUPLICATE}:
        raise typer.Exit(1)


@app.command("search")
@filtered()
def _search(
    question: Annotated[str, typer.Argument(help="In your own words, in your own language.")],
    filters: Filters,
    limit: Annotated[int, typer.Option(help="How many passages at most.")] = 10,
    grouped: Annotated[
        bool,
        typer.Option(
            help="Show passages that follow each other or say the same as one, and let the "
            "further ones of a report give way to those of others."
        ),
    ] = True,
    reranker: RerankerOption = None,
    index: IndexOption = Path("index"),
    as_json: JsonOption = False,
) -> None:
    """Find the passages nearest to a question.

    What stands in "quotation marks" must stand in the passage so; -word excludes.
    """
    with speaking_plainly():
        with Library.open(index, reranker=reranker) as library:
            hits = library.search(question, filters=filters, limit=limit, grouped=grouped)
            looser = [] if hits else library.loosen(question, filters=filters)
        if as_json:
            print_json(hits)
        elif not hits:
            print_no_hits(looser)
        for hit in () if as_json else hits:
            print_hit(hit)


@app.command("reports")
def _reports(
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COLUMN=VALUE]...",
            help="With --edit: what to write, such as pages=12-19 country=NO pillar=protection; "
            "an empty value gives the word back to what is guessed.",
        ),
    ] = None,
    edit: Annotated[
        str | None, typer.Option(metavar="FILE", help="Correct what is said of this report.")
    ] = None,
    only_problems: Annotated[
        bool, typer.Option("--problems", help="Only what could not be taken in, and why.")
    ] = False,
    index: IndexOption = Path("index"),
    as_json: JsonOption = False,
) -> None:
    """List the reports in the index, and the files that could not be taken in; or correct one."""
    with speaking_plainly():
        with Library.open(index) as library:
            if edit or changes:
                _correct(library, edit, changes or [], as_json=as_json)
                return
            reports, problems = library.reports(), library.problems()
        if as_json:
            listed = {"problems": problems} if only_problems else {"reports": reports}
            print_json(listed | {"problems": problems})
            return
        if not only_problems:
            out.print(report_table(reports))
        elif not problems:
            out.print("Every file could be read, and every page has text.")
        for problem in problems:
            out.print(
                f"[yellow]{escape(problem.file)}[/] ({problem.fault}): {escape(problem.reason)}"
            )


def _correct(library: Library, file: str | None, changes: Sequence[str], *, as_json: bool) -> None:
    cells = dict(change.partition("=")[::2] for change in changes)
    if not file or not cells or not all("=" in change for change in changes):
        raise UnknownValueError(
            "Say which report and what: practice-search reports --edit FILE pages=12-19 country=NO"
        )
    pages = cells.pop("pages", "")
    outcomes = library.correct(file, cells, pages=pages)
    for outcome in outcomes:
        print_outcome(outcome, as_json=as_json)
    if not outcomes and not as_json:
        out.print("Nothing to change: reports.csv said so before.")


@app.command("coverage")
@filtered()
def _coverage(
    filters: Filters,
    by: Annotated[
        str | None, typer.Option(help="Each cell once for each year or language.")
    ] = None,
    index: IndexOption = Path("index"),
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a spreadsheet.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show how much there is on each pillar in each country, and where evidence is thin."""
    with speaking_plainly():
        if by not in (None, Facet.YEAR, Facet.LANGUAGE):
            raise UnknownValueError(f"--by takes year or language, not {by!r}.")
        with Library.open(index) as library:
            cells = library.coverage(filters=filters, split=Facet(by) if by else None)
        if as_json:
            print_json([dataclasses.asdict(cell) | {"reports": cell.reports} for cell in cells])
        elif as_csv:
            print_coverage_csv(cells)
        else:
            out.print(coverage_table(cells, by))
            out.print(
                "Passages in reports, and the strongest kind of source among these. A question "
                "mark: by guesses alone; nobody has confirmed that there is anything."
            )


@app.command("doctor")
def _doctor(index: IndexOption = Path("index"), as_json: JsonOption = False) -> None:
    """Say what is wrong with the corpus and the index, and what to do about it."""
    with speaking_plainly():
        with Library.open(index) as library:
            findings = library.findings()
        if as_json:
            print_json(findings)
            return
        for ailment, group in groupby(findings, key=lambda finding: finding.ailment):
            out.print(f"[bold]{ailment.value.capitalize()}[/]")
            for finding in group:
                out.print(
                    f"  [yellow]{escape(', '.join(finding.files))}[/]: {escape(finding.what)}"
                )
        out.print("Nothing is wrong." if not findings else f"{len(findings)} findings.")
