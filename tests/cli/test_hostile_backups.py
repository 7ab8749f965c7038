"""Backups that were tampered with, cut off or are of another program: none is restored
with “done”, and none leaves anything in the new home.
"""

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import exports
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes

Entries = dict[str, bytes]
Tamper = Callable[[Entries], object]
SNAPSHOT = "records/my-practice/1/"
OTHER = "records/my-practice/2/"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a home with two imports, a contact and a stop."""
    folder = tmp_path_factory.mktemp("good")
    line = Line(folder / "home")
    files = exports.write(folder / "exports")
    line.json("import", files, "--as-of", exports.DAY)
    (files / "patient.csv").write_text(
        exports.PATIENT.replace("1 Elm Street", "3 Elm Street"), "utf-8"
    )
    line.json("import", files, "--as-of", "2026-11-21")
    for command in (
        ("log", 2, "--reason", "sitting", "--outcome", "no_answer"),
        ("stop", 3),
    ):
        assert line.run(*command).exit_code == 0
    assert line.run("backup", folder / "all.zip").exit_code == 0
    return (folder / "all.zip").read_bytes()


def entries(backup: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(backup)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(content: Entries) -> bytes:
    """The entries as the program packs them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return packed.getvalue()


def flip(data: bytes, at: int, count: int = 1) -> bytes:
    return (
        data[:at]
        + bytes(255 - byte for byte in data[at : at + count])
        + data[at + count :]
    )


def database(*statements: str) -> Tamper:
    """Somebody else's hand in the database, without its keys and rules."""

    def tamper(content: Entries) -> None:
        with closing(sqlite3.connect(":memory:")) as raw:
            raw.deserialize(content["work.db"])
            for statement in statements:
                raw.execute(statement)
            raw.commit()
            content["work.db"] = raw.serialize()

    return tamper


def manifest(snapshot: str = SNAPSHOT, **changed: object) -> Tamper:
    def tamper(content: Entries) -> None:
        found = json.loads(content[snapshot + "manifest.json"])
        content[snapshot + "manifest.json"] = json.dumps({**found, **changed}).encode()

    return tamper


def lacks(*names: str) -> Tamper:
    return lambda content: [content.pop(name) for name in names]


def holds(name: str, data: bytes = b"x") -> Tamper:
    return lambda content: content.update({name: data})


def changed(name: str, how: Callable[[bytes], bytes]) -> Tamper:
    return lambda content: content.update({name: how(content[name])})


def without_a_snapshot(snapshot: str) -> Tamper:
    return lambda content: [
        content.pop(name) for name in list(content) if name.startswith(snapshot)
    ]


def snapshots_exchanged(content: Entries) -> None:
    first = {name: data for name, data in content.items() if name.startswith(SNAPSHOT)}
    second = {name: data for name, data in content.items() if name.startswith(OTHER)}
    content.update(
        {OTHER + name.removeprefix(SNAPSHOT): data for name, data in first.items()}
    )
    content.update(
        {SNAPSHOT + name.removeprefix(OTHER): data for name, data in second.items()}
    )


def manifest_without_a_table(content: Entries) -> None:
    tables = json.loads(content[SNAPSHOT + "manifest.json"])["tables"]
    manifest(
        tables={name: stored for name, stored in tables.items() if name != "patient"}
    )(content)


def manifest_of_a_table_elsewhere(content: Entries) -> None:
    tables = json.loads(content[SNAPSHOT + "manifest.json"])["tables"]
    manifest(tables={**tables, "../../../work": tables["patient"]})(content)


def other_columns(content: Entries) -> None:
    """Patients whose birth dates are texts, with the hash set right."""
    name = OTHER + "patient.parquet"
    table = pq.read_table(io.BytesIO(content[name]))
    texts = pa.array(["once"] * len(table))
    written = io.BytesIO()
    pq.write_table(
        table.set_column(table.column_names.index("birth_date"), "birth_date", texts),
        written,
    )
    content[name] = written.getvalue()
    tables = json.loads(content[OTHER + "manifest.json"])["tables"]
    tables["patient"]["sha256"] = hashlib.sha256(content[name]).hexdigest()
    manifest(OTHER, tables=tables)(content)


def no_parquet_at_all(content: Entries) -> None:
    """A file that is no Parquet, with the hash set right."""
    content[SNAPSHOT + "recall.parquet"] = b"no parquet"
    tables = json.loads(content[SNAPSHOT + "manifest.json"])["tables"]
    tables["recall"]["sha256"] = hashlib.sha256(b"no parquet").hexdigest()
    manifest(tables=tables)(content)


