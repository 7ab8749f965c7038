"""Two practices, the second chosen, in a real browser: no button breaks, and no click,
reload or new tab loses it.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from retention import outreach, services
from retention.services import Caller, Contact, Home, ImportOptions
from retention.web.copy import frame, front_desk
from retention.web.shell import PAGES
from tests import exports
from tests.browser.conftest import drawn, serving

pytestmark = pytest.mark.browser
FIRST = "Elm Street"
SECOND = "Demo practice"
"""The demo stands back where there is another, so it is the second."""
CHOSEN = "practice=Demo+practice&period=3-months&age=35-54"
PERIOD = "Last 3 full months"
NOW = datetime.fromisoformat("2026-11-22T09:00")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Four people in Elm Street, 400 in the demo; one of them asked to be called back
    today.
    """
    folder = tmp_path_factory.mktemp("two")
    home = services.home(folder / "home")
    services.make_demo(
        home, patients=400, years=5, seed=1, ends=date(2026, 11, 21), now=NOW
    )
    files = services.find([exports.write(folder / "exports")])
    services.import_files(
        home, FIRST, files, ImportOptions(as_of=date.fromisoformat(exports.DAY)), NOW
    )
    key = services.chosen_practice(home, SECOND)
    practice = services.open_practice(home, services.state(home, key))
    row = outreach.queue(practice, services.log(home, key), NOW.date()).rows[0]
    contact = Contact(row.reason.reason, "call_back", call_back_on=NOW.date())
    services.log_contact(
        services.OpenedPractice(home, key, practice),
        row.lead.patient_id,
        contact,
        NOW,
        caller=Caller("t" * 8, "Tom"),
    )
    return home


@pytest.fixture
def address(home: Home) -> Iterator[str]:
    """A dashboard on that home."""
    with serving(home.path) as served:
        yield served


def _still(page: Page) -> None:
    """The page is whole, and shows the second practice: in the picker, in the head and
    in the address.
    """
    drawn(page)
    expect(page.get_by_text(frame.BROKEN)).to_have_count(0)
    expect(page.locator(".st-key-practice").get_by_role("combobox")).to_have_value(
        SECOND
    )
    expect(page.locator(".st-key-shown").get_by_text(SECOND)).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]practice=Demo(\+|%20)practice"))


def _still_filtered(page: Page) -> None:
    """Period and age are those chosen, too."""
    _still(page)
    expect(
        page.locator(".st-key-shown").get_by_text(f"{SECOND} · {PERIOD} · 35-54")
    ).to_be_visible()
    expect(page.locator(".st-key-period").get_by_role("combobox")).to_have_value(PERIOD)
    expect(page.locator(".st-key-age").get_by_role("combobox")).to_have_value("35-54")


def _press_back(page: Page) -> None:
    """Go back, and wait for what that shows: a second press meets a page at rest."""
    before = page.url
    page.go_back()
    with suppress(PlaywrightTimeout):  # another view may have the same address
        page.wait_for_url(lambda url: url != before, timeout=5_000)
    _still(page)
    page.wait_for_timeout(500)  # an answer that has only begun is none yet
    _still(page)


def _turn_to(page: Page, name: str, title: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def _say_who(page: Page) -> None:
    page.get_by_label(front_desk.WHO_ELSE).fill("Maria")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are Maria.")).to_be_visible()
    drawn(page)


def test_start_calling_opens_the_card(page: Page, address: str):
    page.goto(f"{address}/?{CHOSEN}")
    _say_who(page)
    page.get_by_role("button", name=front_desk.START).click()
    expect(page.locator(".st-key-outreach-card")).to_be_visible()
    _still(page)


def test_a_call_back_opens_its_card(page: Page, address: str):
    page.goto(f"{address}/?{CHOSEN}")
    _say_who(page)
    page.locator("[class*=st-key-today-open] button").first.click()
    expect(page.locator(".st-key-outreach-card")).to_be_visible()
    _still(page)


def test_a_cards_link_opens_the_person_and_back_comes_the_list(
    page: Page, address: str
):
    page.goto(f"{address}/outreach?{CHOSEN}")
    _say_who(page)
    page.get_by_role("button", name=front_desk.START).click()
    page.get_by_role("link", name=front_desk.ALL_OF_THEM).click()
    expect(page).to_have_url(re.compile(r"/person\?who="))
    expect(page.get_by_role("heading", name=front_desk.TIMELINE)).to_be_visible()
    _still(page)
    page.reload()
    _still(page)
    expect(page.get_by_role("heading", name=front_desk.TIMELINE)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=frame.OUTREACH[0])).to_be_visible()
    _still(page)


