"""Cadence: when people may be called, how often for a reason, and in which ways."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from retention.core.arrays import IndexArray, IntArray, StrArray
from retention.core.policy import Policy
from retention.outreach.reasons import KEYS
from retention.practice import Practice, fact


def may_call(policy: Policy, now: datetime) -> bool:
    """Whether people may be called or texted at that time of the practice's clock.

    Never before 8 nor after 21.
    """
    opens = policy.call_from
    closes = policy.call_until
    return opens <= now.hour < closes


@dataclass(frozen=True, eq=False)
class Cadences:
    """The cadence of every reason, one row per reason of `REASONS`.

    What lies beyond its last attempt means nothing.
    """

    most: IntArray
    """Attempts that each reason may take."""
    ways: StrArray
    """The way of each attempt, one column per attempt; "" for whatever works."""
    days: IntArray
    """Days from each attempt to the next."""

    def wait(self, made: IntArray) -> IntArray:
        """Days from the last attempt to the next, at least one.

        Args:
            made: Attempts made so far, one column per reason.
        """
        last_column = self.days.shape[1]
        attempt = np.minimum(made, last_column) - 1
        reason = np.arange(len(self.most))

        return self.days[reason, attempt]

    def way(self, reason: IndexArray, made: IntArray) -> StrArray:
        """The way of the next attempt for each of those reasons.

        Args:
            reason: Places in `REASONS`.
            made: Attempts made so far for each.
        """
        last_column = self.ways.shape[1] - 1
        attempt = np.minimum(made, last_column)

        return self.ways[reason, attempt]


@fact
def cadences(practice: Practice) -> Cadences:
    """The cadences as the practice has set them."""
    by_reason = [practice.policy.cadence(key) for key in KEYS]
    most = [len(steps) for steps in by_reason]
    shape = (len(KEYS), max(most))
    ways = np.full(shape, "", dtype=object)
    days = np.zeros(shape, dtype=np.int64)

    for row, steps in enumerate(by_reason):
        for column, step in enumerate(steps):
            ways[row, column] = step.way
            days[row, column] = step.days

    return Cadences(most=np.array(most), ways=ways, days=days)
