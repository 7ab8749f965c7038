"""What the reports of a practice's system look at, on our records.

Each is one yes or no, or one day, per person.
"""

from datetime import date

import numpy as np

from retention.core import codes, dates
from retention.core.arrays import BoolArray, DayArray, IndexArray, is_among
from retention.facts import appointments
from retention.practice import Practice, fact

NEVER = np.datetime64("NaT", "D")


def status(practice: Practice, *words: str) -> BoolArray:
    """Whether each row of the patient list has one of those statuses."""
    return practice.people["status"].isin(words).to_numpy()


@fact
def broken_code(practice: Practice) -> BoolArray:
    """Whether each procedure is a broken-appointment code."""
    return practice.procedures["code"].isin(codes.BROKEN).to_numpy()


@fact
def is_care(practice: Practice) -> BoolArray:
    """Whether each procedure is treatment: a care item's code (definitions.md 0)."""
    code = practice.procedures["code"].cat
    of_code = [codes.is_care(name) for name in code.categories]
    # the last is that of code -1, no code
    with_none = np.array([*of_code, False])
    return with_none[code.codes.to_numpy()]


@fact
def completed(practice: Practice) -> BoolArray:
    """Whether each procedure is completed, on a day up to the export."""
    work = practice.procedures
    is_past = work["completed_on"].to_numpy() <= practice.export_day
    is_completed = (work["status"] == "completed").to_numpy()
    return is_completed & is_past


@fact
def planned(practice: Practice) -> BoolArray:
    """Whether each procedure is planned, whatever its code."""
    return (practice.procedures["status"] == "planned").to_numpy()


@fact
def completed_care(practice: Practice) -> BoolArray:
    """Whether each procedure is completed work: no broken-appointment code."""
    return completed(practice) & ~broken_code(practice)


def worked(
    practice: Practice, procedures: BoolArray, first: date, last: date
) -> BoolArray:
    """Whether each person has one of the procedures on a day of the range.

    The range goes from the first to the last day, both counted.
    """
    day = practice.procedures["completed_on"].to_numpy()
    not_before = day >= np.datetime64(first)
    not_after = day <= np.datetime64(last)
    return of_procedures(practice, procedures & not_before & not_after)


def first_day(practice: Practice, procedures: BoolArray) -> DayArray:
    """Each person's first day of the procedures; NaT without one."""
    return _days(practice, procedures, latest=False)


def last_day(practice: Practice, procedures: BoolArray) -> DayArray:
    """Each person's last day of the procedures; NaT without one."""
    return _days(practice, procedures, latest=True)


def of_procedures(practice: Practice, procedures: BoolArray) -> BoolArray:
    """Whether each person has one of the procedures."""
    person = practice.procedures["person"].to_numpy()
    return _people(practice, person[procedures])


def of_appointments(practice: Practice, chosen: BoolArray) -> BoolArray:
    """Whether each person has one of the appointments."""
    person = practice.appointments["person"].to_numpy()
    return _people(practice, person[chosen])


def ahead(practice: Practice, *words: str) -> BoolArray:
    """Whether each person has an appointment of those statuses still ahead.

    That is on the day of the export or later.
    """
    book = practice.appointments
    is_ahead = book["day"].to_numpy() >= practice.export_day
    has_status = book["status"].isin(words).to_numpy()
    return of_appointments(practice, is_ahead & has_status)


@fact
def scheduled(practice: Practice) -> BoolArray:
    """Whether each person has a booked appointment of the status Scheduled itself.

    Until version 17.4 ASAP was a status beside it (4): booked with us, and overlooked
    by reports of scheduled ones.
    """
    raw_status = practice.appointments["status_raw"].str.casefold()
    is_asap = raw_status.isin(("4", "asap")).to_numpy()
    is_booked = appointments.booked(practice)
    return of_appointments(practice, is_booked & ~is_asap)


@fact
def hygiene_scheduled(practice: Practice) -> BoolArray:
    """Whether each person has a booked appointment with a hygiene code on it."""
    work = practice.procedures
    is_hygiene = work["code"].isin(codes.HYGIENE)
    is_current = work["status"].isin(["planned", "completed"])
    is_wanted = (is_hygiene & is_current).to_numpy()
    appointment = work["appointment"].to_numpy()[is_wanted]
    on_appointment = appointment[appointment >= 0]
    has_code = is_among(on_appointment, len(practice.appointments))
    return of_appointments(practice, has_code & appointments.booked(practice))


def _people(practice: Practice, person: IndexArray) -> BoolArray:
    return is_among(person, len(practice.people))


def _days(practice: Practice, procedures: BoolArray, *, latest: bool) -> DayArray:
    work = practice.procedures
    day = dates.days(work["completed_on"])
    person = work["person"].to_numpy()
    rows = np.flatnonzero(procedures & ~np.isnat(day))
    order = rows[np.argsort(day[rows], kind="stable")]
    if not latest:
        order = order[::-1]
    of_person = np.full(len(practice.people), NEVER)
    of_person[person[order]] = day[order]  # of several, the last in order stands
    return of_person
