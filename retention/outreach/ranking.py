"""The outreach list: whom to contact next, why, and who was left out by which rule.

See definitions.md 7.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from retention.core.arrays import (
    BoolArray,
    CentsArray,
    DayArray,
    FloatArray,
    IndexArray,
    IntArray,
    StrArray,
)
from retention.facts import contactability, visits
from retention.outreach import reasons
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.eligibility import RULES, Eligibility, apply_rules
from retention.outreach.reasons import CHANCES, REASONS
from retention.practice import Practice


@dataclass(frozen=True)
class ReasonScore:
    """One reason on a row: what it is worth and how likely a contact is to work."""

    reason: str
    title: str
    sentence: str
    worth_cents: int
    chance: float

    @property
    def weight(self) -> float:
        """Cents that a contact for it is worth: worth × chance."""
        return self.worth_cents * self.chance


@dataclass(frozen=True)
class Candidate:
    """One person to contact, with all that a face shows of them.

    Ids are as the practice's system writes them.
    """

    person: int
    patient_id: str
    household_id: str
    speak_to: int
    """Number of whom to speak to: the guarantor for a minor."""
    speak_to_id: str
    reasons: tuple[ReasonScore, ...]
    priority_cents: int
    channel: str
    phone: str | None
    """The number to call or text; None where the channel is another."""
    last_contact: date | None
    attempts: int
    """Most attempts made for one of these reasons, since the last visit."""
    attempts_in_all: int
    attempt: int
    """Which attempt the next one is for the reason that weighs most, 1 for the
    first.
    """
    most: int
    """Attempts that this reason may take."""

    @property
    def weightiest(self) -> ReasonScore:
        """The reason that weighs most."""
        reasons_held = self.reasons
        return max(reasons_held, key=lambda reason: reason.weight)


@dataclass(frozen=True, eq=False)
class RankedList:
    """The list of a day, one row per person in order.

    The rows of a household stand next to each other.
    """

    candidates: Candidates
    frame: pd.DataFrame
    """One row per person: person, patient_id, household (number), household_id,
    speak_to, speak_to_id, channel, last_contact, attempts, attempts_in_all, top (place
    of the reason that weighs most), attempt and most (which one is next for it, and how
    many it may take), priority_cents; and a column per reason, whether it is on the
    row.
    """
    eligibility: Eligibility
    notes: tuple[str, ...]
    """What the list cannot know, or knows only second-hand."""

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.rows())

    def rows(self, first: int = 0, last: int | None = None) -> list[Candidate]:
        """Rows from `first` up to before `last`; sentences are only made here."""
        places = slice(first, last).indices(len(self))
        return [self._candidate(place) for place in range(*places)]

    @cached_property
    def _columns(self) -> Mapping[str, NDArray[Any]]:
        """The frame's columns; a row looked up in a frame takes ten times as long."""
        columns = {}
        for name in self.frame:
            column = self.frame[name]
            columns[str(name)] = column.to_numpy()
        return columns

    @property
    def left_out(self) -> Mapping[str, int]:
        """People with a reason who are not on the list, by the first rule."""
        return self.eligibility.left_out

    def ids_left_out(self, rule: str) -> list[str]:
        """The ids of those whom that rule stopped first."""
        place = [known.key for known in RULES].index(rule)
        ids = self.candidates.practice.people["id"].to_numpy()
        is_stopped = self.eligibility.stopped_by == place

        return ids[is_stopped].tolist()

    def stopped_by(self, patient_id: str) -> str | None:
        """Key of the first rule that stopped this patient.

        None for one on the list, without a reason, or unknown.
        """
        ids = pd.Series([patient_id])
        person = contactability.numbers(self.candidates.practice, ids)[0]
        if person < 0:
            return None

        place = self.eligibility.stopped_by[person]
        if place < 0:
            return None
        return RULES[place].key

    def _candidate(self, place: int) -> Candidate:
        """The person in that place."""
        row = {name: column[place] for name, column in self._columns.items()}
        person = int(row["person"])
        held = [number for number, key in enumerate(reasons.KEYS) if row[key]]
        number = None
        if row["channel"] in ("phone", "text"):
            number = phone(self.candidates, person)
        return Candidate(
            person=person,
            patient_id=row["patient_id"],
            household_id=row["household_id"],
            speak_to=int(row["speak_to"]),
            speak_to_id=row["speak_to_id"],
            reasons=parts(self.candidates, person, held),
            priority_cents=int(row["priority_cents"]),
            channel=row["channel"],
            phone=number,
            last_contact=row["last_contact"].astype("datetime64[D]").item(),
            attempts=int(row["attempts"]),
            attempts_in_all=int(row["attempts_in_all"]),
            attempt=int(row["attempt"]),
            most=int(row["most"]),
        )


def ranked_list(
    practice: Practice, log: Log, today: date, *, reason: str | None = None
) -> RankedList:
    """The list on the day of work `today`; the records stay as of the export.

    With `reason`, only people for whom that reason is open, and among the left out only
    those who have it; a row still carries all of its person's open reasons. The order
    is by priority: Σ worth × chance in cents, then the latest last visit. A household
    stands where its best row stands.

    Raises:
        WrongCall: There is no such reason.
    """
    candidates = Candidates(practice, log, today)
    return listed(candidates, reason)


