"""The catalogue opens what it wrote, and names what it did not."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from practice_search import Library
from practice_search.errors import (
    Fault,
    IndexDamagedError,
    IndexNotFoundError,
    NewerIndexError,
    NotAnIndexError,
    PracticeSearchError,
)
from practice_search.index.catalogue import CATALOGUE, Catalogue
from practice_search.terms import Facet, Format
from tests.conftest import NORWAY, WritePdf, build


def test_a_folder_without_index_says_how_to_build_one(tmp_path: Path) -> None:
    """Nothing indexed yet is told as such, with the command."""
    with pytest.raises(IndexNotFoundError, match="practice-search index"):
        Library.open(tmp_path)


def test_an_index_that_was_never_filled_is_told_as_empty(tmp_path: Path) -> None:
    """A run that was stopped before anything else leaves an index that is merely empty."""
    Catalogue.open_or_create(tmp_path).close()
    with pytest.raises(IndexNotFoundError, match="still empty"):
        Library.open(tmp_path)


@pytest.mark.parametrize("content", [b"hello, this is no database" * 100, b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    """Somebody's file under the catalogue's name is neither used nor overwritten."""
    (tmp_path / CATALOGUE).write_bytes(content)
    for opening in (Library.open, Catalogue.open_or_create):
        with pytest.raises(NotAnIndexError, match=r"no index of practice-search.*--index"):
            opening(tmp_path)
    assert (tmp_path / CATALOGUE).read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """A SQLite file that this program did not write is left alone."""
    with closing(sqlite3.connect(tmp_path / CATALOGUE)) as db:
        db.execute("CREATE TABLE photographs (name TEXT)")
    with pytest.raises(NotAnIndexError):
        Catalogue.open_or_create(tmp_path)


def test_an_index_of_a_newer_version_is_refused_and_kept(tmp_path: Path) -> None:
    """An older program says that it is older, and changes nothing."""
    Catalogue.open_or_create(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / CATALOGUE)) as db:
        db.execute("PRAGMA user_version = 99")
    for opening in (Library.open, Catalogue.open_or_create):
        with pytest.raises(NewerIndexError, match=r"format 99.*Update the program"):
            opening(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """An index path that runs through a file is an error about that path."""
    (tmp_path / "file").touch()
    with pytest.raises(PracticeSearchError, match="cannot"):
        Catalogue.open_or_create(tmp_path / "file" / "index")


def test_a_broken_catalogue_says_what_to_do(tmp_path: Path, small_index: Path) -> None:
    """Damage inside the file is told in plain words: nothing but the index is lost."""
    whole = bytearray((small_index / CATALOGUE).read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    (tmp_path / CATALOGUE).write_bytes(whole)
    with pytest.raises(IndexDamagedError, match="index the corpus again"):
        Library.open(tmp_path)


def test_a_failed_write_leaves_the_committed_state(tmp_path: Path) -> None:
    """What happens inside one transaction is there wholly or not at all."""
    with closing(Catalogue.open_or_create(tmp_path)) as catalogue:
        with catalogue.writing():
            catalogue.set_problem("a.pdf", Fault.EMPTY, "It is empty.")
        generation = catalogue.generation
        with pytest.raises(RuntimeError), catalogue.writing():  # noqa: PT012
            catalogue.set_problem("b.pdf", Fault.EMPTY, "It is empty.")
            raise RuntimeError
        assert catalogue.failed_files() == {"a.pdf"}
        assert catalogue.generation == generation


def test_an_index_of_the_first_version_is_brought_up_to_date(
    tmp_path: Path, write_pdf: WritePdf
) -> None:
    """An index serves under a newer program, and the next run reads again what it reads better."""
    folder, corpus = tmp_path / "index", tmp_path / "corpus"
    folder.mkdir()
    corpus.mkdir()
    with closing(sqlite3.connect(folder / CATALOGUE)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(Path(__file__).with_name("catalogue_1.sql").read_text(encoding="utf-8"))
        db.execute("PRAGMA application_id = 0x50534331")
        db.execute("PRAGMA user_version = 1")

    with Library.open(folder) as library, Library.open(folder) as another:
        (hit,) = library.search("krisesenter")
        assert hit.passage.values(Facet.COUNTRY) == ("NO",)
        assert hit.report.format is Format.PDF
        assert [problem.fault for problem in library.problems()] == [Fault.DAMAGED]
        assert [h.passage.id for h in another.search("krisesenter")] == [hit.passage.id]

    write_pdf(corpus / "a.pdf", NORWAY)
    (corpus / "broken.pdf").write_text("<html>")
    (corpus / "reports.csv").write_text("file,title,languages,countries\na.pdf,Kriser,nb,NO\n")
    assert {file: outcome.fault for file, outcome in build(corpus, folder).items()} == {
        "a.pdf": None,
        "broken.pdf": Fault.OTHER_FORMAT,
    }
    with Library.open(folder) as library:
        assert [report.title for report in library.reports()] == ["Kriser"]
        assert [problem.fault for problem in library.problems()] == [Fault.OTHER_FORMAT]
