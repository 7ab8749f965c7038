"""Frames to draw: readings and tables turned into the few columns that a chart or a screen table takes."""

from collections.abc import Mapping

import pandas as pd

from retention.metrics import Reading, Table
from retention.web import text


def by_month(months: Mapping[str, Mapping[str, Reading]]) -> pd.DataFrame:
    """One row per month. `months` names its readings "new" and "returning". Columns: month, new, returning."""
    return pd.DataFrame(
        [{"month": month, **{name: found.part_count for name, found in both.items()}} for month, both in months.items()]
    )


def bridge(table: Table) -> pd.DataFrame:
    """The bridge with what is lost below zero. Columns: key, step, people, is_total."""
    lost, totals = ("lapsed", "departed"), ("active_start", "active_end")
    rows = [
        {
            "key": row.group,
            "step": text.BRIDGE[row.group],
            "people": (-1 if row.group in lost else 1) * (row.reading.part_count or 0),
            "is_total": row.group in totals,
        }
        for row in table.rows
    ]
    return pd.DataFrame(rows)


def funnel(table: Table) -> pd.DataFrame:
    """Each step with its share of the first step's amount (None where that is 0).

    Columns: key, step, cents, items, share."""
    first = table.rows[0].reading.amount or 0
    rows = [
        {
            "key": row.group,
            "step": text.FUNNEL[row.group],
            "cents": row.reading.amount or 0,
            "items": row.reading.part_count or 0,
            "share": (row.reading.amount or 0) / first if first else None,
        }
        for row in table.rows
    ]
    return pd.DataFrame(rows)


def amounts(readings: Mapping[str, Reading]) -> pd.DataFrame:
    """One row per group, its name as given. Columns: group, cents, items."""
    rows = [
        {"group": name, "cents": found.amount or 0, "items": found.part_count or 0} for name, found in readings.items()
    ]
    return pd.DataFrame(rows, columns=["group", "cents", "items"])


def shares(readings: Mapping[str, Reading]) -> pd.DataFrame:
    """One row per group, its name as given. Columns: group, value (None where the whole is empty), whole."""
    rows = [{"group": name, "value": found.value, "whole": found.whole_count or 0} for name, found in readings.items()]
    return pd.DataFrame(rows, columns=["group", "value", "whole"]).astype({"value": float})
