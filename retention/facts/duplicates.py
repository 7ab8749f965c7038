"""Duplicates: rows of the patient list that look like one person, for a person to
decide.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from retention.core.arrays import BoolArray, DayArray, IntArray, StrArray
from retention.facts import identity, standing
from retention.facts.contactability import PHONES
from retention.practice import Practice, fact

MOST_A_DAY = 60
"""Rows with one birth date that are compared; a date that more rows share says nothing
(a box filled in).
"""
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
    """Every pair of rows that look like one person, the likest first.

    Same birth date, and a phone, an e-mail, last name and first letter, or a nearly
    equal name in common. First names that are no likely spellings of each other, or of
    a woman and a man, are two people, whatever they share: twins and families on one
    phone. Deleted and merged rows are left out.
    """
    rows = _comparable(practice)
    one, other = _same_day(rows["birth_date"].to_numpy())
    found = _compared(
        rows.iloc[one].reset_index(drop=True), rows.iloc[other].reset_index(drop=True)
    )
    found = found[_is_likely(found)]
    return _described(practice, found)


def _comparable(practice: Practice) -> pd.DataFrame:
    """The rows that can be compared, in the order of their birth dates, with names and
    numbers folded.
    """
    people = practice.people
    born = people["birth_date"].to_numpy().astype("datetime64[D]")
    usable = (
        (born > _NO_BIRTH_DATE)
        & (people["status"] != "deleted").to_numpy()
        & (people["merged_into"] < 0).to_numpy()
    )
    folded = {
        name: identity.comparable_names(people[name])
        for name in ("first_name", "last_name", "preferred_name")
    }
    numbers = {name: identity.phones(people[name]) for name in PHONES}
    rows = pd.DataFrame(
        {
            "row": np.arange(len(people)),
            "birth_date": born,
            **folded,
            **numbers,
            "email": identity.emails(people["email"]),
            "sex": people["sex"].astype(object).fillna(""),
            "address": identity.comparable_names(people["address_1"]),
            "zip": identity.comparable_names(people["zip"]),
            "household": people["household"],
        }
    )
    return rows[usable].sort_values("birth_date", kind="stable")


def _same_day(born: DayArray) -> tuple[IntArray, IntArray]:
    """The places of every two rows with one birth date, of rows sorted by it."""
    starts = np.flatnonzero(np.append(True, born[1:] != born[:-1]))[: len(born)]
    sizes = np.diff(np.append(starts, len(born)))
    left = (
        np.repeat(starts + sizes, sizes) - np.arange(len(born)) - 1
    )  # rows of the same day that follow
    left[np.repeat(sizes > MOST_A_DAY, sizes)] = 0
    one = np.repeat(np.arange(len(born)), left)
    return one, one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(left) - left, left)


def _compared(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """One row per pair with what they have in common."""
    first = one["first_name"].to_numpy(object)
    others = other["first_name"].to_numpy(object)
    last = one["last_name"].to_numpy(object)
    lasts = other["last_name"].to_numpy(object)
    full, fulls = (
        (who["first_name"] + " " + who["last_name"]).to_numpy(object)
        for who in (one, other)
    )
    called = _is_called(one, other) | _is_called(other, one)
    swapped = (first == lasts) & (last == others)
    return pd.DataFrame(
        {
            "one": one["row"],
            "other": other["row"],
            "one_name": one["first_name"],
            "other_name": other["first_name"],
            "name": process.cpdist(full, fulls, scorer=fuzz.token_sort_ratio),
            "same_name": full == fulls,
            "alike": identity.alike(first, others) | called | swapped,
            "same_sex": _may_be_one_sex(one, other) | (first == others),
            "whole": _whole(one) & _whole(other),
            "last": (last == lasts) & (last != ""),
            "letter": (_letters(first) == _letters(others)) & (first != ""),
            "phone": _phone_in_common(one, other),
            "email": _filled(one["email"]) & (one["email"] == other["email"]),
            "address": _filled(one["address"])
            & (one["address"] == other["address"])
            & (one["zip"] == other["zip"]),
            "household": one["household"] == other["household"],
        }
    )


def _is_called(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Whether the name by which one is called is the other's first name."""
    called = one["preferred_name"]
    return _filled(called) & (called == other["first_name"])


_SEXES = ("female", "male")


def _may_be_one_sex(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """False for a woman and a man; a sex that is not known speaks against nothing."""
    known = one["sex"].isin(_SEXES) & other["sex"].isin(_SEXES)
    return (one["sex"] == other["sex"]) | ~known


def _is_likely(found: pd.DataFrame) -> pd.Series:
    named = (found["last"] & found["letter"]) | (
        found["whole"] & (found["name"] >= _ALIKE)
    )
    in_common = found["phone"] | found["email"] | named
    return found["alike"] & found["same_sex"] & in_common


def _phone_in_common(one: pd.DataFrame, other: pd.DataFrame) -> BoolArray:
    """Whether any number of one row is any of the other: exports put them under the
    wrong heading.
    """
    same = [
        _filled(one[mine]) & (one[mine] == other[theirs])
        for mine in PHONES
        for theirs in PHONES
    ]
    is_shared: BoolArray = np.logical_or.reduce(same)
    return is_shared


def _whole(rows: pd.DataFrame) -> pd.Series:
    """Whether a row has both names."""
    return _filled(rows["first_name"]) & _filled(rows["last_name"])


def _filled(column: pd.Series) -> pd.Series:
    return column != ""


def _letters(names: StrArray) -> StrArray:
    return np.array([name[:1] for name in names], dtype=object)


def _described(practice: Practice, found: pd.DataFrame) -> tuple[Pair, ...]:
    found = found.assign(likeness=_likeness(found))
    keeps = _to_keep(practice, found["one"].to_numpy(), found["other"].to_numpy())
    found = found.assign(
        keep=np.where(keeps, found["one"], found["other"]),
        give=np.where(keeps, found["other"], found["one"]),
    )
    found = found.sort_values(
        ["likeness", "keep", "give"], ascending=[False, True, True], kind="stable"
    )
    numbers = zip(
        *(found[name].tolist() for name in ("keep", "give", "likeness")), strict=True
    )
    words = [(_why(pair), _but(pair)) for pair in found.itertuples()]
    return tuple(
        Pair(keep, give, likeness, why, but)
        for (keep, give, likeness), (why, but) in zip(numbers, words, strict=True)
    )


def _likeness(found: pd.DataFrame) -> pd.Series:
    in_common = (
        _PHONE * found["phone"] + _EMAIL * found["email"] + _ADDRESS * found["address"]
    )
    return (_NAME * found["name"] / 100 + in_common).round(3)


def _to_keep(practice: Practice, one: IntArray, other: IntArray) -> BoolArray:
    """Whether the first row of each pair is the one to keep: not departed, then more
    history, then the older row.
    """
    number = len(practice.people)
    work = practice.procedures["person"]
    booked = practice.appointments["person"]
    history = np.bincount(work, minlength=number) + np.bincount(
        booked, minlength=number
    )
    stays = ~practice.people["status"].isin(standing.DEPARTED).to_numpy()
    rank = np.lexsort((-np.arange(number), history, stays))
    place = np.empty(number, dtype=np.int64)
    place[rank] = np.arange(number)
    return place[one] > place[other]


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
