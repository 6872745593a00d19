"""The articles of the Istanbul Convention that a passage cites, in any language, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_search.metadata.evidence import PassageText
from practice_search.metadata.pillar.articles import Citation, cited_articles
from practice_search.records import Span

CITING = {
    "Article 52 of the Istanbul Convention asks for orders at once.": "52",
    "as Articles 49 to 51 of the Istanbul Convention require": "49 50 51",
    "Arts. 18, 20 and 22-24 of the Istanbul Convention": "18 20 22 23 24",
    "Under Article 7, paragraph 1, and Article 11 of the\nIstanbul Convention": "7 11",
    "The Istanbul Convention (Articles 23 and 24) asks for shelters and a helpline.": "23 24",
    "Article 56(1)(i) of the Convention (CETS No. 210) allows for it.": "56",
    "conform art. 31 alin. (2) din Convenția de la Istanbul": "31",
    "în temeiul articolelor 22 și 23 din Convenţia de la Istanbul": "22 23",
    "articolul 51 al Convenției Consiliului Europei privind prevenirea și combaterea violenței "
    "împotriva femeilor": "51",
    "etter artikkel 10 i Istanbulkonvensjonen": "10",
    "Istanbulkonvensjonen artikkel 7 til 9": "7 8 9",
    "artikkelen 7 i Europarådets konvensjon om forebygging og bekjempelse av vold mot kvinner": "7",
    "el artículo 16 del Convenio de Estambul": "16",
    "los artículos 49 a 51 del Convenio de Estambul": "49 50 51",
    "zgodnie z artykułem 5 Konwencji stambulskiej": "5",
    "art. 55 ust. 1 Konwencji Rady Europy o zapobieganiu i zwalczaniu przemocy wobec kobiet": "55",
    "член 53 от Истанбулската конвенция": "53",
    "чл. 51, ал. 1 от Конвенцията на Съвета на Европа за превенция и борба с насилието": "51",
    "Stambulo konvencijos 7 straipsnis": "7",
    "pagal Stambulo konvencijos 48 straipsnio 1 dalį": "48",
    "Stambulo konvencijos 49–51 straipsniai": "49 50 51",
    "Stambulo konvencijos 7 straipsnis ir Konstitucijos 21 straipsnis": "7",
    "o artigo 26 da Convenção de Istambul": "26",
    "Artikel 45 der Istanbul-Konvention": "45",
    "artikel 24 i Istanbulkonventionen": "24",
    "l'articolo 3 della Convenzione di Istanbul": "3",
    "l'article 48 de la Convention d'Istanbul": "48",
}

TRAPS = [
    "Article 3 of Law 217/2003 transposes the Istanbul Convention.",
    "The Istanbul Convention was cited, and Article 5 of Directive 2012/29/EU too.",
    "Before the Istanbul Convention, Article 2 of CEDAW was the standard.",
    "Unlike the Istanbul Convention, article 16 of the Constitution is silent.",
    "The Istanbul Convention. Article 8 of the European Convention on Human Rights was applied.",
    "Convenția de la Istanbul este în vigoare; art. 77 Cod penal prevede agravante.",
    "Istanbulkonvensjonen er ratifisert. Straffeloven artikkel 12 gjelder.",
    "El Convenio de Estambul se aplica. El artículo 48 del Código Penal lo prevé.",
    "Konwencja stambulska obowiązuje. Sąd zastosował art. 12 k.k. wobec sprawcy.",
    "Истанбулската конвенция е подписана. Според чл. 5 от Закона за защита от домашното насилие.",
    "Stambulo konvencija pasirašyta. Baudžiamojo kodekso 24 straipsnis netaikomas.",
    "The Istanbul Convention and Article 19 of the Convention on the Rights of the Child.",
    "Article 199 of the Istanbul Convention does not exist.",
    "Articles 1 to 81 of the Istanbul Convention.",
    "Article 12a of the Istanbul Convention.",
    "Convenția de la Istanbul este în vigoare. Potrivit art. 22^1 din Legea nr. 217/2003.",
    "El Convenio de Estambul. El artículo 31 bis lo regula.",
]

LANGUAGES = ["Article 52", "artikkel 52", "artículo 52", "чл. 52", "52 straipsnis"]


def passage(text: str, *headings: str, ranked: bool = True) -> PassageText:
    """Make a passage that is all of page 1."""
    span = Span(page=1, start=0, end=len(text))
    return PassageText(
        spans=(span,), pieces=(text,), headings=headings, language=None, ranked=ranked
    )


def numbers(*texts: str) -> list[list[str]]:
    """Return the articles that each passage of a report cites."""
    return [[c.article for c in found] for found in cited_articles([passage(t) for t in texts])]


@pytest.mark.parametrize(("text", "expected"), CITING.items())
def test_citation(text: str, expected: str) -> None:
    """An article is found in any language, alone or in a row, where the Convention is named."""
    assert numbers(text) == [expected.split()]


@pytest.mark.parametrize("text", TRAPS)
def test_other_laws(text: str) -> None:
    """Articles of other laws are none of the Convention's, and neither are impossible numbers."""
    assert numbers(text) == [[]]


