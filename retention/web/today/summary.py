"""The head of Today: how old the records are, the way to begin, three tiles, and what
calls brought.
"""

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from retention.core import formatting
from retention.metrics import Reading
from retention.outreach import Queue
from retention.web import address, session
from retention.web.components import widgets
from retention.web.context import PageContext
from retention.web.copy import frame, front_desk, wording
from retention.web.outreach import call_queue, documents

STALE_DAYS = 7
"""From this age on the records are too old to call from without a word."""
RECENT = ("0-30", "undated")
"""Ages of treatment that is not known to sit for more than 30 days."""


def freshness(desk: PageContext) -> None:
    """How old the export is, in words; what to do where it is too old to call from."""
    age = (desk.today - desk.practice.exported).days
    if age > STALE_DAYS:
        st.warning(
            front_desk.STALE.format(days=formatting.plural(age, "day")),
            icon=":material/hourglass_bottom:",
        )
        if st.button(
            frame.GO_TO_IMPORTS, key="today.imports", icon=":material/upload_file:"
        ):
            address.turn_to("imports")
    else:
        said = front_desk.FRESH.get(age) or front_desk.AGED.format(
            days=formatting.plural(age, "day")
        )
        st.markdown(f":material/schedule: {said}")


def begin(desk: PageContext, found: Queue) -> None:
    """The buttons to begin with."""
    ids = call_queue.free(desk, found.for_today)
    with st.container(horizontal=True, key="today.begin"):
        if st.button(
            front_desk.START,
            key="today.start",
            type="primary",
            icon=":material/call:",
            disabled=not ids,
        ):
            session.open_households(*ids[: call_queue.MOST_TRIED])
            address.turn_to("outreach")
        documents.menu(desk)


def tiles(desk: PageContext, found: Queue) -> None:
    """Calls left today of the day's capacity, money sitting for more than 30 days,
    active patients and their change.
    """
    with st.grid(3, min_column_width=240, border=True, key="today.tiles") as grid:
        with grid.cell():
            _to_call(desk, found)
        with grid.cell():
            _sitting(desk)
        with grid.cell():
            widgets.tile(desk, "active", lines=False)


def _to_call(desk: PageContext, found: Queue) -> None:
    st.metric(front_desk.TO_CALL, formatting.count(len(found.for_today)))
    st.caption(
        front_desk.TO_CALL_OF.format(
            calls=wording.calls(found.capacity), done=formatting.count(found.done_today)
        )
    )
    for line in wins(desk.log.contacts, desk.today):
        st.markdown(line)


def _sitting(desk: PageContext) -> None:
    found = sitting_long(desk)
    st.metric(front_desk.SITTING_LONG, formatting.money(found.amount))
    if not found.is_known:
        st.caption(frame.CANNOT.format(why=wording.because(found.reason)))
        return
    st.caption(
        front_desk.SITTING_OF.format(
            items=formatting.plural(found.part_count or 0, "item"),
            people=wording.people(found.people_count),
        )
    )
    with st.container(gap=None):
        if st.button(
            frame.SHOW,
            key="people.sitting_long",
            icon=":material/group:",
            type="tertiary",
        ):
            widgets.show_people(desk, front_desk.SITTING_LONG, found)


def sitting_long(desk: PageContext) -> Reading:
    """Treatment that has been sitting for more than 30 days: the older ages of “Ages of
    what is sitting”.
    """
    ages = desk.table("sitting_ages")
    everything = desk.reading("sitting")
    if ages.unknown or not everything.is_known:
        return everything
    old = [row.reading.part_rows for row in ages.rows if row.group not in RECENT]
    return everything.only(np.isin(everything.rows, np.concatenate(old)))


def wins(contacts: pd.DataFrame, today: date) -> list[str]:
    """What the calls of the last day before today brought, and those of today: "3
    booked of yesterday's 12 calls".

    Letters are no calls; one call about several people of a household is one, and
    booked where one of them was.
    """
    rows = contacts[contacts["outcome"] != "mailed"]
    rows = rows.assign(
        home=rows["household_id"].fillna(rows["patient_id"]),
        booked=rows["outcome"] == "booked",
    )
    calls = rows.groupby(["home", "at"], as_index=False).agg(
        day=("day", "first"), booked=("booked", "any")
    )
    day = calls["day"].dt.date
    before = day[day < today].max() if (day < today).any() else None
    return [
        _win(calls[day == one], one, today)
        for one in (before, today)
        if one is not None and (day == one).any()
    ]


def _win(calls: pd.DataFrame, day: date, today: date) -> str:
    """One day's line."""
    age = (today - day).days
    named = {0: front_desk.TODAYS, 1: front_desk.YESTERDAYS}.get(age)
    said = named or (
        front_desk.OF_DAY.format(day=f"{day:%A}") if age < 7 else formatting.day(day)
    )
    booked = formatting.count(int(calls["booked"].sum()))
    line = front_desk.WINS_LINE if age < 7 else front_desk.WINS_OF_OLD
    return line.format(booked=booked, day=said, calls=wording.calls(len(calls)))
