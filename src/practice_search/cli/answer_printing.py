"""How answers and refusals look in a terminal, and as JSON."""

import dataclasses
from collections.abc import Sequence

from rich.markup import escape

from practice_search.answers.answer import Answer, Refusal
from practice_search.answers.asking.calm_words import calm_words
from practice_search.answers.asking.reading import Asking
from practice_search.answers.quotation import Quotation
from practice_search.answers.synthesis.synthesising import Synthesis
from practice_search.cli.printing import out
from practice_search.helplines import emergency, helplines
from practice_search.terms import Facet, country_name

__all__ = ["plain_answer", "print_answer", "print_synthesis"]


def plain_answer(
    answer: Answer | Refusal, *, country: str | None = None, synthesis: Synthesis | None = None
) -> dict[str, object]:
    """Return an answer as plain values, for JSON: all that the terminal shows, and where it is."""
    reasons = answer.reasons if isinstance(answer, Refusal) else answer.doubts
    words = calm_words(answer.asking, answer.question, country=country)
    plain: dict[str, object] = {
        "question": answer.question,
        "asking": answer.asking,
        "answered": _answered(answer),
        "probability": round(answer.probability, 3),
        "reasons": list(map(str, reasons)),
    }
    if isinstance(answer, Refusal):
        plain["nearest"] = list(map(_plain_quotation, answer.nearest))
        plain["searched"] = [report.file for report in answer.searched]
    else:
        plain["quotations"] = list(map(_plain_quotation, answer.quotations))
        plain["figures differ"] = answer.differing
    if words:
        plain["said"] = dataclasses.asdict(words)
    if answer.asking is Asking.HELP and country:
        plain["emergency"] = emergency(country)
        plain["helplines"] = helplines(country)
    if synthesis:
        plain["summary"] = synthesis
    return plain


def _answered(answer: Answer | Refusal) -> str:
    if isinstance(answer, Refusal):
        return "no"
    return "perhaps" if answer.perhaps else "yes"


def _plain_quotation(quotation: Quotation) -> dict[str, object]:
    report = quotation.report
    return {
        "text": quotation.text,
        "reference": quotation.reference,
        "file": report.file,
        "title": report.title,
        "publisher": report.publisher,
        "year": report.year,
        "kind": report.kind,
        "place": quotation.place,
        "spans": quotation.spans,
        "language": quotation.language,
        "countries": quotation.passage.countries,
        "headings": quotation.passage.headings,
        "recognised on a picture": quotation.passage.ocr,
    }


def print_answer(answer: Answer | Refusal, *, country: str | None = None) -> None:
    """Print an answer: the quotations by report, or that nothing answers and what is nearest.

    Who asks for help is told first whom to call in ``country`` (ISO 3166-1).
    """
    words = calm_words(answer.asking, answer.question, country=country)
    if words:
        out.print(f"[bold]{escape(words.text)}[/]\n")
    if answer.asking is Asking.HELP:
        _print_helplines(country)
    if isinstance(answer, Answer):
        if answer.perhaps:
            out.print("[bold]Perhaps these sentences answer.[/] " + _joined(answer.doubts) + "\n")
        if answer.differing:
            out.print("The reports give different numbers: mind country and year.\n")
        _print_quotations(answer.quotations)
    elif not words or answer.nearest:
        out.print("[bold]No answer was found in these reports.[/] " + _joined(answer.reasons))
        if answer.nearest:
            out.print("\nWhat is nearest, and does not seem to answer:\n")
            _print_quotations(answer.nearest)
        files = ", ".join(report.file for report in answer.searched)
        out.print(f"[dim]Searched: {len(answer.searched)} reports ({escape(files)}).[/]")


def _joined(reasons: Sequence[object]) -> str:
    return escape(" ".join(map(str, reasons)))


def _print_helplines(country: str | None) -> None:
    if country is None:
        out.print("Helplines of a country: practice-search ask ... --country NO\n")
        return
    for line in helplines(country):
        hours = f", {line.hours}" if line.hours else ""
        out.print(f"{escape(line.name)} ({country_name(country)}): [bold]{line.number}[/]{hours}")
        read = f" ({line.read})" if line.read else ""
        out.print(f"[dim]By: {escape(line.source.publisher)}{read}[/]")
    out.print()


def _print_quotations(quotations: Sequence[Quotation]) -> None:
    for number, quotation in enumerate(quotations, start=1):
        out.print(f"[bold]{number}.[/] “{escape(quotation.words)}”")
        out.print(f"[dim]{escape(_about(quotation))}[/]\n")


def _about(quotation: Quotation) -> str:
    known = [quotation.reference]
    if quotation.report.kind:
        guessed = " (guessed)" * quotation.report.guessed(Facet.KIND)
        known.append(f"{quotation.report.kind}{guessed}")
    if quotation.passage.countries:
        guessed = " (guessed)" * quotation.passage.guessed(Facet.COUNTRY)
        known.append(", ".join(map(country_name, quotation.passage.countries)) + guessed)
    if quotation.language:
        known.append(quotation.language)
    if quotation.passage.ocr:
        known.append("recognised on a picture, may have wrong letters")
    return " | ".join(known)


def print_synthesis(synthesis: Synthesis) -> None:
    """Print what a language model made of the quotations; what they do not support is struck."""
    out.print("[bold]Summary by a language model[/], from these quotations alone:\n")
    for sentence in synthesis.sentences:
        marks = "".join(f"[{number}]" for number in sentence.cited)
        if sentence.objection:
            out.print(f"[strike]{escape(sentence.text)}[/] [dim]{escape(sentence.objection)}[/]")
        else:
            out.print(escape(f"{sentence.text} {marks}"))
    if synthesis.trouble:
        out.print(f"[dim]{escape(synthesis.trouble)}[/]")
