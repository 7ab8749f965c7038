"""Who has which household's row open: one person at a time, for some minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.campaign_tables import claim as table
from retention.store.database import known
from retention.store.parts import StorePart, once_a_run

MINUTES = 15
"""How long a row stays taken (definitions.md 7: not claimed by someone else)."""


@dataclass(frozen=True)
class RowLock:
    """A household's row taken by one holder from `at` up to before `until`."""

    household_id: str
    holder: str
    """Token of one visitor's session, of nobody else."""
    by: str
    """The name to show to others."""
    at: datetime
    until: datetime


class RowLocks(StorePart):
    """Locks come and go and are no history: they do not raise the revision."""

    def take(
        self,
        practice: str,
        household_id: str,
        *,
        holder: str,
        by: str,
        at: datetime,
        minutes: int = MINUTES,
    ) -> RowLock:
        """Take a household's row, or learn who has it.

        The holder's own lock is prolonged, an expired one is taken over.

        Returns:
            The lock that stands afterwards.

        Raises:
            RetentionError: The practice is unknown, or household or holder is empty.
        """
        at = vocabulary.wall_clock(at)
        wanted = RowLock(
            vocabulary.patient(household_id),
            _holder(holder),
            by,
            at,
            at + timedelta(minutes=minutes),
        )
        with self.database.writing(type(self).__name__) as connection:
            known(connection, practice)
            _compare_and_set(connection, practice, wanted)
            row = connection.execute(
                select(*_COLUMNS).where(_of(practice, wanted.household_id))
            ).one()
        return RowLock(*row)

    def release(self, practice: str, household_id: str, *, holder: str) -> None:
        """Give a household's row back, where the holder still has it."""
        household_id = vocabulary.patient(household_id)
        with self.database.writing(type(self).__name__) as connection:
            known(connection, practice)
            release_lock(connection, practice, household_id, holder)

    def held(self, practice: str, at: datetime) -> tuple[RowLock, ...]:
        """List the locks that are alive at a moment, the oldest first."""
        moment = vocabulary.wall_clock(at)
        run = self.database.run
        if run is None or moment < vocabulary.wall_clock(run.now):
            return self._alive(practice, moment)

        locks = self._alive_in_run(practice)
        return tuple(lock for lock in locks if lock.until > moment)

    @once_a_run
    def _alive_in_run(self, practice: str) -> tuple[RowLock, ...]:
        """List the locks that were alive when the run began, so all alive later on."""
        run = self.database.run
        assert run is not None
        return self._alive(practice, vocabulary.wall_clock(run.now))

    def _alive(self, practice: str, moment: datetime) -> tuple[RowLock, ...]:
        is_alive = (table.c.practice == practice) & (table.c.until > moment)
        locks = select(*_COLUMNS).where(is_alive)
        oldest_first = locks.order_by(table.c.at, table.c.household_id)
        with self.database.reading_of(practice) as connection:
            rows = connection.execute(oldest_first)
            return tuple(RowLock(*row) for row in rows)


_COLUMNS = (table.c.household_id, table.c.holder, table.c.by, table.c.at, table.c.until)


def release_lock(
    connection: Connection, practice: str, household_id: str, holder: str
) -> None:
    """End the holder's lock on a household, and nobody else's."""
    is_theirs = table.c.holder == holder
    of_household = _of(practice, household_id)
    connection.execute(delete(table).where(of_household, is_theirs))


def _compare_and_set(connection: Connection, practice: str, wanted: RowLock) -> None:
    """Take a row in one statement, unless somebody else has it.

    Of two at once the second sees what the first made: no gap, and no error to catch.
    PostgreSQL locks the row even where the condition fails, so that it still stands
    when it is read back.
    """
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # 30 ms, and seldom needed
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]
    row = {column.name: getattr(wanted, column.name) for column in _COLUMNS}
    changed = {name: value for name, value in row.items() if name != "household_id"}
    free = (table.c.until <= wanted.at) | (table.c.holder == wanted.holder)
    taken = insert(table).values(practice=practice, **row)
    connection.execute(
        taken.on_conflict_do_update(
            index_elements=["practice", "household_id"], set_=changed, where=free
        )
    )


def _of(practice: str, household_id: str):  # type: ignore[no-untyped-def]
    of_practice = table.c.practice == practice
    of_household = table.c.household_id == household_id
    return of_practice & of_household


def _holder(holder: str) -> str:
    if not holder:
        raise RetentionError(
            "Nobody is named who takes the row. Nothing was saved; say who you "
            "are, then try again."
        )
    return holder
