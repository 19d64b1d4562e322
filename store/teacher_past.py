"""What a teacher's invitations and sessions so far tell matching."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from recommender.matching.teacher import TeacherRecord
from store.help_requests import HelpRequestRow
from store.invitations import InvitationRow
from store.tutoring_sessions import TutoringSession

__all__ = ["TeacherPast", "find_changed_teachers", "read_past"]


@dataclass
class TeacherPast:
    """Of one teacher.

    Attributes:
        occupied: They have an open invitation or session.
        seen_at: When they last answered an invitation, or a session of theirs ended.
        missed_at: When they last let an invitation pass.
        free_since: When their last session ended.
        invited: When they were invited this week.
        tutored: Sessions of this week: from when, and how many minutes.
    """

    record: TeacherRecord = field(default_factory=TeacherRecord)
    occupied: bool = False
    seen_at: datetime | None = None
    missed_at: datetime | None = None
    free_since: datetime | None = None
    invited: list[datetime] = field(default_factory=list)
    tutored: list[tuple[datetime, float]] = field(default_factory=list)


def find_changed_teachers(session: Session, since: datetime) -> set[str]:
    """Teachers of whom an invitation or a session was written since."""
    invited = select(InvitationRow.teacher_id).where(
        InvitationRow.changed_at >= since, InvitationRow.simulated.is_(False)
    )
    tutored = select(TutoringSession.teacher_id).where(
        TutoringSession.changed_at >= since, TutoringSession.simulated.is_(False)
    )
    return {*session.scalars(invited), *session.scalars(tutored)}


def read_past(session: Session, teachers: Collection[str], week_start: datetime) -> dict[str, TeacherPast]:
    """The past of some teachers, by id; what was simulated is no past."""
    past: dict[str, TeacherPast] = defaultdict(TeacherPast)
    invitations = select(InvitationRow).where(
        InvitationRow.teacher_id.in_(teachers), InvitationRow.simulated.is_(False)
    )
    for invitation in session.scalars(invitations.order_by(InvitationRow.offered_at)):
        _add_invitation(past[invitation.teacher_id], invitation, week_start)
    sessions = (
        select(TutoringSession, HelpRequestRow.points)
        .join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .where(TutoringSession.teacher_id.in_(teachers), TutoringSession.simulated.is_(False))
    )
    for tutoring, points in session.execute(sessions.order_by(TutoringSession.started_at)):
        _add_session(past[tutoring.teacher_id], tutoring, tutoring.tagged_points or points, week_start)
    return {teacher: past[teacher] for teacher in teachers}


def _add_invitation(past: TeacherPast, row: InvitationRow, week_start: datetime) -> None:
    if row.ending is None:
        past.occupied = True
    elif row.ending == "expired":
        past.missed_at = row.answered_at
    elif row.ending in ("accepted", "declined"):
        past.seen_at = row.answered_at
    if row.ending in ("accepted", "declined", "expired"):
        past.record = past.record.after_invitation(row.ending)  # type: ignore[arg-type]  # checked above
    if row.offered_at >= week_start:
        past.invited.append(row.offered_at)
        past.record = replace(past.record, invited_this_week=len(past.invited))


def _add_session(past: TeacherPast, row: TutoringSession, points: list[str], week_start: datetime) -> None:
    if row.ended_at is None:
        past.occupied = True
    else:
        past.free_since = row.ended_at
        past.seen_at = max(row.ended_at, past.seen_at or row.ended_at)
    past.record = past.record.after_session(points[0] if points else None, row.rating)
    if row.started_at >= week_start:
        minutes = ((row.ended_at or row.started_at) - row.started_at).total_seconds() / 60
        past.tutored.append((row.started_at, minutes))
