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


@fact
def people(practice: Practice) -> BoolArray:
    """Whether each row of the patient list is a person (definitions.md 0)."""
    return practice.people["is_person"].to_numpy()


@fact
def departed_on(practice: Practice) -> DayArray:
    """Day each person departed, NaT for those who have not.

    The exported day of the status, else the day after the last visit; without any visit
    the first of all days, which reads as "always".
    """
    status = practice.people["status"].isin(DEPARTED).to_numpy() & people(practice)
    exported = practice.people["status_on"].to_numpy().astype("datetime64[D]")
    last = visits.last_visit(practice)
    after = np.where(
        np.isnat(last), np.datetime64("0001-01-01", "D"), last + np.timedelta64(1, "D")
    )
    return np.where(status, np.where(np.isnat(exported), after, exported), visits.NONE)


def departed(practice: Practice, day: date) -> BoolArray:
    """Whether each person has departed on or before a day."""
    return departed_on(practice) <= np.datetime64(day, "D")


@fact
def deceased(practice: Practice) -> BoolArray:
    """Whether each person is held to be deceased."""
    return (practice.people["status"] == "deceased").to_numpy() & people(practice)


def window_start(practice: Practice, day: date) -> date:
    """The first day of the active window that ends on a day."""
    return dates.before(day, practice.policy.active_months) + dates.ONE


def active(practice: Practice, day: date) -> BoolArray:
    """People with a visit in the active window up to the day, not departed on or before
    it (definitions.md 2).
    """
    return visits.seen(practice, window_start(practice, day), day) & ~departed(
        practice, day
    )
