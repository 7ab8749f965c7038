"""What a campaign brought back: both arms counted by household, and nothing said before
it is known.
"""

from datetime import date

import pytest

from retention.outreach import Log
from retention.outreach.campaigns.effect import effect
from tests.builders import LONG_AGO
from tests.builders import practice as written

from . import small
from .campaigns import Made, members
from .small import contact, log

NOBODY = Log.empty()


def of(text, *rows, logged=NOBODY, window=60, exported="2026-11-20", **records):
    """The effect of a campaign of Aug 3, 2026 with these members."""
    book = written(LONG_AGO + text, exported, **records)
    return effect(book, logged, Made(window=window), members(*rows))


def came(found, days=60):
    window = next(window for window in found.windows if window.days == days)
    return window.treated.came, window.held_out.came


def many(arm: str, count: int, coming: int) -> tuple[str, str]:
    """Lines and the row of so many people, the first of whom come within 60 days."""
    names = [f"{arm}{number}" for number in range(count)]
    lines = [
        f"{name} visit {'2026-09-01' if at < coming else '2025-01-10'} D1110 100.00"
        for at, name in enumerate(names)
    ]
    return "\n".join(lines) + "\n", f"{arm}: {' '.join(names)}"


def trial(treated: tuple[int, int], held_out: tuple[int, int], **options):
    """A campaign of so many households per arm, so many of whom come."""
    (one, row) = many("treated", *treated)
    (other, other_row) = many("held_out", *held_out)
    return of(one + other, row, other_row, **options)


def test_both_arms_are_counted_within_30_60_and_90_days():
    text = """
        ann visit 2026-08-20 D1110 120.00
        bob visit 2026-09-20 D1110 120.00
        eva visit 2026-10-25 D1110 120.00
        dan visit 2026-09-02 D1110 120.00
    """
    found = of(text, "treated: ann bob eva", "held_out: dan joe")
    assert [(window.days, window.until) for window in found.windows] == [
        (30, date(2026, 9, 2)),
        (60, date(2026, 10, 2)),
        (90, date(2026, 11, 1)),
    ]
    assert [came(found, days) for days in (30, 60, 90)] == [(1, 1), (2, 1), (3, 1)]
    assert found.own.held_out.households == 2


def test_a_campaign_s_own_window_stands_among_them():
    found = of("ann visit 2026-09-12 D1110", "treated: ann", "held_out: bob", window=45)
    assert [window.days for window in found.windows] == [30, 45, 60, 90]
    assert (found.own.days, came(found, 45)) == (45, (1, 0))


def test_the_day_of_the_campaign_does_not_count_and_the_last_day_does():
    text = (
        "ann visit 2026-08-03 D1110\nbob visit 2026-10-02 D1110\neva visit 2026-10-03 "
        "D1110"
    )
    assert came(of(text, "treated: ann", "held_out: bob eva")) == (0, 1)


def test_a_household_counts_once_and_its_amounts_are_added():
    text = """
        ann visit 2026-08-20 D1110 120.00
        ann visit 2026-09-20 D2740 1000.00
        ben visit 2026-08-20 D1110 80.00
        ben visit 2026-10-20 D1110 70.00
    """
    arm = of(text, "treated: ann/ann ben/ann").own.treated
    assert (arm.households, arm.people, arm.came, arm.amount_cents) == (1, 2, 1, 120000)


def test_only_members_of_the_campaign_come_for_it():
    people = [small.person("ann"), small.person("ben", household_id="ann")]
    book = small.practice(
        people, [small.visit("ann", "2015-01-05"), small.visit("ben", "2026-09-01")]
    )
    assert effect(book, NOBODY, Made(), members("treated: ann")).own.treated.came == 0


def test_a_held_out_household_that_was_called_counts_as_held_out():
    calls = log(
        contact("eva", "booked", "2026-08-10"),
        contact("ann", "no_answer", "2026-08-10"),
    )
    found = of(
        "eva visit 2026-08-20 D1110\nann visit 2025-01-05 D1110",
        "treated: ann",
        "held_out: eva",
        logged=calls,
    )
    treated = found.own.treated
    held_out = found.own.held_out
    assert (held_out.contacted, held_out.reached, held_out.came) == (1, 1, 1)
    assert (treated.contacted, treated.reached, treated.came) == (1, 0, 0)


