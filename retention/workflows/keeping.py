"""Keeping both homes safe: one file out, one file in, and is all well?"""

import shutil
import sqlite3
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from retention import formats, records
from retention.problems import RetentionError
from retention.workflows.homes import Home, forget

DATABASE = "work.db"
LOW_SPACE = 1 << 30  # bytes below which an import may not fit


def backup(home: Home, file: Path) -> int:
    """Both homes into one zip file, whole or not at all; gives the number of files in it."""
    part = file.with_name(file.name + ".part")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(part, "w") as archive:
        home.work.backup(Path(folder) / DATABASE)
        archive.write(Path(folder) / DATABASE, DATABASE)
        for path in _snapshot_files(home):
            archive.write(path, path.relative_to(home.path).as_posix())
        number = len(archive.namelist())
    part.replace(file)
    return number


def restore(home: Home, file: Path) -> int:
    """Both homes out of a backup into an empty home; gives the number of files.

    RetentionError where the home is not empty, or the file is no backup; nothing is left behind then."""
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
    free = shutil.disk_usage(home.path).free
    found.append((free > LOW_SPACE, f"{formats.count(free >> 20)} MB are free in {home.path}."))
    found.append((True, f"SQLite {sqlite3.sqlite_version}. Keep a backup elsewhere: `backup FILE` makes one."))
    return found


def _snapshot_files(home: Home) -> list[Path]:
    folders = [
        home.records(entry.key) / str(line.number)
        for entry in home.work.practices()
        for line in home.work.imports(entry.key)
    ]
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
    forget(home)
    for leftover in home.path.glob(f"{DATABASE}-*"):
        leftover.unlink()
    if (folder / "records").is_dir():
        shutil.copytree(folder / "records", home.path / "records", dirs_exist_ok=True)
    (folder / DATABASE).replace(home.path / DATABASE)  # last: until now the home was empty
