"""The periods that can be chosen."""

from collections.abc import Callable, Mapping
from datetime import date

from retention import days
from retention.practice import Period


def _last_full_months(number: int) -> Callable[[date], Period]:
    def period(as_of: date) -> Period:
        last = Period.default(as_of).last
        return Period(as_of, days.before(last, number) + days.ONE, last)

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
