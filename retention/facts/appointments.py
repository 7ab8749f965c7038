"""Appointments as the export holds them: what is booked, for whom, and what is past and
still scheduled.
"""

import numpy as np

from retention import codes
from retention.days import Days
from retention.facts.winners import winners
from retention.practice import Practice, fact

NOT_AN_APPOINTMENT = ("planned", "note", "deleted")


@fact
def booked(practice: Practice) -> np.ndarray:
    """Whether each appointment is booked: scheduled for the day of the export or later
    (definitions.md 0).
    """
    book = practice.appointments
    return (book["status"] == "scheduled").to_numpy() & (
        book["day"].to_numpy() >= np.datetime64(practice.exported, "D")
    )


@fact
def has_booking(practice: Practice) -> np.ndarray:
    """Whether each person has anything booked; where no appointments were loaded, by
    the reported next visit.
    """
    if "appointment" in practice.loaded:
        return _people(practice, booked(practice))
    return ~np.isnat(next_reported(practice))


@fact
def next_reported(practice: Practice) -> Days:
    """Each person's next visit as their row of the patient list, or a merged one,
    reports it, from the day of the export on; NaT without one.
    """
    day = practice.people["next_visit_reported"].to_numpy().astype("datetime64[D]")
    ahead = day >= np.datetime64(practice.exported, "D")
    out = np.full(len(day), np.datetime64("NaT", "D"))
    np.fmin.at(out, winners(practice)[ahead], day[ahead])
    return out


@fact
def bookings_known(practice: Practice) -> bool:
    """Whether anything says what is booked: the appointment book, or reported next
    visits.
    """
    return "appointment" in practice.loaded or bool(
        practice.people["next_visit_reported"].notna().any()
    )


@fact
def with_codes(practice: Practice) -> np.ndarray:
    """Whether any procedure with a code, planned or done, stands on each
    appointment.
    """
    return _appointments(
        practice,
        _counted(practice) & practice.procedures["code_raw"].notna().to_numpy(),
    )


@fact
def hygiene(practice: Practice) -> np.ndarray:
    """Whether each appointment is a hygiene appointment: a hygiene code on it, or
    marked so (definitions.md 4).
    """
    code = practice.procedures["code"].cat
    is_hygiene = np.append(code.categories.isin(codes.HYGIENE), False)[
        code.codes.to_numpy()
    ]
    return (
        _appointments(practice, _counted(practice) & is_hygiene)
        | practice.appointments["is_hygiene"].to_numpy()
    )


@fact
def has_hygiene_booking(practice: Practice) -> np.ndarray:
    """Whether each person has a hygiene appointment booked; one without codes counts as
    one (definitions.md 4), and so does a next visit that is only reported.
    """
    if "appointment" not in practice.loaded:
        return has_booking(practice)
    return _people(
        practice, booked(practice) & (hygiene(practice) | ~with_codes(practice))
    )


@fact
def past_still_scheduled(practice: Practice) -> np.ndarray:
    """Whether each appointment of a person lies before the export and is still
    "scheduled" (definitions.md 6).
    """
    book = practice.appointments
    past = book["day"].to_numpy() < np.datetime64(practice.exported, "D")
    is_person = practice.people["is_person"].to_numpy()[book["person"].to_numpy()]
    return past & (book["status"] == "scheduled").to_numpy() & is_person


@fact
def created_on_exported(practice: Practice) -> bool:
    """Whether the practice exports the day on which an appointment was made."""
    return bool(practice.appointments["created_on"].notna().any())


def _counted(practice: Practice) -> np.ndarray:
    return practice.procedures["status"].isin(["planned", "completed"]).to_numpy()


def _appointments(practice: Practice, procedures: np.ndarray) -> np.ndarray:
    """Whether one of those procedures stands on each appointment."""
    on = practice.procedures["appointment"].to_numpy()[procedures]
    out = np.zeros(len(practice.appointments), dtype=bool)
    out[on[on >= 0]] = True
    return out


def _people(practice: Practice, appointments: np.ndarray) -> np.ndarray:
    out = np.zeros(len(practice.people), dtype=bool)
    out[practice.appointments["person"].to_numpy()[appointments]] = True
    return out