@pytest.mark.parametrize("text", LANGUAGES)
def test_report_without_convention(text: str) -> None:
    """A report that never names the Convention cites none of its articles."""
    assert numbers(f"{text} of the Convention on violence", f"The law: {text}.") == [[], []]


def test_words_of_citation() -> None:
    """A citation says where its words stand, of a range all of them, each article once."""
    text = "The law follows Articles 49 to 50 of the Istanbul Convention, Article 50 most of all."
    found = cited_articles([passage(text)])[0]
    assert [text[c.start : c.end] for c in found] == ["Articles 49 to 50"] * 2
    assert [c.article for c in found] == ["49", "50"]


def test_convention_by_its_short_name() -> None:
    """What a report calls "the Convention" or "IC" is what it has explained."""
    ours = 'The Istanbul Convention (hereinafter "the Convention") is in force.'
    assert numbers(ours, "Article 22 of the Convention is met.") == [[], ["22"]]
    theirs = (
        "The Convention on the Elimination of All Forms of Discrimination against Women "
        '("the Convention") is older than the Istanbul Convention.'
    )
    assert numbers(theirs, "Article 10 of the Convention is met.") == [[], []]
    short = "The Istanbul Convention (IC) is in force."
    assert numbers(short, "Risk is assessed (Article 51 IC).") == [[], ["51"]]
    assert numbers("The Istanbul Convention.", "Article 51 IC") == [[], []]


def test_bare_article_in_a_report_on_the_convention() -> None:
    """A report that mostly cites the Convention means it where it names no law."""
    report = [
        "Article 7 of the Istanbul Convention asks for policies.",
        "Article 8 of the Istanbul Convention asks for money.",
        "Article 52 requires that the police can act at once.",
        "Article 52 of the Criminal Code is about something else.",
    ]
    assert numbers(*report) == [["7"], ["8"], ["52"], []]
    assert numbers("The Istanbul Convention is in force.", *report[2:]) == [[], [], []]


def test_article_goes_on_in_the_passage() -> None:
    """An article without a law is of the law cited before it in the passage."""
    ours = "Article 23 of the Istanbul Convention is on shelters. Article 24 is on helplines."
    assert numbers(ours) == [["23", "24"]]
    theirs = "Article 1 of CEDAW defines it. Article 24 asks for measures. The Istanbul Convention."
    assert numbers(theirs) == [[]]


def test_headings() -> None:
    """An article in a heading is cited by what stands under it; its title confirms it."""
    heading = "Emergency barring orders (Article 52)"
    report = [
        passage("The Istanbul Convention is in force."),
        passage("The police can act at once.", "Chapter VI", heading),
    ]
    assert cited_articles(report) == [
        [],
        [Citation(article="52", start=-1, end=-1, heading=heading)],
    ]


def test_contents_cite_nothing() -> None:
    """Tables of contents and reference lists cite nothing by themselves."""
    text = "Article 52 of the Istanbul Convention ..... 44"
    assert cited_articles([passage(text, ranked=False)]) == [[]]


@pytest.mark.parametrize("between", [" a ", ", ", " i ", "-"])
def test_tables_of_numbers(between: str) -> None:
    """A table of a thousand numbers is no article, and takes no time to be told from one."""
    row = between.join(map(str, range(1, 1000)))
    assert numbers(f"The Istanbul Convention. Articles {row} {row} straipsn") == [[]]


_BITS = st.sampled_from(
    [
        *LANGUAGES, "Articles 7 to", "Istanbul Convention", " of the ", "CEDAW", "Convention", "IC",
        "81", "-", ", ", "(", ")", "\n", ". ", "Law", "arts. 3, 4 and 900", '("the Convention")',
        "Stambulo konvencijos", "İ", "ß", "\u0301",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(st.lists(_BITS, max_size=20).map("".join), st.text()), max_size=4))
def test_any_text(texts: list[str]) -> None:
    """Whatever a report says, what is found are articles, in words with a digit, each once."""
    found = cited_articles([passage(text, text[:40]) for text in texts])
    assert len(found) == len(texts)
    for text, citations in zip(texts, found, strict=True):
        articles = [int(c.article) for c in citations]
        assert len(set(articles)) == len(articles)
        assert all(1 <= article <= 81 for article in articles)
        for citation in citations:
            words = citation.heading or text[citation.start : citation.end]
            assert any(map(str.isdecimal, words))
