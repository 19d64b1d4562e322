"""A turn in a language model's words: whether it may be, what is kept of it, and what reaches the page meanwhile."""

import json
import logging
from collections.abc import AsyncGenerator, Generator, Sequence
from dataclasses import dataclass
from typing import Any

from anyio import CancelScope
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Send

from api.services import Services
from chat.agent import Agent, Service, Turn
from chat.generation.brief import Brief
from chat.generation.narrator import Narrator, Told
from chat.generation.provider import Usage
from chat.generation.teller import Background, Retold, Teller, stopped_reply
from chat.reply import Reply
from recommender.student import StudentContext
from store.accounts import Account
from store.base import new_id
from store.conversations import ChatMessage
from store.generations import GenerationRow, count_tokens, is_generation_allowed
from store.organisations import School

__all__ = ["EventStream", "Telling", "begin_telling", "stream_events"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Telling:
    """A turn that a model puts into words. The authored reply is stored already and stands if this fails.

    Attributes:
        chat: Of the conversation.
        number: Of the agent's message.
    """

    services: Services
    account: Account
    teller: Teller
    turn: Turn
    brief: Brief
    student: StudentContext
    chat: str
    number: int
    model: str

    def run(self) -> Generator[str | Reply]:
        """Sentences, then the reply as it is stored now. Closed before its end, what was shown is stored."""
        shown: list[str] = []
        reply: Reply | None = None
        try:
            for piece in self.teller.tell(self.turn, self.brief, self.student):
                if isinstance(piece, Retold):
                    reply = piece.reply
                    self._keep(reply, piece.told)
                    yield reply
                else:
                    shown.append(piece)
                    yield piece
        finally:
            if reply is None:
                self._keep(stopped_reply(self.turn.reply, shown, self.model), self._estimate(shown))

    def _estimate(self, shown: Sequence[str]) -> Told:
        """Of what was stopped, of which the provider never told the tokens: one for each character at most."""
        asked = sum(len(str(message["content"])) for message in self.brief.messages())
        text = "".join(shown)
        return Told(text, "stopped", self.model, Usage(asked, len(text)), None, 0.0)

    def _keep(self, reply: Reply, told: Told) -> None:
        with self.services.database.transaction() as session:
            message = session.get(ChatMessage, (self.chat, self.number))
            if message is not None:  # the student may have deleted the conversation meanwhile
                message.content = reply.model_dump(mode="json")
            assert self.account.district_id is not None
            session.add(GenerationRow(
                id=new_id("g"), district_id=self.account.district_id, model=told.model, outcome=told.outcome,
                prompt_tokens=told.usage.prompt_tokens, completion_tokens=told.usage.completion_tokens,
                cost_usd=told.usage.cost_usd, first_ms=told.first_ms, total_ms=told.total_ms, cut=told.cut,
                marked=told.marked,
            ))  # fmt: skip
        log.info(
            "a model worded %s: %s, %d + %d tokens, %s USD, first %s ms, all %.0f ms, %d cut, %d marked, tools %s",
            reply.action, told.outcome, told.usage.prompt_tokens, told.usage.completion_tokens, told.usage.cost_usd,
            told.first_ms, told.total_ms, told.cut, told.marked, ",".join(told.tools) or "none",
        )  # fmt: skip


def begin_telling(
    services: Services, account: Account, agent: Agent, service: Service, turn: Turn, said: str,
    student: StudentContext, earlier: Sequence[ChatMessage], chat: str,
) -> Telling | None:  # fmt: skip
    """A telling of the turn; None where the words stay authored: no model, not allowed, not for a model, or used up."""
    provider = services.provider
    if provider is None:
        return None
    config = services.config
    teller = Teller(agent, service, Narrator(provider, services.graph, config.llm_seconds, config.llm_most_tokens))
    if not teller.can_tell(turn):
        return None
    with services.database.reading() as session:
        if not is_generation_allowed(session, account):
            return None
        assert account.district_id is not None
        midnight = config.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
        used = count_tokens(session, account.district_id, midnight)
        school = session.get(School, account.school_id) if account.school_id else None
    if used >= config.llm_daily_tokens:
        log.warning("a district has used up its tokens of today: %d", used)
        return None
    person = account.identity
    names = tuple(name for name in (person and person.name, person and person.number, school and school.name) if name)
    pairs = [
        (row.content["text"], after.content["text"]) for row, after in zip(earlier[::2], earlier[1::2], strict=False)
    ]
    brief = teller.brief(turn, said, student, Background(names, tuple(pairs)))
    return Telling(services, account, teller, turn, brief, student, chat, len(earlier) + 1, provider.model)


class EventStream(StreamingResponse):
    """Server-sent events whose source is closed as soon as the listener has gone, not when it is collected."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes]) -> None:
        super().__init__(events)
        self._events = events

    async def stream_response(self, send: Send) -> None:
        """Sends until the end, or until nobody listens."""
        try:
            await super().stream_response(send)
        finally:
            with CancelScope(shield=True):
                await self._events.aclose()


async def stream_events(telling: Telling | None, begun: dict[str, Any], reply: Reply) -> AsyncGenerator[bytes]:
    """Server-sent events: `said` with both messages as stored, `text` for each sentence, `reply` at the end.

    Args:
        telling: None: the authored words stand, and the end comes at once.
        begun: What `said` carries.
        reply: The authored reply.
    """
    yield _event("said", begun)
    if telling is None:
        yield _event("reply", reply.model_dump(mode="json"))
        return
    pieces = telling.run()
    try:
        while (piece := await run_in_threadpool(next, pieces, None)) is not None:
            if isinstance(piece, Reply):
                yield _event("reply", piece.model_dump(mode="json"))
            else:
                yield _event("text", piece)
    finally:
        with CancelScope(shield=True):  # whoever stops it has gone, and what was shown is stored all the same
            await run_in_threadpool(pieces.close)


def _event(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
