"""From a corpus folder to an index: one transaction and one outcome a report.

The corpus is the truth and the index follows it. Whatever stops a run - a signal, a crash, a full
disk - what was committed stays, the library goes on serving it, and the next run does the rest.
"""

import contextlib
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt

from practice_search.documents.passages import cut_passages, passage_text
from practice_search.documents.reading import read_report
from practice_search.errors import (
    CorpusError,
    OtherCorpusError,
    ReportError,
)
from practice_search.index.catalogue import Catalogue
from practice_search.index.embedding import DEFAULT_ENCODER, Encoder
from practice_search.index.plan import Found, Plan, failed, find_pdfs, make_plan
from practice_search.index.vectors import VectorIndex
from practice_search.index.writer_lock import writer_lock
from practice_search.metadata.reports_csv import ReportsCsv, read_reports_csv
from practice_search.records import Claim, Outcome, Report, Span, Status

__all__ = ["REPORTS_CSV", "VECTORS", "Step", "build_index", "refresh_vectors"]

REPORTS_CSV = "reports.csv"
VECTORS = "vectors.faiss"

_READING = 1  # raised when reading, cleaning or cutting give another text: reports are read again
_LANGUAGE_UNKNOWN = "en"  # whose rules end sentences where nobody has said what language it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a run is doing: file ``number`` of ``files``, and ``done`` of ``total`` inside it."""

    file: str
    number: int
    files: int
    doing: str
    done: int = 0
    total: int = 0


def build_index(
    corpus: Path,
    folder: Path,
    *,
    encoder: str | None = None,
    watch: Callable[[Step], None] = lambda _: None,
) -> Generator[Outcome, None, None]:
    """Bring an index in line with a corpus, and yield one outcome a file as it is committed.

    Args:
        corpus: the folder of PDFs, with subfolders, and ``reports.csv``.
        folder: the index folder; made if it is not there.
        encoder: a name or folder; None for the one that the index has, or the default.
        watch: hears each step.

    Raises:
        CorpusError: the corpus is no folder, or has no PDF.
        OtherCorpusError: the index is that of another corpus, which is still there.
        ReportsCsvError: ``reports.csv`` as a whole cannot be used.
        IndexLockedError: another run is writing this index.
        IndexProblemError: the folder cannot be used as an index.
        EncoderError: the encoder cannot be loaded.

    """
    if not corpus.is_dir():
        raise CorpusError(f"There is no folder {corpus}. Name the folder with the PDFs.")
    stated = read_reports_csv(corpus / REPORTS_CSV)
    with writer_lock(folder), contextlib.closing(Catalogue.open_or_create(folder)) as catalogue:
        yield from _Run(corpus, folder, catalogue, stated, encoder, watch).outcomes()


