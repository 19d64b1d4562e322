"""Looks after sessions that nobody looks after: ends what is over time, and books what was held."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sessions.points import load_points_rules
from sessions.room.events import Ended
from sessions.room.log_entry import new_event
from store.points_ledger import PointsEntry, add_points
from store.session_log import SessionLog, append_events
from store.tutoring_sessions import TutoringSession

__all__ = ["book_held", "end_overdue"]

_GRACE = timedelta(seconds=30)  # an open page ends it by itself
_LOOK_BACK = timedelta(days=7)


def end_overdue(session: Session, now: datetime) -> int:
    """Ends sessions whose time is over and whose pages are closed.

    Returns:
        How many.
    """
    overdue = session.scalars(
        select(TutoringSession.id).join(SessionLog, SessionLog.session_id == TutoringSession.id)
        .where(
            TutoringSession.ended_at.is_(None), TutoringSession.ends_at < now - _GRACE, SessionLog.closed_at.is_(None),
            TutoringSession.simulated.is_(False),
        )
    ).all()  # fmt: skip
    append_events(session, [new_event(one, "system", "system", "time", Ended(why="time")) for one in overdue])
    return len(overdue)


def book_held(session: Session, now: datetime) -> int:
    """Gives teachers their points for sessions that were brought to an end.

    Returns:
        How many sessions.
    """
    rule = load_points_rules().get("held")
    if rule is None:
        return 0
    booked = select(PointsEntry.id).where(PointsEntry.session_id == TutoringSession.id, PointsEntry.rule == rule.id)
    held = session.execute(
        select(TutoringSession.id, TutoringSession.teacher_id).where(
            TutoringSession.completed, TutoringSession.simulated.is_(False),
            TutoringSession.ended_at > now - _LOOK_BACK, ~booked.exists(),
        )
    ).all()  # fmt: skip
    for session_id, teacher_id in held:
        add_points(session, session_id, teacher_id, rule.id, rule.points)
    return len(held)
