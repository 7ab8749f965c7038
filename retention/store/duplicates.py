"""What a person decided of two rows that look like one patient."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from retention.core.errors import RetentionError
from retention.store import vocabulary
from retention.store.database import inserted
from retention.store.parts import StorePart, once_a_run
from retention.store.tables import duplicate as table


@dataclass(frozen=True)
class Decision:
    """What was said of two patients last.

    `same` means that the loser's history is the winner's.
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


class Duplicates(StorePart):
    """The log of decisions; rows are only ever added, the last one of a pair counts."""

    def decide(
        self,
        practice: str,
        loser_id: str,
        winner_id: str,
        decision: str,
        *,
        at: datetime,
        by: str = "",
    ) -> int:
        """Log a decision on two patients, in either order.

        Returns:
            The decision's number, once it is on the disk.

        Raises:
            RetentionError: A word is unknown, an id is empty, or one patient was named
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
        with self.database.writing_to(practice) as connection:
            return inserted(connection.execute(insert(table).values(row)))

    @once_a_run
    def all(self, practice: str) -> tuple[Decision, ...]:
        """List the last decision on each pair, in the order made.

        What was taken back is left out.
        """
        columns = [column for column in table.columns if column.name != "practice"]
        of_practice = table.c.practice == practice
        log = select(*columns).where(of_practice).order_by(table.c.id)
        with self.database.reading_of(practice) as connection:
            decisions = [Decision(*row) for row in connection.execute(log)]
        last = {decision.pair: decision for decision in decisions}
        return tuple(
            decision
            for decision in decisions
            if last[decision.pair] is decision and decision.decision != "undecided"
        )
