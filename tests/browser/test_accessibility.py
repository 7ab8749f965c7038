"""Nothing serious of our own stands between a page and who reads it otherwise
(axe-core); both themes, two sizes.
"""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from retention import services
from retention.web.copy import frame
from retention.web.shell import PAGES
from tests.browser.conftest import PATIENCE, drawn, serving

pytestmark = pytest.mark.browser
NOW = datetime.fromisoformat("2026-11-22T09:00")
UPSTREAM = {
    "svg-img-alt",  # the small line of st.metric draws its points without a title
    # st.table scrolls sideways in a box that no key reaches
    "scrollable-region-focusable",
}
"""What Streamlit 1.67 itself draws; a new one is looked at before it is added."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard on the demo practice."""
    home = services.home(tmp_path_factory.mktemp("axe") / "demo")
    services.make_demo(
        home, patients=400, years=5, seed=1, ends=date(2026, 11, 21), now=NOW
    )
    with serving(home.path) as served:
        yield served


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everybody(
    scheme: str, width: int, browser: Browser, address: str
):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    found = []
    for screen in PAGES:
        page.goto(address if screen is PAGES[0] else f"{address}/{screen.key}")
        page.get_by_role(
            "heading", name=getattr(frame, screen.key.upper())[0]
        ).wait_for()
        drawn(page)
        found += [
            (screen.key, fault["id"], fault["nodes"][0]["html"])
            for fault in _serious(page)
        ]
        assert page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        ), f"{screen.key} scrolls sideways"
    context.close()
    assert found == []


def _serious(page) -> list[dict]:
    faults = Axe().run(page).response["violations"]
    return [
        fault
        for fault in faults
        if fault["impact"] in ("serious", "critical") and fault["id"] not in UPSTREAM
    ]
