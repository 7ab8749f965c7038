"""The edges of rebooking, estimated recall and its ages, and what is booked ahead, with
visits counted by hand.
"""

import pytest

from tests.builders import LONG_AGO, ask, groups, part, practice, who, whole


def apart(book, key, *args) -> dict[str, str]:
    reading = ask(book, key, *args)
    return {
        name: " ".join(who(book, reading, rows))
        for name, rows in reading.apart.items()
        if len(rows)
    }


CLEANED = "ann visit 2026-03-10 D1110\n"


@pytest.mark.parametrize(
    ("made", "rebooked"),
    [("2026-03-09", 0), ("2026-03-10", 1), ("2026-03-17", 1), ("2026-03-18", 0)],
)
def test_rebooking_counts_on_the_day_and_in_the_seven_after_it(made, rebooked):
    book = practice(CLEANED + f"ann books 2026-09-10 hygiene made={made}")
    assert ask(book, "hygiene_rebooking", "2026").part_count == rebooked


def test_rebooking_is_for_a_later_day_than_the_visit():
    book = practice(CLEANED + "ann books 2026-03-10 hygiene completed made=2026-03-10")
    assert (
        part(book, "hygiene_rebooking", "2026"),
        whole(book, "hygiene_rebooking", "2026"),
    ) == ("", "ann@2026-03-10")
    book = practice(CLEANED + "ann books 2026-03-11 hygiene made=2026-03-10")
    assert part(book, "hygiene_rebooking", "2026") == "ann@2026-03-10"


@pytest.mark.parametrize(
    "status", ["cancelled", "no_show", "completed", "unscheduled", "broken_unspecified"]
)
def test_rebooking_counts_whatever_became_of_it(status):
    assert part(
        practice(CLEANED + f"ann books 2026-09-10 hygiene {status} made=2026-03-10"),
        "hygiene_rebooking",
        "2026",
    )


@pytest.mark.parametrize("status", ["planned", "note", "deleted"])
def test_a_template_a_note_or_a_deleted_row_is_no_rebooking(status):
    book = practice(CLEANED + f"ann books 2026-09-10 hygiene {status} made=2026-03-10")
    assert part(book, "hygiene_rebooking", "2026") == ""


def test_one_appointment_answers_every_visit_it_was_made_after():
    text = (
        "ann visit 2026-03-09 D4341\nann visit 2026-03-10 D4342\nann books 2026-09-10 "
        "hygiene made=2026-03-11"
    )
    assert (
        part(practice(text), "hygiene_rebooking", "2026")
        == "ann@2026-03-09 ann@2026-03-10"
    )


def test_somebody_elses_appointment_answers_nothing():
    assert (
        part(
            practice(CLEANED + "bob books 2026-09-10 hygiene made=2026-03-10"),
            "hygiene_rebooking",
            "2026",
        )
        == ""
    )


def test_an_appointment_is_a_hygiene_one_by_its_codes_or_its_mark_and_one_without_codes_stands_apart():
    bare = practice(CLEANED + "ann books 2026-09-10 made=2026-03-10")
    assert part(bare, "hygiene_rebooking", "2026") == ""
    assert apart(bare, "hygiene_rebooking", "2026") == {
        "followed only by an appointment without codes": "ann@2026-03-10"
    }
    coded = practice(
        CLEANED
        + "ann books 2026-09-10 made=2026-03-10\nann plans 2026-03-10 D1110 on=a1"
    )
    assert (
        part(coded, "hygiene_rebooking", "2026"),
        apart(coded, "hygiene_rebooking", "2026"),
    ) == (
        "ann@2026-03-10",
        {},
    )
    other = practice(
        CLEANED
        + "ann books 2026-09-10 made=2026-03-10\nann plans 2026-03-10 D2740 on=a1"
    )
    assert (
        part(other, "hygiene_rebooking", "2026"),
        apart(other, "hygiene_rebooking", "2026"),
    ) == ("", {})


def test_a_visit_that_was_rebooked_does_not_stand_apart_for_a_second_bare_appointment():
    text = (
        "ann books 2026-09-10 hygiene made=2026-03-10\nann books 2026-09-11 "
        "made=2026-03-10"
    )
    assert apart(practice(CLEANED + text), "hygiene_rebooking", "2026") == {}


@pytest.mark.parametrize(
    ("left", "counts"), [("2026-03-17", ""), ("2026-03-18", "ann@2026-03-10")]
)
def test_visits_of_people_who_left_within_the_seven_days_are_out(left, counts):
    book = practice(
        CLEANED + f"ann is inactive {left}\nbob books 2026-09-10 made=2026-03-10"
    )
    assert whole(book, "hygiene_rebooking", "2026") == counts


def test_without_created_on_days_rebooking_is_not_measured():
    book = practice(CLEANED + "ann books 2026-09-10 hygiene")
    assert ask(book, "hygiene_rebooking", "2026").unknown.startswith("not measured")


def test_only_hygiene_visits_of_the_period_are_asked_its_first_and_last_day_included():
    days = ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    text = (
        "\n".join(f"ann visit {day} D1110" for day in days)
        + "\nbob visit 2026-03-10 D0120\n"
    )
    book = practice(text + "bob books 2026-09-10 made=2026-03-10")
    for key in ("hygiene_rebooking", "hygiene_booked_since"):
        assert whole(book, key, "2026-03") == "ann@2026-03-01 ann@2026-03-31"


