"""Days of the practice: when it is open, when people come, and how far the data goes.

Days are whole numbers since 1 January 1970, moments seconds since then; `NEVER` stands
for none.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

NEVER = np.iinfo(np.int64).min
"""What numpy reads as "not a time"."""

YEAR = 365.25
_HOLIDAYS = ((1, 1), (7, 4), (12, 24), (12, 25), (12, 26))
_NEW_PEOPLE = np.array(
    [1.45, 1.0, 1.0, 0.95, 0.9, 1.0, 1.1, 1.4, 1.1, 0.95, 0.85, 0.55]
)
"""How many new people come in each month, against the average: January and late summer
high, December low.
"""
_MOVES = {
    12: (0.3, 30),
    11: (0.08, 60),
    2: (0.1, -28),
    9: (0.2, -25),
    10: (0.08, -50),
    6: (0.1, 45),
}
"""Check-ups that fall in a month: the share that people move, and by how many days."""
_GROWTH = 0.05  # more new people each year
_BEFORE = 26 * 366
_AFTER = 4 * 366


def month(days: np.ndarray) -> np.ndarray:
    """Return the month of each day, 1 to 12."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    since_1970 = months.astype(np.int64)
    return since_1970 % 12 + 1


def _day_of_month(days: np.ndarray) -> np.ndarray:
    whole = days.astype("datetime64[D]")
    first_of_month = whole.astype("datetime64[M]").astype("datetime64[D]")
    days_before = whole - first_of_month
    return days_before.astype(np.int64) + 1


def _is_open(days: np.ndarray) -> np.ndarray:
    """Whether the practice is open on each day.

    It is open Monday to Friday and the first Saturday of a month; never on Sundays and
    holidays.
    """
    weekday = (days + 3) % 7
    day = _day_of_month(days)
    months = month(days)
    is_sunday = weekday == 6
    is_later_saturday = (weekday == 5) & (day > 7)
    closed = is_sunday | is_later_saturday
    for holiday_month, holiday in _HOLIDAYS:
        is_in_month = months == holiday_month
        closed |= is_in_month & (day == holiday)
    return ~closed


@dataclass(frozen=True)
class Season:
    """The span of the data, from its first day up to the day of the export.

    That day is no longer in it.
    """

    ends: int
    years: int

    @property
    def starts(self) -> int:
        """The first day of the data."""
        days = round(self.years * YEAR)
        return self.ends - days

    @cached_property
    def _reach(self) -> np.ndarray:
        """All days that can be looked up.

        They are not worked out, because most rows of the demo ask for one.
        """
        first = self.starts - _BEFORE
        last = self.ends + _AFTER
        return np.arange(first, last)

    @cached_property
    def _next(self) -> np.ndarray:
        days = self._reach
        is_open = _is_open(days)
        open_days = np.where(is_open, days, days[-1])
        latest_first = open_days[::-1]
        earliest = np.minimum.accumulate(latest_first)
        return earliest[::-1]

    @cached_property
    def _previous(self) -> np.ndarray:
        days = self._reach
        is_open = _is_open(days)
        open_days = np.where(is_open, days, days[0])
        return np.maximum.accumulate(open_days)

    def open_day(self, days: np.ndarray) -> np.ndarray:
        """Each day, or the next one on which the practice is open."""
        indices = self._places(days)
        return self._next[indices]

    def open_until(self, days: np.ndarray) -> np.ndarray:
        """Each day, or the last one before it on which the practice was open."""
        indices = self._places(days)
        return self._previous[indices]

    def _places(self, days: np.ndarray) -> np.ndarray:
        offset = days - self._reach[0]
        last = len(self._reach) - 1
        return np.clip(offset, 0, last)

    def moved(self, rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
        """Move check-ups as people like them.

        They go out of December, into January and late summer.
        """
        share_by_month = np.zeros(13)
        move_by_month = np.zeros(13, dtype=np.int64)
        for number, (share, move) in _MOVES.items():
            share_by_month[number] = share
            move_by_month[number] = move
        months = month(days)
        share_of_each = share_by_month[months]
        is_moved = rng.random(days.shape) < share_of_each
        move_of_each = move_by_month[months]
        return days + np.where(is_moved, move_of_each, 0)

    def arrivals(self, rng: np.random.Generator, count: int, last: int) -> np.ndarray:
        """Draw days on which new people come, unordered.

        They lie from the first day of the data up to before `last`.
        """
        days = np.arange(self.starts, last)
        by_month = _NEW_PEOPLE[month(days) - 1]
        years = (days - self.starts) / YEAR
        growth = (1 + _GROWTH) ** years
        weight = by_month * growth * _is_open(days)
        chance = weight / weight.sum()
        return rng.choice(days, count, p=chance)
