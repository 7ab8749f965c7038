"""What came of a contact: chosen by one key, saved by another.

Then the next row opens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType

import streamlit as st

from retention import services
from retention.core.errors import RetentionError
from retention.outreach import OUTCOME, Candidate, HouseholdRow, Script
from retention.outreach.contact_log import BAD_NUMBER
from retention.services import Contact
from retention.web import session
from retention.web.context import PageContext
from retention.web.copy import frame, front_desk, wording
from retention.web.error_boundary import guarded
from retention.web.outreach import stop_dialog

NOT_REACHED = ("no_answer", "left_message", "busy", "wrong_number", "disconnected")
SPOKEN_TO = (
    "booked",
    "call_back",
    "declined_not_now",
    "already_booked",
    "declined_leaving",
    "moved",
    "another_dentist",
    "cost",
    "fear",
    "complaint",
    "deceased",
    "duplicate",
)
_MOST_FREQUENT = (*NOT_REACHED, *SPOKEN_TO[:4])
SHORTCUTS = {key: str(number) for number, key in enumerate(_MOST_FREQUENT, 1)}
"""The key to press for the nine outcomes that come up most."""
_FRIDAY = 4
_SATURDAY = 5
_DAYS_OVER_WEEKEND = {_FRIDAY: 3, _SATURDAY: 2}
OF_ONE = (*BAD_NUMBER, "deceased", "duplicate")
"""Outcomes that are said of one person only.

Of a number it is said once, or it would be taken out twice.
"""


def draw(
    context: PageContext,
    row: HouseholdRow,
    family: Sequence[str],
    script: Script,
    following: Sequence[str],
) -> None:
    """Draw the outcomes, what each asks for, and the ways out of the card.

    A choice draws only this part again.
    """
    form = partial(_form, context, row, family, script, following)
    fragment = st.fragment(partial(guarded, form))
    fragment()


def _form(
    context: PageContext,
    row: HouseholdRow,
    family: Sequence[str],
    script: Script,
    following: Sequence[str],
) -> None:
    st.markdown(f"**{frame.OUTCOME}**  \n:small[:gray[{front_desk.KEYS_HELP}]]")
    _outcomes(front_desk.NOT_REACHED, NOT_REACHED)
    _outcomes(front_desk.REACHED, SPOKEN_TO)
    chosen = session.outcome()
    contact = _contact(context, row, chosen, script)
    about = _for_whom(row, family, chosen)
    label = frame.SAVE
    if chosen:
        label = front_desk.SAVE_AS.format(outcome=OUTCOME[chosen].title)
    with st.container(horizontal=True, vertical_alignment="center"):
        # Not in the strong colour: the keys that Streamlit writes into it would be too
        # pale to read.
        saved = st.button(
            label,
            key="outreach.save",
            shortcut="ctrl+enter",
            icon=":material/save:",
            wrap=True,
        )
        if st.button(
            front_desk.CLOSE,
            key="outreach.close",
            type="tertiary",
            icon=":material/undo:",
        ):
            session.open_households()
            st.rerun()
        stop_dialog.draw(context, row, following)
    if saved:
        _save(context, about, contact, following)


def _outcomes(title: str, keys: Sequence[str]) -> None:
    """One group of outcomes, each a button with its key.

    The chosen one stands out and is ticked.
    """
    st.caption(title)
    with st.container(horizontal=True, gap="xsmall"):
        for key in keys:
            is_chosen = session.outcome() == key
            st.button(
                OUTCOME[key].title,
                key=f"outreach.outcome.{key}",
                type="primary" if is_chosen else "secondary",
                icon=":material/check:" if is_chosen else None,
                shortcut=None if is_chosen else SHORTCUTS.get(key),
                on_click=session.choose_outcome,
                args=(key,),
            )


def _contact(
    context: PageContext, row: HouseholdRow, chosen: str, script: Script
) -> Contact:
    """Ask for the reason, the channel, what the outcome needs, and a note."""
    first, second, third = st.columns(3)
    with first:
        reason = _reason(row)
    with second:
        channel = _channel(row)
    day = None
    closing_reason = None
    with third:
        if chosen == "call_back":
            day = _call_back_day(context, row)
        if chosen == "declined_leaving":
            closing_reason = _closing_reason(row)
    note = st.text_area(
        frame.NOTE,
        height=80,
        key=f"outreach.note.{row.household_id}",
        help=frame.NOTE_HELP,
        on_change="ignore",
    )
    return Contact(
        reason=reason,
        outcome=chosen,
        channel=channel,
        reached=bool(chosen) and OUTCOME[chosen].reaches,
        note=note or "",
        call_back_on=day,
        closing_reason=closing_reason,
        script=script.key,
    )


def _reason(row: HouseholdRow) -> str:
    """The reason that was spoken about; the row's own unless another is chosen."""
    titles = {part.reason: part.title for part in row.lead.reasons}
    reasons = list(titles)
    return st.selectbox(
        frame.ABOUT,
        reasons,
        reasons.index(row.reason.reason),
        titles.__getitem__,
        key=f"outreach.about.{row.household_id}",
    )


