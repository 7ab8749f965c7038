"""How far the chances can be trusted: learnt before each month, held against what came
of that month's contacts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.intervals import wilson
from retention.outreach.chances import WEIGHT, WITHIN, ripe_contacts
from retention.outreach.log import Log
from retention.outreach.logged import Logged
from retention.outreach.reasons import CHANCES
from retention.practice import Practice

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
    ripe = ripe_contacts(Logged(practice, log, practice.exported))
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
