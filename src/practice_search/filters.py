"""What a person restricts a search to, and how that stands in a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice_search.terms import (
    NONE,
    Facet,
    Pillar,
    parse_article,
    parse_country,
    parse_language,
    parse_pillar,
)

__all__ = ["Filters"]


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """Values that a passage must carry: one of each facet that is named at all.

    An empty facet restricts nothing; two facets must both hold. A passage that carries no value of
    a facet is allowed where the facet stands in ``unclassified``.
    """

    pillars: frozenset[Pillar] = frozenset()
    countries: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    unclassified: frozenset[Facet] = frozenset()

    def __init__(
        self,
        *,
        pillars: Iterable[str] = (),
        countries: Iterable[str] = (),
        articles: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> None:
        """Take values as codes or English names, in any case; a lone string is one value.

        The word "none" among the values allows passages that carry none.

        Raises:
            UnknownValueError: a value that does not exist; the message names the nearest ones.

        """
        unclassified = set()
        for facet, name, values, parse in (
            (Facet.PILLAR, "pillars", pillars, parse_pillar),
            (Facet.COUNTRY, "countries", countries, parse_country),
            (Facet.ARTICLE, "articles", articles, parse_article),
            (Facet.LANGUAGE, "languages", languages, parse_language),
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
        }
        allowed = {
            facet: values | ({NONE} if facet in self.unclassified else frozenset())
            for facet, values in named.items()
        }
        return {facet: values for facet, values in allowed.items() if values}

    def to_query(self) -> dict[str, list[str]]:
        """Return the filters as URL parameters, sorted, so that equal filters give equal links."""
        return {facet.value: sorted(values) for facet, values in self.facets().items()}

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
        )
