"""What the reports of a practice's system look at, on our records: one yes or no, or
one day, per person.
"""

from datetime import date

import numpy as np

from retention.core import codes
from retention.core.dates import Days
from retention.facts import appointments
from retention.practice import Practice, fact

NEVER = np.datetime64("NaT", "D")


def status(practice: Practice, *words: str) -> np.ndarray:
    """Whether each row of the patient list has one of those statuses."""
    return practice.people["status"].isin(words).to_numpy()


@fact
def broken_code(practice: Practice) -> np.ndarray:
    """Whether each procedure is a broken-appointment code."""
    return practice.procedures["code"].isin(codes.BROKEN).to_numpy()


@fact
def is_care(practice: Practice) -> np.ndarray:
    """Whether each procedure is treatment: a care item's code (definitions.md 0)."""
    code = practice.procedures["code"].cat
    return np.array([codes.is_care(name) for name in code.categories] + [False])[
        code.codes.to_numpy()
    ]


@fact
def completed(practice: Practice) -> np.ndarray:
    """Whether each procedure is completed, on a day up to the export."""
    work = practice.procedures
    upto = work["completed_on"].to_numpy() <= np.datetime64(practice.exported)
    return (work["status"] == "completed").to_numpy() & upto


@fact
def planned(practice: Practice) -> np.ndarray:
    """Whether each procedure is planned, whatever its code."""
    return (practice.procedures["status"] == "planned").to_numpy()


@fact
def completed_care(practice: Practice) -> np.ndarray:
    """Whether each procedure is completed work: no broken-appointment code."""
    return completed(practice) & ~broken_code(practice)


def worked(
    practice: Practice, procedures: np.ndarray, first: date, last: date
) -> np.ndarray:
    """Whether each person has one of the procedures on a day from the first to the
    last, both counted.
    """
    day = practice.procedures["completed_on"].to_numpy()
    return of_procedures(
        practice,
        procedures & (day >= np.datetime64(first)) & (day <= np.datetime64(last)),
    )


def first_day(practice: Practice, procedures: np.ndarray) -> Days:
    """Each person's first day of the procedures; NaT without one."""
    return _days(practice, procedures, latest=False)


def last_day(practice: Practice, procedures: np.ndarray) -> Days:
    """Each person's last day of the procedures; NaT without one."""
    return _days(practice, procedures, latest=True)


def of_procedures(practice: Practice, procedures: np.ndarray) -> np.ndarray:
    """Whether each person has one of the procedures."""
    return _people(practice, practice.procedures["person"].to_numpy()[procedures])


def of_appointments(practice: Practice, chosen: np.ndarray) -> np.ndarray:
    """Whether each person has one of the appointments."""
    return _people(practice, practice.appointments["person"].to_numpy()[chosen])


def ahead(practice: Practice, *words: str) -> np.ndarray:
    """Whether each person has an appointment of one of those statuses on the day of the
    export or later.
    """
    book = practice.appointments
    later = book["day"].to_numpy() >= np.datetime64(practice.exported)
    return of_appointments(practice, later & book["status"].isin(words).to_numpy())


@fact
def scheduled(practice: Practice) -> np.ndarray:
    """Whether each person has a booked appointment of the status Scheduled itself.

    Until version 17.4 ASAP was a status beside it (4): booked with us, and overlooked
    by reports of scheduled ones.
    """
    asap = (
        practice.appointments["status_raw"]
        .str.casefold()
        .isin(("4", "asap"))
        .to_numpy()
    )
    return of_appointments(practice, appointments.booked(practice) & ~asap)


@fact
def hygiene_scheduled(practice: Practice) -> np.ndarray:
    """Whether each person has a booked appointment with a hygiene code on it."""
    work = practice.procedures
    wanted = work["code"].isin(codes.HYGIENE) & work["status"].isin(
        ["planned", "completed"]
    )
    on = work["appointment"].to_numpy()[wanted.to_numpy()]
    with_code = np.zeros(len(practice.appointments), dtype=bool)
    with_code[on[on >= 0]] = True
    return of_appointments(practice, with_code & appointments.booked(practice))


def _people(practice: Practice, person: np.ndarray) -> np.ndarray:
    out = np.zeros(len(practice.people), dtype=bool)
    out[person] = True
    return out


def _days(practice: Practice, procedures: np.ndarray, *, latest: bool) -> Days:
    work = practice.procedures
    day = work["completed_on"].to_numpy().astype("datetime64[D]")
    rows = np.flatnonzero(procedures & ~np.isnat(day))
    order = rows[np.argsort(day[rows], kind="stable")]
    order = order if latest else order[::-1]
    out = np.full(len(practice.people), NEVER)
    out[work["person"].to_numpy()[order]] = day[
        order
    ]  # of several, the last in order stands
    return out
