"""The index follows the corpus, whatever lies in it and whatever interrupts the run."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import docx
import pptx
import pypdf
import pytest
import typst

from practice_search import Filters, Library
from practice_search.errors import (
    CorpusError,
    Fault,
    IndexLockedError,
    IndexNotFoundError,
    OtherCorpusError,
    ReportsCsvError,
)
from practice_search.index.catalogue import CATALOGUE
from practice_search.records import Ailment, Origin, Status
from practice_search.terms import Facet, Format
from tests.conftest import NORWAY, ROMANIA, WritePdf, build, statuses

INDEXED, UPDATED, UNCHANGED = Status.INDEXED, Status.UPDATED, Status.UNCHANGED


@pytest.fixture
def corpus(tmp_path: Path, write_pdf: WritePdf) -> Path:
    """Return a folder with two short reports."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_pdf(folder / "a.pdf", NORWAY)
    write_pdf(folder / "b.pdf", ROMANIA)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return where the index is to be made."""
    return tmp_path / "index"


def content(index: Path) -> list[tuple[object, ...]]:
    """Return all that an index says of its reports, without ids."""
    with closing(sqlite3.connect(index / CATALOGUE)) as db:
        return db.execute(
            "SELECT r.file, r.fingerprint, r.title, s.page, s.start, s.stop, g.text, c.facet,"
            " c.value, length(v.block) FROM reports r JOIN passages p ON p.report_id = r.id"
            " JOIN spans s ON s.passage_id = p.id"
            " JOIN pages g ON g.report_id = r.id AND g.number = s.page"
            " JOIN vectors v ON v.report_id = r.id LEFT JOIN claims c ON c.passage_id = p.id"
            " ORDER BY r.file, p.id, s.page, c.facet, c.value"
        ).fetchall()


def found_files(index: Path, question: str = "protecție") -> set[str]:
    """Return the files of all hits."""
    with Library.open(index) as library:
        return {hit.report.file for hit in library.search(question, limit=100, grouped=False)}


def test_each_file_has_an_outcome_and_bad_ones_stop_nobody(
    corpus: Path, index: Path, write_pdf: WritePdf
) -> None:
    """A folder as it lies in an office: what can be read is indexed, the rest is named with why."""
    (corpus / "empty.pdf").touch()
    (corpus / "page.pdf").write_text("<html>Not found</html>")
    (corpus / "zip.pdf").write_bytes(b"PK\x03\x04 and so on")
    whole = (corpus / "a.pdf").read_bytes()
    (corpus / "cut.pdf").write_bytes(b"%PDF-1.7\n" + bytes(300))
    (corpus / "loop.pdf").symlink_to("loop.pdf")
    (corpus / "Sub folder").mkdir()
    write_pdf(corpus / "Sub folder" / "it's “ț” \N{RIGHT-TO-LEFT MARK}.PDF", ["One more report."])
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(corpus / "scan.pdf")
    locked = pypdf.PdfWriter(clone_from=corpus / "b.pdf")
    locked.encrypt("secret")
    locked.write(corpus / "locked.pdf")
    undecodable = os.fsdecode(b"caf\xe9.pdf")  # a name from a Windows-1252 share
    shutil.copy(write_pdf(corpus / "c.pdf", ["A third report."]), corpus / undecodable)
    (corpus / "c.pdf").unlink()
    (corpus / "data.xlsx").write_bytes(b"none of its business")
    (corpus / "~$open.docx").write_bytes(b"the lock of a document that is open in Word")
    (corpus / "notes.docx").write_bytes(b"no Word document")
    (corpus / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))

    outcomes = build(corpus, index)

    expected = {
        "empty.pdf": (Fault.EMPTY, "is empty"),
        "page.pdf": (Fault.OTHER_FORMAT, "a web page"),
        "zip.pdf": (Fault.OTHER_FORMAT, "a ZIP"),
        "cut.pdf": (Fault.DAMAGED, "is damaged"),
        "loop.pdf": (Fault.UNREADABLE, "cannot be opened"),
        "scan.pdf": (Fault.NO_TEXT, "no text layer"),
        "locked.pdf": (Fault.ENCRYPTED, "password"),
        "notes.docx": (Fault.OTHER_FORMAT, "no Word document"),
        "old.doc": (Fault.OTHER_FORMAT, "Save it as a PDF or a Word document"),
    }
    reasons = {file: reason for file, (_, reason) in expected.items()}
    good = {"a.pdf", "b.pdf", r"caf\udce9.pdf", "Sub folder/it's “ț” \N{RIGHT-TO-LEFT MARK}.PDF"}
    assert statuses(outcomes) == dict.fromkeys(good, INDEXED) | dict.fromkeys(
        reasons, Status.FAILED
    )
    for file, (fault, reason) in expected.items():
        assert outcomes[file].fault is fault
        assert reason in outcomes[file].reason
        assert file in outcomes[file].reason
    assert found_files(index) == good
    with Library.open(index) as library:
        assert {p.file: (p.fault, p.reason) for p in library.problems()} == {
            file: (outcomes[file].fault, outcomes[file].reason) for file in reasons
        }
    assert (corpus / "a.pdf").read_bytes() == whole


def test_indexing_twice_equals_once(corpus: Path, index: Path) -> None:
    """A second run finds everything unchanged and changes nothing."""
    assert statuses(build(corpus, index)) == {"a.pdf": INDEXED, "b.pdf": INDEXED}
    once = content(index)
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": UNCHANGED}
    assert content(index) == once != []


def test_a_removed_file_leaves_the_index(corpus: Path, index: Path) -> None:
    """The index holds what the corpus holds."""
    build(corpus, index)
    (corpus / "b.pdf").unlink()
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": Status.REMOVED}
    assert found_files(index) == {"a.pdf"}


def test_renamed_and_swapped_files_are_recognised(corpus: Path, index: Path) -> None:
    """A report that has moved keeps its passages and vectors; two can even change names."""
    build(corpus, index)
    before = {row[1]: row[3:] for row in content(index)}
    (corpus / "a.pdf").rename(corpus / "x")
    (corpus / "b.pdf").rename(corpus / "a.pdf")
    (corpus / "x").rename(corpus / "b.pdf")
    assert statuses(build(corpus, index)) == {"a.pdf": UPDATED, "b.pdf": UPDATED}
    assert {row[1]: row[3:] for row in content(index)} == before
    (corpus / "deep").mkdir()
    (corpus / "a.pdf").rename(corpus / "deep" / "c.pdf")
    outcomes = build(corpus, index)
    assert statuses(outcomes) == {"b.pdf": UNCHANGED, "deep/c.pdf": UPDATED}
    assert outcomes["deep/c.pdf"].reason == "renamed"
    assert found_files(index) == {"b.pdf", "deep/c.pdf"}


def test_a_copy_is_named_and_searched_once(corpus: Path, index: Path) -> None:
    """The same content under two names is one report, and the person is told."""
    build(corpus, index)
    shutil.copy(corpus / "b.pdf", corpus / "a copy.pdf")
    outcomes = build(corpus, index)
    assert statuses(outcomes) == {
        "a.pdf": UNCHANGED,
        "b.pdf": UNCHANGED,
        "a copy.pdf": Status.DUPLICATE,
    }
    assert "b.pdf" in outcomes["a copy.pdf"].reason
    assert found_files(index) == {"a.pdf", "b.pdf"}
    (corpus / "b.pdf").unlink()
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "a copy.pdf": UPDATED}
    with Library.open(index) as library:
        assert library.problems() == []


def test_a_new_edition_takes_the_place_of_the_old(
    corpus: Path, index: Path, write_pdf: WritePdf
) -> None:
    """Other content under the same name is indexed, and the earlier passages are gone."""
    build(corpus, index)
    write_pdf(corpus / "b.pdf", ["An entirely new edition about helplines."])
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": INDEXED}
    with Library.open(index) as library:
        texts = [hit.passage.text for hit in library.search("ordin") if hit.report.file == "b.pdf"]
    assert texts == ["An entirely new edition about helplines."]


def test_a_broken_edition_leaves_the_good_one_searchable(corpus: Path, index: Path) -> None:
    """A damaged download over a good file is reported, and what was indexed stays."""
    build(corpus, index)
    good = (corpus / "b.pdf").read_bytes()
    (corpus / "b.pdf").write_text("<html>Session expired</html>")
    outcomes = build(corpus, index)
    assert outcomes["b.pdf"].status is Status.FAILED
    assert outcomes["b.pdf"].reason.endswith("stays searchable.")
    assert found_files(index) == {"a.pdf", "b.pdf"}
    (corpus / "b.pdf").write_bytes(good)
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": UNCHANGED}
    with Library.open(index) as library:
        assert library.problems() == []


def test_what_a_person_states_is_taken_over_without_reading_again(
    corpus: Path, index: Path
) -> None:
    """A new row in reports.csv changes title and filters, and a chapter's row its pages alone."""
    build(corpus, index)
    (corpus / "reports.csv").write_text(
        "file;pages;title;countries;pillars\r\nb.pdf;;Ordine;RO;\r\nb.pdf;2;;MD;Protection\r\n",
        encoding="utf-8-sig",
    )
    outcomes = build(corpus, index)
    assert statuses(outcomes) == {"a.pdf": UNCHANGED, "b.pdf": UPDATED}
    with Library.open(index) as library:
        assert [report.title for report in library.reports()] == ["A", "Ordine"]
        hits = library.search(
            "linia", filters=Filters(countries=["Moldova"], pillars=["protection"])
        )
        pages = {span.page for hit in hits for span in hit.passage.spans}
        assert (
            2 in pages or not hits
        )  # one passage may hold both short pages: then the longer rules
        hits = [hit for hit in library.search("linia") if hit.report.file == "b.pdf"]
        countries = {c for hit in hits for c in hit.passage.countries}
        assert countries < {"RO", "MD"}
        assert countries


