"""A person's bell: a connection on which their pages hear that something of theirs has changed."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, WebSocket
from pydantic import BaseModel

from api.access import RoomGuestDep
from api.services import Services, SessionDep
from api.sockets import WebSocketChannel
from sessions.bell_connection import BellConnection
from store.tickets import issue_ticket, redeem_ticket

__all__ = ["router"]

router = APIRouter(prefix="/api/bell", tags=["tutoring"])

OriginHeader = Annotated[str, Header(include_in_schema=False)]

_PLACE = "bell"


class BellTicket(BaseModel):
    """Opens one connection within thirty seconds, from the page that asked for it."""

    ticket: str


@router.post("/tickets", status_code=201)
def create_bell_ticket(account: RoomGuestDep, session: SessionDep, origin: OriginHeader = "") -> BellTicket:
    """A ticket for one connection; it is to be the first thing that is sent on it."""
    return BellTicket(ticket=issue_ticket(session, account.id, _PLACE, origin))


@router.websocket("/socket")
async def connect(websocket: WebSocket) -> None:
    """The connection; see `sessions.bell_connection`."""
    services: Services = websocket.app.state.services
    origin = websocket.headers.get("origin", "")
    await websocket.accept()

    def admit(ticket: str) -> str | None:
        with services.database.transaction() as session:
            return redeem_ticket(session, ticket, _PLACE, origin)

    state = websocket.app.state
    await BellConnection(
        WebSocketChannel(websocket), state.bell, state.presence, lambda ticket: asyncio.to_thread(admit, ticket)
    ).serve()
