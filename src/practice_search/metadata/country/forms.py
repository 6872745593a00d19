"""The forms in which countries are named, from Unicode CLDR and ``countries.toml``.

CLDR, through babel, has the names of all countries, and the capitals as cities of time zones; the
rest of the names, their endings, adjectives, towns, laws and bodies stand in the file beside this
module. The table of some 14,000 forms is made when the first text is read, and not on import.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from babel import Locale
from babel.core import get_global

from practice_search.metadata.letters import plain

__all__ = [
    "HEAD",
    "LANGUAGES",
    "TOKEN",
    "Form",
    "Kind",
    "Table",
    "country_data",
    "country_of_language",
    "table",
]

LANGUAGES = (
    "en", "ro", "nb", "nn", "es", "pl", "bg", "lt", "pt", "sv", "da", "de", "fr", "it", "et", "lv",
    "cs", "sk", "hu", "fi", "el", "hr", "is", "nl", "uk",
)  # fmt: skip
"""The languages whose names of countries are known (BCP 47)."""
TOKEN = re.compile(r"[^\W_]+")
"""A word or a number."""

HEAD = 3
"""Letters by which words that may go on are found."""

_SAME = {"nb": ("nn", "da"), "nn": ("nb",), "da": ("nb",)}
"""Languages so near each other that a short text is easily taken for the other."""
_OPEN = frozenset(("ro", "pl", "lt", "bg", "nb", "nn", "sv", "da", "es"))
"""A long inflected name of these is met in a text of any language: "Fundația României"."""
_SHORT = 5
_CODE = 8
_NO_COUNTRY = frozenset(("en", "ar", "ru", "zh", "sw", "fa", "bn", "ms"))
_GROUPS = frozenset("EU EZ UN XA XB ZZ QO AC CP CQ DG EA IC TA".split())  # CLDR's, no countries


class Kind(Enum):
    """What sort of word names a country."""

    INSTITUTION = "a law or body"
    OFFICE = "an office of one country's administration"
    NAME = "a name"
    ADJECTIVE = "an adjective or its people"
    PLACE = "a town or region"
    BODY = "a body or treaty of several states"


class Form(NamedTuple):
    """One way to name a country; a tuple, because there are thousands.

    ``rest`` are its words after the first, folded. ``country`` is None for words that hold the
    name of a place and name none. ``written`` is given where every letter counts, with its marks;
    ``capital`` says whether a capital must stand in front, ``begins`` whether the last word may go
    on; ``languages`` in what languages it is met, None for any.
    """

    rest: tuple[str, ...]
    country: str | None
    kind: Kind
    written: str = ""
    capital: bool = True
    begins: bool = False
    languages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """All forms by their first word, the longest first.

    ``beginnings`` are those whose only word may go on, each with that word, by its first letters:
    as many as `HEAD`.
    """

    starts: Mapping[str, Sequence[Form]]
    beginnings: Mapping[str, Sequence[tuple[str, Form]]]


@cache
def country_data() -> Mapping[str, Any]:
    """Return ``countries.toml``."""
    text = files(__package__).joinpath("countries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def country_of_language(language: str) -> str | None:
    """Return the country that a language is mostly written in (CLDR's likely subtags).

    None for English and others that tell nothing.
    """
    if language in _NO_COUNTRY:
        return None
    likely = str(get_global("likely_subtags").get(language, ""))
    country = likely.rpartition("_")[2]
    return country if len(country) == 2 and country.isupper() else None


@cache
def table() -> Table:
    """Return all forms."""
    merged: dict[tuple[str, Form], frozenset[str] | None] = {}
    for name, country, kind, languages in _named():
        key = _form(name, country, kind)
        known = merged.get(key, frozenset())
        merged[key] = None if known is None or languages is None else known | languages
    starts: dict[str, list[Form]] = defaultdict(list)
    beginnings: dict[str, list[tuple[str, Form]]] = defaultdict(list)
    for (first, form), languages in merged.items():
        full = form if languages is None else form._replace(languages=languages)
        if form.begins and not form.rest:
            beginnings[first[:HEAD]].append((first, full))
        else:
            starts[first].append(full)
    for forms in starts.values():
        forms.sort(key=lambda form: -len(form.rest))
    return Table(starts, beginnings)


def _form(name: str, country: str | None, kind: Kind) -> tuple[str, Form]:
    """Return the first word, folded, and what follows from the way in which a name is noted."""
    bare = name.strip("*!")
    first, *rest = TOKEN.findall(bare)
    code = bare.isupper() and bare.isalpha() and len(bare) < _CODE
    return plain(first), Form(
        rest=tuple(map(plain, rest)),
        country=country,
        kind=kind,
        written=bare if code or name.startswith("!") else "",
        capital=first[0].isupper(),
        begins=name.endswith("*"),
    )


_Named = tuple[str, str | None, Kind, frozenset[str] | None]


def _named() -> Iterator[_Named]:
    """Yield each name as it is noted, its country, its kind, and the languages that it is met in.

    What stands first is preferred among forms of as many words.
    """
    data = country_data()
    for phrase in data["traps"]["phrases"]:
        yield phrase, None, Kind.NAME, None
    for row in data["institutions"]:
        for name in row["names"]:
            yield name, row["country"], Kind.INSTITUTION, None
    yield from _cldr_names(data)
    for kind, key in (
        (Kind.NAME, "names"),
        (Kind.BODY, "international"),
        (Kind.OFFICE, "offices"),
        (Kind.PLACE, "places"),
    ):
        for country, names in data[key].items():
            for name in names:
                yield name, country, kind, None
    for language, rows in data["adjectives"].items():
        known = _languages_like(language)
        for country, stems in rows.items():
            for stem in stems if country != "endings" else ():
                for ending in rows["endings"]:
                    yield stem + ending, country, Kind.ADJECTIVE, known


def _cldr_names(data: Mapping[str, Any]) -> Iterator[_Named]:
    traps = data["traps"]
    left_out = _GROUPS.union(traps["left_out"])
    never = frozenset(traps["never"])
    closed = frozenset(map(plain, traps["homographs"]))
    english = Locale("en").territories
    for language in LANGUAGES:
        locale = Locale(language)
        endings = data["name_endings"].get(language, {})
        known = _languages_like(language)
        for code, name in locale.territories.items():
            if len(code) != 2 or not code.isalpha() or code in left_out or name in never:
                continue
            short = len(name) < _SHORT and name != english.get(code)
            only = known if short or plain(name) in closed else None
            yield name, code, Kind.NAME, only
            for inflected in _inflected(name, endings):
                anywhere = language in _OPEN and len(inflected) > _SHORT and only is None
                yield inflected, code, Kind.NAME, None if anywhere else known
        for country, zone in data["capital_zones"].items():
            city = _city(locale, zone)
            yield city, country, Kind.PLACE, known if plain(city) in closed else None
            for inflected in _inflected(city, endings):
                yield inflected, country, Kind.PLACE, known


def _languages_like(language: str) -> frozenset[str]:
    return frozenset((language, *_SAME.get(language, ())))


def _city(locale: Locale, zone: str) -> str:
    named = locale.time_zones.get(zone, {}).get("city")
    return str(named or zone.rpartition("/")[2].replace("_", " "))


def _inflected(name: str, endings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for ending, others in endings.items():
        if name.endswith(ending):
            stem = name[: len(name) - len(ending)]
            yield from (stem + other for other in others)
