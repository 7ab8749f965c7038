"""A campaign's file made again: the same rows for the same people, without whoever may
not be contacted any more.
"""

from dataclasses import dataclass, field, replace

import pandas as pd
import pytest

from retention.core.errors import RetentionError, WrongCall
from retention.outreach import CampaignChoices, file_again, plan

from . import small
from .campaigns import members

PRACTICE_NAME = "Mill Lane"
MESSAGE = "Mill Lane: time for your visit. Call 555-0100. Reply STOP to end."


@dataclass(frozen=True)
class Kept:
    """A campaign as far as its file asks."""

    kind: str = "own_service"
    profile: str = "letter"
    columns: tuple[str, ...] = (
        "Name",
        "Salutation",
        "Address 1",
        "Address 2",
        "City",
        "State",
        "Zip",
        "Patient Ids",
    )
    message: str | None = field(default="")


NOBODY = pd.DataFrame(columns=["household_id", "arm", "until"])
FAMILY = members("treated: ann bob/ann", "held_out: eve")


def _book(**changed):
    """Ann and Bob of one household, and Eve of another; all lapsed."""
    people = [
        small.person(key, household_id=home, last_name=last, **changed.get(key, {}))
        for key, home, last in (
            ("ann", "ann", "Hill"),
            ("bob", "ann", "Hill"),
            ("eve", "eve", "Vale"),
        )
        if changed.get(key, {}) is not None
    ]
    work = [
        visit
        for who in ("ann", "bob", "eve")
        for visit in small.drifting(who)
        if changed.get(who, {}) is not None
    ]
    return small.practice(people, work)


def _again(practice=None, log=None, kept=None, rows=FAMILY):
    return file_again(
        practice or _book(), log or small.log(), kept or Kept(), rows, small.D
    )


def test_it_has_the_treated_alone_in_the_columns_that_were_chosen():
    found = _again()
    assert list(found.frame.columns) == list(Kept().columns)
    assert found.frame["Patient Ids"].tolist() == ["ann bob"]
    assert (found.people, found.sentences, sum(found.left_out.values())) == (2, [], 0)


def test_what_was_contacted_booked_or_tried_since_stays_in_it():
    log = small.log(
        small.contact("ann", "mailed", small.D.isoformat()),
        small.contact("bob", "booked", small.D.isoformat()),
    )
    assert _again(log=log).frame["Patient Ids"].tolist() == ["ann bob"]


@pytest.mark.parametrize(
    ("outcome", "key", "says"),
    [
        ("do_not_contact", "do_not_contact", "1 person asked to stop since; left out."),
        (
            "moved",
            "closed_here",
            "1 person left, moved or died, as was logged here since; left out.",
        ),
        (
            "deceased",
            "closed_here",
            "1 person left, moved or died, as was logged here since; left out.",
        ),
    ],
)
def test_who_may_not_be_contacted_any_more_is_left_out_and_counted(outcome, key, says):
    found = _again(log=small.log(small.contact("bob", outcome, small.D.isoformat())))
    assert found.frame["Patient Ids"].tolist() == ["ann"]
    assert {name: count for name, count in found.left_out.items() if count} == {key: 1}
    assert found.sentences == [says]


def test_a_family_of_which_one_asked_to_stop_is_not_addressed_as_a_family():
    assert _again().frame["Name"].tolist() == ["The Hill family"]
    log = small.log(small.contact("bob", "do_not_contact", small.D.isoformat()))
    assert "family" not in _again(log=log).frame["Name"].iloc[0]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"status": "deceased"}, "departed"),
        ({"status": "inactive"}, "departed"),
        ({"mail_ok": False}, "no_channel"),
        ({"address_1": None}, "no_channel"),
        (None, "unknown"),
    ],
)
def test_what_a_later_import_says_of_somebody_counts(changed, key):
    found = _again(practice=_book(bob=changed))
    assert found.frame["Patient Ids"].tolist() == ["ann"]
    assert {name: count for name, count in found.left_out.items() if count} == {key: 1}


def test_a_new_address_is_in_it():
    found = _again(
        practice=_book(ann={"address_1": "9 New St"}, bob={"address_1": "9 New St"})
    )
    assert found.frame["Address 1"].tolist() == ["9 New St"]


def test_a_text_keeps_what_it_says_and_says_where_that_was_not_kept():
    texts = Kept(
        profile="text", columns=("First Name", "Phone", "Message"), message=MESSAGE
    )
    assert set(_again(kept=texts).frame["Message"]) == {MESSAGE}
    old = _again(kept=replace(texts, message=None))
    assert list(old.frame.columns) == ["First Name", "Phone"]
    assert old.sentences == [
        "What the texts said was not kept; write it where the texts are sent."
    ]


def test_where_nobody_is_left_or_there_is_no_file_it_is_said():
    gone = small.log(
        *(
            small.contact(who, "do_not_contact", small.D.isoformat())
            for who in ("ann", "bob")
        )
    )
    with pytest.raises(RetentionError, match="Nobody of this campaign"):
        _again(log=gone)
    with pytest.raises(RetentionError, match="has no file"):
        _again(kept=Kept(profile="calls", columns=()))
    with pytest.raises(RetentionError, match="postal address"):
        _again(
            kept=Kept(
                profile="mailchimp",
                columns=("Email Address", "First Name", "Last Name"),
            )
        )
    with pytest.raises(WrongCall, match="Amount"):
        _again(kept=Kept(columns=("Name", "Amount")))


@pytest.mark.parametrize(
    "profile",
    ["letter", "lob", "postgrid", "click2mail", "constant-contact", "phone", "text"],
)
def test_while_nothing_changed_it_is_the_file_that_was_made(profile):
    practice = small.practice(
        [
            small.person(
                f"p{n}",
                household_id=f"p{n - n % 3}",
                last_name=f"L{n - n % 2}",
                mobile_phone=f"(305) 555-01{n:02}",
            )
            for n in range(30)
        ],
        [visit for n in range(30) for visit in small.drifting(f"p{n}")],
        postal_address="1 Main St, Salem OR 97301",
        practice_name=PRACTICE_NAME,
    )
    message = MESSAGE if profile == "text" else ""
    wish = CampaignChoices("Spring", "own_service", profile, share=0.3, message=message)
    made = plan(practice, small.log(), wish, small.D, secret="5a" * 32, live=NOBODY)
    kept = Kept(profile=profile, columns=made.mailing.columns, message=message)
    found = file_again(practice, small.log(), kept, made.members, small.D)
    assert len(made.mailing.frame) > 3
    assert found.frame.equals(made.mailing.frame)
    assert found.people == len(made.mailing.people)
