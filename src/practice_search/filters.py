"""What a person restricts a search to, and how that stands in a link."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from practice_search.errors import UnknownValueError
from practice_search.terms import (
    NONE,
    Facet,
    Kind,
    Pillar,
    parse_article,
    parse_country,
    parse_kind,
    parse_language,
    parse_pillar,
)

__all__ = ["Filters", "Years"]

_EARLIEST, _LATEST = 1900, 2100
"""The years that an open end of a range reaches to; no report in a library is from beyond."""


@dataclass(frozen=True, slots=True, order=True)
class Years:
    """Years from ``first`` to ``last``, both included."""

    first: int = _EARLIEST
    last: int = _LATEST

    def __str__(self) -> str:
        """Return what `parse` reads: "2020", "2015-2020", "2015-", "-2020"."""
        if self.first == self.last:
            return str(self.first)
        if (self.first, self.last) == (_EARLIEST, _LATEST):
            return f"{_EARLIEST}-{_LATEST}"  # a dash alone would say nothing
        first = self.first if self.first > _EARLIEST else ""
        return f"{first}-{self.last if self.last < _LATEST else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a year or a range of years; either end may be left open.

        Raises:
            UnknownValueError: it is neither, or ends before it begins.

        """
        match = re.fullmatch(r"(\d{4})?\s*([-–])?\s*(\d{4})?", text.strip())
        first, dash, last = match.groups() if match else (None, None, None)
        if not (first or last) or (first and last and not dash):
            raise UnknownValueError(
                f"{text.strip()!r} is no year. Give one, or a range: 2020, 2015-2020, 2015- or "
                "-2020."
            )
        first, last = first or (last if not dash else None), last or (first if not dash else None)
        years = cls(int(first or _EARLIEST), int(last or _LATEST))
        if not _EARLIEST <= years.first <= years.last <= _LATEST:
            raise UnknownValueError(
                f"The years {text.strip()!r} hold none between {_EARLIEST} and {_LATEST}. Give the "
                "earlier one first."
            )
        return years

    def values(self) -> frozenset[str]:
        """Return each of the years."""
        return frozenset(map(str, range(self.first, self.last + 1)))


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """Values that a passage, or its report, must carry: one of each facet that is named at all.

    An empty facet restricts nothing; two facets must both hold. A passage that carries no value of
    a facet is allowed where the facet stands in ``unclassified``.
    """

    pillars: frozenset[Pillar] = frozenset()
    countries: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    years: frozenset[Years] = frozenset()
    reports: frozenset[str] = frozenset()
    unclassified: frozenset[Facet] = frozenset()

    def __init__(
        self,
        *,
        pillars: Iterable[str] = (),
        countries: Iterable[str] = (),
        articles: Iterable[str] = (),
        languages: Iterable[str] = (),
        kinds: Iterable[str] = (),
        years: Iterable[str] = (),
        reports: Iterable[str] = (),
    ) -> None:
        """Take values as codes or English names, in any case; a lone string is one value.

        The word "none" among the values allows passages that carry none. Years may be ranges such
        as "2015-2020"; reports are files of the corpus, as in `Report.file`.

        Raises:
            UnknownValueError: a value that does not exist; the message names the nearest ones.

        """
        unclassified = set()
        for facet, name, values, parse in (
            (Facet.PILLAR, "pillars", pillars, parse_pillar),
            (Facet.COUNTRY, "countries", countries, parse_country),
            (Facet.ARTICLE, "articles", articles, parse_article),
            (Facet.LANGUAGE, "languages", languages, parse_language),
            (Facet.KIND, "kinds", kinds, parse_kind),
            (Facet.YEAR, "years", years, Years.parse),
            (Facet.REPORT, "reports", reports, str),
        ):
            several = [values] if isinstance(values, str) else list(values)
            named = [value for value in several if value.strip().casefold() != NONE]
            object.__setattr__(self, name, frozenset(map(parse, named)))
            if len(named) < len(several):
                unclassified.add(facet)
        object.__setattr__(self, "unclassified", frozenset(unclassified))

    def __bool__(self) -> bool:
        return bool(self.facets())

    def facets(self) -> dict[Facet, frozenset[str]]:
        """Return the facets that restrict, each with the values that it allows, or `NONE`."""
        named: dict[Facet, frozenset[str]] = {
            Facet.PILLAR: frozenset(self.pillars),
            Facet.COUNTRY: self.countries,
            Facet.ARTICLE: self.articles,
            Facet.LANGUAGE: self.languages,
            Facet.KIND: frozenset(self.kinds),
            Facet.YEAR: frozenset().union(*(years.values() for years in self.years)),
            Facet.REPORT: self.reports,
        }
        allowed = {
            facet: values | ({NONE} if facet in self.unclassified else frozenset())
            for facet, values in named.items()
        }
        return {facet: values for facet, values in allowed.items() if values}

    def to_query(self) -> dict[str, list[str]]:
        """Return the filters as URL parameters, sorted, so that equal filters give equal links."""
        query = {facet.value: sorted(values) for facet, values in self.facets().items()}
        if Facet.YEAR in query:
            none = [NONE] if Facet.YEAR in self.unclassified else []
            query[Facet.YEAR] = [*map(str, sorted(self.years)), *none]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Iterable[str]]) -> "Filters":
        """Read what `to_query` wrote; parameters of other names are left alone.

        Raises:
            UnknownValueError: a value that does not exist.

        """
        return cls(
            pillars=query.get(Facet.PILLAR, ()),
            countries=query.get(Facet.COUNTRY, ()),
            articles=query.get(Facet.ARTICLE, ()),
            languages=query.get(Facet.LANGUAGE, ()),
            kinds=query.get(Facet.KIND, ()),
            years=query.get(Facet.YEAR, ()),
            reports=query.get(Facet.REPORT, ()),
        )

    def without(self, facet: Facet) -> "Filters":
        """Return the filters with one facet left open."""
        return Filters.from_query({f: v for f, v in self.to_query().items() if f != facet})
