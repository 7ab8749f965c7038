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

from retention import store
from retention.core.errors import RetentionError
from retention.facts.contactability import numbers
from retention.facts.identity import names
from retention.outreach import OUTCOMES
from retention.practice import Practice, fact
from retention.services.homes import Home, OpenedPractice
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
    """Take a household's row for 15 minutes.

    Asked again it lasts 15 minutes from then. An expired lock of somebody else is taken
    over.

    Returns:
        The lock that stands: the caller's where its `holder` is theirs.
    """
    return home.store.row_locks.take(
        name, household_id, holder=caller.holder, by=caller.by, at=now
    )


def let_go(home: Home, name: str, household_id: str, caller: Caller) -> None:
    """Give a household's row back, where the caller has it."""
    home.store.row_locks.release(name, household_id, holder=caller.holder)


def claims(home: Home, name: str, now: datetime) -> tuple[RowLock, ...]:
    """The rows that are taken now, the oldest first."""
    return home.store.row_locks.held(name, now)


_DIGITS = 32  # 128 bits: nobody guesses one, and no two people share one


def person_token(opened: OpenedPractice, patient_id: str) -> str:
    """Give the token of a patient, the winner's where the id was merged.

    It is a hash of the patient's id with the practice's secret (HMAC-SHA256), the same
    for as long as the id is.

    Raises:
        RetentionError: The id is unknown.
    """
    row = person_row(opened.practice, patient_id)
    tokens = person_tokens(opened, [row])

    return tokens[0]


def person_tokens(
    opened: OpenedPractice, rows: Sequence[int] | np.ndarray
) -> list[str]:
    """Give the tokens of some rows of the patient list."""
    secret = opened.home.store.secrets.get(opened.key)
    row_of_token = _tokens(opened.practice, secret)
    tokens = list(row_of_token)
    return [tokens[row] for row in rows]


def person_of_token(opened: OpenedPractice, token: str) -> str | None:
    """Find the id of the patient with a token; None where it is nobody's here."""
    secret = opened.home.store.secrets.get(opened.key)
    row_of_token = _tokens(opened.practice, secret)
    written_plainly = token.strip().lower()
    if written_plainly not in row_of_token:
        return None

    row = row_of_token[written_plainly]
    return str(opened.practice.people["id"].iloc[row])


@fact
def _tokens(practice: Practice, secret: str) -> dict[str, int]:
    """Number every row of the patient list by its token, in order.

    It is made once per snapshot, at 2 µs a row.
    """
    key = bytes.fromhex(secret)
    ids = practice.people["id"].tolist()
    row_of_token = {}
    for row, patient_id in enumerate(ids):
        digest = hmac.digest(key, patient_id.encode(), hashlib.sha256)
        token = digest.hex()[:_DIGITS]
        row_of_token[token] = row

    return row_of_token


OTHER_HOUSEHOLD = (
    "Patients {one} and {other} are not of one household in the records. Nothing was "
    "saved; log the contact for each household of its own."
)


@dataclass(frozen=True)
class Contact:
    """What was said: reason and outcome (definitions.md 7), and further details."""

    reason: str
    outcome: str
    channel: str | None = None
    reached: bool | None = None
    note: str = ""
    call_back_on: date | None = None
    closing_reason: str | None = None
    """Why they leave, one of `store.CLOSING_REASONS`; asked for with
    `declined_leaving`.
    """
    script: str | None = None
    """Key of the opening line that the caller was shown."""


