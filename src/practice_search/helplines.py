"""Whom to call, by country: what ``helplines.toml`` says, and how surely.

A wrong number does harm, and the same digits reach somebody else in another country. So a line is
never separated from its country, its source and the year of that source.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Emergency", "Helpline", "NumberSource", "emergency", "helpline_countries", "helplines"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSource:
    """Where a number was read."""

    publisher: str
    address: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """The numbers that bring the police, the best known first."""

    countries: tuple[str, ...]
    numbers: tuple[str, ...]
    source: NumberSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """A telephone line for people exposed to violence, or for people who use it.

    ``number`` is as dialled inside ``country``. ``read`` is the year of the source, None where that
    has no date; ``verified``, whether the source is whoever runs the line, or the state. What the
    source does not say is empty.
    """

    country: str
    name: str
    number: str
    verified: bool
    source: NumberSource
    hours: str = ""
    cost: str = ""
    operator: str = ""
    note: str = ""
    read: int | None = None
    for_users_of_violence: bool = False


@cache
def _data() -> tuple[tuple[Emergency, ...], tuple[Helpline, ...]]:
    text = files(__package__).joinpath("helplines.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return (
        tuple(
            Emergency(
                countries=tuple(entry["countries"]),
                numbers=tuple(entry["numbers"]),
                source=NumberSource(**entry["source"]),
            )
            for entry in data["emergency"]
        ),
        tuple(
            Helpline(**entry | {"source": NumberSource(**entry["source"])})
            for entry in data["line"]
        ),
    )


def helplines(country: str) -> list[Helpline]:
    """Return the lines of a country, by its ISO 3166-1 code; none is a line of another country."""
    return [line for line in _data()[1] if line.country == country]


def helpline_countries() -> list[str]:
    """Return the codes of the countries of which an emergency number or a line is known."""
    numbers, lines = _data()
    known = {code for entry in numbers for code in entry.countries}
    return sorted(known | {line.country for line in lines})


def emergency(country: str) -> Emergency | None:
    """Return the emergency numbers of a country, None where no source for them is known."""
    return next((entry for entry in _data()[0] if country in entry.countries), None)
