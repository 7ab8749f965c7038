"""Treatment: what was presented, accepted and done, and what is left sitting."""

import streamlit as st

from retention import charts
from retention.web import shell
from retention.web.components import frames, months, people, widgets
from retention.web.context import PageContext
from retention.web.copy import frame, labels, titles


def draw(context: PageContext) -> None:
    """The funnel, acceptance by month and by group, the ages of what sits, and the
    list.
    """
    widgets.heading(frame.TREATMENT)
    widgets.tiles(
        context, ("presented", "same_day", "sitting"), "treatment.tiles", columns=3
    )
    _funnel(context)
    _acceptance(context)
    _sitting(context)
    _list(context)


def _funnel(context: PageContext) -> None:
    st.header(frame.FUNNEL_TITLE)
    table = context.table("funnel")
    if table.unknown:
        widgets.cannot(table.unknown)
        return
    behind = {labels.FUNNEL[row.group]: row.reading for row in table.rows}
    widgets.chart(
        context,
        "treatment.funnel",
        widgets.drawing(charts.steps, frames.funnel(table)),
        behind,
    )
    widgets.notes(table)


def _acceptance(context: PageContext) -> None:
    st.header(frame.ACCEPTED_BY)
    window = widgets.choice(
        labels.WINDOWS, titles.WINDOW, "treatment.window", shown=True
    )
    by_what = widgets.choice(
        labels.BY_WHAT, titles.BY_WHAT, "treatment.by_what", shown=True
    )
    options = {
        "window": window if window == "to-date" else int(window),
        "by_what": by_what,
    }
    reading = context.reading("acceptance", **options)
    if not reading.is_known:
        widgets.cannot(reading.reason)
        return
    widgets.notes(reading)
    _by_month(context, options)
    by = widgets.choice(labels.TREATMENT_BY, frame.GROUPS_TITLE, "treatment.by")
    groups = context.split(reading, by)
    if groups:
        drawn = widgets.drawing(charts.shares, frames.shares(groups), frame.ACCEPTED_BY)
        widgets.chart(context, "treatment.accepted", drawn, groups)
        st.caption(frame.FEW)
    else:
        widgets.cannot(titles.NOTHING_RIPE)
    if by_what == "amount":
        st.caption(titles.NO_INTERVAL)


def _by_month(context: PageContext, options: dict[str, object]) -> None:
    st.subheader(titles.ACCEPTED_MONTHS)
    by_month = months.accepted(context, **options)
    behind = {month: reading for month, (reading, _) in by_month.items()}
    if not any(reading.whole_count for reading in behind.values()):
        widgets.cannot(titles.NOTHING_PRESENTED)
        return

    accepted = frames.accepted(by_month)
    drawn = widgets.drawing(charts.months.accepted, accepted, titles.UNRIPE)
    widgets.chart(context, "treatment.months", drawn, behind)
    note = titles.UNRIPE_NOTE
    if options["window"] == "to-date":
        note = titles.TO_DATE_NOTE
    st.caption(note)


def _sitting(context: PageContext) -> None:
    st.header(frame.AGES_TITLE)
    table = context.table("sitting_ages")
    reading = context.reading("sitting")
    if table.unknown:
        widgets.cannot(table.unknown)
        return
    behind = {labels.AGES[row.group]: row.reading for row in table.rows}
    widgets.chart(
        context,
        "treatment.ages",
        widgets.drawing(charts.amounts, frames.amounts(behind), frame.AGES_TITLE),
        behind,
    )
    st.header(frame.SITTING_BY)
    groups = context.split(
        reading,
        widgets.choice(labels.TREATMENT_BY, frame.SITTING_BY, "treatment.sitting_by"),
    )
    if groups:
        widgets.chart(
            context,
            "treatment.sitting",
            widgets.drawing(charts.amounts, frames.amounts(groups), frame.SITTING_BY),
            groups,
        )
    else:
        widgets.cannot(frame.NOTHING_SITS_SHORT)


def _list(context: PageContext) -> None:
    st.header(frame.LIST_TITLE)
    reading = context.reading("sitting")
    if not reading.is_known:
        widgets.cannot(reading.reason)
    elif not reading.part_count:
        st.success(frame.NOTHING_SITS)
    else:
        widgets.people_table(
            context,
            people.groups(context.practice, reading)[people.PART],
            "treatment.list",
        )


shell.show(draw)
