"""What a contact brought up that has to be put right in the practice's own system."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.campaign_tables import correction as correction_table
from retention.store.frames import frame
from retention.store.parts import StorePart, once_a_run


class Corrections(StorePart):
    """The list that the next import cannot write for us.

    A row is added with its contact, and ticked off.
    """

    @once_a_run
    def all(self, practice: str) -> pd.DataFrame:
        """One row per correction in the order they came up, done ones too.

        Columns: id, patient_id, what (one of `vocabulary.CORRECTIONS`), contact_id, at,
        done_at (NaT where it is open), done_by.
        """
        with self.database.reading_of(practice) as connection:
            return frame(connection, correction_table, practice)

    def complete(
        self, practice: str, number: int, *, at: datetime, by: str = ""
    ) -> None:
        """Tick a correction off.

        Raises:
            RetentionError: No open one has that number.
        """
        is_meant = (
            correction_table.c.practice == practice,
            correction_table.c.id == number,
            correction_table.c.done_at.is_(None),
        )
        tick_off = update(correction_table).where(*is_meant)
        done = tick_off.values(done_at=vocabulary.wall_clock(at), done_by=by)
        with self.database.writing_to(practice) as connection:
            is_done = connection.execute(done).rowcount
            if not is_done:
                raise RetentionError(
                    f"There is no open correction {number}. Nothing was changed; "
                    "look at the list."
                )


def add_correction(
    connection: Connection, contact: dict[str, Any], number: int
) -> None:
    """Enter what follows from a contact; once, while the same is open for the patient.

    A bad number is entered each time: after the first one it is the next number that
    was tried.

    Args:
        contact: The contact as it was just logged, by column.
        number: The contact's number.
    """
    if contact["outcome"] not in vocabulary.CORRECTIONS:
        return

    row = {
        "practice": contact["practice"],
        "patient_id": contact["patient_id"],
        "what": contact["outcome"],
    }
    if row["what"] not in vocabulary.BAD_NUMBERS:
        is_open = connection.scalar(_open(row)) is not None
        if is_open:
            return
    correction = {**row, "contact_id": number, "at": contact["at"]}
    connection.execute(insert(correction_table).values(correction))


def _open(row: dict[str, Any]):  # type: ignore[no-untyped-def]
    same = [correction_table.c[name] == value for name, value in row.items()]
    return (
        select(correction_table.c.id)
        .where(*same, correction_table.c.done_at.is_(None))
        .limit(1)
    )
