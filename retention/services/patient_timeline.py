"""A person's timeline: what records and store know of them, day by day, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from retention.core import codes, formatting
from retention.facts import appointments, contactability, visits
from retention.outreach import OUTCOME, REASONS
from retention.practice import Practice
from retention.services.front_desk import person_row
from retention.services.history import history_of
from retention.services.homes import Home

KINDS = {
    "visit": "Visit",
    "plan": "Planned",
    "appointment": "Appointment",
    "claim": "Claim",
    "contact": "Contact here",
    "elsewhere": "Contact in your system",
    "call": "Call",
    "stop": "Asked to stop",
    "import": "Import",
}
"""Kinds of events and what they are called; of one day they stand in this order."""
_BECAME = {
    "completed": "kept",
    "no_show": "missed",
    "cancelled": "cancelled",
    "broken_unspecified": "broken",
    "rescheduled": "moved",
    "unscheduled": "to be scheduled anew",
}
_PLANNED = ("planned", "planned_inactive", "completed")
_REASONS = {reason.key: reason.title.lower() for reason in REASONS}


@dataclass(frozen=True)
class Event:
    """One thing that happened; `day` is None where nobody knows it."""

    day: date | None
    kind: str
    """One of `KINDS`."""
    what: str
    cents: int | None = None


def timeline(
    home: Home,
    name: str,
    practice: Practice,
    patient_id: str,
    *,
    with_imports: bool = False,
) -> tuple[Event, ...]:
    """List all events of a patient and of merged rows, the newest first.

    Events without a day come last.

    Args:
        with_imports: Add what each import changed in the patient's own row, for which
            all imports are read.

    Raises:
        RetentionError: The patient is unknown.
    """
    row = person_row(practice, patient_id)
    events = [
        *_visits(practice, row),
        *_plans(practice, row),
        *_appointments(practice, row),
        *_claims(practice, row),
        *_elsewhere(practice, row),
        *_calls(practice, row),
        *_here(home, name, practice, row),
        *_stops(home, name, practice, row),
    ]
    if with_imports:
        patient = practice.people["id"].iloc[row]
        events += _imports(home, name, patient)

    order = list(KINDS)
    by_kind = sorted(events, key=lambda event: order.index(event.kind))

    return tuple(sorted(by_kind, key=lambda event: event.day or date.min, reverse=True))


def _of_person(frame: pd.DataFrame, row: int) -> pd.DataFrame:
    person = frame["person"].to_numpy()
    is_theirs = person == row
    return frame[is_theirs]


def _day(value: Any) -> date | None:
    if pd.isna(value):
        return None
    return pd.Timestamp(value).date()


def _codes(items: pd.DataFrame) -> str:
    """List codes as "D1110 preventive, D2740 crowns", each once.

    What is no code stands as it was exported.
    """
    texts = []
    for code, raw in zip(items["code"], items["code_raw"], strict=True):
        if isinstance(code, str):
            category = codes.category(code)
            texts.append(f"{code} {category}")
        elif isinstance(raw, str):
            texts.append(raw)

    each_once = dict.fromkeys(texts)
    return ", ".join(each_once)


def _with(practice: Practice, ids: pd.Series) -> str:
    """Say " with Dr. Lee" for the providers of some rows; "" where none is known."""
    names = []
    for provider in ids:
        if isinstance(provider, str):
            name = practice.providers.get(provider, provider)
            names.append(name)
    if not names:
        return ""

    each_once = dict.fromkeys(names)
    return f" with {' and '.join(each_once)}"


def _visits(practice: Practice, row: int) -> Iterator[Event]:
    work = _of_person(practice.procedures, row)
    is_completed = (work["status"] == "completed").to_numpy()
    done = work[is_completed]
    done_on = done["completed_on"].to_numpy().astype("datetime64[D]")
    without_codes = "appointment kept"
    if practice.visits_from == "patient":
        without_codes = "as your system reports it"

    every_visit = visits.visits(practice)
    for index in np.flatnonzero(every_visit.person == row):
        day = every_visit.day[index]
        cents = int(every_visit.cents[index])
        items = done[done_on == day]
        what = _codes(items) or without_codes
        providers = _with(practice, items["provider_id"])
        if providers:
            what = f"{what},{providers}"
        yield Event(day.item(), "visit", what, cents)


def _plans(practice: Practice, row: int) -> Iterator[Event]:
    """List what was planned on each day, and what has become of it.

    Work that was done as it was planned is a visit.
    """
    work = _of_person(practice.procedures, row)
    is_done = work["status"] == "completed"
    has_no_plan = work["planned_on"].isna()
    is_same_day = work["planned_on"] == work["completed_on"]
    is_visit = is_done & (has_no_plan | is_same_day)
    was_planned = work["status"].isin(_PLANNED)
    planned = work[(was_planned & ~is_visit).to_numpy()]

    # The last one is False: row −1 of the appointments is none
    is_booked = np.append(appointments.booked(practice), False)
    outcomes = np.empty(len(planned), dtype=object)
    for number, (_, item) in enumerate(planned.iterrows()):
        is_on_appointment = bool(is_booked[item["appointment"]])
        outcomes[number] = _became(practice, item, is_on_appointment)

    plans = planned.assign(became=outcomes)
    for day, items in plans.groupby(plans["planned_on"], dropna=False):
        groups = [
            f"{_codes(group)}: {outcome}"
            for outcome, group in items.groupby("became", sort=False)
        ]
        cents = int(items["cents"].sum())
        yield Event(_day(day), "plan", "; ".join(groups), cents)


def _became(practice: Practice, item: pd.Series, is_booked: bool) -> str:
    """What became of a planned item."""
    if item["status"] == "completed":
        day = _day(item["completed_on"])
        return f"done {formatting.day(day)}" if day else "done"
    if item["status"] == "planned_inactive":
        return "given up"
    if not is_booked:
        return "not done"

    days = practice.appointments["day"]
    booked_on = _day(days.iloc[item["appointment"]])
    return f"booked for {formatting.day(booked_on)}"


def _appointments(practice: Practice, row: int) -> Iterator[Event]:
    """List the appointments that no visit of their day stands for."""
    book = _of_person(practice.appointments, row)
    every_visit = visits.visits(practice)
    is_theirs = every_visit.person == row
    days_of_visits = every_visit.day[is_theirs]

    day_of_appointment = book["day"].to_numpy().astype("datetime64[D]")
    is_completed = (book["status"] == "completed").to_numpy()
    is_visit = is_completed & np.isin(day_of_appointment, days_of_visits)
    is_none = book["status"].isin(appointments.NOT_AN_APPOINTMENT).to_numpy()
    shown = book[~is_visit & ~is_none]

    for _, appointment in shown.iterrows():
        starts_at = appointment["starts_at"]
        day = _day(starts_at)
        time = "without a day"
        if day:
            time = formatting.clock(starts_at)
        became = _became_of_appointment(practice, appointment["status"], day)
        providers = _with(practice, appointment[["provider_id", "hygienist_id"]])
        yield Event(day, "appointment", f"{time}{providers}: {became}")


def _became_of_appointment(practice: Practice, status: Any, day: date | None) -> str:
    if status != "scheduled" or day is None:
        return _BECAME.get(status, "nobody knows what became of it")
    if day >= practice.exported:
        return "booked"
    return "past, still “scheduled”"


def _claims(practice: Practice, row: int) -> Iterator[Event]:
    claims = _of_person(practice.claims, row)
    for _, claim in claims.iterrows():
        day = _day(claim["sent_on"]) or _day(claim["received_on"])
        cents = int(claim["cents"])
        if not day and claim["status"] not in ("sent", "received"):
            yield Event(day, "claim", "not sent yet", cents)
            continue

        asked = "sent"
        if claim["is_preauthorisation"]:
            asked = "asked before treatment"
        answer = _answer_to_claim(claim)
        yield Event(day, "claim", f"{asked}, {answer}", cents)


def _answer_to_claim(claim: pd.Series) -> str:
    answered_on = _day(claim["received_on"])
    if answered_on:
        return f"answered {formatting.day(answered_on)}"
    if claim["status"] == "received":
        return "answered"
    return "not answered yet"


def _elsewhere(practice: Practice, row: int) -> Iterator[Event]:
    """List the contacts that the practice's own system knows of."""
    is_theirs = practice.contacts["person"].to_numpy() == row
    is_contact = contactability.is_contact(practice)
    contacts = practice.contacts[is_theirs & is_contact]
    columns = contacts[["at", "channel", "direction"]]

    for time, channel, direction in columns.itertuples(index=False):
        day = _day(time)
        what = "contact"
        if isinstance(channel, str) and channel != "none":
            what = channel.replace("_", " ")

        if direction in ("sent", "received"):
            what = f"{what}, {direction}"

        yield Event(day, "elsewhere", what)


