"""What a student felt of lessons: one that was too hard leads to an easier one or to what comes before, one that was
too easy to the next step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge_graph import KnowledgeGraph, ability_rank
from recommender.items import MicroCourseItem

__all__ = ["Felt", "FeltCourse", "Step", "find_step"]

Felt = Literal["too_easy", "too_hard"]

_FAR_STEP = 0.6  # what a step of several levels counts beside one to the neighbouring level
_OTHER_POINT = 0.8  # what a prerequisite, or what follows, counts


@dataclass(frozen=True)
class FeltCourse:
    """A micro-course that the student found too easy or too hard.

    Attributes:
        reached: Points that lead on from it: prerequisites of what was too hard, dependants of what was too easy.
    """

    item: MicroCourseItem
    felt: Felt
    reached: frozenset[str]

    @classmethod
    def of(cls, item: MicroCourseItem, felt: Felt, graph: KnowledgeGraph) -> "FeltCourse":
        """The course with what leads on from it in the graph."""
        reach = graph.dependants if felt == "too_easy" else graph.prerequisites
        return cls(item, felt, frozenset(point for known in item.points if known in graph for point in reach(known)))


@dataclass(frozen=True)
class Step:
    """How a micro-course leads on from one that did not fit.

    Attributes:
        size: How good a step it is, 0–1.
        point: The prerequisite that it teaches, or the point that follows; None for the same point on another level.
    """

    course: FeltCourse
    size: float
    point: str | None


def find_step(item: MicroCourseItem, felt: Mapping[str, FeltCourse]) -> Step | None:
    """The best step that `item` is from any of the courses; None where it is none."""
    steps = [step for course in felt.values() if (step := _step(item, course))]
    return max(steps, key=lambda step: step.size, default=None)


def _step(item: MicroCourseItem, course: FeltCourse) -> Step | None:
    if item.id == course.item.id:
        return None
    way = 1 if course.felt == "too_easy" else -1
    if set(item.points) & set(course.item.points):
        distance = way * (_hardest(item) - _hardest(course.item))
        return Step(course, 1.0 if distance == 1 else _FAR_STEP, None) if distance > 0 else None
    led_to = next((point for point in item.points if point in course.reached), None)
    return Step(course, _OTHER_POINT, led_to) if led_to else None


def _hardest(item: MicroCourseItem) -> int:
    return max((ability_rank(level) for level in item.levels), default=0)
