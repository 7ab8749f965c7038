"""What every test shares: Hypothesis without a deadline, the same examples on every
run.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "retention",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "search", settings.get_profile("retention"), derandomize=False
)
settings.load_profile("retention")


def pytest_configure(config: pytest.Config) -> None:
    """Keep pytest-alembic from binding its own tests to this very file, which fails
    under pytest 9.2.
    """
    config.option.pytest_alembic_tests_path = "none"


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
