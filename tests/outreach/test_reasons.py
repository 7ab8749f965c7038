"""Who has which reason, and the sentence that says why."""

from datetime import datetime, timedelta

import pytest

from retention.core.errors import WrongCall
from retention.facts import standing
from retention.outreach import Log, explain_patient, ranked_list
from retention.outreach.reasons import notes
from tests import builders
from tests.builders import ask

from .small import (
    D,
    booking,
    child,
    contact,
    day,
    drifting,
    log,
    person,
    plan,
    practice,
    visit,
)

AT_HOME = [visit("ann", "2026-06-01")]
"""A visit so recent that it is no reason for anything."""
TEXTED = {
    "patient_id": "ann",
    "at": datetime.fromisoformat("2026-11-18T12:00"),
    "channel": "text",
    "direction": "sent",
}


def reasons_of(book, key="ann", logged=None, today=D) -> list[str]:
    return [
        part.reason
        for part in explain_patient(book, logged or Log.empty(), today, key).reasons
    ]


def sentences_of(book, key="ann", logged=None, today=D) -> list[str]:
    return [
        part.sentence
        for part in explain_patient(book, logged or Log.empty(), today, key).reasons
    ]


def why_not(book, reason, key="ann", logged=None) -> str:
    return dict(explain_patient(book, logged or Log.empty(), D, key).absent)[reason]


def called(on: str, answered: bool | None = False, **columns) -> dict:
    """A call to the practice, of Ann's phone unless said otherwise."""
    known = {
        "direction": "received",
        "phone": "(305) 555-0140",
        "is_answered": answered,
    }
    return {"at": datetime.fromisoformat(f"{on}T10:30"), **known, **columns}


def broke(on: str, status: str = "no_show", **columns) -> dict:
    return {
        "patient_id": "ann",
        "status": status,
        "starts_at": datetime.fromisoformat(f"{on}T09:00"),
        **columns,
    }


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
    assert (
        reasons_of(practice([person("ann")], [visit("ann", on) for on in visits]))
        == expected
    )


@pytest.mark.parametrize(
    ("months", "visits", "expected"),
    [
        (12, ["2024-01-05", "2026-05-20"], ["lapsing"]),
        (12, ["2024-01-05", "2025-11-20"], ["lapsed"]),
        (12, ["2023-01-05", "2024-05-20"], []),
        (24, ["2024-01-05", "2025-05-21"], []),
        (24, ["2024-01-05", "2025-05-20"], ["lapsing"]),
        (24, ["2024-01-05", "2024-11-21"], ["lapsing"]),
        (24, ["2023-01-05", "2024-11-20"], ["lapsed"]),
        (24, ["2023-01-05", "2023-05-21"], ["lapsed"]),
        (24, ["2023-01-05", "2023-05-20"], []),
        (36, ["2022-01-05", "2024-05-20"], ["lapsing"]),
        (36, ["2022-01-05", "2022-05-21"], ["lapsed"]),
    ],
)
def test_who_lapses_goes_by_the_practices_own_active_window(months, visits, expected):
    book = practice(
        [person("ann")], [visit("ann", on) for on in visits], active_months=months
    )
    assert reasons_of(book) == expected
    assert not expected or bool(standing.active(book, D)[0]) == (
        expected == ["lapsing"]
    )


def test_why_somebody_does_not_lapse_names_the_practices_own_window():
    book = practice([person("ann")], [visit("ann", "2026-09-01")], active_months=24)
    assert (
        why_not(book, "lapsing") == "Last visit Sep 1, 2026: not 18 to 24 months ago."
    )
    assert why_not(book, "lapsed") == "Last visit Sep 1, 2026: not 24 to 42 months ago."