class _Run:
    """One run of one writer."""

    def __init__(
        self,
        corpus: Path,
        folder: Path,
        catalogue: Catalogue,
        stated: ReportsCsv,
        encoder: str | None,
        watch: Callable[[Step], None],
    ) -> None:
        self.corpus = corpus
        self.folder = folder
        self.catalogue = catalogue
        self.stated = stated
        self.watch = watch
        name = encoder or catalogue.manifest("wanted") or DEFAULT_ENCODER
        watch(Step(file=name, number=1, files=1, doing="loading the encoder"))
        self.encoder = Encoder.load(name)

    def outcomes(self) -> Iterator[Outcome]:
        """Do the run. Each outcome is yielded after the commit that it tells of."""
        self._check_corpus()
        plan = make_plan(
            self.corpus,
            self.catalogue.reports(),
            watch=lambda file, number, files: self.watch(
                Step(file=file, number=number, files=files, doing="looking")
            ),
        )
        with self.catalogue.writing():
            self._write_manifest()
            for report in plan.removed:
                self.catalogue.remove_report(report.id)
            self.catalogue.move_reports(plan.moved)
            for file in self.catalogue.failed_files() - plan.files:
                self.catalogue.set_problem(file, "")
        for report in plan.removed:
            if report.file not in plan.files:
                yield Outcome(file=report.file, status=Status.REMOVED)
        for outcome in (*plan.outcomes.values(), *self._rows_without_file(plan)):
            yield self._noted(outcome)

        reports = self.catalogue.reports()
        known = {report.fingerprint: report for report in reports}
        by_file = {report.file: report for report in reports}
        self.stated_before = self.catalogue.stated()
        self.embedded = self.catalogue.reports_with_vectors(encoder=self.encoder.identity)
        for number, found in enumerate(plan.found, start=1):
            step = Step(file=found.file, number=number, files=len(plan.found), doing="reading")
            self.watch(step)
            try:
                if same := known.get(found.fingerprint):
                    outcome = self._refresh(same, found, step, moved=same.id in plan.moved)
                else:
                    outcome = self._take_in(found, step, instead_of=by_file.get(found.file))
            except ReportError as error:
                outcome = failed(found.file, str(error), earlier=by_file.get(found.file))
            yield self._noted(outcome)

        self._finish()

    def _noted(self, outcome: Outcome) -> Outcome:
        """Keep the list of files that could not be taken in, so that people can read it later."""
        failed = outcome.status in (Status.FAILED, Status.DUPLICATE)
        if failed or outcome.file in self.catalogue.failed_files():
            with self.catalogue.writing():
                self.catalogue.set_problem(outcome.file, outcome.reason if failed else "")
        return outcome

    def _check_corpus(self) -> None:
        """Refuse what would empty a working index: a wrong folder is easily named."""
        if not any(find_pdfs(self.corpus)):
            raise CorpusError(
                f"There is no PDF in {self.corpus}, so the index stays as it is. Put PDFs there, "
                "or name the right folder. (To have no index, delete its folder.)"
            )
        before = self.catalogue.manifest("corpus")
        if before is not None:
            there = (self.folder / before).resolve()
            if there != self.corpus.resolve() and there.is_dir():
                raise OtherCorpusError(
                    f"{self.folder} is the index of {there}. Name another folder with --index for "
                    f"{self.corpus}, or delete {self.folder} if it should go."
                )

    def _rows_without_file(self, plan: Plan) -> Iterator[Outcome]:
        """Tell the rows of reports.csv whose file is not there; one that has just gone is told."""
        there = plan.files | {report.file for report in plan.removed}
        for file in sorted((self.stated.rows.keys() | self.stated.faults.keys()) - there):
            missing = (
                f"{REPORTS_CSV} names {file}, which is not in {self.corpus}. "
                "Correct the name, or put the file there."
            )
            reason = self.stated.faults.get(file, missing)
            yield failed(file or REPORTS_CSV, reason, earlier=None)

    def _write_manifest(self) -> None:
        self.catalogue.set_manifest("corpus", _kept_path(self.corpus, self.folder))
        self.catalogue.set_manifest("wanted", self.encoder.name)
        if self.catalogue.manifest("encoder") is None:
            self._serve_this_encoder()

    def _serve_this_encoder(self) -> None:
        self.catalogue.set_manifest("encoder", self.encoder.name)
        self.catalogue.set_manifest("encoder identity", self.encoder.identity)
        self.catalogue.set_manifest("dimension", str(self.encoder.dimension))

    # One file

    def _take_in(self, found: Found, step: Step, *, instead_of: Report | None) -> Outcome:
        """Read, cut, embed and commit one report; an earlier edition leaves in the same commit."""
        if fault := self.stated.faults.get(found.file):
            return failed(found.file, fault, earlier=instead_of)
        reading = read_report(found.path)
        passages = cut_passages(reading.pages, language=self._language(found.file))
        vectors = self._embed([passage_text(reading.pages, spans) for spans in passages], step)
        with self.catalogue.writing():
            if instead_of is not None:
                self.catalogue.remove_report(instead_of.id)
            self.catalogue.add_report(
                self._describe(found),
                recipe=self._recipe(found.file),
                stated=self.stated.stated(found.file),
                note=reading.note,
                pages=reading.pages,
                passages=passages,
                passage_claims=self._passage_claims(found.file, passages),
                encoder=self.encoder.identity,
                vectors=vectors,
            )
        return Outcome(
            file=found.file,
            status=Status.INDEXED,
            reason=reading.note,
            pages=len(reading.pages),
            passages=len(passages),
        )

    def _refresh(self, report: Report, found: Found, step: Step, *, moved: bool) -> Outcome:
        """Bring a known report in line with reports.csv and the encoder; its text stays."""
        if fault := self.stated.faults.get(found.file):
            return failed(found.file, fault, earlier=report)
        recipe, stated = self.stated_before[report.id]
        if recipe != self._recipe(found.file):
            return self._take_in(found, step, instead_of=report)
        why = []
        if moved:
            why.append("renamed")
        if stated != self.stated.stated(found.file):
            why.append(f"{REPORTS_CSV} says something new")
        if why:
            spans = self.catalogue.report_spans(report.id)
            with self.catalogue.writing():
                self.catalogue.describe_report(
                    replace(self._describe(found), id=report.id),
                    stated=self.stated.stated(found.file),
                    passage_claims=self._passage_claims(found.file, spans),
                )
        if report.id not in self.embedded:
            ids = self.catalogue.passage_ids(report.id).tolist()
            vectors = self._embed([p.text for p in self.catalogue.passages(ids)], step)
            with self.catalogue.writing():
                self.catalogue.put_vectors(
                    report.id, encoder=self.encoder.identity, vectors=vectors
                )
            why.append(f"embedded with {self.encoder.name}")
        return Outcome(
            file=found.file,
            status=Status.UPDATED if why else Status.UNCHANGED,
            reason=", ".join(why),
            pages=report.page_count,
            passages=report.passage_count,
        )

    def _recipe(self, file: str) -> str:
        return f"{_READING} {self._language(file)}"

    def _language(self, file: str) -> str:
        return next(iter(self.stated.report_row(file).languages), _LANGUAGE_UNKNOWN)

    def _describe(self, found: Found) -> Report:
        """Describe a report as reports.csv does; the catalogue gives it an id and counts."""
        row = self.stated.report_row(found.file)
        return Report(
            id=0,
            file=found.file,
            fingerprint=found.fingerprint,
            title=row.title or PurePosixPath(found.file).stem.replace("_", " "),
            publisher=row.publisher,
            year=row.year,
            source=row.source,
            kind=row.kind,
            page_count=0,
            passage_count=0,
            claims=self.stated.report_claims(found.file),
        )

    def _passage_claims(
        self, file: str, passages: Sequence[tuple[Span, ...]]
    ) -> list[tuple[Claim, ...]]:
        """Claim for each passage what is stated of the page on which most of it stands."""
        pages = [max(spans, key=lambda span: span.end - span.start).page for spans in passages]
        by_page = {page: self.stated.page_claims(file, page) for page in set(pages)}
        return [by_page[page] for page in pages]

    def _embed(self, texts: Sequence[str], step: Step) -> npt.NDArray[np.float32]:
        embedding = replace(step, doing="embedding", total=len(texts))
        self.watch(embedding)
        return self.encoder.embed_passages(
            texts, watch=lambda done: self.watch(replace(embedding, done=done))
        )

    # The end

    def _finish(self) -> None:
        """Let a new encoder serve once all reports have its vectors, and write the cache."""
        with self.catalogue.writing():
            ready = self.catalogue.reports_with_vectors(encoder=self.encoder.identity)
            if ready >= {report.id for report in self.catalogue.reports()}:
                self._serve_this_encoder()
                self.catalogue.drop_vectors_except(encoder=self.encoder.identity)
        vectors = refresh_vectors(self.catalogue, self.folder)
        vectors.write(self.folder / VECTORS)


