"""A watched folder: new exports are taken from it, each once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from retention import ingest
from retention.core.errors import NotNow, RetentionError
from retention.services.homes import Home
from retention.services.importing import (
    ImportOptions,
    ImportResult,
    import_files,
    own_practice,
)
from retention.store import Watched

EVERY = 60
"""Seconds between two looks, where nothing else is said."""
PATIENCE = 10
"""Looks for which files that have arrived wait for one that is still being written."""
TOGETHER = 900
"""Seconds within which one file is written after another where both are of one
export.
"""
NEAR_DAYS = 7
"""Days that the export's day, as the data suggest it, may lie from the day the file was
written.
"""

Stamp = tuple[int, int]


@dataclass(frozen=True)
class WatchedImport:
    """Files that were taken together, the import they became (None: refused, or a
    question is open), and a sentence.
    """

    files: tuple[str, ...]
    snapshot: int | None
    say: str


@dataclass(eq=False)
class Watcher:
    """One folder under watch, and what was seen in it at the last look; nothing in it
    is ever changed.

    A file is taken when two looks find it of one size and one time; those that arrive
    together become one import, and each content is taken once, whatever its name. What
    is refused is logged and not tried again unless somebody says so; what asks
    something is, once that was answered. What an undone import took is not taken again
    by itself.
    """

    home: Home
    name: str | None
    """Of the practice; as in `import_files`."""
    folder: Path
    trouble: str = ""
    """Why the last look came to nothing, for now: it is tried again at the next."""
    _last: Mapping[Path, Stamp] = field(default_factory=dict)
    _done: dict[tuple[Path, Stamp], str] = field(default_factory=dict)
    _waited: int = 0

    def look(self, now: datetime) -> tuple[WatchedImport, ...]:
        """Look once, and take what is ready; `trouble` says what is in the way where
        something is.
        """
        self.trouble = ""
        taken = []
        try:
            for one in self._take(self._ready(), now):
                # What was taken before something came in the way is told
                taken.append(one)  # noqa: PERF402
        except OSError as error:
            self.trouble = (
                f"{self.folder} cannot be read just now ({error.strerror or error}). "
                "It is looked at again."
            )
        except NotNow as error:
            self.trouble = str(error)
        return tuple(taken)

    def _ready(self) -> dict[Path, Stamp]:
        """The new files that two looks found alike; none while another new one is still
        being written.
        """
        seen = _stamps(self.folder)
        before = self._last
        self._last = seen
        _, again = due(self.home, self.name)
        new = {
            path: stamp
            for path, stamp in seen.items()
            if self._done.get((path, stamp), "") in {"", *again}
        }
        ready = {
            path: stamp for path, stamp in new.items() if before.get(path) == stamp
        }
        if len(ready) < len(new) and self._waited < PATIENCE:
            self._waited += 1
            return {}
        self._waited = 0
        return ready

    def _take(
        self, ready: Mapping[Path, Stamp], now: datetime
    ) -> Iterator[WatchedImport]:
        """What became of the files whose content was not met before; of several exports
        the oldest first.
        """
        for group in _groups(ready):
            known, _ = due(self.home, self.name)
            contents_of = {
                path: ingest.sha256(path) for path in sorted(group, reverse=True)
            }
            contents = {sha256: path for path, sha256 in contents_of.items()}
            files = {
                path: sha256 for sha256, path in contents.items() if sha256 not in known
            }
            if files:
                yield from self._imported(dict(sorted(files.items())), now)
            self._done |= {(path, ready[path]): contents_of[path] for path in group}

    def _imported(
        self, files: Mapping[Path, str], now: datetime
    ) -> tuple[WatchedImport, ...]:
        try:
            result = self._import(list(files), now)
        except NotNow:
            raise
        except RetentionError as refused:
            return self._without_refused(files, _refusal_text(refused), now)
        if result.questions:
            say = (
                f"{_asked(result.questions)} Import these files on the Imports page, "
                "where this can be answered."
            )
            return (
                self._log(
                    files,
                    None,
                    say,
                    now,
                    [question.key for question in result.questions],
                ),
            )
        said = result.flags if result.changed else ("Nothing in them was new.",)
        return (self._log(files, result.snapshot, " ".join(said), now),)

    def _without_refused(
        self, files: Mapping[Path, str], say: str, now: datetime
    ) -> tuple[WatchedImport, ...]:
        """Files that are refused by themselves are left aside, so that they do not stop
        the others.
        """
        alone = (
            {path: why for path in files if (why := self._refusal(path, now))}
            if len(files) > 1
            else {}
        )
        if not alone:
            return (self._log(files, None, say, now),)
        aside = tuple(
            self._log({path: files[path]}, None, why, now)
            for path, why in alone.items()
        )
        rest = {path: sha256 for path, sha256 in files.items() if path not in alone}
        return (*aside, *(self._imported(rest, now) if rest else ()))

    def _refusal(self, path: Path, now: datetime) -> str:
        """Why a file is refused by itself; "" where it is not, and where nothing of it
        is needed.
        """
        try:
            import_files(
                self.home, self.name, _sources([path]), ImportOptions(dry_run=True), now
            )
        except NotNow:
            raise
        except ingest.NothingNeeded:
            return ""
        except RetentionError as refused:
            return _refusal_text(refused)
        return ""

    def _import(self, paths: Sequence[Path], now: datetime) -> ImportResult:
        """Import the files; the day of the export is the one that `_day` finds, every
        other question stays open.
        """
        sources = _sources(paths)
        wish = ImportOptions(note=f"Taken from {self.folder}.")
        asked = import_files(self.home, self.name, sources, wish, now)
        exported = self._exported()
        days = [
            _day(question, paths, exported)
            for question in asked.questions
            if question.key == ingest.AS_OF
        ]
        if len(asked.questions) != 1 or not days or days[0] is None:
            return asked
        wish = replace(wish, answers={ingest.AS_OF: days[0].isoformat()})
        return import_files(self.home, self.name, sources, wish, now)

    def _exported(self) -> date | None:
        """The day that the records are of; None where there are none."""
        _, practice = own_practice(self.home, self.name)
        current = self.home.work.current(practice) if practice else None
        return current.exported if current else None

    def _log(
        self,
        files: Mapping[Path, str],
        snapshot: int | None,
        say: str,
        now: datetime,
        asks: Sequence[str] = (),
    ) -> WatchedImport:
        name, practice = own_practice(self.home, self.name)
        practice = practice or self.home.work.ensure_practice(name, at=now)
        named = [(path.name, sha256) for path, sha256 in files.items()]
        self.home.work.log_watched(
            practice, named, at=now, snapshot=snapshot, say=say, asks=asks
        )
        return WatchedImport(tuple(path.name for path in files), snapshot, say)


def _refusal_text(refused: RetentionError) -> str:
    """The refusal as it is kept and printed; names of patients are read where a person
    asks for them.
    """
    return (
        f"{refused} Drop the file on the Imports page to read the names."
        if refused.detail
        else str(refused)
    )


def _groups(ready: Mapping[Path, Stamp]) -> Iterator[list[Path]]:
    """The files that were written one soon after the other, oldest first: each such
    group is one export.
    """
    paths = sorted(ready, key=lambda path: ready[path][1])
    group: list[Path] = []
    for path in paths:
        if group and ready[path][1] - ready[group[-1]][1] > TOGETHER * 1_000_000_000:
            yield group
            group = []
        group.append(path)
    if group:
        yield group


def _stamps(folder: Path) -> dict[Path, Stamp]:
    """Size and time of each file in the folder that could be an export."""
    found = {path: path.stat() for path in folder.iterdir() if ingest.is_export(path)}
    return {path: (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}


def _sources(paths: Sequence[Path]) -> list[ingest.ImportSource]:
    return [ingest.ImportSource(path.name, path.absolute()) for path in paths]


def _asked(questions: Sequence[ingest.Question]) -> str:
    """What is asked, as one text; of the day of the export also what speaks for it."""
    return " ".join(
        text
        for question in questions
        for text in (
            question.ask,
            *(question.because if question.key == ingest.AS_OF else ()),
        )
    )


def _day(
    question: ingest.Question, paths: Sequence[Path], exported: date | None
) -> date | None:
    """The day of the export, which nobody is there to say; None where nobody knows, and
    the question stays open.

    The one that the data suggest where it lies within a week of the day the newest file
    was written; that day itself where the data suggest none. Files written before the
    day that the records are of (`exported`), with nothing in them that happened after
    it, are an older export that came late: taken as of that day they would put older
    rows in the place of newer ones.
    """
    # The practice's own clock
    written = date.fromtimestamp(max(path.stat().st_mtime for path in paths))  # noqa: DTZ012
    suggested = (
        date.fromisoformat(question.suggested) if question.suggested else written
    )
    if exported and written < exported and suggested <= exported:
        return None
    return suggested if abs((suggested - written).days) <= NEAR_DAYS else None


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
    last = _latest_by_content(files)
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
    last = _latest_by_content(home.work.watched(practice))
    again = {
        sha256
        for sha256, one in last.items()
        if one.is_again
        or any(answered[key].at > one.at for key in one.asks if key in answered)
    }
    return set(last) - again, again


def _latest_by_content(files: Sequence[Watched]) -> dict[str, Watched]:
    """What became of each content (sha256) when it was met last; `files` are newest
    first.
    """
    return {one.sha256: one for one in reversed(files)}
