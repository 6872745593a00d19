"""How imprints are worded in the languages of Europe: labels, dates, places, names of bodies.

Months and capital cities are known to Unicode CLDR; loading them takes a third of a second, so the
patterns with them are made when a report is read, and not on import.
"""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.dates import get_month_names

__all__ = [
    "ANY_YEAR",
    "CAPITAL",
    "INSTITUTION",
    "LIBRARY_ENTRY",
    "LIBRARY_PLACE",
    "NAME_GOES_ON",
    "PICTURE",
    "PUBLICATION_DATE",
    "PUBLISHER_LABEL",
    "YEAR",
    "copyright_pattern",
    "date_pattern",
    "edition_pattern",
    "name_end_pattern",
    "place_pattern",
]

_LANGUAGES = (
    "en", "es", "pt", "ro", "nb", "nn", "da", "sv", "fi", "is", "de", "nl", "fr", "it", "pl", "cs",
    "sk", "sl", "hr", "bg", "mk", "sr", "uk", "lt", "lv", "et", "hu",
)  # fmt: skip


def _any_of(phrases: Iterable[str]) -> str:
    """Match any of the phrases, as they are written or in capitals, the longest first."""
    both = {form for phrase in phrases for form in (phrase, phrase.upper())}
    return "|".join(map(re.escape, sorted(both, key=lambda form: (-len(form), form))))


_YEAR = r"(?<![\d/.,])(?:19|20)\d\d(?![\d/])"
_ANY_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_YEARS = rf"{_YEAR}(?:\s?[-\u2013,]\s?{_YEAR})*"
_OF_THE_YEAR = r"(?:\s?(?:г|r|р)\.)?"  # "2019 r.": of the year 2019
_CAPITAL = f"[{''.join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())}]"
_NAME = rf"{_CAPITAL}[\w.'\u2019-]*"
_AND = r"and|og|och|und|et|y|e|i|și|и|de|del|la"
# "Bucharest", "New York and Geneva", "Ciudad de Panamá", "София".
_PLACE = rf"{_NAME}(?:,? (?:(?:{_AND}) )?{_NAME}){{0,4}}"

# What follows is the publisher.
_PUBLISHED_BY = (
    "Published by", "Published for", "Publicado por", "Publicada por", "Editado por", "Edita",
    "Publicat de", "Editat de", "Publicat de către", "Editat de către", "Utgitt av", "Utgjeve av",
    "Gitt ut av", "Udgivet af", "Utgiven av", "Utgivet av", "Wydane przez", "Wydany przez",
    "Opublikowane przez", "Издадено от", "Издаден от", "Публикувано от", "Herausgegeben von",
    "Publié par", "Édité par", "Pubblicato da", "Išleido", "Vydal", "Vydala", "Vydalo",
)  # fmt: skip
_PUBLISHER = (
    "Publisher", "Editorial", "Editora", "Editura", "Edição", "Edición", "Edición y publicación",
    "Utgiver", "Utgjevar", "Udgiver", "Utgivare", "Wydawca", "Издател", "Herausgeber",
    "Herausgeberin", "Éditeur", "Editore", "Leidėjas", "Izdevējs", "Väljaandja", "Vydavatel",
    "Vydavateľ", "Nakladatel", "Nakladnik", "Julkaisija", "Издавач", "Видавець",
)  # fmt: skip
# What follows is the date.
_PUBLISHED_IN = (
    "Published", "First published", "Printed", "Issued", "Publication date", "Date of publication",
    "Publicado", "Publicada", "Fecha de publicación", "Año de publicación", "Data de publicação",
    "Ano de publicação", "Publicat", "Publicată", "Apărut", "Data publicării", "Anul publicării",
    "Anul apariției", "Publisert", "Utgitt", "Utgjeve", "Gitt ut", "Utgivelsesår",
    "Utgivelsesdato", "Udgivet", "Udgivelsesår", "Utgiven", "Publicerad", "Utgivningsår",
    "Wydano", "Wydane", "Opublikowano", "Rok wydania", "Data wydania", "Data publikacji",
    "Публикувано", "Публикуван", "Издадено", "Издаден", "Година на издаване",
    "Дата на публикуване", "Veröffentlicht", "Erschienen", "Publié", "Paru", "Dépôt légal",
    "Pubblicato", "Vydáno", "Vydané", "Rok vydání", "Rok vydania", "Išleista", "Izdots",
    "Julkaistu", "Ilmunud",
)  # fmt: skip
_EDITION = "edition|edición|edição|ediția|utgave|utgåve|udgave|utgåva|wydanie|издание|Auflage"
_AGENT = "by|por|de către|av|af|przez|от|von|par|da"
_RESERVED = "All rights|Todos los|Todos os|Toate drepturile|Alle rett|Wszelkie|Всички"

