"""`policy`, `demo`, `doctor`, `backup`, `restore`."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from tests import exports
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes


def test_policy_shows_and_sets(imported: Line):
    assert imported.json("policy")["active_months"] == "18"
    assert imported.json("report", "active")["figures"][0]["value"] == 2
    assert imported.json("policy", "active_months=36")["active_months"] == "36"
    assert imported.json("report", "active")["figures"][0]["value"] == 3


def test_a_value_outside_its_limits_is_refused_and_nothing_set(imported: Line):
    refused = imported.run("policy", "active_months=17", "cool_down_days=3")
    assert refused.exit_code == 1
    assert "12, 18, 24 or 36" in refused.stderr
    assert imported.json("policy")["cool_down_days"] == "14"


def test_the_demo_fills_an_empty_home_only(line: Line, folder: Path):
    line.run("demo", "--patients", 60, "--years", 2)
    assert line.json("report", "seen")["figures"][0]["value"] > 0
    refused = line.run("demo", "--patients", 60)
    assert refused.exit_code == 1
    assert "never mixed" in refused.stderr


def test_demo_files_import_to_the_figures_of_the_demo(line: Line, tmp_path: Path):
    given = ("--patients", 150, "--years", 4, "--ends", "2026-10-31")
    line.run("demo", *given)
    line.run("demo", *given, "--write", tmp_path / "files", "--layout", "opendental")
    other = Line(tmp_path / "other")
    other.json("import", tmp_path / "files", "--as-of", "2026-10-31")
    assert other.json("report") == line.json("report")


def test_backup_and_restore_carry_both_homes(imported: Line, tmp_path: Path):
    imported.run("log", 2, "--reason", "sitting", "--outcome", "no_answer")
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    other = Line(tmp_path / "other")
    assert other.run("restore", tmp_path / "all.zip").exit_code == 0
    assert other.json("report") == imported.json("report")
    assert other.json("targets") == imported.json("targets")
    assert other.run("doctor").exit_code == 0


def test_restore_refuses_a_home_in_use_and_a_file_that_is_no_backup(
    imported: Line, tmp_path: Path
):
    imported.run("backup", tmp_path / "all.zip")
    assert imported.run("restore", tmp_path / "all.zip").exit_code == 1
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("../work.db", "x")
    other = Line(tmp_path / "other")
    assert other.run("restore", tmp_path / "bad.zip").exit_code == 1
    assert not (tmp_path / "work.db").exists()
    (tmp_path / "no.zip").write_text("no")
    assert other.run("restore", tmp_path / "no.zip").exit_code == 1


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_nobody_else_on_the_computer_may_read_what_is_written_or_restored(
    imported: Line, tmp_path: Path
):
    written = {
        "backup": ("all.zip",),
        "sheets": ("--out", "calls.pdf"),
        "huddle": ("--out", "day.pdf"),
        "mailing": ("--profile", "phone", "--out", "list.csv"),
    }
    for command, (*options, name) in written.items():
        assert imported.run(command, *options, tmp_path / name).exit_code == 0
        assert _rights(tmp_path / name) == 0o600, name
    other = Line(tmp_path / "other")
    assert other.run("restore", tmp_path / "all.zip").exit_code == 0
    folders = [other.home, *other.home.glob("records/*")]
    assert len(folders) == 2
    assert [_rights(folder) for folder in folders] == [0o700, 0o700]
    assert _rights(other.home / "work.db") == 0o600


def test_a_backup_that_cannot_be_made_is_a_sentence_and_leaves_nothing(
    imported: Line, tmp_path: Path
):
    refused = imported.run("backup", tmp_path / "nowhere" / "all.zip")
    assert (refused.exit_code, "Choose another place" in refused.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_backup_is_not_restored_beside_a_database_of_its_own(
    imported: Line, tmp_path: Path, monkeypatch
):
    assert imported.run("backup", tmp_path / "all.zip").exit_code == 0
    monkeypatch.setenv(
        "RETENTION_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}"
    )  # as a server's address
    other = Line(tmp_path / "other")
    refused = other.run("restore", tmp_path / "all.zip")
    assert (refused.exit_code, "RETENTION_DATABASE_URL" in refused.stderr) == (1, True)
    assert not (other.home / "work.db").exists()
    assert "pg_dump" in other.run("doctor").stdout


def test_doctor_finds_a_changed_snapshot(imported: Line):
    assert imported.run("doctor").exit_code == 0
    path = next(imported.home.glob("records/*/1/patient.parquet"))
    path.write_bytes(path.read_bytes()[:-10])
    found = imported.run("doctor")
    assert found.exit_code == 1
    assert "patient.parquet" in found.stdout


def test_the_newest_export_of_a_sample_is_its_own_day(imported: Line):
    assert imported.json("imports")["imports"][0]["exported"] == exports.DAY


def test_files_imported_beside_the_demo_go_into_a_practice_of_their_own(
    line: Line, folder: Path
):
    line.run("demo", "--patients", 60, "--years", 2)
    demo = line.json("report", "seen")
    assert (
        "of My practice is current"
        in line.run("import", folder, "--as-of", exports.DAY).stdout
    )
    assert line.json("report", "active")["figures"][0]["value"] == 2
    assert line.json("--practice", "Demo practice", "report", "seen") == demo
    assert "unchanged" in line.run("import", folder, "--as-of", exports.DAY).stdout


def test_a_refused_file_leaves_the_demo_in_front(line: Line, tmp_path: Path):
    line.run("demo", "--patients", 60, "--years", 2)
    (tmp_path / "odd.csv").write_text("colour,shape\nred,round\n")
    assert (
        line.run("import", tmp_path / "odd.csv", "--as-of", exports.DAY).exit_code == 1
    )
    assert line.run("report", "seen").exit_code == 0
