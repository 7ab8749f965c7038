"""The ledger of imports: what was imported when, and which of it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from retention.core.errors import NotNow, RetentionError
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import import_
from retention.store.tables import practice as practices
from retention.store.vocabulary import wall_clock

BEFORE_FIRST = 0
"""What stands for no import at all, as a place to go back to."""


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that is, or was, current."""

    practice: str
    number: int
    exported: date
    made_at: datetime


@dataclass(frozen=True)
class NewImport:
    """An import as it is to be entered in the ledger."""

    number: int
    """As it was reserved for the snapshot."""
    at: datetime
    exported: date
    files: Sequence[Mapping[str, Any]] = ()
    """The report of each file."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the practice was asked and said."""
    changed: bool = True
    """Whether the snapshot differs from the one before."""
    note: str = ""


@dataclass(frozen=True)
class Import:
    """One line of the ledger."""

    number: int
    made_at: datetime
    exported: date
    changed: bool
    files: Sequence[Mapping[str, Any]]
    """The report of each file."""
    answers: Mapping[str, str]
    """What the practice was asked and said."""
    undone_at: datetime | None
    note: str
    is_current: bool


class Imports(StorePart):
    """What was imported when, and which of it counts."""

    @once_a_run
    def current(self, practice: str) -> Snapshot | None:
        """Find the snapshot in use.

        Returns:
            The snapshot; None before the first import, and where that is undone.
        """
        with self.database.reading_of(practice) as connection:
            number = _current(connection, practice)
            if number is None:
                return None
            return _snapshot(connection, practice, number)

    def reserve_number(self, practice: str) -> int:
        """Give a number for the next snapshot.

        It is never given again, even where the import comes to nothing.
        """
        is_theirs = practices.c.key == practice
        following = practices.c.last_number + 1
        raise_number = update(practices).where(is_theirs).values(last_number=following)
        number = select(practices.c.last_number).where(is_theirs)
        with self.database.writing_to(practice) as connection:
            connection.execute(raise_number)
            return connection.execute(number).scalar_one()

    def make_current(
        self,
        practice: str,
        new: NewImport,
        *,
        based_on: int | None,
    ) -> Snapshot:
        """Enter a published snapshot in the ledger and make it current, or neither.

        Args:
            based_on: The snapshot that the import's files were merged into; None where
                there was none yet.

        Raises:
            NotNow: Another snapshot has become current since: its rows would be lost.
            RetentionError: The number was not reserved.
        """
        row = {
            "practice": practice,
            "number": new.number,
            "made_at": wall_clock(new.at),
            "exported": new.exported,
            "changed": new.changed,
            "files": list(new.files),
            "answers": dict(new.answers),
            "note": new.note,
        }
        with self.database.writing_to(practice) as connection:
            _check_base(connection, practice, based_on)
            _check_number(connection, practice, new.number)
            connection.execute(insert(import_).values(row))
            _set_current(connection, practice, new.number)
            return _snapshot(connection, practice, new.number)

    def undo(
        self, practice: str, to: int | None = None, *, at: datetime
    ) -> Snapshot | None:
        """Make an earlier snapshot current again.

        The imports after it are marked undone; what people did here stays.

        Args:
            to: Number of the snapshot, or BEFORE_FIRST; None for the one before.

        Returns:
            The snapshot; None where no import counts any more.

        Raises:
            RetentionError: There is none such.
        """
        of_practice = import_.c.practice == practice
        stands = import_.c.undone_at.is_(None)
        mark = update(import_).values(undone_at=wall_clock(at))
        with self.database.writing_to(practice) as connection:
            target = _earlier(connection, practice, to)
            is_later = import_.c.number > target
            connection.execute(mark.where(of_practice, stands, is_later))
            _set_current(connection, practice, target or None)
            if target == BEFORE_FIRST:
                return None
            return _snapshot(connection, practice, target)

    @once_a_run
    def all(self, practice: str) -> tuple[Import, ...]:
        """The ledger, newest first, undone imports too."""
        columns = [column for column in import_.columns if column.name != "practice"]
        ledger = (
            select(*columns)
            .where(import_.c.practice == practice)
            .order_by(import_.c.number.desc())
        )
        with self.database.reading_of(practice) as connection:
            current = _current(connection, practice)
            rows = connection.execute(ledger).mappings().all()
        return tuple(Import(**row, is_current=row["number"] == current) for row in rows)


def _current(connection: Connection, practice: str) -> int | None:
    return connection.scalar(
        select(practices.c.current).where(practices.c.key == practice)
    )


def _set_current(connection: Connection, practice: str, number: int | None) -> None:
    connection.execute(
        update(practices).where(practices.c.key == practice).values(current=number)
    )


def _snapshot(connection: Connection, practice: str, number: int) -> Snapshot:
    columns = (
        import_.c.practice,
        import_.c.number,
        import_.c.exported,
        import_.c.made_at,
    )
    row = (import_.c.practice == practice) & (import_.c.number == number)
    return Snapshot(*connection.execute(select(*columns).where(row)).one())


def _check_base(connection: Connection, practice: str, based_on: int | None) -> None:
    """What an import was merged into must still be current."""
    if _current(connection, practice) != based_on:
        raise NotNow(
            "While these files were read, another import or an undo changed "
            "the practice's records. Nothing was changed by this import; "
            "import the files again."
        )


def _check_number(connection: Connection, practice: str, number: int) -> None:
    """A number is used once: reserved, and later than every import in the ledger."""
    reserved = connection.execute(
        select(practices.c.last_number).where(practices.c.key == practice)
    ).scalar_one()
    ledger = select(import_.c.number).where(
        (import_.c.practice == practice) & (import_.c.number >= number)
    )
    if not 1 <= number <= reserved or connection.scalar(ledger) is not None:
        raise RetentionError(
            f"Snapshot {number} was not reserved, or is used already. Nothing was "
            "changed."
        )


def _earlier(connection: Connection, practice: str, to: int | None) -> int:
    """Find the snapshot to go back to: `to`, or the latest before the current one."""
    current = _current(connection, practice)
    if current is None:
        raise RetentionError("There is no import to undo. Nothing was changed.")

    stands = (
        (import_.c.practice == practice)
        & import_.c.undone_at.is_(None)
        & (import_.c.number < current)
    )
    earlier = connection.scalars(
        select(import_.c.number).where(stands).order_by(import_.c.number.desc())
    ).all()
    known = [*earlier, BEFORE_FIRST]
    if to is not None and to not in known:
        listed = ", ".join(str(number) for number in earlier) or "none"
        raise RetentionError(
            f"Import {to} is not one to go back to. Nothing was changed. Earlier "
            f"imports: {listed}; {BEFORE_FIRST} goes back to before the first."
        )
    return known[0] if to is None else to
