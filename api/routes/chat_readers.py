"""What class teachers learn of conversations: those that students let them read, and who needs care."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import allow, get_student, students_in_scope
from api.chat_views import ChatHead, ChatView, chat_head, chat_view
from api.problems import Problem
from api.services import SessionDep
from store.accounts import Account, Identity, Role
from store.audit import AuditEntry
from store.base import utc_now
from store.conversations import CareAlert, ChatRow, find_messages

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["chats"])

Id = Annotated[str, Field(max_length=64)]
ClassTeacherDep = Annotated[Account, allow(Role.TEACHER, Role.SCHOOL_ADMIN)]

_MOST_SHOWN = 50


class SharedChatView(BaseModel):
    """A conversation that a student lets their class teachers read."""

    student: str
    name: str
    chat: ChatView


class CareAlertView(BaseModel):
    """A student of one's class spoke of distress. What was said is not shown.

    Attributes:
        seen_by: Name of who has seen to it; null while nobody has.
    """

    id: str
    student: str
    name: str
    at: datetime
    seen_by: str | None
    seen_at: datetime | None


@router.get("/students/{student_id}/chats")
def list_shared_chats(student_id: Id, account: ClassTeacherDep, session: SessionDep) -> list[ChatHead]:
    """Conversations that a student lets their class teachers read, the newest first."""
    student = get_student(session, account, student_id, "list_shared_chats")
    query = select(ChatRow).where(ChatRow.student_id == student.id, ChatRow.shared, ChatRow.turns > 0)
    return [chat_head(row) for row in session.scalars(query.order_by(ChatRow.at.desc()).limit(_MOST_SHOWN))]


@router.get("/shared-chats/{chat_id}")
def read_shared_chat(chat_id: Id, account: ClassTeacherDep, session: SessionDep) -> SharedChatView:
    """A conversation that its student lets one read; reading is audited."""
    chat = session.get(ChatRow, chat_id)
    if chat is None or not chat.shared:
        raise Problem(404, "no_such_chat", "没有找到这段对话，可能学生已不再分享。")
    student = get_student(session, account, chat.student_id, "read_shared_chat")
    name = student.identity.name if student.identity else student.id
    return SharedChatView(student=student.id, name=name, chat=chat_view(chat, find_messages(session, chat.id)))


@router.get("/care-alerts")
def list_care_alerts(account: ClassTeacherDep, session: SessionDep) -> list[CareAlertView]:
    """Students in one's care who spoke of distress, first those nobody has seen to; looking is audited."""
    query = select(CareAlert).join(Account, Account.id == CareAlert.student_id).where(students_in_scope(account))
    query = query.order_by(CareAlert.seen_at.is_not(None), CareAlert.at.desc()).limit(_MOST_SHOWN)
    alerts = list(session.scalars(query))
    for student_id in sorted({alert.student_id for alert in alerts}):
        session.add(AuditEntry(actor_id=account.id, action="read_care_alert", subject_id=student_id))
    return [_alert_view(session, alert) for alert in alerts]


@router.post("/care-alerts/{alert_id}/seen")
def see_to_alert(alert_id: Id, account: ClassTeacherDep, session: SessionDep) -> CareAlertView:
    """Says that one looks after the student; who was first stays named."""
    alert = session.get(CareAlert, alert_id)
    if alert is None:
        raise Problem(404, "no_such_alert", "没有找到这条提醒。")
    get_student(session, account, alert.student_id, "see_to_care_alert")
    if alert.seen_at is None:
        alert.seen_by, alert.seen_at = account.id, utc_now()
        session.flush()
    return _alert_view(session, alert)


def _alert_view(session: Session, alert: CareAlert) -> CareAlertView:
    return CareAlertView(
        id=alert.id, student=alert.student_id, name=_name(session, alert.student_id) or alert.student_id, at=alert.at,
        seen_by=_name(session, alert.seen_by) or alert.seen_by, seen_at=alert.seen_at,
    )  # fmt: skip


def _name(session: Session, account_id: str | None) -> str | None:
    return session.scalar(select(Identity.name).where(Identity.account_id == account_id)) if account_id else None
