"""What a person types, as it is searched for."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practice_search.errors import EmptyQuestionError
from practice_search.index.full_text import fold, words
from practice_search.search.question import read_question

# Texts in which marks and minus signs meet words often.
_typed = st.lists(
    st.sampled_from(['"', "“", "”", "„", "«", "»", "-", "–", " ", "  ", "\n", "'", "(", "*"])
    | st.sampled_from(["police", "Șters", "217/2003", "well-being", "NEAR", "😀"])
    | st.text(st.characters(max_codepoint=0x52F, exclude_categories=["Cs", "M"]), max_size=4)
).map("".join)


@pytest.mark.parametrize(
    "typed",
    [
        'who issues the "ordin de protecție" here',
        "who issues the “ordin de protecție” here",
        "who issues the „ordin de protecție” here",
        "who issues the „Ordin de Protecţie“ here",
        "who issues the «ordin de protectie» here",
        "who issues the »ORDIN DE PROTECȚIE« here",
        'who issues the"ordin  de\nprotecție"here',
    ],
)
def test_words_in_quotation_marks_are_required(typed: str) -> None:
    """In the marks of every language, the words must stand so; they are part of the question."""
    asked = read_question(typed)
    assert asked.required == (("ordin", "de", "protectie"),)
    assert asked.excluded == ()
    assert fold(asked.text) == "who issues the ordin de protectie here"
    assert tuple(map(fold, asked.words)) == tuple(fold(asked.text).split())


@pytest.mark.parametrize(
    ("typed", "excluded"),
    [
        ("shelter -police", (("police",),)),
        ("-Poliția shelter", (("politia",),)),
        ('shelter -"protection order"', (("protection", "order"),)),
        ("shelter -„ordin de protecție”", (("ordin", "de", "protectie"),)),
        ("shelter -well-being", (("well", "being"),)),
        ("shelter -police -courts", (("police",), ("courts",))),
        ("shelter -police -Police", (("police",),)),
        ("shelter\n-o'brien", (("o", "brien"),)),
    ],
)
def test_a_minus_sign_excludes(typed: str, excluded: tuple[tuple[str, ...], ...]) -> None:
    """What stands behind it is in no passage that is found, and no part of the question."""
    asked = read_question(typed)
    assert asked.excluded == excluded
    assert asked.required == ()
    assert asked.text == "shelter"
    assert asked.words == ("shelter",)


@pytest.mark.parametrize(
    "typed",
    [
        "state-of-the-art shelters",
        "police - and what they do",
        "police -- and what they do",
        "police – and what they do",
        "police –and what they do",
        "the years 2015-2020",
        "colder than -5 degrees",
        "opplærings- og kompetansetiltak",
        "(-police)",
    ],
)
def test_a_hyphen_or_dash_excludes_nothing(typed: str) -> None:
    """Inside a word, between words and before a number it is what it is in any sentence."""
    asked = read_question(typed)
    assert asked.excluded == ()
    assert asked.text == typed


@pytest.mark.parametrize(
    ("typed", "required", "left"),
    [
        ('shelter "police', (), ["shelter", "police"]),
        ('shelter" police', (), ["shelter", "police"]),
        ('"shelter" "police', (("shelter",),), ["shelter", "police"]),
        ('shelter "" police', (), ["shelter", "police"]),
        ('shelter "…" police', (), ["shelter", "police"]),
        ("l'ordonnance d’éloignement", (), ["l", "ordonnance", "d", "eloignement"]),
    ],
)
def test_marks_that_do_not_pair_lose_no_word(
    typed: str, required: tuple[tuple[str, ...], ...], left: list[str]
) -> None:
    """Half a pair of quotation marks requires nothing, and neither does an empty one."""
    asked = read_question(typed)
    assert asked.required == required
    assert words(asked.text) == left


@pytest.mark.parametrize(
    "typed", ["", " \n\t", '"', '""', "“”", "?!", "😀 🏳️‍🌈 ☎", "- -", "___", "\0"]
)
def test_a_question_without_words_is_told_so(typed: str) -> None:
    """Marks, spaces and pictures ask for nothing."""
    with pytest.raises(EmptyQuestionError, match=r"The question is empty\."):
        read_question(typed)


def test_a_minus_sign_inside_or_behind_quotation_marks_excludes_nothing() -> None:
    """What stands in the marks is required as it is, and what is joined to it is asked for."""
    asked = read_question('"shelter"-based care "not -police"')
    assert asked.required == (("shelter",), ("not", "police"))
    assert asked.excluded == ()
    assert words(asked.text) == ["shelter", "based", "care", "not", "police"]


@pytest.mark.parametrize("typed", ["-police", '-"protection order" -shelter', '"" -police ?'])
def test_only_excluded_words_are_told_so(typed: str) -> None:
    """Who only says what is to be left out is asked for what is looked for."""
    with pytest.raises(EmptyQuestionError, match="Only what is to be left out"):
        read_question(typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('" OR 1=1 --', ["or", "1", "1"]),
        ("NEAR(a b)", ["near", "a", "b"]),
        ("stems:*", ["stems"]),
        ("a AND (b", ["a", "and", "b"]),
        ("'; DROP TABLE passages; --", ["drop", "table", "passages"]),
        ("plain : ^police*", ["plain", "police"]),
    ],
)
def test_a_question_is_no_program(typed: str, found: list[str]) -> None:
    """Signs that mean something to a database mean nothing here; the words are searched."""
    asked = read_question(typed)
    assert (words(asked.text), asked.required, asked.excluded) == (found, (), ())


def test_a_long_question_is_read_to_some_length() -> None:
    """Somebody who pastes a whole chapter is answered by its beginning."""
    typed = " ".join(f"w{number}" for number in range(5_000))
    asked = read_question(typed)
    assert asked.text.startswith("w0 w1 w2 ")
    assert 5_000 < len(asked.text) <= 10_000
    assert 50 <= len(asked.words) <= 200
    many = read_question(" ".join(f'"w{number}" -x{number}' for number in range(600)))
    assert 50 <= len(many.required) <= 200
    assert 50 <= len(many.excluded) <= 200


def test_a_letter_and_its_mark_may_be_typed_apart() -> None:
    """A word that is pasted with its marks apart is one word, asked for or excluded."""
    typed = 'violență "protecția" -poliția'
    apart = unicodedata.normalize("NFD", typed)
    assert apart != typed
    asked, meant = read_question(apart), read_question(typed)
    assert asked.words == meant.words == ("violență", "protecția")
    assert (asked.required, asked.excluded) == (meant.required, meant.excluded)
    assert asked.excluded == (("politia",),)
    stressed = read_question("зако\N{COMBINING ACUTE ACCENT}н -вла\N{COMBINING ACUTE ACCENT}ст")
    assert (stressed.words, stressed.excluded) == (("закон",), (("власт",),))


@given(typed=_typed)
@example("police -ﾞ")
@example('"a" -"b" "c')
@example('"-a" b')
def test_no_word_that_is_asked_for_is_lost(typed: str) -> None:
    """Whatever is typed, each word is asked for or excluded, or nothing is asked for at all."""
    try:
        asked = read_question(typed)
    except EmptyQuestionError:
        assert "-" in typed or not words(typed)
        return
    assert any(map(str.isalnum, asked.text))
    for phrase in (*asked.required, *asked.excluded):
        assert phrase
        assert all(words(word) == [word] for word in phrase)
    left_out = {word for phrase in asked.excluded for word in phrase}
    assert set(words(asked.text)) | left_out == set(words(typed))
    assert {word for phrase in asked.required for word in phrase} <= set(words(asked.text))
    assert set(words(" ".join(asked.words))) == set(words(asked.text))


@given(typed=st.text(st.characters(categories=["Cs", "L", "N", "P"])))
@example("\udcff police")
@example("ﾞ")
def test_bytes_that_are_no_text_do_not_stop_a_question(typed: str) -> None:
    """What a terminal in another encoding passes on can be given to the encoder."""
    try:
        asked = read_question(typed)
    except EmptyQuestionError:
        return
    assert asked.text.encode()
    assert words(asked.text)
