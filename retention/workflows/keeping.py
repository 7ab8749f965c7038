"""Keeping both homes safe: one file out, one file in, and is all well?"""

import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from retention import formats, records, work
from retention.problems import RetentionError
from retention.workflows.homes import Home, forget

DATABASE = "work.db"
LOW_SPACE = 1 << 30  # bytes below which an import may not fit


def backup(home: Home, file: Path) -> int:
    """Both homes into one zip file, whole or not at all, for nobody else on this computer to read; gives the number of
    files in it.

    RetentionError where it cannot be written, an import's records are gone, or the work is in PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / DATABASE
        home.work.backup(database)
        paths = _snapshot_files(home)
        with work.appearing(file) as part, zipfile.ZipFile(part, "w") as archive:
            archive.write(database, DATABASE)
            for path in paths:
                archive.write(path, path.relative_to(home.path).as_posix())
    return 1 + len(paths)


def restore(home: Home, file: Path) -> int:
    """Both homes out of a backup into an empty home; gives the number of files.

    RetentionError where the home is not empty, its work is kept elsewhere, or the file is no backup; nothing is left
    behind then."""
    if home.database_url:
        raise RetentionError(
            "This home's work is in the database that RETENTION_DATABASE_URL names; a backup file is not put there. "
            f"Nothing was changed; put its own copy back (pg_restore) and the folder “records” into {home.path}, or "
            "restore without RETENTION_DATABASE_URL."
        )
    if home.work.practices():
        raise RetentionError(
            f"{home.path} already holds a practice. Name an empty folder with --home; nothing was changed."
        )
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(dir=home.path) as folder:
            names = _checked(archive)
            archive.extractall(folder, names)
            _move_in(home, Path(folder))
            return len(names)
    except (OSError, zipfile.BadZipFile) as error:
        raise RetentionError(f"{file.name} could not be read as a backup ({error}). Nothing was changed.") from error


def doctor(home: Home) -> list[tuple[bool, str]]:
    """Whether all is well, one (well, sentence) per check."""
    found = [(False, sentence) for sentence in home.work.check()] or [(True, "The database is whole.")]
    for entry in home.work.practices():
        faults = [
            fault
            for line in home.work.imports(entry.key)
            for fault in records.verify(home.records(entry.key), line.number)
        ]
        found += [(False, fault) for fault in faults] or [(True, f"The snapshots of “{entry.name}” are as written.")]
    free = shutil.disk_usage(next(path for path in (home.path, *home.path.parents) if path.exists())).free
    found.append((free > LOW_SPACE, f"{formats.count(free >> 20)} MB are free in {home.path}."))
    found.append((True, _how_to_keep(home)))
    return found


def _how_to_keep(home: Home) -> str:
    if home.database_url:
        return f"Keep a backup elsewhere: pg_dump for the database, and a copy of {home.path / 'records'}."
    return f"SQLite {sqlite3.sqlite_version}. Keep a backup elsewhere: `backup FILE` makes one."


def _snapshot_files(home: Home) -> list[Path]:
    folders = [
        home.records(entry.key) / str(line.number)
        for entry in home.work.practices()
        for line in home.work.imports(entry.key)
    ]
    gone = next((folder for folder in folders if not folder.is_dir()), None)
    if gone:
        raise RetentionError(f"The records in {gone} are gone. Nothing was written; put them back, then try again.")
    return [path for folder in folders for path in sorted(folder.iterdir())]


def _checked(archive: zipfile.ZipFile) -> list[str]:
    """The backup's file names; RetentionError where one would land outside a home."""
    names = archive.namelist()
    paths = [PurePosixPath(name) for name in names]
    fits = [path.parts == (DATABASE,) or (path.parts[0] == "records" and len(path.parts) == 4) for path in paths]
    if DATABASE not in names or not all(fits) or any(".." in path.parts for path in paths) or archive.testzip():
        raise RetentionError("This file is no backup of this program, or it is damaged. Nothing was changed.")
    return names


def _move_in(home: Home, folder: Path) -> None:
    """What was unpacked into the home, where only its owner may read it, whatever the archive says."""
    forget(home)
    for leftover in home.path.glob(f"{DATABASE}-*"):
        leftover.unlink()
    for practice in sorted((folder / "records").glob("*")):
        for place in (practice, home.records(practice.name)):  # a copied folder takes the rights of the first
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.chmod(0o700)
        shutil.copytree(practice, home.records(practice.name), dirs_exist_ok=True)
    work.private_file(folder / DATABASE)
    (folder / DATABASE).replace(home.path / DATABASE)  # last: until now the home was empty
