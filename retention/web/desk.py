"""What a page is drawn with: the home, the practice, the day of work, and the period and provider chosen."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from retention import workflows
from retention.metrics import BY_KEY, Reading, Table, split
from retention.metrics.groups import NONE
from retention.outreach import Log
from retention.practice import Period, Practice
from retention.problems import RetentionError
from retention.web import cache, text
from retention.web.periods import PERIODS
from retention.workflows import Asked, Home, State

EVERYBODY = "all"


@dataclass(frozen=True)
class Desk:
    """One visitor's view, for one run of a page."""

    home: Home
    known: State | None
    """The practice as it stands; None in a home without any."""
    today: date
    period_name: str = next(iter(PERIODS))
    """Key of `PERIODS`."""
    provider: str = EVERYBODY
    """Provider id, or `EVERYBODY`."""

    @property
    def has_records(self) -> bool:
        """Whether anything has been imported."""
        return self.known is not None and self.known.snapshot is not None

    @property
    def state(self) -> State:
        """The practice as it stands; RetentionError where there is none yet."""
        if self.known is None:
            raise RetentionError(text.NOTHING_LOADED)
        return self.known

    @cached_property
    def practice(self) -> Practice:
        """The records of the current snapshot, shared and read-only."""
        return cache.practice(self.home, self.state)

    @cached_property
    def log(self) -> Log:
        """What people did here, read afresh for every run."""
        return workflows.log(self.home, self.state.practice)

    @cached_property
    def period(self) -> Period:
        """The period chosen, as of the day of the export."""
        return PERIODS[self.period_name][1](self.practice.exported)

    def reading(self, key: str, period: Period | None = None) -> Reading:
        """A figure's reading for the provider chosen; for the period chosen where none is given."""
        found = self._asked(key, period or self.period)
        assert isinstance(found, Reading)
        return found

    def table(self, key: str) -> Table:
        """A figure's table for the provider and period chosen."""
        found = self._asked(key, self.period)
        assert isinstance(found, Table)
        return found

    @cached_property
    def providers(self) -> dict[str, str]:
        """Provider id to the name that people say; two of one name are told apart by their ids."""
        names = list(self.practice.providers.values())
        return {
            key: name if names.count(name) == 1 else f"{name} ({key})" for key, name in self.practice.providers.items()
        }

    def split(self, key: str, by: str) -> dict[str, Reading]:
        """A figure for each group that has someone or something, under the name people use, largest first."""
        names = {NONE: text.NO_GROUP, **(self.providers if by == "provider" else {})}
        named = {names.get(group, group): found for group, found in split(self.practice, self.reading(key), by).items()}
        return dict(sorted(named.items(), key=lambda item: -(item[1].whole_amount or item[1].amount or 0)))

    def _asked(self, key: str, period: Period) -> Reading | Table:
        """The figure's answer, narrowed to the provider where one is chosen."""
        by = None if self.provider == EVERYBODY else "provider"
        found = workflows.answer(self.practice, BY_KEY[key], Asked(period, by))
        if by is None or found.found.unknown:
            return found.found
        return found.groups.get(self.provider, _nobodys(found.found))


def _nobodys(found: Reading | Table) -> Reading | Table:
    """The same answer with nobody in it: what a provider has who has no one."""
    if isinstance(found, Reading):
        return _nobody(found)
    return replace(found, rows=tuple(replace(row, reading=_nobody(row.reading)) for row in found.rows))


def _nobody(reading: Reading) -> Reading:
    return reading.only(np.zeros(len(reading.rows), dtype=bool))
