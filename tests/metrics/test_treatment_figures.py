"""The edges of presented, accepted, sitting and the funnel, with items counted by
hand.
"""

import pytest

from retention.metrics import split, treatment
from retention.practice import Period
from tests.builders import ANN, BOB, EXPORTED, ask, groups, part, practice, who, whole


def accepted(text: str, period="2026-01", **options) -> str:
    return part(practice(text), "acceptance", period, **{"by_what": "item", **options})


def test_bobs_crown_was_presented_never_accepted_and_is_sitting():
    book = practice(ANN + BOB)
    assert part(book, "presented", "2024") == "p26"
    assert ask(book, "presented", "2024").value == 115_000
    assert ask(book, "acceptance", "2024").value == 0
    assert part(book, "sitting") == "p26"


@pytest.mark.parametrize(
    ("code", "is_care"),
    [
        ("D1999", False),
        ("D2000", True),
        ("D2740", True),
        ("D4910", False),
        ("D9310", False),
        ("D9986", False),
        ("D9987", False),
        ("D9999", True),
        ("D0120", False),
        ("D1110", False),
        ("-", False),
    ],
)
def test_care_is_treatment_and_no_exam_cleaning_or_broken_appointment(code, is_care):
    book = practice(
        f"ann plans 2026-01-05 {code} 1.00\nann plans 2025-01-05 D0120 1.00"
    )
    assert part(book, "presented", "2026") == ("p1" if is_care else "")


def test_where_no_procedure_has_a_code_that_is_known_nothing_is_said_of_care():
    book = practice("ann plans 2026-01-05 - 1.00\nann plans 2026-01-05 HOUSE 1.00")
    assert (
        ask(book, "presented", "2026").unknown
        == "not measured: the procedures come without codes"
    )


@pytest.mark.parametrize(
    "status",
    ["planned_inactive", "existing", "referred", "condition", "deleted", "unknown"],
)
def test_only_planned_and_completed_work_was_presented(status):
    book = practice(
        f"ann plans 2026-01-05 D2740 1.00 {status}\nbob plans 2026-01-05 D2740 1.00"
    )
    assert part(book, "presented", "2026") == "p2"
    assert part(book, "sitting") == "p2"


def test_an_amount_is_the_fee_times_the_quantity():
    assert (
        ask(practice("ann plans 2026-01-05 D2391 150.10 x3"), "presented", "2026").value
        == 45_030
    )


@pytest.mark.parametrize(
    ("plans", "sits"),
    [
        ("", True),
        ("bob proposes inactive p1", False),
        ("bob proposes inactive p1\nbob proposes inactive p1 p2", False),
        ("bob proposes inactive p1\nbob proposes active p1", True),
        ("bob proposes saved p1", True),
        ("bob proposes unknown p1", True),
    ],
)
def test_what_is_planned_on_inactive_plans_alone_was_given_up(plans, sits):
    book = practice(
        "bob plans 2026-01-05 D2740 1.00\nbob plans 2026-01-05 D2391 1.00 "
        f"done=2026-02-01\n{plans}"
    )
    assert part(book, "sitting") == ("p1" if sits else "")
    assert part(book, "presented", "2026") == ("p1 p2" if sits else "p2")
    left_out = ask(book, "sitting").left_out["plan inactive"]
    assert (who(book, ask(book, "sitting"), left_out) == ["p1"]) == (not sits)


@pytest.mark.parametrize("options", [{}, {"by_what": "person"}, {"window": "to-date"}])
def test_what_of_bookings_acceptance_cannot_see_is_said(options):
    def said(text: str, without=()) -> tuple[str, ...]:
        return ask(
            practice(ANN + BOB + text, without=without), "acceptance", "2024", **options
        ).notes

    known = "bob books 2024-06-06 no_show as=b1 made=2024-05-06"
    assert said(known) == ()
    only_later = (
        "of bookings only those still booked count: the export does not say when an "
        "appointment was made"
    )
    only_done = (
        "only work done counts: the export does not say when an appointment was made"
    )
    assert said(known.replace("made=2024-05-06", "")) == (
        only_later if "window" in options else only_done,
    )
    assert said("", without=("appointment",)) == (
        "bookings are unknown: no appointments were loaded",
    )


def test_where_no_appointments_were_loaded_what_sits_says_that_it_may_be_booked():
    notes = ("bookings are unknown: no appointments were loaded",)
    bare = practice(ANN + BOB, without=("appointment",))
    for key in ("sitting", "sitting_ages", "funnel", "same_day"):
        assert ask(bare, key).notes == notes, key
        assert not ask(
            practice(ANN + BOB + "bob books 2024-06-06 no_show made=2024-05-06"), key
        ).notes, key


