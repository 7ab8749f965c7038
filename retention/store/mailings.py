"""Mailings: which files were made, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from retention.store import vocabulary
from retention.store.database import inserted
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import contact, mailing


@dataclass(frozen=True)
class Mailing:
    """One mailing file that was made."""

    id: int
    profile: str
    made_at: datetime
    rows: int
    people: int
    columns: Sequence[str]
    left_out: Mapping[str, int]
    """How many people each rule left out."""
    sha256: str
    """Hash of the file's bytes."""


@dataclass(frozen=True)
class NewMailing:
    """A mailing as it is to be logged."""

    profile: str
    at: datetime
    columns: Sequence[str]
    left_out: Mapping[str, int]
    """How many people each rule left out."""
    day: date | None = None
    """The day of work; None for that of `at`."""
    by: str = ""


@dataclass(frozen=True)
class MadeFile:
    """A file as it was made, and whom it is about."""

    channel: str
    """The channel it uses."""
    rows: int
    sha256: str
    """Hash of the file's bytes."""
    people: Sequence[tuple[str, str | None, str]]
    """Patient id, household id and reason of each person."""
    is_contact: bool = True
    """Whether everybody in it is logged as contacted, since it is sent as it is.

    A list to call by is not.
    """


class Mailings(StorePart):
    """The log of mailings."""

    def log(
        self,
        practice: str,
        new: NewMailing,
        file: MadeFile,
        *,
        revision: int | None = None,
    ) -> int:
        """Log a mailing and the contacts it makes, all or nothing.

        Where its file is a contact, each person in it gets one contact `mailed`.

        Args:
            revision: The store's revision when the list was made.

        Returns:
            The mailing's number.

        Raises:
            ConcurrentChange: Something was written since `revision`.
            RetentionError: A reason or the channel is unknown.
        """
        with self.database.writing_to(practice, revision) as connection:
            return add_mailing(connection, practice, new, file)

    @once_a_run
    def all(self, practice: str) -> tuple[Mailing, ...]:
        """Every mailing, newest first."""
        columns = [column for column in mailing.columns if column.name != "practice"]
        newest_first = mailing.c.id.desc()
        of_practice = mailing.c.practice == practice
        log = select(*columns).where(of_practice).order_by(newest_first)
        with self.database.reading_of(practice) as connection:
            return tuple(Mailing(*row) for row in connection.execute(log))


def add_mailing(
    connection: Connection, practice: str, new: NewMailing, file: MadeFile
) -> int:
    """Enter a mailing in a transaction, with the contacts of who is in it.

    Returns:
        The mailing's number.
    """
    _check(file)
    row = {
        "practice": practice,
        "profile": new.profile,
        "made_at": vocabulary.wall_clock(new.at),
        "rows": file.rows,
        "people": len(file.people),
        "columns": list(new.columns),
        "left_out": dict(new.left_out),
        "sha256": file.sha256,
    }
    number = inserted(connection.execute(insert(mailing).values(row)))
    shared = {
        "practice": practice,
        "at": vocabulary.wall_clock(new.at),
        "day": new.day or new.at.date(),
        "by": new.by,
        "mailing_id": number,
    }
    contacts = _contact_rows(file, shared)
    if contacts and file.is_contact:
        connection.execute(insert(contact), contacts)
    return number


def _check(file: MadeFile) -> None:
    vocabulary.one_of("channel", file.channel, vocabulary.CONTACT_CHANNELS)
    reasons = {reason for _, _, reason in file.people}
    for reason in reasons:
        vocabulary.one_of("reason", reason, vocabulary.REASONS)


def _contact_rows(file: MadeFile, shared: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give a contact `mailed` for each person of a file, with the columns shared."""
    return [
        {
            **shared,
            "outcome": "mailed",
            "channel": file.channel,
            "patient_id": vocabulary.patient(patient_id),
            "household_id": household_id,
            "reason": reason,
        }
        for patient_id, household_id, reason in file.people
    ]
