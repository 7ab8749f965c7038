"""Said booked, is booked: outcomes `booked` held against the appointments and visits of
a later export.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.facts import appointments, bookings, standing, visits
from retention.outreach import followed
from retention.outreach.log import Log
from retention.outreach.logged import last_place
from retention.practice import Practice

ONE = np.timedelta64(1, "D")


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
    """What became of the bookings that were logged here: those found, those missing,
    and those too new to tell.
    """

    missing: tuple[Booking, ...]
    """The oldest first."""
    found: int
    waiting: int
    """Logged on the day of the export or later, which it cannot show."""
    unknown: str = ""
    """Why nothing can be told; "" where it can."""


def said_booked(practice: Practice, log: Log) -> SaidBooked:
    """Contacts that ended in `booked` before the day of the export, and whose person
    has no sign of it in the records.

    A sign is an appointment for that day or later, or made since, whatever became of
    it, or a visit; a reported next visit where no appointments were loaded. Only what a
    person said last counts (their last contact that reached somebody), and only of
    people who have not departed.
    """
    said = _last_words(practice, log)
    said = said[
        (said["outcome"] == "booked")
        & ~standing.departed(practice, practice.exported)[said["person"]]
    ]
    is_old = said["day"] < pd.Timestamp(practice.exported)
    if not appointments.bookings_known(practice):
        why = (
            "The records carry no appointments, so that a booking cannot be found in "
            "them. Load the appointment list."
        )
        return SaidBooked((), 0, int((~is_old).sum()), why)
    shown = _is_shown(practice, said["person"].to_numpy(), followed.days(said["day"]))
    missing = said[is_old & ~shown]
    return SaidBooked(
        _bookings(practice, missing), int((is_old & shown).sum()), int((~is_old).sum())
    )


def _last_words(practice: Practice, log: Log) -> pd.DataFrame:
    """Each person's last contact that reached somebody, by day, then as logged."""
    called = followed.contacts(practice, log).sort_values(
        "day", kind="stable", ignore_index=True
    )
    place = last_place(
        len(practice.people), called["person"].to_numpy(), called["reached"].to_numpy()
    )
    return called.iloc[np.sort(place[place >= 0])]


def _is_shown(practice: Practice, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whether a visit or an appointment of that person lies on that day or later, or
    was made since.
    """
    came = visits.visits(practice)
    book = practice.appointments[bookings.real(practice)]
    signs = [(came.person, came.day)]
    signs += [
        (book["person"].to_numpy(), followed.days(book[name]))
        for name in ("day", "created_on")
    ]
    shown = np.logical_or.reduce(
        [bookings.followed(person, day - ONE, who, when) for who, when in signs]
    )
    return shown | appointments.has_booking(practice)[person]


def _bookings(practice: Practice, found: pd.DataFrame) -> tuple[Booking, ...]:
    cells = (
        found["id"],
        practice.people["id"].iloc[found["person"]],
        found["day"],
        found["reason"],
        found["by"],
    )
    rows = zip(*(column.tolist() for column in cells), strict=True)
    return tuple(
        Booking(number, who, day.date(), why, by) for number, who, day, why, by in rows
    )
