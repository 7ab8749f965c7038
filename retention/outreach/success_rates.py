"""How likely a contact is to work, learnt from the log, and how sure that is."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, FloatArray, IntArray
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

    chance: FloatArray
    """Chance that a contact works: Beta with the published chance as its prior, of
    weight `WEIGHT`.
    """
    attempts: IntArray
    """Contacts behind it, of the practice's own."""
    worked: IntArray
    """Of those, how many worked."""


def learn_rates(practice: Practice, log: Log, upto: date) -> SuccessRates:
    """The chances by the contacts that are ripe: their 30 days were over.

    They are over at `upto`, and at the export.
    """
    logged = LoggedFacts(practice, log, upto)
    return learnt_from(logged)


def learnt_from(it: LoggedFacts) -> SuccessRates:
    """The same, of a log that is at hand with its practice and day of work."""
    ripe = ripe_contacts(it)
    reason = ripe["reason"].to_numpy()
    worked = ripe["worked"].to_numpy()
    count = len(CHANCES)

    attempts = np.bincount(reason, minlength=count)
    won = np.bincount(reason[worked], minlength=count)
    prior = WEIGHT * CHANCES
    chance = (won + prior) / (attempts + WEIGHT)

    return SuccessRates(chance, attempts, won)


def ripe_contacts(it: LoggedFacts) -> pd.DataFrame:
    """Contacts for a reason of `REASONS` whose 30 days are over.

    One worked where its person was logged as booked on the day or in the 30 days after
    it, where the records hold an appointment made in these days, or where the person
    came in the 30 days after it.

    Returns:
        One row each: person (number), day, reason (its place in `REASONS`), worked.
    """
    log = it.contacts.assign(reason=places(it.contacts["reason"]))
    last_day = min(it.today, it.practice.exported) - timedelta(WITHIN)
    is_over = log["day"] <= pd.Timestamp(last_day)
    says_nothing = log["outcome"].isin(NOT_COUNTED)
    ripe = log[(log["reason"] >= 0) & is_over & ~says_nothing]

    worked = _worked(it, ripe)
    columns = ripe[["person", "day", "reason"]]

    return columns.assign(worked=worked).reset_index(drop=True)


def _worked(it: LoggedFacts, ripe: pd.DataFrame) -> BoolArray:
    """Whether each of those contacts was followed by a booking or a visit."""
    person = ripe["person"].to_numpy()
    day = dates.days(ripe["day"])

    bookings = it.contacts[it.contacts["outcome"] == "booked"]
    booked_by = bookings["person"].to_numpy()
    booked_on = dates.days(bookings["day"])
    booked = follow_up.within(person, day, WITHIN, booked_by, booked_on)

    made = follow_up.made(it.practice)
    was_made = follow_up.within(person, day, WITHIN, made.person, made.day)

    # A visit on the day of the contact did not come of it.
    visits = follow_up.visited(it.practice)
    came = follow_up.within(person, day + 1, WITHIN - 1, visits.person, visits.day)

    return booked | was_made | came


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
    """A back-test: every ripe contact, with the chance of its reason before it.

    The chance is learnt from what was ripe at the end of the month before the contact:
    nothing is predicted from what it later became.
    """
    logged = LoggedFacts(practice, log, practice.exported)
    ripe = ripe_contacts(logged)
    worked = ripe["worked"].to_numpy(dtype=bool)
    chance = predicted(ripe)
    bins = _bins(chance, worked)
    if not len(ripe):
        return Calibration(
            bins=bins,
            contacts=0,
            brier=None,
            published=None,
            sentence="No contact is old enough to tell what came of it.",
        )

    reason = ripe["reason"].to_numpy()
    brier = _brier(chance, worked)
    published = _brier(CHANCES[reason], worked)
    sentence = (
        f"Of {len(ripe):,} contacts {chance.sum():.0f} were expected to work, and "
        f"{worked.sum():,} did. The error (Brier score, 0 is best) is {brier:.3f}; "
        f"with the published chances alone it would be {published:.3f}."
    )
    return Calibration(bins, len(ripe), brier, published, sentence)


def predicted(ripe: pd.DataFrame) -> FloatArray:
    """For each ripe contact the chance of its reason, as known before its month.

    It is what `learnt_from` gave on the last day of the month before, for all days at
    once.
    """
    day = ripe["day"].to_numpy()
    reason = ripe["reason"].to_numpy()
    worked = ripe["worked"].to_numpy()
    month = day.astype("datetime64[M]").astype("datetime64[D]")
    # The last day of which all is over by then.
    known = month - np.timedelta64(WITHIN + 1, "D")

    chance = np.zeros(len(ripe))
    for place in np.unique(reason):
        rows = np.flatnonzero(reason == place)
        rows = rows[np.argsort(day[rows], kind="stable")]
        attempts = np.searchsorted(day[rows], known[rows], side="right")

        won_so_far = np.concatenate([[0], np.cumsum(worked[rows])])
        won = won_so_far[attempts]
        prior = WEIGHT * CHANCES[place]
        chance[rows] = (won + prior) / (attempts + WEIGHT)

    return chance


def _brier(chance: FloatArray, worked: BoolArray) -> float:
    error = chance - worked
    squared = error**2
    return float(squared.mean())


def _bins(chance: FloatArray, worked: BoolArray) -> pd.DataFrame:
    """The columns of `Calibration.bins`."""
    frame = pd.DataFrame(
        {
            "place": np.searchsorted(EDGES, chance, side="right"),
            "predicted": chance,
            "worked": worked.astype(np.int64),
            "contacts": 1,
        }
    )
    by_place = frame.groupby("place")
    bins = by_place.agg({"predicted": "mean", "contacts": "sum", "worked": "sum"})
    bins = bins.reset_index(drop=True)
    ends = [
        wilson(part, whole) or (0.0, 0.0)
        for part, whole in zip(bins["worked"], bins["contacts"], strict=True)
    ]

    low, high = np.array(ends).reshape(-1, 2).T
    observed = bins["worked"] / bins["contacts"]
    bins = bins.assign(observed=observed, low=low, high=high)

    return bins[["predicted", "observed", "low", "high", "contacts", "worked"]]
