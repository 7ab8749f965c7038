"""What the records are worth, in a real browser: the checks and their lists, people
entered twice, a watched folder.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from retention import services
from retention.services import Home, ImportOptions
from retention.web.copy import imports as text
from tests import exports
from tests.browser.conftest import PATIENCE, drawn, faded, serving
from tests.browser.test_accessibility import _serious

pytestmark = pytest.mark.browser
NOW = datetime.fromisoformat("2026-11-21T09:00")
TWICE = (
    "5,Archer,Anne,0,1,1980-04-01,1 Elm Street,,Salem,OR,01234,,,(503) "
    "555-0101,5,,1,2022-03-10,1,0,0,0,1,2022-03-01\n"
)


@pytest.fixture
def five_rows(tmp_path: Path) -> Home:
    """Ann, Bob, Cleo and Dan, and Ann once more."""
    made = services.home(tmp_path / "home")
    folder = exports.write(tmp_path / "exports")
    (folder / "patient.csv").write_text(exports.PATIENT + TWICE, "utf-8")
    services.import_files(
        made,
        "Elm Street",
        services.find([folder]),
        ImportOptions(as_of=date.fromisoformat(exports.DAY)),
        NOW,
    )
    return made


@pytest.fixture(params=[(1366, "light"), (390, "dark")], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A visitor at a desk by day, and one with a phone at night."""
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def _open(page: Page, address: str, view: str) -> None:
    page.goto(f"{address}/imports")
    drawn(page)
    page.get_by_role("tab", name=view, exact=True).click()
    page.mouse.move(0, 0)  # what the mouse is on has other colours
    drawn(page)
    faded(page)
    assert [
        (view, fault["id"], fault["nodes"][0]["html"]) for fault in _serious(page)
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        f"{view} scrolls sideways"
    )


def test_a_check_opens_its_list(five_rows: Home, page: Page):
    with serving(five_rows.path) as address:
        _open(page, address, text.HEALTH)
        page.get_by_role("button", name=text.HEALTH_SHOW).click()
        page.get_by_role("menuitem", name="Past appointments still “scheduled”").click()
        drawn(page)
        expect(
            page.get_by_role("dialog").get_by_text("Bob Barlow, Aug 1, 2026")
        ).to_be_visible()


def test_two_rows_become_one_person_and_two_again(five_rows: Home, page: Page):
    with serving(five_rows.path) as address:
        _open(page, address, text.DUPLICATES)
        page.get_by_role("button", name=text.ONE_PERSON).click()
        expect(page.get_by_text(text.DUPLICATES_ALL_DECIDED)).to_be_visible()
        assert [one.decision for one in services.decided(five_rows, "elm-street")] == [
            "same"
        ]
        drawn(page)  # a click on a page that is still being drawn may be lost
        page.get_by_text(text.DECIDED.format(count=1)).click()
        drawn(page)
        page.get_by_role("button", name=text.TAKE_BACK).click()
        expect(page.get_by_role("button", name=text.ONE_PERSON)).to_be_visible()
        assert services.decided(five_rows, "elm-street") == ()


def _until_looked_twice(page: Page, name: str) -> None:
    """Wait until the page speaks of a file: after two looks, a minute apart."""
    for _ in range(18):
        page.wait_for_timeout(10_000)
        page.reload()
        drawn(page)
        page.get_by_role("tab", name=text.WATCHING, exact=True).click()
        drawn(page)
        if page.get_by_text(name).count():
            break
    expect(page.get_by_text(name).first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("page", [(1366, "light")], indirect=True)
def test_a_folder_is_watched_by_the_server(five_rows: Home, page: Page, tmp_path: Path):
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "lunch.csv").write_text("Soup,Salad\nhot,cold\n", "utf-8")
    os.utime(tmp_path / "share" / "lunch.csv", (NOW.timestamp(), NOW.timestamp()))
    with serving(five_rows.path) as address:
        _open(page, address, text.WATCHING)
        page.get_by_role("textbox", name=text.WATCHING_FOLDER).fill(
            str(tmp_path / "share")
        )
        page.get_by_role("button", name=text.WATCHING_START).click()
        expect(
            page.get_by_text(f"{tmp_path / 'share'} is looked at every minute")
        ).to_be_visible()
        _until_looked_twice(page, "lunch.csv")
        page.get_by_role("button", name=text.WATCHING_STOP).click()
        expect(page.get_by_role("button", name=text.WATCHING_START)).to_be_visible()
