"""Duplicates: rows of the patient list that look like one person, for a person to
decide.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from retention.core import dates
from retention.core.arrays import BoolArray, DayArray, IntArray, StrArray
from retention.facts import identity, standing
from retention.facts.contactability import PHONES
from retention.practice import Practice, fact

MOST_A_DAY = 60
"""Rows with one birth date that are compared; a date that more rows share says nothing
(a box filled in).
"""
NAMES = ("first_name", "last_name", "preferred_name")
COMPARABLE = [
    "row",
    "birth_date",
    *NAMES,
    *PHONES,
    "email",
    "sex",
    "address",
    "zip",
    "household",
]
"""Columns of a row that can be compared: its number, and what is held side by side."""
COMPARED = [
    "one",
    "other",
    "one_name",
    "other_name",
    "name",
    "same_name",
    "alike",
    "same_sex",
    "whole",
    "last",
    "letter",
    "phone",
    "email",
    "address",
    "household",
]
"""Columns of a pair: its two rows, both first names, and what they have in common."""
_NO_BIRTH_DATE = np.datetime64("1900-01-01", "D")
# of 100: full names this near, whatever the order of their words, count as one spelling
_ALIKE = 88
_NAME = 0.6
_PHONE = 0.2
_EMAIL = 0.15
_ADDRESS = 0.05


@dataclass(frozen=True)
class Pair:
    """Two rows of the patient list that look like one person; `keep` is the row that
    looks like the one to keep.
    """

    keep: int
    other: int
    likeness: float
    """Between 0 and 1: 0.6 × how near the names are, 0.2 for a phone in common, 0.15 an
    e-mail, 0.05 an address.
    """
    why: tuple[str, ...]
    but: tuple[str, ...]
    """What speaks against it, to look at first."""


@fact
def pairs(practice: Practice) -> tuple[Pair, ...]:
    """Return every pair of rows that look like one person, the likest first.

    Same birth date, and a phone, an e-mail, last name and first letter, or a nearly
    equal name in common. First names that are no likely spellings of each other, or of
    a woman and a man, are two people, whatever they share: twins and families on one
    phone. Deleted and merged rows are left out.
    """
    rows = _comparable(practice)
    one, other = _same_day(rows["birth_date"].to_numpy())
    first = rows.iloc[one].reset_index(drop=True)
    second = rows.iloc[other].reset_index(drop=True)
    compared = _compared(first, second)
    likely = compared[_is_likely(compared)]
    return _described(practice, likely)


def _comparable(practice: Practice) -> pd.DataFrame:
    """Return the rows that can be compared, names and numbers folded.

    Returns:
        In the order of birth dates, with the columns `COMPARABLE`.
    """
    people = practice.people
    birth_day = dates.days(people["birth_date"])
    is_dated = birth_day > _NO_BIRTH_DATE
    is_deleted = (people["status"] == "deleted").to_numpy()
    is_merged = (people["merged_into"] >= 0).to_numpy()
    usable = is_dated & ~is_deleted & ~is_merged

    names = {name: identity.comparable_names(people[name]) for name in NAMES}
    numbers = {name: identity.phones(people[name]) for name in PHONES}
    rows = pd.DataFrame(
        {
            "row": np.arange(len(people)),
            "birth_date": birth_day,
            **names,
            **numbers,
            "email": identity.emails(people["email"]),
            "sex": people["sex"].astype(object).fillna(""),
            "address": identity.comparable_names(people["address_1"]),
            "zip": identity.comparable_names(people["zip"]),
            "household": people["household"],
        },
        columns=COMPARABLE,
    )
    return rows[usable].sort_values("birth_date", kind="stable")


def _same_day(born: DayArray) -> tuple[IntArray, IntArray]:
    """Return the places of every two rows with one birth date.

    Args:
        born: Birth dates, in order.
    """
    number = len(born)
    place = np.arange(number)
    is_new_day = np.append(True, born[1:] != born[:-1])
    starts = np.flatnonzero(is_new_day)[:number]
    sizes = np.diff(np.append(starts, number))
    # rows of the same day that follow
    following = np.repeat(starts + sizes, sizes) - place - 1
    following[np.repeat(sizes > MOST_A_DAY, sizes)] = 0

    one = np.repeat(place, following)
    pairs_before = np.cumsum(following) - following
    step = np.arange(len(one)) - np.repeat(pairs_before, following)
    return one, one + 1 + step


def _compared(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return what the rows of each pair have in common.

    Returns:
        One row per pair, with the columns `COMPARED`.
    """
    first = one["first_name"].to_numpy(object)
    other_first = other["first_name"].to_numpy(object)
    last = one["last_name"].to_numpy(object)
    other_last = other["last_name"].to_numpy(object)
    full = _full_names(one)
    other_full = _full_names(other)
    is_called = _is_called(one, other) | _is_called(other, one)
    is_swapped = (first == other_last) & (last == other_first)
    same_letter = _letters(first) == _letters(other_first)
    same_street = one["address"] == other["address"]
    same_zip = one["zip"] == other["zip"]

    return pd.DataFrame(
        {
            "one": one["row"],
            "other": other["row"],
            "one_name": one["first_name"],
            "other_name": other["first_name"],
            "name": process.cpdist(full, other_full, scorer=fuzz.token_sort_ratio),
            "same_name": full == other_full,
            "alike": identity.alike(first, other_first) | is_called | is_swapped,
            "same_sex": _may_be_one_sex(one, other) | (first == other_first),
            "whole": _whole(one) & _whole(other),
            "last": (last == other_last) & (last != ""),
            "letter": same_letter & (first != ""),
            "phone": _phone_in_common(one, other),
            "email": _filled(one["email"]) & (one["email"] == other["email"]),
            "address": _filled(one["address"]) & same_street & same_zip,
            "household": one["household"] == other["household"],
        },
        columns=COMPARED,
    )


