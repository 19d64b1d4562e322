"""Micro-courses that teachers set to a class."""

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(), nullable=False),
        _reference("class_id", "classes"),
        _reference("course_id", "micro_courses"),
        _reference("set_by", "accounts"),
        sa.Column("set_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", store.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_class_id"), "assignments", ["class_id"])


def downgrade() -> None:
    op.drop_table("assignments")


def _reference(name: str, table: str) -> sa.Column[str]:
    key = sa.ForeignKey(f"{table}.id", name=op.f(f"fk_assignments_{name}_{table}"))
    return sa.Column(name, sa.String(), key, nullable=False)
