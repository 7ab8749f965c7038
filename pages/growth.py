"""Growth: are we growing or leaking, where do people come from, and who is lost?"""

import streamlit as st

from retention import charts
from retention.web import frames, labels, months, parts, people, shell, text, titles
from retention.web.desk import Desk

WATCHED = ("referrals", "silent_leavers", "best_customers", "best_customers_at_risk")


def draw(desk: Desk) -> None:
    """The bridge, whole and by month, new against returning, sources, who left and why,
    and whom to watch.
    """
    parts.heading(text.GROWTH)
    _bridge(desk)
    _won_and_lost(desk)
    _by_month(desk)
    left, right = st.columns(2)
    with left:
        _sources(desk)
    with right:
        _why_left(desk)
    st.header(titles.WATCHED)
    parts.tiles(
        desk, WATCHED, "growth.watched", lines=False
    )  # 13 months of best customers would take too long
    _stopped(desk)


def _bridge(desk: Desk) -> None:
    st.header(text.BRIDGE_TITLE)
    table = desk.table("bridge")
    if table.unknown:
        parts.cannot(table.unknown)
        return
    behind = {labels.BRIDGE[row.group]: row.reading for row in table.rows}
    parts.chart(
        desk,
        "growth.bridge",
        parts.drawing(charts.bridge, frames.bridge(table)),
        behind,
    )
    st.caption(text.BRIDGE_NOTE)


def _won_and_lost(desk: Desk) -> None:
    st.header(titles.WON_AND_LOST)
    tables = months.known(months.tables(desk, "bridge"))
    if not tables:
        parts.cannot(desk.table("bridge").unknown)
        return
    drawn = parts.drawing(
        charts.months.bridge, frames.bridge_by_month(tables), labels.BRIDGE
    )
    parts.chart(desk, "growth.won_and_lost", drawn, months.behind_bridge(tables))


def _by_month(desk: Desk) -> None:
    st.header(text.BY_MONTH)
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
        parts.cannot(missing[0])
        return
    behind = {
        f"{month}/{name}": reading
        for month, readings in both.items()
        for name, reading in readings.items()
    }
    parts.chart(
        desk,
        "growth.months",
        parts.drawing(charts.new_and_returning, frames.by_month(both)),
        behind,
    )


def _sources(desk: Desk) -> None:
    st.header(titles.SOURCES)
    found = desk.reading("new")
    groups = desk.split(found, "source")
    if groups:
        drawn = parts.drawing(charts.counts, frames.counts(groups), titles.SOURCES)
        parts.chart(desk, "growth.sources", drawn, groups)
    else:
        parts.cannot(found.unknown or titles.NO_NEW)


def _why_left(desk: Desk) -> None:
    st.header(titles.WHY_LEFT)
    found = desk.reading("departed")
    groups = desk.split(found, "status")
    if groups:
        drawn = parts.drawing(
            charts.counts, frames.counts(groups), titles.WHY_LEFT, lost=True
        )
        parts.chart(desk, "growth.left", drawn, groups)
    elif found.is_known:
        st.success(titles.NOBODY_LEFT)
    else:
        parts.cannot(found.reason)


def _stopped(desk: Desk) -> None:
    st.header(text.STOPPED)
    chosen = parts.choice(labels.LEFT, text.STOPPED, "growth.stopped")
    found = desk.reading(chosen)
    if not found.is_known:
        parts.cannot(found.reason)
        return
    parts.people_table(
        desk, people.groups(desk.practice, found)[people.PART], f"growth.{chosen}"
    )


shell.show(draw)
