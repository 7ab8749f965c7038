"""The main job in a real browser: look around, open people, take a mailing file."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from retention import services
from retention.services import Home
from retention.web.copy import frame, labels
from retention.web.shell import PAGES
from tests.browser.conftest import choose, click_mark, drawn, serving
from tests.web.hostile import make_hostile

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo: Home) -> Iterator[str]:
    """A dashboard on the demo practice."""
    with serving(demo.path) as served:
        yield served


def test_a_page_opened_by_its_own_address_on_a_fresh_server_gets_the_frame(
    page: Page, demo: Home
):
    with serving(demo.path) as fresh:
        page.goto(f"{fresh}/outreach")
        expect(page.get_by_role("heading", name=frame.OUTREACH[0])).to_be_visible()
        expect(page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(
            sum(not one.is_hidden for one in PAGES)
        )
        expect(page.get_by_role("link", name="Overview")).to_be_visible()


def test_an_empty_home_opens_the_demo_at_the_press_of_a_button(
    page: Page, tmp_path: Path
):
    with serving(tmp_path / "new") as new:
        page.goto(new)
        page.get_by_role("button", name=frame.LOAD_DEMO).click()
        expect(page.get_by_role("heading", name=frame.TODAY[0])).to_be_visible()
        expect(page.get_by_test_id("stMetric")).to_have_count(3)
        page.get_by_role("link", name="Overview").click()
        expect(page.get_by_role("heading", name=frame.OVERVIEW[0])).to_be_visible()
        expect(page.get_by_test_id("stMetric")).to_have_count(8)


def test_a_tile_opens_its_people(page: Page, address: str):
    page.goto(f"{address}/overview")
    page.locator(".st-key-people-active button").click()
    people = page.get_by_role("dialog")
    expect(people.get_by_role("heading", name="Active patients")).to_be_visible()
    expect(people.locator("tbody tr")).to_have_count(25)
    people.get_by_role("radio", name="Left out").click()
    expect(people.get_by_text("left the practice").first).to_be_visible()
    with page.expect_download() as download:
        people.get_by_role("button", name=frame.TAKE_LIST).click()
    rows = list(
        csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig")))
    )
    assert {row["Why left out"] for row in rows} == {"left the practice"}


def test_a_bar_of_a_chart_opens_its_people(page: Page, address: str):
    page.goto(f"{address}/growth")
    bars = page.locator(".st-key-growth-bridge .point path")
    expect(bars).to_have_count(6)
    click_mark(page.locator(".st-key-growth-bridge"), bars.nth(0))
    expect(
        page.get_by_role("dialog").get_by_role(
            "heading", name=labels.BRIDGE["active_start"]
        )
    ).to_be_visible()


def test_a_part_of_a_bar_opens_the_people_of_that_part(page: Page, address: str):
    page.goto(f"{address}/growth")
    parts = page.locator(".st-key-growth-months .bars .point path")
    expect(parts).to_have_count(24)
    click_mark(page.locator(".st-key-growth-months"), parts.nth(0))
    expect(
        page.get_by_role("dialog").get_by_role("heading", name="returning · Nov 2025")
    ).to_be_visible()


def test_a_cell_of_the_triangle_opens_its_people(page: Page, address: str):
    page.goto(f"{address}/retention")
    cells = page.locator(".st-key-retention-cohorts-quarter .bars .point path")
    expect(cells.first).to_be_visible()
    click_mark(page.locator(".st-key-retention-cohorts-quarter"), cells.first)
    expect(
        page.get_by_role("dialog").get_by_role("heading", name="Year 1 · 20")
    ).to_be_visible()
    expect(
        page.get_by_role("dialog").get_by_role("radio", name="Not counted")
    ).to_be_visible()


def test_a_month_of_acceptance_opens_its_people(page: Page, address: str):
    page.goto(f"{address}/treatment")
    bars = page.locator(".st-key-treatment-months .bars .point path")
    expect(bars).to_have_count(12)
    click_mark(page.locator(".st-key-treatment-months"), bars.nth(11))
    expect(
        page.get_by_role("dialog").get_by_role("heading", name="Oct 2026")
    ).to_be_visible()


def test_the_menu_below_a_chart_opens_the_same_people(page: Page, address: str):
    page.goto(f"{address}/growth")
    page.locator(".st-key-growth-bridge-people button").click()
    page.get_by_role("menuitem", name=labels.BRIDGE["joined"]).or_(
        page.get_by_role("option", name=labels.BRIDGE["joined"])
    ).click()
    expect(
        page.get_by_role("dialog").get_by_role("heading", name=labels.BRIDGE["joined"])
    ).to_be_visible()


def test_no_name_stands_in_an_address(page: Page, address: str):
    page.goto(f"{address}/overview")
    page.get_by_label(frame.PERIOD).first.click()
    page.get_by_role("option", name="Last 3 full months").click()
    expect(page.get_by_text("Aug 1, 2026 – Oct 31, 2026").first).to_be_visible()
    page.wait_for_url("**period=**")
    drawn(page)
    page.locator(".st-key-provider").get_by_role("combobox").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_url("**provider=**")
    page.goto(f"{address}/overview?age=35-54&source=1")
    expect(page.get_by_text(frame.ONLY)).to_be_visible()
    drawn(page)
    assert re.search(r"source=1(&|$)", page.url)
    assert "age=35-54" in page.url
    page.goto(f"{address}/outreach")
    page.get_by_role("tab", name=frame.VIEWS[1]).click()
    page.get_by_label(frame.LOOK_FOR).fill("smith")
    page.keyboard.press("Enter")
    expect(page.get_by_text(frame.LOOK_WHO)).to_be_visible()
    assert "smith" not in page.url.lower()


def test_no_word_of_a_practice_becomes_a_link_or_a_picture(page: Page, tmp_path: Path):
    home = services.home(tmp_path / "hostile")
    make_hostile(home)
    with serving(home.path) as served:
        for name in (
            "",
            "overview",
            "growth",
            "retention",
            "treatment",
            "schedule",
            "outreach",
            "imports",
        ):
            page.goto(f"{served}/{name}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            drawn(page)
            assert (
                page.locator(
                    "a[href*='example.com'], img[src*='example.com'], "
                    "a[href^='mailto:']"
                ).count()
                == 0
            )


def test_who_is_to_be_counted_is_chosen_with_the_mouse_and_stands_in_the_address(
    page: Page, address: str
):
    page.goto(f"{address}/treatment")
    for label, place in (("provider", 1), ("age", 2)):
        drawn(page)
        picker = page.get_by_role("combobox", name=labels.FILTERS[label], exact=True)
        choose(picker, page.get_by_role("option").nth(place))
        expect(page).to_have_url(re.compile(rf"[?&]{label}="))
    expect(page.get_by_text(frame.ONLY)).to_be_visible()
    expect(picker).to_have_value("18-34")
