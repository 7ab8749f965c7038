"""Broken appointments: missed, cancelled or unspecified, and whether they were made
good (definitions.md 6).
"""

import numpy as np

from retention.facts import appointments, bookings, standing, visits
from retention.practice import Practice, fact

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
    """Whether broken appointments are exported at all: some systems take them off the
    book.
    """
    completed = (practice.appointments["status"] == "completed").sum()
    return bool(completed < _ENOUGH or (kind(practice) != "").any())


@fact
def kind(practice: Practice) -> np.ndarray:
    """What each broken appointment was: missed, cancelled or broken unspecified; "" for
    all others.

    A broken-appointment code completed on one that is unspecified tells which it was.
    """
    by_status = (
        practice.appointments["status"]
        .astype(object)
        .map(KINDS)
        .fillna("")
        .to_numpy(dtype=object)
    )
    unspecified = by_status == "broken unspecified"
    coded = by_code(practice)
    return np.where(unspecified & (coded != ""), coded, by_status)


@fact
def by_code(practice: Practice) -> np.ndarray:
    """What the broken-appointment code completed on each appointment says; "" without
    one.
    """
    work = practice.procedures
    out = np.full(len(practice.appointments), "", dtype=object)
    for code, name in BY_CODE.items():
        on = work["appointment"].to_numpy()[
            ((work["code"] == code) & (work["status"] == "completed")).to_numpy()
        ]
        out[on[on >= 0]] = name
    return out


@fact
def made_good(practice: Practice) -> np.ndarray:
    """Whether each appointment was followed by a later completed one up to the export,
    a later visit, or a booking.
    """
    book = practice.appointments
    found = visits.visits(practice)
    person = book["person"].to_numpy()
    day = book["day"].to_numpy()
    held = book[
        (book["status"] == "completed")
        & (book["day"] <= np.datetime64(practice.exported))
    ]
    completed = bookings.followed(
        person, day, held["person"].to_numpy(), held["day"].to_numpy()
    )
    visited = bookings.followed(person, day, found.person, found.day)
    return completed | visited | appointments.has_booking(practice)[person]


@fact
def not_rebooked(practice: Practice) -> np.ndarray:
    """Whether each appointment is one broken up to the export, not made good, of a
    person who has not departed.
    """
    stays = ~standing.departed(practice, practice.exported)[
        practice.appointments["person"].to_numpy()
    ]
    return of_people(practice) & (kind(practice) != "") & stays & ~made_good(practice)


@fact
def lately(practice: Practice) -> np.ndarray:
    """Whether each appointment is one broken in the 90 days before the export
    (definitions.md 7, `broken`).

    As in all windows the left end is open and the right one closed: (D − 90 days, D].
    """
    since = np.datetime64(practice.exported, "D") - LATELY_DAYS
    return (
        of_people(practice)
        & (kind(practice) != "")
        & (practice.appointments["day"].to_numpy() > since)
    )


@fact
def of_people(practice: Practice) -> np.ndarray:
    """Whether each appointment is of a person, up to the day of the export."""
    book = practice.appointments
    past = book["day"].to_numpy() <= np.datetime64(practice.exported, "D")
    return past & standing.people(practice)[book["person"].to_numpy()]
