"""Eligibility: the ordered rules that keep people with a reason off the list, each
naming itself (definitions.md 7).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retention.core import formatting
from retention.facts import contactability, standing
from retention.outreach.audiences import unbooked
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import OUTCOME
from retention.outreach.reasons import REASONS
from retention.practice import Practice

_CHANNEL_WORDS = {"phone": "phone", "mail": "mail", "email": "e-mail", "text": "text"}


@dataclass(frozen=True)
class EligibilityRule:
    """One rule: whom it stops, for all reasons (one place per person) or per reason
    (one column each), and the why.
    """

    key: str
    title: str
    stops: Callable[[Candidates], np.ndarray]
    because: Callable[[Candidates, int], str]
    """What is so for this person, whether it stops them or not."""

    def pairs(self, situation: Candidates) -> np.ndarray:
        """Whom it stops as one row per person and one column per reason (one column
        where it is for all).
        """
        stops = self.stops(situation)
        return stops if stops.ndim == 2 else stops[:, np.newaxis]


@dataclass(frozen=True, eq=False)
class Eligibility:
    """What the rules leave of the reasons that people have."""

    open: np.ndarray
    """One row per person, one column per reason: held, and stopped by no rule."""
    stopped_by: np.ndarray
    """Per person, the place in `RULES` of the first rule that left no reason open; -1
    for all others.
    """


def apply_rules(situation: Candidates, held: np.ndarray) -> Eligibility:
    """Send the reasons held (one row per person, one column per reason) through the
    rules, in order.

    Columns lie together (order F): of a few wide ones, `any` by row is then a hundred
    times faster.
    """
    still = np.asfortranarray(held)
    stopped_by = np.full(len(held), -1)
    had_any = still.any(axis=1)
    for place, rule in enumerate(RULES):
        still = np.logical_and(still, ~rule.pairs(situation), order="F")
        has_any = still.any(axis=1)
        stopped_by[had_any & ~has_any] = place
        had_any = has_any
    return Eligibility(still, stopped_by)


def counts(sifted: Eligibility) -> dict[str, int]:
    """People by the first rule that stopped them; every rule in order, 0 where it
    stopped nobody.
    """
    found = np.bincount(sifted.stopped_by[sifted.stopped_by >= 0], minlength=len(RULES))
    return {rule.key: int(count) for rule, count in zip(RULES, found, strict=True)}


def cool_down(situation: Candidates) -> np.ndarray:
    """Contact within the cool-down: in (T − days, T], and on T itself in any case.

    A cool-down is the person's own: others of the household stay on the list. A
    call-back that has come due ends it for all reasons of the person: they are called
    anyway, and one call disturbs once, whatever is spoken of. What else we owe them (an
    answer to a call or a complaint) waits for the next day only, and for itself alone:
    they asked for no call about the rest. Both are for who calls: a letter keeps the
    cool-down. One column per reason.
    """
    days = max(situation.practice.policy.cool_down_days, 1)
    today = np.datetime64(situation.today, "D")
    last = situation.last_contact
    calls = "phone" in situation.channels
    rests = (last > today - days) & ~_is_called_back(situation)
    owed = rests & (last == today) if calls else rests
    return np.column_stack([owed if reason.is_owed else rests for reason in REASONS])


def _is_called_back(situation: Candidates) -> np.ndarray:
    """Whether a call-back that was promised has come due, and is a way asked about."""
    is_due = situation.call_back_on <= np.datetime64(situation.today, "D")
    return is_due & ("phone" in situation.channels)


def _departed(situation: Candidates) -> np.ndarray:
    """By status alone: one who came on the day of the export departs on the next, and
    is not called either.
    """
    return situation.practice.people["status"].isin(standing.DEPARTED).to_numpy()


def _call_back_later(situation: Candidates) -> np.ndarray:
    return situation.call_back_on > np.datetime64(situation.today, "D")


def _no_channel(situation: Candidates) -> np.ndarray:
    return situation.channel == ""


def _attempts(situation: Candidates) -> np.ndarray:
    return situation.attempts >= situation.cadences.most


def _next_attempt(situation: Candidates) -> np.ndarray:
    """Not yet the day of the cadence's next attempt; a call-back that has come due does
    not wait for it.
    """
    today = np.datetime64(situation.today, "D")
    return (situation.next_on > today) & ~_is_called_back(situation)[:, np.newaxis]


def _status(situation: Candidates, person: int) -> str:
    status = situation.practice.people["status"].iloc[person]
    word = status if isinstance(status, str) else "nothing"
    return f"The practice's records say “{word.replace('_', ' ')}”."


def _person(situation: Candidates, person: int) -> str:
    return (
        not_a_person(situation.practice, person) or "Is a person of the patient list."
    )


def not_a_person(practice: Practice, person: int) -> str:
    """Why a row of the patient list is no person (definitions.md 0); "" for one that
    is.
    """
    row = practice.people.iloc[person]
    if row["is_person"]:
        return ""
    if row["is_vanished"]:
        return "Is no person of the list: a later, whole export no longer had the row."
    if row["status"] == "deleted":
        return "Is no person of the list: the row was deleted in the practice's system."
    if row["merged_into"] >= 0:
        return "Is no person of the list: the row was merged into another."
    return "Is no person of the list: no visit, appointment or procedure."


def _closing(situation: Candidates, person: int) -> str:
    place = situation.closed[person]
    if place < 0:
        return "Nothing logged here closes it."
    row = situation.contacts.iloc[place]
    return (
        f"Logged here {formatting.day(row['day'].date())}: "
        f"{OUTCOME[row['outcome']].title.lower()}."
    )


def _asked_to_stop(situation: Candidates, person: int) -> str:
    """What was asked, or why nobody may ask: a word of the patient list that nobody
    explained.
    """
    if not situation.stopped[person]:
        return "Has not asked to be left in peace."
    known = contactability.forbidden(situation.practice)
    voice = int(situation.voice[person])
    told = dict.fromkeys(
        one.why for row in dict.fromkeys((person, voice)) for one in known.get(row, ())
    )
    return " ".join(told) or "Asked not to be contacted."


def _channels(situation: Candidates, person: int) -> str:
    words = {name: _CHANNEL_WORDS[name] for name in situation.channels}
    found = [
        words[name] for name, holds in situation.open_channels.items() if holds[person]
    ]
    if found:
        return f"Can be reached by {', '.join(found)}."
    wrong = (
        " The number on file was found wrong."
        if situation.bad_numbers[situation.voice[person]]
        else ""
    )
    return (
        "No way to reach them that is allowed and usable "
        f"({', '.join(words.values())}).{wrong}"
    )


def _guarantor(situation: Candidates, person: int) -> str:
    if not situation.minor[person]:
        return "Is not a minor."
    if situation.without_guarantor[person]:
        return "Is a minor without a guarantor who can be reached."
    return (
        "Is a minor, reached through patient "
        f"{situation.practice.people['id'].iloc[situation.voice[person]]}."
    )


def _booking(situation: Candidates, person: int) -> str:
    exported = formatting.day(situation.practice.exported)
    booked = [
        reason.title
        for reason, holds in zip(REASONS, situation.booked_here[person], strict=True)
        if holds
    ]
    if not booked:
        return "No booking was logged here since the export."
    if not unbooked(situation.practice)[person]:
        return f"Something is booked in the practice's records of {exported}."
    return f"Booked here since the export of {exported} ({', '.join(booked)})."


def _promise(situation: Candidates, person: int) -> str:
    day = situation.call_back_on[person]
    return (
        "No call-back is promised."
        if np.isnat(day)
        else f"A call-back is promised for {formatting.day(day.item())}."
    )


def _last_contact(situation: Candidates, person: int) -> str:
    last = situation.last_contact[person]
    days = situation.practice.policy.cool_down_days
    when = (
        "No contact is known"
        if np.isnat(last)
        else f"Last contact {formatting.day(last.item())}"
    )
    return f"{when}; people are left in peace for {formatting.plural(days, 'day')}."


def _attempts_made(situation: Candidates, person: int) -> str:
    most = situation.cadences.most
    made = [
        f"{reason.title} {count} of {most[at]}"
        for at, (reason, count) in enumerate(
            zip(REASONS, situation.attempts[person], strict=True)
        )
        if count
    ]
    return (
        f"Attempts since the last visit: {', '.join(made)}."
        if made
        else "No attempt since the last visit."
    )


def _next_days(situation: Candidates, person: int) -> str:
    """The days of the next attempts by cadence, of reasons that have attempts left."""
    left = situation.attempts[person] < situation.cadences.most
    day = np.where(left, situation.next_on[person], np.datetime64("NaT"))
    waits = [
        f"{reason.title} from {formatting.day(day[at].item())}"
        for at, reason in enumerate(REASONS)
        if day[at] > np.datetime64(situation.today, "D")
    ]
    return (
        f"The next attempt is due later: {', '.join(waits)}."
        if waits
        else "No attempt has to wait for its day."
    )


def _claim(situation: Candidates, person: int) -> str:
    return (
        "Somebody else has this household's row open."
        if situation.claimed[person]
        else "Nobody else has it open."
    )


def _hold_out(situation: Candidates, person: int) -> str:
    if not situation.held_out[person]:
        return "Is not held out."
    return (
        "The household is held out for a while: by comparing, we learn what outreach "
        "brings."
    )


RULES: tuple[EligibilityRule, ...] = (
    EligibilityRule("departed", "Has left the practice", _departed, _status),
    EligibilityRule(
        "no_person",
        "Merged, deleted or without a history",
        lambda it: ~standing.people(it.practice),
        _person,
    ),
    EligibilityRule(
        "closed_here",
        "Closed by what was logged here",
        lambda it: it.closed >= 0,
        _closing,
    ),
    EligibilityRule(
        "do_not_contact",
        "Asked not to be contacted",
        lambda it: it.stopped,
        _asked_to_stop,
    ),
    EligibilityRule(
        "no_channel", "No allowed and usable way to reach them", _no_channel, _channels
    ),
    EligibilityRule(
        "minor_without_guarantor",
        "Minor without a reachable guarantor",
        lambda it: it.without_guarantor,
        _guarantor,
    ),
    EligibilityRule(
        "booked_here",
        "Booked already for the same reason",
        lambda it: it.booked_here,
        _booking,
    ),
    EligibilityRule(
        "call_back_later",
        "Call-back promised for a later day",
        _call_back_later,
        _promise,
    ),
    EligibilityRule(
        "cool_down", "Contacted within the cool-down", cool_down, _last_contact
    ),
    EligibilityRule("attempts", "Most attempts reached", _attempts, _attempts_made),
    EligibilityRule(
        "next_attempt", "Next attempt is due on a later day", _next_attempt, _next_days
    ),
    EligibilityRule(
        "claimed", "Open on somebody else's screen", lambda it: it.claimed, _claim
    ),
    EligibilityRule(
        "held_out",
        "Held out to prove what outreach brings",
        lambda it: it.held_out,
        _hold_out,
    ),
)
