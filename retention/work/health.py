"""A copy of the database, and whether it is well."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select

from retention.problems import RetentionError
from retention.work.database import Database
from retention.work.opening import REVISIONS, appearing, revision_of
from retention.work.tables import import_, practice


class Health(Database):
    """Backup and check."""

    def backup(self, path: Path) -> None:
        """Copy the database to a file while people go on working; a file of that name is replaced by a whole copy.

        RetentionError where it cannot be written, and for PostgreSQL, which has its own tool."""
        if self.engine.dialect.name != "sqlite":
            raise RetentionError("This home's work is in PostgreSQL. Nothing was copied; back it up with pg_dump.")
        try:
            with appearing(path) as part:
                self._copy(part)
        except sqlite3.Error as error:
            raise RetentionError(f"The backup {path} could not be written ({error}). Choose another place.") from error

    def _copy(self, path: Path) -> None:
        with self.reading() as connection, closing(sqlite3.connect(path)) as target:
            source = connection.connection.driver_connection
            source.backup(target)  # type: ignore[union-attr]

    def check(self) -> list[str]:
        """Sentences about what is wrong with the database; empty where all is well."""
        try:
            with self.reading() as connection:
                damage = _damage(connection) if self.engine.dialect.name == "sqlite" else []
                return damage or [*_wrong_revision(connection), *_lost_snapshots(connection)]
        except RetentionError as error:
            return [str(error)]


def _damage(connection: Connection) -> list[str]:
    """What SQLite finds wrong with its pages, else with its foreign keys."""
    pages = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    if pages:
        return [f"The database is damaged ({what}). Restore a backup." for what in pages]
    astray = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [f"A row of “{row[0]}” points at nothing. Restore a backup." for row in astray]


def _wrong_revision(connection: Connection) -> list[str]:
    return [] if revision_of(connection) == REVISIONS[-1] else ["The database is not at the newest revision."]


def _lost_snapshots(connection: Connection) -> list[str]:
    """Practices whose current snapshot the ledger does not know, or holds for undone."""
    stands = (import_.c.practice == practice.c.key) & (import_.c.number == practice.c.current)
    ledger = select(import_.c.number).where(stands & import_.c.undone_at.is_(None)).exists()
    lost = connection.scalars(select(practice.c.name).where(practice.c.current.is_not(None) & ~ledger))
    return [f"“{name}” uses a snapshot that is not in its ledger. Restore a backup." for name in lost]
