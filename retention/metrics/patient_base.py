"""The patient base: active, new, returning, lapsed, departed (definitions.md 2)."""

from datetime import date

import numpy as np

from retention.core import dates
from retention.core.arrays import BoolArray, IndexArray
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
    start = standing.window_start(practice, period.as_of)
    why = visits.too_short(practice, start)
    if why:
        return Reading.cannot(Subject.PERSON, why)

    is_active = standing.active(practice, period.as_of)
    was_seen = visits.seen(practice, start, period.as_of)
    has_left = standing.departed(practice, period.as_of)
    left_out = {"left the practice": was_seen & has_left}
    return Reading.of_people(is_active, left_out, notes=basis(practice))


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
    why = _bridge_too_short(practice, period)
    if why:
        return FigureTable(unknown=why)

    rows = [
        TableRow(group, Reading.of_people(members), period.day_before, period.last)
        for group, members in _sets(practice, period).items()
    ]
    return FigureTable(tuple(rows), basis(practice))


def _of_bridge(practice: Practice, period: Period, group: str) -> Reading:
    why = _bridge_too_short(practice, period)
    if why:
        return Reading.cannot(Subject.PERSON, why)

    members = _sets(practice, period)[group]
    return Reading.of_people(members, notes=basis(practice))


def _bridge_too_short(practice: Practice, period: Period) -> str:
    """Say why the records do not reach back to the bridge's start; "" if they do."""
    start = standing.window_start(practice, period.day_before)
    return visits.too_short(practice, start)


def _sets(practice: Practice, period: Period) -> dict[str, BoolArray]:
    """Return the bridge's sets, one yes or no per person each."""
    start = standing.active(practice, period.day_before)
    end = standing.active(practice, period.last)
    gone = standing.departed(practice, period.last)
    first_visit = visits.first_visit(practice)
    before = first_visit <= np.datetime64(period.day_before, "D")

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
    every_visit = visits.visits(practice)
    order, month = visits.by_month(practice)
    is_past = every_visit.day[order] <= np.datetime64(period.as_of, "D")
    order = order[is_past]
    month = month[is_past]
    if not len(order):
        return FigureTable((), basis(practice), "no visits were loaded")

    month_changes = month[1:] != month[:-1]
    starts = np.flatnonzero(month_changes) + 1
    labels = month[np.append(0, starts)]
    rows_by_month = np.split(order, starts)
    table_rows = [
        _month(label, rows, every_visit)
        for label, rows in zip(labels, rows_by_month, strict=True)
    ]
    return FigureTable(tuple(table_rows), basis(practice))


def _month(
    label: np.datetime64, rows: IndexArray, every_visit: visits.Visits
) -> TableRow:
    first = label.astype("datetime64[D]").item()
    person = every_visit.person[rows]
    every_row = np.ones(len(rows), dtype=bool)
    reading = Reading(Subject.VISIT, rows, person, every_row)
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
    is_new = _seen(practice, period) & ~_came_before(practice, period)
    return _counted(practice, period, is_new)


@figure("returning", "Returning patients", takes_period=True, better="more")
def returning(practice: Practice, period: Period) -> Reading:
    """People seen in the period whose first visit lies before it: seen = new +
    returning.
    """
    return _counted(practice, period, _returning(practice, period))


@figure("continuing", "Continuing patients", takes_period=True, better="more")
def continuing(practice: Practice, period: Period) -> Reading:
    """Returning people who had not been away for 18 months or more before their first
    visit of the period.
    """
    is_returning = _returning(practice, period)
    had_been_away = _had_been_away(practice, period)
    return _counted(practice, period, is_returning & ~had_been_away)


@figure("reactivated", "Reactivated patients", takes_period=True, better="more")
def reactivated(practice: Practice, period: Period) -> Reading:
    """Returning people whose first visit of the period came 18 months or more after the
    visit before it.

    The gap is the practice's own setting, the same as its active window.
    """
    is_returning = _returning(practice, period)
    had_been_away = _had_been_away(practice, period)
    return _counted(practice, period, is_returning & had_been_away)


@figure("returning_share", "Share of returning patients", takes_period=True)
def returning_share(practice: Practice, period: Period) -> Reading:
    """Returning people out of all people seen in the period."""
    why = visits.too_short(practice, _earliest(practice, period))
    if why:
        return Reading.cannot(Subject.PERSON, why)

    came_before = _came_before(practice, period)
    seen_now = _seen(practice, period)
    return Reading.share_of_people(came_before, seen_now, notes=basis(practice))


def _counted(practice: Practice, period: Period, who: BoolArray) -> Reading:
    why = visits.too_short(practice, _earliest(practice, period))
    if why:
        return Reading.cannot(Subject.PERSON, why)
    return Reading.of_people(who, notes=basis(practice))


def _earliest(practice: Practice, period: Period) -> date:
    """Return the day from which the records must reach, to tell who is new."""
    return dates.before(period.first, practice.policy.active_months)


def _seen(practice: Practice, period: Period) -> BoolArray:
    return visits.seen(practice, period.first, period.last)


def _came_before(practice: Practice, period: Period) -> BoolArray:
    return visits.first_visit(practice) < np.datetime64(period.first, "D")


def _returning(practice: Practice, period: Period) -> BoolArray:
    return _seen(practice, period) & _came_before(practice, period)


def _had_been_away(practice: Practice, period: Period) -> BoolArray:
    """Whether a full gap lies before each person's first visit of the period."""
    came_back = visits.first_from(practice, period.first)
    last_before = visits.last_up_to(practice, period.day_before)
    # a visit reported before the records begin counts too
    reported_first = visits.first_visit(practice)
    before = np.where(np.isnat(last_before), reported_first, last_before)
    return before <= dates.months_before(came_back, practice.policy.active_months)