def test_nobody_came_once_where_the_records_do_not_reach_back_over_the_active_window():
    text = "ann visit {} D0120\nann visit 2026-10-01 D0120\nbob visit 2026-04-01 D0120"
    short, enough = (
        builders.practice(text.format(first)) for first in ("2025-05-22", "2025-05-21")
    )
    assert ask(short, "active").unknown == "history too short"
    assert (reasons_of(short, "bob"), reasons_of(enough, "bob")) == ([], ["came_once"])
    note = "“Came once” is not on the list: history too short."
    assert note in ranked_list(short, Log.empty(), D).notes
    assert note not in ranked_list(enough, Log.empty(), D).notes


def test_who_lapsed_is_listed_from_a_short_history_too_and_the_list_says_how_far_back():
    book = practice([person("ann")], drifting("ann")[1:])
    assert reasons_of(book) == ["came_once", "lapsing"]
    assert (
        "“Lapsed” reaches back to Jan 2, 2025 only: there the records begin."
        in ranked_list(book, Log.empty(), D).notes
    )


def test_a_booking_ends_reasons_that_need_nothing_booked():
    assert (
        reasons_of(
            practice(
                [person("ann")],
                drifting("ann"),
                appointments=[booking("ann", "2026-12-01")],
            )
        )
        == []
    )


def test_a_reported_visit_before_the_records_begin_is_a_visit_before():
    early = [person("ann", first_visit_reported=day("2010-02-01"))]
    assert reasons_of(practice(early, [visit("ann", "2026-03-02")])) == []


def test_people_who_left_have_no_reason():
    assert (
        reasons_of(
            practice(
                [person("ann", status="inactive")],
                [*drifting("ann"), plan("ann", None, 5000)],
            )
        )
        == []
    )


def test_sitting_and_overdue_are_those_of_the_figures():
    rows = [visit("ann", "2026-06-01"), plan("ann", "2026-06-01", 115000)]
    book = practice(
        [person("ann")],
        rows,
        recalls=[{"patient_id": "ann", "due_on": day("2026-08-01")}],
    )
    assert reasons_of(book) == ["sitting", "recall_overdue"]


def test_a_reason_that_cannot_be_known_is_absent_with_a_note():
    book = practice([person("ann")], drifting("ann"), without=("recall",))
    found = ranked_list(book, Log.empty(), D)
    assert (
        "“Overdue for recall” is not on the list: no recalls were loaded."
        in found.notes
    )
    assert len(found) == 1


def test_a_patient_list_alone_still_gives_those_who_lapse():
    reported = {
        "first_visit_reported": day("2025-08-04"),
        "last_visit_reported": day("2025-08-04"),
    }
    people = [
        person("ann", **reported),
        person("bob", **reported, next_visit_reported=day("2026-12-01")),
    ]
    book = practice(people, without=("procedure", "appointment", "recall", "contact"))
    found = ranked_list(book, Log.empty(), D)
    assert found.frame["patient_id"].tolist() == ["ann"]
    assert (
        "Visits are as reported by the PMS: only a patient list was loaded."
        in found.notes
    )


def test_a_single_reported_day_does_not_say_that_someone_came_once():
    people = [person("ann", last_visit_reported=day("2025-08-04"))]
    assert reasons_of(practice(people, without=("procedure", "appointment"))) == [
        "lapsing"
    ]


def test_an_unknown_reason_is_a_wrong_call():
    with pytest.raises(WrongCall, match="There is no reason “birthday”"):
        ranked_list(practice([person("ann")]), Log.empty(), D, reason="birthday")


def test_without_a_recall_row_a_cleaning_is_due_six_months_after_the_last():
    cleaned = [visit("ann", "2026-05-19", code="D1110")]
    assert sentences_of(practice([person("ann")], cleaned))[0] == (
        "Last cleaning May 19, 2026: the next was due Nov 19, 2026, by estimate "
        "(1 day ago)."
    )
    with_row = practice(
        [person("ann")],
        cleaned,
        recalls=[{"patient_id": "ann", "due_on": day("2027-02-01")}],
    )
    assert "recall_estimated" not in reasons_of(with_row)
    assert why_not(with_row, "recall_estimated") == (
        "Has a recall in the practice's system, so that nothing is estimated."
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-11-20", True), ("2026-08-23", True), ("2026-08-22", False)],
)
def test_an_appointment_broken_in_the_last_ninety_days_is_a_reason(on, expected):
    book = practice([person("ann")], AT_HOME, appointments=[broke(on)])
    assert ("broken" in reasons_of(book)) == expected


