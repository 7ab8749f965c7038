"""Who has which household's row open: one person at a time, for some minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.campaign_tables import claim as table
from retention.store.database import Database, known

MINUTES = 15
"""How long a row stays taken where nothing else is said (definitions.md 7: not claimed
by someone else).
"""


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


class RowLocks(Database):
    """Locks come and go and are no history: they do not raise the revision."""

    def claim(
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
        with self.writing() as connection:
            known(connection, practice)
            _compare_and_set(connection, practice, wanted)
            row = connection.execute(
                select(*_COLUMNS).where(_of(practice, wanted.household_id))
            ).one()
        return RowLock(*row)

    def release(self, practice: str, household_id: str, *, holder: str) -> None:
        """Give a household's row back; nothing happens where the holder does not have
        it (any more).
        """
        with self.writing() as connection:
            known(connection, practice)
            release_claim(
                connection, practice, vocabulary.patient(household_id), holder
            )

    def claims(self, practice: str, at: datetime) -> tuple[RowLock, ...]:
        """The claims that are alive at that moment, the oldest first."""
        alive = (table.c.practice == practice) & (
            table.c.until > vocabulary.wall_clock(at)
        )
        with self.reading_of(practice) as connection:
            rows = connection.execute(
                select(*_COLUMNS)
                .where(alive)
                .order_by(table.c.at, table.c.household_id)
            )
            return tuple(RowLock(*row) for row in rows)


_COLUMNS = (table.c.household_id, table.c.holder, table.c.by, table.c.at, table.c.until)


def release_claim(
    connection: Connection, practice: str, household_id: str, holder: str
) -> None:
    """End the holder's claim on a household, and nobody else's."""
    connection.execute(
        delete(table).where(_of(practice, household_id) & (table.c.holder == holder))
    )


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
    return (table.c.practice == practice) & (table.c.household_id == household_id)


def _holder(holder: str) -> str:
    if not holder:
        raise RetentionError(
            "Nobody is named who takes the row. Nothing was saved; say who you "
            "are, then try again."
        )
    return holder
