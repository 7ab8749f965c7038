"""Several people at once, and the plug pulled: nothing acknowledged is lost, nobody is
sent away.
"""

import multiprocessing
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retention import store

from .conftest import AT

PROCESSES = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")


def log(desk: store.Store, practice: str, patient: str) -> int:
    return desk.contacts.log(
        practice, store.NewContact(patient, reason="lapsed", outcome="booked", at=AT)
    )


def person(where: Path | str, said: Path, who: str, times: int, together) -> None:
    """One person at a desk of their own: waits for the others, opens the home, logs,
    notes what was acknowledged.
    """
    together.wait(120)
    desk = store.open(where)
    practice = desk.practices.ensure("Ash Dental", at=AT)
    with said.open("a", encoding="utf-8") as acknowledged:
        for n in range(times):
            acknowledged.write(f"{log(desk, practice, f'{who}-{n}')}\n")
            acknowledged.flush()


def asked_to_stop(
    where: Path | str, said: Path, who: str, times: int, together
) -> None:
    """Like `person`, but each row is taken first, and two of each home ask not to be
    contacted any more.
    """
    together.wait(120)
    desk = store.open(where)
    practice = desk.practices.ensure("Ash Dental", at=AT)
    with said.open("a", encoding="utf-8") as acknowledged:
        for n in range(times):
            patient = f"{who}-{n}"
            desk.row_locks.take(practice, patient, holder=who, by=who, at=AT)
            number = desk.contacts.log(
                practice,
                store.NewContact(
                    patient,
                    household_id=patient,
                    reason="lapsed",
                    outcome="do_not_contact",
                    at=AT,
                ),
                holder=who,
                also={f"{patient}-partner": "sitting"},
            )
            acknowledged.write(f"{number}\n")
            acknowledged.flush()


def start(
    where: Path | str, folder: Path, people: str, times: int, does=person
) -> list:
    together = PROCESSES.Barrier(len(people))
    processes = [
        PROCESSES.Process(
            target=does, args=(where, folder / f"{who}.said", who, times, together)
        )
        for who in people
    ]
    for process in processes:
        process.start()
    return processes


def said(folder: Path) -> list[int]:
    return [
        int(line)
        for path in folder.glob("*.said")
        for line in path.read_text().split("\n")[:-1]
    ]


def test_four_people_make_one_home_and_log_at_once_and_nothing_is_lost(where, tmp_path):
    people = start(where, tmp_path, "abcd", 50)
    for process in people:
        process.join(60)
    assert [process.exitcode for process in people] == [0] * 4
    desk = store.open(where)
    (practice,) = desk.practices.all()
    contacts = desk.contacts.counting(practice.key)
    assert set(contacts["patient_id"]) == {
        f"{who}-{n}" for who in "abcd" for n in range(50)
    }
    assert contacts["id"].tolist() == sorted(said(tmp_path))
    assert practice.revision == 200


def test_threads_of_one_server_share_a_desk(desk, practice):
    def log_and_look(n: int) -> bool:
        return log(desk, practice, str(n)) in set(
            desk.contacts.counting(practice)["id"]
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(log_and_look, range(80)))
    contacts = desk.contacts.counting(practice)
    assert sorted(contacts["patient_id"].astype(int)) == list(range(80))
    assert contacts["id"].is_monotonic_increasing


def kill_after(people: list, folder: Path, acknowledged: int) -> None:
    until = time.monotonic() + 30
    while len(said(folder)) < acknowledged and time.monotonic() < until:
        time.sleep(0.001)
    for process in people:
        process.kill()
        process.join()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("after", [1, 17, 120])
def test_killing_people_at_work_loses_no_acknowledged_contact(where, tmp_path, after):
    kill_after(start(where, tmp_path, "ab", 1_000_000), tmp_path, after)
    desk = store.open(where)
    acknowledged = said(tmp_path)
    assert len(acknowledged) >= after
    assert set(acknowledged) <= set(desk.contacts.counting("ash-dental")["id"])
    assert desk.maintenance.check() == []
    log(desk, "ash-dental", "after")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize("after", [1, 17, 60])
def test_a_contact_and_all_that_follows_from_it_outlive_a_kill_together_or_not_at_all(
    where, tmp_path, after
):
    kill_after(start(where, tmp_path, "ab", 1_000_000, asked_to_stop), tmp_path, after)
    desk = store.open(where)
    contacts = desk.contacts.counting("ash-dental")
    assert set(said(tmp_path)) <= set(contacts["id"])
    asked = set(contacts["patient_id"])
    assert {patient.removesuffix("-partner") for patient in asked} == {
        one for one in asked if "partner" not in one
    }
    assert len(asked) == 2 * len({one for one in asked if "partner" not in one})
    assert set(desk.stops.all("ash-dental")["patient_id"]) == asked
    assert set(desk.corrections.all("ash-dental")["patient_id"]) == asked
    left = {one.household_id for one in desk.row_locks.held("ash-dental", AT)}
    assert len(left) <= 2
    assert not left & asked
