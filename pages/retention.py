"""Retention: do they come back, by six definitions, by cohort, and how long until they
do?
"""

import streamlit as st

from retention import charts
from retention.metrics import BY_KEY
from retention.metrics.retention import FEW
from retention.web import shell
from retention.web.components import frames, widgets
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles, wording

SIX = (
    "return_rate",
    "exam_of_base",
    "continuing_care",
    "headcount_retention",
    "second_visit",
    "recall_current",
)


def draw(context: PageContext) -> None:
    """The six definitions, the triangle of cohorts, and the curves."""
    widgets.heading(frame.RETENTION)
    _six(context)
    _cohorts(context)
    _curves(context)


def _six(context: PageContext) -> None:
    st.header(titles.SIX)
    with st.grid(3, min_column_width=220, border=True, key="retention.six") as tiles:
        for key in SIX:
            sentence = wording.why_it_differs(BY_KEY[key])
            if key == SIX[0]:
                sentence = titles.HEADLINE
            with tiles.cell():
                widgets.tile(context, key, sentence)


def _cohorts(context: PageContext) -> None:
    st.header(titles.COHORTS)
    unit = widgets.choice(labels.COHORTS_BY, titles.COHORTS, "retention.cohorts_by")
    table = context.table("cohorts")
    frame = frames.cohorts(table, unit)
    if not len(frame):
        widgets.cannot(table.unknown or "history too short")
        return
    behind = {
        f"{cell.cohort}/{cell.year}": table.row(cell.group).reading
        for cell in frame.itertuples()
    }
    widgets.chart(
        context,
        f"retention.cohorts.{unit}",
        widgets.drawing(charts.cohorts, frame, FEW),
        behind,
    )
    st.caption(titles.COHORTS_NOTE.format(few=FEW))


def _curves(context: PageContext) -> None:
    st.header(titles.CURVES)
    kind = widgets.choice(labels.KINDS_OF_RETURN, titles.CURVES, "retention.curve")
    by = widgets.choice(labels.CURVES_BY, titles.GROUP, "retention.curves_by")
    table = context.curves(kind, None if by == "everybody" else by)
    if table.unknown:
        widgets.cannot(table.unknown)
        return
    names = context.names(by)
    rows = {names.get(row.group, row.group): row for row in table.rows[: charts.MOST]}
    curves = {
        name: frames.returns(row.curve, len(row.reading.rows))
        for name, row in rows.items()
    }
    drawn = widgets.drawing(charts.returns, curves, labels.DAYS, titles.CURVES)
    behind = {name: row.reading for name, row in rows.items()}
    widgets.chart(context, f"retention.curves.{kind}.{by}", drawn, behind)
    st.caption(titles.CURVES_NOTE)
    if len(table.rows) > charts.MOST:
        st.caption(titles.CURVES_LIMIT.format(number=charts.MOST, all=len(table.rows)))
    st.subheader(titles.AT_RISK)
    widgets.table(frames.at_risk(behind), titles.AT_RISK)


shell.show(draw)
