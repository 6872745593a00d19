"""One open index: all parts wired, once."""

import difflib
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.answering import Weighed, answer_question, weigh
from practice_search.answers.asking.reading import Asking, asking_encoder, read_asking
from practice_search.answers.synthesis.model_server import ModelServer
from practice_search.answers.synthesis.synthesising import Synthesis, synthesise
from practice_search.documents.page_image import render_page
from practice_search.errors import (
    EncoderError,
    IndexNotFoundError,
    LimitError,
    PageNotShownError,
    UnknownValueError,
    UnreadableFileError,
)
from practice_search.filters import Filters
from practice_search.index.build import Step, build_index, refresh_vectors
from practice_search.index.catalogue import Catalogue
from practice_search.index.doctor import examine
from practice_search.index.embedding import Encoder
from practice_search.index.plan import fingerprint
from practice_search.index.reading_pool import JOBS
from practice_search.index.reranking import Reranker
from practice_search.index.restating import restate_reports
from practice_search.index.token_vectors import QuestionVectors
from practice_search.metadata.reports_csv.editing import edit_reports_csv
from practice_search.metadata.reports_csv.reading import REPORTS_CSV, read_reports_csv
from practice_search.metadata.reports_csv.rows import Row
from practice_search.records import (
    CoverageCell,
    FacetCount,
    Finding,
    Hit,
    Loosening,
    Outcome,
    Page,
    Passage,
    Problem,
    Report,
    Span,
)
from practice_search.search.lexical import restrictions
from practice_search.search.question import Asked, read_question
from practice_search.search.ranking import Ranking, find_hits
from practice_search.terms import Facet, Format, country_name, parse_country

__all__ = [
    "LIMIT_AT_MOST",
    "MODEL_SERVER_VARIABLE",
    "MODEL_VARIABLE",
    "RERANKER_VARIABLE",
    "Library",
]

RERANKER_VARIABLE = "PRACTICE_SEARCH_RERANKER"
"""The environment variable that names a cross-encoder for the command line and the app."""

MODEL_SERVER_VARIABLE = "PRACTICE_SEARCH_MODEL_SERVER"
"""The environment variable with the address of a language model's server near by."""

MODEL_VARIABLE = "PRACTICE_SEARCH_MODEL"
"""The environment variable with the name of the language model there."""

LIMIT_AT_MOST = 1000
"""How many hits one search gives at most."""


