"""The folder under watch of a practice: set, ended, what became of its files, and
having one tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from retention.problems import RetentionError
from retention.work import Watched
from retention.workflows.homes import Home
from retention.workflows.imports import own_practice


@dataclass(frozen=True)
class Watching:
    """A practice's folder under watch (None: none), and what became of the files met in
    it, newest first.
    """

    folder: Path | None
    files: tuple[Watched, ...]


def watch_folder(
    home: Home, name: str | None, folder: str | None, now: datetime
) -> None:
    """Put a folder of a practice under watch, or with None end it.

    RetentionError where it is no folder that can be seen from here."""
    if folder is not None and not (folder.strip() and Path(folder.strip()).is_dir()):
        raise RetentionError(
            f"There is no folder “{folder}” that this computer can see. Nothing was "
            "saved; copy its path from the window that shows the exports."
        )
    name, practice = own_practice(home, name)
    practice = practice or home.work.ensure_practice(name, at=now)
    home.work.watch(practice, folder and str(Path(folder.strip()).absolute()), at=now)


def watching(home: Home, name: str | None) -> Watching:
    """The folder under watch of the practice that files go into, and what became of its
    files.
    """
    _, practice = own_practice(home, name)
    if practice is None:
        return Watching(None, ())
    folder = home.work.watched_folder(practice)
    return Watching(Path(folder) if folder else None, home.work.watched(practice))


def watched_folders(home: Home) -> dict[str, Path]:
    """Every folder under watch, by the key of its practice."""
    found = {
        entry.key: home.work.watched_folder(entry.key)
        for entry in home.work.practices()
    }
    return {practice: Path(folder) for practice, folder in found.items() if folder}


def left_aside(files: Sequence[Watched]) -> tuple[Watched, ...]:
    """Of the files met in a folder those that are in no import that counts, newest
    first, each content once.

    Those that somebody said to try again are not among them.
    """
    last = _last_met(files)
    return tuple(
        one
        for one in files
        if last[one.sha256] is one and not (one.stands or one.is_again)
    )


def try_again(home: Home, name: str | None, sha256: str, now: datetime) -> None:
    """Have the file of that content taken again at the next look, if it is still in the
    folder.

    RetentionError where none was met, or where the import it became counts.
    """
    _, practice = own_practice(home, name)
    if practice is None:
        raise RetentionError(
            "No file was met in a watched folder yet. Nothing was changed."
        )
    home.work.try_again(practice, sha256, at=now)


def due(home: Home, name: str | None) -> tuple[set[str], set[str]]:
    """The contents (sha256) that are not to be taken, and those met before that are:
    somebody said so, or answered since a question that they wait for.
    """
    _, practice = own_practice(home, name)
    if practice is None:
        return set(), set()
    answered = home.work.answers(practice)
    last = _last_met(home.work.watched(practice))
    again = {
        sha256
        for sha256, one in last.items()
        if one.is_again
        or any(answered[key].at > one.at for key in one.asks if key in answered)
    }
    return set(last) - again, again


def _last_met(files: Sequence[Watched]) -> dict[str, Watched]:
    """What became of each content (sha256) when it was met last; `files` are newest
    first.
    """
    return {one.sha256: one for one in reversed(files)}
