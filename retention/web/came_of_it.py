"""What came of a contact: chosen by one key, saved by another, and the next row
opens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType

import streamlit as st

from retention import workflows
from retention.outreach import OUTCOME, HouseholdRow, Script, Target
from retention.outreach.log import BAD_NUMBER
from retention.problems import RetentionError
from retention.web import state, stopping, text, text_desk, wording
from retention.web.desk import Desk
from retention.web.guard import guarded
from retention.workflows import Contact

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
SHORTCUTS = {
    key: str(number) for number, key in enumerate((*NOT_REACHED, *SPOKEN_TO[:4]), 1)
}
"""The key to press for the nine outcomes that come up most."""
OF_ONE = (*BAD_NUMBER, "deceased", "duplicate")
"""Outcomes that are said of one person only: of a number once, or it would be taken out
twice.
"""


def draw(
    desk: Desk,
    row: HouseholdRow,
    family: Sequence[str],
    script: Script,
    following: Sequence[str],
) -> None:
    """The outcomes, what each asks for, and the ways out of the card; a choice draws
    only this part again.
    """
    st.fragment(
        partial(guarded, partial(_form, desk, row, family, script, following))
    )()


def _form(
    desk: Desk,
    row: HouseholdRow,
    family: Sequence[str],
    script: Script,
    following: Sequence[str],
) -> None:
    st.markdown(f"**{text.OUTCOME}**  \n:small[:gray[{text_desk.KEYS_HELP}]]")
    _outcomes(text_desk.NOT_REACHED, NOT_REACHED)
    _outcomes(text_desk.REACHED, SPOKEN_TO)
    chosen = state.outcome()
    contact = _asked(desk, row, chosen, script)
    about = _for_whom(row, family, chosen)
    label = (
        text_desk.SAVE_AS.format(outcome=OUTCOME[chosen].title) if chosen else text.SAVE
    )
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
            text_desk.CLOSE,
            key="outreach.close",
            type="tertiary",
            icon=":material/undo:",
        ):
            state.open_households()
            st.rerun()
        stopping.draw(desk, row, following)
    if saved:
        _save(desk, about, contact, following)


def _outcomes(title: str, keys: Sequence[str]) -> None:
    """One group of outcomes, each a button with its key; the chosen one stands out and
    is ticked.
    """
    st.caption(title)
    with st.container(horizontal=True, gap="xsmall"):
        for key in keys:
            is_chosen = state.outcome() == key
            st.button(
                OUTCOME[key].title,
                key=f"outreach.outcome.{key}",
                type="primary" if is_chosen else "secondary",
                icon=":material/check:" if is_chosen else None,
                shortcut=None if is_chosen else SHORTCUTS.get(key),
                on_click=state.choose_outcome,
                args=(key,),
            )


def _asked(desk: Desk, row: HouseholdRow, chosen: str, script: Script) -> Contact:
    """What else is asked: the reason spoken about, the channel, what the outcome needs,
    and a note.
    """
    lead = row.lead
    key = row.household_id
    titles = {part.reason: part.title for part in lead.reasons}
    first, second, third = st.columns(3)
    reason = first.selectbox(
        text.ABOUT,
        list(titles),
        list(titles).index(row.reason.reason),
        titles.__getitem__,
        key=f"outreach.about.{key}",
    )
    channel = second.selectbox(
        text.HOW_REACHED,
        list(text.CHANNELS),
        list(text.CHANNELS).index(lead.channel),
        text.CHANNELS.__getitem__,
        key=f"outreach.channel.{key}",
    )
    day = why = None
    with third:
        if chosen == "call_back":
            day = st.date_input(
                text.CALL_BACK_ON,
                next_weekday(desk.today),
                min_value=desk.today,
                format="MM/DD/YYYY",
                key=f"outreach.day.{key}",
            )
        if chosen == "declined_leaving":
            why = st.selectbox(
                text_desk.WHY_LEAVING,
                list(text_desk.CLOSING),
                None,
                text_desk.CLOSING.__getitem__,
                key=f"outreach.leaving.{key}",
            )
    note = st.text_area(
        text.NOTE,
        height=80,
        key=f"outreach.note.{key}",
        help=text.NOTE_HELP,
        on_change="ignore",
    )
    return Contact(
        reason,
        chosen,
        channel,
        bool(chosen) and OUTCOME[chosen].reaches,
        note or "",
        day,
        why,
        script.key,
    )


def next_weekday(day: date) -> date:
    """The next day that is no Saturday or Sunday."""
    return day + timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))


def _for_whom(row: HouseholdRow, family: Sequence[str], chosen: str) -> list[Target]:
    """Of whom of the family it is said: all who are due unless some are taken out; of
    one where it is said of one.
    """
    people = [row.lead, *row.others]
    if len(people) == 1:
        return people
    if chosen in OF_ONE:
        st.caption(text_desk.FOR_ONE.format(name=wording.plain(family[0])))
        return people[:1]
    st.caption(text_desk.FOR_WHOM)
    with st.container(horizontal=True):
        return [
            person
            for place, (person, name) in enumerate(zip(people, family, strict=True))
            if st.checkbox(
                wording.plain(name),
                value=True,
                key=f"outreach.for.{row.household_id}.{place}",
            )
        ]


def _save(
    desk: Desk, about: Sequence[Target], contact: Contact, following: Sequence[str]
) -> None:
    """Log the contact for each person it is about, then have the next row open."""
    _check(about, contact)
    first, *others = about
    own = {part.reason for part in first.reasons}
    spoken_of = contact.reason if contact.reason in own else first.weightiest.reason
    _log(
        desk,
        first,
        replace(contact, reason=spoken_of),
        {other.patient_id: other.weightiest.reason for other in others},
    )
    _next(text_desk.SAVED.format(outcome=OUTCOME[contact.outcome].title), following)


def _check(about: Sequence[Target], contact: Contact) -> None:
    """RetentionError where nothing, or not all that is needed, was chosen."""
    if not contact.outcome:
        raise RetentionError(text.NO_OUTCOME)
    if not about:
        raise RetentionError(text_desk.NO_ONE)
    if contact.outcome == "declined_leaving" and contact.closing_reason is None:
        raise RetentionError(text_desk.NO_WHY_LEAVING)


def _log(
    desk: Desk,
    target: Target,
    contact: Contact,
    also: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """One transaction, on the disk before the screen says so."""
    workflows.log_contact(
        desk.home,
        desk.state.practice,
        desk.practice,
        target.patient_id,
        contact,
        state.now(),
        caller=desk.caller,
        also=also,
    )


def _next(said: str, following: Sequence[str]) -> None:
    """Say what was saved, and draw the page again with the next row open."""
    state.open_households(*following)
    state.leave_note(said)
    st.rerun()
