"""A person's timeline: all that the records and the work know of them, day by day, in
words.
"""

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
    """All events of a patient, the newest first and those without a day last; merged
    rows' too.

    `with_imports` adds what each import changed in the patient's own row, for which all
    of them are read. RetentionError for an unknown patient.
    """
    row = person_row(practice, patient_id)
    found = [
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
        found += _imports(home, name, practice.people["id"].iloc[row])
    order = list(KINDS)
    found.sort(key=lambda event: order.index(event.kind))
    return tuple(sorted(found, key=lambda event: event.day or date.min, reverse=True))


def _mine(frame: pd.DataFrame, row: int) -> pd.DataFrame:
    return frame[frame["person"].to_numpy() == row]


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _codes(items: pd.DataFrame) -> str:
    """ "D1110 preventive, D2740 crowns", each once; what is no code as it was
    exported.
    """
    said = [
        f"{code} {codes.category(code)}" if isinstance(code, str) else str(raw)
        for code, raw in zip(items["code"], items["code_raw"], strict=True)
        if isinstance(code, str) or isinstance(raw, str)
    ]
    return ", ".join(dict.fromkeys(said))


def _with(practice: Practice, ids: pd.Series) -> str:
    """ " with Dr. Lee" for the providers of those rows; "" where none is known."""
    known = dict.fromkeys(
        practice.providers.get(one, one) for one in ids if isinstance(one, str)
    )
    return f" with {' and '.join(known)}" if known else ""


def _visits(practice: Practice, row: int) -> Iterator[Event]:
    found = visits.visits(practice)
    work = _mine(practice.procedures, row)
    done = work[(work["status"] == "completed").to_numpy()]
    day = done["completed_on"].to_numpy().astype("datetime64[D]")
    otherwise = (
        "as your system reports it"
        if practice.visits_from == "patient"
        else "appointment kept"
    )
    for at in np.flatnonzero(found.person == row):
        items = done[day == found.day[at]]
        what = _codes(items) or otherwise
        by = _with(practice, items["provider_id"])
        yield Event(
            found.day[at].item(),
            "visit",
            f"{what},{by}" if by else what,
            int(found.cents[at]),
        )


def _plans(practice: Practice, row: int) -> Iterator[Event]:
    """What was planned on each day, and what has become of it; work that was done as it
    was planned is a visit.
    """
    work = _mine(practice.procedures, row)
    same_day = work["planned_on"].isna() | (work["planned_on"] == work["completed_on"])
    planned = work[
        work["status"].isin(_PLANNED).to_numpy()
        & ~((work["status"] == "completed") & same_day).to_numpy()
    ]
    booked = np.append(appointments.booked(practice), False)[planned["appointment"]]
    rows = zip(planned.iterrows(), booked, strict=True)
    became = [_became(practice, item, bool(is_booked)) for (_, item), is_booked in rows]
    told = planned.assign(became=np.array(became, dtype=object))
    for day, items in told.groupby(told["planned_on"], dropna=False):
        groups = [
            f"{_codes(same)}: {what}"
            for what, same in items.groupby("became", sort=False)
        ]
        yield Event(_day(day), "plan", "; ".join(groups), int(items["cents"].sum()))


def _became(practice: Practice, item: pd.Series, is_booked: bool) -> str:
    if item["status"] == "completed":
        day = _day(item["completed_on"])
        return f"done {formatting.day(day)}" if day else "done"
    if item["status"] == "planned_inactive":
        return "given up"
    if is_booked:
        return (
            "booked for "
            f"{formatting.day(_day(practice.appointments['day'].iloc[item['appointment']]))}"
        )
    return "not done"


def _appointments(practice: Practice, row: int) -> Iterator[Event]:
    """Appointments that are not told by a visit of their day."""
    book = _mine(practice.appointments, row)
    found = visits.visits(practice)
    came = np.isin(
        book["day"].to_numpy().astype("datetime64[D]"), found.day[found.person == row]
    )
    told = (book["status"] == "completed").to_numpy() & came
    for _, one in book[
        ~told & ~book["status"].isin(appointments.NOT_AN_APPOINTMENT).to_numpy()
    ].iterrows():
        day = _day(one["starts_at"])
        became = _BECAME.get(one["status"], "nobody knows what became of it")
        if one["status"] == "scheduled" and day:
            became = "booked" if day >= practice.exported else "past, still “scheduled”"
        at = f"{formatting.clock(one['starts_at'])}" if day else "without a day"
        yield Event(
            day,
            "appointment",
            f"{at}{_with(practice, one[['provider_id', 'hygienist_id']])}: {became}",
        )


def _claims(practice: Practice, row: int) -> Iterator[Event]:
    for _, one in _mine(practice.claims, row).iterrows():
        sent = _day(one["sent_on"])
        answered = _day(one["received_on"])
        asked = "asked before treatment" if one["is_preauthorisation"] else "sent"
        by_status = "answered" if one["status"] == "received" else "not answered yet"
        became = f"answered {formatting.day(answered)}" if answered else by_status
        went_out = sent or answered or one["status"] in ("sent", "received")
        yield Event(
            sent or answered,
            "claim",
            f"{asked}, {became}" if went_out else "not sent yet",
            int(one["cents"]),
        )


def _elsewhere(practice: Practice, row: int) -> Iterator[Event]:
    log = practice.contacts[
        (practice.contacts["person"].to_numpy() == row)
        & contactability.is_contact(practice)
    ]
    for at, channel, direction in log[["at", "channel", "direction"]].itertuples(
        index=False
    ):
        how = (
            str(channel).replace("_", " ")
            if isinstance(channel, str) and channel != "none"
            else "contact"
        )
        yield Event(
            _day(at),
            "elsewhere",
            f"{how}, {direction}" if direction in ("sent", "received") else how,
        )


def _calls(practice: Practice, row: int) -> Iterator[Event]:
    for at, direction, answered in _mine(practice.calls, row)[
        ["at", "direction", "is_answered"]
    ].itertuples(index=False):
        who = {"sent": "We called", "received": "Called us"}.get(direction, "Called")
        became = (
            "" if pd.isna(answered) else ", answered" if answered else ", not answered"
        )
        yield Event(_day(at), "call", who + became)


def _here(home: Home, name: str, practice: Practice, row: int) -> Iterator[Event]:
    """What was logged here, merged rows' too, and what was taken back, marked."""
    logged = home.work.every_contact(name)
    for _, one in logged[
        contactability.numbers(practice, logged["patient_id"]) == row
    ].iterrows():
        about = _REASONS.get(one["reason"], str(one["reason"]).replace("_", " "))
        what = f"{OUTCOME[one['outcome']].title}, about: {about}"
        if isinstance(one["closing_reason"], str):
            what += f", because of: {one['closing_reason'].replace('_', ' ')}"
        if back := _day(one["call_back_on"]):
            what += f", call back on {formatting.day(back)}"
        by, note = (
            one[cell] if isinstance(one[cell], str) else "" for cell in ("by", "note")
        )
        what += (
            (f" ({by})" if by else "")
            + (f": “{note}”" if note else "")
            + _taken_back(one)
        )
        yield Event(_day(one["day"]), "contact", what)


def _taken_back(one: pd.Series) -> str:
    """ "; taken back by Maria on Nov 21, 2026" for a contact that does not count any
    more; else "".
    """
    day = _day(one["taken_back_at"])
    if day is None:
        return ""
    by = (
        f" by {one['taken_back_by']}"
        if isinstance(one["taken_back_by"], str) and one["taken_back_by"]
        else ""
    )
    return f"; taken back{by} on {formatting.day(day)}"


def _stops(home: Home, name: str, practice: Practice, row: int) -> Iterator[Event]:
    stops = home.work.stops(name)
    for _, one in stops[
        contactability.numbers(practice, stops["patient_id"]) == row
    ].iterrows():
        channel = (
            "every channel"
            if one["channel"] == "all"
            else one["channel"].replace("_", " ")
        )
        yield Event(
            _day(one["since"]),
            "stop",
            f"{channel} switched off" + (f": “{one['why']}”" if one["why"] else ""),
        )
        if lifted := _day(one["lifted_at"]):
            yield Event(lifted, "stop", f"{channel} allowed again")


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
