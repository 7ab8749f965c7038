"""The watched folder of a practice, and what became of each file that was met in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from retention.problems import RetentionError
from retention.work import words
from retention.work.database import Database
from retention.work.tables import watch, watched


@dataclass(frozen=True)
class Watched:
    """One file that was met in a watched folder: the import it became, or why it did not."""

    name: str
    sha256: str
    at: datetime
    snapshot: int | None
    """None where it was refused, or waits for an answer."""
    say: str


class Watches(Database):
    """Folders under watch, and the log of their files; rows are only ever added."""

    def watch(self, practice: str, folder: str | None, *, at: datetime) -> None:
        """Set the folder under watch; None ends it. RetentionError for an empty one."""
        if folder is not None and not folder.strip():
            raise RetentionError("No folder is named. Nothing was saved; name the folder the exports are saved in.")
        row = {"practice": practice, "folder": folder, "set_at": words.wall_clock(at)}
        with self.writing_to(practice) as connection:
            connection.execute(insert(watch).values(row))

    def watched_folder(self, practice: str) -> str | None:
        """The folder under watch; None where there is none."""
        last = select(watch.c.folder).where(watch.c.practice == practice).order_by(watch.c.id.desc()).limit(1)
        with self.reading_of(practice) as connection:
            return connection.scalar(last)

    def log_watched(
        self, practice: str, files: Sequence[tuple[str, str]], *, at: datetime, snapshot: int | None, say: str
    ) -> None:
        """Log what became of files, as (name, sha256), that were taken together."""
        shared = {"practice": practice, "at": words.wall_clock(at), "snapshot": snapshot, "say": say}
        rows = [shared | {"name": name, "sha256": sha256} for name, sha256 in files]
        with self.writing_to(practice) as connection:
            connection.execute(insert(watched), rows)

    def watched(self, practice: str) -> tuple[Watched, ...]:
        """Every file met in a watched folder, newest first."""
        columns = [column for column in watched.columns if column.name not in ("id", "practice")]
        log = select(*columns).where(watched.c.practice == practice).order_by(watched.c.id.desc())
        with self.reading_of(practice) as connection:
            return tuple(Watched(*row) for row in connection.execute(log))
