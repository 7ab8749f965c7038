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
    """Whether the practice's contact log says of any row how it was or which way it
    went (definitions.md 0).
    """
    return bool(is_contact(practice).any())


@fact
def last(practice: Practice) -> DayArray:
    """Each person's last contact in the practice's own log up to the export; NaT for
    none, or where all are unknown.
    """
    log = practice.contacts
    day = log["at"].to_numpy().astype("datetime64[D]")
    counts = is_contact(practice) & (day <= practice.export_day)
    order = np.argsort(day[counts], kind="stable")
    out = np.full(len(practice.people), visits.NONE)
    out[log["person"].to_numpy()[counts][order]] = day[counts][order]
    return out


@fact
def allowed(practice: Practice) -> Mapping[str, BoolArray]:
    """For each channel, whether the patient list does not forbid it, per row; a consent
    not known is not forbidden.

    A word nobody explained, where a death, a refusal, a next visit or a status stands,
    forbids every channel.
    """
    found = {
        name: practice.people[f"{name}_ok"].fillna(True).to_numpy(dtype=bool)
        for name in CHANNELS
    }
    for row, lines in forbidden(practice).items():
        for name in CHANNELS:
            found[name][row] &= not any(one.forbids(name) for one in lines)
    return found


@fact
def forbidden(practice: Practice) -> Mapping[int, tuple[Forbidden, ...]]:
    """What columns of the patient list say against contacting someone, or of a death,
    by row; a merged row's too.
    """
    found: dict[int, tuple[Forbidden, ...]] = {}
    for row, lines in by_row(practice.people).items():
        winner = int(winners(practice)[row])
        found[winner] = (*found.get(winner, ()), *lines)
    return found


@fact
def forbids_all(practice: Practice) -> BoolArray:
    """Whether the patient list forbids every channel: do not contact."""
    channels = list(allowed(practice).values())
    allows_any: BoolArray = np.logical_or.reduce(channels)
    return ~allows_any


@fact
def usable(practice: Practice) -> Mapping[str, BoolArray]:
    """For each channel, whether the patient list holds what it needs, per row.

    A phone: a number of seven digits or more; mail: street, city, state and zip;
    e-mail: something of the shape of an address; text: a mobile phone. What only fills
    the box (`comparable`) is none of these.
    """
    people = practice.people
    return {
        "phone": phones(practice).any(axis=1),
        "mail": np.logical_and.reduce([_filled(people[name]) for name in ADDRESS]),
        "email": _filled(people["email"])
        & ~identity.is_placeholder_email(people["email"]),
        "text": phones(practice)[:, 0],
    }


@fact
def phones(practice: Practice) -> BoolArray:
    """Whether each row has a number that can be dialled: one column each for mobile,
    home, work.
    """
    numbers = [practice.people[name] for name in PHONES]
    return np.column_stack(
        [_filled(one) & ~identity.is_placeholder_phone(one) for one in numbers]
    )


def first_phone(practice: Practice, rows: IndexArray) -> list[str]:
    """The first number of each of those rows of the patient list, mobile before home
    before work; "" for none.
    """
    found = practice.people[list(PHONES)].iloc[rows].replace("", None)
    return found.bfill(axis=1).iloc[:, 0].fillna("").astype(str).tolist()


def minor(practice: Practice, day: date) -> BoolArray:
    """Whether each row is under 18 on a day; an unknown day of birth is not."""
    born = practice.people["birth_date"].to_numpy().astype("datetime64[D]")
    return born > np.datetime64(dates.before(day, ADULT_MONTHS), "D")


def numbers(practice: Practice, ids: pd.Series) -> IntArray:
    """The person's number behind each id, the winner's for a merged row; -1 for an id
    that is not on the list.
    """
    place = _places(practice).get_indexer(pd.Index(ids.astype(object)))
    return np.append(winners(practice), -1)[place]


@fact
def _places(practice: Practice) -> pd.Index:
    places: pd.Index = pd.Index(practice.people["id"].astype(object))
    return places


@fact
def is_contact(practice: Practice) -> BoolArray:
    """Rows of the contact log that were sent or received, or that have a mode
    (definitions.md 0, contact).
    """
    log = practice.contacts
    has_mode = log["channel"].notna() & (log["channel"] != "none")
    return (has_mode | log["direction"].isin(["sent", "received"])).to_numpy(dtype=bool)


def _filled(column: pd.Series) -> BoolArray:
    return (column.str.strip().fillna("") != "").to_numpy(dtype=bool)
