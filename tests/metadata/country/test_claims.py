"""Whose practice a passage is about, as a reader would say who sees the passage."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.metadata.country.claims import PROBABILITY, CountryClaims, country_claims
from practice_search.metadata.evidence import PassageText
from practice_search.records import Claim, Origin, Span
from practice_search.terms import Facet, parse_country

FILLER = "The shelter is open day and night and receives women and their children."


def passage(
    text: str, language: str | None = "en", headings: tuple[str, ...] = (), *, ranked: bool = True
) -> PassageText:
    """Put a text on page 3, after 100 other characters."""
    return PassageText(
        spans=(Span(page=3, start=100, end=100 + len(text)),),
        pieces=(text,),
        headings=headings,
        language=language,
        ranked=ranked,
    )


def claims_of(text: str, language: str | None = "en", *headings: str) -> tuple[Claim, ...]:
    """Read a passage by itself, without title or publisher."""
    return country_claims([passage(text, language, headings)], title="", publisher="").passages[0]


def countries(text: str, language: str | None = "en", *headings: str) -> list[str]:
    """Return the countries of a passage by itself."""
    return sorted(claim.value for claim in claims_of(text, language, *headings))


def report(*texts: str, title: str = "", publisher: str = "") -> CountryClaims:
    """Read an English report."""
    return country_claims([passage(text) for text in texts], title=title, publisher=publisher)


def values(claims: tuple[Claim, ...]) -> list[str]:
    """Return the countries claimed, in order."""
    return [claim.value for claim in claims]


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("The police of Norway ask eleven questions on the spot.", "en", "NO"),
        ("Norway's helpline answers day and night.", "en", "NO"),
        ("Romanian law gives the police five days.", "en", "RO"),
        ("Asylum seekers in Türkiye, once written Turkey, are heard by women.", "en", "TR"),
        ("Ordinul de protecție din România se emite de instanță.", "ro", "RO"),
        ("Poliția Norvegiei evaluează riscul la fața locului.", "ro", "NO"),
        ("Serviciile norvegiene sunt gratuite.", "ro", "NO"),
        ("Legislația românească prevede un ordin provizoriu.", "ro", "RO"),
        ("I Norge har alle kommuner plikt til å ha et tilbud.", "nb", "NO"),
        ("Rumenske domstoler kan gi forbud i seks måneder.", "nb", "RO"),
        ("Sveriges kommuner ansvarar för stödet.", "sv", "SE"),
        ("Politiet i Danmark kan give tilhold.", "da", "DK"),
        ("En España, el juez resuelve en setenta y dos horas.", "es", "ES"),
        ("Los juzgados noruegos dictan la orden.", "es", "NO"),
        ("W Hiszpanii działają wyspecjalizowane sądy.", "pl", "ES"),
        ("Hiszpański system ocenia ryzyko w pięciu stopniach.", "pl", "ES"),
        ("В Норвегия общините са длъжни да предлагат подслон.", "bg", "NO"),
        ("Румънското право предвижда заповед за пет дни.", "bg", "RO"),
        ("Ispanijoje veikia specializuoti teismai.", "lt", "ES"),
        ("Norvegijos savivaldybės privalo teikti prieglobstį.", "lt", "NO"),
        ("Deutschlands Frauenhäuser sind überfüllt.", "de", "DE"),
        ("En Norvège, les communes ont l'obligation d'offrir un refuge.", "fr", "NO"),
        ("In Norvegia i comuni devono offrire un rifugio.", "it", "NO"),
        ("Na Noruega os municípios têm de oferecer abrigo.", "pt", "NO"),
        ("V Norsku musí obce nabízet úkryt.", "cs", "NO"),
        ("The Reykjavík police visit the family within a week.", "en", "IS"),
        ("The courts of NORTHERN IRELAND may order it.", "en", "GB"),
    ],
)
def test_names_in_many_languages(text: str, language: str, country: str) -> None:
    """Names, their cases, adjectives and towns are known in the language of the passage."""
    (claim,) = claims_of(text, language)
    assert claim.value == country
    assert claim.facet is Facet.COUNTRY
    assert claim.origin is Origin.GUESSED


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The protection order under Legea nr. 217/2003 lasts for at most a year.", "RO"),
        ("Counsellors of ANES visit the county twice a year.", "RO"),
        ("VioGén divides the risk into five degrees.", "ES"),
        ("Judges under Ley Orgánica 1/2004 hear both kinds of cases.", "ES"),
        ("Bufdir counts the overnight stays every year.", "NO"),
        ("The word krisesenter stands for shelter and day service in one.", "NO"),
        ("The Blue Card procedure begins with form A.", "PL"),
        ("Gewaltschutzzentren call the person at risk within a day.", "AT"),
        ("Clare's Law lets people ask about a partner.", "GB"),
    ],
)
def test_laws_and_services(text: str, country: str) -> None:
    """A law or service that there is in one country only names it, in any language."""
    assert countries(text) == [country]


@pytest.mark.parametrize(
    "text",
    [
        "Each case is brought before a MARAC, where all agencies meet.",
        "We ate turkey, watched the polish of the floor and heard a jordan almond break.",
        "Professor Jordan Peterson and Chad Smith wrote the foreword.",
        "The Vienna Convention on Treaties, the Geneva Conventions and the Oslo Criteria.",
        "The Stockholm Declaration, the Paris Principles and the Budapest Convention.",
        "Officers read the leaflet, which was translated into Spanish, Polish and Romanian.",
        "The line speaks Norwegian. Materials are available in Romanian.",
        "Norwegian-speaking women were interviewed in the Polish language.",
        "This was paid by the EEA and Norway Grants and the Norwegian Financial Mechanism.",
        "The project was carried out with support of the Swedish government.",
        "PLEASE CONTACT US AT THE OFFICE",
        "The budget rose to US$250,000.",
        "Latin American feminists coined the word.",
        "Material in Polish, Lithuanian and Arabic lies in the waiting room.",
        "It is published in Arabic, Chinese, English, French, Russian and Spanish.",
    ],
)
def test_words_that_name_no_subject(text: str) -> None:
    """Birds, verbs, persons, treaties, languages and donors are not what a passage is about."""
    assert not set(countries(f"{FILLER} {text}")) - {"INT"}


def test_istanbul_convention_is_not_turkey() -> None:
    """The Istanbul Convention is of many states, and so is the body that monitors it."""
    assert countries("GREVIO monitors how the Istanbul Convention is put into practice.") == ["INT"]
    assert countries("Konwencja stambulska zobowiązuje do ścigania z urzędu.", "pl") == ["INT"]


def test_european_union() -> None:
    """What is said of the Union alone is the Union's; where a state is named, it is the state's."""
    assert countries("Directive (EU) 2024/1385 sets out minimum rules for support.") == ["EU"]
    text = "Romania has until 2027 to bring its law into line with Directive (EU) 2024/1385."
    assert countries(text) == ["RO"]


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("The Welsh method was first tried in Finland in 2010.", "en", "FI"),
        ("Unlike in Sweden, the police of Norway may order it on the spot.", "en", "NO"),
        ("As in Norway, Romania has a national helpline.", "en", "RO"),
        ("Spre deosebire de Suedia, în România ordinul îl dă poliția.", "ro", "RO"),
        ("I motsetning til Sverige har Norge egne sentre.", "nb", "NO"),
        ("W przeciwieństwie do Szwecji w Polsce decyduje policja.", "pl", "PL"),
        ("За разлика от Швеция, в България решава съдът.", "bg", "BG"),
        ("A diferencia de Suecia, en España decide el juez.", "es", "ES"),
    ],
)
def test_comparison(text: str, language: str, country: str) -> None:
    """The country that another is held against, or learns from, is not what it is about."""
    assert countries(text, language) == [country]


def test_several_countries() -> None:
    """A passage may be about a few countries; about more than five, it is about none of them."""
    assert countries("Romania, Norway and Spain train their judges.") == ["ES", "NO", "RO"]
    text = "The rule was turned round. In Greece it happened in 2019. In Spain it took until 2022."
    assert countries(text) == ["ES", "GR"]
    many = "Albania, Austria, Bulgaria, Croatia, Denmark, Estonia and Finland have signed."
    assert countries(many) == []
    assert countries(f"{many} The Istanbul Convention binds them.") == ["INT"]


def test_heading_rules() -> None:
    """The innermost heading with a country rules what stands below it, whatever is named there."""
    chapters = ("Good practice in Europe", "Romania", "3.2 Protection")
    (claim,) = claims_of("The idea came from Norway, where it is older.", "en", *chapters)
    assert (claim.value, claim.basis) == ("RO", 'under the heading "Romania"')
    assert claim.evidence is None
    assert countries(FILLER, "en", "Norway", "Spain") == ["ES"]
    assert countries(FILLER, "en", "The Norwegian model") == ["NO"]
    assert countries(FILLER, "en", "What Norway Grants paid for") == []


def test_heading_of_many_states() -> None:
    """Below a heading about a treaty, a country in passing is not what the passage is about."""
    text = "Acest act obligă statele să pedepsească hărțuirea. Pentru România este o noutate."
    assert countries(text, "ro", "Directiva (UE) 2024/1385") == ["EU"]
    assert countries(text, "ro", "Romania", "Directiva (UE) 2024/1385") == ["RO"]


def test_heading_over_tables() -> None:
    """A table or list of sources gets a country from its heading, and from nothing else."""
    rows = [
        passage("Spain 12 Italy 14", headings=("Romania",), ranked=False),
        passage("Spain 12 Italy 14", ranked=False),
    ]
    claims = country_claims(rows, title="", publisher="").passages
    assert [values(found) for found in claims] == [["RO"], []]


def test_own_country_is_the_weakest_evidence() -> None:
    """Passages without a country are the report's own; a country in passing does not change it."""
    found = report(
        FILLER,
        "Judges have heard of the tool from Spain and would like to try it out.",
        "In Spain, special courts hear both kinds of cases. Spain has had them since 2005.",
        title="Violence in close relationships in Norway",
    )
    assert [(c.value, c.basis) for c in found.report] == [
        ("NO", "the report's own country (title)")
    ]
    assert [values(claims) for claims in found.passages] == [["NO"], ["NO"], ["ES"]]
    assert found.passages[0][0].evidence is None


