"""The figures that are reported of each kind of prediction, every one with its interval."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.metrics import (
    Measured,
    Metric,
    accuracy,
    bootstrap,
    calibration_error,
    hit_rate,
    macro_f1,
    mean_reciprocal_rank,
    multilabel_f1,
    rank_correlation,
)

__all__ = ["Scores", "score_classes", "score_label_sets", "score_levels", "score_numbers", "score_ranks"]

Scores = dict[str, Measured]
"""Figures by name; `ece` is better when lower, all others when higher."""


def score_classes(
    labels: Sequence[str], guesses: Sequence[str], confidence: Sequence[float] | None = None, seed: int = 0
) -> Scores:
    """Accuracy, macro-F1 and, with confidences, calibration error of one class a text."""
    metrics: dict[str, Metric] = {"accuracy": accuracy(labels, guesses), "macro_f1": macro_f1(labels, guesses)}
    if confidence is not None:
        right = [label == guess for label, guess in zip(labels, guesses, strict=True)]
        metrics["ece"] = calibration_error(confidence, right)
    return _measure(metrics, len(labels), seed)


def score_levels(
    labels: Sequence[str], guesses: Sequence[str], levels: Sequence[str], confidence: Sequence[float] | None = None,
    seed: int = 0,
) -> Scores:  # fmt: skip
    """Three levels and, where the labels have them, nine sub-levels.

    Args:
        labels: `A1`…`C3`, or `A`, `B`, `C`.
        guesses: Sub-levels.
        levels: The likeliest of three, which need not be that of the likeliest sub-level.
        confidence: In `levels`.
        seed: Of the resamples.
    """
    three = [label[0] for label in labels]
    scores = {f"{name}_3": value for name, value in score_classes(three, levels, confidence, seed).items()}
    if all(len(label) == 2 for label in labels):
        scores |= {f"{name}_9": value for name, value in score_classes(labels, guesses, None, seed).items()}
    return scores


def score_label_sets(labels: NDArray[np.bool_], guesses: NDArray[np.bool_], seed: int = 0) -> Scores:
    """Micro- and macro-F1 of any number of classes a text, both of shape (texts, classes)."""
    micro, macro = multilabel_f1(labels, guesses)
    return _measure({"micro_f1": micro, "macro_f1": macro}, len(labels), seed)


def score_ranks(ranks: Sequence[int], cuts: Sequence[int] = (1, 3, 5), seed: int = 0) -> Scores:
    """How far up the first right answer stands; rank 0 where it is not found."""
    metrics: dict[str, Metric] = {f"r@{k}": hit_rate(ranks, k) for k in cuts}
    return _measure(metrics | {"mrr": mean_reciprocal_rank(ranks)}, len(ranks), seed)


def score_numbers(truth: Sequence[float], guesses: Sequence[float], seed: int = 0) -> Scores:
    """Rank correlation, and how near the numbers are (1 − mean absolute error)."""
    off = np.abs(np.asarray(truth, float) - np.asarray(guesses, float))
    metrics: dict[str, Metric] = {
        "spearman": rank_correlation(truth, guesses), "nearness": lambda rows: float(1 - off[rows].mean()),
    }  # fmt: skip
    return _measure(metrics, len(off), seed)


def _measure(metrics: Mapping[str, Metric], n: int, seed: int) -> Scores:
    return {name: bootstrap(metric, n, seed) for name, metric in metrics.items()}
