"""Homes for tests: an empty one, and one with the four people of `exports`.

A database is brought to the newest revision once and copied: a hundredth of the time.
"""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from retention import services
from retention.services import Home, ImportOptions
from tests import exports

DATABASE = "work.db"
IMPORTED_AT = datetime(2026, 11, 22, 10)  # noqa: DTZ001 - the practice's own clock


def import_four(home: Home, folder: Path, practice: str, at: datetime) -> None:
    """Import Ann, Bob, Cleo and Dan from files in that folder, as of their export."""
    files = services.find([exports.write(folder)])
    options = ImportOptions(as_of=date.fromisoformat(exports.DAY))
    services.import_files(home, practice, files, options, at)


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest revision in which nothing has happened."""
    path = tmp_path_factory.mktemp("blank") / "home"
    services.home(path).store.close()
    return path / DATABASE


@pytest.fixture
def home(tmp_path: Path, blank_database: Path) -> Home:
    """An empty home."""
    path = tmp_path / "home"
    path.mkdir()
    shutil.copy(blank_database, path)
    return services.home(path)


@pytest.fixture(scope="session")
def four_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann, Bob, Cleo and Dan in the practice Elm Street; only to be copied."""
    path = tmp_path_factory.mktemp("four") / "home"
    home = services.home(path)
    import_four(home, path.parent / "exports", "Elm Street", IMPORTED_AT)
    home.store.close()
    return path


@pytest.fixture
def four(four_once: Path, tmp_path: Path) -> Home:
    """Ann, Bob, Cleo and Dan, imported, in a home of its own."""
    return services.home(shutil.copytree(four_once, tmp_path / "home"))
