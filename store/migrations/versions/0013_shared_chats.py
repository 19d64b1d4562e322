"""Conversations that the student lets their class teachers read."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # no batch: SQLite would make the table anew, and messages refer to it
    op.add_column("conversations", sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("conversations", "shared")
