"""What every test shares: the profiles of Hypothesis, and no skipping in silence."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests import laws, remembered

BROWSER_TESTS = Path(__file__).parent / "browser"

laws.register_profiles()
settings.load_profile(laws.FULL)


def pytest_configure(config: pytest.Config) -> None:
    """Hold laws against fewer examples in a run that leaves out the slow tests."""
    is_quick = "not slow" in config.option.markexpr
    if is_quick and not config.getoption("--hypothesis-profile"):
        settings.load_profile(laws.QUICK)

    # pytest-alembic would bind its own tests to this file, which fails under pytest 9.2.
    config.option.pytest_alembic_tests_path = "none"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not load the tests in a browser where they are left out."""
    leaves_out = "not browser" in config.option.markexpr
    return True if leaves_out and collection_path == BROWSER_TESTS else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Share no practice with a test that changes the product's constants."""
    _forget_where_patched(item)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Leave no practice behind that was made under changed constants."""
    _forget_where_patched(item)


def _forget_where_patched(item: pytest.Item) -> None:
    if "monkeypatch" in getattr(item, "fixturenames", ()):
        remembered.forget()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where RETENTION_NO_SKIPS is set a skipped test is a failure: nothing is left
    untried in silence.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        os.environ.get("RETENTION_NO_SKIPS")
        and reporter
        and reporter.stats.get("skipped")
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
