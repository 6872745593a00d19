"""Pictures of pages, drawn here, are read by the real engines."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import typst
from PIL import Image

from practice_search.documents import ocr
from practice_search.documents.ocr import Engine, ocr_engine, ocr_engines, recognise
from practice_search.errors import DamagedError, NoTextError, TimedOutError

TESSERACT = shutil.which("tesseract")
SENTENCES = {
    "ro": "Țara a învățat: după două săptămâni, brățara și poliția țin agresorul la distanță. "
    "Șase femei au găsit adăpost, sprijin și îngrijire fără plată.",
    "nb": "Årlig får hun råd på krisesenteret. Øvelser for førstelinjen gjør både tolker og lærere "
    "trygge på å spørre, og ingen må vente på å bli trodd.",
    "pl": "Świadkowie zgłaszają krzywdę, gdy widzą skutek. Zespół omawia każdą sprawę, aż ryzyko "
    "się zmniejszy. Źródłem pomocy są też położne i sędziowie z Gdańska.",
}
BULGARIAN = "Съдът издава заповед за незабавна защита, щом животът на пострадалата е застрашен."
STUB = "on Windows a program is no script"

FakeTesseract = Callable[..., None]


def draw(body: str, *, width: str = "150mm", height: str = "auto", dpi: int = 200) -> bytes:
    """Return a page of typst markup as a PNG."""
    source = (
        f"#set page(width: {width}, height: {height}, margin: 12mm)\n"
        f"#set text(size: 11pt, hyphenate: false)\n{body}"
    )
    png = typst.compile(source.encode(), format="png", ppi=float(dpi))
    assert isinstance(png, bytes)
    return png


def plain(text: str) -> str:
    """Return what typst sets as it stands."""
    return f"#{json.dumps(text, ensure_ascii=False)}"


def rotated(png: bytes, degrees: float) -> bytes:
    """Return a picture that lay askew on the glass."""
    out = BytesIO()
    page = Image.open(BytesIO(png)).convert("L")
    page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255).save(out, format="PNG")
    return out.getvalue()


def special_words(text: str) -> list[str]:
    """Return the words with a letter beyond a-z."""
    return [word for word in re.findall(r"\w+", text) if not word.isascii()]


def readable(engine: Engine, language: str) -> None:
    """Skip a test whose engine is not on this machine."""
    if engine is Engine.TESSERACT:
        if TESSERACT is None:
            pytest.skip("tesseract is not installed")
        if ocr_engines(language)[:1] != (engine,):
            pytest.skip(f"tesseract has no data for {language}")


@pytest.fixture
def no_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a machine without the program."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def fake_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTesseract:
    """Return what puts a program in the place of tesseract, for what no real one does on call."""

    def install(*data: str, does: str = "") -> None:
        script = tmp_path / "tesseract"
        names = "\\n".join(("List of available languages:", *data))
        script.write_text(
            f'#!/bin/sh\nif [ "$1" = --list-langs ]; then printf "{names}\\n"; exit; fi\n{does}\n'
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return install


@pytest.mark.parametrize("engine", Engine)
@pytest.mark.parametrize("language", SENTENCES)
def test_a_page_is_read_with_its_diacritics(language: str, engine: Engine) -> None:
    """What is printed can be found as it is written, not as "protectie" or "forstelinjen"."""
    readable(engine, language)
    truth = SENTENCES[language]
    text = recognise(draw(plain(truth)), language=language, engine=engine)
    words = special_words(truth)
    assert len(words) > 7
    assert len([word for word in words if word in special_words(text)]) >= 0.9 * len(words)
    assert len(text.split()) == len(truth.split())


@pytest.mark.parametrize("engine", Engine)
def test_a_spoilt_page_is_read(engine: Engine) -> None:
    """A page that was scanned askew and coarsely is read all the same."""
    readable(engine, "nb")
    page = rotated(draw(plain(SENTENCES["nb"]), dpi=150), 1)
    words = recognise(page, language="nb", engine=engine).split()
    assert len(set(SENTENCES["nb"].split()) & set(words)) > 0.8 * len(words)


def test_a_bulgarian_page_is_read_in_cyrillic() -> None:
    """Tesseract with Bulgarian data reads Bulgarian."""
    readable(Engine.TESSERACT, "bg")
    assert ocr_engines("bg") == (Engine.TESSERACT,)
    text = recognise(draw(plain(BULGARIAN)), language="bg")
    assert len(set(text.split()) & set(BULGARIAN.split())) >= 10


@pytest.mark.usefixtures("no_tesseract")
def test_a_bulgarian_page_is_not_read_as_gibberish() -> None:
    """Rapidocr knows no Cyrillic, so that a page in it has no engine, instead of Latin letters."""
    assert ocr_engine("ro") is Engine.RAPIDOCR
    assert ocr_engine("bg") is None
    with pytest.raises(NoTextError, match=r"no text recognition .* read Bulgarian\. Install .*"):
        recognise(draw(plain(BULGARIAN)), language="bg")
    with pytest.raises(NoTextError, match=r"rapidocr on this machine cannot read Bulgarian"):
        recognise(draw(plain(BULGARIAN)), language="bg", engine=Engine.RAPIDOCR)


@pytest.mark.parametrize("engine", Engine)
def test_a_blank_page_has_no_text(engine: Engine) -> None:
    """Nothing is read where nothing is written."""
    readable(engine, "ro")
    assert recognise(draw("", height="100mm"), language="ro", engine=engine) == ""


LEFT = "The first column tells of shelters. They are open at night, and they take in children."
RIGHT = "The second column tells of police. Officers come at once, and they ask about weapons."


def columns(lines: int, gutter: str) -> str:
    """Return a page with a title, two columns and a note; the texts are repeated so often."""
    return f"""
