"""Web pages as browsers save them: the report is read, and not what stands around it."""

import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.documents.formats.web import read_web
from practice_search.documents.raw import OutlineEntry, RawReport
from practice_search.errors import NoTextError, OtherFormatError, ReportError, TooBigError
from tests.documents.formats.test_every_format import (
    CHANGES,
    Changes,
    broken,
    check_anything,
    texts,
)

FILE = "Ordinul de protecție – Ministerul.html"
ROMANIAN = (
    "Ordinul de protecție provizoriu este emis de polițist pe loc. El durează cinci zile și poate "
    "fi prelungit de instanță, dacă victima o cere."
)
POLISH = (
    "Niebieska Karta jest procedurą, którą wszczyna policja, gdy podejrzewa przemoc w rodzinie. "
    "Zespół ustala plan pomocy; źródło: świadkowie."
)
BULGARIAN = (
    "Законът за защита от домашното насилие предвижда заповед за защита. Съдът я издава в "
    "едномесечен срок и полицията следи за изпълнението."
)
NORWEGIAN = (
    "Krisesenteret i hver kommune gir et trygt botilbud til voldsutsatte kvinner, menn og barn. "
    "Tilbudet er gratis og åpent hele døgnet."
)
MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Acasă", "Despre", "Contact"))
PAGE = f"""<!DOCTYPE html>
<html lang="ro"><head><meta charset="utf-8">
<title>Ordinul de protecție – Ministerul</title>
<meta property="og:title" content="Ordinul de
 protecție">
<style>p {{ color: red }}</style><script>var menu = "Meniu";</script></head>
<body><a href="#main">Sari la conținut</a>
<header><div class="logo">Ministerul</div><nav><ul>{MENU}</ul></nav></header>
<div id="cookie-banner" class="cookie-consent"><p>Folosim module cookie pentru a îmbunătăți
experiența. <a href="/cookies">Politica</a></p><button>Accept</button></div>
<main><article><h1>Ordinul de protecție</h1>
<p>{ROMANIAN}</p><!-- de verificat -->
<h2>Cine îl <em>cere</em></h2>
<p>Victima, <a href="#">procurorul</a> sau
   un serviciu&nbsp;social.<br>Cererea este gratuită.</p>
<ul><li>Evacuarea agresorului din locuință</li>
<li>Interdicția de a se apropia:<ul><li>de victimă</li><li>de copii</li></ul></li></ul>
<h2>Cifre</h2>
<table><thead><tr><th>An</th><th>Ordine</th></tr></thead>
<tbody><tr><td>2019</td><td><b>7986</b></td></tr></tbody></table>
<h3><button aria-expanded="false">În alte țări</button></h3>
<div><p>{POLISH}</p></div></article></main>
<aside><h3>Articole similare</h3><a href="/1">Linia telefonică</a></aside>
<footer><p>© 2024 Ministerul. <a href="/p">Politica de confidențialitate</a></p></footer>
<script src="a.js"></script></body></html>
"""
WHOLE = [
    "Ordinul de protecție",
    ROMANIAN,
    "Cine îl cere",
    "Victima, procurorul sau un serviciu social.\nCererea este gratuită.",
    "Evacuarea agresorului din locuință",
    "Interdicția de a se apropia:",
    "de victimă",
    "de copii",
    "Cifre",
    "An | Ordine",
    "2019 | 7986",
    "În alte țări",
    POLISH,
]


def read(page: str | bytes, place: Path) -> RawReport:
    """Write a page and read it."""
    path = place / FILE
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_web(path)


def body(content: str, head: str = "") -> str:
    """Return a page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{content}</body></html>"


def test_a_page_is_read_without_what_stands_around_it(tmp_path: Path) -> None:
    """No menu, no cookie banner, no script; headings, items and rows are paragraphs in order."""
    raw = read(PAGE, tmp_path)
    assert texts(raw) == WHOLE
    assert raw.title == "Ordinul de protecție"
    assert raw.outline == (
        OutlineEntry(level=1, title="Ordinul de protecție", page=1),
        OutlineEntry(level=2, title="Cine îl cere", page=3),
        OutlineEntry(level=2, title="Cifre", page=9),
        OutlineEntry(level=3, title="În alte țări", page=12),
    )


def test_no_page_is_asked_for_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a page does not touch the network."""

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    remote = '<!DOCTYPE html SYSTEM "http://127.0.0.1/x.dtd">' + PAGE.partition("\n")[2]
    assert texts(read(remote, tmp_path)) == WHOLE


@pytest.mark.parametrize("wrapper", ["div", "article", "section"])
def test_all_parts_of_a_page_keep_their_headings(wrapper: str, tmp_path: Path) -> None:
    """A page of many short practices is read as a whole."""
    parts = [f"<{wrapper}><h2>Praksis {n}</h2><p>{n}. {NORWEGIAN}</p></{wrapper}>" for n in "123"]
    raw = read(body(f"<nav><ul>{MENU}</ul></nav><main>{''.join(parts)}</main>"), tmp_path)
    assert [entry.title for entry in raw.outline] == ["Praksis 1", "Praksis 2", "Praksis 3"]
    assert len(raw.pages) == 6


def test_a_page_without_paragraphs_is_read(tmp_path: Path) -> None:
    """Old pages are laid out with tables and line breaks."""
    page = body(
        f"<table><tr><td><a href=a>Hjem</a></td><td><font size=5>Tilbud</font><br><br>"
        f"{NORWEGIAN * 5}<br><br>{NORWEGIAN * 5}</td></tr></table>"
    )
    assert texts(read(page, tmp_path))[-3:] == ["Tilbud", NORWEGIAN * 5, NORWEGIAN * 5]


