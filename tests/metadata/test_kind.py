"""How strong a source is: what a reader would say who knows the publisher and the title alone."""

import pytest

from practice_search.metadata.kind import kind_claims
from practice_search.records import Claim, Origin, Span
from practice_search.terms import Facet, Kind

TITLE = Span(page=1, start=0, end=9)
PUBLISHER = Span(page=2, start=5, end=30)


def guess(title: str, publisher: str) -> tuple[Claim, ...]:
    """Guess from the two as an imprint gives them."""
    edition = [
        Claim(facet=Facet.TITLE, value=title, origin=Origin.GUESSED, evidence=TITLE),
        Claim(facet=Facet.PUBLISHER, value=publisher, origin=Origin.GUESSED, evidence=PUBLISHER),
    ]
    return kind_claims([claim for claim in edition if claim.value])


@pytest.mark.parametrize(
    ("title", "publisher", "kind"),
    [
        ("(Baseline) Evaluation Report: Norway", "GREVIO, Council of Europe", Kind.MONITORING),
        ("GREVIO's first thematic evaluation report", "", Kind.MONITORING),
        ("Concluding observations on the eighth report of Romania", "", Kind.MONITORING),
        ("Informe sobre violencia", "Defensor del Pueblo", Kind.MONITORING),
        ("Innsyn i krisesentrene", "Riksrevisjonen", Kind.MONITORING),
        ("Przemoc domowa w praktyce", "Rzecznik Praw Obywatelskich", Kind.MONITORING),
        ("Evaluation of the Crisis Centre Act", "Ministry of Children", Kind.EVALUATION),
        ("Evaluering av krisesentertilbudet", "NOVA", Kind.EVALUATION),
        ("Evaluación del Pacto de Estado", "", Kind.EVALUATION),
        ("Ewaluacja programu", "", Kind.EVALUATION),
        ("Frihet fra vold", "Justis- og beredskapsdepartementet", Kind.OFFICIAL),
        ("Strategia națională", "Ministerul Justiției", Kind.OFFICIAL),
        ("Plan nacional", "Gobierno de España", Kind.OFFICIAL),
        ("Statistik om våld", "Socialstyrelsen", Kind.OFFICIAL),
        ("Доклад за насилието", "Министерство на правосъдието", Kind.OFFICIAL),
        ("Marriages Act, 2022", "", Kind.OFFICIAL),
        ("Women’s Rights are Human Rights", "UNITED NATIONS", Kind.OFFICIAL),
        ("Årsrapport 2023", "Alternativ til Vold", Kind.SELF_REPORTED),
        ("Raport de activitate", "Asociația Anais", Kind.SELF_REPORTED),
        ("Memoria anual", "", Kind.SELF_REPORTED),
        ("Brățările stau în sertar", "Agerpres", Kind.PRESS),
    ],
)
def test_publisher_or_title_tell(title: str, publisher: str, kind: Kind) -> None:
    """In any of the languages, the body or the genre is recognised, and the words are shown."""
    (claim,) = guess(title, publisher)
    assert claim.value == kind
    assert claim.facet is Facet.KIND
    assert claim.origin is Origin.GUESSED
    assert claim.evidence in (TITLE, PUBLISHER)
    quoted = claim.basis.split('"')[1]
    assert quoted.casefold() in f"{title}\n{publisher}".casefold()


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("", ""),
        ("What works", "A foundation"),
        ("Evaluarea riscului de violență", "Asociația Anais"),
        ("Оценка на риска", ""),
        ("Politics of care", "Routledge"),
        ("Working with the ombudsman", "Routledge"),
    ],
)
def test_no_guess_without_grounds(title: str, publisher: str) -> None:
    """A risk assessment is no evaluation, a body in the title no publisher, an NGO may be all."""
    assert guess(title, publisher) == ()
