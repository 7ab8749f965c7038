"""Figures held against the practice's own reports, and guesses held against figures."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.database import inserted
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import guess as guess_table
from retention.store.tables import reconciliation as reconciliation_table


@dataclass(frozen=True)
class Reconciled:
    """What a reconciliation came to: our figure and theirs in one unit, no patients."""

    key: str
    """Of our figure."""
    comparison: str
    at: datetime
    snapshot: int
    as_of: date
    first: date
    last: date
    unit: str
    """One of `vocabulary.UNITS`."""
    ours: float
    theirs: float
    only_ours: int | None
    """People whom we alone count; None where a number was held against a number, as
    below.
    """
    only_theirs: int | None
    explained: float
    """Of the difference: people for a list, signed in the unit for a number."""
    not_explained: float
    sha256: str
    """Of the printed text that was given."""
    by: str = ""

    @property
    def difference(self) -> float:
        """Theirs − ours."""
        return self.theirs - self.ours


class Reconciliations(StorePart):
    """The log of reconciliations; rows are only ever added."""

    def log(self, practice: str, found: Reconciled) -> int:
        """Log one; gives its number once it is on the disk.

        RetentionError for an empty key, a number that is none, a count below zero, or a
        text without its hash.
        """
        _check(found)
        row = {
            "practice": practice,
            **asdict(found),
            "at": vocabulary.wall_clock(found.at),
        }
        with self.database.writing_to(practice) as connection:
            return inserted(
                connection.execute(insert(reconciliation_table).values(row))
            )

    @once_a_run
    def all(self, practice: str) -> tuple[Reconciled, ...]:
        """Every reconciliation, newest first."""
        columns = [
            column
            for column in reconciliation_table.columns
            if column.name not in ("id", "practice")
        ]
        log = (
            select(*columns)
            .where(reconciliation_table.c.practice == practice)
            .order_by(reconciliation_table.c.id.desc())
        )
        with self.database.reading_of(practice) as connection:
            return tuple(Reconciled(*row) for row in connection.execute(log))


def _check(found: Reconciled) -> None:
    vocabulary.figure(found.key)
    vocabulary.one_of("unit", found.unit, vocabulary.UNITS)
    for value in (found.ours, found.theirs, found.explained, found.not_explained):
        vocabulary.number(value)
    if any(
        count is not None and count < 0
        for count in (found.only_ours, found.only_theirs)
    ):
        raise RetentionError(
            "A number of people cannot lie below zero. Nothing was saved."
        )
    if not re.fullmatch("[0-9a-f]{64}", found.sha256):
        raise RetentionError(
            "The printed text has no hash, so nobody could tell it again. Nothing "
            "was saved."
        )


@dataclass(frozen=True)
class Guess:
    """One guess, or that it was skipped, in the unit of the figure's value."""

    key: str
    """Of the figure."""
    at: datetime
    as_of: date
    unit: str
    """One of `vocabulary.UNITS`."""
    value: float | None
    """None where it was skipped."""
    skipped: bool
    measured: float | None
    """The figure at the time; None where it could not be given."""
    by: str = ""

    @property
    def gap(self) -> float | None:
        """Guess − measured (definitions.md 6); None where there is only one of them."""
        return (
            None
            if self.value is None or self.measured is None
            else self.value - self.measured
        )


@dataclass(frozen=True)
class Measured:
    """What a figure was when it was guessed."""

    value: float | None
    """None where it could not be given."""
    unit: str
    """One of `vocabulary.UNITS`."""
    as_of: date


class Guesses(StorePart):
    """The log of guesses; rows are only ever added."""

    def log(
        self,
        practice: str,
        key: str,
        value: float | None,
        measured: Measured,
        *,
        at: datetime,
        by: str = "",
    ) -> int:
        """Log a guess, or with None that it was skipped; gives its number once it is on
        the disk.

        RetentionError for an empty key, an unknown unit, or a number that is none.
        """
        vocabulary.figure(key)
        vocabulary.one_of("unit", measured.unit, vocabulary.UNITS)
        for given in (value, measured.value):
            if given is not None:
                vocabulary.number(given)
        row = {
            "practice": practice,
            "key": key,
            "at": vocabulary.wall_clock(at),
            "as_of": measured.as_of,
            "unit": measured.unit,
            "value": value,
            "skipped": value is None,
            "measured": measured.value,
            "by": by,
        }
        with self.database.writing_to(practice) as connection:
            return inserted(connection.execute(insert(guess_table).values(row)))

    @once_a_run
    def all(self, practice: str) -> tuple[Guess, ...]:
        """Every guess, skipped ones too, in the order made."""
        columns = [
            column
            for column in guess_table.columns
            if column.name not in ("id", "practice")
        ]
        log = (
            select(*columns)
            .where(guess_table.c.practice == practice)
            .order_by(guess_table.c.id)
        )
        with self.database.reading_of(practice) as connection:
            return tuple(Guess(*row) for row in connection.execute(log))
