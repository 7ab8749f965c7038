"""What contacts came to, by group; and bookings that the schedule lacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.facts import appointments, standing, visits
from retention.outreach import follow_up
from retention.outreach.contact_log import Log, last_place
from retention.outreach.reasons import REASONS
from retention.outreach.success_rates import WITHIN
from retention.practice import Practice

NOT_SAID = "not said"
_TITLES = {reason.key: reason.title for reason in REASONS}


def _reason(called: pd.DataFrame) -> pd.Series:
    return called["reason"].map(_TITLES).fillna(called["reason"])


def _hour(called: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(called["at"]).dt.strftime("%H:00")


GROUPS: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
    "reason": _reason,
    "script": lambda called: called["script"],
    "hour": _hour,
    "caller": lambda called: called["by"],
}
"""What contacts can be told apart by, and each one's group."""


def breakdown(practice: Practice, log: Log, by: str) -> pd.DataFrame:
    """Contacts logged one by one (letters and files apart), told apart by one of
    `GROUPS`; one row per group.

    Columns: group; contacts; reached (somebody was spoken to) and booked (the outcome),
    both of `contacts`; ripe (the contacts whose 30 days lie before the export) and came
    (a visit of the person within them, the day of the contact itself not counted, as
    for the chances), of `ripe`; both missing where the records carry no visits. Hours
    in order, all else by contacts; who did not say is "not said".
    """
    called = follow_up.contacts(practice, log)
    called = called[called["outcome"] != "mailed"]
    said = GROUPS[by](called).astype("str").str.strip()
    ripe, came = _came(practice, called)
    counted = pd.DataFrame(
        {
            "group": said.where(said.fillna("") != "", NOT_SAID),
            "contacts": 1,
            "reached": called["reached"].astype(int),
            "booked": (called["outcome"] == "booked").astype(int),
            "ripe": ripe,
            "came": came,
        }
    )
    sums = counted.groupby("group", as_index=False).sum(min_count=1)
    return sums.sort_values(
        "group" if by == "hour" else "contacts",
        ascending=by == "hour",
        kind="stable",
        ignore_index=True,
    )


def _came(practice: Practice, called: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Whether each contact is ripe, and whether a ripe one was followed by a visit;
    missing without visits.
    """
    if visits.floor(practice) is None:
        nothing = pd.Series(pd.NA, index=called.index, dtype="Int64")
        return nothing, nothing
    day = follow_up.days(called["day"])
    events = follow_up.visited(practice)
    ripe = day + np.timedelta64(WITHIN, "D") <= np.datetime64(practice.exported, "D")
    came = follow_up.within(
        called["person"].to_numpy(), day + 1, WITHIN - 1, events.person, events.day
    )
    return tuple(
        pd.Series(column, index=called.index, dtype="Int64")
        for column in (ripe, ripe & came)
    )  # type: ignore[return-value]


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
    shown = _is_shown(practice, said["person"].to_numpy(), follow_up.days(said["day"]))
    missing = said[is_old & ~shown]
    return SaidBooked(
        _bookings(practice, missing), int((is_old & shown).sum()), int((~is_old).sum())
    )


def _last_words(practice: Practice, log: Log) -> pd.DataFrame:
    """Each person's last contact that reached somebody, by day, then as logged."""
    called = follow_up.contacts(practice, log).sort_values(
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
    book = practice.appointments[appointments.real(practice)]
    signs = [(came.person, came.day)]
    signs += [
        (book["person"].to_numpy(), follow_up.days(book[name]))
        for name in ("day", "created_on")
    ]
    shown = np.logical_or.reduce(
        [
            appointments.has_later_event(person, day - 1, who, when)
            for who, when in signs
        ]
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
