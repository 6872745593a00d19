"""Words as they are searched for: whatever the keyboard and the inflection, they meet."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practice_search.index.full_text import (
    UNKNOWN,
    acronym,
    fold,
    full_text,
    is_exact,
    marker,
    stem,
    words,
)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("protecția", "protectia"),
        ("Protecţia", "protectia"),
        ("ORDINUL DE PROTECȚIE", "ordinul de protectie"),
        ("Østlandet", "ostlandet"),
        ("łódzka", "lodzka"),
        ("Đurđa", "durda"),
        ("ofensă", "ofensa"),
        ("være", "vaere"),
        ("cœur", "coeur"),
        ("Þórr", "thorr"),
        ("полицай", "полицаи"),
        ("İstanbul Sözleşmesi", "istanbul sozlesmesi"),
        ("Işık", "isik"),
        ("Straße", "strasse"),
        ("o\N{LATIN SMALL LIGATURE FFI}ce", "office"),
        ("Żółć", "zolc"),
        ("№ 52", "no 52"),
        ("Ǿrsted", "orsted"),
    ],
)
def test_a_word_meets_the_one_that_is_typed(written: str, typed: str) -> None:
    """Diacritics, case and spelling variants of a letter make no difference."""
    assert fold(written) == fold(written.upper()) == typed
    assert fold(typed) == typed


@given(text=st.text())
@example("№ 5, 20 ℃, ǿ, ǣ, Ϲ")
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    """Words that are folded already meet those that are not."""
    assert fold(fold(text)) == fold(text)


@given(text=st.text())
@example("Ǿrsted și Ǽ")
def test_letters_and_their_marks_may_be_stored_apart(text: str) -> None:
    """A word meets itself, whether letters and their marks are stored as one or apart."""
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("text", ["Protecția polițiștilor", "måling på Østlandet", "полицай"])
def test_a_passage_with_marks_apart_has_the_same_stems(text: str) -> None:
    """A PDF that stores letters and their marks apart is searched like any other."""
    apart = unicodedata.normalize("NFD", text)
    assert apart != text
    assert full_text(apart, "ro") == full_text(text, "ro")
    stressed = text.replace("а", "а\N{COMBINING ACUTE ACCENT}")
    assert full_text(stressed, "bg") == full_text(text, "bg")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Legea nr. 217/2003", ["legea", "nr", "217", "2003"]),
        ("art. 52", ["art", "52"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("l'État", ["l", "etat"]),
        ("snake_case", ["snake", "case"]),
        ("« … » – !", []),
    ],
)
def test_words_are_letters_and_digits(text: str, found: list[str]) -> None:
    """Whatever stands between them, each word and number can be found by itself."""
    assert words(text) == found
    assert full_text(text, "ro").plain == " ".join(found)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ro", "protecție protectie Protecţia protecției PROTECTIEI"),
        ("ro", "ordinul ordine ordinului"),
        ("ro", "polițist politisti polițiștii"),
        ("ro", "victimă victima victimelor"),
        ("nb", "kommune kommunen kommunene"),
        ("nb", "voldsutsatt voldsutsatte"),
        ("nn", "kommune kommunane"),
        ("es", "víctima victima víctimas"),
        ("es", "protección proteccion protecciones"),
        ("pl", "ofiara ofiary ofiarom"),
        ("pl", "policja policji policją policja"),
        ("lt", "smurtas smurto smurtą smurta"),
        ("en", "protect protects protected protecting protection"),
        ("en", "shelter Shelters"),
        ("bg", "полиция полицията Полицията"),
    ],
)
def test_a_word_is_found_in_its_inflected_forms(language: str, forms: str) -> None:
    """With diacritics or without, the forms of a word are one."""
    stems = {stem(word, language) for word in words(forms)}
    assert len(stems) == 1
    assert stems.pop().startswith(marker(language))


def test_different_words_stay_apart() -> None:
    """Stems are not cut so short that one word finds another."""
    for language, pair in {
        "ro": ("protecție", "prostie"),
        "nb": ("kommune", "kommisjon"),
        "en": ("police", "policy"),
        "bg": ("полиция", "политика"),
    }.items():
        one, other = (stem(fold(word), language) for word in pair)
        assert one != other


def test_a_language_without_a_stemmer_is_cut_after_six_letters() -> None:
    """Bulgarian is searched by the beginnings of words, and so is what nobody knows."""
    assert stem(fold("ПОСТРАДАЛАТА"), "bg") == "bg_постра"
    assert stem(fold("закон"), "bg") == "bg_закон"
    assert stem("shelters", None) == stem("shelter", UNKNOWN) == "und_shelte"
    assert stem("shelters", "xx") == "xx_shelte"


def test_a_word_belongs_to_its_language() -> None:
    """The same letters in two languages are two words; each passage says its language first."""
    stems = {full_text("on", language).stems for language in ("en", "ro", "bg", None)}
    assert stems == {"en_ en_on", "ro_ ro_on", "bg_ bg_on", "und_ und_on"}


@given(language=st.sampled_from(["ro", "nb", "bg", "xx", None]), number=st.integers(0, 10**6))
def test_numbers_are_the_same_in_all_languages(language: str | None, number: int) -> None:
    """The number of a law finds it in every language."""
    assert stem(str(number), language) == str(number)
    assert is_exact(str(number))
    assert full_text(f"Law {number}.", language).stems.split()[-1] == str(number)


def test_acronyms_are_the_same_in_all_languages() -> None:
    """GREVIO is looked for as a name everywhere, and is a word of its language besides."""
    for language in ("ro", "en", "bg", None):
        name, *stems = full_text("GREVIO", language).stems.split()[::-1]
        assert name == acronym("GREVIO") == "_grevio"
        assert is_exact(name)
        assert stems == [stem("grevio", language), marker(language)]
    assert acronym("ÅPEN") == "_apen"


@pytest.mark.parametrize("word", ["Grevio", "police", "A", "I", "", "2024"])
def test_other_words_are_no_acronyms(word: str) -> None:
    """A word at the head of a sentence, a single letter and a number are no names."""
    assert not acronym(word)
    assert "_" not in full_text(word, "en").stems.removeprefix("en_").replace(" en_", "")


def test_many_threads_find_the_same_stems() -> None:
    """Several people who search at one time do not disturb each other."""
    forms = {
        "ro": words("protecție ordinul polițiștii victimelor violenței domestice"),
        "nb": words("krisesenteret kommunene voldsutsatte vurderingen botilbudet"),
        "en": words("protection shelters ministries strategies lessons watches"),
    }
    asked = [(word, language) for language, some in forms.items() for word in some] * 200
    alone = [stem(*one) for one in asked]
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(lambda one: stem(*one), asked))
    assert together == alone
