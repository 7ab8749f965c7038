"""What was answered at imports, and how files that nobody declared are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, null, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import answer as answer_table
from retention.store.tables import import_
from retention.store.tables import mapping as mapping_table


@dataclass(frozen=True)
class StoredAnswer:
    """One answer that holds."""

    key: str
    """Of the question."""
    ask: str
    """The question in words; "" where they are not known."""
    answer: str
    at: datetime


class Answers(StorePart):
    """The answers of a practice; rows are only ever added."""

    def keep(
        self,
        practice: str,
        said: Mapping[str, tuple[str, str]],
        *,
        number: int | None,
        at: datetime,
    ) -> None:
        """Keep answers.

        Args:
            said: The question in words, and its answer, by the question's key.
            number: The import whose undoing takes them back; None where none does.
        """
        shared = {
            "practice": practice,
            "number": number,
            "at": vocabulary.wall_clock(at),
        }
        rows = [
            shared | {"key": key, "ask": ask, "answer": answer}
            for key, (ask, answer) in said.items()
        ]
        if rows:
            with self.database.writing_to(practice) as connection:
                connection.execute(insert(answer_table), rows)

    def forget(self, practice: str, key: str, *, at: datetime) -> None:
        """Take an answer back, so that the question is asked again.

        Raises:
            RetentionError: There is none.
        """
        # Others may have taken it back since the page began to be drawn
        with self.database.within(None):
            known = self.all(practice)
        if key not in known:
            listed = ", ".join(known) or "none yet"
            raise RetentionError(
                f"Nothing was answered to “{key}”. Nothing was changed. Answered: "
                f"{listed}."
            )

        row = {
            "practice": practice,
            "key": key,
            "ask": known[key].ask,
            "at": vocabulary.wall_clock(at),
        }
        with self.database.writing_to(practice) as connection:
            connection.execute(insert(answer_table).values(row))

    @once_a_run
    def all(self, practice: str) -> dict[str, StoredAnswer]:
        """The answers that hold, by key, in the order first given.

        What was said at an import that is undone holds no more.
        """
        undone = select(import_.c.number).where(
            (import_.c.practice == practice) & import_.c.undone_at.is_not(None)
        )
        columns = (
            answer_table.c.key,
            answer_table.c.ask,
            answer_table.c.answer,
            answer_table.c.at,
        )
        stands = answer_table.c.number.is_(None) | answer_table.c.number.not_in(undone)
        log = (
            select(*columns)
            .where((answer_table.c.practice == practice) & stands)
            .order_by(answer_table.c.id)
        )
        with self.database.reading_of(practice) as connection:
            last = {row.key: StoredAnswer(*row) for row in connection.execute(log)}
        return {key: kept for key, kept in last.items() if kept.answer is not None}


_LONG = 64


@dataclass(frozen=True)
class StoredMapping:
    """One mapping that was kept."""

    fingerprint: str
    """Of the file's header line."""
    declaration: Mapping[str, Any]
    """How the file's columns are read, as plain JSON."""
    made_at: datetime
    by: str = ""


class Mappings(StorePart):
    """The mappings of a practice's files; rows are only ever added."""

    def keep(
        self,
        practice: str,
        fingerprint: str,
        declaration: Mapping[str, Any] | None,
        *,
        at: datetime,
        by: str = "",
    ) -> None:
        """Keep how the files of a header line are read.

        Args:
            declaration: How, as plain JSON; None takes back what was kept.

        Raises:
            RetentionError: The fingerprint is none, or there is nothing to take back.
        """
        if len(fingerprint) != _LONG:
            raise RetentionError(
                f"“{fingerprint}” is no fingerprint of a header line. Nothing was kept."
            )
        if declaration is None:
            self._check_kept(practice, fingerprint)

        plain = null() if declaration is None else dict(declaration)
        row = {
            "practice": practice,
            "fingerprint": fingerprint,
            "made_at": vocabulary.wall_clock(at),
            "declaration": plain,
            "by": by,
        }
        with self.database.writing_to(practice) as connection:
            connection.execute(insert(mapping_table).values(row))

    def _check_kept(self, practice: str, fingerprint: str) -> None:
        # Others may have taken it back since the page began to be drawn
        with self.database.within(None):
            kept = self.all(practice)
        if fingerprint not in kept:
            raise RetentionError(
                "No mapping is kept for such files. Nothing was changed."
            )

    @once_a_run
    def all(self, practice: str) -> dict[str, StoredMapping]:
        """The mappings that count, by fingerprint, in the order made."""
        columns = (
            mapping_table.c.fingerprint,
            mapping_table.c.declaration,
            mapping_table.c.made_at,
            mapping_table.c.by,
        )
        log = (
            select(*columns)
            .where(mapping_table.c.practice == practice)
            .order_by(mapping_table.c.id)
        )
        with self.database.reading_of(practice) as connection:
            last = {
                row.fingerprint: StoredMapping(*row) for row in connection.execute(log)
            }
        return {
            line: kept for line, kept in last.items() if kept.declaration is not None
        }
