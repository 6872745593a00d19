"""The one door to sqlite3: the truth of the index, one transaction a report.

Every write happens inside `Catalogue.writing`, whose commit is the commit point: what it brings
is visible wholly or not at all, and the generation rises with it. Readers work in `reading`, a
snapshot of one committed state (WAL), and are never blocked.
"""

import contextlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from practice_search.documents.passages import Cut
from practice_search.errors import (
    Fault,
    IndexDamagedError,
    IndexNotFoundError,
    NewerIndexError,
    NotAnIndexError,
)
from practice_search.filters import Filters
from practice_search.index import queries
from practice_search.index.full_text import FullText
from practice_search.index.queries import question_marks
from practice_search.index.tables import APPLICATION_ID, STEPS, TABLES, VERSION
from practice_search.index.token_vectors import PassageVectors, pack, unpack
from practice_search.records import (
    Claim,
    CoverageCell,
    FacetCount,
    Origin,
    Page,
    Passage,
    Problem,
    Report,
    Role,
    Span,
)
from practice_search.terms import (
    FILTERABLE,
    NONE,
    OF_REPORTS,
    Facet,
    Format,
    Kind,
    Pillar,
    country_name,
)

__all__ = ["CATALOGUE", "Catalogue"]

CATALOGUE = "catalogue.sqlite"

_VALUES_AT_ONCE = 500

