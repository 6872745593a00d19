"""Sentences end where their language ends them, and nothing of the text is left out."""

from itertools import pairwise

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.documents.sentences import sentence_bounds

_LANGUAGES = ("en", "nb", "ro", "es", "pl", "bg", "ka", "ar", "th", "zh", "xx")
_PIECES = (
    "art.", "nr. 5", "bl.a.", "(1)", "a)", "3.", "The law", "loven", "насилие", "家庭暴力。", "؟",
    "!", "?", "…", ".", " ", "  ", "\n", "\n\n", "“", "”", "«", "St.", "e.g.", "https://a.example/x",
)  # fmt: skip
_texts = st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=20).map("".join)


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentence_bounds(text, language)]


@given(text=_texts, language=st.sampled_from(_LANGUAGES))
@settings(deadline=None)
def test_sentences_tile_the_text(text: str, language: str) -> None:
    """Every sign stands in one sentence, whatever the text is."""
    bounds = list(sentence_bounds(text, language))
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(text)
    assert all(one[1] == other[0] for one, other in pairwise(bounds))
    assert all(start < end for start, end in bounds) or not text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Under art. 52 of the law each shelter must open at night."),
        ("en", "Under Art. 52 and Arts. 53-55 each shelter must open at night."),
        ("en", "See paras. 12 and 13 of the report, approx. 40 pages long."),
        ("en", "Law No. 217 of 2003, vol. 3, pp. 12-19, protects e.g. Roma women."),
        ("en", "Dr. Jones and Prof. Smith et al. (2019) say so, cf. Fig. 3 and Tab. 4."),
        ("en", "The U.S. Congress and St. Mary's shelter agree, i.e. Mrs. Jones does."),
        ("ro", "Legea nr. 217 din 2003, art. 5 alin. (1) lit. a) și pct. 3 o spune."),
        ("ro", "Aceasta o cere cap. III din lege, și cap. IV, secț. 2 la fel."),
        ("ro", "Adăpostul se află pe str. Lungă, lângă bd. Unirii și șos. Giurgiului."),
        ("nb", "Dette omfatter bl.a. kommunen, jf. § 5 og kap. 3 nr. 217 i loven."),
        ("nb", "Det finnes krisesentre i f.eks. Oslo, bl.a. Bergen og ca. 40 andre byer."),
        ("nb", "Regjeringen skriver om det i Meld. St. 15 og i Prop. 12 L om vold."),
        ("nb", "Loven trådte i kraft den 1. januar 2010, jf. Ot.prp. nr. 96."),
        ("es", "Lo dice la Ley Orgánica núm. 3 de 2007, art. 5, n.º 217 y pág. 12."),
        ("es", "La Sra. Pérez y el Dr. López trabajan en la Av. Libertad de Madrid."),
        ("pl", "Mówi o tym art. 5 ust. 2 ustawy nr. 217 oraz poz. 1493 wykazu."),
        ("pl", "Schroniska są m.in. Warszawie i przy ul. Długiej, tj. Krakowie."),
        ("bg", "Това следва от чл. 5, ал. 2 от закона, обн. ДВ, бр. 27 от 2005."),
        ("bg", "Центърът е на ул. Шипка в гр. София, срещу бул. Левски."),
        ("cs", "Stanoví to čl. 5 odst. 2 písm. a) zákona."),
        ("en", "Legea nr. 217, jf. § 5, núm. 3 and ust. 2 in a language not stated."),
        ("en", "3. The third item of the list opens each shelter at night."),
        ("en", "(b) The second item of the list opens each shelter at night."),
        ("ro", "(a) Fiecare adăpost primește femei și copii zi și noapte."),
    ],
)  # fmt: skip
def test_an_abbreviation_ends_no_sentence(language: str, sentence: str) -> None:
    """A sentence is one, whatever it abbreviates: articles of laws, titles, streets."""
    after = {"bg": "Жените го знаят.", "cs": "Ženy to vědí."}.get(language, "Women know it.")
    assert sentences(f"{sentence} {after}", language) == [f"{sentence} ", after]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The shelters opened under art.\n5 of the law of\n2018."),
        ("en", "The right to shelter stands in Article 12\n(a) of the law."),
        ("ro", "Adăposturile există prin Legea nr.\n217 din\n2003."),
        ("es", "Los centros abrieron por la Ley núm.\n3 de\n2007."),
        ("nb", "Krisesentrene åpnet bl.a.\ni Oslo etter loven av\n2009."),
        ("bg", "Центровете работят по чл.\n5 от закона от\n2005."),
    ],
)
def test_a_line_end_ends_no_sentence(language: str, text: str) -> None:
    """A sentence is one wherever its lines end, even with a number at the beginning of a line."""
    assert sentences(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The law is new. ", "Women know it."),
        ("en", "Is the law new? ", "Women know it."),
        ("en", "The law is new! ", "Women know it."),
        ("en", "The police came in 2018. ", "Women know it."),
        ("en", "Women, children, etc. ", "The law protects them."),
        ("nb", "Loven er ny. ", "Øvrighetene kjenner den."),
        ("nb", "Det er et tilbud som de er en del av. ", "Kvinnene kjenner det."),
        ("nb", "Se kap. 3. ", "Der står det mer."),
        ("nb", "Barn, unge osv. ", "Loven gjelder alle."),
        ("ro", "Legea este nouă. ", "Știu toate femeile."),
        ("ro", "Așa spune art. 5. ", "Femeile știu."),
        ("es", "La ley es nueva. ", "¿Quién la conoce?"),
        ("es", "Lo dice el art. 5. ", "Las mujeres lo saben."),
        ("pl", "Ustawa jest nowa. ", "Świadczy o tym wiele spraw."),
        ("pl", "Mówi o tym art. 5. ", "Kobiety to wiedzą."),
        ("bg", "Законът е нов. ", "Жените го знаят."),
        ("ka", "კანონი ახალია. ", "ქალებმა ეს კარგად იციან."),
        ("ar", "هل القانون جديد؟ ", "نعم هو جديد."),
        ("zh", "这 是 法律。", "妇女 都 知道 这 个 法律。"),
        ("en", "The law is of\n2018. ", "Women know it well."),
        ("en", "The list ends here.\n", "2. Another item begins."),
        ("en", "The list ends here.\n", "(a) Another item begins."),
    ],
)
def test_a_sentence_ends_where_it_ends(language: str, first: str, second: str) -> None:
    """A full stop, a question, and an exclamation end one, in scripts with and without capitals."""
    assert sentences(first + second, language) == [first, second]


