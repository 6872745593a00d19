"""The clean text of a page says what the page shows, and loses no letter of what it says."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.documents.cleaning import (
    clean_pages,
    collapse_space,
    drop_invisible,
    hyphenated_words,
    join_hyphens,
    mend_full_stops,
    split_ligatures,
    whole_words,
)

# What the functions look for stands close together here far more often than in any text.
_PIECES = (
    "protec", "tion", "follow", "up", "og", "Nord", "EU", "krisesenter", "насилие", "șef", "ა",
    "مراكز", "用", "e\u0301", "ﬁ", "ﬄ", "ﬅ", "19", "2024", "-", "\u2010", "\u2011", "\u00ad", "\n",
    "\n\n", " ", "  ", "\t", "\r\n", "\r", "\u00a0", "\u2028", "\x0c", "\x00", "\x85", "\ufffd",
    "\ufeff", "\u200b", "\u200c", "\ue000", "\ud800", "://", "www.", ".", ",", "(", ")", "•",
)  # fmt: skip
_anything = st.text(st.characters(exclude_categories=()), max_size=30)
_texts = st.lists(st.sampled_from(_PIECES) | _anything, max_size=25).map("".join)
_words = st.sampled_from(
    [frozenset[str](), frozenset({"protection", "followup", "ogog", "eution"})]
)
_keeps = st.sampled_from([frozenset[str](), frozenset({"follow-up", "protec-tion", "eu-og"})])
_pages = st.lists(
    st.sampled_from(
        ("Annual report", "Annual report 3", "Annual report 4", "1", "2", "3", "iv", "Article", "",
         "Women -", "protec-", "tion of", "par -", "ticipation", "participation", "one 1", "two 2")
    ),
    max_size=8,
).map("\n".join)  # fmt: skip

_FUNCTIONS: tuple[Callable[[str], str], ...] = (
    split_ligatures,
    mend_full_stops,
    drop_invisible,
    collapse_space,
    join_hyphens,
)


def _letters(text: str) -> str:
    """Return the letters of a text in order, ligatures written out."""
    return "".join(c for c in split_ligatures(text) if unicodedata.category(c).startswith("L"))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("o\ufb00ice", "office"),
        ("\ufb01nd, \ufb02ee", "find, flee"),
        ("a\ufb03liate, wa\ufb04e", "affiliate, waffle"),
        ("fa\ufb05 \ufb06op", "fast stop"),
        ("½ m² № ① æ œ ĳ", "½ m² № ① æ œ ĳ"),
        ("", ""),
    ],
)
def test_split_ligatures(text: str, clean: str) -> None:
    """A search for "office" finds an office whose ff is one glyph; other signs stay as printed."""
    assert split_ligatures(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("It ends here\ufffd Next", "It ends here. Next"),
        ("It ends here\ufffd\nNext", "It ends here.\nNext"),
        ("It ends\ufffd", "It ends."),
        ("Article 5\ufffd", "Article 5."),
        ("Насилие\ufffd", "Насилие."),
        ("Contents \ufffd\ufffd\ufffd\ufffd 12", "Contents  12"),
        ("Contents\ufffd\ufffd\ufffd 12", "Contents 12"),
        ("\ufffd A bullet", " A bullet"),
        ("a\ufffdb", "ab"),
        ("Whole. Sentences.", "Whole. Sentences."),
    ],
)
def test_mend_full_stops(text: str, clean: str) -> None:
    """A sign that no font could name is a full stop after a word, and nothing elsewhere."""
    assert mend_full_stops(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one\ttwo", "one two"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\x0btwo\x0cthree\x85four\u2028five\u2029six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("\ufeffshel\u200bter\x00", "shelter"),
        ("\uf0b7 a bullet of Symbol", " a bullet of Symbol"),
        ("half\ud83d", "half"),
        ("می\u200cشود क्\u200dष", "می\u200cشود क्\u200dष"),
        ("multidiscipli\u00ad\nnary", "multidiscipli-\nnary"),
        ("multidiscipli\u00ad  \r\nnary", "multidiscipli-  \nnary"),
        ("multi\u00addisciplinary", "multidisciplinary"),
        ("pp. 112\u00ad119", "pp. 112-119"),
        ("ș ț ő å ½ — “”", "ș ț ő å ½ — “”"),
    ],
)
def test_drop_invisible(text: str, clean: str) -> None:
    """What a page does not show goes, what shows or shapes its letters stays."""
    assert drop_invisible(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one  two\u00a0\u2003three", "one two three"),
        ("  one  \n  two  ", "one\ntwo"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("one\n \n \n two", "one\n\ntwo"),
        ("\n\n one\n\n", "one"),
        (" \n ", ""),
    ],
)
def test_collapse_space(text: str, clean: str) -> None:
    """Gaps of a layout are one space, and at most one blank line parts two paragraphs."""
    assert collapse_space(text) == clean


def test_hyphenated_words() -> None:
    """The hyphens inside a line are evidence, those at its end are none."""
    texts = ["State-of-the-art follow\u2010up,", "non\u2011violent work-\nshop - and -tion 12-19."]
    assert hyphenated_words(texts) == {
        "state-of", "of-the", "the-art", "follow-up", "non-violent", "12-19",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("protec-\ntion of women", "protection\nof women", id="word"),
        pytest.param("protec\u2010\ntion", "protection", id="typographic hyphen"),
        pytest.param("protec- \n  tion of", "protection\nof", id="spaces at the line end"),
        pytest.param("violență fami-\nlială", "violență familială", id="Romanian"),
        pytest.param("от насил-\nие", "от насилие", id="Cyrillic"),
        pytest.param("protec-\ntion, and so on", "protection,\nand so on", id="comma stays"),
        pytest.param("(protec-\ntion). Next", "(protection).\nNext", id="full stop stays"),
        pytest.param("vio-\nlence\nagainst", "violence\nagainst", id="no blank line arises"),
        pytest.param("inter-\nnatio-\nnal law", "international\nlaw", id="divided twice"),
        pytest.param("Nord-\nTrønde-\nlag", "Nord-\nTrøndelag", id="after a hyphen that stays"),
        pytest.param("protec-\ntion- og vern", "protection- og vern", id="then a suspended one"),
        pytest.param("one protec-\ntion\n\ntwo", "one protection\n\ntwo", id="paragraph"),
    ],
)
def test_join_hyphens_joins(text: str, clean: str) -> None:
    """A word that was divided at a line end is found whole, and its line ends after it."""
    assert join_hyphens(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nord-\nTrøndelag", id="capital"),
        pytest.param("2019-\n2020", id="years"),
        pytest.param("COVID-\n19", id="number"),
        pytest.param("opplærings-\nog kompetansetiltak", id="Norwegian og"),
        pytest.param("Beratungs-\nund Hilfsangebote", id="German und"),
        pytest.param("short-\nand long-term", id="English and"),
        pytest.param("short-\nand/or long-term", id="and/or"),
        pytest.param("barn-\noch ungdomsvård", id="Swedish och"),
        pytest.param("Täter-\noder Opferarbeit", id="German oder"),
        pytest.param("socio-\ny psicolaborales", id="Spanish y"),
        pytest.param("medico-\net psychosociale", id="French et"),
        pytest.param("medico-\nși psihosociale", id="Romanian și"),
        pytest.param("krótko-\ni długoterminowe", id="Polish i"),
        pytest.param("медико-\nи психосоциални", id="Bulgarian и"),
        pytest.param("par -\nticipation", id="space before, no evidence"),
        pytest.param("protec-\n\ntion", id="blank line between"),
        pytest.param("shelters -\nthe first", id="dash"),
        pytest.param("-\ntion", id="lone hyphen"),
        pytest.param("menneskerettighetsinstitusjon\nvoldsutsattekvinner", id="compounds"),
        pytest.param("", id="nothing"),
    ],
)
def test_join_hyphens_leaves(text: str) -> None:
    """What was not divided by the line end stays as printed."""
    assert join_hyphens(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("EU-\nfunded shelters", "EU-funded\nshelters", id="acronym"),
        pytest.param("a 12-\nmonth plan", "a 12-month\nplan", id="figure"),
        pytest.param("https://a.example/one-\ntwo", "https://a.example/one-two", id="address"),
        pytest.param("see www.krise-\nsenter.example", "see www.krise-senter.example", id="www"),
    ],
)
def test_join_hyphens_keeps_a_hyphen_that_is_part_of_the_word(text: str, clean: str) -> None:
    """A compound of capitals or figures and a web address keep the hyphen of the line end."""
    assert join_hyphens(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("par -\nticipation of", "participation\nof", id="word"),
        pytest.param("Par -\nticipation, of", "Participation,\nof", id="capital and comma"),
        pytest.param("the par \u2010 \n ticipation", "the participation", id="typographic hyphen"),
        pytest.param("shelters -\nthe first", "shelters -\nthe first", id="dash between words"),
        pytest.param("par -\nand", "par -\nand", id="conjunction"),
        pytest.param("par -\n\nticipation", "par -\n\nticipation", id="blank line between"),
    ],
)
def test_join_hyphens_closes_a_gap_before_the_hyphen(text: str, clean: str) -> None:
    """A hyphen that stands off its word joins what the report has as one word elsewhere."""
    assert join_hyphens(text, words=frozenset({"participation", "parand"})) == clean


def test_whole_words() -> None:
    """Every word is evidence, whatever its case and whatever stands beside it."""
    assert whole_words(["The Shelter,", "the follow-up (насилие)."]) == {
        "the", "shelter", "follow", "up", "насилие",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "clean"),
    [
        pytest.param(
            ["The follow-up went well.", "A second follow-\nup, later."],
            ["The follow-up went well.", "A second follow-up,\nlater."],
            id="on another page",
        ),
        pytest.param(
            ["Follow\u2010up is hard.", "a FOLLOW-up, a follow-\nup"],
            ["Follow\u2010up is hard.", "a FOLLOW-up, a follow-up"],
            id="with another hyphen and in capitals",
        ),
        pytest.param(
            ["a state-of-the-art shelter", "a state-of-the-\nart shelter, state-\nof-the-art"],
            [
                "a state-of-the-art shelter",
                "a state-of-the-art\nshelter, state-of-the-art",
            ],
            id="inside a longer compound",
        ),
        pytest.param(
            ["the follow-\nup of protec-\ntion"], ["the followup\nof protection"], id="no evidence"
        ),
        pytest.param(
            ["the participation", "the par -\nticipation, a dash -\nthe end"],
            ["the participation", "the participation,\na dash -\nthe end"],
            id="a hyphen that stands off its word",
        ),
        pytest.param(
            ["the par -\nticipation", "the partici-\npation"],
            ["the participation", "the participation"],
            id="a word that is divided wherever it stands",
        ),
        pytest.param(
            ["krisesentertilbudet", "krisesenter-\ntilbudet i Oslo"],
            ["krisesentertilbudet", "krisesentertilbudet\ni Oslo"],
            id="Norwegian compound",
        ),
    ],
)
def test_clean_pages_weighs_the_evidence_of_the_whole_report(
    pages: list[str], clean: list[str]
) -> None:
    """A word keeps its hyphen at a line end if the report writes it so elsewhere."""
    assert clean_pages(pages) == clean


def test_clean_pages_does_all_of_it() -> None:
    """A page with everything wrong at once reads as it was printed."""
    dirty = "\ufeffThe  o\ufb03ce\tof\r\nmultidiscipli\u00ad\r\nnary protec-\r\ntion\ufffd Next\x00"
    assert clean_pages([dirty, "", "\x0c"]) == [
        "The office of\nmultidisciplinary\nprotection.\nNext",
        "",
        "",
    ]


@pytest.mark.parametrize("function", _FUNCTIONS)
@given(text=_texts)
@settings(deadline=None)
def test_each_step_leaves_clean_text_as_it_is(function: Callable[[str], str], text: str) -> None:
    """Cleaning twice is cleaning once, for each step."""
    once = function(text)
    assert function(once) == once


@pytest.mark.parametrize("function", _FUNCTIONS)
@given(text=_texts)
@settings(deadline=None)
def test_no_step_loses_a_letter(function: Callable[[str], str], text: str) -> None:
    """Each step keeps every letter of the page, in order."""
    assert _letters(function(text)) == _letters(text)


@given(text=_texts, keep=_keeps, words=_words)
@settings(deadline=None)
def test_join_hyphens_with_evidence(text: str, keep: frozenset[str], words: frozenset[str]) -> None:
    """Evidence for a hyphen or a word changes neither the letters nor that once is enough."""
    once = join_hyphens(text, keep=keep, words=words)
    assert join_hyphens(once, keep=keep, words=words) == once
    assert _letters(once) == _letters(text)


@given(pages=st.lists(_texts, max_size=2))
@settings(deadline=None)
def test_a_short_report_loses_no_letter(pages: list[str]) -> None:
    """On one page or two, nothing can be told for a running header, and every letter stays."""
    assert [_letters(text) for text in clean_pages(pages)] == [_letters(text) for text in pages]


@given(pages=st.lists(_texts | _pages, max_size=9))
@settings(deadline=None)
def test_clean_pages_over_anything(pages: list[str]) -> None:
    """A report keeps its pages, tidy and with no letter put in; once is enough."""
    once = clean_pages(pages)
    assert len(once) == len(pages)
    assert clean_pages(once) == once
    for text, clean in zip(pages, once, strict=True):
        assert clean == clean.strip()
        assert "\n\n\n" not in clean
        letters = iter(_letters(text))
        assert all(letter in letters for letter in _letters(clean))


@given(pages=st.lists(_texts | _pages, max_size=9))
@settings(deadline=None)
def test_what_is_not_printed_has_neither_headers_nor_line_ends(pages: list[str]) -> None:
    """Paragraphs of a document keep every letter, word division and number, however alike."""
    once = clean_pages(pages, printed=False)
    assert [_letters(text) for text in once] == [_letters(text) for text in pages]
    assert clean_pages(once, printed=False) == once


def test_paragraphs_that_repeat_stay() -> None:
    """A heading that each chapter of a document has is no running header."""
    paragraphs = ["Recommendations", "Shelters-\nfirst 12", "Recommendations", "Recommendations"]
    assert clean_pages(paragraphs, printed=False) == paragraphs


def test_clean_pages_drops_what_runs_and_joins_what_it_parted() -> None:
    """Headers, footers and line numbers go before words are joined, page by page."""
    towns = ("Alba", "Bergen", "Cluj", "Drammen")
    pages = [
        f"Annual  report\n{town} and\nnear {town}\n"
        f"protec-\ntion of all\nis {town}'s\n{town}.\n{number}"
        for number, town in enumerate(towns, start=3)
    ]
    assert clean_pages(pages) == [
        f"{town} and\nnear {town}\nprotection\nof all\nis {town}'s\n{town}." for town in towns
    ]