def listed(candidates: Candidates, reason: str | None = None) -> RankedList:
    """The same of people at hand, so that several lists of a day share what is known.

    Args:
        candidates: The people on the day of work.
        reason: Key of the reason asked for; None for all.
    """
    asked = reasons.chosen(None if reason is None else (reason,))
    held = reasons.held(candidates)
    eligible = apply_rules(candidates, held & asked)
    everything = eligible
    if not asked.all():
        everything = apply_rules(candidates, held)

    is_listed = eligible.open.any(axis=1)
    person = np.flatnonzero(is_listed)
    return RankedList(
        candidates=candidates,
        frame=_frame(candidates, person, everything.open[person]),
        eligibility=eligible,
        notes=_notes(candidates.practice),
    )


def _notes(practice: Practice) -> tuple[str, ...]:
    if contactability.known(practice):
        return reasons.notes(practice)
    return (
        *reasons.notes(practice),
        "Contacts outside this program are unknown: the records do not tell of any.",
    )


def _frame(
    candidates: Candidates, person: IndexArray, is_open: BoolArray
) -> pd.DataFrame:
    people = candidates.practice.people
    ids = people["id"].to_numpy(dtype=object)
    household = candidates.household[person]
    cents = priority(candidates.practice, person, is_open, candidates.chances)
    top = weightiest(candidates, person, is_open)
    made = candidates.attempts[person, top]
    frame = pd.DataFrame(
        {
            "person": person,
            "patient_id": ids[person],
            "household": household,
            "household_id": ids[household],
            "speak_to": candidates.voice[person],
            "speak_to_id": ids[candidates.voice[person]],
            "channel": _channel(candidates, person, top, made),
            "last_contact": candidates.last_contact[person].astype("datetime64[s]"),
            "attempts": (candidates.attempts[person] * is_open).max(axis=1, initial=0),
            "attempts_in_all": candidates.all_attempts[person],
            "top": top,
            "attempt": made + 1,
            "most": candidates.cadences.most[top],
            "priority_cents": cents,
            **{key: is_open[:, at] for at, key in enumerate(reasons.KEYS)},
        }
    )
    return frame.iloc[
        _order(cents, visits.last_visit(candidates.practice)[person], household)
    ].reset_index(drop=True)


def priority(
    practice: Practice,
    person: IndexArray,
    is_open: BoolArray,
    chances: FloatArray = CHANCES,
) -> CentsArray:
    """Σ over the open reasons of worth × chance, in whole cents, per person.

    Args:
        practice: The records.
        person: Numbers of the people.
        is_open: Which reasons of each are open, one column per reason.
        chances: Those of `Candidates.chances`; by default those published for calls
            like ours.
    """
    worth = reasons.worths(practice)[person]
    weight = (worth * is_open) @ chances
    rounded = np.floor(weight + 0.5)

    return rounded.astype(np.int64)


def weightiest(
    candidates: Candidates, person: IndexArray, is_open: BoolArray
) -> IndexArray:
    """Of each of those people, the open reason that weighs most; the first of equals.

    Returns:
        Places in `REASONS`.
    """
    worth = reasons.worths(candidates.practice)[person]
    weight = worth * candidates.chances
    open_weight = np.where(is_open, weight, -1)

    return open_weight.argmax(axis=1)


def _channel(
    candidates: Candidates, person: IndexArray, top: IndexArray, made: IntArray
) -> StrArray:
    """The way of the next attempt by the cadence of the weightiest reason.

    Where it is closed, the first open one.
    """
    wanted = candidates.cadences.way(top, made)
    channel = candidates.channel[person].astype(object)
    for name, is_open in candidates.open_channels.items():
        is_usable = is_open[person]
        is_next = (wanted == name) & is_usable
        channel[is_next] = name

    return channel


def _order(
    cents: CentsArray, last_visit: DayArray, household: IndexArray
) -> IndexArray:
    """Places by priority, then the latest last visit, then number.

    Each household stands where its best row stands.
    """
    never_came = np.isnat(last_visit)
    latest = np.where(never_came, np.datetime64("0001-01-01"), last_visit)
    order = np.lexsort((-latest.astype(np.int64), -cents))

    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))

    households = household.max(initial=-1) + 1
    best = np.full(households, len(order))
    np.minimum.at(best, household, rank)

    return np.lexsort((rank, best[household]))


def parts(
    candidates: Candidates, person: int, places: list[int]
) -> tuple[ReasonScore, ...]:
    """Those reasons of a person, with sentence, worth and chance.

    Args:
        candidates: The people on the day of work.
        person: Number of the person.
        places: The reasons, as places in `REASONS`.
    """
    worth = reasons.worths(candidates.practice)[person]
    scores = []
    for place in places:
        reason = REASONS[place]
        score = ReasonScore(
            reason=reason.key,
            title=reason.title,
            sentence=reason.sentence(candidates, person),
            worth_cents=int(worth[place]),
            chance=float(candidates.chances[place]),
        )
        scores.append(score)
    return tuple(scores)


def phone(candidates: Candidates, person: int) -> str | None:
    """The number to use: the first of mobile, home and work that was not found wrong.

    None where none is left.
    """
    practice = candidates.practice
    voice = candidates.voice[person]
    has_number = contactability.phones(practice)[voice]
    found_wrong = candidates.bad_numbers[voice]
    usable = np.flatnonzero(has_number)[found_wrong:]
    if not len(usable):
        return None

    column = contactability.PHONES[usable[0]]
    number = practice.people[column].iloc[voice]
    return str(number).strip()
