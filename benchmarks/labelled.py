"""The labelled passages of ``benchmarks/labels``, and those of real reports that they point to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from practice_search.index.describing import contexts
from practice_search.index.intake import take_in
from practice_search.metadata.evidence import PassageText
from practice_search.records import Claim, Span
from practice_search.terms import NONE, Facet, Pillar, country_name

LABELS = Path(__file__).with_name("labels")
DOCUMENTS = "documents.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A passage, and what a person says that it is about.

    ``report`` is what the passage was written from, or the report that it stands in.
    """

    report: str
    passage: PassageText
    pillars: frozenset[Pillar]
    articles: frozenset[str]
    countries: frozenset[str]
    clear: bool

    @property
    def context(self) -> tuple[str, ...]:
        """What it is read under; what it was written from has no title."""
        names = sorted(map(country_name, self.countries - {"INT", NONE}))
        countries = (", ".join(names),) if 0 < len(names) <= 2 else ()
        return (*countries, *self.passage.headings)

    @property
    def language(self) -> str:
        """The language that it is in."""
        return self.passage.language or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealReport:
    """A report as it is taken in: all its passages, and those that are labelled, by place.

    ``contexts`` are what the passages are read under.
    """

    claims: tuple[Claim, ...]
    passages: list[PassageText]
    contexts: list[tuple[str, ...]]
    labelled: list[tuple[int, Labelled]]


def written_passages() -> list[Labelled]:
    """Return the passages that were written for learning."""
    return [
        _labelled(said, f"{path.stem}/{said['report']}", _written(said))
        for path in sorted(LABELS.glob("*.jsonl"))
        if path.name != DOCUMENTS
        for said in _lines(path)
    ]


def real_passages(documents: Path) -> Iterator[RealReport]:
    """Yield the reports that have labels, read from a folder.

    Raises:
        SystemExit: a label points to a passage that is not there.

    """
    by_file: dict[str, list[dict[str, object]]] = {}
    for said in _lines(LABELS / DOCUMENTS):
        by_file.setdefault(str(said["file"]), []).append(said)
    for file, labels in by_file.items():
        intake = take_in(documents / file, ocr=False)
        passages = [intake.text(passage) for passage in intake.passages]
        places = {(p.spans[0].page, _first_words(p.text)): at for at, p in enumerate(passages)}
        found = []
        for said in labels:
            key = (said["page"], _first_words(str(said["words"])))
            if key not in places:
                raise SystemExit(f"{file} has no passage on page {key[0]} that begins {key[1]!r}.")
            found.append((places[key], _labelled(said, file, passages[places[key]])))
        title = next((c.value for c in intake.claims if c.facet is Facet.TITLE), file)
        under = contexts(title, ((p.cut.headings, p.claims) for p in intake.passages))
        yield RealReport(claims=intake.claims, passages=passages, contexts=under, labelled=found)


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _first_words(text: str) -> str:
    return " ".join(text.split()[:5])


def _written(said: dict[str, object]) -> PassageText:
    text = str(said["text"])
    headings = said["headings"]
    assert isinstance(headings, list)  # noqa: S101
    return PassageText(
        spans=(Span(page=1, start=0, end=len(text)),),
        pieces=(text,),
        headings=tuple(headings),
        language=str(said["language"]),
    )


def _labelled(said: dict[str, object], report: str, passage: PassageText) -> Labelled:
    def several(field: str) -> list[str]:
        values = said[field]
        assert isinstance(values, list)  # noqa: S101
        return values

    return Labelled(
        report=report,
        passage=passage,
        pillars=frozenset(map(Pillar, several("pillars"))),
        articles=frozenset(several("articles")),
        countries=frozenset(several("countries")),
        clear=bool(said["clear"]),
    )
