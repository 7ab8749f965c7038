"""How people said that files are read which nobody declared; what was said last of a
header line counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, null, select

from retention.problems import RetentionError
from retention.work import words
from retention.work.database import Database
from retention.work.tables import mapping as table

_LONG = 64


@dataclass(frozen=True)
class Kept:
    """One kept mapping: its header line's fingerprint, the declaration as plain JSON,
    when and by whom.
    """

    fingerprint: str
    declaration: Mapping[str, Any]
    made_at: datetime
    by: str = ""


class Mappings(Database):
    """The mappings of a practice's files; rows are only ever added."""

    def keep_mapping(
        self,
        practice: str,
        fingerprint: str,
        declaration: Mapping[str, Any] | None,
        *,
        at: datetime,
        by: str = "",
    ) -> None:
        """Keep how the files of a header line are read; None takes back what was kept.

        RetentionError for a fingerprint that is none, and where there is nothing to
        take back.
        """
        if len(fingerprint) != _LONG:
            raise RetentionError(
                f"“{fingerprint}” is no fingerprint of a header line. Nothing was kept."
            )
        if declaration is None and fingerprint not in self.mappings(practice):
            raise RetentionError(
                "No mapping is kept for such files. Nothing was changed."
            )
        plain = null() if declaration is None else dict(declaration)
        row = {
            "practice": practice,
            "fingerprint": fingerprint,
            "made_at": words.wall_clock(at),
            "declaration": plain,
            "by": by,
        }
        with self.writing_to(practice) as connection:
            connection.execute(insert(table).values(row))

    def mappings(self, practice: str) -> dict[str, Kept]:
        """The mappings that count, by fingerprint, in the order made."""
        columns = (
            table.c.fingerprint,
            table.c.declaration,
            table.c.made_at,
            table.c.by,
        )
        log = select(*columns).where(table.c.practice == practice).order_by(table.c.id)
        with self.reading_of(practice) as connection:
            last = {row.fingerprint: Kept(*row) for row in connection.execute(log)}
        return {
            line: kept for line, kept in last.items() if kept.declaration is not None
        }
