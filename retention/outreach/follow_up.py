"""What followed a day: bookings, visits, treatment accepted (definitions.md 5, 7)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.core.dates import Days, keyed
from retention.facts import appointments, contactability, treatment, visits
from retention.outreach.contact_log import Log, reached
from retention.practice import Practice, fact

_EXTRA = ("id", "at", "script")


@dataclass(frozen=True, eq=False)
class Events:
    """Things that happened to people: one place per event in each array."""

    person: np.ndarray
    """Number of the person."""
    day: Days
    cents: np.ndarray
    """Completed work of a visit; 0 for a booking."""


@fact
def visited(practice: Practice) -> Events:
    """Every visit up to the day of the export."""
    found = visits.visits(practice)
    return Events(found.person, found.day, found.cents)


@fact
def made(practice: Practice) -> Events:
    """Every appointment with the day on which it was made, whatever became of it;
    templates and notes are none.
    """
    book = practice.appointments[
        appointments.real(practice)
        & practice.appointments["created_on"].notna().to_numpy()
    ]
    day = book["created_on"].to_numpy().astype("datetime64[D]")
    return Events(book["person"].to_numpy(), day, np.zeros(len(book), dtype=np.int64))


def booked(practice: Practice, called: pd.DataFrame) -> Events:
    """Bookings: appointments made; where the practice exports no day of making, the
    outcomes `booked` of `contacts`.
    """
    if appointments.created_on_exported(practice):
        return made(practice)
    said = called[called["outcome"] == "booked"]
    return Events(
        said["person"].to_numpy(),
        days(said["day"]),
        np.zeros(len(said), dtype=np.int64),
    )


def contacts(practice: Practice, log: Log) -> pd.DataFrame:
    """Contacts logged here with people whom the records have, in the order logged.

    The log's columns with `person` (number), `reached` (known of each), and `id`, `at`,
    `script`, empty where the log does not say.
    """
    found = log.contacts.assign(
        person=contactability.numbers(practice, log.contacts["patient_id"])
    )
    found = found.assign(**{name: None for name in _EXTRA if name not in found})
    found = found[found["person"] >= 0]
    return found.assign(reached=reached(found)).reset_index(drop=True)


def within(
    who: np.ndarray, since: Days, most: int, event_of: np.ndarray, event_on: Days
) -> np.ndarray:
    """For each (who, since): whether an event of the same one lies on that day or up to
    `most` days later.
    """
    known = np.sort(keyed(event_of, event_on))
    start = keyed(who, since)
    place = np.searchsorted(known, start)
    return np.append(known, np.iinfo(np.int64).max)[place] <= start + most


def days(column: pd.Series) -> Days:
    """A column of days as an array."""
    return column.to_numpy().astype("datetime64[D]")


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
    """Each care item on the day it was done, and on the day on which the appointment
    that it stands on was made; those of inactive and rejected plans are out.

    Items without such a day are accepted once they are done. None where the records
    carry no procedures.
    """
    if practice.procedures.empty:
        return None
    items = treatment.care(practice)
    person = np.tile(items.person, 2)
    day = np.concatenate([items.completed_on, items.put_on])
    counts = np.tile(~items.inactive, 2) & ~np.isnat(day)
    return Events(
        person[counts], day[counts], np.zeros(int(counts.sum()), dtype=np.int64)
    )
