"""Reconciliations and guesses: kept in order, checked at the door, each write seen by
the revision.
"""

from dataclasses import replace
from datetime import date

import pytest

from retention.core.errors import RetentionError
from retention.store import Measured, Reconciled

from .conftest import AT

DAY = date(2026, 3, 31)
FOUND = Reconciled(
    key="active",
    comparison="active_patients",
    at=AT,
    snapshot=1,
    as_of=DAY,
    first=date(2024, 10, 1),
    last=DAY,
    unit="people",
    ours=965,
    theirs=1062,
    only_ours=3,
    only_theirs=100,
    explained=101,
    not_explained=2,
    sha256="ab" * 32,
    by="Maria",
)


def test_reconciliations_are_kept_newest_first(desk, practice):
    assert desk.reconciliations.all(practice) == ()
    assert desk.reconciliations.log(practice, FOUND) == 1
    later = replace(FOUND, theirs=965.5, only_ours=None, only_theirs=None)
    assert desk.reconciliations.log(practice, later) == 2
    assert desk.reconciliations.all(practice) == (later, FOUND)
    assert FOUND.difference == 97


@pytest.mark.parametrize(
    ("wrong", "say"),
    [
        ({"key": " "}, "No figure is named"),
        ({"ours": float("nan")}, "is no number"),
        ({"theirs": float("inf")}, "is no number"),
        ({"only_ours": -1}, "below zero"),
        ({"unit": "apples"}, "is no unit"),
        ({"sha256": "1,2,3"}, "no hash"),
    ],
)
def test_a_reconciliation_that_cannot_be_is_refused_at_the_door(
    desk, practice, wrong, say
):
    with pytest.raises(RetentionError, match=say):
        desk.reconciliations.log(practice, replace(FOUND, **wrong))
    assert desk.reconciliations.all(practice) == ()
    assert desk.practices.revision(practice) == 0


def test_guesses_are_kept_in_order_with_what_was_measured_then(desk, practice):
    desk.guesses.log(
        practice,
        "return_rate",
        0.8,
        Measured(0.57, "share", DAY),
        at=AT,
        by="Dr. Lee",
    )
    desk.guesses.log(practice, "active", None, Measured(1200, "people", DAY), at=AT)
    desk.guesses.log(practice, "new", 30, Measured(None, "people", DAY), at=AT)
    first, skipped, unmeasured = desk.guesses.all(practice)
    assert (first.key, first.value, first.measured, first.skipped, first.by) == (
        "return_rate",
        0.8,
        0.57,
        False,
        "Dr. Lee",
    )
    assert first.gap == pytest.approx(0.23)
    assert (skipped.skipped, skipped.value, skipped.gap) == (True, None, None)
    assert (unmeasured.gap, unmeasured.at, unmeasured.as_of) == (None, AT, DAY)


@pytest.mark.parametrize(
    ("key", "value", "measured"),
    [("", 1, 1), ("new", float("nan"), 1), ("new", 1, float("inf"))],
)
def test_a_guess_that_is_no_number_is_refused_at_the_door(
    desk, practice, key, value, measured
):
    with pytest.raises(RetentionError, match="Nothing was saved"):
        desk.guesses.log(practice, key, value, Measured(measured, "people", DAY), at=AT)
    assert desk.guesses.all(practice) == ()


def test_every_write_raises_the_revision_and_needs_a_known_practice(desk, practice):
    desk.reconciliations.log(practice, FOUND)
    assert desk.practices.revision(practice) == 1
    desk.guesses.log(practice, "new", 30, Measured(31, "people", DAY), at=AT)
    assert desk.practices.revision(practice) == 2
    for write in (
        lambda: desk.reconciliations.log("elsewhere", FOUND),
        lambda: desk.guesses.log(
            "elsewhere", "new", 1, Measured(1, "people", DAY), at=AT
        ),
    ):
        with pytest.raises(RetentionError, match="no practice “elsewhere”"):
            write()


def test_practices_do_not_see_each_others(desk, practice):
    other = desk.practices.ensure("Birch", at=AT)
    desk.reconciliations.log(practice, FOUND)
    desk.guesses.log(practice, "new", 30, Measured(31, "people", DAY), at=AT)
    assert desk.reconciliations.all(other) == desk.guesses.all(other) == ()
