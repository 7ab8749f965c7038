"""Empty PostgreSQL databases, where RETENTION_TEST_POSTGRES names a server of the
tests' own (`.ci/with_postgres`).
"""

import os

from sqlalchemy import URL, NullPool, create_engine, make_url

ADDRESS = os.environ.get("RETENTION_TEST_POSTGRES")


def empty_database(name: str, server: str) -> str:
    """The address of the database of that name on the server, made where there is none,
    and emptied.
    """
    address = make_url(server).set(database=name)
    _run(
        make_url(server),
        f"CREATE DATABASE {name}",
        unless=f"SELECT 1 FROM pg_database WHERE datname = '{name}'",
    )
    _run(address, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return address.render_as_string(hide_password=False)


def _run(address: URL, what: str, unless: str = "SELECT 1 WHERE false") -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        if not connection.exec_driver_sql(unless).all():
            connection.exec_driver_sql(what)
