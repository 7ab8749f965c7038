"""`watch` in a terminal: once, and until it is stopped."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests import exports
from tests.cli.conftest import Line

pytestmark = pytest.mark.slow  # whole commands on real homes

WRITTEN = datetime.fromisoformat("2026-09-12T18:30").timestamp()


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """The exports, written two days after the last thing that happened."""
    folder = exports.write(tmp_path / "share")
    for path in folder.iterdir():
        os.utime(path, (WRITTEN, WRITTEN))
    return folder


def test_new_files_are_taken_once(line: Line, share: Path):
    answer = line.json("watch", share, "--once", "--every", "0.05")
    [taken] = answer["taken"]
    assert (taken["snapshot"], taken["say"], answer["trouble"]) == (1, "", "")
    assert line.json("watch", share, "--once", "--every", "0.05")["taken"] == []
    assert len(line.json("imports")["imports"]) == 1


def test_what_is_refused_is_told_and_leaves_with_1(imported: Line, tmp_path: Path):
    (tmp_path / "lunch.csv").write_text("Soup,Salad\nhot,cold\n", "utf-8")
    result = imported.run("watch", tmp_path, "--once", "--every", "0.05")
    assert result.exit_code == 1
    assert "lunch.csv: not imported." in result.stdout


def test_a_file_of_an_undone_import_is_taken_again_where_that_is_asked(
    line: Line, share: Path
):
    once = ("watch", share, "--once", "--every", "0.05")
    line.json(*once)
    refused = line.run(*once, "--again", "patient.csv")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Left aside: none." in refused.stderr
    line.run("undo")
    assert line.json(*once)["taken"] == []
    [taken] = line.json(*once, "--again", "patient.csv", "--again", "recall.csv")[
        "taken"
    ]
    assert (taken["snapshot"], sorted(taken["files"])) == (
        2,
        ["patient.csv", "recall.csv"],
    )


def test_a_folder_that_is_not_there_is_refused(line: Line, tmp_path: Path):
    refused = line.run("watch", tmp_path / "nowhere", "--once")
    assert refused.exit_code == 1
    assert "no folder" in refused.stderr
    assert line.run("watch", tmp_path, "--json").exit_code == 2


@pytest.mark.slow
def test_it_watches_until_it_is_stopped(line: Line, share: Path):
    command = [
        sys.executable,
        "-m",
        "retention",
        "--home",
        line.home,
        "watch",
        share,
        "--every",
        "0.2",
    ]
    watching = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # a worker of the tests ignores Ctrl+C
    )
    said = watching.stdout.readline()
    assert "import 1" in said
    (share / "patient.csv").write_text(
        exports.PATIENT.replace("1 Elm Street", "7 Elm Street"), "utf-8"
    )
    os.utime(share / "patient.csv", (WRITTEN + 60, WRITTEN + 60))
    assert "patient.csv: import 2." in watching.stdout.readline()
    time.sleep(0.5)
    watching.send_signal(signal.SIGINT)
    rest, _ = watching.communicate(timeout=30)
    assert (rest, watching.returncode) == ("", 0)
