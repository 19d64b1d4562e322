"""Where a conversation stands: a value that can be stored, resumed on another device, and replayed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from recommender.mastery import Level

__all__ = ["DialogueState", "OwnQuestion", "Phase", "PlanStep", "PosedItem", "Topic"]

Phase = Literal["opening", "diagnosing", "learning", "checking", "tutoring"]
"""Nothing begun; finding the gap; a lesson is recommended; seeing whether it helped; the student's own task."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PosedItem(_Value):
    """An item that waits for its answer.

    Attributes:
        hints: How often the student asked for help with it.
        seen: It was asked before, and explained.
    """

    item: str
    hints: int = 0
    seen: bool = False


class Topic(_Value):
    """What is being looked into.

    Attributes:
        start: The point the student named.
        asked: Level of what the student brought, where it can be told.
        prior: Of the hypotheses, in the order of `recommender.assessment.diagnosis`.
        logs: Of what was answered since.
        questions: How many were asked.
        gap: Point and level, once settled.
        sure: Probability of that.
        passed: Right answers since the lesson.
        failed: Wrong ones.
        missed: Items answered wrong and not asked again since.
        wrong: How many answers were wrong before the gap was settled.
        lessons: Micro-courses recommended for it.
        rounds: How often something was recommended for it.
    """

    start: str
    asked: Level | None = None
    prior: tuple[float, ...] = ()
    logs: tuple[float, ...] = ()
    questions: int = 0
    gap: tuple[str, Level] | None = None
    sure: float = 0.0
    passed: int = 0
    failed: int = 0
    missed: tuple[str, ...] = ()
    wrong: int = 0
    lessons: tuple[str, ...] = ()
    rounds: int = 0


class OwnQuestion(_Value):
    """A task the student brought.

    Attributes:
        text: As the student wrote it.
        point: What it is about, as far as that can be told.
        answer: The same question answered, by its id.
        rung: How many rungs of the ladder have been given.
        attempted: Whether the student has tried.
    """

    text: str
    point: str | None
    answer: str | None = None
    rung: int = 0
    attempted: bool = False


class PlanStep(_Value):
    """A step of today's plan."""

    kind: Literal["diagnose", "learn", "check", "return"]
    point: str
    done: bool = False


class DialogueState(_Value):
    """All that the next turn depends on.

    Attributes:
        seed: By which lots are drawn among items that tell as much.
        turns: Of the student so far.
        posed: Waits for an answer.
        choosing: Points among which the student is asked to choose.
        waiting_felt: The student has been asked how hard the lesson was.
        used: Items already asked, oldest first.
        brought: Questions of the student that are answered here, by the answers' ids: none is told later either.
        left: Items that were asked and left without an answer: no secret less than one that waits.
    """

    seed: str = ""
    phase: Phase = "opening"
    turns: int = 0
    topic: Topic | None = None
    own: OwnQuestion | None = None
    posed: PosedItem | None = None
    choosing: tuple[str, ...] = ()
    waiting_felt: bool = False
    plan: tuple[PlanStep, ...] = ()
    used: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
