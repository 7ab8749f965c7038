"""What a person decided of two rows that look like one patient."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.database import Database, inserted
from retention.store.tables import duplicate as table


@dataclass(frozen=True)
class Decision:
    """What was said of two patients last: `same` means that the loser's history is the
    winner's.
    """

    number: int
    loser_id: str
    winner_id: str
    decision: str
    """One of `vocabulary.DUPLICATES`."""
    at: datetime
    by: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """Both ids, whichever was the loser."""
        return frozenset((self.loser_id, self.winner_id))


class Duplicates(Database):
    """The log of decisions; rows are only ever added, the last one of a pair counts."""

    def decide_duplicate(
        self,
        practice: str,
        loser_id: str,
        winner_id: str,
        decision: str,
        *,
        at: datetime,
        by: str = "",
    ) -> int:
        """Log a decision on two patients, in either order; gives its number once it is
        on the disk.

        RetentionError for an unknown word, an empty id, or one and the same patient
        twice.
        """
        vocabulary.one_of("decision", decision, vocabulary.DUPLICATES)
        loser = vocabulary.patient(loser_id)
        winner = vocabulary.patient(winner_id)
        if loser == winner:
            raise RetentionError(
                f"Patient {loser} was named twice. Nothing was saved; name two "
                "patients."
            )
        if decision != "same":
            loser, winner = sorted((loser, winner))
        row = {
            "practice": practice,
            "loser_id": loser,
            "winner_id": winner,
            "decision": decision,
            "at": vocabulary.wall_clock(at),
            "by": by,
        }
        with self.writing_to(practice) as connection:
            return inserted(connection.execute(insert(table).values(row)))

    def duplicates(self, practice: str) -> tuple[Decision, ...]:
        """The last decision on each pair that was decided, in the order made; what was
        taken back is left out.
        """
        columns = [column for column in table.columns if column.name != "practice"]
        log = select(*columns).where(table.c.practice == practice).order_by(table.c.id)
        with self.reading_of(practice) as connection:
            said = [Decision(*row) for row in connection.execute(log)]
        last = {one.pair: one for one in said}
        return tuple(
            one for one in said if last[one.pair] is one and one.decision != "undecided"
        )
