"""What is wrong with a corpus and its index is said, with what to do; what is right is not."""

import shutil
from pathlib import Path

import pytest

from practice_search import Library
from practice_search.records import Ailment, Finding
from tests.conftest import WritePdf, build

ENGLISH = [
    "A coordinator in each county calls police, health and social workers together every week.",
    "The shelter has twelve rooms, a garden, and a teacher who comes for the children.",
    "Men who use violence meet a therapist alone first, and later in a group of eight.",
    "The prosecutor asks the court for a restraining order on the day of the first report.",
    "Schools teach pupils of ten years and older what respect in a relationship looks like.",
    "The helpline answers in four languages, and never asks for a name before it helps.",
    "Judges learn from survivors how long it takes to tell what happened at home.",
    "Nurses ask every pregnant woman, alone in the room, whether she is safe.",
    "The budget of the strategy is published each spring with what was spent and on what.",
    "An app keeps photographs of injuries in a place that the other person cannot open.",
    "Neighbours are told in the stairwell whom to call when they hear blows through the wall.",
    "A fund pays the deposit for the first flat of a woman who has left.",
]
SPANISH = [
    "Una coordinadora en cada condado reúne cada semana a policía, sanidad y servicios sociales.",
    "La casa de acogida tiene doce habitaciones, un jardín y una maestra que viene cada mañana.",
    "Los hombres que usan la violencia ven primero solos a un terapeuta y luego en grupo de ocho.",
    "La fiscal pide al juzgado una orden de alejamiento el mismo día de la primera denuncia.",
    "Las escuelas enseñan a alumnos desde los diez años qué es el respeto en una relación.",
    "La línea de ayuda atiende en cuatro lenguas y nunca pide un nombre antes de ayudar.",
    "Los jueces aprenden de las supervivientes cuánto se tarda en contar lo que pasó en casa.",
    "Las enfermeras preguntan a cada embarazada, a solas en la sala, si está segura.",
    "El presupuesto de la estrategia se publica cada primavera con lo que se gastó y en qué.",
    "Una aplicación guarda fotografías de las lesiones donde la otra persona no puede abrirlas.",
    "A los vecinos se les dice en la escalera a quién llamar cuando oyen golpes en la pared.",
    "Un fondo paga la fianza del primer piso de una mujer que se ha marchado.",
]
OTHER = [
    "The municipal council discussed the timetable of the buses and the price of parking.",
    "A new bridge over the river will be opened after the summer holidays.",
    "The museum shows paintings of horses, and children enter free of charge on Sundays.",
    "The waste is collected on Tuesdays, and glass every second Thursday of the month.",
    "The swimming hall closes for repairs of its roof until the end of November.",
    "The library lends bicycles to whoever has a valid card and a helmet.",
    "Bakers of the town compete for the best bread made of rye and honey.",
    "The football club trains on the northern field while the grass is renewed.",
    "Cinema tickets cost half for pensioners before six in the evening.",
    "The fire brigade tests its sirens at noon on the first Monday of January.",
    "The market moves to the station square as long as the works last.",
    "The choir looks for tenors, and rehearses in the old town hall.",
]


STARTER = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return an empty folder for reports."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def examined(corpus: Path) -> dict[Ailment, list[Finding]]:
    """Return what the doctor finds, by ailment."""
    with Library.open(corpus.with_name("index")) as library:
        findings = library.findings()
    assert findings == sorted(findings, key=lambda f: list(Ailment).index(f.ailment))
    return {a: [f for f in findings if f.ailment is a] for a in {f.ailment for f in findings}}


def test_a_well_kept_corpus_has_nothing_wrong(corpus: Path, write_pdf: WritePdf) -> None:
    """Where all is well, the doctor says nothing."""
    write_pdf(corpus / "a.pdf", ENGLISH)
    (corpus / "reports.csv").write_text("file,title,year\na.pdf,A report,2024\n")
    build(corpus, corpus.with_name("index"))
    assert examined(corpus) == {}


def test_unread_files_and_missing_titles_are_told(corpus: Path, write_pdf: WritePdf) -> None:
    """Each file that is not searched stands there with its fault, and so does a missing year."""
    write_pdf(corpus / "a.pdf", ["1234567890"])
    (corpus / "empty.pdf").touch()
    build(corpus, corpus.with_name("index"))
    found = examined(corpus)
    (unread,) = found[Ailment.UNREAD]
    assert unread.files == ("empty.pdf",)
    assert unread.what.startswith("Empty. empty.pdf is empty. Download")
    assert all("reports.csv" in finding.what for finding in found[Ailment.UNDESCRIBED])


def test_an_index_older_than_its_corpus_is_told(corpus: Path, write_pdf: WritePdf) -> None:
    """New, renamed and removed files are named, with the command that brings the index up to date.

    A file that failed before is told as unread, not as new.
    """
    index = corpus.with_name("index")
    (corpus / "empty.pdf").touch()
    for name in ("gone", "old name", "kept"):
        write_pdf(corpus / f"{name}.pdf", [f"The report that is called {name}."])
    build(corpus, index)
    assert Ailment.OUT_OF_DATE not in examined(corpus)

    (corpus / "gone.pdf").unlink()
    (corpus / "old name.pdf").rename(corpus / "new name.pdf")
    write_pdf(corpus / "new.pdf", ["A report of today."])
    found = {finding.files: finding.what for finding in examined(corpus)[Ailment.OUT_OF_DATE]}
    assert found.keys() == {("new.pdf",), ("new name.pdf",), ("gone.pdf",)}
    assert all(f"practice-search index {corpus}" in what for what in found.values())

    shutil.rmtree(corpus)
    (finding,) = examined(corpus)[Ailment.OUT_OF_DATE]
    assert "Put it back" in finding.what


def test_two_editions_of_one_report_are_told(corpus: Path, write_pdf: WritePdf) -> None:
    """A second edition with one page more is told beside the first, with how much they share."""
    write_pdf(corpus / "first.pdf", ENGLISH)
    write_pdf(corpus / "second.pdf", ["A new preface was written.", *ENGLISH])
    write_pdf(corpus / "other.pdf", OTHER)
    build(corpus, corpus.with_name("index"))
    (finding,) = examined(corpus)[Ailment.ALIKE]
    assert finding.files == ("first.pdf", "second.pdf")
    assert "two editions" in finding.what


def test_notes_of_one_plan_on_two_countries_are_no_translation(corpus: Path) -> None:
    """Chapter for chapter on the same subjects, but of other years and figures."""
    for name in ("bulgaria.pdf", "lithuania.pdf"):
        shutil.copy(STARTER / name, corpus)
    build(corpus, corpus.with_name("index"))
    assert Ailment.ALIKE not in examined(corpus)


def test_a_translation_is_told(corpus: Path, write_pdf: WritePdf) -> None:
    """The same report in two languages counts as one source, and a person is told so."""
    for name, texts in (("english", ENGLISH), ("spanish", SPANISH), ("other", OTHER)):
        write_pdf(corpus / f"{name}.pdf", [" ".join([text] * 7) for text in texts])
    build(corpus, corpus.with_name("index"))
    (finding,) = examined(corpus)[Ailment.ALIKE]
    assert finding.files == ("english.pdf", "spanish.pdf")
    assert "translation" in finding.what
