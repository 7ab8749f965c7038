"""The edges of cohorts and of the other retention definitions, with people counted by
hand.
"""

import pytest

from tests.builders import LONG_AGO, ask, part, practice, who, whole


def cell(text: str, name: str, **options):
    return ask(practice(LONG_AGO + text), "cohorts", **options).row(name)


def test_a_cohort_is_everybody_first_seen_in_a_quarter_and_in_a_year():
    text = "\n".join(
        f"p{at} visit {day} D0150"
        for at, day in enumerate(
            (
                "2023-03-31",
                "2023-04-01",
                "2023-06-30",
                "2023-07-01",
                "2023-12-31",
                "2024-01-01",
            )
        )
    )
    book = practice(LONG_AGO + text)
    table = ask(book, "cohorts")
    members = {
        row.group: who(book, row.reading, row.reading.rows)
        for row in table.rows
        if row.group.endswith("/0")
    }
    assert members["2023Q2/0"] == ["p1", "p2"]
    assert members["2023/0"] == ["p0", "p1", "p2", "p3", "p4"]
    assert (members["2023Q1/0"], members["2023Q3/0"], members["2023Q4/0"]) == (
        ["p0"],
        ["p3"],
        ["p4"],
    )
    row = table.row("2023Q2/0")
    assert (f"{row.first}", f"{row.last}") == ("2023-04-01", "2023-06-30")
    assert (f"{table.row('2023/0').first}", f"{table.row('2023/0').last}") == (
        "2023-01-01",
        "2023-12-31",
    )


@pytest.mark.parametrize(
    ("again", "years"),
    [
        ("2023-05-10", [1, 0]),
        ("2024-05-09", [1, 0]),
        ("2024-05-10", [0, 1]),
        ("2025-05-09", [0, 1]),
        ("2025-05-10", [0, 0]),
    ],
)
def test_each_cell_is_the_twelve_months_after_the_one_before(again, years):
    text = f"ann visit 2023-05-09 D0150\nann visit {again} D1110"
    assert [cell(text, f"2023Q2/{k}").reading.part_count for k in (0, 1)] == years


def test_the_first_visit_itself_is_no_return():
    assert cell("ann visit 2023-05-09 D0150 D1110", "2023Q2/0").reading.value == 0


@pytest.mark.parametrize(
    ("as_of", "ripe"), [("2024-06-29", False), ("2024-06-30", True)]
)
def test_a_cell_is_ripe_when_the_cohorts_last_day_has_had_its_full_time(as_of, ripe):
    text = "ann visit 2023-05-09 D0150\nann visit 2024-06-30 D1110"
    first = cell(text, "2023Q2/0", as_of=as_of)
    assert first.reading.is_known == ripe
    assert (cell(text, "2023Q2/1", as_of=as_of) is None) != ripe


def test_the_first_unripe_cell_is_blank_and_the_last_one():
    text = "ann visit 2024-05-09 D0150"
    names = [f"2024Q2/{k}" for k in range(4)]
    rows = [cell(text, name) for name in names]
    assert [row and row.reading.part_count for row in rows] == [0, 0, None, None]
    assert rows[2].reading.unknown == "not yet known"
    assert rows[3] is None


def test_cohorts_that_began_before_the_history_is_long_enough_are_left_out():
    book = practice(
        "eve visit 2022-01-01 D0120\nann visit 2023-06-30 D0150\nbob visit "
        "2023-07-01 D0150"
    )
    names = {row.group for row in ask(book, "cohorts").rows}
    assert "2023Q3/0" in names
    assert not {"2023Q2/0", "2022Q1/0", "2022/0", "2023/0"} & names
    assert (
        ask(practice("ann visit 2026-06-30 D0150"), "cohorts").unknown
        == "history too short"
    )


def test_the_deceased_are_in_no_cohort_and_people_who_left_are():
    text = (
        "ann visit 2023-05-09 D0150\nann is deceased\nbob visit 2023-05-09 D0150\nbob "
        "is inactive"
    )
    assert cell(text, "2023Q2/0").reading.whole_count == 1