def test_another_language_cuts_a_report_again(corpus: Path, index: Path) -> None:
    """Where sentences end depends on the language, so a new language reads a report anew."""
    build(corpus, index)
    (corpus / "reports.csv").write_text("file,languages\nb.pdf,ro\n")
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": INDEXED}
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": UNCHANGED}


def test_a_faulty_row_stops_its_file_alone(corpus: Path, index: Path) -> None:
    """An unknown pillar is named with line, column and nearest word; the others go on."""
    (corpus / "reports.csv").write_text("file,pillars\na.pdf,protecton\nb.pdf,policies\n")
    outcomes = build(corpus, index)
    assert statuses(outcomes) == {"a.pdf": Status.FAILED, "b.pdf": INDEXED}
    assert "line 2: column pillars" in outcomes["a.pdf"].reason
    assert "protection" in outcomes["a.pdf"].reason


def test_a_row_for_a_file_that_is_not_there_is_told(corpus: Path, index: Path) -> None:
    """A typing error in a file name, or a row without one, does not go missing silently."""
    (corpus / "reports.csv").write_text("file,year\na.pdf,2020\nc.pdf,2021\n,2022\n")
    outcomes = build(corpus, index)
    assert statuses(outcomes) == {"a.pdf": INDEXED, "b.pdf": INDEXED} | dict.fromkeys(
        ["c.pdf", "reports.csv"], Status.FAILED
    )
    assert "not in" in outcomes["c.pdf"].reason
    assert "line 4: column file" in outcomes["reports.csv"].reason


