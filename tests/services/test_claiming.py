"""Two people at one practice: what one has open the other sees taken, and what one logs
is theirs.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from retention import outreach, services, store
from retention.core.errors import RetentionError
from retention.practice import Practice
from retention.services import Caller, Contact
from tests.homes import import_four

NOW = datetime(2026, 11, 23, 10)  # noqa: DTZ001  the practice's own clock
MARIA = Caller("token-of-maria", "Maria")
JOAN = Caller("token-of-joan", "Joan")


@pytest.fixture(scope="module")
def ash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann, Bob, Cleo and Dan in the practice Ash; each a household of their own."""
    path = tmp_path_factory.mktemp("ash") / "home"
    home = services.home(path)
    import_four(home, path.parent / "exports", "Ash", NOW)
    home.store.close()
    return path


@pytest.fixture
def home(ash: Path, tmp_path: Path) -> services.Home:
    """A copy of it, to be worked in."""
    return services.home(shutil.copytree(ash, tmp_path / "home"))


@pytest.fixture
def practice(home: services.Home) -> Practice:
    return services.open_practice(home, services.state(home, "ash"))


def test_a_row_taken_is_mine_and_the_other_learns_whose(home):
    mine = services.take(home, "ash", "2", MARIA, NOW)
    assert mine.holder == MARIA.holder
    assert services.take(home, "ash", "2", JOAN, NOW).by == "Maria"
    assert services.claims(home, "ash", NOW) == (mine,)
    services.let_go(home, "ash", "2", MARIA)
    assert services.take(home, "ash", "2", JOAN, NOW).holder == JOAN.holder


def test_the_log_names_what_others_have_open_and_not_what_i_have(home):
    services.take(home, "ash", "2", MARIA, NOW)
    seen = services.log(home, "ash", now=NOW, holder=JOAN.holder).claims
    assert seen[["household_id", "by"]].to_numpy().tolist() == [["2", "Maria"]]
    assert seen["until"].tolist() == [NOW + timedelta(minutes=15)]
    none = outreach.Log.empty().claims
    for log in (
        services.log(home, "ash", now=NOW, holder=MARIA.holder),
        services.log(home, "ash", now=NOW + timedelta(minutes=15), holder=JOAN.holder),
        services.log(home, "ash"),
    ):
        assert len(log.claims) == 0
        assert (
            log.claims.dtypes.to_dict()
            == seen.dtypes.to_dict()
            == none.dtypes.to_dict()
        )


def test_what_one_has_open_is_off_the_list_of_the_other_under_its_rule(home, practice):
    services.take(home, "ash", "2", MARIA, NOW)
    for caller, stopped in ((JOAN, "claimed"), (MARIA, None)):
        log = services.log(home, "ash", now=NOW, holder=caller.holder)
        assert (
            outreach.ranked_list(practice, log, NOW.date()).stopped_by("2") == stopped
        )


def test_who_a_campaign_holds_out_is_off_the_list_until_its_window_ends(home, practice):
    campaign = store.NewCampaign(
        name="Spring",
        kind="own_service",
        profile="calls",
        day=NOW.date(),
        snapshot=1,
        segment={},
        columns=(),
        share=0.5,
        window=30,
    )
    people = [("2", "2", "sitting", 0, "held_out"), ("3", "3", "lapsed", 0, "treated")]
    members = pd.DataFrame(
        people, columns=["patient_id", "household_id", "reason", "band", "arm"]
    )
    home.store.campaigns.add("ash", campaign, at=NOW, members=members)
    log = services.log(home, "ash")
    assert (
        log.held_out.dtypes.to_dict() == outreach.Log.empty().held_out.dtypes.to_dict()
    )
    stopped = [
        outreach.ranked_list(practice, log, NOW.date() + timedelta(days)).stopped_by(
            "2"
        )
        for days in (0, 29, 30)
    ]
    assert stopped == ["held_out", "held_out", None]


