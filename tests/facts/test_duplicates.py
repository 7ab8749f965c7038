"""Duplicates: who looks like one person, who never does, and how fast it is found."""

from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from retention.facts import duplicates, identity
from retention.facts.duplicates import Pair
from retention.practice import conform
from tests.builders import from_rows
from tests.laws import examples

ANN = {
    "first_name": "Ann",
    "last_name": "Archer",
    "birth_date": date(1980, 4, 1),
    "mobile_phone": "(503) 555-0101",
}
LATER = date(2026, 11, 20)


def found(*patients: dict, **tables) -> list[Pair]:
    """The pairs among patients numbered from 1."""
    rows = [
        {"id": str(at), "status": "active"} | patient
        for at, patient in enumerate(patients, 1)
    ]
    book = conform({"patient": from_rows("patient", rows), **tables}, LATER)
    return list(duplicates.pairs(book))


def is_proposed(one: dict, other: dict) -> bool:
    return bool(found(ANN | one, ANN | other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({}, {"last_name": "Dorn"}),  # married since; the phone is hers
        ({}, {"first_name": "Anne", "mobile_phone": None}),
        ({}, {"first_name": "A.", "mobile_phone": "503-555-0177"}),
        ({"first_name": "Robert"}, {"first_name": "Bob"}),
        ({"first_name": "José"}, {"first_name": "Jose", "mobile_phone": None}),
        ({"first_name": "Margaret", "preferred_name": "Posy"}, {"first_name": "Posy"}),
        ({}, {"first_name": "Archer", "last_name": "Ann", "mobile_phone": None}),
        (
            {"email": "ann@example.com", "mobile_phone": None},
            {"email": " ANN@example.com", "last_name": "Dorn"},
        ),
        (
            {},
            {
                "mobile_phone": None,
                "home_phone": "+1 503-555-0101 x12",
                "last_name": "Dorn",
            },
        ),
        ({"sex": "female"}, {"sex": "unknown"}),
    ],
)
def test_rows_of_one_person_are_proposed(one, other):
    assert is_proposed(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"first_name": "Toby"}),  # twins on one phone
        ({"first_name": "Tess"}, {"first_name": "Toby"}),  # with one letter
        (
            {"first_name": "Andrew", "sex": "male"},
            {"first_name": "Andrea", "sex": "female"},
        ),
        ({}, {"birth_date": date(1980, 4, 2)}),
        ({}, {"birth_date": None}),
        ({}, {"last_name": "Dorn", "mobile_phone": "(503) 555-0199"}),
        ({}, {"status": "deleted"}),
        ({"last_name": None, "mobile_phone": None}, {"last_name": None}),
        (
            {"first_name": None, "last_name": None, "mobile_phone": None},
            {"first_name": None, "last_name": None},
        ),
        ({"birth_date": None}, {"birth_date": None}),
        ({"birth_date": date(1900, 1, 1)}, {"birth_date": date(1900, 1, 1)}),
        (
            {"mobile_phone": "000-0000", "last_name": "Dorn"},
            {"mobile_phone": "000-0000"},
        ),
        (
            {"email": "none@none.com", "mobile_phone": ""},
            {"email": "none@none.com", "last_name": "Dorn"},
        ),
    ],
)
def test_two_people_are_not_proposed(one, other):
    assert not is_proposed(one, other)


def test_a_pair_says_why_and_what_speaks_against_it():
    [pair] = found(ANN, ANN | {"first_name": "Anne"})
    assert pair.why == ("same birth date", "names 95 % alike", "a phone in common")
    assert pair.but == ("first names differ: could they be twins?",)
    [same] = found(ANN, ANN)
    assert same.why == ("same birth date", "same name", "a phone in common")
    assert same.but == ()


def test_the_likest_come_first():
    pairs = found(ANN, ANN | {"mobile_phone": None}, ANN | {"email": "ann@example.com"})
    assert [(pair.keep, pair.other) for pair in pairs] == [(0, 2), (0, 1), (1, 2)]
    assert [pair.likeness for pair in pairs] == [0.8, 0.6, 0.6]


def test_the_row_with_more_history_is_the_one_to_keep():
    visit = {
        "id": "p1",
        "patient_id": "2",
        "status": "completed",
        "completed_on": date(2026, 1, 5),
    }
    [pair] = found(ANN, ANN, procedure=from_rows("procedure", [visit]))
    assert (pair.keep, pair.other) == (1, 0)
    [pair] = found(
        ANN, ANN | {"status": "archived"}, procedure=from_rows("procedure", [visit])
    )
    assert (pair.keep, pair.other) == (0, 1)
    [pair] = found(ANN, ANN)
    assert (pair.keep, pair.other) == (0, 1)


def test_what_the_system_merged_is_not_proposed():
    link = from_rows("merge", [{"id": "1", "loser_id": "2", "winner_id": "1"}])
    assert found(ANN, ANN, merge=link) == []


