"""The lists of Today: what is open, promised, or said to be booked.

Also what is to be put right in the practice's own system.
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

Row = TypeVar("Row")
MOST = 8
"""As many of a list are shown before all are asked for."""


def draw(context: PageContext, queue: Queue) -> None:
    """Calls on the left, the practice's own system on the right."""
    left, right = st.columns(2, gap="medium")
    with left:
        _open_rows(context, queue)
        _call_backs(context, queue)
    with right:
        _put_right(context)
        _said_booked(context)


def _open_rows(context: PageContext, queue: Queue) -> None:
    """The rows that this session has open, to go on with."""
    claims = services.claims(context.home, context.state.practice, session.now())
    own_until = {
        claim.household_id: formatting.clock(claim.until)
        for claim in claims
        if claim.holder == context.caller.holder
    }
    rows = call_queue.by_household(queue, list(own_until))
    if not rows:
        return

    st.header(front_desk.OPEN_ROWS)
    lines = [
        front_desk.OPEN_UNTIL.format(time=own_until[household]) for household in rows
    ]
    _rows(context, list(rows.values()), lines)


def _call_backs(context: PageContext, queue: Queue) -> None:
    """Call-backs due, one's own first."""
    st.header(front_desk.CALL_BACKS)
    due = sorted(
        queue.rows[: queue.call_backs],
        key=lambda row: row.call_back_by != context.caller.by,
    )
    if due:
        _rows(context, due, [_promise(context, row) for row in due])
    else:
        st.caption(front_desk.NO_CALL_BACKS)


def _promise(context: PageContext, row: HouseholdRow) -> str:
    promise = wording.promised(row, context.caller.by, context.today)
    if row.taken_until is None:
        return promise

    sentence = front_desk.TAKEN.format(
        name=row.taken_by or front_desk.SOMEBODY,
        time=formatting.clock(row.taken_until),
    )
    return f"{promise} · {sentence}"


def _rows(
    context: PageContext, rows: Sequence[HouseholdRow], lines: Sequence[str]
) -> None:
    """Households by name, each with a button that opens its card."""
    lead_names = names(context.practice, [row.lead.person for row in rows])
    for row, name, line in zip(rows, lead_names, lines, strict=True):
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


def _put_right(context: PageContext) -> None:
    """What calls brought up that the practice's own system does not know.

    A tick takes it off the list.
    """
    st.header(front_desk.PUT_RIGHT)
    corrections = services.corrections(context.opened)
    waiting = [correction for correction in corrections if correction.done_at is None]
    if not waiting:
        st.caption(front_desk.NOTHING_TO_PUT_RIGHT)
        return

    st.caption(front_desk.PUT_RIGHT_ABOUT)
    for correction in _some(waiting, "today.put_right"):
        key = f"today.done.{correction.number}"
        if st.checkbox(_in_words(correction), key=key, wrap=True):
            services.corrected(
                context.home,
                context.state.practice,
                correction.number,
                session.now(),
                context.caller.by,
            )
            session.leave_note(front_desk.PUT_RIGHT_DONE)
            st.rerun()


def _in_words(correction: Correction) -> str:
    """Who, what to change, and what was noted."""
    name = wording.plain(correction.name or correction.patient_id)
    title = wording.plain(correction.title.lower())
    what_to_do = wording.plain(correction.do)

    day = formatting.day(correction.at.date())
    parts = [day, correction.by, correction.note]
    noted = " · ".join(part for part in parts if part)
    small = f":small[:gray[{wording.plain(noted)}]]"
    return f"**{name}**: {title}. {what_to_do} {small}"


def _said_booked(context: PageContext) -> None:
    """Whom a call booked, and whom the newest export does not know as booked."""
    st.header(front_desk.SAID_BOOKED)
    said_booked = outreach.said_booked(context.practice, context.log)
    if said_booked.unknown:
        st.caption(said_booked.unknown)
    elif not said_booked.missing:
        st.caption(front_desk.ALL_BOOKED)
    else:
        st.caption(front_desk.SAID_BOOKED_ABOUT)
        shown = _some(said_booked.missing, "today.said_booked")
        st.markdown("\n".join(_bookings(context, shown)))


def _bookings(context: PageContext, bookings: Sequence[Booking]) -> list[str]:
    """A line for each booking, with a link to the person's page."""
    practice = context.practice
    rows = [services.person_row(practice, booking.patient_id) for booking in bookings]
    people = names(practice, rows)
    addresses = links.addresses(context, rows)

    lines = []
    for booking, name, address_of in zip(bookings, people, addresses, strict=True):
        link = f"[{wording.plain(name)}]({address_of})"
        lines.append(f"- {link}, {_sentence(booking)}")
    return lines


def _sentence(booking: Booking) -> str:
    day = formatting.day(booking.day)
    if not booking.by:
        return front_desk.BOOKED_ON.format(day=day)

    name = wording.plain(booking.by)
    return front_desk.BOOKED_BY.format(day=day, name=name)


def _some(rows: Sequence[Row], key: str) -> Sequence[Row]:
    """The first few of a list; all at the press of a button."""
    if len(rows) <= MOST:
        return rows

    label = front_desk.SHOW_ALL.format(number=len(rows))
    if st.toggle(label, key=f"{key}.all"):
        return rows
    return rows[:MOST]
