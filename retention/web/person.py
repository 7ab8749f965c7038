"""A person's page: how to reach them, what is ahead, and whether we call them.

Also all that happened, day by day.
"""

import numpy as np
import pandas as pd
import streamlit as st

from retention import outreach, services
from retention.core import formatting
from retention.facts import appointments, contactability, recall
from retention.facts.identity import names
from retention.services import person_row
from retention.web import address
from retention.web.components import tables, widgets
from retention.web.components.links import turn_to
from retention.web.context import PageContext
from retention.web.copy import frame, wording
from retention.web.copy import front_desk as words


def draw(desk: PageContext) -> None:
    """The page of the person whose token stands in the address.

    It is a sentence where there is no token, or nobody's.
    """
    token = address.person()
    patient_id = None
    if token:
        patient_id = services.person_of_token(desk.opened, token)
    if patient_id is None:
        widgets.heading(frame.PERSON)
        sentence = words.LEADS_TO_NOBODY if token else words.NOBODY_CHOSEN
        st.info(sentence, icon=":material/person_search:")
        return
    row = person_row(desk.practice, patient_id)
    _head(desk, row)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _reach(desk, row)
    with middle:
        _ahead(desk, row)
    with right:
        _call(desk, row)
    _timeline(desk, row)


def _head(desk: PageContext, row: int) -> None:
    person = desk.practice.people.iloc[row]
    [name] = names(desk.practice, [row])
    # An anchor would put the name in the address
    st.title(wording.plain(name), anchor=False)
    number = wording.plain(person["id"])
    parts = [frame.PATIENT_NUMBER.format(number=number)]
    born = person["birth_date"]
    if not pd.isna(born):
        parts.append(wording.age(born.date(), desk.today))
    parts.append(words.STATUS.get(person["status"], words.STATUS["unknown"]))
    st.caption(" · ".join(parts))


def _reach(desk: PageContext, row: int) -> None:
    st.header(words.REACH, anchor=False)
    person = desk.practice.people.iloc[row]
    numbers = [
        formatting.phone(str(person[name]).strip())
        for name in contactability.PHONES
        if _filled(person[name])
    ]
    street = [
        str(person[name])
        for name in ("address_1", "address_2", "city", "state", "zip")
        if _filled(person[name])
    ]
    lines = list(numbers)
    if _filled(person["email"]):
        lines.append(str(person["email"]))
    lines.append(", ".join(street))
    bullets = [f"- {wording.plain(line)}" for line in lines if line]
    st.markdown("\n".join(bullets) or words.NO_WAY)
    if off := _switched_off(desk, row):
        st.warning(
            words.SWITCHED_OFF.format(channels=", ".join(off)), icon=":material/block:"
        )


def _switched_off(desk: PageContext, row: int) -> list[str]:
    """The ways in which nobody may reach them.

    They are switched off in the records, or the person asked for it here.
    """
    stops = desk.log.stops
    is_theirs = contactability.numbers(desk.practice, stops["patient_id"]) == row
    stopped = set(stops["channel"][is_theirs])
    allowed = contactability.allowed(desk.practice)
    return [
        frame.CHANNELS[channel].lower()
        for channel in contactability.CHANNELS
        if stopped & {"all", channel} or not allowed[channel][row]
    ]


def _filled(cell: object) -> bool:
    if not isinstance(cell, str):
        return False
    return bool(cell.strip())


def _ahead(desk: PageContext, row: int) -> None:
    st.header(words.AHEAD, anchor=False)
    practice = desk.practice
    lines = _booked(desk, row)
    due = recall.enabled(practice)
    is_theirs = due["person"] == row
    due_on = due["due_on"][is_theirs]
    if len(due_on):
        day = due_on.min().date()
        sentence = words.RECALL_WAS_DUE if day < desk.today else words.RECALL_DUE
        lines.append(sentence.format(day=formatting.day(day)))
    st.markdown("\n".join(f"- {wording.plain(line)}" for line in lines))
    _others_of_household(desk, row)


def _others_of_household(desk: PageContext, row: int) -> None:
    """The other people of the household, each with a way to their page."""
    practice = desk.practice
    household = practice.people["household"].to_numpy()
    is_person = practice.people["is_person"].to_numpy()
    is_of_household = household == household[row]
    family = np.flatnonzero(is_of_household & is_person)
    family = family[family != row]
    if len(family):
        st.subheader(words.HOUSEHOLD, anchor=False)
        for other, name in zip(family.tolist(), names(practice, family), strict=True):
            turn_to(desk, other, name)


def _booked(desk: PageContext, row: int) -> list[str]:
    """What is booked; that nothing is, or that nobody knows."""
    practice = desk.practice
    book = desk.practice.appointments
    if not appointments.bookings_known(practice):
        return [words.BOOKINGS_UNKNOWN]
    if not appointments.has_booking(practice)[row]:
        return [words.NOTHING_BOOKED]
    if "appointment" not in practice.loaded:
        reported = appointments.next_reported(practice)[row].item()
        return [words.BOOKED_REPORTED.format(day=formatting.day(reported))]
    mine = book[
        appointments.booked(practice) & (book["person"] == row).to_numpy()
    ].sort_values("starts_at")
    by = [practice.providers.get(one, "") for one in mine["provider_id"]]
    return [
        words.BOOKED.format(
            day=formatting.day(at.date()),
            time=formatting.clock(at),
            provider=f" with {who}" if who else "",
        )
        for at, who in zip(mine["starts_at"], by, strict=True)
    ]


def _call(desk: PageContext, row: int) -> None:
    st.header(words.CALL, anchor=False)
    found = outreach.explain_patient(
        desk.practice, desk.log, desk.today, desk.practice.people["id"].iloc[row]
    )
    st.markdown(wording.plain(found.summary))
    if found.reasons:
        st.markdown(
            "\n".join(f"- {wording.plain(part.sentence)}" for part in found.reasons)
        )


def _timeline(desk: PageContext, row: int) -> None:
    st.header(words.TIMELINE, anchor=False)
    with_imports = st.toggle(words.WITH_IMPORTS, key="person.imports")
    found = services.timeline(
        desk.home,
        desk.state.practice,
        desk.practice,
        desk.practice.people["id"].iloc[row],
        with_imports=with_imports,
    )
    if found:
        widgets.paged(tables.events(found), words.TIMELINE, "person.timeline")
    else:
        st.write(words.NOTHING_HAPPENED)
