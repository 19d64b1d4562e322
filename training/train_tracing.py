"""Learns a tracer of knowledge from students' answers, and measures it beside simpler ones on students never seen."""

from dataclasses import dataclass

import numpy as np

from eval.metrics import bootstrap
from eval.scoring import Scores
from eval.tracing import auc_over_students, log_loss_over_students
from eval.tracing_sets import TracingSet
from models.tracing import KnowledgeTracer
from models.tracing.boosted import BoostedTracer
from models.tracing.logistic import LogisticTracer
from models.tracing.rates import RateTracer
from training.config import TracingConfig

__all__ = ["NoAnswersError", "TrainedTracer", "train_tracing"]


class NoAnswersError(ValueError):
    """There are too few students' answers; the message says how many are needed."""


@dataclass(frozen=True)
class TrainedTracer:
    """A tracer, and how well it told.

    Attributes:
        metrics: On the students measured on, by who told: `head` is the tracer; `logistic`; `rates`.
        sizes: Students by part.
    """

    tracer: BoostedTracer
    metrics: dict[str, Scores]
    sizes: dict[str, int]


def train_tracing(data: TracingSet, config: TracingConfig) -> TrainedTracer:
    """Learns.

    Raises:
        NoAnswersError: There are fewer students than configured, or all answered alike.
    """
    sizes = {"learn": len(data.learn), "calibrate": len(data.valid), "test": len(data.test)}
    if sum(sizes.values()) < config.fewest or not all(sizes.values()):
        raise NoAnswersError(f"{sum(sizes.values())} students have answered items; {config.fewest} are needed")
    if len(np.unique(np.concatenate([one.right for one in data.learn]))) < 2:
        raise NoAnswersError("all answers are alike; some have to be right and some wrong")
    tracer = BoostedTracer(data.catalogue, config.seed)
    tracers: dict[str, KnowledgeTracer] = {
        "head": tracer, "logistic": LogisticTracer(data.catalogue), "rates": RateTracer(data.catalogue)
    }  # fmt: skip
    metrics = {}
    for who, one in tracers.items():
        one.fit(data.learn, data.valid)
        told = one.predict(data.test)
        figures = {"auc": auc_over_students(data.test, told), "log_loss": log_loss_over_students(data.test, told)}
        metrics[who] = {
            name: bootstrap(figure, len(data.test), config.seed, config.resamples) for name, figure in figures.items()
        }
    return TrainedTracer(tracer, metrics, sizes)
