"""Strangers in a real Chromium: a name that points here, a page that frames ours, a
page that speaks to ours.
"""

import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from retention.services import Home
from retention.web import gate
from retention.web.copy import frame
from tests.browser.conftest import CHROMIUM, FLAGS, PATIENCE, drawn
from tests.serving import ROOT, STREAMLIT, free_port, serving, start, stopping, wait

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def port(demo: Home) -> Iterator[int]:
    """A dashboard on the demo practice."""
    with serving(demo.path) as address:
        yield int(address.rpartition(":")[2])


@contextmanager
def stranger(folder: Path, page: str) -> Iterator[str]:
    """Another web server of this computer, with one page; gives its address."""
    (folder / "index.html").write_text(page)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_name_that_points_here_reads_no_list(browser: Browser, port: int):
    """DNS rebinding: the page's name is turned to this computer once it is open."""
    rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
    turned = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*FLAGS, rules], timeout=PATIENCE
    )
    page = turned.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        answer = page.goto(f"http://evil.example:{port}/outreach")
        page.wait_for_load_state("networkidle")
        assert page.locator("body").inner_text().strip() == gate.NOT_OUR_NAME.strip()
        assert answer is not None
        assert answer.status == 403
    finally:
        turned.close()


def test_our_own_page_is_drawn(page: Page, port: int):
    page.goto(f"http://localhost:{port}/outreach")
    expect(page.get_by_role("heading", name=frame.OUTREACH[0])).to_be_visible()


def test_no_other_page_frames_ours(page: Page, port: int, tmp_path: Path):
    with stranger(
        tmp_path,
        f'<iframe src="http://127.0.0.1:{port}/imports" width="900" '
        'height="700"></iframe>',
    ) as address:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2000)
        framed = page.frame_locator("iframe")
        assert (
            framed.locator("[data-testid=stApp], [data-testid=stFileUploader]").count()
            == 0
        )
        assert "stApp" not in page.frames[1].content()


_SPEAKS = """<body><script>
const line = new WebSocket("ws://127.0.0.1:%d/_stcore/stream", "streamlit");
line.onopen = () => document.body.append("open");
line.onclose = () => document.body.append("refused");
</script></body>"""


def test_a_page_of_another_port_does_not_speak_to_ours(
    page: Page, port: int, tmp_path: Path
):
    with stranger(tmp_path, _SPEAKS % port) as address:
        page.goto(address)
        expect(page.locator("body")).to_have_text("refused")
        page.goto(address.replace("127.0.0.1", "localhost"))
        expect(page.locator("body")).to_have_text("refused")


def test_a_list_is_sent_when_it_is_taken_and_stays_in_no_cache(page: Page, port: int):
    sent = []
    page.on(
        "response",
        lambda one: sent.append(one) if f"{port}/media/" in one.url else None,
    )
    page.goto(f"http://localhost:{port}/overview")
    page.locator(".st-key-people-active button").click()
    people = page.get_by_role("dialog")
    expect(people.get_by_role("button", name=frame.TAKE_LIST)).to_be_visible()
    drawn(page)
    assert [one.header_value("content-length") for one in sent] in ([], ["0"])
    with page.expect_download() as download:
        people.get_by_role("button", name=frame.TAKE_LIST).click()
    assert '"Name","Phone"' in Path(download.value.path()).read_text("utf-8-sig")
    answer = page.request.get(download.value.url)
    assert '"Name","Phone"' in answer.text()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    looked = page.request.get(download.value.url, headers={"Sec-Fetch-Mode": "cors"})
    assert (looked.status, looked.body()) == (200, b"")


def test_a_start_without_the_gate_shows_nobody(page: Page, demo: Home, tmp_path: Path):
    """Whatever other script draws the screens is not `st.App` with our middleware: it
    says how to start instead.
    """
    (tmp_path / "pages").symlink_to(ROOT / "pages")
    alone = tmp_path / "alone.py"
    alone.write_text("from retention.web import shell\n\nshell.run()\n")
    port = free_port()
    with stopping(
        start(demo.path, port, command=(*STREAMLIT[:-1], str(alone)))
    ) as server:
        wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        page.goto(f"http://127.0.0.1:{port}/outreach")
        expect(page.get_by_text(frame.NO_GATE)).to_be_visible()
        drawn(page)
        assert page.get_by_role("heading", name=frame.OUTREACH[0]).count() == 0


def test_a_page_started_by_itself_shows_nobody(page: Page, demo: Home):
    port = free_port()
    command = (*STREAMLIT[:-1], "pages/outreach.py")
    with stopping(
        start(demo.path, port, command=command, stderr=subprocess.DEVNULL)
    ) as server:
        wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        page.goto(f"http://127.0.0.1:{port}")
        expect(page.get_by_role("alert")).to_be_visible()
        drawn(page)
        assert page.get_by_role("heading", name=frame.OUTREACH[0]).count() == 0
