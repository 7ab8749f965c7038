"""Small practices of rows for the lists: each person has a phone, an address and an
e-mail unless a test says otherwise.

`tests.builders` describes in lines of text what figures count, which have no addresses.
"""

from datetime import date, datetime

import pandas as pd

from retention.core.policy import Policy
from retention.outreach import Log
from retention.practice import Practice, conform
from tests.builders import from_rows
from tests.remembered import practice_of

D = date(2026, 11, 20)
"""The day of the exports, and of work unless a test says otherwise."""


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def person(key: str, **columns) -> dict:
    """An adult of their own household who can be reached every way."""
    return {
        "id": key,
        "last_name": "Johnson",
        "first_name": key.title(),
        "birth_date": date(1980, 5, 6),
        "status": "active",
        "household_id": key,
        "mobile_phone": "(305) 555-0140",
        "email": f"{key}@example.com",
        "address_1": "1 Elm St",
        "city": "Salem",
        "state": "OR",
        "zip": "97301",
        **columns,
    }


def child(key: str, of: str | None, **columns) -> dict:
    """A child of five without a phone or e-mail of their own; `of` is the guarantor."""
    own = {
        "mobile_phone": None,
        "email": None,
        "birth_date": date(2021, 3, 4),
        "household_id": of or key,
    }
    return person(key, **{**own, **columns})


def visit(key: str, on: str, cents: int = 12000, code: str = "D0120") -> dict:
    return {
        "patient_id": key,
        "code_raw": code,
        "status": "completed",
        "completed_on": day(on),
        "fee_cents": cents,
    }


def plan(key: str, on: str | None, cents: int, code: str = "D2740", **columns) -> dict:
    """A care item; `done` is the day it was completed."""
    done = day(columns.pop("done", None))
    status = "completed" if done else "planned"
    known = {
        "planned_on": day(on),
        "completed_on": done,
        "status": status,
        "code_raw": code,
        "fee_cents": cents,
    }
    return {"patient_id": key, **known, **columns}


def drifting(key: str) -> list[dict]:
    """Two visits, the last 15 months before the export: lapsing, and nothing else."""
    return [visit(key, "2025-02-03"), visit(key, "2025-08-04")]


def practice(
    people,
    procedures=(),
    *,
    appointments=(),
    recalls=(),
    contacts=(),
    merges=(),
    calls=(),
    claims=(),
    without=(),
    **policy,
) -> Practice:
    """The practice of those rows; the keyword arguments left over are policy values.

    Where work was done, Zoe did the most and has left, so that nobody else is the best
    customer by accident.
    """
    if any(row["status"] == "completed" for row in procedures):
        people = [*people, person("zoe", status="inactive", mobile_phone=None)]
        procedures = [*procedures, visit("zoe", "2025-01-02", 99_999_00)]
    rows = {
        "patient": people,
        "procedure": procedures,
        "appointment": appointments,
        "recall": recalls,
        "contact": contacts,
        "merge": merges,
        "call": calls,
        "claim": claims,
    }
    given = {name: list(rows[name]) for name in rows if name not in without}
    return practice_of(repr((given, policy)), lambda: _conformed(given, policy))


def _conformed(given: dict[str, list[dict]], policy: dict) -> Practice:
    tables = {name: from_rows(name, rows) for name, rows in given.items()}
    return conform(tables, D, Policy(**policy))


def booking(key: str, on: str) -> dict:
    return {
        "patient_id": key,
        "status": "scheduled",
        "starts_at": datetime.fromisoformat(f"{on}T09:00"),
    }


def log(*contacts: dict, stops: tuple[tuple[str, str], ...] = ()) -> Log:
    """A log of those contacts, in the types of the work database."""
    empty = Log.empty()
    rows = pd.DataFrame(list(contacts), columns=list(empty.contacts.columns)).astype(
        empty.contacts.dtypes.to_dict()
    )
    return Log(
        rows, pd.DataFrame(list(stops), columns=["patient_id", "channel"]).astype("str")
    )


def contact(
    key: str, outcome: str, on: str, reason: str = "lapsing", **columns
) -> dict:
    """One contact logged here."""
    given = {
        "patient_id": key,
        "day": pd.Timestamp(on),
        "reason": reason,
        "outcome": outcome,
        "channel": "phone",
    }
    call_back = columns.pop("call_back_on", None)
    return {
        **given,
        "reached": None,
        "call_back_on": pd.Timestamp(call_back) if call_back else pd.NaT,
        **columns,
    }
