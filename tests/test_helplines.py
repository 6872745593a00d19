"""Whom to call, by country: what must hold of each number that the app shows."""

import re

import pytest

from practice_search.helplines import Helpline, emergency, helpline_countries, helplines
from practice_search.terms import parse_country

LINES = [line for country in helpline_countries() for line in helplines(country)]
EEA = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.country} {line.number}")
def test_a_number_has_its_country_and_its_source(line: Helpline) -> None:
    """Nothing is shown without a place where it was read."""
    assert line.country == parse_country(line.country)
    assert re.fullmatch(r"\+?[0-9][0-9 -]+[0-9]", line.number)
    assert line.name
    assert re.match(r"https?://[^/]+\.[^/]+/", line.source.address)
    assert line.source.publisher
    assert line.read is None or 2000 <= line.read <= 2026


def test_a_number_stands_once_in_its_country() -> None:
    """Two services of one country never share a number here."""
    numbers = [(line.country, re.sub(r"\D", "", line.number)) for line in LINES]
    assert len(set(numbers)) == len(numbers)


def test_the_same_digits_stay_with_their_countries() -> None:
    """116 006 is another service in each country that uses it."""
    operators = {line.country: line.operator for line in LINES if line.number == "116 006"}
    assert {"NO", "CZ", "EE", "HR", "PT"} <= operators.keys()
    assert len(set(operators.values())) == len(operators)


@pytest.mark.parametrize("country", EEA.split())
def test_112_holds_in_the_whole_eu_and_eea(country: str) -> None:
    """As the app says on each screen; Directive (EU) 2018/1972, Article 109."""
    numbers = emergency(country)
    assert numbers is not None
    assert numbers.numbers == ("112",)


def test_elsewhere_only_what_a_source_says() -> None:
    """The United Kingdom has two numbers; of a country nobody looked up there is none."""
    british = emergency("GB")
    assert british is not None
    assert british.numbers == ("999", "112")
    assert emergency("US") is None
    assert helplines("US") == []
