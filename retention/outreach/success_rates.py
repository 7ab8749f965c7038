"""How likely a contact is to work, learnt from the log, and how sure that is."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from retention.core.statistics import wilson
from retention.outreach import follow_up
from retention.outreach.contact_log import Log, LoggedFacts
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
class SuccessRates:
    """What the practice's own log says, one place per reason of `REASONS`."""

    chance: np.ndarray
    """Chance that a contact works: Beta with the published chance as its prior, of
    weight `WEIGHT`.
    """
    attempts: np.ndarray
    """Contacts behind it, of the practice's own."""
    worked: np.ndarray
    """Of those, how many worked."""


def learn_rates(practice: Practice, log: Log, upto: date) -> SuccessRates:
    """The chances by the contacts whose 30 days were over at `upto`, and at the export:
    later ones are not ripe yet.
    """
    return learnt_from(LoggedFacts(practice, log, upto))


def learnt_from(it: LoggedFacts) -> SuccessRates:
    """The same, of a log that is at hand with its practice and day of work."""
    ripe = ripe_contacts(it)
    place = ripe["reason"].to_numpy()
    worked = ripe["worked"].to_numpy()
    attempts = np.bincount(place, minlength=len(CHANCES))
    won = np.bincount(place[worked], minlength=len(CHANCES))
    return SuccessRates((won + WEIGHT * CHANCES) / (attempts + WEIGHT), attempts, won)


def ripe_contacts(it: LoggedFacts) -> pd.DataFrame:
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
    made = follow_up.made(it.practice)
    came = follow_up.visited(it.practice)
    person = log["person"].to_numpy()
    day = follow_up.days(log["day"])
    worked = (
        follow_up.within(
            person,
            day,
            WITHIN,
            booked["person"].to_numpy(),
            follow_up.days(booked["day"]),
        )
        | follow_up.within(person, day, WITHIN, made.person, made.day)
        | follow_up.within(person, day + 1, WITHIN - 1, came.person, came.day)
    )
    return log[["person", "day", "reason"]].assign(worked=worked).reset_index(drop=True)


EDGES = (0.0, 0.02, 0.05, 0.10, 0.15, 0.25, 0.50, 1.01)
"""Predicted chances between two of these are taken together."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """A back-test of the chances that contacts work."""

    bins: pd.DataFrame
    """One row per span of `EDGES` that has contacts: predicted (their mean chance),
    observed (the share that worked), low, high (its 95 % interval), contacts, worked.
    It is what `charts.calibration` draws.
    """
    contacts: int
    brier: float | None
    """Mean squared difference of chance and outcome, 0 the best; None without
    contacts.
    """
    published: float | None
    """The same had nothing been learnt and the published chances been kept."""
    sentence: str


def calibration(practice: Practice, log: Log) -> Calibration:
    """Every contact whose 30 days are over at the export, with the chance of its reason
    learnt from what was ripe at the end of the month before it: nothing is predicted
    from what it later became.
    """
    ripe = ripe_contacts(LoggedFacts(practice, log, practice.exported))
    reason = ripe["reason"].to_numpy()
    worked = ripe["worked"].to_numpy(dtype=bool)
    chance = predicted(ripe)
    if not len(ripe):
        return Calibration(
            _bins(chance, worked),
            0,
            None,
            None,
            "No contact is old enough to tell what came of it.",
        )
    brier = _brier(chance, worked)
    published = _brier(CHANCES[reason], worked)
    sentence = (
        f"Of {len(ripe):,} contacts {chance.sum():.0f} were expected to work, and "
        f"{worked.sum():,} did. The error (Brier score, 0 is best) is {brier:.3f}; "
        f"with the published chances alone it would be {published:.3f}."
    )
    return Calibration(_bins(chance, worked), len(ripe), brier, published, sentence)


def predicted(ripe: pd.DataFrame) -> np.ndarray:
    """For each of the ripe contacts (`chances.ripe_contacts`) the chance of its reason
    on the last day of the month before it: what `chances.learnt` gave on that day, for
    all days at once.
    """
    day, reason, worked = (
        ripe[name].to_numpy() for name in ("day", "reason", "worked")
    )
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    known = month - np.timedelta64(
        WITHIN + 1, "D"
    )  # the last day of which all is over by then
    out = np.zeros(len(ripe))
    for place in np.unique(reason):
        mine = np.flatnonzero(reason == place)
        mine = mine[np.argsort(day[mine], kind="stable")]
        attempts = np.searchsorted(day[mine], known[mine], side="right")
        won = np.concatenate([[0], np.cumsum(worked[mine])])[attempts]
        out[mine] = (won + WEIGHT * CHANCES[place]) / (attempts + WEIGHT)
    return out


def _brier(chance: np.ndarray, worked: np.ndarray) -> float:
    return float(((chance - worked) ** 2).mean())


def _bins(chance: np.ndarray, worked: np.ndarray) -> pd.DataFrame:
    place = np.searchsorted(EDGES, chance, side="right")
    frame = pd.DataFrame(
        {
            "place": place,
            "predicted": chance,
            "worked": worked.astype(np.int64),
            "contacts": 1,
        }
    )
    found = (
        frame.groupby("place")
        .agg({"predicted": "mean", "contacts": "sum", "worked": "sum"})
        .reset_index(drop=True)
    )
    ends = [
        wilson(part, whole) or (0.0, 0.0)
        for part, whole in zip(found["worked"], found["contacts"], strict=True)
    ]
    low, high = np.array(ends).reshape(-1, 2).T
    return found.assign(
        observed=found["worked"] / found["contacts"], low=low, high=high
    )[["predicted", "observed", "low", "high", "contacts", "worked"]]
