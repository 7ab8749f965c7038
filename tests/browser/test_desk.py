"""The front desk's day in a real browser, two people at once on one server: claim, log
by keyboard, next, stop.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from retention import outreach, services
from retention.facts.identity import names
from retention.services import Home
from retention.web.copy import frame, front_desk
from tests.browser.conftest import PATIENCE, drawn, faded, serving
from tests.browser.test_accessibility import _serious
from tests.documents.reading import pages

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo practice of 400 people, made once."""
    home = services.home(tmp_path_factory.mktemp("desk") / "demo")
    now = datetime.fromisoformat("2026-11-22T09:00")
    services.make_demo(
        home, patients=400, years=5, seed=1, ends=date(2026, 11, 21), now=now
    )
    return home


@pytest.fixture
def two(browser: Browser, home: Home) -> Iterator[tuple[Page, Page]]:
    """Maria and Tom, each at a screen of their own, on one server."""
    contexts = [
        browser.new_context(viewport={"width": 1366, "height": 900}) for _ in range(2)
    ]
    with serving(home.path) as address:
        visitors = []
        for context, name in zip(contexts, ("Maria", "Tom"), strict=True):
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.goto(f"{address}/outreach")
            page.get_by_label(front_desk.WHO_ELSE).fill(name)
            page.keyboard.press("Enter")
            expect(page.get_by_text(f"You are {name}.")).to_be_visible()
            visitors.append(page)
        yield visitors[0], visitors[1]
    for context in contexts:
        context.close()


def _queue(home: Home) -> outreach.Queue:
    state = services.state(home, services.chosen_practice(home, None))
    return outreach.queue(
        services.open_practice(home, state), services.log(home, state.practice), TODAY
    )


def _contacts(home: Home) -> list[tuple[str, str, str]]:
    """Patient, outcome and by whom, of every contact logged, in order."""
    found = services.log(home, services.chosen_practice(home, None)).contacts
    return [
        tuple(row) for row in found[["patient_id", "outcome", "by"]].to_numpy().tolist()
    ]


def _household(home: Home, patient: str) -> str:
    practice = services.open_practice(
        home, services.state(home, services.chosen_practice(home, None))
    )
    people = practice.people
    return people["id"][people["household"][services.person_row(practice, patient)]]


def _row(page: Page, household: str):
    return page.locator(f".st-key-outreach-row-{household}")


def _patient(page: Page) -> str:
    """The patient whose card is open."""
    said = (
        page.locator(".st-key-outreach-card")
        .get_by_text(re.compile(r"^Patient \S+ in your system"))
        .inner_text()
    )
    return said.split()[1]


def _start(page: Page) -> str:
    page.get_by_role("button", name=front_desk.START).click()
    expect(page.locator(".st-key-outreach-card")).to_be_visible()
    drawn(page)
    return _patient(page)


def _until_another(page: Page, patient: str) -> str:
    """Wait until another card than that patient's is open."""
    expect(
        page.locator(".st-key-outreach-card").get_by_text(
            f"Patient {patient} in your system"
        )
    ).to_have_count(0)
    expect(page.locator(".st-key-outreach-card")).to_be_visible()
    drawn(page)
    return _patient(page)


def test_what_one_has_open_the_other_sees_and_does_not_get(
    two: tuple[Page, Page], home: Home
):
    maria, tom = two
    first, second = list(_queue(home).rows[:2])
    assert _start(maria) == first.lead.patient_id
    # Tom's screen is older than Maria's click: he presses on the row that she has.
    _row(tom, first.household_id).get_by_role("button").click()
    expect(tom.get_by_text("Maria was faster")).to_be_visible()
    expect(
        tom.get_by_text(f"Patient {second.lead.patient_id} in your system")
    ).to_be_visible()
    expect(_row(tom, first.household_id).get_by_role("button")).to_be_disabled()
    expect(
        _row(tom, first.household_id).get_by_text(
            "Open at Maria’s screen until 10:15 am"
        )
    ).to_be_visible()
    maria.get_by_role("button", name=front_desk.CLOSE).click()
    expect(maria.get_by_role("button", name=front_desk.START)).to_be_visible()
    expect(
        _row(maria, second.household_id).get_by_text("Open at Tom’s screen")
    ).to_be_visible()


def test_both_log_by_keyboard_and_nothing_is_lost(two: tuple[Page, Page], home: Home):
    done: dict[str, list[str]] = {"Maria": [], "Tom": []}
    shown = {name: _start(page) for name, page in zip(done, two, strict=True)}
    for turn in range(4):
        for (name, patients), page in zip(done.items(), two, strict=True):
            page.keyboard.press("1" if turn % 2 else "2")
            expect(page.get_by_role("button", name="Save “")).to_be_visible()
            page.get_by_label(frame.NOTE, exact=True).fill(f"turn {turn} of {name}")
            page.keyboard.press("Control+Enter")
            patients.append(shown[name])
            shown[name] = _until_another(page, shown[name])
    everybody = done["Maria"] + done["Tom"]
    assert len({_household(home, patient) for patient in everybody}) == 8, (
        "somebody was opened twice"
    )
    logged = _contacts(home)
    for name, patients in done.items():
        wanted = [
            (patient, "no_answer" if turn % 2 else "left_message", name)
            for turn, patient in enumerate(patients)
        ]
        assert [contact for contact in logged if contact in wanted] == wanted
    found = services.log(home, services.chosen_practice(home, None)).contacts
    assert {f"turn {turn} of {name}" for turn in range(4) for name in done} == set(
        found["note"]
    )


