"""Frames to draw: readings and tables as the few columns that a chart takes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.statistics import wilson
from retention.facts.survival import Curve
from retention.metrics import FigureTable, Reading
from retention.web.copy import labels, titles, wording


def by_month(months: Mapping[str, Mapping[str, Reading]]) -> pd.DataFrame:
    """One row per month.

    `months` names its readings "new" and "returning". Columns: month, new, returning.
    """
    rows = []
    for month, readings in months.items():
        row: dict[str, object] = {"month": month}
        for name, reading in readings.items():
            row[name] = reading.part_count
        rows.append(row)
    return pd.DataFrame(rows)


def bridge(table: FigureTable) -> pd.DataFrame:
    """The bridge with what is lost below zero.

    Columns: key, step, people, is_total.
    """
    lost = ("lapsed", "departed")
    totals = ("active_start", "active_end")
    rows = []
    for row in table.rows:
        people = row.reading.part_count or 0
        if row.group in lost:
            people = -people
        rows.append(
            {
                "key": row.group,
                "step": labels.BRIDGE[row.group],
                "people": people,
                "is_total": row.group in totals,
            }
        )
    return pd.DataFrame(rows)


def funnel(table: FigureTable) -> pd.DataFrame:
    """Each step with its share of the first step's amount (None where that is 0).

    Columns: key, step, cents, items, share.
    """
    first_cents = table.rows[0].reading.amount or 0
    rows = []
    for row in table.rows:
        cents = row.reading.amount or 0
        rows.append(
            {
                "key": row.group,
                "step": labels.FUNNEL[row.group],
                "cents": cents,
                "items": row.reading.part_count or 0,
                "share": cents / first_cents if first_cents else None,
            }
        )
    return pd.DataFrame(rows)


def amounts(readings: Mapping[str, Reading]) -> pd.DataFrame:
    """One row per group, its name as given. Columns: group, cents, items."""
    rows = [
        {"group": name, "cents": reading.amount or 0, "items": reading.part_count or 0}
        for name, reading in readings.items()
    ]
    return pd.DataFrame(rows, columns=["group", "cents", "items"])


def counts(readings: Mapping[str, Reading]) -> pd.DataFrame:
    """One row per group, its name as given. Columns: group, people."""
    return pd.DataFrame(
        [(name, reading.part_count or 0) for name, reading in readings.items()],
        columns=["group", "people"],
    )


def shares(readings: Mapping[str, Reading]) -> pd.DataFrame:
    """One row per group, its name as given.

    It has an interval where the value is a share of subjects.

    Columns: group, value (NaN where the whole is empty), whole (in words), size
    (subjects), low, high.
    """
    rows = [(name, *_share(reading)) for name, reading in readings.items()]
    frame = pd.DataFrame(
        rows, columns=["group", "value", "whole", "size", "low", "high"]
    )
    return frame.astype({"value": float, "low": float, "high": float})


def _share(
    reading: Reading,
) -> tuple[float | int | None, str, int, float | None, float | None]:
    """Value, whole in words, number of subjects, and the ends of the interval."""
    whole = reading.whole_count or 0
    in_words = wording.subjects(reading.subject, whole)
    in_money = reading.cents is not None and not reading.by_count
    interval = None
    if not in_money:
        interval = wilson(reading.part_count or 0, whole)
    low, high = interval or (None, None)
    return reading.value, in_words, whole, low, high


def bridge_by_month(months: Mapping[str, FigureTable]) -> pd.DataFrame:
    """One row per month.

    Columns: month, joined, came_back, lapsed, departed (people).
    """
    rows = [
        {
            "month": month,
            **{row.group: row.reading.part_count or 0 for row in table.rows},
        }
        for month, table in months.items()
    ]
    return pd.DataFrame(
        rows, columns=["month", "joined", "came_back", "lapsed", "departed"]
    )


def accepted(months: Mapping[str, tuple[Reading, bool]]) -> pd.DataFrame:
    """One row per month of presentation, from its reading and whether it is ripe.

    Columns: month, value, whole (in words), size, low, high, is_ripe.
    """
    readings = {}
    is_ripe = []
    for month, (reading, ripe) in months.items():
        readings[month] = reading
        is_ripe.append(ripe)

    frame = shares(readings)
    frame = frame.rename(columns={"group": "month"})
    return frame.assign(is_ripe=is_ripe)


def broken(months: Mapping[str, Reading]) -> pd.DataFrame:
    """One row per month.

    Columns: month, whole (appointments), one per kind of `labels.BROKEN`
    (appointments).
    """
    rows = [
        {
            "month": month,
            "whole": reading.whole_count or 0,
            **{kind: len(reading.apart[kind]) for kind in labels.BROKEN},
        }
        for month, reading in months.items()
    ]
    return pd.DataFrame(rows, columns=["month", "whole", *labels.BROKEN])


def cohorts(table: FigureTable, unit: str) -> pd.DataFrame:
    """The ripe cells of the triangle by quarter or by year, latest cohort last.

    Columns: cohort, year, place, value, whole, group (the table's own name).
    """
    rows = []
    for row in table.rows:
        reading = row.reading
        cohort, number = row.group.split("/")
        cohort_unit = "quarter" if "Q" in cohort else "year"
        if cohort_unit != unit or reading.value is None:
            continue
        year = int(number)
        rows.append(
            (
                cohort.replace("Q", " Q"),
                titles.YEAR.format(number=year + 1),
                year,
                reading.value,
                reading.whole_count,
                row.group,
            )
        )
    return pd.DataFrame(
        rows, columns=["cohort", "year", "place", "value", "whole", "group"]
    )


def returns(curve: Curve, waiting: int) -> pd.DataFrame:
    """A curve turned to rise, from day 0 on.

    Args:
        curve: As it falls.
        waiting: The number of waits it is made of.

    Returns: columns day, share (come back by then), low, high, at_risk (still waiting
        just before), stopped (waits that broke off from this day on, before the next).
    """
    at_risk = np.append(waiting, curve.at_risk)
    events = np.append(0, curve.events)
    at_risk_next = np.append(at_risk[1:], 0)
    return pd.DataFrame(
        {
            "day": np.append(0, curve.day),
            "share": 1 - np.append(1.0, curve.s),
            "low": 1 - np.append(1.0, curve.high),
            "high": 1 - np.append(1.0, curve.low),
            "at_risk": at_risk,
            "stopped": at_risk - events - at_risk_next,
        }
    )


def at_risk(rows: Mapping[str, Reading]) -> pd.DataFrame:
    """The numbers still waiting, in words, to read below the curves.

    One row per group, one column per marked day.
    """
    lines = []
    for name, reading in rows.items():
        line = [name]
        for day in labels.DAYS:
            waiting = int(reading.numbers[f"n{day}"])
            line.append(formatting.count(waiting))
        lines.append(line)

    columns = [titles.GROUP, *labels.DAYS.values()]
    return pd.DataFrame(lines, columns=columns)
