"""Is all well?

The same checks for a home, for a backup just written, and for one that is to be
restored.
"""

import shutil
import sqlite3
from pathlib import Path

from retention import snapshots, store
from retention.core import formatting
from retention.core.errors import RetentionError
from retention.core.policy import Policy
from retention.practice import conform
from retention.services.homes import Home

LOW_SPACE = 1 << 30  # bytes below which an import may not fit
RECORDS = "records"


def doctor(home: Home) -> list[tuple[bool, str]]:
    """Tell whether all is well, one (well, sentence) per check."""
    try:
        results = checked(home.store, home.path / RECORDS)
    except RetentionError as error:  # the database cannot even be opened
        results = [(False, str(error))]
    folders = (home.path, *home.path.parents)
    existing = next(path for path in folders if path.exists())
    free = shutil.disk_usage(existing).free
    space = f"{formatting.count(free >> 20)} MB are free in {home.path}."
    results.append((free > LOW_SPACE, space))
    results.append((True, _how_to_keep(home)))

    return results


def checked(desk: store.Store, folder: Path) -> list[tuple[bool, str]]:
    """The database, and every snapshot of its ledger in the folder of records.

    Returns:
        One (well, sentence) per check.
    """
    faults = desk.maintenance.check()
    found = [(False, sentence) for sentence in faults] or [
        (True, "The database is whole.")
    ]
    try:
        entries = desk.practices.all()
        found += [
            (False, fault)
            for fault in _unknown(folder, {entry.key for entry in entries})
        ]
        for entry in entries:
            wrong = (
                _snapshot_faults(desk, folder / entry.key, entry)
                if store.is_key(entry.key)
                else []
            )
            found += [(False, fault) for fault in wrong] or [
                (True, f"The snapshots of “{entry.name}” are as written.")
            ]
    except (
        RetentionError,
        ValueError,
        TypeError,
    ):  # of rows that cannot be read, which are among the faults
        found += (
            []
            if faults
            else [(False, "The ledger of imports cannot be read. Restore a backup.")]
        )
    return found


def faults_of(database: Path, snapshots: Path) -> tuple[list[str], list[Path]]:
    """What is wrong with a database and the records in another folder.

    The database is brought to the newest revision.

    Returns:
        The faults; and, where there are none, the folder of every snapshot.

    Raises:
        RetentionError: The database is of a newer program.
    """
    try:
        desk = store.open(database)
    except store.Newer:
        raise
    except RetentionError as error:
        return [str(error)], []
    try:
        faults = [sentence for well, sentence in checked(desk, snapshots) if not well]
        return faults, [] if faults else _ledger(desk, snapshots)
    finally:
        desk.close()


def _ledger(desk: store.Store, snapshots: Path) -> list[Path]:
    return [
        snapshots / one.key / str(line.number)
        for one in desk.practices.all()
        for line in desk.imports.all(one.key)
    ]


def _unknown(folder: Path, known: set[str]) -> list[str]:
    """Practices whose records stand there and whom the database does not know.

    It was made anew, or is another's.
    """
    there = {path.parent.name for path in folder.glob("*/[1-9]*")} - known
    return [
        f"The database does not know the records of “{name}”. Restore a backup."
        for name in sorted(there)
    ]


def _snapshot_faults(
    desk: store.Store, folder: Path, entry: store.PracticeEntry
) -> list[str]:
    ledger = desk.imports.all(entry.key)
    faults = [
        fault
        for line in ledger
        for fault in snapshots.verify(folder, line.number, line.exported)
    ]
    current = next((line for line in ledger if line.is_current), None)
    return faults or (_opening_faults(desk, folder, current) if current else [])


def _opening_faults(
    desk: store.Store, folder: Path, current: store.Import
) -> list[str]:
    """Why no page could show the snapshot in use, though its files are as written."""
    try:
        policy = Policy().changed(desk.policies.values(folder.name))
        conform(
            snapshots.read(folder, current.number, encoded=True),
            current.exported,
            policy,
        )
    except RetentionError as error:
        return [str(error)]
    # Whatever stops a page is a fault; what it says may hold patients
    except Exception as error:  # noqa: BLE001
        return [
            (
                f"Snapshot {current.number} of “{folder.name}” cannot be opened "
                f"({type(error).__name__})."
            )
        ]
    return []


def _how_to_keep(home: Home) -> str:
    if home.database_url:
        return (
            "Keep a backup elsewhere: pg_dump for the database, and a copy of "
            f"{home.path / RECORDS}."
        )
    return (
        f"SQLite {sqlite3.sqlite_version}. Keep a backup elsewhere: `backup FILE` "
        "makes one."
    )