def _channel(row: HouseholdRow) -> str:
    channels = list(frame.CHANNELS)
    return st.selectbox(
        frame.HOW_REACHED,
        channels,
        channels.index(row.lead.channel),
        frame.CHANNELS.__getitem__,
        key=f"outreach.channel.{row.household_id}",
    )


def _call_back_day(context: PageContext, row: HouseholdRow) -> date | None:
    return st.date_input(
        frame.CALL_BACK_ON,
        next_weekday(context.today),
        min_value=context.today,
        format="MM/DD/YYYY",
        key=f"outreach.day.{row.household_id}",
    )


def _closing_reason(row: HouseholdRow) -> str | None:
    """Why somebody leaves; None until it is chosen."""
    return st.selectbox(
        front_desk.WHY_LEAVING,
        list(front_desk.CLOSING),
        None,
        front_desk.CLOSING.__getitem__,
        key=f"outreach.leaving.{row.household_id}",
    )


def next_weekday(day: date) -> date:
    """The next day that is no Saturday or Sunday."""
    days_until = _DAYS_OVER_WEEKEND.get(day.weekday(), 1)
    return day + timedelta(days=days_until)


def _for_whom(row: HouseholdRow, family: Sequence[str], chosen: str) -> list[Candidate]:
    """Of whom of the family it is said.

    All who are due unless some are taken out; one where it is said of one only.
    """
    people = [row.lead, *row.others]
    if len(people) == 1:
        return people
    if chosen in OF_ONE:
        st.caption(front_desk.FOR_ONE.format(name=wording.plain(family[0])))
        return people[:1]

    st.caption(front_desk.FOR_WHOM)
    about = []
    with st.container(horizontal=True):
        for index, name in enumerate(family):
            is_meant = st.checkbox(
                wording.plain(name),
                value=True,
                key=f"outreach.for.{row.household_id}.{index}",
            )
            if is_meant:
                about.append(people[index])
    return about


def _save(
    context: PageContext,
    about: Sequence[Candidate],
    contact: Contact,
    following: Sequence[str],
) -> None:
    """Log the contact for each person it is about, then have the next row open."""
    _check(about, contact)
    first, *others = about
    own_reasons = {part.reason for part in first.reasons}
    if contact.reason not in own_reasons:
        contact = replace(contact, reason=first.weightiest.reason)

    reasons_of_others = {}
    for other in others:
        reasons_of_others[other.patient_id] = other.weightiest.reason
    _log(context, first, contact, reasons_of_others)

    outcome = OUTCOME[contact.outcome].title
    saved = front_desk.SAVED.format(outcome=outcome)
    _next(saved, following)


def _check(about: Sequence[Candidate], contact: Contact) -> None:
    """RetentionError where nothing, or not all that is needed, was chosen."""
    if not contact.outcome:
        raise RetentionError(frame.NO_OUTCOME)
    if not about:
        raise RetentionError(front_desk.NO_ONE)
    if contact.outcome == "declined_leaving" and contact.closing_reason is None:
        raise RetentionError(front_desk.NO_WHY_LEAVING)


def _log(
    context: PageContext,
    target: Candidate,
    contact: Contact,
    also: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """One transaction, on the disk before the screen says so."""
    services.log_contact(
        context.opened,
        target.patient_id,
        contact,
        session.now(),
        caller=context.caller,
        also=also,
    )


def _next(note: str, following: Sequence[str]) -> None:
    """Say what was saved, and draw the page again with the next row open."""
    session.open_households(*following)
    session.leave_note(note)
    st.rerun()
