"""Alembic's door: runs the migrations on the connection, or engine, it is handed.

There is no alembic.ini.
"""

from alembic import context
from sqlalchemy import Connection

from retention.store.tables import metadata


def run(connection: Connection) -> None:
    context.configure(
        connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes["connection"]
if isinstance(given, Connection):
    run(given)
else:
    with given.connect() as opened:
        run(opened)
