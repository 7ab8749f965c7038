"""Campaigns made in a home: looked at again at the last moment, kept whole, and their
file read back as it was.
"""

import hashlib
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from retention import documents, ingest, outreach, services
from retention.core.errors import RetentionError
from retention.outreach import CampaignChoices, Segment

ENDS = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 0)  # noqa: DTZ001 - the practice's own clock
COLUMNS = (
    "Address 1",
    "Address 2",
    "City",
    "State",
    "Zip",
    "Email",
    "Patient Id",
    "Household Id",
)


class Desk:
    """The demo practice of 300 people in a home of its own."""

    def __init__(self, path: Path) -> None:
        self.home = services.home(path)
        self.name = services.chosen_practice(self.home, None)
        self.practice = services.open_practice(
            self.home, services.state(self.home, self.name)
        )

        self.opened = services.OpenedPractice(self.home, self.name, self.practice)

    def plan(self, now: datetime = NOW, **given: Any):
        wish = CampaignChoices(
            **{"name": "Spring", "kind": "treatment", "profile": "letter", **given}
        )
        log = services.log(self.home, self.name, now=now)
        return services.plan_campaign(self.opened, log, wish, now.date())

    def make(self, planned, form: str = "csv", now: datetime = NOW) -> int:
        content = documents.list_file(
            planned.mailing.frame, form, machine=planned.profile.machine
        )
        file = content if planned.profile.formats else None
        return services.make_campaign(self.opened, planned, file, now, "Maria")

    def mailing(self):
        log = services.log(self.home, self.name, now=NOW)
        return services.make_mailing(self.practice, log, "letter", None, NOW.date())

    def log_mailing(self, made) -> int:
        content = documents.list_file(made.frame, "csv")
        return services.log_mailing(self.opened, made, content, NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo in a home of its own, to be copied."""
    path = tmp_path_factory.mktemp("made") / "home"
    services.make_demo(
        services.home(path), patients=300, years=3, seed=7, ends=ENDS, now=NOW
    )
    return path


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(made, tmp_path / "home"))


def test_what_is_kept_is_what_was_planned(desk):
    planned = desk.plan(segment=Segment(reasons=("lapsed", "lapsing"), youngest=18))
    number = desk.make(planned)
    kept = services.campaign(desk.home, desk.name, number)
    assert kept.segment == {"reasons": ["lapsed", "lapsing"], "youngest": 18}
    assert (kept.day, kept.by) == (ENDS, "Maria")
    assert kept.snapshot == services.state(desk.home, desk.name).snapshot
    assert desk.home.store.campaigns.members(desk.name, number).equals(planned.members)
    written = set(desk.home.store.contacts.counting(desk.name)["patient_id"])
    assert written == set(
        planned.members.loc[planned.members["arm"] == "treated", "patient_id"]
    )
    held = set(desk.home.store.campaigns.held_out(desk.name)["household_id"])
    assert held == set(
        planned.members.loc[planned.members["arm"] == "held_out", "household_id"]
    )


def test_who_asks_for_peace_between_plan_and_file_keeps_the_file_from_being_kept(desk):
    planned = desk.plan()
    stopped = planned.members["patient_id"].iloc[0]
    services.stop(desk.opened, stopped, "Said so.", NOW)
    with pytest.raises(RetentionError, match="look at the list again"):
        desk.make(planned)
    assert services.campaigns(desk.home, desk.name) == ()
    again = desk.plan()
    assert stopped not in set(again.members["patient_id"])
    desk.make(again)


def test_who_asks_for_peace_between_a_mailing_and_its_file_keeps_it_from_being_logged(
    desk,
):
    made = desk.mailing()
    stopped = made.people[0][0]
    services.stop(desk.opened, stopped, "Said so.", NOW)
    with pytest.raises(RetentionError, match="look at the list again"):
        desk.log_mailing(made)
    assert desk.home.store.mailings.all(desk.name) == ()
    again = desk.mailing()
    assert stopped not in {person for person, _, _ in again.people}
    desk.log_mailing(again)
    written = set(desk.home.store.contacts.counting(desk.name)["patient_id"])
    assert written == {person for person, _, _ in again.people}


def test_what_is_logged_while_a_mailing_is_kept_is_looked_at_too(desk, monkeypatch):
    made = desk.mailing()
    real = desk.home.store.mailings.log
    asked = []

    def somebody_is_faster(*given: Any, **named: Any) -> int:
        if not asked:
            services.stop(desk.opened, made.people[0][0], "Said so.", NOW)
        asked.append(named["revision"])
        return real(*given[1:], **named)

    monkeypatch.setattr(type(desk.home.store.mailings), "log", somebody_is_faster)
    with pytest.raises(RetentionError, match="look at the list again"):
        desk.log_mailing(made)
    assert (len(asked), desk.home.store.mailings.all(desk.name)) == (1, ())


def test_what_is_logged_while_it_is_made_is_looked_at_too(desk, monkeypatch):
    planned = desk.plan()
    stopped = planned.members["patient_id"].iloc[0]
    real = desk.home.store.campaigns.add
    asked = []

    def somebody_is_faster(*given: Any, **named: Any) -> int:
        if not asked:
            services.stop(desk.opened, stopped, "Said so.", NOW)
        asked.append(named["revision"])
        return real(*given[1:], **named)

    monkeypatch.setattr(type(desk.home.store.campaigns), "add", somebody_is_faster)
    with pytest.raises(RetentionError, match="look at the list again"):
        desk.make(planned)
    assert len(asked) == 1
    assert services.campaigns(desk.home, desk.name) == ()


def test_a_contact_with_somebody_else_meanwhile_keeps_nothing_back(desk, monkeypatch):
    planned = desk.plan(segment=Segment(most=5))
    other = next(
        key
        for key in desk.practice.people["id"]
        if key not in set(planned.members["patient_id"])
    )
    real = desk.home.store.campaigns.add
    asked = []

    def somebody_is_faster(*given: Any, **named: Any) -> int:
        if not asked:
            services.stop(desk.opened, other, "Said so.", NOW)
        asked.append(named["revision"])
        return real(*given[1:], **named)

    monkeypatch.setattr(type(desk.home.store.campaigns), "add", somebody_is_faster)
    assert desk.make(planned) == 1
    assert len(asked) == 2


def test_two_of_the_same_campaign_do_not_write_to_anybody_twice(desk):
    first = desk.plan()
    second = desk.plan()
    desk.make(first)
    with pytest.raises(RetentionError, match="look at the list again"):
        desk.make(second)
    contacts = desk.home.store.contacts.counting(desk.name)
    assert contacts["patient_id"].is_unique


def test_arms_stay_over_campaigns_until_the_window_ends_and_then_are_drawn_anew(desk):
    first = desk.plan(profile="calls", share=0.5, window=60)
    number = desk.make(first)
    held = set(desk.home.store.campaigns.held_out(desk.name)["household_id"])
    month = NOW + timedelta(days=30)
    second = desk.plan(now=month, profile="calls", share=0.5, window=60)
    assert held.isdisjoint(second.members["household_id"]), (
        "those held out stay off every list"
    )
    known = set(first.members["household_id"])
    kept = second.members[second.members["household_id"].isin(known)]
    assert set(kept["arm"]) == {"treated"}
    assert set(kept["band"]) == {-1}
    past = desk.plan(
        now=NOW + timedelta(days=60), profile="calls", share=0.5, window=60
    )
    assert held & set(past.members["household_id"])
    assert set(past.members["arm"]) == {"treated", "held_out"}
    assert desk.home.store.campaigns.members(desk.name, number).equals(first.members)


def test_an_empty_campaign_or_one_without_its_file_is_not_kept(desk):
    with pytest.raises(RetentionError, match="Nobody is left"):
        desk.make(desk.plan(segment=Segment(last_visit_until=date(1990, 1, 1))))
    with pytest.raises(RetentionError, match="kept with its file"):
        services.make_campaign(desk.opened, desk.plan(), None, NOW)
    assert services.campaigns(desk.home, desk.name) == ()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_file_imported_gives_the_same_people(desk, tmp_path, form):
    planned = desk.plan(profile="phone", columns=COLUMNS, share=0.0)
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / f"calls.{form}").write_bytes(
        documents.list_file(planned.mailing.frame, form)
    )
    loaded = ingest.load(
        ingest.find([folder]),
        previous=ingest.Before({}),
        answers={},
        as_of=ENDS,
    )
    assert (loaded.questions, loaded.problems) == ((), ())
    patients = loaded.tables["patient"].to_pandas().set_index("id").fillna("")
    frame = planned.mailing.frame.set_index("Patient Id")
    assert len(frame) > 50
    assert frame["Last Name"].str.startswith("=").any(), (
        "the demo has a name that looks like a formula"
    )
    assert set(patients.index) == set(frame.index)
    for column, stored in {
        "First Name": "first_name",
        "Last Name": "last_name",
        "Address 1": "address_1",
        "Address 2": "address_2",
        "City": "city",
        "State": "state",
        "Zip": "zip",
        "Email": "email",
    }.items():
        assert patients.loc[frame.index, stored].tolist() == frame[column].tolist(), (
            column
        )
    phones = patients.loc[
        frame.index, ["home_phone", "mobile_phone", "work_phone"]
    ].max(axis=1)
    assert phones.tolist() == frame["Phone"].tolist()


def _written(found) -> bytes:
    return documents.list_file(found.frame, "csv", machine=found.profile.machine)


def _take(desk: Desk, number: int, write=_written):
    return services.take_campaign_file(desk.opened, number, write, NOW, "Lee")


def test_a_file_taken_again_is_byte_for_byte_the_one_that_was_logged(desk):
    number = desk.make(desk.plan())
    found, content = _take(desk, number)
    assert (
        hashlib.sha256(content).hexdigest()
        == desk.home.store.mailings.all(desk.name)[0].sha256
    )
    (logged,) = desk.home.store.taken_files.of(desk.name, number)
    assert (logged.sha256, logged.by, logged.rows) == (
        hashlib.sha256(content).hexdigest(),
        "Lee",
        len(found.frame),
    )
    assert found.sentences == []


def test_who_asks_to_stop_while_the_file_is_made_again_is_not_in_it(desk):
    planned = desk.plan(columns=("Patient Ids",))
    number, stopped = desk.make(planned), planned.mailing.people[0][0]
    tries = []

    def somebody_is_faster(found) -> bytes:
        if not tries:
            services.stop(desk.opened, stopped, "Said so.", NOW)
        tries.append(found)
        return _written(found)

    found, content = _take(desk, number, somebody_is_faster)
    assert len(tries) == 2
    assert stopped not in {
        key for ids in found.frame["Patient Ids"] for key in ids.split()
    }
    assert content == _written(found)
    assert len(desk.home.store.taken_files.of(desk.name, number)) == 1


def test_a_campaign_canceled_while_its_file_is_made_again_gives_none(desk):
    number = desk.make(desk.plan())

    def somebody_cancels(found) -> bytes:
        services.cancel_campaign(desk.home, desk.name, number, NOW, "Mia")
        return _written(found)

    with pytest.raises(
        RetentionError,
        match=r"canceled on Nov 20, 2026 by Mia\. Its file can no longer be taken",
    ):
        _take(desk, number, somebody_cancels)
    assert desk.home.store.taken_files.of(desk.name, number) == ()


def test_a_canceled_campaign_leaves_every_list_as_it_was_before_it(desk):
    def lists() -> list[object]:
        log = services.log(desk.home, desk.name, now=NOW)
        queue = outreach.queue(desk.practice, log, NOW.date())
        called = [
            outreach.breakdown(desk.practice, log, by).to_csv()
            for by in outreach.GROUPS
        ]
        return [
            list(queue.rows),
            called,
            outreach.learn_rates(desk.practice, log, NOW.date()).chance.tolist(),
        ]

    before = lists()
    number = desk.make(desk.plan())
    assert lists()[0] != before[0]
    contacts = services.cancel_campaign(desk.home, desk.name, number, NOW, "Mia")
    assert contacts > 10
    assert lists() == before
    assert desk.home.store.campaigns.arms(desk.name).empty
    log = services.log(desk.home, desk.name, now=NOW)
    assert (
        services.campaign_result(
            desk.home, desk.name, desk.practice, log, number
        ).effect
        is None
    )
    again = desk.plan()
    assert len(again.mailing.people) == contacts
    assert desk.make(again) == number + 1


def test_another_file_made_meanwhile_and_a_cancel_do_not_disturb_each_other(desk):
    number = desk.make(desk.plan(segment=Segment(reasons=("recall_overdue",))))
    second = desk.plan(segment=Segment(reasons=("sitting",)))
    services.cancel_campaign(desk.home, desk.name, number, NOW, "Mia")
    desk.make(second)
    written = set(desk.home.store.contacts.counting(desk.name)["patient_id"])
    assert written == {person for person, _, _ in second.mailing.people}
