"""Reasons to contact a person: sets of people with worth, chance and sentence.

See definitions.md 7.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.core.arrays import BoolArray, CentsArray, IndexArray
from retention.core.errors import WrongCall
from retention.facts import (
    appointments,
    calls,
    claims,
    expected_value,
    standing,
    visits,
)
from retention.outreach import audiences, explanations
from retention.outreach.contact_log import LoggedFacts
from retention.practice import Practice, fact


@dataclass(frozen=True)
class Reason:
    """One declared reason."""

    key: str
    title: str
    who: Callable[[LoggedFacts], BoolArray]
    """Whether each row of the patient list has it: by the records as of the export, by
    the log as of today.
    """
    chance: float
    """Chance that a contact works, before the practice's own log says better; see the
    note on each.
    """
    sentence: Callable[[LoggedFacts, int], str]
    """Why this person has it, for who picks up the phone today."""
    why_not: Callable[[LoggedFacts, int], str]
    """Why this person does not have it."""
    worth: Callable[[Practice], CentsArray] = expected_value.of_a_return
    """Cents per row."""
    needs: tuple[str, ...] = ()
    """Tables without which it cannot be known."""
    cannot: Callable[[Practice], str] = lambda practice: ""
    """What else keeps it from being known, to end a sentence with; "" for nothing."""
    needs_nothing_booked: bool = False
    """Any booking ends it, not only one for the same thing."""
    is_owed: bool = False
    """They wait to hear from us: the cool-down, which leaves people in peace, does not
    hold us back.
    """

    def unknown(self, practice: Practice) -> str:
        """Why the list cannot have it; "" where it can."""
        not_loaded = [name for name in self.needs if name not in practice.loaded]
        why = self.cannot(practice)
        if not_loaded:
            why = f"no {not_loaded[0]}s were loaded"
        if not why:
            return ""
        return f"“{self.title}” is not on the list: {why}."


def _records(
    who: Callable[[Practice], BoolArray],
) -> Callable[[LoggedFacts], BoolArray]:
    """A set of the records alone, whatever was logged."""
    return lambda it: who(it.practice)


def _no_visits(practice: Practice) -> str:
    if visits.floor(practice):
        return ""
    return "no visits were loaded"


def _no_first_visits(practice: Practice) -> str:
    return visits.too_short(
        practice, standing.window_start(practice, practice.exported)
    )


def _no_work(practice: Practice) -> str:
    if practice.visits_from != "procedure":
        return "no procedures that were done were loaded"
    return _no_visits(practice)


def _no_cleanings(practice: Practice) -> str:
    no_work = _no_work(practice)
    if no_work:
        return no_work
    if visits.codes_exported(practice):
        return ""
    return "the procedures come without codes"


def _no_sent_days(practice: Practice) -> str:
    if claims.sent_on_exported(practice):
        return ""
    return "no day on which claims were sent is exported"


def _no_broken(practice: Practice) -> str:
    if appointments.exported(practice):
        return ""
    return "not one broken appointment is exported"


# The chances are the shares published for calls like these, until the practice's own
# log knows better: of 548,089
# calls of a hospital system, at most three to a person, 12.1 % ended in a booking, of
# those about prevention some 5 %,
# of those that a finding made urgent some 26 %; of 2,451 calls to lapsed patients of a
# New York clinic 26.5 % were
# answered, and 12.1 % of those is 3 %.
REASONS: tuple[Reason, ...] = (
    Reason(
        "sitting",
        "Treatment left sitting",
        _records(audiences.sitting),
        0.12,
        explanations.sitting,
        explanations.no_sitting,
        worth=expected_value.of_sitting,
        needs=("procedure",),
    ),
    Reason(
        "recall_overdue",
        "Overdue for recall",
        _records(audiences.recall_overdue),
        0.12,
        explanations.recall_overdue,
        explanations.no_recall_overdue,
        needs=("recall",),
    ),
    # Nobody told them a day, so that it is prevention and no more: the hospital's 5 %.
    Reason(
        "recall_estimated",
        "Overdue by estimate",
        _records(audiences.recall_estimated),
        0.05,
        explanations.recall_estimated,
        explanations.no_recall_estimated,
        needs=("procedure",),
        cannot=_no_cleanings,
    ),
    Reason(
        "came_once",
        "Came once",
        _records(audiences.came_once),
        0.05,
        explanations.came_once,
        explanations.not_came_once,
        cannot=_no_first_visits,
        needs_nothing_booked=True,
    ),
    Reason(
        "lapsing",
        "Lapsing",
        _records(audiences.lapsing),
        0.05,
        explanations.last_came,
        partial(explanations.no_last_came, window=audiences.lapsing_window),
        cannot=_no_visits,
        needs_nothing_booked=True,
    ),
    Reason(
        "lapsed",
        "Lapsed",
        _records(audiences.lapsed),
        0.03,
        explanations.last_came,
        partial(explanations.no_last_came, window=audiences.lapsed_window),
        cannot=_no_visits,
        needs_nothing_booked=True,
    ),
    # They wanted to come, and did not: a vendor says that two in three come back by
    # themselves; the hospital's 12.1 %.
    Reason(
        "broken",
        "Broken and not rebooked",
        _records(audiences.broken_lately),
        0.12,
        explanations.broken_lately,
        explanations.not_broken_lately,
        needs=("appointment",),
        cannot=_no_broken,
        needs_nothing_booked=True,
    ),
    # No trial tells of calls to the most loyal; out of caution they are as hard to win
    # as others who stay away.
    Reason(
        "best_at_risk",
        "Best customer at risk",
        _records(audiences.best_at_risk),
        0.05,
        explanations.best_at_risk,
        explanations.not_best_at_risk,
        needs=("procedure",),
        cannot=_no_work,
        needs_nothing_booked=True,
    ),
    # They asked for it: as the hospital's calls about a matter that the patient, too,
    # wants settled.
    Reason(
        "call_back",
        "Asked us to call back",
        audiences.call_back,
        0.26,
        explanations.call_back,
        explanations.no_call_back,
        is_owed=True,
    ),
    Reason(
        "call",
        "Call not returned",
        audiences.call,
        0.26,
        explanations.call,
        explanations.no_call,
        needs=("call",),
        is_owed=True,
    ),
    # These two are not made to book anything, and nobody has counted what they bring: 1
    # in 20, our own caution.
    Reason(
        "complaint",
        "Complaint open",
        audiences.complaint,
        0.05,
        explanations.complaint,
        explanations.no_complaint,
        is_owed=True,
    ),
    Reason(
        "claim",
        "Claim to explain",
        _records(audiences.claim),
        0.05,
        explanations.claim,
        explanations.no_claim,
        needs=("claim",),
        cannot=_no_sent_days,
    ),
)
UNKNOWN_BOOKINGS = (
    "Bookings are unknown: neither appointments nor next visits were loaded. Whoever "
    "is on the list may be booked, so look in your own schedule before you call."
)
KEYS: tuple[str, ...] = tuple(reason.key for reason in REASONS)
CHANCES = np.array([reason.chance for reason in REASONS])


def held(it: LoggedFacts) -> BoolArray:
    """Which reasons each row of the patient list has.

    Returns:
        One row per person, one column per reason of `REASONS`.
    """
    practice = it.practice
    nobody = np.zeros(len(practice.people), dtype=bool)
    columns = []
    for reason in REASONS:
        is_unknown = reason.unknown(practice)
        column = nobody if is_unknown else reason.who(it)
        columns.append(column)
    return np.column_stack(columns)


@fact
def worths(practice: Practice) -> CentsArray:
    """What each reason would be worth in cents to each person, had they it.

    Returns:
        A row per person, a column per reason.
    """
    columns = [reason.worth(practice) for reason in REASONS]
    return np.column_stack(columns)


def places(keys: pd.Series) -> IndexArray:
    """Reasons as their places in `REASONS`; -1 for one that makes no list here."""
    known = pd.Index(KEYS)
    wanted = pd.Index(keys.astype(object))

    return known.get_indexer(wanted)


def chosen(wanted: Collection[str] | None) -> BoolArray:
    """Which reasons of `REASONS` are asked for, all where none is named.

    Raises:
        WrongCall: There is no such reason.
    """
    if wanted is None:
        return np.ones(len(KEYS), dtype=bool)
    unknown = sorted(set(wanted) - set(KEYS))
    if unknown:
        raise WrongCall(
            f"There is no reason “{unknown[0]}”. Reasons are: {', '.join(KEYS)}."
        )
    is_wanted = [key in wanted for key in KEYS]

    return np.array(is_wanted)


@fact
def notes(practice: Practice) -> tuple[str, ...]:
    """What the list cannot know, or knows only second-hand, one sentence each."""
    sentences = [reason.unknown(practice) for reason in REASONS]
    for sentence, holds in _second_hand(practice).items():
        if holds:
            sentences.append(sentence)

    return tuple(filter(None, sentences))


def _second_hand(practice: Practice) -> dict[str, bool]:
    """Each sentence on what is known second-hand or in part, and whether it holds."""
    guessed = (
        "procedure" in practice.loaded
        and not expected_value.chances(practice).is_measured
    )
    priceless = expected_value.median_visit(practice) is None
    no_book = "appointment" not in practice.loaded
    knows_bookings = appointments.bookings_known(practice)
    lowest = visits.floor(practice)
    is_short = lowest is not None and audiences.lapsed_from(practice) < lowest
    strangers = calls.strangers_unreturned(practice)
    numbers = (
        f"{formatting.plural(strangers, 'number')} that no household in the records "
        "has, or several have,"
    )
    return {
        "Visits are as reported by the PMS: only a patient list was loaded.": (
            practice.visits_from == "patient"
        ),
        "Bookings are as reported by the PMS: no appointments were loaded.": no_book
        and knows_bookings,
        UNKNOWN_BOOKINGS: not knows_bookings,
        (
            "Waiting treatment is valued at a chance of 1 in 20: no dated plan is old "
            "enough to learn from."
        ): guessed,
        (
            f"“Lapsed” reaches back to {formatting.day(lowest)} only: there the "
            "records begin."
        ): is_short,
        (
            "No visit of the last 12 months has an amount, so coming back has no "
            "worth in money."
        ): priceless,
        (
            f"Calls missed from {numbers} are not on the list: look in your phone "
            "system."
        ): strangers > 0,
    }
