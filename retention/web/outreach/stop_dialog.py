"""Asked us to stop: a window that names the people of one household.

It is saved for those ticked and nobody else.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from retention import outreach, services
from retention.core import formatting
from retention.facts.identity import names
from retention.outreach import HouseholdRow
from retention.outreach.candidates import Candidates
from retention.services import Contact
from retention.web import cache, session
from retention.web.context import PageContext
from retention.web.copy import frame, front_desk, wording
from retention.web.error_boundary import guarded


@dataclass(frozen=True, eq=False)
class _Window:
    """The window as it was opened.

    Whatever is drawn behind it, it stays about the people of this household.
    """

    context: PageContext
    situation: Candidates
    row: HouseholdRow
    following: tuple[str, ...]
    """The households to open next."""
    people: tuple[int, ...]
    token: str
    """Of this opening alone: what was saved from it is not saved twice."""

    def patient(self, person: int) -> str:
        """The patient's number, by which the person is found again when it is saved."""
        ids = self.context.practice.people["id"]
        return str(ids.iloc[person])

    def called(self, people: Sequence[int]) -> str:
        """Their names, as a sentence lists them."""
        people_names = names(self.context.practice, people)
        return formatting.listed(people_names)


def draw(context: PageContext, row: HouseholdRow, following: Sequence[str]) -> None:
    """The button that opens the window for the household of the open card."""
    key = f"outreach.stop.open.{row.household_id}"
    if not st.button(frame.STOP, key=key, icon=":material/block:", type="tertiary"):
        return

    lead = row.lead
    situation = Candidates(context.practice, context.log, context.today)
    people = outreach.of_household(situation, lead.speak_to, lead.person)
    window = _Window(
        context=context,
        situation=situation,
        row=row,
        following=tuple(following),
        people=tuple(people),
        token=secrets.token_hex(8),
    )
    dialog = st.dialog(front_desk.STOP_TITLE)
    dialog(partial(guarded, partial(_form, window)))()


def _form(window: _Window) -> None:
    """Who it holds for, what they said, and one button that says whom it stops."""
    st.caption(front_desk.STOP_WHO)
    ticked = [person for person in window.people if _is_ticked(window, person)]
    too = outreach.asks_too(window.situation, ticked)
    if too:
        sentence = front_desk.STOP_TOO.format(names=window.called(too))
        st.caption(wording.plain(sentence))
    why = st.text_input(
        front_desk.STOP_WHY, key=f"outreach.stop.why.{window.token}", on_change="ignore"
    )
    st.caption(front_desk.STOP_MEANS)
    with st.container(horizontal=True):
        key = f"outreach.stop.now.{window.row.household_id}"
        if st.button(
            _label(window, ticked),
            key=key,
            type="primary",
            icon=":material/block:",
            disabled=not ticked,
        ):
            _save(window, ticked, too, why or "")
        if st.button(front_desk.STOP_CANCEL, key="outreach.stop.cancel"):
            st.rerun()


def _is_ticked(window: _Window, person: int) -> bool:
    """A person's name with a tick.

    It is set for whom we spoke to and whom it was about, locked for who asked before.
    """
    lead = window.row.lead
    is_about = person in (lead.speak_to, lead.person)
    has_stopped = bool(window.situation.stopped[person])
    label = _name_and_age(window.context, person)
    if has_stopped:
        label = f"{label} ({front_desk.STOPPED_BEFORE})"
    return st.checkbox(
        wording.plain(label),
        value=is_about and not has_stopped,
        disabled=has_stopped,
        key=f"outreach.stop.who.{window.token}.{window.patient(person)}",
    )


def _name_and_age(context: PageContext, person: int) -> str:
    [name] = names(context.practice, [person])
    born = context.practice.people["birth_date"].iloc[person]
    if pd.isna(born):
        return name

    years = formatting.years(born.date(), context.today)
    return f"{name}, {years}"


def _label(window: _Window, ticked: Sequence[int]) -> str:
    if not ticked:
        return front_desk.STOP_NOBODY

    [name] = names(window.context.practice, ticked[:1])
    more = len(ticked) - 1
    if more:
        label = front_desk.STOP_MORE.format(name=name, more=more)
    else:
        label = front_desk.STOP_ONE.format(name=name)
    return wording.plain(label)


def _save(window: _Window, ticked: Sequence[int], too: Sequence[int], why: str) -> None:
    """Log it for those ticked, close the window, and have the next row open.

    A second press finds it done.
    """
    is_saved = f"outreach.stop.saved.{window.token}"
    if not session.filled(is_saved):
        _log(window, ticked, why)
        session.leave_sign(is_saved)

    household = window.row.household_id
    if session.opened()[:1] == (household,):
        session.open_households(*window.following)

    stopped = window.called([*ticked, *too])
    note = front_desk.STOPPED.format(names=stopped)
    session.leave_note(note)
    st.rerun()


def _log(window: _Window, ticked: Sequence[int], why: str) -> None:
    """Log one contact and one stop for each of those ticked, in one transaction.

    The patients are as the records have them at this moment.
    """
    context = window.context
    with context.home.store.afresh():
        state = services.state(context.home, context.state.practice)
    reasons = _reasons(window, ticked)
    first, *others = reasons
    contact = Contact(
        reason=reasons[first],
        outcome="do_not_contact",
        channel=window.row.lead.channel,
        reached=True,
        note=why,
    )
    practice = cache.practice(context.home, state)
    services.log_contact(
        services.OpenedPractice(context.home, context.state.practice, practice),
        first,
        contact,
        session.now(),
        caller=context.caller,
        also={patient: reasons[patient] for patient in others},
    )


def _reasons(window: _Window, ticked: Sequence[int]) -> dict[str, str]:
    """For what each of those ticked was contacted, by their number."""
    row = window.row
    due = (row.lead, *row.others)
    reason_of = {target.patient_id: target.weightiest.reason for target in due}

    reasons = {}
    for person in ticked:
        patient = window.patient(person)
        reasons[patient] = reason_of.get(patient, row.reason.reason)
    return reasons
