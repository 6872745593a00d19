"""Why a text was typed, as a person who reads it would say; the encoder is the real one."""

import logging
from collections.abc import Callable

import pytest

from practice_search.answers.asking.calm_words import calm_words
from practice_search.answers.asking.reading import Asking, asking_encoder, read_asking
from practice_search.index.embedding import Encoder

Read = Callable[[str], Asking]

SEARCHED = {Asking.QUESTION, Asking.STATEMENT}


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """Return the default encoder."""
    return Encoder.load()


@pytest.fixture(scope="session")
def read(encoder: Encoder) -> Read:
    """Return what reads a text as the program does."""
    return lambda text: read_asking(text, encoder.embed_question(text).whole)


def test_the_weights_are_of_the_default_encoder(encoder: Encoder) -> None:
    """Vectors of another encoder would mean nothing to them."""
    assert asking_encoder() == encoder.identity


@pytest.mark.parametrize(
    "text",
    [
        "my partner grabbed me by the throat last night and I can't sleep",
        "How can I leave without losing my children? He watches my phone.",
        "mi pareja me ha empujado por las escaleras",
        "sotul meu m-a amenintat cu cutitul, copiii plang",
        "kjæresten dyttet meg ned trappa og jeg tør ikke si det til noen",
        "mój chłopak mnie dusił, boję się wyjść z pokoju",
        "приятелят ми ме стисна за гърлото",
        "vaikinas mane smaugė, bijau išeiti iš kambario",
        "mein Freund hat mich gewürgt",
        "mon copain m'a poussée dans l'escalier",
        "Il mio compagno mi ha spinta giù dalle scale",
        "мій хлопець мене душив",
    ],
)
def test_a_cry_for_help(read: Read, text: str) -> None:
    """Who is harmed now is never given a list of reports alone."""
    assert read(text) is Asking.HELP


@pytest.mark.parametrize(
    "text",
    [
        "i hit my girlfriend again, how do I stop this",  # who harms
        "I am a gay man and my husband beats me",
        "what can I do, my sister's boyfriend threatens her with a knife",
        "mum's boyfriend hits us and I am 11",
        "I see no way out, I want to end my life",
        "he follows me home every evening",
        "HELP",
    ],
)
def test_whoever_asks_for_help(read: Read, text: str) -> None:
    """Men, children, friends, and who fears to do harm are heard too."""
    assert read(text) is Asking.HELP


@pytest.mark.parametrize(
    "text",
    [
        "What should a midwife do when a patient says that her husband kicks her?",
        'Survivors often tell the police "he will kill me". Is that taken up in risk assessment?',
        "How many women say that they are afraid to go home?",
        "¿Qué hace un médico cuando una paciente cuenta que su pareja la empujó?",
        "Ce face un medic când o pacientă spune că soțul o lovește?",
        "Hva gjør en lege når en pasient forteller at mannen slår henne?",
        "Co robi lekarz, gdy pacjentka mówi, że mąż ją bije?",
        "Какво прави лекарят, когато пациентка каже, че мъжът ѝ я бие?",
        "Ką daro gydytojas, kai pacientė sako, kad vyras ją muša?",
        "stalking sentencing statistics",
        "Hello, what do you know about shelters for women with pets?",
        "Are insults of a wife a crime in Spain?",
    ],
)
def test_what_a_practitioner_asks(read: Read, text: str) -> None:
    """A question about people who are harmed is searched, and so are words, quotes and courtesy."""
    assert read(text) in SEARCHED


@pytest.mark.parametrize(
    "text", ["Good evening!", "mange takk for hjelpen", "Dziękuję bardzo", "здравейте", "Hallo!"]
)
def test_a_greeting(read: Read, text: str) -> None:
    """Greetings and thanks are told from questions."""
    assert read(text) is Asking.GREETING


@pytest.mark.parametrize(
    "text", ["you are an idiot", "ești un idiot", "zamknij się, głupia maszyno", "ferme ta gueule"]
)
def test_an_insult(read: Read, text: str) -> None:
    """Rude words are told from questions."""
    assert read(text) is Asking.INSULT


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("Mă bate soțul!", Asking.HELP),
        ("BEATS ME every day", Asking.HELP),
        ("ajutor", Asking.HELP),
        ("Thank you very much", Asking.GREETING),
        ("idiot!", Asking.INSULT),
        ("Who runs the shelters in Norway?", Asking.QUESTION),
        ("shelters in Norway", Asking.STATEMENT),
        ('What do women mean who say "he will kill me"?', Asking.QUESTION),
    ],
)
def test_by_words_alone(text: str, asking: Asking) -> None:
    """With another encoder the lists of words still tell what is plain."""
    assert read_asking(text, None) is asking


@pytest.mark.parametrize("text", ["", "  ", "?"])
def test_nothing_typed(read: Read, text: str) -> None:
    """What has no words is no reason to reply to anything."""
    assert read_asking(text, None) in SEARCHED
    assert read(text) in SEARCHED


def test_nothing_is_kept(
    encoder: Encoder, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """What somebody in need wrote stands in no log and no output."""
    caplog.set_level(logging.DEBUG)
    text = "he hit me with the blue vase"
    calm_words(read_asking(text, encoder.embed_question(text).whole), text, country=None)
    assert not [record for record in caplog.records if "vase" in record.getMessage()]
    assert "vase" not in "".join(capfd.readouterr())
