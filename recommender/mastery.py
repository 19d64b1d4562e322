"""What is believed of a student's level on a knowledge point: nothing, A, B or C, each with its probability.

The four levels are ordered, as in cognitive diagnosis (Junker & Sijtsma 2001): whoever has B has A. Every piece of
evidence is a likelihood ratio, kept as its logarithm, so that evidence adds up, in whatever order, and can be taken
back. Marked answers and what a teacher saw count in full and fade with time; what a student says, watches and asks is a
sign, and signs together never weigh more than a bounded amount, however many there are. A lesson learned in between is
no evidence but a change: what was wrong before it tells less of the student after it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import exp, log
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

__all__ = [
    "LEVELS", "MASTERED_FROM", "Answered", "Belief", "Finished", "Level", "Mastery", "Seen", "Sign", "explain_mastery",
    "take_back", "update_mastery",
]  # fmt: skip

Level = Literal["A", "B", "C"]
LEVELS: tuple[Level, ...] = ("A", "B", "C")
"""What can be mastered, lowest first."""

Sign = Literal["found_too_easy", "found_fitting", "found_too_hard", "asked_about"]
"""What a student did or said without being tested."""

Logs = tuple[float, float, float]
"""Logarithms of how much likelier evidence is at A, B and C than where nothing is known."""

MASTERED_FROM = 0.85
_RIGHT_AT_LEAST = 2  # one lucky answer never means mastered
_STRONGEST_SIGNS = 1.1  # log 3
_HALF_LIFE = timedelta(days=90)  # an assumption: no log of years of one region's students is open to fit it on
_SIGNS: dict[Sign, Logs] = {
    "found_too_easy": (0.4, 0.8, 1.0),
    "found_fitting": (0.3, 0.2, 0.0),
    "found_too_hard": (-0.3, -0.8, -1.0),
    "asked_about": (0.0, -0.2, -0.2),
}
_FINISHED: Logs = (0.25, 0.25, 0.1)
_LEARNS = 0.3  # P(T) of knowledge tracing: within the .1 to .4 that Corbett & Anderson (1995) found for an exercise
_SEEN_BY_TEACHER = 0.7  # that a teacher's tag names the level that is there; the rest is spread over the others


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Answered(_Value):
    """An item was answered.

    Attributes:
        level: What the item asks for.
        slip: Chance of a wrong answer where the level is there.
        guess: Chance of a right one where it is not.
    """

    level: Level
    right: bool
    slip: float = Field(default=0.1, gt=0, lt=0.5)
    guess: float = Field(default=0.25, gt=0, lt=0.5)

    @property
    def logs(self) -> Logs:
        """See `Logs`."""
        there, absent = (1 - self.slip, self.guess) if self.right else (self.slip, 1 - self.guess)
        ratio = log(there / absent)
        a, b, c = (ratio if level >= self.level else 0.0 for level in LEVELS)
        return a, b, c


class Seen(_Value):
    """A teacher has said at which level a student works; None: at none yet."""

    level: Level | None

    @property
    def logs(self) -> Logs:
        """See `Logs`."""
        other = (1 - _SEEN_BY_TEACHER) / len(LEVELS)
        chances = [_SEEN_BY_TEACHER if level == self.level else other for level in (None, *LEVELS)]
        a, b, c = (log(chance / chances[0]) for chance in chances[1:])
        return a, b, c


class Finished(_Value):
    """A micro-course was finished.

    Attributes:
        level: What it teaches.
    """

    level: Level


class Belief(_Value):
    """Probabilities that the student is at none, A, B and C; they add up to one."""

    levels: tuple[float, float, float, float]

    def reaches(self, level: Level) -> float:
        """Probability that the student is at this level or above."""
        return sum(self.levels[LEVELS.index(level) + 1 :])

    @property
    def likeliest(self) -> Level | None:
        """The level that is likeliest; None: none."""
        at = max(range(4), key=lambda i: self.levels[i])
        return LEVELS[at - 1] if at else None

    @classmethod
    def of(cls, logs: Sequence[float], prior: Sequence[float] = (0.25, 0.25, 0.25, 0.25)) -> "Belief":
        """From evidence and what was thought before it."""
        weights = [share * exp(value) for share, value in zip(prior, (0.0, *logs), strict=True)]
        whole = sum(weights)
        none, a, b, c = (weight / whole for weight in weights)
        return cls(levels=(none, a, b, c))


class Mastery(_Value):
    """All evidence on one point.

    Attributes:
        tested: Of answers and teachers' tags, as it weighed at `at`.
        signs: Of everything else, unbounded sums, so that a sign can be taken back.
        right: Right answers.
        answered: Answers.
        evidence: Pieces of evidence of any kind.
        at: When the last came; None without any.
    """

    tested: Logs = (0.0, 0.0, 0.0)
    signs: Logs = (0.0, 0.0, 0.0)
    right: int = 0
    answered: int = 0
    evidence: int = 0
    at: AwareDatetime | None = None

    def belief(self, now: datetime | None = None) -> Belief:
        """What is believed at a time; at the last evidence's where none is given."""
        return Belief.of(self.logs(now))

    def logs(self, now: datetime | None = None) -> Logs:
        """The evidence as it weighs at a time."""
        fade = _fade(self.at, now)
        a, b, c = (
            fade * tested + min(max(sign, -_STRONGEST_SIGNS), _STRONGEST_SIGNS)
            for tested, sign in zip(self.tested, self.signs, strict=True)
        )
        return a, b, c

    def probability(self, now: datetime | None = None) -> float:
        """That the student can apply the point (level B or above), 0–1; .5 without evidence."""
        return self.belief(now).reaches("B")

    def is_mastered(self, now: datetime | None = None, level: Level = "B") -> bool:
        """Whether the level is there almost surely, and more than one right answer says so."""
        return self.right >= _RIGHT_AT_LEAST and self.belief(now).reaches(level) >= MASTERED_FROM


