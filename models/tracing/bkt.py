"""Bayesian knowledge tracing (Corbett & Anderson 1994): each skill is mastered or not, is learned with a fixed chance
at each answer and never forgotten; fitted by expectation maximisation (Baum & Welch), all students of a skill at once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.tracing.answers import AnswerSequence, Catalogue
from models.tracing.tracer import Chances

__all__ = ["BktTracer"]

Array = NDArray[np.float64]

_ROUNDS = 25
_LIKE_OTHERS = 20.0  # answers that count for what all skills are like, so that rare skills stay sane
_MOST_GUESS, _MOST_SLIP = 0.5, 0.4  # beyond, mastered and not would change places


@dataclass
class _Skills:
    """Parameters by skill, shape (skills,)."""

    mastered: Array
    learns: Array
    guess: Array
    slip: Array


@dataclass(frozen=True)
class _OnSkills:
    """Answers of one student on one skill each, the longest first, step by step.

    Attributes:
        skill: Shape (ways,).
        right: At each step, of the ways that are long enough, which are the first ones.
    """

    skill: NDArray[np.int64]
    right: list[NDArray[np.int64]]


class BktTracer:
    """One model for each skill; of problems it knows nothing."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._skills: _Skills | None = None

    def fit(self, learn: Sequence[AnswerSequence], valid: Sequence[AnswerSequence]) -> None:
        """See `KnowledgeTracer`; a fixed number of rounds, so `valid` is not needed."""
        ways = [way for sequence in learn for way in _split(sequence)]
        ways.sort(key=lambda way: -len(way[1]))
        lengths = np.array([len(right) for _, right in ways])
        steps = [
            np.array([right[step] for _, right in ways[: int((lengths > step).sum())]], np.int64)
            for step in range(int(lengths.max(initial=0)))
        ]
        on_skills = _OnSkills(np.array([skill for skill, _ in ways], np.int64), steps)
        n = self._catalogue.skills
        skills = _Skills(np.full(n, 0.4), np.full(n, 0.15), np.full(n, 0.25), np.full(n, 0.1))
        for _ in range(_ROUNDS):
            skills = _improve(skills, on_skills, n)
        self._skills = skills

    def predict(self, sequences: Sequence[AnswerSequence]) -> list[Chances]:
        """See `KnowledgeTracer`."""
        skills = self._skills
        if skills is None:
            raise RuntimeError("fit comes first")
        return [self._trace(skills, sequence) for sequence in sequences]

    @staticmethod
    def _trace(skills: _Skills, sequence: AnswerSequence) -> Chances:
        mastered: dict[int, float] = {}
        chances = np.empty(len(sequence))
        for step, (skill, _, right) in enumerate(sequence):
            known = mastered.get(skill, float(skills.mastered[skill]))
            guess, slip = float(skills.guess[skill]), float(skills.slip[skill])
            chances[step] = chance = known * (1 - slip) + (1 - known) * guess
            known = known * (1 - slip) / chance if right else known * slip / (1 - chance)
            mastered[skill] = known + (1 - known) * float(skills.learns[skill])
        return chances


def _split(sequence: AnswerSequence) -> Iterator[tuple[int, list[int]]]:
    by_skill: dict[int, list[int]] = defaultdict(list)
    for skill, _, right in sequence:
        by_skill[skill].append(right)
    yield from by_skill.items()


def _improve(skills: _Skills, ways: _OnSkills, n: int) -> _Skills:
    """One round: what was likely the case given all answers, and the parameters that make it likeliest."""
    seen = [_seen(skills, ways.skill[: len(right)], right) for right in ways.right]
    forward = _forward(skills, ways, seen)
    after = np.ones((len(ways.skill), 2))
    counts = {name: (np.zeros(n), np.zeros(n)) for name in ("mastered", "learns", "guess", "slip")}
    for step in range(len(ways.right) - 1, -1, -1):
        right, size = ways.right[step], len(ways.right[step])
        skill = ways.skill[:size]
        if step + 1 < len(ways.right):
            later = len(ways.right[step + 1])
            learned = _expect_learning(skills, ways.skill[:later], forward[step][:later], seen[step + 1], after[:later])
            _count(counts["learns"], ways.skill[:later], *learned)
            after[:later] = _backward(skills, ways.skill[:later], seen[step + 1], after[:later])
        state = forward[step] * after[:size]
        knows = state[:, 1] / state.sum(axis=1)
        if step == 0:
            _count(counts["mastered"], skill, knows, np.ones(size))
        _count(counts["guess"], skill, (1 - knows) * right, 1 - knows)
        _count(counts["slip"], skill, knows * (1 - right), knows)
    shares = {name: _share(happened, could) for name, (happened, could) in counts.items()}
    shares["guess"], shares["slip"] = np.minimum(shares["guess"], _MOST_GUESS), np.minimum(shares["slip"], _MOST_SLIP)
    return _Skills(**shares)


def _seen(skills: _Skills, skill: NDArray[np.int64], right: NDArray[np.int64]) -> Array:
    """Chance of the answers where the skill is not mastered, and where it is, shape (ways, 2)."""
    guess, slip = skills.guess[skill], skills.slip[skill]
    return np.where(right[:, None] == 1, np.stack([guess, 1 - slip], axis=1), np.stack([1 - guess, slip], axis=1))


def _forward(skills: _Skills, ways: _OnSkills, seen: list[Array]) -> list[Array]:
    """Chances of both states after each answer, given the answers so far."""
    states: list[Array] = []
    for step, chance in enumerate(seen):
        skill = ways.skill[: len(chance)]
        if step == 0:
            before = np.stack([1 - skills.mastered[skill], skills.mastered[skill]], axis=1)
        else:
            last = states[-1][: len(chance)]
            moved = last[:, 0] * skills.learns[skill]
            before = np.stack([last[:, 0] - moved, last[:, 1] + moved], axis=1)
        joint = before * chance
        states.append(joint / joint.sum(axis=1, keepdims=True))
    return states


def _backward(skills: _Skills, skill: NDArray[np.int64], seen: Array, after: Array) -> Array:
    """How likely the later answers are, from either state; scaled."""
    learns, ahead = skills.learns[skill], seen * after
    likely = np.stack([(1 - learns) * ahead[:, 0] + learns * ahead[:, 1], ahead[:, 1]], axis=1)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _expect_learning(
    skills: _Skills, skill: NDArray[np.int64], state: Array, seen: Array, after: Array
) -> tuple[Array, Array]:
    """How likely the skill was learned just now, and that it could be, for it was not mastered."""
    learns, ahead = skills.learns[skill], seen * after
    learned = state[:, 0] * learns * ahead[:, 1]
    not_yet = state[:, 0] * (1 - learns) * ahead[:, 0]
    whole = learned + not_yet + state[:, 1] * ahead[:, 1]
    return learned / whole, (learned + not_yet) / whole


def _count(counts: tuple[Array, Array], skill: NDArray[np.int64], happened: Array, could: Array) -> None:
    for total, values in zip(counts, (happened, could), strict=True):
        total += np.bincount(skill, values, len(total))


def _share(happened: Array, could: Array) -> Array:
    usual = (happened.sum() + 1) / (could.sum() + 2)
    return np.asarray((happened + _LIKE_OTHERS * usual) / (could + _LIKE_OTHERS))
