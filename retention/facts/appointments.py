"""Appointments: booked, broken, and what followed (definitions.md 4, 6)."""

import numpy as np

from retention.core import codes, dates
from retention.core.arrays import (
    BoolArray,
    DayArray,
    IndexArray,
    StrArray,
    is_among,
)
from retention.core.dates import keyed
from retention.facts import standing, visits
from retention.facts.visits import winners
from retention.practice import Practice, fact

NOT_AN_APPOINTMENT = ("planned", "note", "deleted")


@fact
def booked(practice: Practice) -> BoolArray:
    """Return whether each appointment is booked.

    It is scheduled for the day of the export or later (definitions.md 0).
    """
    book = practice.appointments
    is_scheduled: BoolArray = (book["status"] == "scheduled").to_numpy()
    is_ahead = book["day"].to_numpy() >= practice.export_day
    is_booked: BoolArray = is_scheduled & is_ahead
    return is_booked


@fact
def has_booking(practice: Practice) -> BoolArray:
    """Return whether each person has anything booked.

    Where no appointments were loaded, the reported next visit counts.
    """
    if "appointment" in practice.loaded:
        return _people(practice, booked(practice))

    has_reported: BoolArray = ~np.isnat(next_reported(practice))
    return has_reported


@fact
def next_reported(practice: Practice) -> DayArray:
    """Return each person's next visit as the patient list reports it.

    Their own row or a merged one counts, from the export on; NaT without one.
    """
    reported = dates.days(practice.people["next_visit_reported"])
    is_ahead = reported >= practice.export_day
    person = winners(practice)[is_ahead]
    earliest = np.full(len(reported), visits.NONE)
    np.fmin.at(earliest, person, reported[is_ahead])
    return earliest


@fact
def bookings_known(practice: Practice) -> bool:
    """Return whether anything says what is booked.

    That is the appointment book, or reported next visits.
    """
    if "appointment" in practice.loaded:
        return True

    reported = practice.people["next_visit_reported"]
    return bool(reported.notna().any())


@fact
def with_codes(practice: Practice) -> BoolArray:
    """Return whether any procedure with a code stands on each appointment.

    Planned and done procedures count.
    """
    has_code = practice.procedures["code_raw"].notna().to_numpy()
    counts = _counted(practice) & has_code
    return _appointments(practice, counts)


@fact
def hygiene(practice: Practice) -> BoolArray:
    """Return whether each appointment is a hygiene appointment.

    A hygiene code stands on it, or it is marked so (definitions.md 4).
    """
    code = practice.procedures["code"].cat
    by_category = np.append(code.categories.isin(codes.HYGIENE), False)
    has_hygiene_code = by_category[code.codes.to_numpy()]
    by_code = _appointments(practice, _counted(practice) & has_hygiene_code)
    is_marked: BoolArray = practice.appointments["is_hygiene"].to_numpy()
    return by_code | is_marked


@fact
def has_hygiene_booking(practice: Practice) -> BoolArray:
    """Return whether each person has a hygiene appointment booked.

    One without codes counts as one (definitions.md 4), and so does a next visit that is
    only reported.
    """
    if "appointment" not in practice.loaded:
        return has_booking(practice)

    may_be_hygiene = hygiene(practice) | ~with_codes(practice)
    return _people(practice, booked(practice) & may_be_hygiene)


@fact
def past_still_scheduled(practice: Practice) -> BoolArray:
    """Return whether each appointment of a person is past and still "scheduled".

    Past is before the day of the export (definitions.md 6).
    """
    book = practice.appointments
    is_past = book["day"].to_numpy() < practice.export_day
    is_scheduled = (book["status"] == "scheduled").to_numpy()
    is_person = practice.people["is_person"].to_numpy()
    is_of_person = is_person[book["person"].to_numpy()]
    is_open: BoolArray = is_past & is_scheduled & is_of_person
    return is_open


@fact
def created_on_exported(practice: Practice) -> bool:
    """Return whether the practice exports the day on which an appointment was made."""
    created_on = practice.appointments["created_on"]
    return bool(created_on.notna().any())


