"""What a question asks for, as its words say it in several languages."""

import pytest

from practice_search.answers.expectation import (
    Expectation,
    figures,
    has_number,
    has_time,
    named_countries,
)


@pytest.mark.parametrize(
    "question",
    [
        "How many shelters are there?", "¿Cuántas casas de acogida hay?", "Câte centre există?",
        "hvor mange krisesentre finnes", "Ile jest schronisk?", "Колко центъра има?",
        "Kiek yra centrų?", "wie viele Frauenhäuser", "Combien de centres ?", "quantos abrigos",
        "hur många skyddade boenden", "ile procent spraw",
    ],
)  # fmt: skip
def test_a_number_is_asked_for(question: str) -> None:
    """With or without diacritics and question mark."""
    expected = Expectation.of(question)
    assert expected.number
    assert not expected.time


@pytest.mark.parametrize(
    "question",
    [
        "How long does the order last?", "¿Cuándo entró en vigor?", "În ce an a fost adoptată?",
        "Hvor lenge varer det?", "Kiedy to się zaczęło?", "Кога влиза в сила?", "Kada pradėta?",
    ],
)  # fmt: skip
def test_a_time_is_asked_for(question: str) -> None:
    """A "how long" asks for days or months, not for a number of something."""
    expected = Expectation.of(question)
    assert expected.time
    assert not expected.number


@pytest.mark.parametrize("question", ["Who convenes the meeting?", "risk assessment police"])
def test_neither_is_asked_for(question: str) -> None:
    """Other questions want no number."""
    expected = Expectation.of(question)
    assert not expected.number
    assert not expected.time


def test_what_a_question_names_is_read_off() -> None:
    """Its years, its other figures, and its countries in any language."""
    expected = Expectation.of("Hvor mange saker etter lov 217/2003 hadde Romania i 2021?")
    assert expected.figures == {"217", "2003", "2021"}
    assert expected.years == {"2003", "2021"}
    assert expected.countries == {"RO"}
    assert named_countries("Norvegia și Polonia, potrivit ONU") == {"NO", "PL"}


def test_marks_of_sources_are_no_numbers() -> None:
    """A "[4]" at the end of a sentence answers no "how many"; a year answers only a "when"."""
    assert not has_number("The centres are open day and night [4][12].")
    assert not has_number("They opened in 2019.")
    assert has_time("They opened in 2019.")
    assert has_number("They have 12 beds [4].")
    assert has_number("They have twelve beds.")
    assert figures("In 2019, 12 of them [3]") == {"2019", "12"}
