"""Rebooking and recall: who is booked ahead, and who is overdue (definitions.md 4)."""

import numpy as np

from retention.core.arrays import BoolArray, IndexArray
from retention.facts import appointments, standing, visits
from retention.facts import recall as facts
from retention.metrics.figure import Unit, basis, basis_of_bookings, figure
from retention.metrics.reading import FigureTable, Reading, TableRow
from retention.practice import Period, Practice, Subject

GRACE_DAYS = 7
NO_CREATED_DAY = "not measured: no created-on day of appointments is exported"
_VISITS = {
    "unit": Unit.VISITS,
    "subject": Subject.VISIT,
    "takes_period": True,
    "of_export": True,
    "better": "more",
    "needs": ("procedure", "appointment"),
    "needs_codes": True,
}


@figure(
    "booked_ahead", "Booked ahead", better="more", of_export=True, needs_bookings=True
)
def booked_ahead(practice: Practice, period: Period) -> Reading:
    """Of the active patients, the share with anything booked.

    Where no appointments were loaded, the next visit that the practice's system reports
    stands for it.
    """
    why = visits.too_short(practice, standing.window_start(practice, period.as_of))
    if why:
        return Reading.cannot(Subject.PERSON, why)

    active = standing.active(practice, period.as_of)
    has_booking = appointments.has_booking(practice)
    notes = basis(practice) + basis_of_bookings(practice)
    return Reading.share_of_people(has_booking, active, notes=notes)


@figure("hygiene_rebooking", "Hygiene rebooked at the chair", **_VISITS)
def hygiene_rebooking(practice: Practice, period: Period) -> Reading:
    """Of the hygiene visits of the period, those with a hygiene appointment made on the
    day or in the 7 after it.

    It must be for a later day, and counts whatever became of it. Visits of people who
    had left within the 7 days are out. An appointment that carries no codes cannot be
    told from others: visits followed only by one stand apart.
    """
    if not appointments.created_on_exported(practice):
        return Reading.cannot(Subject.VISIT, NO_CREATED_DAY)

    whole = _hygiene_visits(practice, period) & ~_left_within_grace(practice)
    part = appointments.hygiene_rebooked(practice, GRACE_DAYS)
    with_uncoded = appointments.uncoded_rebooked(practice, GRACE_DAYS)
    only_uncoded = whole & with_uncoded & ~part
    apart = {
        "followed only by an appointment without codes": np.flatnonzero(only_uncoded)
    }
    return _share(practice, part, whole, apart)


@figure("hygiene_booked_since", "Hygiene booked since", **_VISITS, is_open_ended=True)
def hygiene_booked_since(practice: Practice, period: Period) -> Reading:
    """Of the hygiene visits of the period, those followed by another, or by a hygiene
    appointment booked at the export.

    For practices whose system does not say when an appointment was made. Visits of
    people who left are out. Older visits had more time, so it is never drawn beside
    "Hygiene rebooked at the chair", nor held against its own past.
    """
    person = visits.visits(practice).person
    departed = standing.departed(practice, practice.exported)
    whole = _hygiene_visits(practice, period) & ~departed[person]
    part = appointments.hygiene_since(practice)
    reading = _share(practice, part, whole, apart={})
    return reading.noted("as of the day of the export")


def _hygiene_visits(practice: Practice, period: Period) -> BoolArray:
    every_visit = visits.visits(practice)
    not_before = every_visit.day >= np.datetime64(period.first)
    not_after = every_visit.day <= np.datetime64(period.last)
    return every_visit.hygiene & not_before & not_after


def _left_within_grace(practice: Practice) -> BoolArray:
    """Whether each visit's person had left by the end of its days of grace."""
    every_visit = visits.visits(practice)
    left_on = standing.departed_on(practice)[every_visit.person]
    last_day_of_grace = every_visit.day + np.timedelta64(GRACE_DAYS, "D")
    return left_on <= last_day_of_grace


