"""One report from its file to all that the index keeps of it, save the vectors."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from practice_search.documents.layout import Line
from practice_search.documents.ocr import ocr_engine
from practice_search.documents.passages import Cut, cut_passages, passage_text
from practice_search.documents.raw import RawReport
from practice_search.documents.reading import (
    Reader,
    Trial,
    Watch,
    read_picture,
    read_pictures,
    read_raw,
    tidy,
)
from practice_search.documents.roles import role_by_words
from practice_search.metadata.country.claims import country_claims
from practice_search.metadata.edition import edition_claims
from practice_search.metadata.evidence import PassageText
from practice_search.metadata.kind import kind_claims
from practice_search.metadata.language import identify_language
from practice_search.records import Claim, Origin, Page
from practice_search.terms import Facet, Format

__all__ = ["LANGUAGE_UNKNOWN", "Intake", "PassageIntake", "take_in"]

LANGUAGE_UNKNOWN = "en"
"""Whose rules end sentences where no language can be told."""

_SHARE_OF_A_LANGUAGE = 0.2  # of the passages, for it to be one of the report
_PAGES_SAMPLED, _LETTERS_SAMPLED = 24, 1500  # enough to tell what most of a report is in
_PAGES_PROBED = 3  # of a report that is pictures alone; the first is often a cover
_PROBES = ("en", "bg", "el")  # a language of each script
_LETTERS_THAT_TELL = 300  # the language that they are in, if they were recognised rightly
_PARAGRAPHS_A_PASSAGE = 40  # as many as a passage needs, where a paragraph stands for a page


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageIntake:
    """A passage without its id: where it stands, and what is guessed of it."""

    cut: Cut
    claims: tuple[Claim, ...]

    @property
    def language(self) -> str | None:
        """The language that its words are in, where they tell it."""
        return next((c.value for c in self.claims if c.facet is Facet.LANGUAGE), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What was read of a report.

    ``note`` says which pages cannot be searched; ``pictures`` is the language of those that might
    be recognised and were not, empty when there are none.
    """

    format: Format
    pages: tuple[Page, ...]
    passages: tuple[PassageIntake, ...]
    claims: tuple[Claim, ...]
    note: str
    pictures: str

    def text(self, passage: PassageIntake) -> PassageText:
        """Return the words of a passage."""
        return _passage_text(self.pages, passage.cut, passage.language)


def take_in(
    path: Path,
    *,
    languages: Collection[str] = (),
    ocr: bool = True,
    hard: Collection[Trial] = (),
    watch: Watch = lambda *_: None,
) -> Intake:
    """Read, clean and cut a report, and find out what it says of itself.

    Args:
        path: the file.
        languages: those that a person has stated of it; others are not considered.
        ocr: whether pages without text are recognised, where an engine is installed.
        hard: readers and pages that are left out, because an earlier attempt did not come back.
        watch: hears each step.

    Raises:
        ReportError: it cannot be read.

    """
    raw = read_raw(path, hard=hard, watch=watch)
    language = _main_language([page.text or "" for page in raw.pages], languages)
    pictures = any(not (page.text or "").strip() for page in raw.pages)
    recognised = False
    if ocr and pictures and path.suffix.lower() == ".pdf":
        language = language or _language_of_pictures(path, raw, watch)
        if language and ocr_engine(language):
            raw = read_pictures(path, raw, language=language, hard=hard, watch=watch)
            recognised = True
    watch(Reader.REST, 0, 1)
    reading = tidy(path, raw)
    language = language or _main_language([page.text for page in reading.pages], languages)
    cuts = cut_passages(
        reading.pages,
        language=language or LANGUAGE_UNKNOWN,
        layout=reading.layout,
        pages_at_most=2 if reading.format is Format.PDF else _PARAGRAPHS_A_PASSAGE,
    )
    texts = []
    for number, cut in enumerate(cuts):
        words = passage_text(reading.pages, cut.spans)
        cuts[number] = replace(cut, role=role_by_words(words, cut.role))
        spoken = identify_language(words, among=languages)
        texts.append(_passage_text(reading.pages, cuts[number], spoken))
    edition = edition_claims(
        reading.pages,
        list(map(_line_sizes, reading.pages, reading.lines)),
        metadata_title=reading.title,
        # A name from another system may hold bytes that are no text.
        file=path.name.encode(errors="backslashreplace").decode(),
    )
    said = {claim.facet: claim.value for claim in edition}
    countries = country_claims(
        texts, title=said.get(Facet.TITLE, ""), publisher=said.get(Facet.PUBLISHER, "")
    )
    return Intake(
        format=reading.format,
        pages=reading.pages,
        passages=tuple(
            PassageIntake(cut=cut, claims=(*_language_claims([text]), *of_country))
            for cut, text, of_country in zip(cuts, texts, countries.passages, strict=True)
        ),
        claims=(
            *edition,
            *kind_claims(edition),
            *_language_claims(texts),
            *countries.report,
        ),
        note=reading.note,
        pictures=language or "" if reading.blank and not recognised else "",
    )


def _passage_text(pages: Sequence[Page], cut: Cut, language: str | None) -> PassageText:
    return PassageText(
        spans=cut.spans,
        pieces=tuple(pages[span.page - 1].text[span.start : span.end] for span in cut.spans),
        headings=cut.headings,
        language=language,
        ranked=cut.role.ranked,
    )


def _line_sizes(page: Page, lines: Sequence[Line]) -> list[float | None]:
    """Return the type size of every line of a page, blank ones too."""
    sizes = {line.start: line.size for line in lines}
    starts = accumulate((len(line) + 1 for line in page.text.split("\n")), initial=0)
    return [sizes.get(start) for start in list(starts)[:-1]]


def _main_language(texts: Sequence[str], stated: Collection[str]) -> str | None:
    """Return the language that most pages are in, None where nothing tells it."""
    if len(stated) == 1:
        return next(iter(stated))
    counts: Counter[str] = Counter()
    for text in texts[:: len(texts) // _PAGES_SAMPLED + 1]:
        if found := identify_language(text[:_LETTERS_SAMPLED], among=stated):
            counts[found] += len(text)
    return max(counts, key=counts.__getitem__, default=next(iter(stated), None))


def _language_of_pictures(path: Path, raw: RawReport, watch: Watch) -> str | None:
    """Recognise the first pages of a scanned report as if in one script after the other.

    Few words tell no language, and are read as the first script; many that tell none are in a
    script that no engine here reads.
    """
    letters = 0
    for number in [page.number for page in raw.pages][:_PAGES_PROBED]:
        for probe in _PROBES:
            if ocr_engine(probe):
                watch(Reader.OCR, number, len(raw.pages))
                text = read_picture(path, number, language=probe)
                if found := identify_language(text):
                    return found
                letters += sum(map(str.isalpha, text))
    return _PROBES[0] if letters < _LETTERS_THAT_TELL else None


def _language_claims(passages: Sequence[PassageText]) -> list[Claim]:
    """Claim the languages that a good part of some passages are in."""
    counts = Counter(passage.language for passage in passages if passage.language)
    several = f"the words of {{}} of {len(passages)} passages"
    basis = several if len(passages) > 1 else "its words"
    return [
        Claim(
            facet=Facet.LANGUAGE,
            value=language,
            origin=Origin.GUESSED,
            basis=basis.format(count),
        )
        for language, count in counts.most_common()
        if count >= _SHARE_OF_A_LANGUAGE * counts.total()
    ]
