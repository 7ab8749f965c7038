"""Connections and transactions: a logged call is never lost."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    func,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, DBAPIError

from retention.core.errors import NotNow, RetentionError
from retention.store.database_file import DatabaseFile
from retention.store.runs import Run
from retention.store.tables import practice as practices

WAIT_SECONDS = 30
ALONE = 7_368_511  # names the lock of `writing_alone` in PostgreSQL
WAL_BUG_FIXED = (3, 51, 3)
WAL_BUG_FIXED_BACK = ((3, 44, 6), (3, 50, 7))


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the bug by which 3.7.0 to 3.51.2 lose commits.

    sqlite.org/wal.html#walresetbug; 3.44.6 and 3.50.7 carry the fix back.
    """
    return version >= WAL_BUG_FIXED or any(
        fix <= version < (*fix[:2], 1000) for fix in WAL_BUG_FIXED_BACK
    )


def connect(url: URL) -> Engine:
    """Make the engine of an address: commits last, and writers queue."""
    if not url.drivername.startswith("sqlite"):
        with readable_address():
            return create_engine(url)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def place_of(engine: Engine) -> DatabaseFile | None:
    """Watch over the engine's file; None for what is no file of SQLite.

    It is looked at once `_begin` holds it.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None

    place = DatabaseFile(path)
    place.watch(engine)
    return place


@contextmanager
def readable_address() -> Iterator[None]:
    """Turn what SQLAlchemy says of an address into a sentence; without the address,
    which may hold a password.
    """
    try:
        yield
    except (ArgumentError, ValueError) as error:
        raise RetentionError(
            "The database's address cannot be read. Expected: postgresql+psycopg://…"
        ) from error
    except ModuleNotFoundError as error:
        raise RetentionError(
            f"The database's address needs “{error.name}”, which is not "
            "installed. Install it, then try again."
        ) from error


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    """Set up a connection so that a commit is on the disk.

    Where the WAL may lose commits a journal is kept and overwritten. A file made and
    deleted for each commit has the disk write its directory too, and with it whatever
    an import has just written (15 ms instead of 1, and more).
    """
    # The driver opens no transaction of its own; _begin does
    connection.isolation_level = None
    mode = "PERSIST"
    synchronous = "EXTRA"
    if wal_is_safe(sqlite3.sqlite_version_info):
        mode = "WAL"
        synchronous = "FULL"
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute(f"PRAGMA synchronous = {synchronous}")


def _begin(connection: Connection) -> None:
    """Begin a transaction, one that writes as the writer.

    A plain BEGIN that reads, then writes, fails where another writer was faster.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class ConcurrentChange(NotNow):
    """Something was written since a list was made, so that it may not be right any
    more.
    """


class Damaged(NotNow):
    """The file is no database, or its pages contradict each other: trying again does
    not help.
    """


