"""Calls: who called the practice, was not answered, and has not been spoken to since (definitions.md 6 and 7)."""

import numpy as np

from retention.facts import contact, standing, visits
from retention.practice import Practice, fact

LATELY = np.timedelta64(90, "D")
"""How far back a missed call is still one to return: as with broken appointments, 90 days, our own caution."""

Moments = np.ndarray
"""An array of moments, numpy datetime64; NaT where there is none."""


@fact
def last_missed(practice: Practice) -> Moments:
    """Moment of each person's last call to us that was not answered, in the 90 days before the export; NaT for none.

    A call of which the log does not say whether it was answered is not a missed one."""
    log, day = practice.calls, np.datetime64(practice.exported, "D")
    missed = (log["direction"] == "received") & ~log["is_answered"].fillna(True).astype(bool)
    on = log["at"].to_numpy().astype("datetime64[D]")
    return _latest(practice, "calls", missed.to_numpy() & (on > day - LATELY) & (on <= day))


@fact
def unreturned(practice: Practice) -> Moments:
    """The same, where nothing in the records followed, of people who have not departed; NaT for all others.

    What follows is a later call from us or one that was answered, a later contact of the practice's own log, or a visit
    on the day or later. That a number was called back counts whether or not somebody picked up."""
    missed = last_missed(practice)
    log, by = practice.calls, np.datetime64(practice.exported, "D")
    spoke = (log["direction"] == "sent") | ((log["direction"] == "received") & log["is_answered"].fillna(False))
    told = contact.is_contact(practice) & (practice.contacts["at"].to_numpy().astype("datetime64[D]") <= by)
    followed = (_latest(practice, "calls", spoke.to_numpy(dtype=bool)) > missed) | (
        _latest(practice, "contacts", told) > missed
    )
    came = visits.last_visit(practice) >= missed.astype("datetime64[D]")
    stays = standing.people(practice) & ~standing.departed(practice, practice.exported)
    return np.where(stays & ~followed & ~came, missed, np.datetime64("NaT"))


def _latest(practice: Practice, frame: str, chosen: np.ndarray) -> Moments:
    """The latest moment of each person's chosen rows of that frame; NaT for none."""
    rows = getattr(practice, frame)
    out = np.full(len(practice.people), np.datetime64("NaT", "s"))
    np.fmax.at(out, rows["person"].to_numpy()[chosen], rows["at"].to_numpy().astype("datetime64[s]")[chosen])
    return out
