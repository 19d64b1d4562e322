"""Who corrected a profile: a student, or a teacher after a session."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("profile_corrections", sa.Column("role", sa.String(), nullable=False, server_default="student"))
