"""A search finds what a report says, and neither its reference list nor its figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_search.documents.roles import role_by_words
from practice_search.records import Role

_RUNNING = {
    "en": "Police officers assess the risk with a fixed tool before they leave the home. They do "
    "it again after two weeks, and a social worker calls the woman on the next day.",
    "es": "La policía valora el riesgo con una herramienta fija antes de salir de la casa. Lo hace "
    "otra vez tras dos semanas, y una trabajadora social llama a la mujer al día siguiente.",
    "ro": "Polițiștii evaluează riscul cu un instrument fix înainte de a pleca din locuință. "
    "Repetă evaluarea după două săptămâni, iar un asistent social sună femeia a doua zi.",
    "nb": "Politiet vurderer risikoen med et fast verktøy før de forlater hjemmet. De gjør det "
    "igjen etter to uker, og tilbudet er tilgjengelig for alle kvinner i kommunen.",
    "pl": "Policjanci oceniają ryzyko za pomocą stałego narzędzia, zanim opuszczą dom. Powtarzają "
    "to po dwóch tygodniach, a pomoc jest dostępna przez całą dobę w każdej gminie.",
    "bg": "Полицаите оценяват риска с постоянен инструмент, преди да напуснат дома. Повтарят това "
    "след две седмици, а социален работник се обажда на жената на следващия ден.",
    "ka": "პოლიციელები აფასებენ რისკს სანამ დატოვებენ სახლს. ისინი ამას იმეორებენ ორი კვირის "
    "შემდეგ და სოციალური მუშაკი ურეკავს ქალს მეორე დღეს.",
    "ar": "تقيم الشرطة الخطر بأداة ثابتة قبل مغادرة البيت وتعيد ذلك بعد أسبوعين وتتصل الأخصائية "
    "الاجتماعية بالمرأة في اليوم التالي.",
}
_RUNNING_WITH_SOURCES = (
    "The Ministry found in 2019 that every third woman had met violence (see chapter 2). A study "
    "of 2021 by the University of Oslo, which is available at www.example.org, says the same of "
    "girls between 15 and 19, and it asks the towns to open more shelters before the year ends."
)
_REFERENCES = {
    "en": "Smith, J. (2004). Shelters in Europe. Oxford University Press.\n"
    "Doe, A. and Roe, B. (2010). Violence at home. Journal of Law, vol. 3, no. 2, pp. 12-30.\n"
    "WHO (2013). Global estimates. Geneva: WHO. https://who.example/estimates",
    "es": "García, M. (2012). Violencia de género en España. Madrid: Legal, pp. 30-45.\n"
    "López, A. (2015). Casas de acogida. Disponible en https://casas.example/x\n"
    "Pérez, C. et al. (2019). El maltrato, vol. 4, pág. 12.",
    "nb": "Nilsen, A. (2012). Vold i nære relasjoner. Oslo: Gyldendal, s. 30.\n"
    "Hansen, B. (2015). Krisesentre. Tilgjengelig fra: https://sentre.example/x\n"
    "Berg, C. (2019). Partnervold. Tidsskrift for kjønn, vol. 4, s. 12.",
    "ro": "Ionescu, M. (2012). Violența în familie. București: Juridica, pp. 30-45.\n"
    "Popa, A. (2015). Adăposturi. Disponibil la https://adapost.example/x\n"
    "Radu, C. (2019). Ordinul de protecție, vol. 4, p. 12.",
    "documents": "12 See A/HRC/17/26, para. 30; ibid., p. 14.\n13 Ibid., paras. 12-15.\n"
    "14 CEDAW/C/NOR/CO/9, para. 4, available at www.un.example/doc (accessed 3 May 2019).",
}
_FIGURES = {
    "table": "Oslo 12 340 5.6\nBergen 10 220 4.1\nTrondheim 8 190 3.9\nStavanger 7 120 2.2",
    "percentages": "Police 12% 14% 18%\nCourts 9% 8% 7%\nShelters 30% 31% 35%",
    "chart": "Norway\nSweden\nDenmark\nFinland\nIceland\n0\n10\n20\n30\n40\nPolice\nCourts\n"
    "Shelters\nSchools\nHealth\nMedia",
    "labels": "North\nSouth\nEast\nWest\nCentre\nIslands\nCapital\nPolice\nCourts\nShelters\n"
    "Schools\nHealth\nMedia\nFamily\nFriends\nNobody",
}
_BODY_WITH_NUMBERS_OR_LINES = {
    "services": "The centre offers:\n• Safe accommodation\n• Legal advice\n• Psychological support"
    "\n• Childcare\n• Help with work\n• Medical help\n• Language courses\n• Company to court",
    "servicii": "Centrul oferă:\n• Cazare sigură\n• Consiliere juridică\n• Sprijin psihologic\n"
    "• Ajutor medical\n• Grădiniță\n• Cursuri de limbă\n• Însoțire la instanță",
    "address": "Women's Shelter Oslo\nStorgata 12, 0155 Oslo\nTel. +47 22 33 44 55\n"
    "Open 24 hours\nwww.krisesenter.example\npost@krisesenter.example",
    "addresses": "Krisesenteret i Oslo\nTrondheimsveien 235\n0514 Oslo\nTlf: 23 01 03 00\n"
    "Krisesenteret i Bergen\nHollendergaten 11\n5017 Bergen\nTlf: 55 31 50 50",
    "adresă": "Adăpost pentru victime\nStr. Lungă nr. 5, 500123 Brașov\nTelefon: 0800 500 333\n"
    "Program: luni – vineri, 8.00 – 16.00",
    "адрес": "Кризисен център\nул. Шипка 5\n1000 София\nТел.: 02 981 76 86\n0800 1 86 76",
    "article": "Article 52\n(1) The police may order the offender to leave the home for 14 days. "
    "(2) The order is sent to the court within 24 hours. (3) Article 53 applies.",
    "articol": "Art. 23. – (1) Ordinul de protecție se emite pe 6 luni. (2) Cererea prevăzută la "
    "art. 25 alin. (1) lit. a) se judecă în 72 de ore. (3) Se aplică Legea nr. 217 din 2003.",
    "artículo": "Artículo 5. 1. El juez decide sobre la orden en 72 horas. 2. La orden prevista en "
    "el apartado 1 dura 30 días y se comunica a la víctima. 3. Se aplica la Ley 27/2003.",
}
_ranked = pytest.mark.parametrize("role", [Role.BODY, Role.FOOTNOTE])


@_ranked
@pytest.mark.parametrize("language", _RUNNING)
def test_running_text_is_found(language: str, role: Role) -> None:
    """Sentences stay what they are, in every language and script."""
    assert role_by_words(_RUNNING[language], role) is role


@_ranked
def test_running_text_that_names_its_sources_is_found(role: Role) -> None:
    """A year and an address in a sentence make no reference list of it."""
    assert role_by_words(_RUNNING_WITH_SOURCES, role) is role


@_ranked
@pytest.mark.parametrize("kind", _REFERENCES)
def test_a_list_of_references_is_not_found(kind: str, role: Role) -> None:
    """Titles of other works answer no question, at the end of a report or of a page."""
    assert role_by_words(_REFERENCES[kind], role) is Role.REFERENCES


@pytest.mark.parametrize("kind", _FIGURES)
def test_figures_are_not_found(kind: str) -> None:
    """Cells of a table and labels of a chart answer none either."""
    assert role_by_words(_FIGURES[kind], Role.BODY) is Role.FIGURES


@pytest.mark.parametrize("kind", _BODY_WITH_NUMBERS_OR_LINES)
def test_what_looks_like_a_table_and_is_none_is_found(kind: str) -> None:
    """A list of services, the telephone of a shelter, and an article of a law are sought."""
    assert role_by_words(_BODY_WITH_NUMBERS_OR_LINES[kind], Role.BODY) is Role.BODY


@given(text=st.text())
def test_a_role_that_the_layout_told_stays(text: str) -> None:
    """What is a table of contents by its place is one whatever its words."""
    for role in (Role.CONTENTS, Role.REFERENCES, Role.FIGURES):
        assert role_by_words(text, role) is role


@_ranked
@given(text=st.text(st.sampled_from("aB1 \n.(•—")))
def test_nothing_becomes_what_only_the_layout_tells(role: Role, text: str) -> None:
    """Words alone make neither a footnote, nor contents, nor body of anything else."""
    assert role_by_words(text, role) in {role, Role.REFERENCES, Role.FIGURES}
