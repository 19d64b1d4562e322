"""Where a student is stuck: which knowledge point, and at which of A, B, C. Found by asking as few items as can be.

A hypothesis says: the gap is this point at this level. Whoever has it can do neither that level nor a higher one, there
and at whatever builds on the point; everything else they can. It is the DINA model of cognitive diagnosis (Junker &
Sijtsma 2001) over a graph: an item is answered right with chance 1 − slip where the student can do it, and guess
otherwise. The next question is the one that tells most (mutual information, Lindley 1956); looking two questions ahead
for what settles the matter was ten times slower and no better.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge_graph import KnowledgeGraph
from recommender.mastery import LEVELS, Belief, Level

__all__ = ["MOST_QUESTIONS", "Diagnosis", "Gap", "Probe", "ask_level", "begin_diagnosis", "choose_probe"]

Array = NDArray[np.float64]

MOST_QUESTIONS = 8
"""Of one diagnosis."""

_SURE_FROM = (0.9, 0.9, 0.9, 0.88, 0.82, 0.75, 0.65, 0.3)  # after so many questions: more of them are no fun
_STEPS_BACK = 2
_NEARLY = 0.95  # of the information of what tells most: nobody is asked one question more for it
_MOST_POINTS = 8
_AT_START = 0.6  # that the gap lies at the point the student names, not before it
_HALVED_PER_STEP = 0.5
_REPORTED = ((0.6, 0.25, 0.15), (0.2, 0.6, 0.2), (0.15, 0.25, 0.6))  # row: level lacking; column: level said


@dataclass(frozen=True, slots=True)
class Gap:
    """A hypothesis.

    Attributes:
        point: Where the student is stuck.
        level: The lowest level that the student lacks there.
    """

    point: str
    level: Level


@dataclass(frozen=True)
class Probe:
    """Something that can be asked, with what it tells.

    Attributes:
        id: Of the item; of a question to the student, a word.
        chances: Of each outcome under each hypothesis, shape (outcomes, hypotheses); columns add up to one. An item has
            two outcomes: wrong and right.
    """

    id: str
    chances: Array


@dataclass(frozen=True)
class Diagnosis:
    """What is known so far.

    Attributes:
        start: The point the student named.
        gaps: Hypotheses.
        prior: Their probabilities at the beginning.
        logs: Of the likelihood of what was answered since.
        builds_on: Point → candidate points that build on it, itself among them.
        asked: Questions so far.
    """

    start: str
    gaps: tuple[Gap, ...]
    prior: Array
    logs: Array
    builds_on: Mapping[str, frozenset[str]] = field(repr=False)
    asked: int = 0

    @cached_property
    def probabilities(self) -> Array:
        """Of the hypotheses; they add up to one."""
        weights = self.prior * np.exp(self.logs - self.logs.max())
        return np.asarray(weights / weights.sum())

    @property
    def likeliest(self) -> tuple[Gap, float]:
        """The hypothesis to act upon, and its probability."""
        at = int(self.probabilities.argmax())
        return self.gaps[at], float(self.probabilities[at])

    @property
    def is_settled(self) -> bool:
        """Whether the likeliest gap is sure enough to act upon; the more was asked, the less sure it must be."""
        return self.likeliest[1] >= _SURE_FROM[min(max(self.asked, 1), MOST_QUESTIONS) - 1]

    @property
    def points(self) -> tuple[str, ...]:
        """Candidate points, nearest first."""
        return tuple(dict.fromkeys(gap.point for gap in self.gaps))

    def probe_of(self, id: str, point: str, level: Level, slip: float, guess: float) -> Probe:
        """An item's probe.

        Raises:
            ValueError: The item tests none of the candidate points.
        """
        if point not in self.builds_on:
            raise ValueError(f"{point} is no candidate")
        right = np.array([1 - slip if self._can(gap, point, level) else guess for gap in self.gaps])
        return Probe(id, np.stack([1 - right, right]))

    def after(self, probe: Probe, outcome: int) -> "Diagnosis":
        """With one more outcome known."""
        return replace(self, logs=self.logs + np.log(probe.chances[outcome]), asked=self.asked + 1)

    def _can(self, gap: Gap, point: str, level: Level) -> bool:
        return point not in self.builds_on[gap.point] or level < gap.level


def begin_diagnosis(
    graph: KnowledgeGraph, start: str, beliefs: Mapping[str, Belief] = {}, asked: Level | None = None
) -> Diagnosis:
    """Before anything is asked: the gap lies at the point named, or up to two steps before it.

    Args:
        graph: Gives prerequisites.
        start: Id of the point that the student named.
        beliefs: What is known of the student, by point; a point without is as open as any.
        asked: Level of the question that the student brought: what they bring they lack, more often than not.
    """
    steps = {start: 0} | graph.prerequisites(start, _STEPS_BACK)
    points = sorted(steps, key=lambda point: steps[point])[:_MOST_POINTS]
    before = np.array([_HALVED_PER_STEP ** steps[point] for point in points[1:]])
    shares = np.array([_AT_START, *((1 - _AT_START) * before / before.sum())]) if len(points) > 1 else np.ones(1)
    gaps = tuple(Gap(point, level) for point in points for level in LEVELS)
    uniform = Belief.of((0.0, 0.0, 0.0))
    prior = np.array([
        share * beliefs.get(point, uniform).levels[at]  # whoever lacks level A has none, whoever lacks B has A
        for point, share in zip(points, shares, strict=True) for at in range(3)
    ])  # fmt: skip
    if asked is not None:
        prior *= np.tile([2.0 if level == asked else 1.0 for level in LEVELS], len(points))
    builds_on = {point: frozenset({point, *graph.dependants(point, _STEPS_BACK)}) & {*points} for point in points}
    return Diagnosis(start, gaps, prior / prior.sum(), np.zeros(len(gaps)), builds_on)


def ask_level(diagnosis: Diagnosis) -> Probe:
    """Asking at which level the student feels stuck: three answers, of which more than half are right."""
    said = [[_REPORTED[LEVELS.index(gap.level)][level] for gap in diagnosis.gaps] for level in range(len(LEVELS))]
    return Probe("level", np.array(said))


def choose_probe(diagnosis: Diagnosis, probes: Sequence[Probe]) -> Probe:
    """What to ask next: the first of all that tell nearly as much as what tells most.

    Raises:
        ValueError: There is nothing to ask.
    """
    if not probes:
        raise ValueError("nothing to ask")
    distinct, kind = _distinct(probes)
    worth = np.array([_information(probe.chances * diagnosis.probabilities) for probe in distinct])
    return probes[int((worth[kind] >= _NEARLY * worth.max()).argmax())]


def _information(joint: Array) -> float:
    """Mutual information of outcome and hypothesis, nats."""
    outcome, hypothesis = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    return float((joint * np.log(joint / (outcome * hypothesis))).sum())


def _distinct(probes: Sequence[Probe]) -> tuple[list[Probe], list[int]]:
    """Probes that tell different things, and which of them each one is: many items of one kind tell the same."""
    seen: dict[bytes, int] = {}
    distinct: list[Probe] = []
    kinds = []
    for probe in probes:
        key = probe.chances.tobytes()
        if key not in seen:
            seen[key] = len(distinct)
            distinct.append(probe)
        kinds.append(seen[key])
    return distinct, kinds
