"""The days a figure speaks of: its as-of day D, and a first and last day where it needs
a period.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from retention import days
from retention.problems import WrongCall


@dataclass(frozen=True)
class Period:
    """A period closed on both ends, and the as-of day (definitions.md 0)."""

    as_of: date
    first: date
    last: date

    @classmethod
    def default(cls, as_of: date) -> Self:
        """The last 12 full months before D; the month of D counts only where D is its
        last day.
        """
        last = (
            as_of if as_of == days.month_end(as_of) else as_of.replace(day=1) - days.ONE
        )
        return cls(as_of, days.before(last, 12) + days.ONE, last)

    @classmethod
    def read(cls, text: str, as_of: date) -> Self:
        """ "2025-01-01..2025-12-31", "2025" or "2025-03", cut at D; WrongCall says how
        to write one.
        """
        try:
            first, last = _ends(text)
        except ValueError:
            raise WrongCall(
                "A period is written 2025-01-01..2025-12-31, 2025 or 2025-03; "
                f"“{text}” is not."
            ) from None
        if first > min(last, as_of):
            raise WrongCall(
                f"The period {text} has no day up to {as_of}; choose one that "
                "begins before it ends."
            )
        return cls(as_of, first, min(last, as_of))

    @property
    def day_before(self) -> date:
        """t0: the day before the period (definitions.md 2)."""
        return self.first - days.ONE

    def months(self) -> Iterator["Period"]:
        """The calendar months of the period, the first and the last cut at its ends."""
        first = self.first
        while first <= self.last:
            last = min(days.month_end(first), self.last)
            yield replace(self, first=first, last=last)
            first = last + days.ONE

    def year_before(self) -> Self:
        """The same days a year earlier, as of the day a year earlier."""
        return type(self)(
            *(days.before(day, 12) for day in (self.as_of, self.first, self.last))
        )

    def last_months(self, number: int) -> tuple["Period", ...]:
        """The last `number` full months that end on or before D, oldest first, each as
        of its last day.
        """
        ends = [Period.default(self.as_of).last]
        while len(ends) < number:
            ends.append(ends[-1].replace(day=1) - days.ONE)
        return tuple(Period(end, end.replace(day=1), end) for end in reversed(ends))


def _ends(text: str) -> tuple[date, date]:
    if ".." in text:
        first, last = text.split("..")
        return date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    year, _, month = text.strip().partition("-")
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    return date(int(year), int(month), 1), days.month_end(
        date(int(year), int(month), 1)
    )