def test_import_your_exports_opens_imports(page: Page, home: Home):
    with serving(home.path, today="2026-12-22T10:00") as late:
        page.goto(f"{late}/?{CHOSEN}")
        _say_who(page)
        page.get_by_role("button", name=frame.GO_TO_IMPORTS).click()
        expect(page.get_by_role("heading", name=frame.IMPORTS[0])).to_be_visible()
        _still(page)


def test_after_a_reload_the_next_click_keeps_what_was_chosen(page: Page, address: str):
    page.goto(f"{address}/overview?{CHOSEN}")
    _still_filtered(page)
    page.reload()
    _still_filtered(page)
    _turn_to(page, "Growth", frame.GROWTH[0])
    _still_filtered(page)
    _turn_to(page, "Today", frame.TODAY[0])
    _still(page)
    page.reload()
    _still(page)
    _turn_to(page, "Treatment", frame.TREATMENT[0])
    _still_filtered(page)


def test_a_person_opened_in_a_new_tab_keeps_what_was_chosen(page: Page, address: str):
    page.goto(f"{address}/treatment?{CHOSEN}")
    drawn(page)
    with page.context.expect_page() as opened:
        page.locator("tbody a").first.click()
    person = opened.value
    _still(person)
    _turn_to(person, "Overview", frame.OVERVIEW[0])
    _still_filtered(person)
    drawn(person)  # the chosen values stand there before the figures do
    _press_back(person)
    for _ in range(2):  # one press may show the same view under its own address
        if "/person" not in person.url:
            _press_back(person)
    expect(person).to_have_url(re.compile(r"/person\?who="))
    expect(person.get_by_role("heading", level=1)).not_to_have_text(frame.PERSON[0])


def test_the_back_button_shows_what_was_shown(page: Page, address: str):
    page.goto(f"{address}/overview?{CHOSEN}")
    _still_filtered(page)
    page.locator(".st-key-period").get_by_role("combobox").click()
    page.get_by_role("option", name="Last full month").click()
    expect(page.locator(".st-key-shown").get_by_text("Last full month")).to_be_visible()
    drawn(page)
    page.go_back()
    _still_filtered(page)
    _turn_to(page, "Growth", frame.GROWTH[0])
    _still_filtered(page)
    page.go_back()
    expect(page.get_by_role("heading", name=frame.OVERVIEW[0])).to_be_visible()
    _still_filtered(page)
    page.go_forward()
    expect(page.get_by_role("heading", name=frame.GROWTH[0])).to_be_visible()
    _still_filtered(page)


@pytest.mark.parametrize("name", ["today", "overview", "person", "settings"])
def test_the_name_of_a_page_is_its_address(name: str, page: Page, address: str):
    page.goto(f"{address}/{name}?{CHOSEN}")
    expect(
        page.get_by_role("heading", name=getattr(frame, name.upper())[0])
    ).to_be_visible()
    drawn(page)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    _still(page)
    page.reload()
    _still(page)
    expect(page).to_have_url(re.compile(rf"/{name}\?"))


def test_the_values_of_one_practice_are_never_saved_for_another(
    page: Page, home: Home, address: str
):
    first = services.chosen_practice(home, FIRST)
    services.set_policy(home, first, {"active_months": "36"}, NOW)
    page.goto(f"{address}/settings?practice=Elm+Street")
    months = page.get_by_role("textbox", name=re.compile(frame.LABELS["active_months"]))
    expect(months).to_have_value("36")
    drawn(page)
    page.locator(".st-key-practice").get_by_role("combobox").click()
    page.get_by_role("option", name=SECOND).click()
    _still(page)
    expect(months).to_have_value("18")
    page.get_by_role("button", name=frame.SAVE_VALUES).click()
    expect(page.get_by_text(frame.VALUES_SAME)).to_be_visible()


def test_a_row_open_in_one_practice_is_not_open_in_the_other(page: Page, address: str):
    page.goto(f"{address}/?{CHOSEN}")
    _say_who(page)
    page.get_by_role("button", name=front_desk.START).click()
    expect(page.locator(".st-key-outreach-card")).to_be_visible()
    drawn(page)
    page.locator(".st-key-practice").get_by_role("combobox").click()
    page.get_by_role("option", name=FIRST).click()
    expect(page.locator(".st-key-shown").get_by_text(FIRST)).to_be_visible()
    drawn(page)
    expect(page.locator(".st-key-outreach-card")).to_have_count(0)
    expect(page.get_by_text(front_desk.GONE)).to_have_count(0)


def test_a_practice_that_is_not_here_is_said(page: Page, address: str):
    page.goto(f"{address}/overview?practice=Nowhere")
    expect(
        page.get_by_text("The address asks for the practice “Nowhere”")
    ).to_be_visible()
    drawn(page)
    page.reload()
    drawn(page)
    expect(page.locator(".st-key-shown").get_by_text(FIRST)).to_be_visible()


