"""The encoder: text to unit vectors, through sentence-transformers.

Queries and passages are embedded with the prompts that the model declares (E5: ``query: `` and
``passage: ``; Wang et al., arXiv:2402.05672).
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from practice_search.errors import EncoderError
from practice_search.index.unpacking import WEIGHTS_SHA256, quieten_transformers, unpacked_e5

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["DEFAULT_ENCODER", "Encoder"]

DEFAULT_ENCODER = "multilingual-e5-small"
"""The model whose weights come with the installation."""

_DEFAULT_DIMENSION = 384
_BATCH = 16  # on two cores as fast as any larger one, in less memory
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
            identity=_identity(model),
            dimension=int(model.get_embedding_dimension() or 0),
            load=lambda: model,
        )

    @cached_property
    def _model(self) -> "SentenceTransformer":
        model = self._load()
        import torch  # noqa: PLC0415  # see _sentence_transformer

        return model.to(torch.bfloat16) if _has_bfloat16(torch.cpu.get_capabilities()) else model

    def embed_passages(
        self, texts: Sequence[str], *, watch: Callable[[int], None] = lambda _: None
    ) -> npt.NDArray[np.float32]:
        """Return unit vectors, (len(texts), dimension); ``watch`` hears how many are done."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            batch = list(texts[start : start + _AT_ONCE])
            with _busy:
                vectors[start : start + len(batch)] = self._model.encode_document(
                    batch,
                    batch_size=_BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
            watch(start + len(batch))
        return vectors

    def embed_question(self, text: str) -> npt.NDArray[np.float32]:
        """Return the unit vector of one question, (dimension,)."""
        with _busy:
            vector = self._model.encode_query(
                text, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vector, dtype=np.float32)


@lru_cache(maxsize=2)  # one copy in memory, whoever asks; two while an index changes encoders
def _sentence_transformer(name: str) -> "SentenceTransformer":
    # Read by huggingface_hub when it is imported: by default it stays off the network.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Imported late, since torch takes seconds to load and most commands do without.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    quieten_transformers()
    try:
        return SentenceTransformer(name, device="cpu").eval()
    except Exception as error:  # a hub, a file system and a format can each fail in many ways
        raise EncoderError(
            f"There is no encoder {name!r} on this machine, or it is broken. Name a folder "
            "with a sentence-transformers model, or fetch a model by its name once, with "
            "HF_HUB_OFFLINE=0 set for that run."
        ) from error


def _identity(model: "SentenceTransformer") -> str:
    """Hash what decides the vectors: weights, modules and prompts."""
    digest = hashlib.sha256(repr((model, model.prompts)).encode())
    for name, tensor in model.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()


def _has_bfloat16(capabilities: Mapping[str, object]) -> bool:
    """Whether the processor multiplies bfloat16 itself: elsewhere it is slower than float32."""
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
