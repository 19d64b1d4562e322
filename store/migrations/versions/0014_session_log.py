"""What happens in tutoring sessions, event by event."""

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


def downgrade() -> None:
    op.drop_table("session_events")
    op.drop_table("session_logs")
