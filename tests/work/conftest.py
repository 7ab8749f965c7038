"""A home with one practice in it.

With RETENTION_TEST_POSTGRES, the address of a PostgreSQL database that may be emptied, the same tests run there."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from retention import work

AT = datetime(2026, 3, 31, 9, 30)  # noqa: DTZ001 - the practice's own clock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def where(home: Path) -> Path | str:
    address = os.environ.get("RETENTION_TEST_POSTGRES")
    if not address:
        return home
    with create_engine(address).begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return address


@pytest.fixture
def desk(where: Path | str) -> Iterator[work.Work]:
    desk = work.open(where)
    yield desk
    desk.close()


@pytest.fixture
def practice(desk: work.Work) -> str:
    return desk.ensure_practice("Ash Dental", at=AT)
