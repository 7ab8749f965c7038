"""The edges of the return rate, the second visit, recall and the schedule, with people
counted by hand.
"""

from tests.builders import ANN, BOB, LONG_AGO, ask, part, practice, who, whole


def test_the_return_rate_looks_at_two_years_with_open_left_ends():
    text = """
    a visit 2024-11-20 D1110   # exactly 24 months before: outside
    a visit 2025-12-01 D1110
    b visit 2024-11-21 D1110   # first day of the earlier year, came back on the last day
    b visit 2026-11-20 D1110
    c visit 2025-11-20 D1110   # last day of the earlier year, not seen again
    d visit 2025-11-21 D1110   # first day of the later year only
    """
    book = practice(LONG_AGO + text)
    assert (part(book, "return_rate"), whole(book, "return_rate")) == ("b", "b c")
    assert ask(book, "return_rate").value == 0.5


def test_people_who_left_stay_in_the_return_rate_and_the_deceased_do_not():
    book = practice(
        LONG_AGO
        + (
            "ann visit 2025-01-05 D1110\nann is inactive\nbob visit 2025-01-05 "
            "D1110\nbob is deceased"
        )
    )
    reading = ask(book, "return_rate")
    assert whole(book, "return_rate") == "ann"
    assert who(book, reading, reading.left_out["deceased"]) == ["bob"]
    assert reading.value == 0


def test_a_second_visit_exactly_12_months_after_the_first_counts_and_a_day_later_does_not():
    text = (
        "ann visit 2025-03-10 D0150\nann visit 2026-03-10 D1110\nbob visit 2025-03-10 "
        "D0150\nbob visit 2026-03-11 D1110"
    )
    book = practice(LONG_AGO + text)
    assert (part(book, "second_visit"), whole(book, "second_visit")) == (
        "ann",
        "ann bob",
    )


def test_only_people_new_in_the_year_before_last_are_asked_for_a_second_visit():
    text = "\n".join(
        f"p{number} visit {day} D0150"
        for number, day in enumerate(
            ("2024-11-20", "2024-11-21", "2025-11-20", "2025-11-21")
        )
    )
    assert whole(practice(LONG_AGO + text), "second_visit") == "p1 p2"


def test_a_second_visit_after_the_as_of_day_is_not_known_yet():
    text = LONG_AGO + "ann visit 2023-02-28 D0150\nann visit 2024-02-29 D1110"
    assert part(practice(text), "second_visit", as_of="2024-02-28") == ""
    assert part(practice(text), "second_visit", as_of="2024-02-29") == "ann"


# ---- recall ----

DUE = "ann visit 2025-01-05 D0120\nann recall 2026-05-01\n"


def test_a_recall_due_before_the_day_of_the_export_is_overdue_and_one_due_on_it_is_not():
    assert (
        part(
            practice("ann visit 2025-01-05 D1110\nann recall 2026-11-19"),
            "recall_overdue",
        )
        == "ann"
    )
    assert (
        part(
            practice("ann visit 2025-01-05 D1110\nann recall 2026-11-20"),
            "recall_overdue",
        )
        == ""
    )


def test_a_cleaning_on_the_due_day_settles_it_and_one_the_day_before_does_not():
    assert part(practice(DUE + "ann visit 2026-05-01 D4910"), "recall_overdue") == ""
    assert part(practice(DUE + "ann visit 2026-04-30 D4910"), "recall_overdue") == "ann"
    assert part(practice(DUE + "ann visit 2026-06-01 D2391"), "recall_overdue") == "ann"


def test_a_hygiene_booking_settles_it_by_its_code_or_its_mark_or_because_it_has_no_codes():
    assert (
        part(
            practice(
                DUE + "ann books 2026-12-01 hygiene\nann plans 2026-11-01 D2391 on=a1"
            ),
            "recall_overdue",
        )
        == ""
    )
    assert (
        part(
            practice(DUE + "ann books 2026-12-01\nann plans 2026-11-01 D1110 on=a1"),
            "recall_overdue",
        )
        == ""
    )
    assert part(practice(DUE + "ann books 2026-12-01"), "recall_overdue") == ""
    assert (
        part(
            practice(DUE + "ann books 2026-12-01\nann plans 2026-11-01 D2391 on=a1"),
            "recall_overdue",
        )
        == "ann"
    )


def test_a_booking_on_the_day_of_the_export_counts_and_a_template_or_a_note_does_not():
    assert part(practice(DUE + "ann books 2026-11-20 hygiene"), "recall_overdue") == ""
    assert (
        part(practice(DUE + "ann books 2026-11-19 hygiene"), "recall_overdue") == "ann"
    )
    for status in (
        "planned",
        "note",
        "unscheduled",
        "cancelled",
        "no_show",
        "broken_unspecified",
        "rescheduled",
    ):
        assert (
            part(
                practice(DUE + f"ann books 2026-12-01 hygiene {status}"),
                "recall_overdue",
            )
            == "ann"
        )


def test_a_recall_disabled_until_after_the_export_waits_and_until_the_day_itself_does_not():
    assert part(practice(DUE.strip() + " until=2026-11-20"), "recall_overdue") == "ann"
    assert part(practice(DUE.strip() + " until=2026-11-21"), "recall_overdue") == ""
    assert part(practice(DUE.strip() + " disabled"), "recall_overdue") == ""


def test_one_person_with_two_recalls_is_overdue_once_and_undated_ones_do_not_count():
    book = practice(
        DUE + "ann recall 2026-01-01\nbob visit 2025-01-05 D1110\nbob recall"
    )
    assert (part(book, "recall_overdue"), whole(book, "recall_overdue")) == (
        "ann",
        "ann",
    )


def test_nobody_who_left_is_overdue():
    assert whole(practice(DUE + "ann is inactive"), "recall_overdue") == ""


# ---- the schedule ----


def test_an_appointment_of_yesterday_still_scheduled_is_counted_and_one_of_today_is_not():
    text = (
        "ann books 2026-11-19\nbob books 2026-11-20\nann books 2026-11-01 "
        "completed\nann books 2026-11-01 planned"
    )
    assert part(practice(text), "past_still_scheduled") == "a1"


def test_the_standing_patients_have_nothing_open_in_the_book():
    assert part(practice(ANN + BOB), "past_still_scheduled") == ""


def test_a_contact_on_the_day_of_the_last_visit_is_none_since_it():
    book = practice(
        f"{LONG_AGO}"
        "ann visit 2024-05-20 D1110\nann contact 2024-05-20 phone sent\n"
        "bob visit 2024-05-20 D1110\nbob contact 2024-05-21 phone sent"
    )
    reading = ask(book, "silent_leavers")
    assert who(book, reading) == ["ann"]
    contacted = reading.left_out["contacted after the last visit"]
    assert who(book, reading, contacted) == ["bob"]


def test_who_was_first_seen_twelve_months_ago_to_the_day_is_of_the_old_headcount():
    book = practice(
        f"{LONG_AGO}"
        "ann visit 2025-11-20 D1110\n"
        "bob visit 2025-11-21 D1110\n"
        "cat visit 2025-06-01 D1110"
    )
    assert part(book, "headcount_retention") == "ann cat"
    assert ask(book, "headcount_retention").value == 1
