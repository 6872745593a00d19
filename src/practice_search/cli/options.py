"""The options that several commands share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from practice_search.filters import Filters
from practice_search.library import RERANKER_VARIABLE

__all__ = [
    "ArticlesOption",
    "CountriesOption",
    "IndexOption",
    "JsonOption",
    "KindsOption",
    "LanguagesOption",
    "PillarsOption",
    "ReportsOption",
    "RerankerOption",
    "YearsOption",
    "parse_filters",
]

IndexOption = Annotated[Path, typer.Option("--index", help="The index folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]

PillarsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--pillar",
        help="prevention, protection, prosecution, policies, or none; may be repeated.",
    ),
]
CountriesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--country",
        help="ISO 3166-1 code or English name, EU, INT, or none; may be repeated.",
    ),
]
ArticlesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--article", help="Of the Istanbul Convention, such as 52, or none; may be repeated."
    ),
]
LanguagesOption = Annotated[
    list[str] | None,
    typer.Option("--language", help="Of the passage, such as en or ro; may be repeated."),
]


KindsOption = Annotated[
    list[str] | None,
    typer.Option("--kind", help="Of source, such as evaluation, or none; may be repeated."),
]
YearsOption = Annotated[
    list[str] | None,
    typer.Option("--year", help="Of the report: 2020, 2015-2020, 2015- or none; may be repeated."),
]
ReportsOption = Annotated[
    list[str] | None,
    typer.Option("--report", help="A file of the corpus; may be repeated."),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        envvar=RERANKER_VARIABLE,
        help="A cross-encoder that orders the first hits: its folder, or its name. Slow.",
    ),
]


def parse_filters(**options: Sequence[str] | None) -> Filters:
    """Return what a search is restricted to by these options, named as in `Filters`.

    Raises:
        UnknownValueError: a value that does not exist; the message names the nearest ones.

    """
    return Filters(**{name: values or () for name, values in options.items()})
