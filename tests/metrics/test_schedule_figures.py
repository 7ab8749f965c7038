"""The edges of broken appointments, waiting and claims, with appointments and claims
counted by hand.
"""

import pytest

from tests.builders import ask, groups, part, practice, who, whole


def apart(text: str, key: str, *args) -> dict[str, str]:
    book = practice(text)
    reading = ask(book, key, *args)
    return {
        name: " ".join(who(book, reading, rows))
        for name, rows in reading.apart.items()
        if len(rows)
    }


def test_a_long_book_without_one_broken_appointment_measures_none():
    kept = "\n".join(
        f"ann books 2026-{month:02}-{day:02} completed"
        for month in range(1, 9)
        for day in range(1, 26)
    )
    for key in ("broken_rate", "broken_not_rebooked"):
        assert ask(practice(kept), key, "2026").unknown.startswith("not measured")
        assert (
            ask(
                practice(f"{kept}\nbob books 2026-03-10 no_show"), key, "2026"
            ).part_count
            == 1
        )
    assert ask(practice(kept.partition("\n")[2]), "broken_rate", "2026").value == 0


def test_broken_is_missed_cancelled_or_unspecified_over_those_and_completed_ones():
    statuses = (
        "no_show",
        "cancelled",
        "broken_unspecified",
        "completed",
        "scheduled",
        "rescheduled",
        "unscheduled",
        "planned",
        "note",
        "deleted",
        "unknown",
    )
    text = "\n".join(f"ann books 2026-03-10 {status}" for status in statuses)
    book = practice(text)
    assert (part(book, "broken_rate", "2026"), whole(book, "broken_rate", "2026")) == (
        "a1 a2 a3",
        "a1 a2 a3 a4",
    )
    assert apart(text, "broken_rate", "2026") == {
        "missed": "a1",
        "cancelled": "a2",
        "broken unspecified": "a3",
        "past, still scheduled": "a5",
    }


@pytest.mark.parametrize(
    ("code", "kind"), [("D9986", "missed"), ("D9987", "cancelled")]
)
def test_a_code_completed_on_a_broken_appointment_tells_which_it_was(code, kind):
    text = f"ann books 2026-03-10 broken_unspecified\nann visit 2026-03-10 {code} on=a1"
    assert apart(text, "broken_rate", "2026") == {kind: "a1", f"by code, {kind}": "a1"}
    planned = text.replace("visit", "plans")
    assert apart(planned, "broken_rate", "2026") == {"broken unspecified": "a1"}


def test_a_status_that_says_which_stands_above_the_code():
    text = "ann books 2026-03-10 cancelled\nann visit 2026-03-10 D9986 on=a1"
    assert apart(text, "broken_rate", "2026") == {
        "cancelled": "a1",
        "by code, missed": "a1",
    }


def test_appointments_count_by_the_day_they_were_for():
    days = ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    book = practice(
        "\n".join(f"ann books {day} no_show made=2026-03-15" for day in days)
    )
    assert (
        part(book, "broken_rate", "2026-03")
        == part(book, "broken_not_rebooked", "2026-03")
        == "a2 a3"
    )


def test_appointments_after_the_export_are_not_counted():
    book = practice(
        "ann books 2026-11-20 no_show\nann books 2026-11-21 no_show\nann visit "
        "2026-01-05 D0120"
    )
    assert whole(book, "broken_rate", "2026-11") == "a1"


@pytest.mark.parametrize(
    ("later", "is_open"),
    [
        ("", True),
        ("ann visit 2026-03-11 D0120", False),
        ("ann visit 2026-03-10 D0120", True),
        ("ann books 2026-03-11 completed", False),
        ("ann books 2026-03-10 completed", True),
        ("ann books 2026-11-20 completed", False),
        ("ann books 2026-12-01", False),
        ("ann books 2026-11-20", False),
        ("ann books 2026-11-19", True),
        ("ann books 2026-12-01 completed", True),
        ("ann books 2026-12-01 planned", True),
        ("bob visit 2026-03-11 D0120", True),
        ("bob books 2026-12-01", True),
        ("bob books 2026-03-11 completed", True),
    ],
)
def test_a_later_visit_a_completed_appointment_or_a_booking_makes_it_good(
    later, is_open
):
    text = f"ann books 2026-03-10 no_show\nann visit 2025-01-06 D0120\n{later}"
    assert part(practice(text), "broken_not_rebooked", "2026-03") == (
        "a1" if is_open else ""
    )


def test_broken_appointments_of_people_who_left_are_left_out():
    book = practice(
        "ann books 2026-03-10 no_show\nann is inactive\nbob books 2026-03-10 no_show"
    )
    reading = ask(book, "broken_not_rebooked", "2026")
    assert (
        whole(book, "broken_not_rebooked", "2026"),
        who(book, reading, reading.left_out["person departed"]),
    ) == (
        "a2",
        ["a1"],
    )


# ---- kept waiting ----


