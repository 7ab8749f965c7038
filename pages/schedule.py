"""Schedule: what is booked, what was broken and never made good, who waits, and what
nobody answered.
"""

import streamlit as st

from retention import charts
from retention.web import shell
from retention.web.components import frames, months, people, widgets
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles


def draw(context: PageContext) -> None:
    """Booked and rebooked, broken by month, loose ends, waiting, claims, and overdue
    recalls.
    """
    widgets.heading(frame.SCHEDULE)
    rebooked = (
        "hygiene_rebooking"
        if context.reading("hygiene_rebooking").is_known
        else "hygiene_booked_since"
    )
    widgets.tiles(
        context,
        ("booked_ahead", rebooked, "broken_rate", "kept_waiting"),
        "schedule.tiles",
    )
    _broken(context)
    _loose_ends(context)
    _waiting(context)
    left, right = st.columns(2)
    with left:
        _overdue(context)
    with right:
        _claims(context)


def _broken(context: PageContext) -> None:
    st.header(titles.BROKEN_MONTHS)
    by_month = months.readings(context, "broken_rate")
    readings = by_month.values()
    unknown = [reading.unknown for reading in readings if reading.unknown]
    if unknown:
        widgets.cannot(unknown[0])
        return
    if not any(reading.whole_count for reading in readings):
        widgets.cannot(titles.NO_APPOINTMENTS)
        return
    drawn = widgets.drawing(
        charts.months.broken, frames.broken(by_month), labels.BROKEN
    )
    widgets.chart(context, "schedule.broken", drawn, months.behind_broken(by_month))


def _loose_ends(context: PageContext) -> None:
    st.header(titles.LOOSE_ENDS)
    chosen = widgets.choice(labels.LOOSE_ENDS, titles.LOOSE_ENDS, "schedule.loose_ends")
    reading = context.reading(chosen)
    if not reading.is_known:
        widgets.cannot(reading.reason)
    elif not reading.part_count:
        st.success(titles.ALL_CLOSED)
    else:
        widgets.people_table(
            context,
            people.groups(context.practice, reading)[people.PART],
            f"schedule.{chosen}",
        )


def _waiting(context: PageContext) -> None:
    st.header(titles.WAITING)
    reading = context.reading("kept_waiting")
    groups = context.split(reading, "provider")
    if groups:
        drawn = widgets.drawing(
            charts.shares, frames.shares(groups), titles.WAITING, lost=True
        )
        widgets.chart(context, "schedule.waiting", drawn, groups)
        st.caption(frame.FEW)
    else:
        widgets.cannot(reading.unknown or titles.NO_TIMES)


def _overdue(context: PageContext) -> None:
    st.header(titles.OVERDUE)
    table = context.table("overdue_ages")
    behind = {
        labels.age(row.group): row.reading
        for row in table.rows
        if row.reading.part_count
    }
    if behind:
        drawn = widgets.drawing(
            charts.counts, frames.counts(behind), titles.OVERDUE, lost=True
        )
        widgets.chart(context, "schedule.overdue", drawn, behind)
        widgets.notes(table)
    elif table.unknown:
        widgets.cannot(table.unknown)
    else:
        st.success(titles.NOBODY_OVERDUE)


def _claims(context: PageContext) -> None:
    st.header(titles.CLAIMS)
    table = context.table("claims_ageing")
    behind = {
        labels.age(row.group): row.reading
        for row in table.rows
        if row.reading.part_count
    }
    if behind:
        drawn = widgets.drawing(
            charts.amounts, frames.amounts(behind), titles.CLAIMS, "claim"
        )
        widgets.chart(context, "schedule.claims", drawn, behind)
    elif table.unknown:
        widgets.cannot(table.unknown)
    else:
        st.success(titles.NO_CLAIMS)


shell.show(draw)
