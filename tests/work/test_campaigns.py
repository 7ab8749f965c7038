"""Campaigns: kept whole or not at all, their lists frozen, and their arms known for as long as they hold."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from retention.problems import RetentionError
from retention.work import MadeFile, Moved, NewCampaign

from .conftest import AT

DAY = AT.date()
NEW = NewCampaign(
    name="Spring letters", kind="own_service", profile="letter", day=DAY, snapshot=3, columns=("Name", "Zip"),
    segment={"reasons": ["lapsed"]}, share=0.2, window=60, left_out={"cool_down": 4}, by="Maria",
)  # fmt: skip
FILE = MadeFile("mail", 1, "ab" * 32, [("7", "7", "lapsed"), ("8", "7", "sitting")])


def members(*rows) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["patient_id", "household_id", "reason", "band", "arm"])


FAMILY = (("7", "7", "lapsed", 0, "treated"), ("8", "7", "lapsed", 0, "treated"))
HELD = ("9", "9", "lapsed", 0, "held_out")


def test_a_campaign_is_kept_with_its_list_its_mailing_and_its_contacts(desk, practice):
    number = desk.add_campaign(practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE)
    (kept,) = desk.campaigns(practice)
    assert (kept.id, kept.name, kept.made_at, kept.mailing_id) == (number, "Spring letters", AT, 1)
    assert (kept.segment, kept.columns, kept.left_out) == ({"reasons": ["lapsed"]}, ["Name", "Zip"], {"cool_down": 4})
    assert [tuple(row) for row in desk.members(practice, number).itertuples(index=False)] == [*FAMILY, HELD]
    contacts = desk.contacts(practice)
    assert contacts[["patient_id", "reason", "outcome"]].to_numpy().tolist() == [
        ["7", "lapsed", "mailed"],
        ["8", "sitting", "mailed"],
    ]


def test_a_campaign_worked_by_calls_has_no_mailing_and_logs_nobody(desk, practice):
    desk.add_campaign(practice, replace(NEW, profile="calls"), at=AT, members=members(*FAMILY, HELD))
    assert desk.campaigns(practice)[0].mailing_id is None
    assert desk.mailings(practice) == ()
    assert desk.contacts(practice).empty


def test_a_list_to_call_by_is_a_mailing_but_no_contact(desk, practice):
    desk.add_campaign(
        practice, replace(NEW, profile="phone"), at=AT, members=members(*FAMILY), file=replace(FILE, is_contact=False)
    )
    assert desk.mailings(practice)[0].people == 2
    assert desk.contacts(practice).empty


def test_who_is_held_out_is_known_until_the_window_ends(desk, practice):
    desk.add_campaign(practice, NEW, at=AT, members=members(*FAMILY, HELD), file=FILE)
    held = desk.held_out(practice)
    assert held["household_id"].tolist() == ["9"]
    assert held["until"].tolist() == [pd.Timestamp(2026, 5, 30)]
    assert held.dtypes.astype(str).to_dict() == {"household_id": "str", "until": "datetime64[us]"}
    assert dict(zip(*(desk.arms(practice)[name] for name in ("household_id", "arm")), strict=True)) == {
        "7": "treated",
        "9": "held_out",
    }


def test_arms_that_a_campaign_did_not_draw_hold_nobody(desk, practice):
    outside = members(("7", "7", "lapsed", -1, "treated"), HELD)
    desk.add_campaign(practice, NEW, at=AT, members=outside)
    desk.add_campaign(practice, replace(NEW, share=0.0), at=AT, members=members(("4", "4", "lapsed", 0, "treated")))
    assert desk.arms(practice)["household_id"].tolist() == ["9"]


@pytest.mark.parametrize(
    "contact", [{"outcome": "call_back", "call_back_on": date(2026, 4, 9)}, {"outcome": "complaint"}]
)
def test_a_household_that_asks_for_us_is_held_out_no_more(desk, practice, contact):
    desk.log_contact(practice, "9", reason="lapsed", at=AT.replace(month=1), household_id="9", **contact)
    number = desk.add_campaign(practice, NEW, at=AT, members=members(*FAMILY, HELD))
    assert desk.held_out(practice)["household_id"].tolist() == ["9"], "what was before the campaign releases nobody"
    desk.log_contact(practice, "11", reason="lapsed", at=AT, household_id="9", **contact)
    assert desk.held_out(practice).empty
    assert desk.members(practice, number)["arm"].tolist() == ["treated", "treated", "held_out"]


def test_of_two_campaigns_the_later_end_counts(desk, practice):
    desk.add_campaign(practice, NEW, at=AT, members=members(HELD))
    desk.add_campaign(practice, replace(NEW, window=30), at=AT, members=members(HELD))
    assert desk.held_out(practice)["until"].tolist() == [pd.Timestamp(2026, 5, 30)]


def test_without_campaigns_nobody_is_held_out(desk, practice):
    assert desk.arms(practice).dtypes.astype(str).to_dict() == {
        "household_id": "str", "arm": "str", "until": "datetime64[us]",
    }  # fmt: skip
    assert desk.held_out(practice).empty
    assert desk.campaigns(practice) == ()


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
        desk.add_campaign(practice, new, at=AT, members=members(*rows), file=FILE)
    assert (desk.campaigns(practice), desk.mailings(practice)) == ((), ())


def test_a_list_planned_before_somebody_said_stop_is_not_kept(desk, practice):
    planned_at = desk.revision(practice)
    desk.stop(practice, "7", since=DAY)
    with pytest.raises(Moved):
        desk.add_campaign(practice, NEW, at=AT, members=members(*FAMILY), file=FILE, revision=planned_at)
    assert desk.campaigns(practice) == ()
    again = desk.revision(practice)
    desk.add_campaign(practice, NEW, at=AT, members=members(*FAMILY), file=FILE, revision=again)
    assert len(desk.campaigns(practice)) == 1


def test_an_unknown_campaign_is_refused_in_words(desk, practice):
    with pytest.raises(RetentionError, match="no campaign 4"):
        desk.members(practice, 4)
