"""Cadence: when people may be called, how often for a reason, and in which ways in
turn.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from retention.core.policy import Policy, Step
from retention.outreach.reasons import KEYS
from retention.practice import Practice, fact


def may_call(policy: Policy, now: datetime) -> bool:
    """Whether people may be called or texted at that time of the practice's clock:
    never before 8 nor after 21.
    """
    return policy.call_from <= now.hour < policy.call_until


@dataclass(frozen=True, eq=False)
class Cadences:
    """The cadence of every reason, one row per reason of `REASONS`; what lies beyond
    its last attempt means nothing.
    """

    most: np.ndarray
    """Attempts that each reason may take."""
    ways: np.ndarray
    """The way of each attempt, one column per attempt; "" for whatever works."""
    days: np.ndarray
    """Days from each attempt to the next."""

    def wait(self, made: np.ndarray) -> np.ndarray:
        """Days from the last attempt to the next, where so many (one column per reason)
        were made: at least one.
        """
        return self.days[
            np.arange(len(self.most)), np.minimum(made, self.days.shape[1]) - 1
        ]

    def way(self, reason: np.ndarray, made: np.ndarray) -> np.ndarray:
        """The way of the next attempt for each of those reasons (places in `REASONS`),
        where so many were made.
        """
        return self.ways[reason, np.minimum(made, self.ways.shape[1] - 1)]


@fact
def cadences(practice: Practice) -> Cadences:
    """The cadences as the practice has set them."""
    told = [practice.policy.cadence(key) for key in KEYS]
    longest = max(map(len, told))
    steps = [[*cadence, *[Step("", 0)] * (longest - len(cadence))] for cadence in told]
    return Cadences(
        most=np.array([len(cadence) for cadence in told]),
        ways=np.array(
            [[step.way for step in cadence] for cadence in steps], dtype=object
        ),
        days=np.array([[step.days for step in cadence] for cadence in steps]),
    )
