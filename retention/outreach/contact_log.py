"""Contacts and stops up to the day of work, and their outcomes (definitions.md 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from retention.core.dates import Days
from retention.facts import contactability, visits
from retention.practice import Practice

CONTACT_COLUMNS: Mapping[str, str] = {
    "patient_id": "str",
    "day": "datetime64[us]",
    "reason": "str",
    "outcome": "str",
    "reached": "boolean",
    "channel": "str",
    "call_back_on": "datetime64[us]",
    "note": "str",
    "by": "str",
}
STOP_COLUMNS: Mapping[str, str] = {"patient_id": "str", "channel": "str"}
LIFTED_COLUMNS: Mapping[str, str] = {"patient_id": "str", "day": "datetime64[us]"}
CLAIM_COLUMNS: Mapping[str, str] = {
    "household_id": "str",
    "by": "str",
    "until": "datetime64[us]",
}
ARM_COLUMNS: Mapping[str, str] = {"household_id": "str", "until": "datetime64[us]"}


def _no_rows(columns: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


# built once, for a log is made for every list; each log gets a copy of its own
_NO_CONTACTS = _no_rows(CONTACT_COLUMNS)
_NO_STOPS = _no_rows(STOP_COLUMNS)
_NO_LIFTED = _no_rows(LIFTED_COLUMNS)
_NO_CLAIMS = _no_rows(CLAIM_COLUMNS)
_NO_ARMS = _no_rows(ARM_COLUMNS)


@dataclass(frozen=True)
class Outcome:
    """What came of a contact, and what follows for the list."""

    key: str
    title: str
    reaches: bool = True
    """Somebody was spoken to, unless the contact itself says otherwise
    (`logged.reached`).
    """
    is_attempt: bool = True
    """Counts towards the most attempts per reason."""
    closes: bool = False
    """Takes the person off every list until their next visit."""


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("booked", "Booked"),
    Outcome("call_back", "Asked to be called back", is_attempt=False),
    Outcome("left_message", "Left a message", reaches=False),
    Outcome("no_answer", "No answer", reaches=False),
    Outcome("busy", "Busy", reaches=False),
    Outcome("wrong_number", "Wrong number", reaches=False),
    Outcome("disconnected", "Number disconnected", reaches=False),
    Outcome("declined_not_now", "Not now"),
    Outcome("declined_leaving", "Leaving us", closes=True),
    Outcome("already_booked", "Already booked", is_attempt=False),
    Outcome("moved", "Moved away", closes=True),
    Outcome("another_dentist", "Has another dentist", closes=True),
    Outcome("cost", "Cost or insurance"),
    Outcome("fear", "Afraid of treatment"),
    Outcome("complaint", "Complaint"),
    Outcome("do_not_contact", "Do not contact", is_attempt=False),
    Outcome("deceased", "Deceased", is_attempt=False, closes=True),
    Outcome("duplicate", "Duplicate record", is_attempt=False, closes=True),
    Outcome("mailed", "Letter or e-mail sent", reaches=False),
)
OUTCOME: Mapping[str, Outcome] = {outcome.key: outcome for outcome in OUTCOMES}
BOOKINGS = ("booked", "already_booked")
BAD_NUMBER = ("wrong_number", "disconnected")
"""After these the number is out: the next one on file is used."""


@dataclass(frozen=True, eq=False)
class Log:
    """What people did here, read afresh from the work and passed in."""

    contacts: pd.DataFrame
    """One row per contact logged here, in the order logged: patient_id, day, reason,
    outcome, reached (may be missing), channel, call_back_on (NaT for none), note, by
    (who logged it, may be missing).
    """
    stops: pd.DataFrame
    """One row per stop in force: patient_id, channel ("all" or one)."""
    lifted: pd.DataFrame = field(default_factory=_NO_LIFTED.copy)
    """One row per stop on all channels that was lifted: patient_id, day.

    It voids a `do_not_contact` up to that day, which else counts for ever, even without
    a stop.
    """
    claims: pd.DataFrame = field(default_factory=_NO_CLAIMS.copy)
    """One row per household whose row somebody else has open now: household_id, by
    (their name), until (a moment).
    """
    held_out: pd.DataFrame = field(default_factory=_NO_ARMS.copy)
    """One row per household that a campaign holds out for comparison now: household_id,
    until (the first day free).
    """

    @classmethod
    def empty(cls) -> Self:
        """A log in which nothing has happened yet."""
        return cls(_NO_CONTACTS.copy(), _NO_STOPS.copy())


@dataclass(frozen=True, eq=False)
class LoggedFacts:
    """The practice, the log and the day of work T; every array has one place per row of
    the patient list.
    """

    practice: Practice
    log: Log
    today: date

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Contacts logged here up to today, by day, then as logged: the log's columns,
        `person`, `since_visit` (after the person's last visit). Contacts of ids that
        the records do not have are left out.
        """
        log = self.log.contacts[list(CONTACT_COLUMNS)]
        log = log.assign(
            person=contactability.numbers(self.practice, log["patient_id"])
        )
        log = log[
            (log["person"] >= 0) & (log["day"] <= pd.Timestamp(self.today))
        ].sort_values("day", kind="stable")
        day = log["day"].to_numpy().astype("datetime64[D]")
        last_visit = visits.last_visit(self.practice)[log["person"]]
        return log.assign(since_visit=~(day <= last_visit)).reset_index(drop=True)

    @cached_property
    def last_made(self) -> Days:
        """Day of the last contact logged here up to today, letters and e-mails apart;
        NaT for none.
        """
        log = self.contacts[self.contacts["outcome"] != "mailed"]
        out = np.full(len(self.practice.people), visits.NONE)
        out[log["person"]] = log["day"].to_numpy().astype("datetime64[D]")
        return out

    @cached_property
    def complaint_on(self) -> Days:
        """Day of the last complaint logged here that no visit and no contact with
        somebody has followed; else NaT.
        """
        log = self.contacts
        size = len(self.practice.people)
        person = log["person"].to_numpy()
        complained = last_place(
            size, person, (log["outcome"] == "complaint").to_numpy()
        )
        is_open = (complained >= 0) & (
            complained >= last_place(size, person, reached(log))
        )
        out = np.full(size, visits.NONE)
        out[is_open] = (
            log["day"].to_numpy().astype("datetime64[D]")[complained[is_open]]
        )
        return np.where(visits.last_visit(self.practice) > out, visits.NONE, out)

    @cached_property
    def promise(self) -> np.ndarray:
        """Place in `contacts` of each person's promised call-back that is not made yet;
        -1 for none.

        The last promise counts. It is kept by a later contact that reached somebody or
        was made on its day or after; a letter keeps none.
        """
        log = self.contacts
        person, day = (log[name].to_numpy() for name in ("person", "day"))
        place = last_place(
            len(self.practice.people), person, log["call_back_on"].notna().to_numpy()
        )
        promised = place[person]
        later = np.arange(len(log)) > place[person]
        is_made = reached(log) | (day >= log["call_back_on"].to_numpy()[promised])
        kept = (
            (promised >= 0) & later & is_made & (log["outcome"] != "mailed").to_numpy()
        )
        place[person[kept]] = -1
        return place

    @cached_property
    def call_back_on(self) -> Days:
        """Day on which a call-back is promised and not made yet; NaT for none."""
        days = np.append(
            self.contacts["call_back_on"].to_numpy().astype("datetime64[D]"),
            visits.NONE,
        )
        return days[self.promise]


def means(log: pd.DataFrame, what: str) -> pd.Series:
    """Whether each contact's outcome has that trait of `Outcome`."""
    return log["outcome"].isin(
        [outcome.key for outcome in OUTCOMES if getattr(outcome, what)]
    )


def reached(log: pd.DataFrame) -> np.ndarray:
    """Whether somebody was spoken to in each contact: as it was logged, else as its
    outcome says; never of a number that was found bad, whose ringing says nothing of
    the person.
    """
    said = (
        log["reached"]
        .astype("boolean")
        .fillna(means(log, "reaches"))
        .to_numpy(dtype=bool)
    )
    return said & ~log["outcome"].isin(BAD_NUMBER).to_numpy()


def last_place(size: int, person: np.ndarray, holds: np.ndarray) -> np.ndarray:
    """For each person, the place of their last contact that holds; -1 for none."""
    out = np.full(size, -1)
    out[person[holds]] = np.flatnonzero(holds)
    return out
