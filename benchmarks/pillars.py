"""Make the weights of the pillar guesses from labelled passages, and measure how right they are.

    python benchmarks/pillars.py train
    python benchmarks/pillars.py evaluate [--documents FOLDER]

``evaluate`` learns from some reports (or languages) and measures on the others; with a folder of
the documents that ``labels/documents.jsonl`` speaks of, it measures what is installed on passages
of real reports, from which nothing was learned.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from labelled import Labelled, real_passages, written_passages
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from practice_search.index.embedding import Encoder
from practice_search.metadata.pillar import claims as shipped
from practice_search.metadata.pillar.convention import articles, convention
from practice_search.metadata.pillar.features import (
    ARTICLE_FEATURES,
    ARTICLE_WORD_FEATURES,
    PILLAR_FEATURES,
    PILLAR_WORD_FEATURES,
    Vectors,
    article_features,
    article_word_features,
    likeness,
    pillar_features,
    pillar_word_features,
    read_words,
)
from practice_search.metadata.pillar.model import Models, Weights, probabilities
from practice_search.terms import Facet, Pillar

Floats = npt.NDArray[np.floating]
ROOM = Path(__file__).parents[1] / "src" / "practice_search" / "metadata" / "pillar"
LANGUAGES = ("en", "ro", "nb", "es", "pl", "bg", "lt")
FOLDS = 8
DIRECTION_C = 0.01  # the inverse of the penalty: the best Brier score on reports held out
MODEL_C = 1.0


class Data:
    """Labelled passages with all that is computed of them once."""

    def __init__(self, labelled: Sequence[Labelled], encoder: Encoder) -> None:
        self.labelled = labelled
        self.passages = [one.passage for one in labelled]
        self.embedded = encoder.embed_passages(
            [passage.text for passage in self.passages], contexts=[one.context for one in labelled]
        ).own
        # Each was written from another report, so what one cites says nothing of the next.
        self.words = [read_words([passage])[0] for passage in self.passages]
        self.pillars = np.array([[p in one.pillars for p in Pillar] for one in labelled])
        self.articles = np.array([[a in one.articles for a in articles()] for one in labelled])
        self.reports = np.array([one.report for one in labelled])
        self.languages = np.array([one.language for one in labelled])
        self.clear = np.array([one.clear for one in labelled])


class Learned:
    """All models, learned from the passages at some places of the data."""

    def __init__(
        self, data: Data, at: npt.NDArray[np.intp], described: tuple[Floats, Floats]
    ) -> None:
        targets = np.c_[data.pillars, data.pillars.any(axis=1)][at]
        embedded, words = data.embedded[at], [data.words[i] for i in at]
        passages = [data.passages[i] for i in at]
        self.vectors = _vectors(embedded, targets, described)
        like = likeness(self.vectors, embedded)
        # A direction fits the passages that it was learned from too well to be weighed on them.
        meaning = np.zeros_like(like.meaning)
        for part, rest in _folds(data.reports[at]):
            held_out = _vectors(embedded[part], targets[part], described)
            meaning[rest] = likeness(held_out, embedded[rest]).meaning
        like = replace(like, meaning=meaning)
        pillars, subjects = data.pillars[at], data.articles[at]
        rows = pillar_features(passages, words, like)
        by_pillar = _regression(rows, PILLAR_FEATURES, pillars, intercept_each=True)
        logits = by_pillar.logits(rows, PILLAR_FEATURES)
        self.models = Models(
            pillars=by_pillar,
            articles=_regression(article_features(words, like, logits), ARTICLE_FEATURES, subjects),
            pillars_by_words=_regression(
                pillar_word_features(passages, words),
                PILLAR_WORD_FEATURES,
                pillars,
                intercept_each=True,
            ),
            articles_by_words=_regression(
                article_word_features(words), ARTICLE_WORD_FEATURES, subjects
            ),
        )

    def predict(self, data: Data, at: npt.NDArray[np.intp], *, by_words: bool) -> Floats:
        """Return the probabilities of pillars and then articles, (places, 4 + articles)."""
        passages, words = [data.passages[i] for i in at], [data.words[i] for i in at]
        like = None if by_words else likeness(self.vectors, data.embedded[at])
        return np.concatenate(probabilities(self.models, passages, words, like), axis=1)


def describe(encoder: Encoder) -> tuple[Floats, Floats]:
    """Embed what is written about each article and about other things: means over languages."""

    def mean(about: Iterable[Callable[[str], str]]) -> Floats:
        several = list(about)
        by_language = [
            encoder.embed_passages([text(s) for text in several]).whole for s in LANGUAGES
        ]
        return np.asarray(np.mean(by_language, axis=0))

    return (
        mean(article.about.__getitem__ for article in articles().values()),
        mean(about.__getitem__ for about in convention().none.values()),
    )


def _folds(groups: npt.NDArray[np.str_]) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    splits = min(FOLDS, len(set(groups)))
    return list(GroupKFold(splits).split(groups, groups=groups))


def _vectors(embedded: Floats, targets: Floats, described: tuple[Floats, Floats]) -> Vectors:
    scaler = StandardScaler().fit(embedded)
    scaled = scaler.transform(embedded)
    directions, offsets = [], []
    for target in targets.T:
        model = LogisticRegression(C=DIRECTION_C, max_iter=3000).fit(scaled, target)
        direction = model.coef_[0] / scaler.scale_
        directions.append(direction)
        offsets.append(model.intercept_[0] - direction @ scaler.mean_)
    return Vectors(
        articles=described[0],
        none=described[1],
        directions=np.array(directions),
        offsets=np.array(offsets),
    )


def _regression(
    rows: Floats, names: Sequence[str], targets: Floats, *, intercept_each: bool = False
) -> Weights:
    """Learn one set of weights for (n, values, features), with an intercept a value or one."""
    n, values, width = rows.shape
    flat = rows.reshape(-1, width)
    scaler = StandardScaler().fit(flat)
    ones = np.tile(np.eye(values), (n, 1)) if intercept_each else np.zeros((len(flat), 0))
    model = LogisticRegression(C=MODEL_C, max_iter=3000).fit(
        np.c_[scaler.transform(flat), ones], targets.reshape(-1)
    )
    weights = model.coef_[0][:width] / scaler.scale_
    intercept = model.intercept_[0] - weights @ scaler.mean_
    each = intercept + (model.coef_[0][width:] if intercept_each else np.zeros(1))
    return Weights(features=dict(zip(names, weights, strict=True)), intercepts=each.tolist())


def train() -> None:
    """Write the weights and vectors that the program is installed with."""
    encoder = Encoder.load()
    data = Data(written_passages(), encoder)
    learned = Learned(data, np.arange(len(data.labelled)), describe(encoder))

    def said(model: Weights) -> dict[str, object]:
        each = [round(intercept, 3) for intercept in model.intercepts]
        return {
            "weights": {name: round(float(w), 3) for name, w in model.features.items()},
            "intercepts": dict(zip(Pillar, each, strict=True)) if len(each) > 1 else each[0],
        }

    models = {
        "pillars": said(learned.models.pillars),
        "pillars by words": said(learned.models.pillars_by_words),
        "articles": said(learned.models.articles),
        "articles by words": said(learned.models.articles_by_words),
    }
    written = {
        "made by": "python benchmarks/pillars.py train",
        "passages": len(data.labelled),
        "encoder": encoder.identity,
        "models": models,
    }
    (ROOM / "weights.json").write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n")
    fields = ("articles", "none", "directions", "offsets")
    save_file(
        {name: np.ascontiguousarray(getattr(learned.vectors, name), np.float32) for name in fields},
        ROOM / "vectors.safetensors",
    )
    print(json.dumps(models, indent=2))


def evaluate(documents: Path | None) -> None:
    """Print how right the guesses are."""
    encoder = Encoder.load()
    data = Data(written_passages(), encoder)
    described = describe(encoder)
    print(
        f"{len(data.labelled)} written passages, {data.pillars.sum(axis=0)} by pillar, "
        f"{(~data.pillars.any(axis=1)).sum()} on none"
    )
    for by, groups in (("report", data.reports), ("language", data.languages)):
        for by_words in (False, True):
            predicted = np.zeros((len(data.labelled), len(Pillar) + len(articles())))
            for part, rest in _folds(groups):
                predicted[rest] = Learned(data, part, described).predict(
                    data, rest, by_words=by_words
                )
            kind = "words alone" if by_words else "all evidence"
            print(f"\n## {kind}, held out by {by}")
            report(data, predicted)
    if documents:
        print("\n## what is installed, on passages of real reports")
        real(documents, encoder)


def report(data: Data, predicted: Floats) -> None:
    """Print the measures of some predictions."""
    pillars, subjects = predicted[:, : len(Pillar)], predicted[:, len(Pillar) :]
    scores(data.pillars, pillars, data.clear)
    claimed = subjects >= shipped.CLAIMED_FROM
    right = (claimed & data.articles).sum()
    print(
        f"articles: precision {right / max(claimed.sum(), 1):.2f}, "
        f"recall {right / data.articles.sum():.2f}"
    )
    for spoken in sorted(set(data.languages)):
        here = data.languages == spoken
        macro = f1_score(
            data.pillars[here],
            pillars[here] >= shipped.CLAIMED_FROM,
            average="macro",
            zero_division=0,
        )
        print(f"  {spoken} {here.sum()}: macro-F1 {macro:.2f}")


def scores(truth: Floats, predicted: Floats, clear: npt.NDArray[np.bool_]) -> None:
    """Print macro-F1, false pillars, the Brier score, and a reliability diagram."""
    claimed = predicted >= shipped.CLAIMED_FROM
    each = f1_score(truth, claimed, average=None, zero_division=0)
    macro = f1_score(truth[clear], claimed[clear], average="macro", zero_division=0)
    none = ~truth.any(axis=1)
    named = ", ".join(f"{p} {score:.2f}" for p, score in zip(Pillar, each, strict=True))
    print(f"macro-F1 {each.mean():.3f} ({named}), on the clear ones {macro:.3f}")
    print(
        f"a pillar on {claimed[none].any(axis=1).mean():.1%} of {none.sum()} passages on none; "
        f"Brier score {((predicted - truth) ** 2).mean():.3f}"
    )
    print("probability   claims  right")
    for low in np.arange(0, 1, 0.1):
        inside = (predicted >= low) & (predicted < low + 0.1)
        if inside.any():
            share = truth[inside].mean()
            bar = "#" * round(40 * share)
            print(f"{low:.1f} - {low + 0.1:.1f}  {inside.sum():8}  {share:5.2f} {bar}")


def real(documents: Path, encoder: Encoder) -> None:
    """Measure the installed guesses on real reports, from which nothing was learned."""
    truth, predicted, clear = [], [], []
    subjects: list[tuple[frozenset[str], set[str]]] = []
    for report_read in real_passages(documents):
        ranked = [at for at, passage in enumerate(report_read.passages) if passage.ranked]
        embedded = encoder.embed_passages(
            [report_read.passages[at].text for at in ranked],
            contexts=[report_read.contexts[at] for at in ranked],
        )
        claims = shipped.pillar_claims(report_read.passages, embedded.own, encoder=encoder.identity)
        for at, one in report_read.labelled:
            found = {c.value: c.probability or 0 for c in claims[at] if c.facet is Facet.PILLAR}
            truth.append([pillar in one.pillars for pillar in Pillar])
            predicted.append([found.get(pillar, 0.0) for pillar in Pillar])
            clear.append(one.clear)
            subjects.append(
                (one.articles, {c.value for c in claims[at] if c.facet is Facet.ARTICLE})
            )
    print(f"{len(truth)} passages")
    scores(np.array(truth), np.array(predicted), np.array(clear))
    right = sum(len(wanted & found) for wanted, found in subjects)
    print(
        f"articles: precision {right / max(sum(len(f) for _, f in subjects), 1):.2f}, "
        f"recall {right / sum(len(w) for w, _ in subjects):.2f}"
    )


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["train", "evaluate"])
    parser.add_argument("--documents", type=Path, help="a folder with the labelled real reports")
    asked = parser.parse_args()
    train() if asked.what == "train" else evaluate(asked.documents)


if __name__ == "__main__":
    main()
