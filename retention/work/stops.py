"""Who is not to be contacted any more, and on which channel."""

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from retention.problems import RetentionError
from retention.work import words
from retention.work.database import Database, inserted
from retention.work.frames import frame
from retention.work.tables import stop as table


class Stops(Database):
    """Requests to be left in peace; no import ever touches them."""

    def stop(
        self,
        practice: str,
        patient_id: str,
        *,
        since: date,
        channel: str = words.ALL_CHANNELS,
        why: str = "",
        also: Iterable[str] = (),
    ) -> int:
        """Switch a channel, or all of them, off for a patient; gives the stop's number,
        the old one where it stands.

        The same for the patients in `also`: for all or for none. RetentionError for an
        unknown channel.
        """
        with self.writing_to(practice) as connection:
            number, *_ = [
                add_stop(
                    connection, practice, one, since=since, channel=channel, why=why
                )
                for one in (patient_id, *also)
            ]
            return number

    def lift_stop(
        self,
        practice: str,
        patient_id: str,
        *,
        at: datetime,
        channel: str = words.ALL_CHANNELS,
    ) -> None:
        """Let a patient be contacted on a channel again; the stop stays in the history.

        RetentionError where no stop of exactly that channel stands."""
        lifted = update(table).where(
            _standing(practice, words.patient(patient_id), channel)
        )
        with self.writing_to(practice) as connection:
            if not connection.execute(
                lifted.values(lifted_at=words.wall_clock(at))
            ).rowcount:
                raise RetentionError(
                    f"There is no stop for “{channel}” to lift. Nothing was changed."
                )

    def stops(self, practice: str) -> pd.DataFrame:
        """One row per stop, lifted ones too, in the order made.

        id, patient_id, channel (`all` or one), since, why, lifted_at (NaT where it
        stands); days are datetime64[us].
        """
        with self.reading_of(practice) as connection:
            return frame(connection, table, practice)


def add_stop(
    connection: Connection,
    practice: str,
    patient_id: str,
    *,
    since: date,
    channel: str,
    why: str,
) -> int:
    """The number of the stop that stands for a patient and channel, entered where there
    is none.
    """
    patient_id = words.patient(patient_id)
    words.one_of("channel", channel, words.STOP_CHANNELS)
    stands = connection.scalar(
        select(table.c.id).where(_standing(practice, patient_id, channel))
    )
    if stands is not None:
        return int(stands)
    row = {
        "practice": practice,
        "patient_id": patient_id,
        "channel": channel,
        "since": since,
        "why": why,
    }
    return inserted(connection.execute(insert(table).values(row)))


def _standing(practice: str, patient_id: str, channel: str):  # type: ignore[no-untyped-def]
    this = (
        (table.c.practice == practice)
        & (table.c.patient_id == patient_id)
        & (table.c.channel == channel)
    )
    return this & table.c.lifted_at.is_(None)
