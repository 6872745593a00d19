"""What a person has typed: the question, what must stand in a passage, and what must not."""

import re
from dataclasses import dataclass

from practice_search.errors import EmptyQuestionError
from practice_search.index.full_text import typed_words, words

__all__ = ["Asked", "read_question"]

_AT_MOST = 10_000  # characters; the encoder reads about the first 2,000
_WORDS_AT_MOST = 100  # that are searched as words, and phrases; nobody's question has more

_MARKS = '"“”„‟«»'
_MARKED = re.compile(
    rf"(?P<minus>(?<!\S)-)?[{_MARKS}](?P<quoted>[^{_MARKS}]+)[{_MARKS}]"
    r"|(?<!\S)-(?P<word>[^\W\d_][\w\u0300-\u036f'’-]*)"  # with marks that are stored apart
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is searched for.

    ``text`` is what it means, without marks and what it excludes; ``words`` are those of it, as
    typed; ``required`` and ``excluded`` are folded words that stand together in every passage found
    or in none.
    """

    text: str
    words: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]


def read_question(typed: str) -> Asked:
    """Read what a person has typed: "words in quotation marks" are required, -words excluded.

    Raises:
        EmptyQuestionError: it has no letter or digit that is asked for.

    """
    typed = typed[:_AT_MOST].encode(errors="replace").decode()  # without lone surrogates
    required: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []

    def marked(match: re.Match[str]) -> str:
        left_out = match["minus"] or match["word"]
        if phrase := tuple(words(match["quoted"] or match["word"])):
            (excluded if left_out else required).append(phrase)
        return " " if left_out else f" {match['quoted']} "

    text = " ".join(_MARKED.sub(marked, typed).split())
    asked_for = tuple(dict.fromkeys(filter(words, typed_words(text))))[:_WORDS_AT_MOST]
    if not asked_for:
        raise EmptyQuestionError(
            "Only what is to be left out was typed. Ask with at least one word that is looked for."
            if excluded
            else "The question is empty. Ask with at least one word."
        )
    return Asked(
        text=text,
        words=asked_for,
        required=tuple(dict.fromkeys(required))[:_WORDS_AT_MOST],
        excluded=tuple(dict.fromkeys(excluded))[:_WORDS_AT_MOST],
    )
