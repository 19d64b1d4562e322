"""What both sides say of a session afterwards: kept as they write it, given once."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.orm import Session

from api.access import RoomGuestDep, get_membership
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.views import PointName, point_names
from sessions.feedback import Choice, Dimension, StudentFeedback, TeacherFeedback, load_feedback_form
from sessions.given_feedback import take_student_feedback, take_teacher_feedback
from sessions.room.events import FeedbackGiven
from sessions.room.log_entry import new_event
from store.accounts import Account
from store.base import utc_now
from store.content import Teacher
from store.help_requests import HelpRequestRow
from store.rooms import Membership
from store.session_feedback import find_feedback, save_feedback
from store.session_log import append_events
from store.tutoring_sessions import TutoringSession

__all__ = ["router"]

router = APIRouter(prefix="/api/rooms", tags=["rooms"])

SessionId = Annotated[str, Field(max_length=64)]


class FeedbackView(BaseModel):
    """One's own side of a session's feedback.

    Attributes:
        dimensions: Of satisfaction, for a student.
        styles: Tags a student may give.
        participation: For a teacher to choose from.
        points: What the session was asked about, for a teacher to begin with.
        body: What was said so far.
        given_at: When it was given; null: it is a draft, or nothing yet.
    """

    role: Literal["student", "teacher"]
    dimensions: tuple[Dimension, ...]
    styles: list[str]
    participation: tuple[Choice, ...]
    points: list[PointName]
    body: dict[str, Any]
    given_at: datetime | None


class FeedbackDraft(BaseModel):
    """Feedback of either side; which of its fields there are depends on who gives it.

    Attributes:
        body: A student's `scores`, `styles`, `difficulty`, `words`; a teacher's `participation`, `points`, `level`,
            `difficulty`, `resources`, `note`.
        done: Whether it is given now; it cannot be changed afterwards.
    """

    body: Annotated[dict[str, Any], Field(max_length=12)]
    done: bool = False


@router.get("/{session_id}/feedback")
def read_feedback(
    session_id: SessionId, account: RoomGuestDep, services: ServicesDep, session: ReadingDep
) -> FeedbackView:  # fmt: skip
    """The form, and what one has said so far."""
    return _view(services, session, get_membership(session, account, session_id))


@router.put("/{session_id}/feedback")
def put_feedback(
    session_id: SessionId, draft: FeedbackDraft, account: RoomGuestDep, services: ServicesDep, session: SessionDep
) -> FeedbackView:  # fmt: skip
    """Keeps what was said so far; done, it counts."""
    member = get_membership(session, account, session_id)
    if not member.ended:
        raise Problem(409, "not_ended", "辅导还没有结束，结束后再评价。")
    feedback = _check(services, member, draft.body)
    row = save_feedback(session, session_id, member.role, feedback.model_dump(mode="json", exclude_unset=True))
    if row.given_at is not None:
        raise Problem(409, "already_given", "你已经评价过这次辅导，不能再改了。")
    if draft.done:
        row.given_at = utc_now()
        _give(session, account, member, feedback)
    session.flush()
    return _view(services, session, member)


def _check(services: Services, member: Membership, body: dict[str, Any]) -> StudentFeedback | TeacherFeedback:
    try:
        if member.role == "student":
            return StudentFeedback.model_validate(body)
        feedback = TeacherFeedback.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Problem(422, "bad_feedback", f"评价里的 {where or '内容'} 不对：{first['msg']}") from error
    unknown = next((point for point in feedback.points if point not in services.graph), None)
    if unknown is not None:
        raise Problem(422, "no_such_point", f"知识地图上没有 {unknown}。")
    return feedback


def _give(
    session: Session, account: Account, member: Membership, feedback: StudentFeedback | TeacherFeedback
) -> None:  # fmt: skip
    tutoring = session.get_one(TutoringSession, member.session_id)
    if isinstance(feedback, StudentFeedback):
        take_student_feedback(session, tutoring, feedback)
    else:
        take_teacher_feedback(session, tutoring, feedback)
    given = FeedbackGiven(who=member.role)
    append_events(session, [new_event(member.session_id, account.id, "system", f"feedback-{member.role}", given)])


def _view(services: Services, session: Session, member: Membership) -> FeedbackView:
    form = load_feedback_form()
    tutoring = session.get_one(TutoringSession, member.session_id)
    request = session.get_one(HelpRequestRow, tutoring.request_id)
    teacher = session.get(Teacher, tutoring.teacher_id)
    row = find_feedback(session, member.session_id, member.role)
    of_student = member.role == "student"
    declared = teacher.style if teacher and of_student else []
    return FeedbackView(
        role=member.role, dimensions=form.dimensions if of_student else (),
        styles=list(dict.fromkeys((*declared, *form.styles))) if of_student else [],
        participation=() if of_student else form.participation,
        points=point_names(services.graph, tutoring.tagged_points or request.points),
        body=row.body if row else {}, given_at=row.given_at if row else None,
    )  # fmt: skip
