"""Figures by key, as commands print and pages draw them, beside their own past."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from retention.core import formatting
from retention.core.errors import WrongCall
from retention.facts import visits
from retention.metrics import (
    BY,
    BY_KEY,
    FIGURES,
    Figure,
    FigureTable,
    Reading,
    TableRow,
    Unit,
    split,
)
from retention.practice import Period, Practice, Subject, natural

MONTH = "month"


@dataclass(frozen=True)
class FigureQuery:
    """What is asked of figures: the period, a split, and options by name."""

    period: Period
    by: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class FigureAnswer:
    """One figure's answer."""

    figure: Figure
    period: Period
    found: Reading | FigureTable
    groups: Mapping[str, Reading | FigureTable]
    """The groups by name, where a split was asked."""


def period_of(practice: Practice, as_of: date | None, text: str | None) -> Period:
    """Find the period meant, as of the day meant (the export's where none is given).

    Raises:
        WrongCall: The day lies after the export: the records know nothing of it.
    """
    day = as_of or practice.exported
    if day > practice.exported:
        raise WrongCall(
            f"The records end on {formatting.day(practice.exported)}; "
            f"{formatting.day(day)} lies after it. Give that day or an earlier one, or "
            "import a newer export."
        )
    return Period.read(text, day) if text else Period.default(day)


def figures(keys: Sequence[str]) -> tuple[Figure, ...]:
    """Find the figures of some keys, all where none is named.

    Raises:
        WrongCall: A key is unknown.
    """
    unknown = [key for key in keys if key not in BY_KEY]
    if unknown:
        known = ", ".join(BY_KEY)
        raise WrongCall(f"There is no figure “{unknown[0]}”. Known figures: {known}.")

    if not keys:
        return FIGURES
    return tuple(BY_KEY[key] for key in keys)


def answer(practice: Practice, figure: Figure, asked: FigureQuery) -> FigureAnswer:
    """Give a figure's answer, split where that was asked and the figure can be."""
    options = {
        name: value for name, value in asked.options.items() if name in figure.options
    }
    reading = figure(practice, asked.period, **options)
    groups = dict(_groups(practice, figure, asked, reading, options))
    return FigureAnswer(
        figure=figure,
        period=asked.period,
        found=reading,
        groups=groups,
    )


def _groups(
    practice: Practice,
    figure: Figure,
    asked: FigureQuery,
    answer: Reading | FigureTable,
    options: Mapping[str, Any],
) -> Iterator[tuple[str, Reading | FigureTable]]:
    """Give the groups of an answer by name; none where it cannot be split so."""
    if asked.by == MONTH:
        months = asked.period.months() if figure.takes_period else ()
        for month in months:
            yield f"{month.first:%Y-%m}", figure(practice, month, **options)
        return
    if asked.by not in BY:
        return
    if isinstance(answer, Reading):
        readings = split(practice, answer, asked.by, asked.period.as_of)
        yield from readings.items()
    else:
        yield from _split_table(practice, answer, asked).items()


def _split_table(
    practice: Practice, table: FigureTable, asked: FigureQuery
) -> dict[str, FigureTable]:
    """Give one table per group, by the group's name.

    A row without anyone of the group is empty, so that the groups' rows add up.
    """
    by = asked.by or ""
    day = asked.period.as_of
    names: set[str] = set()
    parts = []
    for row in table.rows:
        groups = split(practice, row.reading, by, day)
        parts.append((row, groups))
        names.update(groups)

    tables = {}
    for name in sorted(names, key=natural):
        rows = [_row_of_group(row, groups.get(name)) for row, groups in parts]
        tables[name] = FigureTable(tuple(rows))
    return tables


def _row_of_group(row: TableRow, reading: Reading | None) -> TableRow:
    return TableRow(
        row.group, reading or _without_anyone(row.reading), row.first, row.last
    )


def _without_anyone(reading: Reading) -> Reading:
    subjects = len(reading.rows)
    nobody = np.zeros(subjects, dtype=bool)

    return reading.only(nobody)


