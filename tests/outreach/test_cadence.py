"""Cadence: attempts of a reason, the ways in turn, and the days between them on top of
the cool-down.
"""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from retention.core.policy import Policy
from retention.outreach import REASONS, Log, explain_patient, queue, ranked_list

from .small import D, contact, drifting, log, person, plan, practice

LAPSING = "phone 30, text 60, mail 3, phone"


def lapsing(**policy):
    return practice([person("ann")], drifting("ann"), cadence_lapsing=LAPSING, **policy)


def tried(*days: str, **columns):
    return log(*(contact("ann", "no_answer", day, **columns) for day in days))


def row(book, logged, today=D):
    (found,) = ranked_list(book, logged, today).rows()
    return found


def test_every_reason_has_a_cadence_of_its_own():
    declared = {
        field.name.removeprefix("cadence_")
        for field in fields(Policy)
        if field.name.startswith("cadence_")
    }
    assert declared == {reason.key for reason in REASONS}


@pytest.mark.parametrize(
    ("days", "way", "attempt"),
    [
        ((), "phone", 1),
        (("2026-01-05",), "text", 2),
        (("2026-01-05", "2026-02-05"), "mail", 3),
        (("2026-01-05", "2026-02-05", "2026-05-05"), "phone", 4),
    ],
)
def test_the_ways_come_in_turn(days, way, attempt):
    found = row(lapsing(), tried(*days))
    assert (found.channel, found.attempt, found.most) == (way, attempt, 4)


def test_a_way_that_is_closed_gives_way_to_the_first_that_is_open():
    book = practice(
        [person("ann", text_ok=False)], drifting("ann"), cadence_lapsing=LAPSING
    )
    found = row(book, tried("2026-01-05"))
    assert (found.channel, found.phone) == ("phone", "(305) 555-0140")


def test_a_text_goes_to_the_mobile_phone():
    assert row(lapsing(), tried("2026-01-05")).phone == "(305) 555-0140"


def test_a_reason_rests_until_the_day_of_its_next_attempt():
    book = lapsing()
    logged = tried("2026-11-20")
    for days, rule in (
        (13, "cool_down"),
        (14, "next_attempt"),
        (29, "next_attempt"),
        (30, None),
    ):
        assert ranked_list(book, logged, D + timedelta(days)).stopped_by("ann") == rule
    answer = explain_patient(book, logged, D + timedelta(20), "ann")
    assert (answer.stopped_by, answer.on_list) == ("next_attempt", False)
    assert answer.summary.endswith(
        "The next attempt is due later: Lapsing from Dec 20, 2026."
    )


def test_the_cool_down_holds_where_the_cadence_is_faster():
    book = practice(
        [person("ann")],
        drifting("ann"),
        cadence_lapsing="phone 1, phone",
        cool_down_days=14,
    )
    assert (
        ranked_list(book, tried("2026-11-20"), D + timedelta(13)).stopped_by("ann")
        == "cool_down"
    )
    assert (
        ranked_list(book, tried("2026-11-20"), D + timedelta(14)).stopped_by("ann")
        is None
    )


def test_another_reason_does_not_wait_for_this_one():
    rows = [*drifting("ann"), plan("ann", "2026-11-01", 100000)]
    book = practice([person("ann")], rows, cadence_lapsing=LAPSING)
    found = row(book, tried("2026-11-20"), D + timedelta(20))
    assert [part.reason for part in found.reasons] == ["sitting"]


def test_used_up_steps_stop_a_reason_by_its_attempts():
    book = practice(
        [person("ann")], drifting("ann"), cadence_lapsing="phone 7, mail 365"
    )
    logged = tried("2026-01-05", "2026-11-01")
    assert ranked_list(book, logged, D).stopped_by("ann") == "attempts"
    assert "Lapsing 2 of 2" in explain_patient(book, logged, D, "ann").summary


def test_a_longer_cadence_goes_beyond_the_usual_most_attempts():
    book = practice(
        [person("ann")],
        drifting("ann"),
        cadence_lapsing=", ".join(["phone"] * 6),
        most_attempts=1,
    )
    five = tried("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-05", "2026-05-05")
    assert (row(book, five).attempt, row(book, five).most) == (6, 6)


def test_a_call_back_that_is_due_does_not_wait_for_the_cadence():
    asked = contact("ann", "call_back", "2026-11-20", call_back_on="2026-11-23")
    logged = log(contact("ann", "no_answer", "2026-11-19"), asked)
    assert (
        ranked_list(lapsing(), logged, date(2026, 11, 22)).stopped_by("ann")
        == "call_back_later"
    )
    assert ranked_list(lapsing(), logged, date(2026, 11, 23)).stopped_by("ann") is None


def test_the_way_and_attempt_are_those_of_the_weightiest_reason():
    rows = [*drifting("ann"), plan("ann", "2026-11-01", 900000)]
    book = practice(
        [person("ann")], rows, cadence_lapsing="mail", cadence_sitting="text 5, email"
    )
    assert row(book, Log.empty()).channel == "text"
    (found,) = queue(book, tried("2026-01-05", reason="sitting"), D).rows
    assert (found.reason.reason, found.lead.channel, found.attempt, found.most) == (
        "sitting",
        "email",
        2,
        2,
    )


def test_a_visit_begins_the_cadence_anew():
    book = practice([person("ann")], drifting("ann"), cadence_lapsing=LAPSING)
    assert row(book, tried("2025-01-05", "2025-08-04")).attempt == 1