def _share(
    practice: Practice,
    part: BoolArray,
    whole: BoolArray,
    apart: dict[str, IndexArray],
) -> Reading:
    rows = np.flatnonzero(whole)
    person = visits.visits(practice).person[rows]
    return Reading(
        Subject.VISIT,
        rows,
        person,
        part[rows],
        is_share=True,
        apart=apart,
        notes=basis(practice),
    )


NOT_SEEN = "hygiene visits since the due day are not seen: no codes were exported"
REASONS = ("not due before D", "booked", "hygiene visit since it fell due")
AGES = (
    ("1-30", 1, 30),
    ("31-90", 31, 90),
    ("91-180", 91, 180),
    ("181-365", 181, 365),
    (">365", 366, 10**6),
)
"""Age buckets of overdue recalls: name, first and last day."""


@figure(
    "recall_overdue",
    "Overdue for recall",
    of_export=True,
    needs=("recall",),
    better="less",
)
def recall_overdue(practice: Practice, period: Period) -> Reading:
    """Of the people with a dated recall that is switched on, those whose recall fell
    due before the day of the export.

    Left out: people who left, people with a hygiene appointment booked (one without
    codes counts as one), and people with a hygiene visit on or after the due day. One
    person counts once, aged by the oldest such recall.
    """
    overdue = facts.overdue(practice)
    left_out = {why: overdue.left_out == why for why in REASONS}
    notes = basis_of_bookings(practice)
    if not visits.codes_exported(practice) or practice.visits_from == "patient":
        notes = (NOT_SEEN, *notes)
    return Reading.share_of_people(
        overdue.overdue, overdue.counts, left_out, notes=notes
    )


@figure(
    "recall_estimated",
    "Overdue by estimate",
    of_export=True,
    needs=("procedure",),
    needs_codes=True,
    better="less",
)
def recall_estimated(practice: Practice, period: Period) -> Reading:
    """Of the people with a hygiene visit and no recall row at all, those whose last one
    lies more than 6 months back.

    Estimated: the practice's own system never said when they are due. People who left
    and people with a hygiene appointment booked are left out. Counted apart from
    "Overdue for recall"; the 6 months are the practice's setting.
    """
    estimated = facts.estimated(practice)
    left_out = {why: estimated.left_out == why for why in REASONS[:2]}
    notes = ("estimated", *basis_of_bookings(practice))
    return Reading.share_of_people(
        estimated.overdue, estimated.counts, left_out, notes=notes
    )


@figure("overdue_ages", "For how long overdue", unit=Unit.TABLE, of_export=True)
def overdue_ages(practice: Practice, period: Period) -> FigureTable:
    """People overdue for recall, and those overdue by estimate, by days since the due
    day.

    Where one of the two is not measured, it has no rows here either.
    """
    rows: list[TableRow] = []
    missing: list[str] = []
    for figure_of_whole, overdue_people, prefix in (
        (recall_overdue, facts.overdue, ""),
        (recall_estimated, facts.estimated, "estimated "),
    ):
        why = figure_of_whole(practice, period).unknown
        if why:
            missing.append(f"{figure_of_whole.title}: {why}")
        else:
            rows += _ages(practice, overdue_people(practice), prefix)
    notes = (*missing, *basis_of_bookings(practice))
    unknown = "" if rows else "not measured: no recalls were loaded"
    return FigureTable(tuple(rows), notes, unknown)


def _ages(practice: Practice, overdue: facts.Overdue, prefix: str) -> list[TableRow]:
    exported = practice.export_day
    days_overdue = (exported - overdue.since).astype(float)
    rows = []
    for name, low, high in AGES:
        is_of_age = (days_overdue >= low) & (days_overdue <= high)
        reading = Reading.of_people(overdue.overdue & is_of_age)
        rows.append(TableRow(prefix + name, reading))
    return rows
