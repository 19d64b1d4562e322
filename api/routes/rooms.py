"""The rooms of one-to-one sessions: what a page needs to enter one, and the connection itself."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

from api.access import RoomGuestDep, get_membership
from api.services import ReadingDep, Services, SessionDep
from sessions.room.connection import ClosedError, Door, RoomConnection
from store.rooms import Membership, find_membership, issue_ticket, redeem_ticket

__all__ = ["router"]

router = APIRouter(prefix="/api/rooms", tags=["rooms"])

OriginHeader = Annotated[str, Header(include_in_schema=False)]


class RoomView(BaseModel):
    """A room, for one who may be in it.

    Attributes:
        role: In this room.
        ends_at: When its time is over; null: it is not limited.
        ended: Whether it has ended; what happened can be read still.
    """

    id: str
    role: Literal["student", "teacher"]
    ends_at: datetime | None
    ended: bool


class Ticket(BaseModel):
    """Opens one connection to a room within thirty seconds, from the page that asked for it."""

    ticket: str


@router.get("/{session_id}")
def read_room(session_id: str, account: RoomGuestDep, session: ReadingDep) -> RoomView:
    """A room of the student's or the teacher's own."""
    member = get_membership(session, account, session_id)
    return RoomView(id=session_id, role=member.role, ends_at=member.ends_at, ended=member.ended)


@router.post("/{session_id}/tickets", status_code=201)
def create_ticket(session_id: str, account: RoomGuestDep, session: SessionDep, origin: OriginHeader = "") -> Ticket:
    """A ticket for one connection; it is to be the first thing that is sent on it."""
    return Ticket(ticket=issue_ticket(session, get_membership(session, account, session_id), origin))


@router.websocket("/{session_id}/socket")
async def connect(websocket: WebSocket, session_id: str) -> None:
    """The connection; see `sessions.room.frames` for what is said on it."""
    services: Services = websocket.app.state.services
    origin = websocket.headers.get("origin", "")
    await websocket.accept()

    def admit(ticket: str) -> Membership | None:
        with services.database.transaction() as session:
            return redeem_ticket(session, ticket, session_id, origin)

    def look_again(member: Membership) -> Membership | None:
        with services.database.reading() as session:
            return find_membership(session, member.account_id, member.session_id)

    door = Door(
        admit=lambda ticket: asyncio.to_thread(admit, ticket),
        look_again=lambda member: asyncio.to_thread(look_again, member),
    )
    await RoomConnection(
        _WebSocketChannel(websocket), websocket.app.state.hub, websocket.app.state.presence, door
    ).serve()


class _WebSocketChannel:
    """See `sessions.room.connection.Channel`."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def receive(self) -> str:
        try:
            return await self._websocket.receive_text()
        except (WebSocketDisconnect, RuntimeError, KeyError) as error:  # closed, or bytes
            raise ClosedError from error

    async def send(self, frame: str) -> None:
        try:
            await self._websocket.send_text(frame)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ClosedError from error

    async def close(self, code: int) -> None:
        try:
            await self._websocket.close(code)
        except RuntimeError:  # closed by the other side
            return
