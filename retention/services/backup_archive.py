"""A backup as a file: what may be in one, and taking it out without trusting it."""

import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from retention import snapshots, store
from retention.core.errors import RetentionError
from retention.services.home_checks import RECORDS

BROKEN = "BROKEN.txt"
"""In the backup of a home that was not well: what was wrong with it."""
DATABASE_PARTS = (store.FILE, f"{store.FILE}-journal", f"{store.FILE}-wal")
"""The database, and what SQLite repairs it from where it could not be copied in
SQLite's own way.
"""
NUMBER = r"[1-9][0-9]{0,17}"


class NoBackup(RetentionError):
    """The file is none that `backup` makes, or what it says of itself does not hold."""


def write(path: Path, files: dict[str, Path], faults: list[str]) -> int:
    """Pack files under their names, and what was wrong where the home was not well.

    What the disk does not give any more is left out then.

    Returns:
        The number of files.
    """
    if faults:
        files = {name: file for name, file in files.items() if _can_be_read(file)}

    with zipfile.ZipFile(path, "w", strict_timestamps=False) as archive:
        if faults:
            title = "This home was not well when it was backed up:"
            lines = [title, *faults]
            archive.writestr(BROKEN, "\n".join(lines) + "\n")
        for name, file in files.items():
            archive.write(file, name)

    return len(files)


def _can_be_read(file: Path) -> bool:
    try:
        with file.open("rb") as content:
            while content.read(1 << 20):
                pass
    except OSError:
        return False
    return True


@contextmanager
def opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    """A backup and its entries.

    Raises:
        NoBackup: It is another file; nothing is taken out of it then.
    """
    try:
        archive = zipfile.ZipFile(file)
        size = file.stat().st_size
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _unreadable(file, error) from error
    with archive:
        entries = archive.infolist()
        if not _is_ours(entries, size):
            raise NoBackup(
                f"{file.name} is no backup of this program, or was packed anew. "
                "Nothing was changed."
            )
        try:
            yield archive, entries
        except zipfile.BadZipFile as error:
            raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> NoBackup:
    return NoBackup(
        f"{file.name} could not be read as a backup ({error}). Nothing was "
        "changed; take another backup."
    )


def is_backup(file: Path) -> bool:
    """Whether a file is a backup of this program, well or not."""
    try:
        with opened(file):
            return True
    except NoBackup:
        return False


def unpack(
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    folder: Path,
    *,
    all_of_it: bool,
) -> list[str]:
    """Take out database and records, for nobody else to read.

    What a desktop left in a folder stays behind.

    Args:
        archive: The backup.
        entries: What is in it.
        folder: Where it goes.
        all_of_it: Whether what cannot be read is an error (NoBackup).

    Returns:
        The names of what could not be read.
    """
    lost = []
    for entry in entries:
        name = PurePosixPath(entry.filename).name
        is_database = entry.filename in DATABASE_PARTS
        if not is_database and not snapshots.FILE.fullmatch(name):
            continue
        try:
            _take_out(archive, entry, folder)
        except zipfile.BadZipFile:
            if all_of_it:
                raise
            (folder / entry.filename).unlink()
            lost.append(entry.filename)
    return lost


def _take_out(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    path = folder / entry.filename
    parents = PurePosixPath(entry.filename).parents
    for parent in reversed(parents):
        made = folder / parent
        made.mkdir(mode=0o700, exist_ok=True)

    store.private_file(path)
    with archive.open(entry) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file, 1 << 20)


def is_known(name: str) -> bool:
    """Whether an entry lies where a home has its files.

    What else stands in a snapshot's folder is never taken out.
    """
    if name in (*DATABASE_PARTS, BROKEN):
        return True

    place = re.fullmatch(rf"{RECORDS}/([^/]+)/({NUMBER})/[^/]+", name)
    if place is None:
        return False
    return store.is_key(place[1])


def _is_ours(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether a zip holds a database and records and no more than its own size.

    `backup` stores and never presses.
    """
    names = [entry.filename for entry in entries]
    if store.FILE not in names and BROKEN not in names:
        return False

    if len(set(names)) < len(names):
        return False

    for entry in entries:
        if not _is_plain(entry) or not is_known(entry.filename):
            return False
    unpacked = sum(entry.file_size for entry in entries)

    return unpacked <= size


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is stored as it is: not pressed or locked, no link or folder."""
    mode = stat.S_IFMT(entry.external_attr >> 16)
    stored = (
        entry.compress_type == zipfile.ZIP_STORED
        and entry.file_size == entry.compress_size
    )
    return (
        stored
        and not entry.flag_bits & 0x1
        and mode in (0, stat.S_IFREG)
        and not entry.is_dir()
    )
