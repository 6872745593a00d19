"""Text files in the encodings that people have: every letter is right, and paragraphs are found."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.documents.formats.plain import read_plain
from practice_search.documents.raw import RawReport
from practice_search.errors import TooBigError

FILE = "Notater – møte 3.txt"
ROMANIAN = "Ordinul de protecţie este emis imediat. El durează cinci zile şi poate fi prelungit."
POLISH = "Przemoc domowa jest przestępstwem. Źródło: świadkowie, którzy się zgłosili."
BULGARIAN = "Домашното насилие е престъпление. Съдът издава заповед за защита."
NORWEGIAN = "Krisesenteret er åpent hele døgnet. Æresrelatert vold er også vold."
HUNGARIAN = "Az erőszak bűncselekmény, és a menedékház éjjel-nappal nyitva van."
CZECH = "Policie může násilnou osobu vykázat z bytu. Příští žádost řeší soud."
FRENCH = "L’ordonnance est délivrée par le juge – elle dure « six mois »."
TURKISH = "Aile içi şiddet suçtur. Sığınmaevleri gün boyu açıktır."
GREEK = "Η ενδοοικογενειακή βία είναι έγκλημα."
RUSSIAN = "Домашнее насилие является преступлением."
ENGLISH = "The survivor’s needs – and the “perpetrator’s” – are assessed. It costs €5."


def read(content: bytes, place: Path) -> RawReport:
    """Write a file and read it."""
    path = place / FILE
    path.write_bytes(content)
    return read_plain(path)


def texts(content: bytes, place: Path) -> list[str | None]:
    """Return the paragraphs of a file."""
    pages = read(content, place).pages
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    return [page.text for page in pages]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "utf-8") for text in (ROMANIAN, POLISH, BULGARIAN, NORWEGIAN, ENGLISH)),
        *((text, "utf-8-sig") for text in (ROMANIAN, BULGARIAN)),
        *((text, "utf-16") for text in (ROMANIAN, BULGARIAN, NORWEGIAN)),
        *((text, "utf-16-le") for text in (ROMANIAN, BULGARIAN, NORWEGIAN)),
        *((text, "utf-16-be") for text in (ROMANIAN, BULGARIAN, NORWEGIAN)),
        (NORWEGIAN, "utf-32"),
        *((text, "cp1250") for text in (ROMANIAN, POLISH, HUNGARIAN, CZECH)),
        *((text, "iso8859-2") for text in (ROMANIAN, POLISH, HUNGARIAN, CZECH)),
        *((text, "cp1251") for text in (BULGARIAN, RUSSIAN)),
        *((RUSSIAN, encoding) for encoding in ("koi8-r", "iso8859-5", "cp866")),
        *((text, "cp1252") for text in (NORWEGIAN, FRENCH, ENGLISH)),
        *((text, "mac-roman") for text in (NORWEGIAN, FRENCH)),
        (NORWEGIAN, "cp850"),
        (POLISH, "cp852"),
        (TURKISH, "cp1254"),
        (GREEK, "cp1253"),
    ],
)
def test_every_letter_is_right(text: str, encoding: str, tmp_path: Path) -> None:
    """Nobody has to know what an encoding is."""
    assert texts(text.encode(encoding), tmp_path) == [text]


def test_a_broken_letter_costs_only_itself(tmp_path: Path) -> None:
    """One bad byte does not make a whole text unreadable."""
    content = (BULGARIAN * 5).encode() + b"\xd0 " + NORWEGIAN.encode()
    (text,) = texts(content, tmp_path)
    assert text == f"{BULGARIAN * 5}\ufffd {NORWEGIAN}"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_blank_lines_part_paragraphs(line_end: str, tmp_path: Path) -> None:
    """Wrapped lines stay together, on every system."""
    lines = ["# Tilbud", "", "Krisesenteret er", "åpent.", " \t", "", "Det er gratis.", ""]
    assert texts(line_end.join(lines).encode(), tmp_path) == [
        "# Tilbud",
        "Krisesenteret er\nåpent.",
        "Det er gratis.",
    ]


def test_a_new_page_begins_a_paragraph(tmp_path: Path) -> None:
    """A form feed parts what stands on two pages."""
    assert texts("Side én\fSide to".encode(), tmp_path) == ["Side én", "Side to"]


def test_lines_that_are_not_wrapped_are_paragraphs(tmp_path: Path) -> None:
    """Where a line holds a paragraph, no blank line is needed."""
    long = " ".join([NORWEGIAN] * 5)
    assert texts(f"Tittel\n{long}\n{long}".encode(), tmp_path) == ["Tittel", long, long]


def test_a_file_of_blanks_has_no_paragraph(tmp_path: Path) -> None:
    """It is for the caller to say that there is no text."""
    assert texts(b" \n\n \t\n", tmp_path) == []


def test_a_text_that_is_too_long(tmp_path: Path) -> None:
    """A person learns that no report is so long, and what to do."""
    with pytest.raises(TooBigError, match="is too long for a report") as raised:
        read(b"text\n" * 8_000_000, tmp_path)
    assert str(raised.value).startswith(f"{FILE} ")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the same file may be written again and again."""
    return tmp_path_factory.mktemp("broken")


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
@settings(deadline=None)
def test_utf8_is_read_as_it_is(text: str, place: Path) -> None:
    """No text in the common encoding is taken for one in another."""
    assert texts(f"Rapport {text}".encode(), place) == [f"Rapport {text}"]