def _calls(practice: Practice, row: int) -> Iterator[Event]:
    titles = {"sent": "We called", "received": "Called us"}
    calls = _of_person(practice.calls, row)
    columns = calls[["at", "direction", "is_answered"]]

    for time, direction, is_answered in columns.itertuples(index=False):
        what = titles.get(direction, "Called")
        if not pd.isna(is_answered):
            answer = "answered" if is_answered else "not answered"
            what = f"{what}, {answer}"
        day = _day(time)
        yield Event(day, "call", what)


def _here(home: Home, name: str, practice: Practice, row: int) -> Iterator[Event]:
    """List what was logged here, of merged rows too; what was taken back is marked."""
    logged = home.store.contacts.all(name)
    is_theirs = contactability.numbers(practice, logged["patient_id"]) == row
    for _, contact in logged[is_theirs].iterrows():
        reason = contact["reason"]
        about = _REASONS.get(reason, str(reason).replace("_", " "))
        what = f"{OUTCOME[contact['outcome']].title}, about: {about}"
        if isinstance(contact["closing_reason"], str):
            what += f", because of: {contact['closing_reason'].replace('_', ' ')}"
        if call_back_on := _day(contact["call_back_on"]):
            what += f", call back on {formatting.day(call_back_on)}"
        if by := _text(contact["by"]):
            what += f" ({by})"
        if note := _text(contact["note"]):
            what += f": “{note}”"
        what += _taken_back(contact)
        yield Event(_day(contact["day"]), "contact", what)


