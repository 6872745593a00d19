"""The one door to the language identification library: in which language a text is written.

py3langid, because it is smaller and quicker than lingua and was right more often, most of all about
the two kinds of Norwegian. ``benchmarks/language.py`` with its public texts (1,527 texts in 22
languages, two shared cores): right answers, and what they cost.

======================  =========  ========  ========  =======  =======  ======
library                 sentences  20 words  60 words  texts/s  memory   wheel
======================  =========  ========  ========  =======  =======  ======
py3langid 0.4.0         100 %      99.3 %    100 %     3,979    99 MiB   4 MB
lingua, low accuracy    96.3 %     98.5 %    100 %     688      53 MiB   96 MB
lingua, high accuracy   98.9 %     99.3 %    100 %     158      846 MiB  96 MB
======================  =========  ========  ========  =======  =======  ======

With the doubts below, none of 14 tables, lists and addresses gets a language (py3langid by itself
names one for each, lingua for 8), 0.4 % of the 20-word texts get none, and 1,755 texts a second
are answered; loading takes 1 s.
"""

import re
from collections.abc import Collection
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

__all__ = ["identify_language"]

# What the library calls otherwise than this project: by "no" it means Bokmål, beside "nn".
_SUBTAGS = {"no": "nb"}

# Its words are in no language. Bounded, for a page may have a million letters without a space.
_ADDRESS = re.compile(r"\S{0,60}(?:://|www\.|@)\S{0,300}")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Names, codes and the cells of a table begin with capitals or are none: of whole sentences, even
# short and German ones, two words do not.
_FEWEST_COMMON_WORDS = 2
_FEWEST_LETTERS = 15
# The library's confidence was .44 or more for every sentence of the benchmark that it had right,
# and below .4 for figures, names and lists.
_SURE = 0.4
# The right language had .44 or more among all, so less for all that are stated is none of them.
_FOREIGN = 0.2


def identify_language(text: str, *, among: Collection[str] = ()) -> str | None:
    """Return the BCP 47 subtag of the language, "nb" and "nn" for the two kinds of Norwegian.

    ``among`` are the subtags of the only languages to choose from, such as a person has stated;
    one that the library does not know is never found. Without them, the languages of ISO 639-1
    are the choice: the library's others are near relatives that take from these. None for
    numbers, names and tables, when no language is likely enough, or when the text is in none of
    ``among``.
    """
    text = " ".join(_ADDRESS.sub(" ", text).split())  # line ends are no letters of a language
    words = _WORD.findall(text)
    capitals = text.isupper()  # a heading says its language too
    common = sum(capitals or not word[0].isupper() for word in words)
    if common < _FEWEST_COMMON_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return None
    shares: dict[str, float] = {
        subtag: share
        for label, share in _model().rank(text)
        if (subtag := _SUBTAGS.get(label, label)) in among or (not among and len(label) == 2)
    }
    together = sum(shares.values())
    best = max(shares, key=shares.__getitem__, default=None)
    if best is None or together < _FOREIGN or shares[best] < _SURE * together:
        return None
    return best


@cache
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
