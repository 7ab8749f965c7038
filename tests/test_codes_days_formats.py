"""The ground: procedure codes, days and months, how numbers look, the policy's
limits.
"""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.core import codes, dates, formatting, policy
from retention.core.errors import RetentionError

any_day = st.dates(date(1990, 1, 1), date(2060, 12, 31))
months = st.integers(0, 60)


# ---- codes ----


@pytest.mark.parametrize(
    "text",
    ["D1110", "d1110", "1110", "01110", "1110.01", "D1110.1", " D1110 ", "D1110A"],
)
def test_one_code_in_its_spellings(text):
    assert codes.normalise(text) == "D1110"


@pytest.mark.parametrize(
    "text", ["", None, "N4104", "TALK", "Z100", "D111", "D11100", "11.10", "D-1110"]
)
def test_what_is_not_certainly_a_code_is_none(text):
    assert codes.normalise(text) is None


@given(st.integers(100, 9999))
def test_normalising_twice_changes_nothing(number):
    code = codes.normalise(f"{number:04}")
    assert code == f"D{number:04}" == codes.normalise(code)


@given(st.text(max_size=12))
def test_no_text_at_all_breaks_the_reading_of_a_code(text):
    code = codes.normalise(text)
    assert code is None or (len(code) == 5 and code[0] == "D")


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("D0120", "diagnostic"),
        ("D0274", "imaging"),
        ("D0400", "diagnostic"),
        ("D1110", "preventive"),
        ("D2391", "restorative"),
        ("D2699", "restorative"),
        ("D2700", "crowns"),
        ("D2740", "crowns"),
        ("D3320", "endodontic"),
        ("D4910", "periodontic"),
        ("D5110", "removable prosthetics"),
        ("D5900", "maxillofacial"),
        ("D6010", "implants"),
        ("D6240", "fixed prosthetics"),
        ("D7140", "oral surgery"),
        ("D8080", "orthodontic"),
        ("D9999", "adjunctive"),
        (None, "unknown"),
        ("D0099", "unknown"),
    ],
)
def test_the_category_of_a_code(code, category):
    assert codes.category(code) == category


@given(st.integers(100, 9999))
def test_every_code_of_the_ranges_has_a_category_and_care_begins_at_2000(number):
    code = f"D{number:04}"
    assert codes.category(code) != "unknown"
    assert codes.is_care(code) == (number >= 2000 and code not in codes.CARE_NOT)


# ---- days ----


@pytest.mark.parametrize(
    ("day", "number", "before"),
    [
        ("2026-09-30", 18, "2025-03-31"),
        ("2026-09-29", 18, "2025-03-29"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2025-02-28", 12, "2024-02-29"),
        ("2024-02-28", 12, "2023-02-28"),
        ("2026-05-30", 3, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 6, "2026-06-30"),
        ("2026-03-10", 0, "2026-03-10"),
    ],
)
def test_months_before_a_day(day, number, before):
    assert dates.before(date.fromisoformat(day), number) == date.fromisoformat(before)


def test_months_after_a_day_follow_the_same_rule():
    assert dates.after(date(2023, 2, 28), 12) == date(2024, 2, 29)
    assert dates.after(date(2025, 3, 10), 12) == date(2026, 3, 10)


@given(any_day, months)
def test_a_months_end_lands_on_a_months_end_and_other_days_keep_their_number_or_the_last(
    day, number
):
    before = dates.before(day, number)
    assert (before.year * 12 + before.month) == (day.year * 12 + day.month) - number
    if day == dates.month_end(day):
        assert before == dates.month_end(before)
    else:
        assert before.day == min(day.day, dates.month_end(before).day)


@given(any_day, any_day, months)
def test_a_later_day_never_lands_before_an_earlier_one(one, other, number):
    early, late = sorted((one, other))
    assert dates.before(early, number) <= dates.before(late, number)


@given(st.lists(any_day, max_size=5), months)
def test_many_days_go_like_one(many, number):
    found = dates.months_before(np.array(many, dtype="datetime64[D]"), number)
    assert found.tolist() == [dates.before(day, number) for day in many]


def test_no_day_stays_no_day():
    assert np.isnat(
        dates.months_before(np.array(["NaT"], dtype="datetime64[s]"), 18)
    ).all()


@given(any_day)
def test_the_day_after_a_months_end_is_a_first(day):
    end = dates.month_end(day)
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + timedelta(days=1)).day == 1


