"""The periods that can be chosen, and the earlier ones that a figure is compared with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from retention import days
from retention.metrics import Figure
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
    "this-year": ("This year so far", lambda as_of: Period(as_of, as_of.replace(month=1, day=1), as_of)),
    "last-year": ("Last calendar year", lambda as_of: Period.read(str(as_of.year - 1), as_of)),
}
"""Key to its name, which stands in the address, and the period it means at a day."""


def has_earlier_days(figure: Figure) -> bool:
    """Whether a figure can be given for an earlier day or period at all (definitions.md 0, day before the export)."""
    return figure.takes_period or not figure.of_export


def year_before(figure: Figure, period: Period) -> Period:
    """The period a year earlier; of what only the export knows, still as of its day."""
    return _known(figure, period, period.year_before())


def last_13_months(figure: Figure, period: Period) -> tuple[Period, ...]:
    """The last 13 full months, oldest first, for a figure's small line."""
    return tuple(_known(figure, period, month) for month in period.last_months(13))


def _known(figure: Figure, period: Period, earlier: Period) -> Period:
    return replace(earlier, as_of=period.as_of) if figure.of_export else earlier
