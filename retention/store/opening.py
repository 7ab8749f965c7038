"""Opening the store, bringing it to the newest revision, copying and checking it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Inspector,
    Table,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from retention.core.errors import RetentionError
from retention.store.database import Damaged, Database, readable_address
from retention.store.parts import StorePart
from retention.store.practices import is_key
from retention.store.tables import import_, metadata, practice

FILE = "work.db"
MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = tuple(
    sorted(path.name[1:5] for path in (MIGRATIONS / "versions").glob("r[0-9]*.py"))
)
"""Every revision this program knows, oldest first, from the names of the migrations."""


class OnlyRead(RetentionError):
    """The home, or the database in it, cannot be written to."""


class Newer(RetentionError):
    """A newer program has been here."""


def address(where: Path | str) -> URL:
    """The database of a home folder (its `work.db`), or the one at an address such as
    postgresql+psycopg://….
    """
    if isinstance(where, str) and "://" in where:
        with readable_address():
            url = make_url(where)
            return (
                url.set(drivername="postgresql+psycopg")
                if url.drivername == "postgresql"
                else url
            )
    return URL.create("sqlite", database=str(Path(where) / FILE))


def prepare(url: URL) -> None:
    """For SQLite: the folder and the file, for nobody else on this computer to read."""
    if not url.drivername.startswith("sqlite") or not url.database:
        return

    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            path.chmod(
                0o600
                # not opened: to close it again would drop the locks that SQLite holds
                # in
                # this process
            )
        else:
            private_file(path)
    except OSError as error:
        raise OnlyRead(
            f"The database {path} cannot be opened ({error.strerror}). Choose "
            "another home, or allow writing there."
        ) from error


def private_file(path: Path) -> None:
    """Make sure of a file that only its owner may read and write."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A file that only its owner may read, whole or not at all: the block fills the
    path it is given, which then takes its name.

    RetentionError where it cannot be written; nothing is left beside it then, and a
    file of that name is as it was.
    """
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        private_file(part)
        yield part
        part.replace(path)
    except OSError as error:
        raise RetentionError(
            f"{path} could not be written ({error.strerror}). Choose another place."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def upgrade(database: Database) -> None:
    """Bring a database to the newest revision in one transaction; who comes second
    waits, and finds nothing to do.

    `Newer` where a newer program has been here.
    """
    with database.reading() as connection:
        if revision_of(connection) == REVISIONS[-1]:
            return
    with database.writing_alone() as connection:
        found = revision_of(connection)
        if found not in (None, *REVISIONS):
            raise Newer(
                "The database was written by a newer version of this program "
                f"(revision {found}, known up to {REVISIONS[-1]}). Nothing was "
                "changed; update the program, then open it again."
            )
        if found is None and _has_tables(connection):
            raise RetentionError(
                "The database of this home does not say by which version it was "
                "written, so it cannot be brought up to date. Nothing was changed; "
                "restore a backup."
            )
        _migrate(connection)


def _has_tables(connection: Connection) -> bool:
    """Whether anything was made in a database before."""
    return inspect(connection).has_table(practice.name)


def _migrate(connection: Connection) -> None:
    from alembic import command  # takes 0.2 s, and is needed once per revision
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


KINDS: dict[type, Any] = {dict: object, float: (int, float)}
"""What may stand in a cell where the kind of its column does not say it: JSON may be
anything.
"""


class Maintenance(StorePart):
    """Backup and check."""

    def backup(self, path: Path) -> None:
        """Copy the database to a file while people go on working; a file of that name
        is replaced by a whole copy.

        RetentionError where it cannot be written, and for PostgreSQL, which has its own
        tool.
        """
        if self.database.engine.dialect.name != "sqlite":
            raise RetentionError(
                "This home's work is in PostgreSQL. Nothing was copied; back it "
                "up with pg_dump."
            )
        try:
            with appearing(path) as part:
                self._copy(part)
        except sqlite3.Error as error:
            if type(error) is sqlite3.DatabaseError:
                raise Damaged(
                    f"The database of this home is damaged ({error}). Restore a backup."
                ) from error
            raise RetentionError(
                f"The backup {path} could not be written ({error}). Choose "
                "another place."
            ) from error

    def _copy(self, path: Path) -> None:
        with (
            self.database.reading() as connection,
            closing(sqlite3.connect(path)) as target,
        ):
            source = connection.connection.driver_connection
            source.backup(target)  # type: ignore[union-attr]

    def check(self) -> list[str]:
        """Sentences about what is wrong with the database; empty where all is well."""
        try:
            with self.database.reading() as connection:
                damage = (
                    _damage(connection)
                    if self.database.engine.dialect.name == "sqlite"
                    else []
                )
                return (
                    damage
                    or _wrong_revision(connection)
                    or _wrong_tables(connection)
                    or _wrong_rows(connection)
                )
        except RetentionError as error:
            return [str(error)]


def _damage(connection: Connection) -> list[str]:
    """What SQLite finds wrong with its pages, else with its foreign keys."""
    pages = [
        row[0]
        for row in connection.exec_driver_sql("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    if pages:
        return [
            f"The database is damaged ({what}). Restore a backup." for what in pages
        ]

    astray = connection.exec_driver_sql("PRAGMA foreign_key_check")
    return [
        f"A row of “{row[0]}” points at nothing. Restore a backup." for row in astray
    ]


def _wrong_revision(connection: Connection) -> list[str]:
    found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    return (
        []
        if found == [REVISIONS[-1]]
        else ["The database is not at the newest revision."]
    )


def _wrong_tables(connection: Connection) -> list[str]:
    """Tables and columns that are missing, and what acts by itself in a database, which
    this program never makes.
    """
    there = inspect(connection)
    lacking = [
        f"{table.name}.{column}"
        for table in metadata.sorted_tables
        for column in {column.name for column in table.columns}
        - _columns(there, table.name)
    ]
    own = text("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    strange = (
        connection.scalars(own).all() if connection.dialect.name == "sqlite" else []
    )
    return [
        f"The database lacks “{name}”. Restore a backup." for name in sorted(lacking)
    ] + [
        (
            "The database holds a trigger or a view, which this program never makes. "
            "Restore a backup."
        )
        for _ in strange[:1]
    ]


def _columns(there: Inspector, table: str) -> set[str]:
    return (
        {column["name"] for column in there.get_columns(table)}
        if there.has_table(table)
        else set()
    )


def _wrong_rows(connection: Connection) -> list[str]:
    """Rows that cannot be read, else practices that no folder and no ledger can be
    of.
    """
    unreadable = [
        table.name
        for table in metadata.sorted_tables
        if not _is_readable(connection, table)
    ]
    if unreadable:
        return [
            f"A row of “{name}” cannot be read. Restore a backup."
            for name in unreadable
        ]

    odd = [key for key in connection.scalars(select(practice.c.key)) if not is_key(key)]
    says = [
        "The key of a practice is none that this program makes. Restore a backup."
        for _ in odd[:1]
    ]
    return says + _lost_snapshots(connection)


def _is_readable(connection: Connection, table: Table) -> bool:
    """Whether every cell is of its column's kind, which SQLite itself lets anybody
    break.
    """
    kinds = [
        KINDS.get(column.type.python_type, column.type.python_type)
        for column in table.columns
    ]
    try:
        return all(
            value is None or isinstance(value, kind)
            for row in connection.execute(select(table))
            for value, kind in zip(row, kinds, strict=True)
        )
    except (DBAPIError, ValueError, TypeError):
        return False


def _lost_snapshots(connection: Connection) -> list[str]:
    """Practices whose current snapshot the ledger does not know, or holds for
    undone.
    """
    stands = (import_.c.practice == practice.c.key) & (
        import_.c.number == practice.c.current
    )
    ledger = (
        select(import_.c.number).where(stands & import_.c.undone_at.is_(None)).exists()
    )
    lost = connection.scalars(
        select(practice.c.name).where(practice.c.current.is_not(None) & ~ledger)
    )
    return [
        f"“{name}” uses a snapshot that is not in its ledger. Restore a backup."
        for name in lost
    ]
