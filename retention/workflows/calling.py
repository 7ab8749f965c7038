"""The front desk's verbs: log a contact, stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

import pandas as pd

from retention.facts.contact import numbers
from retention.practice import Practice
from retention.problems import RetentionError
from retention.workflows.claiming import Caller
from retention.workflows.homes import Home

OTHER_HOUSEHOLD = (
    "Patients {one} and {other} are not of one household in the records. Nothing was "
    "saved; log the contact for each household of its own."
)


@dataclass(frozen=True)
class Contact:
    """What was said: reason and outcome (definitions.md 7), and what else is known of
    it.
    """

    reason: str
    outcome: str
    channel: str | None = None
    reached: bool | None = None
    note: str = ""
    call_back_on: date | None = None
    closing_reason: str | None = None
    """Why they leave, one of `work.CLOSING_REASONS`; asked for with
    `declined_leaving`.
    """
    script: str | None = None
    """Key of the opening line that the caller was shown."""


def log_contact(
    home: Home,
    name: str,
    practice: Practice,
    patient_id: str,
    contact: Contact,
    now: datetime,
    *,
    caller: Caller | None = None,
    also: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Log a contact with a patient of the practice; gives its number once it is on the
    disk.

    A merged id is logged under the one it was merged into. With it, all or nothing: the
    stop and the correction that follow from the outcome, the end of the caller's claim,
    and the same of others of the household in `also` (patient id to the reason that was
    spoken of). RetentionError for an unknown patient or word, and for others who are
    not of the household: what one family said never holds for another.
    """
    row = person_row(practice, patient_id)
    people = practice.people["id"]
    household = practice.people["household"]
    others = {person_row(practice, other): reason for other, reason in also.items()}
    strangers = [
        people[other] for other in others if household[other] != household[row]
    ]
    if strangers:
        raise RetentionError(
            OTHER_HOUSEHOLD.format(one=people[row], other=strangers[0])
        )
    return home.work.log_contact(
        name,
        people[row],
        household_id=people[household[row]],
        reason=contact.reason,
        outcome=contact.outcome,
        at=now,
        channel=contact.channel,
        reached=contact.reached,
        note=contact.note,
        call_back_on=contact.call_back_on,
        closing_reason=contact.closing_reason,
        script=contact.script,
        by=caller.by if caller else "",
        holder=caller.holder if caller else None,
        also={
            people[other]: reason for other, reason in others.items() if other != row
        },
    )


def stop(
    home: Home,
    name: str,
    practice: Practice,
    patient_id: str,
    why: str,
    now: datetime,
    *,
    also: Sequence[str] = (),
) -> int:
    """Switch every channel off for a patient of the practice, and for those in `also`,
    for all or for none.

    Gives the patient's stop's number.
    """
    first, *others = [
        practice.people["id"][person_row(practice, one)] for one in (patient_id, *also)
    ]
    return home.work.stop(name, first, since=now.date(), why=why, also=others)


def lift_stop(home: Home, name: str, patient_id: str, now: datetime) -> None:
    """Let a patient be contacted again."""
    home.work.lift_stop(name, patient_id, at=now)


def stops(home: Home, name: str) -> pd.DataFrame:
    """Every stop, lifted ones too: id, patient_id, channel, since, why, lifted_at."""
    return home.work.stops(name)


def person_row(practice: Practice, patient_id: str) -> int:
    """The row of a patient, of the winner where the id was merged; RetentionError where
    it is unknown.
    """
    row = int(numbers(practice, pd.Series([patient_id.strip()]))[0])
    if row < 0:
        raise RetentionError(
            f"There is no patient {patient_id} in the records. Check the number "
            "in your own system."
        )
    return row
