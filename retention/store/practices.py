"""The practices of a home: their names, their policies and their secrets."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from retention.core.errors import RetentionError
from retention.core.policy import Policy
from retention.store.campaign_tables import secret as secret_table
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import policy as policy_table
from retention.store.tables import practice as practice_table
from retention.store.vocabulary import wall_clock

LONGEST_KEY = 40
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_FOLDER = re.compile(
    r"con|prn|aux|nul|com\d|lpt\d"
)  # Windows refuses folders of these names


@dataclass(frozen=True)
class PracticeEntry:
    """One practice of a home."""

    key: str
    """Names its folder."""
    name: str
    current: int | None
    """Number of its current snapshot; None where there is none yet."""
    revision: int
    """Rises with every write that concerns it."""


class Practices(StorePart):
    """Who works in this home."""

    @once_a_run
    def all(self) -> tuple[PracticeEntry, ...]:
        """Every practice, by name."""
        columns = (
            practice_table.c.key,
            practice_table.c.name,
            practice_table.c.current,
            practice_table.c.revision,
        )
        with self.database.reading() as connection:
            return tuple(
                PracticeEntry(*row)
                for row in connection.execute(
                    select(*columns).order_by(practice_table.c.name)
                )
            )

    def ensure(self, name: str, *, at: datetime) -> str:
        """The key of the practice of that name (or key), made where there is none; a
        name is the same in any case.

        RetentionError for an empty name.
        """
        name = " ".join(name.split())
        if not name:
            raise RetentionError(
                "A practice needs a name. Nothing was saved; give one, then try again."
            )

        with self.database.writing_alone() as connection:
            known = dict(
                connection.execute(
                    select(practice_table.c.key, practice_table.c.name)
                ).all()
            )
            same = {
                key
                for key, other in known.items()
                if name.casefold() in (key, other.casefold())
            }
            if same:
                return min(same)
            key = _key(name, known)
            connection.execute(
                insert(practice_table).values(
                    key=key, name=name, created_at=wall_clock(at)
                )
            )
        return key

    @once_a_run
    def revision(self, practice: str) -> int:
        """A number that rises with every write that concerns the practice."""
        with self.database.reading_of(practice) as connection:
            return connection.execute(
                select(practice_table.c.revision).where(
                    practice_table.c.key == practice
                )
            ).scalar_one()


def is_key(key: object) -> bool:
    """Whether `Practices.ensure` makes such keys, which are safe names of folders."""
    if not isinstance(key, str):
        return False
    return bool(KEY.fullmatch(key)) and not NO_FOLDER.fullmatch(key)


def _key(name: str, taken: Collection[str]) -> str:
    """Make a key of a name: small letters, digits and hyphens.

    Every system takes it for the name of a folder.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    plain = decomposed.encode("ascii", "ignore").decode().lower()
    hyphened = re.sub(r"[^a-z0-9]+", "-", plain)
    stem = hyphened[:LONGEST_KEY].strip("-") or "practice"
    if NO_FOLDER.fullmatch(stem):
        stem = f"practice-{stem}"
    key = stem
    number = 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


class Policies(StorePart):
    """What a practice has set; rows are only ever added."""

    def set(self, practice: str, values: Mapping[str, str], *, at: datetime) -> None:
        """Set values, all or none.

        What is set so already leaves no second line in the history.

        Raises:
            RetentionError: `Policy` does not take a key or a value, or not beside what
                is set already.
        """
        with self.database.writing_to(practice) as connection:
            known = _values(connection, practice)
            read = Policy().changed({**known, **values}).as_text()
            new = [key for key in values if known.get(key) != read[key]]
            rows = [
                {
                    "practice": practice,
                    "key": key,
                    "value": read[key],
                    "set_at": wall_clock(at),
                }
                for key in new
            ]
            if rows:
                connection.execute(insert(policy_table), rows)

    @once_a_run
    def values(self, practice: str) -> dict[str, str]:
        """The values set here, as text, by key.

        Keys never set are absent: `Policy` has their defaults.
        """
        with self.database.reading_of(practice) as connection:
            return _values(connection, practice)


def _values(connection: Connection, practice: str) -> dict[str, str]:
    history = (
        select(policy_table.c.key, policy_table.c.value)
        .where(policy_table.c.practice == practice)
        .order_by(policy_table.c.id)
    )
    return dict(connection.execute(history).all())  # the last one of a key counts


class Secrets(StorePart):
    """One key per practice, made when it is first asked for and never changed."""

    @once_a_run
    def get(self, practice: str) -> str:
        """The practice's key: 64 hexadecimal digits."""
        mine = select(secret_table.c.key).where(secret_table.c.practice == practice)
        with self.database.reading_of(practice) as connection:
            known = connection.scalar(mine)
        if known is not None:
            return str(known)

        with self.database.writing_to(practice) as connection:
            known = connection.scalar(mine)  # somebody else may have been faster
            if known is None:
                known = secrets.token_hex(32)
                connection.execute(
                    insert(secret_table).values(practice=practice, key=known)
                )
        return str(known)
