"""The watched folder of a practice, and what became of each file that was met in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, null, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import import_, watch, watched


@dataclass(frozen=True)
class Watched:
    """One file that was met in a watched folder, and what became of it."""

    name: str
    sha256: str
    at: datetime
    snapshot: int | None
    """None where it was refused, or waits for an answer."""
    say: str
    """Why it was refused, or what is asked."""
    asks: tuple[str, ...] = ()
    """Keys of the questions that it waits for."""
    is_undone: bool = False
    """Whether the import it became was undone since."""

    @property
    def is_again(self) -> bool:
        """Whether somebody said that it is to be tried again, and it was not yet."""
        return self.snapshot is None and not self.say

    @property
    def stands(self) -> bool:
        """Whether it is in an import that was not undone."""
        return self.snapshot is not None and not self.is_undone


class WatchedFiles(StorePart):
    """Folders under watch, and the log of their files; rows are only ever added."""

    def watch(self, practice: str, folder: str | None, *, at: datetime) -> None:
        """Set the folder under watch; None ends it.

        Raises:
            RetentionError: The folder's name is empty.
        """
        if folder is not None and not folder.strip():
            raise RetentionError(
                "No folder is named. Nothing was saved; name the folder the "
                "exports are saved in."
            )

        row = {
            "practice": practice,
            "folder": folder,
            "set_at": vocabulary.wall_clock(at),
        }
        with self.database.writing_to(practice) as connection:
            connection.execute(insert(watch).values(row))

    @once_a_run
    def folder(self, practice: str) -> str | None:
        """The folder under watch; None where there is none."""
        last = (
            select(watch.c.folder)
            .where(watch.c.practice == practice)
            .order_by(watch.c.id.desc())
            .limit(1)
        )
        with self.database.reading_of(practice) as connection:
            return connection.scalar(last)

    def log(
        self,
        practice: str,
        files: Sequence[tuple[str, str]],
        *,
        at: datetime,
        snapshot: int | None,
        say: str,
        asks: Sequence[str] = (),
    ) -> None:
        """Log what became of files that were taken together.

        Args:
            files: Name and sha256 of each.
            asks: Keys of the questions open.
        """
        shared = {
            "practice": practice,
            "at": vocabulary.wall_clock(at),
            "snapshot": snapshot,
            "say": say,
        }
        shared["asks"] = list(asks) if asks else null()
        rows = [shared | {"name": name, "sha256": sha256} for name, sha256 in files]
        with self.database.writing_to(practice) as connection:
            connection.execute(insert(watched), rows)

    def try_again(self, practice: str, sha256: str, *, at: datetime) -> None:
        """Have the files of a content taken again, although they were met before.

        Raises:
            RetentionError: None was met, or the import they became stands.
        """
        # The thread that watches may have taken it since the page began to be drawn
        with self.database.within(None):
            met = self.all(practice)
        newest_first = (file for file in met if file.sha256 == sha256)
        last = next(newest_first, None)
        if last is None:
            raise RetentionError(
                "This file was never met in the watched folder. Nothing was changed."
            )
        if last.stands:
            raise RetentionError(
                f"This file is in import {last.snapshot}, which counts. Nothing was "
                "changed."
            )
        self.log(practice, [(last.name, sha256)], at=at, snapshot=None, say="")

    @once_a_run
    def all(self, practice: str) -> tuple[Watched, ...]:
        """Every file met in a watched folder, newest first."""
        columns = [
            watched.c[name]
            for name in ("name", "sha256", "at", "snapshot", "say", "asks")
        ]
        same = (import_.c.practice == watched.c.practice) & (
            import_.c.number == watched.c.snapshot
        )
        log = select(*columns, import_.c.undone_at).join(import_, same, isouter=True)
        log = log.where(watched.c.practice == practice).order_by(watched.c.id.desc())
        with self.database.reading_of(practice) as connection:
            rows = connection.execute(log).all()
        return tuple(
            Watched(*row[:5], tuple(row.asks or ()), row.undone_at is not None)
            for row in rows
        )
