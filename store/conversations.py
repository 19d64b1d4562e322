"""Conversations with AI 智能学: where each stands, what was said, what was answered, and who needs care."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, utc_now

__all__ = ["CareAlert", "ChatMessage", "ChatRow", "ItemAnswer", "delete_conversation", "find_messages", "find_times"]


class ChatRow(Base):
    """A conversation.

    Attributes:
        title: How it began, for the list.
        state: `chat.state.DialogueState`.
        turns: Of the student; guards against two turns at once.
        shared: The student lets their class teachers read it.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str]
    state: Mapped[dict[str, Any]]
    turns: Mapped[int]
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class ChatMessage(Base):
    """What one side said.

    Attributes:
        number: From 0 within the conversation.
        by: student or agent.
        content: `text`, and of the agent all of `chat.reply.Reply`.
        client_id: The sender's own id of it: sent twice, it is said once.
    """

    __tablename__ = "chat_messages"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str]
    content: Mapped[dict[str, Any]]
    client_id: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=utc_now)


class ItemAnswer(Base):
    """An item was answered; append-only, what was written is not kept."""

    __tablename__ = "item_answers"
    __table_args__ = (Index(None, "item_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(index=True)
    item_id: Mapped[str]
    verdict: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)


class CareAlert(Base):
    """A student spoke of distress: whoever teaches the class looks after them. Holds no words of the student."""

    __tablename__ = "care_alerts"

    id: Mapped[str] = mapped_column(primary_key=True)
    student_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    seen_at: Mapped[datetime | None]


def find_messages(session: Session, conversation_id: str) -> list[ChatMessage]:
    """Of a conversation, in order."""
    query = select(ChatMessage).where(ChatMessage.conversation_id == conversation_id)
    return list(session.scalars(query.order_by(ChatMessage.number)))


def find_times(session: Session, student_id: str, since: datetime) -> list[datetime]:
    """When a student wrote in any conversation, oldest first."""
    query = (
        select(ChatMessage.at)
        .join(ChatRow, ChatRow.id == ChatMessage.conversation_id)
        .where(ChatRow.student_id == student_id, ChatMessage.by == "student", ChatMessage.at >= since)
    )
    return list(session.scalars(query.order_by(ChatMessage.at)))


def delete_conversation(session: Session, conversation: ChatRow) -> None:
    """All that was said is gone; what it taught of the student's mastery stays."""
    session.execute(delete(ChatMessage).where(ChatMessage.conversation_id == conversation.id))
    session.delete(conversation)
