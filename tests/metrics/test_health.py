"""Data health: each check on a small practice that can be counted by hand."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings

from retention.core.errors import Problem
from retention.metrics.data_quality import BY_KEY, HEALTH, CheckInput, Finding
from retention.practice import conform
from tests.builders import EXPORTED, from_rows, tables
from tests.metrics.random_practices import practices

TODAY = date(2026, 11, 25)


def look(stored: dict, *, today: date = TODAY, **more) -> CheckInput:
    return CheckInput(
        conform(stored, date.fromisoformat(EXPORTED)), stored, today, **more
    )


def found(key: str, text: str, **more) -> Finding:
    return BY_KEY[key](look(tables(text), **more))


def rows(result: Finding) -> list[tuple[str, str]]:
    return list(result.rows.itertuples(index=False, name=None))


def people(*patients: dict) -> dict:
    """Patients numbered from 1, each seen once, as stored tables."""
    listed = [
        {"id": str(at), "status": "active", "first_name": f"P{at}"} | one
        for at, one in enumerate(patients, 1)
    ]
    work = [
        {
            "id": one["id"],
            "patient_id": one["id"],
            "status": "completed",
            "code_raw": "D0120",
            "completed_on": date(2026, 1, 5),
        }
        for one in listed
    ]
    return {
        "patient": from_rows("patient", listed),
        "procedure": from_rows("procedure", work),
    }


@pytest.mark.parametrize("check", HEALTH, ids=lambda check: check.key)
def test_every_check_says_why_it_matters_and_what_to_do(check):
    assert len(check.advice) > 40
    assert check.about.startswith(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert check.title
    assert check.unit


@pytest.mark.parametrize("check", HEALTH, ids=lambda check: check.key)
def test_every_check_can_be_asked_of_a_bare_patient_list(check):
    result = check(look({"patient": from_rows("patient", [])}))
    assert result.unknown or result.count >= 0
    assert check.needs or not result.unknown
    assert not (result.unknown and result.is_well)


def test_an_export_older_than_a_week_is_old():
    assert found("age", "ann visit 2026-11-19 D0120").is_well
    old = found("age", "ann visit 2026-11-19 D0120", today=date(2026, 11, 28))
    assert (old.count, old.is_well) == (8, False)
    assert rows(old) == [("procedure.completed_on", "reaches up to Nov 19, 2026")]


def test_past_appointments_that_nobody_closed():
    result = found(
        "past_scheduled",
        "ann books 2026-11-19\nann books 2026-11-20\nbob books 2026-05-01 completed",
    )
    assert rows(result) == [("a1", "no name, Nov 19, 2026")]
    assert (result.count, result.whole) == (1, 2)


def test_appointments_with_nothing_on_them():
    text = (
        "ann books 2026-12-01 as=a1\nann books 2026-12-02 as=a2\nann plans 2026-11-01 "
        "D1110 on=a1"
    )
    assert rows(found("without_codes", text)) == [("a2", "no name, Dec 2, 2026")]


def test_codes_are_listed_once_each():
    text = "ann visit 2026-01-05 D0120 -\nbob visit 2026-01-06 -"
    result = found("unknown_codes", text)
    assert rows(result) == [("-", "2 procedures")]
    assert (result.count, result.whole) == (2, 3)


def test_completed_work_without_a_day():
    stored = people({}, {})
    bare = {"id": "9", "patient_id": "2", "status": "completed", "code_raw": "D2740"}
    stored["procedure"] = from_rows(
        "procedure", [*stored["procedure"].to_pylist(), bare]
    )
    result = BY_KEY["without_day"](look(stored))
    assert (rows(result), result.whole) == ([("9", "P2: D2740")], 3)


def test_statuses_that_nobody_knows_are_counted_by_word():
    odd = [
        {"id": str(at), "patient_id": "1", "status": "unknown", "status_raw": word}
        for at, word in enumerate("XXY")
    ]
    result = BY_KEY["words"](
        look(people({}) | {"appointment": from_rows("appointment", odd)})
    )
    assert rows(result) == [("appointment: X", "2 rows"), ("appointment: Y", "1 row")]
    assert (result.count, result.whole) == (3, 5)


def test_rows_of_people_who_are_not_on_the_list():
    stored = people({})
    lost = {"id": "k1", "patient_id": "77", "at": datetime.fromisoformat("2026-01-01")}
    stored["contact"] = from_rows(
        "contact", [lost, {"id": "k2", "patient_id": "1"}, {"id": "k3"}]
    )
    result = BY_KEY["strangers"](look(stored))
    assert (rows(result), result.whole) == ([("contact/k1", "patient 77")], 4)


def test_birth_dates_that_cannot_be():
    born = [
        None,
        date(1900, 1, 1),
        date(1915, 1, 1),
        date(2027, 1, 1),
        date(1980, 4, 1),
    ]
    stored = people(*({"birth_date": day} for day in born), {"status": "inactive"})
    result = BY_KEY["birth_dates"](look(stored))
    assert rows(result) == [
        ("1", "P1: no birth date"),
        ("2", "P2: born Jan 1, 1900"),
        ("3", "P3: born Jan 1, 1915"),
        ("4", "P4: born Jan 1, 2027"),
    ]
    assert result.whole == 5


def test_a_child_is_reached_through_the_guarantor():
    stored = people(
        {"mobile_phone": "(503) 555-0101"}, {"household_id": "1"}, {"household_id": "3"}
    )
    assert rows(BY_KEY["no_contact"](look(stored))) == [
        ("3", "P3: no phone, address or e-mail")
    ]


def test_boxes_that_were_only_filled_in():
    stored = people(
        {"home_phone": "604", "email": "none@none.com"}, {"email": "ann@example.com"}
    )
    assert rows(BY_KEY["placeholders"](look(stored))) == [
        ("1", "P1: home phone “604”, e-mail “none@none.com”")
    ]


def test_links_that_lead_nowhere():
    result = found(
        "links",
        "ann visit 2026-01-05 D0120\nann into ann\nann into nobody\nbob into ann",
    )
    assert [what for _, what in rows(result)] == ["ann into ann", "ann into nobody"]
    assert result.whole == 3


def test_days_after_the_export():
    result = found(
        "after_export",
        "ann visit 2026-11-21 D0120\nann visit 2026-11-20 D0120\nann books 2026-12-01",
    )
    assert rows(result) == [("procedure/p1", "completed on: Nov 21, 2026")]


def test_columns_are_listed_with_how_far_they_are_filled():
    stored = people({"email": "ann@example.com"}, {}, {})
    result = BY_KEY["columns"](look(stored))
    shown = dict(rows(result))
    assert shown["patient.email"] == "33 % filled (1 of 3): e-mails"
    assert shown["procedure.completed_on"] == "100 % filled (3 of 3): visits"
    assert "appointment.created_on" not in shown
    assert result.count < result.whole == len(shown)


def test_rows_gone_and_rows_set_aside():
    gone = from_rows(
        "vanished",
        [
            {
                "id": "patient/7",
                "table": "patient",
                "row_id": "7",
                "since": date(2026, 11, 3),
            }
        ],
    )
    wrong = [
        Problem("p.csv", 3, "PatNum", "", "the row has no id", set_aside=True),
        Problem("p.csv", 4, "X", "?", "…"),
        Problem("p.csv", 5, "type", "P", "is a payment: not needed", not_needed=True),
    ]
    sight = look(people({}) | {"vanished": gone}, problems=wrong, set_aside=1)
    assert rows(BY_KEY["vanished"](sight)) == [
        ("patient/7", "missing since Nov 3, 2026")
    ]
    assert rows(BY_KEY["set_aside"](sight)) == [("p.csv, line 3", "the row has no id")]


def test_all_rows_set_aside_are_counted_however_few_are_listed():
    wrong = [
        Problem("p.csv", line, "PatNum", "", "…", set_aside=True)
        for line in range(2, 1_002)
    ]
    rest = Problem(
        "p.csv", 0, "PatNum", "39,000 further rows", "… (not listed)", set_aside=True
    )
    result = BY_KEY["set_aside"](
        look(people({}), problems=[*wrong, rest], set_aside=40_000)
    )
    assert (result.count, len(result.rows), rows(result)[-1]) == (
        40_000,
        1_001,
        ("p.csv", "“39,000 further rows” … (not listed)"),
    )


@pytest.mark.slow
@given(practices())
@settings(max_examples=60)
def test_every_check_holds_on_any_practice(practice):
    """Nothing breaks; what is found is part of what was looked at; a list is never
    longer than its count of rows.
    """
    stored, exported = practice
    sight = CheckInput(conform(stored, exported), stored, exported)
    for check in HEALTH:
        result = check(sight)
        assert bool(result.unknown) == any(
            name not in stored for name in check.needs
        ), check.key
        assert (
            0
            <= result.count
            <= (result.count if result.whole is None else result.whole)
        ), check.key
        assert not result.rows.isna().any(axis=None), check.key
        if check.key not in ("age", "columns"):
            assert bool(len(result.rows)) == bool(result.count), check.key