def log_contact(
    opened: OpenedPractice,
    patient_id: str,
    contact: Contact,
    now: datetime,
    *,
    caller: Caller | None = None,
    also: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Log a contact with a patient and what follows from it, all or nothing.

    A merged id is logged under its winner.

    Args:
        also: Others of the household of whom the same was said: the reason spoken of,
            by the patient's id.

    Returns:
        The contact's number.

    Raises:
        RetentionError: A patient or word is unknown, or `also` names another household.
    """
    row = person_row(opened.practice, patient_id)
    others = _others_of_household(opened.practice, row, also)
    ids = opened.practice.people["id"]
    household = opened.practice.people["household"][row]
    new = store.NewContact(
        ids[row],
        at=now,
        household_id=ids[household],
        by=caller.by if caller else "",
        **vars(contact),
    )
    holder = caller.holder if caller else None
    return opened.home.store.contacts.log(opened.key, new, holder=holder, also=others)


def _others_of_household(
    practice: Practice, row: int, also: Mapping[str, str]
) -> dict[str, str]:
    """Give the reasons of others of a household, by the ids they have now.

    The patient in `row` is left out where `also` names that one too.

    Raises:
        RetentionError: A patient is unknown, or of another household: what one family
            said never holds for another.
    """
    ids = practice.people["id"]
    household = practice.people["household"]
    reasons = {}
    for patient_id, reason in also.items():
        other = person_row(practice, patient_id)
        reasons[other] = reason

    for other in reasons:
        if household[other] != household[row]:
            raise RetentionError(OTHER_HOUSEHOLD.format(one=ids[row], other=ids[other]))
    reasons.pop(row, None)
    return {ids[other]: reason for other, reason in reasons.items()}


def stop(
    opened: OpenedPractice,
    patient_id: str,
    why: str,
    now: datetime,
    *,
    also: Sequence[str] = (),
) -> int:
    """Switch every channel off for a patient and those in `also`, for all or none.

    Returns:
        The number of the patient's stop.
    """
    rows = [person_row(opened.practice, patient) for patient in (patient_id, *also)]
    ids = opened.practice.people["id"]
    first, *others = [ids[row] for row in rows]
    return opened.home.store.stops.add(
        opened.key, first, since=now.date(), why=why, also=others
    )


def lift_stop(home: Home, name: str, patient_id: str, now: datetime) -> None:
    """Let a patient be contacted again."""
    home.store.stops.lift(name, patient_id, at=now)


def stops(home: Home, name: str) -> pd.DataFrame:
    """Every stop, lifted ones too: id, patient_id, channel, since, why, lifted_at."""
    return home.store.stops.all(name)


def person_row(practice: Practice, patient_id: str) -> int:
    """Find the row of a patient, of the winner where the id was merged.

    Raises:
        RetentionError: The id is unknown.
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
    """The contact's outcome, one of `store.CORRECTIONS`."""
    title: str
    do: str
    """What to change in the practice's own system, in a sentence."""
    at: datetime
    by: str
    """Who logged the contact; "" where nobody said."""
    note: str
    done_at: datetime | None
    done_by: str


def corrections(opened: OpenedPractice) -> tuple[Correction, ...]:
    """List all that came up, open ones first, each in the order it came up."""
    logged = opened.home.store.corrections.all(opened.key)
    contacts = opened.home.store.contacts.all(opened.key).set_index("id")
    with_contacts = logged.join(contacts[["by", "note"]], on="contact_id")
    names_of_patients = _names(opened.practice, logged["patient_id"])
    listed = with_contacts.assign(name=names_of_patients)
    open_first = listed.sort_values("done_at", key=pd.Series.notna, kind="stable")

    return tuple(_correction(row) for row in open_first.to_dict("records"))


def corrected(home: Home, name: str, number: int, now: datetime, by: str = "") -> None:
    """Tick one off; RetentionError where no open one has that number."""
    home.store.corrections.complete(name, number, at=now, by=by)


def _correction(row: Mapping[Any, Any]) -> Correction:
    done_at = None
    if not pd.isna(row["done_at"]):
        done_at = row["done_at"].to_pydatetime()
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
        done_at=done_at,
        done_by=row["done_by"],
    )


def _names(practice: Practice, ids: pd.Series) -> list[str]:
    """Give the patients' names in the order of the ids; "" for those unknown."""
    rows = numbers(practice, ids)
    known = rows[rows >= 0]
    names_of_known = names(practice, known)
    name_of_row = dict(zip(known.tolist(), names_of_known, strict=True))

    return [name_of_row.get(row, "") for row in rows.tolist()]
