"""What happens in tutoring sessions, event by event; tickets to their rooms; when their time is over."""

import sqlalchemy as sa
from alembic import op

from store.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_logs",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("first_offset", sa.Integer(), nullable=False),
        sa.Column("last_offset", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["tutoring_sessions.id"], name="fk_session_logs_session_id_tutoring_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name="pk_session_logs"),
    )  # fmt: skip
    op.create_table(
        "session_events",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("offset", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("client_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session_logs.session_id"], name="fk_session_events_session_id_session_logs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "offset", name="pk_session_events"),
        sa.UniqueConstraint(
            "session_id", "author_id", "client_key", name="uq_session_events_session_id_author_id_client_key"
        ),
    )  # fmt: skip
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
    # no batch: SQLite would make the table anew, and logs refer to it
    op.add_column("tutoring_sessions", sa.Column("ends_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("tutoring_sessions", "ends_at")
    op.drop_table("room_tickets")
    op.drop_table("session_events")
    op.drop_table("session_logs")
