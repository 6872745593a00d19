"""What a person has typed: the question, what must stand in a passage, and what must not."""

import re
from dataclasses import dataclass

from practice_search.errors import EmptyQuestionError
from practice_search.index.full_text import words

__all__ = ["Asked", "read_question"]

_AT_MOST = 10_000  # characters; the encoder reads about the first 2,000
_WORDS_AT_MOST = 100  # that are searched as words; nobody's question has more

_MARKS = '"“”„‟«»'
_QUOTED = re.compile(rf"(?P<minus>(?<!\S)-)?[{_MARKS}](?P<words>[^{_MARKS}]+)[{_MARKS}]")
_EXCLUDED = re.compile(r"(?<!\S)-([^\W\d_][\w'’-]*)")
_WORD = re.compile(r"[^\W_]+")


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
    typed = typed[:_AT_MOST]
    required: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []

    def quoted(match: re.Match[str]) -> str:
        phrase = tuple(words(match["words"]))
        if phrase:
            (excluded if match["minus"] else required).append(phrase)
        return " " if match["minus"] else f" {match['words']} "

    def left_out(match: re.Match[str]) -> str:
        excluded.append(tuple(words(match[1])))
        return " "

    text = " ".join(_EXCLUDED.sub(left_out, _QUOTED.sub(quoted, typed)).split())
    asked_for = tuple(dict.fromkeys(_WORD.findall(text)))[:_WORDS_AT_MOST]
    if not asked_for:
        raise EmptyQuestionError(
            "Only what is to be left out was typed. Ask with at least one word that is looked for."
            if excluded
            else "The question is empty. Ask with at least one word."
        )
    return Asked(text=text, words=asked_for, required=tuple(required), excluded=tuple(excluded))
