"""Why someone is, or is not, on the list."""

import pytest

from retention.core.errors import RetentionError
from retention.outreach import RULES, Log, explain_patient

from .small import (
    D,
    booking,
    child,
    contact,
    day,
    drifting,
    log,
    person,
    practice,
    visit,
)


def test_someone_on_the_list_has_a_reason_and_no_rule_against_it():
    answer = explain_patient(
        practice([person("ann")], drifting("ann")), Log.empty(), D, " ann "
    )
    assert answer.on_list
    assert [part.reason for part in answer.reasons] == ["lapsing"]
    assert [rule.rule for rule in answer.rules] == [rule.key for rule in RULES]
    assert not any(rule.holds for rule in answer.rules)
    assert all(rule.because for rule in answer.rules)


def test_someone_without_a_reason_is_told_what_was_looked_at():
    rows = [visit("ann", "2026-03-02"), visit("ann", "2026-09-02")]
    book = practice(
        [person("ann")],
        rows,
        recalls=[{"patient_id": "ann", "due_on": day("2027-03-02")}],
    )
    answer = explain_patient(book, Log.empty(), D, "ann")
    assert not answer.on_list
    assert answer.summary == "Not on the list: there is no reason to contact them."
    assert dict(answer.absent) == {
        "sitting": "No treatment is waiting.",
        "recall_overdue": "Recall is due Mar 2, 2027.",
        "recall_estimated": "Has never had a cleaning in the records.",
        "came_once": "Came more than once; last visit Sep 2, 2026.",
        "lapsing": "Last visit Sep 2, 2026: not 12 to 18 months ago.",
        "lapsed": "Last visit Sep 2, 2026: not 18 to 36 months ago.",
        "broken": "No appointment was broken in the 90 days before the export.",
        "best_at_risk": "Is not one of the best customers of the last 36 months.",
        "call_back": "No call-back is promised.",
        "call": "No call of theirs was missed in the 90 days before the export.",
        "complaint": "No complaint logged here is open.",
        "claim": "No claim waits for an answer.",
    }


def test_a_booking_is_named_as_what_keeps_someone_off():
    book = practice(
        [person("ann")], drifting("ann"), appointments=[booking("ann", "2026-12-01")]
    )
    assert (
        dict(explain_patient(book, Log.empty(), D, "ann").absent)["lapsing"]
        == "Last visit Aug 4, 2025: something is booked."
    )


def test_the_rule_that_holds_says_what_is_so():
    answer = explain_patient(
        practice([person("ann")], drifting("ann")),
        log(contact("ann", "moved", "2026-11-20")),
        D,
        "ann",
    )
    (first, *_) = [rule for rule in answer.rules if rule.holds]
    assert (first.rule, first.because) == (
        "closed_here",
        "Logged here Nov 20, 2026: moved away.",
    )
    assert answer.stopped_by == "closed_here"


def test_a_merged_id_answers_for_the_winner():
    people = [person("ann"), person("old")]
    book = practice(
        people, drifting("old"), merges=[{"loser_id": "old", "winner_id": "ann"}]
    )
    answer = explain_patient(book, Log.empty(), D, "old")
    assert (answer.patient_id, answer.asked_id, answer.on_list) == ("ann", "old", True)


def test_an_unknown_id_says_what_to_do():
    with pytest.raises(
        RetentionError, match=r"No patient has the id “99”\. Look the id up"
    ):
        explain_patient(practice([person("ann")]), Log.empty(), D, "99")


def test_a_row_without_a_history_is_no_person():
    book = practice([person("mum"), child("ann", of="mum")], drifting("ann"))
    answer = explain_patient(book, Log.empty(), D, "mum")
    assert answer.stopped_by == "no_person"
    assert answer.absent[0] == (
        "sitting",
        "Is no person of the list: no visit, appointment or procedure.",
    )