def waited(*times: str, status="completed"):
    lines = [f"ann books 2026-03-10 {status} {words}" for words in times]
    return ask(practice("\n".join(lines)), "kept_waiting", "2026")


def test_waiting_runs_from_arrival_or_start_whichever_is_later():
    assert waited("start=9:00 arrived=8:40 seated=9:10").numbers["median"] == 10
    assert waited("start=9:00 arrived=9:05 seated=9:10").numbers["median"] == 5


def test_seated_before_the_start_is_no_wait():
    assert waited("start=9:00 arrived=8:40 seated=8:55").numbers == {
        "median": 0,
        "p90": 0,
    }


def test_more_than_15_minutes_is_long_and_15_are_not():
    reading = waited(
        "start=9:00 arrived=9:00 seated=9:15", "start=9:00 arrived=9:00 seated=9:16"
    )
    assert (reading.part_count, reading.whole_count) == (1, 2)


@pytest.mark.parametrize(
    ("number", "median", "p90"),
    [(1, 1, 1), (2, 1, 2), (3, 2, 3), (10, 5, 9), (11, 6, 10)],
)
def test_median_and_90th_percentile_are_by_nearest_rank(number, median, p90):
    waits = [
        f"start=9:00 arrived=9:00 seated=9:{minute:02}"
        for minute in range(number, 0, -1)
    ]
    assert waited(*waits).numbers == {"median": median, "p90": p90}


def test_appointments_without_both_times_stand_apart():
    text = """
    ann books 2026-03-10 completed arrived=9:00
    ann books 2026-03-10 completed seated=9:00
    ann books 2026-03-10 completed arrived=9:00 seated=9:00
    ann books 2026-03-10 no_show
    """
    assert apart(text, "kept_waiting", "2026") == {"without both times": "a1 a2"}
    assert whole(practice(text), "kept_waiting", "2026") == "a3"


def test_where_nobody_was_timed_there_is_no_median():
    assert (waited("").value, waited("").numbers) == (None, {})
    assert waited("arrived=9:00 seated=9:30", status="scheduled").whole_count == 0


# ---- claims ----


@pytest.mark.parametrize(
    ("sent", "group"),
    [
        ("2026-11-20", "0-30"),
        ("2026-10-21", "0-30"),
        ("2026-10-20", "31-60"),
        ("2026-09-21", "31-60"),
        ("2026-09-20", "61-90"),
        ("2026-08-22", "61-90"),
        ("2026-08-21", ">90"),
        ("2020-01-06", ">90"),
    ],
)
def test_claims_are_aged_in_days_since_they_were_sent(sent, group):
    text = f"ann visit 2026-01-05 D0120\nann claim {sent} 80.00"
    assert groups(practice(text), "claims_ageing") == {group: "c1"}
    assert groups(practice(text + " preauthorisation"), "claims_ageing") == {
        f"preauthorisation {group}": "c1"
    }


def test_an_answered_claim_waits_no_longer_and_one_not_sent_stands_apart():
    text = """
    ann visit 2026-01-05 D0120
    ann claim 2026-11-01 answered=2026-11-20
    ann claim 2026-11-01 answered=2026-11-21
    ann claim
    ann claim answered=2026-11-01
    ann claim 2026-11-21
    """
    assert groups(practice(text), "claims_ageing") == {"0-30": "c2", "not sent": "c3"}


def test_a_claim_without_a_day_is_where_its_status_says():
    text = """
    ann visit 2026-01-05 D0120
    ann claim 2026-11-01 answered=2026-11-10
    ann claim not_sent
    ann claim unknown
    ann claim sent
    ann claim received
    ann claim sent preauthorisation
    """
    assert groups(practice(text), "claims_ageing") == {
        "not sent": "c2 c3",
        "day not known": "c4",
        "preauthorisation day not known": "c6",
    }


def test_where_no_day_of_an_answer_is_exported_the_status_tells_what_was_answered():
    text = (
        "ann visit 2026-01-05 D0120\nann claim 2026-10-01 received\nann claim "
        "2026-10-01 sent"
    )
    assert groups(practice(text), "claims_ageing") == {"31-60": "c2"}
    assert groups(
        practice(f"{text}\nann claim 2026-09-01 answered=2026-09-10"), "claims_ageing"
    ) == {"31-60": "c1 c2"}


def test_without_any_sent_day_claims_are_not_measured_unless_none_was_sent():
    text = "ann visit 2026-01-05 D0120\nann claim not_sent 80.00"
    assert groups(practice(text), "claims_ageing") == {"not sent": "c1"}
    assert (
        ask(practice(f"{text}\nann claim sent"), "claims_ageing").unknown
        == "not measured: no sent day is exported"
    )


def test_claims_of_nobody_are_not_counted_and_amounts_add_up():
    book = practice(
        "ann visit 2026-01-05 D0120\nann claim 2026-11-01 80.00\nann claim "
        "2026-11-02 20.50\nbob claim 2026-11-01"
    )
    reading = ask(book, "claims_ageing").row("0-30").reading
    assert (who(book, reading), reading.amount) == (["c1", "c2"], 10_050)
