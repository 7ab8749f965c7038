"""What a page is drawn with: home, practice, day, period, and who is counted."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

import numpy as np

from retention import services
from retention.core import dates
from retention.core.codes import CATEGORIES, UNKNOWN_CATEGORY
from retention.core.errors import RetentionError
from retention.core.policy import Policy
from retention.metrics import BY_KEY, Figure, FigureTable, Reading, split
from retention.metrics.groups import labels as group_labels
from retention.metrics.groups import narrow
from retention.metrics.retention import survival_by
from retention.metrics.schedule import waits
from retention.metrics.treatment import unripe
from retention.outreach import Log
from retention.outreach.candidates import Candidates
from retention.practice import Period, Practice, fact, natural
from retention.services import (
    Caller,
    FigureQuery,
    Guess,
    Home,
    OpenedPractice,
    State,
)
from retention.web import cache
from retention.web.copy import frame, labels


def _last_full_months(number: int) -> Callable[[date], Period]:
    def period(as_of: date) -> Period:
        last = Period.default(as_of).last
        first = dates.before(last, number) + dates.ONE
        return Period(as_of, first, last)

    return period


def _this_year(as_of: date) -> Period:
    new_year = as_of.replace(month=1, day=1)
    return Period(as_of, new_year, as_of)


def _last_year(as_of: date) -> Period:
    year = as_of.year - 1
    return Period.read(str(year), as_of)


PERIODS: Mapping[str, tuple[str, Callable[[date], Period]]] = {
    "12-months": ("Last 12 full months", Period.default),
    "3-months": ("Last 3 full months", _last_full_months(3)),
    "1-month": ("Last full month", _last_full_months(1)),
    "this-year": ("This year so far", _this_year),
    "last-year": ("Last calendar year", _last_year),
}
"""Key to its name, which stands in the address, and the period it means at a day."""


@dataclass(frozen=True)
class PageContext:
    """One visitor's view, for one run of a page."""

    home: Home
    state_or_none: State | None
    """The practice as it stands; None in a home without any."""
    today: date
    period_name: str = next(iter(PERIODS))
    """Key of `PERIODS`."""
    within: Mapping[str, str] = field(default_factory=dict)
    """Who is to be counted, as {by: group}; everybody where it is empty."""
    wants_published: bool = False
    """Whether what others published for figures like ours is to be shown."""
    caller: Caller = field(default_factory=lambda: Caller("", ""))
    """Who works here."""
    now: datetime | None = None
    """The practice's clock at this run.

    Claims of others are only known where it is given.
    """
    revision: int = 0
    """The practice's, read before all else of this run.

    What is kept under it was read no earlier, so nothing old outlives a write.
    """

    @property
    def has_records(self) -> bool:
        """Whether anything has been imported."""
        if self.state_or_none is None:
            return False
        return self.state_or_none.snapshot is not None

    @property
    def state(self) -> State:
        """The practice as it stands; RetentionError where there is none yet."""
        if self.state_or_none is None:
            raise RetentionError(frame.NOTHING_LOADED)
        return self.state_or_none

    @cached_property
    def practice(self) -> Practice:
        """The records of the current snapshot, shared and read-only."""
        return cache.practice(self.home, self.state)

    @property
    def opened(self) -> OpenedPractice:
        """The practice with its records open, for whoever writes."""
        return OpenedPractice(self.home, self.state.practice, self.practice)

    @cached_property
    def log(self) -> Log:
        """What people did here, read afresh for every run."""
        return services.log(
            self.home, self.state.practice, now=self.now, holder=self.caller.holder
        )

    @cached_property
    def stopped(self) -> np.ndarray:
        """Who asked not to be contacted, one place per row of the patient list."""
        candidates = Candidates(self.practice, self.log, self.today)
        return candidates.stopped

    @property
    def policy(self) -> Mapping[str, str]:
        """The practice's own values as text; the values that count until one is set."""
        policy = self.state_or_none.policy if self.state_or_none else Policy()
        return policy.as_text()

    @cached_property
    def examples(self) -> Mapping[str, str]:
        """What every figure counts here, in words, by key."""
        return cache.examples(self.home, self.state)

    @cached_property
    def reconciled(self) -> Mapping[str, str]:
        """When each figure was last held against a printed report, in words, by key.

        The words say how far apart the two were.
        """
        if self.state_or_none is None:
            return {}

        latest = services.last_reconciliations(self.home, self.state_or_none.practice)
        return {
            key: services.reconciled_in_words(reconciliation)
            for key, reconciliation in latest.items()
        }

    def guessed(self, key: str) -> Guess | None:
        """The last guess at a figure; None where it was never guessed."""
        for guess in reversed(self.guesses):
            if guess.key == key and not guess.skipped:
                return guess
        return None

    @cached_property
    def guesses(self) -> tuple[Guess, ...]:
        """What the owner guessed or skipped, read afresh for every run."""
        return services.guesses(self.home, self.state.practice)

    @cached_property
    def period(self) -> Period:
        """The period chosen, as of the day of the export."""
        _, period_at = PERIODS[self.period_name]
        return period_at(self.practice.exported)

    def reading(
        self, key: str, period: Period | None = None, **options: object
    ) -> Reading:
        """A figure's reading of those to be counted, by default for the period chosen.

        Args:
            key: The figure.
            period: The period; None for the one chosen.
            **options: The figure's own options.
        """
        reading = self._asked(BY_KEY[key], period or self.period, options)
        assert isinstance(reading, Reading)
        if key == "kept_waiting" and reading.is_known:
            # The median is of whoever is counted
            return replace(reading, numbers=waits(self.practice, reading))
        return reading

    def value(self, key: str, period: Period) -> tuple[float | int | None, str]:
        """A figure's value alone, and why there is none.

        It is remembered, since a tile looks back on 14 other periods.
        """
        within = tuple(self.within.items())
        return _value(self.practice, key, period, within)

    def table(self, key: str, period: Period | None = None) -> FigureTable:
        """A figure's table of those to be counted; by default for the period chosen."""
        table = self._asked(BY_KEY[key], period or self.period, {})
        assert isinstance(table, FigureTable)
        return table

    def unripe(self, period: Period, **options: object) -> Reading:
        """What "Case acceptance" leaves out as not yet ripe.

        Its part is what was accepted of it so far.
        """
        reading = unripe(self.practice, period, **options)  # type: ignore[arg-type]
        return self._narrowed(reading)

    def curves(self, kind: str, by: str | None) -> FigureTable:
        """Curves of coming back, one per group to be counted, the largest first."""
        days = tuple(labels.DAYS)
        return survival_by(self.practice, self.period, kind, by, self.within, days)

    def names(self, by: str) -> Mapping[str, str]:
        """What the groups of a kind are called, by key.

        Two of one name are told apart by their ids.
        """
        by_kind = {
            "provider": self.practice.providers,
            "location": self.practice.locations,
            "status": labels.STATUS,
        }
        names = by_kind.get(by, {})
        uses = Counter(names.values())
        told_apart = {
            key: name if uses[name] == 1 else f"{name} ({key})"
            for key, name in names.items()
        }
        return labels.GROUPS | told_apart

    def split(self, reading: Reading, by: str) -> dict[str, Reading]:
        """A reading for each group that is not empty, by name, the largest first."""
        names = self.names(by)
        parts = split(self.practice, reading, by, self.period.as_of)
        named = {}
        for group, part in parts.items():
            name = names.get(group, group)
            named[name] = part

        largest_first = sorted(named, key=lambda name: -_size(named[name]))
        return {name: named[name] for name in largest_first}

    def groups(self, by: str) -> dict[str, str]:
        """The groups of a kind that people, or items of work, are in: key to name."""
        names = self.names(by)
        day = self.period.as_of
        groups = {}
        for key in _groups(self.practice, by, day):
            groups[key] = names.get(key, key)
        return groups

    def _asked(
        self, figure: Figure, period: Period, options: Mapping[str, object]
    ) -> Reading | FigureTable:
        """The figure's answer, narrowed to those to be counted after it was counted."""
        chosen = tuple(options.items())
        answer = _answer(self.practice, figure.key, period, chosen)
        if isinstance(answer, Reading):
            return self._narrowed(answer)

        rows = []
        for row in answer.rows:
            narrowed = self._narrowed(row.reading)
            rows.append(replace(row, reading=narrowed))
        return replace(answer, rows=tuple(rows))

    def _narrowed(self, reading: Reading) -> Reading:
        return narrow(self.practice, reading, self.within, self.period.as_of)


