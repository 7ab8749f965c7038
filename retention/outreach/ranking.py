"""The outreach list: whom to contact next, why, and who was left out under which rule
(definitions.md 7).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from retention.facts import contactability, visits
from retention.outreach import eligibility, reasons
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.eligibility import RULES
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
    """One person to contact, with all that a face shows of them; ids are as the
    practice's system writes them.
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
        return max(self.reasons, key=lambda part: part.weight)


@dataclass(frozen=True, eq=False)
class RankedList:
    """The list of a day: one row per person in order, the rows of a household next to
    each other.
    """

    situation: Candidates
    frame: pd.DataFrame
    """One row per person: person, patient_id, household (number), household_id,
    speak_to, speak_to_id, channel, last_contact, attempts, attempts_in_all, top (place
    of the reason that weighs most), attempt and most (which one is next for it, and how
    many it may take), priority_cents; and a column per reason, whether it is on the
    row.
    """
    sifted: eligibility.Eligibility
    notes: tuple[str, ...]
    """What the list cannot know, or knows only second-hand."""

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.rows())

    def rows(self, first: int = 0, last: int | None = None) -> list[Candidate]:
        """Rows from `first` up to before `last`; sentences are only made here."""
        return [
            self._target(at) for at in range(*slice(first, last).indices(len(self)))
        ]

    @cached_property
    def _columns(self) -> Mapping[str, np.ndarray]:
        """The frame's columns; a row looked up in a frame takes ten times as long."""
        return {str(name): self.frame[name].to_numpy() for name in self.frame}

    @property
    def left_out(self) -> Mapping[str, int]:
        """People with a reason who are not on the list, by the first rule that stopped
        them; rules in order.
        """
        return eligibility.counts(self.sifted)

    def ids_left_out(self, rule: str) -> list[str]:
        """The ids of those whom that rule stopped first."""
        place = [known.key for known in RULES].index(rule)
        return (
            self.situation.practice.people["id"]
            .to_numpy()[self.sifted.stopped_by == place]
            .tolist()
        )

    def stopped_by(self, patient_id: str) -> str | None:
        """Key of the first rule that stopped this patient; None for one on the list,
        without a reason, or unknown.
        """
        number = contactability.numbers(
            self.situation.practice, pd.Series([patient_id])
        )[0]
        place = self.sifted.stopped_by[number] if number >= 0 else -1
        return RULES[place].key if place >= 0 else None

    def _target(self, at: int) -> Candidate:
        row = {name: column[at] for name, column in self._columns.items()}
        person = int(row["person"])
        return Candidate(
            person=person,
            patient_id=row["patient_id"],
            household_id=row["household_id"],
            speak_to=int(row["speak_to"]),
            speak_to_id=row["speak_to_id"],
            reasons=parts(
                self.situation,
                person,
                [place for place, key in enumerate(reasons.KEYS) if row[key]],
            ),
            priority_cents=int(row["priority_cents"]),
            channel=row["channel"],
            phone=phone(self.situation, person)
            if row["channel"] in ("phone", "text")
            else None,
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
    stands where its best row stands. WrongCall for an unknown reason.
    """
    return listed(Candidates(practice, log, today), reason)


def listed(situation: Candidates, reason: str | None = None) -> RankedList:
    """The same of a situation at hand, so that several lists of a day share what is
    known of it.
    """
    asked = reasons.chosen(None if reason is None else (reason,))
    sifted = eligibility.apply_rules(situation, reasons.held(situation) & asked)
    everything = (
        sifted
        if asked.all()
        else eligibility.apply_rules(situation, reasons.held(situation))
    )
    person = np.flatnonzero(sifted.open.any(axis=1))
    return RankedList(
        situation,
        _frame(situation, person, everything.open[person]),
        sifted,
        _notes(situation.practice),
    )


def _notes(practice: Practice) -> tuple[str, ...]:
    if contactability.known(practice):
        return reasons.notes(practice)
    return (
        *reasons.notes(practice),
        "Contacts outside this program are unknown: the records do not tell of any.",
    )


def _frame(
    situation: Candidates, person: np.ndarray, is_open: np.ndarray
) -> pd.DataFrame:
    people = situation.practice.people
    ids = people["id"].to_numpy(dtype=object)
    household = people["household"].to_numpy()[person]
    cents = priority(situation.practice, person, is_open, situation.chances)
    top = weightiest(situation, person, is_open)
    made = situation.attempts[person, top]
    frame = pd.DataFrame(
        {
            "person": person,
            "patient_id": ids[person],
            "household": household,
            "household_id": ids[household],
            "speak_to": situation.voice[person],
            "speak_to_id": ids[situation.voice[person]],
            "channel": _channel(situation, person, top, made),
            "last_contact": situation.last_contact[person].astype("datetime64[s]"),
            "attempts": (situation.attempts[person] * is_open).max(axis=1, initial=0),
            "attempts_in_all": situation.all_attempts[person],
            "top": top,
            "attempt": made + 1,
            "most": situation.cadences.most[top],
            "priority_cents": cents,
            **{key: is_open[:, at] for at, key in enumerate(reasons.KEYS)},
        }
    )
    return frame.iloc[
        _order(cents, visits.last_visit(situation.practice)[person], household)
    ].reset_index(drop=True)


def priority(
    practice: Practice,
    person: np.ndarray,
    is_open: np.ndarray,
    chances: np.ndarray = CHANCES,
) -> np.ndarray:
    """Σ over the open reasons of worth × chance, in whole cents, for each of those
    people.

    The chances are those of `Situation.chances`; where none are given, those published
    for calls like ours.
    """
    return np.floor(
        (reasons.worths(practice)[person] * is_open) @ chances + 0.5
    ).astype(np.int64)


def weightiest(
    situation: Candidates, person: np.ndarray, is_open: np.ndarray
) -> np.ndarray:
    """Of each of those people, the open reason that weighs most, as its place in
    `REASONS`; the first of equal ones.
    """
    weight = reasons.worths(situation.practice)[person] * situation.chances
    return np.where(is_open, weight, -1).argmax(axis=1)


def _channel(
    situation: Candidates, person: np.ndarray, top: np.ndarray, made: np.ndarray
) -> np.ndarray:
    """The way of the next attempt by the cadence of the weightiest reason; where it is
    closed, the first open one.
    """
    wanted = situation.cadences.way(top, made)
    out = situation.channel[person].astype(object)
    for name, is_open in situation.open_channels.items():
        out[(wanted == name) & is_open[person]] = name
    return out


def _order(
    cents: np.ndarray, last_visit: np.ndarray, household: np.ndarray
) -> np.ndarray:
    """Places by priority, then the latest last visit, then number; each household where
    its best row stands.
    """
    latest = np.where(
        np.isnat(last_visit), np.datetime64("0001-01-01"), last_visit
    ).astype(np.int64)
    order = np.lexsort((-latest, -cents))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    best = np.full(household.max(initial=-1) + 1, len(order))
    np.minimum.at(best, household, rank)
    return np.lexsort((rank, best[household]))


def parts(
    situation: Candidates, person: int, places: list[int]
) -> tuple[ReasonScore, ...]:
    """Those reasons of a person, as places in `REASONS`, with sentence, worth and
    chance.
    """
    practice = situation.practice
    return tuple(
        ReasonScore(
            reason.key,
            reason.title,
            reason.sentence(situation, person),
            int(reasons.worths(practice)[person, at]),
            float(situation.chances[at]),
        )
        for at, reason in ((at, REASONS[at]) for at in places)
    )


def phone(situation: Candidates, person: int) -> str | None:
    """The number to use: the first of mobile, home and work that was not found wrong;
    None where none is left.
    """
    voice = situation.voice[person]
    usable = np.flatnonzero(contactability.phones(situation.practice)[voice])[
        situation.bad_numbers[voice] :
    ]
    return (
        str(
            situation.practice.people[contactability.PHONES[usable[0]]].iloc[voice]
        ).strip()
        if len(usable)
        else None
    )
