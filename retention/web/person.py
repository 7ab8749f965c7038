"""A person's page: how to reach them, what is ahead, and whether we call them.

Also all that happened, day by day.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import streamlit as st

from retention import outreach, services
from retention.core import formatting, phones
from retention.facts import appointments, contactability, recall
from retention.facts.identity import names
from retention.services import person_row
from retention.web import address
from retention.web.components import tables, widgets
from retention.web.components.links import turn_to
from retention.web.context import PageContext
from retention.web.copy import frame, wording
from retention.web.copy import front_desk as words


def draw(context: PageContext) -> None:
    """The page of the person whose token stands in the address.

    It is a sentence where there is no token, or nobody's.
    """
    token = address.person()
    patient_id = None
    if token:
        patient_id = services.person_of_token(context.opened, token)
    if patient_id is None:
        widgets.heading(frame.PERSON)
        sentence = words.LEADS_TO_NOBODY if token else words.NOBODY_CHOSEN
        st.info(sentence, icon=":material/person_search:")
        return

    row = person_row(context.practice, patient_id)
    _head(context, row)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _reach(context, row)
    with middle:
        _ahead(context, row)
    with right:
        _call(context, row)
    _timeline(context, row)


def _head(context: PageContext, row: int) -> None:
    person = context.practice.people.iloc[row]
    [name] = names(context.practice, [row])
    # An anchor would put the name in the address
    st.title(wording.plain(name), anchor=False)

    number = wording.plain(person["id"])
    parts = [frame.PATIENT_NUMBER.format(number=number)]
    born = person["birth_date"]
    if not pd.isna(born):
        age = wording.age(born.date(), context.today)
        parts.append(age)
    unknown = words.STATUS["unknown"]
    status = words.STATUS.get(person["status"], unknown)
    st.caption(" · ".join([*parts, status]))


def _reach(context: PageContext, row: int) -> None:
    st.header(words.REACH, anchor=False)
    person = context.practice.people.iloc[row]
    numbers = _texts(person, contactability.PHONES)
    lines = [phones.written(number.strip()) for number in numbers]
    lines += _texts(person, ("email",))
    street = _texts(person, ("address_1", "address_2", "city", "state", "zip"))
    lines.append(", ".join(street))

    bullets = [f"- {wording.plain(line)}" for line in lines if line]
    st.markdown("\n".join(bullets) or words.NO_WAY)
    if off := _switched_off(context, row):
        channels = ", ".join(off)
        warning = words.SWITCHED_OFF.format(channels=channels)
        st.warning(warning, icon=":material/block:")


def _switched_off(context: PageContext, row: int) -> list[str]:
    """The ways in which nobody may reach them.

    They are switched off in the records, or the person asked for it here.
    """
    stops = context.log.stops
    person = contactability.numbers(context.practice, stops["patient_id"])
    is_theirs = person == row
    stopped = set(stops["channel"][is_theirs])
    allowed = contactability.allowed(context.practice)

    off = []
    for channel in contactability.CHANNELS:
        is_stopped = stopped & {"all", channel}
        if is_stopped or not allowed[channel][row]:
            off.append(frame.CHANNELS[channel].lower())
    return off


def _texts(person: pd.Series, columns: Iterable[str]) -> list[str]:
    """What stands in those columns of a person's row, where anything does."""
    return [str(person[name]) for name in columns if _filled(person[name])]


def _filled(cell: object) -> bool:
    if not isinstance(cell, str):
        return False
    return bool(cell.strip())


def _ahead(context: PageContext, row: int) -> None:
    st.header(words.AHEAD, anchor=False)
    lines = _booked(context, row)
    due = recall.enabled(context.practice)
    is_theirs = due["person"] == row
    due_on = due["due_on"][is_theirs]

    if len(due_on):
        day = due_on.min().date()
        sentence = words.RECALL_DUE
        if day < context.today:
            sentence = words.RECALL_WAS_DUE
        lines.append(sentence.format(day=formatting.day(day)))

    bullets = [f"- {wording.plain(line)}" for line in lines]
    st.markdown("\n".join(bullets))
    _others_of_household(context, row)


def _others_of_household(context: PageContext, row: int) -> None:
    """The other people of the household, each with a way to their page."""
    practice = context.practice
    household = practice.people["household"].to_numpy()
    is_person = practice.people["is_person"].to_numpy()
    is_of_household = household == household[row]
    family = np.flatnonzero(is_of_household & is_person)
    family = family[family != row]
    if not len(family):
        return

    st.subheader(words.HOUSEHOLD, anchor=False)
    family_names = names(practice, family)
    for other, name in zip(family.tolist(), family_names, strict=True):
        turn_to(context, other, name)


def _booked(context: PageContext, row: int) -> list[str]:
    """What is booked; that nothing is, or that nobody knows."""
    practice = context.practice
    if not appointments.bookings_known(practice):
        return [words.BOOKINGS_UNKNOWN]
    if not appointments.has_booking(practice)[row]:
        return [words.NOTHING_BOOKED]
    if "appointment" not in practice.loaded:
        reported = appointments.next_reported(practice)[row].item()
        return [words.BOOKED_REPORTED.format(day=formatting.day(reported))]

    book = practice.appointments
    is_theirs = (book["person"] == row).to_numpy()
    mine = book[appointments.booked(practice) & is_theirs]
    mine = mine.sort_values("starts_at")

    lines = []
    for moment, provider in zip(mine["starts_at"], mine["provider_id"], strict=True):
        who = practice.providers.get(provider, "")
        line = words.BOOKED.format(
            day=formatting.day(moment.date()),
            time=formatting.clock(moment),
            provider=f" with {who}" if who else "",
        )
        lines.append(line)
    return lines


def _call(context: PageContext, row: int) -> None:
    st.header(words.CALL, anchor=False)
    explanation = outreach.explain_patient(
        context.practice,
        context.log,
        context.today,
        context.practice.people["id"].iloc[row],
    )
    st.markdown(wording.plain(explanation.summary))
    if explanation.reasons:
        st.markdown(
            "\n".join(
                f"- {wording.plain(part.sentence)}" for part in explanation.reasons
            )
        )


def _timeline(context: PageContext, row: int) -> None:
    st.header(words.TIMELINE, anchor=False)
    with_imports = st.toggle(words.WITH_IMPORTS, key="person.imports")
    events = services.timeline(
        context.home,
        context.state.practice,
        context.practice,
        context.practice.people["id"].iloc[row],
        with_imports=with_imports,
    )
    if events:
        widgets.paged(tables.events(events), words.TIMELINE, "person.timeline")
    else:
        st.write(words.NOTHING_HAPPENED)
