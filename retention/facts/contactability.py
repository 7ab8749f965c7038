"""Contact: how each person can be reached, and when the practice's own system last did
(definitions.md 0 and 7).
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray, IndexArray, IntArray
from retention.facts import identity, visits
from retention.facts.visits import winners
from retention.practice import Practice, fact
from retention.practice.forbidden import Forbidden, by_row

CHANNELS = ("phone", "mail", "email", "text")
"""The ways to reach a person, in the order in which they are tried."""

PHONES = ("mobile_phone", "home_phone", "work_phone")
ADDRESS = ("address_1", "city", "state", "zip")
ADULT_MONTHS = 18 * 12


@fact
def known(practice: Practice) -> bool:
    """Return whether the practice's contact log can be used.

    It says of some row how it was or which way it went (definitions.md 0).
    """
    rows = is_contact(practice)
    return bool(rows.any())


@fact
def last(practice: Practice) -> DayArray:
    """Return each person's last contact in the practice's own log up to the export.

    NaT for none, or where all are unknown.
    """
    log = practice.contacts
    contact_day = dates.days(log["at"])
    counts = is_contact(practice) & (contact_day <= practice.export_day)
    person = log["person"].to_numpy()[counts]
    day = contact_day[counts]
    order = np.argsort(day, kind="stable")
    latest = np.full(len(practice.people), visits.NONE)
    latest[person[order]] = day[order]
    return latest


@fact
def allowed(practice: Practice) -> Mapping[str, BoolArray]:
    """Return for each channel whether the patient list does not forbid it, per row.

    A consent not known is not forbidden. A word nobody explained, where a death, a
    refusal, a next visit or a status stands, forbids every channel.
    """
    allows = {}
    for channel in CHANNELS:
        consent = practice.people[f"{channel}_ok"]
        allows[channel] = consent.fillna(True).to_numpy(dtype=bool)

    for row, lines in forbidden(practice).items():
        for channel in CHANNELS:
            is_forbidden = any(line.forbids(channel) for line in lines)
            allows[channel][row] &= not is_forbidden
    return allows


@fact
def forbidden(practice: Practice) -> Mapping[int, tuple[Forbidden, ...]]:
    """Return what the patient list says against contacting someone, or of a death.

    By row; a merged row's lines are the winner's too.
    """
    winner_of = winners(practice)
    by_winner: dict[int, tuple[Forbidden, ...]] = {}
    for row, lines in by_row(practice.people).items():
        winner = int(winner_of[row])
        before = by_winner.get(winner, ())
        by_winner[winner] = (*before, *lines)
    return by_winner


@fact
def forbids_all(practice: Practice) -> BoolArray:
    """Return whether the patient list forbids every channel: do not contact."""
    channels = list(allowed(practice).values())
    allows_any: BoolArray = np.logical_or.reduce(channels)
    return ~allows_any


@fact
def usable(practice: Practice) -> Mapping[str, BoolArray]:
    """Return for each channel whether the patient list holds what it needs, per row.

    A phone: a number of seven digits or more; mail: street, city, state and zip;
    e-mail: something of the shape of an address; text: a mobile phone. What only fills
    the field (`identity`) is none of these.
    """
    people = practice.people
    has_phone = phones(practice)
    address = [_filled(people[name]) for name in ADDRESS]
    email = people["email"]
    is_nobodys = identity.is_placeholder_email(email)

    return {
        "phone": has_phone.any(axis=1),
        "mail": np.logical_and.reduce(address),
        "email": _filled(email) & ~is_nobodys,
        "text": has_phone[:, 0],
    }


@fact
def phones(practice: Practice) -> BoolArray:
    """Return whether each row has a number that can be dialled.

    Returns:
        One column each for mobile, home, work.
    """
    can_be_dialled = []
    for name in PHONES:
        number = practice.people[name]
        is_nobodys = identity.is_placeholder_phone(number)
        can_be_dialled.append(_filled(number) & ~is_nobodys)
    return np.column_stack(can_be_dialled)


def first_phone(practice: Practice, rows: IndexArray) -> list[str]:
    """Return the first number of each of those rows of the patient list.

    Mobile before home before work; "" for none.
    """
    numbers_of_people = practice.people[list(PHONES)].iloc[rows]
    filled = numbers_of_people.replace("", None).bfill(axis=1)
    first = filled.iloc[:, 0].fillna("")
    return first.astype(str).tolist()


def minor(practice: Practice, day: date) -> BoolArray:
    """Return whether each row is under 18 on a day; an unknown day of birth is not."""
    birth_day = dates.days(practice.people["birth_date"])
    youngest_adult = dates.before(day, ADULT_MONTHS)
    return birth_day > np.datetime64(youngest_adult, "D")


def numbers(practice: Practice, ids: pd.Series) -> IntArray:
    """Return the person's number behind each id, the winner's for a merged row.

    -1 for an id that is not on the list.
    """
    wanted = pd.Index(ids.astype(object))
    row = _rows_by_id(practice).get_indexer(wanted)
    winner_or_none = np.append(winners(practice), -1)
    return winner_or_none[row]


@fact
def _rows_by_id(practice: Practice) -> pd.Index:
    """Return the ids of the patient list, in which a row is looked up."""
    ids = practice.people["id"].astype(object)
    index: pd.Index = pd.Index(ids)
    return index


@fact
def is_contact(practice: Practice) -> BoolArray:
    """Return which rows of the contact log were sent or received, or have a mode.

    Only these are contacts (definitions.md 0, contact).
    """
    log = practice.contacts
    channel = log["channel"]
    has_mode = channel.notna() & (channel != "none")
    has_direction = log["direction"].isin(["sent", "received"])
    return (has_mode | has_direction).to_numpy(dtype=bool)


def _filled(column: pd.Series) -> BoolArray:
    """Return whether each text holds more than blanks."""
    trimmed = column.str.strip().fillna("")
    return (trimmed != "").to_numpy(dtype=bool)
