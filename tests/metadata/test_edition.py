"""What a report says of itself: the title, publisher and year that a person would read off it."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_search.metadata.edition import edition_claims
from practice_search.records import Claim, Origin, Page
from practice_search.terms import Facet

Lines = Sequence[tuple[float | None, str]]

TEXT: Lines = [
    (10, f"Line {n} of a page on which the shelters and their work are told of.") for n in range(40)
]
COVER: Lines = [
    (10, "Ministry of Justice"),
    (28, "Safe at home: what works"),
    (28, "against domestic violence"),
]  # fmt: skip


def read(*pages: Lines, metadata: str = "", file: str = "a/report_7.pdf") -> dict[Facet, Claim]:
    """Return the claims by facet, with every span checked against its page."""
    clean = [
        Page(number=number, label=None, text="\n".join(text for _, text in lines))
        for number, lines in enumerate(pages, start=1)
    ]
    sizes = [[size for size, _ in lines] for lines in pages]
    claims = edition_claims(clean, sizes, metadata_title=metadata, file=file)
    check(claims, clean)
    return {claim.facet: claim for claim in claims}


def check(claims: Sequence[Claim], pages: Sequence[Page]) -> None:
    """Assert what holds of all claims: one a facet, guessed, and read from the words shown."""
    texts = {page.number: page.text for page in pages}
    assert len({claim.facet for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.facet in (Facet.TITLE, Facet.PUBLISHER, Facet.YEAR)
        assert claim.origin is Origin.GUESSED
        assert claim.value
        assert claim.value == " ".join(claim.value.split())
        assert claim.basis
        if claim.evidence is None:
            assert claim.facet is Facet.TITLE
            continue
        words = texts[claim.evidence.page][claim.evidence.start : claim.evidence.end]
        assert words == words.strip()
        shown = " ".join(words.split())
        match claim.facet:
            case Facet.TITLE:
                assert shown.replace(":", "") == claim.value.replace(":", "")
            case Facet.PUBLISHER:
                assert shown == claim.value
            case _:
                assert claim.value in shown


def value(claims: dict[Facet, Claim], facet: Facet) -> str | None:
    """Return what is claimed of a facet, if anything is."""
    return claims[facet].value if facet in claims else None


# Title


@pytest.mark.parametrize(
    ("cover", "title"),
    [
        pytest.param(COVER, "Safe at home: what works against domestic violence", id="two lines"),
        pytest.param(
            [(30, "Trygg hjemme"), (18, "En evaluering av krisesentrene")],
            "Trygg hjemme: En evaluering av krisesentrene",
            id="subtitle",
        ),
        pytest.param(
            [(30, "Trygg hjemme:"), (18, "En evaluering av krisesentrene")],
            "Trygg hjemme: En evaluering av krisesentrene",
            id="subtitle after a colon",
        ),
        pytest.param(
            [(40, "Handbook"), (20, "for legislation on violence against women")],
            "Handbook for legislation on violence against women",
            id="goes on in smaller type",
        ),
        pytest.param(
            [(30, "Trygg hjemme"), (18, "Kari Nordmann")], "Trygg hjemme", id="author below"
        ),
        pytest.param(
            [(30, "Trygg hjemme"), (18, "Norwegian Ministry of Justice and Public Security")],
            "Trygg hjemme",
            id="ministry below",
        ),
        pytest.param(
            [(60, "30"), (48, "2019"), (22, "Fără violență acasă")],
            "Fără violență acasă",
            id="number and year are larger",
        ),
        pytest.param(
            [(60, "UN WOMEN"), (22, "The cost of violence")], "The cost of violence", id="logo"
        ),
        pytest.param(
            [(60, "GREVIO"), (22, "Baseline evaluation report: Spain")],
            "Baseline evaluation report: Spain",
            id="one word of capitals",
        ),
        pytest.param(
            [(30, "March 2014"), (22, "The cost of violence")], "The cost of violence", id="date"
        ),
        pytest.param(
            [(20, "United Nations A/HRC/35/30"), (14, "Report on violence against women")],
            "Report on violence against women",
            id="symbol of a document",
        ),
        pytest.param(
            [(30, "www.example.org"), (22, "Raport anual")], "Raport anual", id="web address"
        ),
        pytest.param(
            [(30, "OM KRISESENTRE I KOMMUNENE")], "OM KRISESENTRE I KOMMUNENE", id="capitals stay"
        ),
        pytest.param(
            [(14, "General comment on violence*"), (14, "I. Introduction")],
            "General comment on violence",
            id="heading in the same type, footnote mark",
        ),
        pytest.param(
            [(14, "Годишен доклад за насилието"), (14, "Съдържание")],
            "Годишен доклад за насилието",
            id="contents in the same type",
        ),
        pytest.param(
            [(30, "R E P O R T S"), (20, "The cost of violence")],
            "The cost of violence",
            id="letters set apart",
        ),
    ],
)
def test_title_in_large_type(cover: Lines, title: str) -> None:
    """The largest words of the cover are the title, unless they are something else."""
    claim = read([*cover, *TEXT], TEXT)[Facet.TITLE]
    assert (claim.value, claim.basis) == (title, "large type on page 1")


def test_title_behind_a_picture() -> None:
    """Where the cover is a picture, the title page tells; a chapter of the text does not."""
    photo = [(8.0, "© UN Women/Jane Doe")]
    assert value(read([], photo, COVER, TEXT), Facet.TITLE) == (
        "Safe at home: what works against domestic violence"
    )
    chapter = [(20.0, "The first chapter"), *TEXT]
    assert read(TEXT, chapter, chapter)[Facet.TITLE].basis == "file name"


def test_running_header_is_no_title() -> None:
    """What stands on every page in large type is a mark of the publisher."""
    header = (30.0, "Directorate for Children")
    pages = [[header, (20.0, "Help that arrives in time"), *TEXT], *[[header, *TEXT]] * 4]
    assert value(read(*pages), Facet.TITLE) == "Help that arrives in time"


def test_title_may_be_the_running_header() -> None:
    """The title stands above the pages of the text as well, in small type."""
    header = (8.0, "Help that arrives in time")
    pages = [[(20.0, "Help that arrives in time"), *TEXT], *[[header, *TEXT]] * 4]
    assert read(*pages)[Facet.TITLE].basis == "large type on page 1"


def test_text_in_one_size_opens_with_its_title() -> None:
    """Without large type, the first line counts where it is no sentence."""
    body = [(12.0, ""), *((12.0, text) for _, text in TEXT)]
    long = "CESCR General Comment No. 14: The Right to the Highest Attainable"
    for opening, title in {
        ("Zakon o zaštiti",): "Zakon o zaštiti",
        (long, "Standard of Health"): f"{long} Standard of Health",
        ("175", "The law and the victim"): "The law and the victim",
    }.items():
        claim = read([*((12.0, line) for line in opening), *body])[Facet.TITLE]
        assert (claim.value, claim.basis) == (title, "first lines of page 1")
    for sentence in ("It was a cold day.", "of the law"):
        assert read([(12.0, sentence), *body])[Facet.TITLE].basis == "file name"


def test_formats_without_sizes() -> None:
    """Word and web pages give paragraphs and no sizes; the first one is the title."""
    pages = [
        Page(number=1, label=None, text="Plan contra la violencia machista"),
        Page(number=2, label=None, text="Publicado por: Ministerio de Igualdad, marzo de 2021"),
    ]
    unknown: list[list[list[float | None]]] = [[], [[], []], [[None]]]
    for sizes in unknown:
        claims = edition_claims(pages, sizes, metadata_title="", file="plan.docx")
        check(claims, pages)
        assert [claim.value for claim in claims] == [
            "Plan contra la violencia machista",
            "Ministerio de Igualdad",
            "2021",
        ]


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ("National strategy on violence", "National strategy on violence"),
        ("  National\x00 strategy\n on violence ", "National strategy on violence"),
        ("Microsoft Word - National strategy.docx", "National strategy"),
        ("Microsoft Word - nat_strategy_v2.docx", "Report 7"),
        ("Layout 1", "Report 7"),
        ("Document1", "Report 7"),
        ("Dokument 12", "Report 7"),
        ("untitled", "Report 7"),
        ("PowerPoint Presentation", "Report 7"),
        ("Prezentacja programu PowerPoint", "Report 7"),
        ("0444339_HandbookENGLISH.qxp", "Report 7"),
        ("Final layout.indd", "Final layout"),
        ("20190412 1203", "Report 7"),
        ("3f2b8c1e-5d7a-4b6f-9c0d-1e2f3a4b5c6d", "Report 7"),
        ("https://example.org/a b", "Report 7"),
        ("[Type the document title]", "Report 7"),
        ("\ufffd\ufffdN a t i o n a l", "Report 7"),
        ("", "Report 7"),
    ],
)
def test_title_from_metadata(metadata: str, title: str) -> None:
    """What the file calls itself counts, but not what a program has filled in."""
    assert value(read(TEXT, metadata=metadata), Facet.TITLE) == title


def test_title_of_the_metadata_shows_its_place() -> None:
    """Where the page has the words too, they are the evidence, in the page's own case."""
    page = [*TEXT[:3], (10.0, "NATIONAL STRATEGY"), (10.0, "ON VIOLENCE"), *TEXT]
    claim = read(page, metadata="National strategy on violence")[Facet.TITLE]
    assert claim.value == "NATIONAL STRATEGY ON VIOLENCE"
    assert claim.evidence
    assert claim.basis == "metadata of the file, and page 1"


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("reports/krisesenter_rapport-2019.pdf", "Krisesenter rapport 2019"),
        ("FactSheet30Rev1.pdf", "Fact Sheet 30 Rev 1"),
        ("2018-2022%20plan.pdf", "2018-2022 plan"),
        ("G2516920.pdf", "G2516920"),
        ("Ordine de protecție.docx", "Ordine de protecție"),
    ],
)
def test_title_from_the_file_name(file: str, title: str) -> None:
    """The last resort is the file's name, made readable."""
    claim = read([], file=file)[Facet.TITLE]
    assert (claim.value, claim.evidence, claim.basis) == (title, None, "file name")


