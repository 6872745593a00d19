"""The baseline: what a developer would build in an afternoon, with any encoder.

pypdf, recursive splitting at 1,000 characters with an overlap of 200, one vector a piece, FAISS
flat. Pieces do not cross pages, so that each has a page to show.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
from pypdf import PdfReader

from practice_search.evaluation.questions import Place

__all__ = ["Embed", "afternoon_search", "read_folder"]

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]

SIZE, OVERLAP = 1000, 200
SEPARATORS = ("\n\n", "\n", " ", "")
PIECES = 100  # a question


def read_folder(folder: Path) -> Iterator[tuple[Place, str]]:
    """Yield the pages of all PDFs and text files of a folder."""
    for path in sorted(folder.rglob("*.pdf")):
        for number, page in enumerate(PdfReader(path).pages, start=1):
            try:
                yield (path.relative_to(folder).as_posix(), number), page.extract_text()
            except Exception as error:  # noqa: BLE001  # whatever pypdf meets
                print(f"{path.name}, page {number}: {error}")
    for path in sorted(folder.rglob("*.txt")):
        yield (path.relative_to(folder).as_posix(), 1), path.read_text(encoding="utf-8")


def split(text: str, separators: Sequence[str] = SEPARATORS) -> list[str]:
    """Split a text at the widest separator that gives pieces of at most `SIZE` characters."""
    if len(text) <= SIZE:
        return [text] if text.strip() else []
    separator, narrower = separators[0], separators[1:]
    parts = text.split(separator) if separator else list(text)
    pieces: list[str] = []
    current: list[str] = []
    for part in parts:
        if len(part) > SIZE:
            pieces += [separator.join(current)] if current else []
            current = []
            pieces += split(part, narrower)
            continue
        if len(separator.join([*current, part])) > SIZE:
            pieces.append(separator.join(current))
            while current and len(separator.join([*current, part])) > min(
                SIZE, OVERLAP + len(part)
            ):
                current.pop(0)
        current.append(part)
    return [piece for piece in [*pieces, separator.join(current)] if piece.strip()]


def afternoon_search(
    pages: Iterable[tuple[Place, str]], embed_passages: Embed, embed_question: Embed
) -> Callable[[str], list[Place]]:
    """Index pages, and return what finds those that are nearest to a question."""
    pieces = [(place, piece) for place, text in pages for piece in split(text)]
    vectors = embed_passages([piece for _, piece in pieces])
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def find(question: str) -> list[Place]:
        _, nearest = index.search(embed_question([question]), PIECES)
        return [pieces[at][0] for at in nearest[0] if at >= 0]

    return find
