"""A figure beside its own past: the year before, the last 13 months, and the change in
words.
"""

import math
from dataclasses import replace

from retention import formats
from retention.metrics import Figure, Reading, Unit
from retention.practice import Period


def has_earlier_days(figure: Figure) -> bool:
    """Whether a figure can be held against an earlier day or period: it can be given
    for one (definitions.md 0, day before the export), and older ones had no more time
    to end well.
    """
    return (figure.takes_period or not figure.of_export) and not figure.is_open_ended


def year_before(figure: Figure, period: Period) -> Period:
    """The period a year earlier; of what only the export knows, still as of its day."""
    return _known(figure, period, period.year_before())


def last_13_months(figure: Figure, period: Period) -> tuple[Period, ...]:
    """The last 13 full months, oldest first; of what only the export knows, still as of
    its day.
    """
    return tuple(_known(figure, period, month) for month in period.last_months(13))


def _known(figure: Figure, period: Period, earlier: Period) -> Period:
    return replace(earlier, as_of=period.as_of) if figure.of_export else earlier


def change(figure: Figure, now: float, before: float) -> str:
    """A change against a year before, in words: "38 more than a year before", "2 points
    down on a year before".
    """
    difference = now - before
    if figure.unit is Unit.AMOUNT and isinstance(now, int):
        size = formats.money(abs(int(difference)))
        up = "more than"
        down = "less than"
    elif isinstance(now, float):
        size = _points(abs(difference) * 100)
        up = "up on"
        down = "down on"
    else:
        size = formats.count(abs(int(difference)))
        up = "more than"
        down = "fewer than"
    if size.split()[0].strip("$") == "0":
        return "the same as a year before"
    return f"{size} {up if difference > 0 else down} a year before"


def _points(points: float) -> str:
    size = f"{points:.0f}" if points >= 1 or points < 0.05 else f"{points:.1f}"
    return f"{size} {'point' if size == '1' else 'points'}"


def tone(figure: Figure, now: float, before: float) -> str:
    """ "better" or "worse" for a change; "" where neither is said."""
    if not figure.better or now == before:
        return ""
    return "better" if (now > before) == (figure.better == "more") else "worse"


def beyond_chance(now: Reading, before: Reading) -> float:
    """The size of a change in standard errors, so that changes of shares, counts and
    amounts can be ranked.

    A share of n subjects errs by √(p (1 − p) / n), a count or an amount of n subjects
    by its nth root's share of itself. 0 where either cannot be given, or nothing is
    known of the error.
    """
    if now.value is None or before.value is None:
        return 0.0
    error = math.hypot(_error(now), _error(before))
    return abs(now.value - before.value) / error if error else 0.0


def _error(reading: Reading) -> float:
    value = float(reading.value or 0)
    subjects = reading.whole_count or reading.part_count or 0
    if reading.is_share:
        return math.sqrt(max(value * (1 - value), 0) / subjects) if subjects else 0.0
    return value / math.sqrt(subjects) if subjects else 0.0
