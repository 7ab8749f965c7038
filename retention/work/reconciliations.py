"""Which figures were held against the practice's own reports, and how far apart they
were.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from retention.problems import RetentionError
from retention.work import words
from retention.work.database import Database, inserted
from retention.work.tables import reconciliation as table


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
    """One of `words.UNITS`."""
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


class Reconciliations(Database):
    """The log of reconciliations; rows are only ever added."""

    def log_reconciliation(self, practice: str, found: Reconciled) -> int:
        """Log one; gives its number once it is on the disk.

        RetentionError for an empty key, a number that is none, a count below zero, or a
        text without its hash.
        """
        _check(found)
        row = {"practice": practice, **asdict(found), "at": words.wall_clock(found.at)}
        with self.writing_to(practice) as connection:
            return inserted(connection.execute(insert(table).values(row)))

    def reconciliations(self, practice: str) -> tuple[Reconciled, ...]:
        """Every reconciliation, newest first."""
        columns = [
            column for column in table.columns if column.name not in ("id", "practice")
        ]
        log = (
            select(*columns)
            .where(table.c.practice == practice)
            .order_by(table.c.id.desc())
        )
        with self.reading_of(practice) as connection:
            return tuple(Reconciled(*row) for row in connection.execute(log))


def _check(found: Reconciled) -> None:
    words.figure(found.key)
    words.one_of("unit", found.unit, words.UNITS)
    for value in (found.ours, found.theirs, found.explained, found.not_explained):
        words.number(value)
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
