"""A student's correction of a profile: what is corrected counts fully, and the parts stay consistent."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from intent.profile import SUBJECTLESS_INTENTS, AbilityGuess, IntentGuess, IntentName, PointGuess, QuestionProfile
from knowledge_graph import KnowledgeGraph

__all__ = ["CorrectionError", "ProfileEdit", "correct_profile"]


class CorrectionError(ValueError):
    """A correction that makes no sense; `code` for programs, the message (Chinese) for the student."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class ProfileEdit(BaseModel):
    """What the student corrects; what is absent stays."""

    subject: Annotated[str, Field(max_length=20)] | None = None
    knowledge_points: Annotated[
        list[Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=5)
    ] | None = None  # fmt: skip
    ability: Annotated[str, Field(pattern="^[ABC][123]$")] | None = None
    difficulty: Annotated[float, Field(ge=0, le=1)] | None = None
    intent: IntentName | None = None


def correct_profile(graph: KnowledgeGraph, profile: QuestionProfile, edit: ProfileEdit) -> QuestionProfile:
    """The corrected profile.

    Another subject drops the points (they are found anew); a subject ends a subjectless intent, and the other
    way round.

    Raises:
        CorrectionError: An unknown subject or point, or points of another subject.
    """
    changes = _subject_and_points(graph, profile, edit)
    if edit.ability is not None:
        changes["ability"] = AbilityGuess.model_validate({"code": edit.ability, "confidence": 1.0})
    if edit.difficulty is not None:
        changes |= {"difficulty": edit.difficulty, "difficulty_confidence": 1.0}
    if edit.intent is not None:
        changes["intent"] = IntentGuess(name=edit.intent, sub="none", confidence=1.0)
        if edit.intent in SUBJECTLESS_INTENTS:
            changes |= {"subject": None, "knowledge_points": []}
    elif changes.get("subject") and profile.subject is None:
        changes["intent"] = IntentGuess(name="homework_question", sub="none", confidence=1.0)
    return profile.model_copy(update=changes)


def _subject_and_points(graph: KnowledgeGraph, profile: QuestionProfile, edit: ProfileEdit) -> dict[str, Any]:
    if edit.subject is not None and edit.subject not in graph.subjects:
        raise CorrectionError("no_such_subject", f"没有「{edit.subject}」这个学科。")
    if edit.knowledge_points is None:
        if edit.subject is None:
            return {}
        points = profile.knowledge_points if edit.subject == profile.subject else []
        return {"subject": edit.subject, "subject_confidence": 1.0, "knowledge_points": points}
    unknown = [point for point in edit.knowledge_points if point not in graph]
    if unknown:
        raise CorrectionError("no_such_point", f"没有这个知识点：{'、'.join(unknown)}。")
    chosen = [graph.get_point(point) for point in edit.knowledge_points]
    subject = edit.subject or chosen[0].subject
    if any(point.subject != subject for point in chosen):
        raise CorrectionError("mixed_subjects", f"知识点要属于同一个学科（{subject}）。")
    guesses = [PointGuess(id=point.id, name=point.name, confidence=1.0) for point in chosen]
    return {"subject": subject, "subject_confidence": 1.0, "knowledge_points": guesses}
