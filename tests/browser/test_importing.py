"""Files nobody declared, in a real browser: mapped, asked about, previewed, imported,
undone.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from retention import services
from retention.services import Home, ImportOptions
from retention.web.copy import imports as text
from tests import exports
from tests.browser import odd
from tests.browser.conftest import PATIENCE, choose, drawn, serving
from tests.browser.test_accessibility import _serious

pytestmark = pytest.mark.browser
NOW = datetime.fromisoformat("2026-11-21T09:00")


@pytest.fixture
def four(tmp_path: Path) -> Home:
    """Ann, Bob, Cleo and Dan are in the records already."""
    made = services.home(tmp_path / "home")
    files = services.find([exports.write(tmp_path / "exports")])
    services.import_files(
        made,
        "Elm Street",
        files,
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


def _read_by_everybody(page: Page, step: str) -> None:
    """Nothing serious stands in the way at this step, and nothing scrolls sideways.

    Streamlit 1.67 writes a tab that is open or pointed at in the primary colour, which
    on the dark ground has a contrast of 4.0.
    """
    drawn(page)
    tabs = {f"<p>{title}</p>" for title in page.get_by_role("tab").all_inner_texts()}
    faults = [
        (step, fault["id"], node["html"])
        for fault in _serious(page)
        for node in fault["nodes"]
    ]
    assert [fault for fault in faults if fault[2] not in tabs] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        f"{step} scrolls sideways"
    )


def _choose(page: Page, label: str, option: str) -> None:
    """Choose in the list whose label has those words."""
    box = (
        page.get_by_test_id("stSelectbox")
        .filter(has=page.get_by_text(re.compile(label)))
        .get_by_role("combobox")
    )
    choose(box, page.get_by_role("option", name=option, exact=True))
    drawn(page)


def _read_this_way(page: Page) -> None:
    button = page.get_by_role("button", name=text.READ_SO)
    expect(button).to_be_enabled()
    button.click()


def _records(home: Home) -> tuple[int | None, set[str]]:
    """Which import counts, and whom the records know."""
    state = services.state(home, services.chosen_practice(home, None))
    return state.snapshot, set(services.open_practice(home, state).people["id"])


def _see_figures(page: Page, served: str, *figures: str) -> None:
    """The tiles of the Schedule page say these figures."""
    page.goto(f"{served}/schedule")
    expect(page.get_by_test_id("stMetricValue")).to_have_text(list(figures))


def test_files_nobody_knows_are_mapped_answered_previewed_imported_and_undone(
    page: Page, four: Home, tmp_path: Path
):
    before = _records(four)
    with serving(four.path) as served:
        _see_figures(page, served, "50 %", "50 %", "–", "–")
        page.goto(f"{served}/imports")
        expect(page.get_by_text("counts now", exact=True)).to_be_visible()
        page.locator("input[type=file]").set_input_files(odd.write(tmp_path / "odd"))

        expect(
            page.get_by_role("heading", name="What is in “register.csv”?")
        ).to_be_visible()
        expect(page.get_by_text("(503) 555-0001").first).to_be_visible()
        _read_by_everybody(page, "the first unknown file")
        _read_this_way(page)

        expect(
            page.get_by_role("heading", name="What is in “visits.txt”?")
        ).to_be_visible()
        expect(
            page.get_by_text(text.STILL.format(titles="Patient number, Status"))
        ).to_be_visible()
        expect(page.get_by_role("button", name=text.READ_SO)).to_be_disabled()
        _read_by_everybody(page, "the second unknown file")
        _choose(page, "^Ref$", "Patient number *")
        _choose(page, "^What became of it$", "Status *")
        expect(page.get_by_text("Of the first 200 rows")).to_be_visible()
        _read_this_way(page)

        expect(page.get_by_role("heading", name=text.QUESTIONS)).to_be_visible()
        expect(
            page.get_by_text("no day above the 12th decides it").first
        ).to_be_visible()
        _read_by_everybody(page, "the questions")
        page.get_by_text("Day first", exact=True).first.click()
        _choose(page, "“came” mean", "Completed")
        _choose(page, "“rang off” mean", "Cancelled")
        _choose(page, "“Gone away” mean", "Inactive")
        page.get_by_role("button", name=text.GO_ON).click()

        expect(page.get_by_role("heading", name=text.PREVIEW)).to_be_visible()
        assert _records(four) == before, "a look changes nothing"
        _read_by_everybody(page, "the preview")
        page.get_by_text(text.SHOW_ROWS).click()
        _choose(page, text.ROWS_OF, "Appointments: new (20 of 360)")
        expect(page.get_by_text("2024-02-03 09:00").first).to_be_visible()
        _read_by_everybody(page, "rows of the preview")
        page.get_by_role("button", name=text.IMPORT).click()

        expect(
            page.get_by_text("Imported into Elm Street: 420 rows new or changed")
        ).to_be_visible()
        expect(page.get_by_text("counts now", exact=True)).to_be_visible()
        _read_by_everybody(page, "what was imported")
        assert _records(four) == (2, before[1] | {f"{n:05d}" for n in range(1, 61)})
        _see_figures(
            page, served, "50 %", "50 %", "25 %", "–"
        )  # a quarter of the visits “rang off”

        page.goto(f"{served}/imports")
        page.get_by_role("tab", name=text.MAPPED).click()
        expect(page.get_by_text("Patient number: Ref").first).to_be_visible()
        _read_by_everybody(page, "what was mapped")
        page.get_by_role("tab", name=text.LEDGER).click()
        page.get_by_role("button", name=text.UNDO, exact=True).click()
        page.get_by_role("button", name=text.UNDO_NOW).click()
        expect(page.get_by_text("Import 1 counts again.")).to_be_visible()
        assert not re.search("archer|barlow|ref=", page.url.lower())
        _see_figures(page, served, "50 %", "50 %", "–", "–")
    assert _records(four) == before
