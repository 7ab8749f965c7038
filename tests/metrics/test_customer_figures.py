"""The edges of referrals and best customers, with people counted by hand."""

import pytest

from tests.builders import LONG_AGO, ask, part, practice, who, whole

NEW = LONG_AGO + "ann visit 2026-03-10 D0150\nbob visit 2026-03-11 D0150\n"


def test_of_the_new_people_those_sent_by_a_patient():
    book = practice(NEW + "ann sent_by eve\nbob sent_by flyer")
    assert (part(book, "referrals", "2026"), whole(book, "referrals", "2026")) == (
        "ann",
        "ann bob",
    )


def test_whom_a_patient_sent_counts_whatever_else_sent_them_first():
    book = practice(NEW + "ann sent_by eve 2\nann sent_by flyer 1\nbob sent_by flyer 1")
    assert part(book, "referrals", "2026") == "ann"
    assert (
        part(
            practice(NEW + "ann sent_by ann 1\nann sent_by eve 2"), "referrals", "2026"
        )
        == "ann"
    )


@pytest.mark.parametrize(
    ("sources", "total"),
    [
        ("ann sent_by eve 2\nann sent_by flyer 1", 0),
        ("ann sent_by flyer 2\nann sent_by eve 1", 90_000),
        ("ann sent_by flyer\nann sent_by eve 1", 90_000),
    ],
)
def test_production_is_of_the_first_source_the_one_with_the_lowest_position(
    sources, total
):
    book = practice(
        f"eve visit 2025-01-06 D0120\nann visit 2026-03-10 D2740 900.00\n{sources}"
    )
    reading = ask(book, "best_customers")
    assert (
        dict(
            zip(who(book, reading, reading.rows), reading.cents.tolist(), strict=True)
        )["eve"]
        == total
    )


def test_being_sent_to_somebody_is_no_source():
    book = practice(NEW + "ann sent_by eve to\nann sent_by eve custom\nbob sent_by eve")
    assert part(book, "referrals", "2026") == "bob"


def test_nobody_sends_themselves_not_even_through_a_merge():
    book = practice(
        NEW
        + (
            "ann sent_by ann\nbob sent_by bo\nbo into bob 2026-04-01\nann visit "
            "2026-04-01 D0120"
        )
    )
    assert part(book, "referrals", "2026") == ""


def test_a_referrer_whose_row_was_merged_away_is_the_winner():
    book = practice(
        NEW
        + "ev into eve 2020-01-01\nann sent_by ev\nann visit 2026-03-11 D2740 900.00"
    )
    reading = ask(book, "best_customers")
    assert dict(
        zip(who(book, reading, reading.rows), reading.cents.tolist(), strict=True)
    ) == {"ann": 90_000, "bob": 0}
    assert part(book, "referrals", "2026") == "ann"


def test_where_no_patient_is_a_source_it_is_not_measured():
    assert ask(
        practice(NEW + "ann sent_by flyer"), "referrals", "2026"
    ).unknown.startswith("not measured")


def test_referrals_need_the_history_that_new_patients_need():
    assert ask(
        practice(
            "ann visit 2026-03-10 D0150\nann sent_by bob\nbob visit 2026-03-10 D0150"
        ),
        "referrals",
    ).unknown


# ---- best customers ----


def spenders(number: int, cents: int = 100) -> str:
    """People p01, p02 … who spent 1.00 more each."""
    return (
        "\n".join(
            f"p{at:02} visit 2026-03-10 D2391 {at * cents / 100:.2f}"
            for at in range(1, number + 1)
        )
        + "\n"
    )


@pytest.mark.parametrize(
    ("number", "best"), [(1, "p01"), (10, "p10"), (11, "p10 p11"), (20, "p19 p20")]
)
def test_the_best_are_the_top_tenth_rounded_up(number, best):
    book = practice(spenders(number))
    assert part(book, "best_customers") == best
    assert ask(book, "best_customers").whole_count == number


def test_of_equals_the_lower_id_counts():
    book = practice("10 visit 2026-03-10 D2391 5.00\n9 visit 2026-03-10 D2391 5.00")
    assert part(book, "best_customers") == "9"


def test_only_work_of_the_last_36_months_counts():
    text = (
        "ann visit 2023-11-20 D2740 900.00\nann visit 2026-01-05 D2391 1.00\nbob "
        "visit 2023-11-21 D2391 2.00\n"
    )
    book = practice(text + "cat visit 2023-11-20 D2740 900.00")
    assert (part(book, "best_customers"), whole(book, "best_customers")) == (
        "bob",
        "ann bob",
    )
    assert ask(book, "best_customers").amount == 200


