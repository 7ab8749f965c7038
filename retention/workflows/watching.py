"""A watched folder: new exports are taken from it by looking again and again, network shares included."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from retention import ingest
from retention.problems import NotNow, RetentionError
from retention.work import Watched
from retention.workflows.homes import Home
from retention.workflows.imports import ImportResult, ImportWish, import_files, own_practice

EVERY = 60
"""Seconds between two looks, where nothing else is said."""
PATIENCE = 10
"""Looks for which files that have arrived wait for one that is still being written."""
TOGETHER = 900
"""Seconds within which one file is written after another where both are of one export."""
NEAR_DAYS = 7
"""Days that the export's day, as the data suggest it, may lie from the day the file was written."""

Stamp = tuple[int, int]


@dataclass(frozen=True)
class Taken:
    """Files that were taken together, the import they became (None: refused, or a question is open), and a sentence."""

    files: tuple[str, ...]
    snapshot: int | None
    say: str


@dataclass(frozen=True)
class Watching:
    """A practice's folder under watch (None: none), and what became of the files met in it, newest first."""

    folder: Path | None
    files: tuple[Watched, ...]


@dataclass(eq=False)
class Watcher:
    """One folder under watch, and what was seen in it at the last look; nothing in it is ever changed.

    A file is taken when two looks find it of one size and one time; those that arrive together become one import, and
    each content is taken once, whatever its name. What is refused or asks something is logged and not tried again."""

    home: Home
    name: str | None
    """Of the practice; as in `import_files`."""
    folder: Path
    trouble: str = ""
    """Why the last look came to nothing, for now: it is tried again at the next."""
    _last: Mapping[Path, Stamp] = field(default_factory=dict)
    _done: set[tuple[Path, Stamp]] = field(default_factory=set)
    _waited: int = 0

    def look(self, now: datetime) -> tuple[Taken, ...]:
        """Look once, and take what is ready; `trouble` says what is in the way where something is."""
        self.trouble, taken = "", []
        try:
            for one in self._take(self._ready(), now):
                taken.append(one)  # noqa: PERF402 - what was taken before something came in the way is told
        except OSError as error:
            self.trouble = f"{self.folder} cannot be read just now ({error.strerror or error}). It is looked at again."
        except NotNow as error:
            self.trouble = str(error)
        return tuple(taken)

    def _ready(self) -> dict[Path, Stamp]:
        """The new files that two looks found alike; none while another new one is still being written."""
        seen, before = _stamps(self.folder), self._last
        self._last = seen
        new = {path: stamp for path, stamp in seen.items() if (path, stamp) not in self._done}
        ready = {path: stamp for path, stamp in new.items() if before.get(path) == stamp}
        if len(ready) < len(new) and self._waited < PATIENCE:
            self._waited += 1
            return {}
        self._waited = 0
        return ready

    def _take(self, ready: Mapping[Path, Stamp], now: datetime) -> Iterator[Taken]:
        """What became of the files whose content was not met before; of several exports the oldest first."""
        for group in _groups(ready):
            known = {one.sha256 for one in watching(self.home, self.name).files}
            contents = {ingest.sha256(path): path for path in sorted(group, reverse=True)}
            files = {path: sha256 for sha256, path in contents.items() if sha256 not in known}
            if files:
                yield from self._imported(dict(sorted(files.items())), now)
            self._done |= {(path, ready[path]) for path in group}

    def _imported(self, files: Mapping[Path, str], now: datetime) -> tuple[Taken, ...]:
        try:
            result = self._import(list(files), now)
        except NotNow:
            raise
        except RetentionError as refused:
            return self._without_refused(files, _said(refused), now)
        if result.questions:
            say = " ".join(question.ask for question in result.questions)
            say = f"{say} Import these files on the Imports page, where this can be answered."
            return (self._log(files, None, say, now),)
        said = result.flags if result.changed else ("Nothing in them was new.",)
        return (self._log(files, result.snapshot, " ".join(said), now),)

    def _without_refused(self, files: Mapping[Path, str], say: str, now: datetime) -> tuple[Taken, ...]:
        """Files that are refused by themselves are left aside, so that they do not stop the others."""
        alone = {path: why for path in files if (why := self._refusal(path, now))} if len(files) > 1 else {}
        if not alone:
            return (self._log(files, None, say, now),)
        aside = tuple(self._log({path: files[path]}, None, why, now) for path, why in alone.items())
        rest = {path: sha256 for path, sha256 in files.items() if path not in alone}
        return (*aside, *(self._imported(rest, now) if rest else ()))

    def _refusal(self, path: Path, now: datetime) -> str:
        """Why a file is refused by itself; "" where it is not."""
        try:
            import_files(self.home, self.name, _sources([path]), ImportWish(dry_run=True), now)
        except NotNow:
            raise
        except RetentionError as refused:
            return _said(refused)
        return ""

    def _import(self, paths: Sequence[Path], now: datetime) -> ImportResult:
        """Import the files; the day of the export is the one that `_day` finds, every other question stays open."""
        sources = _sources(paths)
        asked = import_files(self.home, self.name, sources, ImportWish(), now)
        day = next((_day(question, paths) for question in asked.questions if question.key == ingest.AS_OF), None)
        if day is None or len(asked.questions) > 1:
            return asked
        wish = ImportWish(answers={ingest.AS_OF: day.isoformat()}, note=f"Taken from {self.folder}.")
        return import_files(self.home, self.name, sources, wish, now)

    def _log(self, files: Mapping[Path, str], snapshot: int | None, say: str, now: datetime) -> Taken:
        name, practice = own_practice(self.home, self.name)
        practice = practice or self.home.work.ensure_practice(name, at=now)
        named = [(path.name, sha256) for path, sha256 in files.items()]
        self.home.work.log_watched(practice, named, at=now, snapshot=snapshot, say=say)
        return Taken(tuple(path.name for path in files), snapshot, say)


