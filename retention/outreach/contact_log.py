"""Contacts and stops up to the day of work, and their outcomes (definitions.md 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray, IndexArray
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
    columns_of_kind = {name: pd.Series(dtype=kind) for name, kind in columns.items()}
    return pd.DataFrame(columns_of_kind)


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
    """The practice, the log and the day of work T.

    Every array has one place per row of the patient list.
    """

    practice: Practice
    log: Log
    today: date

    @cached_property
    def household(self) -> IndexArray:
        """Number of the household of each row: its guarantor's row."""
        people = self.practice.people
        return people["household"].to_numpy()

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Contacts logged here up to today, by day, then as logged.

        Contacts of ids that the records do not have are left out.

        Returns:
            The log's columns, `person`, and `since_visit`: after the person's last
            visit.
        """
        log = self.log.contacts[list(CONTACT_COLUMNS)]
        person = contactability.numbers(self.practice, log["patient_id"])
        log = log.assign(person=person)

        is_known = log["person"] >= 0
        is_past = log["day"] <= pd.Timestamp(self.today)
        log = log[is_known & is_past].sort_values("day", kind="stable")

        day = dates.days(log["day"])
        last_visit = visits.last_visit(self.practice)[log["person"]]
        since_visit = ~(day <= last_visit)

        return log.assign(since_visit=since_visit).reset_index(drop=True)

    @cached_property
    def last_made(self) -> DayArray:
        """Day of the last contact logged here up to today; NaT for none.

        Letters and e-mails do not count.
        """
        is_letter = self.contacts["outcome"] == "mailed"
        log = self.contacts[~is_letter]
        day = dates.days(log["day"])

        last = np.full(len(self.practice.people), visits.NONE)
        last[log["person"]] = day

        return last

    @cached_property
    def complaint_on(self) -> DayArray:
        """Day of the last complaint logged here that is still open; else NaT.

        A visit, or a contact that reached somebody, closes it.
        """
        log = self.contacts
        size = len(self.practice.people)
        person = log["person"].to_numpy()
        is_complaint = (log["outcome"] == "complaint").to_numpy()
        complained = last_place(size, person, is_complaint)
        spoken_to = last_place(size, person, reached(log))
        is_open = (complained >= 0) & (complained >= spoken_to)

        day = dates.days(log["day"])
        open_since = np.full(size, visits.NONE)
        open_since[is_open] = day[complained[is_open]]
        came_since = visits.last_visit(self.practice) > open_since

        return np.where(came_since, visits.NONE, open_since)

    @cached_property
    def promise(self) -> IndexArray:
        """Place in `contacts` of each person's open call-back; -1 for none.

        The last promise counts. It is kept by a later contact that reached somebody or
        was made on its day or after; a letter keeps none.
        """
        log = self.contacts
        person = log["person"].to_numpy()
        day = log["day"].to_numpy()
        promised_for = log["call_back_on"].to_numpy()
        has_promise = log["call_back_on"].notna().to_numpy()
        place = last_place(len(self.practice.people), person, has_promise)

        promise = place[person]
        is_later = np.arange(len(log)) > promise
        is_on_time = day >= promised_for[promise]
        is_letter = (log["outcome"] == "mailed").to_numpy()
        is_made = (reached(log) | is_on_time) & ~is_letter
        kept = (promise >= 0) & is_later & is_made
        place[person[kept]] = -1

        return place

    @cached_property
    def call_back_on(self) -> DayArray:
        """Day on which a call-back is promised and not made yet; NaT for none."""
        days = dates.days(self.contacts["call_back_on"])
        with_none = np.append(days, visits.NONE)

        return with_none[self.promise]


def means(log: pd.DataFrame, what: str) -> pd.Series:
    """Whether each contact's outcome has that trait of `Outcome`."""
    keys = [outcome.key for outcome in OUTCOMES if getattr(outcome, what)]
    return log["outcome"].isin(keys)


def reached(log: pd.DataFrame) -> BoolArray:
    """Whether somebody was spoken to in each contact: as logged, else by its outcome.

    Never of a number that was found bad, whose ringing says nothing of the person.
    """
    as_logged = log["reached"].astype("boolean")
    by_outcome = means(log, "reaches")
    spoken_to = as_logged.fillna(by_outcome).to_numpy(dtype=bool)
    bad_number = log["outcome"].isin(BAD_NUMBER).to_numpy()

    return spoken_to & ~bad_number


def last_place(size: int, person: IndexArray, holds: BoolArray) -> IndexArray:
    """For each person, the place of their last contact that holds; -1 for none."""
    place = np.full(size, -1)
    rows = np.flatnonzero(holds)
    place[person[rows]] = rows
    return place
