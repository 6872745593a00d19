"""What several rooms' tests share: real PDFs made on the spot, and one small real library."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import typst

from practice_search import Library
from practice_search.index.unpacking import unpacked_e5
from practice_search.records import Outcome, Status

WritePdf = Callable[[Path, Iterable[str]], Path]

NORWAY = [
    "Krisesenteret i hver kommune gir et trygt botilbud til voldsutsatte. Tilbudet er gratis.",
    "Politiet vurderer risikoen for ny partnervold med et fast verktøy. Vurderingen gjentas.",
]
ROMANIA = [
    "Ordinul de protecție provizoriu este emis de polițist. El durează cinci zile.",
    "Linia telefonică gratuită răspunde zi și noapte victimelor violenței domestice.",
]
COMPENDIUM = [
    "This compendium describes practices of several countries. It was written for this test.",
    "Shelter staff in Norway work with the police. They plan the safety of each woman together.",
    "Romanian teachers talk with pupils about respect. The lessons begin at the age of ten.",
    "A committee of ministries meets each month. It watches over the national strategy.",
]
REPORTS_CSV = """\
file,pages,title,publisher,year,languages,countries,pillars,source,kind
norge.pdf,,Krisesentre i Norge,Testforlaget,2023,nb,NO,protection prosecution,,evaluation
romania.pdf,,Ordine de protecție,,2024,ro,RO,prosecution,,official
compendium.pdf,,A compendium,,2022,en,,,,notes
compendium.pdf,2,,,,,NO,protection,,
compendium.pdf,3,,,,,RO,prevention,,
"""


@pytest.fixture(scope="session")
def write_pdf() -> WritePdf:
    """Return what makes a PDF, one page a text."""

    def write(path: Path, pages: Iterable[str]) -> Path:
        texts = "\n#pagebreak()\n".join(
            f"#{json.dumps(text, ensure_ascii=False)}" for text in pages
        )
        path.write_bytes(typst.compile(f"#set text(hyphenate: false)\n{texts}".encode()))
        return path

    return write


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory, write_pdf: WritePdf) -> Path:
    """Return a folder with three reports in three languages, and one file that is no PDF."""
    corpus = tmp_path_factory.mktemp("small") / "corpus"
    corpus.mkdir()
    write_pdf(corpus / "norge.pdf", NORWAY)
    write_pdf(corpus / "romania.pdf", ROMANIA)
    write_pdf(corpus / "compendium.pdf", COMPENDIUM)
    (corpus / "broken.pdf").write_text("<!DOCTYPE html><title>404</title>")
    (corpus / "reports.csv").write_text(REPORTS_CSV, encoding="utf-8")
    return corpus


@pytest.fixture(scope="session")
def small_index(small_corpus: Path) -> Path:
    """Return the index of `small_corpus`; tests read it and leave it as it is."""
    index = small_corpus.with_name("index")
    build(small_corpus, index)
    return index


@pytest.fixture(scope="session")
def other_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a real sentence-transformers model of another dimension, small and untrained.

    It embeds in a hundredth of the time, where only the order of the hits matters, not its sense.
    """
    # Imported late: torch takes seconds, and most tests do without.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Normalize,
        Pooling,
        Transformer,
    )
    from transformers import AutoTokenizer, BertConfig, BertModel  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = AutoTokenizer.from_pretrained(unpacked_e5())
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        BertModel(config, add_pooling_layer=False).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert")), Pooling(32, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "small"))
    return folder / "small"


def build(corpus: Path, index: Path, *, encoder: str | None = None) -> dict[str, Outcome]:
    """Index a corpus to the end, and return the outcomes by file."""
    outcomes = list(Library.build(corpus, index, encoder=encoder))
    by_file = {outcome.file: outcome for outcome in outcomes}
    assert len(by_file) == len(outcomes), "each file has one outcome"
    return by_file


def statuses(outcomes: dict[str, Outcome]) -> dict[str, Status]:
    """Return the status of each file."""
    return {file: outcome.status for file, outcome in outcomes.items()}
