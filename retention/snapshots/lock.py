"""One import at a time, and clearing away what an import that died left behind."""

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from retention.core.errors import NotNow, RetentionError
from retention.snapshots.writer import UNFINISHED

LOCK = ".importing"


@contextmanager
def importing(folder: Path) -> Iterator[None]:
    """Hold a practice's records for one import.

    It lasts from reading the current snapshot until the new one is current. The
    operating system lets go when a process dies.

    Raises:
        NotNow: Another import holds them.
    """
    with _held(folder) as is_held:
        if not is_held:
            raise NotNow(
                f"Another import for “{folder.name}” is running. Nothing was changed; "
                "wait until it is done, then try again."
            )
        yield


def sweep(folder: Path, known: Callable[[], Collection[int]]) -> list[str]:
    """Remove unfinished folders, and snapshots whose number is not in the ledger.

    While an import runs nothing is swept.

    Args:
        known: Gives the ledger's numbers, undone ones too. It is asked only once no
            import can be under way: asked earlier, it would miss one that becomes
            current meanwhile.

    Returns:
        The names removed.
    """
    if not folder.is_dir():
        return []

    with _held(folder) as is_held:
        if not is_held:
            return []
        numbers = {str(number) for number in known()}
        orphans = [
            path
            for path in folder.iterdir()
            if path.is_dir() and _is_orphan(path.name, numbers)
        ]
        for path in orphans:
            shutil.rmtree(path, ignore_errors=True)
    return sorted(path.name for path in orphans)


def _is_orphan(name: str, known: Collection[str]) -> bool:
    if name.startswith(UNFINISHED):
        return True

    is_snapshot = name.isdecimal()
    return is_snapshot and name not in known


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a practice's records while the block runs; False where somebody else does.

    Raises:
        RetentionError: The folder cannot be written to.
    """
    lock = FileLock(folder / LOCK, blocking=False, preserve_lock_file=True)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        pass  # not held: the caller says what that means
    except OSError as error:
        raise RetentionError(
            f"The records in {folder} cannot be written to ({error.strerror}). "
            "Allow writing there, then try again."
        ) from error
    try:
        yield lock.is_locked
    finally:
        lock.release()