def test_unripe_months_say_what_they_cannot_see_too():
    book = practice(
        "ann visit 2024-01-05 D0120\nann plans 2026-11-01 D2740 1.00\nann books "
        "2026-12-01"
    )
    period = Period.read("2026-11", book.exported)
    for by_what in ("amount", "person"):
        found = treatment.unripe(book, period, by_what=by_what)
        assert (found.whole_count, found.notes) == (1, (treatment.ONLY_DONE,))


def test_people_who_left_were_presented_to_but_nothing_of_theirs_sits():
    book = practice("ann plans 2026-01-05 D2740 1.00\nann is inactive 2026-02-01")
    assert part(book, "presented", "2026") == "p1"
    assert part(book, "sitting") == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "bob plans 2026-01-05 D2740 1150.00\nbob is inactive 2026-02-01",
            "person departed",
        ),
        (
            "bob plans 2026-01-05 D2740 1150.00 on=b1\nbob books 2026-12-01 as=b1",
            "on an appointment booked at D",
        ),
        ("bob plans 2026-12-05 D2740 1150.00", "planned after D"),
    ],
)
def test_what_is_planned_and_does_not_sit_is_under_the_rule_that_keeps_it_out(
    text, reason
):
    book = practice(f"{ANN}\n{text}")
    reading = ask(book, "sitting")
    assert {
        why: who(book, reading, rows)
        for why, rows in reading.left_out.items()
        if len(rows)
    } == {reason: ["p25"]}


def test_done_work_without_a_plan_day_is_shown_apart():
    book = practice("ann visit 2026-01-05 D2740 1.00\nann plans 2026-01-06 D2391 1.00")
    reading = ask(book, "presented", "2026")
    assert who(book, reading) == ["p2"]
    assert who(book, reading, reading.left_out["done without a plan date"]) == ["p1"]


def test_work_done_on_the_day_of_the_export_counts_and_on_the_next_does_not():
    book = practice(
        f"ann plans 2026-11-02 D2740 1.00 done={EXPORTED}\n"
        "bob plans 2026-11-02 D2740 1.00 done=2026-11-21"
    )
    assert part(book, "presented", "2026-11") == "p1"


def test_where_no_plan_day_is_exported_nothing_is_measured_but_what_sits():
    book = practice("ann plans D2740 1.00\nann visit 2026-01-05 D2391")
    for key in ("presented", "acceptance", "funnel"):
        assert ask(book, key).unknown.startswith("not measured")
    assert groups(book, "sitting_ages") == {"undated": "p1"}


def test_where_only_open_plans_have_their_day_nothing_is_measured_but_what_sits():
    done = "\n".join(
        f"ann visit 2025-{month:02}-05 D2740 1.00, D2391 1.00" for month in range(1, 11)
    )
    book = practice(f"{done}\nbob plans 2026-01-06 D2391 1.00")
    for key in ("presented", "acceptance", "same_day", "funnel"):
        assert ask(book, key).unknown.startswith("not measured")
    assert ask(book, "sitting").part_count == 1


def test_completed_work_whose_day_could_not_be_read_was_still_presented_and_done():
    text = "ann plans 2026-01-05 D2740 1.00 completed\nann plans 2026-01-05 D2391 1.00"
    assert part(practice(text), "presented", "2026") == "p1 p2"
    assert accepted(text, window="to-date") == "p1"
    assert accepted(text) == ""
    assert groups(practice(text), "funnel", "2026")["done"] == "p1"


# ---- acceptance ----


def test_the_last_day_of_the_window_counts_and_the_next_does_not():
    text = "ann plans 2026-01-05 D2740 done={}"
    assert accepted(text.format("2026-02-04"), window=30) == "p1"
    assert accepted(text.format("2026-02-05"), window=30) == ""
    assert accepted(text.format("2026-01-05"), window=0) == "p1"
    assert accepted(text.format("2026-01-06"), window=0) == ""


def test_an_appointment_made_in_time_accepts_whatever_became_of_it():
    for status in (
        "scheduled",
        "no_show",
        "cancelled",
        "broken_unspecified",
        "unscheduled",
        "completed",
    ):
        made = (
            f"ann books 2026-03-01 {status} made=2026-02-04\nann plans 2026-01-05 "
            "D2740 on=a1"
        )
        assert accepted(made, window=30) == "p1", status
        assert accepted(made.replace("02-04", "02-05"), window=30) == "", status


@pytest.mark.parametrize("status", ["planned", "note"])
def test_a_template_or_a_note_accepts_nothing(status):
    booked = (
        f"bob books 2026-03-01 made=2026-01-05\nann books 2026-03-01 {status} "
        "made=2026-01-05\n"
    )
    text = booked + "ann plans 2026-01-05 D2740 on=a2"
    assert accepted(text) == accepted(text, window="to-date") == ""


