"""Tests of a unit."""

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_tests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("student_id", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("begun_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", store.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["student_id"], ["accounts.id"], name=op.f("fk_unit_tests_student_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_tests")),
    )
    op.create_index(op.f("ix_unit_tests_student_id"), "unit_tests", ["student_id"])


def downgrade() -> None:
    op.drop_table("unit_tests")
