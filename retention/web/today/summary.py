"""The head of Today: how old the records are, and the way to begin.

Also three tiles, and what calls brought.
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


def freshness(context: PageContext) -> None:
    """How old the export is, in words; what to do where it is too old to call from."""
    age = (context.today - context.practice.exported).days
    days = formatting.plural(age, "day")
    if age <= STALE_DAYS:
        sentence = front_desk.FRESH.get(age) or front_desk.AGED.format(days=days)
        st.markdown(f":material/schedule: {sentence}")
        return

    st.warning(front_desk.STALE.format(days=days), icon=":material/hourglass_bottom:")
    if st.button(
        frame.GO_TO_IMPORTS, key="today.imports", icon=":material/upload_file:"
    ):
        address.turn_to("imports")


def begin(context: PageContext, queue: Queue) -> None:
    """The buttons to begin with."""
    ids = call_queue.free(context, queue.for_today)
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
        documents.menu(context)


def tiles(context: PageContext, queue: Queue) -> None:
    """Calls left today, money sitting for more than 30 days, and active patients."""
    with st.grid(3, min_column_width=240, border=True, key="today.tiles") as grid:
        with grid.cell():
            _to_call(context, queue)
        with grid.cell():
            _sitting(context)
        with grid.cell():
            widgets.tile(context, "active", lines=False)


def _to_call(context: PageContext, queue: Queue) -> None:
    calls = wording.calls(queue.capacity)
    done = formatting.count(queue.done_today)
    left = formatting.count(len(queue.for_today))
    st.metric(front_desk.TO_CALL, left)
    st.caption(front_desk.TO_CALL_OF.format(calls=calls, done=done))

    for line in wins(context.log.contacts, context.today):
        st.markdown(line)


def _sitting(context: PageContext) -> None:
    sitting = sitting_long(context)
    st.metric(front_desk.SITTING_LONG, formatting.money(sitting.amount))
    if not sitting.is_known:
        st.caption(frame.CANNOT.format(why=wording.because(sitting.reason)))
        return

    items = formatting.plural(sitting.part_count or 0, "item")
    people = wording.people(sitting.people_count)
    st.caption(front_desk.SITTING_OF.format(items=items, people=people))
    with st.container(gap=None):
        if st.button(
            frame.SHOW,
            key="people.sitting_long",
            icon=":material/group:",
            type="tertiary",
        ):
            widgets.show_people(context, front_desk.SITTING_LONG, sitting)


def sitting_long(context: PageContext) -> Reading:
    """Treatment that has been sitting for more than 30 days.

    That is, the older ages of “Ages of what is sitting”.
    """
    ages = context.table("sitting_ages")
    everything = context.reading("sitting")
    if ages.unknown or not everything.is_known:
        return everything

    rows_by_age = [
        row.reading.part_rows for row in ages.rows if row.group not in RECENT
    ]
    is_old = np.isin(everything.rows, np.concatenate(rows_by_age))
    return everything.only(is_old)


def wins(contacts: pd.DataFrame, today: date) -> list[str]:
    """What the calls of today brought, and before them those of the last day of calls.

    For example: "3 booked of yesterday's 12 calls". Letters are no calls. One call
    about several people of a household is one, and booked where one of them was.
    """
    rows = contacts[contacts["outcome"] != "mailed"]
    rows = rows.assign(
        home=rows["household_id"].fillna(rows["patient_id"]),
        booked=rows["outcome"] == "booked",
    )
    calls = rows.groupby(["home", "at"], as_index=False).agg(
        day=("day", "first"),
        booked=("booked", "any"),
    )
    day = calls["day"].dt.date
    is_earlier = day < today
    is_today = day == today

    lines = []
    if is_earlier.any():
        last_day = day[is_earlier].max()
        is_last_day = day == last_day
        lines.append(_win(calls[is_last_day], last_day, today))
    if is_today.any():
        lines.append(_win(calls[is_today], today, today))
    return lines


def _win(calls: pd.DataFrame, day: date, today: date) -> str:
    """One day's line."""
    age = (today - day).days
    line = front_desk.WINS_LINE if age < 7 else front_desk.WINS_OF_OLD
    booked = int(calls["booked"].sum())
    return line.format(
        booked=formatting.count(booked),
        day=_day_of_wins(day, age),
        calls=wording.calls(len(calls)),
    )


def _day_of_wins(day: date, age: int) -> str:
    """What a day is called that was so many days ago."""
    if age == 0:
        return front_desk.TODAYS
    if age == 1:
        return front_desk.YESTERDAYS
    if age < 7:
        return front_desk.OF_DAY.format(day=f"{day:%A}")
    return formatting.day(day)