# Publisher and year


@pytest.mark.parametrize(
    ("lines", "publisher", "year"),
    [
        # Copyright
        ("© 2014 United Nations", "United Nations", "2014"),
        ("© UN Women 2020. All rights reserved.", "UN Women", "2020"),
        ("© UN Women, 2020", "UN Women", "2020"),
        ("Copyright © 2019 by the European Institute for Gender Equality. All rights reserved",
         "European Institute for Gender Equality", "2019"),
        ("© 2019 European Institute for\nGender Equality\nVilnius",
         "European Institute for Gender Equality", "2019"),
        ("© Council of Europe, March 2018", "Council of Europe", "2018"),
        ("(c) 2019 Barnehuset", "Barnehuset", "2019"),
        ("© 2012-2016 Centrul FILIA", "Centrul FILIA", "2016"),
        ("ISBN 978-92-1-154206-6 © 2014 UNITED NATIONS", "UNITED NATIONS", "2014"),
        # Published by, published in
        ("Published by UN Women in 2018.", "UN Women", "2018"),
        ("Published by: Ministry of Justice, Oslo, March 2019",
         "Ministry of Justice, Oslo", "2019"),
        ("First published in 2019", None, "2019"),
        ("Second edition, March 2017", None, "2017"),
        ("Utgitt av: Barne-, ungdoms- og familiedirektoratet (Bufdir)\nUtgitt oktober 2021",
         "Barne-, ungdoms- og familiedirektoratet", "2021"),
        ("Utgiver: Krisesentersekretariatet\nPublisert 12. mars 2020",
         "Krisesentersekretariatet", "2020"),
        ("Publicado por:\nMinisterio de Igualdad\nFecha de publicación: noviembre de 2020",
         "Ministerio de Igualdad", "2020"),
        ("Edita: Delegación del Gobierno\nPrimera edición: 2019",
         "Delegación del Gobierno", "2019"),
        ("Publicat de Agenția Națională pentru Egalitatea de Șanse, 2022",
         "Agenția Națională pentru Egalitatea de Șanse", "2022"),
        ("Editat de către: Asociația Anais\nPublicat în 2018", "Asociația Anais", "2018"),
        ("Wydawca: Ministerstwo Sprawiedliwości\nWydano w 2019 r.",
         "Ministerstwo Sprawiedliwości", "2019"),
        ("Издател: Министерство на правосъдието\nПубликувано през май 2021 г.",
         "Министерство на правосъдието", "2021"),
        ("Publicado por Comissão para a Cidadania e a Igualdade de Género\nAno de publicação: 2016",
         "Comissão para a Cidadania e a Igualdade de Género", "2016"),
        ("Editura: Cartier\nData publicării: 12.03.2021", "Cartier", "2021"),
        ("Copyright: Bufdir 2019", "Bufdir", "2019"),
        # The United Nations, libraries, place and year
        ("United Nations publication\nSales No. E.14.XIV.5", "United Nations", None),
        ("United Nations A/HRC/35/30\nGeneral Assembly Distr.: General\n13 June 2017",
         "United Nations", "2017"),
        ("Raport anual. – Chișinău :\nCartier, 2024 (Tipografia Nr. 1).\nISBN 978-9975-3618-2-8",
         "Cartier", "2024"),
        ("UNITED NATIONS\nNew York and Geneva, 2012", "UNITED NATIONS", "2012"),
        ("Ministerstwo Rodziny\nWarszawa 2019", "Ministerstwo Rodziny", "2019"),
        ("Oslo, 12. mars 2021", None, "2021"),
        ("София, 2018 г.", None, "2018"),
        ("București, noiembrie 2018", None, "2018"),
    ],
)  # fmt: skip
def test_imprint(lines: str, publisher: str | None, year: str | None) -> None:
    """What an imprint states is read, in the languages of the corpus."""
    imprint: Lines = [(8, line) for line in lines.split("\n")]
    claims = read(COVER, imprint, TEXT, TEXT, TEXT, TEXT, TEXT)
    assert (value(claims, Facet.PUBLISHER), value(claims, Facet.YEAR)) == (publisher, year)
    claims = read(COVER, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)
    assert list(claims) == [Facet.TITLE]


