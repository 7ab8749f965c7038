"""What followed a day: bookings, visits, treatment accepted (definitions.md 5, 7)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, CentsArray, DayArray, IndexArray
from retention.core.dates import keyed
from retention.facts import appointments, contactability, treatment, visits
from retention.outreach.contact_log import Log, reached
from retention.practice import Practice, fact

_EXTRA = ("id", "at", "script")


@dataclass(frozen=True, eq=False)
class Events:
    """Things that happened to people: one place per event in each array."""

    person: IndexArray
    """Number of the person."""
    day: DayArray
    cents: CentsArray
    """Completed work of a visit; 0 for a booking."""


@fact
def visited(practice: Practice) -> Events:
    """Every visit up to the day of the export."""
    came = visits.visits(practice)
    return Events(
        person=came.person,
        day=came.day,
        cents=came.cents,
    )


@fact
def made(practice: Practice) -> Events:
    """Every appointment with the day on which it was made, whatever became of it.

    Templates and notes are none.
    """
    is_real = appointments.real(practice)
    is_dated = practice.appointments["created_on"].notna().to_numpy()
    book = practice.appointments[is_real & is_dated]

    person = book["person"].to_numpy()
    day = dates.days(book["created_on"])
    no_cents = np.zeros(len(book), dtype=np.int64)

    return Events(person, day, no_cents)


def booked(practice: Practice, called: pd.DataFrame) -> Events:
    """Bookings: appointments made, or the outcomes `booked` of `contacts`.

    The outcomes count where the practice exports no day of making.
    """
    if appointments.created_on_exported(practice):
        return made(practice)
    is_booked = called["outcome"] == "booked"
    bookings = called[is_booked]
    return Events(
        person=bookings["person"].to_numpy(),
        day=dates.days(bookings["day"]),
        cents=np.zeros(len(bookings), dtype=np.int64),
    )


def contacts(practice: Practice, log: Log) -> pd.DataFrame:
    """Contacts logged here with people whom the records have, in the order logged.

    Returns:
        The log's columns with `person` (number), `reached` (known of each), and `id`,
        `at`, `script`, empty where the log does not say.
    """
    logged = log.contacts
    person = contactability.numbers(practice, logged["patient_id"])
    missing = {name: None for name in _EXTRA if name not in logged}
    logged = logged.assign(person=person, **missing)

    is_known = logged["person"] >= 0
    logged = logged[is_known]
    with_reached = logged.assign(reached=reached(logged))

    return with_reached.reset_index(drop=True)


def within(
    who: IndexArray,
    since: DayArray,
    most: int,
    event_of: IndexArray,
    event_on: DayArray,
) -> BoolArray:
    """Whether an event of the same one follows on that day or up to `most` days later.

    Args:
        who: Number of a person or household.
        since: The day from which each of them is followed.
        most: DayArray after it that count.
        event_of: The person or household of each event, numbered as `who`.
        event_on: Day of each event.

    Returns:
        One place per place of `who`.
    """
    events = np.sort(keyed(event_of, event_on))
    start = keyed(who, since)
    place = np.searchsorted(events, start)

    never = np.iinfo(np.int64).max
    following = np.append(events, never)[place]

    return following <= start + most


def unseen(practice: Practice) -> str:
    """Why nobody can be seen to have come; "" where visits are in the records."""
    if visits.floor(practice) is None:
        return (
            "The records carry no visits, so that nobody can be seen to have come. "
            "Load procedures or appointments."
        )
    return ""


@fact
def accepted(practice: Practice) -> Events | None:
    """Each care item on the day it was done, and on the day it was put on the book.

    That is the day on which the appointment that it stands on was made. Items of
    inactive and rejected plans are out; those without such a day are accepted once they
    are done. None where the records carry no procedures.
    """
    if practice.procedures.empty:
        return None

    items = treatment.care(practice)
    person = np.tile(items.person, 2)
    is_active = np.tile(~items.inactive, 2)
    day = np.concatenate([items.completed_on, items.put_on])
    counts = is_active & ~np.isnat(day)

    person = person[counts]
    no_cents = np.zeros(len(person), dtype=np.int64)

    return Events(person, day[counts], no_cents)
