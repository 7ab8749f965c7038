"""The morning huddle: who comes on a day, and what to know of each before they sit
down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.errors import RetentionError
from retention.facts import appointments, identity, visits
from retention.outreach import reasons
from retention.outreach.campaigns.segments import OWED, REASONS
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import OUTCOME, Log
from retention.practice import Practice

FAMILY = tuple(key for key in REASONS if key != "best_at_risk")
"""Reasons for which somebody else of the household is due; what is owed to them is
theirs alone to hear, and whom the practice counts among its best customers is nothing
to say to anybody.
"""
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
    """Never came before the day, neither by the records nor as the PMS reports it."""
    unfinished: str
    """Treatment that was planned and is not booked: what, how many items, how much."""
    recall: str
    """Since when recall is overdue."""
    owed: tuple[str, ...]
    """What they wait to hear from us: a call-back they asked for, a call not returned,
    an answer to a complaint, how a claim stands.
    """
    family: tuple[str, ...]
    """Who else of the household is due, and for what."""
    birthday: str
    last_words: str
    """The last contact logged here, and its note."""


@dataclass(frozen=True)
class Huddle:
    """The day's page: guests in order of their first time, and what it cannot know."""

    practice_name: str
    day: date
    exported: date
    guests: tuple[Guest, ...]
    notes: tuple[str, ...]


def huddle(
    practice: Practice, log: Log, day: date, *, name: str = "", initials: bool = False
) -> Huddle:
    """Who is booked for a day, as the records and the log have it; `initials` for
    names, and then no notes.

    `name` is the practice's where its settings hold none. RetentionError for a day
    before the export, of whose bookings the records no longer tell.
    """
    if day < practice.exported:
        raise RetentionError(
            f"The records are of {formatting.day(practice.exported)}: they do not tell "
            f"any more who was booked for {formatting.day(day)}. Give a later day."
        )
    morning = _Morning(Candidates(practice, log, day), initials)
    book = practice.appointments
    today = appointments.booked(practice) & (
        book["day"].to_numpy() == np.datetime64(day, "D")
    )
    coming = book[today].sort_values("starts_at", kind="stable")
    guests = tuple(
        morning.guest(int(person), coming[coming["person"] == person])
        for person in coming["person"].unique()
    )
    return Huddle(
        practice.policy.practice_name or name,
        day,
        practice.exported,
        guests,
        (*_notes(practice, day), NO_BALANCES),
    )


def _notes(practice: Practice, day: date) -> tuple[str, ...]:
    if "appointment" not in practice.loaded:
        return ("Nobody is listed: no appointments were loaded.",)
    made = f"Booked as of {formatting.day(practice.exported)}"
    return (
        (f"{made}; what was made or moved since then is not here.",)
        if day > practice.exported
        else (f"{made}.",)
    )


@dataclass(frozen=True, eq=False)
class _Morning:
    """What a day's guests are told from."""

    situation: Candidates
    initials: bool

    @property
    def practice(self) -> Practice:
        return self.situation.practice

    def called(self, person: int) -> str:
        """A patient's name."""
        return (identity.initials if self.initials else identity.names)(
            self.practice, [person]
        )[0]

    def staff(self, name: str) -> str:
        """Somebody who works here."""
        return identity.shortened(name) if self.initials else name

    @cached_property
    def held(self) -> np.ndarray:
        """Which reasons everybody has."""
        return reasons.held(self.situation)

    @cached_property
    def came_before(self) -> np.ndarray:
        """Whether everybody came before the day."""
        return visits.came_before(self.practice, self.situation.today)

    def guest(self, person: int, mine: pd.DataFrame) -> Guest:
        """A person, and their appointments of the day in order."""
        sitting, overdue, estimated, *owed = (
            self.why(person, (key,))
            for key in ("sitting", "recall_overdue", "recall_estimated", *OWED)
        )
        return Guest(
            patient_id=self.practice.people["id"].iloc[person],
            name=self.called(person),
            age=age(self.practice, person, self.situation.today),
            time=formatting.clock(mine["starts_at"].iloc[0]),
            appointments=tuple(self.appointment(row) for _, row in mine.iterrows()),
            is_new=not self.came_before[person],
            unfinished=sitting,
            recall=overdue or estimated,
            owed=tuple(filter(None, owed)),
            family=self.family(person),
            birthday=_birthday(self.practice, person, self.situation.today),
            last_words=self.last_words(person),
        )

    def appointment(self, row: pd.Series) -> str:
        """ "9:00 am with Dr. Lee and Kim"; the time alone where neither provider nor
        hygienist is known.
        """
        said = formatting.clock(row["starts_at"])
        ids = [
            row[name]
            for name in ("provider_id", "hygienist_id")
            if isinstance(row[name], str)
        ]
        known = dict.fromkeys(
            self.staff(self.practice.providers.get(one, one)) for one in ids
        )
        return f"{said} with {' and '.join(known)}" if known else said

    def why(self, person: int, keys: Sequence[str]) -> str:
        """The sentence of the first of these reasons that a person has; "" for none."""
        at = next(
            (at for at in map(reasons.KEYS.index, keys) if self.held[person, at]), None
        )
        return (
            "" if at is None else reasons.REASONS[at].sentence(self.situation, person)
        )

    def family(self, person: int) -> tuple[str, ...]:
        """The others of the household who are due and did not ask us to stop: name,
        age, why.
        """
        household = self.practice.people["household"].to_numpy()
        places = [reasons.KEYS.index(key) for key in FAMILY]
        due = (
            (household == household[person])
            & self.held[:, places].any(axis=1)
            & ~self.situation.stopped
        )
        due[person] = False
        return tuple(self.member(other) for other in np.flatnonzero(due).tolist())

    def member(self, person: int) -> str:
        """Somebody of a guest's family, and why they are due."""
        old = age(self.practice, person, self.situation.today)
        who = ", ".join(filter(None, (self.called(person), old)))
        return f"{who}: {self.why(person, FAMILY)}"

    def last_words(self, person: int) -> str:
        """Day, outcome, caller and note of the last contact logged here; "" for
        none.
        """
        mine = self.situation.contacts[self.situation.contacts["person"] == person]
        if mine.empty:
            return ""
        last = mine.iloc[-1]
        said = (
            f"{formatting.day(last['day'].date())}, "
            f"{OUTCOME[last['outcome']].title.lower()}"
        )
        by, note = (
            " ".join(last[name].split()) if isinstance(last[name], str) else ""
            for name in ("by", "note")
        )
        said += f" ({self.staff(by)})" if by else ""
        return f"{said}: “{note}”" if note and not self.initials else f"{said}."


def age(practice: Practice, person: int, day: date) -> str:
    """ "43 years"; "" where the day of birth is not known."""
    born = practice.people["birth_date"].iloc[person]
    return (
        ""
        if pd.isna(born)
        else formatting.plural(formatting.years(born.date(), day), "year")
    )


def _birthday(practice: Practice, person: int, day: date) -> str:
    """A birthday on the day or in the week after it, and the age then; one of Feb 29
    falls on Feb 28 in other years.
    """
    born = practice.people["birth_date"].iloc[person]
    if pd.isna(born):
        return ""
    for ahead in range(BIRTHDAY_DAYS):
        on = day + timedelta(ahead)
        is_leap_day = (
            (born.month, born.day) == (2, 29)
            and (on + timedelta(1)).day == 1
            and on.month == 2
        )
        if (on.month, on.day) == (born.month, born.day) or is_leap_day:
            return (
                f"{f'{on:%b} {on.day}' if ahead else 'today'}: turns "
                f"{on.year - born.year}."
            )
    return ""