def _families(home: Home) -> list[outreach.HouseholdRow]:
    """The day's households of which several are due, the first of them speaking for
    themselves, all adults.
    """
    rows = [row for row in _queue(home).for_today if row.others]
    return [
        row
        for row in rows
        if all(one.speak_to == one.person for one in (row.lead, *row.others))
    ]


def _named(home: Home, row: outreach.HouseholdRow) -> list[str]:
    """What the lead and the others who are due are called."""
    practice = services.open_practice(
        home, services.state(home, services.chosen_practice(home, None))
    )
    return names(practice, [row.lead.person, *(other.person for other in row.others)])


def _written_to(home: Home) -> set[str]:
    """Everybody whom a letter made now is about."""
    state = services.state(home, services.chosen_practice(home, None))
    practice = services.open_practice(home, state)
    log = services.log(home, state.practice)
    return {
        patient
        for patient, _, _ in outreach.mailing(
            practice, log, TODAY, profile="letter"
        ).people
    }


def _ask(page: Page, row: outreach.HouseholdRow) -> Locator:
    """Open that household's card, then what its “Asked us to stop” opens."""
    _row(page, row.household_id).get_by_role("button").click()
    expect(
        page.locator(".st-key-outreach-card").get_by_text(
            f"Patient {row.lead.patient_id} in"
        )
    ).to_be_visible()
    drawn(page)
    page.get_by_role("button", name="Asked us to stop").click()
    return page.get_by_role("dialog")


def test_asked_us_to_stop_holds_for_those_ticked_and_never_for_the_next_family(
    two: tuple[Page, Page], home: Home
):
    maria, tom = two
    row = _families(home)[0]
    first, second, *_ = _named(home, row)
    both = {row.lead.patient_id, row.others[0].patient_id}
    assert both <= _written_to(home)
    window = _ask(maria, row)
    expect(window.get_by_role("checkbox", name=first)).to_be_checked()
    expect(window.get_by_role("checkbox", name=second)).not_to_be_checked()
    window.get_by_text(second).click()
    now = window.get_by_role("button", name=f"Stop contacting {first} and 1 more")
    now.dblclick()
    expect(maria.get_by_role("dialog")).to_have_count(0)
    expect(
        maria.get_by_text(f"{first} and {second} will not be contacted.")
    ).to_be_visible()
    following = _until_another(maria, row.lead.patient_id)
    drawn(maria)
    maria.wait_for_timeout(1500)  # whatever the second press still does
    assert sorted(_contacts(home)) == sorted(
        (patient, "do_not_contact", "Maria") for patient in both
    )
    assert not both & _written_to(home)
    assert following in set(_queue(home).targets.frame["patient_id"])
    maria.reload()
    drawn(maria)
    expect(maria.get_by_role("dialog")).to_have_count(0)
    tom.reload()
    tom.get_by_label(front_desk.WHO_ELSE).fill("Tom")
    tom.keyboard.press("Enter")
    expect(tom.get_by_text("You are Tom.")).to_be_visible()
    assert len(_contacts(home)) == 2
    assert not both & set(_queue(home).targets.frame["patient_id"])


def test_two_at_once_stop_each_their_own_family_only(
    two: tuple[Page, Page], home: Home
):
    rows = _families(home)[:2]
    windows = [_ask(page, row) for page, row in zip(two, rows, strict=True)]
    for window, row in zip(windows, rows, strict=True):
        for name in _named(home, row)[1:]:
            window.get_by_text(name).click()
        expect(
            window.get_by_role("button", name=re.compile(f"and {len(row.others)} more"))
        ).to_be_enabled()
    for window in windows:
        window.get_by_role(
            "button", name=re.compile("^.*Stop contacting .* more")
        ).click()
    for page in two:
        expect(page.get_by_role("dialog")).to_have_count(0)
        drawn(page)
    wanted = [
        (one.patient_id, "do_not_contact", who)
        for who, row in zip(("Maria", "Tom"), rows, strict=True)
        for one in (row.lead, *row.others)
    ]
    assert sorted(_contacts(home)) == sorted(wanted)
    stops = services.stops(home, services.chosen_practice(home, None))
    assert sorted(stops["patient_id"]) == sorted(patient for patient, _, _ in wanted)


