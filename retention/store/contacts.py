"""Contacts logged one by one, and what follows from each."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    func,
    insert,
    select,
    update,
)

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.corrections import add_correction
from retention.store.database import Database, inserted
from retention.store.frames import frame
from retention.store.parts import StorePart, once_a_run
from retention.store.row_locks import release_lock
from retention.store.stops import add_stop
from retention.store.tables import contact as contact_table

COUNTS: ColumnElement[bool] = contact_table.c.taken_back_at.is_(None)
"""Whether a contact counts: it was not taken back."""


@dataclass(frozen=True, eq=False)
class _Read:
    """A practice's log as far as it was read."""

    taken_back: Row[Any]
    """How many contacts were taken back, and when the last.

    Where either has changed, all is read again.
    """
    every: pd.DataFrame
    counting: pd.DataFrame


@dataclass(frozen=True)
class NewContact:
    """A contact as it is to be logged."""

    patient_id: str
    reason: str
    """One of `vocabulary.REASONS`."""
    outcome: str
    """One of `vocabulary.OUTCOMES`."""
    at: datetime
    """By the practice's clock."""
    day: date | None = None
    """The day of work; None for that of `at`."""
    household_id: str | None = None
    reached: bool | None = None
    channel: str | None = None
    note: str = ""
    call_back_on: date | None = None
    by: str = ""
    closing_reason: str | None = None
    """One of `vocabulary.CLOSING_REASONS`, where somebody leaves."""
    script: str | None = None
    """Key of the opening line that the caller was shown."""


