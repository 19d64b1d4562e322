"""Writes what a training of the ranker leaves: the version's files, its card, and pictures."""

import hashlib
from pathlib import Path
from typing import Any

from recommender.items import ItemKind
from recommender.logged_list import GAINS, VERDICTS
from recommender.ranker_file import RANKER_FILE, RANKER_TASK, save_rankers
from training.config import RankerConfig
from training.plots import draw_curve
from training.run import TrainingRun
from training.train_ranker import LearnedKind, TrainedRanker
from training.write_version import finish_version

__all__ = ["write_ranker_version"]


def write_ranker_version(
    trained: TrainedRanker, sources: dict[str, int], config: RankerConfig, command: str, run: TrainingRun
) -> dict[str, Any]:
    """Fills the run's folder, which becomes a version; returns the card.

    Args:
        trained: What was learned.
        sources: Lists by where they come from.
        config: How it was learned.
        command: Does it again.
        run: Of the version's folder.
    """
    save_rankers(trained.rankers, run.folder)
    pictures = []
    for kind, learned in trained.learned.items():
        pictures.append(run.folder / f"{kind}-trees.png")
        draw_curve(pictures[-1], learned.curve, "trees", "log loss of students held back")
    facts = {
        "task": RANKER_TASK, "simulated": trained.simulated, "gains": GAINS, "verdicts": VERDICTS,
        "weights_sha256": _hash(run.folder),
        "kinds": {kind: _describe(kind, trained.learned.get(kind)) for kind in trained.rankers},
    }  # fmt: skip
    return finish_version(facts, trained.metrics, sources, trained.sizes, pictures, config, command, run)


def _hash(folder: Path) -> str:
    """Of the ranker's file and the trees beside it."""
    paths = [folder / RANKER_FILE, *sorted(folder.glob("*.txt"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _describe(kind: ItemKind, learned: LearnedKind | None) -> dict[str, Any]:
    if learned is None:
        return {"form": "hand-set", "why": f"too little was logged of {kind}"}
    return {
        "form": learned.form, "log_loss": {name: round(loss, 4) for name, loss in learned.losses.items()},
        "trees": len(learned.curve), "weights": learned.linear.weights, "share_of_splits": learned.gains,
    }  # fmt: skip
