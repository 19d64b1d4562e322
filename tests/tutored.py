"""A tutoring session that has come about, with an open log."""

from sqlalchemy.orm import Session

from store.base import utc_now
from store.help_requests import HelpRequestRow
from store.session_log import open_log
from store.tutoring_sessions import TutoringSession

__all__ = ["add_tutoring"]


def add_tutoring(session: Session, session_id: str, student: str = "st", teacher: str | None = None) -> None:
    """One of a teacher of its own, unless one is named."""
    session.add(HelpRequestRow(
        id=f"r-{session_id}", form="one_to_one", student_id=student, district_id="d", school_id="s", subject="数学",
        points=[], asked_at=utc_now(), ended_at=utc_now(), ending="matched",
    ))  # fmt: skip
    session.flush()
    session.add(TutoringSession(
        id=session_id, request_id=f"r-{session_id}", teacher_id=teacher or f"te-{session_id}",
        district_id="d", started_at=utc_now(),
    ))  # fmt: skip
    session.flush()
    open_log(session, session_id)
