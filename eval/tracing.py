"""Knowledge tracing on real students: how well the next answer is told, every method in one run.

Students are split, and a student's answer is told from those before it alone. A student's first answer, which nothing
precedes, is not counted, as pyKT does not (Liu et al., NeurIPS 2022).
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.metrics import Metric, auc_over_groups, bootstrap, calibration_error
from eval.tracing_sets import TracingSet
from models.tracing import AnswerSequence, Catalogue, KnowledgeTracer
from models.tracing.bkt import BktTracer
from models.tracing.blend import BlendedTracer
from models.tracing.boosted import BoostedTracer
from models.tracing.logistic import LogisticTracer
from models.tracing.neural import NETWORKS, NeuralTracer
from models.tracing.rates import RateTracer
from models.tracing.tracer import Chances
from models.tracking import Track, untracked

__all__ = ["BLENDED", "OURS", "TRACERS", "auc_over_students", "evaluate_tracing", "log_loss_over_students"]

OURS = "ours"
"""The blend of the trees and the networks that were asked for."""

_RESAMPLES = 300
_RANDOM_STUDENTS = 2000  # of whom answers are drawn by lot, to see that nothing leaks


def _neural(name: str) -> Callable[[Catalogue, int], KnowledgeTracer]:
    return lambda catalogue, seed: NeuralTracer(catalogue, name, seed)


TRACERS: Mapping[str, Callable[[Catalogue, int], KnowledgeTracer]] = {
    "rates": lambda catalogue, _seed: RateTracer(catalogue),
    "BKT": lambda catalogue, _seed: BktTracer(catalogue),
    "logistic": lambda catalogue, _seed: LogisticTracer(catalogue),
    **{name: _neural(name) for name in NETWORKS},
    "boosted": BoostedTracer,
}
"""By name; all but the last are there to be compared with, and as parts of ours."""

BLENDED = ("boosted", *NETWORKS)
"""Parts of ours."""


def evaluate_tracing(
    sets: Mapping[str, TracingSet], methods: Sequence[str] = tuple(TRACERS), seed: int = 0, track: Track = untracked
) -> dict[str, Any]:
    """Fits and measures every method on every set.

    Args:
        sets: By name.
        methods: Of `TRACERS`; ours blends those of them that are networks or trees.
        seed: Of everything random.
        track: Shows progress over sets and methods.

    Returns:
        `{"seed", "sets": {name: {"students", "answers", "methods", "ours_leads", "random_answers_auc"}}}`; each method
        with `auc` and its 95 % interval over students, `log_loss`, `ece`, `accuracy` and processor seconds.
    """
    work = [(name, method) for name in sets for method in methods]
    fitted: dict[str, dict[str, KnowledgeTracer]] = {name: {} for name in sets}
    seconds: dict[str, dict[str, float]] = {name: {} for name in sets}
    for name, method in track(work, "tracing", len(work)):
        started = time.process_time()
        tracer = TRACERS[method](sets[name].catalogue, seed)
        tracer.fit(sets[name].learn, sets[name].valid)
        fitted[name][method], seconds[name][method] = tracer, time.process_time() - started
    return {
        "seed": seed,
        "sets": {name: _measure(data, fitted[name], seconds[name], seed) for name, data in sets.items()},
    }


def _measure(
    data: TracingSet, fitted: dict[str, KnowledgeTracer], seconds: dict[str, float], seed: int
) -> dict[str, Any]:
    parts = [method for method in fitted if method in BLENDED]
    started = time.process_time()
    blend = BlendedTracer([fitted[method] for method in parts], fitted=True)
    blend.fit(data.learn, data.valid)
    seconds = seconds | {OURS: sum(seconds[method] for method in parts) + time.process_time() - started}
    told = {method: tracer.predict(data.test) for method, tracer in (fitted | {OURS: blend}).items()}
    aucs = {method: auc_over_students(data.test, chances) for method, chances in told.items()}
    n = len(data.test)
    return {
        "students": {"learn": len(data.learn), "valid": len(data.valid), "test": n},
        "answers": sum(max(0, len(one) - 1) for one in data.test),
        "blended": parts,
        "methods": {
            method: {
                "auc": bootstrap(aucs[method], n, seed, _RESAMPLES).as_dict(),
                **_calibration(data.test, chances), "seconds": round(seconds[method], 1),
            }
            for method, chances in told.items()
        },
        "ours_leads": {
            method: bootstrap(
                lambda rows, theirs=auc: aucs[OURS](rows) - theirs(rows), n, seed, _RESAMPLES  # type: ignore[misc]
            ).as_dict()
            for method, auc in aucs.items() if method != OURS
        },
        "random_answers_auc": _auc_of_random_answers(data, fitted, seed),
    }  # fmt: skip


def auc_over_students(sequences: Sequence[AnswerSequence], chances: Sequence[Chances]) -> Metric:
    """Area under the ROC curve of all answers of some students; a student drawn twice counts twice."""
    student = np.concatenate([np.full(max(0, len(one) - 1), i) for i, one in enumerate(sequences)])
    return auc_over_groups(student, *_counted(sequences, chances))


def log_loss_over_students(sequences: Sequence[AnswerSequence], chances: Sequence[Chances]) -> Metric:
    """Mean log loss of all answers of some students, nats; a student drawn twice counts twice."""
    losses = [
        float(-np.log(np.where(one.right[1:] == 1, told[1:], 1 - told[1:])).sum())
        for one, told in zip(sequences, chances, strict=True)
    ]
    counts = np.array([max(0, len(one) - 1) for one in sequences], float)
    of_student = np.array(losses)
    return lambda rows: float(of_student[rows].sum() / counts[rows].sum()) if counts[rows].sum() else float("nan")


def _calibration(sequences: Sequence[AnswerSequence], chances: Sequence[Chances]) -> dict[str, Any]:
    right, told = _counted(sequences, chances)
    loss = -np.log(np.where(right == 1, told, 1 - told))
    error = calibration_error(told.tolist(), (right == 1).tolist())
    return {
        "log_loss": round(float(loss.mean()), 4), "ece": round(error(np.arange(len(right))), 4),
        "accuracy": round(float(((told > 0.5) == right).mean()), 4),
    }  # fmt: skip


def _counted(
    sequences: Sequence[AnswerSequence], chances: Sequence[Chances]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    return np.concatenate([one.right[1:] for one in sequences]), np.concatenate([of_one[1:] for of_one in chances])


def _auc_of_random_answers(data: TracingSet, fitted: Mapping[str, KnowledgeTracer], seed: int) -> dict[str, Any]:
    """What the fitted tracers make of students whose answers are drawn by lot: nothing, unless a label leaks."""
    rng = np.random.default_rng(seed)
    lots = [
        AnswerSequence(one.skills, one.problems, rng.integers(0, 2, len(one)))
        for one in data.test[:_RANDOM_STUDENTS]
    ]  # fmt: skip
    return {
        method: round(auc_over_students(lots, tracer.predict(lots))(np.arange(len(lots))), 4)
        for method, tracer in fitted.items()
    }