#text(size: 15pt)[A title that goes across both of the columns of this page]

#columns(2, gutter: {gutter})[{" ".join([LEFT] * lines)}
#colbreak()
{" ".join([RIGHT] * lines)}]

Last comes one more line, which is as wide as the page and ends all of it, as notes do.
"""


# Tesseract takes columns of few lines for one. Rapidocr is slower, so it is given no more.
@pytest.mark.parametrize("degrees", [0, 1, -1])
@pytest.mark.parametrize(
    ("engine", "lines", "gutter"),
    [(Engine.TESSERACT, 9, "8mm"), (Engine.RAPIDOCR, 2, "8mm"), (Engine.RAPIDOCR, 3, "5mm")],
)
def test_columns_are_read_one_after_the_other(
    engine: Engine, lines: int, gutter: str, degrees: float
) -> None:
    """A sentence does not go on in the column beside it, also when the page lies askew."""
    readable(engine, "en")
    page = rotated(draw(columns(lines, gutter)), degrees)
    text = " ".join(recognise(page, language="en", engine=engine).split())
    parts = ("A title", " ".join([LEFT] * lines), " ".join([RIGHT] * lines), "Last comes")
    order = [text.find(part) for part in parts]
    assert -1 not in order
    assert order == sorted(order)


@pytest.mark.parametrize("engine", Engine)
def test_paragraphs_are_parted(engine: Engine) -> None:
    """A blank line stands where the page leaves room, and nowhere else."""
    readable(engine, "en")
    page = draw(f"#set par(spacing: 2em)\n{LEFT} {LEFT}\n\n{RIGHT} {RIGHT}")
    text = recognise(page, language="en", engine=engine)
    paragraphs = text.split("\n\n")
    assert [" ".join(paragraph.split()) for paragraph in paragraphs] == [
        f"{LEFT} {LEFT}",
        f"{RIGHT} {RIGHT}",
    ]
    assert all("\n" in paragraph for paragraph in paragraphs)


def test_a_table_is_read_row_by_row() -> None:
    """A narrow cell is no column of prose: the figure stays beside what it counts."""
    cells = {"Shelters": "12", "Hotlines": "30", "Courts": "45", "Schools": "67", "Police": "89"}
    table = ", ".join(f"[{name}], [{figure}]" for name, figure in cells.items())
    page = draw(f"#table(columns: (60mm, 40mm), stroke: none, {table})")
    text = recognise(page, language="en", engine=Engine.RAPIDOCR)
    assert text.split() == [part for row in cells.items() for part in row]


@pytest.mark.parametrize("engine", Engine)
def test_a_broken_picture_is_an_error(engine: Engine) -> None:
    """A picture that stops after its header is reported, not read as a blank page."""
    readable(engine, "en")
    with pytest.raises(DamagedError, match=rf"^The picture of a page .* by {engine}\. Download .*"):
        recognise(draw(LEFT)[:60], language="en", engine=engine)


def test_only_pictures_are_read() -> None:
    """What is no PNG is never taken for the name of a file or an address."""
    for picture in (b"", b"/etc/hostname\n", b"http://example.org/a.png\n"):
        with pytest.raises(ValueError, match=r"^The picture is no PNG\.$"):
            recognise(picture, language="en")


@pytest.mark.parametrize("language", ["und", "und-Latn", "xx", "", "Romanian", "*"])
def test_what_is_no_language_has_no_engine(language: str) -> None:
    """An engine is never chosen by guessing at the script."""
    assert ocr_engines(language) == ()
    with pytest.raises(NoTextError):
        recognise(draw(LEFT), language=language)


@pytest.mark.usefixtures("no_tesseract")
def test_a_machine_without_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """With neither engine installed every page is left unread, and the message says what helps."""
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    for language in SENTENCES:
        assert ocr_engine(language) is None
    with pytest.raises(NoTextError, match=r"read Romanian\. Install tesseract with its data for"):
        recognise(draw(LEFT), language="ro")


@pytest.mark.usefixtures("no_tesseract")
def test_models_are_never_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rapidocr comes without its models it counts as missing."""
    monkeypatch.setattr(ocr, "_MODELS", {"Det": "PP-OCRv9_det.onnx", "Rec": str(tmp_path)})
    assert ocr_engine("ro") is None


