"""From a corpus folder to an index: one transaction and one outcome a report.

The corpus is the truth and the index follows it. Whatever stops a run - a signal, a crash, a full
disk - what was committed stays, the library goes on serving it, and the next run does the rest.
"""

import contextlib
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from practice_search.documents.ocr import ocr_engine
from practice_search.documents.sentences import sentence_bounds
from practice_search.errors import (
    CorpusError,
    Fault,
    OtherCorpusError,
    ReportError,
    RowError,
    UnreadableFileError,
)
from practice_search.index.catalogue import Catalogue
from practice_search.index.describing import contexts, describe, passage_claims
from practice_search.index.embedding import DEFAULT_ENCODER, Encoder
from practice_search.index.full_text import full_text
from practice_search.index.intake import LANGUAGE_UNKNOWN
from practice_search.index.plan import Found, Plan, failed, find_files, fingerprint, make_plan
from practice_search.index.reading_pool import JOBS, Pending, ReadingPool
from practice_search.index.reading_process import Progress
from practice_search.index.restating import SAYS_SOMETHING_NEW, restate
from practice_search.index.token_vectors import PassageVectors
from practice_search.index.vectors import VectorIndex
from practice_search.index.writer_lock import writer_lock
from practice_search.metadata.pillar.claims import pillar_claims, report_pillars
from practice_search.metadata.reports_csv.editing import rename_in_reports_csv
from practice_search.metadata.reports_csv.reading import (
    REPORTS_CSV,
    ReportsCsv,
    read_reports_csv,
)
from practice_search.records import Claim, Outcome, Report, Status
from practice_search.terms import Format

__all__ = ["VECTORS", "Step", "build_index", "refresh_vectors"]

VECTORS = "vectors.faiss"

