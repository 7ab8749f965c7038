"""Figures asked by key: what `report` and `people` print and what pages draw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from retention import formats
from retention.facts import visits
from retention.metrics import BY, BY_KEY, FIGURES, Figure, Reading, Row, Table, split
from retention.practice import Period, Practice, Subject, natural
from retention.problems import WrongCall

MONTH = "month"


@dataclass(frozen=True)
class Asked:
    """What is asked of figures: the period (None: the default), a split, and options by
    name.
    """

    period: Period
    by: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Answer:
    """One figure's answer: its reading or table, and its groups where a split was
    asked.
    """

    figure: Figure
    period: Period
    found: Reading | Table
    groups: Mapping[str, Reading | Table]


def period_of(practice: Practice, as_of: date | None, text: str | None) -> Period:
    """The period meant, as of the day meant (the export's where none is given).

    WrongCall where the day lies after the export: the records know nothing of it."""
    day = as_of or practice.exported
    if day > practice.exported:
        raise WrongCall(
            f"The records end on {formats.day(practice.exported)}; {formats.day(day)} "
            "lies after it. Give that day or an earlier one, or import a newer "
            "export."
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


def answer(practice: Practice, figure: Figure, asked: Asked) -> Answer:
    """The figure's answer, split where that was asked and the figure can be."""
    options = {
        name: value for name, value in asked.options.items() if name in figure.options
    }
    found = figure(practice, asked.period, **options)
    return Answer(
        figure,
        asked.period,
        found,
        dict(_groups(practice, figure, asked, found, options)),
    )


def _groups(
    practice: Practice,
    figure: Figure,
    asked: Asked,
    found: Reading | Table,
    options: Mapping[str, Any],
) -> Iterator[tuple[str, Reading | Table]]:
    if asked.by == MONTH and figure.takes_period:
        for month in asked.period.months():
            yield f"{month.first:%Y-%m}", figure(practice, month, **options)
    elif asked.by in BY and isinstance(found, Reading):
        yield from split(practice, found, asked.by, asked.period.as_of).items()
    elif asked.by in BY and isinstance(found, Table):
        yield from _split_table(practice, found, asked).items()


def _split_table(practice: Practice, table: Table, asked: Asked) -> dict[str, Table]:
    """One table per group; a row without anyone of the group is empty, so that the
    groups' rows add up.
    """
    by = asked.by or ""
    day = asked.period.as_of
    parts = [(row, split(practice, row.reading, by, day)) for row in table.rows]
    names = sorted({name for _, groups in parts for name in groups}, key=natural)
    return {
        name: Table(
            tuple(
                Row(
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


def chosen(found: Answer, group: str | None) -> Reading:
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
    if isinstance(found.found, Table) and found.found.unknown:
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
