"""The figures of a text, in one form whatever the language writes them in.

Digits of any script with the separators of any country, dates, percents, telephone numbers, and
simple number words. Names of months come from Unicode CLDR, through babel.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from practice_search.metadata.letters import fold, plain

__all__ = ["figures", "month_names"]

# In this order: what is left of "1.500" after the groups of three digits is a decimal.
_DIGITS = re.compile(
    r"""
    (?<!\d) (?P<year>\d{4}) - (?P<month>\d{1,2}) - (?P<day>\d{1,2}) (?!\d)
    | (?<!\d) (?P<day_>\d{1,2}) (?P<dot>[./-]) \s? (?P<month_>\d{1,2}) (?P=dot) \s?
      (?P<year_>\d{4}) (?!\d)
    | (?<![\w.,]) (?P<telephone> (?:\+|00?) (?:[ ()/-]{0,2}\d){6,14} ) (?!\d)
    | (?P<groups> (?<!\d) [1-9]\d{0,2} (?P<gap>[.,' ’]) \d{3} (?:(?P=gap)\d{3})* (?!\d) )
      (?:(?!(?P=gap))[.,](?P<decimals>\d{1,40}))?
    | (?P<whole>\d{1,40}) (?:[.,](?P<decimals_>\d{1,40}))?
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+")
_MONTHS = 12
_NOT_ONLY_MONTHS = frozenset("may march mars mai maj mart marti set".split())
_NEAR = 5
"""Characters between a month and its day or year: "13 de abril de 2015", "2015 m. balandžio"."""

_PERCENT = re.compile(
    # The second half of "10-20 %" makes the first a percentage too.
    r"(?:\s?[-–—]\s?\d{1,40}(?:[.,]\d{1,40})?)?\s?(?:%|(?:per\s?cent|percent|procent|procen|"
    r"prosent|prozent|процент|protsent)\w*|po[rl] cien?to|por cento|pour cent|per cento|"
    r"la suta|на сто|proc\b)"
)
_SCALES = {
    10**3: r"thousand|mii|mie|mil|mille|mila|tusen|tusind|tausend|duizend|tys|tysi[ae]c\w*"
    r"|хиляд\w*|хил|tukst\w*|tisic\w*",
    10**6: r"mill?ij?o\w*|mill?jo\w*|mln|mio|mill|милион\w*|млн",
    10**9: r"mill?iard\w*|милиард\w*|miljard\w*|mrd|mld|mlrd|billion",
}
_SCALES_READ = [(scale, re.compile(rf"\s(?:{words})\b")) for scale, words in _SCALES.items()]

# From two on: "one" is an article in too many languages. Spellings and cases beside each other.
_UNITS = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "ro": "doi/două/doua trei patru cinci șase/şase șapte/şapte opt nouă zece unsprezece "
    "doisprezece/douăsprezece",
    "nb": "to tre fire fem seks sju/syv åtte ni ti elleve tolv",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv",
    "de": "zwei/zweier drei/dreier vier fünf sechs sieben acht neun zehn elf zwölf",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze",
    "pl": "dwa/dwie/dwóch/dwu/dwoma/dwaj trzy/trzech/trzej/trzema "
    "cztery/czterech/czterej/czterema pięć/pięciu sześć/sześciu siedem/siedmiu osiem/ośmiu "
    "dziewięć/dziewięciu dziesięć/dziesięciu jedenaście/jedenastu dwanaście/dwunastu",
    "cs": "dva/dvě/dvou/dvěma tři/tří/třech čtyři/čtyř/čtyřech pět/pěti šest/šesti sedm/sedmi "
    "osm/osmi devět/devíti deset/deseti jedenáct/jedenácti dvanáct/dvanácti",
    "bg": "два/две/двама/двете/двата три/трима/трите четири/четирима/четирите пет/петте "
    "шест/шестте седем осем девет десет единадесет/единайсет дванадесет/дванайсет",
    "lt": "du/dvi/dviejų/dviem trys/tris/trijų/trims keturi/keturios/keturių/keturis/keturias "
    "penki/penkios/penkių/penkis/penkias šeši/šešios/šešių septyni/septynios/septynių "
    "aštuoni/aštuonios/aštuonių devyni/devynios/devynių dešimt/dešimties vienuolika dvylika",
}
_TENS = {  # from twenty to ninety
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "ro": "douăzeci treizeci patruzeci cincizeci șaizeci șaptezeci optzeci nouăzeci",
    "nb": "tjue tretti førti femti seksti sytti åtti nitti",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "pl": "dwadzieścia/dwudziestu trzydzieści/trzydziestu czterdzieści/czterdziestu "
    "pięćdziesiąt/pięćdziesięciu sześćdziesiąt/sześćdziesięciu siedemdziesiąt osiemdziesiąt "
    "dziewięćdziesiąt",
    "cs": "dvacet/dvaceti třicet/třiceti čtyřicet/čtyřiceti padesát/padesáti šedesát/šedesáti "
    "sedmdesát osmdesát devadesát",
    "bg": "двадесет/двайсет тридесет/трийсет четиридесет петдесет шестдесет/шейсет седемдесет "
    "осемдесет деветдесет",
    "lt": "dvidešimt trisdešimt keturiasdešimt penkiasdešimt šešiasdešimt septyniasdešimt "
    "aštuoniasdešimt devyniasdešimt",
}
_ALIKE = {"nn": "nb", "no": "nb"}
_JOINED = re.compile(r"(?:[\s-]|\s(?:y|și|si|e|og|и|a|ir)\s)")


class _Number(NamedTuple):
    """A number, and where it stands."""

    start: int
    end: int
    value: Fraction


def figures(text: str, language: str | None) -> frozenset[str]:
    """Return the figures of a text: "1500", "40%", "5/2", "month 4", "telephone 800123456".

    A date is its day, month and year. A point or comma before three digits groups them, before any
    other number of digits it begins the decimals. "One" is no figure.

    Args:
        text: its digits are found in any script.
        language: the BCP 47 subtag whose number words and months are read; None reads no words.

    """
    text = _readable(text)
    folded = fold(text)
    found: set[str] = set()
    numbers = _signs(text) + (_spelt(folded, language) if language else [])
    for match in _DIGITS.finditer(text):
        if match["telephone"]:
            found.add(f"telephone {_digits(match['telephone']).lstrip('0')}")
        elif match["dot"] or match["year"]:
            parts = [_digits(match[p] or match[f"{p}_"]) for p in ("day", "month", "year")]
            found.update(_date(*map(int, parts)))
        else:
            whole = match["groups"] or match["whole"]
            decimals = match["decimals"] or match["decimals_"] or "0"
            value = Fraction(f"{_digits(whole)}.{_digits(decimals)}")
            numbers.append(_Number(*match.span(), value))
    if language:
        found.update(_months_named(folded, language))
    found.update(_measured(number, folded) for number in numbers)
    return frozenset(found)


def _readable(text: str) -> str:
    """Return a text with plain digits: no invisible signs, and raised ones set apart."""
    return unicodedata.normalize(
        "NFKC",
        "".join(
            f" {sign} " if unicodedata.decomposition(sign).startswith(("<super", "<frac")) else sign
            for sign in text
            if unicodedata.category(sign) != "Cf"
        ),
    )


def _digits(written: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) for sign in written if sign.isdecimal())


def _signs(text: str) -> list[_Number]:
    """Return the numbers that one sign stands for and that is no digit, as in Chinese."""
    return [
        _Number(place, place + 1, Fraction(unicodedata.numeric(sign)))
        for place, sign in enumerate(text)
        if sign.isnumeric() and not sign.isdecimal()
    ]


def _date(day: int, month: int, year: int) -> Iterator[str]:
    if month > _MONTHS >= day:  # as in the United States
        day, month = month, day
    yield str(day)
    yield f"month {month}"
    yield str(year)


def _spelt(folded: str, language: str) -> list[_Number]:
    """Return the numbers written in words; "forty-five" and "patruzeci și cinci" are one each."""
    words = _number_words(language)
    found: list[_Number] = []
    for match in _WORD.finditer(folded):
        value = words.get(match[0])
        if value is None:
            continue
        before = found[-1] if found else None
        if (
            before
            and value < 10 <= before.value
            and before.value % 10 == 0
            and before.value > 10
            and _JOINED.fullmatch(folded, before.end, match.start())
        ):
            found[-1] = _Number(before.start, match.end(), before.value + value)
        else:
            found.append(_Number(*match.span(), Fraction(value)))
    return found


@cache
def _number_words(language: str) -> Mapping[str, int]:
    known = _ALIKE.get(language, language)
    units = enumerate(_UNITS.get(known, "").split(), start=2)
    tens = enumerate(_TENS.get(known, "").split(), start=2)
    return {
        plain(word): value
        for value, words in chain(units, ((10 * ten, words) for ten, words in tens))
        for word in words.split("/")
    }


def _months_named(folded: str, language: str) -> Iterator[str]:
    months = month_names(language)
    for match in _WORD.finditer(folded):
        month = months.get(match[0])
        around = folded[max(0, match.start() - _NEAR) : match.end() + _NEAR]
        if month and (match[0] not in _NOT_ONLY_MONTHS or any(map(str.isdecimal, around))):
            yield f"month {month}"


@cache
def month_names(language: str) -> Mapping[str, int]:
    """Return the names of the months in a language (BCP 47), folded, with their numbers."""
    try:
        named = Locale.parse(_ALIKE.get(language, language)).months
    except (ValueError, UnknownLocaleError):
        return {}
    return {
        plain(word): number
        for context in ("format", "stand-alone")
        for number, name in named[context]["wide"].items()
        for word in _WORD.findall(name)
        if len(word) > 2
    }


def _measured(number: _Number, folded: str) -> str:
    """Return a number as it counts: with its thousands or millions, and as a percentage or not."""
    value, end = number.value, number.end
    for scale, words in _SCALES_READ:
        if match := words.match(folded, end):
            value, end = value * scale, match.end()
            break
    percent = "%" if _PERCENT.match(folded, end) else ""
    return f"{value}{percent}"
