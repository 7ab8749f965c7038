"""Calls, messages and letters, logged one by one."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import Engine, insert

from retention.problems import RetentionError
from retention.work import words
from retention.work.database import Database, inserted
from retention.work.frames import frame
from retention.work.stops import add_stop
from retention.work.tables import contact as table


class Contacts(Database):
    """The log of contacts; lines are only ever added, in the order of their numbers."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._read: dict[str, pd.DataFrame] = {}  # by practice, as far as read: only what is new is fetched

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
    ) -> int:
        """Log one contact; gives its number once it is on the disk.

        `at` is the practice's clock, `day` the day of work (that of `at` by default). The outcome `do_not_contact`
        enters a stop on all channels with it. RetentionError for an unknown word, `call_back` without a day,
        `declined_leaving` without a note that says why (definitions.md 7), a call-back day before the contact."""
        day = day or at.date()
        _check(reason, outcome, channel)
        _check_what_follows(outcome, day, note, call_back_on)
        row = {
            "practice": practice,
            "patient_id": words.patient(patient_id),
            "household_id": household_id,
            "at": words.wall_clock(at),
            "day": day,
            "reason": reason,
            "outcome": outcome,
            "reached": reached,
            "channel": channel,
            "note": note,
            "call_back_on": call_back_on,
            "by": by,
        }
        with self.writing_to(practice) as connection:
            if outcome == "do_not_contact":
                why = note or "Said so in a contact."
                add_stop(connection, practice, patient_id, since=day, channel=words.ALL_CHANNELS, why=why)
            return inserted(connection.execute(insert(table).values(row)))

    def contacts(self, practice: str) -> pd.DataFrame:
        """One row per contact in the order logged.

        id, patient_id, household_id, at, day, reason, outcome, reached (boolean, may be missing), channel, note,
        call_back_on, mailing_id (Int64, of mailed ones), by. Days and times are datetime64[us]."""
        known = self._read.get(practice)
        last = 0 if known is None or known.empty else int(known["id"].iloc[-1])
        with self.reading_of(practice) as connection:
            new = frame(connection, table, practice, after=last)
        if known is None or not new.empty:
            known = new if known is None else pd.concat([known, new], ignore_index=True)
            self._read[practice] = known
        return known.copy(deep=False)


def _check(reason: str, outcome: str, channel: str | None) -> None:
    words.one_of("reason", reason, words.REASONS)
    words.one_of("outcome", outcome, words.OUTCOMES)
    if channel is not None:
        words.one_of("channel", channel, words.CONTACT_CHANNELS)


def _check_what_follows(outcome: str, day: date, note: str, call_back_on: date | None) -> None:
    if outcome == "call_back" and call_back_on is None:
        raise RetentionError("“call_back” needs the day to call back on. Nothing was saved; give one, then try again.")
    if outcome == "declined_leaving" and not note.strip():
        raise RetentionError("“declined_leaving” needs the reason. Nothing was saved; say in the note why they leave.")
    if call_back_on is not None and call_back_on < day:
        raise RetentionError(f"The call-back day {call_back_on} lies before the contact ({day}). Nothing was saved.")
