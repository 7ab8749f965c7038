"""A dashboard on a port of its own, and a real Chromium in front of it."""

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotYet

from retention import services
from retention.services import Home
from tests.serving import ROOT, serving

__all__ = [
    "CHROMIUM",
    "FLAGS",
    "PATIENCE",
    "ROOT",
    "choose",
    "click_mark",
    "drawn",
    "faded",
    "serving",
]

CHROMIUM = os.environ.get("RETENTION_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000
"""Milliseconds until something that should be there is missing: many, so that a busy
machine fails no test; one that finds what it needs does not wait.
"""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo practice of 400 people."""
    home = services.home(tmp_path_factory.mktemp("demo") / "demo")
    services.make_demo(
        home,
        patients=400,
        years=5,
        seed=1,
        ends=date(2026, 11, 21),
        now=datetime.fromisoformat("2026-11-22T09:00"),
    )
    return home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    """A copy of the home that a module has made once, to be worked in."""
    return services.home(shutil.copytree(made.path, tmp_path / "home"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one these tests are skipped, or fail where
    RETENTION_NEED_BROWSER says so.
    """
    if shutil.which(CHROMIUM) is None:
        why = f"There is no Chromium at {CHROMIUM}; name one in RETENTION_CHROMIUM."
        if os.environ.get("RETENTION_NEED_BROWSER") == "1":
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A visitor with a desktop's window."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def drawn(page: Page) -> None:
    """Wait until the page's script has run to its end and nothing more is loaded."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_load_state("networkidle")


_FADED = """() => document.getAnimations().every(one =>
    one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity
)"""


def faded(page: Page) -> None:
    """Wait until no colour fades in or out any more."""
    page.wait_for_function(_FADED)


_IN_ITS_CHART = """mark => {
    const layer = mark.closest('.js-plotly-plot').querySelector('.nsewdrag')
    const inner = mark.getBoundingClientRect()
    const outer = layer.getBoundingClientRect()
    return {
        x: inner.x + inner.width / 2 - outer.x,
        y: inner.y + inner.height / 2 - outer.y,
    }
}"""


def click_mark(chart: Locator, mark: Locator) -> None:
    """Click a bar or a cell, on the layer that a chart lays over its marks.

    Its place is told within the chart: charts above may still move the whole one.
    """
    place = mark.evaluate(_IN_ITS_CHART)
    layer = chart.locator(".nsewdrag").first
    layer.hover(position=place)
    layer.click(position=place)


def choose(box: Locator, option: Locator) -> None:
    """Open a list of choices and take one.

    A list closes when what is below it moves; it is then opened again.
    """
    box.scroll_into_view_if_needed()
    for _ in range(10):
        box.click()
        try:
            option.wait_for(timeout=5_000)
        except NotYet:
            box.press("Escape")
        else:
            option.click()
            return
    raise AssertionError(f"no list opened below {box}")