def test_an_unusable_reports_csv_leaves_the_index_as_it_was(corpus: Path, index: Path) -> None:
    """A file in another encoding or without columns is an error before anything is touched."""
    build(corpus, index)
    before = content(index)
    (corpus / "reports.csv").write_bytes("file,title\na.pdf,Ochrona osób".encode("cp1250"))
    with pytest.raises(ReportsCsvError, match="UTF-8"):
        build(corpus, index)
    assert content(index) == before


def test_a_wrong_folder_empties_no_index(
    corpus: Path, index: Path, tmp_path: Path, write_pdf: WritePdf
) -> None:
    """Missing, empty and other folders are refused; a corpus that has moved is not."""
    build(corpus, index)
    before = content(index)
    other = tmp_path / "other"
    with pytest.raises(CorpusError, match="no folder"):
        build(other, index)
    other.mkdir()
    with pytest.raises(CorpusError, match="no report"):
        build(other, index)
    write_pdf(other / "c.pdf", ["Another office's report."])
    with pytest.raises(OtherCorpusError, match="--index"):
        build(other, index)
    assert content(index) == before
    moved = corpus.rename(tmp_path / "moved")
    assert statuses(build(moved, index)) == {"a.pdf": UNCHANGED, "b.pdf": UNCHANGED}


def test_a_second_writer_is_told_who_writes_and_readers_go_on(corpus: Path, index: Path) -> None:
    """One run at a time; meanwhile what is committed is served, report by report."""
    run = Library.build(corpus, index)
    next(run)
    with pytest.raises(IndexLockedError, match=r"process \d+ on .* since 20"):
        build(corpus, index)
    assert found_files(index) == {"a.pdf"}
    assert [outcome.file for outcome in run] == ["b.pdf"]
    assert found_files(index) == {"a.pdf", "b.pdf"}
    assert statuses(build(corpus, index)) == {"a.pdf": UNCHANGED, "b.pdf": UNCHANGED}


