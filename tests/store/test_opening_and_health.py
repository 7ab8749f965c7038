"""Opening, checking and copying the database: settings that keep what was logged,
sentences where it cannot be.
"""

import os
import sqlite3
import stat
from contextlib import closing

import pytest

from retention import store
from retention.core.errors import RetentionError
from retention.store.database import wal_is_safe

from .conftest import AT


@pytest.fixture
def where(home):
    """All of this is about SQLite's files."""
    return home


@pytest.fixture
def blank():
    """They are made here, not copied."""


def test_a_home_is_opened_again_with_what_was_in_it(desk, practice, home):
    desk.close()
    assert [entry.key for entry in store.open(str(home)).practices.all()] == [practice]


def test_a_database_can_be_given_by_its_address(tmp_path):
    path = tmp_path / "elsewhere.db"
    store.open(f"sqlite:///{path}").practices.ensure("Ash", at=AT)
    assert path.is_file()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_wal_is_used_only_where_it_keeps_commits(version, safe):
    assert wal_is_safe(version) is safe


@pytest.mark.parametrize(
    ("safe", "mode", "synchronous"), [(True, "wal", 2), (False, "persist", 3)]
)
def test_every_connection_waits_for_the_disk_and_keeps_keys(
    home, monkeypatch, safe, mode, synchronous
):
    monkeypatch.setattr("retention.store.database.wal_is_safe", lambda version: safe)
    desk = store.open(home)
    with desk.database.reading() as first, desk.database.reading() as second:
        for connection in (first, second):
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in pragmas
            ]
            assert found == [mode, synchronous, 1, 30_000]
    practice = desk.practices.ensure("Ash", at=AT)
    desk.contacts.log(
        practice, store.NewContact("7", reason="lapsed", outcome="booked", at=AT)
    )
    assert len(desk.contacts.counting(practice)) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_nobody_else_on_the_computer_may_read_it(desk, practice, home, tmp_path):
    desk.maintenance.backup(tmp_path / "copy.db")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "work.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_a_failed_transaction_leaves_nothing(desk, practice):
    def fail() -> None:
        with desk.database.writing_to(practice) as connection:
            connection.exec_driver_sql("UPDATE practice SET name = 'Gone'")
            connection.exec_driver_sql("UPDATE practice SET name = NULL")

    with pytest.raises(RetentionError, match="Nothing was saved"):
        fail()
    assert desk.practices.all()[0].name == "Ash Dental"
    assert desk.practices.revision(practice) == 0


def test_a_file_that_is_no_database_is_a_sentence(home):
    home.mkdir()
    (home / "work.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(
        RetentionError, match=r"could not be read.*not a database.*restore a backup"
    ):
        store.open(home)


def test_a_home_that_is_a_file_is_a_sentence(home):
    home.write_text("a file")
    with pytest.raises(RetentionError, match="Choose another home"):
        store.open(home)


@pytest.mark.parametrize(
    "address",
    [
        "nonsense://x y",
        "://",
        "postgresql+nosuch://localhost/x",
        "postgresql://h:port/x",
    ],
)
def test_an_address_that_cannot_be_read_is_a_sentence(address):
    with pytest.raises(RetentionError, match="address"):
        store.open(address)


def test_a_database_of_a_newer_program_is_left_alone(desk, home):
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RetentionError, match=r"newer version.*revision 9999"):
        store.open(home)
    assert desk.maintenance.check() == ["The database is not at the newest revision."]


def test_a_well_database_has_nothing_to_say(desk, practice):
    assert desk.maintenance.check() == []


def test_check_finds_a_snapshot_that_the_ledger_does_not_know(desk, practice):
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE practice SET current = 5")
    assert [
        "“Ash Dental” uses a snapshot that is not in its ledger" in say
        for say in desk.maintenance.check()
    ] == [True]


def test_check_finds_rows_that_point_nowhere(desk, practice, home):
    with closing(
        sqlite3.connect(home / "work.db")
    ) as raw:  # without foreign keys, as a stray tool would
        raw.execute(
            "INSERT INTO policy (practice, key, value, set_at) VALUES ('nobody', "
            "'k', 'v', '2026-01-01')"
        )
        raw.commit()
    found = desk.maintenance.check()
    assert found == ["A row of “policy” points at nothing. Restore a backup."]


def test_check_finds_damage(desk, practice, home):
    for number in range(200):
        desk.stops.add(practice, f"patient {number}", since=AT.date())
    desk.close()
    path = home / "work.db"
    content = bytearray(path.read_bytes())
    content[-4096 * 4 :] = (
        b"\xff" * 4096 * 4
    )  # the stops, not the pages that say what there is
    path.write_bytes(content)
    assert "estore a backup" in " ".join(desk.maintenance.check())


def test_a_backup_is_a_whole_database_made_while_people_work(desk, practice, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_text("an older backup")
    with desk.database.reading_of(practice):
        desk.maintenance.backup(copy)
    desk.contacts.log(
        practice, store.NewContact("7", reason="lapsed", outcome="booked", at=AT)
    )
    restored = store.open(f"sqlite:///{copy}")
    assert restored.maintenance.check() == []
    assert [entry.name for entry in restored.practices.all()] == ["Ash Dental"]
    assert len(restored.contacts.counting(practice)) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "home"]


def test_what_a_backup_that_was_broken_off_left_stands_in_nobodys_way(
    desk, practice, tmp_path
):
    (tmp_path / "copy.db.part").write_bytes(b"half of something" * 1000)
    desk.maintenance.backup(tmp_path / "copy.db")
    assert store.open(f"sqlite:///{tmp_path / 'copy.db'}").maintenance.check() == []
    assert not (tmp_path / "copy.db.part").exists()


def test_a_backup_that_cannot_be_written_is_a_sentence(desk, tmp_path):
    with pytest.raises(RetentionError, match="Choose another place"):
        desk.maintenance.backup(tmp_path / "nowhere" / "copy.db")


def test_a_database_without_its_version_is_refused_in_words(where, desk):
    desk.close()
    with closing(sqlite3.connect(where / "work.db")) as connection:
        connection.execute("DROP TABLE alembic_version")
        connection.commit()
    with pytest.raises(RetentionError, match="does not say by which version"):
        store.open(where)
