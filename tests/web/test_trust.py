"""Stories of the sections on the Imports page that say what the records are worth."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from retention import services
from retention.services import Home
from retention.web.copy import imports
from retention.web.imports import watched_folder
from tests import exports
from tests.web.conftest import NOW, Open

pytestmark = pytest.mark.slow  # the whole app in each test

VIEW = {"imports.view": imports.DUPLICATES}

WRITTEN = datetime.fromisoformat("2026-09-12T18:30").timestamp()


def _decided(home: Home) -> list[tuple[str, str, str]]:
    found = services.decided(home, services.chosen_practice(home, None))
    return [(*sorted((one.winner_id, one.loser_id)), one.decision) for one in found]


def test_two_rows_of_one_person_stand_side_by_side_and_become_one(
    doubled: Home, open_page: Open
):
    screen = open_page(doubled, "imports", VIEW)
    assert "same birth date, names 95 % alike, a phone in common" in screen.words
    assert "Anne Archer" in screen.words
    screen.click("duplicates.same.1.5")
    assert _decided(doubled) == [("1", "5", "same")]
    assert imports.NOW_SAME.format(keep="1", other="5") in screen.words
    assert imports.DUPLICATES_ALL_DECIDED in screen.words


def test_a_decision_is_taken_back_on_the_screen(doubled: Home, open_page: Open):
    screen = open_page(doubled, "imports", VIEW).click("duplicates.different.1.5")
    assert _decided(doubled) == [("1", "5", "different")]
    screen.click("duplicates.undo")
    assert _decided(doubled) == []
    assert imports.ONE_PERSON in [button.label for button in screen.app.button]


def test_a_practice_without_doubles_says_so(four: Home, open_page: Open):
    assert imports.DUPLICATES_NONE in open_page(four, "imports", VIEW).words


def test_the_checks_stand_on_the_page_and_open_their_lists(four: Home, open_page: Open):
    screen = open_page(four, "imports", {"imports.view": imports.HEALTH})
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
    monkeypatch.setattr(services, "EVERY", 0.05)
    screen = open_page(home, "imports", {"imports.view": imports.WATCHING})
    screen.app.text_input(key="watching.folder").set_value(str(share))
    screen.click("watching.start")
    assert imports.WATCHING_ON in screen.words
    _until(lambda: bool(services.watching(home, None).files))
    thread = watched_folder._threads[home]
    screen.run()
    assert f"{share} is looked at every minute." in screen.words
    assert "import 1" in screen.words
    screen.click("watching.stop")
    assert services.watching(home, None).folder is None
    _until(lambda: not thread.is_alive())


def test_a_share_that_is_away_is_told_on_the_page(
    home: Home, share: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(services, "EVERY", 0.05)
    services.watch_folder(home, None, str(share), NOW)
    share.rename(share.with_name("away"))
    screen = open_page(home, "imports", {"imports.view": imports.WATCHING})
    _until(lambda: bool(watched_folder._trouble(home, str(share))))
    assert "cannot be read just now" in screen.run().words
    screen.click("watching.stop")


def test_a_folder_that_is_not_there_is_refused_on_the_page(home: Home, open_page: Open):
    screen = open_page(home, "imports", {"imports.view": imports.WATCHING})
    screen.app.text_input(key="watching.folder").set_value("/no/such/folder")
    screen.click("watching.start")
    assert "There is no folder “/no/such/folder”" in "".join(screen.errors)
    assert home not in watched_folder._threads


def test_a_file_of_an_undone_import_says_so_and_is_tried_again_from_the_page(
    home: Home, share: Path, open_page: Open
):
    watcher = services.Watcher(home, None, share)
    watcher.look(NOW)
    watcher.look(NOW)
    key = services.chosen_practice(home, None)
    screen = open_page(home, "imports", {"imports.view": imports.WATCHING})
    assert imports.WATCHING_LEFT_WHY not in screen.words
    services.undo(home, key, None, NOW)
    assert "import 1, undone" in screen.run().words
    [chosen] = [box for box in screen.app.selectbox if box.key == "watching.which"]
    name = next(
        one.name
        for one in services.watching(home, None).files
        if one.sha256 == chosen.value
    )
    screen.click("watching.again")
    assert f"{name} is tried again at the next look" in screen.words
    assert "to be tried again" in screen.words
    [taken] = watcher.look(NOW)
    assert (taken.files, taken.snapshot) == ((name,), 2)
