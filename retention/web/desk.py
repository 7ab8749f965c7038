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

    def reading(self, key: str, period: Period | None = None, **options: object) -> Reading:
        """A figure's reading for the provider chosen; for the period chosen where none is given."""
        found = workflows.answer(self.practice, BY_KEY[key], Asked(period or self.period, self._by, options))
        assert isinstance(found.found, Reading)
        return self._narrowed(found.found, found.groups)

    def table(self, key: str, **options: object) -> Table:
        """A figure's table for the provider and period chosen."""
        found = workflows.answer(self.practice, BY_KEY[key], Asked(self.period, self._by, options))
        assert isinstance(found.found, Table)
        if self._by is None or found.found.unknown:
            return found.found
        return found.groups.get(self.provider) or _nobodys(found.found)  # type: ignore[return-value]

    def split(self, key: str, by: str) -> dict[str, Reading]:
        """A figure for each group that has someone or something, under the name people use, largest first."""
        groups = split(self.practice, self.reading(key), by)
        names = self.practice.providers if by == "provider" else {}
        shown = [names.get(group, text.NO_GROUP if group == NONE else group) for group in groups]
        named = {
            name if shown.count(name) == 1 else f"{name} ({group})": found
            for name, (group, found) in zip(shown, groups.items(), strict=True)
        }
        return dict(sorted(named.items(), key=lambda item: -(item[1].whole_amount or item[1].amount or 0)))

    @property
    def _by(self) -> str | None:
        return None if self.provider == EVERYBODY else "provider"

    def _narrowed(self, found: Reading, groups: object) -> Reading:
        if self._by is None or not found.is_known:
            return found
        return groups.get(self.provider, _nobody(found))  # type: ignore[attr-defined]


def _nobodys(table: Table) -> Table:
    return replace(table, rows=tuple(replace(row, reading=_nobody(row.reading)) for row in table.rows))


def _nobody(reading: Reading) -> Reading:
    return reading.only(np.zeros(len(reading.rows), dtype=bool))
