"""`backup` and `restore` never say done of what cannot be opened."""

import os
import shutil
import sqlite3
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from retention import store
from retention.core.errors import RetentionError
from retention.services import backup_archive
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes

AT = datetime(2026, 11, 23, 9)  # noqa: DTZ001 - the practice's own clock
NOBODY = 65534


def snapshot(home: Path) -> Path:
    return next(home.glob("records/*/1"))


def flipped(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def a_page_zeroed(home: Path) -> None:
    path = home / "work.db"
    content = path.read_bytes()
    with closing(sqlite3.connect(path)) as raw:
        page = (
            raw.execute(
                "SELECT rootpage FROM sqlite_master WHERE name = 'contact'"
            ).fetchone()[0]
            - 1
        )
    path.write_bytes(
        content[: page * 4096] + bytes(4096) + content[(page + 1) * 4096 :]
    )


def the_database_made_anew(home: Path) -> None:
    for path in home.glob("work.db*"):
        path.unlink()
    store.open(home).close()


BROKEN: dict[str, Callable[[Path], object]] = {
    "a table changed": lambda home: flipped(snapshot(home) / "patient.parquet", 99),
    "a table missing": lambda home: (snapshot(home) / "patient.parquet").unlink(),
    "a manifest missing": lambda home: (snapshot(home) / "manifest.json").unlink(),
    "a snapshot gone": lambda home: shutil.rmtree(snapshot(home)),
    "the database zeroed in part": a_page_zeroed,
    "the database made anew": the_database_made_anew,
    "the database of garbage": lambda home: (home / "work.db").write_bytes(
        b"not a database at all" * 500
    ),
    "the database gone": lambda home: (home / "work.db").unlink(),
}
HOPELESS = {"the database of garbage", "the database gone"}


@pytest.fixture
def broken(imported: Line, tmp_path: Path, what: str) -> Line:
    """A home that broke after a good backup of it was made."""
    assert (
        imported.run(
            "log", 2, "--reason", "sitting", "--outcome", "no_answer"
        ).exit_code
        == 0
    )
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    store.open(imported.home).close()
    BROKEN[what](imported.home)
    return Line(imported.home.rename(tmp_path / "broken home"))


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_home_displaces_no_good_backup_and_says_so(
    broken: Line, tmp_path: Path, what: str
):
    good = (tmp_path / "all.zip").read_bytes()
    made = broken.run("backup", tmp_path / "all.zip")
    assert (made.exit_code, made.stdout) == (1, "")
    assert "FAULT" in made.stderr
    assert "This home is broken." in made.stderr
    assert (tmp_path / "all.zip").read_bytes() == good
    with zipfile.ZipFile(tmp_path / "broken-all.zip.broken") as archive:
        assert "not well" in archive.read("BROKEN.txt").decode()
        assert archive.testzip() is None
    assert {path.name for path in tmp_path.iterdir()} == {
        "all.zip",
        "broken-all.zip.broken",
        "broken home",
    }
    assert broken.run("doctor").exit_code == 1


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_backup_is_restored_when_asked_for_and_as_far_as_it_goes(
    broken: Line, tmp_path: Path, what: str
):
    broken.run("backup", tmp_path / "all.zip")
    (tmp_path / "broken-all.zip.broken").rename(
        tmp_path / "last.zip"
    )  # what it is stands inside it too
    other = Line(tmp_path / "other")
    refused = other.run("restore", tmp_path / "last.zip")
    assert (refused.exit_code, refused.stdout, other.home.exists()) == (1, "", False)
    assert "broken already" in refused.stderr
    restored = other.run("restore", "--broken", tmp_path / "last.zip")
    assert (restored.exit_code, restored.stdout) == (1, "")
    assert other.home.exists() == (what not in HOPELESS)
    if what in HOPELESS:
        assert "cannot be opened" in restored.stderr or "missing" in restored.stderr
        return
    assert "as far as they go" in restored.stderr
    assert other.run("doctor").exit_code == 1
    if "database" not in what:
        assert len(store.open(other.home).contacts.counting("my-practice")) == 1


def test_a_home_of_which_the_ledger_knows_more_than_stands_there_is_told_by_doctor(
    imported: Line,
):
    home = imported.home.rename(imported.home.with_name("moved"))
    the_database_made_anew(home)
    found = Line(home).run("doctor")
    assert found.exit_code == 1
    assert "does not know the records of “my-practice”" in found.stdout


@pytest.mark.parametrize(
    "name", ["work.db", "all.zip", "records/all.zip", "../home/all.zip"]
)
def test_a_backup_never_lies_in_the_home(imported: Line, name: str):
    before = (imported.home / "work.db").read_bytes()
    refused = imported.run("backup", imported.home / name)
    assert (refused.exit_code, "lies in the home" in refused.stderr) == (1, True)
    assert (imported.home / "work.db").read_bytes() == before
    assert not list(imported.home.rglob("*.zip"))


def test_a_link_into_the_home_is_no_way_around(imported: Line, tmp_path: Path):
    (tmp_path / "link").symlink_to(imported.home)
    refused = imported.run("backup", tmp_path / "link" / "all.zip")
    assert (refused.exit_code, "lies in the home" in refused.stderr) == (1, True)


def content(path: Path) -> object:
    return path.readlink() if path.is_symlink() else path.read_bytes()


def other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear all")


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_text("a letter"),
        lambda path: path.write_bytes(b""),
        other_zip,
        lambda path: sqlite3.connect(path).execute("CREATE TABLE t (x)"),
        lambda path: path.symlink_to("nowhere"),
    ],
    ids=["text", "empty", "zip", "database", "link to nothing"],
)
@pytest.mark.parametrize("name", ["all.zip", "broken-all.zip.broken"])
def test_what_is_no_backup_is_never_replaced(
    imported: Line, tmp_path: Path, name: str, write
):
    write(tmp_path / name)
    before = content(tmp_path / name)
    refused = imported.run("backup", tmp_path / "all.zip")
    assert (refused.exit_code, "is no backup" in refused.stderr) == (1, True)
    assert content(tmp_path / name) == before
    assert {path.name for path in tmp_path.iterdir()} == {name, "home"}


