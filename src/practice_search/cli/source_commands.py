"""The commands on public documents elsewhere: see which there are, and fetch some."""

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from practice_search.cli.options import JsonOption, filtered
from practice_search.cli.printing import (
    download_bars,
    out,
    print_fetched,
    print_json,
    print_source,
    speaking_plainly,
)
from practice_search.errors import UnknownValueError
from practice_search.filters import Filters
from practice_search.metadata.reports_csv.reading import REPORTS_CSV, read_reports_csv
from practice_search.sources.fetching import (
    BYTES_AT_MOST,
    FetchStatus,
    fetch_sources,
    fetched_file,
)
from practice_search.sources.listing import choose_sources, list_sources

__all__ = ["app"]

app = typer.Typer()

_CorpusOption = Annotated[Path, typer.Option("--corpus", help="The folder of reports.")]


@app.command("sources")
@filtered("pillars", "countries", "languages")
def _sources(
    filters: Filters,
    corpus: _CorpusOption = Path("corpus"),
    as_json: JsonOption = False,
) -> None:
    """List public documents that can be fetched into the corpus, and which are there."""
    with speaking_plainly():
        listed = [source for source in list_sources() if source.passes(filters)]
        stated = read_reports_csv(corpus / REPORTS_CSV)
        here = {source.name: fetched_file(source, corpus, stated) for source in listed}
        if as_json:
            print_json([asdict(source) | {"file": here[source.name]} for source in listed])
            return
        for source in listed:
            print_source(source, here[source.name])
        out.print(
            f"{len(listed)} of {len(list_sources())} documents. "
            "Get what you choose: practice-search fetch NAME"
        )


@app.command("fetch")
@filtered("pillars", "countries", "languages")
def _fetch(
    filters: Filters,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="As practice-search sources calls them."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that these filters let through.")
    ] = False,
    corpus: _CorpusOption = Path("corpus"),
    at_most: Annotated[
        int, typer.Option(metavar="MB", help="Leave what is larger.", min=1)
    ] = BYTES_AT_MOST // 1_000_000,
    as_json: JsonOption = False,
) -> None:
    """Download public documents into the corpus; the one command that uses the network."""
    with speaking_plainly():
        if bool(names) is everything or (names and filters):
            raise UnknownValueError(
                "Say which: practice-search fetch NAME..., or practice-search fetch --all with "
                "--country, --pillar or --language. See the names: practice-search sources"
            )
        if names:
            chosen = choose_sources(names)
        else:
            found = [source for source in list_sources() if source.passes(filters)]
            chosen = [source for source in found if not source.copy]
            if not as_json and len(chosen) < len(found):
                out.print(
                    f"Left out: {len(found) - len(chosen)} that were found only as copies on sites "
                    "for documents of all kinds. Look for their publishers' own."
                )
        counts: Counter[FetchStatus] = Counter()
        with download_bars(len(chosen)) as watch:
            for fetched in fetch_sources(chosen, corpus, at_most=at_most * 1_000_000, watch=watch):
                counts[fetched.status] += 1
                print_fetched(fetched, as_json=as_json)
        if not as_json:
            out.print((", ".join(f"{n} {status}" for status, n in counts.items()) or "None") + ".")
        if counts[FetchStatus.FETCHED] and not as_json:
            out.print(f"Make them searchable: practice-search index {escape(str(corpus))}")
    if counts[FetchStatus.FAILED]:
        raise typer.Exit(1)