def update_mastery(mastery: Mastery, evidence: Answered | Seen | Finished | Sign, at: datetime) -> Mastery:
    """The mastery after one more piece of evidence."""
    since = max(at, mastery.at) if mastery.at else at
    tested = _scaled(mastery.tested, _fade(mastery.at, since))
    known = {"evidence": mastery.evidence + 1, "at": since, "tested": tested}
    if isinstance(evidence, str):
        return mastery.model_copy(update=known | {"signs": _sum(mastery.signs, _SIGNS[evidence])})
    if isinstance(evidence, Finished):
        return mastery.model_copy(
            update=known | {"tested": _after_lesson(tested, evidence.level), "signs": _sum(mastery.signs, _FINISHED)}
        )
    known["tested"] = _sum(tested, evidence.logs)
    if isinstance(evidence, Answered):
        known |= {"answered": mastery.answered + 1, "right": mastery.right + evidence.right}
    return mastery.model_copy(update=known)


def _after_lesson(tested: Logs, level: Level) -> Logs:
    """What answers say once a lesson of a level is finished.

    Whoever was below the level is there now with the chance `_LEARNS` (the transition of Bayesian knowledge tracing;
    Corbett & Anderson 1995). A lesson weakens what spoke against a level, it never speaks for one.
    """
    reached = LEVELS.index(level) + 1
    before = Belief.of(tested).levels
    moved = [_LEARNS * share if i < reached else 0.0 for i, share in enumerate(before)]
    after = [share - gone for share, gone in zip(before, moved, strict=True)]
    after[reached] += sum(moved)
    a, b, c = (
        max(old, min(0.0, log(share / after[0]))) for old, share in zip(tested, after[1:], strict=True)
    )  # fmt: skip
    return a, b, c


def take_back(mastery: Mastery, sign: Sign) -> Mastery:
    """The mastery as if a sign that was recorded had never been."""
    return mastery.model_copy(update={
        "signs": _sum(mastery.signs, _SIGNS[sign], -1.0), "evidence": max(0, mastery.evidence - 1)
    })  # fmt: skip


def join(one: Mastery, other: Mastery) -> Mastery:
    """Evidence on two points that have become one."""
    at = max((when for when in (one.at, other.at) if when), default=None)
    return Mastery(
        tested=_sum(_scaled(one.tested, _fade(one.at, at)), _scaled(other.tested, _fade(other.at, at))),
        signs=_sum(one.signs, other.signs), right=one.right + other.right, answered=one.answered + other.answered,
        evidence=one.evidence + other.evidence, at=at,
    )  # fmt: skip


def explain_mastery(mastery: Mastery, now: datetime) -> str:
    """Where the belief comes from, in a sentence for student and teacher."""
    if mastery.at is None:
        return "还没有学习记录"
    days = (now.astimezone(mastery.at.tzinfo).date() - mastery.at.date()).days
    when = "今天" if days <= 0 else "昨天" if days == 1 else f" {days} 天前"
    if not mastery.answered:
        return f"还没有做过题，从看微课和反馈推测，最近一次{when}"
    return f"{mastery.answered} 次中 {mastery.right} 次做对，最近一次{when}"


def _fade(at: datetime | None, now: datetime | None) -> float:
    """Share of its weight that evidence has kept."""
    if at is None or now is None:
        return 1.0
    return float(0.5 ** (max(now - at, timedelta(0)) / _HALF_LIFE))


def _sum(one: Logs, other: Logs, sign: float = 1.0) -> Logs:
    a, b, c = (first + sign * second for first, second in zip(one, other, strict=True))
    return a, b, c


def _scaled(logs: Logs, by: float) -> Logs:
    a, b, c = (by * value for value in logs)
    return a, b, c
