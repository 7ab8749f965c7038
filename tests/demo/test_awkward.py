"""Every awkward person is in a practice of 300 (each of them once tripped up a figure,
a list or a file).
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from retention.core import codes, schema
from tests.demo.conftest import ENDS

Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows(small: schema.Tables) -> dict[str, list[Row]]:
    return {name: table.to_pylist() for name, table in small.items()}


@pytest.fixture(scope="module")
def people(rows: dict[str, list[Row]]) -> dict[str, Row]:
    return {row["id"]: row for row in rows["patient"]}


@pytest.fixture(scope="module")
def done(rows: dict[str, list[Row]]) -> dict[str, list[tuple[date, str]]]:
    """Completed codes of each patient row, in order of day."""
    code = {row["id"]: row["code_raw"] for row in rows["code"]}
    found = defaultdict(list)
    for row in rows["procedure"]:
        if row["status"] == "completed":
            found[row["patient_id"]].append((row["completed_on"], code[row["code_id"]]))
    return {patient: sorted(work) for patient, work in found.items()}


@pytest.fixture(scope="module")
def booked(rows: dict[str, list[Row]]) -> dict[str, str]:
    """Patient row by appointment that is booked."""
    return {
        row["id"]: row["patient_id"]
        for row in rows["appointment"]
        if row["status"] == "scheduled" and row["starts_at"].date() >= ENDS
    }


def test_siblings_share_one_phone(rows, people) -> None:
    shared = Counter(
        (row["household_id"], row["mobile_phone"])
        for row in people.values()
        if _age(row) < 18
    )
    assert any(phone and count >= 3 for (_, phone), count in shared.items())


def test_a_guarantor_never_came(rows, people, done) -> None:
    heads = {
        row["household_id"]
        for row in people.values()
        if row["household_id"] != row["id"]
    }
    silent = {
        head
        for head in heads
        if people[head]["status"] == "non_patient" and head not in done
    }
    assert silent - {row["patient_id"] for row in rows["appointment"]}


def test_a_minor_has_come_of_age_under_another_guarantor(people, done) -> None:
    assert any(
        18 <= _age(row) < 18.5
        and row["household_id"] != row["id"]
        and row["id"] in done
        for row in people.values()
    )


def test_a_dead_guarantor_has_a_living_household(people, done) -> None:
    dead = {row["id"]: row for row in people.values() if row["status"] == "deceased"}
    assert all(row["status_on"] is not None for row in dead.values())
    assert any(
        row["household_id"] in dead and row["status"] == "active"
        for row in people.values()
    )


def test_merges_form_a_chain_and_one_links_to_itself(rows, people, done) -> None:
    links = {(row["loser_id"], row["winner_id"]) for row in rows["merge"]}
    assert any(loser == winner for loser, winner in links)
    chain = [
        (a, c)
        for a, b in links
        for b2, c in links
        if b == b2 and a != b and b != c and people[a]["status"] == "archived"
    ]
    assert chain
    assert all(loser in done and winner in done for loser, winner in chain)


def test_two_look_alikes_are_no_merge(rows, people) -> None:
    alike = defaultdict(set)
    for row in people.values():
        alike[row["birth_date"], row["mobile_phone"], row["last_name"]].add(row["id"])
    merged = {row["loser_id"] for row in rows["merge"]} | {
        row["winner_id"] for row in rows["merge"]
    }
    assert any(
        len(same) == 2 and not same & merged and None not in key
        for key, same in alike.items()
    )


def test_a_child_grew_up_into_gum_disease(people, done) -> None:
    order = ("D1120", "D1110", "D4341", "D4910")
    assert any(_in_order(order, [code for _, code in work]) for work in done.values())


def test_a_broken_appointment_is_still_to_come(rows) -> None:
    assert any(
        row["status"] == "broken_unspecified" and row["starts_at"].date() >= ENDS
        for row in rows["appointment"]
    )


def test_a_cleaning_is_booked_beside_a_crown_that_is_not(rows, booked) -> None:
    cleaning = set()
    crown = set()
    code = {row["id"]: row["code_raw"] for row in rows["code"]}
    for row in rows["procedure"]:
        if (
            row["status"] == "planned"
            and row["appointment_id"] in booked
            and code[row["code_id"]] == "D1110"
        ):
            cleaning.add(row["patient_id"])
        if (
            row["status"] == "planned"
            and row["appointment_id"] is None
            and code[row["code_id"]] == "D2740"
        ):
            crown.add(row["patient_id"])
    assert cleaning & crown


def test_alternatives_stand_on_an_inactive_plan(rows) -> None:
    plan = {row["id"]: row["status"] for row in rows["plan"]}
    on = {row["procedure_id"]: plan[row["plan_id"]] for row in rows["plan_item"]}
    aside = [
        row["id"] for row in rows["procedure"] if row["status"] == "planned_inactive"
    ]
    assert aside
    assert {on[row] for row in aside} == {"inactive"}
    assert {
        on[row["id"]]
        for row in rows["procedure"]
        if row["status"] == "planned" and row["id"] in on
    } == {"active"}


def test_a_plan_was_left_standing_after_the_work_was_done(rows) -> None:
    status = defaultdict(set)
    for row in rows["procedure"]:
        if row["tooth"]:
            status[row["patient_id"], row["code_id"], row["tooth"]].add(row["status"])
    assert any({"planned", "completed"} <= found for found in status.values())


def test_recalls_of_six_months_and_a_day_are_on_file(rows) -> None:
    intervals = {
        (row["interval_months"], row["interval_days"]) for row in rows["recall"]
    }
    assert {(6, 1), (6, 0), (3, 1)} <= intervals
    assert any(row["is_disabled"] for row in rows["recall"])


def test_appointments_without_codes_are_kept_and_booked(rows, booked) -> None:
    coded = {row["appointment_id"] for row in rows["procedure"]}
    kept = {row["id"] for row in rows["appointment"] if row["status"] == "completed"}
    assert kept - coded
    assert booked.keys() - coded


def test_a_first_visit_lies_before_the_data(people, done) -> None:
    floor = min(work[0][0] for work in done.values())
    assert any(
        row["first_visit_reported"]
        and row["first_visit_reported"] < floor
        and row["id"] in done
        for row in people.values()
    )


def test_somebody_came_once_and_somebody_came_back_after_two_years(done) -> None:
    days = [
        sorted({day for day, code in work if code not in codes.BROKEN})
        for work in done.values()
    ]
    assert any(
        len(found) == 1 and ENDS - found[0] > timedelta(days=183) for found in days
    )
    assert any(
        b - a > timedelta(days=730) for found in days for a, b in pairwise(found)
    )


def test_codes_of_the_practice_s_own_do_not_normalise(done) -> None:
    used = {code for work in done.values() for _, code in work}
    assert {"N4104", "Z100"} <= used
    assert codes.normalise("N4104") is None
    assert codes.normalise("Z100") is None


def test_a_quantity_of_two(rows) -> None:
    assert {row["status"] for row in rows["procedure"] if row["quantity"] == 2} >= {
        "planned",
        "completed",
    }


@pytest.mark.parametrize("sign", ["'", '"', ",", "é", "ñ", "’"])
def test_a_name_has_an_awkward_sign(people, sign: str) -> None:
    assert any(sign in row["first_name"] + row["last_name"] for row in people.values())


@pytest.mark.parametrize("sign", ["=", "-", "+", "@"])
def test_a_name_begins_like_a_formula(people, sign: str) -> None:
    assert any(row["last_name"].startswith(sign) for row in people.values())


@pytest.mark.parametrize(
    "column", ["birth_date", "address_1", "zip", "mobile_phone", "email"]
)
def test_something_is_missing_of_someone_who_came(people, done, column: str) -> None:
    assert any(people[patient][column] is None for patient in done)


def test_zip_codes_begin_with_a_zero(people) -> None:
    assert any((row["zip"] or "").startswith("00") for row in people.values())
    assert all(
        row["zip"] is None or (len(row["zip"]) == 5 and row["zip"].startswith("0"))
        for row in people.values()
    )


def test_some_may_not_be_called_and_some_not_be_texted(people) -> None:
    assert any(row["phone_ok"] is False for row in people.values())
    assert any(row["text_ok"] is False for row in people.values())
    assert {row["phone_ok"] for row in people.values()} == {False, None}


def test_every_standing_is_there(people) -> None:
    assert {row["status"] for row in people.values()} == {*schema.PATIENT_STATUS} - {
        "unknown"
    }


def test_a_prospect_missed_the_first_appointment(rows, people, done) -> None:
    missed = {
        row["patient_id"]
        for row in rows["appointment"]
        if row["status"] == "broken_unspecified"
    }
    prospects = {row["id"] for row in people.values() if row["status"] == "prospective"}
    assert prospects & missed
    assert not {
        p
        for p in prospects
        if any(code not in codes.BROKEN for _, code in done.get(p, []))
    }


def test_the_book_has_every_sort_of_row(rows) -> None:
    sorts = {row["status"] for row in rows["appointment"]}
    assert sorts == {
        "scheduled",
        "completed",
        "broken_unspecified",
        "unscheduled",
        "planned",
        "note",
    }


def _age(row: Row) -> float:
    return (
        99.0 if row["birth_date"] is None else (ENDS - row["birth_date"]).days / 365.25
    )


def _in_order(wanted: tuple[str, ...], found: list[str]) -> bool:
    rest = iter(found)
    return all(code in rest for code in wanted)
