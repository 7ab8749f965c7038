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
    assert desk.reconciliations(practice) == ()
    assert desk.log_reconciliation(practice, FOUND) == 1
    later = replace(FOUND, theirs=965.5, only_ours=None, only_theirs=None)
    assert desk.log_reconciliation(practice, later) == 2
    assert desk.reconciliations(practice) == (later, FOUND)
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
        desk.log_reconciliation(practice, replace(FOUND, **wrong))
    assert desk.reconciliations(practice) == ()
    assert desk.revision(practice) == 0


def test_guesses_are_kept_in_order_with_what_was_measured_then(desk, practice):
    desk.log_guess(
        practice,
        "return_rate",
        0.8,
        Measured(0.57, "share", DAY),
        at=AT,
        by="Dr. Lee",
    )
    desk.log_guess(practice, "active", None, Measured(1200, "people", DAY), at=AT)
    desk.log_guess(practice, "new", 30, Measured(None, "people", DAY), at=AT)
    first, skipped, unmeasured = desk.guesses(practice)
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
        desk.log_guess(practice, key, value, Measured(measured, "people", DAY), at=AT)
    assert desk.guesses(practice) == ()


def test_every_write_raises_the_revision_and_needs_a_known_practice(desk, practice):
    desk.log_reconciliation(practice, FOUND)
    assert desk.revision(practice) == 1
    desk.log_guess(practice, "new", 30, Measured(31, "people", DAY), at=AT)
    assert desk.revision(practice) == 2
    for write in (
        lambda: desk.log_reconciliation("elsewhere", FOUND),
        lambda: desk.log_guess(
            "elsewhere", "new", 1, Measured(1, "people", DAY), at=AT
        ),
    ):
        with pytest.raises(RetentionError, match="no practice “elsewhere”"):
            write()


def test_practices_do_not_see_each_others(desk, practice):
    other = desk.ensure_practice("Birch", at=AT)
    desk.log_reconciliation(practice, FOUND)
    desk.log_guess(practice, "new", 30, Measured(31, "people", DAY), at=AT)
    assert desk.reconciliations(other) == desk.guesses(other) == ()
