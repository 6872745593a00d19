"""The controlled words: pillars, countries, languages, kinds of source, and how people write them.

Sources: Council of Europe Convention on preventing and combating violence against women and
domestic violence (CETS 210, "Istanbul Convention"), chapters II-VI, for the pillars; ISO 3166-1
alpha-2 for countries; BCP 47 for languages; names of both from Unicode CLDR through babel.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from babel import Locale

from practice_search.errors import UnknownValueError

__all__ = [
    "ARTICLES",
    "FILTERABLE",
    "NONE",
    "OF_REPORTS",
    "Facet",
    "Format",
    "Kind",
    "Pillar",
    "article_words",
    "countries",
    "country_name",
    "language_name",
    "languages",
    "parse_article",
    "parse_country",
    "parse_kind",
    "parse_language",
    "parse_pillar",
]


class Pillar(StrEnum):
    """The 4 Ps of the Istanbul Convention; its preamble and chapters name them in this order."""

    PREVENTION = "prevention"
    """Chapter III, Articles 12-17: stop violence before it occurs or recurs."""
    PROTECTION = "protection"
    """Chapter IV, Articles 18-28: protect and support victims."""
    PROSECUTION = "prosecution"
    """Chapters V-VI, Articles 29-58: hold perpetrators to account."""
    POLICIES = "policies"
    """Chapter II, Articles 7-11: integrated policies, coordinated across sectors."""

    @property
    def title(self) -> str:  # type: ignore[override]  # the word for people, as on a screen
        """The pillar's English name as a heading."""
        return "Integrated policies" if self is Pillar.POLICIES else self.value.capitalize()


class Facet(StrEnum):
    """What can be said of a passage, or of a report as a whole."""

    PILLAR = "pillar"
    COUNTRY = "country"
    ARTICLE = "article"
    LANGUAGE = "language"
    KIND = "kind"
    TITLE = "title"
    PUBLISHER = "publisher"
    YEAR = "year"
    REPORT = "report"
    """Its file; no claim, since it is what it is."""


FILTERABLE = (Facet.PILLAR, Facet.COUNTRY, Facet.ARTICLE, Facet.LANGUAGE)
"""The facets of a passage, which a search can be restricted by."""

OF_REPORTS = (Facet.KIND, Facet.YEAR, Facet.REPORT)
"""The facets of a report that restrict a search as well."""

NONE = "none"
"""The word for what carries no value of a facet, in a filter and in a cell of reports.csv."""

ARTICLES = range(1, 82)
"""The articles of the Istanbul Convention (CETS 210)."""


class Format(StrEnum):
    """What a report is written in, and so what its parts are called."""

    PDF = "PDF"
    DOCX = "Word"
    PPTX = "PowerPoint"
    HTML = "web page"
    TEXT = "plain text"

    @property
    def unit(self) -> str:
        """What stands in the place of the page, in the singular."""
        match self:
            case Format.PDF:
                return "page"
            case Format.PPTX:
                return "slide"
            case _:
                return "paragraph"


class Kind(StrEnum):
    """How strong a source is, the strongest first."""

    MONITORING = "monitoring body"
    EVALUATION = "evaluation"
    OFFICIAL = "official"
    SELF_REPORTED = "self-reported"
    PRESS = "press"
    NOTES = "notes"


# ISO 3166-1 leaves these open; the first two are no countries but what reports speak of,
# and EU and UK are reserved codes in everyday use.
_BEYOND_ISO = {"INT": "International", "EU": "European Union"}
_COUNTRY_ALIASES = {
    "UK": "GB",
    "EL": "GR",
    # As the Council of Europe names or named them, and CLDR does not.
    "Bosnia and Herzegovina": "BA",
    "Czech Republic": "CZ",
    "Republic of Moldova": "MD",
    "Russian Federation": "RU",
    "Slovak Republic": "SK",
    "Turkey": "TR",
}
# The macrolanguage is written as Bokmål unless it says Nynorsk: one value, so that filters meet it.
_LANGUAGE_ALIASES = {"no": "nb", "Norwegian": "nb"}


