"""A person's card: whom to speak to, why, what happened before, and the form that logs what came of the call."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from retention import formats, workflows
from retention.outreach import OUTCOME, Target
from retention.problems import RetentionError
from retention.web import state, text, wording
from retention.web.desk import Desk
from retention.web.people import names
from retention.workflows import Contact


def draw(desk: Desk, row: Target, following: Sequence[str]) -> None:
    """The card of one row of the queue; `following` are the patients after it, of whom the first left opens next."""
    with st.container(border=True, key="outreach.card"):
        name, speaks = names(desk.practice, [row.person, row.speak_to])
        st.header(wording.plain(name), anchor=False)  # an anchor would put the name in the address
        st.caption(_who(desk, row))
        _speak_to(row, name, speaks)
        _reasons(row)
        st.caption(_before(desk, row))
        _form(desk, row, following)
        _stop(desk, row, following)


def _who(desk: Desk, row: Target) -> str:
    born = desk.practice.people["birth_date"].iloc[row.person]
    number = text.PATIENT_NUMBER.format(number=wording.plain(row.patient_id))
    return number if born != born else f"{number} · {wording.age(born.date(), desk.today)}"


def _speak_to(row: Target, name: str, speaks: str) -> None:
    if row.speak_to != row.person:
        st.markdown(text.SPEAK_FOR.format(speaks=wording.plain(speaks), name=wording.plain(name)))
    if row.phone:
        st.markdown(f"### :material/call: {wording.plain(formats.phone(row.phone))}")
    else:
        st.markdown(text.NO_PHONE.format(channel=text.CHANNELS[row.channel].lower()))


def _reasons(row: Target) -> None:
    """Each reason in its sentence, with what it is worth and how likely a contact works, as named parts."""
    for part in row.reasons:
        worth, product = formats.money(part.worth_cents), formats.money(round(part.worth_cents * part.chance))
        sum_of_parts = text.WORTH.format(worth=worth, chance=formats.share(part.chance), product=product)
        st.markdown(f"**{wording.plain(part.sentence)}**  \n:small[:gray[{wording.plain(sum_of_parts)}]]")


def _before(desk: Desk, row: Target) -> str:
    """The last contact and its outcome where it was logged here, and the attempts made."""
    attempts = text.ATTEMPTS.format(made=row.attempts, most=desk.practice.policy.most_attempts)
    if row.last_contact is None:
        return f"{text.NO_CONTACT} {attempts}"
    logged = desk.log.contacts
    mine = logged[logged["patient_id"] == row.patient_id]
    last = text.LAST_CONTACT.format(day=formats.day(row.last_contact))
    if len(mine) and mine["day"].iloc[-1].date() == row.last_contact:
        outcome = OUTCOME[mine["outcome"].iloc[-1]].title
        last = text.LAST_OUTCOME.format(day=formats.day(row.last_contact), outcome=outcome.lower())
    return f"{last} {attempts}"


def _form(desk: Desk, row: Target, following: Sequence[str]) -> None:
    patient = row.patient_id
    titles = {part.reason: part.title for part in row.reasons}
    with st.form(f"outreach.form.{patient}", border=False):
        outcome = st.pills(
            text.OUTCOME, [key for key in OUTCOME if key != "mailed"], format_func=lambda key: OUTCOME[key].title,
            key=f"outreach.outcome.{patient}",
        )  # fmt: skip
        first, second, third = st.columns([5, 3, 4])
        reason = first.selectbox(
            text.ABOUT, list(titles), format_func=titles.__getitem__, key=f"outreach.about.{patient}"
        )
        channel = second.selectbox(
            text.HOW_REACHED, list(text.CHANNELS), list(text.CHANNELS).index(row.channel), text.CHANNELS.__getitem__,
            key=f"outreach.channel.{patient}",
        )  # fmt: skip
        day = third.date_input(
            text.CALL_BACK_ON, None, min_value=desk.today, format="MM/DD/YYYY", key=f"outreach.day.{patient}"
        )
        note = st.text_area(text.NOTE, height=80, key=f"outreach.note.{patient}", help=text.NOTE_HELP)
        saved = st.form_submit_button(
            text.SAVE, key=f"outreach.save.{patient}", type="primary", shortcut="ctrl+enter", icon=":material/check:"
        )
    if saved:
        _save(desk, patient, _contact(reason, outcome, channel, note, day), following)


def _contact(reason: str, outcome: str | None, channel: str, note: str, day: date | None) -> Contact:
    """What was said; RetentionError where no outcome was chosen."""
    if outcome is None:
        raise RetentionError(text.NO_OUTCOME)
    return Contact(reason, outcome, channel, OUTCOME[outcome].reaches, note, day)


def _save(desk: Desk, patient: str, contact: Contact, following: Sequence[str]) -> None:
    workflows.log_contact(desk.home, desk.state.practice, desk.practice, patient, contact, state.now())
    state.open_next("outreach.person", following)
    state.leave_note(text.SAVED.format(outcome=OUTCOME[contact.outcome].title))
    st.rerun()


def _stop(desk: Desk, row: Target, following: Sequence[str]) -> None:
    with st.popover(text.STOP, icon=":material/block:", type="tertiary"):
        st.write(text.STOP_MEANS)
        why = st.text_input(text.STOP_WHY, key=f"outreach.stop_why.{row.patient_id}")
        if st.button(text.STOP_NOW, key=f"outreach.stop.{row.patient_id}", type="primary"):
            workflows.stop(desk.home, desk.state.practice, desk.practice, row.patient_id, why, state.now())
            state.open_next("outreach.person", following)
            state.leave_note(text.STOPPED_NOTE)
            st.rerun()
