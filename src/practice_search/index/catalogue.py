"""The one door to sqlite3: the truth of the index, one transaction a report.

Every write happens inside `Catalogue.writing`, whose commit is the commit point: what it brings
is visible wholly or not at all, and the generation rises with it. Readers work in `reading`, a
snapshot of one committed state (WAL), and are never blocked.
"""

import contextlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from practice_search.errors import (
    IndexDamagedError,
    IndexNotFoundError,
    NewerIndexError,
    NotAnIndexError,
)
from practice_search.filters import Filters
from practice_search.records import Claim, FacetCount, Origin, Page, Passage, Problem, Report, Span
from practice_search.terms import Facet, Kind

__all__ = ["CATALOGUE", "Catalogue"]

CATALOGUE = "catalogue.sqlite"

_APPLICATION_ID = 0x50534331
_VERSION = 1  # of the tables below; a change of them is a numbered step that migrates

_TABLES = """
CREATE TABLE manifest (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    year INTEGER,
    source TEXT NOT NULL,
    kind TEXT,
    recipe TEXT NOT NULL,       -- how its text was read and cut
    stated TEXT NOT NULL,       -- what reports.csv said of it, to notice a change
    note TEXT NOT NULL          -- on pages that cannot be searched
) STRICT;
CREATE TABLE pages (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    number INTEGER NOT NULL,
    label TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (report_id, number)
) WITHOUT ROWID, STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again, so that a vector's id is certain
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE
) STRICT;
CREATE INDEX passages_by_report ON passages (report_id);
CREATE TABLE spans (
    passage_id INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    PRIMARY KEY (passage_id, page)
) WITHOUT ROWID, STRICT;
CREATE TABLE claims (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    passage_id INTEGER REFERENCES passages ON DELETE CASCADE,  -- NULL: the report as a whole
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    origin TEXT NOT NULL,
    UNIQUE (passage_id, facet, value)
) STRICT;
CREATE INDEX claims_by_value ON claims (facet, value, passage_id);
CREATE INDEX claims_by_report ON claims (report_id);
CREATE TABLE vectors (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    encoder TEXT NOT NULL,
    block BLOB NOT NULL,        -- float16, little-endian, passages in order of their ids
    PRIMARY KEY (report_id, encoder)
) STRICT;
CREATE TABLE problems (
    file TEXT PRIMARY KEY,
    reason TEXT NOT NULL
) WITHOUT ROWID, STRICT;
"""

_REPORT_COLUMNS = """
    r.id, r.file, r.fingerprint, r.title, r.publisher, r.year, r.source, r.kind,
    (SELECT COUNT(*) FROM pages p WHERE p.report_id = r.id) AS page_count,
    (SELECT COUNT(*) FROM passages p WHERE p.report_id = r.id) AS passage_count
"""


