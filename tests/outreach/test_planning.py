"""A campaign planned: everybody is accounted for, households stay whole, and the law is
asked first.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retention.core.errors import RetentionError, WrongCall
from retention.outreach import (
    KINDS,
    PROFILES,
    CampaignChoices,
    Log,
    Segment,
    mailing,
    no_longer_open,
    plan,
    reasons,
)
from retention.outreach.campaigns import planning, profiles, randomise, segments
from retention.outreach.campaigns.compliance import kind_of
from retention.practice import Practice
from tests.laws import examples

from .small import D, child, contact, drifting, log, person, practice, visit
from .test_laws import BOOK, DAYS, LOGS

SECRET = "5f" * 32
POLICY = {"postal_address": "1 Main St, Salem OR 97301", "practice_name": "Elm Dental"}
NOBODY = pd.DataFrame(
    {
        "household_id": pd.Series(dtype="str"),
        "arm": pd.Series(dtype="str"),
        "until": pd.Series(dtype="datetime64[us]"),
    }
)


def wish(**given: Any) -> CampaignChoices:
    return CampaignChoices(
        **{"name": "Spring", "kind": "own_service", "profile": "letter", **given}
    )


def planned(
    people, logged=None, live=NOBODY, policy=POLICY, **given: Any
) -> planning.Planned:
    """The campaign for these people, all of whom are drifting."""
    return plan(
        book_of(people, policy),
        logged or Log.empty(),
        wish(**given),
        D,
        secret=SECRET,
        live=live,
    )


def book_of(people, policy) -> Practice:
    """The practice of these people, made once for equal ones: it never changes."""
    key = repr((people, policy))
    if key not in BOOKS:
        rows = [row for each in people for row in drifting(each["id"])]
        BOOKS[key] = practice(people, rows, **policy)
    return BOOKS[key]


BOOKS: dict[str, Practice] = {}


def family(number: int) -> list[dict]:
    """Two adults and a child of one household."""
    head = f"h{number}"
    return [
        person(head, email=f"{head}@example.com"),
        person(f"{head}b", household_id=head),
        child(f"{head}c", of=head),
    ]


def families(count: int) -> list[dict]:
    return [one for number in range(count) for one in family(number)]


def arm_of(made: planning.Planned) -> dict[str, str]:
    return dict(zip(made.members["patient_id"], made.members["arm"], strict=True))


def test_households_are_whole_in_one_arm_and_the_file_is_for_the_treated_alone():
    made = planned(families(40), share=0.25)
    assert (
        made.households("treated"),
        made.households("held_out"),
        len(made.members),
    ) == (30, 10, 120)
    assert made.members.groupby("household_id")["arm"].nunique().eq(1).all()
    assert len(made.mailing.frame) == 30
    assert {key for key, *_ in made.mailing.people} == {
        key for key, arm in arm_of(made).items() if arm == "treated"
    }


def test_the_same_day_gives_the_same_arms_and_another_day_others():
    people = families(30)
    rows = [row for each in people for row in drifting(each["id"])]
    book = practice(people, rows)
    first, again, later = (
        plan(book, Log.empty(), wish(), day, secret=SECRET, live=NOBODY)
        for day in (D, D, date(2026, 12, 20))
    )
    assert first.members.equals(again.members)
    assert not first.members["arm"].equals(later.members["arm"])


def test_without_a_share_everybody_is_treated_and_the_plan_says_what_that_costs():
    made = planned(families(5), share=0.0)
    assert made.households("held_out") == 0
    assert "cannot be told from what comes by itself" in made.notes[-1]


def test_who_waits_for_us_is_never_held_out_and_stands_outside_the_comparison():
    promised = [
        contact(f"h{n}", "call_back", "2026-09-01", call_back_on="2026-11-20")
        for n in range(20)
    ]
    complaints = [contact(f"h{n}b", "complaint", "2026-09-01") for n in range(20, 40)]
    made = planned(families(40), log(*promised, *complaints), share=0.5)
    assert set(made.members["arm"]) == {"treated"}
    assert set(made.members["band"]) == {randomise.OUTSIDE}


def test_arms_that_hold_are_kept_outside_the_comparison_and_those_past_are_drawn_anew():
    live = pd.DataFrame(
        {
            "household_id": ["h0", "h1"],
            "arm": ["treated", "treated"],
            "until": [pd.Timestamp("2026-11-21"), pd.Timestamp(D)],
        }
    )
    made = planned(families(4), live=live, share=0.5)
    band = dict(zip(made.members["household_id"], made.members["band"], strict=True))
    assert (arm_of(made)["h0"], band["h0"]) == ("treated", randomise.OUTSIDE)
    assert band["h1"] != randomise.OUTSIDE


def test_households_that_share_an_e_mail_are_drawn_together():
    people = [person(f"p{n}", email=f"both{n // 2}@example.com") for n in range(40)]
    made = planned(people, profile="constant-contact", share=0.5)
    arm = arm_of(made)
    assert all(arm[f"p{2 * n}"] == arm[f"p{2 * n + 1}"] for n in range(20))
    assert (made.households("held_out"), len(made.mailing.frame)) == (20, 10)


def test_a_chain_of_shared_addresses_is_one_unit():
    first = [person(f"p{n}", email=f"a{n}@example.com") for n in range(4)]
    second = [
        person(f"q{n}", household_id=f"p{n}", email=f"a{n + 1}@example.com")
        for n in range(3)
    ]
    for share in (0.1, 0.5):
        assert (
            len(
                set(
                    planned(
                        [*first, *second], profile="mailchimp", share=share
                    ).members["arm"]
                )
            )
            == 1
        )


def test_rows_that_do_not_fit_the_file_are_in_neither_arm():
    made = planned([*families(4), person("z", state="Oregon")], profile="lob")
    assert "z" not in arm_of(made)
    assert [fault.patient_ids for fault in made.mailing.set_aside] == [("z",)]


@settings(max_examples=examples(20), deadline=None)
@given(LOGS, DAYS, st.sampled_from([profile.key for profile in PROFILES]))
def test_everybody_with_a_reason_is_a_member_left_out_beyond_or_set_aside(
    logged, today, profile
):
    made = plan(
        BOOK,
        logged,
        wish(profile=profile, segment=Segment(most=2)),
        today,
        secret=SECRET,
        live=NOBODY,
    )
    situation = planning.reach(
        BOOK, logged, made.wish.segment, made.profile, today
    ).candidates
    meant = reasons.held(situation)[:, segments.asked(Segment())].any(axis=1).sum()
    aside = sum(len(fault.patient_ids) for fault in made.mailing.set_aside)
    assert (
        len(made.members) + sum(made.left_out.values()) + made.beyond + aside == meant
    )
    said_no = set(logged.stops["patient_id"][logged.stops["channel"] == "all"])
    assert said_no.isdisjoint(made.members["patient_id"])
    assert made.members["patient_id"].is_unique
    assert {key for key, *_ in made.mailing.people} == {
        key for key, arm in arm_of(made).items() if arm == "treated"
    }


@pytest.mark.parametrize("profile", [profile.key for profile in PROFILES])
def test_what_others_pay_for_is_refused_in_a_sentence(profile):
    with pytest.raises(RetentionError, match="signed authorisation"):
        planned(families(1), kind="paid_by_others", profile=profile)


@pytest.mark.parametrize("kind", ["treatment", "own_service", "promotion"])
@pytest.mark.parametrize("profile", ["constant-contact", "mailchimp"])
def test_every_kind_by_e_mail_needs_the_postal_address(kind, profile):
    with pytest.raises(RetentionError, match="postal_address"):
        planned(families(1), kind=kind, profile=profile, policy={})
    assert (
        len(planned(families(1), kind=kind, profile=profile, share=0.0).mailing.frame)
        > 0
    )


def test_an_offer_is_not_sent_by_text():
    with pytest.raises(RetentionError, match="written consent"):
        planned(families(1), kind="promotion", profile="text")


def test_the_notes_say_the_rule_of_the_kind_what_the_profile_wants_and_the_sample():
    made = planned(families(3), profile="mailchimp")
    assert made.notes[0] == kind_of("own_service").rule
    assert any("no business associate agreement" in note for note in made.notes)
    assert "holding out 20 %" in made.notes[-1]
    assert "about 2,450 households" in made.notes[-1]
    assert {kind.key for kind in KINDS} == {
        "treatment",
        "own_service",
        "promotion",
        "paid_by_others",
    }


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": " "}, "name"),
        ({"share": 0.6}, "0.6"),
        ({"share": -0.1}, "-0.1"),
        ({"window": 0}, "0 days"),
        ({"kind": "spam"}, "spam"),
        ({"profile": "pigeon"}, "pigeon"),
        ({"columns": ("Amount",)}, "Amount"),
        ({"segment": Segment(reasons=("complaint",))}, "wait to be spoken to"),
        ({"segment": Segment(reasons=("because",))}, "because"),
        ({"segment": Segment(providers=("9",))}, "provider “9”"),
        ({"segment": Segment(youngest=40, oldest=30)}, "nobody is left"),
        ({"segment": Segment(most=0)}, "one household"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_in_words(given, says):
    with pytest.raises(WrongCall, match=says):
        planned(families(1), **given)


GOOD = "Elm Dental: time for your visit. Call (503) 555-0100. Reply STOP to end."


@pytest.mark.parametrize(
    ("message", "policy", "says"),
    [
        (GOOD + "." * 100, POLICY, "at most 160 characters"),
        ("Time for your visit. Reply STOP to end.", POLICY, "Elm Dental"),
        ("Elm Dental: time for your visit.", POLICY, "Reply STOP"),
        (GOOD, {"postal_address": "x"}, "practice_name"),
    ],
)
def test_a_text_is_short_names_the_practice_and_says_how_to_stop(message, policy, says):
    with pytest.raises(RetentionError, match=says):
        planned(families(1), profile="text", message=message, policy=policy)


def test_a_good_message_stands_in_every_row_of_a_file_of_texts():
    made = planned(families(3), profile="text", message=GOOD, share=0.0)
    assert made.mailing.frame["Message"].tolist() == [GOOD] * len(made.mailing.frame)
    with pytest.raises(RetentionError, match="Only a file of texts"):
        planned(families(3), profile="letter", message=GOOD)


def test_calls_make_no_file_but_arms():
    made = planned(families(10), profile="calls", share=0.5)
    assert (
        made.households("treated"),
        made.households("held_out"),
        len(made.mailing.columns),
    ) == (5, 5, 0)


def of_age(years: int) -> date:
    return date(D.year - years, D.month, D.day)


def everybody() -> Iterator[dict]:
    yield person("old", birth_date=of_age(60), provider_id="1", location_id="N")
    yield person("mid", birth_date=of_age(40), hygienist_id="1", location_id="S")
    yield person("young", birth_date=of_age(39), provider_id="2", location_id="S")
    yield person("unknown", birth_date=None)


@pytest.mark.parametrize(
    ("segment", "meant"),
    [
        (Segment(), {"old", "mid", "young", "unknown"}),
        (Segment(youngest=40), {"old", "mid"}),
        (Segment(oldest=39), {"young"}),
        (Segment(oldest=40), {"mid", "young"}),
        (Segment(youngest=40, oldest=59), {"mid"}),
        (Segment(last_visit_from=date(2025, 8, 4)), {"old", "mid", "young", "unknown"}),
        (Segment(last_visit_from=date(2025, 8, 5)), set()),
        (
            Segment(last_visit_until=date(2025, 8, 4)),
            {"old", "mid", "young", "unknown"},
        ),
        (Segment(last_visit_until=date(2025, 8, 3)), set()),
        (Segment(reasons=("lapsed",)), set()),
        (Segment(reasons=("lapsed", "lapsing")), {"old", "mid", "young", "unknown"}),
    ],
)
def test_a_segment_narrows_who_is_meant(segment, meant):
    assert (
        set(planned(list(everybody()), segment=segment).members["patient_id"]) == meant
    )


def test_a_segment_by_dentist_or_location_means_the_patients_own():
    people = list(everybody())
    rows = [row for each in people for row in drifting(each["id"])]
    book = practice(people, rows)
    object.__setattr__(book, "providers", {"1": "Dr. Ash", "2": "Dr. Oak"})
    object.__setattr__(book, "locations", {"N": "North", "S": "South"})

    def meant(**given):
        made = plan(
            book,
            Log.empty(),
            wish(segment=Segment(**given)),
            D,
            secret=SECRET,
            live=NOBODY,
        )
        return set(made.members["patient_id"])

    assert meant(providers=("1",)) == {"old", "mid"}
    assert meant(locations=("S",)) == {"mid", "young"}
    assert meant(providers=("1",), locations=("S",)) == {"mid"}
    given = Segment(
        reasons=("lapsing",),
        providers=("1",),
        locations=("S",),
        youngest=18,
        most=20,
        last_visit_from=date(2025, 1, 1),
    )
    said = segments.in_words(given.as_json(), book)
    assert said == (
        "Lapsing; Dr. Ash; South; from 18 years; at most 20 households; last "
        "visit from Jan 1, 2025"
    )


def test_the_weightiest_households_come_first_and_the_rest_is_beyond():
    people = [person("a"), person("b"), person("b2", household_id="b"), person("c")]
    rows = [row for each in people for row in drifting(each["id"])] + [
        visit("d", "2026-11-02")
    ]
    book = practice([*people, person("d")], rows)
    made = plan(
        book,
        Log.empty(),
        wish(segment=Segment(most=1), share=0.0),
        D,
        secret=SECRET,
        live=NOBODY,
    )
    assert (set(made.members["patient_id"]), made.beyond) == ({"b", "b2"}, 2)


def test_who_said_stop_after_the_plan_is_found_before_it_is_made():
    people = families(5)
    rows = [row for each in people for row in drifting(each["id"])]
    book = practice(people, rows)
    made = plan(book, Log.empty(), wish(), D, secret=SECRET, live=NOBODY)
    who = made.members["patient_id"]
    assert no_longer_open(made.mailing, who, book, Log.empty()) == 0
    assert no_longer_open(made.mailing, who, book, log(stops=(("h1b", "all"),))) == 1
    held = Log(
        Log.empty().contacts,
        Log.empty().stops,
        held_out=pd.DataFrame(
            {"household_id": ["h2"], "until": [pd.Timestamp("2027-01-01")]}
        ),
    )
    assert no_longer_open(made.mailing, who, book, held) == 3


def test_more_rows_than_a_service_takes_are_refused(monkeypatch):
    small = replace(profiles.CONSTANT_CONTACT, most_rows=2)
    people = [person(f"p{n}") for n in range(3)]
    monkeypatch.setattr(planning, "profile_of", lambda key: small)
    with pytest.raises(RetentionError, match="takes 2 rows at once"):
        planned(people, profile="constant-contact", share=0.0)
    monkeypatch.setattr(
        sys.modules["retention.outreach.campaigns.mailing"],
        "profile_of",
        lambda key: small,
    )
    with pytest.raises(RetentionError, match="takes 2 rows at once"):
        mailing(book_of(people, POLICY), Log.empty(), D, profile="constant-contact")
