"""A real library that is large enough for a score to stand out: two reports of the starter corpus.

Two small ones beside them give different numbers of the same thing.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice_search import Library
from tests.conftest import WritePdf, build

ROOT = Path(__file__).parents[2]
SHELTERS_2024 = "In 2024 Finland had 29 shelters for victims of domestic violence."
SHELTERS_2015 = "In 2015 Finland had 19 shelters for victims of domestic violence."
ROWS = """\
file,title,publisher,year,languages,countries,kind
shelters-2024.pdf,Shelters today,The office,2024,en,FI,official
shelters-2015.pdf,Shelters then,The institute,2015,en,FI,official
"""


@pytest.fixture(scope="session")
def answering_index(tmp_path_factory: pytest.TempPathFactory, write_pdf: WritePdf) -> Path:
    """Return an index of them; tests read it and leave it as it is."""
    corpus = tmp_path_factory.mktemp("answering") / "corpus"
    corpus.mkdir()
    for name in ("romania.pdf", "norway.pdf"):
        shutil.copy(ROOT / "corpus" / name, corpus)
    write_pdf(corpus / "shelters-2024.pdf", [SHELTERS_2024])
    write_pdf(corpus / "shelters-2015.pdf", [SHELTERS_2015])
    (corpus / "reports.csv").write_text(ROWS, encoding="utf-8")
    build(corpus, corpus.with_name("index"))
    return corpus.with_name("index")


@pytest.fixture(scope="session")
def answering(answering_index: Path) -> Iterator[Library]:
    """Return the library, open."""
    with Library.open(answering_index) as library:
        yield library
