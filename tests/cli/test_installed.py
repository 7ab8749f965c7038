"""What is installed from a wheel opens its dashboard by itself, in any folder."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from retention import __version__
from retention.web.shell import PAGES
from tests.serving import ROOT, free_port, start, stopping, wait

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this folder."""
    folder = tmp_path_factory.mktemp("dist")
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with nothing but the wheel's content in it."""
    folder = tmp_path_factory.mktemp("site")
    pip("install", "--no-deps", "--target", str(folder), str(wheel))
    return folder


def pip(*words: str) -> None:
    line = [sys.executable, "-m", "pip", "--quiet", *words]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_every_screen_and_is_a_release(wheel: Path):
    assert wheel.name.split("-")[1] == __version__ == "0.1.0"
    names = set(ZipFile(wheel).namelist())
    screens = [f"pages/{page.key}.py" for page in PAGES]
    for name in ("app.py", ".streamlit/config.toml", *screens):
        assert f"retention/dashboard/{name}" in names
    assert {"retention/py.typed", "retention/definitions.md"} <= names
    assert not {name for name in names if name.startswith(("tests/", "data/"))}


def test_the_dashboard_opens_in_an_empty_folder(site: Path, tmp_path: Path):
    port = free_port()
    known = {
        "PYTHONPATH": str(site),
        "STREAMLIT_SERVER_PORT": str(port),
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    command = (str(site / "bin" / "retention"), "--home", "home")
    words = ("demo", "--patients", "30", "--years", "2", "--open")
    server = start(
        tmp_path,
        port,
        *words,
        command=command,
        known=known,
        cwd=tmp_path,
        bare=True,
        start_new_session=True,
    )
    address = f"http://localhost:{port}"
    with stopping_group(server):
        wait(f"{address}/_stcore/health", server)
        for key in ("", *(page.key for page in PAGES)):
            with urllib.request.urlopen(f"{address}/{key}", timeout=10) as answer:
                assert answer.status == 200
                assert b"<html" in answer.read()
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@contextmanager
def stopping_group(server: subprocess.Popen) -> Iterator[None]:
    """A process that is ended with the block, and the dashboard that it started."""
    with stopping(server):
        try:
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def test_every_installed_screen_draws_itself(site: Path, tmp_path: Path):
    """An address is answered before its screen is drawn; here it is drawn."""
    environment = {**os.environ, "PYTHONPATH": str(site), "RETENTION_HOME": "home"}
    line = [sys.executable, "-m", "retention", "demo", "--patients", "30"]
    subprocess.run(line, cwd=tmp_path, env=environment, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == [page.key for page in PAGES]


DRAW = """
from pathlib import Path
import retention
from retention.web.shell import PAGES
from streamlit.testing.v1 import AppTest
app = Path(retention.__file__).parent / "dashboard" / "app.py"
test = AppTest.from_file(str(app), default_timeout=60)
test.run()
for page in PAGES:
    test.switch_page(f"pages/{page.key}.py").run()
    assert not test.exception and not test.error, (page.key, test.exception, test.error)
    assert test.title, page.key
    print(page.key)
"""
