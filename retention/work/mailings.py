"""Mailings: which files were made, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from retention.work import words
from retention.work.database import Database, inserted
from retention.work.tables import contact, mailing


@dataclass(frozen=True)
class Mailing:
    """One mailing file: rows in it, people in it, its columns, how many each rule left out, the hash of its bytes."""

    id: int
    profile: str
    made_at: datetime
    rows: int
    people: int
    columns: Sequence[str]
    left_out: Mapping[str, int]
    sha256: str


class Mailings(Database):
    """The log of mailings."""

    def log_mailing(
        self,
        practice: str,
        *,
        profile: str,
        channel: str,
        at: datetime,
        people: Sequence[tuple[str, str | None, str]],
        rows: int,
        columns: Sequence[str],
        left_out: Mapping[str, int],
        sha256: str,
        day: date | None = None,
        by: str = "",
    ) -> int:
        """Log a mailing and one contact `mailed` per person, all or nothing; gives the mailing's number.

        `people` holds (patient_id, household_id, reason). RetentionError for an unknown reason or channel."""
        words.one_of("channel", channel, words.CONTACT_CHANNELS)
        for reason in {reason for _, _, reason in people}:
            words.one_of("reason", reason, words.REASONS)
        made_at, day = words.wall_clock(at), day or at.date()
        shared = {"practice": practice, "at": made_at, "day": day, "outcome": "mailed", "channel": channel, "by": by}
        with self.writing_to(practice) as connection:
            number = inserted(
                connection.execute(
                    insert(mailing).values(
                        practice=practice,
                        profile=profile,
                        made_at=made_at,
                        rows=rows,
                        people=len(people),
                        columns=list(columns),
                        left_out=dict(left_out),
                        sha256=sha256,
                    )
                )
            )
            contacts = [
                {**shared, "mailing_id": number, "patient_id": words.patient(who), "household_id": home, "reason": why}
                for who, home, why in people
            ]
            if contacts:
                connection.execute(insert(contact), contacts)
        return number

    def mailings(self, practice: str) -> tuple[Mailing, ...]:
        """Every mailing, newest first."""
        columns = [column for column in mailing.columns if column.name != "practice"]
        log = select(*columns).where(mailing.c.practice == practice).order_by(mailing.c.id.desc())
        with self.reading_of(practice) as connection:
            return tuple(Mailing(*row) for row in connection.execute(log))
