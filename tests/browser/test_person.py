"""A person's page in a real browser: from a list by a click, without a name in address
or title; read by everybody.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from retention import services
from retention.web.copy import frame, front_desk
from tests.browser.conftest import PATIENCE, drawn, serving
from tests.browser.test_accessibility import _serious

pytestmark = pytest.mark.browser
NOW = datetime.fromisoformat("2026-11-22T09:00")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A dashboard on the demo practice, and the token of one of its people who has a
    family.
    """
    home = services.home(tmp_path_factory.mktemp("person") / "demo")
    services.make_demo(
        home, patients=200, years=3, seed=1, ends=date(2026, 11, 21), now=NOW
    )
    key = services.chosen_practice(home, None)
    practice = services.open_practice(home, services.state(home, key))
    people = practice.people[practice.people["is_person"]]
    patient = people["id"][people["household"].duplicated(keep=False)].iloc[0]
    with serving(home.path) as address:
        yield (
            address,
            services.person_token(
                services.OpenedPractice(home, key, practice), patient
            ),
        )


def test_a_name_in_a_list_opens_the_persons_page(page: Page, served: tuple[str, str]):
    address, _ = served
    page.goto(f"{address}/treatment")
    drawn(page)
    name = page.locator("tbody a").first
    said = name.inner_text()
    with page.context.expect_page() as opened:
        name.click()
    person = opened.value
    drawn(person)
    expect(person.get_by_role("heading", level=1)).to_have_text(said)
    assert re.search(r"/person\?who=[0-9a-f]{32}$", person.url)
    for word in said.lower().split():
        assert word not in f"{person.url} {person.title()}".lower()


def test_the_family_opens_in_the_same_window(page: Page, served: tuple[str, str]):
    address, token = served
    page.goto(f"{address}/person?who={token}")
    drawn(page)
    family = page.locator("[class*=st-key-person-turn] button").first
    said = family.locator("p").inner_text()
    family.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    expect(page).to_have_url(
        re.compile(r"/person\?who=(?!" + token + r")[0-9a-f]{32}$")
    )
    page.go_back()
    expect(page).to_have_url(re.compile(token))
    expect(page.get_by_role("heading", level=1)).not_to_have_text(said)


def test_the_page_is_not_in_the_menu(page: Page, served: tuple[str, str]):
    address, token = served
    page.goto(f"{address}/person?who={'0' * len(token)}")
    expect(page.get_by_text(front_desk.LEADS_TO_NOBODY)).to_be_visible()
    expect(page.get_by_role("heading", name=frame.PERSON[0])).to_be_visible()
    expect(
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Person")
    ).to_have_count(0)


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_persons_page_can_be_read_by_everybody(
    scheme: str, width: int, browser: Browser, served: tuple[str, str]
):
    address, token = served
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE)
    visitor = context.new_page()
    visitor.goto(f"{address}/person?who={token}")
    visitor.get_by_role("heading", name=front_desk.TIMELINE).wait_for()
    drawn(visitor)
    assert [
        (fault["id"], fault["nodes"][0]["html"]) for fault in _serious(visitor)
    ] == []
    assert visitor.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
