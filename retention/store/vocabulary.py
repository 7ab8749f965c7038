"""The words that a contact, a stop or a decision may carry (definitions.md 7), and the
check at the door.
"""

import math
from collections.abc import Collection
from datetime import datetime

from retention.core.errors import RetentionError
from retention.core.schema import CHANNELS

REASONS = (
    "sitting",
    "recall_overdue",
    "recall_estimated",
    "came_once",
    "lapsing",
    "lapsed",
    "broken",
    "best_at_risk",
    "call_back",
    "call",
    "enquiry",
    "promise",
    "complaint",
    "thank_you",
    "claim",
    "benefits",
)
OUTCOMES = (
    "booked",
    "call_back",
    "left_message",
    "no_answer",
    "busy",
    "wrong_number",
    "disconnected",
    "declined_not_now",
    "declined_leaving",
    "already_booked",
    "moved",
    "another_dentist",
    "cost",
    "fear",
    "complaint",
    "do_not_contact",
    "deceased",
    "duplicate",
    "mailed",
)
CONTACT_CHANNELS = tuple(channel for channel in CHANNELS if channel != "none")
ALL_CHANNELS = "all"
UNITS = ("people", "appointments", "visits", "cents", "share")
"""What a figure's value may be; a share lies between 0 and 1, but for ratios of two
headcounts.
"""
DUPLICATES = ("same", "different", "undecided")
"""What a person says of two rows that look like one patient; "undecided" takes back
what was said.
"""
CLOSING_REASONS = (
    "cost",
    "insurance",
    "fear",
    "moved",
    "another_dentist",
    "dissatisfied",
    "no_need",
    "other",
)
"""Why somebody leaves; asked for with every outcome `declined_leaving` (definitions.md
7).
"""
CORRECTIONS = (
    "wrong_number",
    "disconnected",
    "moved",
    "another_dentist",
    "deceased",
    "duplicate",
    "do_not_contact",
)
"""Outcomes after which something has to be put right in the practice's own system
too.
"""
BAD_NUMBERS = ("wrong_number", "disconnected")
CAMPAIGN_KINDS = ("treatment", "own_service", "promotion", "paid_by_others")
"""What a campaign is before the law: care we owe, our own services, an offer,
advertising for pay.
"""
ARMS = ("treated", "held_out")
STOP_CHANNELS = (ALL_CHANNELS, *CONTACT_CHANNELS)


def one_of(what: str, given: str, known: Collection[str]) -> str:
    """The word as given; RetentionError with the known words where it is none of
    them.
    """
    if given not in known:
        raise RetentionError(
            f"“{given}” is no {what}. Nothing was saved. Known: {', '.join(known)}."
        )
    return given


def patient(patient_id: str) -> str:
    """The patient's id without blanks around it; RetentionError where nothing is
    left.
    """
    if not patient_id.strip():
        raise RetentionError(
            "The patient's id is empty. Nothing was saved; choose a patient, then "
            "try again."
        )
    return patient_id.strip()


def figure(key: str) -> str:
    """A figure's key as given; RetentionError where it is empty."""
    if not key.strip():
        raise RetentionError(
            "No figure is named. Nothing was saved; name one by its key, then try "
            "again."
        )
    return key


def number(value: float) -> float:
    """A number as given; RetentionError where it is none, or has no end."""
    if not math.isfinite(value):
        raise RetentionError(
            f"“{value}” is no number. Nothing was saved; give one, then try again."
        )
    return value


def wall_clock(at: datetime) -> datetime:
    """The time as the practice's clock shows it: stored without a zone."""
    return at.replace(tzinfo=None)
