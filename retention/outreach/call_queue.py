"""The queue: one row per household to speak to, and how far a day reaches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import overload

from retention.core.arrays import IndexArray
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.households import NEVER, HouseholdRow, Households
from retention.outreach.ranking import RankedList, listed
from retention.practice import Practice


class QueueRows(Sequence[HouseholdRow]):
    """Rows in order; each is made when it is looked at.

    Its sentences take their time.
    """

    def __init__(self, households: Households, order: IndexArray) -> None:
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
            order = self._order[at]
            return QueueRows(self._households, order)
        place = int(self._order[at])

        return self._households.row(place)

    def household_ids(self) -> list[str]:
        """The ids of the households, without making the rows."""
        ids = self._households.ids
        return ids[self._order].tolist()


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
        """As many as the day still holds of those to be called.

        Promised call-backs come whatever it holds.
        """
        left = self.capacity - self.done_today
        to_call = min(left, self.callable)
        count = max(to_call, self.call_backs, 0)

        return self.rows[:count]

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

    Raises:
        WrongCall: There is no such reason.
    """
    unclaimed = replace(log, claims=Log.empty().claims)
    candidates = Candidates(practice, unclaimed, today)
    shown = listed(candidates, reason)
    everybody = shown
    if reason is not None:
        everybody = listed(candidates)

    households = Households(everybody, log.claims, reason)
    waiting, spoken_to = households.order()
    is_promised = households.promised[waiting] < NEVER
    is_callable = is_promised | households.can_be_called[waiting]
    return Queue(
        targets=shown,
        rows=QueueRows(households, waiting),
        spoken_to=QueueRows(households, spoken_to),
        call_backs=int(is_promised.sum()),
        callable=int(is_callable.sum()),
        capacity=practice.policy.calls_per_day,
        done_today=len(households.contacted),
    )
