"""Make the weights that tell a question from a cry for help, and measure how right they are.

    python benchmarks/asking.py train
    python benchmarks/asking.py evaluate [--failures]

``train`` learns from ``asking/examples.jsonl`` and from the questions that are asked of the
reports, as typed and as they are typed in haste: without capitals, diacritics and marks.
``evaluate`` learns from all languages but one and measures on that, for each of them; then it
measures what is installed on ``asking/unseen.jsonl``, and on ``questions/documents-unseen.jsonl``,
none of which is to be taken for anything but a question.
"""

import argparse
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

from practice_search.answers import asking as shipped
from practice_search.answers.asking.asking_words import WORD_FEATURES, word_features
from practice_search.answers.asking.reading import Asking, AskingWeights, read_asking, sort_out
from practice_search.index.embedding import Encoder

Floats = npt.NDArray[np.floating]
HERE = Path(__file__).parent
ROOM = Path(shipped.__file__).parent
ASKINGS = list(Asking)
C = 100.0  # the inverse of the penalty; from 50 to 200 little changes on languages held out
# The lists were written together with the examples: believed as the encoder's numbers are, they
# would be believed too much.
WORDS_WEIGHT = 0.5


@dataclass(frozen=True, kw_only=True)
class Example:
    """A text with what it is."""

    text: str
    language: str
    asking: Asking

    @cached_property
    def hasty(self) -> str:
        """The text as it is typed in haste."""
        letters = unicodedata.normalize("NFD", self.text.lower())
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        for letter, typed in {"ł": "l", "ø": "o", "æ": "ae", "ß": "ss"}.items():
            plain = plain.replace(letter, typed)
        return re.sub(r"[^\w\s'-]", "", plain).strip()


def examples(file: str) -> list[Example]:
    """Read a file of examples."""
    lines = (HERE / "asking" / file).read_text("utf-8").splitlines()
    return [Example(**row | {"asking": Asking(row["asking"])}) for row in map(json.loads, lines)]


def questions(*files: str) -> list[Example]:
    """Read questions that are asked of the reports; keywords among them are statements."""
    rows = [
        json.loads(line)
        for file in files
        for line in (HERE / "questions" / file).read_text("utf-8").splitlines()
    ]
    return [
        Example(
            text=row["question"],
            language=row["language"],
            asking=Asking.STATEMENT if row["style"] == "keywords" else Asking.QUESTION,
        )
        for row in rows
    ]


def embed(encoder: Encoder, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embed texts as questions, (texts, dimension)."""
    return np.array([encoder.embed_question(text).whole for text in texts])


def learn(texts: Sequence[str], vectors: Floats, truth: Sequence[Asking]) -> AskingWeights:
    """Learn the regression."""
    words = np.array([word_features(text) for text in texts]) * WORDS_WEIGHT
    model = LogisticRegression(C=C, max_iter=1000, class_weight="balanced")
    model.fit(np.c_[words, vectors], [ASKINGS.index(asking) for asking in truth])
    width = len(WORD_FEATURES)
    return AskingWeights(
        intercepts=model.intercept_,
        words=model.coef_[:, :width] * WORDS_WEIGHT,
        meaning=model.coef_[:, width:].astype(np.float32),
    )


class Data:
    """Examples with what the encoder makes of them, as typed and in haste."""

    def __init__(self, told: Sequence[Example], encoder: Encoder) -> None:
        self.examples = list(told)
        self.texts = [one.text for one in told] + [one.hasty for one in told]
        self.truth = [one.asking for one in told] * 2
        self.languages = np.array([one.language for one in told] * 2)
        self.vectors = embed(encoder, self.texts)

    def learn(self, at: npt.NDArray[np.intp]) -> AskingWeights:
        """Learn from some of the texts."""
        return learn([self.texts[i] for i in at], self.vectors[at], [self.truth[i] for i in at])


def train() -> None:
    """Write the weights that the program is installed with."""
    encoder = Encoder.load()
    data = Data(training(), encoder)
    learned = data.learn(np.arange(len(data.texts)))

    def said(weights: npt.NDArray[np.float64]) -> dict[str, float]:
        return {asking: round(float(w), 3) for asking, w in zip(Asking, weights, strict=True)}

    written = {
        "made by": "python benchmarks/asking.py train",
        "examples": len(data.examples),
        "encoder": encoder.identity,
        "intercepts": said(learned.intercepts),
        "words": dict(zip(WORD_FEATURES, map(said, learned.words.T), strict=True)),
    }
    (ROOM / "asking.json").write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    save_file({"meaning": np.ascontiguousarray(learned.meaning)}, ROOM / "asking.safetensors")
    print(json.dumps(written, indent=2))


def training() -> list[Example]:
    """Return all that is learned from."""
    return examples("examples.jsonl") + questions("starter.jsonl", "documents.jsonl")


def evaluate(*, failures: bool) -> None:
    """Print how right the guesses are."""
    encoder = Encoder.load()
    data = Data(training(), encoder)
    guessed = list(data.truth)
    for language in sorted(set(data.languages)):
        weights = data.learn(np.flatnonzero(data.languages != language))
        for i in np.flatnonzero(data.languages == language):
            guessed[i] = sort_out(weights.probabilities(data.texts[i], data.vectors[i]))
    half = len(data.examples)
    for typed, part in (("as typed", slice(half)), ("in haste", slice(half, None))):
        print(f"\n## {typed}, held out by language")
        report(data.texts[part], data.truth[part], guessed[part], failures=failures)
        print("by words alone")
        by_words = [read_asking(text, None) for text in data.texts[part]]
        report(data.texts[part], data.truth[part], by_words, failures=False)
    for name, told in (
        ("unseen texts", examples("unseen.jsonl")),
        ("questions over documents, unseen", questions("documents-unseen.jsonl")),
    ):
        texts = [one.text for one in told]
        vectors = embed(encoder, texts)
        truth = [one.asking for one in told]
        print(f"\n## what is installed, on {name}")
        report(texts, truth, list(map(read_asking, texts, vectors)), failures=failures)
        print("by words alone")
        report(texts, truth, [read_asking(text, None) for text in texts], failures=False)


def report(
    texts: Sequence[str], truth: Sequence[Asking], guessed: Sequence[Asking], *, failures: bool
) -> None:
    """Print precision and recall of each reply, and how much of what is to be searched it takes."""
    pairs = list(zip(texts, truth, guessed, strict=True))
    searched = [guess for _, right, guess in pairs if right in (Asking.QUESTION, Asking.STATEMENT)]
    for asking in (Asking.HELP, Asking.GREETING, Asking.INSULT):
        claimed = [right for _, right, guess in pairs if guess == asking]
        there = [guess for _, right, guess in pairs if right == asking]
        print(
            f"{asking:9} precision {_share(claimed.count(asking), len(claimed))}, "
            f"recall {_share(there.count(asking), len(there))}, "
            f"of what is to be searched {_share(searched.count(asking), len(searched))}"
        )
    if failures:
        alike = {Asking.STATEMENT: Asking.QUESTION}  # both are searched
        for text, right, guess in pairs:
            if alike.get(right, right) != alike.get(guess, guess):
                print(f"  {right} taken for {guess}: {text}")


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" + (f" = {part / whole:.3f}" if whole else "")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("train")
    commands.add_parser("evaluate").add_argument("--failures", action="store_true")
    arguments = parser.parse_args()
    if arguments.command == "train":
        train()
    else:
        evaluate(failures=arguments.failures)


if __name__ == "__main__":
    main()
