"""What followed a visit or a broken appointment: a later visit, an appointment made,
something booked.
"""

import numpy as np

from retention.days import Days, keyed
from retention.facts import appointments, visits
from retention.practice import Practice, fact

_LONG_AGO = np.datetime64("0001-01-01", "D")


def followed(
    person: np.ndarray, after: Days, who: np.ndarray, when: Days
) -> np.ndarray:
    """For each (person, day): whether one of the events (who, when) is of that person
    and on a later day.

    Nothing follows a day that nobody knows.
    """
    latest = np.full(max(person.max(initial=-1), who.max(initial=-1)) + 1, _LONG_AGO)
    dated = ~np.isnat(when)
    np.maximum.at(latest, who[dated], when[dated].astype("datetime64[D]"))
    return latest[person] > after


@fact
def real(practice: Practice) -> np.ndarray:
    """Whether each row of the appointment book is an appointment: no template, note or
    deleted one.
    """
    return (
        ~practice.appointments["status"]
        .isin(appointments.NOT_AN_APPOINTMENT)
        .to_numpy()
    )


@fact
def hygiene_rebooked(practice: Practice, within: int) -> np.ndarray:
    """For each visit: whether a hygiene appointment for a later day was made up to
    `within` days after it.
    """
    return rebooked(practice, real(practice) & appointments.hygiene(practice), within)


@fact
def uncoded_rebooked(practice: Practice, within: int) -> np.ndarray:
    """Likewise an appointment without codes, which cannot be told from others."""
    bare = ~appointments.hygiene(practice) & ~appointments.with_codes(practice)
    return rebooked(practice, real(practice) & bare, within)


@fact
def hygiene_since(practice: Practice) -> np.ndarray:
    """For each visit: whether a later hygiene visit, or a hygiene appointment booked
    for a later day, followed it.
    """
    found = visits.visits(practice)
    booked = practice.appointments[
        appointments.booked(practice) & appointments.hygiene(practice)
    ]
    again = followed(
        found.person, found.day, found.person[found.hygiene], found.day[found.hygiene]
    )
    return again | followed(
        found.person, found.day, booked["person"].to_numpy(), booked["day"].to_numpy()
    )


def rebooked(practice: Practice, chosen: np.ndarray, within: int) -> np.ndarray:
    """For each visit: whether a chosen appointment for a later day was made on its day
    or up to `within` days after.
    """
    found = visits.visits(practice)
    book = practice.appointments[chosen & practice.appointments["created_on"].notna()]
    person = book["person"].to_numpy()
    order = np.argsort(
        person
    )  # neighbours are looked up together: less than half the time
    person = person[order]
    made, day = (
        book[name].to_numpy()[order].astype("datetime64[D]")
        for name in ("created_on", "day")
    )
    known = keyed(found.person, found.day)
    one = np.timedelta64(1, "D")
    first = np.searchsorted(known, keyed(person, made - np.timedelta64(within, "D")))
    last = np.searchsorted(
        known, keyed(person, np.minimum(made, day - one)), side="right"
    )
    spans = np.bincount(
        first[first < last], minlength=len(known) + 1
    )  # each appointment answers a run of visits
    return (
        np.cumsum(spans - np.bincount(last[first < last], minlength=len(known) + 1))[
            : len(known)
        ]
        > 0
    )
