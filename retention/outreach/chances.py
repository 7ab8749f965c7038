"""Chances: how likely a contact is to work, learnt from what came of those logged here
(definitions.md 7).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from retention.outreach import followed
from retention.outreach.log import Log
from retention.outreach.logged import Logged
from retention.outreach.reasons import CHANCES, places
from retention.practice import Practice

WITHIN = 30
"""Days after a contact within which a booking or a visit is taken to have come of
it.
"""
WEIGHT = 20
"""Contacts of one's own that count as much as what others published: the weight of the
prior.
"""
NOT_COUNTED = ("mailed", "already_booked", "deceased", "duplicate")
"""Outcomes of contacts that say nothing of a call: letters, and where there was nobody
to win.
"""


@dataclass(frozen=True, eq=False)
class Learnt:
    """What the practice's own log says, one place per reason of `REASONS`."""

    chance: np.ndarray
    """Chance that a contact works: Beta with the published chance as its prior, of
    weight `WEIGHT`.
    """
    attempts: np.ndarray
    """Contacts behind it, of the practice's own."""
    worked: np.ndarray
    """Of those, how many worked."""


def learnt(practice: Practice, log: Log, upto: date) -> Learnt:
    """The chances by the contacts whose 30 days were over at `upto`, and at the export:
    later ones are not ripe yet.
    """
    return learnt_from(Logged(practice, log, upto))


def learnt_from(it: Logged) -> Learnt:
    """The same, of a log that is at hand with its practice and day of work."""
    ripe = ripe_contacts(it)
    place = ripe["reason"].to_numpy()
    worked = ripe["worked"].to_numpy()
    attempts = np.bincount(place, minlength=len(CHANCES))
    won = np.bincount(place[worked], minlength=len(CHANCES))
    return Learnt((won + WEIGHT * CHANCES) / (attempts + WEIGHT), attempts, won)


def ripe_contacts(it: Logged) -> pd.DataFrame:
    """Contacts for a reason of `REASONS` whose 30 days are over, one row each: person
    (number), day, reason (its place in `REASONS`), worked.

    One worked where its person was logged as booked on the day or in the 30 days after
    it, where the records hold an appointment made in these days, or where the person
    came in the 30 days after it.
    """
    log = it.contacts.assign(reason=places(it.contacts["reason"]))
    over = pd.Timestamp(min(it.today, it.practice.exported) - timedelta(WITHIN))
    log = log[
        (log["reason"] >= 0) & (log["day"] <= over) & ~log["outcome"].isin(NOT_COUNTED)
    ]
    booked = it.contacts[it.contacts["outcome"] == "booked"]
    made = followed.made(it.practice)
    came = followed.visited(it.practice)
    person = log["person"].to_numpy()
    day = followed.days(log["day"])
    worked = (
        followed.within(
            person,
            day,
            WITHIN,
            booked["person"].to_numpy(),
            followed.days(booked["day"]),
        )
        | followed.within(person, day, WITHIN, made.person, made.day)
        | followed.within(person, day + 1, WITHIN - 1, came.person, came.day)
    )
    return log[["person", "day", "reason"]].assign(worked=worked).reset_index(drop=True)