def watch_folder(home: Home, name: str | None, folder: str | None, now: datetime) -> None:
    """Put a folder of a practice under watch, or with None end it.

    RetentionError where it is no folder that can be seen from here."""
    if folder is not None and not (folder.strip() and Path(folder.strip()).is_dir()):
        raise RetentionError(
            f"There is no folder “{folder}” that this computer can see. Nothing was saved; copy its path from the "
            "window that shows the exports."
        )
    name, practice = own_practice(home, name)
    practice = practice or home.work.ensure_practice(name, at=now)
    home.work.watch(practice, folder and str(Path(folder.strip()).absolute()), at=now)


def watching(home: Home, name: str | None) -> Watching:
    """The folder under watch of the practice that files go into, and what became of its files."""
    _, practice = own_practice(home, name)
    if practice is None:
        return Watching(None, ())
    folder = home.work.watched_folder(practice)
    return Watching(Path(folder) if folder else None, home.work.watched(practice))


def watched_folders(home: Home) -> dict[str, Path]:
    """Every folder under watch, by the key of its practice."""
    found = {entry.key: home.work.watched_folder(entry.key) for entry in home.work.practices()}
    return {practice: Path(folder) for practice, folder in found.items() if folder}


def _said(refused: RetentionError) -> str:
    """The refusal as it is kept and printed; names of patients are read where a person asks for them."""
    return f"{refused} Drop the file on the Imports page to read the names." if refused.detail else str(refused)


def _groups(ready: Mapping[Path, Stamp]) -> Iterator[list[Path]]:
    """The files that were written one soon after the other, oldest first: each such group is one export."""
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


def _sources(paths: Sequence[Path]) -> list[ingest.Source]:
    return [ingest.Source(path.name, path.absolute()) for path in paths]


def _day(question: ingest.Question, paths: Sequence[Path]) -> date | None:
    """The day of the export, which nobody is there to say.

    The one that the data suggest where it lies within a week of the day the newest file was written; that day itself
    where the data suggest none; else nobody knows, and the question stays open."""
    written = date.fromtimestamp(max(path.stat().st_mtime for path in paths))  # noqa: DTZ012 - the practice's own clock
    if not question.suggested:
        return written
    suggested = date.fromisoformat(question.suggested)
    return suggested if abs((suggested - written).days) <= NEAR_DAYS else None
