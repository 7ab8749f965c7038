"""Growth: are we growing or leaking, where do people come from, and who is lost?"""

import streamlit as st

from retention import charts
from retention.web import shell
from retention.web.components import frames, months, people, widgets
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles

WATCHED = ("referrals", "silent_leavers", "best_customers", "best_customers_at_risk")


def draw(context: PageContext) -> None:
    """The bridge, whole and by month, new against returning, sources, who left and why,
    and whom to watch.
    """
    widgets.heading(frame.GROWTH)
    _bridge(context)
    _won_and_lost(context)
    _by_month(context)
    left, right = st.columns(2)
    with left:
        _sources(context)
    with right:
        _why_left(context)
    st.header(titles.WATCHED)
    widgets.tiles(
        context, WATCHED, "growth.watched", lines=False
    )  # 13 months of best customers would take too long
    _stopped(context)


def _bridge(context: PageContext) -> None:
    st.header(frame.BRIDGE_TITLE)
    table = context.table("bridge")
    if table.unknown:
        widgets.cannot(table.unknown)
        return
    behind = {labels.BRIDGE[row.group]: row.reading for row in table.rows}
    widgets.chart(
        context,
        "growth.bridge",
        widgets.drawing(charts.bridge, frames.bridge(table)),
        behind,
    )
    st.caption(frame.BRIDGE_NOTE)


def _won_and_lost(context: PageContext) -> None:
    st.header(titles.WON_AND_LOST)
    tables = months.measured(months.tables(context, "bridge"))
    if not tables:
        widgets.cannot(context.table("bridge").unknown)
        return

    bridge = frames.bridge_by_month(tables)
    drawn = widgets.drawing(charts.months.bridge, bridge, labels.BRIDGE)
    behind = months.behind_bridge(tables)
    widgets.chart(context, "growth.won_and_lost", drawn, behind)


def _by_month(context: PageContext) -> None:
    st.header(frame.BY_MONTH)
    by_name = {name: months.readings(context, name) for name in ("new", "returning")}
    both = {}
    for month in by_name["new"]:
        both[month] = {name: readings[month] for name, readings in by_name.items()}
    missing = [
        reading.reason
        for readings in both.values()
        for reading in readings.values()
        if not reading.is_known
    ]
    if missing:
        widgets.cannot(missing[0])
        return
    behind = {
        f"{month}/{name}": reading
        for month, readings in both.items()
        for name, reading in readings.items()
    }
    widgets.chart(
        context,
        "growth.months",
        widgets.drawing(charts.new_and_returning, frames.by_month(both)),
        behind,
    )


def _sources(context: PageContext) -> None:
    st.header(titles.SOURCES)
    reading = context.reading("new")
    groups = context.split(reading, "source")
    if not groups:
        widgets.cannot(reading.unknown or titles.NO_NEW)
        return

    counts = frames.counts(groups)
    drawn = widgets.drawing(charts.counts, counts, titles.SOURCES)
    widgets.chart(context, "growth.sources", drawn, groups)


def _why_left(context: PageContext) -> None:
    st.header(titles.WHY_LEFT)
    reading = context.reading("departed")
    groups = context.split(reading, "status")
    if groups:
        drawn = widgets.drawing(
            charts.counts, frames.counts(groups), titles.WHY_LEFT, lost=True
        )
        widgets.chart(context, "growth.left", drawn, groups)
    elif reading.is_known:
        st.success(titles.NOBODY_LEFT)
    else:
        widgets.cannot(reading.reason)


def _stopped(context: PageContext) -> None:
    st.header(frame.STOPPED)
    chosen = widgets.choice(labels.LEFT, frame.STOPPED, "growth.stopped")
    reading = context.reading(chosen)
    if not reading.is_known:
        widgets.cannot(reading.reason)
        return
    widgets.people_table(
        context,
        people.groups(context.practice, reading)[people.PART],
        f"growth.{chosen}",
    )


shell.show(draw)
