"""Contacts logged one by one, and who is not to be contacted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    func,
    insert,
    select,
    update,
)

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.corrections import add_correction
from retention.store.database import Database, frame, inserted
from retention.store.row_locks import release_claim
from retention.store.tables import contact as contact_table
from retention.store.tables import stop as stop_table

COUNTS: ColumnElement[bool] = contact_table.c.taken_back_at.is_(None)
"""Whether a contact counts: it was not taken back."""


@dataclass(frozen=True, eq=False)
class _Read:
    """A practice's log as far as it was read."""

    taken_back: Row[Any]
    """How many contacts were taken back, and when the last: where either is another
    one, all is read again.
    """
    every: pd.DataFrame
    counting: pd.DataFrame


class Contacts(Database):
    """The log of contacts; lines are only ever added, in the order of their numbers,
    and can be taken back.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._read: dict[str, _Read] = {}  # by practice: only what is new is fetched

    def log_contact(
        self,
        practice: str,
        patient_id: str,
        *,
        reason: str,
        outcome: str,
        at: datetime,
        day: date | None = None,
        household_id: str | None = None,
        reached: bool | None = None,
        channel: str | None = None,
        note: str = "",
        call_back_on: date | None = None,
        by: str = "",
        closing_reason: str | None = None,
        script: str | None = None,
        holder: str | None = None,
        also: Mapping[str, str] = MappingProxyType({}),
    ) -> int:
        """Log one contact; gives its number once it is on the disk, with all that
        follows from it.

        `also` names others of the household of whom the same was said, each with the
        reason that was spoken of: all are logged, or none.

        `at` is the practice's clock, `day` the day of work (that of `at` by default).
        The outcome `do_not_contact` enters a stop on all channels, those of
        `words.CORRECTIONS` a correction; `holder`'s claim on the household ends.
        RetentionError for an unknown word, `call_back` without a day,
        `declined_leaving` without a closing reason or a note that says why
        (definitions.md 7; a note alone is kept under "other"), a closing reason with
        any other outcome, a call-back day before the contact. It is long because all
        that a contact is must be named.
        """
        day = day or at.date()
        for spoken_of in (reason, *also.values()):
            _check(spoken_of, outcome, channel)
        _check_call_back(outcome, day, call_back_on)
        row = {
            "practice": practice,
            "patient_id": vocabulary.patient(patient_id),
            "household_id": household_id,
            "at": vocabulary.wall_clock(at),
            "day": day,
            "reason": reason,
            "outcome": outcome,
            "reached": reached,
            "channel": channel,
            "note": note,
            "call_back_on": call_back_on,
            "by": by,
            "closing_reason": _closing_reason(outcome, closing_reason, note),
            "script": script,
        }
        others = [
            {**row, "patient_id": vocabulary.patient(other), "reason": why}
            for other, why in also.items()
        ]
        with self.writing_to(practice) as connection:
            number, *_ = [_write(connection, one) for one in (row, *others)]
            if holder and household_id:
                release_claim(connection, practice, household_id, holder)
            return number

    def contacts(self, practice: str) -> pd.DataFrame:
        """One row per contact that counts, in the order logged: what was taken back is
        in no list and no figure.

        id, patient_id, household_id, at, day, reason, outcome, reached (boolean, may be
        missing), channel, note, call_back_on, mailing_id (Int64, of mailed ones), by,
        closing_reason, script (both may be missing). Days and times are datetime64[us].
        """
        return self._log(practice).counting.copy(deep=False)

    def every_contact(self, practice: str) -> pd.DataFrame:
        """One row per contact in the order logged, those taken back too; to be shown,
        not to be counted.

        The columns of `contacts`, taken_back_at (NaT where it counts) and taken_back_by
        (may be missing).
        """
        return self._log(practice).every.copy(deep=False)

    def _log(self, practice: str) -> _Read:
        """The log up to now.

        What was taken back is asked first: of what comes between, the next reading
        knows.
        """
        known = self._read.get(practice)
        with self.reading_of(practice) as connection:
            taken_back = connection.execute(_taken_back(practice)).one()
            if known is not None and known.taken_back != taken_back:
                known = None
            last = (
                0
                if known is None or known.every.empty
                else int(known.every["id"].iloc[-1])
            )
            new = frame(connection, contact_table, practice, after=last)
        if known is None or not new.empty:
            every = (
                new
                if known is None
                else pd.concat([known.every, new], ignore_index=True)
            )
            known = _Read(taken_back, every, _counting(every))
            self._read[practice] = known
        return known


def take_back(
    connection: Connection,
    practice: str,
    which: ColumnElement[bool],
    *,
    at: datetime,
    by: str,
) -> int:
    """Have contacts count no more, in a transaction; gives how many.

    Those taken back before stay as they are.
    """
    those = update(contact_table).where(
        contact_table.c.practice == practice, which, COUNTS
    )
    return connection.execute(
        those.values(taken_back_at=vocabulary.wall_clock(at), taken_back_by=by)
    ).rowcount


def _taken_back(practice: str):  # type: ignore[no-untyped-def]
    when = contact_table.c.taken_back_at
    return select(func.count(when), func.max(when)).where(
        contact_table.c.practice == practice, when.is_not(None)
    )


def _counting(every: pd.DataFrame) -> pd.DataFrame:
    """The rows that count."""
    taken_back = every["taken_back_at"].notna()
    counting = every[~taken_back].reset_index(drop=True) if taken_back.any() else every
    return counting.drop(columns=["taken_back_at", "taken_back_by"])


def _write(connection: Connection, row: dict[str, Any]) -> int:
    """Enter a contact, the correction and the stop that follow from it; gives its
    number.
    """
    number = inserted(connection.execute(insert(contact_table).values(row)))
    add_correction(connection, row, number)
    if row["outcome"] == "do_not_contact":
        why = row["note"] or "Said so in a contact."
        patient = row["patient_id"]
        since = row["day"]
        add_stop(
            connection,
            row["practice"],
            patient,
            since=since,
            channel=vocabulary.ALL_CHANNELS,
            why=why,
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


class Stops(Database):
    """Requests to be left in peace; no import ever touches them."""

    def stop(
        self,
        practice: str,
        patient_id: str,
        *,
        since: date,
        channel: str = vocabulary.ALL_CHANNELS,
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
        channel: str = vocabulary.ALL_CHANNELS,
    ) -> None:
        """Let a patient be contacted on a channel again; the stop stays in the history.

        RetentionError where no stop of exactly that channel stands."""
        lifted = update(stop_table).where(
            _standing(practice, vocabulary.patient(patient_id), channel)
        )
        with self.writing_to(practice) as connection:
            if not connection.execute(
                lifted.values(lifted_at=vocabulary.wall_clock(at))
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
    """The number of the stop that stands for a patient and channel, entered where there
    is none.
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
    this = (
        (stop_table.c.practice == practice)
        & (stop_table.c.patient_id == patient_id)
        & (stop_table.c.channel == channel)
    )
    return this & stop_table.c.lifted_at.is_(None)
