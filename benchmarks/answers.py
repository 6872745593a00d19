"""Train and measure answers and refusals, and write the result into docs.

    python benchmarks/answers.py [--documents FOLDER] [--xquad FOLDER] [--train] [--only-docs]

Data sets: the starter corpus; real reports, where a folder with them is named; and XQuAD (Artetxe,
Ruder and Yogatama, 2020), where its folder is named, of which every other paragraph is left out of
the index, so that half of its questions have no answer. Each is measured with weights that were
trained on the others, and ``documents-unseen`` also with those that are installed. ``--train``
writes these, ``src/practice_search/answers/weights.json``, from all questions but
``documents-unseen``. What was not run keeps its earlier result in ``results/answers.json``, from
which the tables and curves of ``docs/answers.md`` are made.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from curves import draw_reliability, draw_risk_by_coverage
from machine import machine
from retrieval import PACKAGES, QUESTIONS, ROOT, opened
from sklearn.linear_model import LogisticRegression

from practice_search import Library
from practice_search.answers.answering import (
    ANSWERED,
    REFUSED_BELOW,
    SURE_FROM,
    Weighed,
    decide,
)
from practice_search.answers.sentences import FEATURES, Sentence
from practice_search.answers.weights import Weights
from practice_search.evaluation.answers import (
    ANSWER_MEASURES,
    Answered,
    risk_by_coverage,
    says_gold,
    summarise_answers,
)
from practice_search.evaluation.questions import Gold, Question, read_questions

RESULTS = Path(__file__).with_name("results") / "answers.json"
WEIGHTS = ROOT / "src/practice_search/answers/weights.json"
DOCS = ROOT / "docs" / "answers.md"
IMAGES = ROOT / "docs" / "images"
BEGIN, END = "<!-- begin: made by benchmarks/answers.py -->", "<!-- end -->"

HELD_OUT = "documents-unseen"
CORPUS = {"starter": "starter", "documents": "documents", HELD_OUT: "documents", "xquad": "xquad"}
TITLES = {
    "starter": "Starter corpus, weights of the others",
    "documents": "Real reports, weights of the others",
    HELD_OUT: "Real reports, questions written afterwards, weights of the others",
    f"{HELD_OUT}, installed": "The same, weights as installed (trained on other questions about "
    "the same reports)",
    "xquad": "XQuAD, English paragraphs, weights of the others",
}
XQUAD_LANGUAGES = ("en", "es", "ro", "de")
XQUAD_PART = 24  # of the questions are asked in each language, each time others
# Strong enough for the correlated features to share a weight, by Brier score on the corpora left
# out; from .01 to 1 it makes no difference to the order.
PENALTY = 0.1
UNANSWERABLE = 0.27  # of our own questions
NOTHING = Weights(of=dict.fromkeys(ANSWERED, 0.0), bias=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question, what was weighed of its hits, and which sentences are right."""

    question: Question
    weighed: Weighed
    gold: npt.NDArray[np.bool_]
    page: bool


def cases(library: Library, questions: Iterable[Question]) -> list[Case]:
    """Put questions to a library."""
    asked = []
    for question in questions:
        weighed = library.weigh(question.text)
        if weighed:
            gold = np.array([is_gold(one, question.answers) for one in weighed.sentences])
            hits = {one.hit.rank: one.hit for one in weighed.sentences}.values()
            page = any(not question.pages.isdisjoint(hit.pages) for hit in hits)
            asked.append(Case(question=question, weighed=weighed, gold=gold, page=page))
    return asked


def is_gold(sentence: Sentence, answers: Iterable[Gold]) -> bool:
    """Whether readers chose words of a sentence."""
    pages = {span.page for span in sentence.passage.spans}
    return any(
        gold.report == sentence.hit.report.file
        and not pages.isdisjoint(gold.pages)
        and says_gold(sentence.text, gold)
        for gold in answers
    )