def test_preformatted_text_keeps_its_paragraphs(tmp_path: Path) -> None:
    """A text that was put on the web as it was is read as plain text is."""
    page = body(f"<pre>{NORWEGIAN}\nSlutt.\n\n{ROMANIAN}\n</pre>")
    assert texts(read(page, tmp_path)) == [f"{NORWEGIAN}\nSlutt.", ROMANIAN]


def test_a_page_with_little_text_is_read_as_a_whole(tmp_path: Path) -> None:
    """Where the main text cannot be told from the rest, nothing is lost."""
    page = body("<div><span>Krisetelefon:</span></div><div class=footer>116 006</div>")
    assert texts(read(page, tmp_path)) == ["Krisetelefon:", "116 006"]


def test_deeply_nested_pages_are_read(tmp_path: Path) -> None:
    """Old editors left hundreds of tags open."""
    assert texts(read(body("<font>" * 600 + NORWEGIAN), tmp_path)) == [NORWEGIAN]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ROMANIAN.translate(str.maketrans("țș", "ţş")), "iso-8859-2"),
        (ROMANIAN.translate(str.maketrans("țș", "ţş")), "windows-1250"),
        (ROMANIAN, "utf-8"),
        (POLISH, "iso-8859-2"),
        (POLISH, "windows-1250"),
        (BULGARIAN, "windows-1251"),
        (BULGARIAN, "utf-16"),
        (NORWEGIAN, "iso-8859-1"),
        (NORWEGIAN, "windows-1252"),
    ],
)
@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="{0}">',
        "<META http-equiv=Content-Type content='text/html; charset={0}'>",
        '<meta charset="utf-8">',
        '<meta charset="nonsense">',
        "",
    ],
)
def test_every_letter_is_right(text: str, encoding: str, head: str, tmp_path: Path) -> None:
    """The encoding is the one that the page declares, or is found out if it does not or errs."""
    page = body(f"<p>{text}</p>", head.format(encoding))
    assert texts(read(page.encode(encoding), tmp_path)) == [text]


def test_a_page_saved_again_in_utf8_is_believed_before_its_head(tmp_path: Path) -> None:
    """Browsers save as UTF-8 and leave the declaration of the server in place."""
    page = body(f"<p>{POLISH}</p>", '<meta charset="iso-8859-2">')
    assert texts(read(page, tmp_path)) == [POLISH]


def test_the_title_of_the_page_will_do(tmp_path: Path) -> None:
    """A page that is not made for sharing has a title all the same."""
    assert read(body(NORWEGIAN, "<title> Krise-\n sentre </title>"), tmp_path).title == (
        "Krise- sentre"
    )


@pytest.mark.parametrize(
    ("page", "error", "says"),
    [
        pytest.param(
            body("<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
            OtherFormatError,
            "is no report but a page that says '404 Not Found'. Open the report in a browser",
            id="not found",
        ),
        pytest.param(
            body(f"<ul>{MENU}</ul><h1>Oops</h1>", "<title>Pagina nu a fost găsită</title>"),
            OtherFormatError,
            "a page that says 'Pagina nu a fost găsită'. Open",
            id="not found, in Romanian",
        ),
        pytest.param(
            body("<form><label>E-mail</label><input><input type=password></form>"),
            OtherFormatError,
            "a page that says 'Log in'. Open",
            id="login",
        ),
        pytest.param(
            body("<div id=root></div><noscript>Enable it.</noscript><script>x()</script>"),
            NoTextError,
            "has no text: a script would load it. Open the page in a browser",
            id="script",
        ),
        pytest.param("<p>" * 7_000_000, TooBigError, "is too big for a web page", id="big"),
    ],
)
def test_a_file_that_cannot_be_read(
    page: str, error: type[ReportError], says: str, tmp_path: Path
) -> None:
    """A person learns which file it is, what is wrong with it, and what to do."""
    with pytest.raises(ReportError) as raised:
        read(page, tmp_path)
    assert type(raised.value) is error
    assert str(raised.value).startswith(f"{FILE} ")
    assert says in str(raised.value)


@pytest.mark.parametrize("text", ["Barneekteskap er forbudt, og er «not found».", f"404 {POLISH}"])
def test_a_short_report_is_no_error_page(text: str, tmp_path: Path) -> None:
    """What sounds like an error in the middle of a page is its text."""
    assert texts(read(body(f"<h1>Lov</h1><p>{text}</p>"), tmp_path)) == ["Lov", text]


@pytest.mark.parametrize("page", [" \n ", body(""), body("<div></div>")])
def test_a_page_without_text_has_no_paragraph(page: str, tmp_path: Path) -> None:
    """It is for the caller to say that there is no text."""
    assert texts(read(page, tmp_path)) == []


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the same file may be written again and again."""
    return tmp_path_factory.mktemp("broken") / FILE


@given(
    changes=CHANGES,
    new=st.sampled_from(["", "<table>", "</div>", "<td>", "</tr>", "<pre>", "&#xD800;", "<!--"]),
    position=st.integers(0, 1 << 20),
    lost=st.just(0) | st.integers(0, 2000),
)
@settings(deadline=None, max_examples=100)
def test_broken_pages(changes: Changes, new: str, position: int, lost: int, place: Path) -> None:
    """Whichever bytes or tags of a page are lost or changed, it is read, or refused."""
    start = position % len(PAGE)
    page = (PAGE[:start] + new + PAGE[start:]).encode()
    check_anything(place, broken(page, changes, lost))
