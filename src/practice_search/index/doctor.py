"""What is wrong with a corpus and its index, and what to do about it."""

import re
import zlib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from practice_search.documents.ocr import ocr_engine
from practice_search.index.catalogue import Catalogue
from practice_search.index.plan import make_plan
from practice_search.records import Ailment, Finding, Origin, Report
from practice_search.terms import Facet

__all__ = ["examine"]

_SHINGLE = 8  # words: so many in a row are seldom the same by chance
_SAMPLE = 8  # one shingle of so many is kept
_SHARED = 0.3  # of the shorter text: two editions of one report, or one that holds the other

_NEIGHBOURS = 5  # the reports nearest as a whole, of which one may be a translation
_IN_STEP = 0.4  # of the passages: so many have their like in the other report, in the same order
_PASSAGES_IN_STEP = 10  # and so many at least: few are in some order by chance
_AS_LONG = 2.5  # times as long as the other, at most
_FIGURES = 0.5  # of those of both: a translation keeps them, notes on two countries do not
_FIGURES_AT_LEAST = 10  # fewer tell nothing
_FIGURE = re.compile(r"\d{2,}")
_ADDRESS = re.compile(r"https?://\S+")


def examine(catalogue: Catalogue, corpus: Path, folder: Path) -> list[Finding]:
    """Return what is wrong, the gravest first.

    Args:
        catalogue: that of the index.
        corpus: the folder which it was made from.
        folder: the index folder.

    """
    with catalogue.reading():
        reports = catalogue.reports()
        findings = [
            *_out_of_date(catalogue, reports, corpus, folder),
            *_problems(catalogue),
            *_pictures(catalogue, reports),
            *_alike(catalogue, reports),
            *_translations(catalogue, reports),
            *_undescribed(reports),
        ]
    order = list(Ailment)
    return sorted(findings, key=lambda finding: order.index(finding.ailment))


def _out_of_date(
    catalogue: Catalogue, reports: Sequence[Report], corpus: Path, folder: Path
) -> Iterator[Finding]:
    """Compare the corpus as it lies there with the index, by content."""
    again = f"Bring it up to date: practice-search index {corpus} --index {folder}"
    if not corpus.is_dir():
        yield Finding(
            ailment=Ailment.OUT_OF_DATE,
            files=(str(corpus),),
            what="The folder that the index was made from is not there. Put it back: without it "
            "no page can be shown, and nothing be indexed.",
        )
        return
    plan = make_plan(corpus, reports, watch=lambda *_: None)
    known = {report.fingerprint for report in reports}
    failed = catalogue.failed_files()
    for what, files in (
        (
            "New or changed since the last run.",
            [f.file for f in plan.found if f.fingerprint not in known and f.file not in failed],
        ),
        ("Renamed since the last run.", list(plan.moved.values())),
        (
            "Not in the corpus any more, but still found by a search.",
            [report.file for report in plan.removed],
        ),
    ):
        if files:
            yield Finding(ailment=Ailment.OUT_OF_DATE, files=tuple(files), what=f"{what} {again}")
    if catalogue.manifest("wanted") != catalogue.manifest("encoder"):
        yield Finding(
            ailment=Ailment.OUT_OF_DATE,
            files=(str(folder),),
            what=f"Only some reports are embedded with {catalogue.manifest('wanted')}; until all "
            f"are, {catalogue.manifest('encoder')} serves. {again}",
        )


def _problems(catalogue: Catalogue) -> Iterator[Finding]:
    for problem in catalogue.problems():
        yield Finding(
            ailment=Ailment.of(problem.fault),
            files=(problem.file,),
            what=f"{problem.fault.value.capitalize()}. {problem.reason}",
        )


def _pictures(catalogue: Catalogue, reports: Sequence[Report]) -> Iterator[Finding]:
    """Tell of pages that might be recognised, or were, which may have wrong letters."""
    recipes = catalogue.stated()
    for report in reports:
        language = recipes[report.id][0].partition("|")[2]
        if language and ocr_engine(language):
            yield Finding(
                ailment=Ailment.PICTURES,
                files=(report.file,),
                what="It has pages that are pictures, which can now be recognised. Index again.",
            )
        recognised = [page.number for page in catalogue.pages(report.id) if page.ocr]
        if recognised:
            yield Finding(
                ailment=Ailment.PICTURES,
                files=(report.file,),
                what=f"{len(recognised)} of {report.page_count} pages were recognised on pictures, "
                "and may have wrong letters. A searchable copy from its publisher is better.",
            )


def _undescribed(reports: Sequence[Report]) -> Iterator[Finding]:
    """Tell which titles and years nobody has stated, and the pages do not tell either."""
    for what, files in (
        (
            "No title on the first page, so the file name stands for it.",
            [report.file for report in reports if _title_is_a_file_name(report)],
        ),
        ("No year of publication.", [report.file for report in reports if report.year is None]),
    ):
        if files:
            yield Finding(
                ailment=Ailment.UNDESCRIBED,
                files=tuple(files),
                what=f"{what} Write it into reports.csv.",
            )


