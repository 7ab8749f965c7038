"""Kaplan–Meier: how long until people come back, with those still waiting censored
(definitions.md 3).
"""

from dataclasses import dataclass

import numpy as np

from retention.core.arrays import BoolArray, DayArray, FloatArray, IndexArray, IntArray
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
        """The share still without an event on a day."""
        before = np.searchsorted(self.day, day, side="right")
        return float(self.s[before - 1]) if before else 1.0


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
    """The product-limit estimate of waits in whole days, censored where `came` is
    false.

    Kaplan and Meier 1958; band by Greenwood on the log-log scale (Kalbfleisch and
    Prentice).
    """
    events = np.bincount(days[came]) if came.any() else np.zeros(0, dtype=np.int64)
    at = np.flatnonzero(events)
    at_risk = len(days) - np.searchsorted(np.sort(days), at)
    n = at_risk.astype(float)
    d = events[at].astype(float)
    s = np.cumprod(1 - d / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z * np.sqrt(np.cumsum(d / (n * (n - d)))) / np.log(s)
        low = s ** np.exp(-spread)
        high = s ** np.exp(spread)
    ended = s <= 0
    return Curve(
        at,
        s,
        at_risk,
        events[at],
        np.where(ended, 0.0, low),
        np.where(ended, 0.0, high),
    )


@fact
def waits(practice: Practice, until: DayArray | np.datetime64) -> Waits:
    """From every visit up to a day to the next; censored at the day, and at an exported
    day of leaving or death.

    People whose first visit is only reported are left out: nobody knows how long they
    had been coming.
    """
    found = visits.visits(practice)
    known = visits.first_visit(practice) == visits.first_in_data(practice)
    rows = np.flatnonzero((found.day <= until) & known[found.person])
    person = found.person[rows]
    day = found.day[rows]
    came = np.append(person[1:] == person[:-1], False)[: len(person)]
    following = np.append(day[1:], day[:1])[: len(day)]
    end = np.where(came, following, _censored(practice, until)[person])
    return Waits(person, rows, np.maximum((end - day).astype(np.int64), 0), came)


def first_waits(found: Waits) -> Waits:
    """Of those waits, each person's first: from the first visit to the second."""
    first = np.concatenate([[True], found.person[1:] != found.person[:-1]])[
        : len(found.person)
    ]
    return Waits(
        found.person[first], found.visit[first], found.days[first], found.came[first]
    )


def _censored(practice: Practice, until: DayArray | np.datetime64) -> DayArray:
    """The day up to which each person's absence is known: of those who left, the day
    that is exported for it.
    """
    exported = practice.people["status_on"].to_numpy().astype("datetime64[D]")
    left = ~np.isnat(standing.departed_on(practice))
    return np.where(left & (exported < until), exported, until)
