"""Days and months as the definitions count them (definitions.md 0: "N months before D",
"period").
"""

from datetime import date, timedelta

import numpy as np

ONE = timedelta(days=1)

Days = np.ndarray
"""An array of days, numpy datetime64 of any unit; NaT where there is none."""


_FIRST = np.datetime64("0001-01-01", "D")
_SPAN = 10_000_000
"""More than the days of any calendar."""


def keyed(number: np.ndarray, day: Days) -> np.ndarray:
    """Each (number, day) as one number, ordered by number and then by day; a day later
    is 1 more. NaT has no place.
    """
    return number * _SPAN + (day.astype("datetime64[D]") - _FIRST).astype(np.int64)


def unkeyed(key: np.ndarray) -> tuple[np.ndarray, Days]:
    """The number and the day of each key."""
    return key // _SPAN, _FIRST + (key % _SPAN).astype("timedelta64[D]")


def months_before(days: Days, months: int | np.ndarray) -> Days:
    """The same day of the month, `months` earlier (later where negative; one number or
    one per day), clamped to that month's end.

    From a month's last day one lands on a month's last day: 30 Sep − 18 months = 31 Mar
    (definitions.md 0).
    """
    days = np.asarray(days, dtype="datetime64[D]")
    month = days.astype("datetime64[M]")
    target = month - months
    shifted = np.minimum(
        target.astype(days.dtype) + (days - month.astype(days.dtype)), _last(target)
    )
    return np.where(days == _last(month), _last(target), shifted)


def before(day: date, months: int) -> date:
    """The day `months` before one day, by the same rule."""
    return months_before(np.asarray(day, dtype="datetime64[D]"), months).item()


def after(day: date, months: int) -> date:
    """The day `months` after one day, by the same rule."""
    return before(day, -months)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return _last(np.asarray(day, dtype="datetime64[M]")).item()


def _last(month: Days) -> Days:
    return (month + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
