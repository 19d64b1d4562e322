"""The rooms of one-to-one sessions: what a page needs to enter one, and the connection itself."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, WebSocket
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import RoomGuestDep, get_membership
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.sockets import WebSocketChannel
from api.views import PointName, point_names
from sessions.person_names import student_name
from sessions.room.connection import Door, RoomConnection
from store.accounts import Identity
from store.content import Teacher
from store.help_requests import HelpRequestRow
from store.questions import Question
from store.rooms import Membership, OwnSession, find_membership, find_own_sessions
from store.session_feedback import find_feedback
from store.session_log import find_head, read_events
from store.tickets import issue_ticket, redeem_ticket
from store.tutoring_sessions import TutoringSession

__all__ = ["router"]

router = APIRouter(prefix="/api/rooms", tags=["rooms"])

_EVENTS_AT_ONCE = 1000

OriginHeader = Annotated[str, Header(include_in_schema=False)]


class AskedView(BaseModel):
    """The question that a session is about; `picture` is an attachment."""

    text: str
    picture: str | None


class RoomView(BaseModel):
    """A room, for one who may be in it.

    Attributes:
        role: In this room.
        partner: Name of the other side; of a student the family name.
        question: That was asked; null: there is none.
        words: What the student wrote to whoever would come.
        ends_at: When its time is over; null: it is not limited.
        ended: Whether it has ended; what happened can be read still.
    """

    id: str
    role: Literal["student", "teacher"]
    partner: str
    subject: str | None
    points: list[PointName]
    question: AskedView | None
    words: str
    started_at: datetime
    ends_at: datetime | None
    ended: bool


class RoomRow(BaseModel):
    """A session of one's own, in a list.

    Attributes:
        partner: Name of the other side; of a student the family name.
        feedback_given: Whether one has said how it was.
    """

    id: str
    role: Literal["student", "teacher"]
    partner: str
    subject: str | None
    points: list[PointName]
    started_at: datetime
    minutes: int | None
    ended: bool
    feedback_given: bool


class LoggedEvent(BaseModel):
    """One thing that happened; `what` is one of the events of the room's protocol."""

    offset: int
    at_ms: int
    role: str
    what: dict[str, Any]


class RoomLog(BaseModel):
    """A part of a session's log.

    Attributes:
        events: Oldest first, above the offset that was asked for.
        last_offset: Of the whole log.
    """

    epoch: str
    events: list[LoggedEvent]
    last_offset: int


class Ticket(BaseModel):
    """Opens one connection to a room within thirty seconds, from the page that asked for it."""

    ticket: str


@router.get("")
def list_rooms(
    account: RoomGuestDep, services: ServicesDep, session: ReadingDep, before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> list[RoomRow]:  # fmt: skip
    """One's own sessions, newest first."""
    return [_row(services, session, held) for held in find_own_sessions(session, account, before, limit)]


@router.get("/{session_id}/events")
def read_log(
    session_id: str, account: RoomGuestDep, session: ReadingDep, after: Annotated[int, Query(ge=0)] = 0
) -> RoomLog:  # fmt: skip
    """What happened, to be looked at again; as many events as there are above an offset, a thousand at most."""
    get_membership(session, account, session_id)
    head = find_head(session, session_id)
    if head is None:
        raise Problem(404, "no_such_room", "没有找到这个辅导室。")
    return RoomLog(
        epoch=head.epoch, last_offset=head.last_offset,
        events=[
            LoggedEvent(offset=row.offset, at_ms=row.at_ms, role=row.role, what=json.loads(row.body))
            for row in read_events(session, session_id, after, _EVENTS_AT_ONCE)
        ],
    )  # fmt: skip


@router.get("/{session_id}")
def read_room(session_id: str, account: RoomGuestDep, services: ServicesDep, session: ReadingDep) -> RoomView:
    """A room of the student's or the teacher's own."""
    member = get_membership(session, account, session_id)
    tutoring = session.get_one(TutoringSession, session_id)
    request = session.get_one(HelpRequestRow, tutoring.request_id)
    question = session.get(Question, request.question_id) if request.question_id else None
    return RoomView(
        id=session_id, role=member.role, partner=_partner(session, member, tutoring, request), subject=request.subject,
        points=point_names(services.graph, request.points),
        question=AskedView(text=question.text, picture=question.picture_id) if question else None,
        words=request.words or "", started_at=tutoring.started_at, ends_at=member.ends_at, ended=member.ended,
    )  # fmt: skip


@router.post("/{session_id}/tickets", status_code=201)
def create_ticket(session_id: str, account: RoomGuestDep, session: SessionDep, origin: OriginHeader = "") -> Ticket:
    """A ticket for one connection; it is to be the first thing that is sent on it."""
    member = get_membership(session, account, session_id)
    return Ticket(ticket=issue_ticket(session, account.id, member.session_id, origin))


@router.websocket("/{session_id}/socket")
async def connect(websocket: WebSocket, session_id: str) -> None:
    """The connection; see `sessions.room.frames` for what is said on it."""
    services: Services = websocket.app.state.services
    origin = websocket.headers.get("origin", "")
    await websocket.accept()

    def admit(ticket: str) -> Membership | None:
        with services.database.transaction() as session:
            account_id = redeem_ticket(session, ticket, session_id, origin)
            return find_membership(session, account_id, session_id) if account_id else None

    def look_again(member: Membership) -> Membership | None:
        with services.database.reading() as session:
            return find_membership(session, member.account_id, member.session_id)

    door = Door(
        admit=lambda ticket: asyncio.to_thread(admit, ticket),
        look_again=lambda member: asyncio.to_thread(look_again, member),
    )
    state = websocket.app.state
    await RoomConnection(WebSocketChannel(websocket), state.hub, state.presence, door).serve()


def _row(services: Services, session: Session, held: OwnSession) -> RoomRow:
    tutoring, request, member = held.tutoring, held.request, held.member
    ended = tutoring.ended_at
    feedback = find_feedback(session, tutoring.id, member.role)
    return RoomRow(
        id=tutoring.id, role=member.role, partner=_partner(session, member, tutoring, request),
        subject=request.subject, points=point_names(services.graph, tutoring.tagged_points or request.points),
        started_at=tutoring.started_at,
        minutes=round((ended - tutoring.started_at).total_seconds() / 60) if ended else None,
        ended=member.ended, feedback_given=feedback is not None and feedback.given_at is not None,
    )  # fmt: skip


def _partner(session: Session, member: Membership, tutoring: TutoringSession, request: HelpRequestRow) -> str:
    if member.role == "student":
        teacher = session.get(Teacher, tutoring.teacher_id)
        return f"{teacher.name}老师" if teacher else "老师"
    return student_name(session.scalar(select(Identity.name).where(Identity.account_id == request.student_id)))
