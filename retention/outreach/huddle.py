"""The morning huddle: who comes on a day, and what to know of each before they sit down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from retention import formats
from retention.facts import appointments, names, visits
from retention.outreach import reasons
from retention.outreach.log import OUTCOME, Log
from retention.outreach.reasons import REASONS
from retention.outreach.situation import Situation
from retention.practice import Practice
from retention.problems import RetentionError

Called = Callable[[Practice, list[int]], list[str]]
"""What people are called on the page: their names or their initials."""
BIRTHDAY_DAYS = 7
NO_BALANCES = "Balances are not in the records."


@dataclass(frozen=True)
class Guest:
    """One person who comes, in words; an empty one has nothing to say."""

    patient_id: str
    name: str
    age: str
    time: str
    """Of the first appointment."""
    appointments: tuple[str, ...]
    """Time and provider of each appointment of the day, in order."""
    is_new: bool
    """Has never had a visit."""
    unfinished: str
    """Treatment that was planned and is not booked: what, how many items, how much."""
    recall: str
    """Since when recall is overdue."""
    family: tuple[str, ...]
    """Who else of the household is due, and for what."""
    birthday: str
    last_words: str
    """The last contact logged here, and its note."""


@dataclass(frozen=True)
class Huddle:
    """The day's page: guests in order of their first time, and what it cannot know."""

    practice_name: str
    """As the practice's settings say it; "" where they do not."""
    day: date
    exported: date
    guests: tuple[Guest, ...]
    notes: tuple[str, ...]


def huddle(practice: Practice, log: Log, day: date, *, initials: bool = False) -> Huddle:
    """Who is booked for a day, as the records and the log have it; `initials` for names, and then no notes.

    RetentionError for a day before the export, whose bookings the records no longer tell."""
    if day < practice.exported:
        raise RetentionError(
            f"The records are of {formats.day(practice.exported)}: they do not tell any more who was booked for "
            f"{formats.day(day)}. Give a later day."
        )
    book = practice.appointments
    today = appointments.booked(practice) & (book["day"].to_numpy() == np.datetime64(day, "D"))
    coming = book[today].sort_values("starts_at", kind="stable")
    situation = Situation(practice, log, day)
    told = [_guest(situation, int(person), coming, initials=initials) for person in coming["person"].unique()]
    notes = (*_notes(practice, day), NO_BALANCES)
    return Huddle(practice.policy.practice_name, day, practice.exported, tuple(told), notes)


def _notes(practice: Practice, day: date) -> tuple[str, ...]:
    if "appointment" not in practice.loaded:
        return ("Nobody is listed: no appointments were loaded.",)
    made = f"Booked as of {formats.day(practice.exported)}"
    return (f"{made}; what was made or moved since then is not here.",) if day > practice.exported else (f"{made}.",)


def _guest(situation: Situation, person: int, coming: pd.DataFrame, *, initials: bool) -> Guest:
    practice, day = situation.practice, situation.today
    called = names.initials if initials else names.names
    mine = coming[coming["person"] == person]
    return Guest(
        patient_id=practice.people["id"].iloc[person],
        name=called(practice, [person])[0],
        age=age(practice, person, day),
        time=formats.clock(mine["starts_at"].iloc[0]),
        appointments=tuple(_appointment(practice, row) for _, row in mine.iterrows()),
        is_new=bool(np.isnat(visits.first_visit(practice)[person])),
        unfinished=_said(situation, person, "sitting"),
        recall=_said(situation, person, "recall_overdue"),
        family=_family(situation, person, called),
        birthday=_birthday(practice, person, day),
        last_words=_last_words(situation, person, with_note=not initials),
    )


def _appointment(practice: Practice, row: pd.Series) -> str:
    """ "9:00 am with Dr. Lee and Kim"; the time alone where neither provider nor hygienist is known."""
    said = formats.clock(row["starts_at"])
    ids = [row[name] for name in ("provider_id", "hygienist_id") if isinstance(row[name], str)]
    known = dict.fromkeys(practice.providers.get(one, one) for one in ids)
    return f"{said} with {' and '.join(known)}" if known else said


def age(practice: Practice, person: int, day: date) -> str:
    """ "43 years"; "" where the day of birth is not known."""
    born = practice.people["birth_date"].iloc[person]
    return "" if pd.isna(born) else formats.plural(formats.years(born.date(), day), "year")


def _said(situation: Situation, person: int, key: str) -> str:
    """The sentence of a reason that the person has; "" for one they do not have."""
    at = reasons.KEYS.index(key)
    held = reasons.held(situation.practice)[person, at]
    return REASONS[at].sentence(situation.practice, person, situation.today) if held else ""


def _family(situation: Situation, person: int, called: Called) -> tuple[str, ...]:
    """The others of the household who have a reason and did not ask us to stop: name, age, why."""
    practice = situation.practice
    household = practice.people["household"].to_numpy()
    due = (household == household[person]) & reasons.held(practice).any(axis=1) & ~situation.stopped
    due[person] = False
    return tuple(_member(situation, other, called) for other in np.flatnonzero(due).tolist())


def _member(situation: Situation, person: int, called: Called) -> str:
    practice = situation.practice
    old = age(practice, person, situation.today)
    who = called(practice, [person])[0] + (f", {old}" if old else "")
    first = REASONS[int(reasons.held(practice)[person].argmax())]
    return f"{who}: {first.sentence(practice, person, situation.today)}"


def _birthday(practice: Practice, person: int, day: date) -> str:
    """A birthday on the day or in the week after it, and the age then; one of Feb 29 falls on Feb 28 in other years."""
    born = practice.people["birth_date"].iloc[person]
    if pd.isna(born):
        return ""
    for ahead in range(BIRTHDAY_DAYS):
        on = day + timedelta(ahead)
        is_leap_day = (born.month, born.day) == (2, 29) and (on + timedelta(1)).day == 1 and on.month == 2
        if (on.month, on.day) == (born.month, born.day) or is_leap_day:
            return f"{f'{on:%b} {on.day}' if ahead else 'today'}: turns {on.year - born.year}."
    return ""


def _last_words(situation: Situation, person: int, *, with_note: bool) -> str:
    """Day, outcome, note and caller of the last contact logged here; "" for none."""
    mine = situation.contacts[situation.contacts["person"] == person]
    if mine.empty:
        return ""
    last = mine.iloc[-1]
    by = f" ({last['by']})" if with_note and isinstance(last["by"], str) and last["by"] else ""
    said = f"{formats.day(last['day'].date())}, {OUTCOME[last['outcome']].title.lower()}{by}"
    note = " ".join(last["note"].split()) if with_note and isinstance(last["note"], str) else ""
    return f"{said}: “{note}”" if note else f"{said}."
