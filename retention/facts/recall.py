"""Recalls: what is due, for whom, and since when (definitions.md 4)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import (
    BoolArray,
    DayArray,
    IndexArray,
    StrArray,
    is_among,
)
from retention.facts import appointments, standing, visits
from retention.practice import Practice, fact


@dataclass(frozen=True, eq=False)
class Overdue:
    """For each person by number: whether a recall counts, whether one is overdue, and
    since when.
    """

    counts: BoolArray
    """Not departed, with a dated, enabled recall row."""
    overdue: BoolArray
    since: DayArray
    """Due day of the oldest overdue row; NaT for people without one."""
    left_out: StrArray
    """For people who count and are not overdue, the rule that holds; "" otherwise."""


@fact
def enabled(practice: Practice) -> pd.DataFrame:
    """Return the recall rows with a due day that are enabled at the export.

    Returns:
        Rows of `practice.recalls`, with its columns.
    """
    rows = practice.recalls
    disabled_until = rows["disabled_until"].to_numpy()
    is_paused = disabled_until > practice.export_day
    is_disabled = rows["is_disabled"].to_numpy()
    is_dated = rows["due_on"].notna().to_numpy()
    counts: BoolArray = ~is_disabled & ~is_paused & is_dated
    return rows[counts]


@fact
def overdue(practice: Practice) -> Overdue:
    """Return who is overdue for a recall at the day of the export."""
    rows = enabled(practice)
    person = rows["person"].to_numpy()
    due = dates.days(rows["due_on"])

    counts = dated(practice) & standing.stays(practice)
    is_due = due < practice.export_day
    last = last_hygiene(practice)[person]
    is_open = is_due & ~(last >= due)
    waits = counts & ~appointments.has_hygiene_booking(practice)
    is_overdue = waits & _any(practice, person, is_open)

    reasons = {
        "not due before D": counts & ~_any(practice, person, is_due),
        "booked": counts & ~waits,
        "hygiene visit since it fell due": counts & ~is_overdue,
    }
    left_out = np.select(list(reasons.values()), list(reasons), "")
    since = _oldest(practice, person, due, is_open)
    return Overdue(counts, is_overdue, since, left_out)


@fact
def dated(practice: Practice) -> BoolArray:
    """Return whether each person has a dated recall row that is enabled."""
    person = enabled(practice)["person"].to_numpy()
    return is_among(person, len(practice.people))


@fact
def late(practice: Practice) -> BoolArray:
    """Return whether each person has such a row that fell due before the export.

    Whatever was booked since does not matter.
    """
    rows = enabled(practice)
    person = rows["person"].to_numpy()
    is_due = rows["due_on"].to_numpy() < practice.export_day
    return _any(practice, person, is_due)


@fact
def estimated(practice: Practice) -> Overdue:
    """Return who is overdue by the last hygiene visit alone.

    It is asked of people without any recall row (definitions.md 4).
    """
    last = last_hygiene(practice)
    has_visit = ~np.isnat(last)
    counts = standing.stays(practice) & has_visit & ~has_row(practice)
    due = dates.months_before(last, -practice.policy.recall_months)
    is_due = due < practice.export_day
    booked = appointments.has_hygiene_booking(practice)
    reasons = {
        "not due before D": counts & ~is_due,
        "booked": counts & booked,
    }
    left_out = np.select(list(reasons.values()), list(reasons), "")
    is_overdue = counts & is_due & ~booked
    return Overdue(counts, is_overdue, due, left_out)


@fact
def last_hygiene(practice: Practice) -> DayArray:
    """Return each person's last hygiene visit; NaT for people without one."""
    visit = visits.visits(practice)
    person = visit.person[visit.hygiene]
    last = np.full(len(practice.people), visits.NONE)
    last[person] = visit.day[visit.hygiene]
    return last


@fact
def has_row(practice: Practice) -> BoolArray:
    """Return whether each person has any recall row at all."""
    person = practice.recalls["person"].to_numpy()
    return is_among(person, len(practice.people))


def _any(practice: Practice, person: IndexArray, holds: BoolArray) -> BoolArray:
    """Return whether any row of each person holds."""
    return is_among(person[holds], len(practice.people))


def _oldest(
    practice: Practice, person: IndexArray, due: DayArray, holds: BoolArray
) -> DayArray:
    """Return the oldest due day of each person's rows that hold; NaT for none."""
    open_person = person[holds]
    open_day = due[holds]
    # newest first: of several days of one person, the last one written stands
    order = np.argsort(open_day)[::-1]
    oldest = np.full(len(practice.people), visits.NONE)
    oldest[open_person[order]] = open_day[order]
    return oldest