def test_whoever_missed_the_first_appointment_of_all_is_called_too():
    book = practice([person("ann")], appointments=[broke("2026-11-02")])
    assert reasons_of(book) == ["broken"]


def test_what_became_of_the_appointment_is_said_and_what_made_it_good_too():
    cancelled = practice(
        [person("ann")], AT_HOME, appointments=[broke("2026-10-05", "cancelled")]
    )
    assert sentences_of(cancelled) == [
        "The appointment of Oct 5, 2026 was cancelled, and nothing is booked since."
    ]
    booked = practice(
        [person("ann")],
        AT_HOME,
        appointments=[broke("2026-10-05"), booking("ann", "2026-12-01")],
    )
    assert why_not(booked, "broken") == (
        "The appointment of Oct 5, 2026 was missed, and a visit or a booking has "
        "followed."
    )


def test_a_best_customer_with_a_booking_is_at_risk_and_still_not_called():
    often = [visit("ann", f"2025-{month:02}-03", 900_000_00) for month in (1, 3, 5, 7)]
    risky = practice([person("ann")], often)
    assert "best_at_risk" in reasons_of(risky)
    assert sentences_of(risky)[-1] == (
        "One of the best customers, last came Jul 3, 2025, 505 days before the export; "
        "nine in ten pauses are up to 61 days."
    )
    booked = explain_patient(
        practice([person("ann")], often, appointments=[booking("ann", "2026-12-01")]),
        Log.empty(),
        D,
        "ann",
    )
    assert [part.reason for part in booked.reasons] == ["best_at_risk"]
    assert booked.stopped_by == "booked_here"
    assert "Something is booked in the practice's records" in booked.summary


def test_a_promised_call_back_is_a_reason_from_its_day_until_somebody_was_reached():
    book = practice([person("ann")], AT_HOME)
    promise = contact("ann", "call_back", "2026-11-18", call_back_on="2026-11-20")
    assert reasons_of(book, logged=log(promise), today=day("2026-11-19")) == []
    assert reasons_of(book, logged=log(promise)) == ["call_back"]
    assert sentences_of(book, logged=log(promise), today=day("2026-11-23")) == [
        "Asked to be called back on Nov 20, 2026 (3 days ago)."
    ]
    assert (
        reasons_of(book, logged=log(promise, contact("ann", "booked", "2026-11-20")))
        == []
    )


def test_a_missed_call_is_a_reason_for_whose_number_it_is():
    book = practice([person("ann")], AT_HOME, calls=[called("2026-11-18")])
    assert sentences_of(book) == [
        (
            "Called us on Nov 18, 2026 (2 days ago), was not answered and has not "
            "been called back."
        )
    ]


@pytest.mark.parametrize(
    "later",
    [
        {"calls": [called("2026-11-18"), called("2026-11-19", True)]},
        {
            "calls": [
                called("2026-11-18"),
                called("2026-11-19", False, direction="sent"),
            ]
        },
        {"calls": [called("2026-11-18")], "contacts": [TEXTED]},
        {"calls": [called("2026-08-22")]},
        {"calls": [called("2026-11-18", None)]},
        {"calls": [called("2026-11-18", phone="(305) 555-0199")]},
    ],
    ids=[
        "called again",
        "called back",
        "texted",
        "long ago",
        "nobody knows",
        "a stranger",
    ],
)
def test_a_call_that_something_followed_is_none(later):
    assert reasons_of(practice([person("ann")], AT_HOME, **later)) == []