@fact
def _answer(
    practice: Practice,
    key: str,
    period: Period,
    options: tuple[tuple[str, object], ...],
) -> Reading | FigureTable:
    """A figure's answer, kept as long as the practice.

    The periods that a page can ask for are few.
    """
    query = FigureQuery(period, options=dict(options))
    return services.answer(practice, BY_KEY[key], query).found


@fact
def _value(
    practice: Practice, key: str, period: Period, within: tuple[tuple[str, str], ...]
) -> tuple[float | int | None, str]:
    """A figure's value and why there is none, kept without the people.

    The people of 14 periods of each tile would be many.
    """
    query = FigureQuery(period)
    reading = services.answer(practice, BY_KEY[key], query).found
    assert isinstance(reading, Reading)
    narrowed = narrow(practice, reading, dict(within), period.as_of)
    return narrowed.value, narrowed.reason


@fact
def _groups(practice: Practice, by: str, day: date) -> tuple[str, ...]:
    """The groups of a kind that anybody is in on a day, in order."""
    if by == "category":
        categories = {category for _, _, category in CATEGORIES}
        categories.add(UNKNOWN_CATEGORY)
        return tuple(sorted(categories, key=natural))

    is_person = practice.people["is_person"].to_numpy()
    everybody = Reading.of_people(is_person)
    group_of_each = group_labels(practice, everybody, by, day)
    groups = {str(group) for group in group_of_each}
    return tuple(sorted(groups, key=natural))


def _size(reading: Reading) -> int:
    return (
        reading.whole_amount
        or reading.amount
        or reading.whole_count
        or reading.part_count
        or 0
    )
