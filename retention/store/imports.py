"""The ledger of imports, what was answered at them, and how unknown files are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, null, select, update

from retention.core.errors import NotNow, RetentionError
from retention.store import vocabulary
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import answer as answer_table
from retention.store.tables import import_
from retention.store.tables import mapping as mapping_table
from retention.store.tables import practice as practices
from retention.store.vocabulary import wall_clock

BEFORE_FIRST = 0
"""What stands for no import at all, as a place to go back to."""


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that is, or was, current: its practice, number, the day of the export
    and when it was imported.
    """

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
    """One line of the ledger; `files` is the report per file, `answers` what the
    practice was asked and said.
    """

    number: int
    made_at: datetime
    exported: date
    changed: bool
    files: Sequence[Mapping[str, Any]]
    answers: Mapping[str, str]
    undone_at: datetime | None
    note: str
    is_current: bool


class Imports(StorePart):
    """What was imported when, and which of it counts."""

    @once_a_run
    def current(self, practice: str) -> Snapshot | None:
        """The snapshot in use; None before the first import, and where that is
        undone.
        """
        with self.database.reading_of(practice) as connection:
            number = _current(connection, practice)
            return None if number is None else _snapshot(connection, practice, number)

    def reserve_number(self, practice: str) -> int:
        """A number for the next snapshot, never given again, even where the import
        comes to nothing.
        """
        row = practices.c.key == practice
        with self.database.writing_to(practice) as connection:
            connection.execute(
                update(practices)
                .where(row)
                .values(last_number=practices.c.last_number + 1)
            )
            return connection.execute(
                select(practices.c.last_number).where(row)
            ).scalar_one()

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
        """Make an earlier snapshot current again: the one before, or the one numbered
        `to`; None is before the first.

        `to` may be BEFORE_FIRST. The imports after it are marked undone; what people
        did here stays. RetentionError where there is none such.
        """
        with self.database.writing_to(practice) as connection:
            target = _earlier(connection, practice, to)
            later = (
                (import_.c.practice == practice)
                & (import_.c.number > target)
                & import_.c.undone_at.is_(None)
            )
            connection.execute(
                update(import_).where(later).values(undone_at=wall_clock(at))
            )
            _set_current(connection, practice, target or None)
            return _snapshot(connection, practice, target) if target else None

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
    """The snapshot to go back to: `to`, or the latest before the current one; 0 is
    before the first.
    """
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


@dataclass(frozen=True)
class StoredAnswer:
    """One answer that holds: the question's key, the question in words ("" where they
    are not known), the answer.
    """

    key: str
    ask: str
    answer: str
    at: datetime


class Answers(StorePart):
    """The answers of a practice; rows are only ever added."""

    def keep(
        self,
        practice: str,
        said: Mapping[str, tuple[str, str]],
        *,
        number: int | None,
        at: datetime,
    ) -> None:
        """Keep answers, as (question in words, answer) by key; undoing the import
        `number` takes them back.
        """
        shared = {
            "practice": practice,
            "number": number,
            "at": vocabulary.wall_clock(at),
        }
        rows = [
            shared | {"key": key, "ask": ask, "answer": answer}
            for key, (ask, answer) in said.items()
        ]
        if rows:
            with self.database.writing_to(practice) as connection:
                connection.execute(insert(answer_table), rows)

    def forget(self, practice: str, key: str, *, at: datetime) -> None:
        """Take an answer back, so that the question is asked again.

        RetentionError where there is none.
        """
        known = self.all(practice)
        if key not in known:
            listed = ", ".join(known) or "none yet"
            raise RetentionError(
                f"Nothing was answered to “{key}”. Nothing was changed. Answered: "
                f"{listed}."
            )
        row = {
            "practice": practice,
            "key": key,
            "ask": known[key].ask,
            "at": vocabulary.wall_clock(at),
        }
        with self.database.writing_to(practice) as connection:
            connection.execute(insert(answer_table).values(row))

    @once_a_run
    def all(self, practice: str) -> dict[str, StoredAnswer]:
        """The answers that hold, by key, in the order first given; undone imports said
        nothing.
        """
        undone = select(import_.c.number).where(
            (import_.c.practice == practice) & import_.c.undone_at.is_not(None)
        )
        columns = (
            answer_table.c.key,
            answer_table.c.ask,
            answer_table.c.answer,
            answer_table.c.at,
        )
        stands = answer_table.c.number.is_(None) | answer_table.c.number.not_in(undone)
        log = (
            select(*columns)
            .where((answer_table.c.practice == practice) & stands)
            .order_by(answer_table.c.id)
        )
        with self.database.reading_of(practice) as connection:
            last = {row.key: StoredAnswer(*row) for row in connection.execute(log)}
        return {key: one for key, one in last.items() if one.answer is not None}


_LONG = 64


@dataclass(frozen=True)
class StoredMapping:
    """One kept mapping: its header line's fingerprint, the declaration as plain JSON,
    when and by whom.
    """

    fingerprint: str
    declaration: Mapping[str, Any]
    made_at: datetime
    by: str = ""


class Mappings(StorePart):
    """The mappings of a practice's files; rows are only ever added."""

    def keep(
        self,
        practice: str,
        fingerprint: str,
        declaration: Mapping[str, Any] | None,
        *,
        at: datetime,
        by: str = "",
    ) -> None:
        """Keep how the files of a header line are read; None takes back what was kept.

        RetentionError for a fingerprint that is none, and where there is nothing to
        take back.
        """
        if len(fingerprint) != _LONG:
            raise RetentionError(
                f"“{fingerprint}” is no fingerprint of a header line. Nothing was kept."
            )
        if declaration is None and fingerprint not in self.all(practice):
            raise RetentionError(
                "No mapping is kept for such files. Nothing was changed."
            )
        plain = null() if declaration is None else dict(declaration)
        row = {
            "practice": practice,
            "fingerprint": fingerprint,
            "made_at": vocabulary.wall_clock(at),
            "declaration": plain,
            "by": by,
        }
        with self.database.writing_to(practice) as connection:
            connection.execute(insert(mapping_table).values(row))

    @once_a_run
    def all(self, practice: str) -> dict[str, StoredMapping]:
        """The mappings that count, by fingerprint, in the order made."""
        columns = (
            mapping_table.c.fingerprint,
            mapping_table.c.declaration,
            mapping_table.c.made_at,
            mapping_table.c.by,
        )
        log = (
            select(*columns)
            .where(mapping_table.c.practice == practice)
            .order_by(mapping_table.c.id)
        )
        with self.database.reading_of(practice) as connection:
            last = {
                row.fingerprint: StoredMapping(*row) for row in connection.execute(log)
            }
        return {
            line: kept for line, kept in last.items() if kept.declaration is not None
        }
