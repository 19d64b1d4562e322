"""The QuestionProfile: what the engine understood of a question, each part with a confidence in 0–1."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "CONFIRM_BELOW",
    "NO_SUBJECT",
    "SUBJECTLESS_INTENTS",
    "AbilityGuess",
    "DangerGuess",
    "DangerName",
    "IntentGuess",
    "IntentName",
    "IntentSub",
    "PointGuess",
    "QuestionProfile",
    "is_subjectless",
]

NO_SUBJECT = "none"
"""Subject of a text that belongs to none of the nine."""

Confidence = Annotated[float, Field(ge=0, le=1)]

IntentName = Literal[
    "explain_point", "homework_question", "extension", "resources", "study_method", "personal_growth", "other"
]
"""Why a student asks: the seven reasons of the service."""

IntentSub = Literal[
    "hint", "full_solution", "check_answer", "similar_exercises", "find_teacher", "review_plan", "distress",
    "small_talk", "out_of_scope", "none",
]  # fmt: skip
"""What exactly is wanted."""

DangerName = Literal["injection", "privacy", "unsuitable", "cheating"]
"""Why a message is not served: bending the rules; personal data; no matter for minors; cheating in a test or having
whole pieces of work written."""

CONFIRM_BELOW = 0.5
"""A part of a profile that is less certain is shown with the wish to confirm it. `shuangshi eval understanding` reports
how much is answered without asking back, and how often that is right.
"""

SUBJECTLESS_INTENTS: frozenset[str] = frozenset({"study_method", "personal_growth"})
"""Intents that concern no subject and are still answered, by teachers and general micro-courses."""


def is_subjectless(intent: str) -> bool:
    """Whether a text of this intent (`name/sub`) belongs to no subject whatever its words."""
    name, _, sub = intent.partition("/")
    return name in SUBJECTLESS_INTENTS or sub in ("small_talk", "out_of_scope")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class PointGuess(_Value):
    """A knowledge point the question is about."""

    id: str
    name: str
    confidence: Confidence


class AbilityGuess(_Value):
    """The ability level the question asks for."""

    code: Literal["A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3"]
    confidence: Confidence


class IntentGuess(_Value):
    """Why the student asks."""

    name: IntentName
    sub: IntentSub
    confidence: Confidence


class DangerGuess(_Value):
    """Why a message is not served."""

    name: DangerName
    confidence: Confidence


class QuestionProfile(_Value):
    """What a question is about.

    Attributes:
        subject: One of the nine subjects, or None where it belongs to none of them.
        knowledge_points: Best first, at most five; empty where subject is None.
        difficulty: 0 easy … 1 hard.
        danger: None where nothing speaks against serving it; distress is an intent.
    """

    subject: str | None
    subject_confidence: Confidence
    stage: Literal["初中", "高中"]
    stage_confidence: Confidence
    knowledge_points: list[PointGuess]
    ability: AbilityGuess
    difficulty: Annotated[float, Field(ge=0, le=1)]
    difficulty_confidence: Confidence
    intent: IntentGuess
    danger: DangerGuess | None = None

    def as_document(self) -> dict[str, Any]:
        """For files and programs: `danger` stands in it only where there is one."""
        return self.model_dump(exclude=None if self.danger else {"danger"})
