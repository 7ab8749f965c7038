"""Practices made once for all tests of the demo."""

from datetime import date

import pytest

from retention import demo
from retention.core import schema

ENDS = date(2026, 11, 20)


@pytest.fixture(scope="session")
def small() -> schema.Tables:
    return demo.make(patients=300, ends=ENDS)


@pytest.fixture(scope="session")
def usual() -> schema.Tables:
    return demo.make(ends=ENDS)
