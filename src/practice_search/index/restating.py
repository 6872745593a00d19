"""Bring what a person has said in reports.csv into an index, without reading a report again."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from practice_search.errors import Fault
from practice_search.index.catalogue import Catalogue
from practice_search.index.describing import contexts, describe, passage_claims
from practice_search.index.plan import failed
from practice_search.index.writer_lock import writer_lock
from practice_search.metadata.reports_csv.reading import ReportsCsv, read_reports_csv
from practice_search.records import Origin, Outcome, Report, Status

__all__ = ["SAYS_SOMETHING_NEW", "restate", "restate_reports"]

SAYS_SOMETHING_NEW = "reports.csv says something new"


def restate(catalogue: Catalogue, stated: ReportsCsv, report: Report) -> bool:
    """Write anew what is stated of a report and its passages; what is guessed stays.

    Return whether its vectors are outdated, because it has another title or country now.
    """
    of_report, of_passages = catalogue.guesses(report.id)
    described = describe(
        stated,
        of_report,
        file=report.file,
        fingerprint=report.fingerprint,
        written_in=report.format,
    )
    said = tuple(claim for claim in described.claims if claim.origin is not Origin.GUESSED)
    ids = catalogue.passage_ids(report.id, ranked=True).tolist()

    def read_under(title: str) -> list[tuple[str, ...]]:
        return contexts(title, ((p.headings, p.claims) for p in catalogue.passages(ids)))

    with catalogue.writing():
        before = read_under(catalogue.reports([report.id])[0].title)
        catalogue.describe_report(
            replace(described, id=report.id, claims=said),
            stated=stated.stated(report.file),
            passage_claims=passage_claims(
                stated, report.file, catalogue.report_spans(report.id), of_passages
            ),
        )
        outdated = read_under(described.title) != before
        if outdated:
            catalogue.outdate_vectors(report.id)
    return outdated


def restate_reports(reports_csv: Path, folder: Path) -> Iterator[Outcome]:
    """Bring all reports of an index in line with reports.csv: an outcome for each that changes.

    A report with a fault in its rows stays as it is.

    Raises:
        ReportsCsvError: ``reports.csv`` as a whole cannot be used.
        IndexLockedError: another run is writing this index.
        IndexProblemError: the folder cannot be used as an index.

    """
    stated = read_reports_csv(reports_csv)
    with writer_lock(folder), contextlib.closing(Catalogue.open(folder)) as catalogue:
        before = catalogue.stated()
        for report in catalogue.reports():
            fault = stated.faults.get(report.file) or stated.beyond(report.file, report.page_count)
            if fault:
                yield failed(report.file, Fault.ROW, fault, earlier=report)
            elif before[report.id][1] != stated.stated(report.file):
                restate(catalogue, stated, report)
                yield Outcome(
                    file=report.file,
                    status=Status.UPDATED,
                    reason=SAYS_SOMETHING_NEW,
                    pages=report.page_count,
                    passages=report.passage_count,
                )
