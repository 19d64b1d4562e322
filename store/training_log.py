"""What an installation's own log teaches: corrected profiles, as far as those who asked allow it.

Only what was corrected counts as known. Of the person nothing is kept but whether a student or a teacher corrected;
the asker's name and numbers that lead to a person are blotted out of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.accounts import Account
from store.consents import is_training_allowed
from store.questions import ProfileCorrection, Question

__all__ = ["CorrectedQuestion", "find_corrected_questions"]

_LEADS_TO_A_PERSON = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+"  # e-mail
    r"|(?<!\d)\d{17}[\dXx](?!\d)"  # identity card
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"  # mobile telephone
)
_BLOT = "＊"


@dataclass(frozen=True)
class CorrectedQuestion:
    """A question with what was corrected of its profile; None where the engine's guess stood.

    Attributes:
        role: Of who corrected last: student or teacher.
        subject: `none` where it belongs to none of the subjects.
        points: Ids, best first; empty where they were not corrected.
        intent: `name/sub`.
    """

    id: str
    text: str
    role: str
    subject: str | None
    points: tuple[str, ...]
    ability: str | None
    difficulty: float | None
    intent: str | None


def find_corrected_questions(session: Session, today: date) -> Iterator[CorrectedQuestion]:
    """Corrected questions of students whose data may teach models on this day, oldest first.

    Of several corrections of a question the last word on each part counts; a teacher's word goes before a student's.
    """
    rows = session.execute(
        select(Question, Account)
        .join(Account, Account.id == Question.student_id)
        .where(Account.erased_at.is_(None), Question.id.in_(select(ProfileCorrection.question_id)))
        .order_by(Question.created_at, Question.id)
    )
    allowed: dict[str, bool] = {}
    for question, account in rows:
        if account.id not in allowed:
            allowed[account.id] = is_training_allowed(session, account, today)
        if allowed[account.id] and question.text.strip():
            yield _merge(session, question, _without_person(question.text, account))


def _merge(session: Session, question: Question, text: str) -> CorrectedQuestion:
    corrections = session.scalars(
        select(ProfileCorrection).where(ProfileCorrection.question_id == question.id)
        .order_by(ProfileCorrection.role == "teacher", ProfileCorrection.id)
    ).all()  # fmt: skip
    known: dict[str, Any] = {}
    for correction in corrections:
        before, after = _parts(correction.before), _parts(correction.after)
        changed = {name: value for name, value in after.items() if value != before[name]}
        if changed.get("points"):
            changed["subject"] = after["subject"]  # points that are right have the right subject
        known |= changed
    return CorrectedQuestion(
        question.id, text, corrections[-1].role, known.get("subject"), known.get("points", ()), known.get("ability"),
        known.get("difficulty"), known.get("intent"),
    )  # fmt: skip


def _parts(profile: dict[str, Any]) -> dict[str, Any]:
    return {
        "subject": profile["subject"] or "none",
        "points": tuple(point["id"] for point in profile["knowledge_points"]),
        "ability": profile["ability"]["code"], "difficulty": profile["difficulty"],
        "intent": f"{profile['intent']['name']}/{profile['intent']['sub']}",
    }  # fmt: skip


def _without_person(text: str, account: Account) -> str:
    name = account.identity.name if account.identity else ""
    text = text.replace(name, _BLOT * len(name)) if name else text
    return _LEADS_TO_A_PERSON.sub(lambda found: _BLOT * len(found.group()), text)