# Raised when reading, cleaning, cutting or guessing give something else: reports are read again.
_READING = 5


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
    jobs: int = JOBS,
    ocr: bool = True,
    watch: Callable[[Step], None] = lambda _: None,
) -> Generator[Outcome, None, None]:
    """Bring an index in line with a corpus, and yield one outcome a file as it is committed.

    Args:
        corpus: the folder of reports, with subfolders, and ``reports.csv``.
        folder: the index folder; made if it is not there.
        encoder: a name or folder; None for the one that the index has, or the default.
        jobs: how many reports are read at once, each in a process of its own.
        ocr: whether the text of pages that are pictures is recognised, where an engine is there.
        watch: hears each step.

    Raises:
        CorpusError: the corpus is no folder, or has no report.
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
        yield from _Run(corpus, folder, catalogue, stated, encoder, jobs, ocr, watch).outcomes()


class _Run:
    """One run of one writer."""

    def __init__(
        self,
        corpus: Path,
        folder: Path,
        catalogue: Catalogue,
        stated: ReportsCsv,
        encoder: str | None,
        jobs: int,
        ocr: bool,
        watch: Callable[[Step], None],
    ) -> None:
        self.corpus = corpus
        self.folder = folder
        self.catalogue = catalogue
        self.stated = stated
        self.jobs = jobs
        self.ocr = ocr
        self.watch = watch
        name = encoder or catalogue.manifest("wanted") or DEFAULT_ENCODER
        watch(Step(file=name, number=1, files=1, doing="loading the encoder"))
        self.encoder = Encoder.load(name)

    def outcomes(self) -> Iterator[Outcome]:
        """Do the run. Each outcome is yielded after the commit that it tells of."""
        self._check_corpus()
        before = self.catalogue.reports()
        plan = make_plan(
            self.corpus,
            before,
            watch=lambda file, number, files: self.watch(
                Step(file=file, number=number, files=files, doing="looking")
            ),
        )
        self._follow_names(plan, before)
        with self.catalogue.writing():
            self._write_manifest()
            for report in plan.removed:
                self.catalogue.remove_report(report.id)
            self.catalogue.move_reports(plan.moved)
            for file in self.catalogue.failed_files() - plan.files:
                self.catalogue.set_problem(file, None)
        for report in plan.removed:
            if report.file not in plan.files:
                yield Outcome(file=report.file, status=Status.REMOVED)
        for outcome in (*plan.outcomes.values(), *self._rows_without_file(plan)):
            yield self._noted(outcome)

        reports = self.catalogue.reports()
        self.known = {report.fingerprint: report for report in reports}
        self.by_file = {report.file: report for report in reports}
        self.stated_before = self.catalogue.stated()
        self.embedded = self.catalogue.reports_with_vectors(
            encoder=self.encoder.identity, up_to_date=True
        )
        with ReadingPool(self.jobs) as pool:
            for number, (found, pending) in enumerate(self._begun(plan.found, pool), start=1):
                step = Step(file=found.file, number=number, files=len(plan.found), doing="reading")
                self.watch(step)
                earlier = self.by_file.get(found.file)
                try:
                    if fault := self.stated.faults.get(found.file):
                        raise RowError(fault)
                    if pending:
                        outcome = self._take_in(found, step, pending, instead_of=earlier)
                    else:
                        report = self.known[found.fingerprint]
                        outcome = self._refresh(report, found, step, moved=report.id in plan.moved)
                except ReportError as error:
                    outcome = failed(found.file, error.fault, str(error), earlier=earlier)
                yield self._noted(outcome)

        self._finish()

    def _begun(
        self, founds: Sequence[Found], pool: ReadingPool
    ) -> Iterator[tuple[Found, Pending | None]]:
        """Yield each file, and the reading of it if it must be read; some are begun ahead."""
        ahead: deque[tuple[Found, Pending | None]] = deque()
        for found in founds:
            pending = None
            if found.file not in self.stated.faults and self._must_be_read(found):
                languages = self.stated.languages(found.file)
                pending = pool.read(found.path, languages=languages, ocr=self.ocr)
            ahead.append((found, pending))
            if sum(waiting is not None for _, waiting in ahead) > self.jobs:
                yield ahead.popleft()
        yield from ahead

    def _must_be_read(self, found: Found) -> bool:
        same = self.known.get(found.fingerprint)
        if same is None:
            return True
        recipe, _, pictures = self.stated_before[same.id][0].partition("|")
        can_now_be_recognised = self.ocr and pictures and ocr_engine(pictures)
        return recipe != self._recipe(found.file) or bool(can_now_be_recognised)

    def _noted(self, outcome: Outcome) -> Outcome:
        """Keep the list of files that could not be taken in, so that people can read it later."""
        failed = outcome.status in (Status.FAILED, Status.DUPLICATE)
        if failed or outcome.file in self.catalogue.failed_files():
            with self.catalogue.writing():
                fault = outcome.fault if failed else None
                self.catalogue.set_problem(outcome.file, fault, outcome.reason)
        return outcome

    def _check_corpus(self) -> None:
        """Refuse what would empty a working index: a wrong folder is easily named."""
        if not any(find_files(self.corpus)):
            raise CorpusError(
                f"There is no report in {self.corpus}, so the index stays as it is. Put PDFs "
                "there, or name the right folder. (To have no index, delete its folder.)"
            )
        before = self.catalogue.manifest("corpus")
        if before is not None:
            there = (self.folder / before).resolve()
            if there != self.corpus.resolve() and there.is_dir():
                raise OtherCorpusError(
                    f"{self.folder} is the index of {there}. Name another folder with --index for "
                    f"{self.corpus}, or delete {self.folder} if it should go."
                )

    def _follow_names(self, plan: Plan, before: Sequence[Report]) -> None:
        """Let the rows of reports.csv follow a renamed report, before the index does."""
        spoken_of = self.stated.rows.keys() | self.stated.faults.keys()
        names = {
            report.file: plan.moved[report.id]
            for report in before
            if report.id in plan.moved and report.file in spoken_of
        }
        # Who has written rows for the new name already has said what holds there.
        names = {old: new for old, new in names.items() if new in names or new not in spoken_of}
        if names:
            rename_in_reports_csv(self.corpus / REPORTS_CSV, names)
            self.stated = read_reports_csv(self.corpus / REPORTS_CSV)

    def _rows_without_file(self, plan: Plan) -> Iterator[Outcome]:
        """Tell the rows of reports.csv whose file is not there; one that has just gone is told."""
        there = plan.files | {report.file for report in plan.removed}
        for file in sorted((self.stated.rows.keys() | self.stated.faults.keys()) - there):
            near = self.stated.nearest(file)
            missing = (
                f"{REPORTS_CSV} names {file}, which is not in {self.corpus}. "
                f"{f'Is it {near}? ' if near else ''}Correct the name, or put the file there."
            )
            reason = self.stated.faults.get(file, missing)
            fault = Fault.ROW if file in self.stated.faults else Fault.MISSING
            yield failed(file or REPORTS_CSV, fault, reason, earlier=None)

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

    def _take_in(
        self, found: Found, step: Step, pending: Pending, *, instead_of: Report | None
    ) -> Outcome:
        """Embed and commit what was read; an earlier edition leaves in the same commit."""

        def watch(progress: Progress) -> None:
            self.watch(
                replace(step, doing=progress.reader.value, done=progress.page, total=progress.pages)
            )

        intake = pending.result(watch=watch)
        if fingerprint(found.path) != found.fingerprint:
            raise UnreadableFileError(
                f"{found.path.name} has changed while it was read. Index the corpus again."
            )
        self._check_pages(found.file, len(intake.pages))
        texts = [intake.text(passage) for passage in intake.passages]
        cuts = [passage.cut for passage in intake.passages]
        read_off = [passage.claims for passage in intake.passages]
        said = passage_claims(self.stated, found.file, [cut.spans for cut in cuts], read_off)
        title = self._describe(found, intake.format, intake.claims).title
        under = contexts(
            title,
            (
                (text.headings, (*of_person, *own))
                for text, of_person, own in zip(texts, said, read_off, strict=True)
            ),
        )
        ranked = [text for text in texts if text.ranked]
        ends = [_sentence_ends(text.text, text.language) for text in ranked]
        vectors = self._embed(
            [text.text for text in ranked],
            [path for path, text in zip(under, texts, strict=True) if text.ranked],
            [text.language for text in ranked],
            ends,
            step,
        )
        pillars = pillar_claims(texts, vectors.own, encoder=self.encoder.identity)
        guesses = [
            (*passage.claims, *claims)
            for passage, claims in zip(intake.passages, pillars, strict=True)
        ]
        of_report = (*intake.claims, *report_pillars(pillars))
        stated = passage_claims(self.stated, found.file, [cut.spans for cut in cuts], guesses)
        same = self.known.get(found.fingerprint)
        with self.catalogue.writing():
            for earlier in {r.id for r in (instead_of, same) if r is not None}:
                self.catalogue.remove_report(earlier)
            self.catalogue.add_report(
                self._describe(found, intake.format, of_report),
                recipe=f"{self._recipe(found.file)}|{intake.pictures}",
                stated=self.stated.stated(found.file),
                note=intake.note,
                pages=intake.pages,
                cuts=cuts,
                passage_claims=[(*said, *own) for said, own in zip(stated, guesses, strict=True)],
                full_texts=[full_text(text.text, text.language) for text in ranked],
                encoder=self.encoder.identity,
                vectors=vectors,
                sentence_ends=ends,
            )
        return Outcome(
            file=found.file,
            status=Status.INDEXED,
            fault=Fault.PARTLY_READ if intake.note else None,
            reason=intake.note,
            pages=len(intake.pages),
            passages=len(cuts),
        )

    def _describe(self, found: Found, written_in: Format, guesses: Sequence[Claim]) -> Report:
        return describe(
            self.stated,
            guesses,
            file=found.file,
            fingerprint=found.fingerprint,
            written_in=written_in,
        )

    def _refresh(self, report: Report, found: Found, step: Step, *, moved: bool) -> Outcome:
        """Bring a known report in line with reports.csv and the encoder; its text stays."""
        self._check_pages(found.file, report.page_count)
        _, stated = self.stated_before[report.id]
        why = []
        if moved:
            why.append("renamed")
        if stated != self.stated.stated(found.file):
            why.append(SAYS_SOMETHING_NEW)
        outdated = False
        if why:
            outdated = restate(self.catalogue, self.stated, replace(report, file=found.file))
        if outdated or report.id not in self.embedded:
            ids = self.catalogue.passage_ids(report.id, ranked=True).tolist()
            passages = self.catalogue.passages(ids)
            languages = [passage.language for passage in passages]
            texts = [passage.text for passage in passages]
            ends = list(map(_sentence_ends, texts, languages))
            (described,) = self.catalogue.reports([report.id])
            under = contexts(described.title, ((p.headings, p.claims) for p in passages))
            vectors = self._embed(texts, under, languages, ends, step)
            with self.catalogue.writing():
                self.catalogue.put_vectors(
                    report.id,
                    encoder=self.encoder.identity,
                    vectors=vectors,
                    sentence_ends=ends,
                )
            why.append(f"embedded with {self.encoder.name}")
        return Outcome(
            file=found.file,
            status=Status.UPDATED if why else Status.UNCHANGED,
            reason=", ".join(why),
            pages=report.page_count,
            passages=report.passage_count,
        )

    def _check_pages(self, file: str, page_count: int) -> None:
        if fault := self.stated.beyond(file, page_count):
            raise RowError(fault)

    def _recipe(self, file: str) -> str:
        """Say how the text of a report is made; with another recipe it is read anew."""
        return f"{_READING} {' '.join(self.stated.languages(file))}"

    def _embed(
        self,
        texts: Sequence[str],
        under: Sequence[Sequence[str]],
        languages: Sequence[str | None],
        sentence_ends: Sequence[Sequence[int]],
        step: Step,
    ) -> PassageVectors:
        embedding = replace(step, doing="embedding", total=len(texts))
        self.watch(embedding)
        return self.encoder.embed_passages(
            texts,
            contexts=under,
            languages=languages,
            sentence_ends=sentence_ends,
            watch=lambda done: self.watch(replace(embedding, done=done)),
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
                catalogue.passage_ids(report_id, ranked=True),
                catalogue.vectors(report_id, encoder=encoder, dimension=dimension),
            )
    return current


def _sentence_ends(text: str, language: str | None) -> list[int]:
    bounds = sentence_bounds(text, language or LANGUAGE_UNKNOWN)
    return [end for start, end in bounds if text[start:end].strip()]


def _kept_path(corpus: Path, folder: Path) -> str:
    """Write the way from index to corpus, relative where that can be, so that both may move."""
    try:
        return Path(os.path.relpath(corpus.resolve(), folder.resolve())).as_posix()
    except ValueError:  # two drives
        return corpus.resolve().as_posix()
