"""What contacts brought up that has to be put right in the practice's own system,
ticked off by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from retention.facts import contact
from retention.facts.names import names
from retention.outreach import OUTCOMES
from retention.practice import Practice
from retention.workflows.homes import Home

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
    rows = contact.numbers(practice, ids)
    known = rows[rows >= 0]
    called = dict(zip(known.tolist(), names(practice, known), strict=True))
    return [called.get(row, "") for row in rows.tolist()]
