"""What answers have taught of items."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_counts",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("able_right", sa.Double(), nullable=False),
        sa.Column("able_wrong", sa.Double(), nullable=False),
        sa.Column("unable_right", sa.Double(), nullable=False),
        sa.Column("unable_wrong", sa.Double(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("family", name=op.f("pk_item_counts")),
    )


def downgrade() -> None:
    op.drop_table("item_counts")
