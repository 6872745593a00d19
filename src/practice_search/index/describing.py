"""What a person has said of a report and what it shows of itself, put together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from practice_search.metadata.reports_csv.reading import ReportsCsv
from practice_search.records import Claim, Origin, Report, Span
from practice_search.terms import FILTERABLE, NONE, Facet, Format, Kind, country_name

__all__ = ["contexts", "describe", "passage_claims"]

_COUNTRIES = 2  # the first ones of a passage; what it only mentions comes last


def describe(
    stated: ReportsCsv, guesses: Sequence[Claim], *, file: str, fingerprint: str, written_in: Format
) -> Report:
    """Describe a report as reports.csv does, and where that is silent as it does itself."""
    row = stated.report_row(file)
    guessed = {claim.facet: claim.value for claim in guesses}
    year, kind = guessed.get(Facet.YEAR), guessed.get(Facet.KIND)
    return Report(
        id=0,
        file=file,
        fingerprint=fingerprint,
        format=written_in,
        title=row.title or guessed.get(Facet.TITLE) or PurePosixPath(file).stem,
        publisher=row.publisher or guessed.get(Facet.PUBLISHER, ""),
        year=row.year or (int(year) if year else None),
        source=row.source,
        kind=row.kind or (Kind(kind) if kind else None),
        page_count=0,
        passage_count=0,
        claims=(*stated.report_claims(file), *guesses),
    )


def contexts(
    title: str, passages: Iterable[tuple[Sequence[str], Sequence[Claim]]]
) -> list[tuple[str, ...]]:
    """Return what each passage is read under: its countries, the title, and its headings.

    A question names a country and a law, and the passage that answers is one of many of a report
    that does not say them again. After "Contextual retrieval" (Anthropic, 2024).

    Args:
        title: of the report.
        passages: the headings and the claims of each.

    """
    found = []
    for headings, claims in passages:
        said = [c for c in claims if c.facet is Facet.COUNTRY and c.value not in (NONE, "INT")]
        highest = next((origin for origin in Origin if any(c.origin is origin for c in said)), None)
        names = [country_name(claim.value) for claim in said if claim.origin is highest]
        countries = (", ".join(names[:_COUNTRIES]),) if names else ()
        path = tuple(headings)
        found.append((*countries, *(() if path[:1] == (title,) else (title,)), *path))
    return found


def passage_claims(
    stated: ReportsCsv,
    file: str,
    passages: Sequence[tuple[Span, ...]],
    guesses: Sequence[Sequence[Claim]],
) -> list[tuple[Claim, ...]]:
    """Return what a person has said of the page on which most of each passage stands.

    Where the row of the whole report names several values, each passage takes those of them that it
    shows itself, with the evidence for them; all of them where it shows none. So it is with the
    languages of a chapter too, since a passage has only one.
    """
    pages = [max(spans, key=lambda span: span.end - span.start).page for spans in passages]
    by_page = {page: stated.page_claims(file, page) for page in set(pages)}
    claims = []
    for page, guessed in zip(pages, guesses, strict=True):
        own: list[Claim] = []
        for facet in FILTERABLE:
            said = [claim for claim in by_page[page] if claim.facet is facet]
            own += _shown(said, [claim for claim in guessed if claim.facet is facet])
        claims.append(tuple(own))
    return claims


def _shown(said: list[Claim], guessed: Sequence[Claim]) -> list[Claim]:
    """Narrow several values to those that are guessed as well."""
    one_chooses = said and (said[0].origin is Origin.STATED or said[0].facet is Facet.LANGUAGE)
    if len(said) < 2 or not one_chooses:
        return said
    by_value = {claim.value: claim for claim in guessed if claim.value != NONE}
    return [
        replace(by_value[claim.value], origin=claim.origin, probability=None)
        for claim in said
        if claim.value in by_value
    ] or said