class Contacts(StorePart):
    """The log of contacts: lines are only added, in order, and can be taken back."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._read: dict[str, _Read] = {}  # by practice: only what is new is fetched

    def log(
        self,
        practice: str,
        new: NewContact,
        *,
        holder: str | None = None,
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> int:
        """Log one contact and what follows from it, all or nothing.

        The outcome `do_not_contact` enters a stop on all channels. The outcomes of
        `vocabulary.CORRECTIONS` enter a correction.

        Args:
            holder: Whose lock on the household ends.
            also: Others of the household of whom the same was said: the reason spoken
                of, by the patient's id.

        Returns:
            The contact's number, once it is on the disk.

        Raises:
            RetentionError: A word is unknown. Or `call_back` has no day, or one before
                the contact. Or `declined_leaving` has neither a closing reason nor a
                note (definitions.md 7; a note alone is kept under "other"). Or another
                outcome has a closing reason.
        """
        row = {
            **asdict(new),
            "practice": practice,
            "at": vocabulary.wall_clock(new.at),
            "day": new.day or new.at.date(),
        }
        rows = _checked_rows(row, also)
        return self._write_contacts(rows, holder)

    def _write_contacts(
        self, rows: Sequence[dict[str, Any]], holder: str | None
    ) -> int:
        """Enter the contacts of one household and end the holder's lock on it.

        Returns:
            The number of the first contact.
        """
        practice = rows[0]["practice"]
        household = rows[0]["household_id"]
        with self.database.writing_to(practice) as connection:
            number, *_ = [_write(connection, row) for row in rows]
            if holder and household:
                release_lock(connection, practice, household, holder)
            return number

    @once_a_run
    def counting(self, practice: str) -> pd.DataFrame:
        """Give one row per contact that counts, in the order logged.

        What was taken back is in no list and no figure.

        Columns: id, patient_id, household_id, at, day, reason, outcome, reached
        (boolean, may be missing), channel, note, call_back_on, mailing_id (Int64, of
        mailed ones), by, closing_reason, script (both may be missing). Days and times
        are datetime64[us].
        """
        return self._log(practice).counting.copy(deep=False)

    @once_a_run
    def all(self, practice: str) -> pd.DataFrame:
        """Give one row per contact in the order logged, those taken back too.

        They are to be shown, not to be counted. The columns are those of `contacts`,
        taken_back_at (NaT where it counts) and taken_back_by (may be missing).
        """
        return self._log(practice).every.copy(deep=False)

    def _log(self, practice: str) -> _Read:
        """Read the log up to now, fetching only what is new."""
        # What was taken back is asked first: of what comes between, the next reading
        # knows.
        known = self._read.get(practice)
        with self.database.reading_of(practice) as connection:
            taken_back = connection.execute(_taken_back(practice)).one()
            if known is not None and known.taken_back != taken_back:
                known = None
            last = _last_number(known)
            new = frame(connection, contact_table, practice, after=last)
        if known is not None and new.empty:
            return known

        every = new
        if known is not None:
            every = pd.concat([known.every, new], ignore_index=True)
        log = _Read(taken_back, every, _counting(every))
        self._read[practice] = log
        return log


def _last_number(known: _Read | None) -> int:
    """Find the number of the last contact that was read; 0 where none was."""
    if known is None or known.every.empty:
        return 0
    return int(known.every["id"].iloc[-1])


def take_back(
    connection: Connection,
    practice: str,
    which: ColumnElement[bool],
    *,
    at: datetime,
    by: str,
) -> int:
    """Have contacts count no more, in a transaction.

    Those taken back before stay as they are.

    Returns:
        How many contacts were taken back now.
    """
    counting = update(contact_table).where(
        contact_table.c.practice == practice, which, COUNTS
    )
    mark = counting.values(taken_back_at=vocabulary.wall_clock(at), taken_back_by=by)
    return connection.execute(mark).rowcount


def _taken_back(practice: str):  # type: ignore[no-untyped-def]
    when = contact_table.c.taken_back_at
    return select(func.count(when), func.max(when)).where(
        contact_table.c.practice == practice, when.is_not(None)
    )


def _counting(every: pd.DataFrame) -> pd.DataFrame:
    """The rows that count."""
    taken_back = every["taken_back_at"].notna()
    counting = every
    if taken_back.any():
        counting = every[~taken_back].reset_index(drop=True)
    return counting.drop(columns=["taken_back_at", "taken_back_by"])


def _checked_rows(row: dict[str, Any], also: Mapping[str, str]) -> list[dict[str, Any]]:
    """Check a contact, and repeat it for others of the household.

    Args:
        row: The contact as given, by column.
        also: The reason spoken of, by the other patient's id.

    Raises:
        RetentionError: A word, a day or a closing reason does not fit.
    """
    outcome = row["outcome"]
    for reason in (row["reason"], *also.values()):
        _check(reason, outcome, row["channel"])
    _check_call_back(outcome, row["day"], row["call_back_on"])
    patient_id = vocabulary.patient(row["patient_id"])
    closing_reason = _closing_reason(outcome, row["closing_reason"], row["note"])
    checked = {**row, "patient_id": patient_id, "closing_reason": closing_reason}
    others = [
        {**checked, "patient_id": vocabulary.patient(other), "reason": reason}
        for other, reason in also.items()
    ]
    return [checked, *others]


def _write(connection: Connection, row: dict[str, Any]) -> int:
    """Enter a contact with its correction and its stop.

    Returns:
        The contact's number.
    """
    number = inserted(connection.execute(insert(contact_table).values(row)))
    add_correction(connection, row, number)
    if row["outcome"] == "do_not_contact":
        add_stop(
            connection,
            row["practice"],
            row["patient_id"],
            since=row["day"],
            channel=vocabulary.ALL_CHANNELS,
            why=row["note"] or "Said so in a contact.",
        )
    return number


def _check(reason: str, outcome: str, channel: str | None) -> None:
    vocabulary.one_of("reason", reason, vocabulary.REASONS)
    vocabulary.one_of("outcome", outcome, vocabulary.OUTCOMES)
    if channel is not None:
        vocabulary.one_of("channel", channel, vocabulary.CONTACT_CHANNELS)


def _check_call_back(outcome: str, day: date, call_back_on: date | None) -> None:
    if outcome == "call_back" and call_back_on is None:
        raise RetentionError(
            "“call_back” needs the day to call back on. Nothing was saved; give "
            "one, then try again."
        )
    if call_back_on is not None and call_back_on < day:
        raise RetentionError(
            f"The call-back day {call_back_on} lies before the contact ({day}). "
            "Nothing was saved."
        )


def _closing_reason(outcome: str, given: str | None, note: str) -> str | None:
    """Why they leave, where they do: as given, or "other" where the note says it."""
    if given is not None:
        vocabulary.one_of("closing reason", given, vocabulary.CLOSING_REASONS)
    if outcome != "declined_leaving":
        if given is None:
            return None
        raise RetentionError(
            f"A closing reason goes with “declined_leaving”, not “{outcome}”. "
            "Nothing was saved."
        )
    if given is None and not note.strip():
        known = ", ".join(vocabulary.CLOSING_REASONS)
        raise RetentionError(
            "“declined_leaving” needs the reason. Nothing was saved; choose one "
            f"({known}), or say in the note why."
        )
    return given or "other"