HARMFUL = re.compile(
    r"st-key-(settings-lift|campaign-make|imports-(go|undo|answer)|outreach-(stop|save|over|outcome)|duplicates|watching|answers|mapped|caller)"
)
"""What would write something, or ask somebody else who they are; stories of their own
press those.
"""
FOUND = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, [role=tab], [role=radio], [data-testid=stPageLink-NavLink])'
)].filter(one => one.checkVisibility() && !one.disabled && one.closest('[class*=st-key-]') &&
    !one.closest('[data-testid=stSelectbox]')).map(one => {
    const box = one.closest('[class*=st-key-]')
    return [[...box.classList].find(name => name.startsWith('st-key-')), one.getAttribute('role') || one.tagName,
            (one.querySelector('p') || one).innerText.trim().split('\\n').pop()]
})"""


def _buttons(page: Page) -> list[tuple[str, str, str]]:
    """Every button, view, choice and link of a page: key, role and words; of a list's
    rows the first two.
    """
    seen: dict[str, int] = {}
    found = []
    for key, role, words in page.evaluate(FOUND):
        kind = re.sub(r"[0-9a-f]{8,}|\d+", "", key) + (
            words if role in ("tab", "radio") else ""
        )
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= 2 and not HARMFUL.match(key):
            found.append((key, role, words))
    return found


def _press(page: Page, key: str, role: str, words: str) -> None:
    selector = {
        "tab": "[role=tab]",
        "radio": "[role=radio]",
        "A": "a",
        "BUTTON": "button",
    }.get(role, "button")
    page.locator(f".{key} {selector}", has_text=words or None).first.click()
    page.wait_for_timeout(500)  # until the click has reached the script
    drawn(page)


def _close(page: Page) -> None:
    """Close whatever has opened over the page."""
    opened = page.locator(
        "[role=dialog]:visible, [role=menu]:visible, [role=listbox]:visible"
    )
    for _ in range(5):
        if not opened.count():
            break
        cross = page.get_by_role("dialog").get_by_role("button", name="Close")
        cross.click() if cross.count() else page.keyboard.press("Escape")
        page.wait_for_timeout(500)
    expect(opened).to_have_count(0)
    drawn(page)


def _open(page: Page, start: str, view: str) -> None:
    """Open a page afresh, at that view where it has several."""
    page.goto(start)
    drawn(page)
    if page.get_by_label(front_desk.WHO_ELSE).count():
        _say_who(page)
    if page.get_by_role("button", name=frame.SKIP_GUESSES).count():
        page.get_by_role("button", name=frame.SKIP_GUESSES).click()
        drawn(page)
    if view:
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_timeout(500)
        drawn(page)


def _press_all(page: Page, start: str, view: str, title: str) -> int:
    """Press every button of a view, one after the other; how many there were."""
    _open(page, start, view)
    found = [one for one in _buttons(page) if one[1] != "tab"]
    found.sort(key=lambda one: one[1] == "radio")  # a choice takes other buttons away
    for key, role, words in found:
        _press(page, key, role, words)
        expect(page.get_by_text(frame.BROKEN)).to_have_count(0)
        for link in page.get_by_role("dialog").locator("tbody a").all():
            assert "practice=Demo+practice&period=3-months&age=35-54" in str(
                link.get_attribute("href")
            )
        _close(page)
        _still(page)
        if (
            not page.get_by_role("heading", name=title).count()
            or page.locator(".st-key-outreach-card").count()
        ):
            if page.locator(
                ".st-key-outreach-card"
            ).count():  # lets go of the row: it would be locked for the next
                page.get_by_role("button", name=front_desk.CLOSE).click()
                expect(page.locator(".st-key-outreach-card")).to_have_count(0)
                _still(page)
            page.reload()
            _still(page)
            _open(page, start, view)
    return len(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", [one.key for one in PAGES if not one.is_hidden])
def test_every_button_of_a_page_works_and_keeps_the_second(
    name: str, page: Page, address: str
):
    title = getattr(frame, name.upper())[0]
    start = f"{address}/{name}?{CHOSEN}"
    check = (
        _still_filtered
        if next(one for one in PAGES if one.key == name).picks
        else _still
    )
    _open(page, start, "")
    check(page)
    views = [tab.inner_text().strip() for tab in page.get_by_role("tab").all()] or [""]
    pressed = [_press_all(page, start, view, title) for view in views]
    assert sum(pressed) or name in ("imports", "definitions")
    page.reload()
    check(page)
    if views != [""]:
        expect(page.get_by_role("tab", name=views[-1], exact=True)).to_have_attribute(
            "aria-selected", "true"
        )
    after = "schedule" if name == "retention" else "retention"
    _turn_to(page, after.capitalize(), getattr(frame, after.upper())[0])
    _still_filtered(page)