def _counted(practice: Practice) -> BoolArray:
    """Return whether each procedure is planned or completed."""
    status = practice.procedures["status"]
    return status.isin(["planned", "completed"]).to_numpy()


def _appointments(practice: Practice, procedures: BoolArray) -> BoolArray:
    """Return whether one of those procedures stands on each appointment."""
    appointment = practice.procedures["appointment"].to_numpy()[procedures]
    is_on_any = appointment >= 0
    return is_among(appointment[is_on_any], len(practice.appointments))


def _people(practice: Practice, appointments: BoolArray) -> BoolArray:
    """Return whether each person has one of those appointments."""
    person = practice.appointments["person"].to_numpy()
    return is_among(person[appointments], len(practice.people))


_LONG_AGO = np.datetime64("0001-01-01", "D")


def has_later_event(
    person: IndexArray, after: DayArray, who: IndexArray, when: DayArray
) -> BoolArray:
    """Return for each (person, day) whether an event of that person is on a later day.

    Nothing follows a day that nobody knows.

    Args:
        person: Whose day each is.
        after: The day that the event is to follow.
        who: The person of each event.
        when: The day or moment of each event; NaT where nobody knows.
    """
    highest = max(person.max(initial=-1), who.max(initial=-1))
    latest = np.full(highest + 1, _LONG_AGO)
    is_dated = ~np.isnat(when)
    event_day = when[is_dated].astype("datetime64[D]")
    np.maximum.at(latest, who[is_dated], event_day)
    return latest[person] > after


@fact
def real(practice: Practice) -> BoolArray:
    """Return whether each row of the appointment book is an appointment.

    Templates, notes and deleted ones are none.
    """
    status = practice.appointments["status"]
    is_none = status.isin(NOT_AN_APPOINTMENT).to_numpy()
    is_real: BoolArray = ~is_none
    return is_real


@fact
def hygiene_rebooked(practice: Practice, within: int) -> BoolArray:
    """Return for each visit whether a later hygiene appointment was made after it.

    It was made up to `within` days after the visit.
    """
    is_hygiene = real(practice) & hygiene(practice)
    return rebooked(practice, is_hygiene, within)


@fact
def uncoded_rebooked(practice: Practice, within: int) -> BoolArray:
    """Return the same of appointments without codes, which may be of any kind."""
    has_no_code = ~hygiene(practice) & ~with_codes(practice)
    return rebooked(practice, real(practice) & has_no_code, within)


@fact
def hygiene_since(practice: Practice) -> BoolArray:
    """Return for each visit whether hygiene followed it.

    A later hygiene visit counts, or a hygiene appointment booked for a later day.
    """
    visit = visits.visits(practice)
    is_hygiene = visit.hygiene
    came_again = has_later_event(
        visit.person, visit.day, visit.person[is_hygiene], visit.day[is_hygiene]
    )
    ahead = practice.appointments[booked(practice) & hygiene(practice)]
    is_booked = has_later_event(
        visit.person, visit.day, ahead["person"].to_numpy(), ahead["day"].to_numpy()
    )
    return came_again | is_booked


def rebooked(practice: Practice, chosen: BoolArray, within: int) -> BoolArray:
    """Return for each visit whether a chosen appointment for a later day was made.

    It was made on the day of the visit or up to `within` days after.
    """
    visit = visits.visits(practice)
    has_created_on = practice.appointments["created_on"].notna()
    book = practice.appointments[chosen & has_created_on]
    person = book["person"].to_numpy()
    # neighbours are looked up together: less than half the time
    order = np.argsort(person)
    person = person[order]
    created_on = dates.days(book["created_on"])[order]
    day = dates.days(book["day"])[order]

    # each appointment answers a run of visits
    visit_keys = keyed(visit.person, visit.day)
    day_before = day - np.timedelta64(1, "D")
    latest_visit = np.minimum(created_on, day_before)
    first = np.searchsorted(visit_keys, keyed(person, created_on - within))
    last = np.searchsorted(visit_keys, keyed(person, latest_visit), side="right")
    return _covered(first, last, len(visit_keys))


