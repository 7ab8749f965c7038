"""What a page is drawn with: home, practice, day, period, and who is counted."""

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
from retention.services import Caller, FigureQuery, Guess, Home, State
from retention.web import cache
from retention.web.copy import frame, labels


def _last_full_months(number: int) -> Callable[[date], Period]:
    def period(as_of: date) -> Period:
        last = Period.default(as_of).last
        return Period(as_of, dates.before(last, number) + dates.ONE, last)

    return period


PERIODS: Mapping[str, tuple[str, Callable[[date], Period]]] = {
    "12-months": ("Last 12 full months", Period.default),
    "3-months": ("Last 3 full months", _last_full_months(3)),
    "1-month": ("Last full month", _last_full_months(1)),
    "this-year": (
        "This year so far",
        lambda as_of: Period(as_of, as_of.replace(month=1, day=1), as_of),
    ),
    "last-year": (
        "Last calendar year",
        lambda as_of: Period.read(str(as_of.year - 1), as_of),
    ),
}
"""Key to its name, which stands in the address, and the period it means at a day."""


@dataclass(frozen=True)
class PageContext:
    """One visitor's view, for one run of a page."""

    home: Home
    known: State | None
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
    """The practice's clock at this run; claims of others are only known where it is
    given.
    """

    @property
    def has_records(self) -> bool:
        """Whether anything has been imported."""
        return self.known is not None and self.known.snapshot is not None

    @property
    def state(self) -> State:
        """The practice as it stands; RetentionError where there is none yet."""
        if self.known is None:
            raise RetentionError(frame.NOTHING_LOADED)
        return self.known

    @cached_property
    def practice(self) -> Practice:
        """The records of the current snapshot, shared and read-only."""
        return cache.practice(self.home, self.state)

    @cached_property
    def log(self) -> Log:
        """What people did here, read afresh for every run."""
        return services.log(
            self.home, self.state.practice, now=self.now, holder=self.caller.holder
        )

    @cached_property
    def stopped(self) -> np.ndarray:
        """Who asked not to be contacted, one place per row of the patient list."""
        return Candidates(self.practice, self.log, self.today).stopped

    @property
    def policy(self) -> Mapping[str, str]:
        """The practice's own values as text; the values that count until one is set."""
        return (self.known.policy if self.known else Policy()).as_text()

    @cached_property
    def examples(self) -> Mapping[str, str]:
        """What every figure counts here, in words, by key."""
        return cache.examples(self.home, self.state)

    @cached_property
    def reconciled(self) -> Mapping[str, str]:
        """When a figure was last held against a printed report, and how far apart they
        were, by key.
        """
        if self.known is None:
            return {}
        found = services.last_reconciliations(self.home, self.known.practice)
        return {key: services.reconciled_in_words(one) for key, one in found.items()}

    def guessed(self, key: str) -> Guess | None:
        """The last guess at a figure; None where it was never guessed."""
        own = [
            found for found in self.guesses if found.key == key and not found.skipped
        ]
        return own[-1] if own else None

    @cached_property
    def guesses(self) -> tuple[Guess, ...]:
        """What the owner guessed or skipped, read afresh for every run."""
        return services.guesses(self.home, self.state.practice)

    @cached_property
    def period(self) -> Period:
        """The period chosen, as of the day of the export."""
        return PERIODS[self.period_name][1](self.practice.exported)

    def reading(
        self, key: str, period: Period | None = None, **options: object
    ) -> Reading:
        """A figure's reading of those to be counted; for the period chosen where none
        is given.
        """
        found = self._asked(BY_KEY[key], period or self.period, options)
        assert isinstance(found, Reading)
        if (
            key == "kept_waiting" and found.is_known
        ):  # the median is of whoever is counted
            return replace(found, numbers=waits(self.practice, found))
        return found

    def value(self, key: str, period: Period) -> tuple[float | int | None, str]:
        """A figure's value alone, and why there is none; remembered, since a tile looks
        back on 14 other periods.
        """
        return _value(self.practice, key, period, tuple(self.within.items()))

    def table(self, key: str, period: Period | None = None) -> FigureTable:
        """A figure's table of those to be counted; for the period chosen where none is
        given.
        """
        found = self._asked(BY_KEY[key], period or self.period, {})
        assert isinstance(found, FigureTable)
        return found

    def unripe(self, period: Period, **options: object) -> Reading:
        """What "Case acceptance" leaves out as not yet ripe, with what was accepted of
        it so far.
        """
        return self._narrowed(unripe(self.practice, period, **options))  # type: ignore[arg-type]

    def curves(self, kind: str, by: str | None) -> FigureTable:
        """Curves of coming back, one per group of those to be counted, the largest
        group first.
        """
        return survival_by(
            self.practice, self.period, kind, by, self.within, tuple(labels.DAYS)
        )

    def names(self, by: str) -> Mapping[str, str]:
        """What the groups of a kind are called; two of one name are told apart by their
        ids.
        """
        known = {
            "provider": self.practice.providers,
            "location": self.practice.locations,
            "status": labels.STATUS,
        }
        names = known.get(by, {})
        said = list(names.values())
        return labels.GROUPS | {
            key: name if said.count(name) == 1 else f"{name} ({key})"
            for key, name in names.items()
        }

    def split(self, found: Reading, by: str) -> dict[str, Reading]:
        """A reading for each group that has someone or something, under the name people
        use, largest first.
        """
        names = self.names(by)
        parts = split(self.practice, found, by, self.period.as_of)
        named = {names.get(group, group): part for group, part in parts.items()}
        return dict(sorted(named.items(), key=lambda item: -_size(item[1])))

    def groups(self, by: str) -> dict[str, str]:
        """The groups of a kind that people, or of a kind of work that items, are in:
        key to name.
        """
        names = self.names(by)
        return {
            key: names.get(key, key)
            for key in _groups(self.practice, by, self.period.as_of)
        }

    def _asked(
        self, figure: Figure, period: Period, options: Mapping[str, object]
    ) -> Reading | FigureTable:
        """The figure's answer, narrowed to those to be counted after it was counted."""
        found = _answer(self.practice, figure.key, period, tuple(options.items()))
        if isinstance(found, Reading):
            return self._narrowed(found)
        return replace(
            found,
            rows=tuple(
                replace(row, reading=self._narrowed(row.reading)) for row in found.rows
            ),
        )

    def _narrowed(self, reading: Reading) -> Reading:
        return narrow(self.practice, reading, self.within, self.period.as_of)


