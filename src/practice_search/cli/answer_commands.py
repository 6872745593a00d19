"""The command that answers: quotations, or that nothing does."""

from pathlib import Path
from typing import Annotated

import typer

from practice_search.answers.answer import Answer
from practice_search.answers.synthesis.model_server import ModelServer
from practice_search.cli.answer_printing import plain_answer, print_answer, print_synthesis
from practice_search.cli.options import IndexOption, JsonOption, RerankerOption, filtered
from practice_search.cli.printing import out, print_json, speaking_plainly
from practice_search.filters import Filters
from practice_search.library import MODEL_SERVER_VARIABLE, MODEL_VARIABLE, Library
from practice_search.terms import country_name

__all__ = ["app"]

app = typer.Typer()


@app.command("ask")
@filtered()
def _ask(
    question: Annotated[str, typer.Argument(help="In your own words, in your own language.")],
    filters: Filters,
    compare: Annotated[
        list[str] | None,
        typer.Option(help="A country to ask the same of by itself; may be repeated."),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            "--model-server",
            envvar=MODEL_SERVER_VARIABLE,
            help="The address of a language model on this machine or network, which summarises "
            "the quotations: http://127.0.0.1:11434/v1",
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(envvar=MODEL_VARIABLE, help="The name of the model there.")
    ] = None,
    reranker: RerankerOption = None,
    index: IndexOption = Path("index"),
    as_json: JsonOption = False,
) -> None:
    """Answer a question with sentences of the reports, or say that nothing answers it."""
    with speaking_plainly():
        near = ModelServer.named(server, model)
        with Library.open(index, reranker=reranker) as library:
            if compare:
                answers = library.compare(question, compare, filters=filters)
                if as_json:
                    print_json({country: plain_answer(one) for country, one in answers.items()})
                    return
                for country, answer in answers.items():
                    out.rule(country_name(country))
                    print_answer(answer, country=country)
                return
            answer = library.answer(question, filters=filters)
            where = next(iter(filters.countries)) if len(filters.countries) == 1 else None
            if not as_json:
                print_answer(answer, country=where)
            synthesis = (
                library.synthesise(answer, near) if near and isinstance(answer, Answer) else None
            )
            if as_json:
                print_json(plain_answer(answer, country=where, synthesis=synthesis))
            elif synthesis:
                print_synthesis(synthesis)