class Library:
    """An index that is open for reading. Safe to share between threads.

    It follows the index: what another process has committed is seen by the next call.
    """

    def __init__(
        self, catalogue: Catalogue, folder: Path, *, reranker: Reranker | None = None
    ) -> None:
        self.folder = folder
        self._reranker = reranker
        self._catalogue = catalogue
        self._encoder: Encoder | None = None
        self._vectors = refresh_vectors(catalogue, folder)
        self._vectors_generation = catalogue.generation

    @classmethod
    def open(cls, folder: str | Path, *, reranker: str | None = None) -> Self:
        """Open an index folder.

        Args:
            folder: the index.
            reranker: the name or folder of a cross-encoder that has the last word on the order of
                the first hits; none by default.

        Raises:
            IndexNotFoundError: nothing has been indexed there yet.
            IndexProblemError: the folder cannot be used as an index.
            EncoderError: the reranker cannot be loaded.

        """
        folder = Path(folder)
        catalogue = Catalogue.open(folder)
        try:
            if catalogue.manifest("encoder") is None:
                raise IndexNotFoundError(
                    f"The index in {folder} is still empty. Build it: practice-search index CORPUS "
                    f"--index {folder}"
                )
            judge = Reranker.load(reranker) if reranker else None
            return cls(catalogue, folder, reranker=judge)
        except BaseException:
            catalogue.close()
            raise

    @staticmethod
    def build(
        corpus: str | Path,
        folder: str | Path,
        *,
        encoder: str | None = None,
        jobs: int = JOBS,
        ocr: bool = True,
        watch: Callable[[Step], None] = lambda _: None,
    ) -> Generator[Outcome, None, None]:
        """Bring an index in line with a corpus; see `practice_search.index.build.build_index`."""
        return build_index(
            Path(corpus), Path(folder), encoder=encoder, jobs=jobs, ocr=ocr, watch=watch
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self._catalogue.close()

    def search(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        limit: int = 10,
        grouped: bool = True,
    ) -> list[Hit]:
        """Return the passages nearest to a question, the nearest first.

        Args:
            question: in natural language, in any language that the encoder knows. What stands in
                quotation marks must stand in the passage so; -word excludes.
            filters: what to restrict to; nothing by default.
            limit: how many hits at most, 1 to `LIMIT_AT_MOST`.
            grouped: whether passages that follow each other or say the same are one hit, and the
                further hits of a report give way to those of others; if not, each passage is one.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
            UnknownValueError: a report of the filters is not in the library.
            LimitError: the limit is out of range.
            EncoderError: the encoder that wrote the index is not there.

        """
        if not 1 <= limit <= LIMIT_AT_MOST:
            raise LimitError(f"The limit must lie between 1 and {LIMIT_AT_MOST}, not at {limit}.")
        with self._asked(question, filters or Filters()) as (asked, vectors):
            return self._rank(
                asked, vectors, filters or Filters(), limit=limit, grouped=grouped
            ).hits

    def answer(self, question: str, *, filters: Filters | None = None) -> Answer | Refusal:
        """Answer a question with sentences of the reports, or say that nothing answers it.

        Args:
            question: as for `search`.
            filters: as for `search`.

        Raises:
            EmptyQuestionError: as for `search`.
            UnknownValueError: as for `search`.
            EncoderError: as for `search`.
            QuotationError: the index is damaged: its pages do not say what its passages do.

        """
        inside = filters or Filters()
        with self._asked(question, inside) as (asked, vectors):
            known = self._matching_encoder().identity == asking_encoder()  # which weights are of
            asking = read_asking(asked.text, vectors.whole if known else None)
            if asking in (Asking.GREETING, Asking.INSULT):
                return Refusal(
                    question=question, asking=asking, reasons=(), nearest=(), probability=0.0,
                    searched=(), hits=(),
                )  # fmt: skip
            hits, weighed = self._weigh(asked, vectors, inside)
            return answer_question(
                question,
                asking,
                weighed,
                hits,
                measured=known,
                pages=lambda report: self._catalogue.pages(report.id),
                searched=lambda: self._searched(inside),
            )

    def compare(
        self, question: str, countries: Sequence[str], *, filters: Filters | None = None
    ) -> dict[str, Answer | Refusal]:
        """Ask the same question of each country by itself, and return what comes of it by country.

        The name of the country is added to the question, as somebody asks who means it.

        Args:
            question: as for `search`.
            countries: ISO 3166-1 codes or English names; in the order to be returned.
            filters: as for `search`; their countries are left aside.

        Raises:
            UnknownValueError: there is no such country; and as for `answer`, which raises others.

        """
        inside = (filters or Filters()).to_query()
        return {
            country: self.answer(
                f"{question} ({country_name(country)})",
                filters=Filters.from_query(inside | {Facet.COUNTRY.value: [country]}),
            )
            for country in map(parse_country, countries)
        }

    def related(self, passage: Passage, *, limit: int = 5) -> list[Hit]:
        """Return the passages nearest to a passage, from the whole library, without itself.

        Args:
            passage: one of this library.
            limit: how many at most.

        Raises:
            EncoderError: the encoder that wrote the index is not there.

        """
        asked = Asked(text=passage.text, words=(), required=(), excluded=())
        self._matching_encoder()
        with self._up_to_date():
            vectors = self._matching_encoder().embed_question(asked.text)
            hits = self._rank(asked, vectors, Filters(), limit=limit + 1).hits
        here = {passage.id}
        return [hit for hit in hits if here.isdisjoint({p.id for p in hit.passages})][:limit]

    def synthesise(self, answer: Answer, server: ModelServer) -> Synthesis | None:
        """Return what a language model near by sums up of an answer, checked sentence by sentence.

        None for a cry for help, which is never passed on.

        Args:
            answer: its quotations and its question go to the model.
            server: the model.

        Raises:
            EncoderError: the encoder that wrote the index is not there.

        """
        if answer.asking is Asking.HELP:
            return None
        encoder = self._matching_encoder()
        return synthesise(server, answer.question, answer.quotations, encoder=encoder)

    def weigh(self, question: str, *, filters: Filters | None = None) -> Weighed | None:
        """Return what an answer rests on; None where the filters allow no sentence.

        Args:
            question: as for `search`.
            filters: as for `search`.

        Raises:
            EmptyQuestionError: as for `search`.
            UnknownValueError: as for `search`.
            EncoderError: as for `search`.

        """
        with self._asked(question, filters or Filters()) as (asked, vectors):
            return self._weigh(asked, vectors, filters or Filters())[1]

    def _weigh(
        self, asked: Asked, vectors: QuestionVectors, filters: Filters
    ) -> tuple[list[Hit], Weighed | None]:
        ranking = self._rank(asked, vectors, filters)
        everywhere = self._rank(asked, vectors, Filters(), limit=1) if filters.facets() else ranking
        weighed = weigh(
            asked.text,
            vectors,
            self._matching_encoder(),
            ranking.hits,
            scores=everywhere.scores,
            countries=filters.countries,
        )
        return ranking.hits, weighed

    def _searched(self, filters: Filters) -> list[Report]:
        """Return the reports in which the filters allow a passage."""
        counts = self._catalogue.facet_counts(filters)
        allowed = {c.value for c in counts if c.facet is Facet.REPORT and c.passages}
        chosen = filters.reports or allowed
        return [report for report in self.reports() if report.file in allowed & chosen]

    @contextmanager
    def _asked(self, question: str, filters: Filters) -> Iterator[tuple[Asked, QuestionVectors]]:
        """Read a question, and hold still what it is searched in."""
        asked = read_question(question)
        self._known_reports(filters)
        self._matching_encoder()  # loading takes seconds, so before the snapshot and its lock
        with self._up_to_date():
            yield asked, self._matching_encoder().embed_question(asked.text)

    @contextmanager
    def _up_to_date(self) -> Iterator[None]:
        """Hold the catalogue still, with the vectors of what it holds."""
        with self._catalogue.reading():
            if self._catalogue.generation != self._vectors_generation:
                self._vectors = refresh_vectors(self._catalogue, self.folder, self._vectors)
                self._vectors_generation = self._catalogue.generation
            yield

    def _rank(
        self,
        asked: Asked,
        vectors: QuestionVectors,
        filters: Filters,
        *,
        limit: int = 10,
        grouped: bool = True,
    ) -> Ranking:
        return find_hits(
            self._catalogue,
            self._vectors,
            asked,
            vectors,
            filters=filters,
            limit=limit,
            grouped=grouped,
            reranker=self._reranker,
        )

    def loosen(self, question: str, *, filters: Filters | None = None) -> list[Loosening]:
        """Return what a search without hits could leave away, the most helpful first.

        Args:
            question: as for `search`.
            filters: as for `search`.

        Raises:
            EmptyQuestionError: as for `search`.

        """
        asked, restricted = read_question(question), filters or Filters()
        marks = restrictions(asked)
        with self._catalogue.reading():
            looser = [
                Loosening(
                    facet=facet,
                    passages=self._catalogue.allowed_count(restricted.without(facet), **marks),
                )
                for facet in restricted.facets()
            ]
            if any(marks.values()):
                count = self._catalogue.allowed_count(restricted)
                looser.append(Loosening(facet=None, passages=count))
        return sorted((one for one in looser if one.passages), key=lambda one: -one.passages)

    def _known_reports(self, filters: Filters) -> None:
        """Raise an error that names the nearest for a report that is not in the library."""
        if filters.reports:
            files = {report.file for report in self.reports()}
            for file in sorted(filters.reports - files):
                raise UnknownValueError(_no_report(file, files))

    def _matching_encoder(self) -> Encoder:
        """Load the encoder that wrote the vectors, once, and again when it has changed."""
        with self._catalogue.reading():
            name = self._catalogue.manifest("encoder") or ""
            identity = self._catalogue.manifest("encoder identity")
        if self._encoder is None or self._encoder.identity != identity:
            encoder = Encoder.load(name)
            if encoder.identity != identity:
                raise EncoderError(
                    f"The encoder {name!r} has changed since the index was made. Index the corpus "
                    "again: practice-search index."
                )
            self._encoder = encoder
        return self._encoder

    def reports(self) -> list[Report]:
        """Return all reports by file name."""
        return self._catalogue.reports()

    def rows(self, report: Report) -> tuple[Row, ...]:
        """Return what reports.csv says of a report, row by row; nothing of one with a fault.

        Raises:
            ReportsCsvError: reports.csv as a whole cannot be used.

        """
        return read_reports_csv(self._corpus() / REPORTS_CSV).rows.get(report.file, ())

    def problems(self) -> list[Problem]:
        """Return the files that could not be taken in, and pages that cannot be searched."""
        return self._catalogue.problems()

    def findings(self) -> list[Finding]:
        """Return what is wrong with the corpus and the index, the gravest first."""
        return examine(self._catalogue, self._corpus(), self.folder)

    def facet_counts(self, *, filters: Filters | None = None) -> list[FacetCount]:
        """Return how many passages carry each value of each facet, and how many carry none.

        Of each facet they are those that the filters on the other facets allow, so that a count
        tells what choosing its value would give. Every value of the library and every pillar is
        counted, zeros included. Only passages that a search can find are counted.
        """
        return self._catalogue.facet_counts(filters or Filters())

    def coverage(
        self, *, filters: Filters | None = None, split: Facet | None = None
    ) -> list[CoverageCell]:
        """Return how much there is on each pillar in each country: by country, pillar and split.

        Every pillar is met with every country of the library, so that a gap is seen as one, and
        passages without pillar or country stand in cells of their own. A passage on two pillars
        counts for both.

        Args:
            filters: what to restrict to; of its pillars and countries, only those get cells.
            split: YEAR of the report or LANGUAGE of the passage, to have each cell once for each.

        Raises:
            UnknownValueError: another facet to split by.

        """
        if split not in (None, Facet.YEAR, Facet.LANGUAGE):
            raise UnknownValueError(f"Coverage is split by year or by language, not by {split}.")
        return self._catalogue.coverage(filters or Filters(), split=split)

    def correct(self, file: str, changes: Mapping[str, str], *, pages: str = "") -> list[Outcome]:
        """Write into reports.csv what a person says of a report, and bring the index in line.

        Args:
            file: the report, as in `Report.file`.
            changes: what to write, by column of reports.csv ("country", "pillar", "title", ...);
                an empty text gives the word back to what is guessed.
            pages: the pages that it is said of, such as "7" or "12-19"; empty for all of them.

        Raises:
            UnknownValueError: the library has no such report, or there is no such column, page,
                pillar, country or other value; nothing was written.
            ReportsCsvError: reports.csv cannot be written or, as it is, not used.
            IndexLockedError: another run is writing this index. What was said is in reports.csv,
                and the next run brings it into the index.

        """
        reports = {report.file: report for report in self.reports()}
        if file not in reports:
            raise UnknownValueError(_no_report(file, reports))
        reports_csv = self._corpus() / REPORTS_CSV
        page_count = reports[file].page_count
        edit_reports_csv(reports_csv, file, changes, pages=pages, page_count=page_count)
        return list(restate_reports(reports_csv, self.folder))

    def page(self, report: Report, number: int) -> Page:
        """Return the clean text of a page, from 1."""
        return self._catalogue.pages(report.id)[number - 1]

    def report_path(self, report: Report) -> Path:
        """Return where the file of a report lies."""
        return self._corpus() / report.file

    def _corpus(self) -> Path:
        return (self.folder / (self._catalogue.manifest("corpus") or ".")).resolve()

    def page_image(
        self, report: Report, number: int, *, dpi: int = 110, marks: Sequence[Span] = ()
    ) -> bytes:
        """Return a page of a report's PDF as a PNG.

        Args:
            report: one that has pages: `Format.PDF`.
            number: the page, from 1.
            dpi: dots an inch.
            marks: the spans of the page whose words are marked on it.

        Raises:
            PageNotShownError: the file is gone, or is no longer the one that was indexed, or has
                no pages to show.

        """
        path = self.report_path(report)
        if report.format is not Format.PDF:
            raise PageNotShownError(
                f"{report.file} is a {report.format.value} file, which has no pages to show. "
                "Open it in the program that it was written with."
            )
        try:
            same = fingerprint(path) == report.fingerprint
        except UnreadableFileError as error:
            raise PageNotShownError(
                f"{report.file} is not in the corpus now, so its page cannot be shown. "
                "Put it back, or index the corpus again."
            ) from error
        if not same:
            raise PageNotShownError(
                f"{report.file} has changed since it was indexed, so its page may be another. "
                "Index the corpus again."
            )
        quoted = (self.page(report, number), marks) if marks else None
        return render_page(path, number, dpi=dpi, marks=quoted)


def _no_report(file: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(file, known, n=1)
    hint = f" Is it {near[0]}?" if near else " See them: practice-search reports"
    return f"There is no report {file} in this library.{hint}"