def test_without_created_on_days_a_booking_counts_only_to_date_and_only_while_it_is_booked():
    booked = "ann books 2026-12-03\nann plans 2026-01-05 D2740 on=a1"
    missed = "ann books 2026-03-03 no_show\nann plans 2026-01-05 D2740 on=a1"
    assert (
        accepted(booked) == accepted(missed) == accepted(missed, window="to-date") == ""
    )
    assert accepted(booked, window="to-date") == "p1"


def test_a_month_is_ripe_when_its_last_day_and_the_window_have_passed():
    text = "ann plans 2026-08-02 D2740"  # 31 Aug + 90 days = 29 Nov
    reading = ask(practice(text, exported="2026-11-28"), "acceptance", "2026-08")
    assert (reading.value, reading.whole_count) == (None, 0)
    assert list(reading.left_out["items of unripe months"]) == [0]
    assert (
        ask(practice(text, exported="2026-11-29"), "acceptance", "2026-08").whole_count
        == 1
    )
    assert (
        ask(
            practice(text, exported="2026-11-28"),
            "acceptance",
            "2026-08",
            window="to-date",
        ).whole_count
        == 1
    )


def test_who_has_items_of_ripe_months_too_is_not_left_out():
    text = """
    ann plans 2026-07-02 D2740   # ripe: 31 Jul + 90 days = 29 Oct
    ann plans 2026-08-02 D2391
    bob plans 2026-08-02 D2740
    """
    book = practice(text, exported="2026-11-20")
    reading = ask(book, "acceptance", "2026", by_what="person")
    assert who(book, reading, reading.rows) == ["ann"]
    unripe_only = reading.left_out["items of unripe months only"]
    assert who(book, reading, unripe_only) == ["bob"]


def test_acceptance_by_amount_item_and_person():
    text = """
    ann plans 2026-01-05 D2740 900.00 done=2026-01-20
    ann plans 2026-01-05 D2391 100.00
    bob plans 2026-01-05 D2740 1000.00
    """
    book = practice(text)
    values = [
        ask(book, "acceptance", "2026-01", by_what=what).value
        for what in ("amount", "item", "person")
    ]
    assert values == [900 / 2000, 1 / 3, 1 / 2]
    assert part(book, "acceptance", "2026-01", by_what="person") == "ann"


# ---- sitting ----


def test_a_booked_cleaning_does_not_hide_an_unbooked_crown():
    text = (
        "ann plans 2026-01-05 D2740 1.00\nann books 2026-12-01 hygiene\nann plans "
        "2026-01-05 D1110 on=a1"
    )
    assert part(practice(text), "sitting") == "p1"


def test_a_crown_booked_for_the_day_of_the_export_does_not_sit_and_one_on_a_missed_day_does():
    assert (
        part(
            practice("ann books 2026-11-20\nann plans 2026-01-05 D2740 on=a1"),
            "sitting",
        )
        == ""
    )
    assert (
        part(
            practice("ann books 2026-11-19\nann plans 2026-01-05 D2740 on=a1"),
            "sitting",
        )
        == "p1"
    )
    assert (
        part(
            practice("ann books 2026-12-20 no_show\nann plans 2026-01-05 D2740 on=a1"),
            "sitting",
        )
        == "p1"
    )


@pytest.mark.parametrize(
    ("planned", "group"),
    [
        ("2026-11-20", "0-30"),
        ("2026-10-21", "0-30"),
        ("2026-10-20", "31-90"),
        ("2026-08-22", "31-90"),
        ("2026-08-21", "91-180"),
        ("2026-05-24", "91-180"),
        ("2026-05-23", "181-365"),
        ("2025-11-20", "181-365"),
        ("2025-11-19", ">365"),
    ],
)
def test_what_sits_is_aged_in_days_since_it_was_planned(planned, group):
    assert groups(practice(f"ann plans {planned} D2740 1.00"), "sitting_ages") == {
        group: "p1"
    }


# ---- the funnel ----


def test_the_funnel_of_four_items():
    text = """
    ann books 2026-03-01 no_show made=2026-01-06
    ann books 2026-12-01 made=2026-10-01
    ann plans 2026-01-05 D2740 done=2026-02-01
    ann plans 2026-01-05 D2391 on=a2
    ann plans 2026-01-05 D3320 on=a1
    ann plans 2026-01-05 D7140
    """
    assert groups(practice(text), "funnel", "2026-01") == {
        "presented": "p1 p2 p3 p4",
        "accepted": "p1 p2 p3",
        "booked_or_done": "p1 p2",
        "done": "p1",
    }


def test_by_category_each_item_has_its_own():
    book = practice("ann plans 2026-01-05 D2740 1.00\nann plans 2026-01-05 D2391 2.00")
    by = split(book, ask(book, "presented", "2026"), "category")
    assert {name: reading.value for name, reading in by.items()} == {
        "crowns": 100,
        "restorative": 200,
    }
    assert whole(book, "acceptance", "2026-01") == "p1 p2"
