"""Simulated students of the dialogue: a gap that nobody sees, a temperament, and what a lesson changes.

All of it is assumed, and whatever is measured on it is labelled simulated. An answer slips with .10 and is guessed with
.25 where options are shown and .05 where it is written; 60 % of students name the very point at which they are stuck,
the others something that builds on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge_graph import KnowledgeGraph
from recommender.assessment.items import AssessmentItem, guess_of
from recommender.mastery import LEVELS, Level

__all__ = ["GAINS", "TEMPERAMENTS", "Learner", "Temperament", "draw_learner", "learned", "simulated_items"]

_AT_GAP = 0.6
_STEPS = 2


@dataclass(frozen=True)
class Temperament:
    """How a student behaves.

    Attributes:
        slip: Chance of a wrong answer where the student can.
        silent: Chance to say 不会 where the student cannot, instead of guessing.
        impatient: Chance to ask for the answer instead of answering.
        wanders: Chance to speak of something else instead of answering.
        careless: Chance to write anything, whatever the student can.
    """

    slip: float = 0.1
    silent: float = 0.0
    impatient: float = 0.0
    wanders: float = 0.0
    careless: float = 0.0


TEMPERAMENTS: Mapping[str, Temperament] = {
    "plain": Temperament(), "silent": Temperament(silent=0.8), "wrong": Temperament(slip=0.2),
    "impatient": Temperament(impatient=0.3), "wanders": Temperament(wanders=0.15),
    "careless": Temperament(careless=0.2),
}  # fmt: skip
"""By name; `plain` is what the aims are measured on."""

GAINS: Mapping[str, float] = {"fits": 0.6, "other level": 0.25, "builds on the gap": 0.1, "elsewhere": 0.02}
"""Chance that a lesson closes the gap, by how it fits."""


@dataclass(frozen=True)
class Learner:
    """A student.

    Attributes:
        start: The point the student names.
        gap: The point where the student is stuck.
        level: The lowest level lacking there.
        blocked: Points that cannot be done at that level or above: the gap, and what builds on it.
    """

    start: str
    gap: str
    level: Level
    blocked: frozenset[str]
    temperament: Temperament

    def can(self, point: str, level: Level) -> bool:
        """Whether the student can do items of a level on a point."""
        return point not in self.blocked or level < self.level

    def answer(self, item: AssessmentItem, rng: np.random.Generator) -> str:
        """What the student writes."""
        if rng.random() < self.temperament.careless:
            return item.answer if rng.random() < guess_of(item) else wrong_answer(item, rng)
        if self.can(item.point, LEVELS["ABC".index(item.group)]):
            return wrong_answer(item, rng) if rng.random() < self.temperament.slip else item.answer
        if rng.random() < self.temperament.silent:
            return "不会"
        return item.answer if rng.random() < guess_of(item) else wrong_answer(item, rng)


def wrong_answer(item: AssessmentItem, rng: np.random.Generator) -> str:
    """Some wrong answer to an item."""
    if item.kind == "order":
        return item.answer[::-1]
    wrong = [letter for letter in item.options or () if letter != item.answer]
    return str(rng.choice(wrong)) if wrong else "98765"


def draw_learner(
    graph: KnowledgeGraph, starts: Sequence[str], temperament: Temperament, rng: np.random.Generator
) -> Learner:
    """A student who comes with one of some points."""
    start = starts[int(rng.integers(len(starts)))]
    before = graph.prerequisites(start, _STEPS)
    near = sorted(before, key=lambda point: before[point])
    weights = np.array([0.5 ** before[point] for point in near])
    gap = start if not near or rng.random() < _AT_GAP else str(rng.choice(near, p=weights / weights.sum()))
    blocked = frozenset({gap, *graph.dependants(gap, _STEPS)})
    return Learner(start, gap, LEVELS[int(rng.integers(3))], blocked, temperament)


def simulated_items(points: Sequence[str]) -> list[AssessmentItem]:
    """For every point and level one item to write and two to choose: a bank as it should be one day."""
    return [
        AssessmentItem(
            id=f"it-{point}.{level.lower()}{number}", kind="number" if number == 0 else "single", stem="?",
            options=None if number == 0 else {letter: letter for letter in "ABCD"}, answer="1" if number == 0 else "A",
            point=point, level=f"{level}1", difficulty=0.5, explanation="?",
        )
        for point in points for level in LEVELS for number in range(3)
    ]  # fmt: skip


def learned(learner: Learner, lessons: Sequence[tuple[str, Level]], rng: np.random.Generator) -> float:
    """Whether the gap is closed after some lessons: 1 or 0."""
    for point, level in lessons:
        if point == learner.gap:
            fit = "fits" if level == learner.level else "other level"
        else:
            fit = "builds on the gap" if point in learner.blocked else "elsewhere"
        if rng.random() < GAINS[fit]:
            return 1.0
    return 0.0
