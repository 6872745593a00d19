"""The options that several commands share."""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from practice_search.cli.printing import speaking_plainly
from practice_search.filters import Filters
from practice_search.library import RERANKER_VARIABLE

__all__ = ["IndexOption", "JsonOption", "RerankerOption", "filtered"]

IndexOption = Annotated[Path, typer.Option("--index", help="The index folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]

RerankerOption = Annotated[
    str | None,
    typer.Option(
        envvar=RERANKER_VARIABLE,
        help="A cross-encoder that orders the first hits: its folder, or its name. Slow.",
    ),
]

_FILTERS = {  # by their names in `Filters`
    "pillars": typer.Option(
        "--pillar",
        help="prevention, protection, prosecution, policies, or none; may be repeated.",
    ),
    "countries": typer.Option(
        "--country",
        help="ISO 3166-1 code or English name, EU, INT, or none; may be repeated.",
    ),
    "articles": typer.Option(
        "--article", help="Of the Istanbul Convention, such as 52, or none; may be repeated."
    ),
    "languages": typer.Option(
        "--language", help="Of the passage, such as en or ro; may be repeated."
    ),
    "kinds": typer.Option(
        "--kind", help="Of source, such as evaluation, or none; may be repeated."
    ),
    "years": typer.Option(
        "--year", help="Of the report: 2020, 2015-2020, 2015- or none; may be repeated."
    ),
    "reports": typer.Option("--report", help="A file of the corpus; may be repeated."),
}


def filtered(
    *names: str,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command options that restrict a search; it gets them as ``filters``.

    A value that does not exist is told with the nearest ones, and ends the program.

    Args:
        names: which, as in `Filters`; all by default.

    """
    options = {name: _FILTERS[name] for name in names or _FILTERS}

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: Any) -> None:  # noqa: ANN401  # what typer reads off the signature
            chosen = {name: given.pop(name) or () for name in options}
            with speaking_plainly():
                filters = Filters(**chosen)
            command(filters=filters, **given)

        own = [p for p in inspect.signature(command).parameters.values() if p.name != "filters"]
        parameters = [
            *(p for p in own if p.default is p.empty),
            *(
                inspect.Parameter(
                    name,
                    inspect.Parameter.POSITIONAL_OR_KEYWORD,
                    default=None,
                    annotation=Annotated[list[str] | None, option],
                )
                for name, option in options.items()
            ),
            *(p for p in own if p.default is not p.empty),
        ]
        vars(run)["__signature__"] = inspect.Signature(parameters)
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return run

    return decorate
