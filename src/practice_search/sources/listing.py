"""The list of public documents in ``sources.toml``, and how one is chosen from it."""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from practice_search.errors import UnknownValueError
from practice_search.filters import Filters
from practice_search.terms import NONE, Facet, Pillar

__all__ = ["Source", "choose_sources", "list_sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public document: what a publisher says of it, and where it was found.

    ``address`` is an https address. ``copy`` marks one on a site that holds documents of all kinds,
    where its publisher did not put it. ``seen`` is the day on which the address last worked, None
    where it was never tried.
    """

    name: str
    title: str
    publisher: str
    countries: tuple[str, ...]
    pillars: tuple[Pillar, ...]
    languages: tuple[str, ...]
    address: str
    year: int | None = None
    copy: bool = False
    seen: date | None = None
    note: str = ""

    def passes(self, filters: Filters) -> bool:
        """Whether it carries one value of each facet that is restricted.

        Of a document not yet read nobody knows the articles, so those restrict nothing.
        """
        carried = {
            Facet.PILLAR: self.pillars,
            Facet.COUNTRY: self.countries,
            Facet.LANGUAGE: self.languages,
        }
        return all(
            not allowed.isdisjoint(carried[facet] or (NONE,))
            for facet, allowed in filters.facets().items()
            if facet in carried
        )


@cache
def list_sources() -> tuple[Source, ...]:
    """Return all public documents of the list, in its order."""
    text = files(__package__).joinpath("sources.toml").read_text(encoding="utf-8")
    return tuple(
        Source(
            **entry
            | {
                "name": name,
                "countries": tuple(entry["countries"]),
                "pillars": tuple(map(Pillar, entry["pillars"])),
                "languages": tuple(entry["languages"]),
            }
        )
        for name, entry in tomllib.loads(text).items()
    )


def choose_sources(names: Iterable[str]) -> list[Source]:
    """Return the documents of these names, each once.

    Raises:
        UnknownValueError: a name that is not in the list; the message names the nearest ones.

    """
    by_name = {source.name: source for source in list_sources()}
    chosen = {}
    for name in names:
        wanted = name.strip().casefold()
        if wanted not in by_name:
            near = difflib.get_close_matches(wanted, by_name, n=3)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            raise UnknownValueError(
                f"There is no source {name!r}.{hint} See all: practice-search sources"
            )
        chosen[wanted] = by_name[wanted]
    return list(chosen.values())
