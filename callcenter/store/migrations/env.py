"""Alembic's way in: the connection comes from ``store.migrate``."""

from alembic import context

from callcenter.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
