"""The morning huddle: who comes on a day, and what to know of each before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.arrays import BoolArray
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
    """Who is booked for a day, as the records and the log have it.

    Args:
        practice: The records.
        log: What people did here.
        day: The day of work.
        name: The practice's name where its settings hold none.
        initials: Whether people are named by initials only, and notes are left out.

    Raises:
        RetentionError: The day lies before the export, and the records no longer tell
            of its bookings.
    """
    if day < practice.exported:
        raise RetentionError(
            f"The records are of {formatting.day(practice.exported)}: they do not tell "
            f"any more who was booked for {formatting.day(day)}. Give a later day."
        )

    morning = _Morning(Candidates(practice, log, day), initials)
    book = practice.appointments
    is_today = book["day"].to_numpy() == np.datetime64(day, "D")
    is_booked = appointments.booked(practice)
    coming = book[is_booked & is_today].sort_values("starts_at", kind="stable")

    guests = []
    for person in coming["person"].unique():
        theirs = coming[coming["person"] == person]
        guests.append(morning.guest(int(person), theirs))
    return Huddle(
        practice_name=practice.policy.practice_name or name,
        day=day,
        exported=practice.exported,
        guests=tuple(guests),
        notes=(*_notes(practice, day), NO_BALANCES),
    )


def _notes(practice: Practice, day: date) -> tuple[str, ...]:
    """What is known of a day's bookings, in a sentence."""
    if "appointment" not in practice.loaded:
        return ("Nobody is listed: no appointments were loaded.",)

    booked_as_of = f"Booked as of {formatting.day(practice.exported)}"
    if day > practice.exported:
        return (f"{booked_as_of}; what was made or moved since then is not here.",)
    return (f"{booked_as_of}.",)


@dataclass(frozen=True, eq=False)
class _Morning:
    """What a day's guests are told from."""

    candidates: Candidates
    initials: bool

    @property
    def practice(self) -> Practice:
        return self.candidates.practice

    def called(self, person: int) -> str:
        """A patient's name."""
        names = identity.names
        if self.initials:
            names = identity.initials
        return names(self.practice, [person])[0]

    def staff(self, name: str) -> str:
        """Somebody who works here."""
        if self.initials:
            return identity.shortened(name)
        return name

    @cached_property
    def held(self) -> BoolArray:
        """Which reasons everybody has."""
        return reasons.held(self.candidates)

    @cached_property
    def came_before(self) -> BoolArray:
        """Whether everybody came before the day."""
        day = self.candidates.today
        return visits.came_before(self.practice, day)

    def guest(self, person: int, mine: pd.DataFrame) -> Guest:
        """A person, and their appointments of the day in order."""
        practice = self.practice
        day = self.candidates.today
        recall = self.why(person, ("recall_overdue",))
        estimate = self.why(person, ("recall_estimated",))
        owed = [self.why(person, (key,)) for key in OWED]

        return Guest(
            patient_id=practice.people["id"].iloc[person],
            name=self.called(person),
            age=age(practice, person, day),
            time=formatting.clock(mine["starts_at"].iloc[0]),
            appointments=tuple(self.appointment(row) for _, row in mine.iterrows()),
            is_new=not self.came_before[person],
            unfinished=self.why(person, ("sitting",)),
            recall=recall or estimate,
            owed=tuple(filter(None, owed)),
            family=self.family(person),
            birthday=_birthday(practice, person, day),
            last_words=self.last_words(person),
        )

    def appointment(self, row: pd.Series) -> str:
        """ "9:00 am with Dr. Lee and Kim"; the time alone where nobody is known."""
        time = formatting.clock(row["starts_at"])
        names = []
        for column in ("provider_id", "hygienist_id"):
            provider_id = row[column]
            if isinstance(provider_id, str):
                name = self.practice.providers.get(provider_id, provider_id)
                names.append(self.staff(name))

        distinct = dict.fromkeys(names)
        if not distinct:
            return time
        return f"{time} with {' and '.join(distinct)}"

    def why(self, person: int, keys: Sequence[str]) -> str:
        """The sentence of the first of these reasons that a person has; "" for none."""
        for key in keys:
            place = reasons.KEYS.index(key)
            if self.held[person, place]:
                reason = reasons.REASONS[place]
                return reason.sentence(self.candidates, person)
        return ""

    def family(self, person: int) -> tuple[str, ...]:
        """The others of the household who are due and did not ask us to stop.

        A line each: name, age, why.
        """
        household = self.candidates.household
        is_family = household == household[person]
        is_family[person] = False

        places = [reasons.KEYS.index(key) for key in FAMILY]
        has_reason = self.held[:, places].any(axis=1)
        is_due = is_family & has_reason & ~self.candidates.stopped
        others = np.flatnonzero(is_due)

        return tuple(self.member(other) for other in others.tolist())

    def member(self, person: int) -> str:
        """Somebody of a guest's family, and why they are due."""
        name = self.called(person)
        years = age(self.practice, person, self.candidates.today)
        who = f"{name}, {years}" if name and years else name or years
        why = self.why(person, FAMILY)

        return f"{who}: {why}"

    def last_words(self, person: int) -> str:
        """Day, outcome, caller and note of the last contact logged here, if any."""
        log = self.candidates.contacts
        theirs = log[log["person"] == person]
        if theirs.empty:
            return ""

        last = theirs.iloc[-1]
        day = formatting.day(last["day"].date())
        outcome = OUTCOME[last["outcome"]].title.lower()
        words = f"{day}, {outcome}"
        by = _one_line(last["by"])
        if by:
            words += f" ({self.staff(by)})"

        note = _one_line(last["note"])
        if note and not self.initials:
            return f"{words}: “{note}”"
        return f"{words}."


def _one_line(value: object) -> str:
    """A text with its runs of blanks and line ends as one blank; "" for none."""
    if not isinstance(value, str):
        return ""
    return " ".join(value.split())


def age(practice: Practice, person: int, day: date) -> str:
    """ "43 years"; "" where the day of birth is not known."""
    born = practice.people["birth_date"].iloc[person]
    if pd.isna(born):
        return ""
    years = formatting.years(born.date(), day)

    return formatting.plural(years, "year")


def _birthday(practice: Practice, person: int, day: date) -> str:
    """A birthday on the day or in the week after it, and the age then.

    One of Feb 29 falls on Feb 28 in other years.
    """
    born = practice.people["birth_date"].iloc[person]
    if pd.isna(born):
        return ""
    for ahead in range(BIRTHDAY_DAYS):
        on = day + timedelta(ahead)
        if not _falls_on(born, on):
            continue
        when = "today"
        if ahead:
            when = f"{on:%b} {on.day}"
        return f"{when}: turns {on.year - born.year}."
    return ""


def _falls_on(born: date, day: date) -> bool:
    """Whether the birthday of somebody born on a day is kept on another."""
    birthday = (born.month, born.day)
    if birthday == (day.month, day.day):
        return True

    next_day = day + timedelta(1)
    is_end_of_february = day.month == 2 and next_day.day == 1

    return birthday == (2, 29) and is_end_of_february
