"""Conversations with AI 智能学."""

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        _account("conversations", "student_id", nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        _time("created_at"),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_student_id"), "conversations", ["student_id"])
    op.create_table(
        "chat_messages",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=True),
        _time("at"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], ondelete="CASCADE",
            name=op.f("fk_chat_messages_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "number", name=op.f("pk_chat_messages")),
    )  # fmt: skip
    op.create_table(
        "item_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("student_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_answers")),
    )
    op.create_index(op.f("ix_item_answers_student_id"), "item_answers", ["student_id"])
    op.create_index(op.f("ix_item_answers_item_id"), "item_answers", ["item_id"])
    op.create_table(
        "care_alerts",
        sa.Column("id", sa.String(), nullable=False),
        _account("care_alerts", "student_id", nullable=False),
        _time("at"),
        _account("care_alerts", "seen_by", nullable=True),
        sa.Column("seen_at", store.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_alerts")),
    )
    op.create_index(op.f("ix_care_alerts_student_id"), "care_alerts", ["student_id"])


def downgrade() -> None:
    for name in ("care_alerts", "item_answers", "chat_messages", "conversations"):
        op.drop_table(name)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, store.base.UtcDateTime(timezone=True), nullable=False)


def _account(table: str, name: str, nullable: bool) -> sa.Column[str]:
    key = sa.ForeignKey("accounts.id", name=op.f(f"fk_{table}_{name}_accounts"))
    return sa.Column(name, sa.String(), key, nullable=nullable)
