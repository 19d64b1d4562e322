"""The figures that are reported of each kind of prediction, every one with its interval."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

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
    wilson,
)
from intent.grouped_choice import GROUP_OF, QUIET
from models.linear_head import HeadKind

__all__ = [
    "Scores", "best_threshold", "coarse", "indicator", "rank_truth", "score_labels", "score_lead", "score_numbers",
    "score_ranks", "score_task",
]  # fmt: skip

Scores = dict[str, Measured]
"""Figures by name; `ece` is better when lower, all others when higher."""


def coarse(task: str, label: str) -> str:
    """What a label says first of all: of an ability its level (A of A2), of an intent its name without the sub."""
    return GROUP_OF[task](label) if task in GROUP_OF else label


def score_task(
    task: str, labels: Sequence[str], guesses: Sequence[str], confidence: Sequence[float] | None = None, seed: int = 0
) -> Scores:
    """Accuracy, macro-F1 and, with confidences, calibration error of one class a text.

    Of abilities and intents these are of levels and names; `accuracy_9` and `macro_f1_9` are of sub-levels,
    `accuracy_sub` and `macro_f1_sub` of sub-intents, where all labels have them. Of what raises alarms there are
    also `recall` (share of what deserves an alarm that gets one, whichever) and `silence` (share of the rest that is
    left alone), with Wilson intervals.
    """

    def say(part: Callable[[str, str], str], sure: Sequence[float] | None) -> Scores:
        return _score_classes([part(task, x) for x in labels], [part(task, x) for x in guesses], sure, seed)

    scores = say(coarse, confidence)
    if all(_fine(task, label) for label in labels):
        suffix = {"ability": "9", "intent": "sub"}[task]
        scores |= {f"{name}_{suffix}": value for name, value in say(_fine, None).items()}
    if task in QUIET:
        scores |= _alarm_shares([x == QUIET[task] for x in labels], [x == QUIET[task] for x in guesses])
    return scores


def _fine(task: str, label: str) -> str:
    """What a label says beyond `coarse`: the sub-level, the sub-intent; blank where it has none."""
    return {"ability": label if len(label) == 2 else "", "intent": label.partition("/")[2]}.get(task, "")


def _score_classes(
    labels: Sequence[str], guesses: Sequence[str], confidence: Sequence[float] | None, seed: int
) -> Scores:
    metrics: dict[str, Metric] = {"accuracy": accuracy(labels, guesses), "macro_f1": macro_f1(labels, guesses)}
    if confidence is not None:
        right = [label == guess for label, guess in zip(labels, guesses, strict=True)]
        metrics["ece"] = calibration_error(confidence, right)
    return _measure(metrics, len(labels), seed)


def _alarm_shares(quiet: Sequence[bool], left_alone: Sequence[bool]) -> Scores:
    """`recall`, the share of rows deserving an alarm that get one, and `silence`, that of the others left alone."""
    alarmed = [not said for right, said in zip(quiet, left_alone, strict=True) if not right]
    silent = [said for right, said in zip(quiet, left_alone, strict=True) if right]
    return {"recall": wilson(sum(alarmed), len(alarmed)), "silence": wilson(sum(silent), len(silent))}


def indicator(classes: Sequence[str], labels: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Which classes each text has, shape (texts, classes); labels that are no class are left out."""
    column = {name: i for i, name in enumerate(classes)}
    truth = np.zeros((len(labels), len(classes)), bool)
    for i, row in enumerate(labels):
        truth[i, [column[label] for label in row if label in column]] = True
    return truth


def rank_truth(truth: NDArray[np.bool_], scores: NDArray[Any]) -> list[int]:
    """Rank, from 1, of the best right class of each text; 0 where none is right."""
    order = np.argsort(-scores, axis=1, kind="stable")
    return [int(row.argmax()) + 1 if row.any() else 0 for row in np.take_along_axis(truth, order, axis=1)]


def score_labels(
    kind: HeadKind, truth: NDArray[np.bool_], scores: NDArray[Any], threshold: float | None, seed: int = 0
) -> Scores:
    """Ranks of `one_of`; micro- and macro-F1 of `any_of`.

    Args:
        kind: Of the labels.
        truth: Shape (texts, classes).
        scores: The same shape, higher for likelier.
        threshold: Of `any_of`: classes above it are said to apply; None says the best one of each text.
        seed: Of the resamples.
    """
    return _measure(_label_metrics(kind, truth, scores, threshold), len(truth), seed)


def score_lead(
    kind: HeadKind, truth: NDArray[np.bool_], ours: NDArray[Any], theirs: NDArray[Any], threshold: float, seed: int = 0
) -> Scores:
    """By how much `ours` is better than `theirs` in each figure of `score_labels`, resampled together."""
    pair = [_label_metrics(kind, truth, scores, threshold) for scores in (ours, theirs)]

    def lead(name: str) -> Metric:
        return lambda rows: pair[0][name](rows) - pair[1][name](rows)

    return _measure({name: lead(name) for name in pair[0]}, len(truth), seed)


def _label_metrics(
    kind: HeadKind, truth: NDArray[np.bool_], scores: NDArray[Any], threshold: float | None
) -> dict[str, Metric]:
    if kind == "one_of":
        return _rank_metrics(rank_truth(truth, scores), (1, 3))
    said = scores == scores.max(axis=1, keepdims=True) if threshold is None else scores > threshold
    micro, macro = multilabel_f1(truth, said)
    return {"micro_f1": micro, "macro_f1": macro}


def best_threshold(truth: NDArray[Any], scores: NDArray[Any], tried: Sequence[float]) -> float:
    """Of the thresholds tried, the one with the best micro-F1; both arrays of shape (texts, classes)."""

    def micro(threshold: float) -> float:
        said = scores > threshold
        return float(2 * (truth * said).sum() / max(1.0, truth.sum() + said.sum()))

    return max(tried, key=micro)


def score_ranks(ranks: Sequence[int], cuts: Sequence[int] = (1, 3, 5), seed: int = 0) -> Scores:
    """How far up the first right answer stands; rank 0 where it is not found."""
    return _measure(_rank_metrics(ranks, cuts), len(ranks), seed)


def _rank_metrics(ranks: Sequence[int], cuts: Sequence[int]) -> dict[str, Metric]:
    return {f"r@{k}": hit_rate(ranks, k) for k in cuts} | {"mrr": mean_reciprocal_rank(ranks)}


def score_numbers(truth: Sequence[float], guesses: Sequence[float], seed: int = 0) -> Scores:
    """Rank correlation, and how near the numbers are (1 − mean absolute error)."""
    off = np.abs(np.asarray(truth, float) - np.asarray(guesses, float))
    metrics: dict[str, Metric] = {
        "spearman": rank_correlation(truth, guesses), "nearness": lambda rows: float(1 - off[rows].mean()),
    }  # fmt: skip
    return _measure(metrics, len(off), seed)


def _measure(metrics: Mapping[str, Metric], n: int, seed: int) -> Scores:
    return {name: bootstrap(metric, n, seed) for name, metric in metrics.items()}
