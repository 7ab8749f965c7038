"""Opening the work database: where it is, and bringing it to the newest revision."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, inspect, make_url, text

from retention.problems import RetentionError
from retention.work.database import Database, readable_address

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
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    from alembic import command  # takes 0.2 s, and is needed once per revision
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