@pytest.mark.parametrize(
    ("given", "country"),
    [
        ({"publisher": "Ministry of Justice of Bulgaria"}, "BG"),
        ({"publisher": "Bufdir"}, "NO"),
        ({"title": "GREVIO baseline evaluation report: Spain", "publisher": "Council of Europe"},
         "ES"),
    ],
)  # fmt: skip
def test_own_country(given: dict[str, str], country: str) -> None:
    """A report's own country stands in its title or imprint."""
    found = report(FILLER, **given)
    assert values(found.report) == values(found.passages[0]) == [country]


def test_country_that_most_passages_name() -> None:
    """A report whose title names no country is about the one that most passages name."""
    found = report(FILLER, "Women in Poland wait.", "The Polish police came.", FILLER, FILLER)
    assert values(found.report) == ["PL"]
    assert [values(claims) for claims in found.passages] == [["PL"]] * 5


def test_international_report() -> None:
    """What an international body publishes is international, but for what is about a state."""
    found = report(
        "States parties shall take due diligence to prevent violence.",
        FILLER,
        "In Sweden, the police accompany the social worker to the home.",
        "The Special Rapporteur met officials in Vienna, Austria, in 2011.",
        "Some act at once. In Benin, a judge is called. In Togo, the police go there.",
        title="Handbook for legislation",
        publisher="United Nations",
    )
    assert found.report == ()
    assert found.passages[1][0].basis == "the report is international (publisher)"
    assert [values(claims) for claims in found.passages] == [
        ["INT"],
        ["INT"],
        ["SE"],
        ["INT"],
        ["BJ", "TG"],
    ]