def test_paragraphs_in_place_of_pages() -> None:
    """Where paragraphs stand for pages, the cover and the imprint take several of them."""
    paragraphs = ["Safe at home", "An evaluation", "of shelters", "by Jane Doe", "12 June 2020"]
    read_off = read(*[[(None, text)] for text in paragraphs], TEXT, TEXT)
    assert value(read_off, Facet.YEAR) == "2020"
    paragraphs += ["Oslo", "Ministry of Justice", "Published by: Justisdepartementet"]
    read_off = read(*[[(None, text)] for text in paragraphs], TEXT, TEXT)
    assert value(read_off, Facet.PUBLISHER) == "Justisdepartementet"


def test_imprint_on_the_last_page() -> None:
    """Some publishers put it at the very end."""
    claims = read(COVER, *[TEXT] * 20, [(8, "© 2021 Centrul FILIA")])
    assert value(claims, Facet.YEAR) == "2021"
    assert claims[Facet.YEAR].basis == "copyright line on page 22"


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("March 2014", "2014"),
        ("12 December 2025", "2025"),
        ("March 12, 2014", "2014"),
        ("noiembrie 2018", "2018"),
        ("8 de marzo de 2021", "2021"),
        ("8. mars 2021", "2021"),
        ("12 grudnia 2019 r.", "2019"),
        ("март 2019 г.", "2019"),
        ("2024-01-23", "2024"),
        ("23.01.2024", "2024"),
        ("2020", "2020"),
        ("Ministry of Justice · March 2014", "2014"),
        ("1404379 (E) – November 2014 – 3,350", "2014"),
    ],
)
def test_date_on_the_cover(line: str, year: str) -> None:
    """A date that has a line of the cover to itself is when the report came out."""
    claims = read([*COVER, (10, line)], TEXT)
    assert value(claims, Facet.YEAR) == year
    assert claims[Facet.YEAR].basis == "date on page 1"


