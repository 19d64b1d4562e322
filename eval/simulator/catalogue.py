"""Made-up micro-courses and answers on every point of some subjects: the demo region has too few to put in order.

Each bears a text of its point, so that the index finds it, and levels and a difficulty of its own.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from intent.linking import point_texts
from knowledge_graph import ABILITY_CODES, KnowledgeGraph, KnowledgePoint
from recommender.items import AnswerItem, Item, ItemChange, MicroCourseItem

__all__ = ["make_catalogue"]

_MINUTES = 8


def make_catalogue(
    graph: KnowledgeGraph, subjects: Sequence[str], stage: str, each: int, seed: int, after: int = 0
) -> Iterator[ItemChange]:
    """Changes that put `each` micro-courses and answers a point into an index that has followed its log to `after`."""
    rng = np.random.default_rng(seed)
    for subject in subjects:
        for point in graph.points_of(subject, stage):
            for number in range(each):
                for item in (_make_course(point, number, graph, rng), _make_answer(point, number, graph, rng)):
                    after += 1
                    yield ItemChange(sequence=after, kind=item.kind, item_id=item.id, item=item)


def _make_course(point: KnowledgePoint, number: int, graph: KnowledgeGraph, rng: np.random.Generator) -> Item:
    first = int(rng.integers(len(ABILITY_CODES) - 1))
    return MicroCourseItem(
        id=f"made-up-mc-{point.id}-{number}", title=f"{point.name}（{number + 1}）", subject=point.subject,
        points=_points(point, graph, rng), levels=ABILITY_CODES[first : first + 2], difficulty=float(rng.random()),
        minutes=_MINUTES, has_video=False, text=_text(point, rng),
    )  # fmt: skip


def _make_answer(point: KnowledgePoint, number: int, graph: KnowledgeGraph, rng: np.random.Generator) -> Item:
    return AnswerItem(
        id=f"made-up-qa-{point.id}-{number}", title=f"{point.name}（{number + 1}）", subject=point.subject,
        points=_points(point, graph, rng), level=str(rng.choice(ABILITY_CODES)), difficulty=float(rng.random()),
        question=_text(point, rng),
    )  # fmt: skip


def _points(point: KnowledgePoint, graph: KnowledgeGraph, rng: np.random.Generator) -> tuple[str, ...]:
    """The point, and sometimes one that lies near."""
    near = sorted(graph.neighbourhood(point.id, radius=1))
    return (point.id, near[rng.integers(len(near))]) if near and rng.random() < 0.5 else (point.id,)


def _text(point: KnowledgePoint, rng: np.random.Generator) -> str:
    texts = point_texts(point)
    return texts[rng.integers(len(texts))]
