"""Campaigns: kept whole or not at all, their lists frozen, and their arms known for as
long as they hold.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from retention import store
from retention.core.errors import RetentionError
from retention.store import ConcurrentChange, MadeFile, NewCampaign, TakenFile
from retention.store.contacts import take_back
from retention.store.tables import contact

from .conftest import AT

DAY = AT.date()
NEW = NewCampaign(
    name="Spring letters",
    kind="own_service",
    profile="letter",
    day=DAY,
    snapshot=3,
    columns=("Name", "Zip"),
    segment={"reasons": ["lapsed"]},
    share=0.2,
    window=60,
    left_out={"cool_down": 4},
    by="Maria",
)
FILE = MadeFile("mail", 1, "ab" * 32, [("7", "7", "lapsed"), ("8", "7", "sitting")])
LATER = AT + timedelta(days=2)
TAKEN = TakenFile(at=LATER, by="Lee", rows=1, people=2, left_out={}, sha256="ab" * 32)


def members(*rows) -> pd.DataFrame:
    return pd.DataFrame(
        list(rows), columns=["patient_id", "household_id", "reason", "band", "arm"]
    )


FAMILY = (("7", "7", "lapsed", 0, "treated"), ("8", "7", "lapsed", 0, "treated"))
HELD = ("9", "9", "lapsed", 0, "held_out")


def test_a_campaign_is_kept_with_its_list_its_mailing_and_its_contacts(desk, practice):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )
    (kept,) = desk.campaigns.all(practice)
    assert (kept.id, kept.name, kept.made_at, kept.mailing_id) == (
        number,
        "Spring letters",
        AT,
        1,
    )
    assert (kept.segment, kept.columns, kept.left_out) == (
        {"reasons": ["lapsed"]},
        ["Name", "Zip"],
        {"cool_down": 4},
    )
    assert [
        tuple(row)
        for row in desk.campaigns.members(practice, number).itertuples(index=False)
    ] == [*FAMILY, HELD]
    contacts = desk.contacts.counting(practice)
    assert contacts[["patient_id", "reason", "outcome"]].to_numpy().tolist() == [
        ["7", "lapsed", "mailed"],
        ["8", "sitting", "mailed"],
    ]


def test_a_campaign_worked_by_calls_has_no_mailing_and_logs_nobody(desk, practice):
    desk.campaigns.add(
        practice, replace(NEW, profile="calls"), at=AT, members=members(*FAMILY, HELD)
    )
    assert desk.campaigns.all(practice)[0].mailing_id is None
    assert desk.mailings.all(practice) == ()
    assert desk.contacts.counting(practice).empty


def test_a_list_to_call_by_is_a_mailing_but_no_contact(desk, practice):
    desk.campaigns.add(
        practice,
        replace(NEW, profile="phone"),
        at=AT,
        members=members(*FAMILY),
        file=replace(FILE, is_contact=False),
    )
    assert desk.mailings.all(practice)[0].people == 2
    assert desk.contacts.counting(practice).empty


def test_who_is_held_out_is_known_until_the_window_ends(desk, practice):
    desk.campaigns.add(practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE)
    held = desk.campaigns.held_out(practice)
    assert held["household_id"].tolist() == ["9"]
    assert held["until"].tolist() == [pd.Timestamp(2026, 5, 30)]
    assert held.dtypes.astype(str).to_dict() == {
        "household_id": "str",
        "until": "datetime64[us]",
    }
    assert dict(
        zip(
            *(desk.campaigns.arms(practice)[name] for name in ("household_id", "arm")),
            strict=True,
        )
    ) == {
        "7": "treated",
        "9": "held_out",
    }


def test_arms_that_a_campaign_did_not_draw_hold_nobody(desk, practice):
    outside = members(("7", "7", "lapsed", -1, "treated"), HELD)
    desk.campaigns.add(practice, NEW, at=AT, members=outside)
    desk.campaigns.add(
        practice,
        replace(NEW, share=0.0),
        at=AT,
        members=members(("4", "4", "lapsed", 0, "treated")),
    )
    assert desk.campaigns.arms(practice)["household_id"].tolist() == ["9"]


@pytest.mark.parametrize(
    "asked",
    [
        {"outcome": "call_back", "call_back_on": date(2026, 4, 9)},
        {"outcome": "complaint"},
    ],
)
def test_a_household_that_asks_for_us_is_held_out_no_more(desk, practice, asked):
    desk.contacts.log(
        practice,
        store.NewContact(
            "9", reason="lapsed", at=AT.replace(month=1), household_id="9", **asked
        ),
    )
    number = desk.campaigns.add(practice, NEW, at=AT, members=members(*FAMILY, HELD))
    assert desk.campaigns.held_out(practice)["household_id"].tolist() == ["9"], (
        "what was before the campaign releases nobody"
    )
    desk.contacts.log(
        practice,
        store.NewContact("11", reason="lapsed", at=AT, household_id="9", **asked),
    )
    assert desk.campaigns.held_out(practice).empty
    assert desk.campaigns.members(practice, number)["arm"].tolist() == [
        "treated",
        "treated",
        "held_out",
    ]


def test_of_two_campaigns_the_later_end_counts(desk, practice):
    desk.campaigns.add(practice, NEW, at=AT, members=members(HELD))
    desk.campaigns.add(practice, replace(NEW, window=30), at=AT, members=members(HELD))
    assert desk.campaigns.held_out(practice)["until"].tolist() == [
        pd.Timestamp(2026, 5, 30)
    ]


def test_without_campaigns_nobody_is_held_out(desk, practice):
    assert desk.campaigns.arms(practice).dtypes.astype(str).to_dict() == {
        "household_id": "str",
        "arm": "str",
        "until": "datetime64[us]",
    }
    assert desk.campaigns.held_out(practice).empty
    assert desk.campaigns.all(practice) == ()


@pytest.mark.parametrize(
    ("new", "rows", "says"),
    [
        (replace(NEW, kind="spam"), [HELD], "spam"),
        (replace(NEW, name="  "), [HELD], "name"),
        (replace(NEW, share=0.6), [HELD], "0.5"),
        (replace(NEW, window=0), [HELD], "day or more"),
        (NEW, [("9", "9", "lapsed", 0, "control")], "control"),
        (NEW, [("9", "9", "because", 0, "treated")], "because"),
        (NEW, [HELD, ("5", "9", "lapsed", 0, "treated")], "both arms"),
    ],
)
def test_a_campaign_that_cannot_be_is_not_kept_in_part(desk, practice, new, rows, says):
    with pytest.raises(RetentionError, match=says):
        desk.campaigns.add(practice, new, at=AT, members=members(*rows), file=FILE)
    assert (desk.campaigns.all(practice), desk.mailings.all(practice)) == ((), ())


def test_a_list_planned_before_somebody_said_stop_is_not_kept(desk, practice):
    planned_at = desk.practices.revision(practice)
    desk.stops.add(practice, "7", since=DAY)
    with pytest.raises(ConcurrentChange):
        desk.campaigns.add(
            practice,
            NEW,
            at=AT,
            members=members(*FAMILY),
            file=FILE,
            revision=planned_at,
        )
    assert desk.campaigns.all(practice) == ()
    again = desk.practices.revision(practice)
    desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY), file=FILE, revision=again
    )
    assert len(desk.campaigns.all(practice)) == 1


def test_an_unknown_campaign_is_refused_in_words(desk, practice):
    with pytest.raises(RetentionError, match="no campaign 4"):
        desk.campaigns.members(practice, 4)


def test_a_canceled_campaigns_contacts_count_no_more_and_stand_marked(desk, practice):
    desk.contacts.log(
        practice, store.NewContact("7", reason="lapsed", outcome="no_answer", at=AT)
    )
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )
    assert len(desk.contacts.counting(practice)) == 3, (
        "read before, so that what was read has to be read again"
    )
    assert desk.campaigns.cancel(practice, number, at=LATER, by="Lee") == 2
    assert desk.contacts.counting(practice)["outcome"].tolist() == ["no_answer"]
    every = desk.contacts.all(practice)
    assert every["outcome"].tolist() == ["no_answer", "mailed", "mailed"]
    assert every["taken_back_at"].tolist()[1:] == [pd.Timestamp(LATER)] * 2
    assert every["taken_back_at"].isna().tolist() == [True, False, False]
    assert every["taken_back_by"].tolist()[1:] == ["Lee", "Lee"]
    assert (
        desk.contacts.counting(practice).columns.tolist() == every.columns.tolist()[:-2]
    )
    desk.contacts.log(
        practice, store.NewContact("8", reason="lapsed", outcome="busy", at=LATER)
    )
    assert desk.contacts.counting(practice)["outcome"].tolist() == ["no_answer", "busy"]


def test_a_canceled_campaign_holds_nobody_out_and_says_who_canceled_it(desk, practice):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )
    desk.campaigns.cancel(practice, number, at=LATER, by="Lee")
    assert desk.campaigns.arms(practice).empty
    (kept,) = desk.campaigns.all(practice)
    assert (kept.canceled_at, kept.canceled_by, kept.canceled) == (
        LATER,
        "Lee",
        "canceled on Apr 2, 2026 by Lee",
    )
    assert len(desk.campaigns.members(practice, number)) == 3, (
        "who was meant stays known"
    )


def test_of_two_campaigns_only_the_one_canceled_goes(desk, practice):
    first = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )
    other = MadeFile("mail", 1, "cd" * 32, [("5", "5", "lapsed")])
    desk.campaigns.add(
        practice,
        NEW,
        at=AT,
        members=members(("5", "5", "lapsed", 0, "treated")),
        file=other,
    )
    assert desk.campaigns.cancel(practice, first, at=LATER) == 2
    assert desk.contacts.counting(practice)["patient_id"].tolist() == ["5"]
    assert desk.campaigns.arms(practice)["household_id"].tolist() == ["5"]


def test_a_campaign_worked_by_calls_is_canceled_without_its_calls(desk, practice):
    """The calls were made: they count, and whoever was held out is free."""
    number = desk.campaigns.add(
        practice, replace(NEW, profile="calls"), at=AT, members=members(*FAMILY, HELD)
    )
    desk.contacts.log(
        practice, store.NewContact("7", reason="lapsed", outcome="no_answer", at=AT)
    )
    assert desk.campaigns.cancel(practice, number, at=LATER) == 0
    assert len(desk.contacts.counting(practice)) == 1
    assert desk.campaigns.held_out(practice).empty


def test_a_campaign_is_canceled_once(desk, practice):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )
    desk.campaigns.cancel(practice, number, at=AT, by="Lee")
    before = (desk.campaigns.all(practice), desk.practices.revision(practice))
    with pytest.raises(
        RetentionError,
        match=r"was canceled on Mar 31, 2026 by Lee\. Nothing was changed",
    ):
        desk.campaigns.cancel(practice, number, at=LATER, by="Mia")
    with pytest.raises(RetentionError, match="no campaign 9"):
        desk.campaigns.cancel(practice, 9, at=LATER)
    assert (desk.campaigns.all(practice), desk.practices.revision(practice)) == before
    assert set(desk.contacts.all(practice)["taken_back_by"]) == {"Lee"}


def test_a_campaign_of_another_practice_cannot_be_canceled(desk, practice):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY), file=FILE
    )
    other = desk.practices.ensure("Oak Dental", at=AT)
    with pytest.raises(RetentionError, match="no campaign"):
        desk.campaigns.cancel(other, number, at=LATER)
    with pytest.raises(RetentionError, match="no campaign"):
        desk.taken_files.log(other, number, TAKEN)
    assert len(desk.contacts.counting(practice)) == 2


def test_of_eight_who_cancel_at_once_one_does(desk, practice):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )

    def cancel(name: str) -> str:
        try:
            desk.campaigns.cancel(practice, number, at=LATER, by=name)
        except RetentionError as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(cancel, "abcdefgh"))
    (winner,) = {name for name, why in zip("abcdefgh", said, strict=True) if not why}
    assert desk.campaigns.all(practice)[0].canceled_by == winner
    assert set(desk.contacts.all(practice)["taken_back_by"]) == {winner}
    assert {why for why in said if why} == {
        (
            f"Campaign {number} was canceled on Apr 2, 2026 by {winner}. Nothing was "
            "changed."
        )
    }


def test_another_process_sees_at_once_what_was_taken_back(desk, practice, where):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY), file=FILE
    )
    other = store.open(where)
    assert len(other.contacts.counting(practice)) == 2
    desk.campaigns.cancel(practice, number, at=LATER)
    assert other.contacts.counting(practice).empty
    other.close()


def test_a_taken_back_call_back_releases_nobody(desk, practice):
    """What undo will use: any contact can be taken back, and nothing that stands on it
    is left.
    """
    desk.campaigns.add(practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE)
    call = desk.contacts.log(
        practice,
        store.NewContact(
            "9", reason="lapsed", outcome="complaint", at=AT, household_id="9"
        ),
    )
    assert desk.campaigns.held_out(practice).empty
    with desk.database.writing_to(practice) as connection:
        assert (
            take_back(connection, practice, contact.c.id == call, at=LATER, by="Lee")
            == 1
        )
    assert desk.campaigns.held_out(practice)["household_id"].tolist() == ["9"]


def test_each_file_taken_again_is_logged_until_the_campaign_is_canceled(desk, practice):
    number = desk.campaigns.add(
        practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE
    )
    desk.taken_files.log(practice, number, TAKEN)
    desk.taken_files.log(
        practice, number, replace(TAKEN, by="Mia", left_out={"do_not_contact": 1})
    )
    assert [
        (one.by, one.left_out) for one in desk.taken_files.of(practice, number)
    ] == [
        ("Mia", {"do_not_contact": 1}),
        ("Lee", {}),
    ]
    made_at = desk.practices.revision(practice)
    desk.stops.add(practice, "7", since=DAY)
    with pytest.raises(ConcurrentChange):
        desk.taken_files.log(practice, number, TAKEN, revision=made_at)
    desk.campaigns.cancel(practice, number, at=LATER, by="Lee")
    with pytest.raises(
        RetentionError,
        match=r"canceled on Apr 2, 2026 by Lee\. Its file can no longer be taken",
    ):
        desk.taken_files.log(practice, number, TAKEN)
    assert len(desk.taken_files.of(practice, number)) == 2
    assert len(desk.contacts.all(practice)) == 2, (
        "taking a file again contacts nobody a second time"
    )
