"""The people behind a figure: who is in it, who is not, who was left out and why; one
row per person.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from retention.core import formatting
from retention.facts import contactability, visits
from retention.facts.identity import names
from retention.metrics import Reading
from retention.metrics.groups import persons
from retention.practice import Practice, Subject
from retention.web.copy import frame

PART = "part"
REST = "rest"
LEFT_OUT = "left_out"


@dataclass(frozen=True, eq=False)
class PeopleTable:
    """People in the order in which they are listed; the other columns are there where
    they mean something.
    """

    person: np.ndarray
    """Number of each person."""
    items: np.ndarray | None = None
    """How many items, visits or appointments of each person are meant."""
    cents: np.ndarray | None = None
    why: np.ndarray | None = None
    """Why each person was left out."""

    def __len__(self) -> int:
        return len(self.person)


def groups(practice: Practice, reading: Reading) -> dict[str, PeopleTable]:
    """The lists behind a reading: those counted, of a share those of the whole who are
    not, and those left out.
    """
    if not reading.is_known:
        return {}
    lists = {PART: _of(practice, reading, reading.part)}
    if reading.is_share:
        lists[REST] = _of(practice, reading, ~reading.part)
    left_out = _left_out(practice, reading)
    return {**lists, LEFT_OUT: left_out} if len(left_out) else lists


def listed(
    practice: Practice,
    people: PeopleTable,
    stopped: np.ndarray,
    first: int = 0,
    number: int | None = None,
) -> pd.DataFrame:
    """Those people as a table to read: Name, Phone, Last visit, then Items, Amount and
    Why where they are known.

    In place of a phone it says of the `stopped` (one place per row of the patient list)
    that nobody contacts them.
    """
    chosen = slice(first, None if number is None else first + number)
    rows = people.person[chosen]
    last = visits.last_visit(practice)[rows]
    columns = {
        "Name": names(practice, rows),
        "Phone": np.where(stopped[rows], frame.DO_NOT_CONTACT, phones(practice, rows)),
        "Last visit": [formatting.day(day.item()) for day in last],
    }
    if people.items is not None:
        columns["Items"] = [
            formatting.count(int(number)) for number in people.items[chosen]
        ]
    if people.cents is not None:
        columns["Amount"] = [
            formatting.money(int(cents)) for cents in people.cents[chosen]
        ]
    if people.why is not None:
        columns["Why left out"] = people.why[chosen].tolist()
    return pd.DataFrame(columns)


def phones(practice: Practice, rows: np.ndarray) -> list[str]:
    """The phone of each of those people, mobile before home before work; "–" where
    there is none.
    """
    return [
        phone or formatting.ABSENT
        for phone in contactability.first_phone(practice, rows)
    ]


def _of(practice: Practice, reading: Reading, chosen: np.ndarray) -> PeopleTable:
    """The subjects chosen, summed up by person: largest amount first, else by name."""
    person, place = np.unique(reading.person[chosen], return_inverse=True)
    items = (
        None
        if reading.subject is Subject.PERSON
        else np.bincount(place, minlength=len(person))
    )
    if reading.cents is None:
        order = _by_name(practice, person)
        return PeopleTable(person[order], None if items is None else items[order])
    cents = np.bincount(
        place, weights=reading.cents[chosen], minlength=len(person)
    ).astype(np.int64)
    order = np.argsort(-cents, kind="stable")
    return PeopleTable(
        person[order], None if items is None else items[order], cents[order]
    )


def _left_out(practice: Practice, reading: Reading) -> PeopleTable:
    """Everybody left out, under the first reason that holds for them."""
    reasons = [
        (persons(practice, reading.subject, rows), why)
        for why, rows in reading.left_out.items()
        if len(rows)
    ]
    if not reasons:
        return PeopleTable(np.empty(0, dtype=np.int64))
    everybody = np.concatenate([person for person, _ in reasons])
    why = np.concatenate(
        [np.full(len(person), why, dtype=object) for person, why in reasons]
    )
    person, first = np.unique(everybody, return_index=True)
    order = _by_name(practice, person)
    return PeopleTable(person[order], why=why[first][order])


def _by_name(practice: Practice, person: np.ndarray) -> np.ndarray:
    frame = practice.people[["last_name", "first_name"]].iloc[person].fillna("")
    return np.lexsort(
        (
            frame["first_name"].str.casefold().to_numpy(object),
            frame["last_name"].str.casefold().to_numpy(object),
        )
    )
