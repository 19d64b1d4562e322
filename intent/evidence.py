"""What the knowledge points that a text matches say about its subject and its stage, added to what the heads say.

A head has learned from thousands of texts how subjects sound; a point that fits closely knows better what a short or
odd text is about. Both are added as log-probabilities, with weights that were fitted on texts neither had seen.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from intent.linking import PointLinker
from intent.profile import NO_SUBJECT
from knowledge_graph import STAGES
from models.linear_head import to_probabilities

__all__ = ["add_stage_evidence", "add_subject_evidence"]

_LEAST = 1e-6


def add_subject_evidence(
    rows: NDArray[np.float32], classes: Sequence[str], linker: PointLinker, matches: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Probabilities of the subject head corrected by `linker.match`'s scores; that of no subject stays as it is.

    Args:
        rows: Of the head, shape (texts, classes).
        classes: In column order.
        linker: Whose scores they are; its configuration weighs head and points.
        matches: Shape (texts, points).
    """
    points = np.zeros_like(rows)
    columns = [i for i, name in enumerate(classes) if name in linker.subjects]
    best = linker.best_by_subject(matches)
    points[:, columns] = best[:, [linker.subjects.index(classes[i]) for i in columns]]
    inside = np.array([name != NO_SUBJECT for name in classes])
    scores = linker.config.subject_head * np.log(rows + _LEAST) + linker.config.subject_points * points
    shares = to_probabilities(np.where(inside, scores, -np.inf), "one_of")
    left = 1 - rows[:, ~inside].sum(axis=1, keepdims=True)
    return np.asarray(np.where(inside, left * shares, rows), np.float32)


def add_stage_evidence(
    rows: NDArray[np.float32], classes: Sequence[str], linker: PointLinker, matches: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Probabilities of the stage head corrected by `linker.match`'s scores; see `add_subject_evidence`."""
    points = linker.best_by_stage(matches)[:, [STAGES.index(name) for name in classes]]
    scores = linker.config.stage_head * np.log(rows + _LEAST) + linker.config.stage_points * points
    return to_probabilities(scores, "one_of")
