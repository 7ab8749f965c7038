"""Recalls: what is due, for whom, and since when (definitions.md 4)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray, IndexArray, StrArray
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
    """Recall rows with a due day that are not disabled, nor disabled until after the
    export: person, due_on.
    """
    rows = practice.recalls
    until = rows["disabled_until"].to_numpy() > np.datetime64(practice.exported, "D")
    return rows[
        ~rows["is_disabled"].to_numpy() & ~until & rows["due_on"].notna().to_numpy()
    ]


@fact
def overdue(practice: Practice) -> Overdue:
    """Who is overdue for a recall at the day of the export."""
    rows = enabled(practice)
    person = rows["person"].to_numpy()
    due = rows["due_on"].to_numpy().astype("datetime64[D]")
    stays = standing.people(practice) & ~standing.departed(practice, practice.exported)
    counts = _any(practice, person, np.ones(len(person), dtype=bool)) & stays
    is_due = due < np.datetime64(practice.exported, "D")
    open_row = is_due & ~(last_hygiene(practice)[person] >= due)
    waits = counts & ~appointments.has_hygiene_booking(practice)
    is_overdue = waits & _any(practice, person, open_row)
    reasons = {
        "not due before D": counts & ~_any(practice, person, is_due),
        "booked": counts & ~waits,
        "hygiene visit since it fell due": counts & ~is_overdue,
    }
    left_out = np.select(list(reasons.values()), list(reasons), "")
    return Overdue(
        counts, is_overdue, _oldest(practice, person, due, open_row), left_out
    )


@fact
def dated(practice: Practice) -> BoolArray:
    """Whether each person has a dated recall row that is enabled."""
    person = enabled(practice)["person"].to_numpy()
    return _any(practice, person, np.ones(len(person), dtype=bool))


@fact
def late(practice: Practice) -> BoolArray:
    """Whether each person has such a row that is due before the day of the export,
    whatever was booked since.
    """
    rows = enabled(practice)
    return _any(
        practice,
        rows["person"].to_numpy(),
        rows["due_on"].to_numpy() < np.datetime64(practice.exported, "D"),
    )


@fact
def estimated(practice: Practice) -> Overdue:
    """Who is overdue by the last hygiene visit alone, among people without any recall
    row (definitions.md 4).
    """
    last = last_hygiene(practice)
    stays = standing.people(practice) & ~standing.departed(practice, practice.exported)
    counts = stays & ~np.isnat(last) & ~has_row(practice)
    due = dates.months_before(last, -practice.policy.recall_months)
    is_due = due < np.datetime64(practice.exported, "D")
    booked = appointments.has_hygiene_booking(practice)
    left_out = np.select(
        [counts & ~is_due, counts & booked], ["not due before D", "booked"], ""
    )
    return Overdue(counts, counts & is_due & ~booked, due, left_out)


@fact
def last_hygiene(practice: Practice) -> DayArray:
    """Each person's last hygiene visit; NaT for people without one."""
    found = visits.visits(practice)
    out = np.full(len(practice.people), visits.NONE)
    out[found.person[found.hygiene]] = found.day[found.hygiene]
    return out


@fact
def has_row(practice: Practice) -> BoolArray:
    """Whether each person has any recall row at all."""
    person = practice.recalls["person"].to_numpy()
    return _any(practice, person, np.ones(len(person), dtype=bool))


def _any(practice: Practice, person: IndexArray, holds: BoolArray) -> BoolArray:
    out = np.zeros(len(practice.people), dtype=bool)
    out[person[holds]] = True
    return out


def _oldest(
    practice: Practice, person: IndexArray, due: DayArray, holds: BoolArray
) -> DayArray:
    order = np.argsort(due[holds])[::-1]
    out = np.full(len(practice.people), visits.NONE)
    out[person[holds][order]] = due[holds][order]
    return out
