"""The list: rows, order, sentences and money."""

import json
from dataclasses import asdict
from datetime import datetime

import numpy as np

from retention.facts import expected_value
from retention.outreach import REASONS, Log, ranked_list

from .small import D, contact, day, drifting, log, person, plan, practice, visit

CHANCE = {reason.key: reason.chance for reason in REASONS}


def test_a_row_carries_all_reasons_of_a_person_and_their_sum():
    rows = [
        *drifting("ann"),
        plan("ann", "2026-03-03", 115000),
        plan("ann", "2026-03-03", 74000, "D2391"),
    ]
    book = practice(
        [person("ann")],
        rows,
        recalls=[{"patient_id": "ann", "due_on": day("2026-08-01")}],
    )
    (row,) = ranked_list(book, Log.empty(), D)
    assert [part.reason for part in row.reasons] == [
        "sitting",
        "recall_overdue",
        "lapsing",
    ]
    assert row.priority_cents == int(
        sum(part.worth_cents * part.chance for part in row.reasons) + 0.5
    )
    json.dumps(asdict(row), default=str)
    assert all(
        type(value) is int
        for value in (row.person, row.priority_cents, row.attempts, row.attempts_in_all)
    )


def test_sentences_are_plain_and_name_no_procedure():
    rows = [
        visit("ann", "2026-02-03"),
        plan("ann", "2026-03-03", 115000),
        plan("ann", "2026-03-04", 44000, "D2391"),
        plan("ann", None, 30000, "D7140"),
    ]
    book = practice(
        [person("ann")],
        rows,
        recalls=[{"patient_id": "ann", "due_on": day("2026-08-02")}],
    )
    (row,) = ranked_list(book, Log.empty(), D)
    assert [part.sentence for part in row.reasons] == [
        (
            "A crown for $1,150 planned Mar 3, 2026 is still waiting (and 2 more "
            "items, $1,890 in all)."
        ),
        "Cleaning was due Aug 2, 2026 (110 days ago).",
        "Came once, Feb 3, 2026, and has nothing booked.",
    ]


def test_a_sentence_leaves_out_what_is_not_known():
    book = practice(
        [person("ann")], [visit("ann", "2026-08-03"), plan("ann", None, 0, "D9110")]
    )
    assert (
        ranked_list(book, Log.empty(), D).rows()[0].reasons[0].sentence
        == "Treatment is still waiting."
    )


def test_lapsing_says_when_they_last_came():
    (row,) = ranked_list(practice([person("ann")], drifting("ann")), Log.empty(), D)
    assert (
        row.reasons[0].sentence
        == "Last came Aug 4, 2025 (15 months ago) and has nothing booked."
    )


def test_the_list_is_in_order_of_worth_with_households_together():
    rows = [
        *drifting("ann"),
        *drifting("bob"),
        *drifting("cat"),
        plan("bob", "2026-11-01", 100000),
        plan("dan", "2026-11-01", 900000),
        plan("cat", "2026-11-01", 500000),
    ]
    people = [
        person("ann", household_id="dan"),
        person("bob"),
        person("cat"),
        person("dan"),
    ]
    found = ranked_list(practice(people, rows), Log.empty(), D)
    assert found.frame["patient_id"].tolist() == ["dan", "ann", "cat", "bob"]
    assert found.frame["household_id"].tolist() == ["dan", "dan", "cat", "bob"]


def test_of_equal_worth_the_latest_visit_comes_first():
    rows = [
        visit("ann", "2024-09-02"),
        visit("ann", "2025-06-02"),
        visit("bob", "2024-09-02"),
        visit("bob", "2025-09-02"),
    ]
    found = ranked_list(practice([person("ann"), person("bob")], rows), Log.empty(), D)
    assert found.frame["priority_cents"].tolist() == [0, 0]
    assert found.frame["patient_id"].tolist() == ["bob", "ann"]


def test_one_reason_alone_keeps_all_reasons_on_the_row():
    book = practice(
        [person("ann"), person("bob")],
        [*drifting("ann"), *drifting("bob"), plan("ann", None, 50000)],
    )
    found = ranked_list(book, Log.empty(), D, reason="sitting")
    assert [[part.reason for part in row.reasons] for row in found] == [
        ["sitting", "lapsing"]
    ]
    assert sum(found.left_out.values()) == 0


def test_the_last_contact_is_the_later_of_both_logs():
    noted = {
        "patient_id": "ann",
        "at": datetime.fromisoformat("2026-10-01T09:00"),
        "channel": "phone",
        "direction": "sent",
    }
    book = practice([person("ann")], drifting("ann"), contacts=[noted])
    assert ranked_list(book, Log.empty(), D).rows()[0].last_contact == day("2026-10-01")
    assert ranked_list(book, log(contact("ann", "busy", "2026-11-01")), D).rows()[
        0
    ].last_contact == day("2026-11-01")


