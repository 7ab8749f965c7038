"""What every invented practice must be: whole, in order, before the export, and the
same each time.
"""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from retention import demo
from retention.core import schema
from retention.demo.draft import POINTS_AT
from tests.demo.conftest import ENDS

MADE = [name for name in schema.BY_NAME if name not in ("code_meaning", "vanished")]
HAPPENED = {
    "patient": ("created_on", "status_on"),
    "appointment": ("created_on", "arrived_at", "seated_at", "dismissed_at"),
    "procedure": ("planned_on", "completed_on"),
    "recall": ("previous_on",),
    "merge": ("merged_at",),
    "call": ("at",),
    "review": ("at",),
    "plan": ("presented_on",),
    "claim": ("service_on", "sent_on", "received_on"),
    "referral": ("referred_on",),
}


def test_the_same_call_gives_equal_tables(small: schema.Tables) -> None:
    again = demo.make(patients=300, ends=ENDS)
    assert {
        name: table.equals(again[name]) for name, table in small.items()
    } == dict.fromkeys(MADE, True)


def test_another_seed_gives_another_practice(small: schema.Tables) -> None:
    other = demo.make(patients=300, ends=ENDS, seed=8)
    assert not other["patient"].equals(small["patient"])
    assert not other["procedure"].equals(small["procedure"])


@pytest.mark.parametrize("name", MADE)
def test_a_table_is_as_the_schema_declares_it(usual: schema.Tables, name: str) -> None:
    assert usual[name].schema.equals(schema.BY_NAME[name].arrow)
    assert len(usual[name]) > 0
    usual[name].validate(full=True)


@pytest.mark.parametrize("name", MADE)
def test_ids_count_from_one(usual: schema.Tables, name: str) -> None:
    assert usual[name]["id"].to_pylist() == [
        str(number) for number in range(1, len(usual[name]) + 1)
    ]


@pytest.mark.parametrize("name", MADE)
def test_choices_are_declared_words(usual: schema.Tables, name: str) -> None:
    for column in schema.BY_NAME[name].columns:
        if column.choices:
            assert set(usual[name][column.name].unique().to_pylist()) <= set(
                column.choices
            ), column.name


@pytest.mark.parametrize("name", MADE)
def test_every_pointer_points_at_a_row(usual: schema.Tables, name: str) -> None:
    for column in set(usual[name].column_names) & set(POINTS_AT):
        found = pc.drop_null(usual[name][column])
        known = pc.is_in(found, usual[POINTS_AT[column]]["id"].combine_chunks())
        assert pc.all(known, min_count=0).as_py(), column


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("patient", "household_id"),
        ("procedure", "code_id"),
        ("appointment", "patient_id"),
        ("recall", "type_id"),
        ("referral", "referrer_id"),
        ("merge", "winner_id"),
        ("plan_item", "procedure_id"),
    ],
)
def test_pointers_that_must_be_there_are_there(
    usual: schema.Tables, table: str, column: str
) -> None:
    assert usual[table][column].null_count == 0


@pytest.mark.parametrize("name", HAPPENED)
def test_nothing_took_place_on_the_day_of_the_export_or_later(
    usual: schema.Tables, name: str
) -> None:
    for column in HAPPENED[name]:
        days = pc.cast(pc.drop_null(usual[name][column]), pa.date32())
        assert pc.max(days).as_py() < ENDS, column


def test_what_is_completed_has_a_day_and_what_is_not_has_none(
    usual: schema.Tables,
) -> None:
    done = pc.equal(usual["procedure"]["status"], "completed")
    assert done.equals(pc.is_valid(usual["procedure"]["completed_on"]))


def test_completed_appointments_lie_before_the_export_and_bookings_are_still_to_come(
    usual: schema.Tables,
) -> None:
    book = usual["appointment"]
    start = pc.cast(book["starts_at"], pa.date32())
    assert pc.max(start.filter(pc.equal(book["status"], "completed"))).as_py() < ENDS
    scheduled = start.filter(pc.equal(book["status"], "scheduled"))
    ahead = pc.sum(pc.greater_equal(scheduled, ENDS)).as_py()
    forgotten = len(scheduled) - ahead
    assert ahead > 500
    assert 20 <= forgotten <= 60


