"""What a person restricts a search to, and how that stands in a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice_search.terms import Facet, Pillar, parse_country, parse_language, parse_pillar

__all__ = ["Filters"]


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """Values that a passage must carry: one of each facet that is named at all.

    An empty facet restricts nothing; two facets must both hold.
    """

    pillars: frozenset[Pillar] = frozenset()
    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def __init__(
        self,
        *,
        pillars: Iterable[str] = (),
        countries: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> None:
        """Take values as codes or English names, in any case; a lone string is one value.

        Raises:
            UnknownValueError: a value that does not exist; the message names the nearest ones.

        """
        object.__setattr__(self, "pillars", frozenset(map(parse_pillar, _several(pillars))))
        object.__setattr__(self, "countries", frozenset(map(parse_country, _several(countries))))
        object.__setattr__(self, "languages", frozenset(map(parse_language, _several(languages))))

    def __bool__(self) -> bool:
        return bool(self.pillars or self.countries or self.languages)

    def facets(self) -> dict[Facet, frozenset[str]]:
        """Return the facets that restrict, each with the values that it allows."""
        named: dict[Facet, frozenset[str]] = {
            Facet.PILLAR: frozenset(self.pillars),
            Facet.COUNTRY: self.countries,
            Facet.LANGUAGE: self.languages,
        }
        return {facet: values for facet, values in named.items() if values}

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
            pillars=query.get("pillar", ()),
            countries=query.get("country", ()),
            languages=query.get("language", ()),
        )


def _several(values: Iterable[str]) -> Iterable[str]:
    return (values,) if isinstance(values, str) else values
