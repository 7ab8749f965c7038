"""What an import that died left behind is cleared away, and nothing else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import retention
from retention import snapshots
from retention.core.errors import RetentionError

from .conftest import DAY

HOLD = "import sys, time; from pathlib import Path; from retention import snapshots\n"
HOLD += (
    "with snapshots.importing(Path(sys.argv[1])): print('held', flush=True); "
    "time.sleep(60)"
)


def names(folder: Path) -> set[str]:
    return {
        path.name for path in folder.iterdir() if not path.name.startswith(".importing")
    }


def test_leftovers_and_unknown_numbers_go_and_known_ones_stay(
    folder, tables, published
):
    snapshots.publish(folder, 2, tables, exported=DAY, sources=[], problems=[])
    (folder / ".unfinished-x1").mkdir()
    (folder / ".unfinished-x1" / "patient.parquet").write_text("half")
    (folder / "notes").mkdir()
    assert snapshots.sweep(folder, lambda: {1}) == [".unfinished-x1", "2"]
    assert names(folder) == {"1", "notes"}


def test_a_practice_without_records_needs_no_sweep(folder):
    assert snapshots.sweep(folder, lambda: {1}) == []
    assert not folder.exists()


def test_nothing_is_swept_and_no_second_import_starts_while_one_runs(folder, tables):
    with snapshots.importing(folder):
        snapshots.publish(folder, 1, tables, exported=DAY, sources=[], problems=[])
        assert snapshots.sweep(folder, set) == []
        with (
            pytest.raises(RetentionError, match="Another import"),
            snapshots.importing(folder),
        ):
            pytest.fail("two imports at once")
    assert snapshots.sweep(folder, set) == ["1"]


def test_a_killed_import_lets_go(folder):
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=Path(retention.__file__).parents[1]
    ) as other:
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(RetentionError), snapshots.importing(folder):
            pytest.fail("two imports at once")
        os.kill(other.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        other.wait()
    with snapshots.importing(folder):
        assert folder.is_dir()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "a").write_text("a file")
    with (
        pytest.raises(RetentionError, match="cannot be written"),
        snapshots.importing(tmp_path / "a"),
    ):
        pytest.fail("imported into a file")