def test_a_call_with_a_parent_about_a_child_is_the_household_s():
    people = [small.person("carla"), small.child("sara", of="carla")]
    book = small.practice(people, [small.visit("sara", "2026-01-05")])
    found = effect(
        book,
        log(contact("carla", "booked", "2026-08-10")),
        Made(),
        members("treated: sara/carla"),
    )
    assert (found.own.treated.contacted, found.own.treated.reached) == (1, 1)


def test_contacts_before_the_campaign_or_after_the_window_are_not_its():
    calls = log(
        contact("ann", "booked", "2026-08-02"), contact("ann", "booked", "2026-10-03")
    )
    assert (
        of(
            "ann visit 2026-01-05 D1110", "treated: ann", logged=calls
        ).own.treated.contacted
        == 0
    )


def test_an_appointment_made_since_is_a_booking_and_so_is_a_visit():
    text = """
        ann books 2026-12-03 made=2026-08-03
        bob books 2026-09-03 cancelled made=2026-10-02
        eva books 2026-12-03 made=2026-08-02
        dan books 2026-12-03 made=2026-10-03
        joe visit 2026-09-01 D1110
        kim books 2026-09-01 note made=2026-08-10
    """
    arm = of(text, "treated: ann bob eva dan joe kim").own.treated
    assert (arm.booked, arm.came) == (3, 1)


def test_without_days_of_making_bookings_are_what_was_logged_and_it_is_said():
    text = "ann books 2026-12-03\nbob books 2026-12-03"
    found = of(
        text, "treated: ann bob", logged=log(contact("ann", "booked", "2026-08-10"))
    )
    assert found.own.treated.booked == 1
    assert any("logged here" in note for note in found.notes)


def test_before_the_window_is_over_nothing_is_said():
    found = trial((50, 50), (50, 0), exported="2026-10-01")
    assert (found.verdict, found.own.is_over, found.own.difference) == (
        "not yet known",
        False,
        None,
    )
    assert "Oct 2, 2026" in found.sentence
    assert [window.difference is not None for window in found.windows] == [
        True,
        False,
        False,
    ]


def test_on_its_last_day_a_window_is_over():
    assert trial((50, 50), (50, 0), exported="2026-10-02").verdict == "brought back"


def test_who_has_treatment_done_or_put_on_an_appointment_accepted():
    text = """
        ann plans 2026-05-01 D2740 900.00 on=new1
        ann books 2026-12-03 made=2026-08-04 as=new1
        bob plans 2026-05-01 D2740 900.00 on=new2
        bob books 2026-09-30 no_show made=2026-10-02 as=new2
        joe plans 2026-05-01 D2740 900.00 done=2026-08-20
        eva plans 2026-05-01 D2740 900.00 on=old
        eva books 2026-12-03 made=2026-08-03 as=old
        dan plans 2026-05-01 D2740 900.00 on=late
        dan books 2026-12-03 made=2026-10-03 as=late
        kim plans 2026-05-01 D2740 900.00 planned_inactive on=new3
        kim books 2026-12-03 made=2026-08-20 as=new3
        lou plans 2026-05-01 D1110 90.00 on=new4
        lou books 2026-12-03 made=2026-08-20 as=new4
        mia visit 2026-09-01 D1110 120.00
    """
    found = of(text, "treated: ann bob joe mia", "held_out: eva dan kim lou")
    treated = found.own.treated
    held_out = found.own.held_out
    assert (
        treated.came,
        treated.accepted,
        treated.came_or_accepted,
        treated.share,
    ) == (2, 3, 4, 1.0)
    assert (held_out.came, held_out.accepted, held_out.came_or_accepted) == (0, 0, 0)
    assert found.own.difference.value == 1.0
    assert (
        "100 % of 4 treated households came or accepted treatment within 60 days"
        in found.sentence
    )
    assert set(found.own.people["treated/accepted"]) < set(
        found.own.people["treated/came_or_accepted"]
    )


def test_a_held_out_household_that_accepts_counts_against_the_campaign():
    text = (
        "eva plans 2026-05-01 D2740 900.00 on=new\neva books 2026-12-03 "
        "made=2026-08-20 as=new"
    )
    assert of(text, "treated: ann", "held_out: eva").own.difference.value == -1.0


