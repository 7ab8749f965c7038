"""A home with one practice in it: of SQLite, and of PostgreSQL too where the tests have
a server of their own.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from retention import store
from tests import postgres

AT = datetime(2026, 3, 31, 9, 30)  # noqa: DTZ001 - the practice's own clock
DATABASE = f"desk_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(params=["sqlite", *(["postgresql"] if postgres.ADDRESS else [])])
def where(request: pytest.FixtureRequest, home: Path) -> Path | str:
    return (
        home
        if request.param == "sqlite"
        else postgres.empty_database(DATABASE, postgres.ADDRESS)
    )


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A database at the newest revision, made once: to copy it takes a hundredth of the
    time.
    """
    home = tmp_path_factory.mktemp("blank")
    store.open(home).close()
    return home / "work.db"


@pytest.fixture
def desk(where: Path | str, blank: Path | None) -> Iterator[store.Store]:
    if blank and isinstance(where, Path):
        where.mkdir()
        shutil.copy(blank, where)
    desk = store.open(where)
    yield desk
    desk.close()


@pytest.fixture
def practice(desk: store.Store) -> str:
    return desk.practices.ensure("Ash Dental", at=AT)
