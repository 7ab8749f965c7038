"""Retention: do they come back, by six definitions, by cohort, and how long until they
do?
"""

import streamlit as st

from retention import charts
from retention.metrics import BY_KEY
from retention.metrics.cohorts import FEW
from retention.web import frames, labels, parts, shell, text, titles, wording
from retention.web.desk import Desk

SIX = (
    "return_rate",
    "exam_of_base",
    "continuing_care",
    "headcount_retention",
    "second_visit",
    "recall_current",
)


def draw(desk: Desk) -> None:
    """The six definitions, the triangle of cohorts, and the curves."""
    parts.heading(text.RETENTION)
    _six(desk)
    _cohorts(desk)
    _curves(desk)


def _six(desk: Desk) -> None:
    st.header(titles.SIX)
    with st.grid(3, min_column_width=220, border=True, key="retention.six") as tiles:
        for key in SIX:
            with tiles.cell():
                parts.tile(
                    desk,
                    key,
                    titles.HEADLINE
                    if key == SIX[0]
                    else wording.why_it_differs(BY_KEY[key]),
                )


def _cohorts(desk: Desk) -> None:
    st.header(titles.COHORTS)
    unit = parts.choice(labels.COHORTS_BY, titles.COHORTS, "retention.cohorts_by")
    table = desk.table("cohorts")
    frame = frames.cohorts(table, unit)
    if not len(frame):
        parts.cannot(table.unknown or "history too short")
        return
    behind = {
        f"{cell.cohort}/{cell.year}": table.row(cell.group).reading
        for cell in frame.itertuples()
    }
    parts.chart(
        desk,
        f"retention.cohorts.{unit}",
        parts.drawing(charts.cohorts, frame, FEW),
        behind,
    )
    st.caption(titles.COHORTS_NOTE.format(few=FEW))


def _curves(desk: Desk) -> None:
    st.header(titles.CURVES)
    kind = parts.choice(labels.KINDS_OF_RETURN, titles.CURVES, "retention.curve")
    by = parts.choice(labels.CURVES_BY, titles.GROUP, "retention.curves_by")
    table = desk.curves(kind, None if by == "everybody" else by)
    if table.unknown:
        parts.cannot(table.unknown)
        return
    names = desk.names(by)
    rows = {names.get(row.group, row.group): row for row in table.rows[: charts.MOST]}
    curves = {
        name: frames.returns(row.curve, len(row.reading.rows))
        for name, row in rows.items()
    }
    drawn = parts.drawing(charts.returns, curves, labels.DAYS, titles.CURVES)
    behind = {name: row.reading for name, row in rows.items()}
    parts.chart(desk, f"retention.curves.{kind}.{by}", drawn, behind)
    st.caption(titles.CURVES_NOTE)
    if len(table.rows) > charts.MOST:
        st.caption(titles.CURVES_LIMIT.format(number=charts.MOST, all=len(table.rows)))
    st.subheader(titles.AT_RISK)
    parts.table(frames.at_risk(behind), titles.AT_RISK)


shell.show(draw)
