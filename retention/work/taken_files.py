"""Files taken of campaigns: who took which, when, and whom it was about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select

from retention.problems import RetentionError
from retention.work import words
from retention.work.campaign_tables import taken_file as table
from retention.work.campaigns import why_none_stands
from retention.work.database import Database, inserted


@dataclass(frozen=True, kw_only=True)
class TakenFile:
    """One file that was taken: its rows and people, how many of the first it leaves
    out, the hash of its bytes.
    """

    at: datetime
    by: str = ""
    rows: int
    people: int
    left_out: Mapping[str, int]
    sha256: str


class TakenFiles(Database):
    """The log of files taken of campaigns after they were made."""

    def log_taken_file(
        self,
        practice: str,
        campaign_id: int,
        file: TakenFile,
        *,
        revision: int | None = None,
    ) -> int:
        """Log that a campaign's file is taken; gives the line's number.

        With `revision`, as `work.revision` gave it when the file was made, raises
        `Moved` where anything was written since. RetentionError where there is no such
        campaign, or it was canceled.
        """
        row = {
            **asdict(file),
            "at": words.wall_clock(file.at),
            "practice": practice,
            "campaign_id": campaign_id,
        }
        with self.writing_to(practice, revision) as connection:
            if why := why_none_stands(connection, practice, campaign_id):
                raise RetentionError(f"{why} Its file can no longer be taken.")
            return inserted(connection.execute(insert(table).values(row)))

    def taken_files(self, practice: str, campaign_id: int) -> tuple[TakenFile, ...]:
        """Every file taken of a campaign, newest first; the one that was made with it
        is a mailing.
        """
        names = ("at", "by", "rows", "people", "left_out", "sha256")
        mine = (table.c.practice == practice) & (table.c.campaign_id == campaign_id)
        wanted = (
            select(*(table.c[name] for name in names))
            .where(mine)
            .order_by(table.c.id.desc())
        )
        with self.reading_of(practice) as connection:
            return tuple(
                TakenFile(**row) for row in connection.execute(wanted).mappings()
            )
