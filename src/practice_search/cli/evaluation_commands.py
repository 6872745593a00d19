"""The command that measures: how well an index answers questions whose pages are known."""

from pathlib import Path
from typing import Annotated

import typer

from practice_search.cli.options import IndexOption, JsonOption, RerankerOption
from practice_search.cli.printing import (
    answers_table,
    counting_bar,
    measures_table,
    out,
    print_json,
    print_measures_csv,
    speaking_plainly,
)
from practice_search.errors import UnknownValueError
from practice_search.evaluation.answers import evaluate_answers, summarise_answers
from practice_search.evaluation.intervals import Interval
from practice_search.evaluation.questions import read_questions
from practice_search.evaluation.ranking import MEASURES, evaluate, evaluate_run, summarise
from practice_search.library import Library

__all__ = ["app"]

app = typer.Typer()


@app.command("evaluate")
def _evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(metavar="[QUESTIONS.jsonl]", help="Questions and the pages that answer."),
    ] = None,
    index: IndexOption = Path("index"),
    qrels: Annotated[
        Path | None, typer.Option(help="Instead: judgements in TREC's format, and --run.")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(help="The ranking of any program, in TREC's format.")
    ] = None,
    reranker: RerankerOption = None,
    each: Annotated[bool, typer.Option("--each", help="A line for each question, as CSV.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure at which rank the right pages come, and how often answers and refusals are right."""
    answers: dict[str, Interval] = {}
    with speaking_plainly():
        if questions is not None and not (qrels or run):
            asked = read_questions(questions)
            with Library.open(index, reranker=reranker) as library:
                with counting_bar("searching", sum(bool(one.pages) for one in asked)) as watch:
                    evaluated = evaluate(library, asked, watch=watch)
                if not each:  # those lines tell of pages alone
                    with counting_bar("asking", len(asked)) as watch:
                        answers = summarise_answers(evaluate_answers(library, asked, watch=watch))
        elif qrels and run and questions is None:
            evaluated = evaluate_run(qrels, run)
        else:
            raise UnknownValueError("Name a file of questions, or --qrels and --run together.")
        if each:
            print_measures_csv(evaluated)
            return
        summary = summarise(evaluated)
        if as_json:
            print_json(
                {
                    group: {"questions": count} | dict(zip(MEASURES, intervals, strict=True))
                    for group, (count, intervals) in summary.items()
                }
                | ({"answers": answers} if answers else {})
            )
            return
        out.print(measures_table(summary))
        if answers:
            out.print(answers_table(answers))
        out.print("Below each mean, where it lies in 95 of 100 resamples of the questions.")
