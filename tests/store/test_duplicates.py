"""Decisions on two patients: the last one counts, and each can be taken back."""

import pytest

from retention import store
from retention.core.errors import RetentionError
from tests.store.conftest import AT


def said(desk: store.Store, practice: str) -> list[tuple[str, str, str]]:
    return [
        (one.loser_id, one.winner_id, one.decision)
        for one in desk.duplicates.all(practice)
    ]


def test_the_last_decision_on_a_pair_counts_in_either_order(
    desk: store.Store, practice: str
):
    desk.duplicates.decide(practice, "1", "2", "same", at=AT)
    desk.duplicates.decide(practice, "4", "3", "different", at=AT)
    assert said(desk, practice) == [("1", "2", "same"), ("3", "4", "different")]
    desk.duplicates.decide(practice, "2", "1", "same", at=AT)
    assert said(desk, practice) == [("3", "4", "different"), ("2", "1", "same")]
    desk.duplicates.decide(practice, "1", "2", "undecided", at=AT)
    assert said(desk, practice) == [("3", "4", "different")]


def test_a_decision_raises_the_revision(desk: store.Store, practice: str):
    before = desk.practices.revision(practice)
    desk.duplicates.decide(practice, "1", "2", "same", at=AT)
    assert desk.practices.revision(practice) > before


@pytest.mark.parametrize(
    ("loser", "winner", "decision"),
    [("1", "1", "same"), ("1", " 1 ", "different"), ("", "2", "same"), ("1", "2", "?")],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    desk: store.Store, practice: str, loser: str, winner: str, decision: str
):
    with pytest.raises(RetentionError, match="Nothing was saved"):
        desk.duplicates.decide(practice, loser, winner, decision, at=AT)
    assert said(desk, practice) == []