def test_without_days_of_making_treatment_is_accepted_once_it_is_done_and_it_is_said():
    text = """
        ann plans 2026-05-01 D2740 900.00 on=new
        ann books 2026-12-03 as=new
        bob plans 2026-05-01 D2740 900.00 done=2026-08-20
    """
    found = of(text, "treated: ann bob")
    assert (found.own.treated.accepted, found.own.treated.came_or_accepted) == (1, 1)
    assert any("accepted once it is done" in note for note in found.notes)


def test_without_treatment_in_the_records_the_arms_are_compared_by_who_came():
    text = (
        LONG_AGO.replace("visit", "books").replace("D0120", "completed")
        + "ann books 2026-09-01 completed"
    )
    found = effect(
        written(text, without=("procedure",)),
        NOBODY,
        Made(),
        members("treated: ann", "held_out: bob"),
    )
    assert (
        found.own.treated.accepted,
        found.own.treated.came_or_accepted,
        found.own.difference.value,
    ) == (
        None,
        1,
        1.0,
    )
    assert "treated households came within 60 days" in found.sentence


def test_what_the_interval_shows_is_said():
    assert trial((200, 60), (100, 10)).verdict == "brought back"
    assert trial((200, 10), (100, 30)).verdict == "brought back fewer"
    assert trial((60, 6), (20, 1)).verdict == "not yet known"
    fewer_by_chance = trial((60, 6), (20, 3))
    assert (fewer_by_chance.own.difference.value < 0, fewer_by_chance.verdict) == (
        True,
        "not yet known",
    )


def test_no_difference_is_said_only_where_one_worth_having_is_ruled_out():
    assert trial((900, 9), (900, 9)).verdict == "no difference seen"
    assert trial((100, 1), (100, 1)).verdict == "not yet known"


def test_the_sentence_carries_both_shares_the_difference_and_what_it_means_in_households():
    found = trial((200, 60), (100, 10))
    assert found.sentence == (
        "Brought back: 30 % of 200 treated households came or accepted treatment "
        "within 60 days, and 10 % of 100 held out. Like held against like, the "
        "difference is 20.0 points (95 %: 10.5 to 28.0); some 21 to 56 households did "
        "so because of it."
    )


def test_only_the_own_window_has_a_verdict():
    early = "".join(f"t{number} visit 2026-08-20 D1110\n" for number in range(50))
    late = "".join(f"h{number} visit 2026-10-01 D1110\n" for number in range(50))
    rows = tuple(
        f"{arm}: {' '.join(f'{arm[0]}{number}' for number in range(50))}"
        for arm in ("treated", "held_out")
    )
    found = of(early + late, *rows)
    assert found.windows[0].difference.low > 0
    assert found.verdict == "not yet known"


def test_like_is_held_against_like():
    """Ten of a hundred come in one stratum, eighty in the other, in both arms; the arms
    are mixed unevenly.
    """
    texts = []
    rows = []
    for arm, stratum, count, coming in (
        ("treated", "lapsing 0", 200, 20),
        ("held_out", "lapsing 0", 20, 2),
        ("treated", "lapsing 1", 20, 16),
        ("held_out", "lapsing 1", 200, 160),
    ):
        name = f"{arm[0]}{stratum[-1]}x"
        lines, row = many(name, count, coming)
        texts.append(lines)
        rows.append(row.replace(f"{name}:", f"{arm} {stratum}:"))
    found = of("".join(texts), *rows)
    assert found.own.treated.share < 0.2 < 0.7 < found.own.held_out.share
    assert found.own.difference.value == pytest.approx(0)


def test_swapping_the_arms_negates_the_difference():
    there = trial((40, 12), (30, 4)).own.difference
    back = trial((30, 4), (40, 12)).own.difference
    assert (back.value, back.low, back.high) == pytest.approx(
        (-there.value, -there.high, -there.low)
    )


def test_households_without_others_like_them_tell_nothing_and_are_counted():
    found = of(
        "ann visit 2026-09-01 D1110",
        "treated lapsing 0: ann",
        "held_out lapsed 0: bob eva",
    )
    assert (found.own.difference, found.verdict) == (None, "not yet known")
    assert (
        found.notes[-1]
        == "3 households had nobody like them in the other arm: they tell nothing."
    )


