"""Treatment presented, accepted, done and left sitting (definitions.md 5)."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from retention.core.arrays import BoolArray, DayArray, IndexArray
from retention.core.policy import TO_DATE, WINDOWS
from retention.facts import appointments
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
    done_inside = _within(items.completed_on, period)
    done_undated = done_inside & np.isnat(items.planned_on)
    left_out = {"done without a plan date": items.row[done_undated]}
    return _items(items, _presented(items, period), left_out=left_out)


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
    still_unripe = inside & ~ripe
    reading = _items(
        items,
        inside & ripe,
        part=_accepted(practice, items, window),
        left_out={"items of unripe months": items.row[still_unripe]},
        notes=_of_bookings(practice, window),
    )
    counted = _counted_by(reading, by_what)
    if by_what != "person":
        return counted

    only_unripe = np.setdiff1d(items.person[still_unripe], reading.person)
    return replace(counted, left_out={"items of unripe months only": only_unripe})


def unripe(
    practice: Practice,
    period: Period,
    *,
    window: int | str = 90,
    by_what: str = "amount",
) -> Reading:
    """Give what "Case acceptance" leaves out as not yet ripe.

    Its part is what was accepted of it so far. It is only ever to be drawn as such,
    since it can still rise. It is empty where every month is ripe.
    """
    if not facts.planned_on_exported(practice):
        return Reading.cannot(Subject.ITEM, NOT_MEASURED)

    items = facts.care(practice)
    still_unripe = _presented(items, period) & ~_ripe(items, period, window)
    reading = _items(
        items,
        still_unripe,
        part=_accepted(practice, items, window),
        notes=_of_bookings(practice, window),
    )
    return _counted_by(reading, by_what)


def _counted_by(reading: Reading, by_what: str) -> Reading:
    """Give a share of items by amount, by item or by person."""
    if by_what == "person":
        return reading.by_person()
    if by_what == "amount":
        return reading
    return replace(reading, cents=None)


@figure("same_day", "Accepted the same day", takes_period=True, better="more", **_CARE)
def same_day(practice: Practice, period: Period) -> Reading:
    """Of all treatment presented in the period, the share done or put on an appointment
    on the day it was planned.

    Work entered as done on the day counts, as others count it.
    """
    if not facts.planned_on_exported(practice):
        return Reading.cannot(Subject.ITEM, NOT_MEASURED)

    items = facts.care(practice)
    return _items(
        items,
        _presented(items, period),
        part=_accepted(practice, items, 0),
        notes=_of_bookings(practice, 0),
    )


@figure("sitting", "Treatment left sitting", better="less", **_CARE)
def sitting(practice: Practice, period: Period) -> Reading:
    """Care items still planned at the day of the export, of people who have not left,
    that no booked appointment holds.

    A booked cleaning does not hide an unbooked crown. Items on inactive or rejected
    plans are out.
    """
    return _items(
        facts.care(practice),
        facts.sitting(practice),
        left_out=facts.kept_from_sitting(practice),
        notes=_unknown_bookings(practice),
    )


@figure("sitting_ages", "Ages of what is sitting", **{**_CARE, "unit": Unit.TABLE})
def sitting_ages(practice: Practice, period: Period) -> FigureTable:
    """What is left sitting, by days since it was planned: 0–30, 31–90, 91–180, 181–365,
    more than 365, undated.
    """
    items = facts.care(practice)
    sits = facts.sitting(practice)
    exported = practice.export_day
    days = (exported - items.planned_on).astype(float)
    undated = np.isnat(items.planned_on)
    rows = []
    for name, low, high in facts.AGES:
        is_of_age = ~undated & (days >= low) & (days <= high)
        rows.append(TableRow(name, _items(items, sits & is_of_age)))
    rows.append(TableRow("undated", _items(items, sits & undated)))
    return FigureTable(tuple(rows), _unknown_bookings(practice))


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
    accepted = _accepted(practice, items, TO_DATE)
    steps = {
        "presented": inside,
        "accepted": inside & accepted,
        "booked_or_done": inside & (items.done | items.booked),
        "done": inside & items.done,
    }
    rows = [
        TableRow(step, _items(items, members), period.first, period.last)
        for step, members in steps.items()
    ]
    return FigureTable(tuple(rows), _of_bookings(practice, TO_DATE))


def _presented(items: facts.Care, period: Period) -> BoolArray:
    return _within(items.planned_on, period) & ~items.inactive


def _within(day: DayArray, period: Period) -> BoolArray:
    not_before = day >= np.datetime64(period.first, "D")
    not_after = day <= np.datetime64(period.last, "D")
    return not_before & not_after


def _ripe(items: facts.Care, period: Period, window: int | str) -> BoolArray:
    """Whether each item's month of presentation is ripe (definitions.md 5)."""
    if window == TO_DATE:
        return np.ones(len(items.row), dtype=bool)

    next_month = items.planned_on.astype("datetime64[M]") + 1
    month_end = next_month.astype("datetime64[D]") - np.timedelta64(1, "D")
    ripe_on = month_end + np.timedelta64(int(window), "D")
    return np.asarray(ripe_on <= np.datetime64(period.as_of, "D"))


def _accepted(practice: Practice, items: facts.Care, window: int | str) -> BoolArray:
    """Whether each item was done or put on an appointment in time.

    "To date" means at any time (definitions.md 5).
    """
    if window != TO_DATE:
        limit = items.planned_on + np.timedelta64(int(window), "D")
        return (items.completed_on <= limit) | (items.put_on <= limit)
    if appointments.created_on_exported(practice):
        return items.done | items.stands
    return items.done | items.booked


def _unknown_bookings(practice: Practice) -> tuple[str, ...]:
    if "appointment" in practice.loaded:
        return ()
    return (NO_BOOK,)


def _of_bookings(practice: Practice, window: int | str) -> tuple[str, ...]:
    """Return a note on the bookings that acceptance cannot see (definitions.md 5).

    There is none where it sees them all.
    """
    unknown = _unknown_bookings(practice)
    if unknown:
        return unknown
    if appointments.created_on_exported(practice):
        return ()
    if window == TO_DATE:
        return (STILL_BOOKED,)
    return (ONLY_DONE,)


def _items(
    items: facts.Care,
    whole: BoolArray,
    part: BoolArray | None = None,
    left_out: Mapping[str, IndexArray] | None = None,
    notes: tuple[str, ...] = (),
) -> Reading:
    """Make a count of items with their amounts, or with a part a share of them."""
    member = np.flatnonzero(whole)
    is_share = part is not None
    part_of_whole = np.ones(len(member), dtype=bool)
    if part is not None:
        part_of_whole = part[member]

    return Reading(
        Subject.ITEM,
        items.row[member],
        items.person[member],
        part_of_whole,
        is_share=is_share,
        cents=items.cents[member],
        left_out=left_out or {},
        notes=notes,
    )
