"""Mastery as evidence for each level instead of Beta counts. Until now all evidence was signs, never answers."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NOTHING = json.dumps([0.0, 0.0, 0.0])
_COUNTS = sa.table(
    "mastery", *(sa.column(name) for name in ("student_id", "point_id", "alpha", "beta")), sa.column("signs", sa.JSON())
)


def upgrade() -> None:
    with op.batch_alter_table("mastery") as table:
        table.add_column(sa.Column("tested", sa.JSON(), nullable=False, server_default=_NOTHING))
        table.add_column(sa.Column("signs", sa.JSON(), nullable=False, server_default=_NOTHING))
        table.add_column(sa.Column("right", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("answered", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for student, point, alpha, beta in connection.execute(sa.select(*list(_COUNTS.c)[:4])).all():
        more = alpha - beta
        signs = [0.7 * more, 0.9 * more, 0.9 * more]  # as much as the same feedback weighs now, at every level alike
        connection.execute(
            sa.update(_COUNTS).where(_COUNTS.c.student_id == student, _COUNTS.c.point_id == point).values(signs=signs)
        )
    with op.batch_alter_table("mastery") as table:
        for name in ("tested", "signs", "right", "answered"):
            table.alter_column(name, server_default=None)
        table.drop_column("alpha")
        table.drop_column("beta")


def downgrade() -> None:
    with op.batch_alter_table("mastery") as table:
        table.add_column(sa.Column("alpha", sa.Double(), nullable=False, server_default="1"))
        table.add_column(sa.Column("beta", sa.Double(), nullable=False, server_default="1"))
        for name in ("tested", "signs", "right", "answered"):
            table.drop_column(name)
