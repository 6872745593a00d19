"""One report from file to clean pages."""

from dataclasses import dataclass
from pathlib import Path

from practice_search.documents.cleaning import clean_pages, drop_invisible
from practice_search.documents.pdf import read_raw_pages
from practice_search.errors import DamagedPdfError, NoTextError
from practice_search.records import Page

__all__ = ["Reading", "read_report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The pages of one report; ``lost`` could not be read, ``blank`` have no text layer."""

    pages: tuple[Page, ...]
    lost: tuple[int, ...]
    blank: tuple[int, ...]

    @property
    def note(self) -> str:
        """A sentence on pages that cannot be searched, empty when there are none."""
        parts = [
            f"{what}: {_page_list(numbers)}"
            for what, numbers in (
                ("damaged pages", self.lost),
                ("pages without text, perhaps pictures or scans", self.blank),
            )
            if numbers
        ]
        return f"Not searchable, {'; '.join(parts)}." if parts else ""


def read_report(path: Path) -> Reading:
    """Read and clean one PDF.

    Raises:
        ReportError: the file cannot be read, or `NoTextError` when no page has text and none is
            damaged.

    """
    raw = read_raw_pages(path)
    texts = clean_pages(page.text or "" for page in raw)
    lost = tuple(page.number for page in raw if page.text is None)
    if lost and not any(texts):
        raise DamagedPdfError(
            f"{path.name} is damaged: none of its pages can be read. Download or copy it again."
        )
    if not any(texts):
        raise NoTextError(
            f"{path.name} has no text layer: its pages are pictures. "
            "Run a text recognition over it, or ask its publisher for a searchable copy."
        )
    return Reading(
        pages=tuple(
            Page(number=page.number, label=_clean_label(page.label), text=text)
            for page, text in zip(raw, texts, strict=True)
        ),
        lost=lost,
        blank=tuple(
            page.number
            for page, text in zip(raw, texts, strict=True)
            if page.text is not None and not text
        ),
    )


def _clean_label(label: str | None) -> str | None:
    return " ".join(drop_invisible(label or "").split()) or None


def _page_list(numbers: tuple[int, ...]) -> str:
    """Write page numbers as people do: 1, 4-6, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in runs)
