"""Eligibility: the ordered rules that keep people with a reason off the list.

See definitions.md 7.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from retention.core import formatting
from retention.core.arrays import BoolArray, IndexArray
from retention.facts import contactability, standing, visits
from retention.outreach.audiences import unbooked
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import OUTCOME
from retention.outreach.reasons import REASONS
from retention.practice import Practice

_CHANNEL_WORDS = {"phone": "phone", "mail": "mail", "email": "e-mail", "text": "text"}


@dataclass(frozen=True)
class EligibilityRule:
    """One rule: whom it stops, and the why.

    It stops for all reasons (one place per person) or per reason (one column each).
    """

    key: str
    title: str
    stops: Callable[[Candidates], BoolArray]
    because: Callable[[Candidates, int], str]
    """What is so for this person, whether it stops them or not."""

    def pairs(self, candidates: Candidates) -> BoolArray:
        """Whom it stops: one row per person and one column per reason.

        One column where it is for all reasons.
        """
        stops = self.stops(candidates)
        if stops.ndim == 2:
            return stops
        return stops[:, np.newaxis]


@dataclass(frozen=True, eq=False)
class Eligibility:
    """What the rules leave of the reasons that people have."""

    open: BoolArray
    """One row per person, one column per reason: held, and stopped by no rule."""
    stopped_by: IndexArray
    """Per person, the place in `RULES` of the first rule that left no reason open; -1
    for all others.
    """

    @property
    def left_out(self) -> dict[str, int]:
        """People by the first rule that stopped them: every rule in order, or 0."""
        is_stopped = self.stopped_by >= 0
        by_rule = np.bincount(self.stopped_by[is_stopped], minlength=len(RULES))
        keys = [rule.key for rule in RULES]

        return dict(zip(keys, by_rule.tolist(), strict=True))


def apply_rules(candidates: Candidates, held: BoolArray) -> Eligibility:
    """Send the reasons held through the rules, in order.

    Args:
        candidates: The people on the day of work.
        held: One row per person, one column per reason.
    """
    # Columns lie together (order F): of a few wide ones, `any` by row is then a hundred
    # times faster.
    still = np.asfortranarray(held)
    stopped_by = np.full(len(held), -1)
    had_any = still.any(axis=1)

    for place, rule in enumerate(RULES):
        passes = ~rule.pairs(candidates)
        still = np.logical_and(still, passes, order="F")
        has_any = still.any(axis=1)
        is_stopped = had_any & ~has_any
        stopped_by[is_stopped] = place
        had_any = has_any

    return Eligibility(still, stopped_by)


def cool_down(candidates: Candidates) -> BoolArray:
    """Contact within the cool-down: in (T − days, T], and on T itself in any case.

    A cool-down is the person's own: others of the household stay on the list. One
    column per reason.
    """
    practice = candidates.practice
    days = max(practice.policy.cool_down_days, 1)
    today = np.datetime64(candidates.today, "D")
    last = candidates.last_contact
    is_recent = last > today - days
    # A call-back that has come due ends it for all reasons of the person: they are
    # called anyway, and one call disturbs once, whatever is spoken of.
    rests = is_recent & ~_is_called_back(candidates)

    # What else we owe them (an answer to a call or a complaint) waits for the next day
    # only, and for itself alone: they asked for no call about the rest. Both are for
    # who calls: a letter keeps the cool-down.
    owed = rests
    if "phone" in candidates.channels:
        owed = rests & (last == today)

    by_reason = [owed if reason.is_owed else rests for reason in REASONS]
    return np.column_stack(by_reason)


def _is_called_back(candidates: Candidates) -> BoolArray:
    """Whether a call-back that was promised has come due, and is a way asked about."""
    today = np.datetime64(candidates.today, "D")
    is_due = candidates.call_back_on <= today
    by_phone = "phone" in candidates.channels

    return is_due & by_phone


def _departed(candidates: Candidates) -> BoolArray:
    """By status alone: one who came on the day of the export departs on the next.

    They are not called either.
    """
    status = candidates.practice.people["status"]
    departed = status.isin(standing.DEPARTED)
    return departed.to_numpy()


def _call_back_later(candidates: Candidates) -> BoolArray:
    today = np.datetime64(candidates.today, "D")
    promised = candidates.call_back_on
    return promised > today


def _no_channel(candidates: Candidates) -> BoolArray:
    return candidates.channel == ""


def _attempts(candidates: Candidates) -> BoolArray:
    made = candidates.attempts
    most = candidates.cadences.most
    return made >= most


def _next_attempt(candidates: Candidates) -> BoolArray:
    """Not yet the day of the cadence's next attempt.

    A call-back that has come due does not wait for it.
    """
    today = np.datetime64(candidates.today, "D")
    is_later = candidates.next_on > today
    called_back = _is_called_back(candidates)

    return is_later & ~called_back[:, np.newaxis]


def _status(candidates: Candidates, person: int) -> str:
    status = candidates.practice.people["status"].iloc[person]
    word = "nothing"
    if isinstance(status, str):
        word = status.replace("_", " ")

    return f"The practice's records say “{word}”."


def _person(candidates: Candidates, person: int) -> str:
    return (
        not_a_person(candidates.practice, person) or "Is a person of the patient list."
    )


def not_a_person(practice: Practice, person: int) -> str:
    """Why a row of the patient list is no person; "" for one that is."""
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


def _closing(candidates: Candidates, person: int) -> str:
    place = candidates.closed[person]
    if place < 0:
        return "Nothing logged here closes it."

    row = candidates.contacts.iloc[place]
    day = formatting.day(row["day"].date())
    outcome = OUTCOME[row["outcome"]].title.lower()

    return f"Logged here {day}: {outcome}."


def _asked_to_stop(candidates: Candidates, person: int) -> str:
    """What was asked, or why nobody may ask.

    Nobody may where the patient list has a word that nobody explained.
    """
    if not candidates.stopped[person]:
        return "Has not asked to be left in peace."

    known = contactability.forbidden(candidates.practice)
    voice = int(candidates.voice[person])
    sentences = []
    for row in dict.fromkeys((person, voice)):
        forbidden = known.get(row, ())
        sentences += [ban.why for ban in forbidden]

    return " ".join(dict.fromkeys(sentences)) or "Asked not to be contacted."


def _channels(candidates: Candidates, person: int) -> str:
    words = {name: _CHANNEL_WORDS[name] for name in candidates.channels}
    open_ways = [
        words[name] for name, holds in candidates.open_channels.items() if holds[person]
    ]
    if open_ways:
        return f"Can be reached by {', '.join(open_ways)}."

    wrong = ""
    if candidates.bad_numbers[candidates.voice[person]]:
        wrong = " The number on file was found wrong."
    asked_about = ", ".join(words.values())
    return f"No way to reach them that is allowed and usable ({asked_about}).{wrong}"


def _guarantor(candidates: Candidates, person: int) -> str:
    if not candidates.minor[person]:
        return "Is not a minor."
    if candidates.without_guarantor[person]:
        return "Is a minor without a guarantor who can be reached."
    voice = candidates.voice[person]
    patient_id = candidates.practice.people["id"].iloc[voice]
    return f"Is a minor, reached through patient {patient_id}."


def _booking(candidates: Candidates, person: int) -> str:
    exported = formatting.day(candidates.practice.exported)
    is_booked = candidates.booked_here[person]
    booked = [
        reason.title for reason, holds in zip(REASONS, is_booked, strict=True) if holds
    ]
    if not booked:
        return "No booking was logged here since the export."

    if not unbooked(candidates.practice)[person]:
        return f"Something is booked in the practice's records of {exported}."
    return f"Booked here since the export of {exported} ({', '.join(booked)})."


def _promise(candidates: Candidates, person: int) -> str:
    day = candidates.call_back_on[person]
    if np.isnat(day):
        return "No call-back is promised."
    return f"A call-back is promised for {formatting.day(day.item())}."


def _last_contact(candidates: Candidates, person: int) -> str:
    last = candidates.last_contact[person]
    days = candidates.practice.policy.cool_down_days
    when = "No contact is known"
    if not np.isnat(last):
        when = f"Last contact {formatting.day(last.item())}"

    return f"{when}; people are left in peace for {formatting.plural(days, 'day')}."


def _attempts_made(candidates: Candidates, person: int) -> str:
    most = candidates.cadences.most
    attempts = candidates.attempts[person]
    made = [
        f"{reason.title} {count} of {most[place]}"
        for place, (reason, count) in enumerate(zip(REASONS, attempts, strict=True))
        if count
    ]
    if not made:
        return "No attempt since the last visit."
    return f"Attempts since the last visit: {', '.join(made)}."


def _next_days(candidates: Candidates, person: int) -> str:
    """The days of the next attempts by cadence, of reasons that have attempts left."""
    today = np.datetime64(candidates.today, "D")
    left = candidates.attempts[person] < candidates.cadences.most
    day = np.where(left, candidates.next_on[person], visits.NONE)
    waits = [
        f"{reason.title} from {formatting.day(day[place].item())}"
        for place, reason in enumerate(REASONS)
        if day[place] > today
    ]
    if not waits:
        return "No attempt has to wait for its day."
    return f"The next attempt is due later: {', '.join(waits)}."


def _claim(candidates: Candidates, person: int) -> str:
    if candidates.claimed[person]:
        return "Somebody else has this household's row open."
    return "Nobody else has it open."


def _hold_out(candidates: Candidates, person: int) -> str:
    if not candidates.held_out[person]:
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
