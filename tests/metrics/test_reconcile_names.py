"""Whom a printed line means: an id, a name in any of its shapes, or nobody for sure."""

from datetime import date

import pytest

from retention.metrics.reconcile.compare import listed
from retention.practice import conform
from tests.builders import from_rows

PEOPLE = [
    {"id": "1", "last_name": "Archer", "first_name": "Ann", "middle_name": "B"},
    {"id": "2", "last_name": "Barlow", "first_name": "Robert", "preferred_name": "Bob"},
    {"id": "3", "last_name": "Cole", "first_name": "Cleo"},
    {"id": "4", "last_name": "Cole", "first_name": "Cleo"},
    {"id": "5", "last_name": "Dorn", "first_name": "Dan"},
    {"id": "6", "last_name": "Dorn", "first_name": "Dan"},
    {"id": "7", "last_name": "St. Clair", "first_name": "Zoë"},
    {"id": "8", "first_name": "Cher"},
]
BOOK = conform(
    {
        "patient": from_rows("patient", PEOPLE),
        "merge": from_rows("merge", [{"id": "1", "loser_id": "6", "winner_id": "5"}]),
    },
    date(2026, 11, 20),
)


def ids(*lines):
    return BOOK.people["id"].to_numpy()[listed(BOOK, lines).rows].tolist()


@pytest.mark.parametrize(
    "line",
    [
        "1",
        " 1 ",
        "Archer, Ann",
        "Archer, Ann B",
        "Archer, Ann B.",
        "ann archer",
        "ANN  B ARCHER",
    ],
)
def test_an_id_and_every_shape_of_a_name_is_the_person(line):
    assert ids(line) == ["1"]


@pytest.mark.parametrize("line", ["Barlow, 'Bob' Robert", "Bob Barlow", "Barlow, Bob"])
def test_a_preferred_name_is_read_as_open_dental_prints_it(line):
    assert ids(line) == ["2"]


def test_a_name_that_two_people_share_is_listed_and_never_guessed():
    found = listed(BOOK, ["Cole, Cleo", "3"])
    assert BOOK.people["id"].to_numpy()[found.rows].tolist() == ["3"]
    assert found.unknown == (("Cole, Cleo", "is shared by 2 people"),)


def test_two_rows_merged_into_one_person_share_no_name():
    assert ids("Dorn, Dan") == ["5"]


def test_a_line_that_is_nobody_is_listed_and_an_empty_one_is_none():
    assert listed(BOOK, ["", "  ", "Total: 12", "99"]).unknown == (
        ("Total: 12", "is not in the patient list"),
        ("99", "is not in the patient list"),
    )


def test_a_line_met_twice_is_one_person():
    assert ids("1", "1", "Archer, Ann") == ["1"]


def test_dots_accents_and_missing_parts():
    assert ids("St Clair, Zoë") == ["7"]
    assert ids("Cher") == []