def refresh_vectors(
    catalogue: Catalogue, folder: Path, current: VectorIndex | None = None
) -> VectorIndex:
    """Return the vectors of the catalogue's present state, from what is at hand and what is new.

    Passage ids are never used again, so the ids alone tell which vectors are missing or stale.

    Args:
        catalogue: read inside one snapshot.
        folder: the index folder, whose cache is read if there is no current index.
        current: the vectors of an earlier state.

    """
    with catalogue.reading():
        encoder = catalogue.manifest("encoder identity") or ""
        dimension = int(catalogue.manifest("dimension") or 0)
        if current is None or current.encoder != encoder:
            current = VectorIndex.read(folder / VECTORS, encoder=encoder, dimension=dimension)
        wanted = catalogue.passages_with_vectors(encoder=encoder)
        here = set(current.ids.tolist())
        if gone := here - wanted.keys():
            current.remove(np.fromiter(gone, dtype=np.int64))
        for report_id in dict.fromkeys(wanted[i] for i in wanted.keys() - here):
            current.add(
                catalogue.passage_ids(report_id),
                catalogue.vectors(report_id, encoder=encoder, dimension=dimension),
            )
    return current


def _kept_path(corpus: Path, folder: Path) -> str:
    """Write the way from index to corpus, relative where that can be, so that both may move."""
    try:
        return Path(os.path.relpath(corpus.resolve(), folder.resolve())).as_posix()
    except ValueError:  # two drives
        return corpus.resolve().as_posix()
