"""Points for taking part; the knowledge points that a teacher tagged a session with."""

import sqlalchemy as sa
from alembic import op

from store.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tutoring_sessions", sa.Column("tagged_points", sa.JSON(), nullable=True))
    op.create_table(
        "points_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["tutoring_sessions.id"], name="fk_points_entries_session_id_tutoring_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_points_entries"),
        sa.UniqueConstraint("session_id", "person_id", "rule", name="uq_points_entries_session_id_person_id_rule"),
    )  # fmt: skip
    op.create_index("ix_points_entries_person_id", "points_entries", ["person_id"])


def downgrade() -> None:
    op.drop_table("points_entries")
    op.drop_column("tutoring_sessions", "tagged_points")