def test_another_encoder_serves_once_it_has_all_reports(
    corpus: Path, index: Path, other_encoder: Path
) -> None:
    """Until all reports are embedded anew the old vectors serve; an interrupted change resumes."""
    build(corpus, index)
    with Library.open(index) as library:
        before = [(hit.passage.id, hit.score) for hit in library.search("ordin de protecție")]
        run = Library.build(corpus, index, encoder=str(other_encoder))
        assert next(run).status is UPDATED
        assert [(h.passage.id, h.score) for h in library.search("ordin de protecție")] == before
        run.close()  # as Ctrl-C does
        assert found_files(index) == {"a.pdf", "b.pdf"}

        outcomes = build(corpus, index)  # goes on with the encoder that was asked for
        assert statuses(outcomes) == {"a.pdf": UNCHANGED, "b.pdf": UPDATED}
        assert str(other_encoder) in outcomes["b.pdf"].reason
        after = [(hit.passage.id, hit.score) for hit in library.search("ordin de protecție")]
        assert {i for i, _ in after} == {i for i, _ in before}
        assert after != before
    assert statuses(build(corpus, index, encoder="multilingual-e5-small")) == {
        "a.pdf": UPDATED,
        "b.pdf": UPDATED,
    }
    with Library.open(index) as library:
        again = library.search("ordin de protecție")
    assert [(hit.passage.id, hit.score) for hit in again] == before


# Dies by SIGKILL at the n-th commit, before it is carried out, or at the renaming that follows
# them, counting from the first file that the run creates.
KILLED = """
import os, signal, sqlite3, sys
left = int(sys.argv[3])
connect = sqlite3.connect
def count():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
def connecting(*args, **options):
    db = connect(*args, **options)
    db.set_trace_callback(lambda sql: count() if sql.strip().startswith("COMMIT") else None)
    return db
sqlite3.connect = connecting
sys.addaudithook(
    lambda event, args: count() if event == "os.rename" and sys.argv[2] in str(args[1]) else None
)
from practice_search import Library
for outcome in Library.build(sys.argv[1], sys.argv[2]):
    pass
"""


@pytest.mark.parametrize("commit", range(1, 8))
def test_a_kill_at_any_commit_point_loses_nothing(corpus: Path, index: Path, commit: int) -> None:
    """After a kill the library opens and serves what was committed; the next run does the rest."""
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(corpus), str(index), str(commit)],
        check=False,
        capture_output=True,
    )
    # Tables made, catalogue in place, run begun, two reports, the end; then the cache in place.
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    if commit <= 3:
        with pytest.raises(IndexNotFoundError):
            Library.open(index)
        done: set[str] = set()
    elif commit == 4:
        with Library.open(index) as library:
            assert library.search("protecție") == []
        done = set()
    else:
        done = {"a.pdf"} if commit == 5 else {"a.pdf", "b.pdf"}
        assert found_files(index) == done

    outcomes = statuses(build(corpus, index))

    assert {file for file, status in outcomes.items() if status is UNCHANGED} == done
    assert set(outcomes) == {"a.pdf", "b.pdf"} == found_files(index)
    assert set(outcomes.values()) <= {INDEXED, UNCHANGED}


# What reports are written in, and what they say of themselves


def test_reports_of_every_format_are_found_and_say_where(corpus: Path, index: Path) -> None:
    """A Word file, slides, a web page and a text lie beside the PDFs and are searched with them."""
    document = docx.Document()
    document.add_heading("Shelters", level=1)
    document.add_paragraph("The shelter in Brăila takes in women with their children at any hour.")
    document.save(str(corpus / "word.docx"))
    slides = pptx.Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text = "Helpline"
    slide.placeholders[1].text = "The helpline answers at night and on Sundays, free of charge."
    slides.save(str(corpus / "slides.pptx"))
    (corpus / "page.html").write_text(
        "<html><body><article><h1>Police</h1><p>Police officers learn how to ask a woman alone, "
        "away from the man who hurts her.</p></article></body></html>"
    )
    (corpus / "page_files").mkdir()
    (corpus / "page_files" / "frame.html").write_text("<p>An advertisement.</p>")
    (corpus / "note.txt").write_text("Teachers notice when a child no longer speaks.\n")

    outcomes = build(corpus, index)

    assert {outcome.status for outcome in outcomes.values()} == {INDEXED}
    assert set(outcomes) == {
        "a.pdf", "b.pdf", "word.docx", "slides.pptx", "page.html", "note.txt",
    }  # fmt: skip
    asked = {
        "women with children taken in at any hour": ("word.docx", Format.DOCX, "paragraph"),
        "helpline at night": ("slides.pptx", Format.PPTX, "slide 1"),
        "how police officers ask a woman": ("page.html", Format.HTML, "paragraph"),
        "teachers and a silent child": ("note.txt", Format.TEXT, "paragraph 1"),
    }
    with Library.open(index) as library:
        for question, (file, written_in, place) in asked.items():
            hit = library.search(question, limit=1)[0]
            assert (hit.report.file, hit.report.format) == (file, written_in)
            assert hit.place.startswith(place)
            if written_in is Format.DOCX:
                assert hit.passage.headings == ("Shelters",)


