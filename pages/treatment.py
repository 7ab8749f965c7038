"""Treatment: what was presented, accepted and done, and what is left sitting."""

import streamlit as st

from retention import charts
from retention.web import frames, parts, people, shell, text
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """The funnel, the ages of what sits, both by provider and kind of work, and the list."""
    parts.heading(text.TREATMENT)
    _funnel(desk)
    _ages(desk)
    _groups(desk)
    _list(desk)


def _funnel(desk: Desk) -> None:
    st.header(text.FUNNEL_TITLE)
    table = desk.table("funnel")
    if table.unknown:
        parts.cannot(table.unknown)
        return
    behind = {text.FUNNEL[row.group]: row.reading for row in table.rows}
    parts.chart(desk, "treatment.funnel", charts.steps(frames.funnel(table)), behind)


def _ages(desk: Desk) -> None:
    st.header(text.AGES_TITLE)
    table = desk.table("sitting_ages")
    if table.unknown:
        parts.cannot(table.unknown)
        return
    behind = {text.AGES[row.group]: row.reading for row in table.rows}
    parts.chart(desk, "treatment.ages", charts.amounts(frames.amounts(behind), text.AGES_TITLE), behind)


def _groups(desk: Desk) -> None:
    st.header(text.GROUPS_TITLE)
    by = st.segmented_control(
        text.GROUPS_TITLE, list(text.BY), format_func=text.BY.__getitem__, default="provider", required=True,
        key="treatment.by", bind="query-params", label_visibility="collapsed",
    ) or "provider"  # fmt: skip
    accepted, sitting = desk.split("acceptance", by), desk.split("sitting", by)
    left, right = st.columns(2)
    with left:
        st.subheader(text.ACCEPTED_BY)
        if accepted:
            parts.chart(desk, "treatment.accepted", charts.shares(frames.shares(accepted), text.ACCEPTED_BY), accepted)
            st.caption(text.FEW)
        else:
            parts.cannot(desk.reading("acceptance").reason)
    with right:
        st.subheader(text.SITTING_BY)
        if sitting:
            parts.chart(desk, "treatment.sitting", charts.amounts(frames.amounts(sitting), text.SITTING_BY), sitting)
        else:
            parts.cannot(desk.reading("sitting").reason or text.NOTHING_SITS_SHORT)


def _list(desk: Desk) -> None:
    st.header(text.LIST_TITLE)
    found = desk.reading("sitting")
    if not found.is_known:
        parts.cannot(found.reason)
    elif not found.part_count:
        st.success(text.NOTHING_SITS)
    else:
        parts.people_table(desk, people.groups(desk.practice, found)[people.PART], "treatment.list")


shell.show(draw)