def test_people_are_no_practice() -> None:
    """Experts from a country say little of whose practice it is."""
    (claim,) = claims_of("Romanian and Norwegian practitioners met in Reykjavík, Iceland.")
    assert claim.value == "IS"
    assert claims_of("Romanian and Norwegian practitioners spoke of the assessment of risk.") == ()
    assert countries("Women from Syria and Ukraine who live in Norway use the shelter.") == ["NO"]


def test_language_of_the_report() -> None:
    """Where nothing else is known, the language tells, unless several states use it."""
    (norwegian,) = claims_of("Barnet kommer til huset sammen med en trygg voksen.", "nb")
    assert (norwegian.value, norwegian.basis) == ("NO", "written in Norwegian Bokmål")
    assert claims_of("Das Kind kommt mit einer vertrauten Person ins Haus.", "de") == ()
    assert claims_of("La niña llega a la casa con una persona de confianza.", "es") == ()
    assert claims_of(FILLER, "en") == ()
    assert countries("Das Kind kommt in Österreich früh zu Wort.", "de") == ["AT"]


def test_moldova() -> None:
    """Moldova writes Romanian, and there is a Moldova in Romania."""
    assert countries("În Republica Moldova, ordonanța o dă judecătorul.", "ro") == ["MD"]
    assert countries("Centrele din Moldova și Muntenia, de pildă la Iași.", "ro") == ["RO"]


