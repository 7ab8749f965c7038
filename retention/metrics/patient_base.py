"""The patient base: active, new, returning, lapsed, departed (definitions.md 2)."""

import numpy as np

from retention.core import dates
from retention.facts import standing, visits
from retention.metrics.figure import Unit, basis, figure
from retention.metrics.reading import FigureTable, Reading, TableRow
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
def bridge(practice: Practice, period: Period) -> FigureTable:
    """Active at the end = active at the start + joined + came back − lapsed − departed.

    The start is the day before the period. Joined: first visit in the period and active
    at its end. Came back: first visit before the period, not active at the start,
    active at the end. These are not the same people as "new" and "reactivated", which
    count visits in the period, whatever happened afterwards.
    """
    why = visits.too_short(practice, standing.window_start(practice, period.day_before))
    if why:
        return FigureTable(unknown=why)
    rows = (
        TableRow(group, Reading.of_people(who), period.day_before, period.last)
        for group, who in _sets(practice, period).items()
    )
    return FigureTable(tuple(rows), basis(practice))


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
def visits_by_month(practice: Practice, period: Period) -> FigureTable:
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
        return FigureTable((), basis(practice), "no visits were loaded")
    starts = np.flatnonzero(month[1:] != month[:-1]) + 1
    labels = month[np.append(0, starts)]
    rows = map(_month, labels, np.split(order, starts), [found] * len(labels))
    return FigureTable(tuple(rows), basis(practice))


def _month(label: np.datetime64, rows: np.ndarray, found: visits.Visits) -> TableRow:
    first = label.astype("datetime64[D]").item()
    reading = Reading(
        Subject.VISIT, rows, found.person[rows], np.ones(len(rows), dtype=bool)
    )
    return TableRow(str(label), reading, first, dates.month_end(first))


@figure("seen", "Patients seen", takes_period=True, better="more")
def seen(practice: Practice, period: Period) -> Reading:
    """People with a visit in the period."""
    if visits.floor(practice) is None:
        return Reading.cannot(Subject.PERSON, "no visits were loaded")
    return Reading.of_people(_seen(practice, period), notes=basis(practice))


@figure("new", "New patients", takes_period=True, better="more")
def new(practice: Practice, period: Period) -> Reading:
    """People seen in the period whose first visit ever falls in it.

    Where the practice's system reports a first visit before the records begin, that one
    counts as the first.
    """
    return _counted(
        practice, period, _seen(practice, period) & ~_came_before(practice, period)
    )


@figure("returning", "Returning patients", takes_period=True, better="more")
def returning(practice: Practice, period: Period) -> Reading:
    """People seen in the period whose first visit lies before it: seen = new +
    returning.
    """
    return _counted(
        practice, period, _seen(practice, period) & _came_before(practice, period)
    )


@figure("continuing", "Continuing patients", takes_period=True, better="more")
def continuing(practice: Practice, period: Period) -> Reading:
    """Returning people who had not been away for 18 months or more before their first
    visit of the period.
    """
    back = _seen(practice, period) & _came_before(practice, period)
    return _counted(practice, period, back & ~_had_been_away(practice, period))


@figure("reactivated", "Reactivated patients", takes_period=True, better="more")
def reactivated(practice: Practice, period: Period) -> Reading:
    """Returning people whose first visit of the period came 18 months or more after the
    visit before it.

    The gap is the practice's own setting, the same as its active window.
    """
    back = _seen(practice, period) & _came_before(practice, period)
    return _counted(practice, period, back & _had_been_away(practice, period))


@figure("returning_share", "Share of returning patients", takes_period=True)
def returning_share(practice: Practice, period: Period) -> Reading:
    """Returning people out of all people seen in the period."""
    why = visits.too_short(practice, _earliest(practice, period))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    return Reading.share_of_people(
        _came_before(practice, period), _seen(practice, period), notes=basis(practice)
    )


def _counted(practice: Practice, period: Period, who: np.ndarray) -> Reading:
    why = visits.too_short(practice, _earliest(practice, period))
    return (
        Reading.cannot(Subject.PERSON, why)
        if why
        else Reading.of_people(who, notes=basis(practice))
    )


def _earliest(practice: Practice, period: Period) -> dates.date:
    """The day from which the records must reach, to tell who is new (history floor)."""
    return dates.before(period.first, practice.policy.active_months)


def _seen(practice: Practice, period: Period) -> np.ndarray:
    return visits.seen(practice, period.first, period.last)


def _came_before(practice: Practice, period: Period) -> np.ndarray:
    return visits.first_visit(practice) < np.datetime64(period.first, "D")


def _had_been_away(practice: Practice, period: Period) -> np.ndarray:
    """Whether the visit before the period lies a full gap before each person's first
    visit in it.
    """
    back = visits.first_from(practice, period.first)
    in_data = visits.last_up_to(practice, period.day_before)
    before = np.where(np.isnat(in_data), visits.first_visit(practice), in_data)
    return before <= dates.months_before(back, practice.policy.active_months)
