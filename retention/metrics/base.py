"""The patient base: who is active, who lapsed or left, and the bridge from one day to
another.
"""

import numpy as np

from retention import days
from retention.facts import standing, visits
from retention.metrics.declare import Unit, basis, figure
from retention.metrics.reading import Reading, Row, Table
from retention.practice import Period, Practice, Subject


@figure("active", "Active patients", better="more")
def active(practice: Practice, period: Period) -> Reading:
    """People with a visit in the 18 months up to the day, who had not left by then.

    Leaving means a status of inactive, archived, deceased or not a patient in the
    practice's system: on the day that is exported for it, else on the day after the
    last visit. The 18 months are the practice's own setting.
    """
    why = visits.too_short(practice, standing.window_start(practice, period.as_of))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    start = standing.window_start(practice, period.as_of)
    gone = visits.seen(practice, start, period.as_of) & standing.departed(
        practice, period.as_of
    )
    return Reading.of_people(
        standing.active(practice, period.as_of),
        {"left the practice": gone},
        notes=basis(practice),
    )


@figure("lapsed", "Lapsed patients", takes_period=True, better="less")
def lapsed(practice: Practice, period: Period) -> Reading:
    """People who were active on the day before the period, are not active on its last
    day, and did not leave by then.

    They drifted off: 18 months went by without a visit, and nobody wrote down a
    goodbye.
    """
    return _of_bridge(practice, period, "lapsed")


@figure("departed", "Departed patients", takes_period=True, better="less")
def departed(practice: Practice, period: Period) -> Reading:
    """People who were active on the day before the period and left during it.

    Leaving means a status of inactive, archived, deceased or not a patient, on the
    exported day of that status, else on the day after the last visit.
    """
    return _of_bridge(practice, period, "departed")


@figure("bridge", "Bridge of active patients", unit=Unit.TABLE, takes_period=True)
def bridge(practice: Practice, period: Period) -> Table:
    """Active at the end = active at the start + joined + came back − lapsed − departed.

    The start is the day before the period. Joined: first visit in the period and active
    at its end. Came back: first visit before the period, not active at the start,
    active at the end. These are not the same people as "new" and "reactivated", which
    count visits in the period, whatever happened afterwards.
    """
    why = visits.too_short(practice, standing.window_start(practice, period.day_before))
    if why:
        return Table(unknown=why)
    rows = (
        Row(group, Reading.of_people(who), period.day_before, period.last)
        for group, who in _sets(practice, period).items()
    )
    return Table(tuple(rows), basis(practice))


def _of_bridge(practice: Practice, period: Period, group: str) -> Reading:
    why = visits.too_short(practice, standing.window_start(practice, period.day_before))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    return Reading.of_people(_sets(practice, period)[group], notes=basis(practice))


def _sets(practice: Practice, period: Period) -> dict[str, np.ndarray]:
    """The bridge's sets, one yes or no per person each."""
    start, end = (
        standing.active(practice, day) for day in (period.day_before, period.last)
    )
    gone = standing.departed(practice, period.last)
    before = visits.first_visit(practice) <= np.datetime64(period.day_before, "D")
    return {
        "active_start": start,
        "joined": end & ~start & ~before,
        "came_back": end & ~start & before,
        "lapsed": start & ~end & ~gone,
        "departed": start & gone,
        "active_end": end,
    }


@figure("visits_by_month", "Visits by month", unit=Unit.TABLE, subject=Subject.VISIT)
def visits_by_month(practice: Practice, period: Period) -> Table:
    """Visits of each month up to the day: one person on one day with at least one
    procedure completed.

    Broken-appointment codes are no visit. Months without a visit have no row.
    """
    found = visits.visits(practice)
    (order, month) = visits.by_month(practice)
    upto = found.day[order] <= np.datetime64(period.as_of, "D")
    order = order[upto]
    month = month[upto]
    if not len(order):
        return Table((), basis(practice), "no visits were loaded")
    starts = np.flatnonzero(month[1:] != month[:-1]) + 1
    labels = month[np.append(0, starts)]
    rows = map(_month, labels, np.split(order, starts), [found] * len(labels))
    return Table(tuple(rows), basis(practice))


def _month(label: np.datetime64, rows: np.ndarray, found: visits.Visits) -> Row:
    first = label.astype("datetime64[D]").item()
    reading = Reading(
        Subject.VISIT, rows, found.person[rows], np.ones(len(rows), dtype=bool)
    )
    return Row(str(label), reading, first, days.month_end(first))
