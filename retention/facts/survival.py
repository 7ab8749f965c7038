"""Kaplan–Meier: how long until people come back, with those still waiting censored
(definitions.md 3).
"""

from dataclasses import dataclass

import numpy as np

from retention.core.arrays import BoolArray, DayArray, FloatArray, IndexArray, IntArray
from retention.core.dates import days as days_of
from retention.core.statistics import Z
from retention.facts import standing, visits
from retention.practice import Practice, fact


@dataclass(frozen=True, eq=False)
class Curve:
    """A survival curve at the days with an event: one array per column."""

    day: IndexArray
    """Days since the start."""
    s: FloatArray
    """Share still without an event."""
    at_risk: IntArray
    events: IntArray
    low: FloatArray
    """Lower end of the 95 % band, Greenwood on the log-log scale; `high` the upper
    one.
    """
    high: FloatArray

    def at(self, day: int) -> float:
        """Return the share still without an event on a day."""
        events_before = np.searchsorted(self.day, day, side="right")
        if not events_before:
            return 1.0
        return float(self.s[events_before - 1])


@dataclass(frozen=True, eq=False)
class Waits:
    """Waits for a visit: who, from which visit on, for how many days, and whether it
    came.
    """

    person: IndexArray
    visit: IndexArray
    """Place of the visit among the visits."""
    days: IntArray
    came: BoolArray


def kaplan_meier(days: IntArray, came: BoolArray) -> Curve:
    """Return the product-limit estimate of waits in whole days.

    Kaplan and Meier 1958; band by Greenwood on the log-log scale (Kalbfleisch and
    Prentice).

    Args:
        days: How long each waited.
        came: Whether the wait ended; false where it is censored.
    """
    events_on = np.bincount(days[came]) if came.any() else np.zeros(0, dtype=np.int64)
    event_days = np.flatnonzero(events_on)
    events = events_on[event_days]
    gone_before = np.searchsorted(np.sort(days), event_days)
    at_risk = len(days) - gone_before

    n = at_risk.astype(float)
    d = events.astype(float)
    s = np.cumprod(1 - d / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(d / (n * (n - d)))
        spread = Z * np.sqrt(greenwood) / np.log(s)
        low = s ** np.exp(-spread)
        high = s ** np.exp(spread)

    has_ended = s <= 0

    return Curve(
        day=event_days,
        s=s,
        at_risk=at_risk,
        events=events,
        low=np.where(has_ended, 0.0, low),
        high=np.where(has_ended, 0.0, high),
    )


@fact
def waits(practice: Practice, until: DayArray | np.datetime64) -> Waits:
    """Return the waits from every visit up to a day to the next visit.

    They are censored at the day, and at an exported day of leaving or death. People
    whose first visit is only reported are left out: nobody knows how long they had been
    coming.
    """
    visit = visits.visits(practice)
    first = visits.first_visit(practice)
    is_first_known = first == visits.first_in_data(practice)
    counts = (visit.day <= until) & is_first_known[visit.person]
    rows = np.flatnonzero(counts)
    person = visit.person[rows]
    day = visit.day[rows]

    number = len(rows)
    came = np.append(person[1:] == person[:-1], False)[:number]
    next_day = np.append(day[1:], day[:1])[:number]
    censored_on = _censored(practice, until)[person]
    end = np.where(came, next_day, censored_on)
    days = (end - day).astype(np.int64)
    return Waits(person, rows, np.maximum(days, 0), came)


def first_waits(found: Waits) -> Waits:
    """Return each person's first wait: from the first visit to the second."""
    person = found.person
    begins = np.concatenate([[True], person[1:] != person[:-1]])
    is_first = begins[: len(person)]
    return Waits(
        person=person[is_first],
        visit=found.visit[is_first],
        days=found.days[is_first],
        came=found.came[is_first],
    )


def _censored(practice: Practice, until: DayArray | np.datetime64) -> DayArray:
    """Return the day up to which each person's absence is known.

    Of those who left it is the day that is exported for it.
    """
    status_day = days_of(practice.people["status_on"])
    has_left = ~np.isnat(standing.departed_on(practice))
    is_earlier = has_left & (status_day < until)
    return np.where(is_earlier, status_day, until)