def test_what_a_report_says_of_itself_is_a_guess_that_a_person_outranks(
    tmp_path: Path, index: Path
) -> None:
    """Title, year and language are read off the pages, with where they stand, until told better."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    source = """
    #set page(width: 14cm, height: 10cm)
    #text(size: 24pt)[Shelters for women in the Nordic countries]

    Published in 2019 by the Nordic Council.
    #pagebreak()
    The shelter staff plan the safety of each woman together with the police of the district.
    """
    (corpus / "nordic.pdf").write_bytes(typst.compile(source.encode()))
    build(corpus, index)
    with Library.open(index) as library:
        (report,) = library.reports()
        assert (report.title, report.year) == ("Shelters for women in the Nordic countries", 2019)
        title, year = (
            next(claim for claim in report.claims if claim.facet is facet)
            for facet in (Facet.TITLE, Facet.YEAR)
        )
        assert title.origin is year.origin is Origin.GUESSED
        for claim in (title, year):
            assert claim.evidence is not None
            page = library.page(report, claim.evidence.page)
            words = page.text[claim.evidence.start : claim.evidence.end]
            assert claim.value in " ".join(words.split())
        passage = library.search("safety of each woman", limit=1)[0].passage
        assert passage.values(Facet.LANGUAGE) == ("en",)
        assert passage.guessed(Facet.LANGUAGE)

    (corpus / "reports.csv").write_text("file,title,year,languages\nnordic.pdf,Nordic,2020,en\n")
    build(corpus, index)
    with Library.open(index) as library:
        (report,) = library.reports()
        assert (report.title, report.year) == ("Nordic", 2020)
        said = [c for c in report.claims if c.facet in (Facet.TITLE, Facet.YEAR, Facet.LANGUAGE)]
        assert {claim.origin for claim in said} == {Origin.STATED}
        passage = library.search("safety of each woman", limit=1)[0].passage
        assert not passage.guessed(Facet.LANGUAGE)

    (corpus / "reports.csv").unlink()
    assert statuses(build(corpus, index)) == {"nordic.pdf": INDEXED}  # other languages, read again
    with Library.open(index) as library:
        (report,) = library.reports()
        assert (report.title, report.year) == ("Shelters for women in the Nordic countries", 2019)


def test_a_guess_comes_back_when_a_person_takes_her_word_back(corpus: Path, index: Path) -> None:
    """A title that is struck out of reports.csv leaves the one that the report has itself."""
    (corpus / "reports.csv").write_text("file,title\na.pdf,Kriser\n")
    build(corpus, index)
    (corpus / "reports.csv").write_text("file,title\na.pdf,\n")
    assert statuses(build(corpus, index))["a.pdf"] is UPDATED
    with Library.open(index) as library:
        assert library.reports()[0].title != "Kriser"
        assert library.reports()[0].claims[0].origin is Origin.GUESSED


def test_a_passage_is_in_that_of_the_stated_languages_which_it_is_written_in(
    corpus: Path, index: Path, write_pdf: WritePdf
) -> None:
    """A report in two languages is found under both, each passage under its own."""
    write_pdf(corpus / "both.pdf", [f"{text} " * 9 for text in (NORWAY[0], ROMANIA[0])])
    (corpus / "reports.csv").write_text("file,languages\nboth.pdf,nb ro\n")
    build(corpus, index)
    with Library.open(index) as library:
        for language, words in (("nb", "Krisesenteret"), ("ro", "Ordinul")):
            hits = library.search(
                "ordin", filters=Filters(languages={language}), limit=100, grouped=False
            )
            texts = [hit.passage.text for hit in hits if hit.report.file == "both.pdf"]
            assert texts
            assert all(text.startswith(words) for text in texts)


def test_a_table_of_contents_is_kept_and_not_found(tmp_path: Path, index: Path) -> None:
    """A question about shelters finds the chapter, and not the line that names its page."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    chapters = [f"Shelters and safety, part {n}" for n in range(1, 9)]
    body = "\n#pagebreak()\n".join(f"= {c}\nThe {c.lower()} is about houses." for c in chapters)
    (corpus / "r.pdf").write_bytes(typst.compile(f"#outline()\n#pagebreak()\n{body}".encode()))
    build(corpus, index)
    with Library.open(index) as library:
        report = library.reports()[0]
        assert "Shelters and safety, part 8" in library.page(report, 1).text
        hits = library.search("Shelters and safety", limit=100, grouped=False)
        assert hits
        assert all(span.page > 1 for hit in hits for span in hit.passage.spans)


