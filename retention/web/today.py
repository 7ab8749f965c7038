"""The head of Today: how old the records are, the way to begin, three tiles, and what
calls brought.
"""

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from retention import formats
from retention.metrics import Reading
from retention.outreach import Queue
from retention.web import address, paper, parts, queue, state, text, text_desk, wording
from retention.web.desk import Desk

STALE_DAYS = 7
"""From this age on the records are too old to call from without a word."""
RECENT = ("0-30", "undated")
"""Ages of treatment that is not known to sit for more than 30 days."""


def freshness(desk: Desk) -> None:
    """How old the export is, in words; what to do where it is too old to call from."""
    age = (desk.today - desk.practice.exported).days
    if age > STALE_DAYS:
        st.warning(
            text_desk.STALE.format(days=formats.plural(age, "day")),
            icon=":material/hourglass_bottom:",
        )
        if st.button(
            text.GO_TO_IMPORTS, key="today.imports", icon=":material/upload_file:"
        ):
            address.turn_to("imports")
    else:
        said = text_desk.FRESH.get(age) or text_desk.AGED.format(
            days=formats.plural(age, "day")
        )
        st.markdown(f":material/schedule: {said}")


def begin(desk: Desk, found: Queue) -> None:
    """The buttons to begin with."""
    ids = queue.free(desk, found.for_today)
    with st.container(horizontal=True, key="today.begin"):
        if st.button(
            text_desk.START,
            key="today.start",
            type="primary",
            icon=":material/call:",
            disabled=not ids,
        ):
            state.open_households(*ids[: queue.MOST_TRIED])
            address.turn_to("outreach")
        paper.menu(desk)


def tiles(desk: Desk, found: Queue) -> None:
    """Calls left today of the day's capacity, money sitting for more than 30 days,
    active patients and their change.
    """
    with st.grid(3, min_column_width=240, border=True, key="today.tiles") as grid:
        with grid.cell():
            _to_call(desk, found)
        with grid.cell():
            _sitting(desk)
        with grid.cell():
            parts.tile(desk, "active", lines=False)


def _to_call(desk: Desk, found: Queue) -> None:
    st.metric(text_desk.TO_CALL, formats.count(len(found.for_today)))
    st.caption(
        text_desk.TO_CALL_OF.format(
            calls=wording.calls(found.capacity), done=formats.count(found.done_today)
        )
    )
    for line in wins(desk.log.contacts, desk.today):
        st.markdown(line)


def _sitting(desk: Desk) -> None:
    found = sitting_long(desk)
    st.metric(text_desk.SITTING_LONG, formats.money(found.amount))
    if not found.is_known:
        st.caption(text.CANNOT.format(why=wording.because(found.reason)))
        return
    st.caption(
        text_desk.SITTING_OF.format(
            items=formats.plural(found.part_count or 0, "item"),
            people=wording.people(found.people_count),
        )
    )
    with st.container(gap=None):
        if st.button(
            text.SHOW,
            key="people.sitting_long",
            icon=":material/group:",
            type="tertiary",
        ):
            parts.show_people(desk, text_desk.SITTING_LONG, found)


def sitting_long(desk: Desk) -> Reading:
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
    named = {0: text_desk.TODAYS, 1: text_desk.YESTERDAYS}.get(age)
    said = named or (
        text_desk.OF_DAY.format(day=f"{day:%A}") if age < 7 else formats.day(day)
    )
    booked = formats.count(int(calls["booked"].sum()))
    line = text_desk.WINS_LINE if age < 7 else text_desk.WINS_OF_OLD
    return line.format(booked=booked, day=said, calls=wording.calls(len(calls)))
