"""Measure what the tokens of each language have in common, and write it into the program.

    python benchmarks/token_means.py

Reads the labelled passages, which were written for this project on the same subjects in all
languages, and writes ``src/practice_search/index/token_means.safetensors``.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
from labelled import written_passages
from safetensors.numpy import save_file

import practice_search.index
from practice_search.index.embedding import Encoder
from practice_search.index.token_means import MEANS, QUESTIONS

AT_LEAST, AT_MOST = 12, 80  # passages of a language


def main() -> None:
    """Embed passages of each language, and their headings as questions."""
    by_language = defaultdict(list)
    for labelled in written_passages():
        by_language[labelled.language].append(labelled.passage)
    encoder = Encoder.load()
    means: dict[str, npt.NDArray[np.float16]] = {}
    questions = []
    for language, passages in sorted(by_language.items()):
        if len(passages) < AT_LEAST:
            continue
        step = max(1, len(passages) // AT_MOST)
        some = passages[::step][:AT_MOST]
        tokens = encoder.embed_tokens([passage.text for passage in some], task="document")
        means[language] = np.concatenate(tokens).mean(axis=0).astype(np.float16)
        asked = [" ".join(passage.headings) for passage in some if passage.headings]
        questions += encoder.embed_tokens(asked, task="query")
        print(f"{language}: {len(some)} passages")
    means[QUESTIONS] = np.concatenate(questions).mean(axis=0).astype(np.float16)
    save_file(means, Path(practice_search.index.__path__[0]) / MEANS)


if __name__ == "__main__":
    main()