@pytest.mark.parametrize(
    ("number", "notes"), [(9, ("fewer than 10 people",)), (10, ())]
)
def test_cells_of_fewer_than_ten_people_say_so(number, notes):
    text = "\n".join(f"p{at} visit 2023-05-09 D0150" for at in range(number))
    assert cell(text, "2023Q2/0").reading.notes == notes


# ---- an exam of the base, continuing care, headcount ----


def test_exam_of_base_looks_back_36_and_18_months_with_open_left_ends():
    text = """
    a visit 2023-11-20 D0120   # 36 months before: outside
    b visit 2023-11-21 D1110   # inside, no exam
    c visit 2025-05-20 D0120   # exam 18 months before: too long ago
    d visit 2025-05-21 D0150   # exam in time
    e visit 2026-11-20 D0140
    f visit 2026-03-10 D0210   # a picture is no exam
    """
    book = practice(LONG_AGO + text)
    assert (part(book, "exam_of_base"), whole(book, "exam_of_base")) == (
        "d e",
        "b c d e f",
    )


@pytest.mark.parametrize("code", ["D0120", "D0140", "D0145", "D0150", "D0160", "D0180"])
def test_each_exam_counts(code):
    assert (
        part(practice(LONG_AGO + f"ann visit 2026-03-10 {code}"), "exam_of_base")
        == "ann"
    )


def test_the_deceased_are_out_of_the_base_and_people_who_left_are_not():
    text = LONG_AGO + (
        "ann visit 2026-03-10 D0120\nann is deceased\nbob visit 2026-03-10 "
        "D0120\nbob is inactive"
    )
    book = practice(text)
    reading = ask(book, "exam_of_base")
    assert (
        whole(book, "exam_of_base"),
        who(book, reading, reading.left_out["deceased"]),
    ) == ("bob", ["ann"])


def test_exam_of_base_needs_36_months_of_history():
    assert (
        ask(practice("ann visit 2023-11-22 D0120"), "exam_of_base").unknown
        == "history too short"
    )
    assert ask(practice("ann visit 2023-11-21 D0120"), "exam_of_base").is_known


def test_continuing_care_is_a_cleaning_in_twelve_months_of_the_active():
    text = """
    a visit 2025-11-20 D1110   # active, cleaned 12 months before: too long ago
    b visit 2025-11-21 D1110
    c visit 2026-11-20 D4910
    d visit 2026-03-10 D0120
    e visit 2026-03-10 D1110
    e is inactive
    f visit 2025-05-20 D1110
    """
    book = practice(LONG_AGO + text)
    assert (part(book, "continuing_care"), whole(book, "continuing_care")) == (
        "b c",
        "a b c d",
    )


def test_codes_are_not_guessed_where_visits_come_from_appointments():
    book = practice(
        LONG_AGO.replace("visit", "books").replace("D0120", "completed")
        + "ann books 2026-03-10 completed"
    )
    for key in ("exam_of_base", "continuing_care", "best_customers"):
        assert ask(book, key).unknown == "not measured: no procedures were loaded"


def test_headcount_is_a_ratio_of_two_headcounts():
    text = """
    a visit 2024-05-21 D1110   # active a year ago, not now
    b visit 2025-11-20 D1110   # first seen a year ago to the day, active now and then
    c visit 2025-11-21 D1110   # new since
    d visit 2019-03-10 D1110   # back after years: known, active now, not then
    d visit 2026-03-10 D1110
    """
    book = practice(LONG_AGO + text)
    assert (part(book, "headcount_retention"), whole(book, "headcount_retention")) == (
        "b d",
        "a b",
    )
    assert ask(book, "headcount_retention").value == 1


# ---- recall current, silent leavers ----

ACTIVE = LONG_AGO + "ann visit 2026-03-10 D1110\n"


