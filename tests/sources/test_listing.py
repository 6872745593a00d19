"""The list of public documents, as a person chooses from it."""

import re

import httpx2
import pytest

from practice_search import Filters
from practice_search.errors import UnknownValueError
from practice_search.sources.listing import Source, choose_sources, list_sources
from practice_search.terms import parse_country, parse_language

SOURCES = list_sources()


def test_addresses_are_https_and_each_stands_once() -> None:
    """Nothing in the list can be asked for in the clear, or under two names."""
    addresses = [httpx2.URL(source.address) for source in SOURCES]
    assert {address.scheme for address in addresses} == {"https"}
    assert all(address.host for address in addresses)
    assert len(set(addresses)) == len(SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_an_entry_says_what_a_row_needs(source: Source) -> None:
    """Its name can be a file's and be typed; all values are those of ``reports.csv``."""
    assert re.fullmatch(r"[a-z0-9-]{5,40}", source.name)
    assert source.title
    assert source.publisher
    assert source.countries == tuple(map(parse_country, source.countries))
    assert source.languages == tuple(map(parse_language, source.languages))
    assert source.pillars


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(countries=["Moldova"]), {"moldova-protection-orders-2015"}),
        (
            Filters(countries=["NO", "IS"], pillars=["protection"], languages=["en"]),
            {"barnahus-nordic-model", "iceland-bjarkarhlid-evaluation"},
        ),
        (Filters(languages=["none"]), {"eu-directive-2024-1385"}),
        (Filters(articles=["52"]), {source.name for source in SOURCES}),
    ],
)
def test_filters_choose(filters: Filters, names: set[str]) -> None:
    """One value of each facet that is named, and a document of many languages has none."""
    assert {source.name for source in SOURCES if source.passes(filters)} == names


def test_a_wrong_name_is_told_with_the_nearest() -> None:
    """Who mistypes a name learns the right one."""
    with pytest.raises(UnknownValueError, match="uk-marac-review-2011"):
        choose_sources(["uk-marac-review-2001"])
    assert [source.name for source in choose_sources(["WAVE-report-2014"] * 2)] == [
        "wave-report-2014"
    ]