@pytest.mark.parametrize(
    "lines",
    [
        "In 2019 the number of shelters rose.",
        "Istanbul Convention (2011)",
        "Action plan 2018–2022",
        "Annual report 2019",
        "Bucharest, 14 and 15 November 2018",
        "PDF created on 6 June 2025 at 10:41.",
        "Adopted at the twenty-second session, on 11 August 2000",
        "Photo: © Jane Doe 2019",
        "© UNICEF/UN0123/2019/Doe",
        "(c) the law on domestic violence, 2003, which",
        "The text is protected by copyright law since 1998",
        "Published data from 2018 show a rise",
        "2018\n2019\n2020",
        "March 2014\nMarch 2016",
        "1000\n1500\n2000",
        "ISBN 978-92-1-2014-6",
        "© 2199 A Body of the Future",
        "© 1066 William of Normandy",
    ],
)
def test_no_year_when_unsure(lines: str) -> None:
    """A year that is spoken of, planned for, or that of a photograph is not the report's."""
    page: Lines = [*COVER, *((10, line) for line in lines.split("\n"))]
    assert value(read(page, page, TEXT), Facet.YEAR) is None


def test_sentence_is_no_imprint() -> None:
    """A line that begins like an imprint in the middle of a sentence states nothing."""
    page: Lines = [
        *TEXT,
        (10, "The figures of the shelters were collected in the report that was"),
        (10, "Published by the ministry in 2018."),
    ]
    assert list(read(COVER, page)) == [Facet.TITLE]


