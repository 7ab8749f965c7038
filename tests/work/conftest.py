"""A home with one practice in it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from retention import work

AT = datetime(2026, 3, 31, 9, 30)  # noqa: DTZ001 - the practice's own clock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path) -> Iterator[work.Work]:
    desk = work.open(home)
    yield desk
    desk.close()


@pytest.fixture
def practice(desk: work.Work) -> str:
    return desk.ensure_practice("Ash Dental", at=AT)