def test_a_backup_takes_the_place_of_an_earlier_one(imported: Line, tmp_path: Path):
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    imported.run("log", 2, "--reason", "sitting", "--outcome", "no_answer")
    made = imported.run("backup", tmp_path / "all.zip")
    assert (made.exit_code, "opened and checked" in made.stdout) == (0, True)
    other = Line(tmp_path / "other")
    assert other.run("restore", tmp_path / "all.zip").exit_code == 0
    assert len(store.open(other.home).contacts.counting("my-practice")) == 1


@pytest.mark.parametrize("is_there", [False, True])
def test_an_empty_home_is_no_backup(line: Line, tmp_path: Path, is_there: bool):
    if is_there:
        store.open(line.home).close()
    refused = line.run("backup", tmp_path / "all.zip")
    assert (refused.exit_code, "There is no practice" in refused.stderr) == (1, True)
    assert not (tmp_path / "all.zip").exists()
    assert line.home.exists() == is_there


@pytest.mark.parametrize("at", [2, 50, 95])
def test_what_the_disk_wrote_wrongly_is_not_kept(
    imported: Line, tmp_path: Path, monkeypatch, at: int
):
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    good = (tmp_path / "all.zip").read_bytes()
    write = backup_archive.write

    def write_wrongly(path: Path, *given: object) -> int:
        count = write(path, *given)
        flipped(path, path.stat().st_size * at // 100)
        return count

    monkeypatch.setattr(backup_archive, "write", write_wrongly)
    refused = imported.run("backup", tmp_path / "all.zip")
    assert (refused.exit_code, "could not be read back" in refused.stderr) == (1, True)
    assert (tmp_path / "all.zip").read_bytes() == good
    assert {path.name for path in tmp_path.iterdir()} == {"all.zip", "home"}


@pytest.fixture
def read_only(imported: Line) -> Iterator[Line]:
    """A home that may only be read, as on a disk that the system has made so, seen by
    somebody who is not root.
    """
    imported.run(
        "backup", imported.home.with_name("warm.zip")
    )  # has everything imported that root alone may read
    place = Path(tempfile.mkdtemp())
    place.chmod(0o777)
    home = Path(shutil.copytree(imported.home, place / "home"))
    for path in (home, *home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    yield Line(home)
    if is_root:
        os.seteuid(0)
    home.chmod(0o700)
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_a_home_that_may_only_be_read_can_be_backed_up(read_only: Line, tmp_path: Path):
    file = read_only.home.with_name("all.zip")
    made = read_only.run("backup", file)
    assert (made.exit_code, made.stderr) == (0, "")
    assert backup_archive.is_backup(file)


def test_a_dashboard_that_is_open_on_the_home_is_told_of_a_restore(
    imported: Line, tmp_path: Path
):
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    desk = store.open(
        tmp_path / "other"
    )  # of a dashboard on a home that is empty still
    other = Line(tmp_path / "other")
    assert other.run("restore", tmp_path / "all.zip").exit_code == 0
    with pytest.raises(RetentionError, match="Restart the dashboard"):
        desk.practices.ensure("Ash Dental", at=AT)
    assert [entry.name for entry in store.open(other.home).practices.all()] == [
        "My practice"
    ]


def test_who_writes_while_a_backup_is_put_into_place_loses_nothing(
    imported: Line, tmp_path: Path
):
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    desk = store.open(tmp_path / "other")
    other = Line(tmp_path / "other")
    made: list[int] = []
    restoring = threading.Thread(
        target=lambda: made.append(other.run("restore", tmp_path / "all.zip").exit_code)
    )
    with desk.database.writing_alone() as connection:
        restoring.start()
        restoring.join(timeout=2)
        assert restoring.is_alive()  # it waits for who writes
        connection.exec_driver_sql(
            "INSERT INTO practice VALUES ('ash', 'Ash Dental', NULL, 0, 0, "
            "'2026-01-01 00:00:00')"
        )
    restoring.join(timeout=30)
    assert made == [1]
    assert [entry.key for entry in store.open(other.home).practices.all()] == ["ash"]
    assert (
        sorted(path.name for path in other.home.iterdir() if "work.db" not in path.name)
        == []
    )
