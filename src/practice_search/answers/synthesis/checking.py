"""What speaks against a sentence that a language model has written, held against its quotations.

What can be told by a rule is looked for first: links, figures, names. Whether a sentence follows
from a quotation cannot be told by one; `practice_search.answers.synthesis.meaning` says how near
the encoder comes to it. An objection is worth something, its absence is no proof.
"""

import re
from collections.abc import Iterator, Sequence

from practice_search.answers.quotation import Quotation
from practice_search.answers.synthesis.figures import figures
from practice_search.answers.synthesis.machine_talk import is_machine_talk
from practice_search.answers.synthesis.meaning import objections_by_meaning
from practice_search.answers.synthesis.proper_names import names_not_in
from practice_search.index.embedding import Encoder
from practice_search.metadata.language import identify_language

__all__ = ["objection"]

# A domain is in small letters: "EE.UU." and "p.ej." are none.
_LINK = re.compile(
    r"://|\bwww\.|\b(?i:mailto|javascript):|\bdata:\w+/|\S@\S|</?[A-Za-z!]|&#?\w+;|\]\s?[(\[:]|!\["
    r"|\b[A-Za-z0-9-]{2,}\.(?:com|org|net|info|int|gov|edu|[a-z]{2})(?=/|\b(?!\.?\w))"
)


def objection(
    sentence: str, cited: Sequence[Quotation], *, encoder: Encoder, language: str | None = None
) -> str:
    """Return what speaks against a sentence, as one English sentence; "" where nothing was found.

    Args:
        sentence: plain text, without the numbers of the quotations.
        cited: the quotations that it is said to rest on.
        encoder: compares what they are about; only of the default encoder is it known how near is
            near, so with another one this check is left out.
        language: the BCP 47 subtag of the sentence; identified where it is not given.

    """
    language = language or identify_language(sentence)
    return next(_objections(sentence, language, cited, encoder), "")


def _objections(
    sentence: str, language: str | None, cited: Sequence[Quotation], encoder: Encoder
) -> Iterator[str]:
    if not any(map(str.isalpha, sentence)):
        yield "It says nothing."
    if _LINK.search(sentence):
        yield "It holds a link or marks of a web page, which are never taken from a model."
    if is_machine_talk(sentence):
        yield "It speaks to a language model, or as one."
    if not cited:
        yield "It names no quotation that it rests on."
    if any(map(_has_orders, cited)):
        yield "It rests on words that speak to a language model."
    said = {figure for quotation in cited for figure in _figures_of(quotation)}
    if missing := sorted(figures(sentence, language) - said):
        yield f"It says {', '.join(missing)}, which its quotations do not."
    if names := names_not_in(sentence, language, cited):
        yield f"It names {', '.join(names)}, which its quotations do not."
    yield from objections_by_meaning(sentence, language, cited, encoder)


def _has_orders(quotation: Quotation) -> bool:
    return is_machine_talk(quotation.text) or is_machine_talk(quotation.report.title)


def _figures_of(quotation: Quotation) -> Iterator[str]:
    language = quotation.language
    yield from figures(quotation.words, language)
    yield from figures(quotation.report.title, language)