def test_coming_back_is_worth_a_year_of_median_visits():
    rows = [
        visit("bob", "2026-06-01", 10000),
        visit("bob", "2026-07-01", 20000),
        visit("bob", "2026-08-01", 40001),
    ]
    early = [
        visit("ann", on)
        for on in ("2023-08-04", "2024-02-05", "2024-08-05", "2025-02-03", "2025-08-04")
    ]
    (row,) = ranked_list(
        practice([person("ann"), person("bob")], [*rows, *early]), Log.empty(), D
    )
    years = (np.datetime64("2025-08-04") - np.datetime64("2023-08-04")).astype(
        int
    ) / 365.25
    assert row.reasons[0].worth_cents == int(20000 * 5 / years + 0.5)
    assert row.priority_cents == int(
        row.reasons[0].worth_cents * CHANCE["lapsing"] + 0.5
    )


def test_without_visits_of_the_last_year_coming_back_has_no_worth_and_the_list_says_so():
    found = ranked_list(practice([person("ann")], drifting("ann")), Log.empty(), D)
    assert found.rows()[0].priority_cents == 0
    assert any("no worth in money" in note for note in found.notes)


def test_an_empty_practice_gives_an_empty_list():
    found = ranked_list(practice([], []), Log.empty(), D)
    assert (len(found), found.rows(), sum(found.left_out.values())) == (0, [], 0)


def test_the_chance_of_what_sits_comes_from_what_was_done_before():
    """Four crowns planned in 2025: one done after 20 days, one after 40, two never;
    then one that sits since 45 days.

    By hand: at risk at 0 days: 4, done within 90: 2. At 31 days: 3 and 1. At 91 and
    181: 2 and 0; at 366 days after 1 Jun 2025, on 2 Jun 2026, 2 and 0.
    """
    done = [
        plan("bob", "2025-06-01", 100, done="2025-06-21"),
        plan("bob", "2025-06-01", 100, done="2025-07-11"),
    ]
    rows = [
        *done,
        plan("bob", "2025-06-01", 100),
        plan("bob", "2025-06-01", 100),
        plan("ann", "2026-10-06", 100000),
    ]
    book = practice([person("ann"), person("bob")], rows)
    found = expected_value.chances(book)
    crowns = expected_value.CATEGORIES.index("crowns")
    assert found.at_risk[crowns].tolist() == [4, 3, 2, 2, 2]
    mean = 3 / 13
    expected = [
        (done + 2 * mean) / (risk + 2)
        for done, risk in ((2, 4), (1, 3), (0, 2), (0, 2), (0, 2))
    ]
    assert np.allclose(found.by_age[crowns], expected)
    assert expected_value.of_sitting(book)[0] == int(100000 * expected[1] + 0.5)


def test_work_done_on_the_day_it_was_planned_says_nothing_of_what_waits():
    book = practice(
        [person("ann")],
        [
            plan("ann", "2025-06-01", 100, done="2025-06-01"),
            plan("ann", "2026-11-01", 100000),
        ],
    )
    assert not expected_value.chances(book).is_measured
    assert expected_value.of_sitting(book)[0] == 5000


def test_the_ripe_history_ends_ninety_days_before_the_export():
    ripe = practice([person("ann")], [plan("ann", "2026-08-22", 100)])
    unripe = practice([person("ann")], [plan("ann", "2026-08-23", 100)])
    assert (
        expected_value.chances(ripe).is_measured,
        expected_value.chances(unripe).is_measured,
    ) == (
        True,
        False,
    )


def test_undated_work_is_worth_the_mean_and_the_list_says_when_it_is_a_guess():
    found = ranked_list(
        practice(
            [person("ann")], [visit("ann", "2026-08-03"), plan("ann", None, 40000)]
        ),
        Log.empty(),
        D,
    )
    assert found.rows()[0].reasons[0].worth_cents == 2000
    assert any("1 in 20" in note for note in found.notes)


def test_rejected_work_says_nothing_of_what_waits():
    rejected = plan("ann", "2025-06-01", 100, status="planned_inactive")
    assert not expected_value.chances(practice([person("ann")], [rejected])).is_measured


def test_who_came_rarely_is_worth_as_few_visits_a_year_as_they_had():
    rows = [
        visit("bob", "2026-06-01", 20000),
        visit("ann", "2015-08-04"),
        visit("ann", "2025-08-04"),
    ]
    (row,) = ranked_list(
        practice([person("ann"), person("bob")], rows), Log.empty(), D, reason="lapsing"
    )
    assert row.reasons[0].worth_cents == 3999  # two visits in ten years and a day