def test_a_call_without_a_word_for_it_was_missed_where_it_took_no_time():
    silent = practice(
        [person("ann")], AT_HOME, calls=[called("2026-11-18", None, seconds=0)]
    )
    message = practice(
        [person("ann")],
        AT_HOME,
        calls=[called("2026-11-18", None, seconds=20, is_voicemail=True)],
    )
    talked = practice(
        [person("ann")], AT_HOME, calls=[called("2026-11-18", None, seconds=20)]
    )
    assert [reasons_of(book) for book in (silent, message, talked)] == [
        ["call"],
        ["call"],
        [],
    ]


def test_a_call_of_a_family_is_the_guarantors_and_a_number_of_two_families_is_nobodys():
    family = [child("kid", of="ann", mobile_phone="(305) 555-0140"), person("ann")]
    visits = [*AT_HOME, visit("kid", "2026-06-01")]
    assert reasons_of(practice(family, visits, calls=[called("2026-11-18")])) == [
        "call"
    ]
    assert (
        reasons_of(practice(family, visits, calls=[called("2026-11-18")]), "kid") == []
    )
    two = practice(
        [person("ann"), person("bob")],
        [*AT_HOME, visit("bob", "2026-06-01")],
        calls=[called("2026-11-18")],
    )
    assert reasons_of(two) == reasons_of(two, "bob") == []


def test_a_visit_or_a_word_with_anybody_of_the_family_answers_the_call():
    family = [child("kid", of="ann"), person("ann")]
    came = practice(
        family, [*AT_HOME, visit("kid", "2026-11-19")], calls=[called("2026-11-18")]
    )
    assert reasons_of(came) == []
    spoken = practice(family, AT_HOME, calls=[called("2026-11-18")])
    assert (
        reasons_of(spoken, logged=log(contact("kid", "no_answer", "2026-11-19"))) == []
    )
    assert reasons_of(spoken, logged=log(contact("kid", "mailed", "2026-11-19"))) == [
        "call"
    ]


def test_a_complaint_is_open_until_somebody_spoke_to_them_or_they_came():
    book = practice([person("ann")], AT_HOME)
    said = contact("ann", "complaint", "2026-11-10")
    tried = contact("ann", "left_message", "2026-11-12")
    assert sentences_of(book, logged=log(said, tried)) == [
        "Complained on Nov 10, 2026 (10 days ago), and nobody has spoken to them since."
    ]
    assert (
        reasons_of(
            book, logged=log(said, contact("ann", "declined_not_now", "2026-11-12"))
        )
        == []
    )
    seen = practice([person("ann")], [visit("ann", "2026-11-15")])
    assert reasons_of(seen, logged=log(said)) == []


def test_what_we_owe_is_not_held_back_by_the_cool_down_but_never_twice_on_a_day():
    book = practice([person("ann")], AT_HOME)
    said = log(contact("ann", "complaint", str(D)))
    assert explain_patient(book, said, D, "ann").stopped_by == "cool_down"
    assert explain_patient(book, said, D + timedelta(1), "ann").on_list
    called_us = practice([person("ann")], drifting("ann"), calls=[called("2026-11-18")])
    letter = log(contact("ann", "mailed", "2026-11-10"))
    (row,) = ranked_list(called_us, letter, D)
    assert [part.reason for part in row.reasons] == ["call"]


@pytest.mark.parametrize(
    ("next_visit", "without", "said"),
    [
        (None, ("appointment",), "Bookings are unknown"),
        ("2026-11-01", ("appointment",), "Bookings are as reported by the PMS"),
        (None, (), ""),
    ],
)
def test_the_list_says_what_is_known_of_bookings_and_keeps_its_people(
    next_visit, without, said
):
    ann = person("ann", next_visit_reported=next_visit and day(next_visit))
    book = practice([ann], [visit("ann", "2024-08-01")], without=without)
    assert reasons_of(book) == ["lapsed"]
    told = [note for note in notes(book) if "ookings are" in note]
    assert [note[: len(said)] for note in told] == ([said] if said else [])


