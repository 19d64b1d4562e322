"""What is measured of guesses, each with its interval.

A metric is a function of row numbers, so that the same metric is computed on all rows and on every resample of them;
two models compared on the same resamples give an interval of their difference.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import isnan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.intervals import wilson_bounds

__all__ = [
    "Measured",
    "accuracy",
    "auc_over_groups",
    "bootstrap",
    "calibration_error",
    "coverage_curve",
    "hit_rate",
    "kappa",
    "macro_f1",
    "mean_over_runs",
    "mean_reciprocal_rank",
    "multilabel_f1",
    "rank_correlation",
    "wilson",
]

Rows = NDArray[np.int64]
Metric = Callable[[Rows], float]


@dataclass(frozen=True)
class Measured:
    """A value with its 95 % interval."""

    value: float
    lo: float
    hi: float

    def __str__(self) -> str:
        """`.912 (.903–.921)`."""
        return f"{self.value:.3f} ({self.lo:.3f}–{self.hi:.3f})"

    def as_dict(self) -> dict[str, float | None]:
        """Four digits of each; None where it is undefined, for JSON has no nan."""
        return {key: None if isnan(number) else round(number, 4) for key, number in asdict(self).items()}


_UNKNOWN = Measured(float("nan"), float("nan"), float("nan"))


def bootstrap(metric: Metric, n: int, seed: int = 0, resamples: int = 1000) -> Measured:
    """The metric on `n` rows with its 95 % percentile interval over resamples of the rows (Efron 1979);
    resamples in which it is undefined do not count.

    Equal `n`, `seed` and `resamples` draw equal resamples, so `lambda rows: ours(rows) - theirs(rows)` is a paired
    comparison. Nan for no rows.
    """
    if n == 0:
        return _UNKNOWN
    rng = np.random.default_rng(seed)
    values = np.array([metric(rng.integers(0, n, n)) for _ in range(resamples)])
    known = values[~np.isnan(values)]
    lo, hi = np.percentile(known, [2.5, 97.5]) if len(known) else (float("nan"), float("nan"))
    return Measured(float(metric(np.arange(n))), float(lo), float(hi))


def mean_over_runs(values: Sequence[float]) -> Measured:
    """The mean of some independent runs with Student's 95 % interval, which is undefined for a single run."""
    from scipy.stats import t

    mean = float(np.mean(values))
    if len(values) < 2:
        return Measured(mean, float("nan"), float("nan"))
    half = float(t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Measured(mean, mean - half, mean + half)


def wilson(right: int, n: int) -> Measured:
    """A share with its 95 % Wilson interval; nan for none."""
    if n == 0:
        return _UNKNOWN
    return Measured(right / n, *wilson_bounds(right, n))


def accuracy(labels: Sequence[str], guesses: Sequence[str]) -> Metric:
    """Share of rows whose guess is the label."""
    right = np.asarray(labels, object) == np.asarray(guesses, object)
    return lambda rows: float(right[rows].mean())


def macro_f1(labels: Sequence[str], guesses: Sequence[str]) -> Metric:
    """Mean F1 over the classes that occur among the rows' labels; a guess outside them counts as wrong."""
    classes = {name: i for i, name in enumerate(sorted({*labels, *guesses}))}
    truth = np.array([classes[label] for label in labels], np.int64)
    said = np.array([classes[guess] for guess in guesses], np.int64)
    k = len(classes)

    def metric(rows: Rows) -> float:
        true, claimed = np.bincount(truth[rows], minlength=k), np.bincount(said[rows], minlength=k)
        hits = np.bincount(truth[rows][truth[rows] == said[rows]], minlength=k)
        occurring = true > 0
        return float((2 * hits[occurring] / (true + claimed)[occurring]).mean())

    return metric


def multilabel_f1(labels: NDArray[np.bool_], guesses: NDArray[np.bool_]) -> tuple[Metric, Metric]:
    """Micro and macro F1 of label sets, both of shape (rows, classes); a class that never occurs counts 0 if guessed,
    and is left out if not.
    """

    def counts(rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        truth, said = labels[rows], guesses[rows]
        return (truth & said).sum(axis=0), truth.sum(axis=0) + said.sum(axis=0)

    def micro(rows: Rows) -> float:
        hits, total = counts(rows)
        return float(2 * hits.sum() / max(1, total.sum()))

    def macro(rows: Rows) -> float:
        hits, total = counts(rows)
        seen = total > 0
        return float((2 * hits[seen] / total[seen]).mean()) if seen.any() else 0.0

    return micro, macro


def hit_rate(ranks: Sequence[float], k: int) -> Metric:
    """Share of rows whose first right answer has a rank (from 1; 0 where there is none) of at most `k`."""
    found = np.array([0 < rank <= k for rank in ranks])
    return lambda rows: float(found[rows].mean())


def mean_reciprocal_rank(ranks: Sequence[float]) -> Metric:
    """Mean of 1 / rank of the first right answer; 0 where there is none."""
    gains = np.array([1 / rank if rank else 0.0 for rank in ranks])
    return lambda rows: float(gains[rows].mean())


def rank_correlation(truth: Sequence[float], guesses: Sequence[float]) -> Metric:
    """Spearman's rank correlation; nan where one side is constant."""
    from scipy.stats import rankdata

    a, b = np.asarray(truth, float), np.asarray(guesses, float)

    def metric(rows: Rows) -> float:
        x, y = rankdata(a[rows]), rankdata(b[rows])
        x, y = x - x.mean(), y - y.mean()
        spread = sqrt(float((x * x).sum() * (y * y).sum()))
        return float((x * y).sum() / spread) if spread else float("nan")

    return metric


def auc_over_groups(group: NDArray[np.int64], right: NDArray[np.int64], told: NDArray[np.float64]) -> Metric:
    """Area under the ROC curve of the answers of some groups, such as students; a group drawn twice counts twice.

    Args:
        group: Of each answer; the metric is a function of groups.
        right: 1 or 0.
        told: That it is right.
    """
    order = np.argsort(told, kind="stable")
    group, right = group[order], right[order]
    last_of_tie = np.flatnonzero(np.append(np.diff(told[order]) > 0, True))

    def metric(rows: Rows) -> float:
        weight = np.bincount(rows, minlength=int(group.max(initial=-1)) + 1)[group].astype(float)
        if not weight @ right or not weight @ (1 - right):
            return float("nan")
        solved, failed = np.cumsum(weight * right)[last_of_tie], np.cumsum(weight * (1 - right))[last_of_tie]
        return float(np.trapezoid(np.append(0, failed), np.append(0, solved)) / (solved[-1] * failed[-1]))

    return metric


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 15) -> Metric:
    """Expected calibration error over bins of equal width (Naeini et al. 2015)."""
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    bin_of = np.minimum((sure * bins).astype(np.int64), bins - 1)

    def metric(rows: Rows) -> float:
        gap = np.bincount(bin_of[rows], weights=sure[rows] - hit[rows], minlength=bins)
        return float(np.abs(gap).sum() / len(rows))

    return metric


def coverage_curve(confidence: Sequence[float], right: Sequence[bool], points: int = 50) -> list[dict[str, float]]:
    """How often the surest share of the rows is right: rows of threshold, coverage and accuracy, all rows last."""
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    order = np.argsort(-sure, kind="stable")
    running = np.cumsum(hit[order])
    ends = np.unique(np.linspace(1, len(sure), min(points, len(sure))).astype(int))
    return [
        {"threshold": round(float(sure[order[end - 1]]), 4), "coverage": round(end / len(sure), 4),
         "accuracy": round(float(running[end - 1] / end), 4)}
        for end in ends
    ]  # fmt: skip


def kappa(one: Sequence[str], other: Sequence[str]) -> Metric:
    """Cohen's κ of two labellers (Cohen 1960): agreement beyond chance; 1 where chance alone would agree."""
    a, b = np.asarray(one, object), np.asarray(other, object)
    classes: list[Any] = sorted({*one, *other})

    def metric(rows: Rows) -> float:
        agreed = float((a[rows] == b[rows]).mean())
        chance = sum(float((a[rows] == c).mean() * (b[rows] == c).mean()) for c in classes)
        return (agreed - chance) / (1 - chance) if chance < 1 else 1.0

    return metric
