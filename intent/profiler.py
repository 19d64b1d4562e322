"""Puts the parts of understanding together: one text in, one QuestionProfile out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intent.distress import speaks_of_self_harm
from intent.evidence import add_stage_evidence, add_subject_evidence
from intent.grouped_choice import QUIET, choose_class
from intent.linking import PointLinker, log_odds
from intent.profile import (
    NO_SUBJECT,
    AbilityGuess,
    DangerGuess,
    IntentGuess,
    PointGuess,
    QuestionProfile,
    is_subjectless,
)
from models.encoder import TextEncoder, Vectors
from models.linear_head import LinearHead
from models.plain_text import plain_text, shorten

__all__ = ["Profiler"]

_USUAL_MATCH = 5.0  # standard deviations of the best point of a text that has a subject; of others it is about 4
_SURE_OF_SUBJECT = 0.25  # below, a text is rather of no subject than of the best one
_SURE_OF_BARE_WORDS = 0.5  # the same for words that ask nothing, such as 不会
_DISTRESS = "personal_growth/distress"


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
        """Profiles in the order of `texts`; the same as one by one but for the rounding of bfloat16, below .01."""
        plain = [plain_text(text) for text in texts]
        return self.profile_encoded(plain, self.encode(plain))

    def encode(self, plain: Sequence[str]) -> Vectors:
        """Query vectors of what is read of plain texts, shape (texts, dimension)."""
        return self.encoder.encode_queries([shorten(text) for text in plain])

    def profile_encoded(self, plain: Sequence[str], vectors: Vectors) -> list[QuestionProfile]:
        """Profiles of plain texts whose vectors `encode` gave."""
        if not plain:
            return []
        read = [shorten(text) for text in plain]
        guesses = {name: head.predict(vectors, read) for name, head in self.heads.items()}
        alarms = self._alarms(guesses.pop("distress"), plain)
        dangers = self._dangers(guesses.pop("danger"))
        matches = self.linker.match(vectors, read)
        classes = self.heads["subject"].classes
        subjects = add_subject_evidence(guesses["subject"], classes, self.linker, matches)
        subject_rows = [dict(zip(classes, row, strict=True)) for row in subjects.tolist()]
        guesses["stage"] = add_stage_evidence(guesses["stage"], self.heads["stage"].classes, self.linker, matches)
        scores = self.linker.add_prior(matches, subject_rows)
        return [
            self._assemble(
                subject_rows[i],
                scores[i],
                {name: rows[i] for name, rows in guesses.items()},
                float(matches[i].max()),
                alarms[i],
                dangers[i],
            )
            for i in range(len(plain))
        ]

    def _alarms(self, rows: NDArray[np.float32], plain: Sequence[str]) -> list[float | None]:
        """How sure it is that a student is in distress; None where it is not. Plain words of self-harm are certain."""
        head = self.heads["distress"]
        found = rows[:, head.classes.index("yes")]
        return [1.0 if speaks_of_self_harm(text) else float(p) if p >= head.threshold else None
                for text, p in zip(plain, found, strict=True)]  # fmt: skip

    def _dangers(self, rows: NDArray[np.float32]) -> list[DangerGuess | None]:
        """Why each is not served; None where that is less sure than the head's threshold."""
        head = self.heads["danger"]
        quiet = head.classes.index(QUIET["danger"])
        found: list[DangerGuess | None] = []
        for row in rows:
            confidence = min(1.0, 1 - float(row[quiet]))
            worst = head.classes[int(np.where(np.arange(len(row)) == quiet, -1, row).argmax())]
            danger = DangerGuess.model_validate({"name": worst, "confidence": confidence})
            found.append(danger if confidence >= head.threshold else None)
        return found

    def complete(self, profile: QuestionProfile, plain: str, vector: Vectors) -> QuestionProfile:
        """A profile whose subject was corrected by hand gets the points of that subject that fit the text."""
        if profile.subject is None or profile.knowledge_points:
            return profile
        scores = self.linker.score(vector, [shorten(plain)], [{profile.subject: 1.0}])[0]
        best = self.linker.best(self.linker.within(scores, profile.subject))
        points = [PointGuess(id=point.id, name=point.name, confidence=min(1.0, c)) for point, c in best]
        return profile.model_copy(update={"knowledge_points": points})

    def _assemble(
        self, subjects: dict[str, float], scores: NDArray[np.float32], rows: dict[str, NDArray[np.float32]],
        best_match: float, alarm: float | None, danger: DangerGuess | None,
    ) -> QuestionProfile:  # fmt: skip
        if alarm is None:
            subject, confidence, intent = _subject_and_intent(
                subjects, best_match, self.heads["intent"], rows["intent"]
            )
        else:
            subject, confidence = None, alarm
            intent = IntentGuess(name="personal_growth", sub="distress", confidence=alarm)
        points = self.linker.best(self.linker.within(scores, subject)) if subject else []
        stage, stage_confidence = choose_class("stage", self.heads["stage"].classes, rows["stage"])
        ability, ability_confidence = choose_class("ability", self.heads["ability"].classes, rows["ability"])
        return QuestionProfile(
            subject=subject,
            subject_confidence=confidence,
            stage=stage,
            stage_confidence=stage_confidence,
            knowledge_points=[
                PointGuess(id=point.id, name=point.name, confidence=min(1.0, c * confidence)) for point, c in points
            ],
            ability=AbilityGuess.model_validate({"code": ability, "confidence": ability_confidence}),
            difficulty=float(np.clip(rows["difficulty"][0], 0, 1)),
            difficulty_confidence=float(np.clip(1 - 2 * self.heads["difficulty"].error, 0, 1)),
            intent=intent,
            danger=danger if alarm is None else None,
        )


def _subject_and_intent(
    subjects: dict[str, float], best_match: float, head: LinearHead, row: NDArray[np.float32]
) -> tuple[str | None, float, IntentGuess]:
    """Subject with its confidence, and intent. Whether there is a subject both heads and the best match say together;
    where there is one, the intent is one that concerns subjects.
    """
    row = np.where([label == _DISTRESS for label in head.classes], 0, row)  # another head has decided
    row = row / row.sum()
    without = np.array([is_subjectless(label) for label in head.classes])
    said = log_odds(subjects[NO_SUBJECT]) + log_odds(float(row[without].sum()))
    foreign = 1 / (1 + math.exp(-(said + _USUAL_MATCH - best_match) / 2))
    best = max((name for name in subjects if name != NO_SUBJECT), key=lambda name: subjects[name])
    if foreign > 0.5:
        return None, foreign, _intent(head, row)
    intent = _intent(head, np.where(without, 0, row))
    if subjects[best] < (_SURE_OF_BARE_WORDS if intent.name == "other" else _SURE_OF_SUBJECT):
        return None, 1 - subjects[best], intent
    return best, subjects[best], intent


def _intent(head: LinearHead, row: NDArray[np.float32]) -> IntentGuess:
    label, confidence = choose_class("intent", head.classes, row)
    name, _, sub = label.partition("/")
    return IntentGuess.model_validate({"name": name, "sub": sub, "confidence": confidence})
