"""Stops, the practice's own values, and mailings."""

from datetime import date

import pytest

from retention import store
from retention.core.errors import RetentionError
from retention.store import MadeFile

from .conftest import AT

DAY = date(2026, 3, 31)
MAILING = {
    "profile": "letter",
    "at": AT,
    "columns": ["First", "Last"],
    "left_out": {"cool_down": 4},
    "by": "Maria",
}


def file(*people) -> MadeFile:
    return MadeFile("mail", 2, "ab" * 32, people)


def test_a_stop_stands_until_it_is_lifted_and_stays_in_the_history(desk, practice):
    first = desk.stops.add(practice, "7", since=DAY, why="asked")
    assert desk.stops.add(practice, "7", since=DAY) == first
    desk.stops.lift(practice, "7", at=AT)
    assert desk.stops.add(practice, "7", since=DAY) != first
    assert desk.stops.all(practice)["lifted_at"].isna().tolist() == [False, True]
    assert desk.stops.all(practice).loc[
        0, ["patient_id", "channel", "why"]
    ].tolist() == [
        "7",
        "all",
        "asked",
    ]


def test_several_are_stopped_together_or_not_at_all(desk, practice):
    with pytest.raises(RetentionError, match="id is empty"):
        desk.stops.add(practice, "7", since=DAY, also=["8", " "])
    assert len(desk.stops.all(practice)) == 0
    first = desk.stops.add(practice, "7", since=DAY, why="asked", also=["8", "7"])
    assert desk.stops.all(practice)[["id", "patient_id"]].to_numpy().tolist() == [
        [first, "7"],
        [first + 1, "8"],
    ]


def test_stops_are_by_channel(desk, practice):
    desk.stops.add(practice, "7", since=DAY, channel="text")
    with pytest.raises(RetentionError, match="no stop for “all”"):
        desk.stops.lift(practice, "7", at=AT)
    desk.stops.lift(practice, "7", at=AT, channel="text")
    with pytest.raises(RetentionError, match=r"“pigeon” is no channel.*all, phone"):
        desk.stops.add(practice, "7", since=DAY, channel="pigeon")
    assert len(desk.stops.all(practice)) == 1


def test_no_stops_have_the_columns_of_some(desk, practice):
    empty = desk.stops.all(practice)
    desk.stops.add(practice, "7", since=DAY)
    assert desk.stops.all(practice).dtypes.to_dict() == empty.dtypes.to_dict()


def test_policy_keeps_the_last_value_and_its_history(desk, practice):
    assert desk.policies.values(practice) == {}
    desk.policies.set(
        practice, {"active_months": " 24 ", "postal_address": "1 High St"}, at=AT
    )
    desk.policies.set(practice, {"active_months": "12"}, at=AT)
    desk.policies.set(practice, {"active_months": "12"}, at=AT)
    assert desk.policies.values(practice) == {
        "active_months": "12",
        "postal_address": "1 High St",
    }
    with desk.database.reading() as connection:
        history = connection.exec_driver_sql(
            "SELECT value FROM policy WHERE key = 'active_months' ORDER BY id"
        )
        assert [value for (value,) in history] == ["24", "12"]


@pytest.mark.parametrize(
    "values", [{"recall_months": "3", "active_months": "17"}, {"colour": "red"}]
)
def test_a_value_out_of_bounds_changes_nothing(desk, practice, values):
    with pytest.raises(RetentionError):
        desk.policies.set(practice, values, at=AT)
    assert desk.policies.values(practice) == {}


def test_a_mailing_logs_a_contact_for_everyone_in_it(desk, practice):
    number = desk.mailings.log(
        practice,
        store.NewMailing(**MAILING),
        file(("7", "3", "lapsed"), ("8", None, "sitting")),
    )
    (mailing,) = desk.mailings.all(practice)
    assert (mailing.id, mailing.people, mailing.rows, mailing.made_at) == (
        number,
        2,
        2,
        AT,
    )
    assert (mailing.columns, mailing.left_out) == (["First", "Last"], {"cool_down": 4})
    contacts = desk.contacts.counting(practice)
    assert contacts["patient_id"].tolist() == ["7", "8"]
    assert contacts["reason"].tolist() == ["lapsed", "sitting"]
    assert set(
        zip(
            contacts["outcome"],
            contacts["channel"],
            contacts["mailing_id"],
            strict=True,
        )
    ) == {("mailed", "mail", number)}
    assert contacts["day"].dt.date.tolist() == [DAY, DAY]


def test_a_mailing_to_nobody_is_logged_too(desk, practice):
    desk.mailings.log(practice, store.NewMailing(**MAILING), file())
    assert desk.mailings.all(practice)[0].people == 0


@pytest.mark.parametrize("wrong", [("8", None, "because"), ("  ", None, "lapsed")])
def test_one_wrong_person_keeps_the_whole_mailing_out(desk, practice, wrong):
    with pytest.raises(RetentionError):
        desk.mailings.log(
            practice, store.NewMailing(**MAILING), file(("7", None, "lapsed"), wrong)
        )
    assert desk.mailings.all(practice) == ()
    assert len(desk.contacts.counting(practice)) == 0


def test_every_write_raises_the_revision(desk, practice):
    seen = [desk.practices.revision(practice)]
    for write in (
        lambda: desk.stops.add(practice, "7", since=DAY),
        lambda: desk.stops.lift(practice, "7", at=AT),
        lambda: desk.policies.set(practice, {"recall_months": "4"}, at=AT),
        lambda: desk.mailings.log(practice, store.NewMailing(**MAILING), file()),
        lambda: desk.imports.make_current(
            practice,
            store.NewImport(desk.imports.reserve_number(practice), at=AT, exported=DAY),
            based_on=None,
        ),
    ):
        write()
        seen.append(desk.practices.revision(practice))
    assert seen == sorted(set(seen))


def test_values_that_belong_together_are_checked_beside_those_set_before(
    desk, practice
):
    desk.policies.set(practice, {"call_until": "10"}, at=AT)
    with pytest.raises(RetentionError, match="call_from must be before call_until"):
        desk.policies.set(practice, {"call_from": "10"}, at=AT)
    assert desk.policies.values(practice) == {"call_until": "10"}