def test_a_birth_date_that_many_share_says_nothing():
    family = [ANN | {"first_name": "Ann", "mobile_phone": None}] * (
        duplicates.MOST_A_DAY + 1
    )
    assert found(*family) == []


def test_every_two_of_three_rows_are_proposed():
    pairs = found(ANN, ANN, ANN)
    assert {(pair.keep, pair.other) for pair in pairs} == {(0, 1), (0, 2), (1, 2)}


def test_a_phone_that_more_rows_share_than_a_family_is_a_box_filled_in():
    shared = pd.Series(
        ["(503) 555-0101"] * (identity.MOST_SHARE + 1) + ["(503) 555-0102"],
        dtype="str",
    )
    assert identity.is_placeholder_phone(shared).tolist() == [True] * (
        identity.MOST_SHARE + 1
    ) + [False]
    boxes = pd.Series(
        ["604", "555-5555", "503-123-4567", "(503) 555-0101 x3", None, ""], dtype="str"
    )
    assert identity.is_placeholder_phone(boxes).tolist() == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    boxes = pd.Series(
        ["none@x.org", "a.b@noemail.com", "nobody", "ann@example.com", None],
        dtype="str",
    )
    assert identity.is_placeholder_email(boxes).tolist() == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("jon", "john", True),
        ("kathryn", "catherine", True),
        ("bill", "william", True),
        ("j", "john", True),
        ("", "john", True),
        ("tess", "toby", False),
        ("maria", "marie", True),
        ("emma", "ella", False),
        ("kim", "tim", False),
        ("jayden", "hayden", False),
        ("christian", "christopher", False),
    ],
)
def test_first_names_are_likely_spellings_of_each_other(one, other, expected):
    both = np.array([one], dtype=object), np.array([other], dtype=object)
    assert identity.alike(*both).tolist() == [expected]
    assert identity.alike(*reversed(both)).tolist() == [expected]


POOL = {
    "first_name": ("Ann", "Anne", "Bob", "Robert", "Tess", "Toby", "A.", "", None),
    "last_name": ("Archer", "Arher", "Dorn", "Bob", None),
    "birth_date": (date(1980, 4, 1), date(1980, 4, 2), date(1900, 1, 1), None),
    "sex": ("female", "male", "unknown", None),
    "mobile_phone": ("(503) 555-0101", "503.555.0102", "604", None),
    "home_phone": ("1-503-555-0101 x4", None),
    "email": ("ann@example.com", "ANN@example.com ", "none@none.com", None),
    "status": ("active", "active", "active", "inactive", "deleted"),
}


@pytest.mark.slow
@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.sampled_from(words) for name, words in POOL.items()}
        ),
        max_size=12,
    )
)
@settings(max_examples=examples(100))
def test_the_pairs_are_those_that_a_slow_look_at_every_two_rows_finds(patients):
    both = combinations(enumerate(patients), 2)
    expected = {
        frozenset((at, to)) for (at, one), (to, other) in both if _slowly(one, other)
    }
    assert {frozenset((pair.keep, pair.other)) for pair in found(*patients)} == expected


def _slowly(one: dict, other: dict) -> bool:
    """The rule of `pairs`, once more, for two rows: a phone is its digits, a name its
    letters.
    """
    if (
        "deleted" in (one["status"], other["status"])
        or one["birth_date"] != other["birth_date"]
    ):
        return False
    if one["birth_date"] in (None, date(1900, 1, 1)):
        return False
    first, others = (
        (who["first_name"] or "").strip(".").lower() for who in (one, other)
    )
    last, lasts = ((who["last_name"] or "").lower() for who in (one, other))
    same = {frozenset(pair) for pair in (("ann", "anne"), ("bob", "robert"))}
    alike = (
        first == others
        or frozenset((first, others)) in same
        or first.startswith(others)
        or others.startswith(first)
    )
    alike = alike or (first == lasts and last == others)
    if not alike or (
        {one["sex"], other["sex"]} == {"female", "male"} and first != others
    ):
        return False
    full = (
        all((first, others, last, lasts))
        and fuzz.token_sort_ratio(f"{first} {last}", f"{others} {lasts}") >= 88
    )
    letter = last and last == lasts and first and others and first[0] == others[0]
    email = (
        (one["email"] or "").strip().lower()
        == (other["email"] or "").strip().lower()
        == "ann@example.com"
    )
    return bool(full or letter or email or _dialled(one) & _dialled(other))


def _dialled(who: dict) -> set[str]:
    numbers = {"(503) 555-0101": "1", "503.555.0102": "2", "1-503-555-0101 x4": "1"}
    return {
        numbers[who[name]]
        for name in ("mobile_phone", "home_phone")
        if who[name] in numbers
    }
