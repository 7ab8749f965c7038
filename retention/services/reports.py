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
    """What is asked of figures: the period (None: the default), a split, and options by
    name.
    """

    period: Period
    by: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class FigureAnswer:
    """One figure's answer: its reading or table, and its groups where a split was
    asked.
    """

    figure: Figure
    period: Period
    found: Reading | FigureTable
    groups: Mapping[str, Reading | FigureTable]


def period_of(practice: Practice, as_of: date | None, text: str | None) -> Period:
    """The period meant, as of the day meant (the export's where none is given).

    WrongCall where the day lies after the export: the records know nothing of it."""
    day = as_of or practice.exported
    if day > practice.exported:
        raise WrongCall(
            f"The records end on {formatting.day(practice.exported)}; "
            f"{formatting.day(day)} lies after it. Give that day or an earlier one, or "
            "import a newer export."
        )
    return Period.read(text, day) if text else Period.default(day)


def figures(keys: Sequence[str]) -> tuple[Figure, ...]:
    """The figures of those keys, all where none is named; WrongCall names the known
    ones.
    """
    unknown = [key for key in keys if key not in BY_KEY]
    if unknown:
        raise WrongCall(
            f"There is no figure “{unknown[0]}”. Known figures: {', '.join(BY_KEY)}."
        )
    return tuple(BY_KEY[key] for key in keys) or FIGURES


def answer(practice: Practice, figure: Figure, asked: FigureQuery) -> FigureAnswer:
    """The figure's answer, split where that was asked and the figure can be."""
    options = {
        name: value for name, value in asked.options.items() if name in figure.options
    }
    found = figure(practice, asked.period, **options)
    return FigureAnswer(
        figure,
        asked.period,
        found,
        dict(_groups(practice, figure, asked, found, options)),
    )


def _groups(
    practice: Practice,
    figure: Figure,
    asked: FigureQuery,
    found: Reading | FigureTable,
    options: Mapping[str, Any],
) -> Iterator[tuple[str, Reading | FigureTable]]:
    if asked.by == MONTH and figure.takes_period:
        for month in asked.period.months():
            yield f"{month.first:%Y-%m}", figure(practice, month, **options)
    elif asked.by in BY and isinstance(found, Reading):
        yield from split(practice, found, asked.by, asked.period.as_of).items()
    elif asked.by in BY and isinstance(found, FigureTable):
        yield from _split_table(practice, found, asked).items()


def _split_table(
    practice: Practice, table: FigureTable, asked: FigureQuery
) -> dict[str, FigureTable]:
    """One table per group; a row without anyone of the group is empty, so that the
    groups' rows add up.
    """
    by = asked.by or ""
    day = asked.period.as_of
    parts = [(row, split(practice, row.reading, by, day)) for row in table.rows]
    names = sorted({name for _, groups in parts for name in groups}, key=natural)
    return {
        name: FigureTable(
            tuple(
                TableRow(
                    row.group,
                    groups.get(name, _nobody(row.reading)),
                    row.first,
                    row.last,
                )
                for row, groups in parts
            )
        )
        for name in names
    }


def _nobody(reading: Reading) -> Reading:
    return reading.only(np.zeros(len(reading.rows), dtype=bool))


def chosen(found: FigureAnswer, group: str | None) -> Reading:
    """The reading behind an answer: the figure's own, or the table's group of that
    name.

    WrongCall where a table's group is missing or unknown, and says which there are.
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
    """The ids of a reading's subjects as the practice's system writes them, in order; a
    visit is PATIENT@day.
    """
    if reading.subject is Subject.VISIT:
        found = visits.visits(practice)
        people = practice.ids(Subject.PERSON, found.person[rows])
        return [
            f"{person}@{day}"
            for person, day in zip(people, found.day[rows], strict=True)
        ]
    return sorted(practice.ids(reading.subject, rows), key=natural)


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
