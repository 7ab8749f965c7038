"""A watched folder: taken once each, together, when they have stopped growing; refusals
are kept and never repeated.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from retention import ingest, services, snapshots
from retention.core.errors import RetentionError
from retention.services import Home, WatchedImport, Watcher
from retention.services.export_files import TOGETHER
from retention.services.watched_folder import PATIENCE
from tests import exports

pytestmark = pytest.mark.slow  # whole imports

NOW = datetime.fromisoformat("2026-09-12T19:00")
WRITTEN = datetime.fromisoformat("2026-09-12T18:30")
LAST = "2026-09-10"  # the last day on which anything happened in the files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share"


@pytest.fixture
def watcher(home: Home, folder: Path) -> Watcher:
    return Watcher(home, "Elm Street", folder)


def export(folder: Path, written: datetime = WRITTEN, **changed: str) -> None:
    """Ann, Bob, Cleo and Dan as files of the folder, with other texts for some
    names.
    """
    exports.write(folder)
    for name, content in changed.items():
        (folder / f"{name}.csv").write_text(content, "utf-8")
    for path in folder.iterdir():
        stamp(path, written)


def stamp(path: Path, written: datetime) -> None:
    os.utime(path, (written.timestamp(), written.timestamp()))


def twice(watcher: Watcher) -> tuple[WatchedImport, ...]:
    assert watcher.look(NOW) == ()
    return watcher.look(NOW)


def ledger(home: Home) -> list[int]:
    entry = home.store.practices.all()
    return (
        [line.number for line in services.imports(home, entry[0].key)] if entry else []
    )


def test_files_that_arrive_together_become_one_import(home, folder, watcher):
    export(folder)
    [taken] = twice(watcher)
    assert taken.snapshot == 1
    assert set(taken.files) == {path.name for path in folder.iterdir()}
    [line] = services.imports(home, "elm-street")
    assert line.exported.isoformat() == LAST
    assert line.note == f"Taken from {folder}."
    assert {one.snapshot for one in services.watching(home, "Elm Street").files} == {1}


def test_nothing_is_taken_while_a_file_is_still_being_written(home, folder, watcher):
    export(folder)
    growing = folder / "procedurelog.csv"
    whole = growing.read_text("utf-8")
    for part in (0.3, 0.6, 0.9):
        growing.write_text(whole[: int(len(whole) * part)], "utf-8")
        assert watcher.look(NOW) == ()
    growing.write_text(whole, "utf-8")
    stamp(growing, WRITTEN)
    [taken] = twice(watcher)
    assert taken.snapshot == 1
    assert ledger(home) == [1]


def test_a_file_that_never_stops_growing_does_not_hold_up_the_others(
    home, folder, watcher
):
    export(folder)
    for at in range(PATIENCE):
        (folder / "log.txt").write_text("x" * at, "utf-8")
        assert watcher.look(NOW) == ()
    (folder / "log.txt").write_text("x" * PATIENCE, "utf-8")
    [taken] = watcher.look(NOW)
    assert taken.snapshot == 1
    assert "log.txt" not in taken.files


def test_each_content_is_taken_once_whatever_its_name(home, folder, watcher):
    export(folder)
    twice(watcher)
    (folder / "patient.csv").rename(folder / "patient again.csv")
    assert twice(watcher) == ()
    assert Watcher(home, "Elm Street", folder).look(NOW) == ()
    assert twice(Watcher(home, "Elm Street", folder)) == ()
    assert ledger(home) == [1]


def test_a_newer_export_of_the_same_name_is_taken(home, folder, watcher):
    export(folder)
    twice(watcher)
    newer = exports.PATIENT.replace("1 Elm Street", "7 Elm Street")
    export(folder, WRITTEN + timedelta(days=1), patient=newer)
    [taken] = twice(watcher)
    assert (taken.files, taken.snapshot) == (("patient.csv",), 2)
    addresses = snapshots.read(home.records("elm-street"), 2)["patient"][
        "address_1"
    ].to_pylist()
    assert "7 Elm Street" in addresses


def test_two_exports_in_one_folder_are_imported_oldest_first(home, folder, watcher):
    export(folder)
    newer = folder / "patient-new.csv"
    newer.write_text(exports.PATIENT.replace("1 Elm Street", "7 Elm Street"), "utf-8")
    stamp(newer, WRITTEN + timedelta(seconds=TOGETHER + 1))
    first, second = twice(watcher)
    assert (first.snapshot, second.snapshot) == (1, 2)
    assert second.files == ("patient-new.csv",)


def test_a_file_nobody_knows_is_refused_once_and_does_not_stop_the_others(
    home, folder, watcher
):
    export(folder)
    (folder / "lunch.csv").write_text("Soup,Salad\nhot,cold\n", "utf-8")
    stamp(folder / "lunch.csv", WRITTEN)
    refused, taken = twice(watcher)
    assert refused.files == ("lunch.csv",)
    assert refused.snapshot is None
    assert "Soup" in refused.say
    assert taken.snapshot == 1
    assert twice(watcher) == ()
    [kept] = [
        one
        for one in services.watching(home, "Elm Street").files
        if one.name == "lunch.csv"
    ]
    assert kept.say == refused.say


def test_a_printed_report_that_comes_alone_is_told_and_becomes_no_import(
    home, folder, watcher
):
    report = folder / "recall.txt"
    report.write_text(
        "Due Date\tPatient\tAge\tType\tInterval\t#Remind\tLastRemind\tContact\n",
        "utf-8",
    )
    stamp(report, WRITTEN)
    [told] = twice(watcher)
    assert (
        told.snapshot,
        "export `recall`, `recalltype` and `patient`" in told.say,
    ) == (None, True)
    assert ledger(home) == []


NAMES = (
    "PatNum\tLName\tFName\tPatStatus\tBirthdate\n"
    "Quill, Zoe\tQuill\tZoe\tPatient\t1/2/1980\nQuill, Zoe\tQuill\tZoe\tPatient\t5/14/2016\n"
)


def test_a_refusal_for_shared_names_is_kept_and_printed_without_them(
    home, folder, watcher
):
    (folder / "patient.txt").write_text(NAMES, "utf-8")
    stamp(folder / "patient.txt", WRITTEN)
    [refused] = twice(watcher)
    kept = [one.say for one in services.watching(home, "Elm Street").files]
    assert refused.snapshot is None
    assert "more than one patient has the same name (1 name)" in refused.say
    assert "Imports page to read the names" in refused.say
    assert "Quill" not in f"{refused}{kept}"
    with pytest.raises(RetentionError) as told:
        services.import_files(
            home, "Elm Street", ingest.find([folder]), services.ImportOptions(), NOW
        )
    assert "“Quill, Zoe”" in told.value.in_full


def test_a_question_stays_open_and_is_shown_and_not_asked_again(home, folder, watcher):
    """Written long after the last thing that happened: nobody is there to say of which
    day the export is.
    """
    export(folder, datetime.fromisoformat("2027-06-01T08:00"))
    [waiting] = twice(watcher)
    assert waiting.snapshot is None
    assert "On which day" in waiting.say
    assert twice(watcher) == ()
    assert ledger(home) == []


def test_an_answer_given_before_is_not_asked_again(home, folder, watcher):
    odd = exports.PATIENT.replace("1980-04-01", "3/4/1980").replace(
        "1971-09-09", "4/5/1971"
    )
    odd = odd.replace("2016-05-05", "5/6/2016").replace("1960-01-01", "1/2/1960")
    export(folder, patient=odd)
    [waiting] = twice(watcher)
    assert waiting.snapshot is None
    assert "month or the day first" in waiting.say
    wish = services.ImportOptions(answers={"as_of": LAST, "date_order": "month-first"})
    assert (
        services.import_files(
            home, "Elm Street", services.find([folder]), wish, NOW
        ).snapshot
        == 1
    )
    export(
        folder,
        WRITTEN + timedelta(hours=1),
        patient=odd.replace("1 Elm Street", "7 Elm Street"),
    )
    [taken] = twice(watcher)
    assert taken.snapshot == 2, taken.say


def test_a_share_that_is_away_is_told_and_looked_at_again(home, folder, watcher):
    export(folder)
    away = folder.rename(folder.with_name("away"))
    assert watcher.look(NOW) == ()
    assert "cannot be read just now" in watcher.trouble
    away.rename(folder)
    [taken] = twice(watcher)
    assert (taken.snapshot, watcher.trouble) == (1, "")


def test_an_import_that_runs_meanwhile_is_waited_for(home, folder, watcher):
    export(folder)
    twice(watcher)
    export(
        folder,
        WRITTEN + timedelta(hours=1),
        patient=exports.PATIENT.replace("1 Elm", "7 Elm"),
    )
    with snapshots.importing(home.records("elm-street")):
        assert twice(watcher) == ()
        assert "running" in watcher.trouble
    [taken] = watcher.look(NOW)
    assert taken.snapshot == 2


def test_the_files_of_the_practice_are_left_as_they_are(folder, watcher):
    export(folder)
    before = {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }
    twice(watcher)
    assert {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
    } == before


def test_an_import_that_was_undone_is_not_taken_again(home, folder, watcher):
    export(folder)
    twice(watcher)
    export(
        folder,
        WRITTEN + timedelta(days=1),
        patient=exports.PATIENT.replace("1 Elm", "7 Elm"),
    )
    twice(watcher)
    services.undo(home, "elm-street", None, NOW)
    assert twice(watcher) == ()
    assert services.state(home, "elm-street").snapshot == 1


def again(home: Home) -> None:
    """Say of every file that was left aside that it is to be tried again."""
    for one in services.left_aside(services.watching(home, "Elm Street").files):
        services.try_again(home, "Elm Street", one.sha256, NOW)


def test_the_files_of_an_undone_import_say_so_and_are_taken_again_where_somebody_says_so(
    home, folder, watcher
):
    export(folder)
    twice(watcher)
    services.undo(home, "elm-street", None, NOW)
    assert twice(watcher) == ()
    assert all(one.is_undone for one in services.watching(home, "Elm Street").files)
    again(home)
    [taken] = watcher.look(NOW)
    assert (taken.snapshot, len(taken.files)) == (2, len(list(folder.iterdir())))
    assert services.left_aside(services.watching(home, "Elm Street").files) == ()
    assert twice(watcher) == ()


def test_a_refused_file_is_tried_again_once_where_somebody_says_so(
    home, folder, watcher
):
    (folder / "lunch.csv").write_text("Soup,Salad\nhot,cold\n", "utf-8")
    twice(watcher)
    again(home)
    assert services.left_aside(services.watching(home, "Elm Street").files) == ()
    [refused] = twice(Watcher(home, "Elm Street", folder))
    assert refused.snapshot is None
    assert twice(watcher) == ()


def test_a_file_that_waits_for_an_answer_is_taken_once_that_was_given(
    home, folder, watcher, tmp_path
):
    book = exports.APPOINTMENT.replace("2,2,1,/XX/", "2,2,99,/XX/")
    export(folder, appointment=book)
    [waiting] = twice(watcher)
    assert "What does “99” mean" in waiting.say
    [met] = [
        one
        for one in services.watching(home, "Elm Street").files
        if one.name == "appointment.csv"
    ]
    assert met.asks == ("word.appointment.status.99", "as_of")
    (tmp_path / "appointment.csv").write_text(book, "utf-8")
    wish = services.ImportOptions(
        answers={"as_of": LAST, "word.appointment.status.99": "cancelled"}
    )
    later = NOW + timedelta(hours=1)
    services.import_files(
        home, "Elm Street", services.find([tmp_path / "appointment.csv"]), wish, later
    )
    assert watcher.look(later) != ()
    assert services.state(home, "elm-street").snapshot == 2
    assert watcher.look(later) == watcher.look(later) == ()


def test_an_older_export_that_comes_late_is_not_taken_as_one_of_the_newer_day(
    home, folder, watcher, tmp_path
):
    """Monday's file arrives after Wednesday's was imported: its older rows would
    replace newer ones.
    """
    export(folder)
    wednesday = services.ImportOptions(
        as_of=datetime.fromisoformat("2026-09-16").date()
    )
    services.import_files(
        home,
        "Elm Street",
        services.find([exports.write(tmp_path / "newer")]),
        wednesday,
        NOW,
    )
    older = exports.PATIENT.replace("4,Dorn,Dan,2", "4,Dorn,Dan,0")
    export(folder, datetime.fromisoformat("2026-09-14T18:30"), patient=older)
    [late] = twice(watcher)
    assert late.snapshot is None
    assert (
        "The records here are of Sep 16, 2026; an older export is refused." in late.say
    )
    assert services.state(home, "elm-street").snapshot == 1


def test_a_log_of_calls_is_taken_whenever_it_comes(home, folder, watcher):
    export(folder)
    twice(watcher)
    calls = folder / "calls.csv"
    calls.write_text(
        "uniqueid,Call Date,Call Type,Number,Talk Time,Answered\n7,2026-08-01 "
        "09:10:44,in,1,0,0\n",
        "utf-8",
    )
    stamp(calls, datetime.fromisoformat("2026-08-02T18:30"))
    [taken] = twice(watcher)
    assert (taken.snapshot, taken.files) == (2, ("calls.csv",))
    assert services.imports(home, "elm-street")[0].note == f"Taken from {folder}."


def test_the_folder_is_set_and_ended(home, folder):
    assert services.watching(home, None).folder is None
    services.watch_folder(home, "Elm Street", str(folder), NOW)
    assert services.watching(home, "Elm Street").folder == folder
    assert services.watched_folders(home) == {"elm-street": folder}
    services.watch_folder(home, "Elm Street", None, NOW)
    assert services.watched_folders(home) == {}
    for wrong in ("", str(folder / "nowhere")):
        with pytest.raises(RetentionError, match="Nothing was saved"):
            services.watch_folder(home, "Elm Street", wrong, NOW)
