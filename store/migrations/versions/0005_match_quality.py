"""What happens between students who ask and teachers who are asked, and the daily counts of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FUNNEL = ("shown", "opened", "accepted", "completed", "rated")
_DAYS: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "match_days": (
        {"form": sa.String, "subject": sa.String, "day": sa.Date, "week": sa.Date, "model": sa.String},
        (*_FUNNEL, "students", "suburban_shown", "suburban_accepted", *(f"waited_{i}" for i in range(17))),
        ("rating_sum", "rating_squares"),
    ),
    "student_days": (
        {"form": sa.String, "subject": sa.String, "day": sa.Date, "week": sa.Date, "student_id": sa.String}, (), (),
    ),
    "invitation_days": (
        {"day": sa.Date, "week": sa.Date, "subject": sa.String, "model": sa.String, "chance_bin": sa.Integer},
        ("sent", "accepted", "declined", "expired", "cancelled", "open"), ("chance_sum",),
    ),
    "demand_days": ({"day": sa.Date, "subject": sa.String, "half_hour": sa.Integer}, ("asked", "accepted"), ()),
    "supply_days": ({"day": sa.Date, "subject": sa.String, "half_hour": sa.Integer}, (), ("teacher_minutes",)),
    "flow_days": ({"day": sa.Date, "subject": sa.String, "teacher_district": sa.String}, ("accepted",), ()),
    "teacher_days": (
        {"day": sa.Date, "subject": sa.String, "teacher_id": sa.String},
        ("invited", "invited_new", "accepted"), ("minutes_on_duty",),
    ),
}  # fmt: skip


def upgrade() -> None:
    _create_rows()
    for name, (keys, counts, sums) in _DAYS.items():
        whose = {"simulated": sa.Boolean, "school_id": sa.String, "district_id": sa.String} | keys
        op.create_table(
            name,
            *(sa.Column(key, kind(), nullable=False) for key, kind in whose.items()),
            *(sa.Column(count, sa.Integer(), nullable=False) for count in counts),
            *(sa.Column(total, sa.Float(), nullable=False) for total in sums),
            sa.PrimaryKeyConstraint(*whose, name=op.f(f"pk_{name}")),
            sqlite_with_rowid=False,
        )
        op.create_index(op.f(f"ix_{name}_day"), name, ["day"])


def downgrade() -> None:
    for name in (*_DAYS, "tutoring_sessions", "invitations", "duty_periods", "help_requests"):
        op.drop_table(name)


def _create_rows() -> None:
    _create("help_requests", [
        _text("form"), _text("student_id"), _text("district_id"), _text("school_id"),
        sa.Column("suburban", sa.Boolean(), nullable=False), _text("subject", nullable=True),
        sa.Column("points", sa.JSON(), nullable=False), _time("asked_at"), _time("ended_at", nullable=True),
        _text("ending", nullable=True),
    ], ["asked_at"], ["school_id", "asked_at"], ["district_id", "asked_at"], ["student_id"])  # fmt: skip
    _create("invitations", [
        _request_id("invitations"), _text("teacher_id"), _text("district_id"), _text("school_id"),
        sa.Column("round", sa.Integer(), nullable=False), sa.Column("to_new_teacher", sa.Boolean(), nullable=False),
        _time("offered_at"), _time("answered_at", nullable=True), _text("ending", nullable=True),
        sa.Column("chance", sa.Double(), nullable=True), sa.Column("terms", sa.JSON(), nullable=True),
        sa.Column("propensity", sa.Double(), nullable=True), sa.Column("features", sa.JSON(), nullable=True),
        _text("model"),
    ], ["request_id"], ["teacher_id"], ["offered_at"])  # fmt: skip
    _create("tutoring_sessions", [
        _request_id("tutoring_sessions", unique=True), _text("teacher_id"), _text("district_id"), _time("started_at"),
        _time("ended_at", nullable=True), sa.Column("completed", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
    ], ["teacher_id"])  # fmt: skip
    _create("duty_periods", [
        _text("teacher_id"), _text("district_id"), _text("school_id"), _text("subject", nullable=True),
        _time("started_at"), _time("ended_at", nullable=True),
    ], ["teacher_id"], ["started_at"])  # fmt: skip


def _create(name: str, columns: list[Any], *indexes: list[str]) -> None:
    op.create_table(
        name, _text("id"), sa.Column("simulated", sa.Boolean(), nullable=False), *columns, _time("changed_at"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )  # fmt: skip
    for index in [*indexes, ["changed_at"]]:
        op.create_index(op.f(f"ix_{name}_{'_'.join(index)}"), name, index)


def _text(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _time(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, store.base.UtcDateTime(timezone=True), nullable=nullable)


def _request_id(table: str, unique: bool = False) -> sa.Column[Any]:
    return sa.Column(
        "request_id", sa.String(),
        sa.ForeignKey("help_requests.id", name=op.f(f"fk_{table}_request_id_help_requests"), ondelete="CASCADE"),
        nullable=False, unique=unique,
    )  # fmt: skip
