"""Campaigns on screen: counted while they are planned, logged before their file is
taken, and what came of them.
"""

from datetime import datetime

import pytest

from retention import documents, outreach, services
from retention.core import formatting
from retention.outreach.campaigns.effect import NOT_YET_KNOWN
from retention.services import Home
from retention.web.copy import campaigns as text
from tests.web.conftest import NOW, Open, Screen, key_of, queue_of

pytestmark = pytest.mark.slow  # the whole app in each test
RESULTS = {"campaigns.view": text.VIEWS[1]}


def _files(screen: Screen) -> list[str | None]:
    return [button.key for button in screen.app.download_button]


def test_a_campaign_is_logged_before_its_file_can_be_taken(demo: Home, open_page: Open):
    screen = open_page(
        demo,
        "campaigns",
        {"campaign.name": "Everybody, November", "caller.said": "Maria"},
    )
    assert _files(screen) == []
    screen.click("campaign.make")
    (made,) = services.campaigns(demo, key_of(demo))
    assert (made.name, made.share, made.window) == (
        "Everybody, November",
        outreach.SHARE,
        outreach.WINDOW,
    )
    assert made.by == "Maria"
    contacts = services.log(demo, key_of(demo)).contacts
    assert len(contacts) > 10
    assert set(contacts["outcome"]) == {"mailed"}
    assert _files(screen) == ["campaign.file"]
    assert (
        text.NOBODY in screen.words
    )  # whoever was written to, or is held out, is left in peace


def test_a_campaign_without_a_name_is_not_made(demo: Home, open_page: Open):
    screen = open_page(demo, "campaigns").click("campaign.make")
    assert text.NAMELESS in screen.words
    assert services.campaigns(demo, key_of(demo)) == ()


def test_a_beginning_fills_in_name_way_and_reasons(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "campaigns")
    screen.app.pills(key="campaign.start").set_value("sitting")
    screen.run()
    assert screen.app.text_input(key="campaign.name").value == "Treatment calls"
    assert screen.app.selectbox(key="campaign.profile").value == "calls"
    assert screen.app.multiselect(key="campaign.reasons").value == ["sitting"]


def test_an_e_mail_file_waits_for_the_postal_address(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "campaigns", {"campaign.profile": "constant-contact"})
    assert "postal address" in screen.errors[0]


def test_what_somebody_else_pays_for_is_refused(demo_once: Home, open_page: Open):
    screen = open_page(demo_once, "campaigns", {"campaign.kind": "paid_by_others"})
    assert "signed authorisation" in screen.errors[0]


def test_a_campaign_is_not_yet_known_before_a_later_export(demo: Home, open_page: Open):
    _make(demo, NOW)
    screen = open_page(demo, "campaigns", RESULTS)
    assert screen.errors == []
    assert NOT_YET_KNOWN.capitalize() in screen.words
    assert "Import a new export." in screen.words


def test_a_campaign_whose_days_are_over_stands_beside_those_held_out(
    demo: Home, open_page: Open
):
    _make(demo, datetime.fromisoformat("2026-08-03T09:00"))
    screen = open_page(demo, "campaigns", RESULTS)
    (steps,) = [table.value for table in screen.app.table if "Held out" in table.value]
    assert list(steps.iloc[:, 0])[:2] == ["Households", "Contacted"]
    assert (
        "treated households came or accepted treatment within 60 days" in screen.words
    )
    assert text.NO_CALLS in screen.words


def _make(home: Home, now: datetime) -> None:
    state = services.state(home, key_of(home))
    practice = services.open_practice(home, state)
    log = services.log(home, state.practice)
    wish = outreach.CampaignChoices(
        "Recall letter",
        "treatment",
        "letter",
        outreach.Segment(("recall_overdue",)),
        share=0.3,
    )
    planned = services.plan_campaign(
        services.OpenedPractice(home, state.practice, practice), log, wish, now.date()
    )
    content = documents.list_file(planned.mailing.frame, "csv")
    services.make_campaign(
        services.OpenedPractice(home, state.practice, practice), planned, content, now
    )


def test_every_count_of_a_result_opens_its_people(demo: Home, open_page: Open):
    _make(demo, datetime.fromisoformat("2026-08-03T09:00"))
    screen = open_page(demo, "campaigns", RESULTS)
    state = services.state(demo, key_of(demo))
    practice = services.open_practice(demo, state)
    log = services.log(demo, state.practice)
    own = services.campaign_result(demo, state.practice, practice, log, 1).effect.own
    members = demo.store.campaigns.members(state.practice, 1)
    for arm in ("treated", "held_out"):
        drawn = members[(members["arm"] == arm) & (members["band"] >= 0)]["patient_id"]
        assert set(
            practice.people["id"].to_numpy()[own.people[f"{arm}/households"]]
        ) == set(drawn)
        came = practice.people["household"].to_numpy()[own.people[f"{arm}/came"]]
        assert len(set(came)) == getattr(own, arm).came
    assert "campaign.people" in {menu.key for menu in screen.app.get("menu_button")}


def test_a_campaigns_file_can_be_taken_again_without_who_asked_to_stop(
    demo: Home, open_page: Open
):
    _make(demo, NOW)
    name = key_of(demo)
    members = demo.store.campaigns.members(name, 1)
    treated = members.loc[members["arm"] == "treated", "patient_id"]
    services.stop(
        services.OpenedPractice(
            demo, name, services.open_practice(demo, services.state(demo, name))
        ),
        treated.iloc[0],
        "",
        NOW,
    )
    screen = open_page(demo, "campaigns", RESULTS).click("campaign.again")
    assert "1 person asked to stop since; left out." in screen.words
    assert "campaign.again.take" in _files(screen)


def test_a_canceled_campaign_says_so_and_gives_its_people_back(
    demo: Home, open_page: Open
):
    before = _queued(demo)
    _make(demo, NOW)
    assert len(_queued(demo)) < len(before)
    screen = open_page(demo, "campaigns", {**RESULTS, "caller.said": "Maria"}).click(
        "campaign.cancel"
    )
    assert "Letters that were mailed cannot be called back" in screen.words
    services.cancel_campaign(demo, key_of(demo), 1, NOW, "Maria")
    screen = open_page(demo, "campaigns", RESULTS)
    assert f"canceled on {formatting.day(NOW.date())} by Maria" in screen.words
    assert _files(screen) == []
    assert _queued(demo) == before
    everything = demo.store.contacts.all(key_of(demo))
    assert set(everything["taken_back_by"]) == {"Maria"}


def _queued(home: Home) -> list[str]:
    return [row.household_id for row in queue_of(home).rows]
