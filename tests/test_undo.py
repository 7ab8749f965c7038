"""Import, then undo: the current snapshot is the one before, hashes and all, and what
people did since is kept.
"""

import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from retention import services, store
from retention.core.errors import RetentionError
from tests import exports

AT = datetime(2026, 11, 20, 9)  # noqa: DTZ001  the practice's own clock
KEY = "my-practice"


@pytest.fixture
def home(tmp_path: Path) -> services.Home:
    """A home with the exports imported once."""
    home = services.home(tmp_path / "home")
    _import(home, exports.write(tmp_path / "first"), AT)
    return home


def _import(home: services.Home, folder: Path, at: datetime) -> int | None:
    wish = services.ImportOptions(
        as_of=at.date(), answers={"whole.opendental.patient": "whole"}
    )
    return services.import_files(home, None, services.find([folder]), wish, at).snapshot


def _export(folder: Path, patients: str) -> Path:
    folder.mkdir()
    (folder / "patient.csv").write_text(patients, "utf-8")
    return folder


def _bytes(home: services.Home, number: int) -> dict[str, str]:
    folder = home.records(KEY) / str(number)
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
    }


def _done(home: services.Home) -> list[object]:
    """What people did, as they see it."""
    work = home.store
    return [
        work.contacts.counting(KEY).to_dict("records"),
        work.stops.all(KEY).to_dict("records"),
        work.policies.values(KEY),
        services.guesses(home, KEY),
        services.reconciliations(home, KEY),
    ]


def _people_work(home: services.Home, at: datetime) -> None:
    practice = services.open_practice(home, services.state(home, KEY))
    services.guess(home, KEY, practice, "active", "3", at)
    days = services.reconcile_period(practice, "active", None, None)
    report = services.Report("active", "5", days)
    services.reconcile(home, KEY, practice, report, at)
    home.store.contacts.log(
        KEY, store.NewContact("2", reason="sitting", outcome="booked", at=at)
    )
    home.store.stops.add(KEY, "3", channel="all", since=at.date())
    services.set_policy(home, KEY, {"cool_down_days": "20"}, at)


def test_undo_gives_back_the_snapshot_byte_for_byte_and_keeps_what_people_did(
    home, tmp_path
):
    before = _bytes(home, 1)
    changed = exports.PATIENT.replace("1,Archer,Ann,0", "1,Archer,Ann,2").replace(
        "4,Dorn", "5,Dorn"
    )
    assert (
        _import(home, _export(tmp_path / "second", changed), AT + timedelta(days=1))
        == 2
    )
    _people_work(home, AT + timedelta(days=1))
    done = _done(home)
    assert services.undo(home, KEY, None, AT + timedelta(days=2)).number == 1
    assert services.state(home, KEY).snapshot == 1
    assert _bytes(home, 1) == before
    assert _done(home) == done
    assert all(done)
    assert all(well for well, _ in services.doctor(home))


def test_undoing_the_first_import_keeps_what_people_did_and_the_next_import_gives_the_same_bytes(
    home, tmp_path
):
    before = _bytes(home, 1)
    _people_work(home, AT)
    done = _done(home)
    assert services.undo(home, KEY, None, AT) is None
    with pytest.raises(RetentionError, match="Nothing has been imported"):
        services.open_practice(home, services.state(home, KEY))
    assert all(well for well, _ in services.doctor(home))
    assert _import(home, tmp_path / "first", AT) == 2
    assert _bytes(home, 1) == before
    assert _bytes(home, 2)["patient.parquet"] == before["patient.parquet"]
    assert _done(home) == done
    assert services.changes_of(home, KEY, 2).older is None


def test_undo_at_any_depth_and_every_import_made_again_gives_the_same_bytes(
    home, tmp_path
):
    names = ("Ann", "Anne", "Anna", "Annie", "Anja")
    folders = [
        _export(tmp_path / name, exports.PATIENT.replace("Ann,0", f"{name},0"))
        for name in names[1:]
    ]
    numbers = [
        _import(home, folder, AT + timedelta(days=n))
        for n, folder in enumerate(folders, start=1)
    ]
    first = {number: _bytes(home, number)["patient.parquet"] for number in numbers}
    for depth in range(1, 5):
        state = services.undo(home, KEY, 5 - depth, AT + timedelta(days=9)).number
        assert state == 5 - depth
    again = [
        _import(home, folder, AT + timedelta(days=n))
        for n, folder in enumerate(folders, start=1)
    ]
    assert again == [6, 7, 8, 9]
    assert [_bytes(home, number)["patient.parquet"] for number in again] == list(
        first.values()
    )
    assert services.undo(home, KEY, 1, AT + timedelta(days=10)).number == 1


def test_undoing_an_import_that_made_rows_vanish_brings_them_back(home, tmp_path):
    fewer = "".join(exports.PATIENT.splitlines(keepends=True)[:-1])
    _import(home, _export(tmp_path / "fewer", fewer), AT + timedelta(days=1))
    assert len(services.changes_of(home, KEY, 2).patients) == 1
    services.undo(home, KEY, None, AT + timedelta(days=2))
    assert services.changes_between(home, KEY, 2, 1).patients[0].before == {
        "vanished": "2026-11-21"
    }


def test_an_import_stands_on_what_another_browser_imported_meanwhile(home, tmp_path):
    """A page reads the ledger once when it begins; an import reads it anew."""
    changed = exports.PATIENT.replace("1,Archer,Ann,0", "1,Archer,Ann,2")
    theirs = _export(tmp_path / "theirs", changed)
    ours = _export(tmp_path / "ours", changed.replace("Archer,Ann,2", "Archer,Ann,1"))
    with home.store.run(AT):
        services.state(home, KEY)
        home.store.imports.all(KEY)
        other = threading.Thread(
            target=_import, args=(home, theirs, AT + timedelta(days=1))
        )
        other.start()
        other.join()
        _import(home, ours, AT + timedelta(days=2))
        assert [line.number for line in home.store.imports.all(KEY)] == [3, 2, 1]
    assert (home.records(KEY) / "2").is_dir()
