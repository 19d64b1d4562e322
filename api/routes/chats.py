"""AI 智能学: conversations of a student."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.access import StudentDep, check_still_there, get_own_chat
from api.chat_views import ChatHead, ChatView, MessageView, chat_head, chat_view, message_view
from api.config import ApiConfig
from api.dialogue import EngineService
from api.engine_client import EngineBusy
from api.item_results import record_item_result
from api.limits import check_rate
from api.problems import Problem
from api.services import ReadingDep, Services, ServicesDep, SessionDep
from api.telling import EventStream, Telling, begin_telling, stream_events
from chat.agent import Agent, Said, Turn
from chat.reply import Card, Reply
from chat.rest import minutes_without_rest
from chat.safety import find_danger, mask_personal
from chat.state import DialogueState
from chat.wording import Wording
from store.accounts import Account, lock_account
from store.base import new_id, utc_now
from store.conversations import (
    CareAlert,
    ChatMessage,
    ChatRow,
    delete_conversation,
    find_messages,
    find_times,
)
from store.organisations import School
from store.students import read_context, record_evidence

__all__ = ["router"]

router = APIRouter(prefix="/api", tags=["chats"])

Id = Annotated[str, Field(max_length=64)]

_EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {}}}}
_LONGEST = 2000  # characters
_LONGEST_STRETCH = timedelta(hours=6)
_LONGEST_TITLE = 24
_MOST_SHOWN = 50


class NewMessage(BaseModel):
    """What the student sends.

    Attributes:
        text: As typed, or the answer given on an item's card.
        item: The item whose card was used.
        point: The point whose button was tapped.
        client_id: The sender's own id: sent twice, it is said once.
    """

    text: Annotated[str, Field(max_length=100_000)] = ""
    item: Id | None = None
    point: Annotated[str, Field(max_length=200)] | None = None
    client_id: Id


class Sharing(BaseModel):
    """Whether one's class teachers may read a conversation."""

    shared: bool


@router.post("/chats", status_code=201)
def begin_chat(student: StudentDep, services: ServicesDep, session: SessionDep) -> ChatView:
    """Begins a conversation."""
    check_rate(services, "chat", student.id, "60/minute")
    check_still_there(session, student)
    id_ = new_id("c")
    chat = ChatRow(id=id_, student_id=student.id, title="", state=DialogueState(seed=id_).model_dump(), turns=0)
    session.add(chat)
    session.flush()
    return chat_view(chat, [])


@router.get("/chats")
def list_chats(student: StudentDep, session: ReadingDep) -> list[ChatHead]:
    """One's own conversations in which something was said, the newest first."""
    query = select(ChatRow).where(ChatRow.student_id == student.id, ChatRow.turns > 0)
    rows = session.scalars(query.order_by(ChatRow.at.desc()).limit(_MOST_SHOWN))
    return [chat_head(row) for row in rows]


@router.get("/chats/{chat_id}")
def get_chat(chat_id: Id, student: StudentDep, session: ReadingDep) -> ChatView:
    """A conversation, to be gone on with on any device."""
    chat = get_own_chat(session, student, chat_id)
    return chat_view(chat, find_messages(session, chat.id))


@router.put("/chats/{chat_id}/sharing")
def share_chat(chat_id: Id, wanted: Sharing, student: StudentDep, session: SessionDep) -> Sharing:
    """Lets one's class teachers read a conversation, as it stands and as it goes on, or no longer."""
    get_own_chat(session, student, chat_id).shared = wanted.shared
    return wanted


@router.delete("/chats/{chat_id}", status_code=204)
def forget_chat(chat_id: Id, student: StudentDep, session: SessionDep) -> None:
    """Deletes all that was said."""
    delete_conversation(session, get_own_chat(session, student, chat_id))


@router.post("/chats/{chat_id}/messages", status_code=201)
def say(chat_id: Id, message: NewMessage, student: StudentDep, services: ServicesDep) -> list[MessageView]:
    """Says something; returns it with the reply. 503 while the engine is warming up; then nothing was said."""
    taken = _take_turn(chat_id, message, student, services)
    for piece in taken.telling.run() if taken.telling else ():
        if isinstance(piece, Reply):
            mine, theirs = taken.views
            return [mine, theirs.model_copy(update={"reply": piece, "text": piece.text})]
    return taken.views


@router.post("/chats/{chat_id}/messages/stream", response_class=StreamingResponse, responses=_EVENTS)
def say_and_listen(
    chat_id: Id, message: NewMessage, student: StudentDep, services: ServicesDep
) -> EventStream:  # fmt: skip
    """Like saying it, with the reply as server-sent events: `said` has both messages with the authored words, `text` a
    sentence of a language model where one may write, `reply` the reply as it stands. Whoever hangs up stops the model.
    """
    taken = _take_turn(chat_id, message, student, services)
    begun = {"messages": [view.model_dump(mode="json") for view in taken.views], "retold": taken.telling is not None}
    return EventStream(stream_events(taken.telling, begun, taken.reply))


