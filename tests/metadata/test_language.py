"""The language of a passage, as a reader of that language would name it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.metadata.language import identify_language
from practice_search.terms import language_name

SENTENCES = {
    "bg": "Кризисният център приема жени и деца без предварителна уговорка, денем и нощем.",
    "cs": "Azylový dům přijímá ženy a děti bez objednání a je otevřen ve dne v noci.",
    "da": "Krisecentret modtager kvinder og børn uden aftale, og ingen behøver at oplyse sit navn.",
    "de": "Das Frauenhaus nimmt Frauen und Kinder ohne Anmeldung auf, bei Tag und bei Nacht.",
    "en": "The shelter receives women and children without an appointment, day and night.",
    "es": "La casa de acogida recibe a mujeres y niños sin cita previa, de día y de noche.",
    "et": "Varjupaik võtab naisi ja lapsi vastu ööpäev ringi ning ilma ette teatamata.",
    "fr": "Le centre accueille les femmes et leurs enfants sans rendez-vous, jour et nuit.",
    "it": "La casa rifugio accoglie donne e bambini senza appuntamento, di giorno e di notte.",
    "lt": "Krizių centras priima moteris su vaikais be išankstinio susitarimo, dieną ir naktį.",
    "lv": "Krīzes centrs uzņem sievietes ar bērniem bez pieteikšanās, dienu un nakti.",
    "mk": "Засолништето прима жени и деца без закажување и е отворено дење и ноќе.",
    "nb": "Krisesenteret tar imot kvinner og barn uten avtale, og ingen trenger å oppgi navn.",
    "nn": "Krisesenteret tek imot kvinner og born utan avtale, og ingen treng å oppgje namn.",
    "pl": "Schronisko przyjmuje kobiety z dziećmi bez umawiania się, w dzień i w nocy.",
    "pt": "A casa de abrigo recebe mulheres e crianças sem marcação, de dia e de noite.",
    "ro": "Adăpostul primește femei și copii fără programare, atât ziua, cât și noaptea.",
    "ru": "Приют принимает женщин и детей без предварительной записи, днём и ночью.",
    "sk": "Bezpečný ženský dom prijíma ženy a deti bez objednania, vo dne aj v noci.",
    "sr": "Сигурна кућа прима жене и децу без заказивања и отворена је дању и ноћу.",
    "sv": "Kvinnojouren tar emot kvinnor och barn utan tidsbokning, både dag och natt.",
    "uk": "Притулок приймає жінок і дітей без попереднього запису, удень і вночі.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_sentence(language: str, sentence: str) -> None:
    """One sentence is enough, in capitals or over line ends too."""
    assert identify_language(sentence) == language
    assert identify_language(sentence.replace(" ", "\n")) == language
    if language not in ("nb", "nn"):  # their capitals come too near each other in one sentence
        assert identify_language(sentence.upper()) == language


def test_moldovan_is_romanian() -> None:
    """Romanian of Moldova has no subtag of its own: not "mo"."""
    text = "Ordinul de restricție de urgență se eliberează de poliție în Republica Moldova."
    assert identify_language(text) == "ro"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "12,4 13,5 17,0 2019 2020 2021 45 % 47 %",
        "n = 1,204; p < 0.05",
        "Oslo 412 Bergen 233 Trondheim 145 Stavanger 98",
        "Maria Popescu, Ioana Ionescu, Ana Marinescu",
        "UNHCR UNICEF WHO OECD GREVIO CEDAW",
        "https://www.example.org/2019/04/a-b-c?d=1#e",
        "I II III IV V VI VII VIII IX X",
        "see p. 12",
        "•••••••••• ——— ☐ ☐ ☐",
    ],
)
def test_no_language(text: str) -> None:
    """Numbers, names and addresses are in none."""
    assert identify_language(text) is None
    assert identify_language(text, among={"nb", "en"}) is None


def test_among_decides_between_relatives() -> None:
    """Where a person has said which languages there are, a near relative is not found instead."""
    short = "Vi vil lovfeste retten til fritidsklubb."
    assert identify_language(short, among={"nb", "en"}) == "nb"
    assert identify_language(short, among=["da"]) == "da"


def test_among_does_not_claim_a_foreign_quotation() -> None:
    """A text in none of the stated languages is in none of them."""
    assert identify_language(SENTENCES["es"], among={"nb", "en"}) is None
    assert identify_language(SENTENCES["bg"], among={"ro"}) is None
    assert identify_language(SENTENCES["en"], among={"rmy"}) is None  # Vlax Romani: not known


@given(st.text(max_size=200), st.sets(st.sampled_from(["nb", "ro", "bg", "xx"])))
@settings(deadline=None)
def test_any_text(text: str, among: set[str]) -> None:
    """Any text gets no language, or one that has a name and was allowed."""
    found = identify_language(text, among=among)
    assert found is None or (found in among if among else language_name(found) != found)
