"""Sentences about what people wait for from us: an appointment in place of a broken
one, a call, an answer.
"""

import numpy as np
import pandas as pd

from retention import formats
from retention.facts import broken, calls, claims, standing
from retention.outreach.logged import Logged
from retention.outreach.sentences import HAS_LEFT, ago
from retention.practice import Practice


def broken_lately(it: Logged, person: int) -> str:
    """The last broken appointment that nothing followed, and what became of it."""
    rows = _of(
        it.practice.appointments,
        person,
        broken.not_rebooked(it.practice) & broken.lately(it.practice),
    )
    return f"{_broken(it.practice, rows)}, and nothing is booked since."


def not_broken_lately(it: Logged, person: int) -> str:
    """Nothing was broken lately, or it was made good."""
    rows = _of(it.practice.appointments, person, broken.lately(it.practice))
    if not len(rows):
        return (
            f"No appointment was broken in the {broken.LATELY_DAYS} days before the "
            "export."
        )
    if _has_left(it.practice, person):
        return HAS_LEFT
    return f"{_broken(it.practice, rows)}, and a visit or a booking has followed."


def call_back(it: Logged, person: int) -> str:
    """The day they were promised."""
    day = it.call_back_on[person].item()
    late = "" if day == it.today else f" ({ago(it, day)})"
    return f"Asked to be called back on {formats.day(day)}{late}."


def no_call_back(it: Logged, person: int) -> str:
    """No promise is open, or its day has not come."""
    day = it.call_back_on[person]
    if np.isnat(day):
        return "No call-back is promised."
    if day > np.datetime64(it.today, "D"):
        return f"A call-back is promised for {formats.day(day.item())}."
    return HAS_LEFT


def call(it: Logged, person: int) -> str:
    """The day of the call that was missed."""
    day = calls.unreturned(it.practice)[person].astype("datetime64[D]").item()
    return (
        f"Called us on {formats.day(day)} ({ago(it, day)}), was not answered and has "
        "not been called back."
    )


def no_call(it: Logged, person: int) -> str:
    """No call was missed lately, or something followed."""
    missed = calls.last_missed(it.practice)[person].astype("datetime64[D]")
    if np.isnat(missed):
        return (
            f"No call of theirs was missed in the {calls.LATELY_DAYS} days before the "
            "export."
        )
    if _has_left(it.practice, person):
        return HAS_LEFT
    return (
        f"The call missed on {formats.day(missed.item())} was followed by a call, a "
        "contact or a visit."
    )


def complaint(it: Logged, person: int) -> str:
    """The day of the complaint that is open."""
    day = it.complaint_on[person].item()
    return (
        f"Complained on {formats.day(day)} ({ago(it, day)}), and nobody has spoken to "
        "them since."
    )


def no_complaint(it: Logged, person: int) -> str:
    """No complaint is open."""
    if not np.isnat(it.complaint_on[person]):
        return HAS_LEFT
    return "No complaint logged here is open."


def claim(it: Logged, person: int) -> str:
    """The oldest claim that waits, and how many more."""
    rows = _of(it.practice.claims, person, claims.to_explain(it.practice))
    oldest = rows[np.argmax(claims.days_waiting(it.practice)[rows])]
    more = (
        f" (and {formats.plural(len(rows) - 1, 'more claim')})" if len(rows) > 1 else ""
    )
    return f"{_sent(it, oldest)} has no answer from the insurance yet{more}."


def no_claim(it: Logged, person: int) -> str:
    """No bill waits, or none for so long."""
    bills = ~it.practice.claims["is_preauthorisation"].to_numpy() & ~np.isnan(
        claims.days_waiting(it.practice)
    )
    rows = _of(it.practice.claims, person, bills)
    if not len(rows):
        return "No claim waits for an answer."
    if _has_left(it.practice, person):
        return HAS_LEFT
    oldest = rows[np.argmax(claims.days_waiting(it.practice)[rows])]
    return (
        f"{_sent(it, oldest)} waits for its answer, but no longer than "
        f"{claims.TO_EXPLAIN_DAYS} days."
    )


def _of(frame: pd.DataFrame, person: int, chosen: np.ndarray) -> np.ndarray:
    """The person's rows of a frame, among those chosen."""
    return np.flatnonzero((frame["person"].to_numpy() == person) & chosen)


def _broken(practice: Practice, rows: np.ndarray) -> str:
    """What became of the latest of those appointments: "The appointment of Nov 3, 2026
    was missed".
    """
    day = practice.appointments["day"].to_numpy()[rows]
    latest = int(np.argmax(day))
    became = broken.kind(practice)[rows[latest]].removesuffix(" unspecified")
    return (
        "The appointment of "
        f"{formats.day(day[latest].astype('datetime64[D]').item())} was {became}"
    )


def _sent(it: Logged, row: int) -> str:
    sent = it.practice.claims["sent_on"].iloc[row].date()
    cents = int(it.practice.claims["cents"].iloc[row])
    worth = f" for {formats.money(cents)}" if cents else ""
    return f"The claim{worth} sent {formats.day(sent)} ({ago(it, sent)})"


def _has_left(practice: Practice, person: int) -> bool:
    return bool(standing.departed(practice, practice.exported)[person])