CAPITAL = re.compile(_CAPITAL)
"""A capital letter, Latin, Greek or Cyrillic."""
YEAR = re.compile(_YEAR)
"""A year by itself, which is no number of a document."""
ANY_YEAR = re.compile(_ANY_YEAR)
"""A year, also in "12.03.2019"."""
INSTITUTION = re.compile(
    "nations|council|minist|agen[ct]|agenț|institut|director|direktor|department|departament"
    "|commission|comisi|kommisjon|universi|fundaț|fundac|foundation|stiftelse|asocia|associa"
    "|organi[sz]a|centre|center|centr|министерств|агенция|институт|фондация|комисия|център",
    re.IGNORECASE,
)
"""A word that a body is called by: "Ministry", "Fundación"."""
PICTURE = re.compile(r"\b(?:photo|foto|image|illustra|cover\b|bilde)", re.IGNORECASE)
"""A word that says of a copyright that it is that of a picture."""
PUBLISHER_LABEL = re.compile(
    rf"(?:(?:{_any_of(_PUBLISHED_BY)})(?::|(?=\s|$))|(?:{_any_of(_PUBLISHER)}):)\s*"
)
"""What stands before a publisher: "Published by"; a noun needs its colon: "Publisher: "."""
PUBLICATION_DATE = re.compile(
    rf"(?:{_any_of(_PUBLISHED_IN)})\b[^\n]{{0,60}}?{_ANY_YEAR}{_OF_THE_YEAR}"
    rf"(?=[.,;)]?\s*$|[.,;]?\s+(?:{_AGENT})\b|\.\s)"
)
"""When it was published: "Published in 2019", "Utgivelsesår: 2019"."""
LIBRARY_ENTRY = re.compile(rf"(?:^|: )(?P<body>{_PLACE}), {_YEAR}(?= ?[(.]|$)")
"""The end of a national library's entry, with the ``body``: "Cartier, 2024"."""
LIBRARY_PLACE = re.compile(rf"{_NAME} ?:\s*$")
"""What stands before the body of a library's entry: "Chișinău : "."""
NAME_GOES_ON = re.compile(
    r"(?:[,&]| (?:[^\W\d_A-Z]{1,3}|and|para|pentru|privind|przez|with|from))$"
)
"""The end of a line over which a name goes on into the next one: "Institute for"."""


@cache
def _months() -> str:
    names = {
        name
        for language in _LANGUAGES
        for context in ("format", "stand-alone")
        for name in get_month_names("wide", context, language).values()
    }
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


def _capital_cities() -> str:
    """Name the cities after which CLDR calls time zones: Europe's capitals, in each language."""
    names: set[str] = set()
    for language in _LANGUAGES:
        for zone, named in Locale(language).time_zones.items():
            if str(zone).startswith("Europe/"):
                english = str(zone).rsplit("/", 1)[-1].replace("_", " ")
                names |= {english, named.get("city", english)}
    return _any_of(names)


@cache
def date_pattern() -> re.Pattern[str]:
    """Return what finds a month or a day of a year: "March 2014", "8 de marzo de 2021"."""
    return re.compile(
        rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th)?\s+(?:de\s+)?)?(?:{_months()})"
        rf"(?:\s+del?|\s+\d{{1,2}},|,)?\s+{_YEAR}{_OF_THE_YEAR}"
        rf"|{_YEAR}-\d\d-\d\d|\d\d?\.\d\d?\.(?:19|20)\d\d|\d\d?/\d\d?/(?:19|20)\d\d",
        re.IGNORECASE,
    )


@cache
def copyright_pattern() -> re.Pattern[str]:
    """Return what finds a copyright: its ``sign``, ``years``, and who stands before or after them.

    The groups ``before`` and ``after`` may be missing or empty.
    """
    # "(c)" also counts the items of a list, and "copyright" may be spoken of: both need more.
    return re.compile(
        rf"(?P<sign>©|(?:^|(?<=[.|] ))(?i:copyright)\b|\([cC]\)(?=\s*{_YEAR},? {_CAPITAL}))"
        r"[\s©:]*(?:\([cC]\))?\s*"
        rf"(?:(?P<before>[^\W\d_][^\d©]{{1,80}}?)[,.(]?\s*(?:(?i:{_months()})\s+(?:de\s+)?)?)?"
        rf"(?P<years>{_YEARS})(?:[,.:]?\s+(?P<after>[^\W\d_].*))?"
    )


@cache
def edition_pattern() -> re.Pattern[str]:
    """Return what matches a line that dates an edition: "Second edition, March 2017"."""
    return re.compile(
        rf"(?:\S+\s){{0,2}}(?:{_EDITION})(?:\s\S+)?[,:]?\s+(?:de\s+)?(?:(?:{_months()})\s+)?(?:de\s+)?"
        rf"{_YEAR}\.?$",
        re.IGNORECASE,
    )


@cache
def place_pattern() -> re.Pattern[str]:
    """Return what matches place and date, with a comma or a known place: "Warszawa 2019"."""
    date = rf"(?:(?:\d{{1,2}}\.? (?:de )?)?(?i:{_months()}) (?:de )?)?{_YEAR}{_OF_THE_YEAR}"
    return re.compile(rf"(?:{_PLACE}, |(?:{_capital_cities()}),? ){date}")


@cache
def name_end_pattern() -> re.Pattern[str]:
    """Return what finds where the name of a body ends: at its address, a year, a sentence."""
    return re.compile(
        rf"(?<=\w{{3}})\.(?:\s|$)|;|\||\(|(?<!-),\s+(?!{_CAPITAL})|\s+[\u2013-]\s"
        r"|\bISBN\b|www\.|https?:|\S+@"
        rf"|[,.]?\s+(?:{_RESERVED})"
        rf"|,?\s+(?:(?:in|i|en|em|în|w|през)\s+)?(?:{_months()})?\s*{_YEAR}"
    )
