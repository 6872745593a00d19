"""The one door to tesseract and rapidocr: from the picture of a page to its text.

Either may be missing, and a page in a script that neither can read here has no engine. What
``benchmarks/ocr.py`` found on pages in five languages of Latin script, clean and spoilt:

    engine                    character errors  letters beyond a-z  seconds a page  memory
    tesseract                           0.11 %              99.0 %             1.2  0.07 GB
    rapidocr                            0.39 %              96.6 %             5.8  1.0 GB
    English data, for Romanian           9.3 %                 0 %             1.2  0.07 GB

So tesseract comes first where it has data for the language, or for its script, which is nearly as
good. Then comes rapidocr, which reads Latin script only, and English data when all else is missing.
"""

import math
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from practice_search.documents.cleaning import collapse_space
from practice_search.errors import DamagedError, NoTextError, TimedOutError
from practice_search.terms import language_name

__all__ = ["Engine", "ocr_engine", "ocr_engines", "recognise"]


class Engine(StrEnum):
    """A program that reads pictures."""

    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"


# A page takes one or two; a picture that is no page can keep tesseract for longer than it is worth.
_SECONDS_AT_MOST = 120

# Several reports are read at once, each in a process of its own. A second thread makes a page a
# third faster on an idle machine; on a busy one, tesseract with two took 31 seconds instead of one.
_THREADS = 1

_PNG = b"\x89PNG\r\n\x1a\n"

# Tesseract calls its data by ISO 639-2, which CLDR lists as other names of a BCP 47 language. It
# has one set for both kinds of Norwegian, and two for the two scripts of Serbian.
_DATA = {"nb": ("nor",), "nn": ("nor",), "sr": ("srp", "srp_latn")}
_DATA_OF_SCRIPT = {
    "Armn": "Armenian",
    "Cyrl": "Cyrillic",
    "Geor": "Georgian",
    "Grek": "Greek",
    "Latn": "Latin",
}

# The files that rapidocr brings along. Told where they are, it never looks for others online.
_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}

# Romanian is written with a comma below; both engines at times see the cedilla of Turkish.
_ROMANIAN = str.maketrans("şţŞŢ", "șțȘȚ")


def ocr_engine(language: str) -> Engine | None:
    """Return the engine that reads pages in a BCP 47 language on this machine, None without one.

    A tag that names no language, such as ``und``, has none.
    """
    return next(iter(ocr_engines(language)), None)


def ocr_engines(language: str) -> tuple[Engine, ...]:
    """Return all engines that can read a page in a BCP 47 language here, the best first."""
    tongue = _locale(language)
    if tongue is None:
        return ()
    engines = {
        Engine.TESSERACT: bool(_fitting_data(tongue)),
        Engine.RAPIDOCR: _script(tongue) == "Latn" and _models() is not None,
    }
    best = [engine for engine, fits in engines.items() if fits]
    if Engine.TESSERACT not in best and _any_data(tongue):
        best.append(Engine.TESSERACT)
    return tuple(best)


def recognise(picture: bytes, *, language: str, engine: Engine | None = None) -> str:
    r"""Return the text on a page in a BCP 47 language, empty when the page is blank.

    ``picture`` is a PNG of 150 to 300 dots an inch. Lines come in reading order, one column after
    the other, though tesseract takes columns of fewer than a dozen lines for one; a blank line
    parts paragraphs where the layout does. ``engine`` is the one that `ocr_engine` names unless
    told otherwise.

    Raises:
        NoTextError: no engine on this machine reads the language, or ``engine`` does not.
        DamagedError: the engine cannot make anything of the picture.
        TimedOutError: tesseract took more than two minutes.
        ValueError: the picture is no PNG.

    """
    if not picture.startswith(_PNG):  # tesseract would take other bytes for names of files to read
        raise ValueError("The picture is no PNG.")
    engines = ocr_engines(language)
    if not engines or engine not in {None, *engines}:
        raise NoTextError(
            f"The pages are pictures, and {engine or 'no text recognition'} on this machine cannot "
            f"read {language_name(language)}. Install tesseract with its data for that language, "
            "or ask the publisher for a searchable copy."
        )
    tongue = Locale.parse(language, sep="-")
    if (engine or engines[0]) is Engine.TESSERACT:
        text = _read_with_tesseract(picture, _any_data(tongue))
    else:
        text = _read_with_rapidocr(picture)
    return collapse_space(text.translate(_ROMANIAN) if tongue.language == "ro" else text)


