"""Run by hand: the README's pictures, of the demo practice, in both themes.

    python -m tests.browser.screenshots [FOLDER]

Without a folder the pictures of the README are made anew; with one, every page at
desktop and phone width goes there.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from retention import services
from retention.web.copy import frame, front_desk
from retention.web.shell import PAGES
from tests.browser.conftest import CHROMIUM, FLAGS, ROOT, drawn, serving

README = [
    ("today", "light"),
    ("overview", "dark"),
    ("outreach", "light"),
    ("campaigns", "light"),
    ("treatment", "light"),
    ("retention", "dark"),
]
SIZES = {"1366": {"width": 1366, "height": 900}, "390": {"width": 390, "height": 844}}


def shoot(
    browser: Browser,
    address: str,
    page: str,
    theme: str,
    size: str,
    path: Path,
    *,
    whole: bool,
) -> None:
    """One picture of a page; the whole page, or what fits the window."""
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme)
    visitor = context.new_page()
    visitor.goto(address + ("/" if page == PAGES[0].key else f"/{page}"))
    drawn(visitor)
    if page == "outreach":
        start_calling(visitor)
    visitor.wait_for_timeout(1500)  # charts draw themselves after the page is done
    visitor.screenshot(path=path, full_page=whole)
    context.close()


def start_calling(visitor: Page) -> None:
    """Say who one is, and open the first row of the list."""
    visitor.get_by_label(front_desk.WHO_ELSE).fill("Maria")
    visitor.keyboard.press("Enter")
    visitor.get_by_role("button", name=front_desk.START).click()
    visitor.get_by_text(frame.OUTCOME).first.wait_for()
    drawn(visitor)


def every_page() -> Iterator[tuple[str, str, str]]:
    """Page, theme and width of every picture."""
    for page in (page for page in PAGES if not page.is_hidden):
        for theme in ("light", "dark"):
            for size in SIZES:
                yield page.key, theme, size


def main(folder: Path | None) -> None:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        services.make_demo(
            services.home(home),
            patients=2000,
            years=5,
            seed=7,
            ends=date(2026, 11, 20),
            now=datetime(2026, 11, 21, 9),  # noqa: DTZ001
        )
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving(Path(home)) as address:
            if folder:
                for page, theme, size in every_page():
                    shoot(
                        browser,
                        address,
                        page,
                        theme,
                        size,
                        folder / f"{page}-{size}-{theme}.png",
                        whole=True,
                    )
            else:
                for page, theme in README:
                    path = ROOT / "data" / "screenshots" / f"{page}-{theme}.png"
                    shoot(browser, address, page, theme, "1366", path, whole=False)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
