"""What a contact brought up that has to be put right in the practice's own system."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from retention.problems import RetentionError
from retention.work import words
from retention.work.campaign_tables import correction as table
from retention.work.database import Database
from retention.work.frames import frame


class Corrections(Database):
    """The list that the next import cannot write for us; rows are added with their
    contact, and ticked off.
    """

    def corrections(self, practice: str) -> pd.DataFrame:
        """One row per correction in the order they came up, done ones too.

        id, patient_id, what (one of `words.CORRECTIONS`), contact_id, at, done_at (NaT
        where it is open), done_by.
        """
        with self.reading_of(practice) as connection:
            return frame(connection, table, practice)

    def correct(
        self, practice: str, number: int, *, at: datetime, by: str = ""
    ) -> None:
        """Tick a correction off; RetentionError where no open one has that number."""
        mine = (
            (table.c.practice == practice)
            & (table.c.id == number)
            & table.c.done_at.is_(None)
        )
        done = (
            update(table).where(mine).values(done_at=words.wall_clock(at), done_by=by)
        )
        with self.writing_to(practice) as connection:
            if not connection.execute(done).rowcount:
                raise RetentionError(
                    f"There is no open correction {number}. Nothing was changed; "
                    "look at the list."
                )


def add_correction(
    connection: Connection, contact: dict[str, Any], number: int
) -> None:
    """Enter what follows from a contact just logged under `number`; once, while the
    same is open for the patient.

    A bad number is entered each time: after the first one it is the next number that
    was tried.
    """
    if contact["outcome"] not in words.CORRECTIONS:
        return
    row = {
        "practice": contact["practice"],
        "patient_id": contact["patient_id"],
        "what": contact["outcome"],
    }
    if (
        row["what"] not in words.BAD_NUMBERS
        and connection.scalar(_open(row)) is not None
    ):
        return
    connection.execute(insert(table).values(**row, contact_id=number, at=contact["at"]))


def _open(row: dict[str, Any]):  # type: ignore[no-untyped-def]
    same = [table.c[name] == value for name, value in row.items()]
    return select(table.c.id).where(*same, table.c.done_at.is_(None)).limit(1)
