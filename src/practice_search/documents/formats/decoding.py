"""From bytes to letters, for files that do not reliably say in which encoding they are written."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

import charset_normalizer

__all__ = ["decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# All that text has of these; other control characters make up a tenth of a binary file.
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_CONTROLS_AT_MOST = 0.01
_SPACES_AT_LEAST = 0.04

# What browsers read these as (WHATWG Encoding Standard, 4.2).
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}

_ENCODINGS_OF_FILES = (
    "ascii", "big5", "cp", "euc", "gb", "hz", "iso2022", "iso8859", "koi8", "mac", "shift", "tis",
)  # fmt: skip

_SINGLE_BYTE = (
    "cp1252", "cp1250", "iso8859-2", "cp1251", "koi8-u", "iso8859-5", "cp1253", "iso8859-7",
    "cp1254", "cp1257", "iso8859-16", "mac-roman", "mac-latin2", "cp850", "cp852", "cp866",
)  # fmt: skip
_SIGNS = "\u00a0\u00ad«»‹›„“”‚‘’–—…•·°§€£©®™№"
_LATER_CYRILLIC = "ђѓєѕіїјљњћќўџґё"
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
# What a language is written with: its letters beyond ASCII, and words that it cannot do without.
_LANGUAGES = (
    ("", "the of and to in for is that on with"),
    ("æøåéóòôèà", "og i er det som på til av for med den at en de ikke af"),
    ("åäöé", "och i att det som på är av för med den en till inte"),
    ("äöåš", "ja on ei se että oli myös sekä ovat"),
    ("áðéíóúýþæö", "og í að er til sem á við fyrir það"),
    ("äöüß", "der die das und in zu den von mit für ist auf nicht"),
    ("éèëêïöüáóíç", "de het een van en in te dat op is voor met"),
    ("àâæçéèêëîïôœùûüÿ", "de la le les et des en un une du pour dans que est"),
    ("áéíñóúü¿¡ªº", "de la que el en los y las del un para con una por se"),
    ("àçèéíïòóúü", "de la i que el en els les per un amb una del"),
    ("àáâãçéêíóôõúüªº", "de a que e o do da em um para com uma os no na"),
    ("àèéìíîòóùú", "di e il la che in per un una del della con non è"),
    ("ăâîșțşţ", "de și şi la în a pe cu din care nu este pentru un o"),
    ("ąćęłńóśźż", "w i z na do nie się jest o że przez lub dla od jak"),
    ("áčďéěíňóřšťúůýž", "a v na se je že s z o do i by pro nebo jako"),
    ("áäčďéíĺľňóôŕšťúýž", "a v na sa je že s z o do i by pre alebo ako"),
    ("čšžćđ", "je u i na se za da su od s v in z ne ki ter ali"),
    ("áéíóöőúüű", "a az és hogy nem is egy meg van de ez vagy"),
    ("ëç", "të e në për dhe një me nga së që i është"),
    ("âçğıîİöşûü", "ve bir bu için de da ile olarak olan veya"),
    ("ąčęėįšųūž", "ir yra kad iš su į apie ar nuo kaip"),
    ("āčēģīķļņšūžŗō", "un ir ar no par kas uz vai tiek"),
    ("äöüõšž", "ja on ei et ning see oma või kui"),
    ("ċġħżàèìòù", "li u ta il minn ma fuq għal"),
    ("áéíóú", "an na agus ar le do is go"),
    (_RUSSIAN + _LATER_CYRILLIC, "на и в за се да от не с по и что не та у з до что це је у"),
    ("αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰ", "και το της η του να για με την των που είναι"),
)
_WORD = re.compile(r"[^\W\d_]+")
_SIGN = re.compile(r"[^\x00-\x7f\w]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FIRST_GREEK = "\u0370"  # Cyrillic comes after it
_SAMPLE = 100_000
_ENOUGH = 0.9


def decode(content: bytes, *, declared: str = "") -> str | None:
    """Return the text that bytes stand for, or None if they are no text.

    A byte order mark and valid UTF-8 say what they are. Then what the file declares is believed,
    and without that, the encoding that makes it the text of a language.

    Args:
        content: a whole file.
        declared: the encoding that the file names, under any of its names.

    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace")
            return text if _has_few_controls(text.encode()) else None
    if not _has_few_controls(content):
        return _utf16(content)
    return _utf8(content) or _declared(content, declared) or _likeliest(content)


def _has_few_controls(content: bytes) -> bool:
    return len(_CONTROLS.findall(content)) <= len(content) * _CONTROLS_AT_MOST


def _utf16(content: bytes) -> str | None:
    """Read UTF-16 without its mark: what else has so many zero bytes has few spaces in it."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = content.decode(encoding, errors="replace")
        spaces = text.count(" ") + text.count("\n")
        if spaces > len(text) * _SPACES_AT_LEAST and _has_few_controls(text.encode()):
            return text
    return None


def _utf8(content: bytes) -> str | None:
    """Read UTF-8, in which a few broken characters are broken and many are none."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return text if broken * 10 <= len(_BEYOND_ASCII.findall(text)) else None


def _declared(content: bytes, declared: str) -> str | None:
    try:
        encoding = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    # Not UTF-8, as which it would have been read, nor "base64", "idna" and other such codecs.
    if not encoding.startswith(_ENCODINGS_OF_FILES):
        return None
    return content.decode(_AS_BROWSERS_DO.get(encoding, encoding), errors="replace")


def _likeliest(content: bytes) -> str:
    sample = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]
    fits = {encoding: _fit(sample.decode(encoding, errors="replace")) for encoding in _SINGLE_BYTE}
    encoding = max(fits, key=lambda encoding: sum(fits[encoding]))
    if fits[encoding][0] < _ENOUGH:
        best = charset_normalizer.from_bytes(content).best()
        if best is not None:
            return str(best)
    return content.decode(encoding, errors="replace")


def _fit(text: str) -> tuple[float, float]:
    """Say how well a text fits the language that it fits best, as two shares.

    They are that of its words and signs beyond ASCII which the language can have, and that of its
    words which are common in the language.
    """
    words = Counter(_WORD.findall(text))
    beyond = Counter(_SIGN.findall(text))
    beyond.update({word: count for word, count in words.items() if not word.isascii()})
    lower = Counter(_WORD.findall(text.casefold()))
    return max(
        (
            (
                _share(sum(n for item, n in beyond.items() if language.can_have(item)), beyond),
                _share(sum(lower[word] for word in language.words), words),
            )
            for language in _languages()
        ),
        key=sum,
    )


def _share(count: int, of: Counter[str]) -> float:
    total = of.total()
    return count / total if total else 1.0


@dataclass(frozen=True, slots=True)
class _Language:
    """The letters and signs of a language beyond ASCII, and its commonest words."""

    letters: frozenset[str]
    words: frozenset[str]
    latin: bool

    def can_have(self, item: str) -> bool:
        """Whether a word or sign can stand in the language, if only by its letters."""
        # "дПНБЫОЕЕ" and "şтo" are no words: they were written in another encoding.
        cased = item.isupper() or item[1:] == item[1:].lower()
        return cased and all(
            letter in self.letters or (self.latin and letter.isascii()) for letter in item
        )


@cache
def _languages() -> list[_Language]:
    return [
        _Language(
            letters=frozenset(letters + letters.upper() + _SIGNS),
            words=frozenset(words.split()),
            latin=all(letter < _FIRST_GREEK for letter in letters),
        )
        for letters, words in _LANGUAGES
    ]