def xquad_cases(xquad: Path, folder: Path) -> list[Case]:
    """Ask about English paragraphs, of which every other one is missing, in four languages."""
    asked = {
        language: json.loads((xquad / f"xquad.{language}.json").read_text(encoding="utf-8"))
        for language in XQUAD_LANGUAGES
    }
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    paragraphs = [p for article in asked["en"]["data"] for p in article["paragraphs"]]
    golds: dict[str, tuple[Gold, ...]] = {}
    for number, paragraph in enumerate(paragraphs):
        if number % 2:
            (corpus / f"{number:03d}.txt").write_text(paragraph["context"], encoding="utf-8")
        for qa in paragraph["qas"]:
            gold = Gold(
                report=f"{number:03d}.txt",
                pages=frozenset({1}),
                quotation=qa["answers"][0]["text"],
            )
            golds[qa["id"]] = (gold,) if number % 2 else ()
    questions = [
        Question(
            id=f"{language}-{qa['id']}",
            text=qa["question"],
            language=language,
            style="",
            answers=golds[qa["id"]],
        )
        for place, (language, data) in enumerate(asked.items())
        for qa in [
            qa
            for article in data["data"]
            for paragraph in article["paragraphs"]
            for qa in paragraph["qas"]
        ][place::XQUAD_PART]
    ]
    with opened(corpus, folder / "index") as library:
        return cases(library, questions)


def train(data: Mapping[str, Sequence[Case]]) -> dict[str, Weights]:
    """Return the weights of sentences and of answers, every data set counting the same.

    Those of answers say first whether anything answers, for that is what a refusal is about, and
    are then brought to how often the quotations do (Platt, 1999). What a best sentence is worth is
    not to be that of one that was learned from: half of the questions are judged by what the other
    half teaches. In each data set as many questions count as unanswerable as do in our own.
    """
    halves = [{name: cases[half::2] for name, cases in data.items()} for half in (0, 1)]
    rows, answerable, right, shares = [], [], [], []
    for judged, learned in zip(halves, reversed(halves), strict=True):
        of_sentences = sentence_weights(learned)
        for cases in judged.values():
            without = np.mean([not case.question.answers for case in cases])
            for case in cases:
                decided = decide(case.weighed, of_sentences, NOTHING)
                known = bool(case.question.answers)
                rows.append(decided.features)
                answerable.append(known)
                right.append(bool(case.gold[decided.chosen].any()))
                share = (1 - UNANSWERABLE) / (1 - without) if known else UNANSWERABLE / without
                shares.append(share / len(cases))
    features, weighs = np.array(rows), np.array(shares)
    of_answers = fitted(ANSWERED, features, np.array(answerable), weighs)
    odds = of_answers.log_odds(features)[:, None]
    platt = LogisticRegression(C=np.inf).fit(odds, right, sample_weight=weighs * len(odds))
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    return {
        "sentence": sentence_weights(data),
        "answered": Weights(
            of={name: round(slope * weight, 5) for name, weight in of_answers.of.items()},
            bias=round(slope * of_answers.bias + offset, 5),
        ),
    }


def sentence_weights(data: Mapping[str, Sequence[Case]]) -> Weights:
    """Learn which sentences answer from the questions of which one does."""
    known = {name: [case for case in cases if case.gold.any()] for name, cases in data.items()}
    flat = [(case, 1 / len(cases)) for cases in known.values() for case in cases]
    return fitted(
        FEATURES,
        np.concatenate([case.weighed.described for case, _ in flat]),
        np.concatenate([case.gold for case, _ in flat]),
        np.concatenate([np.full(len(case.gold), share / len(case.gold)) for case, share in flat]),
    )


