"""What contacts came to, by group; and bookings that the schedule lacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray, IndexArray
from retention.facts import appointments, standing, visits
from retention.outreach import follow_up
from retention.outreach.contact_log import Log, last_place
from retention.outreach.reasons import REASONS
from retention.outreach.success_rates import WITHIN
from retention.practice import Practice

NOT_SAID = "not said"
_TITLES = {reason.key: reason.title for reason in REASONS}


def _reason(called: pd.DataFrame) -> pd.Series:
    reason = called["reason"]
    titles = reason.map(_TITLES)
    return titles.fillna(reason)


def _hour(called: pd.DataFrame) -> pd.Series:
    moment = pd.to_datetime(called["at"])
    return moment.dt.strftime("%H:00")


GROUPS: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
    "reason": _reason,
    "script": lambda called: called["script"],
    "hour": _hour,
    "caller": lambda called: called["by"],
}
"""What contacts can be told apart by, and each one's group."""


def breakdown(practice: Practice, log: Log, by: str) -> pd.DataFrame:
    """Contacts logged one by one, letters and files apart, by one of `GROUPS`.

    Returns:
        One row per group: group; contacts; reached (somebody was spoken to) and booked
        (the outcome), both of `contacts`; ripe (the contacts whose 30 days lie before
        the export) and came (a visit of the person within them, the day of the contact
        itself not counted, as for the chances), of `ripe`; both missing where the
        records carry no visits. Hours in order, all else by contacts; who did not say
        is "not said".
    """
    called = follow_up.contacts(practice, log)
    called = called[called["outcome"] != "mailed"]
    group = GROUPS[by](called).astype("str").str.strip()
    is_said = group.fillna("") != ""
    ripe, came = _came(practice, called)
    contacts = pd.DataFrame(
        {
            "group": group.where(is_said, NOT_SAID),
            "contacts": 1,
            "reached": called["reached"].astype(int),
            "booked": (called["outcome"] == "booked").astype(int),
            "ripe": ripe,
            "came": came,
        }
    )
    sums = contacts.groupby("group", as_index=False).sum(min_count=1)
    by_hour = by == "hour"
    return sums.sort_values(
        "group" if by_hour else "contacts",
        ascending=by_hour,
        kind="stable",
        ignore_index=True,
    )


def _came(practice: Practice, called: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Whether each contact is ripe, and whether a ripe one was followed by a visit.

    Both are missing where the records carry no visits.
    """
    if visits.floor(practice) is None:
        nothing = pd.Series(pd.NA, index=called.index, dtype="Int64")
        return nothing, nothing

    day = dates.days(called["day"])
    person = called["person"].to_numpy()
    is_over = day + np.timedelta64(WITHIN, "D") <= np.datetime64(practice.exported, "D")
    events = follow_up.visited(practice)
    came = follow_up.within(person, day + 1, WITHIN - 1, events.person, events.day)

    return (
        pd.Series(is_over, index=called.index, dtype="Int64"),
        pd.Series(is_over & came, index=called.index, dtype="Int64"),
    )


_NO_APPOINTMENTS = (
    "The records carry no appointments, so that a booking cannot be found in them. "
    "Load the appointment list."
)


@dataclass(frozen=True)
class Booking:
    """A contact that ended in `booked`."""

    contact: int | None
    """The contact's number; None where the log does not number its contacts."""
    patient_id: str
    """The winner's, where the id was merged since."""
    day: date
    reason: str
    by: str


@dataclass(frozen=True)
class SaidBooked:
    """What became of the bookings logged here: found, missing, or too new to tell."""

    missing: tuple[Booking, ...]
    """The oldest first."""
    found: int
    waiting: int
    """Logged on the day of the export or later, which it cannot show."""
    unknown: str = ""
    """Why nothing can be told; "" where it can."""


def said_booked(practice: Practice, log: Log) -> SaidBooked:
    """Contacts that ended in `booked` before the export, without a sign in the records.

    A sign is an appointment for that day or later, or made since, whatever became of
    it, or a visit; a reported next visit where no appointments were loaded. Only what a
    person said last counts (their last contact that reached somebody), and only of
    people who have not departed.
    """
    last_words = _last_words(practice, log)
    is_booked = last_words["outcome"] == "booked"
    departed = standing.departed(practice, practice.exported)
    booked = last_words[is_booked & ~departed[last_words["person"]]]
    is_old = booked["day"] < pd.Timestamp(practice.exported)
    waiting = int((~is_old).sum())
    if not appointments.bookings_known(practice):
        return SaidBooked(
            missing=(),
            found=0,
            waiting=waiting,
            unknown=_NO_APPOINTMENTS,
        )

    day = dates.days(booked["day"])
    shown = _is_shown(practice, booked["person"].to_numpy(), day)
    missing = booked[is_old & ~shown]
    return SaidBooked(
        missing=_bookings(practice, missing),
        found=int((is_old & shown).sum()),
        waiting=waiting,
    )


def _last_words(practice: Practice, log: Log) -> pd.DataFrame:
    """Each person's last contact that reached somebody, by day, then as logged."""
    logged = follow_up.contacts(practice, log)
    called = logged.sort_values("day", kind="stable", ignore_index=True)
    person = called["person"].to_numpy()
    was_reached = called["reached"].to_numpy()

    place = last_place(len(practice.people), person, was_reached)
    known = place[place >= 0]

    return called.iloc[np.sort(known)]


def _is_shown(practice: Practice, person: IndexArray, day: DayArray) -> BoolArray:
    """Whether the records show what came of a booking of each of those people.

    That is a visit or an appointment on that day or later, or one made since.
    """
    came = visits.visits(practice)
    book = practice.appointments[appointments.real(practice)]
    booked_for = book["person"].to_numpy()
    signs = (
        (came.person, came.day),
        (booked_for, dates.days(book["day"])),
        (booked_for, dates.days(book["created_on"])),
    )

    day_before = day - 1
    shown = appointments.has_booking(practice)[person]
    for who, when in signs:
        shown = shown | appointments.has_later_event(person, day_before, who, when)
    return shown


def _bookings(practice: Practice, booked: pd.DataFrame) -> tuple[Booking, ...]:
    cells = (
        booked["id"],
        practice.people["id"].iloc[booked["person"]],
        booked["day"],
        booked["reason"],
        booked["by"],
    )
    rows = zip(*(column.tolist() for column in cells), strict=True)
    return tuple(
        Booking(number, who, day.date(), why, by) for number, who, day, why, by in rows
    )
