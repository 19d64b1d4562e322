"""What evidence on one point says of its neighbours in the graph: damped, bounded, and worked out when it is asked for.

A student's own evidence is stored; this is derived from it, so nothing is counted twice and nothing has to be undone.
A message runs from every point with evidence to its prerequisites and to what needs it, two steps at most, as one round
of belief propagation (Pearl 1988) on a table of how levels of joined points go together.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np

from knowledge_graph import KnowledgeGraph
from recommender.mastery import Belief, Mastery

__all__ = ["infer_beliefs"]

_STEPS = 2
_STRONGEST = 1.1  # log 3: what neighbours together may weigh
_TOGETHER = np.array([
    [0.55, 0.25, 0.13, 0.07],
    [0.25, 0.35, 0.25, 0.15],
    [0.13, 0.25, 0.35, 0.27],
    [0.07, 0.15, 0.27, 0.51],
])  # fmt: skip
"""Row: level on a point; column: on a prerequisite, or on what needs it. An assumption, symmetric as ignorance is."""


def infer_beliefs(
    mastery: Mapping[str, Mastery], graph: KnowledgeGraph, points: Iterable[str], now: datetime
) -> dict[str, Belief]:
    """Beliefs on some points from a student's evidence on them and near them.

    Args:
        mastery: The student's evidence by point id.
        graph: Whose prerequisites carry it.
        points: Ids of points of the graph; nothing is said of others.
        now: Evidence fades until then.
    """
    return {point: Belief.of(_logs(mastery, graph, point, now)) for point in points}


def _logs(mastery: Mapping[str, Mastery], graph: KnowledgeGraph, point: str, now: datetime) -> list[float]:
    own = mastery.get(point)
    logs = np.array(own.logs(now) if own else (0.0, 0.0, 0.0))
    steps = graph.prerequisites(point, _STEPS) | graph.dependants(point, _STEPS)
    near = np.zeros(3)
    for other, distance in steps.items():
        if other in mastery:
            likelihood = np.exp(np.array([0.0, *mastery[other].logs(now)]))
            message = np.log(np.linalg.matrix_power(_TOGETHER, distance) @ likelihood)
            near += message[1:] - message[0]
    return [float(value) for value in logs + np.clip(near, -_STRONGEST, _STRONGEST)]
