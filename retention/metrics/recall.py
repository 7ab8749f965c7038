"""Rebooking and recall: who is booked ahead, and who is overdue (definitions.md 4)."""

import numpy as np

from retention.facts import appointments, standing, visits
from retention.facts import recall as facts
from retention.metrics.figure import Unit, basis, basis_of_bookings, figure
from retention.metrics.reading import FigureTable, Reading, TableRow
from retention.practice import Period, Practice, Subject

GRACE_DAYS = 7
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
    notes = basis(practice) + basis_of_bookings(practice)
    return Reading.share_of_people(
        appointments.has_booking(practice), active, notes=notes
    )


@figure("hygiene_rebooking", "Hygiene rebooked at the chair", **_VISITS)
def hygiene_rebooking(practice: Practice, period: Period) -> Reading:
    """Of the hygiene visits of the period, those with a hygiene appointment made on the
    day or in the 7 after it.

    It must be for a later day, and counts whatever became of it. Visits of people who
    had left within the 7 days are out. An appointment that carries no codes cannot be
    told from others: visits followed only by one stand apart.
    """
    if not appointments.created_on_exported(practice):
        return Reading.cannot(
            Subject.VISIT, "not measured: no created-on day of appointments is exported"
        )
    found = visits.visits(practice)
    left = standing.departed_on(practice)[found.person] <= found.day + np.timedelta64(
        GRACE_DAYS, "D"
    )
    whole = _hygiene_visits(practice, period) & ~left
    part = appointments.hygiene_rebooked(practice, GRACE_DAYS)
    bare = appointments.uncoded_rebooked(practice, GRACE_DAYS) & ~part
    apart = {
        "followed only by an appointment without codes": np.flatnonzero(whole & bare)
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
    whole = (
        _hygiene_visits(practice, period)
        & ~standing.departed(practice, practice.exported)[person]
    )
    return _share(practice, appointments.hygiene_since(practice), whole, {}).noted(
        "as of the day of the export"
    )


def _hygiene_visits(practice: Practice, period: Period) -> np.ndarray:
    found = visits.visits(practice)
    return (
        found.hygiene
        & (found.day >= np.datetime64(period.first))
        & (found.day <= np.datetime64(period.last))
    )


def _share(
    practice: Practice,
    part: np.ndarray,
    whole: np.ndarray,
    apart: dict[str, np.ndarray],
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
    found = facts.overdue(practice)
    left_out = {why: found.left_out == why for why in REASONS}
    unseen = (
        ()
        if visits.codes_exported(practice) and practice.visits_from != "patient"
        else (NOT_SEEN,)
    )
    notes = (*unseen, *basis_of_bookings(practice))
    return Reading.share_of_people(found.overdue, found.counts, left_out, notes=notes)


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
    found = facts.estimated(practice)
    left_out = {why: found.left_out == why for why in REASONS[:2]}
    notes = ("estimated", *basis_of_bookings(practice))
    return Reading.share_of_people(found.overdue, found.counts, left_out, notes=notes)


@figure("overdue_ages", "For how long overdue", unit=Unit.TABLE, of_export=True)
def overdue_ages(practice: Practice, period: Period) -> FigureTable:
    """People overdue for recall, and those overdue by estimate, by days since the due
    day.

    Where one of the two is not measured, it has no rows here either.
    """
    rows = []
    missing = []
    for whole, found, prefix in (
        (recall_overdue, facts.overdue, ""),
        (recall_estimated, facts.estimated, "estimated "),
    ):
        why = whole(practice, period).unknown
        missing += [f"{whole.title}: {why}"] if why else []
        rows += [] if why else _ages(practice, found(practice), prefix)
    notes = (*missing, *basis_of_bookings(practice))
    return FigureTable(
        tuple(rows), notes, "" if rows else "not measured: no recalls were loaded"
    )


def _ages(practice: Practice, found: facts.Overdue, prefix: str) -> list[TableRow]:
    age = (np.datetime64(practice.exported, "D") - found.since).astype(float)
    return [
        TableRow(
            prefix + name,
            Reading.of_people(found.overdue & (age >= low) & (age <= high)),
        )
        for name, low, high in AGES
    ]
