"""The encoder: text to unit vectors, of the whole and its parts, through sentence-transformers.

Queries and passages are embedded with the prompts that the model declares (E5: ``query: `` and
``passage: ``; Wang et al., arXiv:2402.05672). The vectors of a passage's words are pooled to a
third (Clavié et al., "Reducing the footprint of multi-vector retrieval with minimal performance
impact via token pooling", arXiv:2409.14683). Those of its sentences are means over their words as
they were read in the whole (late chunking; Günther et al., arXiv:2409.04701).
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
import numpy.typing as npt

from practice_search.errors import EncoderError
from practice_search.index.token_means import TokenMeans
from practice_search.index.token_vectors import PassageVectors, QuestionVectors, unit
from practice_search.index.unpacking import WEIGHTS_SHA256, quieten_transformers, unpacked_e5

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.multi_vector_encoder.modules.token_pooling import (
        HierarchicalTokenPooling,
    )

__all__ = ["DEFAULT_ENCODER", "Encoder", "quiet_and_offline"]

DEFAULT_ENCODER = "multilingual-e5-small"
"""The model whose weights come with the installation."""

_DEFAULT_DIMENSION = 384
_BATCH = 16  # on two cores as fast as any larger one, in less memory
_POOLED = 3  # tokens are kept as one
_COMMON = 4.0  # words with a log probability of less than minus this weigh more, the rarer the more
_AT_ONCE = 128  # passages between two reports of progress; sentence-transformers sorts by length

_busy = Lock()  # a model is shared, and its tokenizer cannot be used by two threads at one time


class Encoder:
    """A sentence-transformers model on this machine's processor.

    ``name`` is what a person calls it: `DEFAULT_ENCODER`, a model's name or its folder;
    ``identity`` tells its weights from any other's; ``dimension`` is the length of its vectors.
    Safe to use from several threads.
    """

    def __init__(
        self, *, name: str, identity: str, dimension: int, load: Callable[[], "SentenceTransformer"]
    ) -> None:
        self.name = name
        self.identity = identity
        self.dimension = dimension
        self._load = load

    @classmethod
    def load(cls, name: str = DEFAULT_ENCODER) -> Self:
        """Load an encoder from this machine; nothing is fetched unless HF_HUB_OFFLINE=0 is set.

        What the default encoder is, is known beforehand: it is loaded with the first text, so
        that a run in which nothing has changed does not wait for it.

        Raises:
            EncoderError: there is no such model here, or it is broken.

        """
        if name == DEFAULT_ENCODER:
            folder = str(unpacked_e5())
            return cls(
                name=name,
                identity=WEIGHTS_SHA256,
                dimension=_DEFAULT_DIMENSION,
                load=lambda: _sentence_transformer(folder),
            )
        model = _sentence_transformer(name)
        return cls(
            name=str(Path(name).resolve()) if Path(name).is_dir() else name,
            identity=_identity(name),
            dimension=int(model.get_embedding_dimension() or 0),
            load=lambda: model,
        )

    @cached_property
    def _model(self) -> "SentenceTransformer":
        model = self._load()
        import torch  # noqa: PLC0415  # see _sentence_transformer

        return model.to(torch.bfloat16) if _has_bfloat16(torch.cpu.get_capabilities()) else model

    @cached_property
    def _means(self) -> TokenMeans:
        default = self.identity == WEIGHTS_SHA256
        return TokenMeans.of_default_encoder() if default else TokenMeans()

    def embed_passages(
        self,
        texts: Sequence[str],
        *,
        contexts: Sequence[Sequence[str]] | None = None,
        languages: Sequence[str | None] | None = None,
        sentence_ends: Sequence[Sequence[int]] | None = None,
        pooled: bool = True,
        watch: Callable[[int], None] = lambda _: None,
    ) -> PassageVectors:
        """Embed passages.

        Args:
            texts: their words.
            contexts: what each is read under, such as its headings.
            languages: of each the BCP 47 subtag, None where it is not known.
            sentence_ends: at which characters of each its sentences end, the last one included.
            pooled: whether tokens that are alike are put together, as they are kept; if not, each
                has a vector of its own.
            watch: hears how many are done.

        """
        under = [" › ".join(path) + "\n" if path else "" for path in contexts or [()] * len(texts)]
        whole = np.empty((len(texts), self.dimension), dtype=np.float32)
        own = np.empty_like(whole)
        tokens: list[npt.NDArray[np.float32]] = []
        sentences: list[npt.NDArray[np.float32]] = []
        for start in range(0, len(texts), _AT_ONCE):
            batch = range(start, min(start + _AT_ONCE, len(texts)))
            embedded = self._embed([under[place] + texts[place] for place in batch], "document")
            for place, one in zip(batch, embedded, strict=True):
                whole[place] = one.whole
                (own[place],) = one.means(len(under[place]), [len(texts[place])])
                language = languages[place] if languages else None
                each = self._means.take_off_passage(one.tokens, language)
                tokens.append(_pooled(each) if pooled else each)
                ends = sentence_ends[place] if sentence_ends else ()
                sentences.append(one.means(len(under[place]), ends))
            watch(batch.stop)
        return PassageVectors(whole=whole, own=own, tokens=tokens, sentences=sentences)

    def embed_question(self, text: str) -> QuestionVectors:
        """Embed a question."""
        (embedded,) = self._embed([text], "query")
        return QuestionVectors(
            whole=embedded.whole,
            tokens=self._means.take_off_question(embedded.tokens),
            weights=_rarity(self._model.tokenizer)[embedded.ids],
        )

    def embed_tokens(
        self, texts: Sequence[str], *, task: Literal["query", "document"]
    ) -> list[npt.NDArray[np.float32]]:
        """Return of each text the unit vectors of its tokens, (its tokens, dimension)."""
        return [embedded.tokens for embedded in self._embed(texts, task)]

    def _embed(self, texts: Sequence[str], task: str) -> "list[_Embedded]":
        model = self._model
        encode = model.encode_query if task == "query" else model.encode_document
        prompt = model.prompts.get(task) or ""
        with _busy, _one_thread() if len(texts) == 1 else contextlib.nullcontext():
            embedded: Any = encode(
                list(texts), batch_size=_BATCH, output_value=None, show_progress_bar=False
            )
            return [
                _embedded(model, prompt, text, one)
                for text, one in zip(texts, embedded, strict=True)
            ]


@lru_cache(maxsize=2)  # as long as the models
def _rarity(tokenizer: Any) -> npt.NDArray[np.float32]:  # noqa: ANN401  # transformers comes late
    """Return how much each token of a vocabulary weighs; all the same where nothing is known."""
    fast = getattr(tokenizer, "backend_tokenizer", None)
    model = json.loads(fast.to_str())["model"] if fast else {}
    if model.get("type") != "Unigram":
        return np.ones(len(tokenizer) if fast else 1, dtype=np.float32)
    # The log probabilities that SentencePiece learned from text of all its languages.
    scores = np.array([score for _, score in model["vocab"]], dtype=np.float32)
    scores = np.pad(scores, (0, max(0, len(tokenizer) - len(scores))))
    rarity: npt.NDArray[np.float32] = np.maximum(np.float32(1), -scores - np.float32(_COMMON))
    return rarity


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Embed on one core: as quick for a question, and twenty times as quick on a busy machine.

    Threads that share the work on a few words wait for each other most of the time.
    """
    import torch  # noqa: PLC0415  # see _sentence_transformer

    several = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(several)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Embedded:
    """A text's unit vector, and of its tokens the unit vectors, numbers, and last characters."""

    whole: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.float32]
    ids: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]

    def means(self, begin: int, ends: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return the unit vectors of its parts from ``begin``, (parts, d), which end after it.

        One that lies beyond what the model reads has that of the whole.
        """
        places = np.searchsorted(self.last, [begin, *(begin + end for end in ends)])
        parts = [
            self.tokens[first:last].mean(axis=0) if last > first else self.whole
            for first, last in pairwise(places)
        ]
        return unit(np.array(parts, dtype=np.float32).reshape(-1, len(self.whole)))


def _embedded(
    model: "SentenceTransformer",
    prompt: str,
    text: str,
    one: Any,  # noqa: ANN401  # torch is imported late
) -> _Embedded:
    """Leave out the prompt and the marks; a model that looks at no context has no tokens."""
    whole = unit(_array(one["sentence_embedding"])[None])[0]
    if "token_embeddings" not in one:
        none = np.empty(0, dtype=np.int64)
        return _Embedded(
            whole=whole, tokens=np.empty((0, len(whole)), np.float32), ids=none, last=none
        )
    ids = one["input_ids"].numpy()
    prefix, special = _not_of_the_text(model.tokenizer, prompt)
    kept = np.flatnonzero(~np.isin(ids, special))[prefix:]
    read = model.tokenizer(
        prompt + text, add_special_tokens=False, return_offsets_mapping=model.tokenizer.is_fast
    )
    ends = np.array(read.get("offset_mapping", ()), dtype=np.int64).reshape(-1, 2)[prefix:, 1]
    return _Embedded(
        whole=whole,
        tokens=unit(_array(one["token_embeddings"])[kept]),
        ids=ids[kept],
        last=ends[: len(kept)] - 1 - len(prompt),
    )


@lru_cache(maxsize=4)  # of each model, passages and questions
def _not_of_the_text(tokenizer: Any, prompt: str) -> tuple[int, list[int]]:  # noqa: ANN401  # as _rarity
    """Return how many tokens a prompt has, and the numbers of the marks."""
    words = tokenizer(prompt.rstrip(), add_special_tokens=False)["input_ids"]
    return len(words), tokenizer.all_special_ids


def _array(tensor: Any) -> npt.NDArray[np.float32]:  # noqa: ANN401  # torch is imported late
    array: npt.NDArray[np.float32] = tensor.float().numpy()
    return array


def _pooled(tokens: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import torch  # noqa: PLC0415  # see _sentence_transformer

    return _array(_pooling().pool_one(torch.from_numpy(tokens))) if len(tokens) else tokens


@cache
def _pooling() -> "HierarchicalTokenPooling":
    from sentence_transformers.multi_vector_encoder.modules.token_pooling import (  # noqa: PLC0415  # see _sentence_transformer
        HierarchicalTokenPooling,
    )

    return HierarchicalTokenPooling(_POOLED, num_protected_tokens=0)


def quiet_and_offline() -> bool:
    """Keep the libraries of models off the network and out of the way; call before importing them.

    Return whether a model must be on this machine, to be passed to them as ``local_files_only``:
    a program that has imported huggingface_hub before has it ask the network, again and again,
    whatever is set here. With HF_HUB_OFFLINE=0 set, a model that is named is fetched.
    """
    # Read by huggingface_hub when it is imported.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    quieten_transformers()
    return os.environ["HF_HUB_OFFLINE"] != "0"


@lru_cache(maxsize=2)  # one copy in memory, whoever asks; two while an index changes encoders
def _sentence_transformer(name: str) -> "SentenceTransformer":
    local = quiet_and_offline()
    # Imported late, since torch takes seconds to load and most commands do without.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        return SentenceTransformer(name, device="cpu", local_files_only=local).eval()
    except Exception as error:  # a hub, a file system and a format can each fail in many ways
        raise EncoderError(
            f"There is no encoder {name!r} on this machine, or it is broken. Name a folder "
            "with a sentence-transformers model, or fetch a model by its name once, with "
            "HF_HUB_OFFLINE=0 set for that run."
        ) from error


@lru_cache(maxsize=2)  # as long as the model: on some processors it is rounded once it is used
def _identity(name: str) -> str:
    """Hash what decides the vectors: weights, modules and prompts."""
    model = _sentence_transformer(name)
    digest = hashlib.sha256(repr((model, model.prompts)).encode())
    for part, tensor in model.state_dict().items():
        digest.update(part.encode())
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()


def _has_bfloat16(capabilities: Mapping[str, object]) -> bool:
    """Whether the processor multiplies bfloat16 itself: elsewhere it is slower than float32."""
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
