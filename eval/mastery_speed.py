"""How long one more piece of evidence takes to be taken in, alone and with what it says of its neighbours."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from eval.report import milliseconds, percentiles
from knowledge_graph import KnowledgeGraph
from recommender.mastery import LEVELS, Answered, Finished, Mastery, Seen, Sign, update_mastery
from recommender.mastery_spread import infer_beliefs

__all__ = ["evaluate_mastery_speed"]

_START = datetime(2026, 9, 1, tzinfo=UTC)
_POINTS = 60  # that one student has evidence on
_Evidence = Answered | Seen | Finished | Sign


def evaluate_mastery_speed(graph: KnowledgeGraph, updates: int = 5000, seed: int = 0) -> dict[str, Any]:
    """Milliseconds of updates of one student's mastery, evidence of all kinds in turn.

    Args:
        graph: Whose points of 初中 the evidence is on; points of one student need each other.
        updates: How many.
        seed: Of points and evidence.

    Returns:
        n, and p50 and p95 of `update` and of `update_and_neighbours`, the belief on the point and on what it needs.
    """
    rng = np.random.default_rng(seed)
    starts = [point.id for point in graph if point.stage == "初中" and point.needs]
    points: dict[str, None] = {}
    while len(points) < _POINTS:
        start = starts[int(rng.integers(len(starts)))]
        points |= dict.fromkeys([start, *graph.get_point(start).needs])
    kinds: list[Callable[[], _Evidence]] = [
        lambda: Answered(level=LEVELS[int(rng.integers(3))], right=bool(rng.random() < 0.7)),
        lambda: "found_fitting",
        lambda: "asked_about",
        lambda: Finished(level="A"),
        lambda: Seen(level="B"),
    ]
    known: dict[str, Mastery] = defaultdict(Mastery)
    own, near = [], []
    for number in range(updates):
        point, evidence = [*points][int(rng.integers(len(points)))], kinds[number % len(kinds)]()
        at = _START + timedelta(minutes=number)

        def update(point: str = point, evidence: _Evidence = evidence, at: datetime = at) -> None:
            known[point] = update_mastery(known[point], evidence, at)

        own.append(milliseconds(update))
        asked = [point, *graph.get_point(point).needs]
        near.append(own[-1] + milliseconds(lambda asked=asked, at=at: infer_beliefs(known, graph, asked, at)))  # type: ignore[misc]
    return {"n": updates, "seed": seed, "update": percentiles(own), "update_and_neighbours": percentiles(near)}
