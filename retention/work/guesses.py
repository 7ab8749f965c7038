"""What the owner guessed before a figure was shown, beside what was measured then."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from retention.work import words
from retention.work.database import Database, inserted
from retention.work.tables import guess as table


@dataclass(frozen=True)
class Guess:
    """One guess, or that it was skipped, in the unit of the figure's value."""

    key: str
    """Of the figure."""
    at: datetime
    as_of: date
    unit: str
    """One of `words.UNITS`."""
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


class Guesses(Database):
    """The log of guesses; rows are only ever added."""

    def log_guess(
        self,
        practice: str,
        key: str,
        value: float | None,
        *,
        unit: str,
        at: datetime,
        as_of: date,
        measured: float | None,
        by: str = "",
    ) -> int:
        """Log a guess, or with None that it was skipped; gives its number once it is on
        the disk.

        RetentionError for an empty key, an unknown unit, or a number that is none.
        """
        words.figure(key)
        words.one_of("unit", unit, words.UNITS)
        for given in (value, measured):
            if given is not None:
                words.number(given)
        row = {
            "practice": practice,
            "key": key,
            "at": words.wall_clock(at),
            "as_of": as_of,
            "unit": unit,
            "value": value,
            "skipped": value is None,
            "measured": measured,
            "by": by,
        }
        with self.writing_to(practice) as connection:
            return inserted(connection.execute(insert(table).values(row)))

    def guesses(self, practice: str) -> tuple[Guess, ...]:
        """Every guess, skipped ones too, in the order made."""
        columns = [
            column for column in table.columns if column.name not in ("id", "practice")
        ]
        log = select(*columns).where(table.c.practice == practice).order_by(table.c.id)
        with self.reading_of(practice) as connection:
            return tuple(Guess(*row) for row in connection.execute(log))
