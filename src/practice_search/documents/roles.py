"""What the words of a passage tell of its role: running text, a list of references, or figures."""

import re

from practice_search.records import Role

__all__ = ["role_by_words"]

# What a reference has and a sentence seldom: an address, a year in brackets or after a comma,
# pages, a volume, a document symbol (A/HRC/17/30), "ibid.", where it was found.
_CUE = re.compile(
    r"""https?://|www\.|\bdoi\b|\bIS[BS]N\b
    |\b(?:pp?|pgs?|págs?|str|стр|S)\.\s?\d|\bvols?\.|\bno\.\s?\d|\bparas?\.\s?\d
    |\(\d{4}[a-z]?\)|,\s(?:19|20)\d\d\b|\bet\ al\b|\bibid|\beds?\.|\bsupra\b
    |\b[A-Z]{1,5}/[A-Z0-9/.]*\d
    |\bpress\b|\bavailable\ (?:at|from|on)|\baccess(?:ed|o\ em)|\bdisponib\w+\ (?:en|em|la|în)
    |\btilgjengelig|\bdostęp|\bпосетен""",
    re.IGNORECASE | re.VERBOSE,
)
# Where a shelter can be reached has as many numbers as a table.
_TELEPHONE = re.compile(
    r"(?:\b(?:tel|tlf|phone|fax|mob|тел)\w*|☎)\W{0,4}(?:\d\W{0,2}){5}|\+\d\d\W{0,2}\d",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


def role_by_words(text: str, role: Role) -> Role:
    """Return REFERENCES or FIGURES where the words of a passage say so, else the role it has.

    Four numbers tell it, of all words: how many are numbers, how many begin in lower case (most
    of running text, in every language with capitals), how often a reference is cued, and how
    many stand on a line. The thresholds were read off 2,351 passages of 23 reports in five
    languages, where hardly any passage stands near them.
    """
    words = text.split()
    lines = [line for line in text.split("\n") if line.strip()]
    if not words or role not in (Role.BODY, Role.FOOTNOTE):
        return role
    numbers = sum(map(_is_number, words)) / len(words)
    lower = sum(word.lstrip("(\"'„“«")[:1].islower() for word in words) / len(words)
    found = len(_CUE.findall(text))
    cues = found / len(words) if found > 1 else 0.0  # one alone: "For help see www..."
    a_line = len(words) / len(lines)
    if cues >= 0.12 or (cues >= 0.07 and lower < 0.65):
        return Role.REFERENCES
    if _TELEPHONE.search(text):
        return role
    labels = a_line < 5 and lower < 0.45 and len(words) > 15
    if numbers >= 0.3 or (labels and numbers >= 0.1) or (labels and a_line < 3 and lower < 0.3):
        return Role.FIGURES
    return role


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word)) and len(_LETTER.findall(word)) < 2
