"""What followed a visit or a broken appointment: a later visit, an appointment made, something booked."""

import numpy as np

from retention.days import Days
from retention.facts import appointments, visits
from retention.practice import Practice, fact

LONG_AGO = np.datetime64("0001-01-01", "D")
_SPAN = 10_000_000  # more than the days of any calendar: (person, day) as one number, in order


def _key(person: np.ndarray, day: Days) -> np.ndarray:
    return person * _SPAN + (day.astype("datetime64[D]") - LONG_AGO).astype(np.int64)


def followed(person: np.ndarray, after: Days, who: np.ndarray, when: Days) -> np.ndarray:
    """For each (person, day): whether one of the events (who, when) is of that person and on a later day."""
    events = np.sort(_key(who, when)[~np.isnat(when)])
    return np.searchsorted(events, (person + 1) * _SPAN) > np.searchsorted(events, _key(person, after), side="right")


@fact
def real(practice: Practice) -> np.ndarray:
    """Whether each row of the appointment book is an appointment: no template, note or deleted one."""
    return ~practice.appointments["status"].isin(appointments.NOT_AN_APPOINTMENT).to_numpy()


def rebooked(practice: Practice, chosen: np.ndarray, within: int) -> np.ndarray:
    """For each visit: whether one of the chosen appointments was made on its day or within days after, for a later day."""
    found, book = visits.visits(practice), practice.appointments[chosen & practice.appointments["created_on"].notna()]
    made, day = (book[name].to_numpy().astype("datetime64[D]") for name in ("created_on", "day"))
    out = np.zeros(len(found.person), dtype=bool)
    known = np.sort(_key(found.person, found.day))
    for wait in range(within + 1):  # a visit is on one of these few days before the appointment was made
        of_visit = made - np.timedelta64(wait, "D")
        key = _key(book["person"].to_numpy(), of_visit)[day > of_visit]
        place = np.minimum(np.searchsorted(known, key), max(len(known) - 1, 0))
        out[place[known[place] == key] if len(known) else []] = True
    return out
