"""Puts the parts of understanding together: one text in, one QuestionProfile out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from intent.distress import speaks_of_self_harm
from intent.linking import PointLinker
from intent.profile import (
    SUBJECTLESS_INTENTS,
    AbilityGuess,
    IntentGuess,
    IntentName,
    IntentSub,
    PointGuess,
    QuestionProfile,
)
from models.encoder import TextEncoder, Vectors
from models.linear_head import LinearHead
from models.plain_text import plain_text

__all__ = ["NO_SUBJECT", "Profiler"]

_EVIDENCE_WEIGHT = 0.5  # on 665 unseen exam questions: accuracy .851 with the head alone, .881 with it
_NONE_WEIGHT = 0.4  # of the subject head, where the intent head has its say too
_SURE_OF_SUBJECT = 0.25  # below, a text is rather of no subject than of the best one
_SURE_OF_BARE_WORDS = 0.5  # the same for words that ask nothing, such as 不会
_DISTRESS = "personal_growth/distress"
NO_SUBJECT = "none"
"""Class of the subject head for texts of none of the nine subjects."""


@dataclass
class Profiler:
    """Understands questions. Thread-safe; the work is a batch's encoding plus a few matrix products."""

    encoder: TextEncoder
    heads: dict[str, LinearHead]
    linker: PointLinker

    def profile(self, text: str) -> QuestionProfile:
        """The profile of one checked text."""
        return self.profile_many([text])[0]

    def profile_many(self, texts: Sequence[str]) -> list[QuestionProfile]:
        """Profiles in the order of `texts`; the same as one by one."""
        plain = [plain_text(text) for text in texts]
        return self.profile_encoded(plain, self.encoder.encode_queries(plain))

    def profile_encoded(self, plain: Sequence[str], vectors: Vectors) -> list[QuestionProfile]:
        """Profiles of plain texts whose query vectors, shape (texts, dimension), are already at hand."""
        if not plain:
            return []
        guesses = {name: head.predict(vectors, plain) for name, head in self.heads.items()}
        alarms = self._alarms(guesses.pop("distress"), plain)
        matches = self.linker.match(vectors, plain)
        subject_rows = self._subjects(guesses["subject"], matches)
        scores = self.linker.add_prior(matches, subject_rows)
        return [
            self._assemble(subject_rows[i], scores[i], {name: rows[i] for name, rows in guesses.items()}, alarms[i])
            for i in range(len(plain))
        ]

    def _alarms(self, rows: NDArray[np.float32], plain: Sequence[str]) -> list[float | None]:
        """How sure it is that a student is in distress; None where it is not. Plain words of self-harm are certain."""
        head = self.heads["distress"]
        found = rows[:, head.classes.index("yes")]
        return [1.0 if speaks_of_self_harm(text) else float(p) if p >= head.threshold else None
                for text, p in zip(plain, found, strict=True)]  # fmt: skip

    def complete(self, profile: QuestionProfile, plain: str, vector: Vectors) -> QuestionProfile:
        """A profile whose subject was corrected by hand gets the points of that subject that fit the text."""
        if profile.subject is None or profile.knowledge_points:
            return profile
        scores = self.linker.score(vector, [plain], [{profile.subject: 1.0}])[0]
        best = self.linker.best(_only(scores, self.linker, profile.subject))
        points = [PointGuess(id=point.id, name=point.name, confidence=min(1.0, c)) for point, c in best]
        return profile.model_copy(update={"knowledge_points": points})

    def _subjects(self, head: NDArray[np.float32], matches: NDArray[np.float32]) -> list[dict[str, float]]:
        """Subject probabilities: the head's, corrected by how well each subject's best knowledge point matches."""
        classes = self.heads["subject"].classes
        evidence = dict(zip(self.linker.subjects, self.linker.best_by_subject(matches).T, strict=True))
        logits = np.log(head + 1e-6)
        for column, name in enumerate(classes):
            if name in evidence:
                logits[:, column] += _EVIDENCE_WEIGHT * evidence[name]
        none = np.array([name == NO_SUBJECT for name in classes])
        logits[:, none] = -np.inf
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        inside = 1 - head[:, none].sum(axis=1, keepdims=True)
        probabilities = np.where(none, head, inside * shares / shares.sum(axis=1, keepdims=True))
        return [dict(zip(classes, map(float, row), strict=True)) for row in probabilities]

    def _assemble(
        self, subjects: dict[str, float], scores: NDArray[np.float32], rows: dict[str, NDArray[np.float32]],
        alarm: float | None,
    ) -> QuestionProfile:  # fmt: skip
        if alarm is None:
            subject, confidence, intent = _subject_and_intent(subjects, self.heads["intent"], rows["intent"])
        else:
            subject, confidence = None, alarm
            intent = IntentGuess(name="personal_growth", sub="distress", confidence=alarm)
        points = self.linker.best(_only(scores, self.linker, subject)) if subject else []
        stage, stage_confidence = _top(self.heads["stage"], rows["stage"])
        ability, ability_confidence = _top(self.heads["ability"], rows["ability"])
        return QuestionProfile(
            subject=subject,
            subject_confidence=confidence,
            stage=stage,
            stage_confidence=stage_confidence,
            knowledge_points=[
                PointGuess(id=point.id, name=point.name, confidence=min(1.0, c * confidence)) for point, c in points
            ],
            ability=AbilityGuess(code=ability, confidence=ability_confidence),
            difficulty=float(np.clip(rows["difficulty"][0], 0, 1)),
            difficulty_confidence=float(np.clip(1 - 2 * self.heads["difficulty"].error, 0, 1)),
            intent=intent,
        )


