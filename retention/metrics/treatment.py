"""Treatment: what was presented, accepted and done, and what is left sitting
(definitions.md 5).
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from retention.core import dates
from retention.core.policy import TO_DATE, WINDOWS
from retention.facts import treatment as facts
from retention.metrics.figure import Unit, figure
from retention.metrics.reading import FigureTable, Reading, TableRow
from retention.practice import Period, Practice, Subject

NOT_MEASURED = "not measured: no planned-on day is exported"
NO_BOOK = "bookings are unknown: no appointments were loaded"
ONLY_DONE = (
    "only work done counts: the export does not say when an appointment was made"
)
STILL_BOOKED = (
    "of bookings only those still booked count: the export does not say when an "
    "appointment was made"
)
_CARE = {
    "unit": Unit.AMOUNT,
    "subject": Subject.ITEM,
    "of_export": True,
    "needs": ("procedure",),
    "needs_codes": True,
}


@figure("presented", "Treatment presented", takes_period=True, better="more", **_CARE)
def presented(practice: Practice, period: Period) -> Reading:
    """Care items planned in the period that are planned still or completed, of
    everybody, people who left too.

    Care is treatment from fillings to surgery: no exams, pictures or cleanings.
    Inactive plans, deleted work, work done elsewhere and referrals are out. Completed
    work without a plan day is left out and shown apart.
    """
    if not facts.planned_on_exported(practice):
        return Reading.cannot(Subject.ITEM, NOT_MEASURED)
    items = facts.care(practice)
    done_undated = np.isnat(items.planned_on) & _within(items.completed_on, period)
    return _items(
        items,
        _presented(items, period),
        left_out={"done without a plan date": items.row[done_undated]},
    )


_CHOICES = {
    "window": (90, *(wait for wait in WINDOWS if wait != 90), TO_DATE),
    "by_what": ("amount", "item", "person"),
}


@figure(
    "acceptance",
    "Case acceptance",
    takes_period=True,
    better="more",
    options=_CHOICES,
    **_CARE,
)
def acceptance(
    practice: Practice,
    period: Period,
    *,
    window: int | str = 90,
    by_what: str = "amount",
) -> Reading:
    """Of the treatment presented, the share completed or put on an appointment within
    90 days of the plan day.

    Other windows are 0, 7, 30, 60 days and "to date" (ever). Only ripe months count:
    those whose last day lies at least the window before the day, so that every item had
    its full time. By amount, by item, or by person, who accepts when one of their items
    is accepted. "To date" has no ripeness and is never drawn beside the closed windows.
    """
    if not facts.planned_on_exported(practice):
        return Reading.cannot(Subject.ITEM, NOT_MEASURED)
    items = facts.care(practice)
    inside = _presented(items, period)
    ripe = _ripe(items, period, window)
    reading = _items(
        items,
        inside & ripe,
        part=_accepted(practice, items, window),
        left_out={"items of unripe months": items.row[inside & ~ripe]},
        notes=_of_bookings(practice, window),
    )
    if by_what == "person":
        only_unripe = np.setdiff1d(items.person[inside & ~ripe], reading.person)
        return replace(
            reading.by_person(), left_out={"items of unripe months only": only_unripe}
        )
    return reading if by_what == "amount" else replace(reading, cents=None)


def unripe(
    practice: Practice,
    period: Period,
    *,
    window: int | str = 90,
    by_what: str = "amount",
) -> Reading:
    """What "Case acceptance" leaves out as not yet ripe, with what was accepted of it
    so far: only ever to be drawn as such, since it can still rise. Empty where every
    month is ripe.
    """
    if not facts.planned_on_exported(practice):
        return Reading.cannot(Subject.ITEM, NOT_MEASURED)
    items = facts.care(practice)
    early = _presented(items, period) & ~_ripe(items, period, window)
    reading = _items(
        items,
        early,
        part=_accepted(practice, items, window),
        notes=_of_bookings(practice, window),
    )
    if by_what == "person":
        return reading.by_person()
    return reading if by_what == "amount" else replace(reading, cents=None)


@figure("same_day", "Accepted the same day", takes_period=True, better="more", **_CARE)
def same_day(practice: Practice, period: Period) -> Reading:
    """Of all treatment presented in the period, the share done or put on an appointment
    on the day it was planned.

    Work entered as done on the day counts, as others count it.
    """
    if not facts.planned_on_exported(practice):
        return Reading.cannot(Subject.ITEM, NOT_MEASURED)
    items = facts.care(practice)
    part = _accepted(practice, items, 0)
    return _items(
        items, _presented(items, period), part=part, notes=_of_bookings(practice, 0)
    )


@figure("sitting", "Treatment left sitting", better="less", **_CARE)
def sitting(practice: Practice, period: Period) -> Reading:
    """Care items still planned at the day of the export, of people who have not left,
    that no booked appointment holds.

    A booked cleaning does not hide an unbooked crown. Items on inactive or rejected
    plans are out.
    """
    left_out = facts.kept_from_sitting(practice)
    notes = _unknown_bookings(practice)
    return _items(
        facts.care(practice), facts.sitting(practice), left_out=left_out, notes=notes
    )


@figure("sitting_ages", "Ages of what is sitting", **{**_CARE, "unit": Unit.TABLE})
def sitting_ages(practice: Practice, period: Period) -> FigureTable:
    """What is left sitting, by days since it was planned: 0–30, 31–90, 91–180, 181–365,
    more than 365, undated.
    """
    items = facts.care(practice)
    sits = facts.sitting(practice)
    age = (np.datetime64(practice.exported, "D") - items.planned_on).astype(float)
    undated = np.isnat(items.planned_on)
    rows = [
        TableRow(name, _items(items, sits & ~undated & (age >= low) & (age <= high)))
        for name, low, high in facts.AGES
    ]
    return FigureTable(
        (*rows, TableRow("undated", _items(items, sits & undated))),
        _unknown_bookings(practice),
    )


@figure(
    "funnel",
    "From presented to done",
    **{**_CARE, "unit": Unit.TABLE},
    takes_period=True,
)
def funnel(practice: Practice, period: Period) -> FigureTable:
    """Treatment presented in the period → accepted (to date) → booked or done → done,
    each a part of the one before.
    """
    if not facts.planned_on_exported(practice):
        return FigureTable(unknown=NOT_MEASURED)
    items = facts.care(practice)
    inside = _presented(items, period)
    steps = {
        "presented": inside,
        "accepted": inside & _accepted(practice, items, TO_DATE),
        "booked_or_done": inside & (items.done | items.booked),
        "done": inside & items.done,
    }
    rows = tuple(
        TableRow(step, _items(items, who), period.first, period.last)
        for step, who in steps.items()
    )
    return FigureTable(rows, _of_bookings(practice, TO_DATE))


def _presented(items: facts.Care, period: Period) -> np.ndarray:
    return _within(items.planned_on, period) & ~items.inactive


def _within(day: dates.Days, period: Period) -> np.ndarray:
    return (day >= np.datetime64(period.first, "D")) & (
        day <= np.datetime64(period.last, "D")
    )


def _ripe(items: facts.Care, period: Period, window: int | str) -> np.ndarray:
    """Whether each item's month of presentation is ripe for the window (definitions.md
    5).
    """
    if window == TO_DATE:
        return np.ones(len(items.row), dtype=bool)
    month_end = (items.planned_on.astype("datetime64[M]") + 1).astype(
        "datetime64[D]"
    ) - np.timedelta64(1, "D")
    return np.asarray(
        month_end + np.timedelta64(int(window), "D") <= np.datetime64(period.as_of, "D")
    )


def _accepted(practice: Practice, items: facts.Care, window: int | str) -> np.ndarray:
    """Whether each item was done or put on an appointment in time; "to date" at any
    time (definitions.md 5).
    """
    created_on = facts.appointments.created_on_exported(practice)
    if window == TO_DATE:
        return items.done | (items.stands if created_on else items.booked)
    limit = items.planned_on + np.timedelta64(int(window), "D")
    return (items.completed_on <= limit) | (items.put_on <= limit)


def _unknown_bookings(practice: Practice) -> tuple[str, ...]:
    return () if "appointment" in practice.loaded else (NO_BOOK,)


def _of_bookings(practice: Practice, window: int | str) -> tuple[str, ...]:
    """A note on the bookings that acceptance cannot see, where it cannot see them all
    (definitions.md 5).
    """
    if _unknown_bookings(practice) or facts.appointments.created_on_exported(practice):
        return _unknown_bookings(practice)
    return (STILL_BOOKED if window == TO_DATE else ONLY_DONE,)


def _items(
    items: facts.Care,
    whole: np.ndarray,
    part: np.ndarray | None = None,
    left_out: Mapping[str, np.ndarray] | None = None,
    notes: tuple[str, ...] = (),
) -> Reading:
    """A count of items with their amounts, or with a part a share of them."""
    member = np.flatnonzero(whole)
    return Reading(
        Subject.ITEM,
        items.row[member],
        items.person[member],
        np.ones(len(member), dtype=bool) if part is None else part[member],
        is_share=part is not None,
        cents=items.cents[member],
        left_out=left_out or {},
        notes=notes,
    )
