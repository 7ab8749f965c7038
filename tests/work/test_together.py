"""Several people at once, and the plug pulled: nothing acknowledged is lost, nobody is sent away."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import retention
from retention import work

from .conftest import AT

ROOT = Path(retention.__file__).parents[1]
WRITER = """
import sys
from datetime import datetime
from retention import work

home, who, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
desk = work.open(home)
practice = desk.ensure_practice("Ash Dental", at=datetime(2026, 3, 31))
print("ready", flush=True)
sys.stdin.readline()
for n in range(times):
    number = desk.log_contact(practice, f"{who}-{n}", reason="lapsed", outcome="booked", at=datetime(2026, 3, 31))
    print(number, flush=True)
"""


def start(home: Path, who: str, times: int) -> subprocess.Popen:
    command = [sys.executable, "-c", WRITER, str(home), who, str(times)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def go(writers: list[subprocess.Popen]) -> None:
    """Let all of them begin at once, their homes opened (and made) at once before."""
    assert [writer.stdout.readline() for writer in writers] == ["ready\n"] * len(writers)
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()


def test_four_people_make_one_home_and_log_at_once_and_nothing_is_lost(home):
    writers = [start(home, who, 50) for who in "abcd"]
    go(writers)
    said = [writer.communicate()[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4
    desk = work.open(home)
    (practice,) = desk.practices()
    contacts = desk.contacts(practice.key)
    assert set(contacts["patient_id"]) == {f"{who}-{n}" for who in "abcd" for n in range(50)}
    assert sorted(contacts["id"].astype(str)) == sorted(number for numbers in said for number in numbers)
    assert practice.revision == 200


def test_threads_of_one_server_share_a_desk(desk, practice):
    from concurrent.futures import ThreadPoolExecutor

    def log(n: int) -> int:
        number = desk.log_contact(practice, str(n), reason="lapsed", outcome="booked", at=AT)
        assert number in set(desk.contacts(practice)["id"])
        return number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(log, range(80)))
    assert sorted(numbers) == desk.contacts(practice)["id"].tolist()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("after", [1, 17, 60])
def test_killing_a_writer_loses_no_acknowledged_contact(home, after):
    writers = [start(home, who, 100_000) for who in "ab"]
    go(writers)
    said = [[writer.stdout.readline().strip() for _ in range(after)] for writer in writers]
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
        said.append(writer.communicate()[0].split("\n")[:-1])
    desk = work.open(home)
    kept = set(desk.contacts("ash-dental")["id"].astype(str))
    assert {number for numbers in said for number in numbers} <= kept
    assert desk.check() == []
    desk.log_contact("ash-dental", "after", reason="lapsed", outcome="booked", at=AT)
