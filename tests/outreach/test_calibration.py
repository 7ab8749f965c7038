"""The chances are held against what came of contacts that they had not seen."""

import random
from datetime import date, timedelta

import pytest

from retention.outreach import REASONS, Log, calibration
from retention.outreach.contact_log import LoggedFacts
from retention.outreach.success_rates import (
    WEIGHT,
    learn_rates,
    predicted,
    ripe_contacts,
)
from tests.builders import LONG_AGO
from tests.builders import practice as written

from .small import contact, log

CHANCE = {reason.key: reason.chance for reason in REASONS}


def of(*contacts, people=(), text=""):
    lines = "".join(f"{who} visit 2024-01-10 D1110\n" for who in people)
    return calibration(written(LONG_AGO + lines + text), log(*contacts))


def test_each_month_is_predicted_from_the_months_before():
    """Three that worked in January raise the chance of March, and not their own."""
    people = [f"p{number}" for number in range(5)]
    january = [contact(who, "booked", "2026-01-12") for who in people[:3]]
    march = [
        contact(people[3], "booked", "2026-03-12"),
        contact(people[4], "no_answer", "2026-03-12"),
    ]
    found = of(*january, *march, people=people)
    before = CHANCE["lapsing"]
    after = (3 + WEIGHT * before) / (3 + WEIGHT)
    assert found.bins["predicted"].tolist() == pytest.approx([before, after])
    assert found.bins["observed"].tolist() == [1.0, 0.5]
    assert found.brier == pytest.approx(
        (3 * (1 - before) ** 2 + (1 - after) ** 2 + after**2) / 5
    )
    assert found.published == pytest.approx((4 * (1 - before) ** 2 + before**2) / 5)


def test_contacts_of_february_are_not_ripe_for_the_chance_of_march():
    people = ["ann", "bob"]
    found = of(
        contact("ann", "booked", "2026-02-12"),
        contact("bob", "booked", "2026-03-02"),
        people=people,
    )
    assert found.bins["predicted"].tolist() == pytest.approx([CHANCE["lapsing"]])


@pytest.mark.slow
def test_what_is_predicted_is_what_was_learnt_on_the_last_day_of_the_month_before():
    lots = random.Random(7)
    people = [f"p{number}" for number in range(40)]
    reasons = ("lapsing", "sitting", "lapsed")
    said = ("booked", "busy")
    calls = [
        contact(
            lots.choice(people),
            lots.choice(said),
            str(date(2026, 1, 5) + timedelta(days=lots.randrange(300))),
            lots.choice(reasons),
        )
        for _ in range(300)
    ]
    text = "".join(
        (
            f"{who} visit 2024-01-10 D1110\n{who} visit "
            f"2026-0{lots.randrange(1, 9)}-12 D1110\n"
        )
        for who in people
    )
    book = written(LONG_AGO + text)
    logged = log(*calls)
    ripe = ripe_contacts(LoggedFacts(book, logged, book.exported))
    ours = predicted(ripe)
    assert len(ripe) > 200
    for place, row in enumerate(ripe.itertuples(index=False)):
        before = row.day.replace(day=1).date() - timedelta(days=1)
        assert ours[place] == pytest.approx(
            learn_rates(book, logged, before).chance[row.reason]
        )


def test_where_the_practice_differs_from_what_is_published_learning_makes_the_error_smaller():
    lots = random.Random(4)
    people = [f"p{number}" for number in range(600)]
    calls = []
    for who in people:
        on = date(2025, 1, 5) + timedelta(days=lots.randrange(600))
        calls.append(
            contact(
                who,
                "booked" if lots.random() < 0.3 else "no_answer",
                on.isoformat(),
                "sitting",
            )
        )
    found = of(*calls, people=people)
    assert found.brier < found.published
    assert (
        (found.bins["low"] <= found.bins["predicted"])
        & (found.bins["predicted"] <= found.bins["high"])
    ).iloc[-1]
    assert found.bins["contacts"].sum() == found.contacts == 600
    assert "Of 600 contacts" in found.sentence


def test_without_ripe_contacts_there_is_nothing_to_hold_against():
    young = contact("ann", "booked", "2026-11-01")
    for found in (
        of(people=["ann"]),
        of(young, people=["ann"]),
        calibration(written(LONG_AGO), Log.empty()),
    ):
        assert (found.contacts, found.brier, len(found.bins)) == (0, None, 0)
        assert "No contact is old enough" in found.sentence
