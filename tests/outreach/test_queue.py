"""The queue: one row per household, call-backs first, and as much of it as a day
holds.
"""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from retention.core.errors import RetentionError
from retention.core.policy import Policy
from retention.outreach import Log, Queue, may_call, queue, ranked_list

from .small import D, child, contact, drifting, log, person, plan, practice, visit

FAMILY = [
    person("ann"),
    child("bob", of="ann"),
    person("cat", household_id="ann"),
    person("dan"),
    person("eva"),
]
ROWS = [
    *(row for key in ("ann", "bob", "cat", "dan", "eva") for row in drifting(key)),
    plan("bob", "2026-11-01", 100000),
    plan("cat", "2026-11-01", 400000),
    plan("dan", "2026-11-01", 480000),
]


@pytest.fixture(scope="module")
def book():
    return practice(FAMILY, ROWS)


def households(found: Queue) -> list[tuple[str, ...]]:
    """Each row as its lead and the others."""
    return [
        (row.lead.patient_id, *(other.patient_id for other in row.others))
        for row in found.rows
    ]


def test_a_household_is_one_row_and_weighs_what_its_people_weigh_together(book):
    found = queue(book, Log.empty(), D)
    assert households(found) == [("cat", "bob", "ann"), ("dan",), ("eva",)]
    first = found.rows[0]
    assert first.household_id == "ann"
    assert first.priority_cents == sum(
        row.priority_cents for row in (first.lead, *first.others)
    )
    assert (first.lead.speak_to_id, first.others[0].speak_to_id) == ("cat", "ann")


def test_who_can_only_be_written_to_comes_last_and_is_no_call_of_the_day():
    people = [person("ann", phone_ok=False, text_ok=False), person("dan")]
    found = queue(
        practice(
            people,
            [*drifting("ann"), *drifting("dan"), plan("ann", "2026-11-01", 900000)],
        ),
        Log.empty(),
        D,
    )
    assert households(found) == [("dan",), ("ann",)]
    assert found.rows[1].lead.channel in ("email", "mail")
    assert found.for_today.household_ids() == ["dan"]


def test_of_a_family_somebody_who_can_be_called_leads():
    people = [
        person("ann", phone_ok=False, text_ok=False),
        person("cat", household_id="ann"),
    ]
    rows = [*drifting("ann"), *drifting("cat"), plan("ann", "2026-11-01", 900000)]
    assert households(queue(practice(people, rows), Log.empty(), D)) == [("cat", "ann")]


def test_rows_are_counted_and_cut_without_being_made(book):
    rows = queue(book, Log.empty(), D).rows
    assert (
        len(rows),
        len(rows[1:]),
        rows[1:].household_ids(),
        rows[-1].household_id,
    ) == (3, 2, ["dan", "eva"], "eva")


def test_a_call_back_that_is_due_comes_first_and_names_who_took_it(book):
    logged = log(
        contact("eva", "call_back", "2026-11-17", call_back_on="2026-11-20", by="Maria")
    )
    found = queue(book, logged, D)
    assert (found.call_backs, households(found)[0]) == (1, ("eva",))
    assert (found.rows[0].call_back_on, found.rows[0].call_back_by) == (D, "Maria")
    assert (found.rows[1].call_back_on, found.rows[1].call_back_by) == (None, "")
    assert "eva" not in {
        key
        for row in queue(book, logged, D - timedelta(1)).rows
        for key in [row.lead.patient_id]
    }


def test_the_oldest_promise_comes_first_whatever_it_weighs(book):
    logged = log(
        contact("dan", "call_back", "2026-11-10", call_back_on="2026-11-19"),
        contact("eva", "call_back", "2026-11-10", call_back_on="2026-11-18"),
    )
    assert households(queue(book, logged, D))[:2] == [("eva",), ("dan",)]


def test_whose_call_back_is_due_leads_the_household(book):
    found = queue(
        book,
        log(contact("ann", "call_back", "2026-11-10", call_back_on="2026-11-19")),
        D,
    )
    assert households(found)[0] == ("ann", "cat", "bob")


def test_a_household_contacted_today_is_not_called_again_though_others_of_it_are_due(
    book,
):
    found = queue(book, log(contact("cat", "no_answer", "2026-11-20")), D)
    assert households(found) == [("dan",), ("eva",)]
    assert found.spoken_to.household_ids() == ["ann"]
    assert (found.done_today, [row.lead.patient_id for row in found.spoken_to]) == (
        1,
        ["bob"],
    )
    assert len(found.targets) == 4


def test_who_asks_to_be_called_back_later_today_waits_in_the_queue(book):
    logged = log(contact("eva", "call_back", "2026-11-20", call_back_on="2026-11-20"))
    found = queue(book, logged, D)
    assert (households(found)[0], found.done_today, len(found.spoken_to)) == (
        ("eva",),
        1,
        0,
    )