def test_an_appointment_was_made_no_later_than_it_starts(usual: schema.Tables) -> None:
    book = usual["appointment"].filter(pc.is_valid(usual["appointment"]["starts_at"]))
    assert pc.all(
        pc.less_equal(book["created_on"], pc.cast(book["starts_at"], pa.date32()))
    ).as_py()


def test_the_practice_is_closed_on_sundays_and_on_most_saturdays(
    usual: schema.Tables,
) -> None:
    for table, column in (
        ("appointment", "starts_at"),
        ("procedure", "completed_on"),
        ("appointment", "created_on"),
    ):
        weekday = pc.day_of_week(pc.drop_null(usual[table][column])).to_numpy()
        assert (weekday != 6).all(), column
        assert 0 < (weekday == 5).mean() < 0.06, column


def test_work_is_completed_on_the_day_of_its_completed_appointment(
    usual: schema.Tables,
) -> None:
    book = usual["appointment"]
    work = usual["procedure"]
    at = pc.index_in(work["appointment_id"], book["id"].combine_chunks())
    status = pc.take(book["status"], at)
    day = pc.take(pc.cast(book["starts_at"], pa.date32()), at)
    linked = pc.and_(
        pc.equal(status, "completed"), pc.equal(work["status"], "completed")
    )
    assert pc.sum(linked).as_py() > 10_000
    assert pc.all(pc.equal(day, work["completed_on"]).filter(linked)).as_py()


def test_codes_stand_in_the_code_table_under_category_words(
    usual: schema.Tables,
) -> None:
    assert usual["procedure"]["code_raw"].null_count == len(usual["procedure"])
    assert {"D1110", "D4910", "D9986", "D9987", "N4104"} <= set(
        usual["code"]["code_raw"].to_pylist()
    )
    assert {"preventive", "crowns", "unknown"} <= set(
        usual["code"]["description"].to_pylist()
    )


def test_minutes_are_fives_and_phones_are_set_apart_for_inventions(
    usual: schema.Tables,
) -> None:
    assert set(np.unique(usual["appointment"]["minutes"].to_numpy() % 5)) == {0}
    for column in ("home_phone", "mobile_phone", "work_phone"):
        phones = pc.drop_null(usual["patient"][column])
        assert pc.all(
            pc.match_substring_regex(phones, r"^\([2-9]\d\d\) 555-01\d\d$")
        ).as_py()
    emails = pc.drop_null(usual["patient"]["email"])
    assert pc.all(
        pc.match_substring_regex(emails, r"^[a-z.]+\d*@example\.(com|org)$")
    ).as_py()


@pytest.mark.parametrize("patients", [1, 2, 99, 100, 300])
@pytest.mark.parametrize("years", [1, 15])
def test_a_practice_of_any_size_has_that_many_rows(patients: int, years: int) -> None:
    assert (
        len(demo.make(patients=patients, years=years, ends=ENDS)["patient"]) == patients
    )


@pytest.mark.parametrize("years", [1, 3, 5])
def test_the_data_begins_that_many_years_before_the_export(years: int) -> None:
    work = demo.make(patients=300, years=years, ends=ENDS)["procedure"]
    first = pc.min(work["completed_on"]).as_py()
    assert (
        timedelta(-1)
        <= first - date(ENDS.year - years, ENDS.month, ENDS.day)
        < timedelta(days=31)
    )


@pytest.mark.parametrize(
    "wrong", [{"patients": 0}, {"patients": 50_001}, {"years": 0}, {"years": 16}]
)
def test_other_sizes_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="1 to 50,000 patients and 1 to 15 years"):
        demo.make(**wrong, ends=ENDS)


def test_new_people_come_most_in_january_and_august_and_least_in_december() -> None:
    first = demo.make(patients=8000, ends=ENDS)["patient"][
        "first_visit_reported"
    ].to_pylist()
    months = np.bincount(
        [day.month for day in first if day and 2022 <= day.year <= 2025], minlength=13
    )[1:]
    assert set(np.argsort(months)[-2:] + 1) == {1, 8}
    assert months.argmin() + 1 == 12


def test_rows_stand_in_order_of_creation(usual: schema.Tables) -> None:
    for name, column in (
        ("patient", "created_on"),
        ("appointment", "created_on"),
        ("claim", "service_on"),
    ):
        assert all(
            before <= after
            for before, after in pairwise(usual[name][column].to_pylist())
        ), name
