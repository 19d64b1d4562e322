"""What erasing a student means for their requests and sessions."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from store.help_requests import HelpRequestRow
from store.invitations import withdraw_request
from store.open_requests import find_own_open_request
from store.session_feedback import FeedbackRow
from store.session_log import NewEvent, append_events, forget_events
from store.tutoring_sessions import TutoringSession, find_open_session

__all__ = ["erase_tutoring"]

_STOPPED = '{"kind":"ended","why":"stopped"}'


def erase_tutoring(session: Session, student_id: str) -> None:
    """Takes back what is open, ends what goes on, and deletes what was said and drawn, by both sides.

    When, with whom and how it was rated stay, for aggregates.
    """
    request = find_own_open_request(session, student_id)
    if request is not None:
        withdraw_request(session, request.id, "left")
    going_on = find_open_session(session, student_id)
    if going_on is not None:
        append_events(session, [NewEvent(going_on.id, "system", "erased", "system", "ended", _STOPPED, closes=True)])
    own = (
        select(TutoringSession.id).join(HelpRequestRow, HelpRequestRow.id == TutoringSession.request_id)
        .where(HelpRequestRow.student_id == student_id)
    )  # fmt: skip
    session_ids = session.scalars(own).all()
    forget_events(session, session_ids)
    session.execute(delete(FeedbackRow).where(FeedbackRow.session_id.in_(session_ids)))
    session.execute(update(HelpRequestRow).where(HelpRequestRow.student_id == student_id).values(words=None))
