"""Hostile files cost little: each is refused in a sentence, or read, within two seconds
and 100 MB.
"""

import json
import subprocess
import sys

import pytest

from tests.ingest.hostile import HOSTILE

pytestmark = pytest.mark.slow  # each in a process of its own

SECONDS = 2
MEGABYTES = 100


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_read_at_little_cost(tmp_path, name):
    ending, make, says = HOSTILE[name]
    path = make(tmp_path / f"file.{ending}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.ingest.one_load", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout)
    assert (result["seconds"] <= SECONDS, result["megabytes"] <= MEGABYTES) == (
        True,
        True,
    ), result
    if says:
        assert any(part in result["says"] for part in says.split("|")), result["says"]
        assert path.name in result["says"]
        assert result["says"].endswith(".")
    else:
        assert (result["says"], result["rows"] > 0) == ("", True)
    assert set(tmp_path.rglob("*")) == {path}