def test_a_blank_line_ends_a_sentence() -> None:
    """A heading without a full stop does not run into the paragraph below it."""
    parts = [part.strip() for part in sentences("Shelters in town\n\nthey are open.", "en")]
    assert list(filter(None, parts)) == ["Shelters in town", "they are open."]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["(a) Shelters open. ", "Women know it.\n", "(b) The police come. ", "They do."]),
        ("ro", ["(1) Ordinul se emite. ", "(2) Cererea de la alin. (1) lit. a) se judecă."]),
        ("nb", ["(1) Loven gjelder alle. ", "(2) Kommunen betaler, jf. nr. (1) og (2) i loven."]),
        ("ka", ["(1) კანონი ახალია. ", "(2) ქალებმა ეს კარგად იციან."]),
        ("en", ["They shall: (a) open shelters; (b) train police; and (c) pay. ", "All of them."]),
    ],
)
def test_the_paragraphs_of_a_law_end(language: str, parts: list[str]) -> None:
    """An article whose paragraphs are counted "(1)", "(2)" is no single sentence."""
    assert sentences("".join(parts), language) == parts


def test_every_language_that_can_be_stated_ends_sentences() -> None:
    """Whichever language reports.csv states for a report, its sentences end."""
    for language in map(str, Locale("en").languages):
        assert sentences("One two three! Four five six!", language) == [
            "One two three! ", "Four five six!",
        ]  # fmt: skip