@dataclass(frozen=True)
class _Taken:
    """A turn that is stored with its authored reply.

    Attributes:
        telling: Puts it into other words; None: there is nothing to add.
    """

    views: list[MessageView]
    telling: Telling | None

    @property
    def reply(self) -> Reply:
        reply = self.views[1].reply
        assert reply is not None
        return reply


def _take_turn(chat_id: str, message: NewMessage, student: Account, services: Services) -> _Taken:
    check_rate(services, "chat", student.id, "60/minute")
    text = message.text.strip()
    if not text and message.point is None:
        raise Problem(422, "empty_text", "还没有写内容。")
    if len(text) > _LONGEST:
        raise Problem(422, "text_too_long", f"一次最多发 {_LONGEST} 个字，现在有 {len(text)} 个。")
    config = services.config
    if not config.chat_open_now and find_danger(text) != "distress":
        hours = f"{config.chat_from:%H:%M}–{config.chat_to:%H:%M}"
        raise Problem(403, "closed", f"AI 智能学每天 {hours} 开放。现在先休息，明天再来吧。")
    with services.database.reading() as session:
        chat = get_own_chat(session, student, chat_id)
        said = find_messages(session, chat_id)
        known = next((i for i, row in enumerate(said) if row.client_id == message.client_id), None)
        if known is not None:
            return _Taken([message_view(row) for row in said[known : known + 2]], None)
        context = read_context(session, student, services.config.local_now())
        state, turns = DialogueState.model_validate(chat.state), chat.turns
        wording = _wording(session, student, services)
    service = EngineService(services, student)
    agent = Agent(services.shelf(), service, wording)
    try:
        turn = agent.reply(state, Said(text, message.item, message.point), context, context.now)
    except EngineBusy as busy:
        raise Problem(503, "engine_busy", "AI 智能学还在热身，请过几秒再发一次。") from busy
    with services.database.transaction() as session:
        turn = _advise_rest(session, student, config, turn)
        lock_account(session, student.id)
        chat = get_own_chat(session, student, chat_id)
        if chat.turns != turns:
            raise Problem(409, "said_elsewhere", "这段对话刚在别处继续了，请刷新后再发。")
        views = [message_view(row) for row in _record(session, student, chat, message, turn, services)]
    telling = begin_telling(services, student, agent, service, turn, text, context, said, chat_id)
    return _Taken(views, telling)


def _record(
    session: Session, student: Account, chat: ChatRow, message: NewMessage, turn: Turn, services: Services
) -> list[ChatMessage]:
    text, number = mask_personal(message.text.strip()), 2 * chat.turns
    rows = [
        ChatMessage(conversation_id=chat.id, number=number, by="student", content={"text": text},
                    client_id=message.client_id),
        ChatMessage(conversation_id=chat.id, number=number + 1, by="agent", content=turn.reply.model_dump(mode="json"),
                    client_id=None),
    ]  # fmt: skip
    session.add_all(rows)
    chat.title = chat.title or text[:_LONGEST_TITLE]
    chat.state, chat.turns, chat.at = turn.state.model_dump(mode="json"), chat.turns + 1, utc_now()
    for piece in turn.evidence:
        record_evidence(session, student.id, [piece.point], piece.said)
    if turn.answered is not None:
        result = turn.answered
        record_item_result(session, services, student, result.item, result.verdict, result.able)
    if turn.needs_care:
        session.add(CareAlert(id=new_id("ca"), student_id=student.id))
    session.flush()
    return rows


def _advise_rest(session: Session, student: Account, config: ApiConfig, turn: Turn) -> Turn:
    """Adds the advice to rest, once for every stretch without a pause."""
    now = utc_now()
    times = find_times(session, student.id, now - _LONGEST_STRETCH)
    minutes = minutes_without_rest(times, now)
    before = minutes_without_rest(times[:-1], times[-1]) if times else 0
    if turn.needs_care or not before < config.rest_after_minutes <= minutes:
        return turn
    card = Card(kind="rest", body={"minutes": minutes})
    return replace(turn, reply=turn.reply.model_copy(update={"cards": (*turn.reply.cards, card)}))


def _wording(session: Session, student: Account, services: Services) -> Wording:
    school = session.get(School, student.school_id) if student.school_id else None
    contact = school.contact if school and school.contact else "班主任或学校心理老师"
    return Wording(services.graph, contact, services.config.hotline)