def chosen(found: FigureAnswer, group: str | None) -> Reading:
    """Find the reading behind an answer: the figure's, or a group's by its name.

    Raises:
        WrongCall: The group is missing or unknown; it says which there are.
    """
    if isinstance(found.found, Reading) and not group:
        return found.found

    readings = (
        found.groups
        if isinstance(found.found, Reading)
        else {row.group: row.reading for row in found.found.rows}
    )
    if group and group in readings:
        return readings[group]  # type: ignore[return-value]
    if isinstance(found.found, FigureTable) and found.found.unknown:
        return Reading.cannot(found.figure.subject, found.found.unknown)
    raise WrongCall(
        f"{found.figure.key} has the groups {', '.join(readings)}; ask for one as "
        f"{found.figure.key}/GROUP."
    )


def ids(practice: Practice, reading: Reading, rows: np.ndarray) -> list[str]:
    """List the ids of a reading's subjects as the practice's system writes them.

    They are in order; a visit is PATIENT@day.
    """
    if reading.subject is not Subject.VISIT:
        every_id = practice.ids(reading.subject, rows)
        return sorted(every_id, key=natural)

    every_visit = visits.visits(practice)
    person = every_visit.person[rows]
    days = every_visit.day[rows]
    people = practice.ids(Subject.PERSON, person)
    visits_of = zip(people, days, strict=True)

    return [f"{patient}@{day}" for patient, day in visits_of]


def has_earlier_days(figure: Figure) -> bool:
    """Tell whether a figure can be held against an earlier day or period.

    It must be known for one (definitions.md 0, day before the export), and older
    subjects must not have had more time to end well.
    """
    if figure.is_open_ended:
        return False
    return figure.takes_period or not figure.of_export


def year_before(figure: Figure, period: Period) -> Period:
    """Give the period a year earlier, as of a day on which the figure is known."""
    earlier = period.year_before()
    return _as_known(figure, period, earlier)


def last_13_months(figure: Figure, period: Period) -> tuple[Period, ...]:
    """List the last 13 full months, oldest first, each as `year_before` does it."""
    months = []
    for month in period.last_months(13):
        known = _as_known(figure, period, month)
        months.append(known)
    return tuple(months)


def _as_known(figure: Figure, period: Period, earlier: Period) -> Period:
    """Put an earlier period as of the export's day where only the export knows it."""
    if not figure.of_export:
        return earlier
    return replace(earlier, as_of=period.as_of)


def change(figure: Figure, now: float, before: float) -> str:
    """Say a change against a year before in words.

    Such as "38 more than a year before" or "2 points down on a year before".
    """
    difference = now - before
    if figure.unit is Unit.AMOUNT and isinstance(now, int):
        size = formatting.money(abs(int(difference)))
        up = "more than"
        down = "less than"
    elif isinstance(now, float):
        size = _points(abs(difference) * 100)
        up = "up on"
        down = "down on"
    else:
        size = formatting.count(abs(int(difference)))
        up = "more than"
        down = "fewer than"
    if size.split()[0].strip("$") == "0":
        return "the same as a year before"

    direction = up if difference > 0 else down

    return f"{size} {direction} a year before"


def _points(points: float) -> str:
    """A difference in percent points, to one digit below 1."""
    size = f"{points:.1f}"
    if points >= 1 or points < 0.05:
        size = f"{points:.0f}"
    unit = "points"
    if size == "1":
        unit = "point"

    return f"{size} {unit}"


def tone(figure: Figure, now: float, before: float) -> str:
    """Call a change "better" or "worse"; "" where neither is said."""
    if not figure.better or now == before:
        return ""

    is_more = now > before
    more_is_better = figure.better == "more"

    return "better" if is_more == more_is_better else "worse"


def beyond_chance(now: Reading, before: Reading) -> float:
    """Give the size of a change in standard errors, by which changes are ranked.

    A share of n subjects errs by √(p (1 − p) / n). A count or an amount of n subjects
    errs by itself divided by √n.

    Returns:
        0 where either cannot be given, or nothing is known of the error.
    """
    if now.value is None or before.value is None:
        return 0.0

    error = math.hypot(_error(now), _error(before))
    if not error:
        return 0.0
    return abs(now.value - before.value) / error


def _error(reading: Reading) -> float:
    """Estimate the standard error of a reading's value; 0 where nothing is known."""
    value = float(reading.value or 0)
    subjects = reading.whole_count or reading.part_count or 0
    if not subjects:
        return 0.0

    if reading.is_share:
        variance = max(value * (1 - value), 0)
        return math.sqrt(variance / subjects)
    return value / math.sqrt(subjects)
