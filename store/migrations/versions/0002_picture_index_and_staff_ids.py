"""An index for deleting photographs; ids of staff that hold in all schools."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STAFF = ("school_admin", "district_admin", "city_admin", "engineer")


def upgrade() -> None:
    op.create_index(op.f("ix_questions_picture_id"), "questions", ["picture_id"])
    # A bare staff number names one person only within its organisation.
    identities, is_staff = _identities()
    op.execute(
        identities.update()
        .where(identities.c.external_id == identities.c.number, is_staff)
        .values(external_id=identities.c.organisation + "/" + identities.c.number)
    )


def downgrade() -> None:
    identities, is_staff = _identities()
    op.execute(
        identities.update()
        .where(identities.c.external_id == identities.c.organisation + "/" + identities.c.number, is_staff)
        .values(external_id=identities.c.number)
    )
    op.drop_index(op.f("ix_questions_picture_id"), table_name="questions")


def _identities() -> tuple[sa.TableClause, sa.ColumnElement[bool]]:
    identities = sa.table(
        "identities", sa.column("account_id"), sa.column("external_id", sa.String()),
        sa.column("organisation", sa.String()), sa.column("number", sa.String()),
    )  # fmt: skip
    accounts = sa.table("accounts", sa.column("id"), sa.column("role"))
    is_staff = identities.c.account_id.in_(sa.select(accounts.c.id).where(accounts.c.role.in_(_STAFF)))
    return identities, is_staff
