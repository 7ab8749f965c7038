"""A home that is moved, deleted or replaced under whoever has it open: what is said to
be saved is in the live home.
"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from retention import store
from retention.core.errors import RetentionError

from .conftest import AT


@pytest.fixture
def where(home):
    """All of this is about SQLite's files."""
    return home


@pytest.fixture(params=["wal", "persist"], autouse=True)
def journal(request, monkeypatch):
    """WAL as newer SQLite has it, switched on by hand, and the rollback journal."""
    monkeypatch.setattr(
        "retention.store.database.wal_is_safe", lambda version: request.param == "wal"
    )
    return request.param


BLANKS: dict[str, bytes] = {}
"""A database of each journal, made once: the mode is written in it."""


@pytest.fixture
def blank(journal: str, tmp_path: Path) -> Path:
    """A database at the newest revision that has this journal."""
    folder = tmp_path / "blank"
    if journal not in BLANKS:
        store.open(folder).close()
        BLANKS[journal] = (folder / "work.db").read_bytes()
    folder.mkdir(exist_ok=True)
    (folder / "work.db").write_bytes(BLANKS[journal])
    return folder / "work.db"


def moved(home: Path) -> None:
    home.rename(home.with_name("put aside"))


def deleted(home: Path) -> None:
    shutil.rmtree(home)


def database_deleted(home: Path) -> None:
    for path in home.glob("work.db*"):
        path.unlink()


def replaced_by_a_copy(home: Path) -> None:
    moved(home)
    shutil.copytree(home.with_name("put aside"), home)


def replaced_in_place(home: Path) -> None:
    """As a tool does that writes beside and renames: the folder stays, and so does a
    WAL.
    """
    shutil.copy(home / "work.db", home / "copy")
    (home / "copy").replace(home / "work.db")


def restored_over(home: Path) -> None:
    """The home is emptied and a backup put into its place while the old database is
    open elsewhere.
    """
    desk = store.open(home)
    desk.maintenance.backup(home.with_name("backup.db"))
    desk.close()
    for path in home.glob("work.db*"):
        path.unlink()
    shutil.copy(home.with_name("backup.db"), home / "work.db")


WAYS = [
    moved,
    deleted,
    database_deleted,
    replaced_by_a_copy,
    replaced_in_place,
    restored_over,
]


def patients_in(home: Path) -> set[str]:
    """Whose contacts the live home holds, read by another program."""
    if not (home / "work.db").exists():
        return set()
    with closing(sqlite3.connect(home / "work.db")) as live:
        return {row[0] for row in live.execute("SELECT patient_id FROM contact")}


def said_to_be_saved(desk: store.Store, practice: str, patients: range) -> set[str]:
    """The patients whose contact was acknowledged."""
    saved = set()
    refusals = []
    for patient in map(str, patients):
        try:
            desk.contacts.log(
                practice,
                store.NewContact(patient, reason="lapsed", outcome="booked", at=AT),
            )
            saved.add(patient)
        except RetentionError as refusal:
            refusals.append(str(refusal))
    assert [say for say in refusals if "Restart the dashboard" not in say] == []
    return saved


@pytest.mark.parametrize("change", WAYS)
def test_nothing_is_acknowledged_that_is_not_in_the_live_home(
    desk, practice, home, change: Callable[[Path], None]
):
    assert said_to_be_saved(desk, practice, range(3)) == {"0", "1", "2"}
    change(home)
    saved = said_to_be_saved(desk, practice, range(3, 9))
    assert saved - patients_in(home) == set()


@pytest.mark.parametrize("change", WAYS)
def test_it_is_said_that_the_home_was_moved_or_replaced(
    desk, practice, home, change: Callable[[Path], None]
):
    change(home)
    with pytest.raises(
        RetentionError,
        match=r"moved or replaced.*nothing was saved.*Restart the dashboard",
    ):
        desk.contacts.log(
            practice, store.NewContact("7", reason="lapsed", outcome="booked", at=AT)
        )
    with pytest.raises(
        RetentionError, match=r"moved or replaced.*Restart the dashboard"
    ):
        desk.contacts.counting(practice)
    assert ["moved or replaced" in say for say in desk.maintenance.check()] == [True]


@pytest.mark.parametrize("change", WAYS)
def test_a_change_in_the_midst_of_a_transaction_saves_nothing(
    desk, practice, home, change: Callable[[Path], None]
):
    def log_while_it_happens() -> None:
        with desk.database.writing_to(practice):
            change(home)

    with pytest.raises(
        RetentionError, match=r"moved or replaced.*Restart the dashboard"
    ):
        log_while_it_happens()


@pytest.mark.parametrize(
    "change", [moved, deleted, database_deleted, replaced_by_a_copy]
)
def test_a_change_between_the_check_and_the_commit_is_not_acknowledged(
    desk, practice, home, change
):
    event.listen(
        desk.database.engine, "commit", lambda connection: change(home), once=True
    )  # after the program's own
    assert said_to_be_saved(desk, practice, range(1)) - patients_in(home) == set()


@pytest.mark.parametrize("change", [moved, deleted, database_deleted])
def test_no_empty_database_is_made_where_the_home_was(
    desk, practice, home, change: Callable[[Path], None]
):
    change(home)
    assert said_to_be_saved(desk, practice, range(3)) == set()
    with (
        pytest.raises(RetentionError),
        desk.database.reading(),
        desk.database.reading(),
    ):
        pass
    assert not (home / "work.db").exists()


def test_a_second_connection_never_opens_another_file_than_the_first(
    desk, practice, home
):
    with (
        desk.database.reading()
    ):  # the only connection of the pool, so that the next is a new one
        replaced_by_a_copy(home)
        assert said_to_be_saved(desk, practice, range(1)) == set()


def test_a_home_that_is_back_in_its_place_is_written_to_again(desk, practice, home):
    moved(home)
    assert said_to_be_saved(desk, practice, range(1)) == set()
    home.with_name("put aside").rename(home)
    assert said_to_be_saved(desk, practice, range(1, 2)) == {"1"}
    assert patients_in(home) == {"1"}