def _title_is_a_file_name(report: Report) -> bool:
    titles = [claim for claim in report.claims if claim.facet is Facet.TITLE]
    return not titles or (
        titles[0].origin is Origin.GUESSED and titles[0].basis.startswith("file name")
    )


# Near-duplicates


def _alike(catalogue: Catalogue, reports: Sequence[Report]) -> Iterator[Finding]:
    """Find reports that share much of their text, by sampled runs of words (shingles).

    After A. Broder, "On the resemblance and containment of documents" (1997).
    """
    files = {report.id: report.file for report in reports}
    holders: dict[int, list[int]] = defaultdict(list)
    sizes: Counter[int] = Counter()
    for report_id in files:
        shingles = _shingles(catalogue, report_id)
        sizes[report_id] = len(shingles)
        for shingle in shingles:
            holders[shingle].append(report_id)
    shared: Counter[tuple[int, int]] = Counter()
    for ids in holders.values():
        if len(ids) <= _NEIGHBOURS * 4:  # a licence or an address stands in very many
            shared.update(combinations(ids, 2))
    for (one, other), count in shared.most_common():
        part = count / min(sizes[one], sizes[other])
        if part >= _SHARED and count >= _SHINGLE:
            yield Finding(
                ailment=Ailment.ALIKE,
                files=(files[one], files[other]),
                what=f"They share {part:.0%} of the shorter one's text: two editions of one "
                "report, or one inside the other. Keep the newer, unless both are wanted.",
            )


def _shingles(catalogue: Catalogue, report_id: int) -> frozenset[int]:
    words = " ".join(page.text for page in catalogue.pages(report_id)).casefold().split()
    shingles = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    hashes = (zlib.crc32(shingle.encode()) for shingle in shingles)
    return frozenset(value for value in hashes if value % _SAMPLE == 0)


# Translations


def _translations(catalogue: Catalogue, reports: Sequence[Report]) -> Iterator[Finding]:
    """Find reports in two languages whose passages are each other's nearest, in the same order."""
    encoder = catalogue.manifest("encoder identity") or ""
    dimension = int(catalogue.manifest("dimension") or 0)
    embedded = catalogue.reports_with_vectors(encoder=encoder)
    vectors: dict[int, npt.NDArray[np.float32]] = {}
    for report in reports:
        if report.id in embedded:
            block = catalogue.vectors(report.id, encoder=encoder, dimension=dimension)
            if len(block):
                vectors[report.id] = block.astype(np.float32)
    by_id = {report.id: report for report in reports if report.id in vectors}
    ids = list(by_id)
    if not ids:
        return
    centres = np.stack([vectors[i].mean(axis=0) for i in ids])
    centres -= centres.mean(axis=0)  # what all reports have in common tells nothing
    centres /= np.linalg.norm(centres, axis=1, keepdims=True) + 1e-9
    told: set[frozenset[int]] = set()
    figures = cache(partial(_figures, catalogue))
    for at, report_id in enumerate(ids):
        languages = set(by_id[report_id].values(Facet.LANGUAGE))
        others = [
            other
            for other in np.argsort(-(centres @ centres[at]))
            if languages.isdisjoint(by_id[ids[other]].values(Facet.LANGUAGE))
        ]
        for other in others[:_NEIGHBOURS]:
            pair = frozenset((report_id, ids[other]))
            part = _in_step(vectors[report_id], vectors[ids[other]])
            if pair in told or part < _IN_STEP:
                continue
            if _same_figures(figures(report_id), figures(ids[other])):
                told.add(pair)
                yield Finding(
                    ailment=Ailment.ALIKE,
                    files=(by_id[report_id].file, by_id[ids[other]].file),
                    what=f"{part:.0%} of the passages say the same in the same order: probably a "
                    "translation. Both are found; count them as one source.",
                )


def _figures(catalogue: Catalogue, report_id: int) -> frozenset[str]:
    """Return the years, amounts and articles that a report speaks of."""
    text = " ".join(page.text for page in catalogue.pages(report_id))
    return frozenset(_FIGURE.findall(_ADDRESS.sub("", text)))


def _same_figures(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two reports speak of the same figures, if of any."""
    return len(one | other) < _FIGURES_AT_LEAST or len(one & other) >= _FIGURES * len(one | other)


def _in_step(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """Return the share of passages that have their like in the other report, in order."""
    shorter, longer = sorted((len(one), len(other)))
    if longer > _AS_LONG * shorter:
        return 0.0
    likeness = one @ other.T
    likeness -= likeness.mean(axis=1, keepdims=True)
    likeness -= likeness.mean(axis=0, keepdims=True)
    there, back = likeness.argmax(axis=1), likeness.argmax(axis=0)
    count = _longest_rise([int(j) for i, j in enumerate(there) if back[j] == i])
    return count / shorter if count >= _PASSAGES_IN_STEP else 0.0


def _longest_rise(values: Sequence[int]) -> int:
    """Return the length of the longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    for value in values:
        at = bisect_left(tops, value)
        tops[at : at + 1] = [value]
    return len(tops)
