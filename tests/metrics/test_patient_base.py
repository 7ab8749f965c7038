"""The edges of active, seen, new, reactivated, lapsed, departed and the bridge, with
people counted by hand.
"""

import pytest

from retention.core.errors import WrongCall
from retention.core.policy import Policy
from tests.builders import ANN, BOB, LONG_AGO, ask, groups, part, practice


def test_ann_is_active_and_bob_is_not():
    assert part(practice(LONG_AGO + ANN + BOB), "active") == "ann"


def test_the_day_exactly_18_months_before_is_outside_and_the_next_inside():
    book = practice(LONG_AGO + "ann visit 2025-05-20 D1110\nbob visit 2025-05-21 D1110")
    assert part(book, "active") == "bob"


def test_18_months_before_the_end_of_september_is_the_end_of_march():
    text = LONG_AGO + "ann visit 2024-03-31 D1110\nbob visit 2024-04-01 D1110"
    assert part(practice(text, exported="2025-09-30"), "active") == "bob"


def test_18_months_before_the_29th_of_september_is_the_29th_of_march():
    text = LONG_AGO + "ann visit 2024-03-29 D1110\nbob visit 2024-03-30 D1110"
    assert part(practice(text, exported="2025-09-29"), "active") == "bob"


def test_a_visit_on_the_day_of_the_export_counts_and_one_after_it_does_not():
    book = practice(LONG_AGO + "ann visit 2026-11-20 D1110\nbob visit 2026-11-21 D1110")
    assert part(book, "active") == "ann"
    assert part(book, "seen", "2026") == "ann"


def test_the_practice_may_set_its_own_window():
    text = LONG_AGO + "ann visit 2024-11-21 D1110\nbob visit 2024-11-20 D1110"
    assert part(practice(text, policy=Policy(active_months=24)), "active") == "ann"


@pytest.mark.parametrize("code", ["D9986", "D9987"])
def test_a_broken_appointment_code_is_no_visit(code):
    book = practice(
        LONG_AGO + f"ann visit 2026-05-01 {code}\nbob visit 2026-05-01 {code} D1110"
    )
    assert part(book, "seen", "2026") == "bob"


def test_work_under_a_code_nobody_knows_is_still_a_visit():
    assert part(practice("ann visit 2026-05-01 -"), "seen", "2026") == "ann"


def test_planned_work_and_other_peoples_work_is_no_visit():
    book = practice(
        LONG_AGO + "ann plans 2026-05-01 D2740\nbob plans 2026-05-01 D2740 existing"
    )
    assert part(book, "seen", "2026") == ""


def test_a_period_is_closed_on_both_ends():
    book = practice(
        "ann visit 2026-01-01 D1110\nbob visit 2026-01-31 D1110\nzoe visit "
        "2026-02-01 D1110"
    )
    assert part(book, "seen", "2026-01") == "ann bob"


def test_two_codes_on_one_day_are_one_visit_and_one_person():
    book = practice(
        "ann visit 2026-01-05 D1110 D0120\nann visit 2026-01-05 D0274\nann visit "
        "2026-01-06 D2391"
    )
    assert groups(book, "visits_by_month") == {
        "2026-01": "ann@2026-01-05 ann@2026-01-06"
    }
    assert ask(book, "seen", "2026").value == 1


def test_someone_deleted_is_nobody():
    book = practice(LONG_AGO + "ann visit 2026-05-01 D1110\nann is deleted")
    assert part(book, "seen", "2026") == ""


# ---- new, returning, reactivated ----


def test_new_is_the_first_visit_ever_and_returning_the_others():
    book = practice(
        LONG_AGO + ANN + "\nbob visit 2026-01-05 D0150\nbob visit 2026-07-05 D1110"
    )
    assert part(book, "new", "2026") == "bob"
    assert part(book, "returning", "2026") == "ann"
    assert ask(book, "returning_share", "2026").value == 0.5


def test_a_gap_of_exactly_18_months_is_a_reactivation_and_a_day_less_is_not():
    text = (
        "ann visit 2024-08-10 D1110\nann visit 2026-02-10 D1110\nbob visit 2024-08-11 "
        "D1110\nbob visit 2026-02-10 D1110"
    )
    book = practice(LONG_AGO + text)
    assert part(book, "reactivated", "2026-02") == "ann"
    assert part(book, "continuing", "2026-02") == "bob"


def test_the_gap_ends_at_the_first_visit_of_the_period():
    book = practice(
        LONG_AGO
        + (
            "ann visit 2024-07-01 D1110\nann visit 2025-12-31 D1110\nann visit "
            "2026-02-10 D1110"
        )
    )
    assert part(book, "continuing", "2026") == "ann"
    assert part(book, "continuing", "2025-12-01..2026-03-01") == "ann"


def test_a_first_visit_reported_from_before_the_records_makes_a_person_returning():
    text = (
        "ann visit 2026-01-05 D1110\nann reports 2008-05-01\nbob visit 2026-01-05 "
        "D1110\nbob reports 2012-05-01"
    )
    book = practice(LONG_AGO + text)
    assert part(book, "new", "2026") == "bob"
    assert part(book, "reactivated", "2026") == "ann"


def test_a_reported_first_visit_does_not_count_without_a_visit_in_the_records():
    book = practice(LONG_AGO + "ann reports 2008-05-01\nann books 2026-12-01")
    assert part(book, "seen", "2008") == ""
    assert ask(book, "visits_by_month").row("2008-05") is None


# ---- merges ----