def _full_names(rows: pd.DataFrame) -> StrArray:
    """Return first and last name of each row."""
    full = rows["first_name"] + " " + rows["last_name"]
    return full.to_numpy(object)


def _is_called(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Return whether the name by which one is called is the other's first name."""
    called = one["preferred_name"]
    is_same = called == other["first_name"]
    return _filled(called) & is_same


_SEXES = ("female", "male")


def _may_be_one_sex(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Return False for a woman and a man.

    A sex that is not known speaks against nothing.
    """
    is_known = one["sex"].isin(_SEXES) & other["sex"].isin(_SEXES)
    is_same = one["sex"] == other["sex"]
    return is_same | ~is_known


def _is_likely(compared: pd.DataFrame) -> pd.Series:
    """Return whether each pair may be one person."""
    same_initials = compared["last"] & compared["letter"]
    near_names = compared["whole"] & (compared["name"] >= _ALIKE)
    in_common = compared["phone"] | compared["email"] | same_initials | near_names
    return compared["alike"] & compared["same_sex"] & in_common


def _phone_in_common(one: pd.DataFrame, other: pd.DataFrame) -> BoolArray:
    """Return whether any number of one row is any of the other.

    Exports put them under the wrong heading.
    """
    is_shared = np.zeros(len(one), dtype=bool)
    for mine in PHONES:
        has_number = _filled(one[mine])
        for theirs in PHONES:
            is_same = one[mine] == other[theirs]
            is_shared |= (has_number & is_same).to_numpy()
    return is_shared


def _whole(rows: pd.DataFrame) -> pd.Series:
    """Return whether a row has both names."""
    has_first = _filled(rows["first_name"])
    return has_first & _filled(rows["last_name"])


def _filled(column: pd.Series) -> pd.Series:
    return column != ""


def _letters(names: StrArray) -> StrArray:
    """Return the first letter of each name."""
    letters = [name[:1] for name in names]
    return np.array(letters, dtype=object)


def _described(practice: Practice, likely: pd.DataFrame) -> tuple[Pair, ...]:
    """Return the pairs, the likest first, with the row to keep and the reasons."""
    one = likely["one"].to_numpy()
    other = likely["other"].to_numpy()
    keeps_one = _to_keep(practice, one, other)
    ordered = likely.assign(
        likeness=_likeness(likely),
        keep=np.where(keeps_one, one, other),
        give=np.where(keeps_one, other, one),
    ).sort_values(
        ["likeness", "keep", "give"], ascending=[False, True, True], kind="stable"
    )
    keep = ordered["keep"].tolist()
    give = ordered["give"].tolist()
    likeness = ordered["likeness"].tolist()
    why = [_why(pair) for pair in ordered.itertuples()]
    but = [_but(pair) for pair in ordered.itertuples()]
    return tuple(map(Pair, keep, give, likeness, why, but))


def _likeness(compared: pd.DataFrame) -> pd.Series:
    """Return how alike each pair is, between 0 and 1."""
    phone = _PHONE * compared["phone"]
    email = _EMAIL * compared["email"]
    address = _ADDRESS * compared["address"]
    name = _NAME * compared["name"] / 100
    return (name + (phone + email + address)).round(3)


def _to_keep(practice: Practice, one: IntArray, other: IntArray) -> BoolArray:
    """Return whether the first row of each pair is the one to keep.

    Not departed comes first, then more history, then the older row.
    """
    people = practice.people
    number = len(people)
    place = np.arange(number)
    procedures = np.bincount(practice.procedures["person"], minlength=number)
    visits_booked = np.bincount(practice.appointments["person"], minlength=number)
    history = procedures + visits_booked
    stays = ~people["status"].isin(standing.DEPARTED).to_numpy()

    worst_first = np.lexsort((-place, history, stays))
    rank = np.empty(number, dtype=np.int64)
    rank[worst_first] = place
    is_better: BoolArray = rank[one] > rank[other]
    return is_better


def _why(pair) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    name = "same name" if pair.same_name else f"names {pair.name:.0f} % alike"
    said = {
        "phone": "a phone in common",
        "email": "same e-mail",
        "address": "same address",
    }
    return (
        "same birth date",
        name,
        *(words for key, words in said.items() if getattr(pair, key)),
    )


def _but(pair) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    is_initial = 1 in (len(pair.one_name), len(pair.other_name))
    if (
        pair.one_name != pair.other_name
        and not is_initial
        and pair.last
        and (pair.household or pair.phone)
    ):
        return ("first names differ: could they be twins?",)
    return ()