_REPORT_COLUMNS = """
    r.id, r.file, r.fingerprint, r.format, r.title, r.publisher, r.year, r.source, r.kind,
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
            if not _is_marked(self.path):
                raise NotAnIndexError(not_ours) from error
            with self._translated():
                raise
        if application != APPLICATION_ID:
            raise NotAnIndexError(not_ours)
        if version > VERSION:
            raise NewerIndexError(
                f"{self.path.parent} was written by a newer version of practice-search (format "
                f"{version}; this one knows {VERSION}). Update the program; the index is safe."
            )
        if version < VERSION:
            self._migrate()

    def _migrate(self) -> None:
        """Bring the tables up to date, one step a transaction; two processes may both try."""
        with self._translated():
            while True:
                self._db.execute("BEGIN IMMEDIATE")
                (version,) = self._db.execute("PRAGMA user_version").fetchone()
                if version == VERSION:
                    self._db.execute("ROLLBACK")
                    return
                try:
                    for statement in filter(str.strip, STEPS[version].split(";")):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA user_version = {version + 1}")
                except BaseException:
                    self._db.execute("ROLLBACK")
                    raise
                self._db.execute("COMMIT")

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

    def _among(self, sql: str, values: Iterable[object], *before: object) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query for any number of values, which stand in the place of AMONG.

        SQLite takes only so many question marks at a time; ``before`` are the values of those
        that come first.
        """
        several = list(values)
        for start in range(0, len(several), _VALUES_AT_ONCE):
            batch = several[start : start + _VALUES_AT_ONCE]
            marks = f"({question_marks(batch)})"
            yield from self._rows(sql.replace("AMONG", marks), (*before, *batch))

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
        where = "" if chosen is None else f"WHERE r.id IN ({question_marks(chosen)})"
        with self.reading():
            rows = self._rows(
                f"SELECT {_REPORT_COLUMNS} FROM reports r {where} ORDER BY r.file",
                chosen or (),
            ).fetchall()
            claims = self._claims("passage_id IS NULL AND report_id", [r["id"] for r in rows])
        return [
            Report(
                **{
                    **dict(row),
                    "kind": row["kind"] and Kind(row["kind"]),
                    "format": Format(row["format"]),
                },
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
        cuts: Sequence[Cut],
        passage_claims: Sequence[tuple[Claim, ...]],
        full_texts: Sequence[FullText],
        encoder: str,
        vectors: PassageVectors,
        sentence_ends: Sequence[Sequence[int]],
    ) -> None:
        """Add a report with all that is derived from it; its own id is not looked at.

        Args:
            report: its description and its claims as a whole.
            recipe: how its text was read and cut.
            stated: what reports.csv says of it.
            note: on pages that cannot be searched.
            pages: all pages in order.
            cuts: the passages in order.
            passage_claims: the claims of each passage.
            full_texts: the words of the passages that are ranked, in order.
            encoder: the identity of the encoder.
            vectors: those of the same passages.
            sentence_ends: at which characters of each of them its sentences end.

        """
        (report_id,) = self._rows(
            "INSERT INTO reports (file, fingerprint, format, title, publisher, year, source, kind,"
            " recipe, stated, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (report.file, report.fingerprint, report.format, report.title, report.publisher,
             report.year, report.source, report.kind, recipe, stated, note),
        ).fetchone()  # fmt: skip
        self._db.executemany(
            "INSERT INTO pages (report_id, number, label, text, ocr) VALUES (?, ?, ?, ?, ?)",
            [(report_id, page.number, page.label, page.text, page.ocr) for page in pages],
        )
        for cut in cuts:
            headings = json.dumps(cut.headings, ensure_ascii=False)
            (passage_id,) = self._rows(
                "INSERT INTO passages (report_id, role, ranked, headings) VALUES (?, ?, ?, ?)"
                " RETURNING id",
                (report_id, cut.role, cut.role.ranked, headings),
            ).fetchone()
            self._db.executemany(
                "INSERT INTO spans VALUES (?, ?, ?, ?)",
                [(passage_id, span.page, span.start, span.end) for span in cut.spans],
            )
        self._write_claims(report_id, report.claims, passage_claims)
        self._db.executemany(
            "INSERT INTO full_text (rowid, plain, stems) VALUES (?, ?, ?)",
            [
                (i, of_one.plain, of_one.stems)
                for i, of_one in zip(
                    self.passage_ids(report_id, ranked=True).tolist(), full_texts, strict=True
                )
            ],
        )
        self.put_vectors(report_id, encoder=encoder, vectors=vectors, sentence_ends=sentence_ends)

    def describe_report(
        self, report: Report, *, stated: str, passage_claims: Sequence[tuple[Claim, ...]]
    ) -> None:
        """Write anew what is stated of a report: its description and claims; guesses stay."""
        self._rows(
            "UPDATE reports SET title = ?, publisher = ?, year = ?, source = ?, kind = ?,"
            " stated = ? WHERE id = ?",
            (report.title, report.publisher, report.year, report.source, report.kind, stated,
             report.id),
        )  # fmt: skip
        self._rows(
            "DELETE FROM claims WHERE report_id = ? AND origin <> ?", (report.id, Origin.GUESSED)
        )
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
        ids = self.passage_ids(report_id).tolist()
        self._db.executemany("DELETE FROM full_text WHERE rowid = ?", [(i,) for i in ids])
        self._rows("DELETE FROM reports WHERE id = ?", (report_id,))

    def pages(self, report_id: int) -> list[Page]:
        """Return all pages of a report in order."""
        with self.reading():
            rows = self._rows(
                "SELECT number, label, text, ocr FROM pages WHERE report_id = ? ORDER BY number",
                (report_id,),
            ).fetchall()
        return [Page(**{**row, "ocr": bool(row["ocr"])}) for row in map(dict, rows)]

    # Passages

    def passage_ids(self, report_id: int, *, ranked: bool = False) -> npt.NDArray[np.int64]:
        """Return the ids of a report's passages, in their order: all, or those that are ranked."""
        with self.reading():
            rows = self._rows(
                "SELECT id FROM passages WHERE report_id = ? AND ranked >= ? ORDER BY id",
                (report_id, ranked),
            )
            return np.array([row["id"] for row in rows], dtype=np.int64)

    def report_spans(self, report_id: int) -> list[tuple[Span, ...]]:
        """Return the spans of a report's passages, in their order."""
        with self.reading():
            ids = self.passage_ids(report_id).tolist()
            spans = self._spans(ids)
        return [tuple(span for span, _ in spans[i]) for i in ids]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return passages in the order of ids; ids that are not there are left out."""
        with self.reading():
            rows = {
                row["id"]: row
                for row in self._among(
                    "SELECT id, report_id, role, headings FROM passages WHERE id IN AMONG", ids
                )
            }
            spans = self._spans(ids)
            claims = self._claims("passage_id", ids)
        return [
            Passage(
                id=i,
                report_id=rows[i]["report_id"],
                role=Role(rows[i]["role"]),
                headings=tuple(json.loads(rows[i]["headings"])),
                spans=tuple(span for span, _ in spans[i]),
                text="\n".join(on_page["text"] for _, on_page in spans[i]),
                page_labels=tuple(on_page["label"] for _, on_page in spans[i]),
                ocr=any(on_page["ocr"] for _, on_page in spans[i]),
                claims=tuple(claims[i]),
            )
            for i in ids
            if i in rows
        ]

    def _spans(self, ids: Sequence[int]) -> dict[int, list[tuple[Span, sqlite3.Row]]]:
        """Return spans by passage id, each with the text, label and mark of its page."""
        found: dict[int, list[tuple[Span, sqlite3.Row]]] = defaultdict(list)
        for row in self._among(
            "SELECT s.passage_id, s.page, s.start, s.stop, g.label, g.ocr,"
            "       substr(g.text, s.start + 1, s.stop - s.start) AS text"
            " FROM spans s JOIN passages p ON p.id = s.passage_id"
            " JOIN pages g ON g.report_id = p.report_id AND g.number = s.page"
            " WHERE s.passage_id IN AMONG ORDER BY s.passage_id, s.page",
            ids,
        ):
            span = Span(page=row["page"], start=row["start"], end=row["stop"])
            found[row["passage_id"]].append((span, row))
        return found

    def allowed_ids(
        self, filters: Filters, *, required: Sequence[str] = (), excluded: Sequence[str] = ()
    ) -> npt.NDArray[np.int64] | None:
        """Return the ids of the passages that a search may find, in order; None for all of them.

        Args:
            filters: what they carry.
            required: full-text expressions that match all of them.
            excluded: full-text expressions that match none of them.

        """
        query = queries.allowed_passages(filters.facets(), required=required, excluded=excluded)
        if query is None:
            return None
        with self.reading():
            rows = self._rows(f"{query[0]} ORDER BY 1", query[1]).fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64)

    def allowed_count(
        self, filters: Filters, *, required: Sequence[str] = (), excluded: Sequence[str] = ()
    ) -> int:
        """Return how many passages a search may find; see `allowed_ids`."""
        query = queries.passage_count(filters.facets(), required=required, excluded=excluded)
        with self.reading():
            (count,) = self._rows(*query).fetchone()
        return int(count)

    # Full text

    def languages(self) -> list[str]:
        """Return the languages of passages, in order."""
        next_one = "SELECT MIN(value) FROM claims WHERE facet = 'language' AND NOT outranked"
        with self.reading():  # from one value to the next in the index on claims
            rows = self._rows(
                f"WITH RECURSIVE spoken (value) AS ({next_one} UNION ALL"
                f" SELECT ({next_one} AND value > spoken.value) FROM spoken WHERE value NOT NULL)"
                " SELECT value FROM spoken WHERE value NOT NULL"
            ).fetchall()
        return [row["value"] for row in rows]

    def counts_of_terms(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each term of the full text stands; others are left out."""
        sql = "SELECT term, doc FROM vocabulary WHERE term IN AMONG"
        with self.reading():
            return {row["term"]: row["doc"] for row in self._among(sql, sorted(set(terms)))}

    def words_from(self, beginning: str) -> dict[str, int]:
        """Return the folded words that begin so, and in how many passages each stands."""
        with self.reading():
            return dict(
                self._rows(
                    "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?"
                    " AND instr(term, '_') = 0",
                    (beginning, beginning + "\U0010ffff"),
                ).fetchall()
            )

    def matching_ids(
        self, expression: str, *, allowed: npt.NDArray[np.int64] | None, limit: int
    ) -> list[int]:
        """Return the ids of the passages that best match a full-text expression, by BM25.

        Args:
            expression: in the language of SQLite FTS5; nothing matches an empty one.
            allowed: the ids to choose from, all of them if None.
            limit: how many at most.

        """
        if not expression:
            return []
        inside = "" if allowed is None else " AND rowid IN (SELECT value FROM json_each(?))"
        values = [] if allowed is None else [json.dumps(allowed.tolist())]
        with self.reading():
            rows = self._rows(
                f"SELECT rowid FROM full_text WHERE full_text MATCH ?{inside}"
                " ORDER BY rank, rowid LIMIT ?",
                (expression, *values, limit),
            ).fetchall()
        return [row[0] for row in rows]

    def reports_of(self, ids: Sequence[int]) -> dict[int, int]:
        """Return the id of the report that each passage stands in, by passage id."""
        sql = "SELECT id, report_id FROM passages WHERE id IN AMONG"
        with self.reading():
            return {row["id"]: row["report_id"] for row in self._among(sql, ids)}

    def stems(self, ids: Iterable[int]) -> dict[int, list[str]]:
        """Return the stems of passages, the mark of the language first."""
        sql = "SELECT rowid, stems FROM full_text WHERE rowid IN AMONG"
        with self.reading():
            return {row["rowid"]: row["stems"].split(" ") for row in self._among(sql, ids)}

    # Counts

    def facet_counts(self, filters: Filters) -> list[FacetCount]:
        """Return how many ranked passages carry each value of a facet, and how many carry none.

        Of each facet they are those that the filters on the other facets allow, so that a count
        tells what choosing its value would give. Every value of the catalogue and every pillar is
        counted, zeros included.
        """
        counts = []
        with self.reading():
            for facet in (*FILTERABLE, *OF_REPORTS):
                others = {f: values for f, values in filters.facets().items() if f is not facet}
                (total,) = self._rows(*queries.passage_count(others)).fetchone()
                (carrying,) = self._rows(*queries.passages_with(facet, others)).fetchone()
                everywhere = self._by_value(facet, {})
                found = self._by_value(facet, others) if others else everywhere
                by_value: list[tuple[str | None, tuple[int, int]]] = [
                    (value, found.get(value, (0, 0))) for value in _in_order(facet, everywhere)
                ]
                by_value.append((None, (total - carrying, 0)))
                counts += [
                    FacetCount(facet=facet, value=value, passages=passages, guessed=guessed)
                    for value, (passages, guessed) in by_value
                ]
        return counts

    def _by_value(
        self, facet: Facet, facets: Mapping[Facet, frozenset[str]]
    ) -> dict[str, tuple[int, int]]:
        """Return how many ranked passages carry each value, and of how many it is guessed."""
        rows = self._rows(*queries.passages_by_value(facet, facets))
        return {value: (passages, guessed) for value, passages, guessed in rows}

    def coverage(self, filters: Filters, *, split: Facet | None) -> list[CoverageCell]:
        """Return every cell of pillar by country, empty ones too; see `Library.coverage`."""
        with self.reading():
            rows = self._rows(*queries.coverage(split, filters.facets())).fetchall()
            known = {
                facet: _in_order(facet, self._by_value(facet, {}))
                for facet in (Facet.PILLAR, Facet.COUNTRY)
            }
        allowed = filters.facets()
        axes: list[list[str | None]] = []
        for facet, values in known.items():
            wanted = allowed.get(facet, frozenset({*values, NONE}))
            axes.append([v for v in values if v in wanted] + [None] * (NONE in wanted))
        splits = sorted({row["split"] for row in rows}, key=lambda s: (s is None, s))
        found: dict[tuple[str | None, ...], list[sqlite3.Row]] = defaultdict(list)
        for row in rows:
            found[row["pillar"], row["country"], row["split"]].append(row)
        return [
            CoverageCell(
                pillar=Pillar(pillar) if pillar else None,
                country=country,
                split=part,
                passages=sum(row["passages"] for row in inside),
                guessed=sum(row["guessed"] for row in inside),
                kinds=_by_kind(row["kind"] for row in inside),
            )
            for country in axes[1]
            for pillar in axes[0]
            for part in splits or [None]
            for inside in [found[pillar, country, part]]
        ]

    # Claims

    def _claims(
        self, column: str, ids: Sequence[int], *, which: str = "NOT outranked"
    ) -> dict[int, list[Claim]]:
        key = column.rsplit(maxsplit=1)[-1]
        found: dict[int, list[Claim]] = defaultdict(list)
        for row in self._among(
            f"SELECT {key} AS owner, facet, value, origin, page, start, stop, basis, probability"
            f" FROM claims WHERE {column} IN AMONG AND {which} ORDER BY rowid",
            ids,
        ):
            evidence = None
            if row["page"] is not None:
                evidence = Span(page=row["page"], start=row["start"], end=row["stop"])
            found[row["owner"]].append(
                Claim(
                    facet=Facet(row["facet"]),
                    value=row["value"],
                    origin=Origin(row["origin"]),
                    evidence=evidence,
                    basis=row["basis"],
                    probability=row["probability"],
                )
            )
        return found

    def guesses(self, report_id: int) -> tuple[list[Claim], list[list[Claim]]]:
        """Return what is guessed of a report and of each of its passages, outranked or not."""
        guessed = f"origin = '{Origin.GUESSED}'"
        with self.reading():
            ids = self.passage_ids(report_id).tolist()
            of_report = self._claims("passage_id IS NULL AND report_id", [report_id], which=guessed)
            of_passages = self._claims("passage_id", ids, which=guessed)
        return of_report[report_id], [of_passages[i] for i in ids]

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
            "INSERT INTO claims (report_id, passage_id, facet, value, origin, page, start, stop,"
            " basis, probability) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (report_id, owner, c.facet, c.value, c.origin,
                 *((c.evidence.page, c.evidence.start, c.evidence.end) if c.evidence
                   else (None, None, None)),
                 c.basis, c.probability)
                for owner, c in owned
            ],
        )  # fmt: skip
        higher = "CASE {}.origin WHEN 'corrected' THEN 3 WHEN 'stated' THEN 2 ELSE 1 END"
        self._rows(
            "UPDATE claims SET outranked = EXISTS (SELECT 1 FROM claims s WHERE"
            " s.report_id = claims.report_id AND s.passage_id IS claims.passage_id"
            f" AND s.facet = claims.facet AND {higher.format('s')} > {higher.format('claims')})"
            " WHERE report_id = ?",
            (report_id,),
        )

    # Vectors

    def put_vectors(
        self,
        report_id: int,
        *,
        encoder: str,
        vectors: PassageVectors,
        sentence_ends: Sequence[Sequence[int]],
    ) -> None:
        """Store one encoder's vectors of the ranked passages of a report."""
        self._rows(
            "INSERT OR REPLACE INTO vectors (report_id, encoder, block) VALUES (?, ?, ?)",
            (report_id, encoder, np.ascontiguousarray(vectors.whole, dtype="<f2").tobytes()),
        )
        ids = self.passage_ids(report_id, ranked=True).tolist()
        self._db.executemany(
            "INSERT OR REPLACE INTO token_vectors VALUES (?, ?, ?)",
            [(i, encoder, pack(tokens)) for i, tokens in zip(ids, vectors.tokens, strict=True)],
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO sentence_vectors VALUES (?, ?, ?, ?)",
            [
                (i, encoder, json.dumps(list(ends)), pack(sentences))
                for i, ends, sentences in zip(ids, sentence_ends, vectors.sentences, strict=True)
            ],
        )

    def vectors(self, report_id: int, *, encoder: str, dimension: int) -> npt.NDArray[np.float16]:
        """Return one encoder's vectors of a report, (ranked passages, dimension)."""
        with self.reading():
            row = self._rows(
                "SELECT block FROM vectors WHERE report_id = ? AND encoder = ?",
                (report_id, encoder),
            ).fetchone()
        return np.frombuffer(row["block"], dtype="<f2").reshape(-1, dimension)

    def reports_with_vectors(self, *, encoder: str, up_to_date: bool = False) -> set[int]:
        """Return the ids of the reports that have this encoder's vectors, outdated ones or not."""
        with self.reading():
            rows = self._rows(
                "SELECT report_id FROM vectors WHERE encoder = ? AND outdated <= ?",
                (encoder, not up_to_date),
            )
            return {row["report_id"] for row in rows}

    def outdate_vectors(self, report_id: int) -> None:
        """Have the vectors of a report made anew by the next run; until then they serve."""
        self._rows("UPDATE vectors SET outdated = 1 WHERE report_id = ?", (report_id,))

    def drop_vectors_except(self, *, encoder: str) -> None:
        """Forget the vectors of every other encoder."""
        for table in ("vectors", "token_vectors", "sentence_vectors"):
            self._rows(f"DELETE FROM {table} WHERE encoder <> ?", (encoder,))

    def token_vectors(
        self, ids: Sequence[int], *, encoder: str, dimension: int
    ) -> list[npt.NDArray[np.float32]] | None:
        """Return the vectors of the words of passages, each (its tokens, dimension), in order.

        None where one has none, because an earlier version of this program has indexed it.
        """
        sql = (
            "SELECT passage_id, block FROM token_vectors WHERE encoder = ? AND passage_id IN AMONG"
        )
        with self.reading():
            rows = self._among(sql, ids, encoder)
            blocks: dict[int, bytes] = {row["passage_id"]: row["block"] for row in rows}
        if len(blocks) < len(ids):
            return None
        return unpack([blocks[i] for i in ids], dimension)

    def sentences(
        self, ids: Sequence[int], *, encoder: str, dimension: int
    ) -> dict[int, tuple[list[int], npt.NDArray[np.float32]]]:
        """Return by passage id the characters at which its sentences end, and their vectors.

        Passages that an earlier version of this program has indexed are left out.
        """
        with self.reading():
            rows = list(
                self._among(
                    "SELECT passage_id, bounds, block FROM sentence_vectors"
                    " WHERE encoder = ? AND passage_id IN AMONG",
                    ids,
                    encoder,
                )
            )
        vectors = unpack([row["block"] for row in rows], dimension)
        return {
            row["passage_id"]: (json.loads(row["bounds"]), of_one)
            for row, of_one in zip(rows, vectors, strict=True)
        }

    def passages_with_vectors(self, *, encoder: str) -> dict[int, int]:
        """Return passage id to report id, for all that this encoder has embedded."""
        with self.reading():
            return dict(
                self._rows(
                    "SELECT p.id, p.report_id FROM passages p JOIN vectors v"
                    " ON v.report_id = p.report_id AND v.encoder = ? WHERE p.ranked ORDER BY p.id",
                    (encoder,),
                ).fetchall()
            )

    # Problems

    def problems(self) -> list[Problem]:
        """Return what the last run could not take in, and reports with pages that have no text."""
        with self.reading():
            rows = self._rows(
                "SELECT file, fault, reason FROM problems UNION ALL"
                " SELECT file, ?, note FROM reports WHERE note <> '' ORDER BY file",
                (Fault.PARTLY_READ,),
            ).fetchall()
        return [
            Problem(file=row["file"], fault=Fault(row["fault"]), reason=row["reason"])
            for row in rows
        ]

    def set_problem(self, file: str, fault: Fault | None, reason: str = "") -> None:
        """Note why a file could not be taken in; no fault strikes it off the list."""
        if fault:
            self._rows(
                "INSERT OR REPLACE INTO problems (file, fault, reason) VALUES (?, ?, ?)",
                (file, fault, reason),
            )
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
            f"BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION_ID};"
            f"PRAGMA user_version = {VERSION}; COMMIT;"
        )


def _is_marked(path: Path) -> bool:
    """Whether the header of a file says that it is a catalogue, whatever its rest is."""
    with path.open("rb") as file:
        return file.read(72)[68:] == APPLICATION_ID.to_bytes(4, "big")


def _in_order(facet: Facet, carried: Iterable[str]) -> list[str]:
    """Return the values of a facet that are carried, by name; of pillars, all."""
    if facet is Facet.PILLAR:
        return list(Pillar)
    if facet is Facet.KIND:
        return sorted(carried, key=[*map(str, Kind)].index)
    return sorted(carried, key=country_name if facet is Facet.COUNTRY else str)


def _by_kind(kinds: Iterable[str | None]) -> tuple[tuple[Kind | None, int], ...]:
    counts = Counter(kinds)
    return tuple((kind, counts[kind]) for kind in (*Kind, None) if kind in counts)
