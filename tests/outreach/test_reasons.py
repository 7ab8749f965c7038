"""Who has which reason."""

import pytest

from retention.outreach import Log, targets, why
from retention.problems import WrongCall

from .small import D, booking, day, drifting, person, plan, practice, visit


def reasons_of(book, key="ann") -> list[str]:
    return [part.reason for part in why(book, Log.empty(), D, key).reasons]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        (["2026-05-20"], ["came_once"]),
        (["2026-05-21"], []),
        (["2025-05-21"], ["came_once", "lapsing"]),
        (["2024-01-05", "2025-11-20"], ["lapsing"]),
        (["2024-01-05", "2025-11-21"], []),
        (["2024-01-05", "2025-05-20"], ["lapsed"]),
        (["2023-01-05", "2023-11-21"], ["lapsed"]),
        (["2023-01-05", "2023-11-20"], []),
    ],
)
def test_the_last_visit_decides_between_came_once_lapsing_and_lapsed(visits, expected):
    assert reasons_of(practice([person("ann")], [visit("ann", on) for on in visits])) == expected


def test_a_booking_ends_reasons_that_need_nothing_booked():
    assert reasons_of(practice([person("ann")], drifting("ann"), appointments=[booking("ann", "2026-12-01")])) == []


def test_a_reported_visit_before_the_records_begin_is_a_visit_before():
    early = [person("ann", first_visit_reported=day("2010-02-01"))]
    assert reasons_of(practice(early, [visit("ann", "2026-03-02")])) == []


def test_people_who_left_have_no_reason():
    assert reasons_of(practice([person("ann", status="inactive")], [*drifting("ann"), plan("ann", None, 5000)])) == []


def test_sitting_and_overdue_are_those_of_the_figures():
    rows = [visit("ann", "2026-06-01"), plan("ann", "2026-06-01", 115000)]
    book = practice([person("ann")], rows, recalls=[{"patient_id": "ann", "due_on": day("2026-08-01")}])
    assert reasons_of(book) == ["sitting", "recall_overdue"]


def test_a_reason_that_cannot_be_known_is_absent_with_a_note():
    book = practice([person("ann")], drifting("ann"), without=("recall",))
    found = targets(book, Log.empty(), D)
    assert "“Overdue for recall” is not on the list: no recalls were loaded." in found.notes
    assert len(found) == 1


def test_a_patient_list_alone_still_gives_those_who_lapse():
    reported = {"first_visit_reported": day("2025-08-04"), "last_visit_reported": day("2025-08-04")}
    people = [person("ann", **reported), person("bob", **reported, next_visit_reported=day("2026-12-01"))]
    book = practice(people, without=("procedure", "appointment", "recall", "contact"))
    found = targets(book, Log.empty(), D)
    assert found.frame["patient_id"].tolist() == ["ann"]
    assert "Visits are as reported by the PMS: only a patient list was loaded." in found.notes


def test_a_single_reported_day_does_not_say_that_someone_came_once():
    people = [person("ann", last_visit_reported=day("2025-08-04"))]
    assert reasons_of(practice(people, without=("procedure", "appointment"))) == ["lapsing"]


def test_an_unknown_reason_is_a_wrong_call():
    with pytest.raises(WrongCall, match="There is no reason “birthday”"):
        targets(practice([person("ann")]), Log.empty(), D, reason="birthday")