def test_a_window_left_open_is_still_about_its_own_family(
    two: tuple[Page, Page], home: Home
):
    maria, tom = two
    row, other = _families(home)[:2]
    window = _ask(maria, row)
    key = services.chosen_practice(home, None)
    practice = services.open_practice(home, services.state(home, key))
    services.stop(
        services.OpenedPractice(home, key, practice),
        row.lead.patient_id,
        "Said so to somebody else.",
        datetime.fromisoformat("2026-11-22T10:00"),
    )
    services.stop(
        services.OpenedPractice(home, key, practice),
        other.lead.patient_id,
        "Said so to somebody else.",
        datetime.fromisoformat("2026-11-22T10:00"),
    )
    window.get_by_role("button", name=f"Stop contacting {_named(home, row)[0]}").click()
    expect(maria.get_by_role("dialog")).to_have_count(0)
    assert _contacts(home) == [(row.lead.patient_id, "do_not_contact", "Maria")]
    stops = services.stops(home, key)
    assert stops["patient_id"].tolist() == [
        row.lead.patient_id,
        other.lead.patient_id,
    ], "one stop each"
    drawn(tom)


def test_the_window_is_left_without_stopping_anybody(
    two: tuple[Page, Page], home: Home
):
    maria, _ = two
    row = _families(home)[0]
    window = _ask(maria, row)
    window.get_by_role("button", name="Cancel").click()
    expect(maria.get_by_role("dialog")).to_have_count(0)
    assert _patient(maria) == row.lead.patient_id
    again = _ask(maria, row)
    drawn(maria)  # a key that comes before the window is drawn closes nothing
    again.press("Escape")
    expect(maria.get_by_role("dialog")).to_have_count(0)
    assert _contacts(home) == []


def test_the_days_calls_come_down_on_paper_whole(two: tuple[Page, Page], home: Home):
    maria, _ = two
    maria.get_by_role("link", name="Today").click()
    maria.get_by_role("button", name=front_desk.PRINT).click()
    with maria.expect_download() as download:
        maria.get_by_role("button", name=front_desk.SHEETS).click()
    assert download.value.suggested_filename.startswith("call-sheets-20261122-")
    printed = " ".join(
        " ".join(pages(Path(download.value.path()).read_bytes())).split()
    )
    practice = services.open_practice(
        home, services.state(home, services.chosen_practice(home, None))
    )
    rows = list(_queue(home).for_today)
    assert len(rows) == 25
    for row, name in zip(
        rows, names(practice, [row.lead.person for row in rows]), strict=True
    ):
        assert name in printed
        assert f"Patient {row.lead.patient_id}." in printed


@pytest.mark.parametrize(
    ("width", "scheme"),
    [(1366, "light"), (1366, "dark"), (390, "light"), (390, "dark")],
)
def test_an_open_card_can_be_read_by_everybody(
    width: int, scheme: str, browser: Browser, home: Home
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    with serving(home.path) as address:
        page.goto(address)
        page.get_by_label(front_desk.WHO_ELSE).fill("Maria")
        page.keyboard.press("Enter")
        drawn(page)
        expect(page.get_by_role("heading", name=front_desk.WHO)).to_have_count(0)
        _start(page)
        page.get_by_role("button", name="Leaving us").click()
        expect(page.get_by_label(front_desk.WHY_LEAVING)).to_be_visible()
        drawn(page)
        faded(page)
        assert [
            (fault["id"], fault["nodes"][0]["html"]) for fault in _serious(page)
        ] == []
        assert page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )
        page.get_by_role("button", name=frame.STOP).click()
        expect(page.get_by_role("dialog").get_by_role("checkbox").first).to_be_checked()
        drawn(page)
        faded(page)
        assert [
            (fault["id"], fault["nodes"][0]["html"]) for fault in _serious(page)
        ] == []
    context.close()


def test_from_today_to_a_call_back_and_to_today_again(
    two: tuple[Page, Page], home: Home
):
    maria, _ = two
    maria.get_by_role("link", name="Today").click()
    expect(maria.get_by_role("heading", name=frame.TODAY[0])).to_be_visible()
    maria.get_by_role("button", name=front_desk.START).click()
    expect(maria.locator(".st-key-outreach-card")).to_be_visible()
    drawn(maria)
    patient = _patient(maria)
    maria.keyboard.press("7")
    expect(
        maria.get_by_role("button", name="Save “Asked to be called back”")
    ).to_be_visible()
    expect(maria.get_by_label(frame.CALL_BACK_ON).first).to_be_visible()
    maria.keyboard.press("Control+Enter")
    _until_another(maria, patient)
    maria.get_by_role("button", name="Moved away").click()
    maria.get_by_role("button", name="Save “Moved away”").click()
    drawn(maria)
    maria.get_by_role("link", name="Today").click()
    expect(maria.get_by_text("0 booked of today’s")).to_be_visible()
    tick = maria.get_by_role("checkbox").first
    expect(maria.get_by_text("moved away").first).to_be_visible()
    tick.locator("xpath=ancestor::label").click()
    expect(maria.get_by_text(front_desk.PUT_RIGHT_DONE)).to_be_visible()
