"""The names in a sentence that stand nowhere in what it is said to rest on.

Countries are compared as countries, whatever the language: "Norvegia" is "Norway". Other names
are compared by their letters, endings left aside and Cyrillic in Latin letters (the Bulgarian
transliteration law of 2009).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from practice_search.answers.quotation import Quotation
from practice_search.answers.synthesis.figures import month_names
from practice_search.metadata.country.forms import Kind
from practice_search.metadata.country.names import Words, mentions
from practice_search.metadata.letters import plain
from practice_search.terms import Facet

__all__ = ["names_not_in"]

_LATIN = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъьюяж",
        "a b v g d e z i y k l m n o p r s t u f h ts ch sh sht a y yu ya zh".split(),
        strict=True,
    )
)
_ALL_CAPITALISED = frozenset(("de", "lb"))
"""Languages that begin each noun with a capital."""

_PLACED = (Kind.PLACE, Kind.BODY)

_STEM = 5
_LONGEST_ENDING = 4
_SAME_SHARE = 0.66
_SHOUTED = 5
"""Letters from which a word in capitals is a word and no abbreviation."""

# How names of authorities, laws and rights begin in many languages, and short words in them. In a
# sentence in another language than its quotation they cannot be told by their letters, and are
# passed over: a ministry may be taken for another one.
_INSTITUTIONS = tuple(
    "minist police polic politi polizi parlia parlam seimas govern guvern gobier regjer regier "
    "conven konven konwen direct direkt regula tribun artic artik justic justit justis intern "
    "interi health sanat social femei mujer women kvinn child human right drept derech protec "
    "protek equal egalit igual gender violen nation europ centr council counci consil "
    "consej commit comit komit commis comis office agency agen strateg program istanb istamb "
    "estamb stambu".split()
)
_SHORT = frozenset("act acts law laws code court order plan of the and for on unit".split())


def names_not_in(
    sentence: str, language: str | None, quotations: Sequence[Quotation]
) -> tuple[str, ...]:
    """Return the names of a sentence that no quotation and no report of theirs has.

    Names are words with a capital, but for the first of the sentence, words in capitals, and what
    names a country or a place. In a language that gives every noun a capital, only the latter two
    are looked at.

    Args:
        sentence: what is looked through.
        language: its BCP 47 subtag, None where it is not known.
        quotations: what it is said to rest on.

    """
    known = _Known.of(quotations)
    foreign = any(language != quotation.language for quotation in quotations)
    months = month_names(language) if language else {}  # which `figures` looks at
    words = Words(sentence)
    missing: dict[int, str] = {}
    of_places: set[int] = set()
    for mention in mentions(words, language):
        covered = range(mention.first, mention.last + 1)
        of_places.update(covered)
        if mention.kind in (Kind.NAME, Kind.ADJECTIVE) or mention.country == "EU":
            stands = mention.country in known.countries
        else:
            stands = all(known.has(words[i]) for i in covered if _is_name(words, i, language))
            if mention.kind in _PLACED:
                # By its letters also where it is the first word; in another language by its sort.
                stands = stands and known.has(words[mention.first])
                stands = stands or (foreign and (mention.country, mention.kind) in known.places)
            else:
                stands = stands and mention.country in known.countries
        if not stands:
            end = words.places[mention.last][1]
            missing[mention.first] = sentence[words.places[mention.first][0] : end]
    for index in range(len(words)):
        if index not in of_places and _is_name(words, index, language):
            word = words[index]
            bare = plain(word)
            translated = foreign and (bare in _SHORT or bare.startswith(_INSTITUTIONS))
            if not translated and bare not in months and not known.has(word):
                missing[index] = word
    return tuple(missing[index] for index in sorted(missing))


def _is_name(words: Words, index: int, language: str | None) -> bool:
    word = words[index]
    if len(word) < 2 or not word[0].isupper():
        return False
    if word[1].isupper():
        return True
    return index > 0 and language not in _ALL_CAPITALISED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What quotations name: countries, places by country and sort, and words in Latin letters."""

    countries: Collection[str]
    places: Collection[tuple[str, Kind]]
    words: Collection[str]
    capitals: Collection[str]

    @classmethod
    def of(cls, quotations: Sequence[Quotation]) -> "_Known":
        countries: set[str] = set()
        places: set[tuple[str, Kind]] = set()
        words: set[str] = set()
        capitals: set[str] = set()
        for quotation in quotations:
            report, passage = quotation.report, quotation.passage
            countries.update(passage.countries, report.values(Facet.COUNTRY))
            for text in (quotation.words, report.title, report.publisher, *passage.headings):
                read = Words(text)
                for mention in mentions(read, quotation.language):
                    countries.add(mention.country)
                    places.add((mention.country, mention.kind))
                words.update(map(_latin, read.folded))
                capitals.update(
                    word for word in map(read.__getitem__, range(len(read))) if word.isupper()
                )
        return cls(countries=countries, places=places, words=words, capitals=capitals)

    def has(self, name: str) -> bool:
        """Whether a name stands there, with another ending perhaps."""
        if name.isupper() and len(name) < _SHOUTED:
            return name in self.capitals
        wanted = _latin(plain(name))
        return wanted in self.words or any(_same_name(wanted, word) for word in self.words)


def _same_name(one: str, other: str) -> bool:
    """Whether two words differ in their endings alone: "barnahus" and "barnahuset"."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    shorter, longer = sorted((len(one), len(other)))
    if same == shorter:
        return shorter > 2 and longer - shorter <= (_LONGEST_ENDING if shorter > 3 else 1)
    return same >= _STEM and longer - same <= _LONGEST_ENDING and same >= _SAME_SHARE * longer


@cache
def _latin(word: str) -> str:
    return word if word.isascii() else "".join(_LATIN.get(letter, letter) for letter in word)
