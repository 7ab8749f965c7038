"""The practices of a home."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from retention.problems import RetentionError
from retention.work.database import Database
from retention.work.tables import practice as table
from retention.work.words import wall_clock

LONGEST_KEY = 40
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_FOLDER = re.compile(
    r"con|prn|aux|nul|com\d|lpt\d"
)  # Windows refuses folders of these names


@dataclass(frozen=True)
class PracticeEntry:
    """One practice: the key that names its folder, its name, the number of its current
    snapshot (None: none yet).
    """

    key: str
    name: str
    current: int | None
    revision: int


class Practices(Database):
    """Who works in this home."""

    def practices(self) -> tuple[PracticeEntry, ...]:
        """Every practice, by name."""
        columns = (table.c.key, table.c.name, table.c.current, table.c.revision)
        with self.reading() as connection:
            return tuple(
                PracticeEntry(*row)
                for row in connection.execute(select(*columns).order_by(table.c.name))
            )

    def ensure_practice(self, name: str, *, at: datetime) -> str:
        """The key of the practice of that name (or key), made where there is none; a
        name is the same in any case.

        RetentionError for an empty name.
        """
        name = " ".join(name.split())
        if not name:
            raise RetentionError(
                "A practice needs a name. Nothing was saved; give one, then try again."
            )
        with self.writing_alone() as connection:
            known = dict(connection.execute(select(table.c.key, table.c.name)).all())
            same = {
                key
                for key, other in known.items()
                if name.casefold() in (key, other.casefold())
            }
            if same:
                return min(same)
            key = _key(name, known)
            connection.execute(
                insert(table).values(key=key, name=name, created_at=wall_clock(at))
            )
        return key

    def revision(self, practice: str) -> int:
        """A number that rises with every write that concerns the practice."""
        with self.reading_of(practice) as connection:
            return connection.execute(
                select(table.c.revision).where(table.c.key == practice)
            ).scalar_one()


def is_key(key: object) -> bool:
    """Whether a key is one that `ensure_practice` makes, and so safe as the name of a
    folder.
    """
    return (
        isinstance(key, str)
        and bool(KEY.fullmatch(key))
        and not NO_FOLDER.fullmatch(key)
    )


def _key(name: str, taken: Collection[str]) -> str:
    """A name that every system takes for a folder: small letters, digits and
    hyphens.
    """
    plain = (
        unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    )
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_KEY].strip("-") or "practice"
    stem = f"practice-{stem}" if NO_FOLDER.fullmatch(stem) else stem
    return next(
        key
        for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3)))
        if key not in taken
    )
