"""A household's row is one person's at a time: taken, prolonged, given back, or run
out.
"""

from datetime import datetime, timedelta

import pytest

from retention import store
from retention.core.errors import RetentionError

from .conftest import AT

MINUTE = timedelta(minutes=1)


def take(
    desk: store.Store,
    practice: str,
    holder: str,
    at: datetime = AT,
    household: str = "3",
) -> store.RowLock:
    return desk.row_locks.take(
        practice, household, holder=holder, by=holder.title(), at=at
    )


def test_a_row_that_nobody_has_is_taken_for_fifteen_minutes(desk, practice):
    mine = store.RowLock("3", "maria", "Maria", AT, AT + 15 * MINUTE)
    assert take(desk, practice, "maria") == mine
    assert desk.row_locks.held(practice, AT) == (mine,)


def test_who_comes_second_learns_who_has_it_and_changes_nothing(desk, practice):
    mine = take(desk, practice, "maria")
    assert take(desk, practice, "joan", AT + 14 * MINUTE) == mine
    assert desk.row_locks.held(practice, AT + 14 * MINUTE) == (mine,)


def test_two_people_of_one_name_are_two(desk, practice):
    first = desk.row_locks.take(practice, "3", holder="a", by="Maria", at=AT)
    assert desk.row_locks.take(practice, "3", holder="b", by="Maria", at=AT) == first


def test_claiming_ones_own_again_prolongs_it(desk, practice):
    take(desk, practice, "maria")
    assert take(desk, practice, "maria", AT + 10 * MINUTE).until == AT + 25 * MINUTE
    assert take(desk, practice, "joan", AT + 24 * MINUTE).holder == "maria"


def test_a_claim_runs_out_to_the_moment(desk, practice):
    take(desk, practice, "maria")
    end = AT + 15 * MINUTE
    assert (
        take(desk, practice, "joan", end - timedelta(microseconds=1)).holder == "maria"
    )
    assert desk.row_locks.held(practice, end - timedelta(microseconds=1))
    assert desk.row_locks.held(practice, end) == ()
    assert take(desk, practice, "joan", end).holder == "joan"
    assert take(desk, practice, "maria", end).holder == "joan"


def test_minutes_may_be_others(desk, practice):
    assert (
        desk.row_locks.take(practice, "3", holder="a", by="", at=AT, minutes=2).until
        == AT + 2 * MINUTE
    )


def test_a_row_given_back_is_anybodys(desk, practice):
    take(desk, practice, "maria")
    desk.row_locks.release(practice, "3", holder="maria")
    assert desk.row_locks.held(practice, AT) == ()
    assert take(desk, practice, "joan").holder == "joan"


def test_nobody_gives_back_what_another_has(desk, practice):
    take(desk, practice, "maria")
    desk.row_locks.release(practice, "3", holder="joan")
    desk.row_locks.release(practice, "4", holder="maria")
    assert [one.holder for one in desk.row_locks.held(practice, AT)] == ["maria"]


def test_each_household_and_each_practice_has_claims_of_its_own(desk, practice):
    other = desk.practices.ensure("Birch Dental", at=AT)
    assert take(desk, practice, "maria").holder == "maria"
    assert take(desk, practice, "joan", AT + MINUTE, "4").holder == "joan"
    assert take(desk, other, "joan").holder == "joan"
    assert [one.household_id for one in desk.row_locks.held(practice, AT + MINUTE)] == [
        "3",
        "4",
    ]
    assert [one.holder for one in desk.row_locks.held(other, AT)] == ["joan"]


def test_claims_do_not_raise_the_revision(desk, practice):
    before = desk.practices.revision(practice)
    take(desk, practice, "maria")
    desk.row_locks.release(practice, "3", holder="maria")
    assert desk.practices.revision(practice) == before


@pytest.mark.parametrize(
    ("household", "holder", "say"),
    [(" ", "maria", "id is empty"), ("3", "", "say who you are")],
)
def test_a_claim_on_nothing_or_of_nobody_is_refused(
    desk, practice, household, holder, say
):
    with pytest.raises(RetentionError, match=say):
        desk.row_locks.take(practice, household, holder=holder, by="", at=AT)
    assert desk.row_locks.held(practice, AT) == ()


def test_an_unknown_practice_is_refused_with_the_known_ones(desk, practice):
    for refused in (
        lambda: take(desk, "elm", "maria"),
        lambda: desk.row_locks.release("elm", "3", holder="maria"),
        lambda: desk.row_locks.held("elm", AT),
    ):
        with pytest.raises(RetentionError, match=r"no practice “elm”.*ash-dental"):
            refused()


def test_logging_a_contact_gives_the_row_back(desk, practice):
    take(desk, practice, "maria")
    desk.contacts.log(
        practice,
        store.NewContact(
            "7",
            household_id="3",
            reason="lapsed",
            outcome="no_answer",
            at=AT,
            by="Maria",
        ),
        holder="maria",
    )
    assert desk.row_locks.held(practice, AT) == ()


def test_a_contact_is_logged_though_the_row_went_to_another_and_stays_theirs(
    desk, practice
):
    take(desk, practice, "maria")
    late = AT + 20 * MINUTE
    take(desk, practice, "joan", late)
    desk.contacts.log(
        practice,
        store.NewContact(
            "7", household_id="3", reason="lapsed", outcome="booked", at=late
        ),
        holder="maria",
    )
    assert len(desk.contacts.counting(practice)) == 1
    assert [one.holder for one in desk.row_locks.held(practice, late)] == ["joan"]


def test_a_contact_of_nobody_named_gives_nothing_back(desk, practice):
    take(desk, practice, "maria")
    desk.contacts.log(
        practice,
        store.NewContact(
            "7", household_id="3", reason="lapsed", outcome="booked", at=AT
        ),
    )
    assert [one.holder for one in desk.row_locks.held(practice, AT)] == ["maria"]


def test_a_contact_that_is_refused_gives_nothing_back(desk, practice):
    take(desk, practice, "maria")
    with pytest.raises(RetentionError):
        desk.contacts.log(
            practice,
            store.NewContact(
                "7", household_id="3", reason="lapsed", outcome="?", at=AT
            ),
            holder="maria",
        )
    assert [one.holder for one in desk.row_locks.held(practice, AT)] == ["maria"]
