"""A cross-encoder that has the last word on the order of the first hits."""

import socket
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase
from typing import NoReturn

import pytest

from practice_search import Library
from practice_search.errors import EncoderError
from practice_search.index.reranking import Reranker

QUESTION = "Who plans the safety of women?"

MakeJudge = Callable[[Path, float], Path]


@pytest.fixture(scope="module")
def make_judge() -> MakeJudge:
    """Return what makes a tiny cross-encoder; the opposite liking turns its order round."""
    # Imported late: torch takes seconds, and most tests do without.
    import torch  # noqa: PLC0415
    from sentence_transformers import CrossEncoder  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        BertConfig,
        BertForSequenceClassification,
        BertTokenizer,
    )

    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*marks, *ascii_lowercase, *(f"##{letter}" for letter in ascii_lowercase)]

    def make(folder: Path, liking: float) -> Path:
        config = BertConfig(
            vocab_size=len(pieces),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            initializer_range=1.0,
        )
        config.num_labels = 1
        with torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(0)
            model = BertForSequenceClassification(config)
            model.classifier.weight.mul_(liking)
        model.save_pretrained(folder / "parts")
        tokenizer = BertTokenizer(vocab={piece: i for i, piece in enumerate(pieces)})
        tokenizer.save_pretrained(folder / "parts")
        judge = folder / "judge"
        made = CrossEncoder(
            str(folder / "parts"), device="cpu", max_length=128, local_files_only=True
        )
        made.save_pretrained(str(judge), create_model_card=False)
        return judge

    return make


def test_the_cross_encoder_orders_the_hits(
    small_index: Path, tmp_path: Path, make_judge: MakeJudge
) -> None:
    """The hits come in the order of its scores; one that likes the opposite turns it round."""
    judge, opposite = make_judge(tmp_path / "one", 0.1), make_judge(tmp_path / "other", -0.1)
    with Library.open(small_index) as library:
        passages = [hit.passage for hit in library.search(QUESTION, limit=100, grouped=False)]
    scores = Reranker.load(str(judge)).scores(QUESTION, [passage.text for passage in passages])
    judged = sorted(zip(scores, passages, strict=True), key=lambda pair: -pair[0])
    assert len(set(scores)) == len(passages) == 4

    with Library.open(small_index, reranker=str(judge)) as library:
        hits = library.search(QUESTION, limit=100, grouped=False)
        best = library.search(QUESTION, limit=1, grouped=False)
    assert [hit.passage for hit in hits] == [passage for _, passage in judged]
    assert [hit.passage for hit in best] == [judged[0][1]]
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]

    with Library.open(small_index, reranker=str(opposite)) as library:
        turned = library.search(f"{QUESTION} -zzzzz", limit=100, grouped=False)
    assert [hit.passage for hit in turned] == [hit.passage for hit in hits[::-1]]


@pytest.mark.parametrize("name", ["no/such-model", "FOLDER"])
def test_an_unknown_cross_encoder_is_named_with_what_to_do(
    small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A model that is not here is not fetched, and the error says how to go on."""
    name = str(tmp_path) if name == "FOLDER" else name
    asked_for: list[object] = []

    def refuse(*address: object, **_: object) -> NoReturn:
        asked_for.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(EncoderError) as raised:
        Library.open(small_index, reranker=name)
    assert f"no cross-encoder {name!r} on this machine" in str(raised.value)
    assert "Name a folder with one, or leave --reranker away." in str(raised.value)
    assert not asked_for