@fact
def _answer(
    practice: Practice,
    key: str,
    period: Period,
    options: tuple[tuple[str, object], ...],
) -> Reading | FigureTable:
    """A figure's answer, kept as long as the practice: the periods that a page can ask
    for are few.
    """
    return services.answer(
        practice, BY_KEY[key], FigureQuery(period, options=dict(options))
    ).found


@fact
def _value(
    practice: Practice, key: str, period: Period, within: tuple[tuple[str, str], ...]
) -> tuple[float | int | None, str]:
    """A figure's value and why there is none, kept without the people: 14 periods of
    each tile would be many.
    """
    found = services.answer(practice, BY_KEY[key], FigureQuery(period)).found
    assert isinstance(found, Reading)
    narrowed = narrow(practice, found, dict(within), period.as_of)
    return narrowed.value, narrowed.reason


@fact
def _groups(practice: Practice, by: str, day: date) -> tuple[str, ...]:
    """The groups of a kind that anybody is in on a day, in order."""
    if by == "category":
        return tuple(
            sorted(
                {group for _, _, group in CATEGORIES} | {UNKNOWN_CATEGORY}, key=natural
            )
        )
    everybody = Reading.of_people(practice.people["is_person"].to_numpy())
    return tuple(
        sorted(
            {str(group) for group in group_labels(practice, everybody, by, day)},
            key=natural,
        )
    )


def _size(reading: Reading) -> int:
    return (
        reading.whole_amount
        or reading.amount
        or reading.whole_count
        or reading.part_count
        or 0
    )