class Catalogue:
    """The open file ``catalogue.sqlite`` of an index folder; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = RLock()  # one transaction at a time on the one connection
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._db.row_factory = sqlite3.Row

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the catalogue of an index folder.

        Raises:
            IndexNotFoundError: there is none.
            NotAnIndexError: the file is something else.
            NewerIndexError: a newer version of this program wrote it.

        """
        path = folder / CATALOGUE
        if not path.is_file():
            raise IndexNotFoundError(
                f"There is no index in {folder}. Build one: practice-search index CORPUS "
                f"--index {folder}"
            )
        catalogue = cls(path)
        try:
            catalogue._check()
        except BaseException:
            catalogue.close()
            raise
        return catalogue

    @classmethod
    def open_or_create(cls, folder: Path) -> Self:
        """Open the catalogue of an index folder for writing, and make both if they are not there.

        Raises:
            NotAnIndexError: the folder cannot be made, or holds something else.
            NewerIndexError: a newer version of this program wrote it.

        """
        path = folder / CATALOGUE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                draft = path.with_suffix(".part")
                draft.unlink(missing_ok=True)
                _create(draft)
                draft.replace(path)  # an interrupted start leaves no half-made catalogue
        except (OSError, sqlite3.OperationalError) as error:
            raise NotAnIndexError(
                f"{folder} cannot hold an index ({error}). Name a folder that can be written."
            ) from error
        return cls.open(folder)

    def _check(self) -> None:
        not_ours = (
            f"{self.path} is no index of practice-search. Name another folder with --index, or "
            "move the file away."
        )
        try:
            (application,) = self._db.execute("PRAGMA application_id").fetchone()
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA synchronous = FULL")
        except sqlite3.DatabaseError as error:
            raise NotAnIndexError(not_ours) from error
        if application != _APPLICATION_ID:
            raise NotAnIndexError(not_ours)
        if version > _VERSION:
            raise NewerIndexError(
                f"{self.path.parent} was written by a newer version of practice-search (format "
                f"{version}; this one knows {_VERSION}). Update the program; the index is safe."
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Transactions

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one committed state for all reads inside; may be nested."""
        with self._turn, self._translated():
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Do all inside in one transaction, and raise the generation with it."""
        with self._turn, self._translated():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.set_manifest("generation", str(self.generation + 1))
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")  # the commit point

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise IndexDamagedError(
                f"{self.path} cannot be used ({error}). If the disk is full, free some space; "
                "else delete the index folder and index the corpus again: nothing else is lost."
            ) from error

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._db.execute(sql, parameters)

    # The manifest

    def manifest(self, key: str) -> str | None:
        """Return one fact of the index as a whole, None if it is not written."""
        with self.reading():
            row = self._rows("SELECT value FROM manifest WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row["value"])

    def set_manifest(self, key: str, value: str) -> None:
        """Write one fact of the index as a whole."""
        self._rows("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """The number of commits so far."""
        return int(self.manifest("generation") or 0)

    # Reports

    def reports(self, ids: Iterable[int] | None = None) -> list[Report]:
        """Return reports by file name, all of them or those of some ids."""
        chosen = None if ids is None else sorted(set(ids))
        where = "" if chosen is None else f"WHERE r.id IN ({_marks(chosen)})"
        with self.reading():
            rows = self._rows(
                f"SELECT {_REPORT_COLUMNS} FROM reports r {where} ORDER BY r.file",
                chosen or (),
            ).fetchall()
            claims = self._claims("passage_id IS NULL AND report_id", [r["id"] for r in rows])
        return [
            Report(
                **{**dict(row), "kind": row["kind"] and Kind(row["kind"])},
                claims=tuple(claims[row["id"]]),
            )
            for row in rows
        ]

    def stated(self) -> dict[int, tuple[str, str]]:
        """Return, by report id, the recipe that it was made by and what reports.csv said of it."""
        with self.reading():
            rows = self._rows("SELECT id, recipe, stated FROM reports").fetchall()
        return {row["id"]: (row["recipe"], row["stated"]) for row in rows}

    def add_report(
        self,
        report: Report,
        *,
        recipe: str,
        stated: str,
        note: str,
        pages: Sequence[Page],
        passages: Sequence[tuple[Span, ...]],
        passage_claims: Sequence[tuple[Claim, ...]],
        encoder: str,
        vectors: npt.NDArray[np.floating],
    ) -> None:
        """Add a report with all that is derived from it; its own id is not looked at.

        Args:
            report: its description and its claims as a whole.
            recipe: how its text was read and cut.
            stated: what reports.csv says of it.
            note: on pages that cannot be searched.
            pages: all pages in order.
            passages: the spans of each passage in order.
            passage_claims: the claims of each passage.
            encoder: the identity of the encoder.
            vectors: one unit vector a passage, (passages, dimension).

        """
        (report_id,) = self._rows(
            "INSERT INTO reports (file, fingerprint, title, publisher, year, source, kind,"
            " recipe, stated, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (report.file, report.fingerprint, report.title, report.publisher, report.year,
             report.source, report.kind, recipe, stated, note),
        ).fetchone()  # fmt: skip
        self._db.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?)",
            [(report_id, page.number, page.label, page.text) for page in pages],
        )
        for spans in passages:
            (passage_id,) = self._rows(
                "INSERT INTO passages (report_id) VALUES (?) RETURNING id", (report_id,)
            ).fetchone()
            self._db.executemany(
                "INSERT INTO spans VALUES (?, ?, ?, ?)",
                [(passage_id, span.page, span.start, span.end) for span in spans],
            )
        self._write_claims(report_id, report.claims, passage_claims)
        self.put_vectors(report_id, encoder=encoder, vectors=vectors)

    def describe_report(
        self, report: Report, *, stated: str, passage_claims: Sequence[tuple[Claim, ...]]
    ) -> None:
        """Write anew what is stated of a report: its description and all claims."""
        self._rows(
            "UPDATE reports SET title = ?, publisher = ?, year = ?, source = ?, kind = ?,"
            " stated = ? WHERE id = ?",
            (report.title, report.publisher, report.year, report.source, report.kind, stated,
             report.id),
        )  # fmt: skip
        self._rows("DELETE FROM claims WHERE report_id = ?", (report.id,))
        self._write_claims(report.id, report.claims, passage_claims)

    def move_reports(self, files: Mapping[int, str]) -> None:
        """Give reports other file names, by report id; names may be swapped."""
        self._db.executemany(
            "UPDATE reports SET file = ? WHERE id = ?",
            [(f"\0{report_id}", report_id) for report_id in files],
        )
        self._db.executemany(
            "UPDATE reports SET file = ? WHERE id = ?",
            [(file, report_id) for report_id, file in files.items()],
        )

    def remove_report(self, report_id: int) -> None:
        """Remove a report with all that is derived from it."""
        self._rows("DELETE FROM reports WHERE id = ?", (report_id,))

    def pages(self, report_id: int) -> list[Page]:
        """Return all pages of a report in order."""
        with self.reading():
            rows = self._rows(
                "SELECT number, label, text FROM pages WHERE report_id = ? ORDER BY number",
                (report_id,),
            ).fetchall()
        return [Page(**row) for row in map(dict, rows)]

    # Passages

    def passage_ids(self, report_id: int) -> npt.NDArray[np.int64]:
        """Return the ids of a report's passages, in their order."""
        with self.reading():
            rows = self._rows(
                "SELECT id FROM passages WHERE report_id = ? ORDER BY id", (report_id,)
            )
            return np.array([row["id"] for row in rows], dtype=np.int64)

    def report_spans(self, report_id: int) -> list[tuple[Span, ...]]:
        """Return the spans of a report's passages, in their order."""
        with self.reading():
            ids = self.passage_ids(report_id).tolist()
            spans = self._spans(ids)
        return [tuple(span for span, _, _ in spans[i]) for i in ids]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages in the order of ids; ids that are not there are left out."""
        with self.reading():
            owners = dict(
                self._rows(
                    f"SELECT id, report_id FROM passages WHERE id IN ({_marks(ids)})",
                    ids,
                ).fetchall()
            )
            spans = self._spans(ids)
            claims = self._claims("passage_id", ids)
        return [
            Passage(
                id=i,
                report_id=owners[i],
                spans=tuple(span for span, _, _ in spans[i]),
                text="\n".join(text for _, text, _ in spans[i]),
                page_labels=tuple(label for _, _, label in spans[i]),
                claims=tuple(claims[i]),
            )
            for i in ids
            if i in owners
        ]

    def _spans(self, ids: Sequence[int]) -> dict[int, list[tuple[Span, str, str | None]]]:
        """Return span, text and page label by passage id, in reading order."""
        found: dict[int, list[tuple[Span, str, str | None]]] = defaultdict(list)
        for batch in _batches(ids):
            for row in self._rows(
                "SELECT s.passage_id, s.page, s.start, s.stop, g.label,"
                "       substr(g.text, s.start + 1, s.stop - s.start) AS text"
                " FROM spans s JOIN passages p ON p.id = s.passage_id"
                " JOIN pages g ON g.report_id = p.report_id AND g.number = s.page"
                f" WHERE s.passage_id IN ({_marks(batch)}) ORDER BY s.passage_id, s.page",
                batch,
            ):
                span = Span(page=row["page"], start=row["start"], end=row["stop"])
                found[row["passage_id"]].append((span, row["text"], row["label"]))
        return found

    def allowed_ids(self, filters: Filters) -> npt.NDArray[np.int64] | None:
        """Return the passage ids that the filters allow, in order; None for all of them."""
        parts, values = [], []
        for facet, wanted in filters.facets().items():
            parts.append(
                "SELECT passage_id FROM claims WHERE passage_id IS NOT NULL AND facet = ?"
                f" AND value IN ({_marks(wanted)})"
            )
            values += [facet.value, *sorted(wanted)]
        if not parts:
            return None
        with self.reading():
            rows = self._rows(" INTERSECT ".join(parts) + " ORDER BY 1", values).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64)

    def facet_counts(self) -> list[FacetCount]:
        """Return how many passages carry each value, and how many carry none of a facet."""
        with self.reading():
            (total,) = self._rows("SELECT COUNT(*) FROM passages").fetchone()
            counts = self._rows(
                "SELECT facet, value, COUNT(*) FROM claims WHERE passage_id IS NOT NULL"
                " GROUP BY facet, value ORDER BY facet, value"
            ).fetchall()
            carrying = dict(
                self._rows(
                    "SELECT facet, COUNT(DISTINCT passage_id) FROM claims"
                    " WHERE passage_id IS NOT NULL GROUP BY facet"
                ).fetchall()
            )
        return [FacetCount(facet=Facet(f), value=v, passages=n) for f, v, n in counts] + [
            FacetCount(facet=facet, value=None, passages=total - carrying.get(facet.value, 0))
            for facet in Facet
        ]

    # Claims

    def _claims(self, column: str, ids: Sequence[int]) -> dict[int, list[Claim]]:
        key = column.rsplit(maxsplit=1)[-1]
        found: dict[int, list[Claim]] = defaultdict(list)
        for batch in _batches(ids):
            for row in self._rows(
                f"SELECT {key} AS owner, facet, value, origin FROM claims"
                f" WHERE {column} IN ({_marks(batch)}) ORDER BY rowid",
                batch,
            ):
                found[row["owner"]].append(
                    Claim(
                        facet=Facet(row["facet"]), value=row["value"], origin=Origin(row["origin"])
                    )
                )
        return found

    def _write_claims(
        self,
        report_id: int,
        report_claims: Iterable[Claim],
        passage_claims: Sequence[tuple[Claim, ...]],
    ) -> None:
        ids = self.passage_ids(report_id).tolist()
        owned = [(None, claim) for claim in report_claims]
        for passage_id, claims in zip(ids, passage_claims, strict=True):
            owned += [(passage_id, claim) for claim in claims]
        self._db.executemany(
            "INSERT INTO claims VALUES (?, ?, ?, ?, ?)",
            [(report_id, owner, c.facet, c.value, c.origin) for owner, c in owned],
        )

    # Vectors

    def put_vectors(
        self, report_id: int, *, encoder: str, vectors: npt.NDArray[np.floating]
    ) -> None:
        """Store one encoder's vectors of a report, (passages, dimension)."""
        self._rows(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
            (report_id, encoder, np.ascontiguousarray(vectors, dtype="<f2").tobytes()),
        )

    def vectors(self, report_id: int, *, encoder: str, dimension: int) -> npt.NDArray[np.float16]:
        """Return one encoder's vectors of a report, (passages, dimension)."""
        with self.reading():
            row = self._rows(
                "SELECT block FROM vectors WHERE report_id = ? AND encoder = ?",
                (report_id, encoder),
            ).fetchone()
        return np.frombuffer(row["block"], dtype="<f2").reshape(-1, dimension)

    def reports_with_vectors(self, *, encoder: str) -> set[int]:
        """Return the ids of the reports that have this encoder's vectors."""
        with self.reading():
            rows = self._rows("SELECT report_id FROM vectors WHERE encoder = ?", (encoder,))
            return {row["report_id"] for row in rows}

    def drop_vectors_except(self, *, encoder: str) -> None:
        """Forget the vectors of every other encoder."""
        self._rows("DELETE FROM vectors WHERE encoder <> ?", (encoder,))

    def passages_with_vectors(self, *, encoder: str) -> dict[int, int]:
        """Return passage id to report id, for all that this encoder has embedded."""
        with self.reading():
            return dict(
                self._rows(
                    "SELECT p.id, p.report_id FROM passages p JOIN vectors v"
                    " ON v.report_id = p.report_id AND v.encoder = ? ORDER BY p.id",
                    (encoder,),
                ).fetchall()
            )

    # Problems

    def problems(self) -> list[Problem]:
        """Return what the last run could not take in, and reports with pages that have no text."""
        with self.reading():
            rows = self._rows(
                "SELECT file, reason FROM problems UNION ALL"
                " SELECT file, note FROM reports WHERE note <> '' ORDER BY file"
            ).fetchall()
        return [Problem(**dict(row)) for row in rows]

    def set_problem(self, file: str, reason: str) -> None:
        """Note why a file could not be taken in; an empty reason strikes it off the list."""
        if reason:
            self._rows("INSERT OR REPLACE INTO problems VALUES (?, ?)", (file, reason))
        else:
            self._rows("DELETE FROM problems WHERE file = ?", (file,))

    def failed_files(self) -> set[str]:
        """Return the files on that list."""
        with self.reading():
            return {row["file"] for row in self._rows("SELECT file FROM problems")}


def _create(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {_APPLICATION_ID};"
            f"PRAGMA user_version = {_VERSION}; COMMIT;"
        )


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _batches(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
