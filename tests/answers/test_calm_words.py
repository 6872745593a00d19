"""What somebody reads who is in need, greets, or is rude: in which language, with which number."""

import string
import tomllib
from importlib.resources import files

import pytest

from practice_search.answers import asking
from practice_search.answers.asking.calm_words import calm_languages, calm_words
from practice_search.answers.asking.reading import Asking
from practice_search.helplines import emergency, helpline_countries

LANGUAGES = "bg cs da de en es fr hu it lt nb nl pl pt ro ru sv uk".split()
SAID: dict[str, dict[str, str]] = tomllib.loads(
    files(asking).joinpath("calm_words.toml").read_text("utf-8")
)
TYPED = {
    "bg": "мъжът ми ме заплашва с нож",
    "cs": "můj muž mi vyhrožuje nožem a mám strach",
    "da": "min kæreste truer mig med en kniv",
    "de": "mein freund bedroht mich mit einem messer",
    "en": "my boyfriend threatens me with a knife",
    "es": "mi novio me amenaza con un cuchillo",
    "fr": "mon copain me menace avec un couteau",
    "hu": "a barátom késsel fenyeget és nagyon félek",
    "it": "il mio ragazzo mi minaccia con un coltello",
    "lt": "vaikinas man grasina peiliu",
    "nb": "kjæresten min truer meg med kniv",
    "nl": "mijn vriend bedreigt me met een mes",
    "pl": "mój chłopak grozi mi nożem",
    "pt": "o meu namorado ameaça-me com uma faca",
    "ro": "iubitul meu ma ameninta cu cutitul",
    "ru": "мой парень угрожает мне ножом",
    "sv": "min pojkvän hotar mig med kniv",
    "uk": "мій хлопець погрожує мені ножем",
}


def test_languages() -> None:
    """There are words in the languages of Europe's largest groups of readers."""
    assert calm_languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_is_complete(language: str) -> None:
    """All is said in each language, the number once, and nothing else is left to fill in."""
    assert SAID[language].keys() == {"help", "anywhere", "greeting", "insult"}
    for name, text in SAID[language].items():
        holes = [hole for _, hole, _, _ in string.Formatter().parse(text) if hole is not None]
        assert holes == (["emergency"] if name == "help" else [])
        assert text == text.strip()
    assert "112" in SAID[language]["anywhere"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_is_that_of_the_country(language: str) -> None:
    """Each known number is named; where none is known, 112 and where it holds."""
    for country in (None, "US", *helpline_countries()):
        said = calm_words(Asking.HELP, "", country=country, otherwise=language)
        assert said
        assert said.language == language
        assert not set("{}") & set(said.text)
        known = emergency(country) if country else None
        for number in known.numbers if known else [SAID[language]["anywhere"]]:
            assert number in said.text


@pytest.mark.parametrize(("language", "text"), TYPED.items())
def test_the_language_is_that_of_the_text(language: str, text: str) -> None:
    """A cry for help is answered in its own language, whatever the screen speaks."""
    said = calm_words(Asking.HELP, text, country="NO", otherwise="fr")
    assert said
    assert said.language == language
    assert "112" in said.text


@pytest.mark.parametrize(
    ("text", "language"), [("hjelp", "nb"), ("ajutor", "ro"), ("multumesc", "ro"), ("labas", "lt")]
)
def test_one_word_tells_its_language(text: str, language: str) -> None:
    """A word is enough where it is a word of one language."""
    said = calm_words(Asking.GREETING, text, country=None)
    assert said
    assert said.language == language


@pytest.mark.parametrize(
    ("otherwise", "language"), [("nn", "nb"), ("ro", "ro"), ("fi", "en"), (None, "en")]
)
def test_a_text_that_tells_no_language(otherwise: str | None, language: str) -> None:
    """The screen's language serves then; Bokmål for Nynorsk, English for what is not spoken."""
    said = calm_words(Asking.INSULT, "xyz", country=None, otherwise=otherwise)
    assert said
    assert said.language == language
    assert said.text == SAID[language]["insult"]


@pytest.mark.parametrize("asking", [Asking.QUESTION, Asking.STATEMENT])
def test_what_is_searched_has_no_words(asking: Asking) -> None:
    """A question is answered by reports."""
    assert calm_words(asking, "Who runs shelters?", country="NO") is None