@pytest.mark.parametrize(
    ("calls", "numbers"),
    [
        ([called("2026-11-18")], 0),
        ([called("2026-11-18", phone="(305) 555-0199")], 1),
        (
            [
                called("2026-11-17", phone="305.555.0199"),
                called("2026-11-18", phone="(305) 555-0199"),
            ],
            1,
        ),
        (
            [
                called("2026-11-18", phone="(305) 555-0199"),
                called("2026-11-18", phone="(305) 555-0198"),
            ],
            2,
        ),
        (
            [
                called("2026-11-17", phone="305 555 0199"),
                called("2026-11-18", True, phone="(305) 555-0199"),
            ],
            0,
        ),
        (
            [
                called("2026-11-17", phone="305 555 0199"),
                called("2026-11-18", phone="3055550199", direction="sent"),
            ],
            0,
        ),
        (
            [
                called("2026-11-18", True, phone="305 555 0199"),
                called("2026-11-19", phone="(305) 555-0199"),
            ],
            1,
        ),
        (
            [
                called("2026-08-22", phone="(305) 555-0199"),
                called("2026-11-18", phone="Anonymous"),
            ],
            0,
        ),
    ],
)
def test_missed_calls_of_numbers_nobody_has_are_counted_beside_the_list(calls, numbers):
    told = [
        note
        for note in notes(practice([person("ann")], AT_HOME, calls=calls))
        if note.startswith("Calls missed")
    ]
    assert [note.split(" that no household")[0] for note in told] == {
        0: [],
        1: ["Calls missed from 1 number"],
        2: ["Calls missed from 2 numbers"],
    }[numbers]


def test_a_claim_is_to_be_explained_after_thirty_days_without_an_answer():
    def sent(on, **columns):
        claim = {
            "patient_id": "ann",
            "sent_on": day(on),
            "amount_cents": 8000,
            **columns,
        }
        return practice(
            [person("ann")],
            AT_HOME,
            claims=[claim, {**claim, "sent_on": day("2026-11-01")}],
        )

    assert sentences_of(sent("2026-10-20")) == [
        (
            "The claim for $80 sent Oct 20, 2026 (31 days ago) has no answer from the "
            "insurance yet."
        )
    ]
    assert reasons_of(sent("2026-10-21")) == []
    assert why_not(sent("2026-10-21"), "claim") == (
        "The claim for $80 sent Oct 21, 2026 (30 days ago) waits for its answer, "
        "but no longer than 30 days."
    )
    assert reasons_of(sent("2026-10-20", received_on=day("2026-11-02"))) == []
    assert reasons_of(sent("2026-10-20", is_preauthorisation=True)) == []


def test_a_claim_whose_status_says_answered_is_not_explained_where_no_day_of_an_answer_is_exported():
    def exported(status, sent_on=None):
        claim = {
            "patient_id": "ann",
            "sent_on": sent_on and day(sent_on),
            "status": status,
        }
        return practice([person("ann")], AT_HOME, claims=[claim])

    assert reasons_of(exported("sent", "2026-10-01")) == ["claim"]
    assert reasons_of(exported("received", "2026-10-01")) == []
    assert reasons_of(exported("sent")) == []
    assert (
        "“Claim to explain” is not on the list: no day on which claims were sent "
        "is exported."
    ) in notes(exported("sent"))


def test_a_practice_whose_book_has_no_broken_appointment_is_told_so():
    held = [broke("2026-01-05", "completed")] * 200
    notes = ranked_list(
        practice([person("ann")], AT_HOME, appointments=held), Log.empty(), D
    ).notes
    assert (
        "“Broken and not rebooked” is not on the list: not one broken appointment "
        "is exported."
    ) in notes