@cache
def _countries() -> dict[str, str]:
    territories = Locale("en").territories
    iso = {c: n for c, n in territories.items() if len(c) == 2 and c.isalpha()}
    for grouping in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"):  # CLDR's own, no countries
        iso.pop(grouping, None)
    return iso | _BEYOND_ISO


@cache
def _languages() -> dict[str, str]:
    return {c: n for c, n in Locale("en").languages.items() if len(c) in (2, 3)}


def countries() -> list[str]:
    """Return the codes of all countries, `EU` and `INT`, by their English names."""
    names = _countries()
    return sorted(names, key=names.__getitem__)


def languages() -> list[str]:
    """Return the subtags of the languages that have one of two letters, by their English names."""
    names = _languages()
    return sorted((code for code in names if len(code) == 2), key=names.__getitem__)


def country_name(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 code, ``EU`` or ``INT``."""
    return _countries().get(code, code)


def language_name(code: str) -> str:
    """Return the English name of a BCP 47 language subtag."""
    return _languages().get(code, code)


def _parse(text: str, what: str, names: Mapping[str, str], aliases: Mapping[str, str]) -> str:
    """Find the code whose code or name is ``text``, or say which ones are nearest."""
    wanted = text.strip().casefold()
    by_word = {name.casefold(): code for code, name in names.items()}
    by_word |= {code.casefold(): code for code in names}
    by_word |= {alias.casefold(): code for alias, code in aliases.items()}
    if code := by_word.get(wanted):
        return code
    near = difflib.get_close_matches(wanted, by_word, n=3, cutoff=0.6)
    nearest = ", ".join(dict.fromkeys(_both(by_word[w], names[by_word[w]]) for w in near))
    hint = f" Nearest: {nearest}." if near else ""
    raise UnknownValueError(f"There is no {what} {text.strip()!r}.{hint}")


def _both(code: str, name: str) -> str:
    return code if code.casefold() == name.casefold() else f"{code} ({name})"


def parse_country(text: str) -> str:
    """Return the code for a country given by code or English name, in any case.

    Raises:
        UnknownValueError: no such country; the message names the nearest ones.

    """
    return _parse(text, "country", _countries(), _COUNTRY_ALIASES)


def parse_language(text: str) -> str:
    """Return the BCP 47 subtag for a language given by code or English name, in any case.

    Raises:
        UnknownValueError: no such language; the message names the nearest ones.

    """
    return _parse(text, "language", _languages(), _LANGUAGE_ALIASES)


def parse_pillar(text: str) -> Pillar:
    """Return the pillar given by its word or title, in any case.

    Raises:
        UnknownValueError: no such pillar; the message names all four.

    """
    words = {pillar.value: pillar.title for pillar in Pillar}
    try:
        return Pillar(_parse(text, "pillar", words, {}))
    except UnknownValueError as error:
        raise UnknownValueError(f"{error} The pillars are {', '.join(Pillar)}.") from None


def article_words(numbers: Sequence[str]) -> str:
    """Name articles of the Convention: "Article 52", "Articles 18, 23"."""
    return f"Article{'s' * (len(numbers) > 1)} {', '.join(numbers)}"


def parse_article(text: str) -> str:
    """Return the number of an article of the Convention, given as "52", "Art. 52" or "Article 52".

    Raises:
        UnknownValueError: no such article.

    """
    match = re.fullmatch(r"(?:art(?:icle)?\.?\s*)?(\d{1,3})", text.strip(), re.IGNORECASE)
    if match is None or int(match[1]) not in ARTICLES:
        raise UnknownValueError(
            f"There is no article {text.strip()!r}. The Istanbul Convention has Articles "
            f"{ARTICLES[0]} to {ARTICLES[-1]}; give the number, such as 52."
        )
    return str(int(match[1]))


def parse_kind(text: str) -> Kind:
    """Return the kind of source given by its words, in any case.

    Raises:
        UnknownValueError: no such kind; the message names all of them.

    """
    try:
        return Kind(_parse(text, "kind of source", {kind.value: kind.value for kind in Kind}, {}))
    except UnknownValueError as error:
        raise UnknownValueError(f"{error} The kinds are {', '.join(Kind)}.") from None