def test_a_contact_carries_who_logged_it_and_gives_the_row_back(home, practice):
    services.take(home, "ash", "2", MARIA, NOW)
    leaving = Contact(
        "sitting", "declined_leaving", closing_reason="cost", script="sitting"
    )
    services.log_contact(
        services.OpenedPractice(home, "ash", practice), "2", leaving, NOW, caller=MARIA
    )
    kept = home.store.contacts.counting("ash").iloc[0]
    assert kept[["by", "closing_reason", "script"]].tolist() == [
        "Maria",
        "cost",
        "sitting",
    ]
    assert services.claims(home, "ash", NOW) == ()


def test_what_has_to_be_put_right_is_listed_with_its_contact_open_first(home, practice):
    gone = Contact("sitting", "deceased", note="said her son")
    services.log_contact(
        services.OpenedPractice(home, "ash", practice), "2", gone, NOW, caller=MARIA
    )
    services.log_contact(
        services.OpenedPractice(home, "ash", practice),
        "3",
        Contact("lapsed", "moved"),
        NOW,
    )
    home.store.contacts.log(
        "ash", store.NewContact("no-more", reason="lapsed", outcome="duplicate", at=NOW)
    )
    first = services.corrections(services.OpenedPractice(home, "ash", practice))[0]
    assert (first.patient_id, first.name, first.title) == (
        "2",
        "Bob Barlow",
        "Deceased",
    )
    assert (first.at, first.by, first.note, first.done_at) == (
        NOW,
        "Maria",
        "said her son",
        None,
    )
    services.corrected(home, "ash", first.number, NOW, "Joan")
    listed = services.corrections(services.OpenedPractice(home, "ash", practice))
    assert [(one.patient_id, one.what) for one in listed] == [
        ("3", "moved"),
        ("no-more", "duplicate"),
        ("2", "deceased"),
    ]
    assert [one.name == "" for one in listed] == [False, True, False]
    assert (listed[-1].done_at, listed[-1].done_by) == (NOW, "Joan")


def test_every_correction_says_what_to_do(home, practice):
    for outcome in outreach.OUTCOMES:
        contact = Contact("lapsed", outcome.key, note="so", call_back_on=NOW.date())
        services.log_contact(
            services.OpenedPractice(home, "ash", practice), "2", contact, NOW
        )
    assert all(
        one.title and one.do.endswith(".")
        for one in services.corrections(services.OpenedPractice(home, "ash", practice))
    )


def test_what_one_family_said_is_never_logged_for_another(home, practice):
    said = Contact("lapsed", "do_not_contact", note="Enough")
    with pytest.raises(
        RetentionError, match="Patients 1 and 2 are not of one household"
    ):
        services.log_contact(
            services.OpenedPractice(home, "ash", practice),
            "1",
            said,
            NOW,
            caller=MARIA,
            also={"3": "lapsed", "2": "sitting"},
        )
    assert (
        len(services.log(home, "ash").contacts),
        len(services.stops(home, "ash")),
    ) == (0, 0)
    services.log_contact(
        services.OpenedPractice(home, "ash", practice),
        "1",
        said,
        NOW,
        caller=MARIA,
        also={"3": "lapsed", "1": "lapsed"},
    )
    assert services.stops(home, "ash")["patient_id"].tolist() == ["1", "3"]
    assert services.log(home, "ash").contacts["patient_id"].tolist() == ["1", "3"]


def test_two_who_stop_people_of_one_family_at_once_are_both_kept(home, practice):
    said = Contact("lapsed", "do_not_contact")

    def log(one: tuple[Caller, str, str]) -> int:
        caller, first, other = one
        return services.log_contact(
            services.OpenedPractice(home, "ash", practice),
            first,
            said,
            NOW,
            caller=caller,
            also={other: "lapsed"},
        )

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(log, [(MARIA, "1", "3"), (JOAN, "3", "1")]))) == 2
    assert sorted(services.stops(home, "ash")["patient_id"]) == ["1", "3"], (
        "one stop each"
    )
    logged = services.log(home, "ash").contacts
    assert sorted(zip(logged["patient_id"], logged["by"], strict=True)) == [
        ("1", "Joan"),
        ("1", "Maria"),
        ("3", "Joan"),
        ("3", "Maria"),
    ]
