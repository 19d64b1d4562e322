"""Writes what a training of a tracer leaves: its files, its card, and a page."""

import hashlib
from typing import Any

from training.config import TracingConfig
from training.run import TrainingRun
from training.train_tracing import TrainedTracer
from training.write_version import finish_version

__all__ = ["TRACING_TASK", "write_tracing_version"]

TRACING_TASK = "tracing"


def write_tracing_version(
    trained: TrainedTracer, sources: dict[str, int], config: TracingConfig, command: str, run: TrainingRun
) -> dict[str, Any]:
    """Fills the run's folder, which becomes a version; returns the card."""
    written = b"".join(path.read_bytes() for path in trained.tracer.save(run.folder))
    facts = {"task": TRACING_TASK, "weights_sha256": hashlib.sha256(written).hexdigest()}
    return finish_version(facts, trained.metrics, sources, trained.sizes, [], config, command, run)
