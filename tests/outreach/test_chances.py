"""Chances: what a contact for a reason is worth trying, by what came of those logged
here.
"""

from datetime import date, timedelta

import numpy as np
import pytest

from retention.outreach import OUTCOMES, REASONS, learn_rates, ranked_list
from retention.outreach.success_rates import NOT_COUNTED, WEIGHT

from .small import D, booking, contact, day, drifting, log, person, practice, visit

AT = {reason.key: place for place, reason in enumerate(REASONS)}
PRIOR = {reason.key: reason.chance for reason in REASONS}
CALL = "2026-06-01"


def ann_and_bob(visits=(), appointments=()):
    return practice(
        [person("ann"), person("bob")],
        [*drifting("ann"), *drifting("bob"), *(visit("ann", on) for on in visits)],
        appointments=appointments,
    )


def made(on: str, status="scheduled") -> dict:
    return {**booking("ann", "2026-12-01"), "status": status, "created_on": day(on)}


def of(found, reason="lapsing") -> tuple[int, int]:
    """Contacts behind a reason's chance, and how many worked."""
    return int(found.attempts[AT[reason]]), int(found.worked[AT[reason]])


def test_without_a_log_the_chances_are_the_published_ones():
    found = learn_rates(ann_and_bob(), log(), D)
    assert np.allclose(found.chance, list(PRIOR.values()))
    assert (found.attempts.sum(), found.worked.sum()) == (0, 0)


def test_a_chance_moves_from_the_published_one_with_every_contact():
    calls = [contact("ann", "no_answer", CALL)] * 9 + [contact("bob", "booked", CALL)]
    found = learn_rates(ann_and_bob(), log(*calls), D)
    assert of(found) == (10, 1)
    assert found.chance[AT["lapsing"]] == pytest.approx(
        (1 + WEIGHT * PRIOR["lapsing"]) / (10 + WEIGHT)
    )
    assert found.chance[AT["sitting"]] == PRIOR["sitting"]


@pytest.mark.parametrize(
    ("came", "worked"),
    [
        ("2026-06-01", 0),
        ("2026-06-02", 1),
        ("2026-07-01", 1),
        ("2026-07-02", 0),
        ("2026-05-31", 0),
    ],
)
def test_who_comes_in_the_thirty_days_after_was_brought_by_it(came, worked):
    assert of(
        learn_rates(
            ann_and_bob(visits=[came]), log(contact("ann", "left_message", CALL)), D
        )
    ) == (1, worked)


@pytest.mark.parametrize(
    ("on", "worked"),
    [("2026-06-01", 1), ("2026-07-01", 1), ("2026-07-02", 0), ("2026-05-31", 0)],
)
def test_who_is_booked_in_the_thirty_days_after_was_brought_by_it(on, worked):
    calls = [
        contact("ann", "left_message", CALL),
        contact("ann", "booked", on, reason="sitting"),
    ]
    assert of(learn_rates(ann_and_bob(), log(*calls), D)) == (1, worked)
    assert of(learn_rates(ann_and_bob(appointments=[made(on)]), log(calls[0]), D)) == (
        1,
        worked,
    )


def test_a_template_of_the_book_is_no_booking():
    assert of(
        learn_rates(
            ann_and_bob(appointments=[made(CALL, "planned")]),
            log(contact("ann", "busy", CALL)),
            D,
        )
    ) == (1, 0)


def test_the_booking_of_somebody_else_is_not_ones_own():
    calls = log(
        contact("ann", "no_answer", CALL),
        contact("bob", "booked", CALL, reason="sitting"),
    )
    assert of(learn_rates(ann_and_bob(), calls, D)) == (1, 0)


def test_a_contact_counts_when_its_thirty_days_are_over_by_the_export_and_by_the_day_asked_about():
    calls = log(contact("ann", "booked", "2026-10-21"))
    assert of(learn_rates(ann_and_bob(), calls, D)) == (1, 1)
    assert of(learn_rates(ann_and_bob(), calls, D - timedelta(1))) == (0, 0)
    late = log(contact("ann", "booked", "2026-10-22"))
    assert of(learn_rates(ann_and_bob(), late, date(2027, 6, 1))) == (0, 0)


def test_what_is_learnt_up_to_a_day_knows_nothing_of_later_days():
    calls = log(
        contact("ann", "no_answer", CALL), contact("ann", "booked", "2026-07-01")
    )
    assert of(learn_rates(ann_and_bob(), calls, date(2026, 7, 1))) == (1, 1)
    assert of(learn_rates(ann_and_bob(), calls, date(2026, 6, 30))) == (0, 0)


@pytest.mark.parametrize("outcome", [outcome.key for outcome in OUTCOMES])
def test_letters_and_contacts_without_anybody_to_win_say_nothing(outcome):
    assert of(learn_rates(ann_and_bob(), log(contact("ann", outcome, CALL)), D))[
        0
    ] == int(outcome not in NOT_COUNTED)


def test_contacts_for_a_reason_that_makes_no_list_say_nothing():
    assert (
        learn_rates(
            ann_and_bob(), log(contact("ann", "booked", CALL, reason="thank_you")), D
        ).attempts.sum()
        == 0
    )


def test_the_list_weighs_with_what_was_learnt():
    calls = [
        contact("bob", "booked", f"2026-0{month}-0{d}")
        for month in (5, 6, 7)
        for d in range(1, 8)
    ]
    bring = practice(
        [person("ann"), person("bob")],
        [*drifting("ann"), visit("bob", "2026-11-19", 20000)],
    )
    (row,) = ranked_list(bring, log(*calls), D).rows()
    chance = (21 + WEIGHT * PRIOR["lapsing"]) / (21 + WEIGHT)
    assert row.reasons[0].chance == pytest.approx(chance)
    assert row.priority_cents == int(20000 * chance * 2 + 0.5)