def _locale(language: str) -> Locale | None:
    """Return what CLDR knows of a BCP 47 language, None when it is no language."""
    if language.partition("-")[0] == "und":  # CLDR takes it for the English of the United States
        return None
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _script(tongue: Locale) -> str | None:
    """Return the ISO 15924 code of the script, the likeliest where the tag names none."""
    likely = str(get_global("likely_subtags").get(tongue.language, "")).split("_")
    return tongue.script or next((part for part in likely if len(part) == 4), None)


def _fitting_data(tongue: Locale) -> str:
    """Return what tesseract is to load for a language, empty when it has nothing made for it."""
    installed = _installed_data(shutil.which("tesseract"))
    aliases = get_global("language_aliases").items()
    names = _DATA.get(tongue.language) or [a for a, code in aliases if code == tongue.language]
    if own := "+".join(name for name in names if name in installed):
        return own
    # Debian installs Latin where others have script/Latin.
    script = _DATA_OF_SCRIPT.get(_script(tongue) or "", "")
    return next((name for name in (script, f"script/{script}") if name in installed), "")


def _any_data(tongue: Locale) -> str:
    """Return what tesseract is to load for a language, English for want of anything that fits."""
    english = _script(tongue) == "Latn" and "eng" in _installed_data(shutil.which("tesseract"))
    return _fitting_data(tongue) or ("eng" if english else "")


@cache
def _installed_data(program: str | None) -> frozenset[str]:
    """Return the names of tesseract's data on this machine, none when it cannot be run."""
    if program is None:
        return frozenset()
    try:
        listed = _run([program, "--list-langs"])
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(listed.splitlines()[1:])


def _run(command: Sequence[str], given: bytes = b"") -> str:
    """Return what a program prints when it is given these bytes."""
    done = subprocess.run(  # noqa: S603  # the program is tesseract, and the arguments are ours
        command,
        input=given,
        capture_output=True,
        check=True,
        timeout=_SECONDS_AT_MOST,
        env=os.environ | {"OMP_THREAD_LIMIT": str(_THREADS)},
    )
    return done.stdout.decode(errors="replace")


def _read_with_tesseract(picture: bytes, data: str) -> str:
    try:
        return _run(["tesseract", "stdin", "stdout", "-l", data], picture)
    except subprocess.TimeoutExpired as error:
        raise TimedOutError(
            f"The picture of a page kept tesseract busy for more than {_SECONDS_AT_MOST} seconds. "
            "Ask the publisher for a searchable copy."
        ) from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise _unreadable(Engine.TESSERACT) from error


def _unreadable(engine: Engine) -> DamagedError:
    return DamagedError(
        f"The picture of a page cannot be read by {engine}. Download or copy the report again."
    )


def _models() -> dict[str, Path] | None:
    """Return the models that rapidocr brings along, None when it cannot be used."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None or find_spec("onnxruntime") is None:
        return None
    paths = {part: Path(package.origin).with_name("models") / _MODELS[part] for part in _MODELS}
    return paths if all(path.is_file() for path in paths.values()) else None


@cache
def _rapidocr() -> Callable[[bytes], Any]:
    """Load rapidocr; its first page takes two seconds more, and each page 1 GB while it is read."""
    from rapidocr import RapidOCR  # noqa: PLC0415  # slow to import, and perhaps not there

    settings = {
        "Global.log_level": "critical",  # it warns of each blank page
        # This model is to find lines that are upside down, and turns good ones: one in ten.
        "Global.use_cls": False,
        "Global.return_word_box": True,
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        "EngineConfig.onnxruntime.inter_op_num_threads": _THREADS,
    }
    models = {f"{part}.model_path": str(path) for part, path in (_models() or {}).items()}
    return RapidOCR(params=settings | models)


def _read_with_rapidocr(picture: bytes) -> str:
    try:
        read = _rapidocr()(picture)
    except MemoryError:
        raise
    except Exception as error:  # whatever its parts raise
        raise _unreadable(Engine.RAPIDOCR) from error
    if not read:
        return ""
    words = read.word_results if len(read.word_results) == len(read.txts) else [()] * len(read.txts)
    pieces = [
        piece
        for box, text, found in zip(read.boxes, read.txts, words, strict=True)
        for piece in _pieces(box, text, found)
    ]
    return _joined(_in_reading_order(_level(pieces)))


_Corners = Sequence[Sequence[float]]
"""The corners of a box as x and y in pixels, clockwise from the top left."""


def _pieces(
    box: _Corners, text: str, words: Sequence[tuple[str, float, _Corners]]
) -> Iterator[tuple[_Corners, str]]:
    """Part a line where a gap is too wide for a space between words, but not for a narrow gutter.

    Where columns are 5 mm apart, rapidocr at times takes a line and the one beside it for one line.
    A gutter is wider than the box is high; a space is half of that at most.
    """
    if [word for word, _, _ in words] != text.split():
        yield box, text
        return
    widest = 0.8 * (box[3][1] - box[0][1])
    start = 0
    for end in range(1, len(words) + 1):
        left, right = words[start][2], words[end - 1][2]
        if end == len(words) or words[end][2][0][0] - right[1][0] > widest:
            yield (left[0], right[1], right[2], left[3]), " ".join(w[0] for w in words[start:end])
            start = end


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A piece of a line of print and where it stands, in pixels from the top left."""

    text: str
    left: float
    right: float
    middle: float
    height: float

    def beside(self, other: "_Line") -> bool:
        """Say whether both stand in one line of print."""
        return abs(self.middle - other.middle) < min(self.height, other.height) / 2


