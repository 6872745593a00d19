"""What a search is restricted to, and the link that says so."""

from dataclasses import FrozenInstanceError

import pytest
from babel import Locale
from hypothesis import example, given
from hypothesis import strategies as st

from practice_search import Filters, Pillar
from practice_search.errors import UnknownValueError
from practice_search.filters import Years
from practice_search.terms import NONE, Facet, Kind, parse_country, parse_language

COUNTRIES = ("NO", "RO", "ES", "GB", "EU", "INT", "XK", "BA")
LANGUAGES = ("nb", "nn", "ro", "es", "en", "bg", "sma")
ARTICLES = ("1", "7", "23", "52", "81")
YEARS = ("2020", "2015-2020", "2015-", "-2020", "1900-2100", "1900", "2100")
REPORTS = ("norge.pdf", "nordic/finland 2023.pdf", "a & b=c.html", "România.docx")

_values = st.fixed_dictionaries(
    {
        "pillars": st.lists(st.sampled_from([*Pillar, NONE])),
        "countries": st.lists(st.sampled_from([*COUNTRIES, NONE])),
        "articles": st.lists(st.sampled_from([*ARTICLES, NONE])),
        "languages": st.lists(st.sampled_from([*LANGUAGES, NONE])),
        "kinds": st.lists(st.sampled_from([*Kind, NONE])),
        "years": st.lists(st.sampled_from([*YEARS, NONE])),
        "reports": st.lists(st.sampled_from(REPORTS)),
    }
)
_filters = st.builds(lambda values: Filters(**values), _values)


@given(filters=_filters)
def test_a_link_says_the_filters(filters: Filters) -> None:
    """Who opens a link gets the filters of who sent it."""
    assert Filters.from_query(filters.to_query()) == filters


@given(filters=_filters)
def test_a_link_is_plain_text(filters: Filters) -> None:
    """A link names each facet that restricts, and no other, with its values as text."""
    query = filters.to_query()
    years = query.pop("year", [])
    assert query == {
        facet.value: sorted(values)
        for facet, values in filters.facets().items()
        if facet is not Facet.YEAR
    }
    assert set(years) == {
        *map(str, filters.years),
        *({NONE} & filters.facets().get(Facet.YEAR, set())),
    }
    assert all(values for values in query.values())
    assert set(query) <= {"pillar", "country", "article", "language", "kind", "report"}


@given(filters=_filters, facet=st.sampled_from(Facet))
def test_a_filter_can_be_left_open(filters: Filters, facet: Facet) -> None:
    """Without one filter, all the others restrict as before."""
    without = filters.without(facet)
    assert without.facets() == {f: v for f, v in filters.facets().items() if f is not facet}
    assert facet in filters.facets() or without == filters


@given(values=_values, data=st.data())
def test_order_and_repetition_mean_nothing(
    values: dict[str, list[str]], data: st.DataObject
) -> None:
    """Equal filters are equal however they were picked, and so are their links."""
    shuffled = {
        name: data.draw(st.permutations([*chosen, *chosen])) for name, chosen in values.items()
    }
    one, other = Filters(**values), Filters(**shuffled)
    assert one == other
    assert hash(one) == hash(other)
    assert one.to_query() == other.to_query()


@given(one=_values, other=_values)
def test_filters_are_equal_only_if_they_restrict_alike(
    one: dict[str, list[str]], other: dict[str, list[str]]
) -> None:
    """Filters that differ in a value are different filters, with different links."""
    alike = all(set(one[name]) == set(other[name]) for name in one)
    assert (Filters(**one) == Filters(**other)) is alike
    assert (Filters(**one).to_query() == Filters(**other).to_query()) is alike


@pytest.mark.parametrize(
    ("filters", "restricts"),
    [
        (Filters(), False),
        (Filters(pillars=[], countries=(), languages=set()), False),
        (Filters(pillars={Pillar.POLICIES}), True),
        (Filters(countries={"NO"}), True),
        (Filters(languages={"nb"}), True),
        (Filters(articles={"52"}), True),
        (Filters(pillars={"none"}), True),
        (Filters(kinds={Kind.PRESS}), True),
        (Filters(years=["2020"]), True),
        (Filters(years=["none"]), True),
        (Filters(reports=["norge.pdf"]), True),
    ],
)
def test_filters_are_true_if_they_restrict(filters: Filters, *, restricts: bool) -> None:
    """No filter at all is told from some."""
    assert bool(filters) is restricts
    assert bool(filters.facets()) is restricts


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (Filters(pillars=["Integrated policies"]), Filters(pillars={Pillar.POLICIES})),
        (Filters(countries=["norway", "UK"]), Filters(countries={"NO", "GB"})),
        (Filters(languages=["Norwegian", "SPANISH"]), Filters(languages={"nb", "es"})),
        (Filters(pillars=iter(["protection"])), Filters(pillars={Pillar.PROTECTION})),
        (Filters(articles="Article 52"), Filters(articles=["52"])),
        (Filters(countries=["None", "Norway"]), Filters(countries=["NO", "none"])),
        (Filters(kinds=["Monitoring Body"]), Filters(kinds={Kind.MONITORING})),
        (Filters(kinds="official"), Filters(kinds=[Kind.OFFICIAL])),
        (Filters(years=" 2015 - 2020 "), Filters(years=["2015–2020"])),
        (Filters(years=["2020-2020"]), Filters(years=["2020"])),
    ],
)
def test_filters_take_words_as_people_write_them(written: Filters, meant: Filters) -> None:
    """Names do as well as codes."""
    assert written == meant
    assert written.facets() == meant.facets()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"pillar": ["protecton"]}, "Nearest: protection"),
        ({"country": ["NO", "Rumania"]}, "Nearest: RO (Romania)"),
        ({"language": [""]}, "There is no language ''."),
        ({"article": ["99"]}, "Articles 1 to 81"),
        ({"country": ["NO,RO"]}, "There is no country 'NO,RO'."),
        ({"kind": ["offical"]}, "Nearest: official"),
        ({"kind": ["blog"]}, "The kinds are monitoring body, evaluation, official"),
        ({"year": ["2020", "last"]}, "'last' is no year."),
    ],
)
def test_a_broken_link_says_so(query: dict[str, list[str]], says: str) -> None:
    """A link with a value that does not exist is refused, never searched without the filter."""
    with pytest.raises(UnknownValueError) as raised:
        Filters.from_query(query)
    assert says in str(raised.value)


