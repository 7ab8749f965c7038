"""Standing: who is active, who has departed and since when, who is held to be deceased
(definitions.md 0 and 2).
"""

from datetime import date

import numpy as np

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray
from retention.facts import visits
from retention.practice import Practice, fact

DEPARTED = ("inactive", "archived", "deceased", "non_patient")
_ALWAYS = np.datetime64("0001-01-01", "D")
"""The day of departure of people who left without ever having come."""


@fact
def people(practice: Practice) -> BoolArray:
    """Return whether each row of the patient list is a person (definitions.md 0)."""
    return practice.people["is_person"].to_numpy()


@fact
def departed_on(practice: Practice) -> DayArray:
    """Return the day each person departed; NaT for those who have not.

    The exported day of the status, else the day after the last visit; without any visit
    the first of all days, which reads as "always".
    """
    people_frame = practice.people
    has_status = people_frame["status"].isin(DEPARTED).to_numpy()
    has_left = has_status & people(practice)
    status_day = dates.days(people_frame["status_on"])
    last = visits.last_visit(practice)
    day_after = last + np.timedelta64(1, "D")
    fallback = np.where(np.isnat(last), _ALWAYS, day_after)
    day = np.where(np.isnat(status_day), fallback, status_day)
    return np.where(has_left, day, visits.NONE)


def departed(practice: Practice, day: date) -> BoolArray:
    """Return whether each person has departed on or before a day."""
    by_then = np.datetime64(day, "D")
    return departed_on(practice) <= by_then


@fact
def stays(practice: Practice) -> BoolArray:
    """Return whether each row is a person who has not departed at the export."""
    has_left = departed(practice, practice.exported)
    return people(practice) & ~has_left


@fact
def deceased(practice: Practice) -> BoolArray:
    """Return whether each person is held to be deceased."""
    status = practice.people["status"]
    is_deceased = (status == "deceased").to_numpy()
    return is_deceased & people(practice)


def window_start(practice: Practice, day: date) -> date:
    """Return the first day of the active window that ends on a day."""
    months = practice.policy.active_months
    day_before_window = dates.before(day, months)
    return day_before_window + dates.ONE


def active(practice: Practice, day: date) -> BoolArray:
    """Return who has a visit in the active window up to the day, and has not departed.

    Departures count on or before the day (definitions.md 2).
    """
    first = window_start(practice, day)
    was_seen = visits.seen(practice, first, day)
    return was_seen & ~departed(practice, day)