def test_households_that_did_not_draw_their_arm_stand_outside_the_comparison():
    text = (
        "ann visit 2026-09-01 D1110\nbob visit 2026-09-01 D1110\neva visit 2025-01-05 "
        "D1110"
    )
    called = log(contact("bob", "booked", "2026-08-20"))
    rows = (
        "treated lapsing 0: ann",
        "treated lapsing -1: bob",
        "held_out lapsing -1: joe",
        "held_out lapsing 0: eva",
    )
    found = of(text, *rows, logged=called)
    assert [
        arm.households
        for arm in (found.own.treated, found.own.held_out, found.own.outside)
    ] == [1, 1, 2]
    assert (
        found.own.outside.came,
        found.own.difference.value,
        found.credit.households,
    ) == (1, 1.0, 1)
    assert (
        found.notes[-1]
        == "2 households did not draw an arm here, and are not compared."
    )


def test_without_anybody_held_out_there_is_nothing_to_hold_against():
    found = of("ann visit 2026-09-01 D1110", "treated: ann")
    assert (found.verdict, found.own.treated.came) == ("not yet known", 1)
    assert "held out" in found.sentence


def test_without_visits_in_the_records_nothing_is_known_and_nothing_is_0():
    book = written("ann books 2026-12-03", without=("procedure",))
    found = effect(
        book,
        log(contact("ann", "no_answer", "2026-08-10")),
        Made(),
        members("treated: ann"),
    )
    arm = found.own.treated
    assert (arm.contacted, arm.booked, arm.came, arm.amount_cents, arm.share) == (
        1,
        None,
        None,
        None,
        None,
    )
    assert "no visits" in found.sentence
    assert (found.credit.households, found.credit.amount_cents) == (None, None)


def test_an_export_from_before_the_campaign_knows_nothing_of_it():
    found = of(
        "ann visit 2025-01-05 D1110",
        "treated: ann",
        "held_out: bob",
        exported="2026-08-02",
    )
    assert (found.own.treated.came, found.own.held_out.booked) == (None, None)
    assert "before the campaign" in found.sentence


def test_amounts_are_unknown_where_visits_come_from_appointments():
    book = written(
        LONG_AGO.replace("visit", "books").replace("D0120", "completed")
        + "ann books 2026-09-01 completed",
        without=("procedure",),
    )
    arm = effect(book, NOBODY, Made(), members("treated: ann")).own.treated
    assert (arm.came, arm.amount_cents) == (1, None)


def test_a_member_merged_since_is_seen_under_the_winner():
    text = "ann into amy 2026-09-10\namy visit 2026-09-20 D1110"
    assert came(of(text, "treated: ann", "held_out: bob")) == (1, 0)


def test_a_member_whom_the_records_no_longer_have_stays_in_the_whole():
    assert (
        of("ann visit 2026-09-20 D1110", "treated: ann ghost").own.treated.households
        == 2
    )


def test_a_campaign_of_nobody_is_not_yet_known():
    calls = log(contact("ann", "booked", "2026-08-10"))
    found = effect(
        written(LONG_AGO + "ann visit 2026-09-20 D1110"), calls, Made(), members()
    )
    assert (found.verdict, found.own.treated.households, found.credit.households) == (
        "not yet known",
        0,
        0,
    )


def test_credit_is_taken_for_all_who_book_or_come_within_60_days_of_a_contact():
    text = """
        ann visit 2026-10-09 D1110 100.00
        bob visit 2026-10-10 D1110 100.00
        eva books 2026-12-01 made=2026-09-01
        dan visit 2026-08-20 D1110 100.00
        joe visit 2026-08-20 D1110 100.00
    """
    called = [
        contact(key, "left_message", "2026-08-10")
        for key in ("ann", "bob", "eva", "dan")
    ]
    called.append(contact("ann", "left_message", "2026-08-12"))
    found = of(text, "treated: ann bob eva joe", "held_out: dan", logged=log(*called))
    assert (found.credit.households, found.credit.amount_cents) == (2, 10000)


def test_a_wrong_number_reached_nobody_of_the_household():
    called = log(contact("ann", "wrong_number", "2026-08-20", reached=True))
    found = of("ann visit 2025-01-05 D1110", "treated: ann", logged=called)
    assert (found.own.treated.contacted, found.own.treated.reached) == (1, 0)


def test_a_letter_is_a_contact_that_reaches_nobody():
    found = of(
        "ann visit 2025-01-05 D1110",
        "treated: ann",
        logged=log(contact("ann", "mailed", "2026-08-03")),
    )
    assert (found.own.treated.contacted, found.own.treated.reached) == (1, 0)