def _level(pieces: Sequence[tuple[_Corners, str]]) -> list[_Line]:
    """Turn the page so that its lines are level."""
    corners = np.array([corners for corners, _ in pieces], dtype=float)
    along = corners[:, 1] - corners[:, 0]
    wide = along[along[:, 0] >= np.median(along[:, 0])]  # the slope of a short line is chance
    slope = np.median(np.arctan2(wide[:, 1], wide[:, 0]))
    x, y = corners[..., 0], corners[..., 1]
    across, down = x * np.cos(slope) + y * np.sin(slope), y * np.cos(slope) - x * np.sin(slope)
    return [
        _Line(
            text=text,
            left=float(xs.min()),
            right=float(xs.max()),
            middle=float(ys.mean()),
            height=float(np.ptp(ys)),
        )
        for (_, text), xs, ys in zip(pieces, across, down, strict=True)
    ]


def _in_reading_order(lines: list[_Line]) -> list[_Line]:
    """Put columns one after the other, and what runs across them where it parts them."""
    gutter = _gutter(lines)
    if gutter is None:
        return _row_by_row(lines)
    across = [line for line in lines if line.left <= gutter < line.right]
    sides = [line for line in lines if line not in across]
    parts = sorted({-math.inf, *(line.middle for line in across), math.inf})
    order: list[_Line] = []
    for top, bottom in pairwise(parts):
        order += [line for line in across if line.middle == top]
        band = [line for line in sides if top <= line.middle < bottom]
        for column in (
            [line for line in band if line.right <= gutter],
            [line for line in band if line.left > gutter],
        ):
            order += _in_reading_order(column)
    return order


def _gutter(lines: list[_Line]) -> float | None:
    """Return the right edge of a column of prose that has another to its right, None without.

    A column has three lines or more and takes up a fifth of the width: cells of tables do not.
    """
    if not lines:
        return None
    fifth = (max(line.right for line in lines) - min(line.left for line in lines)) / 5
    found: list[tuple[int, int, float]] = []
    for edge in {line.right for line in lines}:
        sides = (
            [line.right - line.left for line in lines if line.right <= edge],
            [line.right - line.left for line in lines if line.left > edge],
        )
        fewer = min(map(len, sides))
        if fewer >= 3 and min(map(median, sides)) >= fifth:
            found.append((fewer, sum(map(len, sides)), edge))
    return max(found)[2] if found else None


def _row_by_row(lines: Iterable[_Line]) -> list[_Line]:
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and rows[-1][0].beside(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _joined(lines: Sequence[_Line]) -> str:
    """Write lines one below the other, with a blank line where the next is further down than most.

    The first line of the next column goes on where the column before it ends.
    """
    steps = [b.middle - a.middle for a, b in pairwise(lines)]
    usual = median([step for step in steps if step > 0] or [0])
    text = lines[0].text
    for (before, line), step in zip(pairwise(lines), steps, strict=True):
        if line.beside(before):
            text += f" {line.text}"
        else:
            text += ("\n\n" if step > 1.3 * usual else "\n") + line.text
    return text
