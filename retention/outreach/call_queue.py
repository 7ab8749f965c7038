"""The queue: one row per household to speak to, promised call-backs first, and how far
a day reaches.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

import numpy as np

from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.households import NEVER, HouseholdRow, Households
from retention.outreach.ranking import RankedList, listed
from retention.practice import Practice


class QueueRows(Sequence[HouseholdRow]):
    """Rows in order; each is made when it is looked at, since sentences take their
    time.
    """

    def __init__(self, households: Households, order: np.ndarray) -> None:
        self._households = households
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> HouseholdRow: ...
    @overload
    def __getitem__(self, at: slice) -> "QueueRows": ...
    def __getitem__(self, at: int | slice) -> "HouseholdRow | QueueRows":
        if isinstance(at, slice):
            return QueueRows(self._households, self._order[at])
        return self._households.row(int(self._order[at]))

    def household_ids(self) -> list[str]:
        """The ids of the households, without making the rows."""
        return self._households.ids[self._order].tolist()


@dataclass(frozen=True, eq=False)
class Queue:
    """A day's queue; rows that somebody else has open stay in it, marked."""

    targets: RankedList
    """The people behind it, and who was left out by which rule."""
    rows: QueueRows
    """Households: call-backs that are due, the oldest promise first, then those that
    can be called by priority, then those that can only be written to.
    """
    spoken_to: QueueRows
    """Households that were contacted today and have others who are due: not to be
    called twice in a day.
    """
    call_backs: int
    """How many of `rows` are promised call-backs; these come first."""
    callable: int
    """How many of `rows` are to be called or texted, call-backs among them; these come
    before the others.
    """
    capacity: int
    """Households to speak to in a day, as the practice has set it."""
    done_today: int
    """Households that were contacted from here today; letters do not count."""

    @property
    def for_today(self) -> QueueRows:
        """As many as the day still holds of those to be called; promised call-backs
        come whatever it holds.
        """
        return self.rows[
            : max(
                min(self.capacity - self.done_today, self.callable), self.call_backs, 0
            )
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the list cannot know, or knows only second-hand."""
        return self.targets.notes


def queue(
    practice: Practice, log: Log, today: date, *, reason: str | None = None
) -> Queue:
    """The queue on the day of work `today`: everybody of `targets`, by household.

    With `reason`, the households in which somebody has it open; the lead is one who has
    it. What somebody else has open on their screen is marked rather than left out.
    WrongCall for an unknown reason.
    """
    situation = Candidates(practice, replace(log, claims=Log.empty().claims), today)
    shown = listed(situation, reason)
    everybody = shown if reason is None else listed(situation)
    households = Households(everybody, log.claims, reason)
    waiting, spoken_to = households.order()
    promised = households.promised[waiting] < NEVER
    return Queue(
        targets=shown,
        rows=QueueRows(households, waiting),
        spoken_to=QueueRows(households, spoken_to),
        call_backs=int(promised.sum()),
        callable=int((promised | households.can_be_called[waiting]).sum()),
        capacity=practice.policy.calls_per_day,
        done_today=len(households.contacted),
    )
