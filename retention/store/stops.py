"""Who is not to be contacted, and on which channel."""

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.database import inserted
from retention.store.frames import frame
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import stop as stop_table


class Stops(StorePart):
    """Requests to be left in peace; no import ever touches them."""

    def add(
        self,
        practice: str,
        patient_id: str,
        *,
        since: date,
        channel: str = vocabulary.ALL_CHANNELS,
        why: str = "",
        also: Iterable[str] = (),
    ) -> int:
        """Switch a channel, or all of them, off for a patient.

        The same is done for the patients in `also`: for all or for none.

        Returns:
            The number of the patient's stop, the old one where it stands.

        Raises:
            RetentionError: The channel is unknown.
        """
        with self.database.writing_to(practice) as connection:
            number, *_ = [
                add_stop(
                    connection, practice, patient, since=since, channel=channel, why=why
                )
                for patient in (patient_id, *also)
            ]
            return number

    def lift(
        self,
        practice: str,
        patient_id: str,
        *,
        at: datetime,
        channel: str = vocabulary.ALL_CHANNELS,
    ) -> None:
        """Let a patient be contacted on a channel again; the stop stays in the history.

        Raises:
            RetentionError: No stop of exactly that channel stands.
        """
        patient = vocabulary.patient(patient_id)
        standing = update(stop_table).where(_standing(practice, patient, channel))
        lift = standing.values(lifted_at=vocabulary.wall_clock(at))
        with self.database.writing_to(practice) as connection:
            lifted = connection.execute(lift).rowcount
            if not lifted:
                raise RetentionError(
                    f"There is no stop for “{channel}” to lift. Nothing was changed."
                )

    @once_a_run
    def all(self, practice: str) -> pd.DataFrame:
        """One row per stop, lifted ones too, in the order made.

        id, patient_id, channel (`all` or one), since, why, lifted_at (NaT where it
        stands); days are datetime64[us].
        """
        with self.database.reading_of(practice) as connection:
            return frame(connection, stop_table, practice)


def add_stop(
    connection: Connection,
    practice: str,
    patient_id: str,
    *,
    since: date,
    channel: str,
    why: str,
) -> int:
    """Enter a stop for a patient and channel, unless one stands.

    Returns:
        The number of the stop that stands.
    """
    patient_id = vocabulary.patient(patient_id)
    vocabulary.one_of("channel", channel, vocabulary.STOP_CHANNELS)
    stands = connection.scalar(
        select(stop_table.c.id).where(_standing(practice, patient_id, channel))
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
    return inserted(connection.execute(insert(stop_table).values(row)))


def _standing(practice: str, patient_id: str, channel: str):  # type: ignore[no-untyped-def]
    is_theirs = (
        (stop_table.c.practice == practice)
        & (stop_table.c.patient_id == patient_id)
        & (stop_table.c.channel == channel)
    )
    return is_theirs & stop_table.c.lifted_at.is_(None)
