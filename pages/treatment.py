"""Treatment: what was presented, accepted and done, and what is left sitting."""

import streamlit as st

from retention import charts
from retention.web import frames, labels, months, parts, people, shell, text, titles
from retention.web.desk import Desk


def draw(desk: Desk) -> None:
    """The funnel, acceptance by month and by group, the ages of what sits, and the
    list.
    """
    parts.heading(text.TREATMENT)
    parts.tiles(
        desk, ("presented", "same_day", "sitting"), "treatment.tiles", columns=3
    )
    _funnel(desk)
    _acceptance(desk)
    _sitting(desk)
    _list(desk)


def _funnel(desk: Desk) -> None:
    st.header(text.FUNNEL_TITLE)
    table = desk.table("funnel")
    if table.unknown:
        parts.cannot(table.unknown)
        return
    behind = {labels.FUNNEL[row.group]: row.reading for row in table.rows}
    parts.chart(
        desk,
        "treatment.funnel",
        parts.drawing(charts.steps, frames.funnel(table)),
        behind,
    )
    parts.notes(table)


def _acceptance(desk: Desk) -> None:
    st.header(text.ACCEPTED_BY)
    window = parts.choice(labels.WINDOWS, titles.WINDOW, "treatment.window", shown=True)
    by_what = parts.choice(
        labels.BY_WHAT, titles.BY_WHAT, "treatment.by_what", shown=True
    )
    options = {
        "window": window if window == "to-date" else int(window),
        "by_what": by_what,
    }
    found = desk.reading("acceptance", **options)
    if not found.is_known:
        parts.cannot(found.reason)
        return
    parts.notes(found)
    _by_month(desk, options)
    by = parts.choice(labels.TREATMENT_BY, text.GROUPS_TITLE, "treatment.by")
    groups = desk.split(found, by)
    if groups:
        drawn = parts.drawing(charts.shares, frames.shares(groups), text.ACCEPTED_BY)
        parts.chart(desk, "treatment.accepted", drawn, groups)
        st.caption(text.FEW)
    else:
        parts.cannot(titles.NOTHING_RIPE)
    if by_what == "amount":
        st.caption(titles.NO_INTERVAL)


def _by_month(desk: Desk, options: dict[str, object]) -> None:
    st.subheader(titles.ACCEPTED_MONTHS)
    found = months.accepted(desk, **options)
    if not any(reading.whole_count for reading, _ in found.values()):
        parts.cannot(titles.NOTHING_PRESENTED)
        return
    behind = {month: reading for month, (reading, _) in found.items()}
    drawn = parts.drawing(charts.months.accepted, frames.accepted(found), titles.UNRIPE)
    parts.chart(desk, "treatment.months", drawn, behind)
    st.caption(
        titles.TO_DATE_NOTE if options["window"] == "to-date" else titles.UNRIPE_NOTE
    )


def _sitting(desk: Desk) -> None:
    st.header(text.AGES_TITLE)
    table = desk.table("sitting_ages")
    found = desk.reading("sitting")
    if table.unknown:
        parts.cannot(table.unknown)
        return
    behind = {labels.AGES[row.group]: row.reading for row in table.rows}
    parts.chart(
        desk,
        "treatment.ages",
        parts.drawing(charts.amounts, frames.amounts(behind), text.AGES_TITLE),
        behind,
    )
    st.header(text.SITTING_BY)
    groups = desk.split(
        found,
        parts.choice(labels.TREATMENT_BY, text.SITTING_BY, "treatment.sitting_by"),
    )
    if groups:
        parts.chart(
            desk,
            "treatment.sitting",
            parts.drawing(charts.amounts, frames.amounts(groups), text.SITTING_BY),
            groups,
        )
    else:
        parts.cannot(text.NOTHING_SITS_SHORT)


def _list(desk: Desk) -> None:
    st.header(text.LIST_TITLE)
    found = desk.reading("sitting")
    if not found.is_known:
        parts.cannot(found.reason)
    elif not found.part_count:
        st.success(text.NOTHING_SITS)
    else:
        parts.people_table(
            desk, people.groups(desk.practice, found)[people.PART], "treatment.list"
        )


shell.show(draw)
