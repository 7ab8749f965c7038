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
    """The month of each day, 1 to 12."""
    return (
        days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    )


def _day_of_month(days: np.ndarray) -> np.ndarray:
    whole = days.astype("datetime64[D]")
    return (whole - whole.astype("datetime64[M]").astype("datetime64[D]")).astype(
        np.int64
    ) + 1


def _is_open(days: np.ndarray) -> np.ndarray:
    """Monday to Friday and the first Saturday of a month; never on Sundays and
    holidays.
    """
    weekday = (days + 3) % 7
    day = _day_of_month(days)
    months = month(days)
    closed = (weekday == 6) | ((weekday == 5) & (day > 7))
    for holiday_month, holiday in _HOLIDAYS:
        closed |= (months == holiday_month) & (day == holiday)
    return ~closed


@dataclass(frozen=True)
class Season:
    """The span of the data, from its first day up to the day of the export, which is no
    longer in it.
    """

    ends: int
    years: int

    @property
    def starts(self) -> int:
        """The first day of the data."""
        return self.ends - round(self.years * YEAR)

    @cached_property
    def _reach(self) -> np.ndarray:
        """All days that are looked up rather than worked out, because most rows of the
        demo ask for one.
        """
        return np.arange(self.starts - _BEFORE, self.ends + _AFTER)

    @cached_property
    def _next(self) -> np.ndarray:
        opens = np.where(_is_open(self._reach), self._reach, self._reach[-1])
        return np.minimum.accumulate(opens[::-1])[::-1]

    @cached_property
    def _previous(self) -> np.ndarray:
        return np.maximum.accumulate(
            np.where(_is_open(self._reach), self._reach, self._reach[0])
        )

    def open_day(self, days: np.ndarray) -> np.ndarray:
        """Each day, or the next one on which the practice is open."""
        return self._next[self._places(days)]

    def open_until(self, days: np.ndarray) -> np.ndarray:
        """Each day, or the last one before it on which the practice was open."""
        return self._previous[self._places(days)]

    def _places(self, days: np.ndarray) -> np.ndarray:
        return np.clip(days - self._reach[0], 0, len(self._reach) - 1)

    def moved(self, rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
        """Check-ups as people like them: out of December, into January and late
        summer.
        """
        share = np.zeros(13)
        by = np.zeros(13, dtype=np.int64)
        for which, (part, move) in _MOVES.items():
            share[which] = part
            by[which] = move
        months = month(days)
        return days + np.where(rng.random(days.shape) < share[months], by[months], 0)

    def arrivals(self, rng: np.random.Generator, count: int, last: int) -> np.ndarray:
        """Days on which new people come, from the first day of the data up to before
        `last`, unordered.
        """
        days = np.arange(self.starts, last)
        weight = (
            _NEW_PEOPLE[month(days) - 1]
            * (1 + _GROWTH) ** ((days - self.starts) / YEAR)
            * _is_open(days)
        )
        return rng.choice(days, count, p=weight / weight.sum())
