"""Which items belong to a knowledge point; the best point of each question."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = {"micro_courses": "micro_course", "answers": "answer", "teachers": "teacher"}


def upgrade() -> None:
    item_points = op.create_table(
        "item_points",
        sa.Column("point_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("point_id", "kind", "item_id", name=op.f("pk_item_points")),
    )
    op.create_index(op.f("ix_item_points_item_id"), "item_points", ["item_id"])
    connection = op.get_bind()
    for name, kind in _KINDS.items():
        table = sa.table(name, sa.column("id"), sa.column("points", sa.JSON()), sa.column("withdrawn", sa.Boolean()))
        found = connection.execute(sa.select(table.c.id, table.c.points).where(table.c.withdrawn.is_(False)))
        rows = [
            {"point_id": point, "kind": kind, "item_id": item_id}
            for item_id, points in found.all() for point in dict.fromkeys(points)
        ]  # fmt: skip
        if rows:
            op.bulk_insert(item_points, rows)
    op.add_column("questions", sa.Column("point_id", sa.String(), nullable=True))
    op.create_index(op.f("ix_questions_point_id_created_at"), "questions", ["point_id", "created_at"])
    questions = sa.table("questions", sa.column("id"), sa.column("profile", sa.JSON()), sa.column("point_id"))
    for question_id, profile in connection.execute(sa.select(questions.c.id, questions.c.profile)).all():
        points = (profile or {}).get("knowledge_points")
        if points:
            connection.execute(questions.update().where(questions.c.id == question_id).values(point_id=points[0]["id"]))


def downgrade() -> None:
    op.drop_index(op.f("ix_questions_point_id_created_at"), table_name="questions")
    op.drop_column("questions", "point_id")
    op.drop_index(op.f("ix_item_points_item_id"), table_name="item_points")
    op.drop_table("item_points")
