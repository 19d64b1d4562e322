"""Alembic's entry: runs migrations on the connection that `store.database` hands in."""

from alembic import context

from store.schema import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="store.base.",
)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
