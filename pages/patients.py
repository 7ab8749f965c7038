"""Patients: who is new, who comes back, who stopped coming."""

import streamlit as st

from retention import charts, formats
from retention.web import frames, parts, people, shell, text
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """New against returning by month, the bridge, and those who stopped coming."""
    parts.heading(text.PATIENTS)
    _by_month(desk)
    _bridge(desk)
    _stopped(desk)


def _by_month(desk: Desk) -> None:
    st.header(text.BY_MONTH)
    months = {
        formats.month(month.first): {name: desk.reading(name, month) for name in ("new", "returning")}
        for month in desk.period.months()
    }
    missing = [found.reason for both in months.values() for found in both.values() if not found.is_known]
    if missing:
        parts.cannot(missing[0])
        return
    behind = {f"{month}/{name}": found for month, both in months.items() for name, found in both.items()}
    parts.chart(desk, "patients.months", charts.new_and_returning(frames.by_month(months)), behind)


def _bridge(desk: Desk) -> None:
    st.header(text.BRIDGE_TITLE)
    table = desk.table("bridge")
    if table.unknown:
        parts.cannot(table.unknown)
        return
    behind = {text.BRIDGE[row.group]: row.reading for row in table.rows}
    parts.chart(desk, "patients.bridge", charts.bridge(frames.bridge(table)), behind)
    st.caption(text.BRIDGE_NOTE)


def _stopped(desk: Desk) -> None:
    st.header(text.STOPPED)
    chosen = st.segmented_control(
        text.STOPPED, list(text.LEFT), format_func=text.LEFT.__getitem__, default="lapsed", required=True,
        key="patients.stopped", bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    found = desk.reading(chosen or "lapsed")
    if not found.is_known:
        parts.cannot(found.reason)
        return
    parts.people_table(desk, people.groups(desk.practice, found)[people.PART], f"patients.{chosen}")


shell.show(draw)