def fitted(
    names: Sequence[str],
    features: npt.NDArray[np.float64],
    right: npt.NDArray[np.bool_],
    shares: npt.NDArray[np.float64],
) -> Weights:
    """Fit a logistic regression on features of the same spread, and return weights of them raw."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=PENALTY, max_iter=5000)
    model.fit((features - mean) / spread, right, sample_weight=shares * len(right) / shares.sum())
    raw = model.coef_[0] / spread
    return Weights(
        of={name: round(float(w), 5) for name, w in zip(names, raw, strict=True)},
        bias=round(float(model.intercept_[0] - raw @ mean), 5),
    )


def answered(cases: Iterable[Case], weights: Mapping[str, Weights]) -> list[Answered]:
    """Answer with some weights."""
    done = []
    for case in cases:
        decided = decide(case.weighed, weights["sentence"], weights["answered"])
        done.append(
            Answered(
                id=case.question.id,
                answerable=bool(case.question.answers),
                page=case.page,
                chosen=bool(case.gold[decided.chosen].any()),
                refused=decided.probability < REFUSED_BELOW,
                perhaps=REFUSED_BELOW <= decided.probability < SURE_FROM,
                probability=decided.probability,
            )
        )
    return done


def measured(one: Sequence[Answered]) -> dict[str, object]:
    """Return the measures and curves of a data set."""
    return machine(*PACKAGES) | {
        "questions": len(one),
        "without answer": sum(not each.answerable for each in one),
        "measures": {
            name: [round(i.mean, 3), round(i.low, 3), round(i.high, 3)]
            for name, i in summarise_answers(one).items()
        },
        "risk by coverage": [[round(c, 4), round(r, 4)] for c, r in risk_by_coverage(one)],
        "reliability": reliability(one),
    }


def reliability(one: Sequence[Answered]) -> list[list[float]]:
    """Return of each tenth of the questions, by probability, its mean, how many are right."""
    by_probability = sorted(one, key=lambda each: each.probability)
    return [
        [
            round(float(np.mean([each.probability for each in tenth])), 4),
            round(float(np.mean([each.right for each in tenth])), 4),
        ]
        for tenth in (by_probability[i : i + len(one) // 10 + 1]
                      for i in range(0, len(one), len(one) // 10 + 1))
    ]  # fmt: skip


def rendered(results: Mapping[str, dict]) -> str:  # type: ignore[type-arg]  # what JSON holds
    """Return the results as a table in Markdown."""
    lines = [
        f"| | questions (without answer) | {' | '.join(ANSWER_MEASURES)} |",
        "|---" * (len(ANSWER_MEASURES) + 2) + "|",
    ]
    for name, title in TITLES.items():
        if name in results:
            result = results[name]
            cells = (_cell(result["measures"].get(measure)) for measure in ANSWER_MEASURES)
            count = f"{result['questions']} ({result['without answer']})"
            lines.append(f"| {title} | {count} | {' | '.join(cells)} |")
    made = next(iter(results.values()))
    return "\n".join([*lines, "", f"{made['date']}, {made['commit']}, {made['machine']}."])


def _cell(interval: Sequence[float] | None) -> str:
    if interval is None:
        return "-"
    mean, low, high = interval
    return f"{mean:.2f} ({low:.2f}-{high:.2f})"


def write_docs(results: Mapping[str, dict]) -> None:  # type: ignore[type-arg]  # as above
    """Put the tables between their marks, and draw the curves."""
    before, rest = DOCS.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = f"{before}{BEGIN}\n\n{rendered(results)}\n\n{END}{after}"
    DOCS.write_text(text, encoding="utf-8")
    curves = {title: results[name] for name, title in TITLES.items() if name in results}
    draw_risk_by_coverage(
        {title: result["risk by coverage"] for title, result in curves.items()},
        IMAGES / "risk-by-coverage.svg",
    )
    draw_reliability(
        {title: result["reliability"] for title, result in curves.items()},
        IMAGES / "reliability.svg",
    )


def gathered(asked: argparse.Namespace, folder: Path) -> dict[str, list[Case]]:
    """Put all questions to the libraries that they are about."""
    data = {}
    corpora = [(ROOT / "corpus", ["starter"])]
    if asked.documents:
        corpora.append((asked.documents, ["documents", HELD_OUT]))
    for corpus, kinds in corpora:
        with opened(corpus, folder / kinds[0]) as library:
            for kind in kinds:
                data[kind] = cases(library, read_questions(QUESTIONS / f"{kind}.jsonl"))
    if asked.xquad:
        data["xquad"] = xquad_cases(asked.xquad, folder / "xquad")
    return data


def main() -> None:
    """Measure what the command line names, and write results and documentation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=Path, help="a folder with the real reports")
    parser.add_argument("--xquad", type=Path, help="a folder with xquad.en.json and others")
    parser.add_argument("--train", action="store_true", help="write the weights as well")
    parser.add_argument("--only-docs", action="store_true", help="only write the tables again")
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    if not asked.only_docs:
        with tempfile.TemporaryDirectory() as name:
            data = gathered(asked, Path(name))
        results |= compared(data, write=asked.train)
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    write_docs(results)


def compared(data: Mapping[str, list[Case]], *, write: bool) -> dict[str, dict[str, object]]:
    """Train and measure; write the weights that are to be installed if asked to."""
    for_training = {name: cases for name, cases in data.items() if name != HELD_OUT}
    results = {}
    for name, asked in data.items():
        others = {n: c for n, c in for_training.items() if CORPUS[n] != CORPUS[name]}
        if others:
            results[name] = measured(answered(asked, train(others)))
    installed = train(for_training)
    if HELD_OUT in data:
        results[f"{HELD_OUT}, installed"] = measured(answered(data[HELD_OUT], installed))
    if write:
        written = {kind: {"of": w.of, "bias": w.bias} for kind, w in installed.items()}
        WEIGHTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    for name, result in results.items():
        print(name, result["measures"])
    return results


if __name__ == "__main__":
    main()
