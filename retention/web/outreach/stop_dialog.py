"""Asked us to stop: a window that names the people of one household, and is saved for
those ticked and nobody else.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

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
    """The window as it was opened: whatever is drawn behind it, it stays about the
    people of this household.
    """

    desk: PageContext
    situation: Candidates
    row: HouseholdRow
    following: tuple[str, ...]
    """The households to open next."""
    people: tuple[int, ...]
    token: str
    """Of this opening alone: what was saved from it is not saved twice."""

    def patient(self, person: int) -> str:
        """The patient's number, by which the person is found again when it is saved."""
        return str(self.desk.practice.people["id"].iloc[person])

    def called(self, people: Sequence[int]) -> str:
        """Their names, as a sentence lists them."""
        return formatting.listed(names(self.desk.practice, people))


def draw(desk: PageContext, row: HouseholdRow, following: Sequence[str]) -> None:
    """The button that opens the window for the household of the open card."""
    key = f"outreach.stop.open.{row.household_id}"
    if st.button(frame.STOP, key=key, icon=":material/block:", type="tertiary"):
        situation = Candidates(desk.practice, desk.log, desk.today)
        people = outreach.of_household(situation, row.lead.speak_to, row.lead.person)
        window = _Window(
            desk, situation, row, tuple(following), tuple(people), secrets.token_hex(8)
        )
        st.dialog(front_desk.STOP_TITLE)(partial(guarded, partial(_form, window)))()


def _form(window: _Window) -> None:
    """Who it holds for, what they said, and one button that says whom it stops."""
    st.caption(front_desk.STOP_WHO)
    ticked = [person for person in window.people if _is_ticked(window, person)]
    too = outreach.asks_too(window.situation, ticked)
    if too:
        st.caption(wording.plain(front_desk.STOP_TOO.format(names=window.called(too))))
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
    """A person's name with a tick: set for whom we spoke to and whom it was about,
    locked for who asked before.
    """
    [said] = names(window.desk.practice, [person])
    born = window.desk.practice.people["birth_date"].iloc[person]
    if born == born:
        said = f"{said}, {formatting.years(born.date(), window.desk.today)}"
    stopped = bool(window.situation.stopped[person])
    if stopped:
        said = f"{said} ({front_desk.STOPPED_BEFORE})"
    lead = window.row.lead
    return st.checkbox(
        wording.plain(said),
        value=person in (lead.speak_to, lead.person) and not stopped,
        disabled=stopped,
        key=f"outreach.stop.who.{window.token}.{window.patient(person)}",
    )


def _label(window: _Window, ticked: Sequence[int]) -> str:
    if not ticked:
        return front_desk.STOP_NOBODY
    [first] = names(window.desk.practice, ticked[:1])
    said = front_desk.STOP_ONE if len(ticked) == 1 else front_desk.STOP_MORE
    return wording.plain(said.format(name=first, more=len(ticked) - 1))


def _save(window: _Window, ticked: Sequence[int], too: Sequence[int], why: str) -> None:
    """Log it for those ticked, close the window, and have the next row open; a second
    press finds it done.
    """
    is_saved = f"outreach.stop.saved.{window.token}"
    if not session.filled(is_saved):
        _log(window, ticked, why)
        session.leave_sign(is_saved)
    if session.opened()[:1] == (window.row.household_id,):
        session.open_households(*window.following)
    session.leave_note(front_desk.STOPPED.format(names=window.called([*ticked, *too])))
    st.rerun()


def _log(window: _Window, ticked: Sequence[int], why: str) -> None:
    """One contact and one stop each, in one transaction; the patients as the records
    have them at this moment.
    """
    desk = window.desk
    row = window.row
    practice = cache.practice(desk.home, services.state(desk.home, desk.state.practice))
    about = {
        target.patient_id: target.weightiest.reason
        for target in (row.lead, *row.others)
    }
    reasons = {
        patient: about.get(patient, row.reason.reason)
        for patient in map(window.patient, ticked)
    }
    first, *_ = reasons
    said = Contact(
        reasons.pop(first), "do_not_contact", row.lead.channel, reached=True, note=why
    )
    services.log_contact(
        desk.home,
        desk.state.practice,
        practice,
        first,
        said,
        session.now(),
        caller=desk.caller,
        also=reasons,
    )
