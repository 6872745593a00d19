"""The questions to the catalogue that are made of parts, in SQL: filters, counts and coverage.

A query is its text and the values of its question marks. Only claims that are not outranked count,
and of passages only those that are ranked, so that a count is what a search can find.
"""

from collections.abc import Iterable, Mapping

from practice_search.terms import NONE, OF_REPORTS, Facet

__all__ = [
    "Query",
    "allowed_passages",
    "coverage",
    "passage_count",
    "passages_by_value",
    "passages_with",
    "question_marks",
]

Query = tuple[str, list[str]]

_RULING = "facet = ? AND NOT outranked"
_CARRIES = f"{_RULING} AND value <> '{NONE}'"


def question_marks(values: Iterable[object]) -> str:
    """Return as many as there are values."""
    return ",".join("?" for _ in values)


def allowed_passages(
    facets: Mapping[Facet, frozenset[str]],
    *,
    required: Iterable[str] = (),
    excluded: Iterable[str] = (),
) -> Query | None:
    """Select the ids of the passages that a search may find; None for all of them.

    Args:
        facets: of each, a passage or its report carries one of the values.
        required: full-text expressions that must match.
        excluded: full-text expressions that must not.

    """
    parts, values = [], []
    for facet, wanted in facets.items():
        part, of_part = (_of_report if facet in OF_REPORTS else _of_passage)(facet, wanted)
        parts.append(part)
        values += of_part
    matching = "SELECT rowid AS id FROM full_text WHERE full_text MATCH ?"
    for expression in required:
        parts.append(matching)
        values.append(expression)
    allowed = " INTERSECT ".join(parts)
    for expression in excluded:
        allowed = f"{allowed or 'SELECT id FROM passages'} EXCEPT {matching}"
        values.append(expression)
    return (allowed, values) if allowed else None


def _of_passage(facet: Facet, wanted: frozenset[str]) -> Query:
    either, values = [], []
    if named := sorted(wanted - {NONE}):
        either.append(
            "SELECT passage_id AS id FROM claims WHERE passage_id IS NOT NULL"
            f" AND {_RULING} AND value IN ({question_marks(named)})"
        )
        values += [facet.value, *named]
    if NONE in wanted:
        either.append(
            "SELECT id FROM passages EXCEPT SELECT passage_id FROM claims"
            f" WHERE passage_id IS NOT NULL AND {_CARRIES}"
        )
        values.append(facet.value)
    return (
        "SELECT id FROM (" + " UNION ".join(f"SELECT id FROM ({e})" for e in either) + ")",
        values,
    )


_COLUMNS = {Facet.KIND: "kind", Facet.YEAR: "CAST(year AS TEXT)", Facet.REPORT: "file"}


def _of_report(facet: Facet, wanted: frozenset[str]) -> Query:
    column, named = _COLUMNS[facet], sorted(wanted - {NONE})
    either = [f"{column} IN ({question_marks(named)})"]
    either += [f"{column} IS NULL"] if NONE in wanted else []
    reports = f"SELECT id FROM reports WHERE {' OR '.join(either)}"
    return f"SELECT id FROM passages WHERE report_id IN ({reports})", named


def _inside(
    column: str,
    facets: Mapping[Facet, frozenset[str]],
    *,
    required: Iterable[str] = (),
    excluded: Iterable[str] = (),
) -> Query:
    allowed = allowed_passages(facets, required=required, excluded=excluded)
    return (f" AND {column} IN ({allowed[0]})", allowed[1]) if allowed else ("", [])


def passage_count(
    facets: Mapping[Facet, frozenset[str]],
    *,
    required: Iterable[str] = (),
    excluded: Iterable[str] = (),
) -> Query:
    """Count the passages that a search may find; the arguments are those of `allowed_passages`."""
    inside, values = _inside("id", facets, required=required, excluded=excluded)
    return f"SELECT COUNT(*) FROM passages WHERE ranked{inside}", values


def passages_with(facet: Facet, facets: Mapping[Facet, frozenset[str]]) -> Query:
    """Count the passages that the filters allow and that carry any value of a facet."""
    inside, values = _inside("p.id", facets)
    if facet in OF_REPORTS:
        sql = (
            "SELECT COUNT(*) FROM passages p JOIN reports r ON r.id = p.report_id"
            f" WHERE p.ranked AND {_COLUMNS[facet]} IS NOT NULL{inside}"
        )
        return sql, values
    sql = (
        "SELECT COUNT(DISTINCT p.id) FROM claims c JOIN passages p ON p.id = c.passage_id"
        f" WHERE p.ranked AND {_CARRIES}{inside}"
    )
    return sql, [facet.value, *values]


def passages_by_value(facet: Facet, facets: Mapping[Facet, frozenset[str]]) -> Query:
    """Count the passages that the filters allow by value of a facet, and those of them guessed."""
    inside, values = _inside("p.id", facets)
    if facet in OF_REPORTS:
        sql = (
            f"SELECT {_COLUMNS[facet]} AS value, COUNT(*) AS passages, SUM(EXISTS (SELECT 1 FROM"
            " claims c WHERE c.report_id = r.id AND c.passage_id IS NULL AND c.facet = ?"
            " AND NOT c.outranked AND c.origin = 'guessed')) AS guessed"
            " FROM passages p JOIN reports r ON r.id = p.report_id"
            f" WHERE p.ranked AND {_COLUMNS[facet]} IS NOT NULL{inside} GROUP BY 1"
        )
        return sql, [facet.value, *values]
    sql = (
        "SELECT c.value, COUNT(*) AS passages, SUM(c.origin = 'guessed') AS guessed"
        " FROM claims c JOIN passages p ON p.id = c.passage_id"
        f" WHERE p.ranked AND {_CARRIES}{inside} GROUP BY c.value"
    )
    return sql, [facet.value, *values]


def coverage(split: Facet | None, facets: Mapping[Facet, frozenset[str]]) -> Query:
    """Count the passages that the filters allow by pillar, country, split and report.

    A passage of two pillars counts for both. ``split`` is YEAR, LANGUAGE or None.
    """

    def carried(name: str) -> str:
        return (
            f" LEFT JOIN claims {name} ON {name}.passage_id = p.id AND {name}.facet = ?"
            f" AND NOT {name}.outranked AND {name}.value <> '{NONE}'"
        )

    inside, values = _inside("p.id", facets)
    by = {None: "NULL", Facet.YEAR: "r.year", Facet.LANGUAGE: "l.value"}[split]
    joined = [("a", Facet.PILLAR), ("b", Facet.COUNTRY)]
    joined += [("l", Facet.LANGUAGE)] if split is Facet.LANGUAGE else []
    sql = (
        f"SELECT a.value AS pillar, b.value AS country, CAST({by} AS TEXT) AS split, r.kind,"
        " COUNT(*) AS passages, SUM(a.origin IS 'guessed' OR b.origin IS 'guessed') AS guessed"
        " FROM passages p JOIN reports r ON r.id = p.report_id"
        + "".join(carried(name) for name, _ in joined)
        + f" WHERE p.ranked{inside} GROUP BY 1, 2, 3, r.id"
    )
    return sql, [*(facet.value for _, facet in joined), *values]
