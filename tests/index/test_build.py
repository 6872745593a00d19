"""The index follows the corpus, whatever lies in it and whatever interrupts the run."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pypdf
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel

from practice_search import Filters, Library
from practice_search.errors import (
    CorpusError,
    IndexLockedError,
    IndexNotFoundError,
    OtherCorpusError,
    ReportsCsvError,
)
from practice_search.index.catalogue import CATALOGUE
from practice_search.index.unpacking import unpacked_e5
from practice_search.records import Status
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


@pytest.fixture(scope="session")
def other_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a real sentence-transformers model of another dimension, small and untrained."""
    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = AutoTokenizer.from_pretrained(unpacked_e5())
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert")), Pooling(32, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "small"))
    return folder / "small"


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
        return {hit.report.file for hit in library.search(question, limit=100)}


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
    (corpus / "notes.docx").write_bytes(b"none of its business")

    outcomes = build(corpus, index)

    reasons = {
        "empty.pdf": "is empty",
        "page.pdf": "a web page",
        "zip.pdf": "a ZIP",
        "cut.pdf": "is damaged",
        "loop.pdf": "cannot be opened",
        "scan.pdf": "no text layer",
        "locked.pdf": "password",
    }
    good = {"a.pdf", "b.pdf", r"caf\udce9.pdf", "Sub folder/it's “ț” \N{RIGHT-TO-LEFT MARK}.PDF"}
    assert statuses(outcomes) == dict.fromkeys(good, INDEXED) | dict.fromkeys(
        reasons, Status.FAILED
    )
    for file, reason in reasons.items():
        assert reason in outcomes[file].reason
        assert file in outcomes[file].reason
    assert found_files(index) == good
    with Library.open(index) as library:
        assert {p.file: p.reason for p in library.problems()} == {
            file: outcomes[file].reason for file in reasons
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
        assert [report.title for report in library.reports()] == ["a", "Ordine"]
        hits = library.search(
            "linia", filters=Filters(countries=["Moldova"], pillars=["protection"])
        )
        pages = {span.page for hit in hits for span in hit.passage.spans}
        assert (
            2 in pages or not hits
        )  # one passage may hold both short pages: then the longer rules
        countries = {c for hit in library.search("linia") for c in hit.passage.countries}
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
    with pytest.raises(CorpusError, match="no PDF"):
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
