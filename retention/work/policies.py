"""The practice's own values, with their history."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from retention.policy import Policy
from retention.work.database import Database
from retention.work.tables import policy as table
from retention.work.words import wall_clock


class Policies(Database):
    """What a practice has set; rows are only ever added."""

    def set_policy(
        self, practice: str, values: Mapping[str, str], *, at: datetime
    ) -> None:
        """Set values, all or none; what is set so already leaves no second line in the
        history.

        RetentionError for a key or a value that `Policy` does not take, or not beside
        what is set already.
        """
        with self.writing_to(practice) as connection:
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
                connection.execute(insert(table), rows)

    def policy_values(self, practice: str) -> dict[str, str]:
        """The values set here by key, as text; keys never set are absent (`Policy` has
        their defaults).
        """
        with self.reading_of(practice) as connection:
            return _values(connection, practice)


def _values(connection: Connection, practice: str) -> dict[str, str]:
    history = (
        select(table.c.key, table.c.value)
        .where(table.c.practice == practice)
        .order_by(table.c.id)
    )
    return dict(connection.execute(history).all())  # the last one of a key counts
