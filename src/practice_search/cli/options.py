"""The options that several commands share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from practice_search.filters import Filters

__all__ = [
    "ArticlesOption",
    "CountriesOption",
    "IndexOption",
    "JsonOption",
    "LanguagesOption",
    "PillarsOption",
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


def parse_filters(
    pillars: Sequence[str] | None,
    countries: Sequence[str] | None,
    articles: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
) -> Filters:
    """Return what a search is restricted to by these options.

    Raises:
        UnknownValueError: a value that does not exist; the message names the nearest ones.

    """
    return Filters(
        pillars=pillars or (),
        countries=countries or (),
        articles=articles or (),
        languages=languages or (),
    )
