"""Growth: are we growing or leaking, where do people come from, and who is lost?"""

import streamlit as st

from retention import charts
from retention.web import shell
from retention.web.components import frames, months, people, widgets
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles

WATCHED = ("referrals", "silent_leavers", "best_customers", "best_customers_at_risk")


def draw(desk: PageContext) -> None:
    """The bridge, whole and by month, new against returning, sources, who left and why,
    and whom to watch.
    """
    widgets.heading(frame.GROWTH)
    _bridge(desk)
    _won_and_lost(desk)
    _by_month(desk)
    left, right = st.columns(2)
    with left:
        _sources(desk)
    with right:
        _why_left(desk)
    st.header(titles.WATCHED)
    widgets.tiles(
        desk, WATCHED, "growth.watched", lines=False
    )  # 13 months of best customers would take too long
    _stopped(desk)


def _bridge(desk: PageContext) -> None:
    st.header(frame.BRIDGE_TITLE)
    table = desk.table("bridge")
    if table.unknown:
        widgets.cannot(table.unknown)
        return
    behind = {labels.BRIDGE[row.group]: row.reading for row in table.rows}
    widgets.chart(
        desk,
        "growth.bridge",
        widgets.drawing(charts.bridge, frames.bridge(table)),
        behind,
    )
    st.caption(frame.BRIDGE_NOTE)


def _won_and_lost(desk: PageContext) -> None:
    st.header(titles.WON_AND_LOST)
    tables = months.known(months.tables(desk, "bridge"))
    if not tables:
        widgets.cannot(desk.table("bridge").unknown)
        return
    drawn = widgets.drawing(
        charts.months.bridge, frames.bridge_by_month(tables), labels.BRIDGE
    )
    widgets.chart(desk, "growth.won_and_lost", drawn, months.behind_bridge(tables))


def _by_month(desk: PageContext) -> None:
    st.header(frame.BY_MONTH)
    found = {name: months.readings(desk, name) for name in ("new", "returning")}
    both = {
        month: {name: found[name][month] for name in found} for month in found["new"]
    }
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
        desk,
        "growth.months",
        widgets.drawing(charts.new_and_returning, frames.by_month(both)),
        behind,
    )


def _sources(desk: PageContext) -> None:
    st.header(titles.SOURCES)
    found = desk.reading("new")
    groups = desk.split(found, "source")
    if groups:
        drawn = widgets.drawing(charts.counts, frames.counts(groups), titles.SOURCES)
        widgets.chart(desk, "growth.sources", drawn, groups)
    else:
        widgets.cannot(found.unknown or titles.NO_NEW)


def _why_left(desk: PageContext) -> None:
    st.header(titles.WHY_LEFT)
    found = desk.reading("departed")
    groups = desk.split(found, "status")
    if groups:
        drawn = widgets.drawing(
            charts.counts, frames.counts(groups), titles.WHY_LEFT, lost=True
        )
        widgets.chart(desk, "growth.left", drawn, groups)
    elif found.is_known:
        st.success(titles.NOBODY_LEFT)
    else:
        widgets.cannot(found.reason)


def _stopped(desk: PageContext) -> None:
    st.header(frame.STOPPED)
    chosen = widgets.choice(labels.LEFT, frame.STOPPED, "growth.stopped")
    found = desk.reading(chosen)
    if not found.is_known:
        widgets.cannot(found.reason)
        return
    widgets.people_table(
        desk, people.groups(desk.practice, found)[people.PART], f"growth.{chosen}"
    )


shell.show(draw)
