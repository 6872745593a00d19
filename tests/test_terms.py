"""The controlled words are found however people write them, and a wrong one names the nearest."""

from collections.abc import Callable

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from practice_search.errors import UnknownValueError
from practice_search.terms import (
    FILTERABLE,
    Facet,
    Kind,
    Pillar,
    countries,
    country_name,
    language_name,
    languages,
    parse_article,
    parse_country,
    parse_kind,
    parse_language,
    parse_pillar,
)

_OFFICIALLY_ASSIGNED = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
ISO_3166_1 = _OFFICIALLY_ASSIGNED.split()
LANGUAGES = sorted(code for code in map(str, Locale("en").languages) if len(code) == 2)

Parse = Callable[[str], str]


@pytest.mark.parametrize("code", ISO_3166_1)
def test_every_country(code: str) -> None:
    """Each country of ISO 3166-1 is found by its code and by its English name, in any case."""
    name = str(Locale("en").territories[code])
    assert country_name(code) == name
    for written in (code, code.lower(), f"  {code} ", name, name.upper(), name.lower()):
        assert parse_country(written) == code


def test_there_are_all_countries() -> None:
    """The list above is the whole of ISO 3166-1, so that the test above is one of every country."""
    assert len(set(ISO_3166_1)) == 249


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {"no"}))
def test_every_language(code: str) -> None:
    """Each language with two letters is found by its code and English name, in any case."""
    name = str(Locale("en").languages[code])
    assert language_name(code) == name
    for written in (code, code.upper(), f" {code}\t", name, name.upper(), name.lower()):
        assert parse_language(written) == code


@pytest.mark.parametrize(
    ("parse", "written", "value"),
    [
        (parse_country, "UK", "GB"),
        (parse_country, "el", "GR"),
        (parse_country, "EU", "EU"),
        (parse_country, "european union", "EU"),
        (parse_country, "INT", "INT"),
        (parse_country, "International", "INT"),
        (parse_country, "Czech Republic", "CZ"),
        (parse_country, "Czechia", "CZ"),
        (parse_country, "Bosnia and Herzegovina", "BA"),
        (parse_country, "Slovak Republic", "SK"),
        (parse_country, "REPUBLIC OF MOLDOVA", "MD"),
        (parse_country, "Turkey", "TR"),
        (parse_country, "Kosovo", "XK"),
        (parse_language, "no", "nb"),
        (parse_language, "Norwegian", "nb"),
        (parse_language, "Norwegian Bokmål", "nb"),
        (parse_language, "Norwegian Nynorsk", "nn"),
        (parse_pillar, "Protection", Pillar.PROTECTION),
        (parse_pillar, " PREVENTION\n", Pillar.PREVENTION),
        (parse_pillar, "integrated policies", Pillar.POLICIES),
        (parse_pillar, "policies", Pillar.POLICIES),
        (parse_pillar, "prosecution", Pillar.PROSECUTION),
        (parse_kind, "Monitoring Body", Kind.MONITORING),
        (parse_kind, "self-reported", Kind.SELF_REPORTED),
    ],
)
def test_other_spellings(parse: Parse, written: str, value: str) -> None:
    """Words that people use beside the codes mean the same value everywhere."""
    assert parse(written) == value


@pytest.mark.parametrize(
    ("parse", "written", "says"),
    [
        (parse_country, "Rumania", "There is no country 'Rumania'. Nearest: RO (Romania)"),
        (parse_country, "Norwy", "There is no country 'Norwy'. Nearest: NO (Norway)"),
        (parse_country, " Espana ", "There is no country 'Espana'. Nearest: ES (Spain)"),
        (parse_country, "UN", "There is no country 'UN'."),
        (parse_country, "ZZ", "There is no country 'ZZ'."),
        (parse_country, "", "There is no country ''."),
        (parse_country, "NO RO", "There is no country 'NO RO'."),
        (parse_language, "Romanain", "There is no language 'Romanain'. Nearest: ro (Romanian)"),
        (parse_language, "en-GB", "There is no language 'en-GB'."),
        (parse_language, "xyzzy", "There is no language 'xyzzy'."),
        (parse_language, "nynorsk", "There is no language 'nynorsk'."),
        (parse_pillar, "protecton", "There is no pillar 'protecton'. Nearest: protection, "),
        (parse_pillar, "integrated", "Nearest: policies (Integrated policies). The pillars are "),
        (
            parse_pillar,
            "provision",
            "The pillars are prevention, protection, prosecution, policies.",
        ),
        (parse_kind, "blog", "There is no kind of source 'blog'. The kinds are monitoring body, "),
        (parse_kind, "blog", " evaluation, official, self-reported, press, notes."),
        (parse_kind, "oficial", "Nearest: official"),
    ],
)
def test_unknown_words(parse: Parse, written: str, says: str) -> None:
    """A word that means nothing is quoted, and the words that it may have been are named."""
    with pytest.raises(UnknownValueError) as raised:
        parse(written)
    assert says in str(raised.value)


@pytest.mark.parametrize("parse", [parse_country, parse_language, parse_pillar, parse_kind])
@given(written=st.text(max_size=12) | st.sampled_from([*ISO_3166_1, *LANGUAGES, *Pillar, *Kind]))
def test_a_value_is_its_own_name(parse: Parse, written: str) -> None:
    """Whatever is written means one value, which means itself, or nothing at all."""
    try:
        value = parse(written)
    except UnknownValueError:
        return
    assert parse(value) == value


def test_names_of_unknown_codes() -> None:
    """A code that an older index holds and CLDR has dropped is shown as it is."""
    assert country_name("QQ") == "QQ"
    assert language_name("qqq") == "qqq"


def test_pillars_stand_in_the_order_of_the_convention() -> None:
    """The four pillars and the facets of passages are listed in one order, everywhere."""
    assert [pillar.title for pillar in Pillar] == [
        "Prevention",
        "Protection",
        "Prosecution",
        "Integrated policies",
    ]
    assert list(FILTERABLE) == list(Facet)[:4] == ["pillar", "country", "article", "language"]


@pytest.mark.parametrize("written", ["52", "Article 52", "article 52", "Art. 52", "art 52", " 052"])
def test_an_article_goes_by_its_number(written: str) -> None:
    """An article of the Convention may be given as people cite it."""
    assert parse_article(written) == "52"


@pytest.mark.parametrize("written", ["0", "82", "999", "", "52a", "Article", "-1", "Law 52"])
def test_an_article_that_is_not_in_the_convention_is_refused(written: str) -> None:
    """The Convention has 81 articles, and the message says so."""
    with pytest.raises(UnknownValueError, match="Articles 1 to 81"):
        parse_article(written)


def test_every_code_that_can_be_chosen_means_itself() -> None:
    """What a screen offers is what a filter takes, by name in order."""
    assert {"NO", "RO", "EU", "INT"} <= set(countries())
    assert [parse_country(code) for code in countries()] == countries()
    assert [country_name(code) for code in countries()] == sorted(map(country_name, countries()))
    assert {"nb", "nn", "ro", "es"} <= set(languages())
    assert all(parse_language(code) in (code, "nb") for code in languages())
