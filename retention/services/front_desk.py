"""The front desk's verbs: open a row, log a contact, stop, put right."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from retention.core.errors import RetentionError
from retention.facts import contactability
from retention.facts.contactability import numbers
from retention.facts.identity import names
from retention.outreach import OUTCOMES
from retention.practice import Practice, fact
from retention.services.homes import Home
from retention.store import RowLock


@dataclass(frozen=True)
class Caller:
    """Who works here now."""

    holder: str
    """Token of one session, secret to it: what tells two people of one name apart."""
    by: str
    """The name said, shown to others and kept with what is logged."""


def take(
    home: Home, name: str, household_id: str, caller: Caller, now: datetime
) -> RowLock:
    """Take a household's row for 15 minutes: the claim that stands, theirs where its
    `holder` is the caller's.

    Asked again it lasts 15 minutes from then; an expired one of somebody else is taken
    over.
    """
    return home.work.claim(
        name, household_id, holder=caller.holder, by=caller.by, at=now
    )


def let_go(home: Home, name: str, household_id: str, caller: Caller) -> None:
    """Give a household's row back, where the caller has it."""
    home.work.release(name, household_id, holder=caller.holder)


def claims(home: Home, name: str, now: datetime) -> tuple[RowLock, ...]:
    """The rows that are taken now, the oldest first."""
    return home.work.claims(name, now)


_DIGITS = 32  # 128 bits: nobody guesses one, and no two people share one


def person_token(home: Home, name: str, practice: Practice, patient_id: str) -> str:
    """The token of a patient, the winner's where the id was merged; RetentionError
    where the id is unknown.

    It is a hash of the patient's id with the practice's secret (HMAC-SHA256), the same
    for as long as the id is.
    """
    return person_tokens(home, name, practice, [person_row(practice, patient_id)])[0]


def person_tokens(
    home: Home, name: str, practice: Practice, rows: Sequence[int] | np.ndarray
) -> list[str]:
    """The tokens of those rows of the patient list."""
    tokens = list(_tokens(practice, home.work.secret(name)))
    return [tokens[row] for row in rows]


def person_of_token(
    home: Home, name: str, practice: Practice, token: str
) -> str | None:
    """The id of the patient whose token it is; None where it is nobody's in this
    practice.
    """
    row = _tokens(practice, home.work.secret(name)).get(token.strip().lower())
    return None if row is None else str(practice.people["id"].iloc[row])


@fact
def _tokens(practice: Practice, secret: str) -> dict[str, int]:
    """Every row of the patient list by its token, in order; made once per snapshot, 2
    µs a row.
    """
    key = bytes.fromhex(secret)
    ids = practice.people["id"].tolist()
    return {
        hmac.digest(key, own.encode(), hashlib.sha256).hex()[:_DIGITS]: row
        for row, own in enumerate(ids)
    }


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


_TITLES = {outcome.key: outcome.title for outcome in OUTCOMES}
_TO_DO: Mapping[str, str] = {
    "wrong_number": "Take the number out, or enter the right one.",
    "disconnected": "Take the number out, or enter a new one.",
    "moved": "Enter the new address, or set them inactive.",
    "another_dentist": "Set them inactive, and send their records where they ask.",
    "deceased": (
        "Set them to deceased; nobody of the household is to get a letter in their "
        "name."
    ),
    "duplicate": "Merge the two rows.",
    "do_not_contact": "Set their contact preferences to “do not contact”.",
}


@dataclass(frozen=True)
class Correction:
    """One thing to put right, and the contact that brought it up."""

    number: int
    patient_id: str
    name: str
    """"" where the records no longer have the patient."""
    what: str
    """The contact's outcome, one of `work.CORRECTIONS`."""
    title: str
    do: str
    """What to change in the practice's own system, in a sentence."""
    at: datetime
    by: str
    """Who logged the contact; "" where nobody said."""
    note: str
    done_at: datetime | None
    done_by: str


def corrections(home: Home, name: str, practice: Practice) -> tuple[Correction, ...]:
    """Everything that came up, what is open first, each in the order it came up."""
    found = home.work.corrections(name)
    said = home.work.every_contact(name).set_index("id")[["by", "note"]]
    found = found.join(said, on="contact_id").assign(
        name=_names(practice, found["patient_id"])
    )
    found = found.sort_values("done_at", key=lambda done: done.notna(), kind="stable")
    return tuple(_correction(row) for row in found.to_dict("records"))


def corrected(home: Home, name: str, number: int, now: datetime, by: str = "") -> None:
    """Tick one off; RetentionError where no open one has that number."""
    home.work.correct(name, number, at=now, by=by)


def _correction(row: Mapping[Any, Any]) -> Correction:
    return Correction(
        number=row["id"],
        patient_id=row["patient_id"],
        name=row["name"],
        what=row["what"],
        title=_TITLES[row["what"]],
        do=_TO_DO[row["what"]],
        at=row["at"].to_pydatetime(),
        by=row["by"],
        note=row["note"],
        done_at=None if pd.isna(row["done_at"]) else row["done_at"].to_pydatetime(),
        done_by=row["done_by"],
    )


def _names(practice: Practice, ids: pd.Series) -> list[str]:
    rows = contactability.numbers(practice, ids)
    known = rows[rows >= 0]
    called = dict(zip(known.tolist(), names(practice, known), strict=True))
    return [called.get(row, "") for row in rows.tolist()]