def test_booked_since_is_a_later_hygiene_visit_or_a_hygiene_booking():
    text = CLEANED + (
        "ann visit 2026-09-10 D1110\nann books 2026-12-01 {}\nbob visit "
        "2026-03-10 D1110"
    )
    assert (
        part(practice(text.format("")), "hygiene_booked_since", "2026")
        == "ann@2026-03-10"
    )
    assert (
        part(practice(text.format("hygiene")), "hygiene_booked_since", "2026")
        == "ann@2026-03-10 ann@2026-09-10"
    )
    assert (
        part(practice(text.format("hygiene cancelled")), "hygiene_booked_since", "2026")
        == "ann@2026-03-10"
    )


def test_booked_since_leaves_out_people_who_left_by_the_export():
    text = CLEANED + "ann is inactive {}\nbob books 2026-12-01"
    assert (
        whole(practice(text.format("2026-11-20")), "hygiene_booked_since", "2026") == ""
    )
    assert (
        whole(practice(text.format("2026-11-21")), "hygiene_booked_since", "2026")
        == "ann@2026-03-10"
    )


def test_booked_ahead_is_of_the_active_patients():
    text = (
        LONG_AGO + CLEANED + "bob visit 2026-03-10 D1110\ncat visit 2024-03-10 D1110\n"
    )
    book = practice(
        text + "ann books 2026-11-20\nbob books 2026-11-19\ncat books 2026-12-01"
    )
    assert (part(book, "booked_ahead"), whole(book, "booked_ahead")) == (
        "ann",
        "ann bob",
    )


# ---- recall by estimate, and ages ----


@pytest.mark.parametrize(
    ("cleaned", "due"), [("2026-05-19", "ann"), ("2026-05-20", ""), ("2026-05-21", "")]
)
def test_without_a_recall_row_six_months_after_the_last_cleaning_must_lie_before_the_day(
    cleaned, due
):
    book = practice(f"ann visit 2026-01-05 D1110\nann visit {cleaned} D1110")
    assert (part(book, "recall_estimated"), whole(book, "recall_estimated")) == (
        due,
        "ann",
    )


def test_any_recall_row_takes_a_person_out_of_the_estimate():
    for row in (
        "ann recall",
        "ann recall 2027-01-05",
        "ann recall 2026-01-05 disabled",
    ):
        assert (
            whole(practice(f"ann visit 2026-01-05 D1110\n{row}"), "recall_estimated")
            == ""
        )


def test_the_estimate_leaves_out_who_left_who_is_booked_and_who_never_had_a_cleaning():
    text = (
        "ann visit 2026-01-05 D1110\nann is inactive\nbob visit 2026-01-05 D1110\nbob "
        "books 2026-12-01\n"
    )
    book = practice(
        text
        + (
            "cat visit 2026-01-05 D0120\ndan visit 2026-01-05 D1110\neve visit "
            "2026-11-05 D1110"
        )
    )
    reading = ask(book, "recall_estimated")
    assert (who(book, reading), whole(book, "recall_estimated")) == (
        ["dan"],
        "bob dan eve",
    )
    assert {
        why: who(book, reading, rows) for why, rows in reading.left_out.items()
    } == {
        "booked": ["bob"],
        "not due before D": ["eve"],
    }


@pytest.mark.parametrize(
    ("due", "group"),
    [
        ("2026-11-19", "1-30"),
        ("2026-10-21", "1-30"),
        ("2026-10-20", "31-90"),
        ("2026-08-22", "31-90"),
        ("2026-08-21", "91-180"),
        ("2026-05-24", "91-180"),
        ("2026-05-23", "181-365"),
        ("2025-11-20", "181-365"),
        ("2025-11-19", ">365"),
    ],
)
def test_overdue_recalls_are_aged_in_days_since_the_due_day(due, group):
    assert groups(
        practice(f"ann visit 2025-01-05 D0120\nann recall {due}"), "overdue_ages"
    ) == {group: "ann"}


def test_one_person_is_aged_by_the_oldest_recall_that_is_still_open():
    text = (
        "ann visit 2026-01-05 D1110\nann recall 2026-11-01\nann recall "
        "2026-08-25\nann recall 2025-12-01"
    )
    assert groups(practice(text), "overdue_ages") == {"31-90": "ann"}


def test_estimated_ages_stand_apart_and_run_from_six_months_after_the_cleaning():
    text = "ann visit 2026-04-21 D1110\nbob visit 2026-04-20 D1110"
    assert groups(practice(text), "overdue_ages") == {
        "estimated 1-30": "ann",
        "estimated 31-90": "bob",
    }


def test_ages_show_only_the_half_that_is_measured():
    def names(*without):
        return {
            row.group.split()[0]
            for row in ask(
                practice("ann visit 2026-01-05 D1110", without=without), "overdue_ages"
            ).rows
        }

    assert names("recall") == {"estimated"}
    assert "estimated" not in names("procedure")
    assert ask(
        practice("ann is active", without=("recall", "procedure")), "overdue_ages"
    ).unknown


def test_of_those_booked_only_people_without_a_recall_row_are_left_out_of_the_estimate():
    book = practice(
        "ann visit 2025-03-10 D1110\nann recall 2027-05-01\n"
        "ann books 2026-12-03 hygiene\n"
        "bob visit 2025-03-10 D1110\nbob books 2026-12-03 hygiene"
    )
    reading = ask(book, "recall_estimated")
    assert who(book, reading, reading.left_out["booked"]) == ["bob"]
