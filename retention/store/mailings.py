"""Mailings: which files were made, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from retention.store import vocabulary
from retention.store.database import Database, inserted
from retention.store.tables import contact, mailing


@dataclass(frozen=True)
class Mailing:
    """One mailing file: rows in it, people in it, its columns, how many each rule left
    out, the hash of its bytes.
    """

    id: int
    profile: str
    made_at: datetime
    rows: int
    people: int
    columns: Sequence[str]
    left_out: Mapping[str, int]
    sha256: str


@dataclass(frozen=True)
class MadeFile:
    """A file as it was made: the channel it uses, its rows, the hash of its bytes, and
    whom it is about.
    """

    channel: str
    rows: int
    sha256: str
    people: Sequence[tuple[str, str | None, str]]
    """Patient id, household id and reason of each person."""
    is_contact: bool = True
    """Sent as it is, so that everybody in it is logged as contacted; a list to call by
    is not.
    """


class Mailings(Database):
    """The log of mailings."""

    def log_mailing(
        self,
        practice: str,
        file: MadeFile,
        *,
        profile: str,
        at: datetime,
        columns: Sequence[str],
        left_out: Mapping[str, int],
        day: date | None = None,
        by: str = "",
        revision: int | None = None,
    ) -> int:
        """Log a mailing and, where its file is a contact, one contact `mailed` per
        person, all or nothing; gives the mailing's number.

        With `revision`, as `work.revision` gave it when the list was made, raises
        `Moved` where anything was written since. RetentionError for an unknown reason
        or channel.
        """
        with self.writing_to(practice, revision) as connection:
            return add_mailing(
                connection,
                practice,
                file,
                profile=profile,
                at=at,
                day=day or at.date(),
                columns=columns,
                left_out=left_out,
                by=by,
            )

    def mailings(self, practice: str) -> tuple[Mailing, ...]:
        """Every mailing, newest first."""
        columns = [column for column in mailing.columns if column.name != "practice"]
        log = (
            select(*columns)
            .where(mailing.c.practice == practice)
            .order_by(mailing.c.id.desc())
        )
        with self.reading_of(practice) as connection:
            return tuple(Mailing(*row) for row in connection.execute(log))


def add_mailing(
    connection: Connection,
    practice: str,
    file: MadeFile,
    *,
    profile: str,
    at: datetime,
    day: date,
    columns: Sequence[str],
    left_out: Mapping[str, int],
    by: str,
) -> int:
    """The number of a mailing entered in a transaction, with the contacts of who is in
    it.
    """
    vocabulary.one_of("channel", file.channel, vocabulary.CONTACT_CHANNELS)
    for reason in {reason for _, _, reason in file.people}:
        vocabulary.one_of("reason", reason, vocabulary.REASONS)
    row = {
        "practice": practice,
        "profile": profile,
        "made_at": vocabulary.wall_clock(at),
        "rows": file.rows,
        "people": len(file.people),
        "columns": list(columns),
        "left_out": dict(left_out),
        "sha256": file.sha256,
    }
    number = inserted(connection.execute(insert(mailing).values(row)))
    shared = {
        "practice": practice,
        "at": vocabulary.wall_clock(at),
        "day": day,
        "outcome": "mailed",
        "channel": file.channel,
        "by": by,
        "mailing_id": number,
    }
    contacts = [
        {
            **shared,
            "patient_id": vocabulary.patient(who),
            "household_id": home,
            "reason": why,
        }
        for who, home, why in file.people
    ]
    if contacts and file.is_contact:
        connection.execute(insert(contact), contacts)
    return number