def test_work_of_those_they_sent_counts_who_were_first_seen_in_the_window():
    sent = (
        "ann visit 2026-01-05 D2391 1.00\nbob visit 2026-01-05 D2391 2.00\ncat visit "
        "{} D0150\ncat sent_by ann\n"
    )
    text = LONG_AGO + sent + "cat visit 2026-02-02 D2740 900.00"
    assert (
        part(practice(text.format("2023-11-21")), "best_customers") == "ann"
    )  # 901.00, a tenth of three
    before = practice(text.format("2023-11-20"))
    assert part(before, "best_customers") == "cat"
    assert ask(before, "best_customers").whole_amount == 90_300


def test_without_referring_patients_own_work_counts_and_the_figure_says_so():
    assert ask(practice(spenders(3)), "best_customers").notes == (
        "no referring patients are exported: own work only",
    )
    assert ask(practice(spenders(3) + "p01 sent_by p02"), "best_customers").notes == ()


def test_missed_appointments_are_no_production():
    assert (
        ask(
            practice(
                "ann visit 2026-01-05 D2391 1.00\nann visit 2026-01-05 D9986 50.00"
            ),
            "best_customers",
        ).amount
        == 100
    )


# ---- at risk ----


def at_risk(text: str):
    book = practice(text)
    reading = ask(book, "best_customers_at_risk")
    return " ".join(who(book, reading)), reading


def visits_of(who_: str, *days: str) -> str:
    return "".join(f"{who_} visit {day} D2391 9.00\n" for day in days)


def test_away_longer_than_their_own_90th_percentile_is_at_risk():
    regular = visits_of(
        "ann", "2026-06-01", "2026-07-01", "2026-08-01", "2026-10-{}"
    )  # gaps of 30, 31 and 61 to 91 days
    assert at_risk(regular.format("10"))[0] == ""  # 41 days away, longest gap 70
    short = visits_of(
        "ann", "2026-08-20", "2026-09-01", "2026-09-11", "2026-10-01"
    )  # gaps of 12, 10, 20
    assert at_risk(short)[0] == "ann"
    assert (
        at_risk(
            visits_of("ann", "2026-09-12", "2026-09-22", "2026-10-01", "2026-10-31")
        )[0]
        == ""
    )  # 20 days, gap 30


def test_away_exactly_as_long_as_the_limit_is_not_at_risk():
    text = visits_of("ann", "2026-10-01", "2026-10-03", "2026-10-05", "2026-10-{}")
    assert at_risk(text.format(28))[0] == ""  # gaps 2, 2, 23; 23 days away
    longer = visits_of("ann", "2026-10-01", "2026-10-03", "2026-10-06", "2026-10-28")
    assert at_risk(longer)[0] == "ann"  # gaps 2, 3, 22; 23 days away


def test_with_fewer_than_three_gaps_the_practices_limit_holds():
    frequent = visits_of("bob", *(f"2026-{month:02}-01" for month in range(1, 12)))
    seldom = visits_of("ann", "2026-01-05", "2026-01-08", "2026-10-{}").replace(
        "9.00", "900.00"
    )
    found, reading = at_risk(frequent + seldom.format("20"))
    assert reading.numbers == {
        "practice_gap_p90_days": 31
    }  # ten of bob's, 3 and 285: the 11th of 12
    assert found == ""
    assert at_risk(frequent + seldom.format("19"))[0] == "ann"


def test_who_left_is_out_of_those_at_risk():
    book = practice(
        "ann visit 2026-01-05 D2391 9.00\nann is inactive\nbob visit 2026-01-05 "
        "D2391 1.00"
    )
    reading = ask(book, "best_customers_at_risk")
    assert (reading.whole_count, who(book, reading, reading.left_out["departed"])) == (
        0,
        ["ann"],
    )


def test_of_those_who_left_only_the_best_customers_are_named_as_departed():
    book = practice(
        "ann visit 2026-01-05 D2391 9.00\nann is inactive\n"
        "bob visit 2026-01-05 D2391 1.00\nbob is inactive\n"
        "cat visit 2026-01-05 D2391 1.00"
    )
    reading = ask(book, "best_customers_at_risk")
    assert who(book, reading, reading.left_out["departed"]) == ["ann"]


def test_where_nobody_came_twice_there_is_no_limit_and_nobody_is_at_risk():
    found, reading = at_risk("ann visit 2024-01-05 D2391 9.00")
    assert (found, reading.numbers, reading.whole_count) == ("", {}, 1)


def test_gaps_after_the_as_of_day_are_not_known_yet():
    text = (
        "ann visit 2025-01-05 D2391 9.00\nann visit 2025-01-10 D2391 9.00\nann visit "
        "2026-01-05 D2391 9.00"
    )
    assert ask(
        practice(text), "best_customers_at_risk", as_of="2025-12-31"
    ).numbers == {"practice_gap_p90_days": 5}


def test_everybody_is_held_against_their_own_gaps_alone():
    often = visits_of(
        "ann", "2026-10-01", "2026-10-03", "2026-10-05", "2026-10-07"
    ).replace("9.00", "90.00")
    seldom = visits_of("bob", "2026-01-05", "2026-04-05", "2026-07-05", "2026-10-05")
    assert at_risk(often + seldom)[0] == "ann"
