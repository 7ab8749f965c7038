"""Candidates by household, and who of a household a stop holds for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.core.arrays import (
    BoolArray,
    CentsArray,
    DayArray,
    IndexArray,
    IntArray,
    is_among,
)
from retention.facts import contactability, standing
from retention.outreach.candidates import Candidates
from retention.outreach.ranking import Candidate, RankedList, ReasonScore
from retention.practice import Practice, fact


def of_household(candidates: Candidates, spoken_to: int, about: int) -> list[int]:
    """The rows of a household: whom we spoke to, whom it was about, then the others.

    Nobody who has died. A guarantor who never was a patient is among them where we
    speak to them for a minor.
    """
    people = candidates.practice.people
    household = candidates.household
    is_person = standing.people(candidates.practice)
    is_dead = (people["status"] == "deceased").to_numpy()
    is_member = household == household[about]

    members = np.flatnonzero(is_member & is_person & ~is_dead)
    voices = candidates.voice[members]
    everybody = [spoken_to, about, *members.tolist(), *voices.tolist()]

    return list(dict.fromkeys(everybody))


def asks_too(candidates: Candidates, asked: Sequence[int]) -> list[int]:
    """For whom else it holds that these rows ask us to stop.

    That is the guarantor of a minor, and all they speak for.
    """
    is_asked = is_among(np.array(asked, dtype=int), len(candidates.voice))
    is_person = standing.people(candidates.practice)

    in_peace = candidates.left_in_peace(is_asked)
    others = in_peace & ~is_asked & is_person

    return np.flatnonzero(others).tolist()


def of_family(candidates: Candidates, household: int) -> tuple[int, ...]:
    """Who of a household, named by its number, has asked us to stop."""
    is_member = candidates.household == household
    is_person = standing.people(candidates.practice)
    stopped = is_member & candidates.stopped & is_person
    numbers = np.flatnonzero(stopped)

    return tuple(numbers.tolist())


NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class LastContact:
    """The last word with anyone of a household."""

    day: date
    patient_id: str
    outcome: str | None
    """None where only the practice's own log knows of it."""
    by: str
    """Who logged it here; "" where that is not known."""


@dataclass(frozen=True)
class HouseholdRow:
    """One household to speak to: whom first, who else is due, and what was before."""

    household_id: str
    lead: Candidate
    """Whose call-back is due, else who can be called, else who weighs most."""
    others: tuple[Candidate, ...]
    """Who else of the household is on the list, the weightiest first."""
    priority_cents: int
    """Of all of them together: one call speaks for the household."""
    taken_by: str | None
    """Name of who else has the row open now."""
    taken_until: datetime | None
    attempt: int
    """Which attempt the next one is for the reason of the lead that weighs most, 1 for
    the first.
    """
    most: int
    """Attempts that this reason may take."""
    last: LastContact | None
    call_back_on: date | None
    """The day on which the lead is promised to be called back, today or before."""
    call_back_by: str
    """Who took that promise; it is theirs to keep."""
    stopped: tuple[int, ...]
    """Numbers of those of the household who asked us to stop: never on the list, and
    not to be asked for.
    """

    @property
    def reason(self) -> ReasonScore:
        """The lead's reason that weighs most."""
        return self.lead.weightiest


