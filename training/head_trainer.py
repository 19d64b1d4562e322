"""Fits a linear head: from a strong regularisation to a weak one, until questions held back are guessed worse again.

Near-duplicates stay in one part of the split. The head learns from eight tenths, its strength, temperature (Guo et al.
2017) and threshold are chosen on one, and it is measured on the last, which it has not seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

from eval.scoring import best_threshold, indicator
from intent.grouped_choice import QUIET
from models.encoder import TextEncoder
from models.linear_head import HeadKind, LinearHead, to_probabilities
from models.tracking import Track, untracked
from training.config import HeadConfig
from training.features import FeatureMaker
from training.run import TrainingRun

__all__ = ["Fitted", "Part", "Targets", "fit_head", "make_targets"]

Floats = NDArray[np.float32]
_NEVER = -10  # bias of a class that a share of the texts does not have
_FEWEST = 20  # texts that a temperature can be fitted on


@dataclass(frozen=True)
class Targets:
    """What heads shall say.

    Attributes:
        kind: What a prediction is.
        classes: Column names; one name for a number.
        values: 0 or 1 for classes, shape (texts, classes); the number, shape (texts, 1).
    """

    kind: HeadKind
    classes: list[str]
    values: Floats


@dataclass(frozen=True)
class Part:
    """Texts of one part of the split with their targets' rows; of what is learned from, how much each counts."""

    texts: list[str]
    rows: Floats
    weights: Floats | None = None


@dataclass(frozen=True)
class Fitted:
    """A head with how it came about.

    Attributes:
        strength: The inverse regularisation that was chosen.
        losses: Loss on the calibration part, at its best temperature, at each strength that was tried.
        curve: Loss on the calibration part by share of the learning part.
    """

    head: LinearHead
    strength: float
    losses: dict[float, float]
    curve: dict[float, float]


def make_targets(kind: HeadKind, labels: Sequence[Sequence[str]] | Sequence[float], name: str) -> Targets:
    """Labels as a matrix: class names of each text, or one number of each.

    Raises:
        ValueError: Fewer than two classes.
    """
    if kind == "number":
        return Targets(kind, [name], np.asarray(labels, np.float32).reshape(-1, 1))
    sets: Sequence[Sequence[str]] = labels  # type: ignore[assignment]  # by the kind
    classes = sorted({label for row in sets for label in row})
    if len(classes) < 2:
        raise ValueError(f"{name}: at least two classes are needed, there is {classes or 'none'}")
    return Targets(kind, classes, indicator(classes, sets).astype(np.float32))


def fit_head(
    name: str, targets: Targets, learn: Part, calibrate: Part, encoder: TextEncoder, config: HeadConfig,
    run: TrainingRun, track: Track = untracked,
) -> Fitted:  # fmt: skip
    """Fits a head; steps already done in `run` are taken up.

    Args:
        name: Of the head.
        targets: Kind and classes.
        learn: What weights are fitted on, disturbed copies among it.
        calibrate: What strength, temperature and threshold are chosen on.
        encoder: Its query vectors become part of the features.
        config: How to fit.
        run: Remembers what was done.
        track: Shows progress over strengths and classes.
    """
    vectors = encoder.encode_queries(learn.texts)
    maker = FeatureMaker.fit(vectors, learn.texts, config.dense_scale, 2**config.bits)
    features = maker.make(vectors, learn.texts)
    held_back = maker.make(encoder.encode_queries(calibrate.texts), calibrate.texts)
    solve = _SOLVERS[targets.kind]

    def attempt(step: str, rows: NDArray[np.int64], strength: float) -> tuple[Floats, Floats, float]:
        made = run.remember(
            step, lambda: solve(features[rows], learn.rows[rows], counts[rows], strength, config, track)
        )
        scores = _scores(held_back, made["weights"], made["bias"])
        return made["weights"], made["bias"], _best_temperature(targets.kind, scores, calibrate.rows)[1]

    everything = np.arange(len(learn.texts))
    counts = np.ones(len(learn.texts), np.float32) if learn.weights is None else learn.weights
    losses: dict[float, float] = {}
    best: tuple[float, float, Floats, Floats] | None = None
    risen = 0
    for strength in config.strengths:
        weights, bias, loss = attempt(f"strength-{strength:g}", everything, strength)
        losses[strength] = loss
        if best is None or loss < best[0]:
            best, risen = (loss, strength, weights, bias), 0
        else:
            risen += 1
            if risen >= config.patience:
                break
    assert best is not None
    loss, strength, weights, bias = best
    order = np.random.default_rng(config.seed).permutation(everything)
    curve = {share: attempt(f"curve-{share:g}", np.sort(order[: max(20, int(share * len(order)))]), strength)[2]
             for share in config.curve} | {1.0: loss}  # fmt: skip
    if config.kept:
        weights = _keep_largest(weights, len(maker.mean), config.kept)
    dense, lexical, plain_bias = maker.unfold(weights, bias)
    head = LinearHead(
        name, targets.kind, targets.classes, encoder.hash, dense, csr_matrix(lexical), maker.idf, plain_bias,
    )  # fmt: skip
    _calibrate(head, _scores(held_back, weights, bias), calibrate.rows, config.false_alarms)
    return Fitted(head, strength, losses, curve)


