"""Both homes into one file, which is opened and checked before it counts."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retention import snapshots, store
from retention.core.errors import RetentionError
from retention.services import backup_archive
from retention.services.home_checks import RECORDS, faults_of
from retention.services.homes import Home


@dataclass(frozen=True)
class Backup:
    """A file that was written, and what is wrong with the home.

    With faults it is no good backup.
    """

    path: Path
    files: int
    faults: list[str]


def backup(home: Home, file: Path) -> Backup:
    """Both homes into one zip file, whole or not at all.

    Nobody else on this computer may read it. What there is of a home that is not well
    goes into `broken_name(file)`; the file itself stays as it is then.

    Raises:
        RetentionError: It cannot be written or read back, the home is empty, or the
            work is in PostgreSQL.
    """
    _check_home(home)
    for path in (file, broken_name(file)):
        _check_target(home, path)

    with _beside(file) as folder:
        _copy_database(home, folder)
        faults, ledger = _looked_at(folder, home.path / RECORDS)
        path = broken_name(file) if faults else file
        with store.appearing(path) as part:
            count = backup_archive.write(part, _files(home, folder, ledger), faults)
            _read_back(part, folder / "read back", faults)

    return Backup(path, count, faults)


def broken_name(file: Path) -> Path:
    """What the backup of a home that is not well is called.

    It begins and ends otherwise than the good ones beside it, so that whoever keeps the
    newest few of these by their names does not count it among them.
    """
    name = f"broken-{file.name}.broken"
    return file.with_name(name)


def _check_home(home: Home) -> None:
    """RetentionError where there is nothing to keep.

    A home mistyped would take the place of the last good backup.
    """
    if home.database_url or any(home.path.glob(f"{RECORDS}/*/*")):
        return

    try:
        is_empty = (
            not (home.path / store.FILE).exists() or not home.store.practices.all()
        )
    except RetentionError:  # it is there, and is looked at when it was copied
        return
    if is_empty:
        raise RetentionError(
            f"There is no practice in {home.path}. Nothing was written; name the "
            "home to back up with --home."
        )


def _check_target(home: Home, file: Path) -> None:
    """RetentionError where the file would lie in the home, or replace another."""
    place = file.parent.resolve()
    if home.path.exists() and any(
        home.path.samefile(parent)
        for parent in (place, *place.parents)
        if parent.exists()
    ):
        raise RetentionError(
            f"{file} lies in the home itself. Nothing was written; choose a place "
            f"outside {home.path}, on another disk."
        )
    if (file.is_symlink() or file.exists()) and not backup_archive.is_backup(file):
        raise RetentionError(
            f"{file} is there already and is no backup that can be read. Nothing was "
            "written; choose another name, or remove it first."
        )


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A folder for a while, on the disk that the backup goes to."""
    try:
        folder = Path(
            tempfile.mkdtemp(prefix=".backing-up-", dir=file.absolute().parent)
        )
    except OSError as error:
        raise RetentionError(
            f"{file} could not be written ({error.strerror}). Choose another place."
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_database(home: Home, folder: Path) -> None:
    """The database as SQLite copies it while people work.

    File by file where it is damaged or may only be read.
    """
    parts = [home.path / name for name in backup_archive.DATABASE_PARTS]
    if not home.database_url and not parts[0].exists():
        return
    try:
        home.store.maintenance.backup(folder / store.FILE)
    except (store.Damaged, store.OnlyRead):
        if home.database_url:
            raise
        _copy_files([part for part in parts if part.exists()], folder)


def _copy_files(files: list[Path], folder: Path) -> None:
    try:
        before = [file.stat().st_mtime_ns for file in files]
        for file in files:
            store.private_file(folder / file.name)
            shutil.copyfile(file, folder / file.name)
        after = [file.stat().st_mtime_ns for file in files]
    except OSError as error:
        raise RetentionError(
            f"The database could not be copied ({error.strerror}). Nothing was written."
        ) from error
    if after != before:
        raise RetentionError(
            "The database was written to while it was copied. Nothing was kept; "
            "try again."
        )


def _looked_at(folder: Path, snapshots: Path) -> tuple[list[str], list[Path]]:
    """What is wrong with what was copied, or else the ledger's snapshots."""
    database = folder / store.FILE
    if not database.exists():
        missing = f"The database {store.FILE} is missing. Restore a backup."
        return [missing], []
    return faults_of(folder, snapshots)


def _files(home: Home, folder: Path, ledger: list[Path]) -> dict[str, Path]:
    """What goes into the backup, by name.

    That is the snapshots of the ledger, or where it cannot be trusted all there are.
    """
    files = {}
    names = [store.FILE] if ledger else backup_archive.DATABASE_PARTS
    for name in names:
        if (folder / name).exists():
            files[name] = folder / name

    there = home.path.glob(f"{RECORDS}/*/*")
    all_snapshots = [path for path in there if path.name.isdecimal()]
    for place in ledger or all_snapshots:
        number = int(place.name)
        for file in snapshots.files(place.parent, number):
            name = file.relative_to(home.path).as_posix()
            if backup_archive.is_known(name):
                files[name] = file

    return files


def _read_back(part: Path, folder: Path, faults: list[str]) -> None:
    """RetentionError where the file, as it was written, cannot be restored again."""
    try:
        with backup_archive.opened(part) as (archive, entries):
            folder.mkdir()
            backup_archive.unpack(archive, entries, folder, all_of_it=True)
        wrong = [] if faults else _looked_at(folder, folder / RECORDS)[0]
    except backup_archive.NoBackup as error:
        wrong = [str(error)]
    if wrong:
        raise RetentionError(
            "The backup was written, but could not be read back as it was. Nothing "
            "was kept of it; choose another place, and have that disk looked at. "
            f"({wrong[0]})"
        )
