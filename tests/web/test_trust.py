"""Stories of the sections on the Imports page that say what the records are worth."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from retention import workflows
from retention.web import text_trust, watching
from retention.workflows import Home, ImportWish
from tests import exports
from tests.web.conftest import NOW, Open

pytestmark = pytest.mark.slow  # the whole app in each test

VIEW = {"imports.view": text_trust.DUPLICATES}

TWICE = """\
PatNum,LName,FName,PatStatus,Gender,Birthdate,Address,City,State,Zip,HmPhone,WirelessPhone,Guarantor,Email
5,Archer,Anne,0,1,1980-04-01,1 Elm Street,Salem,OR,01234,,(503) 555-0101,5,
"""
WRITTEN = datetime.fromisoformat("2026-09-12T18:30").timestamp()
PARTIAL = {"whole.opendental.patient": "partial"}


@pytest.fixture
def doubled(four: Home, tmp_path: Path) -> Home:
    """Ann on two rows."""
    (tmp_path / "patient.csv").write_text(TWICE, "utf-8")
    files = workflows.find([tmp_path / "patient.csv"])
    workflows.import_files(
        four, "Elm Street", files, ImportWish(as_of=NOW.date(), answers=PARTIAL), NOW
    )
    return four


def _decided(home: Home) -> list[tuple[str, str, str]]:
    found = workflows.decided(home, workflows.chosen_practice(home, None))
    return [(*sorted((one.winner_id, one.loser_id)), one.decision) for one in found]


def test_two_rows_of_one_person_stand_side_by_side_and_become_one(
    doubled: Home, open_page: Open
):
    screen = open_page(doubled, "imports", VIEW)
    assert "same birth date, names 95 % alike, a phone in common" in screen.words
    assert "Anne Archer" in screen.words
    screen.click("duplicates.same.1.5")
    assert _decided(doubled) == [("1", "5", "same")]
    assert text_trust.SAID_SAME.format(keep="1", other="5") in screen.words
    assert text_trust.DUPLICATES_ALL_DECIDED in screen.words


def test_a_decision_is_taken_back_on_the_screen(doubled: Home, open_page: Open):
    screen = open_page(doubled, "imports", VIEW).click("duplicates.different.1.5")
    assert _decided(doubled) == [("1", "5", "different")]
    screen.click("duplicates.undo")
    assert _decided(doubled) == []
    assert text_trust.ONE_PERSON in [button.label for button in screen.app.button]


def test_a_practice_without_doubles_says_so(four: Home, open_page: Open):
    assert text_trust.DUPLICATES_NONE in open_page(four, "imports", VIEW).words


def test_the_checks_stand_on_the_page_and_open_their_lists(four: Home, open_page: Open):
    screen = open_page(four, "imports", {"imports.view": text_trust.HEALTH})
    assert "Past appointments still “scheduled”" in screen.words
    assert "1 of 1 appointments" in screen.words
    [menu] = [one for one in screen.app.get("menu_button") if one.key == "health.show"]
    assert menu is not None


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """The exports, written two days after the last thing that happened."""
    folder = exports.write(tmp_path / "share")
    for path in folder.iterdir():
        os.utime(path, (WRITTEN, WRITTEN))
    return folder


def _until(is_so: Callable[[], bool]) -> None:
    """Wait for the thread of the server, up to half a minute."""
    ends = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_folder_is_watched_from_the_page_until_it_is_ended(
    home: Home, share: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workflows, "EVERY", 0.05)
    screen = open_page(home, "imports", {"imports.view": text_trust.WATCHING})
    screen.app.text_input(key="watching.folder").set_value(str(share))
    screen.click("watching.start")
    assert text_trust.WATCHING_ON in screen.words
    _until(lambda: bool(workflows.watching(home, None).files))
    thread = watching._threads[home]
    screen.run()
    assert f"{share} is looked at every minute." in screen.words
    assert "import 1" in screen.words
    screen.click("watching.stop")
    assert workflows.watching(home, None).folder is None
    _until(lambda: not thread.is_alive())


def test_a_share_that_is_away_is_told_on_the_page(
    home: Home, share: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workflows, "EVERY", 0.05)
    workflows.watch_folder(home, None, str(share), NOW)
    share.rename(share.with_name("away"))
    screen = open_page(home, "imports", {"imports.view": text_trust.WATCHING})
    _until(lambda: bool(watching._trouble(home, str(share))))
    assert "cannot be read just now" in screen.run().words
    screen.click("watching.stop")


def test_a_folder_that_is_not_there_is_refused_on_the_page(home: Home, open_page: Open):
    screen = open_page(home, "imports", {"imports.view": text_trust.WATCHING})
    screen.app.text_input(key="watching.folder").set_value("/no/such/folder")
    screen.click("watching.start")
    assert "There is no folder “/no/such/folder”" in "".join(screen.errors)
    assert home not in watching._threads


def test_a_file_of_an_undone_import_says_so_and_is_tried_again_from_the_page(
    home: Home, share: Path, open_page: Open
):
    watcher = workflows.Watcher(home, None, share)
    watcher.look(NOW)
    watcher.look(NOW)
    key = workflows.chosen_practice(home, None)
    screen = open_page(home, "imports", {"imports.view": text_trust.WATCHING})
    assert text_trust.WATCHING_LEFT_WHY not in screen.words
    workflows.undo(home, key, None, NOW)
    assert "import 1, undone" in screen.run().words
    [chosen] = [box for box in screen.app.selectbox if box.key == "watching.which"]
    name = next(
        one.name
        for one in workflows.watching(home, None).files
        if one.sha256 == chosen.value
    )
    screen.click("watching.again")
    assert f"{name} is tried again at the next look" in screen.words
    assert "to be tried again" in screen.words
    [taken] = watcher.look(NOW)
    assert (taken.files, taken.snapshot) == ((name,), 2)
