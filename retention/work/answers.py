"""What the practice answered at imports, and what of it was taken back: the last word
on a question counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from retention.problems import RetentionError
from retention.work import words
from retention.work.database import Database
from retention.work.tables import answer as table
from retention.work.tables import import_


@dataclass(frozen=True)
class Answer:
    """One answer that holds: the question's key, the question in words ("" where they
    are not known), the answer.
    """

    key: str
    ask: str
    answer: str
    at: datetime


class Answers(Database):
    """The answers of a practice; rows are only ever added."""

    def keep_answers(
        self,
        practice: str,
        said: Mapping[str, tuple[str, str]],
        *,
        number: int | None,
        at: datetime,
    ) -> None:
        """Keep answers, as (question in words, answer) by key; undoing the import
        `number` takes them back.
        """
        shared = {"practice": practice, "number": number, "at": words.wall_clock(at)}
        rows = [
            shared | {"key": key, "ask": ask, "answer": answer}
            for key, (ask, answer) in said.items()
        ]
        if rows:
            with self.writing_to(practice) as connection:
                connection.execute(insert(table), rows)

    def forget_answer(self, practice: str, key: str, *, at: datetime) -> None:
        """Take an answer back, so that the question is asked again.

        RetentionError where there is none.
        """
        known = self.answers(practice)
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
            "at": words.wall_clock(at),
        }
        with self.writing_to(practice) as connection:
            connection.execute(insert(table).values(row))

    def answers(self, practice: str) -> dict[str, Answer]:
        """The answers that hold, by key, in the order first given; undone imports said
        nothing.
        """
        undone = select(import_.c.number).where(
            (import_.c.practice == practice) & import_.c.undone_at.is_not(None)
        )
        columns = (table.c.key, table.c.ask, table.c.answer, table.c.at)
        stands = table.c.number.is_(None) | table.c.number.not_in(undone)
        log = (
            select(*columns)
            .where((table.c.practice == practice) & stands)
            .order_by(table.c.id)
        )
        with self.reading_of(practice) as connection:
            last = {row.key: Answer(*row) for row in connection.execute(log)}
        return {key: one for key, one in last.items() if one.answer is not None}
