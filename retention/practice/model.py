"""The records of one snapshot as figures read them, and the days a figure speaks of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import IndexArray
from retention.core.errors import WrongCall
from retention.core.policy import Policy


@dataclass(frozen=True)
class Period:
    """A period closed on both ends, and the as-of day (definitions.md 0)."""

    as_of: date
    first: date
    last: date

    @classmethod
    def default(cls, as_of: date) -> Self:
        """The last 12 full months before D; the month of D counts only where D is its
        last day.
        """
        last = (
            as_of
            if as_of == dates.month_end(as_of)
            else as_of.replace(day=1) - dates.ONE
        )
        return cls(as_of, dates.before(last, 12) + dates.ONE, last)

    @classmethod
    def read(cls, text: str, as_of: date) -> Self:
        """ "2025-01-01..2025-12-31", "2025" or "2025-03", cut at D; WrongCall says how
        to write one.
        """
        try:
            first, last = _ends(text)
        except ValueError:
            raise WrongCall(
                "A period is written 2025-01-01..2025-12-31, 2025 or 2025-03; "
                f"“{text}” is not."
            ) from None
        if first > min(last, as_of):
            raise WrongCall(
                f"The period {text} has no day up to {as_of}; choose one that "
                "begins before it ends."
            )
        return cls(as_of, first, min(last, as_of))

    @property
    def day_before(self) -> date:
        """t0: the day before the period (definitions.md 2)."""
        return self.first - dates.ONE

    def months(self) -> Iterator["Period"]:
        """The calendar months of the period, the first and the last cut at its ends."""
        first = self.first
        while first <= self.last:
            last = min(dates.month_end(first), self.last)
            yield replace(self, first=first, last=last)
            first = last + dates.ONE

    def year_before(self) -> Self:
        """The same days a year earlier, as of the day a year earlier."""
        return type(self)(
            *(dates.before(day, 12) for day in (self.as_of, self.first, self.last))
        )

    def last_months(self, number: int) -> tuple["Period", ...]:
        """The last `number` full months that end on or before D, oldest first, each as
        of its last day.
        """
        ends = [Period.default(self.as_of).last]
        while len(ends) < number:
            ends.append(ends[-1].replace(day=1) - dates.ONE)
        return tuple(Period(end, end.replace(day=1), end) for end in reversed(ends))


def _ends(text: str) -> tuple[date, date]:
    if ".." in text:
        first, last = text.split("..")
        return date.fromisoformat(first.strip()), date.fromisoformat(last.strip())

    year, _, month = text.strip().partition("-")
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    return date(int(year), int(month), 1), dates.month_end(
        date(int(year), int(month), 1)
    )


class Subject(StrEnum):
    """What a figure is made of; each is a row of one of the practice's frames, or of
    the visits.
    """

    PERSON = "person"
    ITEM = "item"
    APPOINTMENT = "appointment"
    VISIT = "visit"
    CLAIM = "claim"


@dataclass(frozen=True, eq=False)
class Practice:
    """One snapshot's records, conformed.

    A person's number is their row in `people`; the other frames name them in `person`,
    merged rows under the winner's number. Days are datetime64 with NaT for none, money
    is cents, choices and group keys are categories.
    """

    exported: date
    """Day the exports were taken; the latest D that can be asked for."""
    policy: Policy
    people: pd.DataFrame
    """One row per row of the patient list, in order of id: the patient table's columns,
    `merged_into` (number or -1), `is_vanished` (a later whole export no longer had the
    row; its status reads deleted), `is_person` (definitions.md 0) and `household` (the
    guarantor's number).
    """
    appointments: pd.DataFrame
    """One row per appointment: id, person, starts_at, day, status, status_raw,
    provider_id, hygienist_id, location_id, is_hygiene, created_on, arrived_at,
    seated_at.
    """
    procedures: pd.DataFrame
    """One row per procedure: id, person, code (normalised category), code_raw, status,
    planned_on, completed_on, cents (fee × quantity), provider_id, location_id,
    appointment (row in `appointments` or -1).
    """
    recalls: pd.DataFrame
    """One row per recall: person, type (name), due_on, scheduled_on, is_disabled,
    disabled_until.
    """
    contacts: pd.DataFrame
    """One row per contact the practice's system has on file: person, at, channel,
    direction.
    """
    referrals: pd.DataFrame
    """One row per referral from someone, first source first: person, position, source
    (name), by (the referring patient's number or -1).
    """
    claims: pd.DataFrame
    """One row per claim: id, person, sent_on, received_on, status, is_preauthorisation,
    cents.
    """
    calls: pd.DataFrame
    """One row per call of the phone system's log: person (-1 where the log does not say
    who it was), at, direction, phone, seconds, is_answered, is_voicemail (any of the
    three may be missing).
    """
    providers: Mapping[str, str]
    """Provider id to name."""
    locations: Mapping[str, str]
    """Location id to name."""
    loaded: frozenset[str]
    """Names of the tables that were exported."""
    strangers: Mapping[str, int]
    """Rows left out because their patient is unknown, by table."""
    links_ignored: tuple[str, ...]
    """Ids of merge links to itself, on a cycle, or to an unknown row."""
    memory: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)
    """Facts already computed; see `fact`."""

    @property
    def visits_from(self) -> str:
        """The table visits come from: the first of procedure, appointment with
        completed rows, else the patient list's reported days (definitions.md 0, visit).
        """
        frames = {"procedure": self.procedures, "appointment": self.appointments}
        return next(
            (name for name, frame in frames.items() if has_completed(frame)), "patient"
        )

    def ids(self, subject: Subject, rows: IndexArray) -> list[str]:
        """The ids of people, items, appointments or claims by row, as the practice's
        own system writes them.
        """
        frames = {
            Subject.PERSON: self.people,
            Subject.ITEM: self.procedures,
            Subject.APPOINTMENT: self.appointments,
            Subject.CLAIM: self.claims,
        }
        return frames[subject]["id"].to_numpy()[rows].tolist()

    @property
    def export_day(self) -> np.datetime64:
        """The day of the export, to be held against arrays of days."""
        return np.datetime64(self.exported, "D")


def has_completed(frame: pd.DataFrame) -> bool:
    """Whether any row of procedures or appointments is completed: only those are
    visits.
    """
    return bool((frame["status"] == "completed").any())


P = ParamSpec("P")
T = TypeVar("T")


def fact(
    function: Callable[Concatenate[Practice, P], T],
) -> Callable[Concatenate[Practice, P], T]:
    """Compute once per practice and arguments: a practice never changes, so neither
    does what is true of it.
    """

    @wraps(function)
    def once(practice: Practice, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (
            function.__module__,
            function.__qualname__,
            *args,
            *sorted(kwargs.items()),
        )
        if key not in practice.memory:
            practice.memory[key] = function(practice, *args, **kwargs)
        return practice.memory[key]

    return once
