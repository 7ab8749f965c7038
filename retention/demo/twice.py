"""People who were entered twice: the first check-up stands on a row of its own, which
was merged later.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from retention.demo import draft
from retention.demo.chance import between, happens
from retention.demo.people import People
from retention.demo.rhythm import Visits
from retention.demo.season import Season

_DAY = 86_400
_EVENING = 18 * 3600


@dataclass(frozen=True)
class Twice:
    """The people entered twice; the second rows follow after all the first ones, in
    this order.
    """

    people: int
    """Number of first rows."""
    again: np.ndarray

    @classmethod
    def of(
        cls, rng: np.random.Generator, people: People, visits: Visits, count: int
    ) -> "Twice":
        """That many people, from among those with several check-ups as far as there are
        any.
        """
        several = np.zeros(len(people), dtype=bool)
        several[visits.person[(visits.slot == 1) & ~people.known[visits.person]]] = True
        order = np.lexsort((rng.random(len(people)), ~several))
        return cls(len(people), np.sort(order[:count]))

    def owner(
        self, person: np.ndarray, visit: np.ndarray, visits: Visits
    ) -> np.ndarray:
        """The patient row that each entry stands on, by person and check-up (−1:
        none).
        """
        second = np.full(self.people, -1)
        second[self.again] = self.people + np.arange(len(self.again))
        first = (
            (visit >= 0)
            & (np.append(visits.slot, 1)[visit] == 0)
            & (second[person] >= 0)
        )
        return np.where(first, second[person], person)

    def merges(
        self, rng: np.random.Generator, created: np.ndarray, season: Season
    ) -> pa.Table:
        """The links from the second rows to the first ones, drafted; a few pairs were
        never merged.
        """
        linked = np.flatnonzero(happens(rng, 0.85, len(self.again)))
        kept = self.again[linked]
        at = np.minimum(
            created[kept] + between(rng, 250, 700, len(kept)), season.ends - 2
        )
        moment = season.open_until(at) * _DAY + _EVENING
        columns = {
            "loser_id": self.people + linked,
            "winner_id": kept,
            "merged_at": moment,
        }
        return draft.rows("merge", moment, columns)
