"""What a request wants, when invitations expire, and one open request, invitation and session of each person."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NEW: dict[str, dict[str, Any]] = {
    "help_requests": {
        "wanted": sa.JSON(), "stage": sa.String(), "support": sa.String(), "only_teacher_id": sa.String(),
        "question_id": sa.String(), "words": sa.String(),
    },
    "invitations": {"expires_at": UtcDateTime(), "decline_reason": sa.String()},
}  # fmt: skip
_ONE_OPEN = {
    "help_requests": ("student", "ending"), "invitations": ("teacher", "ending"),
    "tutoring_sessions": ("teacher", "ended_at"),
}  # fmt: skip


def upgrade() -> None:
    for table, columns in _NEW.items():
        for name, kind in columns.items():  # no batch: SQLite would make the table anew, and others refer to it
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table, (who, ends) in _ONE_OPEN.items():
        op.create_index(
            f"uq_{table}_one_open_of_a_{who}", table, [f"{who}_id"], unique=True,
            sqlite_where=sa.text(f"{ends} IS NULL AND simulated = 0"),
            postgresql_where=sa.text(f"{ends} IS NULL AND NOT simulated"),
        )  # fmt: skip


def downgrade() -> None:
    for table, (who, _) in _ONE_OPEN.items():
        op.drop_index(f"uq_{table}_one_open_of_a_{who}", table)
    for table, columns in _NEW.items():
        for name in columns:
            op.drop_column(table, name)