class Households:
    """The list's people by household, one place per household on the list."""

    def __init__(
        self, ranked: RankedList, claims: pd.DataFrame, reason: str | None
    ) -> None:
        self.ranked = ranked
        self.claims = claims
        self.reason = reason
        frame = ranked.frame
        household = frame["household"].to_numpy()
        ids = frame["household_id"].to_numpy(dtype=object)

        # People of a household stand next to each other.
        is_first = np.ones(len(household), dtype=bool)
        is_first[1:] = household[1:] != household[:-1]
        self.first = np.flatnonzero(is_first)
        self.last = np.append(self.first[1:], len(household))
        self.household = household[self.first]
        self.ids = ids[self.first]

    @property
    def candidates(self) -> Candidates:
        """The practice, the log and the day of work."""
        return self.ranked.candidates

    @cached_property
    def people(self) -> IndexArray:
        """The number of each person on the list, in its order."""
        frame = self.ranked.frame
        return frame["person"].to_numpy()

    @cached_property
    def cents(self) -> CentsArray:
        """What each household's people weigh together."""
        cents = self.ranked.frame["priority_cents"]
        return self._each(np.add, cents.to_numpy())

    @cached_property
    def due(self) -> IntArray:
        """Day of a due call-back of each person on the list, as a number.

        The greatest number where none is due.
        """
        today = np.datetime64(self.candidates.today, "D")
        day = self.candidates.call_back_on[self.people]
        is_due = day <= today

        return np.where(is_due, day.astype(np.int64), NEVER)

    @cached_property
    def promised(self) -> IntArray:
        """The oldest due call-back of each household."""
        oldest = np.minimum
        return self._each(oldest, self.due)

    @cached_property
    def wanted(self) -> BoolArray:
        """Whether each person on the list has the reason asked for, if any is."""
        frame = self.ranked.frame
        if self.reason:
            return frame[self.reason].to_numpy()
        return np.ones(len(frame), dtype=bool)

    @cached_property
    def by_voice(self) -> BoolArray:
        """Whether each person on the list is to be called or texted, not written to."""
        channel = self.ranked.frame["channel"]
        by_voice = channel.isin(("phone", "text"))

        return by_voice.to_numpy()

    @cached_property
    def can_be_called(self) -> BoolArray:
        """Whether each household has somebody to call about what is asked for."""
        can_be_called = self.wanted & self.by_voice
        return self._each(np.logical_or, can_be_called)

    @cached_property
    def contacted(self) -> IndexArray:
        """Numbers of the households that were contacted from here today, not by letter.

        They may be on the list or not.
        """
        log = self.candidates.contacts
        is_today = log["day"] == pd.Timestamp(self.candidates.today)
        is_letter = log["outcome"] == "mailed"
        counts = (is_today & ~is_letter).to_numpy()
        person = log["person"].to_numpy()[counts]

        household = self.candidates.household
        return np.unique(household[person])

    def order(self) -> tuple[IndexArray, IndexArray]:
        """Places of the households that wait, in order; and of those spoken to today.

        Who can only be written to comes after all who can be called. A call-back that
        is promised for later on the same day waits.
        """
        only_written_to = ~self.can_be_called
        places = np.lexsort((self.first, -self.cents, only_written_to, self.promised))
        is_wanted = self._each(np.logical_or, self.wanted)
        places = places[is_wanted[places]]

        is_contacted = np.isin(self.household[places], self.contacted)
        has_promise = self.promised[places] != NEVER
        done = is_contacted & ~has_promise

        return places[~done], places[done]

    def _each(self, what: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
        """What a function makes of the values of each household's people."""
        if not len(self.first):
            return values[:0]
        return what.reduceat(values, self.first)

    def row(self, at: int) -> HouseholdRow:
        """The household in that place."""
        household = int(self.household[at])
        first = int(self.first[at])
        people = self.ranked.rows(first, int(self.last[at]))
        leading = self._leading(at)
        lead = people.pop(leading - first)
        taken_by, taken_until = self._taken.get(household, (None, None))

        call_back_on = None
        call_back_by = ""
        if self.due[leading] < NEVER:
            promise = self.candidates.contacts.iloc[
                self.candidates.promise[lead.person]
            ]
            call_back_on = promise["call_back_on"].date()
            call_back_by = _text(promise["by"])
        return HouseholdRow(
            household_id=lead.household_id,
            lead=lead,
            others=tuple(people),
            priority_cents=int(self.cents[at]),
            taken_by=taken_by,
            taken_until=taken_until,
            attempt=lead.attempt,
            most=lead.most,
            last=self._last_contact(household),
            call_back_on=call_back_on,
            call_back_by=call_back_by,
            stopped=of_family(self.candidates, household),
        )

    def _leading(self, at: int) -> int:
        """Place on the list of whom of that household to speak to first."""
        members = range(int(self.first[at]), int(self.last[at]))
        return min(
            members,
            key=lambda place: (
                not self.wanted[place],
                self.due[place],
                not self.by_voice[place],
            ),
        )

    @cached_property
    def _taken(self) -> dict[int, tuple[str, datetime]]:
        """Who else has which household open, and until when."""
        practice = self.candidates.practice
        claims = self.claims
        guarantors = contactability.numbers(practice, claims["household_id"])
        households = self.candidates.household[guarantors]
        holders = [
            (_text(by), until.to_pydatetime())
            for by, until in zip(claims["by"], claims["until"], strict=True)
        ]

        taken = {}
        # A guarantor who has joined another household since stands for that one too.
        for numbers in (households, guarantors):
            rows = zip(numbers, holders, guarantors, strict=True)
            for number, holder, guarantor in rows:
                if guarantor >= 0:
                    taken[int(number)] = holder
        return taken

    def _last_contact(self, household: int) -> LastContact | None:
        """The last word with anyone of a household; what was logged here wins a tie."""
        practice = self.candidates.practice
        ids = practice.people["id"]
        days, persons = _own_log(practice)
        day = days[household]
        place = self._last_here[household]
        if place >= 0:
            here = self.candidates.contacts.iloc[place]
            if not day > np.datetime64(here["day"], "D"):
                return LastContact(
                    day=here["day"].date(),
                    patient_id=ids.iloc[here["person"]],
                    outcome=here["outcome"],
                    by=_text(here["by"]),
                )

        if np.isnat(day):
            return None
        patient_id = ids.iloc[persons[household]]
        return LastContact(day.item(), patient_id, None, "")

    @cached_property
    def _last_here(self) -> IndexArray:
        """Place of each household's last contact logged here, by its number; or -1."""
        household = self.candidates.household
        person = self.candidates.contacts["person"]
        last = np.full(len(household), -1)
        last[household[person]] = np.arange(len(person))

        return last


@fact
def _own_log(practice: Practice) -> tuple[DayArray, IndexArray]:
    """The last contact with each household in the practice's own log.

    Returns:
        One place per household's number: the day (NaT for none), and with whom.
    """
    last = contactability.last(practice)
    household = practice.people["household"].to_numpy()
    none = np.isnat(last)
    comparable = np.where(none, np.datetime64("0001-01-01"), last)
    order = np.argsort(comparable, kind="stable")

    # Of a household's people the last one written is the one contacted last.
    day = last.copy()
    day[household[order]] = last[order]
    person = np.arange(len(last))
    person[household[order]] = order
    return day, person


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return ""