def test_other_parameters_of_a_link_are_left_alone() -> None:
    """A link can carry what belongs to others."""
    query = {"country": ["NO"], "utm_source": ["mail"], "page": ["2"], "countries": ["RO"]}
    assert Filters.from_query(query) == Filters(countries={"NO"})


@pytest.mark.parametrize(
    "name",
    "pillars countries articles languages kinds years reports unclassified other".split(),
)
def test_filters_do_not_change(name: str) -> None:
    """Filters that a search was given stay as they were."""
    filters = Filters(countries={"NO"})
    with pytest.raises((FrozenInstanceError, TypeError)):
        setattr(filters, name, frozenset({"RO"}))
    assert filters == Filters(countries={"NO"})


def test_every_value_can_be_filtered_by() -> None:
    """Each country and language that a report can carry can stand in a link."""
    countries = {parse_country(str(name)) for name in COUNTRIES}
    languages = {
        parse_language(code) for code in map(str, Locale("en").languages) if len(code) == 2
    }
    filters = Filters(countries=countries, languages=languages)
    assert filters.facets() == {Facet.COUNTRY: countries, Facet.LANGUAGE: languages}
    assert Filters.from_query(filters.to_query()) == filters


def test_a_lone_string_is_one_value() -> None:
    """`countries="NO"` means Norway, not the letters N and O."""
    assert Filters(countries="NO", pillars="protection") == Filters(
        countries={"NO"}, pillars={Pillar.PROTECTION}
    )


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2020", 2020, 2020),
        (" 2020 ", 2020, 2020),
        ("2015-2020", 2015, 2020),
        ("2015 – 2020", 2015, 2020),
        ("2015-", 2015, 2100),
        ("2015–", 2015, 2100),
        ("-2020", 1900, 2020),
        ("–2020", 1900, 2020),
        ("1900-2100", 1900, 2100),
    ],
)
def test_years_are_read_as_people_write_them(typed: str, first: int, last: int) -> None:
    """A year, or a range with either end left open, with a hyphen or a dash."""
    years = Years.parse(typed)
    assert (years.first, years.last) == (first, last)
    assert years.values() == {str(year) for year in range(first, last + 1)}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "'' is no year."),
        ("-", "'-' is no year."),
        ("20", "'20' is no year."),
        ("20152020", "'20152020' is no year."),
        ("2015 2020", "'2015 2020' is no year."),
        ("2015--2020", "is no year."),
        ("2015-2020-2025", "is no year."),
        ("since 2015", "'since 2015' is no year. Give one, or a range: 2020, 2015-2020, 2015-"),
        ("2020-2015", "Give the earlier one first."),
        ("1899", "none between 1900 and 2100"),
        ("2101-", "none between 1900 and 2100"),
        ("2000-9999", "none between 1900 and 2100"),
    ],
)
def test_what_is_no_year_says_so(typed: str, says: str) -> None:
    """A typing error is answered with how years are written."""
    with pytest.raises(UnknownValueError) as raised:
        Filters(years=[typed])
    assert says in str(raised.value)


@given(ends=st.tuples(st.integers(1900, 2100), st.integers(1900, 2100)).map(sorted))
@example(ends=[1900, 2100])
@example(ends=[1900, 1900])
def test_years_are_written_as_they_are_read(ends: list[int]) -> None:
    """Every range of years can stand in a link and is read back as the same one."""
    years = Years(*ends)
    assert Years.parse(str(years)) == years
    assert Filters.from_query(Filters(years=str(years)).to_query()).years == {years}


@given(typed=st.lists(st.sampled_from(YEARS), min_size=1))
def test_several_ranges_allow_what_any_of_them_does(typed: list[str]) -> None:
    """Two ranges of years are one filter that allows the years of both."""
    allowed = Filters(years=typed).facets()[Facet.YEAR]
    for year in range(1900, 2101):
        ranges = map(Years.parse, typed)
        assert (str(year) in allowed) is any(r.first <= year <= r.last for r in ranges)
