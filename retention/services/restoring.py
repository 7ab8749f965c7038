"""Both homes out of a backup: looked through in a folder first, then put in place."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retention import store
from retention.core.errors import RetentionError
from retention.services import backup_archive
from retention.services.home_checks import RECORDS, faults_of
from retention.services.homes import Home, forget


@dataclass(frozen=True)
class Restored:
    """What was put into place."""

    files: int
    """How many files."""
    faults: list[str]
    """What is wrong with them, where a broken backup was asked for."""


def restore(home: Home, file: Path, *, broken: bool = False) -> Restored:
    """Restore a backup into an empty home, once all in it was opened and found well.

    Args:
        broken: Restore what is not well too, as far as its database opens and is of no
            newer program.

    Raises:
        RetentionError: The home is not empty, its work is kept elsewhere, or the backup
            is not to be restored. Nothing is changed then.
    """
    _check_target(home)
    with backup_archive.opened(file) as (archive, entries), _within(home) as folder:
        says_so = any(entry.filename == backup_archive.BROKEN for entry in entries)
        if says_so and not broken:
            raise _refused(file, "it is of a home that was broken already.")
        lost = backup_archive.unpack(archive, entries, folder, all_of_it=not broken)
        faults = [f"{name} could not be read." for name in lost] + _faults(
            file, folder, broken=broken
        )
        count = _put_in_place(home, folder)

    return Restored(count, faults)


def _check_target(home: Home) -> None:
    if home.database_url:
        raise RetentionError(
            "This home's work is in the database that RETENTION_DATABASE_URL names; a "
            "backup file is not put there. Nothing was changed; put its own copy back "
            f"(pg_restore) and the folder “records” into {home.path}, or restore "
            "without RETENTION_DATABASE_URL."
        )
    if (home.path / store.FILE).exists():
        _check_free(home)


def _check_free(home: Home) -> None:
    if home.store.practices.all():
        raise RetentionError(
            f"{home.path} already holds a practice. Name an empty folder with "
            "--home; nothing was changed."
        )


@contextmanager
def _within(home: Home) -> Iterator[Path]:
    """A folder in the home for a while, on the same disk.

    Folders made for it go again where it comes to nothing.
    """
    made = [path for path in (home.path, *home.path.parents) if not path.exists()]
    folder = None
    try:
        home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".restoring-", dir=home.path))
        yield folder
    except OSError as error:
        raise RetentionError(
            f"The backup could not be unpacked into {home.path} "
            f"({error.strerror or error}). Nothing was changed; make room, or choose "
            "another home."
        ) from error
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        _remove_empty(made)


def _remove_empty(folders: list[Path]) -> None:
    for path in folders:
        try:
            path.rmdir()
        except OSError:  # something is in it: it was restored
            return


def _faults(file: Path, folder: Path, *, broken: bool) -> list[str]:
    """What is wrong with what was unpacked.

    Raises:
        RetentionError: It is not to be put into place.
    """
    if not (folder / store.FILE).exists():
        raise _refused(file, "its database is missing.", hopeless=broken)

    try:
        faults, _ = faults_of(folder, folder / RECORDS)
    except store.Newer as error:
        raise RetentionError(f"{file.name} was not restored. {error}") from error
    if faults and not broken:
        raise _refused(file, f"what is in it is not well. {faults[0]}")
    if faults and not _opens(folder):
        raise _refused(
            file, f"its database cannot be opened. {faults[0]}", hopeless=True
        )
    return faults


def _opens(folder: Path) -> bool:
    try:
        desk = store.open(folder)
    except RetentionError:
        return False
    try:
        return all(store.is_key(entry.key) for entry in desk.practices.all())
    except RetentionError:
        return False
    finally:
        desk.close()


def _refused(file: Path, why: str, *, hopeless: bool = False) -> RetentionError:
    way = "`--broken` restores it as far as it goes"
    if hopeless:
        way = "unpack it as a zip file to have it repaired"
    return RetentionError(
        f"{file.name} was not restored: {why} Nothing was changed. Take another "
        f"backup; {way}."
    )


def _put_in_place(home: Home, folder: Path) -> int:
    """Records first, the database last: until then the home was empty.

    Gives the number of files.

    While that lasts nobody else can write into the database that stands there; whoever
    has it open is told then that it was replaced. Where an open file cannot be replaced
    (Windows) that keeps others out by itself.
    """
    snapshots = sorted(folder.glob(f"{RECORDS}/*/*"))
    taken = [
        path for path in snapshots if (home.path / path.relative_to(folder)).exists()
    ]
    if taken:
        raise RetentionError(
            f"There are records of “{taken[0].parent.name}” in {home.path} already. "
            "Nothing was changed; name an empty folder with --home."
        )

    count = 1 + sum(1 for place in snapshots for _ in place.iterdir())
    if sys.platform == "win32":
        _check_free(home)
        forget(home)
        _move(home, folder, snapshots)
    else:
        with home.store.database.holding():
            _check_free(home)
            _move(home, folder, snapshots)
        forget(home)
    return count


def _move(home: Home, folder: Path, snapshots: list[Path]) -> None:
    """All or nothing, where the disk refuses in the midst of it."""
    moved = []
    try:
        for place in snapshots:
            target = home.path / place.relative_to(folder)
            for parent in (target.parent.parent, target.parent):
                parent.mkdir(mode=0o700, exist_ok=True)
                parent.chmod(0o700)
            moved.append((place.rename(target), place))
        for leftover in home.path.glob(f"{store.FILE}-*"):
            leftover.unlink()
        (folder / store.FILE).replace(home.path / store.FILE)
    except OSError:
        for target, place in moved:
            target.rename(place)
        raise
