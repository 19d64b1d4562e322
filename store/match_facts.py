"""One request for a person, or one list that was shown, with how far it came: what the dashboard counts.

A slate's lists are told apart by where its items were shown: what a student later does with a lesson names the slate
and the item, not the list.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.match_days import FUNNEL, NO_SUBJECT, Form
from store.organisations import School
from store.outcomes import Outcome, Slate
from store.students import FEEDBACK_KINDS
from store.tutoring_sessions import TutoringSession

__all__ = ["MatchFact", "content_steps", "day_bounds", "engine_version", "find_facts", "one_to_one_fact"]

_FORM_OF_LIST = {"micro_courses": Form.MICRO_COURSE, "answers": Form.ANSWER}
_RATINGS = tuple(kind for kind in FEEDBACK_KINDS if kind != "feedback_withdrawn")
_STEPS: Mapping[Form, Sequence[tuple[str, ...]]] = {
    Form.MICRO_COURSE: (
        ("shown",), ("opened", "watched", "finished"), ("watched", "finished"), ("finished",), _RATINGS,
    ),
    Form.ANSWER: (("shown",), ("opened", "attempted"), ("attempted",)),
}  # fmt: skip
"""Outcomes of an item that make each step of the funnel; an answer's later steps are not recorded."""


@dataclass(frozen=True, slots=True)
class MatchFact:
    """One unit of the funnel.

    Attributes:
        simulated: Made up.
        district: Of the student, like school.
        subject: `NO_SUBJECT` for none.
        model: Version of what chose; of the first invitation for a request, empty where nobody was invited.
        steps: How many of `FUNNEL` it went through, without leaving one out.
        rating: Out of 12 for a session; for a lesson 1 where it was said to fit, else 0; None where nothing was said.
        waited_s: From asking until a teacher accepted.
        teacher_district: Of who accepted.
        invitations: Of a request.
    """

    at: datetime
    simulated: bool
    form: Form
    district: str
    school: str
    subject: str
    model: str
    student: str
    suburban: bool
    steps: int
    rating: float | None = None
    waited_s: float | None = None
    teacher_district: str | None = None
    invitations: Sequence[InvitationRow] = ()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a day of the service's local time begins and ends."""
    return (
        datetime.combine(day, time.min, zone),
        datetime.combine(day + timedelta(days=1), time.min, zone),
    )


def engine_version(model: Mapping[str, Any]) -> str:
    """A short name of what made a slate, the same for the same graph, encoder and heads."""
    return f"engine/{hashlib.sha256(json.dumps(model, sort_keys=True).encode()).hexdigest()[:8]}"


def find_facts(session: Session, day: date, zone: ZoneInfo) -> Iterator[MatchFact]:
    """Everything that began on a day: requests made, lists shown."""
    begin, end = day_bounds(day, zone)
    yield from _find_requests(session, begin, end)
    yield from _find_lists(session, begin, end)


def one_to_one_fact(
    request: HelpRequestRow, invitations: Sequence[InvitationRow], held: TutoringSession | None
) -> MatchFact:
    """A request, its invitations in order of time, and the session that came of it."""
    accepted = next((row for row in invitations if row.ending == "accepted"), None)
    done = (True, bool(invitations), accepted is not None, held is not None and held.completed,
            held is not None and held.rating is not None)  # fmt: skip
    steps = done.index(False) if False in done else len(FUNNEL)
    waited = accepted.answered_at - request.asked_at if accepted and accepted.answered_at else None
    return MatchFact(
        at=request.asked_at, simulated=request.simulated, form=Form(request.form), district=request.district_id,
        school=request.school_id, subject=request.subject or NO_SUBJECT,
        model=invitations[0].model if invitations else "", student=request.student_id, suburban=request.suburban,
        steps=steps, rating=float(held.rating) if held and held.rating is not None and steps == len(FUNNEL) else None,
        waited_s=waited.total_seconds() if waited is not None else None,
        teacher_district=accepted.district_id if accepted else None, invitations=invitations,
    )  # fmt: skip


def content_steps(form: Form, kinds: Sequence[str]) -> tuple[int, float | None]:
    """How far one shown item came, by its outcomes in order of time, and whether it was said to fit: 1, 0 or None."""
    feedback = [kind for kind in kinds if kind in FEEDBACK_KINDS]
    withdrawn = bool(feedback) and feedback[-1] == "feedback_withdrawn"
    seen = {kind for kind in kinds if not (withdrawn and kind in FEEDBACK_KINDS)}
    steps = 0
    for wanted in _STEPS[form]:
        if seen.isdisjoint(wanted):
            break
        steps += 1
    return steps, float(feedback[-1] == "fits") if steps == len(FUNNEL) else None


def _find_requests(session: Session, begin: datetime, end: datetime) -> Iterator[MatchFact]:
    asked = (HelpRequestRow.asked_at >= begin) & (HelpRequestRow.asked_at < end)
    of_day = select(HelpRequestRow.id).where(asked)
    invitations: dict[str, list[InvitationRow]] = defaultdict(list)
    for invitation in session.scalars(
        select(InvitationRow).where(InvitationRow.request_id.in_(of_day))
        .order_by(InvitationRow.offered_at, InvitationRow.id)
    ):  # fmt: skip
        invitations[invitation.request_id].append(invitation)
    sessions = {
        row.request_id: row
        for row in session.scalars(select(TutoringSession).where(TutoringSession.request_id.in_(of_day)))
    }
    for request in session.scalars(select(HelpRequestRow).where(asked)):
        yield one_to_one_fact(request, invitations[request.id], sessions.get(request.id))


def _find_lists(session: Session, begin: datetime, end: datetime) -> Iterator[MatchFact]:
    suburban = set(session.scalars(select(School.id).where(School.suburban)))
    rows = session.execute(
        select(Slate.id, Slate.at, Slate.subject, Slate.model, Outcome.student_id, Outcome.district_id,
               Outcome.school_id, Outcome.kind, Outcome.list_name, Outcome.item_id)
        .join(Outcome, Outcome.slate_id == Slate.id)
        .where(Slate.at >= begin, Slate.at < end)
        .order_by(Slate.id, Outcome.at, Outcome.id)
    )  # fmt: skip
    for slate, group in _groups(rows):
        first = slate[0]
        if first.district_id is None or first.school_id is None:
            continue
        for form, (steps, rating) in group.items():
            yield MatchFact(
                at=first.at, simulated=False, form=form, district=first.district_id, school=first.school_id,
                subject=first.subject or NO_SUBJECT, model=engine_version(first.model), student=first.student_id,
                suburban=first.school_id in suburban, steps=steps, rating=rating,
            )  # fmt: skip


def _groups(rows: Iterable[Any]) -> Iterator[tuple[list[Any], dict[Form, tuple[int, float | None]]]]:
    """Rows of each slate, with how far the best item of each of its lists came."""
    by_slate: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_slate[row.id].append(row)
    for slate in by_slate.values():
        lists = {row.item_id: row.list_name for row in slate if row.kind == "shown"}
        kinds: dict[str, list[str]] = defaultdict(list)
        for row in slate:
            if row.item_id in lists:
                kinds[row.item_id].append(row.kind)
        best: dict[Form, tuple[int, float | None]] = {}
        for item, list_name in lists.items():
            if (form := _FORM_OF_LIST.get(list_name)) is not None:
                reached = content_steps(form, kinds[item])
                best[form] = max(best.get(form, (0, None)), reached, key=lambda found: found[0])
        yield slate, best
