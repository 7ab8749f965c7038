"""Reasons to contact a person, each a set from the facts with its worth, chance and sentence (definitions.md 7)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from retention.facts import visits, worth
from retention.outreach import sentences, sets
from retention.practice import Practice, fact
from retention.problems import WrongCall


@dataclass(frozen=True)
class Reason:
    """One declared reason."""

    key: str
    title: str
    who: Callable[[Practice], np.ndarray]
    """Whether each row of the patient list has it, as of the day of the export."""
    worth: Callable[[Practice], np.ndarray]
    """Cents per row."""
    chance: float
    """Chance that a contact works, before the practice's own log says better; see the note on each."""
    sentence: Callable[[Practice, int, date], str]
    """Why this person has it, for who picks up the phone today."""
    why_not: Callable[[Practice, int], str]
    """Why this person does not have it."""
    needs: tuple[str, ...] = ()
    """Tables without which it cannot be known."""
    needs_nothing_booked: bool = False
    """Any booking ends it, not only one for the same thing."""

    def unknown(self, practice: Practice) -> str:
        """Why the list cannot have it; "" where it can."""
        missing = [f"{name}s" for name in self.needs if name not in practice.loaded]
        if self.needs_nothing_booked and visits.floor(practice) is None:
            missing.append("visits")
        return f"“{self.title}” is not on the list: no {missing[0]} were loaded." if missing else ""


# The chances are the shares published for calls like these, until the practice's own log knows better: of 548,089
# calls of a hospital system, at most three to a person, 12.1 % ended in a booking, of those about prevention some 5 %;
# of 2,451 calls to lapsed patients of a New York clinic 26.5 % were answered, and 12.1 % of those is 3 %.
REASONS: tuple[Reason, ...] = (
    Reason("sitting", "Treatment left sitting", sets.sitting, worth.of_sitting, 0.12,
           sentences.sitting, sentences.no_sitting, needs=("procedure",)),
    Reason("recall_overdue", "Overdue for recall", sets.recall_overdue, worth.of_a_return, 0.12,
           sentences.recall_overdue, sentences.no_recall_overdue, needs=("recall",)),
    Reason("came_once", "Came once", sets.came_once, worth.of_a_return, 0.05,
           sentences.came_once, sentences.not_came_once, needs_nothing_booked=True),
    Reason("lapsing", "Lapsing", sets.lapsing, worth.of_a_return, 0.05,
           sentences.last_came, partial(sentences.no_last_came, since=18, until=12), needs_nothing_booked=True),
    Reason("lapsed", "Lapsed", sets.lapsed, worth.of_a_return, 0.03,
           sentences.last_came, partial(sentences.no_last_came, since=36, until=18), needs_nothing_booked=True),
)  # fmt: skip
KEYS: tuple[str, ...] = tuple(reason.key for reason in REASONS)
CHANCES = np.array([reason.chance for reason in REASONS])


@fact
def held(practice: Practice) -> np.ndarray:
    """Which reasons each row of the patient list has: one row per person, one column per reason of `REASONS`."""
    nobody = np.zeros(len(practice.people), dtype=bool)
    return np.column_stack([nobody if reason.unknown(practice) else reason.who(practice) for reason in REASONS])


@fact
def worths(practice: Practice) -> np.ndarray:
    """What each reason is worth in cents, per person and reason; 0 where the person does not have it."""
    cents = [reason.worth(practice) if held(practice)[:, at].any() else 0 for at, reason in enumerate(REASONS)]
    return np.column_stack([np.broadcast_to(part, len(practice.people)) for part in cents]) * held(practice)


def chosen(wanted: Collection[str] | None) -> np.ndarray:
    """Which reasons of `REASONS` are asked for, all where none is named; WrongCall for one that does not exist."""
    unknown = sorted(set(wanted or ()) - set(KEYS))
    if unknown:
        raise WrongCall(f"There is no reason “{unknown[0]}”. Reasons are: {', '.join(KEYS)}.")
    return np.array([wanted is None or key in wanted for key in KEYS])


@fact
def notes(practice: Practice) -> tuple[str, ...]:
    """What the list cannot know, or knows only second-hand, one sentence each."""
    guessed = "procedure" in practice.loaded and not worth.chances(practice).is_measured
    priceless = worth.median_visit(practice) is None
    known = {
        "Visits are as reported by the PMS: only a patient list was loaded.": practice.visits_from == "patient",
        "Bookings are as reported by the PMS: no appointments were loaded.": "appointment" not in practice.loaded,
        "Waiting treatment is valued at a chance of 1 in 20: no dated plan is old enough to learn from.": guessed,
        "No visit of the last 12 months has an amount, so coming back has no worth in money.": priceless,
    }
    absent = [reason.unknown(practice) for reason in REASONS]
    return (*(note for note in absent if note), *(note for note, holds in known.items() if holds))
