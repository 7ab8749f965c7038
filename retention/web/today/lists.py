"""The lists of Today: what is open, promised, said to be booked, and to be put right in
the practice's own system.
"""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from retention import outreach, services
from retention.core import formatting
from retention.outreach import Booking, HouseholdRow, Queue
from retention.services import Correction
from retention.web import address, session
from retention.web.components import links
from retention.web.components.people import names
from retention.web.context import PageContext
from retention.web.copy import front_desk, wording
from retention.web.outreach import call_queue

Found = TypeVar("Found")
MOST = 8
"""As many of a list are shown before all are asked for."""


def draw(desk: PageContext, found: Queue) -> None:
    """Calls on the left, the own system on the right."""
    left, right = st.columns(2, gap="medium")
    with left:
        _open_rows(desk, found)
        _call_backs(desk, found)
    with right:
        _put_right(desk)
        _said_booked(desk)


def _open_rows(desk: PageContext, found: Queue) -> None:
    """The rows that this session has open, to go on with."""
    mine = {
        claim.household_id: claim
        for claim in services.claims(desk.home, desk.state.practice, session.now())
        if claim.holder == desk.caller.holder
    }
    rows = call_queue.by_household(found, list(mine))
    if not rows:
        return
    st.header(front_desk.OPEN_ROWS)
    _rows(
        desk,
        list(rows.values()),
        [
            front_desk.OPEN_UNTIL.format(time=formatting.clock(mine[household].until))
            for household in rows
        ],
    )


def _call_backs(desk: PageContext, found: Queue) -> None:
    """Call-backs due, one's own first."""
    st.header(front_desk.CALL_BACKS)
    due = sorted(
        found.rows[: found.call_backs],
        key=lambda row: row.call_back_by != desk.caller.by,
    )
    if due:
        _rows(desk, due, [_promise(desk, row) for row in due])
    else:
        st.caption(front_desk.NO_CALL_BACKS)


def _promise(desk: PageContext, row: HouseholdRow) -> str:
    said = wording.promised(row, desk.caller.by, desk.today)
    if row.taken_until is None:
        return said
    taken = front_desk.TAKEN.format(
        name=row.taken_by or front_desk.SOMEBODY, time=formatting.clock(row.taken_until)
    )
    return f"{said} · {taken}"


def _rows(desk: PageContext, rows: Sequence[HouseholdRow], said: Sequence[str]) -> None:
    """Households by name, each with a button that opens its card."""
    for row, name, line in zip(
        rows, names(desk.practice, [row.lead.person for row in rows]), said, strict=True
    ):
        with st.container(gap=None):
            if st.button(
                wording.plain(name),
                key=f"today.open.{row.household_id}",
                type="tertiary",
                icon=":material/call:",
                disabled=row.taken_by is not None,
            ):
                session.open_households(row.household_id)
                address.turn_to("outreach")
            st.caption(wording.plain(line))


def _put_right(desk: PageContext) -> None:
    """What calls brought up that the practice's own system does not know; a tick takes
    it off the list.
    """
    st.header(front_desk.PUT_RIGHT)
    waiting = [
        one
        for one in services.corrections(desk.home, desk.state.practice, desk.practice)
        if one.done_at is None
    ]
    if not waiting:
        st.caption(front_desk.NOTHING_TO_PUT_RIGHT)
        return
    st.caption(front_desk.PUT_RIGHT_ABOUT)
    for one in _some(waiting, "today.put_right"):
        if st.checkbox(_correction(one), key=f"today.done.{one.number}", wrap=True):
            services.corrected(
                desk.home,
                desk.state.practice,
                one.number,
                session.now(),
                desk.caller.by,
            )
            session.leave_note(front_desk.PUT_RIGHT_DONE)
            st.rerun()


def _correction(one: Correction) -> str:
    """Who, what to change, and what was noted."""
    said = (
        f"**{wording.plain(one.name or one.patient_id)}**: "
        f"{wording.plain(one.title.lower())}. {wording.plain(one.do)}"
    )
    when = " · ".join(filter(None, (formatting.day(one.at.date()), one.by, one.note)))
    return f"{said} :small[:gray[{wording.plain(when)}]]"


def _said_booked(desk: PageContext) -> None:
    """Whom a call booked, and whom the newest export does not know as booked."""
    st.header(front_desk.SAID_BOOKED)
    found = outreach.said_booked(desk.practice, desk.log)
    if found.unknown:
        st.caption(found.unknown)
    elif not found.missing:
        st.caption(front_desk.ALL_BOOKED)
    else:
        st.caption(front_desk.SAID_BOOKED_ABOUT)
        shown = _some(found.missing, "today.said_booked")
        rows = [services.person_row(desk.practice, one.patient_id) for one in shown]
        lines = [
            f"- [{wording.plain(who)}]({address}), {_sentence(one)}"
            for who, address, one in zip(
                names(desk.practice, rows),
                links.addresses(desk, rows),
                shown,
                strict=True,
            )
        ]
        st.markdown("\n".join(lines))


def _sentence(one: Booking) -> str:
    said = front_desk.SAID_BY if one.by else front_desk.SAID_ON
    return said.format(day=formatting.day(one.day), name=wording.plain(one.by))


def _some(found: Sequence[Found], key: str) -> Sequence[Found]:
    """The first few of a list; all at the press of a button."""
    if len(found) > MOST and not st.toggle(
        front_desk.SHOW_ALL.format(number=len(found)), key=f"{key}.all"
    ):
        return found[:MOST]
    return found
