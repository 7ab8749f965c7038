"""Stories of the sections on the Imports page that say what the records are worth."""

from pathlib import Path

import pytest

from retention import workflows
from retention.web import text_trust
from retention.workflows import Home, Wish
from tests.web.conftest import NOW, Open

pytestmark = pytest.mark.slow  # the whole app in each test

TWICE = """\
PatNum,LName,FName,PatStatus,Gender,Birthdate,Address,City,State,Zip,HmPhone,WirelessPhone,Guarantor,Email
5,Archer,Anne,0,1,1980-04-01,1 Elm Street,Salem,OR,01234,,(503) 555-0101,5,
"""
PARTIAL = {"whole.opendental.patient": "partial"}


@pytest.fixture
def doubled(four: Home, tmp_path: Path) -> Home:
    """Ann on two rows."""
    (tmp_path / "patient.csv").write_text(TWICE, "utf-8")
    files = workflows.find([tmp_path / "patient.csv"])
    workflows.import_files(four, "Elm Street", files, Wish(as_of=NOW.date(), answers=PARTIAL), NOW)
    return four


def _decided(home: Home) -> list[tuple[str, str, str]]:
    found = workflows.decided(home, workflows.chosen_practice(home, None))
    return [(*sorted((one.winner_id, one.loser_id)), one.decision) for one in found]


def test_two_rows_of_one_person_stand_side_by_side_and_become_one(doubled: Home, open_page: Open):
    screen = open_page(doubled, "imports")
    assert "same birth date, names 95 % alike, a phone in common" in screen.words
    assert "Anne Archer" in screen.words
    screen.click("duplicates.same.1.5")
    assert _decided(doubled) == [("1", "5", "same")]
    assert text_trust.SAID_SAME.format(keep="1", other="5") in screen.words
    assert text_trust.DUPLICATES_ALL_DECIDED in screen.words


def test_a_decision_is_taken_back_on_the_screen(doubled: Home, open_page: Open):
    screen = open_page(doubled, "imports").click("duplicates.different.1.5")
    assert _decided(doubled) == [("1", "5", "different")]
    screen.click("duplicates.undo")
    assert _decided(doubled) == []
    assert text_trust.ONE_PERSON in [button.label for button in screen.app.button]


def test_a_practice_without_doubles_says_so(four: Home, open_page: Open):
    assert text_trust.DUPLICATES_NONE in open_page(four, "imports").words


def test_the_checks_stand_on_the_page_and_open_their_lists(four: Home, open_page: Open):
    screen = open_page(four, "imports")
    assert "Past appointments still “scheduled”" in screen.words
    assert "1 of 1 appointments" in screen.words
    [menu] = [one for one in screen.app.get("menu_button") if one.key == "health.show"]
    assert menu is not None
