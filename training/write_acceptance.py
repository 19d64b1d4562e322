"""Writes what a training of the model of acceptance leaves: its file, its card, and a page."""

import hashlib
from typing import Any

from recommender.matching.acceptance_file import ACCEPTANCE_TASK, save_acceptance
from training.config import AcceptanceConfig
from training.run import TrainingRun
from training.train_acceptance import TrainedAcceptance
from training.write_version import finish_version

__all__ = ["write_acceptance_version"]


def write_acceptance_version(
    trained: TrainedAcceptance, sources: dict[str, int], config: AcceptanceConfig, command: str, run: TrainingRun
) -> dict[str, Any]:
    """Fills the run's folder, which becomes a version; returns the card."""
    path = save_acceptance(trained.model, run.folder)
    facts = {
        "task": ACCEPTANCE_TASK, "weights_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "weights": {
            part: {name: round(weight, 4) for name, weight in model.weights.items()}
            for part, model in (("sees", trained.model.sees), ("willing", trained.model.willing))
        },
        "teachers": len(trained.model.willing.effects),
    }  # fmt: skip
    return finish_version(facts, trained.metrics, sources, trained.sizes, [], config, command, run)