def test_title_is_not_read_as_place_and_year() -> None:
    """An act named with its year has no publication year for that."""
    cover: Lines = [(8, "Zimbabwe"), (20, "Marriages Act, 2022"), *TEXT]
    claims = read(cover, TEXT)
    assert {facet: claim.value for facet, claim in claims.items()} == {
        Facet.TITLE: "Marriages Act, 2022"
    }


def test_empty_report() -> None:
    """A report without text still has a name."""
    assert edition_claims([], [], metadata_title="", file="") == ()
    (claim,) = edition_claims([], [], metadata_title="", file="x/cover.pdf")
    assert claim.value == "Cover"


WORDS = st.sampled_from(
    [
        "©", "(c)", "Copyright", "2019", "1899", "2024-01-23", "March", "Published by", "Published",
        "in", "Utgitt av", ":", ".", ",", "–", "·", "/", "*", "ISBN", "Distr.: General",
        "Oslo", "Warszawa", "the", "The", "Ministry", "of", "UNITED NATIONS", "publication", "\n",
        "\n\n", "12", "I.", "Contents", "насилие", "Закон", "edition", "Edita:", " ", "İ", "ß",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=30).map(" ".join)
SIZES = st.lists(st.none() | st.sampled_from([0.0, 8.0, 10.0, 20.0, 30.0]), max_size=12)


@given(
    texts=st.lists(TEXTS, max_size=5),
    sizes=st.lists(SIZES, max_size=6),
    metadata=st.text(max_size=30),
    file=st.text(max_size=20),
)
@settings(max_examples=300, deadline=None)
def test_any_pages(
    texts: list[str], sizes: list[list[float | None]], metadata: str, file: str
) -> None:
    """Whatever stands on the pages, nothing is raised and each claim shows its words."""
    pages = [Page(number=n, label=None, text=text) for n, text in enumerate(texts, start=1)]
    check(edition_claims(pages, sizes, metadata_title=metadata, file=file), pages)
