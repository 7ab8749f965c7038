"""A dashboard on a port of its own, and a real Chromium in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("RETENTION_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one these tests are skipped, or fail where RETENTION_NEED_BROWSER says so."""
    if shutil.which(CHROMIUM) is None:
        why = f"There is no Chromium at {CHROMIUM}; name one in RETENTION_CHROMIUM."
        if os.environ.get("RETENTION_NEED_BROWSER") == "1":
            pytest.fail(why)
        pytest.skip(why)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A visitor with a desktop's window."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@contextmanager
def serving(home: Path, today: str = "2026-11-22T10:00") -> Iterator[str]:
    """The dashboard on that home, as the README starts it, on that day (at that minute); gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = {"RETENTION_HOME": str(home), "RETENTION_TODAY": today}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **known}, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(address: str, server: subprocess.Popen) -> None:
    for _ in range(120):
        assert server.poll() is None, "the dashboard stopped while it started"
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise AssertionError("the dashboard did not start within 30 seconds")


def drawn(page: Page) -> None:
    """Wait until the page's script has run to its end and nothing more is loaded."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_load_state("networkidle")