class Database:
    """One work database; what people do here is built on its ways in."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._place = place_of(engine)
        self._writer = engine.execution_options(writes=True)
        self._thread = threading.local()

    @property
    def run(self) -> Run | None:
        """The run of a page that this thread is in; None outside of one."""
        return getattr(self._thread, "run", None)

    @contextmanager
    def within(self, run: Run | None) -> Iterator[None]:
        """Have this thread's reads be those of a run; None has them read afresh."""
        outer = self.run
        self._thread.run = run
        try:
            yield
        finally:
            self._thread.run = outer

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        if self._place:
            self._place.forget()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the database to read from."""
        shared = getattr(self._thread, "shared", None)
        what = "The database of this home could not be read"
        with in_words(what), self._in_place(""):
            if shared is not None:
                yield shared
                return
            with self.engine.connect() as connection:
                yield connection

    @contextmanager
    def reading_together(self) -> Iterator[None]:
        """Share one transaction among all that this thread reads in the block.

        Where something is written in the block, each read has its own from then on:
        SQLite's writer waits for every reader, and would wait for this one in vain.
        """
        with self.reading() as connection:
            self._thread.shared = connection
            try:
                yield
            finally:
                self._thread.shared = None

    @contextmanager
    def writing(self, part: str | None = None) -> Iterator[Connection]:
        """One transaction, on the disk when the block ends.

        Nothing is changed where an error leaves the block. What was written into a
        home that is no longer in its place is never said to be saved.

        Args:
            part: Class of the only part whose reads it changes; None for all.
        """
        self._end_reading()
        what = "Nothing was saved: the database of this home refused"
        with (
            in_words(what),
            self._in_place(": nothing was saved"),
            self._writer.begin() as connection,
        ):
            yield connection
        if self.run is not None:
            self.run.forget(part)
        self._check_place(": whether the last entry was saved is not certain")

    def _end_reading(self) -> None:
        """End the transaction that this thread shares among its reads, if any."""
        shared = getattr(self._thread, "shared", None)
        if shared is not None:
            self._thread.shared = None
            shared.close()

    @contextmanager
    def _in_place(self, meanwhile: str) -> Iterator[None]:
        """What the driver says of a home that is gone is said in our words."""
        try:
            yield
        except DBAPIError:
            self._check_place(meanwhile)
            raise

    def _check_place(self, meanwhile: str) -> None:
        if self._place:
            self._place.check(meanwhile)

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Have nobody write in a block; of SQLite, which has one writer at a time."""
        with (
            in_words("Nothing was changed: the database of this home refused"),
            self._writer.connect() as connection,
        ):
            connection.begin()
            yield

    @contextmanager
    def writing_alone(self) -> Iterator[Connection]:
        """`writing`, one after the other in all processes.

        It is for what no row can be locked for yet.
        """
        with self.writing() as connection:
            # SQLite has one writer at a time anyway
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(ALONE)))
            yield connection

    @contextmanager
    def reading_of(self, practice: str) -> Iterator[Connection]:
        """`reading`, for a practice that must be known.

        Raises:
            RetentionError: It is not known; the known ones are named.
        """
        with self.reading() as connection:
            known(connection, practice)
            yield connection

    @contextmanager
    def writing_to(
        self, practice: str, revision: int | None = None
    ) -> Iterator[Connection]:
        """`writing`, for a known practice, whose revision rises.

        That also makes the writers of one practice take turns.

        Args:
            revision: The practice's revision when a list was made, if one was.

        Raises:
            ConcurrentChange: Something was written since `revision`.
        """
        is_theirs = practices.c.key == practice
        raised = practices.c.revision + 1
        raise_revision = update(practices).where(is_theirs).values(revision=raised)
        with self.writing() as connection:
            is_known = connection.execute(raise_revision).rowcount
            if not is_known:
                raise _unknown(connection, practice)
            if revision is not None:
                _check_revision(connection, practice, revision + 1)
            yield connection


@contextmanager
def in_words(what: str) -> Iterator[None]:
    """Turn the driver's error into a sentence.

    Only its first line is said: further ones may carry patients.
    """
    try:
        yield
    except DBAPIError as error:
        lines = str(error.orig).splitlines() or [type(error.orig).__name__]
        is_damaged = type(error.orig) is sqlite3.DatabaseError
        kind = Damaged if is_damaged else NotNow
        raise kind(
            f"{what} ({lines[0]}). Try again; if it stays so, run doctor or restore a "
            "backup."
        ) from error


def _check_revision(connection: Connection, practice: str, expected: int) -> None:
    """Refuse to write where somebody else has written since a list was made."""
    is_theirs = practices.c.key == practice
    revision = connection.scalar(select(practices.c.revision).where(is_theirs))
    if revision != expected:
        raise ConcurrentChange(
            "Something was logged since this list was made. Nothing was "
            "saved; look at the list again."
        )


def known(connection: Connection, practice: str) -> None:
    """Refuse a practice that there is not.

    Raises:
        RetentionError: It is not known; the known ones are named.
    """
    is_theirs = practices.c.key == practice
    key = connection.scalar(select(practices.c.key).where(is_theirs))
    if key is None:
        raise _unknown(connection, practice)


def _unknown(connection: Connection, practice: str) -> RetentionError:
    known = connection.scalars(select(practices.c.key).order_by(practices.c.key)).all()
    return RetentionError(
        f"There is no practice “{practice}” here. Known: "
        f"{', '.join(known) or 'none yet'}."
    )


def inserted(result: Any) -> int:
    """The number the database gave to the row just inserted."""
    return int(result.inserted_primary_key[0])