def _only(scores: NDArray[np.float32], linker: PointLinker, subject: str) -> NDArray[np.float32]:
    """Scores with every other subject's points out of reach."""
    inside = np.array([point.subject == subject for point in linker.points])
    return np.where(inside, scores, np.float32(-1e9)) if inside.any() else scores


def _top(head: LinearHead, row: NDArray[np.float32]) -> tuple[Any, float]:
    best = int(row.argmax())
    return head.classes[best], min(1.0, float(row[best]))


def _subject_and_intent(
    subjects: dict[str, float], head: LinearHead, row: NDArray[np.float32]
) -> tuple[str | None, float, IntentGuess]:
    """Subject with its confidence, and intent, which agree: both heads say together whether there is a subject."""
    row = np.where([label == _DISTRESS for label in head.classes], 0, row)  # another head has decided
    row = row / row.sum()
    without = np.array([_is_subjectless(label) for label in head.classes])
    foreign = _NONE_WEIGHT * subjects[NO_SUBJECT] + (1 - _NONE_WEIGHT) * float(row[without].sum())
    best = max((name for name in subjects if name != NO_SUBJECT), key=lambda name: subjects[name])
    if foreign > 0.5:
        return None, foreign, _intent(head, np.where(without, row, 0))
    intent = _intent(head, np.where(without, 0, row))
    if subjects[best] < (_SURE_OF_BARE_WORDS if intent.name == "other" else _SURE_OF_SUBJECT):
        return None, 1 - subjects[best], intent
    return best, subjects[best], intent


def _is_subjectless(label: str) -> bool:
    name, _, sub = label.partition("/")
    return name in SUBJECTLESS_INTENTS or sub in ("out_of_scope", "small_talk")


def _intent(head: LinearHead, row: NDArray[np.float32]) -> IntentGuess:
    """Best intent name by summed probability over its subs, then the best sub of that name."""
    by_name: dict[str, float] = {}
    for label, probability in zip(head.classes, row, strict=True):
        by_name[label.partition("/")[0]] = by_name.get(label.partition("/")[0], 0.0) + float(probability)
    name: IntentName = max(get_args(IntentName), key=lambda candidate: by_name.get(candidate, 0.0))
    own = [(float(p), label) for p, label in zip(row, head.classes, strict=True) if label.startswith(name + "/")]
    sub: IntentSub = max(own)[1].partition("/")[2]  # type: ignore[assignment]  # classes are made of IntentSub codes
    return IntentGuess(name=name, sub=sub, confidence=min(1.0, by_name[name]))