@pytest.mark.skipif(sys.platform == "win32", reason=STUB)
@pytest.mark.parametrize(
    ("data", "language", "engines"),
    [
        (("eng", "ron"), "ro", ("tesseract", "rapidocr")),
        (("eng", "rum"), "ro-MD", ("tesseract", "rapidocr")),
        (("nor",), "nb", ("tesseract", "rapidocr")),
        (("nor",), "nn", ("tesseract", "rapidocr")),
        (("eng", "script/Latin"), "ro", ("tesseract", "rapidocr")),
        (("eng", "Latin"), "sq", ("tesseract", "rapidocr")),
        (("eng", "osd"), "ro", ("rapidocr", "tesseract")),
        (("osd", "pol"), "ro", ("rapidocr",)),
        (("eng", "Latin"), "bg", ()),
        (("Cyrillic",), "bg", ("tesseract",)),
        (("bul",), "bg", ("tesseract",)),
        (("srp_latn",), "sr", ("tesseract",)),
        ((), "ro", ("rapidocr",)),
    ],
)
def test_the_best_engine_comes_first(
    fake_tesseract: FakeTesseract, data: tuple[str, ...], language: str, engines: tuple[str, ...]
) -> None:
    """Tesseract goes first only with data that fit, and English data are better than nothing."""
    fake_tesseract(*data)
    assert ocr_engines(language) == engines
    assert ocr_engine(language) == next(iter(engines), None)


@pytest.mark.skipif(sys.platform == "win32", reason=STUB)
def test_a_tesseract_that_does_not_start(fake_tesseract: FakeTesseract, tmp_path: Path) -> None:
    """A broken installation is none."""
    fake_tesseract("ron")
    (tmp_path / "tesseract").write_text("#!/bin/sh\nexit 127\n")
    assert ocr_engines("ro") == (Engine.RAPIDOCR,)


@pytest.mark.skipif(sys.platform == "win32", reason=STUB)
def test_tesseract_is_asked_for_the_data_that_fit(fake_tesseract: FakeTesseract) -> None:
    """One thread and the data of the language, or both sets of a language with two scripts."""
    fake_tesseract("eng", "srp", "srp_latn", does='cat >/dev/null; echo "$@ $OMP_THREAD_LIMIT"')
    assert recognise(draw(LEFT), language="sr") == "stdin stdout -l srp+srp_latn 1"
    tesseract = recognise(draw(LEFT), language="ro", engine=Engine.TESSERACT)
    assert tesseract == "stdin stdout -l eng 1"


@pytest.mark.skipif(sys.platform == "win32", reason=STUB)
def test_romanian_is_written_with_commas(fake_tesseract: FakeTesseract) -> None:
    """The cedilla that an engine sees below s and t is a comma in Romanian, not in Turkish."""
    fake_tesseract("ron", "tur", does='cat >/dev/null; echo "Şase ţări şi"')
    assert recognise(draw(LEFT), language="ro") == "Șase țări și"
    assert recognise(draw(LEFT), language="tr") == "Şase ţări şi"


@pytest.mark.skipif(sys.platform == "win32", reason=STUB)
def test_a_page_that_takes_too_long(
    fake_tesseract: FakeTesseract, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tesseract is stopped in the end."""
    fake_tesseract("ron", does="exec sleep 60")
    monkeypatch.setattr(ocr, "_SECONDS_AT_MOST", 0.5)
    with pytest.raises(TimedOutError, match=r"^The picture of a page kept tesseract busy .*"):
        recognise(draw(LEFT), language="ro")


QUIET = """
import sys
from practice_search.documents import ocr
assert "rapidocr" not in sys.modules and "onnxruntime" not in sys.modules

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise AssertionError(event)

sys.addaudithook(watch)
for path in sys.argv[1:]:
    with open(path, "rb") as picture:
        print(ocr.recognise(picture.read(), language="en", engine=ocr.Engine.RAPIDOCR))
"""


def test_rapidocr_is_quiet_and_stays_offline(tmp_path: Path) -> None:
    """It is loaded with the first page only, opens no connection, and prints nothing."""
    (tmp_path / "page.png").write_bytes(draw("Shelter"))
    (tmp_path / "blank.png").write_bytes(draw("", height="50mm"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET, "page.png", "blank.png"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout == "Shelter\n\n"
    assert done.returncode == 0
