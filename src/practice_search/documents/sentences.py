"""The one door to sentencex: where sentences end, in the language of the report."""

import re
from collections.abc import Iterator

import sentencex

__all__ = ["sentence_bounds"]

_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")
_BRACKETED = re.compile(r"(?<!\S)\(((\d{1,3}|[a-z]|[ivxlc]{1,5})\))", re.IGNORECASE)
_ENUMERATOR = re.compile(r"\(?(\d{1,3}|[a-z]|[ivxlc]{1,5})[.)]", re.IGNORECASE)

# What hardly ever is the last word of a sentence, because what it announces follows: articles of
# laws, numbers, pages, titles, streets. Of all languages together, for a report in one quotes laws
# of another; "etc.", "osv.", "itd.", "no." and, in lower case, "av." are left out, since a sentence
# can well end in them.
_ANNOUNCING = frozenset(
    """
    art. arts. artt. al. alin. lit. pct. pkt. ust. poz. nr. núm. núms. nros. nos.
    cap. caps. kap. sec. secc. sect. par. paras. para. pár. párr. inc. incs. apdo.
    fig. figs. tab. vol. vols. pp. pág. págs. pg. str. ff. eds. st. meld. prop. innst. ot.prp.
    f.eks. fx. bl.a. bla. m.a. jf. jfr. jmf. dvs. d.v.s. t.ex. t.d. ca. cca. cf. conf. vgl. z.b.
    d.h. u.a. bzw. np. tj. tzn. tzw. m.in. dz.u. ul. zob. por. ang. łac. dr. prof. mgr. inż. hab.
    mr. mrs. sr. sra. dra. dña. lic. ing. Av. avda. bd. bul. şos. șos. e.g. i.e. viz. approx. esp.
    чл. ал. т. стр. гр. ул. бул. бр. вж. напр. проф. инж. обн. изм. доп. čl. ods. písm. odst.
    napr. tzv. žr. pvz.
    """.split()
)
_LAST_TOKEN = re.compile(r"\S+$")


def sentence_bounds(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield sentences so that each begins where the last one ends: none of the text is left out.

    Args:
        text: lines may be wrapped; a blank line ends a paragraph.
        language: the BCP 47 subtag whose rules end a sentence.

    """
    # A line that begins with "2018." is no item of a list: the segmenter must not see where lines
    # end, only where paragraphs do; nor the bracket of "(a)", after which it finds no full stop.
    unwrapped = _BRACKETED.sub(r"§\1", _LINE_END.sub(" ", text))
    begun = position = 0
    for piece in sentencex.segment(language, unwrapped):
        # The pieces follow each other in the text, but some blank lines between them are lost.
        start = unwrapped.index(piece, position)
        if start > begun and not _goes_on(text[begun:start], text[start : start + len(piece)]):
            yield begun, start
            begun = start
        position = start + len(piece)
    yield begun, len(text)


def _goes_on(before: str, piece: str) -> bool:
    """Whether a sentence goes on after a full stop: "alin. | (1)", "Meld. St. | 15", "3. | The".

    The segmenter knows few of the abbreviations of laws. In the middle of a line a sentence begins
    with a capital, or in a script that has none: "(2) The" does, "(2) of" does not.
    """
    white = before[len(before.rstrip()) :] + piece[: len(piece) - len(piece.lstrip())]
    if not white:
        return before.endswith(".")
    if "\n\n" in white:
        return False
    if _ENUMERATOR.fullmatch(before.strip()) or _announces(before):
        return True
    first = next(filter(str.isalnum, _BRACKETED.sub("", piece, count=1)), "")
    return "\n" not in white and (first.isdigit() or first != first.title())


def _announces(before: str) -> bool:
    token = _LAST_TOKEN.search(before.rstrip())
    word = token[0].lstrip("([„\"'«") if token else ""
    return word in _ANNOUNCING or word.casefold() in _ANNOUNCING