def test_the_history_of_a_merged_row_is_the_winners():
    book = practice(
        LONG_AGO
        + (
            "ann visit 2020-01-05 D1110\nbob visit 2026-01-05 D1110\nann into bob "
            "2026-02-01"
        )
    )
    assert part(book, "returning", "2026") == "bob"
    assert part(book, "new", "2026") == ""


def test_the_first_visit_reported_for_a_merged_row_is_the_winners():
    book = practice(
        LONG_AGO
        + "ann reports 2008-05-01\nbob visit 2026-01-05 D1110\nann into bob 2026-02-01"
    )
    assert part(book, "returning", "2026") == "bob"


def test_reported_visits_of_a_merged_row_are_the_winners():
    text = "ann reports 2024-05-01 2026-01-05\nbob is active\nann into bob 2026-02-01"
    book = practice(text, without=("procedure", "appointment"))
    assert part(book, "seen", "2026") == "bob"


def test_every_reported_visit_of_two_merged_rows_counts():
    text = (
        "ann reports 2023-01-05 2025-01-05\nbob reports 2024-01-05 2026-01-05\nann "
        "into bob 2026-02-01"
    )
    book = practice(text, without=("procedure", "appointment"))
    assert groups(book, "visits_by_month") == {
        month: f"bob@{month}-05"
        for month in ("2023-01", "2024-01", "2025-01", "2026-01")
    }


# ---- lapsed, departed, the bridge ----


def test_someone_lapses_on_the_day_18_months_after_their_visit():
    book = practice(LONG_AGO + "ann visit 2024-08-15 D1110")
    assert part(book, "lapsed", "2026-02-14..2026-02-14") == ""
    assert part(book, "lapsed", "2026-02-15..2026-02-15") == "ann"
    assert part(book, "lapsed", "2026-02-16..2026-02-16") == ""


def test_someone_departs_on_the_exported_day_of_their_status():
    book = practice(LONG_AGO + "ann visit 2026-01-05 D1110\nann is deceased 2026-03-10")
    assert part(book, "departed", "2026-03-09..2026-03-09") == ""
    assert part(book, "departed", "2026-03-10..2026-03-10") == "ann"
    assert part(book, "active") == ""
    assert part(book, "active", as_of="2026-03-09") == "ann"


@pytest.mark.parametrize("status", ["inactive", "archived", "deceased", "non_patient"])
def test_without_a_day_someone_departs_on_the_day_after_the_last_visit(status):
    book = practice(LONG_AGO + f"ann visit 2026-01-05 D1110\nann is {status}")
    assert part(book, "departed", "2026-01-06..2026-01-06") == "ann"
    assert part(book, "active", as_of="2026-01-05") == "ann"
    assert part(book, "active", as_of="2026-01-06") == ""


@pytest.mark.parametrize("status", ["prospective", "unknown", "active"])
def test_other_statuses_do_not_depart(status):
    assert (
        part(
            practice(LONG_AGO + f"ann visit 2026-01-05 D1110\nann is {status}"),
            "active",
        )
        == "ann"
    )


def test_the_bridge_of_four_people_who_can_be_counted_by_hand():
    text = """
    ann visit 2025-10-01 D1110      # stays
    ann visit 2026-03-01 D1110
    bob visit 2025-10-01 D1110      # leaves
    bob is inactive 2026-02-01
    cat visit 2024-09-01 D1110      # drifts off in March
    dan visit 2020-01-05 D1110      # comes back
    dan visit 2026-02-05 D1110
    fay visit 2026-04-05 D0150      # joins
    """
    assert groups(practice(LONG_AGO + text), "bridge", "2026-01-01..2026-06-30") == {
        "active_start": "ann bob cat",
        "joined": "fay",
        "came_back": "dan",
        "lapsed": "cat",
        "departed": "bob",
        "active_end": "ann dan fay",
    }


def test_joining_and_lapsing_in_one_period_is_neither_for_the_bridge_but_new_all_the_same():
    book = practice(LONG_AGO + "ann visit 2024-01-10 D0150")
    assert part(book, "new", "2024-01-01..2026-06-30") == "ann"
    assert groups(book, "bridge", "2024-01-01..2026-06-30") == {}


# ---- too short a history ----


@pytest.mark.parametrize(
    ("key", "period", "enough"),
    [
        ("active", None, "2025-05-21"),
        ("new", "2026-01-01..2026-06-30", "2024-07-01"),
        ("reactivated", "2026-01-01..2026-06-30", "2024-07-01"),
        ("returning_share", "2026-01-01..2026-06-30", "2024-07-01"),
        ("lapsed", "2026-01-01..2026-06-30", "2024-07-01"),
        ("departed", "2026-01-01..2026-06-30", "2024-07-01"),
        ("bridge", "2026-01-01..2026-06-30", "2024-07-01"),
        ("return_rate", None, "2024-11-21"),
        ("second_visit", None, "2023-05-21"),
    ],
)
def test_a_history_that_begins_a_day_too_late_is_too_short(key, period, enough):
    year, month, day = enough.split("-")
    later = f"{year}-{month}-{int(day) + 1:02}"
    assert not ask(practice(f"eve visit {enough} D1110"), key, period).unknown
    assert (
        ask(practice(f"eve visit {later} D1110"), key, period).unknown
        == "history too short"
    )


def test_plain_counts_need_no_history():
    assert part(practice("ann visit 2026-06-01 D1110"), "seen", "2026") == "ann"


def test_a_period_that_cannot_be_read_says_how_to_write_one():
    with pytest.raises(WrongCall, match="A period is written"):
        ask(practice(ANN), "seen", "last year")