@pytest.mark.parametrize(
    ("rows", "current"),
    [
        ("ann recall 2026-11-20", "ann"),
        ("ann recall 2026-11-19", ""),
        ("ann recall 2027-01-05", "ann"),
        ("ann recall 2027-01-05\nann recall 2026-11-19", ""),
        ("ann recall 2027-01-05\nann recall 2026-01-05 disabled", "ann"),
        ("ann recall 2027-01-05 disabled", ""),
        ("ann recall", ""),
        ("", ""),
    ],
)
def test_recall_is_current_with_nothing_due_before_the_day_and_something_on_it_or_later(
    rows, current
):
    book = practice(ACTIVE + rows)
    assert (part(book, "recall_current"), whole(book, "recall_current")) == (
        current,
        "ann",
    )


def test_people_without_a_dated_enabled_recall_stay_in_the_whole_and_stand_apart():
    text = (
        "ann recall\nbob visit 2026-03-10 D1110\nbob recall 2027-01-05\ncat visit "
        "2026-03-10 D1110\n"
    )
    book = practice(
        ACTIVE
        + text
        + "cat recall 2026-12-05 until=2026-12-24\ndan visit 2019-03-10 D1110"
    )
    reading = ask(book, "recall_current")
    apart = {name: who(book, reading, rows) for name, rows in reading.apart.items()}
    assert (whole(book, "recall_current"), apart) == (
        "ann bob cat",
        {"without a dated, enabled recall row": ["ann", "cat"]},
    )


GONE = LONG_AGO + (
    "ann visit 2024-12-10 D1110\nbob visit 2026-03-10 D1110\nbob contact "
    "2026-03-10 phone sent\n"
)


@pytest.mark.parametrize(
    ("more", "silent"),
    [
        ("", "ann"),
        ("ann contact 2024-12-11 phone", ""),
        ("ann contact 2024-12-11 received", ""),
        ("ann contact 2024-12-11 none neither", "ann"),
        ("ann contact 2024-12-10 phone sent", "ann"),
        ("ann contact 2026-11-20 sent", ""),
        ("ann contact 2026-11-21 sent", "ann"),
        ("ann books 2026-12-01", ""),
        ("ann books 2026-11-19", "ann"),
        ("ann is inactive", ""),
        ("ann visit 2025-05-21 D1110", ""),
        ("ann visit 2025-05-20 D1110", "ann"),
    ],
)
def test_silent_leavers_drifted_off_with_nothing_booked_and_nobody_called(more, silent):
    assert part(practice(GONE + more), "silent_leavers") == silent


def test_silent_leavers_were_active_18_months_ago():
    seen = (
        "cat visit 2023-11-20 D1110\ndan visit 2023-11-21 D1110\nfay visit 2025-05-21 "
        "D1110"
    )
    assert part(practice(LONG_AGO + seen), "silent_leavers") == "dan"


def test_each_silent_leaver_who_is_not_one_has_one_reason():
    text = (
        "ann is inactive 2025-06-02\nann contact 2025-01-05 phone\nann books "
        "2026-12-01\ncat visit 2024-12-10 D1110\n"
    )
    more = (
        "cat contact 2025-01-05 phone\ncat books 2026-12-01\ndan visit 2024-12-10 "
        "D1110\ndan contact 2025-01-05 phone"
    )
    book = practice(GONE + text + more)
    reading = ask(book, "silent_leavers")
    assert {
        why: who(book, reading, rows) for why, rows in reading.left_out.items()
    } == {
        "departed": ["ann"],
        "booked": ["cat"],
        "contacted after the last visit": ["dan"],
    }


def test_where_contacts_are_unknown_everybody_who_drifted_off_counts_and_the_figure_says_so():
    text = GONE.replace("phone sent", "none neither")
    reading = ask(practice(text + "ann contact 2025-01-05"), "silent_leavers")
    assert (reading.part_count, reading.notes) == (
        1,
        ("contacts are unknown: everybody who drifted off counts",),
    )
    assert ask(practice(GONE), "silent_leavers").notes == ()
