"""Candidates by household, and who of a household a stop holds for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
import pandas as pd

from retention.facts import contactability, standing
from retention.outreach.candidates import Candidates
from retention.outreach.ranking import Candidate, RankedList, ReasonScore
from retention.practice import Practice, fact


def of_household(situation: Candidates, spoken_to: int, about: int) -> list[int]:
    """The rows of a household: whom we spoke to, whom it was about, then the others;
    nobody who has died.

    A guarantor who never was a patient is among them where we speak to them for a
    minor.
    """
    people = situation.practice.people
    household = people["household"].to_numpy()
    lives = (
        standing.people(situation.practice)
        & (people["status"] != "deceased").to_numpy()
    )
    mine = np.flatnonzero((household == household[about]) & lives)
    everybody = [spoken_to, about, *mine.tolist(), *situation.voice[mine].tolist()]
    return list(dict.fromkeys(everybody))


def asks_too(situation: Candidates, asked: Sequence[int]) -> list[int]:
    """For whom else it holds that these rows ask us to stop: the guarantor of a minor,
    and all they speak for.
    """
    own = np.zeros(len(situation.voice), dtype=bool)
    own[list(asked)] = True
    return np.flatnonzero(
        situation.left_in_peace(own) & ~own & standing.people(situation.practice)
    ).tolist()


def of_family(situation: Candidates, household: int) -> tuple[int, ...]:
    """Who of a household, named by its number, has asked us to stop."""
    mine = situation.practice.people["household"].to_numpy() == household
    return tuple(
        np.flatnonzero(
            mine & situation.stopped & standing.people(situation.practice)
        ).tolist()
    )


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
    """One household to speak to: whom first, who else of it is due, and what was
    before.
    """

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
    """The list's people by household: one place per household that has somebody on the
    list.
    """

    def __init__(
        self, found: RankedList, claims: pd.DataFrame, reason: str | None
    ) -> None:
        self.found = found
        self.claims = claims
        self.reason = reason
        household = found.frame["household"].to_numpy()
        self.first = np.flatnonzero(
            np.append(True, household[1:] != household[:-1])[: len(household)]
        )
        self.last = np.append(self.first[1:], len(household))
        self.household = household[self.first]
        self.ids = found.frame["household_id"].to_numpy(dtype=object)[self.first]

    @property
    def situation(self) -> Candidates:
        """The practice, the log and the day of work."""
        return self.found.situation

    @cached_property
    def people(self) -> np.ndarray:
        """The number of each person on the list, in its order."""
        return self.found.frame["person"].to_numpy()

    @cached_property
    def cents(self) -> np.ndarray:
        """What each household's people weigh together."""
        return self._each(np.add, self.found.frame["priority_cents"].to_numpy())

    @cached_property
    def due(self) -> np.ndarray:
        """For each person on the list, the day of a promised call-back that is due, as
        a number; else the greatest.
        """
        day = self.situation.call_back_on[self.people]
        return np.where(
            day <= np.datetime64(self.situation.today, "D"), day.astype(np.int64), NEVER
        )

    @cached_property
    def promised(self) -> np.ndarray:
        """The oldest due call-back of each household."""
        return self._each(np.minimum, self.due)

    @cached_property
    def wanted(self) -> np.ndarray:
        """Whether each person on the list has the reason asked for; everybody where
        none is.
        """
        frame = self.found.frame
        return (
            frame[self.reason].to_numpy()
            if self.reason
            else np.ones(len(frame), dtype=bool)
        )

    @cached_property
    def by_voice(self) -> np.ndarray:
        """Whether each person on the list is to be called or texted this time, rather
        than written to.
        """
        return self.found.frame["channel"].isin(("phone", "text")).to_numpy()

    @cached_property
    def can_be_called(self) -> np.ndarray:
        """Whether each household has somebody to call or text about what is asked
        for.
        """
        return self._each(np.logical_or, self.wanted & self.by_voice)

    @cached_property
    def contacted(self) -> np.ndarray:
        """Numbers of the households, whether on the list or not, that were contacted
        from here today, not by letter.
        """
        log = self.situation.contacts
        today = (log["day"] == pd.Timestamp(self.situation.today)) & (
            log["outcome"] != "mailed"
        )
        household = self.situation.practice.people["household"].to_numpy()
        return np.unique(household[log["person"].to_numpy()[today.to_numpy()]])

    def order(self) -> tuple[np.ndarray, np.ndarray]:
        """Places of the households that wait, in order; and of those that were spoken
        to today.

        Who can only be written to comes after all who can be called. A call-back that
        is promised for later on the same day waits.
        """
        places = np.lexsort(
            (self.first, -self.cents, ~self.can_be_called, self.promised)
        )
        places = places[self._each(np.logical_or, self.wanted)[places]]
        done = np.isin(self.household[places], self.contacted) & (
            self.promised[places] == NEVER
        )
        return places[~done], places[done]

    def _each(self, what: np.ufunc, values: np.ndarray) -> np.ndarray:
        return what.reduceat(values, self.first) if len(self.first) else values[:0]

    def row(self, at: int) -> HouseholdRow:
        """The household in that place."""
        first = self.first[at]
        last = self.last[at]
        mine = slice(first, last)
        leading = int(
            np.lexsort(
                (
                    np.arange(last - first),
                    ~self.by_voice[mine],
                    self.due[mine],
                    ~self.wanted[mine],
                )
            )[0]
        )
        people = self.found.rows(first, last)
        lead = people.pop(leading)
        promise = (
            self.situation.promise[lead.person]
            if self.due[first + leading] < NEVER
            else -1
        )
        told = self.situation.contacts.iloc[promise] if promise >= 0 else None
        taken = self._taken.get(int(self.household[at]))
        return HouseholdRow(
            household_id=lead.household_id,
            lead=lead,
            others=tuple(people),
            priority_cents=int(self.cents[at]),
            taken_by=taken[0] if taken else None,
            taken_until=taken[1] if taken else None,
            attempt=lead.attempt,
            most=lead.most,
            last=self._last_contact(int(self.household[at])),
            call_back_on=None if told is None else told["call_back_on"].date(),
            call_back_by="" if told is None else _text(told["by"]),
            stopped=of_family(self.situation, int(self.household[at])),
        )

    @cached_property
    def _taken(self) -> dict[int, tuple[str, datetime]]:
        """Who else has which household open, and until when."""
        practice = self.situation.practice
        claims = self.claims
        head = contactability.numbers(practice, claims["household_id"])
        joined = practice.people["household"].to_numpy()[head]
        said = [
            (_text(by), until.to_pydatetime())
            for by, until in zip(claims["by"], claims["until"], strict=True)
        ]
        named = [
            *zip(joined, said, head, strict=True),
            *zip(head, said, head, strict=True),
        ]
        return {
            int(household): taken for household, taken, known in named if known >= 0
        }

    def _last_contact(self, household: int) -> LastContact | None:
        ids = self.situation.practice.people["id"]
        own_day, own_person = (
            array[household] for array in _own_log(self.situation.practice)
        )
        at = self._last_here[household]
        here = self.situation.contacts.iloc[at] if at >= 0 else None
        if here is not None and not own_day > np.datetime64(here["day"], "D"):
            return LastContact(
                here["day"].date(),
                ids.iloc[here["person"]],
                here["outcome"],
                _text(here["by"]),
            )
        return (
            None
            if np.isnat(own_day)
            else LastContact(own_day.item(), ids.iloc[own_person], None, "")
        )

    @cached_property
    def _last_here(self) -> np.ndarray:
        """For each household's number, the place of the last contact logged here; -1
        for none.
        """
        people = self.situation.practice.people
        log = self.situation.contacts
        out = np.full(len(people), -1)
        out[people["household"].to_numpy()[log["person"]]] = np.arange(len(log))
        return out


@fact
def _own_log(practice: Practice) -> tuple[np.ndarray, np.ndarray]:
    """For each household's number, the day of the last contact in the practice's own
    log (NaT), and with whom.
    """
    last = contactability.last(practice)
    household = practice.people["household"].to_numpy()
    order = np.argsort(
        np.where(np.isnat(last), np.datetime64("0001-01-01"), last), kind="stable"
    )
    day = last.copy()
    person = np.arange(len(last))
    day[household[order]] = last[order]
    person[household[order]] = order
    return day, person


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
