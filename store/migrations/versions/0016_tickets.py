"""Tickets open more than rooms; files can belong to a tutoring session; what both sides say of it afterwards."""

import sqlalchemy as sa
from alembic import op

from store.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("room_tickets")  # none of them is good for more than thirty seconds
    op.create_table(
        "tickets",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_tickets_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_tickets"),
    )
    for column in ("account_id", "expires_at"):
        op.create_index(f"ix_tickets_{column}", "tickets", [column])
    op.add_column("attachments", sa.Column("session_id", sa.String(), nullable=True))
    op.create_index("ix_attachments_session_id", "attachments", ["session_id"])
    op.create_table(
        "session_feedback",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["tutoring_sessions.id"], name="fk_session_feedback_session_id_tutoring_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "role", name="pk_session_feedback"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("session_feedback")
    op.drop_index("ix_attachments_session_id", "attachments")
    op.drop_column("attachments", "session_id")
    op.drop_table("tickets")
    op.create_table(
        "room_tickets",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_room_tickets_account_id_accounts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["tutoring_sessions.id"], name="fk_room_tickets_session_id_tutoring_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_room_tickets"),
    )  # fmt: skip
    for column in ("account_id", "session_id", "expires_at"):
        op.create_index(f"ix_room_tickets_{column}", "room_tickets", [column])