def _covered(first: IndexArray, last: IndexArray, size: int) -> BoolArray:
    """Return whether each of `size` places lies in any run, the last excluded."""
    is_run = first < last
    begun = np.bincount(first[is_run], minlength=size + 1)
    ended = np.bincount(last[is_run], minlength=size + 1)
    runs_open = np.cumsum(begun - ended)
    is_covered: BoolArray = runs_open[:size] > 0
    return is_covered


KINDS = {
    "no_show": "missed",
    "cancelled": "cancelled",
    "broken_unspecified": "broken unspecified",
}
BY_CODE = {"D9986": "missed", "D9987": "cancelled"}


LATELY_DAYS = 90
"""Days after which nobody calls about a broken appointment any more (definitions.md
7).
"""
# completed appointments, from which the lack of every broken one is no accident
_ENOUGH = 200


@fact
def exported(practice: Practice) -> bool:
    """Return whether broken appointments are exported at all.

    Some systems take them off the book.
    """
    is_completed = practice.appointments["status"] == "completed"
    if is_completed.sum() < _ENOUGH:
        return True

    is_broken = kind(practice) != ""
    return bool(is_broken.any())


@fact
def kind(practice: Practice) -> StrArray:
    """Return what each broken appointment was; "" for all others.

    It was missed, cancelled or broken unspecified. A broken-appointment code completed
    on one that is unspecified decides which it was.
    """
    status = practice.appointments["status"].astype(object)
    by_status = status.map(KINDS).fillna("").to_numpy(dtype=object)
    is_unspecified = by_status == "broken unspecified"
    coded = by_code(practice)
    code_decides = is_unspecified & (coded != "")
    return np.where(code_decides, coded, by_status)


@fact
def by_code(practice: Practice) -> StrArray:
    """Return what the broken-appointment code completed on each appointment says.

    "" without one.
    """
    work = practice.procedures
    on_appointment = work["appointment"].to_numpy()
    counts = (work["status"] == "completed").to_numpy() & (on_appointment >= 0)
    names = np.full(len(practice.appointments), "", dtype=object)
    for code, name in BY_CODE.items():
        has_code = (work["code"] == code).to_numpy()
        names[on_appointment[counts & has_code]] = name
    return names


@fact
def made_good(practice: Practice) -> BoolArray:
    """Return whether something made good for each appointment.

    That is a later completed one up to the export, a later visit, or a booking.
    """
    book = practice.appointments
    person = book["person"].to_numpy()
    day = book["day"].to_numpy()

    is_completed = book["status"] == "completed"
    is_past = book["day"] <= practice.export_day
    held = book[is_completed & is_past]
    completed = has_later_event(
        person, day, held["person"].to_numpy(), held["day"].to_numpy()
    )

    visit = visits.visits(practice)
    visited = has_later_event(person, day, visit.person, visit.day)
    is_booked: BoolArray = has_booking(practice)[person]
    return completed | visited | is_booked


@fact
def not_rebooked(practice: Practice) -> BoolArray:
    """Return whether each appointment is a broken one that nothing made good.

    It lies before the export, and the person has not departed.
    """
    person = practice.appointments["person"].to_numpy()
    has_left = standing.departed(practice, practice.exported)[person]
    is_broken = kind(practice) != ""
    counts = of_people(practice) & is_broken & ~has_left
    is_lost: BoolArray = counts & ~made_good(practice)
    return is_lost


@fact
def lately(practice: Practice) -> BoolArray:
    """Return whether each appointment was broken in the 90 days before the export.

    As in all windows the left end is open and the right one closed: (D − 90 days, D]
    (definitions.md 7, `broken`).
    """
    start = practice.export_day - LATELY_DAYS
    is_late = practice.appointments["day"].to_numpy() > start
    is_broken = kind(practice) != ""
    is_recent: BoolArray = of_people(practice) & is_broken & is_late
    return is_recent


@fact
def of_people(practice: Practice) -> BoolArray:
    """Return whether each appointment is of a person, up to the day of the export."""
    book = practice.appointments
    is_past = book["day"].to_numpy() <= practice.export_day
    is_of_person = standing.people(practice)[book["person"].to_numpy()]
    counts: BoolArray = is_past & is_of_person
    return counts
