"""What people did here: contacts and stops as the work keeps them, and what each
outcome means (definitions.md 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import pandas as pd

CONTACT_COLUMNS: Mapping[str, str] = {
    "patient_id": "str",
    "day": "datetime64[us]",
    "reason": "str",
    "outcome": "str",
    "reached": "boolean",
    "channel": "str",
    "call_back_on": "datetime64[us]",
    "note": "str",
    "by": "str",
}
STOP_COLUMNS: Mapping[str, str] = {"patient_id": "str", "channel": "str"}
LIFTED_COLUMNS: Mapping[str, str] = {"patient_id": "str", "day": "datetime64[us]"}
CLAIM_COLUMNS: Mapping[str, str] = {
    "household_id": "str",
    "by": "str",
    "until": "datetime64[us]",
}
ARM_COLUMNS: Mapping[str, str] = {"household_id": "str", "until": "datetime64[us]"}


def _no_rows(columns: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


@dataclass(frozen=True)
class Outcome:
    """What came of a contact, and what follows for the list."""

    key: str
    title: str
    reaches: bool = True
    """Somebody was spoken to, unless the contact itself says otherwise
    (`logged.reached`).
    """
    is_attempt: bool = True
    """Counts towards the most attempts per reason."""
    closes: bool = False
    """Takes the person off every list until their next visit."""


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("booked", "Booked"),
    Outcome("call_back", "Asked to be called back", is_attempt=False),
    Outcome("left_message", "Left a message", reaches=False),
    Outcome("no_answer", "No answer", reaches=False),
    Outcome("busy", "Busy", reaches=False),
    Outcome("wrong_number", "Wrong number", reaches=False),
    Outcome("disconnected", "Number disconnected", reaches=False),
    Outcome("declined_not_now", "Not now"),
    Outcome("declined_leaving", "Leaving us", closes=True),
    Outcome("already_booked", "Already booked", is_attempt=False),
    Outcome("moved", "Moved away", closes=True),
    Outcome("another_dentist", "Has another dentist", closes=True),
    Outcome("cost", "Cost or insurance"),
    Outcome("fear", "Afraid of treatment"),
    Outcome("complaint", "Complaint"),
    Outcome("do_not_contact", "Do not contact", is_attempt=False),
    Outcome("deceased", "Deceased", is_attempt=False, closes=True),
    Outcome("duplicate", "Duplicate record", is_attempt=False, closes=True),
    Outcome("mailed", "Letter or e-mail sent", reaches=False),
)
OUTCOME: Mapping[str, Outcome] = {outcome.key: outcome for outcome in OUTCOMES}
BOOKINGS = ("booked", "already_booked")
BAD_NUMBER = ("wrong_number", "disconnected")
"""After these the number is out: the next one on file is used."""


@dataclass(frozen=True, eq=False)
class Log:
    """What people did here, read afresh from the work and passed in."""

    contacts: pd.DataFrame
    """One row per contact logged here, in the order logged: patient_id, day, reason,
    outcome, reached (may be missing), channel, call_back_on (NaT for none), note, by
    (who logged it, may be missing).
    """
    stops: pd.DataFrame
    """One row per stop in force: patient_id, channel ("all" or one)."""
    lifted: pd.DataFrame = field(default_factory=lambda: _no_rows(LIFTED_COLUMNS))
    """One row per stop on all channels that was lifted: patient_id, day.

    It voids a `do_not_contact` up to that day, which else counts for ever, even without
    a stop.
    """
    claims: pd.DataFrame = field(default_factory=lambda: _no_rows(CLAIM_COLUMNS))
    """One row per household whose row somebody else has open now: household_id, by
    (their name), until (a moment).
    """
    held_out: pd.DataFrame = field(default_factory=lambda: _no_rows(ARM_COLUMNS))
    """One row per household that a campaign holds out for comparison now: household_id,
    until (the first day free).
    """

    @classmethod
    def empty(cls) -> Self:
        """A log in which nothing has happened yet."""
        return cls(_no_rows(CONTACT_COLUMNS), _no_rows(STOP_COLUMNS))
