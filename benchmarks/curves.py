"""Curves as pictures for the documentation."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

__all__ = ["draw_reliability", "draw_risk_by_coverage"]

Curves = Mapping[str, Sequence[Sequence[float]]]

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "practice-search"  # the same picture again for the same figures
mpl.rcParams["font.family"] = "sans-serif"
mpl.rcParams["svg.fonttype"] = "none"  # letters as text, in the reader's own font


def draw_risk_by_coverage(curves: Curves, path: Path) -> None:
    """Draw how often an answer is wrong if only a share of the questions is answered."""
    axes = _axes("share of the questions that are answered, the surest first", "share wrong")
    for title, points in curves.items():
        axes.plot(*zip(*points, strict=True), label=title)
    _save(axes, path)


def draw_reliability(curves: Curves, path: Path) -> None:
    """Draw how often quotations answer beside how often they are said to."""
    axes = _axes("probability said, a tenth of the questions each", "share that answers")
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="as said")
    for title, points in curves.items():
        axes.plot(*zip(*points, strict=True), marker="o", label=title)
    _save(axes, path)


def _axes(across: str, up: str) -> Axes:
    axes = plt.figure(figsize=(7, 6), layout="constrained").subplots()
    axes.set(xlabel=across, ylabel=up, xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
    return axes


def _save(axes: Axes, path: Path) -> None:
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), frameon=False, fontsize="small")
    plt.savefig(path, metadata={"Date": None})
    plt.close("all")