def _solve_one_of(
    features: csr_matrix, rows: Floats, counts: Floats, strength: float, config: HeadConfig, _track: Track
) -> dict[str, NDArray[Any]]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    shared = {"C": strength, "class_weight": "balanced" if config.balanced else None, "random_state": config.seed}
    model = LinearSVC(**shared) if config.loss == "hinge" else LogisticRegression(**shared, max_iter=200, tol=1e-3)
    model.fit(features, rows.argmax(axis=1), sample_weight=counts)
    weights = np.zeros((features.shape[1], rows.shape[1]), np.float32)
    bias = np.full(rows.shape[1], _NEVER, np.float32)
    if len(model.classes_) == 2:
        weights[:, model.classes_] = np.vstack([-model.coef_, model.coef_]).T / 2
        bias[model.classes_] = np.array([-model.intercept_[0], model.intercept_[0]]) / 2
    else:
        weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return {"weights": weights, "bias": bias}


def _solve_any_of(
    features: csr_matrix, rows: Floats, counts: Floats, strength: float, config: HeadConfig, track: Track
) -> dict[str, NDArray[Any]]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    weights = np.zeros((features.shape[1], rows.shape[1]), np.float32)
    bias = np.full(rows.shape[1], _NEVER, np.float32)
    shared = {"C": strength, "class_weight": "balanced" if config.balanced else None, "random_state": config.seed}
    for column in track(range(rows.shape[1]), f"fitting {rows.shape[1]} classes at strength {strength:g}"):
        labels = rows[:, column]
        if 0 < labels.sum() < len(labels):
            model = (
                LinearSVC(**shared) if config.loss == "hinge"
                else LogisticRegression(**shared, solver="liblinear", dual=True, tol=1e-3, max_iter=300)
            ).fit(features, labels, sample_weight=counts)  # fmt: skip
            weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return {"weights": weights, "bias": bias}


def _solve_number(
    features: csr_matrix, rows: Floats, counts: Floats, strength: float, _config: HeadConfig, _track: Track
) -> dict[str, NDArray[Any]]:
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=1 / strength).fit(features, rows[:, 0], sample_weight=counts)
    return {"weights": model.coef_.reshape(-1, 1).astype(np.float32), "bias": np.array([model.intercept_], np.float32)}


_SOLVERS: dict[HeadKind, Callable[..., dict[str, NDArray[Any]]]] = {
    "one_of": _solve_one_of, "any_of": _solve_any_of, "number": _solve_number,
}  # fmt: skip


def _scores(features: csr_matrix, weights: Floats, bias: Floats) -> Floats:
    return np.asarray(features @ weights + bias, np.float32)


def _loss(kind: HeadKind, scores: Floats, rows: Floats) -> float:
    """Mean log loss of a text, or mean squared error."""
    if kind == "number":
        return float(((scores - rows) ** 2).mean())
    p = np.clip(to_probabilities(scores, kind), 1e-7, 1 - 1e-7)
    per_class = rows * np.log(p) + (0 if kind == "one_of" else (1 - rows) * np.log(1 - p))
    return float(-per_class.sum(axis=1).mean())


def _best_temperature(kind: HeadKind, scores: Floats, rows: Floats) -> tuple[float, float]:
    """The temperature with the least loss, and that loss: a strength must not win by being unsure (1 for a number)."""
    if kind == "number" or len(rows) < _FEWEST:
        return 1.0, _loss(kind, scores, rows)

    def loss(log_temperature: float) -> float:
        return _loss(kind, np.asarray(scores / np.exp(log_temperature), np.float32), rows)

    found = minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"maxiter": 30})
    return float(np.exp(found.x)), float(found.fun)


def _keep_largest(weights: Floats, dense: int, count: int) -> Floats:
    """Weights without all but the `count` largest lexical ones of each class."""
    kept = weights.copy()
    lexical = kept[dense:]
    if count < len(lexical):
        small = np.argpartition(-np.abs(lexical), count, axis=0)[count:]
        np.put_along_axis(lexical, small, 0, axis=0)
    return kept


def _calibrate(head: LinearHead, scores: Floats, rows: Floats, false_alarms: float) -> None:
    """Sets the head's temperature, threshold and error from its scores on the calibration part."""
    if head.kind == "number":
        head.error = float(np.abs(scores - rows).mean())
        return
    if len(rows) < _FEWEST:
        return
    head.temperature = _best_temperature(head.kind, scores, rows)[0]
    probabilities = to_probabilities(scores / head.temperature, head.kind)
    if false_alarms:
        quiet = head.classes.index(QUIET[head.name])
        alarms = np.delete(probabilities, quiet, axis=1).sum(axis=1)
        head.threshold = float(np.quantile(alarms[rows[:, quiet] == 1], 1 - false_alarms))
    if head.kind == "any_of":
        head.threshold = best_threshold(rows, probabilities, np.linspace(0.05, 0.7, 66).tolist())