def test_evidence_is_where_the_words_stand() -> None:
    """The evidence is the very words, on their page, and the basis quotes them."""
    text = "Nothing yet. The police of Norway\nask, and then\nNorwegian courts decide."
    parts = text[:30], text[31:]
    read = PassageText(
        spans=(Span(page=1, start=7, end=37), Span(page=2, start=0, end=len(parts[1]))),
        pieces=parts,
        headings=(),
        language="en",
    )
    (claim,) = country_claims([read], title="", publisher="").passages[0]
    assert claim.basis.startswith("names Norway:")
    evidence = claim.evidence
    assert evidence is not None
    quoted = parts[evidence.page - 1][evidence.start - (7 if evidence.page == 1 else 0) :]
    assert quoted.startswith(("Norwegian", "Norw"))


def test_probabilities() -> None:
    """Every kind of evidence has a probability, and none is certain."""
    assert all(0 < p < 1 for both in PROBABILITY.values() for p in both)


def test_table_of_institutions() -> None:
    """Each law or body stands with its country and the address where that can be checked."""
    text = (
        files("practice_search.metadata.country")
        .joinpath("countries.toml")
        .read_text(encoding="utf-8")
    )
    for row in tomllib.loads(text)["institutions"]:
        assert parse_country(row["country"]) == row["country"]
        assert row["names"]
        assert row["source"].startswith(("https://", "http://"))


WORDS = (
    "Norway Norwegian Romania's in In and , . ; România norsk EU US GREVIO the Republic of Ireland "
    "Northern v. ANES Legea 217/2003 krisesenter (Spain) Norway-Grants \n\n • İ ß ’"
)
PIECES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=40).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(
    texts=st.lists(PIECES | st.text(max_size=200), min_size=1, max_size=4),
    headings=st.lists(PIECES, max_size=3),
    title=PIECES,
    publisher=st.text(max_size=40),
    language=st.sampled_from([None, "en", "ro", "nb", "lt", "xx"]),
)
def test_any_text(
    texts: list[str], headings: list[str], title: str, publisher: str, language: str | None
) -> None:
    """Any text is read; claims are few, differ, are honest, and their evidence stands there."""
    passages = [passage(text, language, tuple(headings)) for text in texts]
    found = country_claims(passages, title=title, publisher=publisher)
    assert len(found.passages) == len(passages)
    for read, claims in zip(passages, found.passages, strict=True):
        assert len(claims) <= 5
        assert len({claim.value for claim in claims}) == len(claims)
        for claim in claims:
            assert parse_country(claim.value) == claim.value
            assert claim.probability is not None
            assert 0.5 <= claim.probability < 1
            assert claim.basis
            if claim.evidence:
                start, end = claim.evidence.start - 100, claim.evidence.end - 100
                words = " ".join(read.text[start:end].split())
                assert words
                assert f'"{words}"' in claim.basis or claim.basis.startswith("under the heading")