def _text(cell: Any) -> str:
    """Give a cell's text; "" where it has none."""
    if isinstance(cell, str):
        return cell
    return ""


def _taken_back(contact: pd.Series) -> str:
    """Say "; taken back by Maria on Nov 21, 2026"; "" of a contact that counts."""
    day = _day(contact["taken_back_at"])
    if day is None:
        return ""

    by = ""
    name = _text(contact["taken_back_by"])
    if name:
        by = f" by {name}"
    return f"; taken back{by} on {formatting.day(day)}"


def _stops(home: Home, name: str, practice: Practice, row: int) -> Iterator[Event]:
    stops = home.store.stops.all(name)
    is_theirs = contactability.numbers(practice, stops["patient_id"]) == row
    for _, stop in stops[is_theirs].iterrows():
        channel = "every channel"
        if stop["channel"] != "all":
            channel = stop["channel"].replace("_", " ")
        why = f": “{stop['why']}”" if stop["why"] else ""
        yield Event(_day(stop["since"]), "stop", f"{channel} switched off{why}")
        if lifted_on := _day(stop["lifted_at"]):
            yield Event(lifted_on, "stop", f"{channel} allowed again")


def _imports(home: Home, name: str, patient_id: str) -> Iterator[Event]:
    for moment in history_of(home, name, patient_id):
        if moment.kind == "new":
            yield Event(
                moment.exported, "import", f"first seen, in import {moment.number}"
            )
            continue
        differ = (
            f"{key.replace('_', ' ')} “{moment.before[key]}” → “{moment.after[key]}”"
            for key in moment.after
        )
        yield Event(
            moment.exported, "import", f"import {moment.number}: {', '.join(differ)}"
        )
