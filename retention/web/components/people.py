"""The people behind a figure, one row per person.

Who is in it, who is not, who was left out and why.
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
    """People in the order in which they are listed.

    The other columns are there where they mean something.
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
    """The lists behind a reading, those that there are.

    Those counted, of a share those of the whole who are not, and those left out.
    """
    if not reading.is_known:
        return {}

    lists = {PART: _of(practice, reading, reading.part)}
    if reading.is_share:
        lists[REST] = _of(practice, reading, ~reading.part)
    left_out = _left_out(practice, reading)
    if len(left_out):
        lists[LEFT_OUT] = left_out
    return lists


def listed(
    practice: Practice,
    people: PeopleTable,
    stopped: np.ndarray,
    first: int = 0,
    number: int | None = None,
) -> pd.DataFrame:
    """Some of those people as a table to read.

    Args:
        practice: The records.
        people: All of the list.
        stopped: Who asked not to be contacted, one place per row of the patient list;
            the table says so in place of a phone.
        first: The first person of the list to show.
        number: How many to show; None for all.

    Returns: Name, Phone, Last visit, then Items, Amount and Why left out where known.
    """
    last_row = None if number is None else first + number
    chosen = slice(first, last_row)
    rows = people.person[chosen]
    last = visits.last_visit(practice)[rows]
    numbers = phones(practice, rows)
    columns = {
        "Name": names(practice, rows),
        "Phone": np.where(stopped[rows], frame.DO_NOT_CONTACT, numbers),
        "Last visit": [formatting.day(day.item()) for day in last],
    }

    if people.items is not None:
        items = people.items[chosen]
        columns["Items"] = [formatting.count(int(number)) for number in items]
    if people.cents is not None:
        amounts = people.cents[chosen]
        columns["Amount"] = [formatting.money(int(cents)) for cents in amounts]
    if people.why is not None:
        columns["Why left out"] = people.why[chosen].tolist()
    return pd.DataFrame(columns)


def phones(practice: Practice, rows: np.ndarray) -> list[str]:
    """The phone of each of those people, mobile before home before work, or "–"."""
    first_phones = contactability.first_phone(practice, rows)
    return [phone or formatting.ABSENT for phone in first_phones]


def _of(practice: Practice, reading: Reading, chosen: np.ndarray) -> PeopleTable:
    """The subjects chosen, summed up by person: largest amount first, else by name."""
    person, index = np.unique(reading.person[chosen], return_inverse=True)
    count = len(person)
    cents = None
    if reading.cents is None:
        order = _by_name(practice, person)
    else:
        amounts = reading.cents[chosen]
        sums = np.bincount(index, weights=amounts, minlength=count)
        cents = sums.astype(np.int64)
        order = np.argsort(-cents, kind="stable")
        cents = cents[order]

    items = None
    if reading.subject is not Subject.PERSON:
        items_of_each = np.bincount(index, minlength=count)
        items = items_of_each[order]
    return PeopleTable(person[order], items=items, cents=cents)


def _left_out(practice: Practice, reading: Reading) -> PeopleTable:
    """Everybody left out, under the first reason that holds for them."""
    people_by_reason = []
    reasons = []
    for why, rows in reading.left_out.items():
        if not len(rows):
            continue
        people = persons(practice, reading.subject, rows)
        people_by_reason.append(people)
        reasons.append(np.full(len(people), why, dtype=object))
    if not reasons:
        return PeopleTable(np.empty(0, dtype=np.int64))

    everybody = np.concatenate(people_by_reason)
    reason = np.concatenate(reasons)
    # of several reasons the first one counts
    person, first = np.unique(everybody, return_index=True)
    order = _by_name(practice, person)
    first_reason = reason[first]
    return PeopleTable(person[order], why=first_reason[order])


def _by_name(practice: Practice, person: np.ndarray) -> np.ndarray:
    """The order of those people by family name, then by first name."""
    names_of_all = practice.people[["last_name", "first_name"]]
    people = names_of_all.iloc[person].fillna("")
    first_name = people["first_name"].str.casefold()
    last_name = people["last_name"].str.casefold()
    keys = (first_name.to_numpy(object), last_name.to_numpy(object))
    return np.lexsort(keys)
