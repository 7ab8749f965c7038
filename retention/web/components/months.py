"""Month by month: the readings and tables of the months of the period chosen, under the
months' names.
"""

from collections.abc import Mapping

import numpy as np

from retention.core import formatting
from retention.metrics import FigureTable, Reading
from retention.web.context import PageContext
from retention.web.copy import labels


def readings(desk: PageContext, key: str, **options: object) -> dict[str, Reading]:
    """A figure for each month of the period."""
    return {
        formatting.month(month.first): desk.reading(key, month, **options)
        for month in desk.period.months()
    }


def tables(desk: PageContext, key: str) -> dict[str, FigureTable]:
    """A figure's table for each month of the period."""
    return {
        formatting.month(month.first): desk.table(key, month)
        for month in desk.period.months()
    }


def known(found: Mapping[str, FigureTable]) -> dict[str, FigureTable]:
    """The months whose table could be given."""
    return {month: table for month, table in found.items() if not table.unknown}


def accepted(desk: PageContext, **options: object) -> dict[str, tuple[Reading, bool]]:
    """Acceptance by month of presentation and whether the month is ripe; of an unripe
    one what was accepted so far.
    """
    found = {}
    for month in desk.period.months():
        ripe = desk.reading("acceptance", month, **options)
        so_far = desk.unripe(month, **options)
        found[formatting.month(month.first)] = (
            (so_far, False) if so_far.whole_count else (ripe, True)
        )
    return found


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
        f"{month}/{name}": _counted(found, found.apart[kind])
        for month, found in months.items()
        for kind, name in labels.BROKEN.items()
    }


def _counted(found: Reading, rows: np.ndarray) -> Reading:
    """Those subjects alone, as a count."""
    chosen = found.only(np.isin(found.rows, rows))
    return Reading(
        chosen.subject,
        chosen.rows,
        chosen.person,
        np.ones(len(chosen.rows), dtype=bool),
    )
