"""Days and months as the definitions count them (definitions.md 0)."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from retention.core.arrays import DayArray, IntArray

ONE = timedelta(days=1)


_FIRST = np.datetime64("0001-01-01", "D")
_SPAN = 10_000_000
"""More than the days of any calendar."""


def keyed(number: IntArray, day: DayArray) -> IntArray:
    """Return each (number, day) as one number, ordered by number and then by day.

    A day later is 1 more. NaT has no key.
    """
    days_since_first = (day.astype("datetime64[D]") - _FIRST).astype(np.int64)
    return number * _SPAN + days_since_first


def unkeyed(key: IntArray) -> tuple[IntArray, DayArray]:
    """Return the number and the day of each key."""
    number = key // _SPAN
    days_since_first = (key % _SPAN).astype("timedelta64[D]")
    return number, _FIRST + days_since_first


def months_before(days: DayArray, months: int | IntArray) -> DayArray:
    """Return the same day of the month, `months` earlier.

    It is clamped to that month's end. From a month's last day one lands on a month's
    last day: 30 Sep − 18 months = 31 Mar (definitions.md 0).

    Args:
        days: The days to count from.
        months: One number, or one per day; later where negative.
    """
    days = np.asarray(days, dtype="datetime64[D]")
    month = days.astype("datetime64[M]")
    day_of_month = (days - month.astype(days.dtype)).astype("timedelta64[D]")
    target = month - np.asarray(months).astype("timedelta64[M]")
    same_day = target.astype(days.dtype) + day_of_month
    target_end = _last(target)
    clamped = np.minimum(same_day, target_end)
    return np.where(days == _last(month), target_end, clamped)


def before(day: date, months: int) -> date:
    """Return the day `months` before one day, by the same rule."""
    as_array = np.asarray(day, dtype="datetime64[D]")
    earlier: date = months_before(as_array, months).item()
    return earlier


def after(day: date, months: int) -> date:
    """Return the day `months` after one day, by the same rule."""
    return before(day, -months)


def month_end(day: date) -> date:
    """Return the last day of the day's month."""
    month = np.asarray(day, dtype="datetime64[M]")
    last: date = _last(month).item()
    return last


def _last(month: DayArray) -> DayArray:
    next_month = month + 1
    first_of_next: DayArray = next_month.astype("datetime64[D]")
    return first_of_next - 1


def days(column: pd.Series) -> DayArray:
    """Return the days of a column of days or moments; NaT where there is none."""
    moments: DayArray = column.to_numpy()
    return moments.astype("datetime64[D]")
