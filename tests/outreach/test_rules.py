"""Eligibility: what each rule stops, and until when."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from retention.outreach import OUTCOMES, RULES, Log, explain_patient, ranked_list
from retention.outreach.follow_up import contacts

from .small import D, child, contact, day, drifting, log, person, plan, practice, visit


def stopped(book, logged=None, today=D, key="ann"):
    """The rule under which someone is left out; None for someone on the list."""
    found = ranked_list(book, logged or Log.empty(), today)
    rule = found.stopped_by(key)
    assert (rule is None) == (key in found.frame["patient_id"].tolist())
    return rule


def reasons(book, logged, today) -> list[str]:
    return [part.reason for part in explain_patient(book, logged, today, "ann").reasons]


@pytest.fixture
def ann():
    return practice([person("ann")], drifting("ann"))


def test_someone_who_can_be_reached_is_on_the_list(ann):
    assert stopped(ann) is None


def test_someone_inactive_who_came_on_the_day_of_the_export_has_left():
    rows = [visit("ann", "2026-11-20"), plan("ann", "2026-11-20", 90000)]
    assert stopped(practice([person("ann", status="inactive")], rows)) == "departed"


def test_a_deleted_row_is_no_person():
    answer = explain_patient(
        practice([person("ann", status="deleted")], drifting("ann")),
        Log.empty(),
        D,
        "ann",
    )
    assert (answer.stopped_by, answer.on_list, answer.reasons) == (
        "no_person",
        False,
        (),
    )
    assert "deleted" in answer.summary


@pytest.mark.parametrize(
    "outcome", ["moved", "another_dentist", "deceased", "duplicate", "declined_leaving"]
)
def test_a_closing_outcome_keeps_a_person_off_for_good(ann, outcome):
    logged = log(contact("ann", outcome, "2026-11-20"))
    assert stopped(ann, logged) == "closed_here"
    assert stopped(ann, logged, date(2028, 11, 20)) == "closed_here"


def test_a_visit_after_a_closing_outcome_opens_again():
    book = practice([person("ann")], drifting("ann"))
    assert stopped(book, log(contact("ann", "moved", "2025-03-01"))) is None


def test_a_stop_on_all_channels_keeps_a_person_off(ann):
    assert stopped(ann, log(stops=(("ann", "all"),))) == "do_not_contact"


def test_do_not_contact_counts_even_if_only_the_contact_was_logged(ann):
    logged = log(contact("ann", "do_not_contact", "2026-01-05"))
    assert stopped(ann, logged, date(2027, 6, 1)) == "do_not_contact"


def test_all_channels_forbidden_in_the_records_is_do_not_contact():
    never = person("ann", phone_ok=False, text_ok=False, email_ok=False, mail_ok=False)
    assert stopped(practice([never], drifting("ann"))) == "do_not_contact"


def test_channels_forbidden_stopped_or_empty_leave_the_next_one(ann):
    no_phone = practice([person("ann", phone_ok=False)], drifting("ann"))
    assert ranked_list(ann, Log.empty(), D).rows()[0].channel == "phone"
    assert ranked_list(no_phone, Log.empty(), D).rows()[0].channel == "mail"
    assert (
        ranked_list(no_phone, log(stops=(("ann", "mail"),)), D).rows()[0].channel
        == "email"
    )
    assert (
        ranked_list(no_phone, log(stops=(("ann", "mail"), ("ann", "email"))), D)
        .rows()[0]
        .channel
        == "text"
    )
    assert (
        stopped(
            no_phone, log(stops=(("ann", "mail"), ("ann", "email"), ("ann", "text")))
        )
        == "no_channel"
    )


def test_blank_fields_are_no_way_to_reach_anyone():
    nowhere = person("ann", mobile_phone=" ", email="none", zip="")
    assert stopped(practice([nowhere], drifting("ann"))) == "no_channel"


def test_a_wrong_number_is_out_and_the_next_one_is_used():
    book = practice(
        [person("ann", home_phone="305 555 0199", city=None, email=None)],
        drifting("ann"),
    )
    wrong = contact("ann", "wrong_number", "2026-10-01", reached=True)
    assert ranked_list(book, log(wrong), D).rows()[0].phone == "305 555 0199"
    again = contact("ann", "disconnected", "2026-10-20")
    assert stopped(book, log(wrong, again)) == "no_channel"
    assert (
        stopped(
            book, log(wrong, again, contact("ann", "declined_not_now", "2026-10-21"))
        )
        is None
    )


@pytest.mark.parametrize(
    ("found_wrong_on", "rule"),
    [("2025-08-03", None), ("2025-08-04", None), ("2025-08-05", "no_channel")],
)
def test_a_visit_on_the_day_or_later_puts_a_wrong_number_right(found_wrong_on, rule):
    book = practice([person("ann", city=None, email=None)], drifting("ann"))
    wrong = contact("ann", "wrong_number", found_wrong_on)
    assert stopped(book, log(wrong)) == rule


@pytest.mark.parametrize(
    ("outcome", "reached", "kept"),
    [
        ("declined_not_now", None, True),
        ("declined_not_now", False, False),
        ("left_message", None, False),
        ("left_message", True, True),
        ("wrong_number", True, False),
        ("disconnected", None, False),
    ],
)
def test_whether_somebody_was_spoken_to_is_one_answer_for_promises_complaints_and_numbers(
    outcome, reached, kept
):
    """What was logged, else what the outcome says; a bad number reached nobody,
    whatever was logged.
    """
    book = practice([person("ann", city=None, email=None)], drifting("ann"))
    said = contact("ann", outcome, "2026-11-12", reached=reached)
    promise = contact("ann", "call_back", "2026-11-10", call_back_on="2026-12-24")
    complaint = contact("ann", "complaint", "2026-11-10")
    wrong = contact("ann", "wrong_number", "2026-11-10")
    later = date(2026, 12, 24)
    assert ("call_back" not in reasons(book, log(promise, said), later)) == kept
    assert ("complaint" not in reasons(book, log(complaint, said), later)) == kept
    assert (stopped(book, log(wrong, said), later) is None) == kept
    assert contacts(book, log(said))["reached"].tolist() == [kept]


def test_a_minor_is_spoken_for_by_the_guarantor():
    book = practice([person("mum"), child("ann", of="mum")], drifting("ann"))
    row = ranked_list(book, Log.empty(), D).rows()[0]
    assert (row.speak_to_id, row.household_id, row.phone) == (
        "mum",
        "mum",
        "(305) 555-0140",
    )


@pytest.mark.parametrize(
    "guarantor",
    [
        person("mum", status="deceased"),
        person("mum", status="inactive"),
        child("mum", of=None),
        person("mum", status="deleted"),
    ],
)
def test_a_minor_without_a_reachable_guarantor_is_off(guarantor):
    kid = child("ann", of="mum", mobile_phone="305 555 0101")
    reachable = {**guarantor, "mobile_phone": "305 555 0102"}
    assert (
        stopped(practice([reachable, kid], drifting("ann")))
        == "minor_without_guarantor"
    )


def test_a_minor_who_is_their_own_guarantor_is_off():
    kid = child("ann", of="ann", mobile_phone="305 555 0101")
    assert stopped(practice([kid], drifting("ann"))) == "minor_without_guarantor"


def test_a_guarantor_who_never_was_a_patient_can_be_reached():
    book = practice(
        [person("mum", status="non_patient"), child("ann", of="mum")], drifting("ann")
    )
    assert stopped(book) is None


def test_a_guarantor_logged_as_deceased_cannot_be_reached():
    book = practice([person("mum"), child("ann", of="mum")], drifting("ann"))
    assert (
        stopped(book, log(contact("mum", "deceased", "2026-05-01")))
        == "minor_without_guarantor"
    )


def test_a_guarantor_who_asked_to_be_left_in_peace_stops_the_children():
    book = practice([person("mum"), child("ann", of="mum")], drifting("ann"))
    assert stopped(book, log(stops=(("mum", "all"),))) == "do_not_contact"
    forbidden = dict.fromkeys(("phone_ok", "text_ok", "email_ok", "mail_ok"), False)
    assert (
        stopped(
            practice(
                [person("mum", **forbidden), child("ann", of="mum")], drifting("ann")
            )
        )
        == "do_not_contact"
    )


def test_what_a_guarantor_asks_for_one_child_holds_for_the_others():
    book = practice(
        [person("mum"), child("ann", of="mum"), child("bob", of="mum")],
        [*drifting("ann"), *drifting("bob")],
    )
    assert (
        stopped(book, log(contact("bob", "do_not_contact", "2026-01-05")))
        == "do_not_contact"
    )


@pytest.mark.parametrize(
    ("born", "speaks"),
    [(date(2008, 11, 20), "ann"), (date(2008, 11, 21), "mum"), (None, "ann")],
)
def test_a_minor_is_under_eighteen_today_and_an_unknown_day_of_birth_is_not(
    born, speaks
):
    book = practice(
        [person("mum"), person("ann", household_id="mum", birth_date=born)],
        drifting("ann"),
    )
    assert ranked_list(book, Log.empty(), D).rows()[0].speak_to_id == speaks


def test_a_booking_logged_since_the_export_ends_the_reason_until_the_records_show_it(
    ann,
):
    later = D + timedelta(60)
    assert (
        stopped(ann, log(contact("ann", "booked", "2026-11-20")), later)
        == "booked_here"
    )
    assert stopped(ann, log(contact("ann", "booked", "2026-11-19")), later) is None
    assert (
        stopped(
            ann,
            log(contact("ann", "already_booked", "2026-11-20", reason="sitting")),
            later,
        )
        == "booked_here"
    )


def test_a_cleaning_booked_here_does_not_hide_a_crown_that_waits():
    book = practice(
        [person("ann")], [visit("ann", "2026-06-01"), plan("ann", "2026-06-01", 115000)]
    )
    assert (
        stopped(
            book,
            log(contact("ann", "booked", "2026-11-20", reason="recall_overdue")),
            D + timedelta(60),
        )
        is None
    )


def test_a_call_back_keeps_a_person_off_until_its_day_and_then_ends_the_cool_down(ann):
    logged = log(contact("ann", "call_back", "2026-11-20", call_back_on="2026-11-24"))
    assert stopped(ann, logged, date(2026, 11, 23)) == "call_back_later"
    assert stopped(ann, logged, date(2026, 11, 24)) is None


def test_a_call_back_that_is_due_ends_the_cool_down_for_all_that_may_be_spoken_of_and_a_complaint_for_itself(
    ann,
):
    left = contact("ann", "left_message", "2026-11-18")
    due = log(
        left, contact("ann", "call_back", "2026-11-18", call_back_on="2026-11-20")
    )
    assert [part.reason for part in ranked_list(ann, due, D).rows()[0].reasons] == [
        "lapsing",
        "call_back",
    ]
    complained = log(left, contact("ann", "complaint", "2026-11-18"))
    assert [
        part.reason for part in ranked_list(ann, complained, D).rows()[0].reasons
    ] == ["complaint"]


def test_a_call_back_that_was_made_is_followed_by_a_cool_down(ann):
    promise = contact("ann", "call_back", "2026-11-20", call_back_on="2026-11-24")
    made = contact("ann", "no_answer", "2026-11-24")
    assert stopped(ann, log(promise, made), date(2026, 11, 25)) == "cool_down"


def test_a_letter_does_not_keep_a_promise_to_call(ann):
    promise = contact("ann", "call_back", "2026-11-20", call_back_on="2026-11-24")
    letter = contact("ann", "mailed", "2026-11-24", channel="mail")
    assert stopped(ann, log(promise, letter), date(2026, 11, 25)) is None


def test_a_talk_before_the_promised_day_keeps_the_promise(ann):
    promise = contact("ann", "call_back", "2026-11-20", call_back_on="2026-12-24")
    assert (
        stopped(
            ann, log(promise, contact("ann", "cost", "2026-11-21")), date(2026, 12, 20)
        )
        is None
    )


def test_a_contact_removes_the_row_until_the_cool_down_is_over(ann):
    logged = log(contact("ann", "left_message", "2026-11-20"))
    assert stopped(ann, logged) == "cool_down"
    assert stopped(ann, logged, D + timedelta(13)) == "cool_down"
    assert stopped(ann, logged, D + timedelta(14)) is None


def test_without_a_cool_down_a_contact_still_removes_the_row_for_the_day():
    book = practice([person("ann")], drifting("ann"), cool_down_days=0)
    logged = log(contact("ann", "left_message", "2026-11-20"))
    assert stopped(book, logged) == "cool_down"
    assert stopped(book, logged, D + timedelta(1)) is None


def test_a_contact_of_a_later_day_is_not_known_yet(ann):
    assert stopped(ann, log(contact("ann", "left_message", "2026-11-21"))) is None


def test_a_contact_with_one_of_a_household_leaves_the_others_on(ann):
    book = practice(
        [person("ann"), person("bob", household_id="ann")],
        [*drifting("ann"), *drifting("bob")],
    )
    logged = log(contact("bob", "left_message", "2026-11-20"))
    assert stopped(book, logged) is None
    assert stopped(book, logged, key="bob") == "cool_down"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"channel": "text", "direction": "neither"}, "cool_down"),
        ({"channel": "none", "direction": "sent"}, "cool_down"),
        ({"channel": "none", "direction": "neither"}, None),
        ({"channel": None, "direction": None}, None),
    ],
)
def test_contacts_in_the_records_count_where_they_were_sent_received_or_have_a_mode(
    row, expected
):
    noted = {
        "patient_id": "ann",
        "at": datetime.fromisoformat("2026-11-19T10:00"),
        **row,
    }
    assert (
        stopped(practice([person("ann")], drifting("ann"), contacts=[noted]))
        == expected
    )


def test_contacts_in_the_records_after_the_export_do_not_count():
    noted = {
        "patient_id": "ann",
        "at": datetime.fromisoformat("2026-11-21T10:00"),
        "channel": "phone",
        "direction": "sent",
    }
    assert (
        stopped(
            practice([person("ann")], drifting("ann"), contacts=[noted]),
            today=date(2026, 11, 25),
        )
        is None
    )


def test_unknown_contacts_are_said_to_be_unknown(ann):
    assert any(
        note.startswith("Contacts outside this program")
        for note in ranked_list(ann, Log.empty(), D).notes
    )


def test_the_most_attempts_end_a_reason(ann):
    calls = [contact("ann", "no_answer", f"2026-0{month}-01") for month in (3, 4, 5, 6)]
    assert stopped(ann, log(*calls[:3])) is None
    assert stopped(ann, log(*calls)) == "attempts"


def test_attempts_count_for_each_reason_apart_and_since_the_last_visit():
    book = practice(
        [person("ann")], [*drifting("ann"), plan("ann", "2025-08-04", 115000)]
    )
    calls = [
        contact("ann", "no_answer", f"2026-0{month}-01", reason="sitting")
        for month in (3, 4, 5, 6)
    ]
    row = ranked_list(
        book, log(*calls, contact("ann", "no_answer", "2025-01-01")), D
    ).rows()[0]
    assert [part.reason for part in row.reasons] == ["lapsing"]
    assert (row.attempts, row.attempts_in_all) == (0, 4)


def test_the_first_rule_in_order_is_the_one_that_counts(ann):
    logged = log(contact("ann", "moved", "2026-11-20"), stops=(("ann", "all"),))
    found = ranked_list(ann, logged, D)
    assert found.left_out == {
        rule.key: int(rule.key == "closed_here") for rule in RULES
    }
    assert found.ids_left_out("closed_here") == ["ann"]


def test_what_is_logged_for_a_merged_row_is_the_winners():
    people = [person("ann"), person("old")]
    book = practice(
        people, drifting("old"), merges=[{"loser_id": "old", "winner_id": "ann"}]
    )
    assert (
        stopped(book, log(contact("old", "left_message", "2026-11-20"))) == "cool_down"
    )


def test_a_contact_with_someone_the_records_do_not_have_is_harmless(ann):
    assert (
        stopped(
            ann,
            log(contact("zoe", "left_message", "2026-11-20"), stops=(("zoe", "all"),)),
        )
        is None
    )


def test_every_outcome_of_the_definitions_is_declared_once():
    keys = [outcome.key for outcome in OUTCOMES]
    assert len(keys) == len(set(keys)) == 19
    assert {outcome.key for outcome in OUTCOMES if outcome.closes}.isdisjoint(
        {"booked", "do_not_contact"}
    )


def test_a_day_of_birth_of_tomorrow_is_a_minor():
    book = practice(
        [person("mum"), child("ann", of="mum", birth_date=day("2026-11-21"))],
        drifting("ann"),
    )
    assert ranked_list(book, Log.empty(), D).rows()[0].speak_to_id == "mum"


def test_an_attempt_for_another_reason_leaves_everyone_on():
    rows = [
        visit(key, on) for key in ("ann", "bob") for on in ("2024-02-05", "2024-09-02")
    ]
    book = practice([person("ann"), person("bob")], rows)
    calls = log(
        *[
            contact("bob", "no_answer", f"2026-0{month}-01", reason="broken")
            for month in (3, 4, 5, 6)
        ]
    )
    assert stopped(book, calls) is None
    assert stopped(book, calls, key="bob") is None


def test_a_contact_entered_late_does_not_hide_a_newer_one(ann):
    logged = log(
        contact("ann", "left_message", "2026-11-15"),
        contact("ann", "left_message", "2026-03-01"),
    )
    assert stopped(ann, logged) == "cool_down"


@pytest.mark.parametrize(
    ("of_mum", "of_ann"), [({"phone_ok": False}, {}), ({}, {"phone_ok": False})]
)
def test_of_a_minor_both_the_own_and_the_guarantors_no_count(of_mum, of_ann):
    book = practice(
        [person("mum", **of_mum), child("ann", of="mum", **of_ann)], drifting("ann")
    )
    assert ranked_list(book, Log.empty(), D).rows()[0].channel == "mail"


def test_reasons_stopped_one_by_one_leave_the_last_rule_to_count():
    rows = [visit("ann", "2026-06-01"), plan("ann", "2026-06-01", 115000)]
    book = practice(
        [person("ann")],
        rows,
        recalls=[{"patient_id": "ann", "due_on": day("2026-08-01")}],
    )
    calls = [
        contact("ann", "no_answer", f"2026-0{month}-01", reason="recall_overdue")
        for month in (6, 7, 8, 9)
    ]
    booked = contact("ann", "booked", "2026-11-20", reason="sitting")
    later = D + timedelta(30)
    logged = log(
        *calls[1:],
        contact("ann", "no_answer", "2026-11-20", reason="recall_overdue"),
        booked,
    )
    assert stopped(book, logged, later) == "attempts"
    answer = explain_patient(book, logged, later, "ann")
    assert (answer.on_list, answer.stopped_by) == (False, "attempts")


def test_the_records_contacts_may_stand_in_any_order():
    noted = [
        {
            "patient_id": "ann",
            "at": datetime.fromisoformat(at),
            "channel": "phone",
            "direction": "sent",
        }
        for at in ("2026-11-19T10:00", "2026-01-05T10:00")
    ]
    assert (
        stopped(practice([person("ann")], drifting("ann"), contacts=noted))
        == "cool_down"
    )


@pytest.mark.parametrize(
    ("lifted", "expected"),
    [("2026-02-01", None), ("2026-01-05", None), ("2026-01-04", "do_not_contact")],
)
def test_a_stop_that_was_lifted_voids_what_was_said_before(ann, lifted, expected):
    said = log(contact("ann", "do_not_contact", "2026-01-05"))
    rows = pd.DataFrame(
        {"patient_id": ["ann", "zoe"], "day": pd.to_datetime([lifted, lifted])}
    )
    assert stopped(ann, Log(said.contacts, said.stops, rows)) == expected


def held(*households: str, until: str) -> Log:
    rows = pd.DataFrame(
        {
            "household_id": list(households),
            "until": pd.to_datetime([until] * len(households)),
        }
    )
    return Log(log().contacts, log().stops, held_out=rows)


def test_a_household_is_held_out_until_the_first_day_free(ann):
    assert stopped(ann, held("ann", until="2026-11-21")) == "held_out"
    assert stopped(ann, held("ann", until="2026-11-20")) is None


def test_a_child_is_held_out_with_a_guarantor_who_belongs_to_another_household():
    people = [person("dad"), person("mum", household_id="dad"), child("ann", of="mum")]
    book = practice(people, [*drifting("ann"), *drifting("mum")])
    assert stopped(book, held("mum", until="2026-12-01")) == "held_out"
    assert stopped(book, held("mum", until="2026-12-01"), key="mum") == "held_out"
    assert stopped(book, held("zoe", until="2026-12-01")) is None
