"""Where only reported days exist (first, last and next visit), figures are made of them
and say so.
"""

import pytest

from retention.facts import appointments
from tests.builders import ask, part, practice

BUT_PATIENTS = (
    "appointment",
    "procedure",
    "recall",
    "merge",
    "claim",
    "contact",
    "referrer",
    "referral",
)
LIST = """
ann reports 2016-03-01 2026-08-18 next=2027-02-22
bob reports 2019-05-03 2023-01-09
cleo reports 2026-10-30 2026-10-30 next=2026-12-01
dan reports 2018-01-01 2025-12-24 next=2026-11-19
"""


@pytest.fixture(scope="module")
def listed():
    return practice(LIST, without=BUT_PATIENTS)


def test_who_is_active_is_told_by_the_last_visit(listed):
    assert part(listed, "active") == "ann cleo dan"
    assert (
        ask(listed, "active").notes[0]
        == "reported by the PMS: only a patient list was loaded"
    )


def test_what_is_made_of_visits_in_between_says_that_they_are_not_known(listed):
    assert (
        "visits between the first and the last are not known"
        in ask(listed, "return_rate").notes
    )


def test_who_is_booked_ahead_is_told_by_the_next_visit(listed):
    reading = ask(listed, "booked_ahead")
    assert part(listed, "booked_ahead") == "ann cleo"
    assert reading.whole_count == 3
    assert (
        "booked: the next visit as reported by the PMS, for no appointments were loaded"
        in reading.notes
    )


def test_silent_leavers_have_no_next_visit(listed):
    book = practice(
        LIST
        + (
            "eve reports 2017-01-01 2024-06-01\nfay reports 2017-01-01 2024-06-01 "
            "next=2026-12-03"
        ),
        without=BUT_PATIENTS,
    )
    assert part(book, "silent_leavers") == "eve"


def test_without_a_next_visit_anywhere_nothing_is_said_of_bookings():
    book = practice("ann reports 2016-03-01 2026-08-18", without=BUT_PATIENTS)
    assert (
        ask(book, "booked_ahead").unknown == "not measured: no appointments were loaded"
    )


BOOKED = (
    "ann visit 2025-01-05 D1110\nann recall 2026-09-01\neve visit 2025-01-05 D1110\n"
)


@pytest.mark.parametrize("key", ["recall_overdue", "recall_estimated", "overdue_ages"])
def test_who_is_overdue_says_where_bookings_come_from_and_that_they_are_unknown(key):
    unknown = "bookings are unknown: neither appointments nor next visits were loaded"
    reported = (
        "booked: the next visit as reported by the PMS, for no appointments were loaded"
    )
    assert unknown in ask(practice(BOOKED, without=("appointment",)), key).notes
    assert (
        reported
        in ask(
            practice(
                f"{BOOKED}ann reports 2025-01-05 next=2026-12-01",
                without=("appointment",),
            ),
            key,
        ).notes
    )
    assert not {unknown, reported} & set(ask(practice(BOOKED), key).notes)


def test_the_next_visit_is_the_earliest_one_ahead_of_a_person_and_their_merged_rows():
    merged = (
        "old reports 2015-01-01 next=2026-12-24\nold into ann\nlin reports 2015-01-01 "
        "next=2026-11-24\nlin into ann"
    )
    book = practice(
        LIST + merged, without=tuple(name for name in BUT_PATIENTS if name != "merge")
    )
    days = dict(
        zip(
            book.people["id"], appointments.next_reported(book).astype(str), strict=True
        )
    )
    assert (days["ann"], days["cleo"], days["dan"]) == (
        "2026-11-24",
        "2026-12-01",
        "NaT",
    )


def test_the_next_visit_of_a_merged_row_is_the_winners():
    book = practice(
        LIST + "old reports 2015-01-01 2015-01-01 next=2026-12-24\nold into dan",
        without=tuple(name for name in BUT_PATIENTS if name != "merge"),
    )
    assert part(book, "booked_ahead") == "ann cleo dan"


def test_plans_without_any_work_done_leave_visits_to_the_reported_days():
    book = practice(
        LIST + "ann plans 2026-03-04 D2740 2150.00",
        without=("appointment", "recall", "contact"),
    )
    assert part(book, "active") == "ann cleo dan"
    assert part(book, "sitting") == "p1"
    assert (
        ask(book, "exam_of_base").unknown == "not measured: no procedures were loaded"
    )


def test_a_recall_with_a_next_visit_reported_is_not_overdue():
    text = LIST + "ann recall 2026-09-01\ndan recall 2026-09-01"
    book = practice(text, without=("appointment", "procedure", "contact"))
    assert part(book, "recall_overdue") == "dan"
    assert (
        "hygiene visits since the due day are not seen: no codes were exported"
        in ask(book, "recall_overdue").notes
    )