TAMPERED: dict[str, Tamper] = {
    "database of garbage": holds("work.db", b"not a database at all" * 500),
    "database of no bytes": holds("work.db", b""),
    "database cut in half": changed("work.db", lambda data: data[: len(data) // 2]),
    "database without its header": changed("work.db", lambda data: flip(data, 0, 100)),
    "a page of the database zeroed": changed(
        "work.db", lambda data: data[:8192] + bytes(4096) + data[12288:]
    ),
    "no database": lacks("work.db"),
    "rows that point at nothing": database("UPDATE contact SET practice = 'nobody'"),
    "a snapshot in use that nobody imported": database(
        "UPDATE practice SET current = 7"
    ),
    "a newer schema": database("UPDATE alembic_version SET version_num = '9999'"),
    "a schema of somebody else": database(
        "UPDATE alembic_version SET version_num = 'abcdef'"
    ),
    "the schema's number set back": database(
        "UPDATE alembic_version SET version_num = '0003'"
    ),
    "the schema's number set back by one": database(
        "UPDATE alembic_version SET version_num = '0004'"
    ),
    "no schema's number": database("DROP TABLE alembic_version"),
    "two schema's numbers": database("INSERT INTO alembic_version VALUES ('0001')"),
    "a table left out": database("DROP TABLE stop"),
    "a column left out": database("ALTER TABLE contact DROP COLUMN note"),
    "a trigger": database(
        "CREATE TRIGGER t AFTER INSERT ON contact BEGIN DELETE FROM stop; END"
    ),
    "a practice that lives elsewhere": database(
        "PRAGMA foreign_keys = OFF",
        "UPDATE practice SET key = '../../x'",
        *(
            f"UPDATE {table} SET practice = '../../x'"
            for table in ("contact", "stop", "import_")
        ),
    ),
    "text that is no text": database(
        "UPDATE contact SET note = CAST(X'ff41fe' AS TEXT)"
    ),
    "a day that is none": database("UPDATE contact SET day = 'soon'"),
    "a number that is none": database(
        "UPDATE import_ SET number = '../1' WHERE number = 1"
    ),
    "answers that cannot be read": database("UPDATE import_ SET answers = '{'"),
    "a policy that is none": database(
        "INSERT INTO policy (practice, key, value, set_at) "
        "VALUES ('my-practice', 'active_months', 'many', '2026-01-01 00:00:00')"
    ),
    "a byte of a table changed": changed(
        SNAPSHOT + "patient.parquet", lambda data: flip(data, 99)
    ),
    "a table of the snapshot in use left out": lacks(OTHER + "patient.parquet"),
    "a table of an older snapshot left out": lacks(SNAPSHOT + "recall.parquet"),
    "the problems left out": lacks(SNAPSHOT + "problems.parquet"),
    "a manifest left out": lacks(SNAPSHOT + "manifest.json"),
    "a manifest that cannot be read": holds(SNAPSHOT + "manifest.json", b"{"),
    "a manifest of brackets": holds(SNAPSHOT + "manifest.json", b"[" * 100_000),
    "a newer manifest": manifest(OTHER, format=99),
    "a manifest of no known format": manifest(format=0),
    "a manifest of a format that is a word": manifest(format="3"),
    "a manifest of a list": manifest(tables=[]),
    "a manifest without a table": manifest_without_a_table,
    "a manifest of a table elsewhere": manifest_of_a_table_elsewhere,
    "a manifest of another day": manifest(exported="2020-01-01"),
    "the snapshot in use left out": without_a_snapshot(OTHER),
    "an older snapshot left out": without_a_snapshot(SNAPSHOT),
    "snapshots exchanged": snapshots_exchanged,
    "a table of other columns": other_columns,
    "a table that is none": no_parquet_at_all,
    "a name that leads out": holds("../work.db"),
    "a name that leads out of the records": holds("records/../../evil/x.parquet"),
    "a name from the root": holds("/tmp/evil.parquet"),
    "a name of another system": holds("records\\my-practice\\1\\evil.parquet"),
    "a drive's name": holds("C:/records/1/evil.parquet"),
    "a folder": holds("records/my-practice/1/evil/", b""),
    "a file nobody knows": holds("readme.txt"),
    "a practice with an odd name": holds("records/My Practice/1/evil.parquet"),
}


def refused(tmp_path: Path, backup: bytes) -> str:
    """What is said of a backup that is not restored; nothing is left of it anywhere."""
    (tmp_path / "bad.zip").write_bytes(backup)
    result = Line(tmp_path / "new").run("restore", tmp_path / "bad.zip")
    assert result.exit_code == 1, result.stdout
    assert result.stdout == ""
    assert "othing was changed" in result.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bad.zip"]
    return result.stderr


@pytest.fixture(autouse=True)
def faults_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong inside the program fails the test instead of becoming a
    sentence.
    """
    monkeypatch.setenv("RETENTION_TRACEBACK", "1")


@pytest.mark.parametrize("what", TAMPERED)
def test_a_backup_that_was_tampered_with_is_refused_and_leaves_nothing(
    good: bytes, tmp_path: Path, what: str
):
    content = entries(good)
    TAMPERED[what](content)
    refused(tmp_path, zipped(content))


@pytest.mark.parametrize("what", ["a newer schema", "a newer manifest"])
def test_what_a_newer_program_wrote_is_told(good: bytes, tmp_path: Path, what: str):
    content = entries(good)
    TAMPERED[what](content)
    said = refused(tmp_path, zipped(content))
    assert "written by a newer version" in said
    assert "pdate the program" in said


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: good[: len(good) // 2],
        lambda good: b"",
        lambda good: b"no zip",
        lambda good: flip(good, len(good) // 3),
        lambda good: zipped({}),
        lambda good: good.replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00",
            b"PK\x01\x02\x14\x03\x14\x00\x01\x00",
            1,
        ),
    ],
    ids=["cut off", "empty", "no zip", "a byte changed", "a zip of nothing", "locked"],
)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    good: bytes, tmp_path: Path, spoil
):
    refused(tmp_path, spoil(good))


def test_a_link_is_refused(good: bytes, tmp_path: Path):
    packed = io.BytesIO(good)
    with zipfile.ZipFile(packed, "a") as archive:
        link = zipfile.ZipInfo("records/my-practice/1/evil.parquet")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    refused(tmp_path, packed.getvalue())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(good: bytes, tmp_path: Path):
    packed = io.BytesIO(good)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("work.db", b"another")
    refused(tmp_path, packed.getvalue())


@pytest.mark.parametrize(
    "name", ["work.db", SNAPSHOT + "patient.parquet", SNAPSHOT + "evil.parquet"]
)
def test_what_is_far_larger_than_its_file_is_never_unpacked(
    good: bytes, tmp_path: Path, name: str
):
    content = {**entries(good), name: bytes(200_000_000)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in content.items():
            archive.writestr(each, data)
    assert "is no backup" in refused(tmp_path, packed.getvalue())


def test_a_good_backup_goes_in_beside_other_files(good: bytes, tmp_path: Path):
    (tmp_path / "all.zip").write_bytes(good)
    line = Line(tmp_path / "new")
    line.home.mkdir()
    (line.home / "notes.txt").write_text("mine")
    assert line.run("restore", tmp_path / "all.zip").exit_code == 0
    assert line.run("doctor").exit_code == 0
    assert line.json("report", "active")["figures"][0]["value"] == 2
    assert sorted(
        path.name
        for path in line.home.iterdir()
        if not path.name.startswith("work.db-")
    ) == [
        "notes.txt",
        "records",
        "work.db",
    ]


def test_what_a_desktop_left_in_a_folder_is_left_behind(good: bytes, tmp_path: Path):
    (tmp_path / "all.zip").write_bytes(
        zipped({**entries(good), SNAPSHOT + ".DS_Store": b"x"})
    )
    line = Line(tmp_path / "new")
    assert line.run("restore", tmp_path / "all.zip").exit_code == 0
    assert not list(line.home.rglob(".DS_Store"))


def test_records_that_stand_there_already_are_never_mixed_with_others(
    good: bytes, tmp_path: Path
):
    (tmp_path / "all.zip").write_bytes(good)
    line = Line(tmp_path / "new")
    (line.home / OTHER).mkdir(parents=True)
    (line.home / OTHER / "patient.parquet").write_text("mine")
    refused_ = line.run("restore", tmp_path / "all.zip")
    assert (refused_.exit_code, "othing was changed" in refused_.stderr) == (1, True)
    assert [path.name for path in line.home.rglob("*") if path.is_file()] == [
        "patient.parquet"
    ]