def test_a_day_holds_its_capacity_less_what_was_done_and_call_backs_all_the_same():
    book = practice(FAMILY, ROWS, calls_per_day=1)
    assert queue(book, Log.empty(), D).for_today.household_ids() == ["ann"]
    done = contact("cat", "no_answer", "2026-11-20")
    assert queue(book, log(done), D).for_today.household_ids() == []
    promise = contact("eva", "call_back", "2026-11-10", call_back_on="2026-11-20")
    assert queue(book, log(done, promise), D).for_today.household_ids() == ["eva"]


def test_letters_sent_today_are_not_calls_done(book):
    found = queue(book, log(contact("cat", "mailed", "2026-11-20", channel="mail")), D)
    assert (found.done_today, len(found.rows)) == (0, 3)


def test_what_somebody_else_has_open_stays_in_the_queue_with_their_name(book):
    until = datetime.fromisoformat("2026-11-20T09:15")
    claims = pd.DataFrame(
        {
            "household_id": ["ann", "zoe"],
            "by": ["Maria", "Maria"],
            "until": [until, until],
        }
    )
    found = queue(book, Log(log().contacts, log().stops, claims=claims), D)
    assert [(row.taken_by, row.taken_until) for row in found.rows] == [
        ("Maria", until),
        (None, None),
        (None, None),
    ]
    assert found.targets.left_out["claimed"] == 0


def test_with_a_reason_the_lead_has_it_and_the_others_are_told_all_the_same(book):
    found = queue(book, Log.empty(), D, reason="lapsing")
    assert households(found)[0] == ("cat", "bob", "ann")
    found = queue(
        practice(FAMILY[:3], [*drifting("ann"), plan("cat", None, 90000)]),
        Log.empty(),
        D,
        reason="lapsing",
    )
    assert households(found) == [("ann", "cat")]
    assert [row["patient_id"] for row in found.targets.frame.to_dict("records")] == [
        "ann"
    ]


def test_the_attempt_is_the_next_one_for_the_reason_that_weighs_most(book):
    calls = [
        contact("dan", "no_answer", f"2026-{month}-01", reason="sitting")
        for month in ("08", "09")
    ]
    row = next(
        row for row in queue(book, log(*calls), D).rows if row.lead.patient_id == "dan"
    )
    assert (row.reason.reason, row.attempt, row.most) == ("sitting", 3, 4)


def test_the_last_contact_is_that_with_anyone_of_the_household():
    at = datetime.fromisoformat("2026-10-01T09:00")
    noted = [{"patient_id": "bob", "at": at, "channel": "phone", "direction": "sent"}]
    book = practice(FAMILY, ROWS, contacts=noted)
    first = queue(book, Log.empty(), D).rows[0].last
    assert (first.day, first.patient_id, first.outcome, first.by) == (
        at.date(),
        "bob",
        None,
        "",
    )
    here = (
        queue(book, log(contact("ann", "busy", "2026-10-01", by="Maria")), D)
        .rows[0]
        .last
    )
    assert (here.patient_id, here.outcome, here.by) == ("ann", "busy", "Maria")
    before = queue(book, log(contact("ann", "busy", "2026-09-01")), D).rows[0].last
    assert before.patient_id == "bob"
    assert queue(book, Log.empty(), D).rows[1].last is None


def test_everybody_on_the_list_is_in_one_row(book):
    logged = log(
        contact("dan", "no_answer", "2026-11-20"),
        contact("cat", "call_back", "2026-11-20", call_back_on="2026-11-20"),
    )
    found = queue(book, logged, D)
    rows = [*found.rows, *found.spoken_to]
    people = [one.patient_id for row in rows for one in (row.lead, *row.others)]
    assert sorted(people) == sorted(ranked_list(book, logged, D).frame["patient_id"])


def test_a_practice_without_anyone_has_an_empty_queue():
    found = queue(practice([], []), Log.empty(), D)
    assert (
        len(found.rows),
        len(found.for_today),
        found.done_today,
        list(found.rows),
    ) == (0, 0, 0, [])


def test_a_queue_that_only_holds_departed_people_is_empty():
    found = queue(
        practice([person("ann", status="inactive")], [visit("ann", "2026-01-01")]),
        Log.empty(),
        D,
    )
    assert (len(found.rows), found.call_backs) == (0, 0)


@pytest.mark.parametrize(
    ("hour", "may"),
    [("07:59", False), ("08:00", True), ("20:59", True), ("21:00", False)],
)
def test_people_are_called_from_eight_to_nine_in_the_evening(hour, may):
    assert may_call(Policy(), datetime.fromisoformat(f"2026-11-20T{hour}")) is may


def test_hours_of_calling_may_be_narrower_but_must_follow_each_other():
    narrow = Policy().changed({"call_from": "10", "call_until": "12"})
    hours = [
        datetime.fromisoformat(f"2026-11-20T{hour}:00")
        for hour in ("09", "10", "11", "12")
    ]
    assert [may_call(narrow, hour) for hour in hours] == [False, True, True, False]
    for key, value in (("call_from", "7"), ("call_until", "22")):
        with pytest.raises(RetentionError, match="takes"):
            Policy().changed({key: value})
    with pytest.raises(RetentionError, match="before call_until"):
        Policy().changed({"call_from": "12", "call_until": "12"})
