"""Whether the database that is open is still the one at its address.

SQLite itself goes on writing into a file that was moved, deleted or replaced, where
nobody finds it again. It looks only where it keeps a rollback journal, never with a
WAL.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from retention.core.errors import RetentionError

Identity = tuple[int, int]


class DatabaseFile:
    """The file of one engine, told by its device and number (inode), which no other
    file gets while it is open.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path).absolute()
        self._opened: Identity | None = None

    def watch(self, engine: Engine) -> None:
        """Look at every new connection, at the start of each transaction and before
        each commit.
        """
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "begin", self._look)
        event.listen(engine, "commit", self._look)

    def forget(self) -> None:
        """Every connection was closed: what stands there now may be opened."""
        self._opened = None

    def check(self, meanwhile: str) -> None:
        """RetentionError where another file, or none, stands at the address;
        `meanwhile` says what became of things.
        """
        if self._opened is not None and self._identity() != self._opened:
            raise _replaced(meanwhile)

    def _connect(
        self, dialect: Any, _: object, arguments: list[Any], options: dict[str, Any]
    ) -> Any:
        """Connect to the file that the first connection opened; equal before and after,
        it is the one in between.
        """
        before = self._identity()
        if before is None or self._opened not in (None, before):
            raise _replaced("")

        connection = dialect.connect(*arguments, **options)
        if self._identity() != before:
            connection.close()
            raise _replaced("")

        self._opened = before
        return connection

    def _look(self, connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        self.check(": nothing was saved" if writes else "")

    def _identity(self) -> Identity | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _replaced(meanwhile: str) -> RetentionError:
    return RetentionError(
        f"The home was moved or replaced while this was open{meanwhile}. Restart "
        "the dashboard."
    )
