"""Pictures of a training: what is taken for what, whether confidence is earned, what more data would bring."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.rendering import FontMissingError, find_fonts

__all__ = ["draw_confusion", "draw_coverage", "draw_curve", "draw_reliability"]

log = logging.getLogger(__name__)

_BINS = 10
_LARGEST_MATRIX = 30  # classes; more cannot be read


def draw_confusion(path: Path, labels: Sequence[str], guesses: Sequence[str]) -> bool:
    """Share of each class's texts by what they were taken for; False, and no picture, for too many classes."""
    classes = sorted({*labels, *guesses})
    if len(classes) > _LARGEST_MATRIX:
        return False
    place = {name: i for i, name in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)))
    for label, guess in zip(labels, guesses, strict=True):
        counts[place[label], place[guess]] += 1
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    figure, axes = _figure(0.45 * len(classes) + 3)
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(classes)), classes, rotation=90)
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("guess")
    axes.set_ylabel("label")
    for i, j in np.argwhere(counts > 0):
        axes.text(j, i, f"{shares[i, j]:.2f}", ha="center", va="center", fontsize=7,
                  color="white" if shares[i, j] > 0.5 else "black")  # fmt: skip
    figure.colorbar(image, shrink=0.7)
    _save(figure, path)
    return True


def draw_reliability(path: Path, confidence: Sequence[float], right: Sequence[bool]) -> None:
    """Share that is right at each confidence; earned confidence lies on the diagonal."""
    sure, hit = np.asarray(confidence), np.asarray(right, float)
    bin_of = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    filled = [b for b in range(_BINS) if (bin_of == b).any()]
    figure, axes = _figure(4.5)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.plot([sure[bin_of == b].mean() for b in filled], [hit[bin_of == b].mean() for b in filled], marker="o")
    for b in filled:
        axes.annotate(str(int((bin_of == b).sum())), (sure[bin_of == b].mean(), hit[bin_of == b].mean()), fontsize=7,
                      xytext=(4, -10), textcoords="offset points")  # fmt: skip
    axes.set(xlabel="confidence", ylabel="share right (texts beside the points)", xlim=(0, 1), ylim=(0, 1))
    _save(figure, path)


def draw_coverage(path: Path, curve: Sequence[Mapping[str, float]]) -> None:
    """How right the surest texts are, against the share of texts that are answered without asking back: the rows of
    `coverage_curve`.
    """
    figure, axes = _figure(4.5)
    axes.plot([point["coverage"] for point in curve], [point["accuracy"] for point in curve], marker=".")
    for point in curve[:: max(1, len(curve) // 8)]:
        axes.annotate(f"≥{point['threshold']:.2f}", (point["coverage"], point["accuracy"]), fontsize=7,
                      xytext=(2, 5), textcoords="offset points")  # fmt: skip
    axes.set(xlabel="share answered", ylabel="share right", xlim=(0, 1.02))
    _save(figure, path)


def draw_curve(
    path: Path, points: Mapping[float, float] | Mapping[int, float], label: str, value: str, logarithmic: bool = False
) -> None:
    """A value at each of some settings."""
    figure, axes = _figure(4.5)
    axes.plot(list(points), list(points.values()), marker="o")
    axes.set(xlabel=label, ylabel=value)
    if logarithmic:
        axes.set_xscale("log")
    _save(figure, path)


def _figure(size: float) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import font_manager, pyplot

    try:
        font = find_fonts()[0]
        font_manager.fontManager.addfont(str(font))
        mpl.rcParams["font.family"] = [font_manager.FontProperties(fname=str(font)).get_name(), "DejaVu Sans"]
    except FontMissingError as error:
        log.warning("Chinese names in pictures will be boxes: %s", error)
    return pyplot.subplots(figsize=(size, size), layout="constrained")


def _save(figure: Any, path: Path) -> None:
    from matplotlib import pyplot

    figure.savefig(path, dpi=110)
    pyplot.close(figure)
