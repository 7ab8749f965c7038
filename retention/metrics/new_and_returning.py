"""Seen, new and returning: everyone seen is one or the other (definitions.md 2)."""

import numpy as np

from retention import days
from retention.facts import visits
from retention.metrics.declare import basis, figure
from retention.metrics.reading import Reading
from retention.practice import Period, Practice, Subject


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


def _earliest(practice: Practice, period: Period) -> days.date:
    """The day from which the records must reach, to tell who is new (history floor)."""
    return days.before(period.first, practice.policy.active_months)


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
    return before <= days.months_before(back, practice.policy.active_months)
