"""Alembic runs this file; the connection, its transaction and its lock are those of `graph.adapters.sql.migrate`."""

from alembic import context

from graph.adapters.sql.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
