"""Month by month: readings and tables of the period, by name of the month."""

from collections.abc import Mapping

import numpy as np

from retention.core import formatting
from retention.metrics import FigureTable, Reading
from retention.web.context import PageContext
from retention.web.copy import labels


def readings(context: PageContext, key: str, **options: object) -> dict[str, Reading]:
    """A figure for each month of the period."""
    return {
        formatting.month(month.first): context.reading(key, month, **options)
        for month in context.period.months()
    }


def tables(context: PageContext, key: str) -> dict[str, FigureTable]:
    """A figure's table for each month of the period."""
    return {
        formatting.month(month.first): context.table(key, month)
        for month in context.period.months()
    }


def measured(by_month: Mapping[str, FigureTable]) -> dict[str, FigureTable]:
    """The months whose table could be given."""
    return {month: table for month, table in by_month.items() if not table.unknown}


def accepted(
    context: PageContext, **options: object
) -> dict[str, tuple[Reading, bool]]:
    """Acceptance by month of presentation, and whether the month is ripe.

    Of an unripe month it is what was accepted so far.
    """
    by_month = {}
    for month in context.period.months():
        name = formatting.month(month.first)
        ripe = context.reading("acceptance", month, **options)
        so_far = context.unripe(month, **options)
        if so_far.whole_count:
            by_month[name] = (so_far, False)
        else:
            by_month[name] = (ripe, True)
    return by_month


def behind_bridge(months: Mapping[str, FigureTable]) -> dict[str, Reading]:
    """The people of each piece of a month's bar, as "month/piece"."""
    ends = ("active_start", "active_end")
    return {
        f"{month}/{labels.BRIDGE[row.group]}": row.reading
        for month, table in months.items()
        for row in table.rows
        if row.group not in ends
    }


def behind_broken(months: Mapping[str, Reading]) -> dict[str, Reading]:
    """The broken appointments of each kind and month, as "month/kind"."""
    return {
        f"{month}/{name}": _counted(reading, reading.apart[kind])
        for month, reading in months.items()
        for kind, name in labels.BROKEN.items()
    }


def _counted(reading: Reading, rows: np.ndarray) -> Reading:
    """Those subjects alone, as a count."""
    is_chosen = np.isin(reading.rows, rows)
    chosen = reading.only(is_chosen)
    everyone = np.ones(len(chosen.rows), dtype=bool)
    return Reading(chosen.subject, chosen.rows, chosen.person, everyone)
