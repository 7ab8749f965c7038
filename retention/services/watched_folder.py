"""A watched folder: new exports are taken from it, each once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from retention import ingest
from retention.core.errors import NotNow, RetentionError
from retention.services.export_files import (
    Stamp,
    export_day,
    group_exports,
    read_stamps,
)
from retention.services.homes import Home
from retention.services.importing import (
    ImportOptions,
    ImportResult,
    import_files,
    own_practice,
)
from retention.store import StoredAnswer, Watched

EVERY = 60
"""Seconds between two looks, where nothing else is said."""
PATIENCE = 10
"""Looks for which files that have arrived wait for one that is still being written."""


@dataclass(frozen=True)
class WatchedImport:
    """Files that were taken together, and what became of them in a sentence."""

    files: tuple[str, ...]
    snapshot: int | None
    """The import they became; None where refused, or where a question is open."""
    say: str


@dataclass(eq=False)
class Watcher:
    """One folder under watch; nothing in it is ever changed.

    A file is taken when two looks find it of one size and one time. Files that arrive
    together become one import. Each content is taken once, whatever its name.

    What is refused is logged, and not tried again unless somebody says so. What asks
    something is tried again once that was answered. What an undone import took is not
    taken again by itself.
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
        """Look once, and take what is ready; `trouble` says what is in the way."""
        self.trouble = ""
        taken = []
        try:
            for watched_import in self._take(self._ready(), now):
                # What was taken before something came in the way is reported
                taken.append(watched_import)  # noqa: PERF402
        except OSError as error:
            self.trouble = (
                f"{self.folder} cannot be read just now ({error.strerror or error}). "
                "It is looked at again."
            )
        except NotNow as error:
            self.trouble = str(error)
        return tuple(taken)

    def _ready(self) -> dict[Path, Stamp]:
        """List the new files that two looks found alike.

        There are none while another new one is still being written.
        """
        seen = read_stamps(self.folder)
        before = self._last
        self._last = seen
        _, again = due(self.home, self.name)
        wanted_contents = {"", *again}  # "" of a file whose content is not known yet
        new = {
            path: stamp
            for path, stamp in seen.items()
            if self._done.get((path, stamp), "") in wanted_contents
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
        """Take the files whose content is new, the oldest export first."""
        for group in group_exports(ready):
            known, _ = due(self.home, self.name)
            contents_of = {
                path: ingest.sha256(path) for path in sorted(group, reverse=True)
            }
            contents = {sha256: path for path, sha256 in contents_of.items()}
            files = {
                path: sha256 for sha256, path in contents.items() if sha256 not in known
            }
            if files:
                by_path = dict(sorted(files.items()))
                yield from self._imported(by_path, now)
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
            keys = [question.key for question in result.questions]
            return (self._log(files, None, say, now, keys),)

        say = "Nothing in them was new."
        if result.changed:
            say = " ".join(result.flags)
        return (self._log(files, result.snapshot, say, now),)

    def _without_refused(
        self, files: Mapping[Path, str], say: str, now: datetime
    ) -> tuple[WatchedImport, ...]:
        """Leave aside the files refused by themselves, and import the others."""
        refusals = self._refusals(files, now)
        if not refusals:
            return (self._log(files, None, say, now),)

        logged = []
        rest = {}
        for path, sha256 in files.items():
            why = refusals.get(path)
            if why is None:
                rest[path] = sha256
            else:
                logged.append(self._log({path: sha256}, None, why, now))
        if rest:
            logged += self._imported(rest, now)
        return tuple(logged)

    def _refusals(self, files: Mapping[Path, str], now: datetime) -> dict[Path, str]:
        """Say why files of several are refused by themselves, by path."""
        if len(files) == 1:
            return {}

        refusals = {}
        for path in files:
            why = self._refusal(path, now)
            if why:
                refusals[path] = why
        return refusals

    def _refusal(self, path: Path, now: datetime) -> str:
        """Say why a file is refused by itself.

        It is "" where the file is not refused, and where nothing of it is needed.
        """
        only_a_try = ImportOptions(dry_run=True)
        try:
            import_files(self.home, self.name, _sources([path]), only_a_try, now)
        except NotNow:
            raise
        except ingest.NothingNeeded:
            return ""
        except RetentionError as refused:
            return _refusal_text(refused)
        return ""

    def _import(self, paths: Sequence[Path], now: datetime) -> ImportResult:
        """Import the files, as of the day that `export_day` finds.

        Every other question stays open.
        """
        sources = _sources(paths)
        wish = ImportOptions(note=f"Taken from {self.folder}.")
        asked = import_files(self.home, self.name, sources, wish, now)
        exported = self._exported()
        days = [
            export_day(question, paths, exported)
            for question in asked.questions
            if question.key == ingest.AS_OF
        ]
        if len(asked.questions) != 1 or not days or days[0] is None:
            return asked

        wish = replace(wish, answers={ingest.AS_OF: days[0].isoformat()})

        return import_files(self.home, self.name, sources, wish, now)

    def _exported(self) -> date | None:
        """Give the day that the records are of; None where there are none."""
        _, practice = own_practice(self.home, self.name)
        if practice is None:
            return None

        current = self.home.store.imports.current(practice)
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
        practice = practice or self.home.store.practices.ensure(name, at=now)
        named = [(path.name, sha256) for path, sha256 in files.items()]
        self.home.store.watched_files.log(
            practice, named, at=now, snapshot=snapshot, say=say, asks=asks
        )

        return WatchedImport(tuple(path.name for path in files), snapshot, say)


def _refusal_text(refused: RetentionError) -> str:
    """Give a refusal as it is kept and printed, without names of patients."""
    if not refused.detail:
        return str(refused)
    return f"{refused} Drop the file on the Imports page to read the names."


def _sources(paths: Sequence[Path]) -> list[ingest.ImportSource]:
    sources = []
    for path in paths:
        source = ingest.ImportSource(path.name, path.absolute())
        sources.append(source)
    return sources


def _asked(questions: Sequence[ingest.Question]) -> str:
    """Join what is asked; of the export's day also what speaks for it."""
    texts = []
    for question in questions:
        texts.append(question.ask)
        if question.key == ingest.AS_OF:
            texts += question.because
    return " ".join(texts)


@dataclass(frozen=True)
class Watching:
    """A practice's folder under watch, and the files met in it."""

    folder: Path | None
    """None where no folder is watched."""
    files: tuple[Watched, ...]
    """What became of each file, newest first."""


def watch_folder(
    home: Home, name: str | None, folder: str | None, now: datetime
) -> None:
    """Put a folder of a practice under watch, or with None end it.

    Raises:
        RetentionError: It is no folder that can be seen from here.
    """
    if folder is not None and not _is_folder(folder.strip()):
        raise RetentionError(
            f"There is no folder “{folder}” that this computer can see. Nothing was "
            "saved; copy its path from the window that shows the exports."
        )

    name, practice = own_practice(home, name)
    practice = practice or home.store.practices.ensure(name, at=now)
    path = None
    if folder is not None:
        path = str(Path(folder.strip()).absolute())
    home.store.watched_files.watch(practice, path, at=now)


def _is_folder(path: str) -> bool:
    if not path:
        return False
    return Path(path).is_dir()


def watching(home: Home, name: str | None) -> Watching:
    """Give the folder under watch of a practice, and what became of its files."""
    _, practice = own_practice(home, name)
    if practice is None:
        return Watching(None, ())

    folder = home.store.watched_files.folder(practice)
    return Watching(
        Path(folder) if folder else None, home.store.watched_files.all(practice)
    )


def watched_folders(home: Home) -> dict[str, Path]:
    """List every folder under watch, by the key of its practice."""
    folders = {}
    for entry in home.store.practices.all():
        folder = home.store.watched_files.folder(entry.key)
        if folder:
            folders[entry.key] = Path(folder)
    return folders


def left_aside(files: Sequence[Watched]) -> tuple[Watched, ...]:
    """List the files met that are in no import that counts, newest first.

    Each content is listed once. Those to be tried again are not among them.
    """
    latest = _latest_by_content(files)
    return tuple(
        file
        for file in files
        if latest[file.sha256] is file and not (file.stands or file.is_again)
    )


def try_again(home: Home, name: str | None, sha256: str, now: datetime) -> None:
    """Have a file taken again at the next look, if it is still in the folder.

    Args:
        sha256: The hash of the file's content.

    Raises:
        RetentionError: None was met, or the import it became counts.
    """
    _, practice = own_practice(home, name)
    if practice is None:
        raise RetentionError(
            "No file was met in a watched folder yet. Nothing was changed."
        )
    home.store.watched_files.try_again(practice, sha256, at=now)


def due(home: Home, name: str | None) -> tuple[set[str], set[str]]:
    """Sort the contents met before into those to leave and those to take again.

    A content is taken again where somebody said so, or has answered since a question
    that it waits for.

    Returns:
        The hashes (sha256) not to be taken, and those to be taken again.
    """
    _, practice = own_practice(home, name)
    if practice is None:
        return set(), set()

    answers = home.store.answers.all(practice)
    latest = _latest_by_content(home.store.watched_files.all(practice))
    again = {
        sha256
        for sha256, file in latest.items()
        if file.is_again or _is_answered(file, answers)
    }
    return set(latest) - again, again


def _is_answered(file: Watched, answers: Mapping[str, StoredAnswer]) -> bool:
    """Tell whether a question that a file waits for was answered since."""
    for key in file.asks:
        answer = answers.get(key)
        if answer is not None and answer.at > file.at:
            return True
    return False


def _latest_by_content(files: Sequence[Watched]) -> dict[str, Watched]:
    """Find each content (sha256) as it was met last; `files` are newest first."""
    latest = {}
    for file in reversed(files):
        latest[file.sha256] = file
    return latest
