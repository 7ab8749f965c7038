"""Rebooking: who has something booked, and who left the hygienist with the next
appointment (definitions.md 4).
"""

import numpy as np

from retention.facts import appointments, bookings, standing, visits
from retention.metrics.declare import Unit, basis, basis_of_bookings, figure
from retention.metrics.reading import Reading
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
    part = bookings.hygiene_rebooked(practice, GRACE_DAYS)
    bare = bookings.uncoded_rebooked(practice, GRACE_DAYS) & ~part
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
    return _share(practice, bookings.hygiene_since(practice), whole, {}).noted(
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
