"""What the API shows of conversations."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from chat.reply import Reply
from store.conversations import ChatMessage, ChatRow

__all__ = ["ChatHead", "ChatView", "MessageView", "chat_head", "chat_view", "message_view"]


class MessageView(BaseModel):
    """What one side said."""

    number: int
    by: Literal["student", "agent"]
    at: datetime
    text: str
    reply: Reply | None


class ChatView(BaseModel):
    """A conversation; `shared` where class teachers may read it."""

    id: str
    title: str
    at: datetime
    shared: bool
    messages: list[MessageView]


class ChatHead(BaseModel):
    """A conversation in the list."""

    id: str
    title: str
    at: datetime
    shared: bool


def chat_head(chat: ChatRow) -> ChatHead:
    """A conversation as a line of the list."""
    return ChatHead(id=chat.id, title=chat.title, at=chat.at, shared=chat.shared)


def chat_view(chat: ChatRow, messages: list[ChatMessage]) -> ChatView:
    """A conversation with what was said."""
    return ChatView(
        id=chat.id, title=chat.title, at=chat.at, shared=chat.shared, messages=[message_view(row) for row in messages]
    )


def message_view(row: ChatMessage) -> MessageView:
    """One message."""
    reply = Reply.model_validate(row.content) if row.by == "agent" else None
    return MessageView.model_validate({
        "number": row.number, "by": row.by, "at": row.at, "text": row.content["text"], "reply": reply
    })  # fmt: skip