# ---- looks ----


@pytest.mark.parametrize(
    ("look", "value", "text"),
    [
        (formatting.count, 1234567, "1,234,567"),
        (formatting.count, 0, "0"),
        (formatting.count, None, "–"),
        (formatting.share, 0.7926, "79 %"),
        (formatting.share, 0.0512, "5.1 %"),
        (formatting.share, 0, "0 %"),
        (formatting.share, 1.0, "100 %"),
        (formatting.share, None, "–"),
        (formatting.money, 123_449, "$1,234"),
        (formatting.money, 123_450, "$1,235"),
        (formatting.money, -123_450, "-$1,235"),
        (formatting.money, 0, "$0"),
        (formatting.money, None, "–"),
        (formatting.day, date(2024, 3, 4), "Mar 4, 2024"),
        (formatting.day, None, "–"),
        (formatting.month, date(2024, 3, 4), "Mar 2024"),
    ],
)
def test_how_numbers_and_days_look(look, value, text):
    assert look(value) == text


def test_one_and_many():
    assert [formatting.plural(number, "patient") for number in (0, 1, 2)] == [
        "0 patients",
        "1 patient",
        "2 patients",
    ]
    assert formatting.plural(1200, "person", "people") == "1,200 people"


# ---- policy ----


def test_a_policy_is_changed_by_text_and_read_back_as_text():
    changed = policy.Policy().changed(
        {"active_months": "24", "practice_name": " Smiles "}
    )
    assert (changed.active_months, changed.practice_name) == (24, "Smiles")
    assert policy.Policy().changed(changed.as_text()) == changed


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("active_months", "13"),
        ("active_months", "many"),
        ("active_months", "-18"),
        ("active_months", ""),
        ("recall_months", "0"),
        ("recall_months", "25"),
        ("most_attempts", "0"),
        ("cool_down_days", "366"),
        ("nonsense", "1"),
    ],
)
def test_a_value_outside_the_limits_is_refused_by_name(key, value):
    with pytest.raises(RetentionError, match=key):
        policy.Policy().changed({key: value})


def test_a_cadence_is_read_in_steps_and_kept_as_it_is_best_written():
    kept = policy.Policy().changed(
        {"cadence_lapsed": " Phone 7,phone 007 , e-mail,mail 0"}
    )
    assert kept.cadence_lapsed == "phone 7, phone 7, email, mail"
    assert [(step.way, step.days) for step in kept.cadence("lapsed")] == [
        ("phone", 7),
        ("phone", 7),
        ("email", 0),
        ("mail", 0),
    ]


def test_without_a_cadence_a_reason_has_the_most_attempts_by_whatever_works():
    assert (
        policy.Policy(most_attempts=3).cadence("sitting") == (policy.Step("", 0),) * 3
    )
    assert policy.Policy().changed({"cadence_sitting": ""}) == policy.Policy()


@pytest.mark.parametrize(
    "value",
    [
        "fax 3",
        "phone 7 8",
        "phone,",
        ",",
        "7",
        "phone seven",
        "phone -1",
        "phone 366",
        ", ".join(["mail"] * 21),
    ],
)
def test_a_cadence_that_does_not_read_as_one_is_refused(value):
    with pytest.raises(
        RetentionError,
        match="cadence_call takes up to 20 of phone, text, email and mail",
    ):
        policy.Policy().changed({"cadence_call": value})


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10_000_000), st.dates(date(1, 1, 1), date(9999, 12, 31))
        ),
        max_size=8,
    )
)
def test_a_person_and_a_day_as_one_number_keep_their_order_and_come_apart_again(pairs):
    person = np.array([who for who, _ in pairs], dtype=np.int64)
    day = np.array([on for _, on in pairs], dtype="datetime64[D]")
    key = dates.keyed(person, day)
    who, on = dates.unkeyed(key)
    assert [*zip(who.tolist(), on.tolist(), strict=True)] == pairs
    assert [pairs[at] for at in np.argsort(key, kind="stable")] == sorted(pairs)
    assert (dates.keyed(person, day - np.timedelta64(1, "D")) == key - 1).all()
