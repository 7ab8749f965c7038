"""The lookup: why someone is, or is not, on the outreach list (definitions.md 7)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from retention.core.arrays import BoolArray
from retention.core.errors import RetentionError
from retention.facts import contactability
from retention.outreach import eligibility, reasons
from retention.outreach.candidates import Candidates
from retention.outreach.contact_log import Log
from retention.outreach.eligibility import RULES
from retention.outreach.ranking import ReasonScore, parts
from retention.outreach.reasons import REASONS
from retention.practice import Practice


@dataclass(frozen=True)
class RuleAnswer:
    """One rule asked about one person: whether it keeps them off, and what is so."""

    rule: str
    title: str
    holds: bool
    """Keeps this person off the list: of the reasons still open before it, it leaves
    none.
    """
    because: str


@dataclass(frozen=True)
class Explanation:
    """Why a patient is, or is not, on the list."""

    patient_id: str
    """The id that the answer is about: the winner's, where the id asked for was merged
    into it.
    """
    asked_id: str
    on_list: bool
    reasons: tuple[ReasonScore, ...]
    """The reasons they have, whether or not a rule stops them."""
    absent: tuple[tuple[str, str], ...]
    """The reasons they do not have: key and why not."""
    rules: tuple[RuleAnswer, ...]
    """All rules in order."""
    stopped_by: str | None
    """The first rule that keeps them off; None on the list, and for people without a
    reason whom no rule stops.
    """
    summary: str
    """The answer in one sentence."""


def explain_patient(
    practice: Practice, log: Log, today: date, patient_id: str
) -> Explanation:
    """Why this patient is, or is not, on the list of that day.

    An id that was merged into another answers for the winner.

    Raises:
        RetentionError: The records do not have the id.
    """
    asked = patient_id.strip()
    ids = pd.Series([asked], dtype="str")
    person = int(contactability.numbers(practice, ids)[0])
    if person < 0:
        raise RetentionError(
            f"No patient has the id “{asked}”. Look the id up in the patient "
            "list, then ask again."
        )

    candidates = Candidates(practice, log, today)
    held = reasons.held(candidates)[person]
    has_reason = bool(held.any())
    answers = _answers(candidates, person, held)
    stopped = next((answer for answer in answers if answer.holds), None)
    absent = tuple(
        (reason.key, _why_not(candidates, reason, person)) for reason in _without(held)
    )
    return Explanation(
        patient_id=practice.people["id"].iloc[person],
        asked_id=asked,
        on_list=has_reason and stopped is None,
        reasons=parts(candidates, person, np.flatnonzero(held).tolist()),
        absent=absent,
        rules=answers,
        stopped_by=stopped.rule if stopped else None,
        summary=_summary(practice, person, has_reason, stopped),
    )


def _answers(
    candidates: Candidates, person: int, held: BoolArray
) -> tuple[RuleAnswer, ...]:
    """Every rule's answer, in order.

    One that comes after the person was already stopped is asked about all reasons held.
    """
    still = held
    answers = []
    for rule in RULES:
        pairs = rule.pairs(candidates)[person]
        stops = np.broadcast_to(pairs, held.shape)
        asked = still if still.any() else held
        relevant = stops[asked] if asked.any() else stops
        holds = bool(relevant.all())
        because = rule.because(candidates, person)
        answer = RuleAnswer(rule.key, rule.title, holds, because)
        answers.append(answer)
        still = still & ~stops

    return tuple(answers)


def _without(held: BoolArray) -> list[reasons.Reason]:
    """The reasons that are not held."""
    absent = []
    for reason, holds in zip(REASONS, held, strict=True):
        if not holds:
            absent.append(reason)
    return absent


def _why_not(it: Candidates, reason: reasons.Reason, person: int) -> str:
    return (
        reason.unknown(it.practice)
        or eligibility.not_a_person(it.practice, person)
        or reason.why_not(it, person)
    )


def _summary(
    practice: Practice, person: int, has_reason: bool, stopped: RuleAnswer | None
) -> str:
    if stopped and (has_reason or stopped.rule in ("departed", "no_person")):
        return f"Not on the list: {stopped.title.lower()}. {stopped.because}"

    if has_reason:
        return "On the list."
    return "Not on the list: there is no reason to contact them."
