"""What items have beside the answer: other spellings, an expression's form, the option of the misconception."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assessment_items") as table:
        table.add_column(sa.Column("accept", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("form", sa.String(), nullable=True))
        table.add_column(sa.Column("reveals", sa.String(), nullable=True))
    with op.batch_alter_table("assessment_items") as table:
        table.alter_column("accept", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("assessment_items") as table:
        for name in ("accept", "form", "reveals"):
            table.drop_column(name)