def test_a_folder_that_may_not_be_read_keeps_its_reports(
    corpus: Path, index: Path, write_pdf: WritePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is closed for a while empties no index: the folder is named, and all stays."""
    (corpus / "closed").mkdir()
    write_pdf(corpus / "closed" / "c.pdf", ["A report of the ministry."])
    build(corpus, index)
    scandir = os.scandir

    def refuse(path: str) -> object:  # what the system does to others than root
        if os.path.basename(path) == "closed":  # noqa: PTH119
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    outcomes = build(corpus, index)
    assert outcomes["closed"].fault is Fault.UNREADABLE
    assert "closed cannot be opened (Permission denied)" in outcomes["closed"].reason
    assert "closed/c.pdf" in found_files(index)


def test_pages_that_are_pictures_are_recognised_and_marked(tmp_path: Path, index: Path) -> None:
    """A scan is searched like any report, and whoever reads a hit learns that letters may be wrong.

    What was left unread without recognition is read as soon as it is wanted.
    """
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    typst_page = '#set text(size: 14pt, lang: "ro")\n#set page(width: 16cm, height: 9cm)\n'
    words = "Ordinul de protecție provizoriu se emite de îndată și durează cinci zile."
    picture = typst.compile((typst_page + words).encode(), format="png", ppi=200)
    (tmp_path / "scan.png").write_bytes(picture)
    report = f'{typst_page}{words}\n#pagebreak()\n#image("scan.png")'
    (tmp_path / "scan.typ").write_text(report)
    typst.compile(str(tmp_path / "scan.typ"), output=str(corpus / "scan.pdf"))

    outcomes = list(Library.build(corpus, index, ocr=False))
    assert outcomes[0].fault is Fault.PARTLY_READ
    assert statuses(build(corpus, index)) == {"scan.pdf": INDEXED}
    with Library.open(index) as library:
        (report_read,) = library.reports()
        assert [library.page(report_read, n).ocr for n in (1, 2)] == [False, True]
        assert "protecție" in library.page(report_read, 2).text
        assert {hit.passage.ocr for hit in library.search("ordin de protecție")} == {True}
        assert any(f.ailment is Ailment.PICTURES for f in library.findings())
    assert statuses(build(corpus, index)) == {"scan.pdf": UNCHANGED}


def test_a_scan_is_read_in_the_language_that_it_is_written_in(tmp_path: Path, index: Path) -> None:
    """Nobody has said that a scanned report is Romanian, and its letters are right all the same."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    words = (
        "Ordinul de protecție provizoriu se emite de îndată de către polițist și durează cinci "
        "zile. Victima află în scris ce drepturi are, iar agresorul pleacă din locuință."
    )
    page = f'#set text(size: 14pt, lang: "ro")\n#set page(width: 16cm, height: 9cm)\n{words}'
    (tmp_path / "scan.png").write_bytes(typst.compile(page.encode(), format="png", ppi=200))
    (tmp_path / "scan.typ").write_text('#set page(width: 16cm, height: 9cm)\n#image("scan.png")')
    typst.compile(str(tmp_path / "scan.typ"), output=str(corpus / "scan.pdf"))
    assert statuses(build(corpus, index)) == {"scan.pdf": INDEXED}
    with Library.open(index) as library:
        (report,) = library.reports()
        assert report.values(Facet.LANGUAGE) == ("ro",)
        for word in ("protecție", "îndată", "polițist", "agresorul"):
            assert word in library.page(report, 1).text
